//! CENs: made, and marked as ours.

use cen_action::call;
use cen_cloud::{Cen, CreateCen, Tags};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::creation::{appears, used_up};
use crate::perform::token::later;
use crate::task::{Task, carries, now, the_only, unread};
use crate::wait::Progress;

/// Creates a CEN and waits until it is Active, unless one with its mark is there already. Machines that
/// do so at the same time create one CEN.
pub(super) async fn create_cen(
    task: Task<'_>,
    create: &call::CreateCen,
) -> Result<String, StepError> {
    let began = now();
    if let Some(id) = survivor(task, &create.tags, began).await? {
        activate(task, &id).await?;
        return Ok(id);
    }
    for token in std::iter::once(task.token()).chain(later(task)) {
        let task = Task {
            token: &token,
            ..task
        };
        let id = send(task, create).await?;
        if activate(task, &id).await? {
            // Another machine may have created one with another token.
            let found = survivor(task, &create.tags, began).await?;
            return Ok(found.unwrap_or(id));
        }
    }
    Err(used_up())
}

async fn send(task: Task<'_>, create: &call::CreateCen) -> Result<String, StepError> {
    let call::CreateCen {
        name,
        description,
        tags,
    } = create;
    let (client, token) = (task.client(), task.token());
    let description = description.as_deref().unwrap_or_default();
    let create = async || {
        client
            .create_cen(CreateCen {
                name,
                description,
                tags,
                client_token: &token,
            })
            .await
    };
    let present = async || survivor(task, tags, now()).await;
    task.write(create, present).await
}

/// Waits until a CEN is Active; false if it does not exist.
async fn activate(task: Task<'_>, id: &str) -> Result<bool, StepError> {
    let look = async |since| {
        let cens = task.run.listings.cens(&task.action.account, since).await?;
        let seen = cens.iter().find(|cen| cen.cen_id == id);
        Ok(seen.map(activity))
    };
    appears(task, look).await
}

fn activity(cen: &Cen) -> Progress {
    match cen.status.as_str() {
        "Active" => Progress::Done,
        "Deleting" => Progress::Failed("it is being deleted by somebody else".to_owned()),
        status => Progress::Pending(status.to_owned()),
    }
}

/// Returns the CEN with these marks. Of several the one survives that has networks, or else the one
/// with the lowest id: the planner gives up the others by the same rule.
async fn survivor(
    task: Task<'_>,
    marks: &Tags,
    since: Instant,
) -> Result<Option<String>, StepError> {
    let account = &task.action.account;
    let cens = task.run.listings.cens(account, since);
    let cens = cens.await.map_err(|error| unread(&error))?;
    let ours = cens
        .iter()
        .filter(|cen| carries(marks, &cen.tags) && cen.status != "Deleting");
    let mut ours: Vec<_> = ours.map(|cen| cen.cen_id.clone()).collect();
    ours.sort();
    if ours.len() < 2 {
        return Ok(ours.pop());
    }
    let mut used = Vec::new();
    for cen in &ours {
        let children = task.run.listings.children(account, cen, since);
        if !children.await.map_err(|error| unread(&error))?.is_empty() {
            used.push(cen.clone());
        }
    }
    if used.is_empty() {
        ours.truncate(1);
        used = ours;
    }
    the_only("CENs", used)
}
