//! One action, turned into API calls until the cloud says that it is so. Safe to run again: what is there already is not made again.

mod bandwidth;
mod cen;
mod change;
mod network;
mod removal;
mod routes;
mod write;

use cen_cloud::ChildInstanceType;
use cen_plan::{Action, ActionIndex, Call, Ref};
use cen_topology::{CenName, NetworkKind};
use tokio::time::Instant;

use crate::event::{Event, Sink};
use crate::run::Run;

/// Why an action is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The cloud refused it: it had no effect.
    Failed(String),
    /// Nobody knows: it may have happened.
    Unknown(String),
}

/// An action in the hands of whoever performs it.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) index: ActionIndex,
    pub(crate) action: &'a Action,
    pub(crate) sink: &'a Sink<'a>,
}

/// The id of what an action created, if it creates anything.
pub(crate) type Output = Result<Option<String>, Trouble>;

/// Performs an action.
pub(crate) async fn perform<'a>(run: &'a Run<'a>, index: ActionIndex, action: &'a Action, sink: &'a Sink<'a>) -> Output {
    let task = Task { run, index, action, sink };
    match &action.call {
        Call::CreateVpc { .. } => network::create_vpc(task).await.map(Some),
        Call::CreateCen { .. } => cen::create_cen(task).await.map(Some),
        Call::MarkCen { cen, tags } | Call::TagCen { cen, tags } => change::tag_cen(task, cen, tags).await.map(|()| None),
        Call::UntagCen { cen, keys } => change::untag_cen(task, cen, keys).await.map(|()| None),
        Call::MarkPackage { package, tags } => change::mark_package(task, package, tags).await.map(|()| None),
        Call::ModifyCen { cen, name, description } => {
            change::modify_cen(task, cen, name.as_ref(), description.as_ref()).await.map(|()| None)
        }
        Call::ModifyVpc { region, vpc, to, .. } => change::modify_vpc(task, region, vpc, to).await.map(|()| None),
        Call::ResizePackage { package, to, .. } => change::resize_package(task, package, *to).await.map(|()| None),
        Call::GrantInstance { .. } => network::grant_instance(task).await.map(|()| None),
        Call::AttachInstance { .. } => network::attach_instance(task).await.map(|()| None),
        Call::CreatePackage { .. } => bandwidth::create_package(task).await.map(Some),
        Call::AssociatePackage { package, cen } => bandwidth::associate_package(task, package, cen).await.map(|()| None),
        Call::SetLimit { cen, pair, to, .. } => bandwidth::set_limit(task, cen, pair, *to).await.map(|()| None),
        Call::DetachInstance { .. } => removal::detach_instance(task).await.map(|()| None),
        Call::RevokeInstance { .. } => removal::revoke_instance(task).await.map(|()| None),
        Call::UnassociatePackage { package, cen } => removal::unassociate_package(task, package, cen).await.map(|()| None),
        Call::DeletePackage { package } => removal::delete_package(task, package).await.map(|()| None),
        Call::DeleteCen { cen } => removal::delete_cen(task, cen).await.map(|()| None),
        Call::Route(call) => routes::perform(task, call).await.map(|()| None),
        Call::DeleteVpc { region, vpc } => removal::delete_vpc(task, region, vpc).await.map(|()| None),
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
        let cen = self.action.address.cen().filter(|cen| self.run.topology.cens.contains_key(*cen));
        cen.ok_or_else(|| Trouble::Failed(format!("{} names no CEN of the file", self.action.id)))
    }

    fn tell(&self, state: String) {
        (self.sink)(Event::Waiting { action: self.index, state });
    }

    fn token(&self) -> String {
        self.run.token(self.index)
    }
}

/// The ownership mark that a created thing carries, looked for in the tags of a listed one.
fn carries(marks: &cen_cloud::Tags, tags: &cen_cloud::Tags) -> bool {
    let ours = [cen_plan::TOPOLOGY_TAG, cen_plan::NAME_TAG];
    ours.iter().all(|key| marks.get(*key).is_some_and(|mark| tags.get(*key) == Some(mark)))
}

/// The only id among candidates; several are a trouble that a person must look at.
fn the_only(what: &str, mut ids: Vec<String>) -> Result<Option<String>, Trouble> {
    if ids.len() > 1 {
        return Err(Trouble::Failed(format!("several {what} carry its mark: {}", ids.join(", "))));
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
    Trouble::Failed(format!("nothing was changed, because its state cannot be read: {error}"))
}

/// This moment: what is listed since then is news.
fn now() -> Instant {
    Instant::now()
}
