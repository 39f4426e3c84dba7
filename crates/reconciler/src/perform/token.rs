//! The client token of a call, by which the cloud knows that it is asked for the same thing again.

use cen_plan::call::Protection;
use cen_plan::{Action, ActionIndex, NAME_TAG, TOPOLOGY_TAG};
use sha2::{Digest as _, Sha256};

use crate::outcome::StepError;
use crate::run::Run;
use crate::task::{now, unread};

/// The token of an action that no earlier run has begun.
pub(super) async fn of(
    run: &Run<'_>,
    index: ActionIndex,
    action: &Action,
) -> Result<String, StepError> {
    match action.call.traits().protection {
        Protection::SharedToken => shared(run, action).await,
        Protection::Token | Protection::Idempotent => Ok(run.token(index)),
    }
}

/// The token of a purchase is the same for whoever asks for the same package for the same CEN in the same hour: two operators who know nothing
/// of one another buy it once, although a package is in no listing while it is made. What this journal saw to its end gets another one, so that
/// a package that was deleted can be bought again.
async fn shared(run: &Run<'_>, action: &Action) -> Result<String, StepError> {
    let cens = run
        .listings
        .cens(&action.account, now())
        .await
        .map_err(|error| unread(&error))?;
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
    let digest = Sha256::digest(what.to_string());
    Ok(format!("cen-{}", hex::encode(&digest[..16])))
}
