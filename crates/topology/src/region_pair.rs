//! Pairs of regions.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize, de};

use crate::names::RegionId;

/// Two different regions without order. Prints as `cn-hangzhou/eu-central-1`, sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionPair(RegionId, RegionId);

impl RegionPair {
    /// Returns the pair; the order of the two does not matter. None if both are the same region.
    pub fn new(one: RegionId, other: RegionId) -> Option<Self> {
        match one.cmp(&other) {
            Ordering::Less => Some(Self(one, other)),
            Ordering::Equal => None,
            Ordering::Greater => Some(Self(other, one)),
        }
    }

    /// Returns the region whose name comes first.
    pub fn first(&self) -> &RegionId {
        &self.0
    }

    /// Returns the region whose name comes second.
    pub fn second(&self) -> &RegionId {
        &self.1
    }

    /// Returns both regions, in order.
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
        // With a second `/` the text could be read in two ways.
        let halves = text
            .split_once('/')
            .filter(|(_, other)| !other.contains('/'));
        let (one, other) = halves.ok_or_else(|| de::Error::custom("a region pair is `a/b`"))?;
        Self::new(one.into(), other.into())
            .ok_or_else(|| de::Error::custom("a region pair has two different regions"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_pair_forgets_the_order_it_was_written_in() {
        let pair = RegionPair::new("eu-central-1".into(), "cn-beijing".into()).unwrap();
        assert_eq!(
            Some(&pair),
            RegionPair::new("cn-beijing".into(), "eu-central-1".into()).as_ref()
        );
        assert_eq!(pair.to_string(), "cn-beijing/eu-central-1");
    }

    #[test]
    fn a_region_has_no_pair_with_itself() {
        assert_eq!(
            RegionPair::new("cn-beijing".into(), "cn-beijing".into()),
            None
        );
    }
}
