//! The vendor's hosts.
//!
//! Source: the endpoint data of the vendor's clients (PyPI alibabacloud-vpc20160428 7.2.2, sts20150401 1.2.0, cbn20170912 1.4.0) and of
//! aliyun-openapi-meta. CBN is one central service, also for the finance and government regions; VPC and smartag are regional. Where the
//! sources name no host inside a VPC (smartag, ROS, and STS in one finance region), the public one is used.

use super::Product;

/// Where the caller stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Network<'a> {
    /// Anywhere with a way to the internet.
    Public,
    /// In a VPC of this region.
    Internal(&'a str),
}

/// The regions that the vendor's clients serve at the central host of VPC.
const CENTRAL_VPC: [&str; 8] = [
    "cn-beijing-finance-pop",
    "cn-beijing-gov-1",
    "cn-hangzhou",
    "cn-hangzhou-finance",
    "cn-hongkong-finance-pop",
    "cn-north-2-gov-1",
    "cn-shanghai-finance-1",
    "cn-shenzhen-finance-1",
];

/// The region without an STS of its own inside VPCs.
const WITHOUT_INTERNAL_STS: &str = "cn-hangzhou-finance";

/// Returns the host that serves a product in a region.
pub(super) fn host(network: Network<'_>, product: Product, region: &str) -> String {
    // A CCN's area `ccn-cn-shanghai` is served in the region it is named after.
    let region = region.strip_prefix("ccn-").unwrap_or(region);
    match (network, product) {
        (_, Product::Smartag) => format!("smartag.{region}.aliyuncs.com"),
        (Network::Public, _) => public(product, region),
        (Network::Internal(here), _) => internal(product, region, here),
    }
}

fn public(product: Product, region: &str) -> String {
    match product {
        Product::Cbn => "cbn.aliyuncs.com".to_owned(),
        Product::Vpc if CENTRAL_VPC.contains(&region) => "vpc.aliyuncs.com".to_owned(),
        Product::Vpc | Product::Smartag => format!("{}.{region}.aliyuncs.com", product.name()),
        Product::Sts => "sts.aliyuncs.com".to_owned(),
        Product::Ram => "ram.aliyuncs.com".to_owned(),
        Product::Ros => "ros.aliyuncs.com".to_owned(),
        Product::ResourceManager => "resourcemanager.aliyuncs.com".to_owned(),
    }
}

fn internal(product: Product, region: &str, here: &str) -> String {
    match product {
        Product::Cbn => "cen.vpc-proxy.aliyuncs.com".to_owned(),
        Product::Vpc => format!("vpc-vpc.{region}.aliyuncs.com"),
        Product::Sts if here == WITHOUT_INTERNAL_STS => public(product, region),
        Product::Sts => format!("sts-vpc.{here}.aliyuncs.com"),
        Product::Ram => "ram.vpc-proxy.aliyuncs.com".to_owned(),
        Product::ResourceManager => "resourcemanager.vpc-proxy.aliyuncs.com".to_owned(),
        Product::Ros | Product::Smartag => public(product, region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_has_its_host() {
        for (product, region, expected) in [
            (Product::Cbn, "eu-central-1", "cbn.aliyuncs.com"),
            (Product::Cbn, "cn-north-2-gov-1", "cbn.aliyuncs.com"),
            (Product::Vpc, "cn-hangzhou", "vpc.aliyuncs.com"),
            (Product::Vpc, "cn-shanghai", "vpc.cn-shanghai.aliyuncs.com"),
            (
                Product::Vpc,
                "eu-central-1",
                "vpc.eu-central-1.aliyuncs.com",
            ),
            (Product::Vpc, "cn-shanghai-finance-1", "vpc.aliyuncs.com"),
            (Product::Vpc, "cn-north-2-gov-1", "vpc.aliyuncs.com"),
            (Product::Sts, "ap-south-1", "sts.aliyuncs.com"),
            (Product::Ram, "", "ram.aliyuncs.com"),
            (Product::Ros, "", "ros.aliyuncs.com"),
            (Product::ResourceManager, "", "resourcemanager.aliyuncs.com"),
            (
                Product::Smartag,
                "ccn-cn-shanghai",
                "smartag.cn-shanghai.aliyuncs.com",
            ),
        ] {
            assert_eq!(host(Network::Public, product, region), expected);
        }
    }

    #[test]
    fn inside_a_vpc_each_product_has_another_host() {
        for (here, product, region, expected) in [
            ("cn-beijing", Product::Cbn, "", "cen.vpc-proxy.aliyuncs.com"),
            (
                "cn-beijing",
                Product::Vpc,
                "cn-hangzhou",
                "vpc-vpc.cn-hangzhou.aliyuncs.com",
            ),
            (
                "cn-beijing",
                Product::Sts,
                "",
                "sts-vpc.cn-beijing.aliyuncs.com",
            ),
            ("cn-hangzhou-finance", Product::Sts, "", "sts.aliyuncs.com"),
            ("cn-beijing", Product::Ram, "", "ram.vpc-proxy.aliyuncs.com"),
            (
                "cn-beijing",
                Product::ResourceManager,
                "",
                "resourcemanager.vpc-proxy.aliyuncs.com",
            ),
            (
                "cn-beijing",
                Product::Smartag,
                "cn-shanghai",
                "smartag.cn-shanghai.aliyuncs.com",
            ),
        ] {
            assert_eq!(host(Network::Internal(here), product, region), expected);
        }
    }
}
