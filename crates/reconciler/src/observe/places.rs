//! Where a removal looks for VPCs that the file may not name any more.

use std::collections::BTreeSet;

use cen_cloud::Tags;
use cen_observed::{GapScope, Observed, is_owned};
use cen_topology::{AccountName, NetworkKind, RegionId, Topology, known_regions};

/// An account, and a region in which it may have VPCs.
pub(super) type Place = (AccountName, RegionId);

/// Lists all documented regions of all accounts.
pub(super) fn everywhere(topology: &Topology) -> BTreeSet<Place> {
    let regions: Vec<_> = known_regions().collect();
    let accounts = topology.accounts.keys();
    let of_account = |account: &AccountName| {
        let regions = regions.iter().cloned();
        let account = account.clone();
        regions.map(move |region| (account.clone(), region))
    };
    accounts.flat_map(of_account).collect()
}

/// Lists the places in which a look found a VPC or a vSwitch of the topology, or could not see all
/// of them.
pub(super) fn occupied(topology: &Topology, seen: &Observed) -> BTreeSet<Place> {
    let is_ours = |tags: &Tags| is_owned(tags, topology);
    let vpcs = seen.networks.values();
    let vpcs = vpcs.filter(|vpc| vpc.kind == NetworkKind::Vpc && is_ours(&vpc.tags));
    let vpcs = vpcs.map(|vpc| (vpc.account.clone(), vpc.region.clone()));
    let vswitches = seen.vswitches.values();
    let vswitches = vswitches.filter(|vswitch| is_ours(&vswitch.tags));
    let vswitches = vswitches.map(|vswitch| (vswitch.account.clone(), vswitch.region.clone()));
    let hidden = seen.gaps.iter().filter_map(|gap| match &gap.scope {
        GapScope::Networks {
            account, region, ..
        }
        | GapScope::Vswitches { account, region } => Some((account.clone(), region.clone())),
        _ => None,
    });
    vpcs.chain(vswitches).chain(hidden).collect()
}

#[cfg(test)]
mod tests {
    use cen_observed::{Gap, SeenNetwork, TOPOLOGY_TAG};
    use cen_topology::InstanceId;

    use super::*;

    const FILE: &str = "version: 1\nname: net\naccounts: { a: { id: \"1\" } }\ncens: { one: { account: a, attach: [] } }\n";

    fn vpc(region: &str, owner: &str) -> (InstanceId, SeenNetwork) {
        let seen = SeenNetwork {
            kind: NetworkKind::Vpc,
            account: "a".into(),
            region: region.into(),
            name: String::new(),
            description: String::new(),
            cidrs: Vec::new(),
            status: "Available".to_owned(),
            tags: [(TOPOLOGY_TAG.to_owned(), owner.to_owned())].into(),
        };
        (InstanceId::new(format!("vpc-{region}")), seen)
    }

    #[test]
    fn a_place_is_occupied_by_what_is_ours_and_by_what_could_not_be_read() {
        let topology = cen_topology::parse(FILE).unwrap().topology;
        let gap = Gap {
            scope: GapScope::Networks {
                kind: NetworkKind::Vpc,
                account: "a".into(),
                region: "eu-west-1".into(),
            },
            error: None,
        };
        let seen = Observed {
            networks: [vpc("cn-beijing", "net"), vpc("cn-hangzhou", "other")].into(),
            gaps: vec![gap],
            ..Observed::default()
        };
        let places = ["cn-beijing", "eu-west-1"].map(|region| ("a".into(), region.into()));
        assert_eq!(occupied(&topology, &seen), places.into());
    }
}
