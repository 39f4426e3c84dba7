//! The client token of a call, by which the cloud knows that it is asked for the same thing again.

use cen_action::{
    Action,
    call::{Creation, Protection},
};
use cen_observed::{NAME_TAG, TOPOLOGY_TAG};
use cen_plan::ActionIndex;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::run::Run;
use crate::task::{Task, unread};

/// How many times in an hour something may be made and deleted by machines that know nothing of one another.
const GENERATIONS: u32 = 8;

/// Returns the token of an action that no earlier run has begun.
pub(super) async fn of(
    run: &Run<'_>,
    index: ActionIndex,
    action: &Action,
    since: Instant,
) -> Result<String, StepError> {
    match action.call.traits().protection {
        Protection::SharedToken => match action.call.traits().creation {
            Some(Creation::Package(_)) | None => shared(run, action, since).await,
            Some(Creation::Cen(_) | Creation::Vpc(..) | Creation::Vswitch(..)) => {
                let (hour, generation) = run.journal.generation_of(action);
                Ok(of_generation(run, action, hour, generation))
            }
        },
        Protection::Token | Protection::Idempotent => Ok(run.token(index)),
    }
}

/// The token of a purchase is the same for whoever asks for the same package for the same CEN in the same hour: two operators who know nothing
/// of one another buy it once, although a package is in no listing while it is made. What this journal saw to its end gets another one, so that
/// a package that was deleted can be bought again.
async fn shared(run: &Run<'_>, action: &Action, since: Instant) -> Result<String, StepError> {
    // The purchase reads the packages next. They are asked for at the same time.
    let (cens, _) = tokio::join!(
        run.listings.cens(&action.account, since),
        run.listings.packages(&action.account, since)
    );
    let cens = cens.map_err(|error| unread(&error))?;
    let part = action.address.cen().map(ToString::to_string);
    let is_its = |tags: &cen_cloud::Tags| {
        tags.get(TOPOLOGY_TAG).map(String::as_str) == Some(run.topology.name.as_str())
            && tags.get(NAME_TAG) == part.as_ref()
    };
    let cen = cens
        .iter()
        .find(|cen| is_its(&cen.tags))
        .map(|cen| cen.cen_id.as_str());
    let (hour, closed) = run.journal.hour_of(action);
    let account = &run.topology.account(&action.account).id;
    let what = serde_json::json!([
        run.topology.name,
        account,
        action.id,
        cen,
        action.call,
        hour,
        closed
    ]);
    Ok(digest(&what))
}

/// Lists the tokens to try one after another when the object that the cloud answers with does not exist: another machine made it with this
/// token in this hour, and it was deleted since. All machines come to the same one.
pub(super) fn later(task: Task<'_>) -> impl Iterator<Item = String> + '_ {
    let (hour, generation) = task.run.journal.generation_of(task.action);
    let generations = generation..=generation + GENERATIONS;
    let tokens =
        generations.map(move |generation| of_generation(task.run, task.action, hour, generation));
    tokens.filter(move |token| token != task.token)
}

/// Returns the token of what costs nothing. It is the same for all machines that make this part of the same topology in the same hour. If their
/// files differ, the cloud refuses the second request. Each time that the part was made before changes the token.
fn of_generation(run: &Run<'_>, action: &Action, hour: i64, generation: u32) -> String {
    let account = &run.topology.account(&action.account).id;
    let region = match action.call.traits().creation {
        Some(Creation::Vpc(region, _) | Creation::Vswitch(region, _)) => Some(region),
        Some(Creation::Cen(_) | Creation::Package(_)) | None => None,
    };
    digest(&serde_json::json!([
        run.topology.name,
        account,
        action.id,
        region,
        hour,
        generation
    ]))
}

fn digest(what: &serde_json::Value) -> String {
    let digest = Sha256::digest(what.to_string());
    format!("cen-{}", hex::encode(&digest[..16]))
}
