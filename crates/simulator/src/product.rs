//! The products that are simulated, known by the versions of their APIs.

/// A product, known by the version of its API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    Cbn,
    Vpc,
    Sts,
    Smartag,
    Location,
    Ram,
    ResourceManager,
    Ros,
}

impl Product {
    /// Returns the product that has this version.
    pub(crate) fn of(version: &str) -> Option<Self> {
        match version {
            "2017-09-12" => Some(Self::Cbn),
            "2016-04-28" => Some(Self::Vpc),
            "2015-04-01" => Some(Self::Sts),
            "2018-03-13" => Some(Self::Smartag),
            "2015-06-12" => Some(Self::Location),
            "2015-05-01" => Some(Self::Ram),
            "2020-03-31" => Some(Self::ResourceManager),
            "2019-09-10" => Some(Self::Ros),
            _ => None,
        }
    }

    /// Returns the host that errors name.
    pub(crate) fn host(self) -> &'static str {
        match self {
            Self::Cbn => "cbn.aliyuncs.com",
            Self::Vpc => "vpc.aliyuncs.com",
            Self::Sts => "sts.aliyuncs.com",
            Self::Smartag => "smartag.aliyuncs.com",
            Self::Location => "location-readonly.aliyuncs.com",
            Self::Ram => "ram.aliyuncs.com",
            Self::ResourceManager => "resourcemanager.aliyuncs.com",
            Self::Ros => "ros.aliyuncs.com",
        }
    }

    /// Returns the code for a ClientToken that comes back with other parameters.
    pub(crate) fn token_mismatch(self) -> &'static str {
        match self {
            Self::Cbn => "IdempotenceParam.NotMatch",
            Self::Vpc
            | Self::Sts
            | Self::Smartag
            | Self::Location
            | Self::Ram
            | Self::ResourceManager
            | Self::Ros => "IdempotentParameterMismatch",
        }
    }
}
