//! One action in the hands of the code that performs it, and what all performers need.

use std::time::Duration;

use cen_action::{Action, Call, Ref, call::Protection};
use cen_cloud::{Client, RequestIdCapture};
use cen_plan::{ActionIndex, Plan};
use cen_topology::CenName;
use tokio::time::Instant;

use crate::admission::Admission;
use crate::event::{Event, Sink};
use crate::outcome::StepError;
use crate::run::Run;

/// The greatest age of a listing that only spares a call which the cloud would refuse.
pub(crate) const RECENT: Duration = Duration::from_secs(2);

/// An action, and what its performer needs.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) admission: &'a Admission,
    /// The plan that the action is a step of.
    pub(crate) plan: &'a Plan,
    pub(crate) index: ActionIndex,
    pub(crate) action: &'a Action,
    /// The call to make: the action's, or that of the earlier run which began this creation.
    pub(crate) call: &'a Call,
    /// The client token of the call, if it takes one.
    pub(crate) token: &'a str,
    /// Whether an earlier run may have made the call already.
    pub(crate) is_begun: bool,
    /// When all that it waits for was over: what was asked for since shows what the run did before it.
    pub(crate) ready: Instant,
    /// When its first listing was asked for: what was asked for since is fresh.
    pub(crate) began: Instant,
    /// Takes the request ids of its calls.
    pub(crate) request_id: &'a RequestIdCapture,
    pub(crate) sink: &'a Sink<'a>,
}

impl Task<'_> {
    /// Returns the id behind a reference.
    pub(crate) fn id<T: std::fmt::Display>(&self, reference: &Ref<T>) -> Result<String, StepError> {
        let missing =
            || StepError::Failed("the action that creates what it needs returned no id".to_owned());
        self.run.resolve(reference).ok_or_else(missing)
    }

    /// Returns the CEN of the action.
    pub(crate) fn cen_name(&self) -> Result<&CenName, StepError> {
        let cen = self
            .action
            .address
            .cen()
            .filter(|cen| self.run.topology.cens.contains_key(*cen));
        cen.ok_or_else(|| StepError::Failed(format!("{} names no CEN of the file", self.action.id)))
    }

    pub(crate) fn emit_state(&self, state: String) {
        (self.sink)(Event::Waiting {
            action: self.index,
            state,
        });
    }

    pub(crate) fn token(&self) -> String {
        self.token.to_owned()
    }

    /// Returns the client of the account that signs, for writes: it notes their request ids, and
    /// sends nothing once the run is ending.
    pub(crate) fn client(&self) -> Client {
        self.run
            .client(&self.action.account)
            .with_request_id(self.request_id)
            .until(&self.admission.stop)
    }

    /// Returns from when on a listing may be that shows whether something is there already of which
    /// the cloud refuses a second one: actions that wait for their turn share the listing of the
    /// first of them. Of what an earlier run may have made just now, only a fresh one shows it.
    pub(crate) fn recently(&self) -> Instant {
        let oldest = self.began.checked_sub(RECENT);
        match self.is_begun {
            true => self.began,
            false => oldest.map_or(self.ready, |oldest| oldest.max(self.ready)),
        }
    }

    /// Notes the call in the journal before it is sent. It is on disc when this returns.
    pub(crate) async fn intend(&self) -> Result<(), StepError> {
        let token = (self.call.traits().protection != Protection::Idempotent).then(|| self.token());
        let action = Action {
            call: self.call.clone(),
            ..self.action.clone()
        };
        let refused = |error| StepError::Failed(format!("nothing was changed: {error}"));
        self.run
            .journal
            .intend(&self.run.id, action, token)
            .await
            .map_err(refused)
    }
}

/// Returns whether the tags of a listed object hold this ownership mark.
pub(crate) fn carries(marks: &cen_cloud::Tags, tags: &cen_cloud::Tags) -> bool {
    let ours = [cen_observed::TOPOLOGY_TAG, cen_observed::NAME_TAG];
    ours.iter().all(|key| {
        marks
            .get(*key)
            .is_some_and(|mark| tags.get(*key) == Some(mark))
    })
}

/// Returns the only id among candidates. If there are several, a person must decide.
pub(crate) fn the_only(what: &str, mut ids: Vec<String>) -> Result<Option<String>, StepError> {
    if ids.len() > 1 {
        return Err(StepError::Failed(format!(
            "several {what} carry its mark: {}",
            ids.join(", ")
        )));
    }
    Ok(ids.pop())
}

/// Returns the error that its state cannot be read, before anything was changed.
pub(crate) fn unread(error: &cen_cloud::Error) -> StepError {
    StepError::Failed(format!(
        "nothing was changed, because its state cannot be read: {error}"
    ))
}

/// Returns this moment: listings that begin later are fresh.
pub(crate) fn now() -> Instant {
    Instant::now()
}
