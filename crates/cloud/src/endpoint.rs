//! Which host serves which product in which region.
//!
//! Source: the vendor's endpoint lists; CBN is one central service, VPC, STS and smartag are regional.

use http::Uri;

/// One of the products this client speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Product {
    /// Cloud Enterprise Network.
    Cbn,
    /// Virtual private clouds, border routers, and the grants of both.
    Vpc,
    /// Security tokens: tells whose a credential is.
    Sts,
    /// Smart Access Gateway: cloud connect networks.
    Smartag,
    /// Resource Access Management: tells which roles there are.
    Ram,
    /// Resource Orchestration Service: tells prices.
    Ros,
    /// Resource Manager: makes service-linked roles.
    ResourceManager,
}

impl Product {
    /// The version of its API.
    pub fn version(self) -> &'static str {
        match self {
            Self::Cbn => "2017-09-12",
            Self::Vpc => "2016-04-28",
            Self::Sts => "2015-04-01",
            Self::Smartag => "2018-03-13",
            Self::Ram => "2015-05-01",
            Self::ResourceManager => "2020-03-31",
            Self::Ros => "2019-09-10",
        }
    }
}

/// Where calls go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoints {
    /// The vendor's hosts.
    Vendor,
    /// One address for every product: a simulator or a gateway.
    Fixed(Uri),
}

/// Why a text is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no endpoint: {reason}")]
pub struct EndpointError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl Endpoints {
    /// Sends every product's calls to `url`, such as `http://127.0.0.1:8787`.
    ///
    /// # Errors
    /// [`EndpointError`] unless it is an `http` or `https` URL with a host, and without path, query or user.
    pub fn fixed(url: &str) -> Result<Self, EndpointError> {
        let fail = |reason| EndpointError {
            text: url.to_owned(),
            reason,
        };
        let uri: Uri = url.parse().map_err(|_| fail("it is not a URL"))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(fail("it must begin with http:// or https://"));
        }
        let authority = uri.authority().ok_or_else(|| fail("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(EndpointError {
                text: "(hidden)".to_owned(),
                reason: "it must not hold a user or a password",
            });
        }
        if authority.as_str().len() != authority.host().len() && authority.port_u16().is_none() {
            return Err(fail("its port is not a number up to 65535"));
        }
        if uri.path() != "/" || uri.query().is_some() {
            return Err(fail("it must end after the host and port"));
        }
        Ok(Self::Fixed(uri))
    }

    /// The URL, ending in `/`, that serves `product` in `region`.
    pub(crate) fn url(&self, product: Product, region: &str) -> String {
        match self {
            Self::Fixed(uri) => uri.to_string(),
            Self::Vendor => format!("https://{}/", host(product, region)),
        }
    }
}

/// The regions that the vendor's VPC service serves at its central host.
const CENTRAL_VPC_REGIONS: [&str; 9] = [
    "ap-southeast-1",
    "cn-beijing",
    "cn-hangzhou",
    "cn-hongkong",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shenzhen",
    "us-east-1",
    "us-west-1",
];

fn host(product: Product, region: &str) -> String {
    // A CCN's area `ccn-cn-shanghai` is served in the region it is named after.
    let region = region.strip_prefix("ccn-").unwrap_or(region);
    match product {
        Product::Cbn => "cbn.aliyuncs.com".to_owned(),
        Product::Vpc if CENTRAL_VPC_REGIONS.contains(&region) => "vpc.aliyuncs.com".to_owned(),
        Product::Vpc => format!("vpc.{region}.aliyuncs.com"),
        Product::Sts => "sts.aliyuncs.com".to_owned(),
        Product::Smartag => format!("smartag.{region}.aliyuncs.com"),
        Product::Ros => "ros.aliyuncs.com".to_owned(),
        Product::Ram => "ram.aliyuncs.com".to_owned(),
        Product::ResourceManager => "resourcemanager.aliyuncs.com".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_has_its_host() {
        for (product, region, url) in [
            (Product::Cbn, "eu-central-1", "https://cbn.aliyuncs.com/"),
            (Product::Vpc, "cn-hangzhou", "https://vpc.aliyuncs.com/"),
            (
                Product::Vpc,
                "eu-central-1",
                "https://vpc.eu-central-1.aliyuncs.com/",
            ),
            (Product::Sts, "ap-south-1", "https://sts.aliyuncs.com/"),
            (Product::Ram, "", "https://ram.aliyuncs.com/"),
            (Product::Ros, "", "https://ros.aliyuncs.com/"),
            (
                Product::ResourceManager,
                "",
                "https://resourcemanager.aliyuncs.com/",
            ),
            (
                Product::Smartag,
                "ccn-cn-shanghai",
                "https://smartag.cn-shanghai.aliyuncs.com/",
            ),
        ] {
            assert_eq!(Endpoints::Vendor.url(product, region), url);
        }
    }

    #[test]
    fn a_fixed_endpoint_serves_every_product() {
        let endpoints = Endpoints::fixed("http://127.0.0.1:8787").unwrap();
        assert_eq!(
            endpoints.url(Product::Vpc, "eu-central-1"),
            "http://127.0.0.1:8787/"
        );
    }

    #[test]
    fn what_is_no_endpoint_is_refused_and_a_password_is_not_repeated() {
        for text in [
            "",
            "127.0.0.1:8787",
            "ftp://host",
            "http://host/path",
            "http://host/?a=b",
            "http://host:99999",
            "http://host:",
            "http://user:canary@host",
        ] {
            let error = Endpoints::fixed(text).unwrap_err();
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
