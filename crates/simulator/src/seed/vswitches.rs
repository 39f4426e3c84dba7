//! The vSwitches of a VPC that a world begins with.

use ipnet::Ipv4Net;
use jiff::Timestamp;
use serde::Deserialize;

use crate::seed::error::SeedError;
use crate::world::{NetworkKind, Tags, VSwitch, World};
use crate::zones::zones;

/// A vSwitch of a VPC.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedVSwitch {
    /// Its id; without one it gets one.
    pub id: Option<String>,
    /// Its zone, such as `cn-hangzhou-h`.
    pub zone: String,
    /// Its range.
    pub cidr: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// How many addresses servers have; by default none.
    #[serde(default)]
    pub taken: u64,
    /// Its state; `Available` by default. A state given here does not change by itself.
    pub status: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
}

impl World {
    /// Adds the vSwitches that a VPC lacks; one whose id or range is there already stays as it is.
    pub(crate) fn add_vswitches(
        &mut self,
        vpc: &str,
        vswitches: &[SeedVSwitch],
        now: Timestamp,
    ) -> Result<(), SeedError> {
        for seed in vswitches {
            let cidr = self.seeded_range(vpc, seed)?;
            let id = seed.id.as_ref();
            let is_there = id.is_some_and(|id| self.vswitches.contains_key(id))
                || self.vswitches_of(vpc).any(|(_, held)| held.cidr == cidr);
            if is_there {
                continue;
            }
            let id = seed.id.clone().unwrap_or_else(|| self.new_id("vsw"));
            let vswitch = VSwitch {
                vpc: vpc.to_owned(),
                zone: seed.zone.clone(),
                cidr,
                name: seed.name.clone(),
                description: String::new(),
                status: seed
                    .status
                    .clone()
                    .unwrap_or_else(|| "Available".to_owned()),
                tags: seed.tags.clone(),
                created: now,
                is_default: false,
                taken: seed.taken,
            };
            self.vswitches.insert(id, vswitch);
        }
        Ok(())
    }

    /// Returns the range of a vSwitch, which lies within that of its VPC and overlaps no other.
    fn seeded_range(&self, vpc: &str, seed: &SeedVSwitch) -> Result<Ipv4Net, SeedError> {
        let network = self
            .networks
            .get(vpc)
            .filter(|network| network.kind == NetworkKind::Vpc)
            .ok_or_else(|| {
                SeedError::new(format!("{vpc} is no VPC, and only a VPC has vSwitches"))
            })?;
        if !zones(&network.region).contains(&seed.zone) {
            return Err(SeedError::new(format!(
                "`{}` is no zone of {}, which has {}",
                seed.zone,
                network.region,
                zones(&network.region).join(", ")
            )));
        }
        let range: Ipv4Net = seed
            .cidr
            .parse()
            .map_err(|_| SeedError::new(format!("`{}` is no CIDR", seed.cidr)))?;
        let whole: Option<Ipv4Net> = network.cidr.parse().ok();
        if !whole.is_some_and(|whole| whole.contains(&range)) {
            return Err(SeedError::new(format!(
                "the vSwitch {range} is not within {vpc}, which has {}",
                network.cidr
            )));
        }
        let mut others = self
            .vswitches_of(vpc)
            .filter(|(id, held)| seed.id.as_ref() != Some(*id) && held.cidr != range);
        match others.find(|(_, held)| held.cidr.contains(&range) || range.contains(&held.cidr)) {
            Some((_, held)) => Err(SeedError::new(format!(
                "the vSwitches {range} and {} of {vpc} overlap",
                held.cidr
            ))),
            None => Ok(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    fn world(vswitches: &str) -> Result<World, SeedError> {
        let vpc = format!(
            "{{ id: vpc-1, region: cn-hangzhou, cidr: 10.0.0.0/16, vswitches: {vswitches} }}"
        );
        let seed = Seed::parse(&format!("accounts: [{{ id: 7, vpcs: [{vpc}] }}]"))?;
        let mut world = World::from_seed(&seed, Timestamp::UNIX_EPOCH)?;
        world.complete(&seed, Timestamp::UNIX_EPOCH)?;
        Ok(world)
    }

    #[test]
    fn a_vpc_gets_the_vswitches_that_it_lacks_once() {
        let world = world("[{ zone: cn-hangzhou-h, cidr: 10.0.1.0/28, taken: 10 }, { id: vsw-2, zone: cn-hangzhou-z, cidr: 10.0.2.0/24 }]").unwrap();
        let free: Vec<_> = world
            .vswitches
            .iter()
            .map(|(id, vswitch)| world.free_addresses(id, vswitch))
            .collect();
        assert_eq!(free, [2, 252]);
    }

    #[test]
    fn what_is_no_vswitch_is_refused_in_words() {
        for (vswitches, part) in [
            (
                "[{ zone: cn-hangzhou-x, cidr: 10.0.1.0/28 }]",
                "cn-hangzhou-b",
            ),
            ("[{ zone: cn-hangzhou-h, cidr: 10.1.1.0/28 }]", "not within"),
            ("[{ zone: cn-hangzhou-h, cidr: x }]", "no CIDR"),
            (
                "[{ zone: cn-hangzhou-h, cidr: 10.0.1.0/28 }, { zone: cn-hangzhou-h, cidr: 10.0.0.0/20 }]",
                "overlap",
            ),
        ] {
            let error = world(vswitches).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
