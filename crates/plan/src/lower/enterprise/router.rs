//! Transit routers, and what an account needs before it has one.

use cen_topology::{AccountName, AttachmentId, CenId, CenName, RegionId, RouterId};

use crate::lower::Lowering;
use crate::lower::references::cen_ref;
use cen_action::{
    ActionId, Address, Blocker, EditionLack, HeldDifference, HoldReason, Ref,
    call::{CreateRouter, CreateServiceRole, DeleteRouter, Noun, OpenService},
};
use cen_observed::{GapScope, ServiceState};

/// A package of this charge is billed by its peaks (source: `BandwidthPackageChargeType`).
const PEAK_CHARGE: &str = "PayBy95";

impl Lowering<'_> {
    /// Returns why a CEN cannot have or use an Enterprise Edition router in a region for an account.
    pub(in crate::lower) fn why_no_router(
        &self,
        cen: &CenName,
        region: &RegionId,
        owner: &AccountName,
    ) -> Option<HoldReason> {
        let comparison = self.comparison;
        let seen = comparison.seen_cen(cen);
        let is_full = seen.is_some_and(|seen| seen.protection_level.eq_ignore_ascii_case("FULL"));
        if is_full {
            return Some(HoldReason::edition(region, EditionLack::FullProtection));
        }
        if self.has_peak_package(cen) {
            return Some(HoldReason::edition(region, EditionLack::PeakPackage));
        }
        if let Some(reason) = self.why_router_is_busy(cen, region) {
            return Some(reason);
        }
        let cen_owner = comparison.cen_account(cen);
        let mut accounts = cen_owner.into_iter().chain([owner]);
        let gap = accounts.find_map(|account| comparison.observed.gap_of_service(account))?;
        Some(HoldReason::Gap {
            scope: gap.scope.clone(),
        })
    }

    /// Returns why nothing on the router of a region can be changed now: it is being upgraded to
    /// another edition, or deleted. States that pass in seconds are waited for by each call.
    pub(in crate::lower) fn why_router_is_busy(
        &self,
        cen: &CenName,
        region: &RegionId,
    ) -> Option<HoldReason> {
        let router = self.comparison.inside(cen)?.routers.get(region)?;
        let lasts = matches!(router.status.as_str(), "Upgrading" | "Deleting");
        lasts.then(|| HoldReason::busy(&router.status))
    }

    /// Returns why it is not known whether a link leads to a router of a CEN, or uses a package of it: another
    /// router could not be read, and only the end that made a link may list it.
    pub(in crate::lower) fn why_links_unknown(&self, cen: &CenName) -> Option<HoldReason> {
        let id = self.comparison.cen_id(cen)?;
        let mut gaps = self.comparison.observed.gaps.iter();
        let gap =
            gaps.find(|gap| matches!(&gap.scope, GapScope::Router { cen, .. } if cen == id))?;
        Some(HoldReason::Gap {
            scope: gap.scope.clone(),
        })
    }

    /// Tells whether a CEN has, or is to have, a package that is billed by its peaks.
    fn has_peak_package(&self, cen: &CenName) -> bool {
        let id = self.comparison.cen_id(cen);
        let packages = self.comparison.observed.packages.values();
        let serving = packages.filter(|seen| id.is_some() && seen.cen.as_ref() == id);
        let wanted = self.comparison.desired.cens.get(cen).into_iter();
        let wanted = wanted.flat_map(|cen| cen.bandwidth.keys());
        let wanted = wanted.filter_map(|areas| self.comparison.seen_package(cen, *areas));
        let mut packages = serving.chain(wanted.map(|(_, seen)| seen));
        packages.any(|seen| seen.charge.eq_ignore_ascii_case(PEAK_CHARGE))
    }

    /// Opens the transit router service of an account that has it closed, which makes the
    /// service-linked role too; or makes the role of one that has the service without it.
    pub(super) fn open_service(&mut self, account: &AccountName) {
        let address = Address::RouterService {
            account: account.clone(),
        };
        match self.comparison.observed.services.get(account) {
            Some(ServiceState::Closed) if !self.creates(Noun::RouterService, &address) => {
                self.push(address, account, OpenService {});
            }
            Some(ServiceState::OpenWithoutRole) if !self.creates(Noun::ServiceRole, &address) => {
                self.push(address, account, CreateServiceRole {});
            }
            Some(ServiceState::Open | ServiceState::Closed | ServiceState::OpenWithoutRole)
            | None => {}
        }
    }

    /// Returns the router of a region, which the plan makes if it is not there.
    pub(super) fn router(&mut self, cen: &CenName, region: &RegionId) -> Ref<RouterId> {
        let comparison = self.comparison;
        let seen = comparison
            .inside(cen)
            .and_then(|inside| inside.routers.get(region));
        if let Some(seen) = seen {
            return Ref::Known(seen.id.clone());
        }
        let address = Address::Router {
            cen: cen.clone(),
            region: region.clone(),
        };
        let made = Ref::OutputOf(ActionId::of("router", &address));
        if self.creates(Noun::Router, &address) {
            return made;
        }
        let Some(account) = comparison.cen_account(cen) else {
            return made;
        };
        self.open_service(account);
        let wanted = comparison.desired.cens.get(cen);
        let texts = wanted.and_then(|cen| cen.routers.get(region)).cloned();
        let texts = texts.unwrap_or_default();
        let create = CreateRouter {
            cen: cen_ref(comparison, cen),
            region: region.clone(),
            name: texts.name,
            description: texts.description,
            tags: texts.tags.unwrap_or_default(),
        };
        self.push(address, account, create);
        made
    }

    /// Deletes a router that nothing is attached to any more.
    pub(in crate::lower) fn delete_router(
        &mut self,
        address: Address,
        cen: CenId,
        router: RouterId,
    ) {
        let Address::Router { cen: name, region } = &address else {
            return;
        };
        let Some(account) = self.comparison.cen_account(name) else {
            return;
        };
        if let Some(reason) = self.why_links_unknown(name) {
            return self.hold(address, HeldDifference::Extra, reason);
        }
        match self.stays_on_router(name, region) {
            Some(blocker) => self.keep(address, blocker),
            None => {
                let delete = DeleteRouter {
                    cen,
                    region: region.clone(),
                    router,
                };
                self.push(address, account, delete);
            }
        }
    }

    /// Returns a static entry of a default table of a CEN that leads to an attachment: the cloud keeps
    /// the attachment as long as there is one.
    pub(in crate::lower) fn leads_to(
        &self,
        cen: &CenName,
        attachment: &AttachmentId,
    ) -> Option<Blocker> {
        let routers = self.comparison.inside(cen)?.routers.values();
        let mut entries = routers.flat_map(|router| &router.static_entries);
        let (cidr, _) = entries.find(|(_, hop)| hop.as_ref() == Some(attachment))?;
        Some(Blocker::OnRouter { what: cidr.clone() })
    }

    /// Returns something that stays on a router.
    fn stays_on_router(&self, cen: &CenName, region: &RegionId) -> Option<Blocker> {
        let inside = self.comparison.inside(cen)?;
        let router = inside.routers.get(region)?;
        let attachments = inside.attachments.iter();
        let attached = attachments.filter(|(_, seen)| seen.region == *region);
        let mut addresses = attached.map(|(instance, _)| Address::Attachment {
            cen: cen.clone(),
            network: self.comparison.network_label(instance),
        });
        if let Some(address) = addresses.find(|at| !self.removes(Noun::Attachment, at)) {
            return Some(Blocker::Stays { address });
        }
        let limits = inside.limits.iter().filter(|(_, seen)| seen.link.is_some());
        let links = limits.filter(|(pair, _)| pair.regions().contains(&region));
        let mut addresses = links.map(|(pair, _)| Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        });
        if let Some(address) = addresses.find(|at| !self.removes(Noun::Limit, at)) {
            return Some(Blocker::Stays { address });
        }
        let tables = router.custom_tables.iter().map(ToString::to_string);
        let others = router.other_attachments.iter().map(ToString::to_string);
        let entries = router.static_entries.keys().cloned();
        let what = others.chain(tables).chain(entries).next()?;
        Some(Blocker::OnRouter { what })
    }

    /// Tells whether the plan makes this.
    pub(super) fn creates(&self, noun: Noun, address: &Address) -> bool {
        self.does(cen_action::ChangeKind::Create, noun, address)
    }
}
