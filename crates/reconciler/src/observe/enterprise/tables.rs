//! Reads the route tables of a transit router, and which attachments they know.

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::router::{
    Association, AssociationStatus, Propagation, PropagationStatus, RouteTable, RouteTableStatus,
    RouteTableType,
};
use cen_cloud::{Client, Error};
use cen_observed::TableUse;
use cen_topology::{AttachmentId, RouteTableId};
use futures::future::try_join_all;

use crate::retry::read;

/// The route tables of a transit router.
#[derive(Default)]
pub(super) struct Tables {
    /// The system's own; none while it is being made.
    pub(super) default: Option<RouteTableId>,
    /// Those that somebody has made.
    pub(super) custom: BTreeSet<RouteTableId>,
    /// The tables that know an attachment.
    pub(super) uses: BTreeMap<AttachmentId, TableUse>,
}

/// Reads the tables, and then who is associated with each and who propagates to it.
pub(super) async fn look(client: &Client, router: &str) -> Result<Tables, Error> {
    let listed = read(async || client.list_transit_router_route_tables(router).await).await?;
    let mut tables = Tables::default();
    for table in listed.iter().filter(|table| is_there(table)) {
        let id = RouteTableId::new(&*table.route_table_id);
        if table.kind == RouteTableType::System {
            tables.default = Some(id);
        } else {
            tables.custom.insert(id);
        }
    }
    let ids: Vec<_> = tables.default.iter().chain(&tables.custom).collect();
    let uses = try_join_all(ids.into_iter().map(async |table| {
        let id = table.as_str();
        tokio::try_join!(
            read(async || client
                .list_transit_router_route_table_associations(id)
                .await),
            read(async || client
                .list_transit_router_route_table_propagations(id)
                .await),
        )
    }));
    for (associations, propagations) in uses.await? {
        tables.take(associations, propagations);
    }
    Ok(tables)
}

fn is_there(table: &RouteTable) -> bool {
    table.status != RouteTableStatus::Deleting
}

impl Tables {
    /// Returns the tables that know an attachment.
    pub(super) fn of(&self, attachment: &AttachmentId) -> TableUse {
        self.uses.get(attachment).cloned().unwrap_or_default()
    }

    fn take(&mut self, associations: Vec<Association>, propagations: Vec<Propagation>) {
        let is_over = |row: &Association| row.status == AssociationStatus::Deleted;
        for row in associations.into_iter().filter(|row| !is_over(row)) {
            let is_there = is_associated(&row);
            let id = AttachmentId::new(row.transit_router_attachment_id);
            let uses = self.uses.entry(id).or_default();
            let table = RouteTableId::new(row.route_table_id);
            match is_there {
                true => uses.associated = Some(table),
                false => uses.dissociating = Some(table),
            }
        }
        for row in propagations {
            let is_there = is_propagated(&row);
            let id = AttachmentId::new(row.transit_router_attachment_id);
            let uses = self.uses.entry(id).or_default();
            let table = RouteTableId::new(row.route_table_id);
            match is_there {
                true => uses.propagated.insert(table),
                false => uses.unpropagating.insert(table),
            };
        }
    }
}

/// Returns whether an association is there, or comes. A status that the reference does not have
/// counts as there.
fn is_associated(row: &Association) -> bool {
    match row.status {
        AssociationStatus::Dissociating | AssociationStatus::Deleted => false,
        AssociationStatus::Associating
        | AssociationStatus::Active
        | AssociationStatus::Replacing
        | AssociationStatus::Unknown(_) => true,
    }
}

/// Returns whether a propagation is there, or comes.
fn is_propagated(row: &Propagation) -> bool {
    match row.status {
        PropagationStatus::Disabling => false,
        PropagationStatus::Enabling | PropagationStatus::Active | PropagationStatus::Unknown(_) => {
            true
        }
    }
}
