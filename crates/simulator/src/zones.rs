//! The zones of each region, and those that transit routers can enter.
//!
//! Source: reference §14 for the zones of transit routers in Hangzhou, Shanghai and the local regions; the others are made up. Every region
//! has one more zone, which has vSwitches and no transit router.

/// The letters of the zones that transit routers enter, of the regions whose letters are known.
const LETTERS: [(&str, &str); 5] = [
    ("cn-hangzhou", "bhijk"),
    ("cn-shanghai", "bcefglmn"),
    ("cn-nanjing", "a"),
    ("cn-fuzhou", "a"),
    ("cn-wuhan-lr", "a"),
];

/// The letter of the zone that no transit router enters.
const WITHOUT_ROUTERS: char = 'z';

/// Lists the zones of a region that transit routers can enter, if the region sells them.
pub(crate) fn router_zones(region: &str) -> Vec<String> {
    let letters = LETTERS
        .iter()
        .find(|(known, _)| *known == region)
        .map_or("abc", |(_, letters)| letters);
    letters.chars().map(|letter| zone(region, letter)).collect()
}

/// Lists all zones of a region.
pub(crate) fn zones(region: &str) -> Vec<String> {
    let mut zones = router_zones(region);
    zones.push(zone(region, WITHOUT_ROUTERS));
    zones
}

/// Regions whose id ends with a digit write the letter without a hyphen.
fn zone(region: &str, letter: char) -> String {
    if region.ends_with(|last: char| last.is_ascii_digit()) {
        format!("{region}{letter}")
    } else {
        format!("{region}-{letter}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_written_as_the_vendor_does() {
        assert_eq!(router_zones("cn-nanjing"), ["cn-nanjing-a"]);
        assert_eq!(router_zones("eu-central-1")[0], "eu-central-1a");
        assert_eq!(zones("cn-nanjing"), ["cn-nanjing-a", "cn-nanjing-z"]);
    }
}
