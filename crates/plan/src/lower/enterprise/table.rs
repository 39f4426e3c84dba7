//! The default route table of a transit router, which every attachment and every link uses.

use std::collections::BTreeSet;

use cen_topology::{AttachmentId, CenName, RegionId, RouteTableId, RouterId};

use crate::lower::Lowering;
use crate::lower::references::cen_ref;
use cen_action::{
    Action, Address, Call, Ref, TableEnd,
    call::{AssociateTable, DissociateTable, PropagateRoutes, RouterCall, UnpropagateRoutes},
};
use cen_observed::TableUse;

/// The name of a router's default table in addresses.
pub(super) const DEFAULT_TABLE: &str = "system";

/// An attachment or a link at the router of one region.
pub(super) struct Attached<'a> {
    pub(super) cen: &'a CenName,
    pub(super) region: &'a RegionId,
    pub(super) router: Ref<RouterId>,
    pub(super) attachment: Ref<AttachmentId>,
    pub(super) end: TableEnd,
}

/// Returns the address of the table in which packets of an end are looked up.
pub(crate) fn association(cen: &CenName, region: &RegionId, end: &TableEnd) -> Address {
    Address::TableAssociation {
        cen: cen.clone(),
        region: region.clone(),
        end: end.clone(),
    }
}

/// Returns the address of the default table's learning the routes of an end.
pub(crate) fn propagation(
    cen: &CenName,
    region: &RegionId,
    table: &str,
    end: &TableEnd,
) -> Address {
    Address::TablePropagation {
        cen: cen.clone(),
        region: region.clone(),
        table: table.into(),
        end: end.clone(),
    }
}

impl Lowering<'_> {
    /// Drops what would let a table know an attachment that the plan takes away: what comes in its place
    /// is known to the table by its own actions.
    pub(in crate::lower) fn forget_uses_of_what_leaves(&mut self) {
        let leaving: BTreeSet<_> = self.actions.iter().filter_map(leaves).collect();
        self.actions.retain(|action| {
            let Call::Router(call) = &action.call else {
                return true;
            };
            match call.joins_table() {
                Some(Ref::Known(id)) => !leaving.contains(id),
                Some(Ref::OutputOf(_)) | None => true,
            }
        });
    }

    /// Has the default table know an attachment.
    pub(super) fn use_default_table(&mut self, attached: &Attached<'_>) {
        self.associate_table(attached);
        self.propagate_routes(attached);
    }

    fn default_table(&self, cen: &CenName, region: &RegionId) -> Option<RouteTableId> {
        let routers = &self.comparison.inside(cen)?.routers;
        routers.get(region)?.default_table.clone()
    }

    pub(super) fn associate_table(&mut self, attached: &Attached<'_>) {
        let Attached { cen, region, .. } = attached;
        let Some(account) = self.comparison.cen_account(cen) else {
            return;
        };
        let associate = AssociateTable {
            cen: cen_ref(self.comparison, cen),
            region: RegionId::clone(region),
            router: attached.router.clone(),
            table: self.default_table(cen, region),
            attachment: attached.attachment.clone(),
            end: attached.end.clone(),
        };
        let address = association(cen, region, &attached.end);
        self.push(address, account, associate);
    }

    pub(super) fn propagate_routes(&mut self, attached: &Attached<'_>) {
        let Attached { cen, region, .. } = attached;
        let Some(account) = self.comparison.cen_account(cen) else {
            return;
        };
        let propagate = PropagateRoutes {
            cen: cen_ref(self.comparison, cen),
            region: RegionId::clone(region),
            router: attached.router.clone(),
            table: self.default_table(cen, region),
            attachment: attached.attachment.clone(),
            end: attached.end.clone(),
        };
        let address = propagation(cen, region, DEFAULT_TABLE, &attached.end);
        self.push(address, account, propagate);
    }

    /// Takes an attachment that is to go out of every table that knows it.
    pub(super) fn leave_tables(
        &mut self,
        cen: &CenName,
        (region, end): (&RegionId, TableEnd),
        attachment: &AttachmentId,
        tables: &TableUse,
    ) {
        let comparison = self.comparison;
        let Some((id, account)) = comparison.cen_id(cen).zip(comparison.cen_account(cen)) else {
            return;
        };
        // What it is leaving already is waited for: the cloud keeps the attachment until that is over.
        if let Some(table) = tables.associated.as_ref().or(tables.dissociating.as_ref()) {
            let dissociate = DissociateTable {
                cen: id.clone(),
                region: region.clone(),
                table: table.clone(),
                attachment: attachment.clone(),
                end: end.clone(),
            };
            self.push(association(cen, region, &end), account, dissociate);
        }
        let default = self.default_table(cen, region);
        for table in tables.propagated.iter().chain(&tables.unpropagating) {
            let unpropagate = UnpropagateRoutes {
                cen: id.clone(),
                region: region.clone(),
                table: table.clone(),
                attachment: attachment.clone(),
                end: end.clone(),
            };
            let name = match Some(table) == default.as_ref() {
                true => DEFAULT_TABLE,
                false => table.as_str(),
            };
            let address = propagation(cen, region, name, &end);
            self.push(address, account, unpropagate);
        }
    }
}

/// Returns the attachment that an action takes away.
fn leaves(action: &Action) -> Option<AttachmentId> {
    if let Call::Router(RouterCall::DeleteLink(delete)) = &action.call {
        return Some(delete.link.clone());
    }
    let Call::Router(RouterCall::DetachFromRouter(detach)) = &action.call else {
        return None;
    };
    Some(detach.attachment.clone())
}
