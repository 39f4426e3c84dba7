//! How things move from one state to the next: at once, after so many reads, or after a time.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::pace::{Pace, PacedChange};
use crate::world::{Due, Grant, Next, PackageState, ResourceKey, Routing, Transition, World, set};

impl World {
    /// Lets a change begin: it is done at once, or when the pace says. A change of the same thing that was under way is given up for it.
    pub(crate) fn begin(
        &mut self,
        key: ResourceKey,
        change: PacedChange,
        next: Next,
        pace: &Pace,
        now: Timestamp,
    ) {
        match pace.due(change, now) {
            None => {
                self.transitions.remove(&key.text());
                self.arrive(&key, next);
            }
            Some(due) => {
                let text = key.text();
                self.transitions.insert(text, Transition { key, next, due });
            }
        }
    }

    /// Finishes every change whose time has come. Returns whether there was one.
    pub(crate) fn settle(&mut self, now: Timestamp) -> bool {
        let is_due = |transition: &Transition| {
            matches!(transition.due, Due::At(at) if at <= now) || transition.due == Due::Reads(0)
        };
        let due = self.transitions.iter();
        let due = due.filter(|(_, transition)| is_due(transition));
        let mut due: Vec<_> = due
            .map(|(key, transition)| (transition.due, key.clone()))
            .collect();
        due.sort_unstable();
        for (_, key) in &due {
            // An arrival before may have given it up.
            if let Some(transition) = self.transitions.remove(key) {
                self.arrive(&transition.key, transition.next);
            }
        }
        !due.is_empty()
    }

    /// Tells whether a read may move anything on.
    pub(crate) fn counts_reads(&self) -> bool {
        self.transitions
            .values()
            .any(|transition| matches!(transition.due, Due::Reads(_)))
    }

    /// Counts a read that showed what `shown` covers. Returns whether anything counts reads.
    pub(crate) fn count_read(&mut self, shown: impl Fn(&ResourceKey) -> bool) -> bool {
        let mut any = false;
        let shown = self.transitions.filter_mut(|_, transition| {
            matches!(transition.due, Due::Reads(_)) && shown(&transition.key)
        });
        for (_, transition) in shown {
            if let Due::Reads(left) = &mut transition.due {
                *left = left.saturating_sub(1);
                any = true;
            }
        }
        any
    }

    /// Tells whether a CEN, or anything on it, is changing at this moment.
    pub(crate) fn is_changing(&self, cen: &str) -> bool {
        self.transitions
            .values()
            .any(|transition| match &transition.key {
                ResourceKey::Package(id) | ResourceKey::Size(id) => self
                    .packages
                    .get(id)
                    .is_some_and(|package| package.cen.as_deref() == Some(cen)),
                key => key.cen() == Some(cen) && !self.locks_router_only(key),
            })
    }

    fn arrive(&mut self, key: &ResourceKey, next: Next) {
        match key {
            ResourceKey::Cen(id) => match next {
                Next::Gone => self.remove_cen(id),
                next => set(self.cens.get_mut(id).map(|cen| &mut cen.status), next),
            },
            ResourceKey::Vpc(id) => match next {
                Next::Gone => drop(self.networks.remove(id)),
                next => set(
                    self.networks.get_mut(id).map(|network| &mut network.status),
                    next,
                ),
            },
            ResourceKey::Child { cen, network } => match next {
                Next::Gone => self.child_leaves(cen, network),
                next => set(
                    self.cens
                        .get_mut(cen)
                        .and_then(|cen| cen.children.get_mut(network))
                        .map(|child| &mut child.status),
                    next,
                ),
            },
            ResourceKey::Limit { cen, pair } => {
                let Some(cen) = self.cens.get_mut(cen) else {
                    return;
                };
                match next {
                    Next::Gone => drop(cen.limits.remove(pair)),
                    next => set(
                        cen.limits.get_mut(pair).map(|limit| &mut limit.status),
                        next,
                    ),
                }
            }
            ResourceKey::Package(id) | ResourceKey::Size(id) => self.package_arrives(id, next),
            ResourceKey::Grant { network, cen } => {
                if let Some(grant) = self.grants.get_mut(&Grant::key_of(network, cen)) {
                    grant.effective = true;
                }
            }
            ResourceKey::Route { cen, network, cidr } => {
                self.route_arrives(cen, network, cidr, &next)
            }
            ResourceKey::RouteMap { cen, id } => self.route_map_arrives(cen, id, next),
            ResourceKey::ZoneRoute { cen, access } => self.zone_arrives(cen, access, next),
            ResourceKey::ServiceRoute { cen, key } => self.service_arrives(cen, key, next),
            ResourceKey::HealthCheck { cen, vbr } => self.health_check_arrives(cen, vbr, &next),
            ResourceKey::Router { cen, region } => self.router_arrives(cen, region, next),
            ResourceKey::Attachment { cen, id } => self.attachment_arrives(cen, id, next),
            ResourceKey::Table(table) => self.table_arrives(table, next),
            ResourceKey::Association { table, attachment } => {
                self.association_arrives(table, attachment, next);
            }
            ResourceKey::Propagation { table, attachment } => {
                self.propagation_arrives(table, attachment, next);
            }
            ResourceKey::Entry { table, id } => self.entry_arrives(table, id, next),
            ResourceKey::VSwitch(id) => self.vswitch_arrives(id, next),
            ResourceKey::VpcRoute { vpc, cidr } => self.vpc_route_arrives(vpc, cidr, next),
        }
    }

    fn package_arrives(&mut self, id: &str, next: Next) {
        let Some(package) = self.packages.get_mut(id) else {
            return;
        };
        match next {
            Next::Package(state) => package.state = state,
            Next::Mbps(mbps) => package.mbps = mbps,
            Next::Status(_) | Next::Effective | Next::Gone => {}
        }
        if package.state == PackageState::Idle {
            package.cen = None;
        }
    }

    fn remove_cen(&mut self, id: &str) {
        if let Some(cen) = self.cens.remove(id) {
            self.gone.insert(id.to_owned(), cen.owner);
        }
        self.transitions
            .retain(|_, transition| transition.key.cen() != Some(id));
    }

    /// Tells whether this very thing is on its way somewhere.
    pub(crate) fn is_on_its_way(&self, key: &ResourceKey) -> bool {
        self.transitions.contains_key(&key.text())
    }

    /// Returns what is set up on a CEN.
    pub(crate) fn routing(&mut self, cen: &str) -> Option<&mut Routing> {
        self.cens.get_mut(cen).map(|cen| &mut cen.routing)
    }

    /// A network is off its CEN: what was published of it, and the health check of its line, go with it.
    pub(crate) fn child_leaves(&mut self, cen_id: &str, network_id: &str) {
        let Some(cen) = self.cens.get_mut(cen_id) else {
            return;
        };
        cen.children.remove(network_id);
        cen.former.insert(network_id.to_owned(), ());
        cen.routing.health_checks.remove(network_id);
        let is_its = |key: &ResourceKey| matches!(key, ResourceKey::Route { cen, network, .. } | ResourceKey::HealthCheck { cen, vbr: network } if cen == cen_id && network == network_id);
        self.transitions
            .retain(|_, transition| !is_its(&transition.key));
    }

    pub(crate) fn route_arrives(&mut self, cen: &str, network: &str, cidr: &str, next: &Next) {
        let Some(child) = self
            .cens
            .get_mut(cen)
            .and_then(|cen| cen.children.get_mut(network))
        else {
            return;
        };
        let published: &mut BTreeSet<String> = &mut child.published;
        match next {
            Next::Effective => published.insert(cidr.to_owned()),
            Next::Gone | Next::Status(_) | Next::Package(_) | Next::Mbps(_) => {
                published.remove(cidr)
            }
        };
    }

    pub(crate) fn route_map_arrives(&mut self, cen: &str, id: &str, next: Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        match next {
            Next::Gone => drop(routing.route_maps.remove(id)),
            next => set(
                routing
                    .route_maps
                    .get_mut(id)
                    .map(|route_map| &mut route_map.status),
                next,
            ),
        }
    }

    pub(crate) fn zone_arrives(&mut self, cen: &str, access: &str, next: Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        match next {
            Next::Gone => drop(routing.zones.remove(access)),
            next => set(
                routing.zones.get_mut(access).map(|zone| &mut zone.status),
                next,
            ),
        }
    }

    pub(crate) fn service_arrives(&mut self, cen: &str, key: &str, next: Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        match next {
            Next::Gone => drop(routing.services.remove(key)),
            next => set(
                routing
                    .services
                    .get_mut(key)
                    .map(|service| &mut service.status),
                next,
            ),
        }
    }

    pub(crate) fn health_check_arrives(&mut self, cen: &str, vbr: &str, next: &Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        if *next == Next::Gone {
            routing.health_checks.remove(vbr);
        }
    }
}
