//! What every operation of transit routers begins with: the router in question, whether it may be
//! changed now, and whether the caller may.

use crate::call::Call;
use crate::refusal::Refusal;
use crate::world::{Attachment, Cen, Protection, Router, Table, TableKey};

/// Where a router is: a CEN of the caller's own, and a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RouterPlace {
    pub(crate) cen: String,
    pub(crate) region: String,
}

/// Returns a refusal with the HTTP status 400.
pub(super) fn bad(code: &str, message: &str) -> Refusal {
    Refusal::new(400, code, message)
}

/// Returns the answer to a dry run that passes, of operations that answer one with an error.
pub(super) fn dry_run_passed() -> Refusal {
    bad(
        "DryRunOperation",
        "Request validation has been passed with DryRun flag set.",
    )
}

impl Call<'_> {
    /// Returns where the router with this id is, if it is the caller's.
    pub(crate) fn place_of(&self, router: &str) -> Option<RouterPlace> {
        let find = |cen: &Cen| {
            let mut routers = cen.routers.iter();
            let found = routers.find(|(_, held)| held.id == router);
            found.map(|(region, _)| region.clone())
        };
        let (cen, held) = self.home_of(router, |cen| find(cen).is_some())?;
        Some(RouterPlace {
            cen: cen.clone(),
            region: find(held)?,
        })
    }

    /// Returns the CEN of the caller's own that has a router, route table or attachment.
    fn home_of(&self, id: &str, has_it: impl Fn(&Cen) -> bool) -> Option<(&String, &Cen)> {
        let is_home = |cen: &Cen| cen.owner == self.caller && has_it(cen);
        self.index.home_of(self.world, id, is_home)
    }

    pub(crate) fn router_at(&self, place: &RouterPlace) -> Option<&Router> {
        self.world.cens.get(&place.cen)?.routers.get(&place.region)
    }

    pub(crate) fn router_at_mut(&mut self, place: &RouterPlace) -> Option<&mut Router> {
        let cen = self.world.cens.get_mut(&place.cen)?;
        cen.routers.get_mut(&place.region)
    }

    /// Returns an attachment on a CEN of the caller's own, and the CEN's id.
    pub(crate) fn attachment(&self, id: &str) -> Option<(&str, &Attachment)> {
        let (cen, held) = self.home_of(id, |cen| cen.attachments.contains_key(id))?;
        Some((cen, held.attachments.get(id)?))
    }

    pub(crate) fn attachment_mut(&mut self, cen: &str, id: &str) -> Option<&mut Attachment> {
        self.world.cens.get_mut(cen)?.attachments.get_mut(id)
    }

    /// Returns a route table of a router of the caller's own.
    pub(crate) fn table(&self, id: &str) -> Option<(TableKey, &Table)> {
        let has_it = |router: &Router| router.tables.contains_key(id);
        let (cen, held) = self.home_of(id, |cen| cen.routers.values().any(has_it))?;
        let mut routers = held.routers.iter();
        let (region, router) = routers.find(|(_, router)| has_it(router))?;
        let key = TableKey {
            cen: cen.clone(),
            region: region.clone(),
            id: id.to_owned(),
        };
        Some((key, router.tables.get(id)?))
    }

    pub(crate) fn table_mut(&mut self, key: &TableKey) -> Option<&mut Table> {
        let cen = self.world.cens.get_mut(&key.cen)?;
        cen.routers.get_mut(&key.region)?.tables.get_mut(&key.id)
    }

    /// Refuses a change of a CEN's routers while the CEN, or one of them, holds its lock.
    pub(super) fn cen_is_free(&self, cen: &str) -> Result<(), Refusal> {
        match self.blocking && self.world.is_changing(cen) {
            true => Err(Refusal::blocking()),
            false => Ok(()),
        }
    }

    /// Refuses a change on a router whose lock another change holds.
    pub(super) fn router_is_free(&self, place: &RouterPlace) -> Result<(), Refusal> {
        match self.blocking && self.world.is_router_changing(&place.cen, &place.region) {
            true => Err(Refusal::blocking()),
            false => Ok(()),
        }
    }

    /// Refuses a caller who has not opened the transit router service.
    pub(crate) fn service_is_open(&self) -> Result<(), Refusal> {
        if self.has_service(self.caller) {
            return Ok(());
        }
        Err(bad(
            "Forbbiden.TransitRouterServiceNotOpen",
            "The user has not open transit router service.",
        ))
    }

    /// Tells whether an account has opened the transit router service.
    pub(crate) fn has_service(&self, account: &str) -> bool {
        let account = self.world.accounts.get(account);
        account.is_some_and(|account| account.router_service)
    }

    /// Tells whether a dry run is asked for.
    pub(super) fn is_dry_run(&self) -> Result<bool, Refusal> {
        Ok(self.parameters.boolean("DryRun")?.unwrap_or(false))
    }

    /// Ends a dry run that has passed, of operations that answer one with an error.
    pub(super) fn end_of_dry_run(&self) -> Result<(), Refusal> {
        match self.is_dry_run()? {
            true => Err(dry_run_passed()),
            false => Ok(()),
        }
    }
}

/// Refuses a CEN of the protection level FULL, which takes no router of the Enterprise Edition.
pub(super) fn not_full(cen: &Cen) -> Result<(), Refusal> {
    match cen.protection {
        Protection::Full => Err(bad(
            "OperationUnsupported.CenFullLevel",
            "CEN full level does not support TransitRouter",
        )),
        Protection::Reduced => Ok(()),
    }
}
