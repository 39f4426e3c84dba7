//! What has to be looked at for a topology: a snapshot serves another file only as far as it was looked at.

use std::collections::BTreeSet;

use cen_topology::{NetworkKind, Topology};

use crate::file::Snapshot;
use crate::observed::{Gap, GapScope, Observed};

/// Everything that a look for this topology looks at, in words.
pub fn scope(topology: &Topology) -> BTreeSet<String> {
    let id = |account| &topology.account(account).id;
    let mut scope = BTreeSet::from([format!("what topology `{}` owns", topology.name)]);
    for network in topology.networks.values() {
        scope.insert(format!(
            "{}s of account {} in {}",
            network.kind,
            id(&network.account),
            network.region
        ));
        // The grants of the other kinds are only read where the file has such networks.
        if network.kind != NetworkKind::Vpc {
            scope.insert(format!("grants of {}s", network.kind));
        }
        if cen_topology::area_of(&network.region).is_none() {
            scope.insert(format!("the area of {}", network.region));
        }
    }
    for (name, cen) in &topology.cens {
        scope.insert(format!("CENs and packages of account {}", id(&cen.account)));
        scope.extend(cen.id.as_ref().map(|id| format!("what hangs on {id}")));
        let routes = &cen.routes;
        let managed = [
            ("published routes", routes.publish.is_some()),
            ("health checks", routes.health_checks.is_some()),
            ("access to PrivateZone", routes.private_zone.is_some()),
            ("access to services", routes.services.is_some()),
            ("route maps", routes.route_maps.is_some()),
        ];
        scope.extend(
            managed
                .iter()
                .filter(|(_, managed)| *managed)
                .map(|(part, _)| format!("{part} of CEN `{name}`")),
        );
    }
    scope
}

impl Snapshot {
    /// What the snapshot shows to a topology: under a gap, where it was made for another file and did not look, and nothing of accounts that the
    /// topology does not have, in whose name nothing could be done.
    pub fn observed_for(&self, topology: &Topology) -> Observed {
        let mut observed = self.observed.clone();
        observed
            .networks
            .retain(|_, seen| topology.accounts.contains_key(&seen.account));
        observed
            .cens
            .retain(|_, seen| topology.accounts.contains_key(&seen.account));
        observed
            .packages
            .retain(|_, seen| topology.accounts.contains_key(&seen.account));
        let unseen = scope(topology)
            .into_iter()
            .filter(|what| !self.looked_at.contains(what));
        let gap = |what| Gap {
            scope: GapScope::Everything,
            what,
            reason: "the snapshot was made for another file and did not look there".to_owned(),
        };
        observed.gaps.extend(unseen.map(gap));
        let otherwise = topology
            .accounts
            .iter()
            .filter(|(name, account)| self.accounts.get(*name) != Some(&account.id));
        let reason = || "the snapshot knows no account of this name and id".to_owned();
        observed.gaps.extend(otherwise.map(|(name, account)| Gap {
            scope: GapScope::Everything,
            what: format!("account `{name}` ({})", account.id),
            reason: reason(),
        }));
        observed
    }
}
