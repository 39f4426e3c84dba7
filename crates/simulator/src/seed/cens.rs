//! Adds the CENs and packages of a seed to a world.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::area::is_offered;
use crate::seed::document::{SeedCen, SeedChild, SeedLimit, SeedPackage};
use crate::seed::error::SeedError;
use crate::world::{
    Account, Cen, Charge, Child, Edition, Limit, Map, Package, PackageState, Reservation, Routing,
    World,
};

impl World {
    pub(super) fn add_cen(
        &mut self,
        owner: &str,
        seed: &SeedCen,
        now: Timestamp,
    ) -> Result<(), SeedError> {
        if self.cens.contains_key(&seed.id) {
            return Ok(());
        }
        let (children, attached_in) = self.seeded_children(seed, now)?;
        let mut routers = self.seeded_routers(
            &seed.id,
            (&seed.enterprise, &seed.routers),
            attached_in,
            now,
        )?;
        if routers
            .values()
            .any(|router| router.edition == Edition::Enterprise)
        {
            let account = self.accounts.get_or_insert_with(owner, Account::default);
            account.router_service = true;
        }
        let attachments = self.attach_seeded(&seed.id, &mut routers, &seed.attachments, now)?;
        let cen = Cen {
            owner: owner.to_owned(),
            name: seed.name.clone(),
            description: seed.description.clone(),
            status: seed.status.clone().unwrap_or_else(|| "Active".to_owned()),
            tags: seed.tags.clone(),
            created: now,
            children,
            former: Map::new(),
            limits: seed.limits.iter().map(limit).collect(),
            routers,
            attachments,
            routing: Routing::default(),
            resource_group: None,
            protection: seed.protection,
        };
        self.cens.insert(seed.id.clone(), cen);
        Ok(())
    }

    /// The networks on a CEN as a seed says it, by id, and the regions that they are in.
    fn seeded_children(
        &self,
        seed: &SeedCen,
        now: Timestamp,
    ) -> Result<(Map<Child>, BTreeSet<String>), SeedError> {
        let (mut children, mut regions) = (Map::new(), BTreeSet::new());
        for SeedChild {
            id,
            status,
            service,
        } in &seed.attached
        {
            let network = self.networks.get(id).ok_or_else(|| {
                SeedError::new(format!("there is no network `{id}` to be on `{}`", seed.id))
            })?;
            regions.insert(network.region.clone());
            let child = Child {
                service: service.clone(),
                ..Child::new(status.as_deref().unwrap_or("Attached"), now)
            };
            if self.child(id).is_some() || children.insert(id.clone(), child).is_some() {
                return Err(SeedError::new(format!("`{id}` is on a CEN already")));
            }
        }
        Ok((children, regions))
    }

    pub(super) fn add_package(
        &mut self,
        owner: &str,
        seed: &SeedPackage,
        now: Timestamp,
    ) -> Result<(), SeedError> {
        if self.packages.contains_key(&seed.id) {
            return Ok(());
        }
        let areas = seed.areas.clone().map(|area| area.to_lowercase());
        if !is_offered(&areas[0], &areas[1]) {
            return Err(SeedError::new(format!(
                "no packages are sold between {} and {}",
                areas[0], areas[1]
            )));
        }
        if let Some(cen) = seed
            .cen
            .as_ref()
            .filter(|cen| !self.cens.contains_key(*cen))
        {
            return Err(SeedError::new(format!(
                "there is no CEN `{cen}` for `{}` to be bound to",
                seed.id
            )));
        }
        let (charge, state) = (
            seed.expires
                .as_ref()
                .map_or(Charge::Postpay, |_| Charge::Prepay),
            seed.cen
                .as_ref()
                .map_or(PackageState::Idle, |_| PackageState::InUse),
        );
        let package = Package {
            owner: owner.to_owned(),
            name: seed.name.clone(),
            description: String::new(),
            mbps: seed.mbps,
            areas,
            charge,
            state,
            pays_by_95: seed.pays_by_95,
            business_status: seed.status.clone().unwrap_or_else(|| "Normal".to_owned()),
            cen: seed.cen.clone(),
            tags: seed.tags.clone(),
            created: now,
            expires: seed.expires.as_ref().map(|expires| expires.from(now)),
            renews: seed.renews,
            reservation: reservation(seed, now),
            resource_group: None,
        };
        self.packages.insert(seed.id.clone(), package);
        Ok(())
    }
}

/// Returns a limit by its pair of regions.
fn limit(seed: &SeedLimit) -> (String, Limit) {
    let [local, opposite] = seed.regions.clone();
    let pair = if local < opposite {
        format!("{local}/{opposite}")
    } else {
        format!("{opposite}/{local}")
    };
    let limit = Limit {
        local,
        opposite,
        mbps: seed.mbps,
        package: seed.package.clone(),
        status: "Active".to_owned(),
    };
    (pair, limit)
}

fn reservation(seed: &SeedPackage, now: Timestamp) -> Option<Reservation> {
    let seed = seed.reservation.as_ref()?;
    Some(Reservation {
        mbps: seed.mbps,
        at: seed.at.from(now),
        order: seed.order.clone().unwrap_or_else(|| "UPGRADE".to_owned()),
    })
}
