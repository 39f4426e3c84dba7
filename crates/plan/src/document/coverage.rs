//! Lists what a look reads for a topology: a snapshot serves another file only as far as it covers that one.

use std::collections::BTreeSet;

use cen_topology::{NetworkKind, Topology};

use cen_observed::{Coverage, RoutePart};

/// Returns everything that a look for this topology reads.
pub(super) fn coverage(topology: &Topology) -> BTreeSet<Coverage> {
    let id = |account| topology.account(account).id.clone();
    let mut covered = BTreeSet::from([Coverage::Topology {
        topology: topology.name.clone(),
    }]);
    for network in topology.networks.values() {
        let (kind, region) = (network.kind, network.region.clone());
        // The grants of the other kinds are only read where the file has such networks.
        if kind != NetworkKind::Vpc {
            covered.insert(Coverage::Grants { kind });
        }
        if cen_topology::documented_area_of(&region).is_none() {
            let region = region.clone();
            covered.insert(Coverage::Area { region });
        }
        covered.insert(Coverage::Networks {
            kind,
            account: id(&network.account),
            region,
        });
    }
    for (name, cen) in &topology.cens {
        covered.insert(Coverage::Account {
            account: id(&cen.account),
        });
        covered.extend(cen.id.clone().map(|cen| Coverage::Cen { cen }));
        let sections = RoutePart::ALL.into_iter();
        let managed = sections.filter(|section| section.is_managed(&cen.routes));
        covered.extend(managed.map(|section| Coverage::Routes {
            cen: name.clone(),
            section,
        }));
    }
    covered
}
