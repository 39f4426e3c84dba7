//! How changes of transit routers, of what hangs on them, and of vSwitches begin to hold, and what
//! is locked while they are under way.

use crate::world::{AttachedTo, Blocking, Next, ResourceKey, TableKey, World, set};

impl World {
    /// Tells whether a router, or anything on it, is changing at this moment.
    pub(crate) fn is_router_changing(&self, cen: &str, region: &str) -> bool {
        let mut keys = self
            .transitions
            .values()
            .map(|transition| &transition.key)
            .filter(|key| key.cen() == Some(cen));
        match self.assumptions.blocking {
            Blocking::Cen => keys.next().is_some(),
            Blocking::Router => keys.any(|key| self.is_on_router(key, cen, region)),
        }
    }

    fn is_on_router(&self, key: &ResourceKey, cen: &str, of: &str) -> bool {
        match key {
            ResourceKey::Router { region, .. } => region == of,
            ResourceKey::Attachment { id, .. } => {
                let attachment = self.cens.get(cen).and_then(|cen| cen.attachments.get(id));
                attachment.is_some_and(|attachment| attachment.is_at(of))
            }
            key => key.table_region() == Some(of),
        }
    }

    /// Tells whether a change locks no more than a router.
    pub(crate) fn locks_router_only(&self, key: &ResourceKey) -> bool {
        let on_router =
            matches!(key, ResourceKey::Attachment { .. }) || key.table_region().is_some();
        on_router && self.assumptions.blocking == Blocking::Router
    }

    /// Tells whether a route of a VPC's table is changing.
    pub(crate) fn vpc_table_is_changing(&self, of: &str) -> bool {
        self.transitions.values().any(
            |transition| matches!(&transition.key, ResourceKey::VpcRoute { vpc, .. } if vpc == of),
        )
    }

    pub(crate) fn router_arrives(&mut self, cen: &str, region: &str, next: Next) {
        let Some(cen) = self.cens.get_mut(cen) else {
            return;
        };
        match next {
            Next::Gone => {
                if let Some(router) = cen.routers.remove(region) {
                    self.gone.insert(router.id, cen.owner.clone());
                }
            }
            next => set(
                cen.routers.get_mut(region).map(|router| &mut router.status),
                next,
            ),
        }
    }

    pub(crate) fn attachment_arrives(&mut self, cen: &str, id: &str, next: Next) {
        let Some(cen) = self.cens.get_mut(cen) else {
            return;
        };
        if next == Next::Gone {
            cen.attachments.remove(id);
            self.gone.insert(id.to_owned(), cen.owner.clone());
            return;
        }
        let Some(attachment) = cen.attachments.get_mut(id) else {
            return;
        };
        if let AttachedTo::Vpc(attached) = &mut attachment.to {
            attached.leaving.clear();
        }
        set(Some(&mut attachment.status), next);
    }

    pub(crate) fn table_arrives(&mut self, key: &TableKey, next: Next) {
        let router = self
            .cens
            .get_mut(&key.cen)
            .and_then(|cen| cen.routers.get_mut(&key.region));
        let Some(router) = router else { return };
        match next {
            Next::Gone => drop(router.tables.remove(&key.id)),
            next => set(
                router
                    .tables
                    .get_mut(&key.id)
                    .map(|table| &mut table.status),
                next,
            ),
        }
    }

    fn table_at(&mut self, key: &TableKey) -> Option<&mut crate::world::Table> {
        let cen = self.cens.get_mut(&key.cen)?;
        cen.routers.get_mut(&key.region)?.tables.get_mut(&key.id)
    }

    pub(crate) fn association_arrives(&mut self, key: &TableKey, attachment: &str, next: Next) {
        let Some(table) = self.table_at(key) else {
            return;
        };
        match next {
            Next::Gone => drop(table.associations.remove(attachment)),
            next => set(table.associations.get_mut(attachment), next),
        }
    }

    pub(crate) fn propagation_arrives(&mut self, key: &TableKey, attachment: &str, next: Next) {
        let Some(table) = self.table_at(key) else {
            return;
        };
        match next {
            Next::Gone => drop(table.propagations.remove(attachment)),
            next => set(table.propagations.get_mut(attachment), next),
        }
    }

    pub(crate) fn entry_arrives(&mut self, key: &TableKey, id: &str, next: Next) {
        let Some(table) = self.table_at(key) else {
            return;
        };
        match next {
            Next::Gone => drop(table.entries.remove(id)),
            next => set(
                table.entries.get_mut(id).map(|entry| &mut entry.status),
                next,
            ),
        }
    }

    pub(crate) fn vswitch_arrives(&mut self, id: &str, next: Next) {
        match next {
            Next::Gone => drop(self.vswitches.remove(id)),
            next => set(
                self.vswitches
                    .get_mut(id)
                    .map(|vswitch| &mut vswitch.status),
                next,
            ),
        }
    }

    pub(crate) fn vpc_route_arrives(&mut self, vpc: &str, cidr: &str, next: Next) {
        let Some(network) = self.networks.get_mut(vpc) else {
            return;
        };
        match next {
            Next::Gone => drop(network.routes.remove(cidr)),
            next => set(
                network.routes.get_mut(cidr).map(|route| &mut route.status),
                next,
            ),
        }
    }
}
