//! CENs: made, and marked as ours.

use cen_cloud::{Cen, CreateCen, Tags};
use cen_plan::call;
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::task::{Task, carries, now, the_only, unread};
use crate::wait::Progress;

/// Creates a CEN and waits until it is Active, unless one with its mark is there already.
pub(super) async fn create_cen(
    task: Task<'_>,
    create: &call::CreateCen,
) -> Result<String, StepError> {
    let call::CreateCen {
        name,
        description,
        tags,
    } = create;
    let marked = async |since| marked_cen(task, tags, since).await;
    let id = match marked(now()).await? {
        Some(id) => id,
        None => {
            let client = task.client();
            let token = task.token();
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
            task.write(create, async || marked(now()).await).await?
        }
    };
    let look = async |since| {
        let cens = task.run.listings.cens(&task.action.account, since).await?;
        Ok(activity(cens.iter().find(|cen| cen.cen_id == id)))
    };
    task.until(look).await?;
    Ok(id)
}

fn activity(cen: Option<&Cen>) -> Progress {
    match cen.map(|cen| cen.status.as_str()) {
        Some("Active") => Progress::Done,
        Some("Deleting") => Progress::Failed("it is being deleted by somebody else".to_owned()),
        Some(status) => Progress::Pending(status.to_owned()),
        None => Progress::Pending("not listed yet".to_owned()),
    }
}

async fn marked_cen(
    task: Task<'_>,
    marks: &Tags,
    since: Instant,
) -> Result<Option<String>, StepError> {
    let cens = task
        .run
        .listings
        .cens(&task.action.account, since)
        .await
        .map_err(|error| unread(&error))?;
    let ours = cens
        .iter()
        .filter(|cen| carries(marks, &cen.tags) && cen.status != "Deleting");
    the_only("CENs", ours.map(|cen| cen.cen_id.clone()).collect())
}
