//! The vSwitches of VPCs whose seed gives none.

use ipnet::Ipv4Net;
use jiff::Timestamp;

use crate::seed::document::SeedNetwork;
use crate::world::{Tags, VSwitch, World};

/// The number of vSwitches that a VPC gets unless their ids are given.
const USUAL: usize = 2;

impl World {
    /// Adds vSwitches to a VPC in zones that transit routers enter, at the end of its range: those
    /// whose ids the seed has, else two. A VPC that is too small for them gets none.
    pub(crate) fn fill_vswitches(&mut self, vpc: &str, seed: &SeedNetwork, now: Timestamp) {
        let Some(network) = self.networks.get(vpc) else {
            return;
        };
        let ids = &seed.filled_vswitches;
        let count = if ids.is_empty() { USUAL } else { ids.len() };
        let ranges = last(&network.cidr, count);
        let zones = crate::zones::router_zones(&network.region);
        for (number, (cidr, zone)) in ranges.into_iter().zip(zones.iter().cycle()).enumerate() {
            let id = match ids.get(number) {
                Some(id) => id.clone(),
                None => self.vswitch_id(vpc, zone, number >= zones.len()),
            };
            let vswitch = VSwitch {
                vpc: vpc.to_owned(),
                zone: zone.clone(),
                cidr,
                name: String::new(),
                description: String::new(),
                status: "Available".to_owned(),
                tags: Tags::new(),
                created: now,
                is_default: false,
                taken: 0,
            };
            self.vswitches.get_or_insert_with(&id, || vswitch);
        }
    }

    /// Returns an id that shows the VPC and the zone of a vSwitch, unless there is such a one.
    fn vswitch_id(&mut self, vpc: &str, zone: &str, is_second: bool) -> String {
        let letter = zone.chars().next_back().unwrap_or_default();
        let id = format!("vsw-{}-{letter}", vpc.trim_start_matches("vpc-"));
        if is_second || self.vswitches.contains_key(&id) {
            self.new_id("vsw")
        } else {
            id
        }
    }
}

/// Returns the last /28 of a range, so many, or for a range smaller than a /27 its last /29.
fn last(range: &str, count: usize) -> Vec<Ipv4Net> {
    let Ok(whole) = range.parse::<Ipv4Net>() else {
        return Vec::new();
    };
    let mask = if whole.prefix_len() <= 27 { 28 } else { 29 };
    let Ok(all) = whole.subnets(mask) else {
        return Vec::new();
    };
    let first = 1_usize << (mask - whole.prefix_len());
    match first.checked_sub(count) {
        Some(skipped) => all.skip(skipped).collect(),
        None => Vec::new(),
    }
}

/// Returns the smallest range that holds these, at least a /16; none if no VPC can be so large.
pub(crate) fn around(ranges: &[Ipv4Net]) -> Option<Ipv4Net> {
    let first = ranges.first()?;
    (8..=16)
        .rev()
        .filter_map(|mask| Some(Ipv4Net::new(first.addr(), mask).ok()?.trunc()))
        .find(|whole| ranges.iter().all(|range| whole.contains(range)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    fn shown(vpc: &str) -> Vec<String> {
        let mut seed = Seed::parse(&format!("accounts: [{{ id: 7, vpcs: [{vpc}] }}]")).unwrap();
        seed.fills_vswitches = true;
        let mut world = World::from_seed(&seed, Timestamp::UNIX_EPOCH).unwrap();
        let before = world.clone();
        world.complete(&seed, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(world, before, "nothing is filled in twice");
        let all = world.vswitches.iter();
        all.map(|(id, vswitch)| format!("{id} {} {}", vswitch.zone, vswitch.cidr))
            .collect()
    }

    #[test]
    fn filled_vswitches_are_at_the_end_of_the_range_in_two_zones() {
        assert_eq!(
            shown("{ id: vpc-1, region: cn-hangzhou, cidr: 10.0.0.0/16 }"),
            [
                "vsw-1-b cn-hangzhou-b 10.0.255.224/28",
                "vsw-1-h cn-hangzhou-h 10.0.255.240/28"
            ]
        );
        assert_eq!(
            shown("{ id: vpc-1, region: cn-nanjing, cidr: 10.0.0.0/28 }"),
            [
                "vsw-000000000000000001 cn-nanjing-a 10.0.0.8/29",
                "vsw-1-a cn-nanjing-a 10.0.0.0/29"
            ]
        );
    }

    #[test]
    fn nothing_is_filled_in_where_there_is_no_room_or_where_the_seed_says_what_there_is() {
        for vpc in [
            "{ id: vpc-1, region: cn-hangzhou, cidr: 10.0.0.0/29 }",
            "{ id: vpc-1, region: cn-hangzhou, vswitches: [] }",
        ] {
            assert!(shown(vpc).is_empty(), "{vpc}");
        }
        assert_eq!(last("10.0.0.0/8", 3).len(), 3);
    }

    #[test]
    fn a_range_around_others_is_the_smallest_that_a_vpc_can_have() {
        for (ranges, whole) in [
            (&["10.3.255.224/28", "10.3.0.0/28"][..], Some("10.3.0.0/16")),
            (&["10.3.0.0/28", "10.2.0.0/28"], Some("10.2.0.0/15")),
            (&["10.3.0.0/28", "192.168.0.0/28"], None),
            (&[], None),
        ] {
            let ranges: Vec<_> = ranges.iter().map(|range| range.parse().unwrap()).collect();
            let found = around(&ranges).map(|range| range.to_string());
            assert_eq!(found.as_deref(), whole);
        }
    }
}
