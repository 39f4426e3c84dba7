//! Which host serves which product in which region.

mod vendor;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use http::Uri;

use self::vendor::Network;

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
    /// Every product.
    pub const ALL: [Self; 7] = [
        Self::Cbn,
        Self::Vpc,
        Self::Sts,
        Self::Smartag,
        Self::Ram,
        Self::Ros,
        Self::ResourceManager,
    ];

    /// Returns the name, as the vendor's hosts have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cbn => "cbn",
            Self::Vpc => "vpc",
            Self::Sts => "sts",
            Self::Smartag => "smartag",
            Self::Ram => "ram",
            Self::Ros => "ros",
            Self::ResourceManager => "resourcemanager",
        }
    }

    /// Returns the version of its API.
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
    /// The vendor's public hosts.
    Vendor,
    /// The vendor's hosts for callers in a VPC of this region.
    Internal(String),
    /// One address for every product: a simulator or a gateway.
    Fixed(Uri),
    /// Other addresses for some products and regions.
    Except(Box<Endpoints>, BTreeMap<Served, Uri>),
}

/// What an address serves: a product in one region, or in every region without an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Served {
    product: Product,
    region: Option<String>,
}

impl fmt::Display for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.product.name())?;
        match &self.region {
            Some(region) => write!(f, "@{region}"),
            None => Ok(()),
        }
    }
}

/// An address, and what it serves: `URL`, `PRODUCT=URL` or `PRODUCT@REGION=URL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointRule {
    /// None for every product.
    pub served: Option<Served>,
    /// The address.
    pub uri: Uri,
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

const UNKNOWN_PRODUCT: &str = "before `=` stands a product, one of cbn, vpc, sts, smartag, ram, ros and resourcemanager, and after an `@` its region";

impl FromStr for EndpointRule {
    type Err = EndpointError;

    /// Reads a rule.
    fn from_str(text: &str) -> Result<Self, EndpointError> {
        // A URL may hold `=` only after its host, where it is refused anyway.
        let Some((served, url)) = text
            .split_once('=')
            .filter(|(served, _)| !served.contains("://"))
        else {
            let uri = address(text)?;
            return Ok(Self { served: None, uri });
        };
        let (name, region) = served
            .split_once('@')
            .map_or((served, None), |(name, region)| (name, Some(region)));
        let product = Product::ALL
            .into_iter()
            .find(|product| product.name() == name);
        let is_region = |region: &str| {
            !region.is_empty()
                && region
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        match product {
            Some(product) if region.is_none_or(is_region) => Ok(Self {
                served: Some(Served {
                    product,
                    region: region.map(ToOwned::to_owned),
                }),
                uri: address(url)?,
            }),
            Some(_) | None => Err(EndpointError {
                text: served.to_owned(),
                reason: UNKNOWN_PRODUCT,
            }),
        }
    }
}

/// Reads the URL of a server.
fn address(url: &str) -> Result<Uri, EndpointError> {
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
    Ok(uri)
}

impl Endpoints {
    /// Sends every product's calls to `url`, such as `http://127.0.0.1:8787`.
    ///
    /// # Errors
    /// [`EndpointError`] unless it is an `http` or `https` URL with a host, and without path, query or user.
    pub fn fixed(url: &str) -> Result<Self, EndpointError> {
        address(url).map(Self::Fixed)
    }

    /// Returns the same endpoints, but for what the rules say. A rule for one region beats one for all regions, and that beats one for all products;
    /// of two rules for the same the later counts.
    #[must_use]
    pub fn with_rules(self, rules: impl IntoIterator<Item = EndpointRule>) -> Self {
        let (mut rest, mut exceptions) = (self, BTreeMap::new());
        for EndpointRule { served, uri } in rules {
            match served {
                Some(served) => {
                    exceptions.insert(served, uri);
                }
                None => rest = Self::Fixed(uri),
            }
        }
        if exceptions.is_empty() {
            rest
        } else {
            Self::Except(Box::new(rest), exceptions)
        }
    }

    /// Tells whether the calls of a product go to the vendor's own host.
    pub fn are_vendors(&self, product: Product) -> bool {
        match self {
            Self::Vendor | Self::Internal(_) => true,
            Self::Fixed(_) => false,
            Self::Except(rest, exceptions) => {
                rest.are_vendors(product)
                    && exceptions.keys().all(|served| served.product != product)
            }
        }
    }

    /// Returns the URL, ending in `/`, that serves `product` in `region`.
    pub fn url(&self, product: Product, region: &str) -> String {
        let vendors = |network| format!("https://{}/", vendor::host(network, product, region));
        match self {
            Self::Fixed(uri) => uri.to_string(),
            Self::Vendor => vendors(Network::Public),
            Self::Internal(here) => vendors(Network::Internal(here)),
            Self::Except(rest, exceptions) => {
                let of = |region: Option<&str>| {
                    exceptions.get(&Served {
                        product,
                        region: region.map(ToOwned::to_owned),
                    })
                };
                match of(Some(region)).or_else(|| of(None)) {
                    Some(uri) => uri.to_string(),
                    None => rest.url(product, region),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(texts: &[&str]) -> Endpoints {
        Endpoints::Vendor.with_rules(texts.iter().map(|text| text.parse().unwrap()))
    }

    #[test]
    fn a_fixed_endpoint_serves_every_product() {
        let endpoints = Endpoints::fixed("http://127.0.0.1:8787").unwrap();
        assert_eq!(endpoints, rules(&["http://127.0.0.1:8787"]));
        assert_eq!(
            endpoints.url(Product::Vpc, "eu-central-1"),
            "http://127.0.0.1:8787/"
        );
    }

    #[test]
    fn a_rule_serves_a_product_or_a_product_in_a_region() {
        let endpoints = rules(&[
            "vpc=https://vpc.corp",
            "vpc@eu-central-1=https://eu.corp:8443",
        ]);
        for (product, region, url) in [
            (Product::Vpc, "eu-central-1", "https://eu.corp:8443/"),
            (Product::Vpc, "cn-beijing", "https://vpc.corp/"),
            (Product::Cbn, "", "https://cbn.aliyuncs.com/"),
        ] {
            assert_eq!(endpoints.url(product, region), url);
        }
        assert!(endpoints.are_vendors(Product::Sts) && !endpoints.are_vendors(Product::Vpc));
        let all_but_one = rules(&["sts=https://sts.corp", "http://gateway"]);
        assert_eq!(all_but_one.url(Product::Cbn, ""), "http://gateway/");
        assert_eq!(all_but_one.url(Product::Sts, ""), "https://sts.corp/");
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
            "vpc=http://user:canary@host",
            "vpc@=http://host",
            "vpc@a b=http://host",
            "ecs=http://host",
            "vpc=",
        ] {
            let error = text.parse::<EndpointRule>().unwrap_err();
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
