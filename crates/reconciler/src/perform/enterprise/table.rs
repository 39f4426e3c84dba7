//! What the route tables of a transit router know: associations and propagations of attachments.

use cen_action::{
    Ref,
    call::{AssociateTable, DissociateTable, PropagateRoutes, UnpropagateRoutes},
};
use cen_cloud::Error;
use cen_cloud::router::{
    AssociationStatus, AttachmentInTable, PropagationStatus, RouteTable, RouteTableStatus,
    RouteTableType,
};
use cen_topology::{RouteTableId, RouterId};
use tokio::time::Instant;

use super::tokens::Tokens;
use crate::outcome::StepError;
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::Progress;

/// Looks an attachment up in a table from now on, and waits until it is so.
pub(super) async fn associate(task: Task<'_>, associate: &AssociateTable) -> Result<(), StepError> {
    let attachment = task.id(&associate.attachment)?;
    let table = table(task, associate.table.as_ref(), &associate.router).await?;
    let state = async |since| association(task, &table, &attachment, since).await;
    let (client, tokens) = (task.client(), Tokens::of(task));
    let write = async || {
        let send = async |token: &str| {
            let pair = pair(&attachment, &table, token);
            client
                .associate_transit_router_attachment_with_route_table(pair)
                .await
        };
        tokens.attempt(send).await
    };
    add(task, write, state).await
}

/// Puts the routes of an attachment into a table from now on, and waits until it is so.
pub(super) async fn propagate(
    task: Task<'_>,
    propagate: &PropagateRoutes,
) -> Result<(), StepError> {
    let attachment = task.id(&propagate.attachment)?;
    let table = table(task, propagate.table.as_ref(), &propagate.router).await?;
    let state = async |since| propagation(task, &table, &attachment, since).await;
    let (client, tokens) = (task.client(), Tokens::of(task));
    let write = async || {
        let send = async |token: &str| {
            let pair = pair(&attachment, &table, token);
            client
                .enable_transit_router_route_table_propagation(pair)
                .await
        };
        tokens.attempt(send).await
    };
    add(task, write, state).await
}

/// Looks an attachment up in a table no more, and waits until it is so.
pub(super) async fn dissociate(
    task: Task<'_>,
    dissociate: &DissociateTable,
) -> Result<(), StepError> {
    let (attachment, table) = (dissociate.attachment.as_str(), dissociate.table.as_str());
    let (client, tokens) = (task.client(), Tokens::of_removal(task));
    let write = async || {
        let send = async |token: &str| {
            let pair = pair(attachment, table, token);
            client
                .dissociate_transit_router_attachment_from_route_table(pair)
                .await
        };
        tokens.attempt(send).await
    };
    let state = async |since| {
        let seen = association(task, table, attachment, since).await?;
        Ok(seen.map(|seen| seen.word))
    };
    remove(task, write, state).await
}

/// Puts the routes of an attachment into a table no more, and waits until it is so.
pub(super) async fn unpropagate(task: Task<'_>, stop: &UnpropagateRoutes) -> Result<(), StepError> {
    let (attachment, table) = (stop.attachment.as_str(), stop.table.as_str());
    let (client, tokens) = (task.client(), Tokens::of_removal(task));
    let write = async || {
        let send = async |token: &str| {
            let pair = pair(attachment, table, token);
            client
                .disable_transit_router_route_table_propagation(pair)
                .await
        };
        tokens.attempt(send).await
    };
    let state = async |since| {
        let seen = propagation(task, table, attachment, since).await?;
        Ok(seen.map(|seen| seen.word))
    };
    remove(task, write, state).await
}

fn pair<'a>(attachment: &'a str, table: &'a str, client_token: &'a str) -> AttachmentInTable<'a> {
    AttachmentInTable {
        transit_router_attachment_id: attachment,
        route_table_id: table,
        client_token,
    }
}

/// What an association or a propagation is going through.
struct Use {
    stage: Stage,
    /// The state in the cloud's words.
    word: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    There,
    Leaving,
}

/// Makes a write that lets a table know an attachment, and waits until it does.
async fn add(
    task: Task<'_>,
    write: impl AsyncFn() -> Result<(), Error>,
    state: impl AsyncFn(Instant) -> Result<Option<Use>, Error>,
) -> Result<(), StepError> {
    let present = async |since| {
        let seen = state(since).await.map_err(|error| unread(&error))?;
        Ok(seen.filter(|seen| seen.stage != Stage::Leaving).map(|_| ()))
    };
    if present(task.recently()).await?.is_none() {
        task.write(write, async || present(now()).await).await?;
    }
    let look = async |since| {
        Ok(match state(since).await? {
            None => Progress::Pending("not listed yet".to_owned()),
            Some(Use {
                stage: Stage::There,
                ..
            }) => Progress::Done,
            Some(seen) => Progress::Pending(seen.word),
        })
    };
    task.until(look).await
}

async fn association(
    task: Task<'_>,
    table: &str,
    attachment: &str,
    since: Instant,
) -> Result<Option<Use>, Error> {
    let owner = &task.action.account;
    let rows = task.run.listings.associations(owner, table, since).await?;
    let row = rows
        .iter()
        .find(|row| row.transit_router_attachment_id == attachment)
        .filter(|row| row.status != AssociationStatus::Deleted);
    Ok(row.map(|row| Use {
        stage: match row.status {
            AssociationStatus::Active => Stage::There,
            AssociationStatus::Dissociating | AssociationStatus::Deleted => Stage::Leaving,
            AssociationStatus::Associating
            | AssociationStatus::Replacing
            | AssociationStatus::Unknown(_) => Stage::Coming,
        },
        word: row.status.to_string(),
    }))
}

async fn propagation(
    task: Task<'_>,
    table: &str,
    attachment: &str,
    since: Instant,
) -> Result<Option<Use>, Error> {
    let owner = &task.action.account;
    let rows = task.run.listings.propagations(owner, table, since).await?;
    let row = rows
        .iter()
        .find(|row| row.transit_router_attachment_id == attachment);
    Ok(row.map(|row| Use {
        stage: match row.status {
            PropagationStatus::Active => Stage::There,
            PropagationStatus::Disabling => Stage::Leaving,
            PropagationStatus::Enabling | PropagationStatus::Unknown(_) => Stage::Coming,
        },
        word: row.status.to_string(),
    }))
}

/// Returns a route table: the one that the plan knows, or else the default table of a router, which
/// comes with it.
async fn table(
    task: Task<'_>,
    known: Option<&RouteTableId>,
    router: &Ref<RouterId>,
) -> Result<String, StepError> {
    if let Some(table) = known {
        return Ok(table.to_string());
    }
    let router = task.id(router)?;
    let find = async |since| {
        let owner = &task.action.account;
        let tables = task.run.listings.tables(owner, &router, since).await?;
        let is_default = |table: &&RouteTable| {
            table.kind == RouteTableType::System && table.status == RouteTableStatus::Active
        };
        let found = tables.iter().find(is_default);
        Ok::<_, Error>(found.map(|table| table.route_table_id.clone()))
    };
    // The table never changes, so that one answer serves the whole run.
    if let Some(found) = find(task.run.began).await.map_err(|error| unread(&error))? {
        return Ok(found);
    }
    let look = async |since| {
        Ok(match find(since).await? {
            Some(_) => Progress::Done,
            None => Progress::Pending("its router has no default route table yet".to_owned()),
        })
    };
    task.until(look).await?;
    let found = find(task.run.began).await.map_err(|error| unread(&error))?;
    found.ok_or_else(|| StepError::Failed("its router has no default route table".to_owned()))
}
