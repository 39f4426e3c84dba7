//! Geographic areas, the unit in which bandwidth between regions is sold, and the table of regions.
//!
//! The cloud decides which areas there are and which regions lie in them. The table here only
//! helps where the cloud is not asked.

use std::fmt;

use arrayvec::ArrayString;
use serde::{Deserialize, Serialize, de};

use crate::names::RegionId;

/// The longest name of an area, in characters.
const LONGEST: usize = 32;

/// A geographic area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// An area that this version does not know.
    Other(OtherArea),
}

/// The name of an area that this version does not know: lower-case letters and hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherArea(ArrayString<LONGEST>);

impl Area {
    /// The areas that this version knows, in the order of their names.
    pub const KNOWN: [Self; 6] = [
        Self::AsiaPacific,
        Self::Australia,
        Self::China,
        Self::Europe,
        Self::MiddleEast,
        Self::NorthAmerica,
    ];

    /// Returns the word of the topology file and of the API's answers, such as `asia-pacific`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::AsiaPacific => "asia-pacific",
            Self::Australia => "australia",
            Self::China => "china",
            Self::Europe => "europe",
            Self::MiddleEast => "middle-east",
            Self::NorthAmerica => "north-america",
            Self::Other(other) => &other.0,
        }
    }

    /// Reads an area's name without regard to case: requests say `China`, answers say `china`.
    /// Returns none if the text cannot be the name of an area.
    pub fn parse(text: &str) -> Option<Self> {
        let known = Self::KNOWN
            .into_iter()
            .find(|area| area.as_str().eq_ignore_ascii_case(text));
        known.or_else(|| OtherArea::parse(text).map(Self::Other))
    }

    /// Tells whether this version knows the area.
    pub fn is_known(self) -> bool {
        Self::KNOWN.contains(&self)
    }
}

impl OtherArea {
    fn parse(text: &str) -> Option<Self> {
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|c| c.is_ascii_alphabetic());
        let mut name = ArrayString::from(text)
            .ok()
            .filter(|name| name.split('-').all(is_word))?;
        name.make_ascii_lowercase();
        Some(Self(name))
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Area {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Area {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let area = Self::parse(&text).filter(|area| area.as_str() == text);
        area.ok_or_else(|| de::Error::custom("an area is lower-case letters and hyphens"))
    }
}

/// Two areas without order; both may be the same. Prints as `china-europe`, sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(Area, Area)", into = "(Area, Area)")]
pub struct AreaPair(Area, Area);

impl AreaPair {
    /// Returns the pair; the order of the two does not matter.
    pub fn new(one: Area, other: Area) -> Self {
        if one.as_str() <= other.as_str() {
            Self(one, other)
        } else {
            Self(other, one)
        }
    }

    /// Returns the area whose name comes first.
    pub fn first(self) -> Area {
        self.0
    }

    /// Returns the area whose name comes second.
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

/// Regions whose area the vendor documents, today or in older documents.
const DOCUMENTED: &[(Area, &[&str])] = &[
    (
        Area::China,
        &[
            "cn-qingdao",
            "cn-beijing",
            "cn-zhangjiakou",
            "cn-huhehaote",
            "cn-hangzhou",
            "cn-shanghai",
            "cn-shenzhen",
            "cn-wuhan-lr",
        ],
    ),
    (
        Area::AsiaPacific,
        &[
            "cn-hongkong",
            "ap-southeast-1",
            "ap-southeast-3",
            "ap-southeast-5",
            "ap-northeast-1",
            "ap-south-1",
        ],
    ),
    (Area::NorthAmerica, &["us-west-1", "us-east-1"]),
    (Area::Europe, &["eu-central-1", "eu-west-1"]),
    (Area::Australia, &["ap-southeast-2"]),
    (Area::MiddleEast, &["me-east-1"]),
];

/// Regions that came later. No document that we have read names their area.
const UNVERIFIED: &[(Area, &[&str])] = &[
    (
        Area::China,
        &[
            "cn-chengdu",
            "cn-wulanchabu",
            "cn-heyuan",
            "cn-guangzhou",
            "cn-nanjing",
            "cn-fuzhou",
        ],
    ),
    (
        Area::AsiaPacific,
        &["ap-southeast-6", "ap-southeast-7", "ap-northeast-2"],
    ),
];

/// Returns the area of a region, or of a CCN's area (`ccn-cn-shanghai` lies where `cn-shanghai`
/// lies), as far as the built-in table knows it. What the cloud says goes first.
pub fn area_of(region: &RegionId) -> Option<Area> {
    find(DOCUMENTED, region.as_str()).or_else(|| find(UNVERIFIED, region.as_str()))
}

/// Returns the area of a region only if the vendor documents it.
pub fn documented_area_of(region: &RegionId) -> Option<Area> {
    find(DOCUMENTED, region.as_str())
}

/// Lists every region that the built-in table knows.
pub fn known_regions() -> impl Iterator<Item = RegionId> {
    let rows = DOCUMENTED.iter().chain(UNVERIFIED);
    rows.flat_map(|(_, regions)| regions.iter())
        .map(|region| RegionId::from(*region))
}

/// Tells whether the built-in table knows a region.
pub(crate) fn is_known_region(region: &str) -> bool {
    find(DOCUMENTED, region)
        .or_else(|| find(UNVERIFIED, region))
        .is_some()
}

fn find(table: &[(Area, &[&str])], region: &str) -> Option<Area> {
    let name = region.strip_prefix("ccn-").unwrap_or(region);
    table
        .iter()
        .find(|(_, regions)| regions.contains(&name))
        .map(|(area, _)| *area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hong_kong_is_asia_pacific_and_a_ccn_lies_where_its_region_lies() {
        assert_eq!(area_of(&"cn-hongkong".into()), Some(Area::AsiaPacific));
        assert_eq!(area_of(&"ccn-cn-shanghai".into()), Some(Area::China));
        assert_eq!(area_of(&"moon-1".into()), None);
    }

    #[test]
    fn the_area_of_a_later_region_is_known_and_not_documented() {
        let chengdu = "cn-chengdu".into();
        assert_eq!(
            (area_of(&chengdu), documented_area_of(&chengdu)),
            (Some(Area::China), None)
        );
        assert_eq!(known_regions().count(), 29);
    }

    #[test]
    fn the_table_of_the_docs_has_every_region_in_its_area() {
        let page = include_str!("../../../docs/areas.md");
        for (table, column) in [(DOCUMENTED, 2), (UNVERIFIED, 3)] {
            for (area, regions) in table {
                let begin = format!("| `{area}` |");
                let row = page.lines().find(|line| line.starts_with(&begin));
                let cell = row.and_then(|row| row.split('|').nth(column));
                assert_eq!(
                    cell.map(str::trim),
                    Some(regions.join(", ").as_str()),
                    "{area}"
                );
            }
        }
    }

    #[test]
    fn an_area_is_read_in_any_case() {
        assert_eq!(Area::parse("Asia-Pacific"), Some(Area::AsiaPacific));
    }

    #[test]
    fn an_area_that_came_later_is_read_and_printed_alike() {
        let area = Area::parse("South-America").unwrap();
        assert_eq!((area.as_str(), area.is_known()), ("south-america", false));
        let json = serde_json::to_string(&AreaPair::new(area, Area::China)).unwrap();
        assert_eq!(json, r#"["china","south-america"]"#);
        let read: AreaPair = serde_json::from_str(&json).unwrap();
        assert_eq!(read.to_string(), "china-south-america");
    }

    #[test]
    fn what_cannot_be_the_name_of_an_area_is_none() {
        for text in ["", "-", "a-", "a b", "a/b", "mars1", "ü", &"a".repeat(33)] {
            assert_eq!(Area::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_area_pair_prints_sorted() {
        assert_eq!(
            AreaPair::new(Area::Europe, Area::China).to_string(),
            "china-europe"
        );
    }
}
