//! One action, turned into API calls until the cloud says that it is so. Safe to run again: what is there already is not made again.

mod bandwidth;
mod cen;
mod change;
mod network;
mod removal;
mod routes;
mod token;
mod write;

use cen_cloud::RequestIdCapture;
use cen_plan::{Action, ActionIndex, Call};

use crate::admission::Admission;
use crate::event::Sink;
use crate::outcome::{Output, StepError};
use crate::run::Run;
use crate::task::Task;

/// Performs an action, as long as the run waits for anything. Before the first call is sent, an action
/// only reads: then it has not begun. After that, every wait ends with the run by itself.
pub(crate) async fn perform(
    run: &Run<'_>,
    admission: &Admission,
    index: ActionIndex,
    action: &Action,
    request_id: &RequestIdCapture,
    sink: &Sink<'_>,
) -> Output {
    let performed = complete(run, admission, index, action, request_id, sink);
    admission.in_time(performed).await.unwrap_or_else(|| {
        let reason = "it was not sent, because the run is over".to_owned();
        // An earlier run may have succeeded.
        Err(match run.journal.begun(action) {
            Some(_) => StepError::Unknown(reason),
            None => StepError::NotBegun(reason),
        })
    })
}

/// Performs an action to its end. If an earlier run began the same creation and its outcome is not
/// known, that creation is completed first, with its token and parameters.
async fn complete(
    run: &Run<'_>,
    admission: &Admission,
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
        admission,
        index,
        action,
        call,
        token: &token,
        is_begun: begun.is_some(),
        request_id,
        sink,
    };
    let output = dispatch(task).await.map_err(|error| match error {
        // What this run could not do, the earlier one may have done.
        StepError::Failed(reason) | StepError::NotBegun(reason) if task.is_begun => {
            StepError::Unknown(reason)
        }
        other => other,
    })?;
    match &output {
        Some(id) if *call != action.call => Err(StepError::Failed(format!(
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
