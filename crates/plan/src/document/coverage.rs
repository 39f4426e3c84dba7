//! What has to be looked at for a topology: a snapshot serves another file only as far as it was looked at.

use std::collections::BTreeSet;

use cen_topology::{NetworkKind, Topology};

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
        if cen_topology::documented_area_of(&network.region).is_none() {
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
