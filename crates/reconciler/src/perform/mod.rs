//! One action, turned into API calls until the cloud says that it is so. Safe to run again: what is there already is not made again.

mod bandwidth;
mod cen;
mod change;
mod network;
mod removal;
mod routes;
mod token;
mod write;

use cen_cloud::{ChildInstanceType, Client, RequestIdCapture};
use cen_plan::{Action, ActionIndex, Call, Ref, RouteCall};
use cen_topology::{CenName, NetworkKind};
use tokio::time::Instant;

use crate::event::{Event, Sink};
use crate::gate::Gate;
pub(crate) use crate::perform::write::LISTING_LAGS;
use crate::run::Run;

/// Why an action is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The cloud refused it: it had no effect.
    Failed(String),
    /// Nobody knows: it may have happened.
    Unknown(String),
    /// The run is ending: nothing more is sent for it, and nothing that was sent had an effect.
    NotBegun(String),
}

/// An action in the hands of whoever performs it.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) gate: &'a Gate,
    pub(crate) index: ActionIndex,
    pub(crate) action: &'a Action,
    /// What is asked of the cloud: the action's call, or for a creation that an earlier run began, that run's.
    pub(crate) call: &'a Call,
    /// The client token of the call, if it takes one.
    pub(crate) token: &'a str,
    /// Whether an earlier run may have made the call.
    pub(crate) is_begun: bool,
    /// Where the request ids of its calls are noted.
    pub(crate) request_id: &'a RequestIdCapture,
    pub(crate) sink: &'a Sink<'a>,
}

/// The id of what an action created, if it creates anything.
pub(crate) type Output = Result<Option<String>, Trouble>;

/// Performs an action. A creation that an earlier run began, and whose end nobody saw, is brought to its end first, with that run's token and
/// parameters.
pub(crate) async fn perform(
    run: &Run<'_>,
    gate: &Gate,
    index: ActionIndex,
    action: &Action,
    request_id: &RequestIdCapture,
    sink: &Sink<'_>,
) -> Output {
    let begun = run.journal.begun(action);
    let token = match &begun {
        Some(begun) => begun.token.clone(),
        None => token::of(run, index, action).await?,
    };
    let call = begun.as_ref().map_or(&action.call, |begun| &begun.call);
    let task = Task {
        run,
        gate,
        index,
        action,
        call,
        token: &token,
        is_begun: begun.is_some(),
        request_id,
        sink,
    };
    let output = dispatch(task).await.map_err(|trouble| match trouble {
        // What this run could not do, the earlier one may have done.
        Trouble::Failed(reason) | Trouble::NotBegun(reason) if task.is_begun => {
            Trouble::Unknown(reason)
        }
        other => other,
    })?;
    match &output {
        Some(id) if *call != action.call => Err(Trouble::Failed(format!(
            "an earlier run had begun it with other parameters, which made {id}; nothing was made anew: run again to go on from there"
        ))),
        _ => Ok(output),
    }
}

async fn dispatch(task: Task<'_>) -> Output {
    match &task.action.call {
        Call::CreateVpc { .. } => network::create_vpc(task).await.map(Some),
        Call::CreateCen { .. } => cen::create_cen(task).await.map(Some),
        Call::MarkCen { cen, tags } | Call::TagCen { cen, tags } => {
            change::tag_cen(task, cen, tags).await.map(|()| None)
        }
        Call::UntagCen { cen, keys } => change::untag_cen(task, cen, keys).await.map(|()| None),
        Call::MarkPackage { package, tags } => change::mark_package(task, package, tags)
            .await
            .map(|()| None),
        Call::ModifyCen {
            cen,
            name,
            description,
        } => change::modify_cen(task, cen, name.as_ref(), description.as_ref())
            .await
            .map(|()| None),
        Call::ModifyVpc {
            region, vpc, to, ..
        } => change::modify_vpc(task, region, vpc, to)
            .await
            .map(|()| None),
        Call::ResizePackage { package, to, .. } => change::resize_package(task, package, *to)
            .await
            .map(|()| None),
        Call::GrantInstance { .. } => network::grant_instance(task).await.map(|()| None),
        Call::AttachInstance { .. } => network::attach_instance(task).await.map(|()| None),
        Call::CreatePackage { .. } => bandwidth::create_package(task).await.map(Some),
        Call::AssociatePackage { package, cen } => bandwidth::associate_package(task, package, cen)
            .await
            .map(|()| None),
        Call::SetLimit { cen, pair, to, .. } => bandwidth::set_limit(task, cen, pair, *to)
            .await
            .map(|()| None),
        Call::DetachInstance { .. } => removal::detach_instance(task).await.map(|()| None),
        Call::RevokeInstance { .. } => removal::revoke_instance(task).await.map(|()| None),
        Call::UnassociatePackage { package, cen } => {
            removal::unassociate_package(task, package, cen)
                .await
                .map(|()| None)
        }
        Call::DeletePackage { package } => {
            removal::delete_package(task, package).await.map(|()| None)
        }
        Call::DeleteCen { cen } => removal::delete_cen(task, cen).await.map(|()| None),
        Call::Route(call) => routes::perform(task, call).await.map(|()| None),
        Call::DeleteVpc { region, vpc } => {
            removal::delete_vpc(task, region, vpc).await.map(|()| None)
        }
    }
}

impl Task<'_> {
    /// The id behind a reference.
    fn id<T: std::fmt::Display>(&self, reference: &Ref<T>) -> Result<String, Trouble> {
        let missing = || Trouble::Failed("the action that it needs brought no id".to_owned());
        self.run.resolve(reference).ok_or_else(missing)
    }

    /// The CEN that the action is about.
    fn cen_name(&self) -> Result<&CenName, Trouble> {
        let cen = self
            .action
            .address
            .cen()
            .filter(|cen| self.run.topology.cens.contains_key(*cen));
        cen.ok_or_else(|| Trouble::Failed(format!("{} names no CEN of the file", self.action.id)))
    }

    pub(crate) fn tell(&self, state: String) {
        (self.sink)(Event::Waiting {
            action: self.index,
            state,
        });
    }

    fn token(&self) -> String {
        self.token.to_owned()
    }

    /// The client of the account that signs, for writes: it keeps their request ids, and sends nothing once the run is ending.
    fn client(&self) -> Client {
        self.run
            .client(&self.action.account)
            .with_request_id(self.request_id)
            .until(&self.gate.stop)
    }

    /// Writes down what is about to be asked of the cloud.
    fn intend(&self) -> Result<(), Trouble> {
        let token = takes_token(self.call).then(|| self.token());
        let action = Action {
            call: self.call.clone(),
            ..self.action.clone()
        };
        let refused = |error| Trouble::Failed(format!("nothing was changed: {error}"));
        self.run
            .journal
            .intend(&self.run.id, action, token)
            .map_err(refused)
    }
}

/// Whether a call carries a client token (source: the operations' parameters).
fn takes_token(call: &Call) -> bool {
    match call {
        Call::GrantInstance { kind, .. } | Call::RevokeInstance { kind, .. } => {
            *kind != NetworkKind::Ccn
        }
        Call::CreateVpc { .. }
        | Call::CreateCen { .. }
        | Call::CreatePackage { .. }
        | Call::Route(RouteCall::RouteService { .. }) => true,
        _ => false,
    }
}

/// The ownership mark that a created thing carries, looked for in the tags of a listed one.
fn carries(marks: &cen_cloud::Tags, tags: &cen_cloud::Tags) -> bool {
    let ours = [cen_plan::TOPOLOGY_TAG, cen_plan::NAME_TAG];
    ours.iter().all(|key| {
        marks
            .get(*key)
            .is_some_and(|mark| tags.get(*key) == Some(mark))
    })
}

/// The only id among candidates; several are a trouble that a person must look at.
fn the_only(what: &str, mut ids: Vec<String>) -> Result<Option<String>, Trouble> {
    if ids.len() > 1 {
        return Err(Trouble::Failed(format!(
            "several {what} carry its mark: {}",
            ids.join(", ")
        )));
    }
    Ok(ids.pop())
}

/// The API's word for a kind of network.
pub(crate) fn child_type(kind: NetworkKind) -> ChildInstanceType {
    match kind {
        NetworkKind::Vpc => ChildInstanceType::Vpc,
        NetworkKind::Vbr => ChildInstanceType::Vbr,
        NetworkKind::Ccn => ChildInstanceType::Ccn,
    }
}

/// A trouble in reading, before anything was changed.
fn unread(error: &cen_cloud::Error) -> Trouble {
    Trouble::Failed(format!(
        "nothing was changed, because its state cannot be read: {error}"
    ))
}

/// This moment: what is listed since then is news.
fn now() -> Instant {
    Instant::now()
}
