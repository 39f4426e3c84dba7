//! Route maps: rules for routes that enter or leave a region of a CEN.

use std::collections::BTreeSet;
use std::fmt;

use ipnet::Ipv4Net;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::names::{NetworkKind, RegionId};

/// The direction in which routes pass the gateway of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the region's networks, or from another region, into the gateway.
    In,
    /// From the gateway to the region's networks, or to another region.
    Out,
}

/// The place of a route map. A CEN has one route map for each place. Prints as `cn-hangzhou/in/10`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteMapPlace {
    /// The region.
    pub region: RegionId,
    /// The direction.
    pub direction: Direction,
    /// The priority, 1 to 100; the lowest applies first.
    pub priority: u32,
}

/// The content of a route map. `N` is the type of the names of networks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(
    deserialize = "N: Ord + Deserialize<'de>",
    serialize = "N: Ord + Serialize"
))]
pub struct RouteMap<N> {
    /// Whether matching routes are permitted.
    pub permit: bool,
    /// The description; may be empty.
    pub description: String,
    /// The origin of a route.
    pub from: RouteEnd<N>,
    /// The destination of a route.
    pub to: RouteEnd<N>,
    /// The types of routes that match; empty matches all.
    pub types: BTreeSet<RouteType>,
    /// The address ranges that match: inside one of these ranges, or exactly one of them.
    pub cidrs: Option<Condition<BTreeSet<Ipv4Net>>>,
    /// The AS paths that match: with one of these numbers, or exactly these.
    pub as_path: Option<Condition<Vec<u32>>>,
    /// The communities that match: one of these, or exactly these.
    pub communities: Option<Condition<BTreeSet<Community>>>,
    /// The preference that a route gets, 1 to 100; the lowest is preferred.
    pub preference: u32,
    /// AS numbers that are added in front of the AS path.
    pub prepend: Vec<u32>,
    /// The change of the communities of a route.
    pub edit_communities: Option<CommunityEdit>,
    /// The priority of the route map that applies next.
    pub next: Option<u32>,
}

/// Conditions on one end of a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(
    deserialize = "N: Ord + Deserialize<'de>",
    serialize = "N: Ord + Serialize"
))]
pub struct RouteEnd<N> {
    /// The networks that match; none matches any.
    pub networks: Option<Choice<N>>,
    /// The kinds of networks that match; empty matches any.
    pub kinds: BTreeSet<NetworkKind>,
    /// The regions that match; empty matches any.
    pub regions: BTreeSet<RegionId>,
    /// The ids of route tables that match; empty matches any.
    pub tables: BTreeSet<String>,
}

/// Some networks, or all networks but these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(
    deserialize = "N: Ord + Deserialize<'de>",
    serialize = "N: Ord + Serialize"
))]
pub struct Choice<N> {
    /// At least one.
    pub networks: BTreeSet<N>,
    /// Whether all networks but these match.
    pub reversed: bool,
}

/// A condition on a list of values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition<T> {
    /// At least one.
    pub items: T,
    /// Whether the values must be exactly these.
    pub exactly: bool,
}

/// A change of the communities of a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityEdit {
    /// At least one.
    pub communities: BTreeSet<Community>,
    /// Whether they replace the present ones.
    pub replace: bool,
}

/// The type of a route of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteType {
    /// The cloud made it.
    System,
    /// A person added it.
    Custom,
    /// It was learnt over BGP.
    Bgp,
}

/// A BGP community, such as `65501:1`; each half is 1 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Community(u16, u16);

impl Direction {
    /// Returns the word of the topology file: `in` or `out`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

impl RouteMapPlace {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (region, direction, priority) = (parts.next()?, parts.next()?, parts.next()?);
        let direction = [Direction::In, Direction::Out]
            .into_iter()
            .find(|known| known.as_str() == direction)?;
        parts.next().is_none().then_some(())?;
        Some(Self {
            region: region.into(),
            direction,
            priority: priority.parse().ok()?,
        })
    }
}

impl RouteType {
    /// Every type, in the order of the topology file.
    pub const ALL: [Self; 3] = [Self::System, Self::Custom, Self::Bgp];

    /// Returns the word of the topology file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Custom => "custom",
            Self::Bgp => "bgp",
        }
    }

    /// Reads a type without regard to case: the API says `System`, `Custom` and `BGP`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(text))
    }
}

impl Community {
    /// Reads a community of RFC 1997; none if one of its halves is 0.
    pub fn parse(text: &str) -> Option<Self> {
        let (one, other) = text.split_once(':')?;
        let half = |text: &str| {
            text.parse::<u16>()
                .ok()
                .filter(|half| *half > 0 && half.to_string() == text)
        };
        Some(Self(half(one)?, half(other)?))
    }
}

impl<N> RouteMap<N> {
    /// The preference of a route that no route map changes.
    pub const PREFERENCE: u32 = 50;

    /// Lists the networks that the route map names.
    pub fn networks(&self) -> impl Iterator<Item = &N> {
        [&self.from, &self.to]
            .into_iter()
            .filter_map(|end| end.networks.as_ref())
            .flat_map(|choice| &choice.networks)
    }

    /// Returns the route map with other names for the networks.
    pub fn renamed<'a, M: Ord>(&'a self, mut name: impl FnMut(&'a N) -> M) -> RouteMap<M> {
        let mut end = |end: &'a RouteEnd<N>| RouteEnd {
            networks: end.networks.as_ref().map(|choice| Choice {
                networks: choice.networks.iter().map(&mut name).collect(),
                reversed: choice.reversed,
            }),
            kinds: end.kinds.clone(),
            regions: end.regions.clone(),
            tables: end.tables.clone(),
        };
        RouteMap {
            permit: self.permit,
            description: self.description.clone(),
            from: end(&self.from),
            to: end(&self.to),
            types: self.types.clone(),
            cidrs: self.cidrs.clone(),
            as_path: self.as_path.clone(),
            communities: self.communities.clone(),
            preference: self.preference,
            prepend: self.prepend.clone(),
            edit_communities: self.edit_communities.clone(),
            next: self.next,
        }
    }
}

impl<N> Default for RouteEnd<N> {
    fn default() -> Self {
        Self {
            networks: None,
            kinds: BTreeSet::new(),
            regions: BTreeSet::new(),
            tables: BTreeSet::new(),
        }
    }
}

impl fmt::Display for RouteMapPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!(
            "{}/{}/{}",
            self.region,
            self.direction.as_str(),
            self.priority
        ))
    }
}

impl fmt::Display for Community {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}:{}", self.0, self.1))
    }
}

impl Serialize for RouteMapPlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RouteMapPlace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(
                "the place of a route map is `region/in/priority` or `region/out/priority`",
            )
        })
    }
}

impl Serialize for Community {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Community {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom("a community is two numbers from 1 to 65535, as `65501:1`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_community_is_two_numbers_that_are_not_zero() {
        assert_eq!(
            Community::parse("65501:1")
                .map(|community| community.to_string())
                .as_deref(),
            Some("65501:1")
        );
        for text in [
            "0:1", "1:0", "1", "1:2:3", "65536:1", "01:1", "+1:1", ":1", "a:b",
        ] {
            assert_eq!(Community::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_place_is_read_as_it_is_printed() {
        let place = RouteMapPlace {
            region: "cn-hangzhou".into(),
            direction: Direction::Out,
            priority: 7,
        };
        assert_eq!(place.to_string(), "cn-hangzhou/out/7");
        assert_eq!(RouteMapPlace::parse("cn-hangzhou/out/7"), Some(place));
        assert_eq!(RouteMapPlace::parse("cn-hangzhou/up/7"), None);
    }
}
