//! The words of the model: identifiers, places and quantities that cannot be mistaken for one another.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares newtypes over `String` that print as their text and serialise as a plain string.
macro_rules! text_newtypes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is; what it may contain is checked where it is read.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    )*};
}

text_newtypes! {
    /// The name of a topology: the ownership mark of everything it creates.
    TopologyName;
    /// The file's own key of an account.
    AccountName;
    /// The file's own key of a VPC, VBR or CCN.
    NetworkName;
    /// The file's own key of a CEN.
    CenName;
    /// The digits that identify an Alibaba Cloud account (its UID).
    AccountId;
    /// A region such as `cn-hangzhou`, or a CCN area such as `ccn-cn-shanghai`.
    RegionId;
    /// The id of a network instance: `vpc-…`, `vbr-…` or `ccn-…`.
    InstanceId;
    /// The id of a CEN: `cen-…`.
    CenId;
    /// The id of a bandwidth package: `cenbwp-…`.
    PackageId;
    /// The id of a route map: `cenrmap-…`.
    RouteMapId;
}

/// What kind of network instance is attached to a CEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum NetworkKind {
    /// A virtual private cloud.
    Vpc,
    /// A virtual border router, the end of a leased line.
    Vbr,
    /// A cloud connect network, the branch offices of Smart Access Gateway.
    Ccn,
}

impl NetworkKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Vpc, Self::Vbr, Self::Ccn];

    /// Reads a kind without regard to case: the file says `vpc`, the API `VPC`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }

    /// The API's word for the kind: `VPC`, `VBR` or `CCN`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Ccn => "CCN",
        }
    }
}

impl fmt::Display for NetworkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A geographic area, the unit in which bandwidth between regions is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// Asia-Pacific, Hong Kong included.
    AsiaPacific,
    /// Australia (in older documents an area of its own).
    Australia,
    /// Mainland China.
    China,
    /// Europe.
    Europe,
    /// The Middle East (in older documents only).
    MiddleEast,
    /// North America.
    NorthAmerica,
}

impl Area {
    /// Every area, in the order of their names.
    pub const ALL: [Self; 6] = [
        Self::AsiaPacific,
        Self::Australia,
        Self::China,
        Self::Europe,
        Self::MiddleEast,
        Self::NorthAmerica,
    ];

    /// The word of the topology file and of the API's answers, such as `asia-pacific`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsiaPacific => "asia-pacific",
            Self::Australia => "australia",
            Self::China => "china",
            Self::Europe => "europe",
            Self::MiddleEast => "middle-east",
            Self::NorthAmerica => "north-america",
        }
    }

    /// Reads an area's name without regard to case: requests say `China`, answers `china`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|area| area.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Two areas without order; both may be the same. Prints as `china-europe`, sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(Area, Area)", into = "(Area, Area)")]
pub struct AreaPair(Area, Area);

impl AreaPair {
    /// The pair, whichever way round it was written.
    pub fn new(one: Area, other: Area) -> Self {
        if one.as_str() <= other.as_str() {
            Self(one, other)
        } else {
            Self(other, one)
        }
    }

    /// The area whose name comes first.
    pub fn first(self) -> Area {
        self.0
    }

    /// The area whose name comes second.
    pub fn second(self) -> Area {
        self.1
    }
}

impl From<(Area, Area)> for AreaPair {
    fn from((one, other): (Area, Area)) -> Self {
        Self::new(one, other)
    }
}

impl From<AreaPair> for (Area, Area) {
    fn from(pair: AreaPair) -> Self {
        (pair.0, pair.1)
    }
}

impl fmt::Display for AreaPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.0, self.1))
    }
}

/// Two different regions without order. Prints as `cn-hangzhou/eu-central-1`, sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionPair(RegionId, RegionId);

impl RegionPair {
    /// The pair, whichever way round it was written; none if both are the same region.
    pub fn new(one: RegionId, other: RegionId) -> Option<Self> {
        match one.cmp(&other) {
            std::cmp::Ordering::Less => Some(Self(one, other)),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Self(other, one)),
        }
    }

    /// The region whose name comes first.
    pub fn first(&self) -> &RegionId {
        &self.0
    }

    /// The region whose name comes second.
    pub fn second(&self) -> &RegionId {
        &self.1
    }

    /// Both regions, in order.
    pub fn regions(&self) -> [&RegionId; 2] {
        [&self.0, &self.1]
    }
}

impl fmt::Display for RegionPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.0, self.1))
    }
}

impl Serialize for RegionPair {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RegionPair {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // With a second `/` it could be read in two ways.
        let halves = text
            .split_once('/')
            .filter(|(_, other)| !other.contains('/'));
        let (one, other) =
            halves.ok_or_else(|| serde::de::Error::custom("a region pair is `a/b`"))?;
        Self::new(one.into(), other.into())
            .ok_or_else(|| serde::de::Error::custom("a region pair has two regions"))
    }
}

/// Megabits per second.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Mbps(pub u32);

impl fmt::Display for Mbps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} Mbps", self.0))
    }
}

impl std::iter::Sum for Mbps {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|amount| amount.0).fold(0, u32::saturating_add))
    }
}

/// Whether a text has the form of a name of the file.
pub(crate) fn is_name(name: &str) -> bool {
    let rest = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    name.len() <= 63 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_pair_forgets_the_order_it_was_written_in() {
        let pair = RegionPair::new("eu-central-1".into(), "cn-beijing".into());
        assert_eq!(
            pair,
            RegionPair::new("cn-beijing".into(), "eu-central-1".into())
        );
        assert_eq!(
            pair.map(|pair| pair.to_string()).as_deref(),
            Some("cn-beijing/eu-central-1")
        );
    }

    #[test]
    fn a_region_has_no_pair_with_itself() {
        assert_eq!(
            RegionPair::new("cn-beijing".into(), "cn-beijing".into()),
            None
        );
    }

    #[test]
    fn an_area_is_read_in_any_case() {
        assert_eq!(Area::parse("Asia-Pacific"), Some(Area::AsiaPacific));
        assert_eq!(Area::parse("mars"), None);
    }

    #[test]
    fn an_area_pair_prints_sorted() {
        assert_eq!(
            AreaPair::new(Area::Europe, Area::China).to_string(),
            "china-europe"
        );
    }
}
