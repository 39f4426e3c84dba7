//! Links between the transit routers of two regions.

use cen_topology::{Billing, CenName, Mbps, RegionId, RegionPair};

use crate::lower::Lowering;
use crate::lower::enterprise::table::Attached;
use crate::lower::references::{cen_ref, package_ref};
use cen_action::{
    ActionId, Address, Ref, TableEnd,
    call::{CreateLink, DeleteLink, LinkBilling, LinkEnd, LinkState, ModifyLink},
};
use cen_diff::is_enterprise;
use cen_observed::{LinkCharge, SeenLimit, SeenLink};

impl Lowering<'_> {
    /// Makes, changes or deletes the link between two regions.
    pub(in crate::lower) fn link(&mut self, cen: &CenName, pair: RegionPair, from: Mbps, to: Mbps) {
        let inside = self.comparison.inside(cen);
        let seen = inside.and_then(|inside| inside.limits.get(&pair));
        let seen = seen.and_then(|limit| Some((limit, limit.link.as_ref()?)));
        match (from, to, seen) {
            (Mbps(0), _, _) => self.create_link(cen, pair),
            (_, Mbps(0), Some((limit, link))) => self.delete_link(cen, pair, limit, link),
            (_, _, Some((limit, link))) => self.modify_link(cen, pair, limit, link),
            // `why_not_limit` holds what is a limit of the Basic Edition.
            (_, _, None) => {}
        }
    }

    fn create_link(&mut self, cen: &CenName, pair: RegionPair) {
        let comparison = self.comparison;
        let (Some(account), Some(state)) =
            (comparison.cen_account(cen), self.wanted_link(cen, &pair))
        else {
            return;
        };
        let mut ends = pair.regions().map(|region| self.end(cen, region));
        // Only an Enterprise router can make a link; the other end may be a Basic one.
        if !is_enterprise(comparison, cen, &ends[0].region) {
            ends.reverse();
        }
        let [from, to] = ends;
        let address = Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        };
        let made = ActionId::of("limit", &address);
        self.open_service(account);
        let create = CreateLink {
            cen: cen_ref(comparison, cen),
            pair: pair.clone(),
            from: from.clone(),
            to: to.clone(),
            state,
        };
        self.push(address, account, create);
        for (here, there) in [(&from, &to), (&to, &from)] {
            self.use_link(cen, here, &there.region, Ref::OutputOf(made.clone()));
        }
    }

    fn use_link(
        &mut self,
        cen: &CenName,
        here: &LinkEnd,
        there: &RegionId,
        attachment: Ref<cen_topology::AttachmentId>,
    ) {
        if !is_enterprise(self.comparison, cen, &here.region) {
            return;
        }
        if let Some(router) = here.router.clone() {
            self.use_default_table(&Attached {
                cen,
                region: &here.region,
                router,
                attachment,
                end: TableEnd::Region(there.clone()),
            });
        }
    }

    fn end(&mut self, cen: &CenName, region: &RegionId) -> LinkEnd {
        let seen = self.comparison.inside(cen);
        let seen = seen.and_then(|inside| inside.routers.get(region));
        let router = match is_enterprise(self.comparison, cen, region) {
            true => Some(self.router(cen, region)),
            false => seen.map(|seen| Ref::Known(seen.id.clone())),
        };
        LinkEnd {
            region: region.clone(),
            router,
        }
    }

    /// Returns what the file says of a link.
    fn wanted_link(&self, cen: &CenName, pair: &RegionPair) -> Option<LinkState> {
        let written = self.comparison.desired.cens.get(cen)?;
        let (_, mbps, billing) = written.limits().find(|(written, ..)| *written == pair)?;
        let billing = match billing {
            Billing::Package(areas) => LinkBilling::Package {
                package: Some(package_ref(self.comparison, cen, areas)),
            },
            Billing::Traffic(quality) => LinkBilling::Traffic { quality },
        };
        Some(LinkState {
            mbps,
            billing,
            publishes: true,
        })
    }

    fn modify_link(&mut self, cen: &CenName, pair: RegionPair, limit: &SeenLimit, link: &SeenLink) {
        let comparison = self.comparison;
        let ids = comparison.cen_id(cen).zip(comparison.cen_account(cen));
        let (Some((id, account)), Some(to)) = (ids, self.wanted_link(cen, &pair)) else {
            return;
        };
        let modify = ModifyLink {
            cen: id.clone(),
            pair: pair.clone(),
            link: link.id.clone(),
            from: seen_state(limit, link),
            to,
        };
        let address = Address::Limit {
            cen: cen.clone(),
            pair,
        };
        self.push(address, account, modify);
    }

    fn delete_link(&mut self, cen: &CenName, pair: RegionPair, limit: &SeenLimit, link: &SeenLink) {
        let comparison = self.comparison;
        let Some((id, account)) = comparison.cen_id(cen).zip(comparison.cen_account(cen)) else {
            return;
        };
        for (here, there) in [(pair.first(), pair.second()), (pair.second(), pair.first())] {
            if let Some(tables) = link.tables.get(here) {
                let end = TableEnd::Region(there.clone());
                self.leave_tables(cen, (here, end), &link.id, tables);
            }
        }
        let delete = DeleteLink {
            cen: id.clone(),
            pair: pair.clone(),
            link: link.id.clone(),
            from: seen_state(limit, link),
        };
        let address = Address::Limit {
            cen: cen.clone(),
            pair,
        };
        self.push(address, account, delete);
    }
}

/// Returns what a link is now.
fn seen_state(limit: &SeenLimit, link: &SeenLink) -> LinkState {
    let billing = match link.charge {
        Some(LinkCharge::Traffic) => LinkBilling::Traffic {
            quality: link.quality.unwrap_or_default(),
        },
        Some(LinkCharge::Package) | None => LinkBilling::Package {
            package: limit.package.clone().map(Ref::Known),
        },
    };
    LinkState {
        mbps: limit.mbps,
        billing,
        publishes: link.publishes,
    }
}
