//! One action, turned into API calls until the cloud says that it is so. Safe to run again: what is there already is not made again.

mod bandwidth;
mod cen;
mod change;
mod creation;
mod enterprise;
mod network;
mod purchase;
mod readiness;
mod removal;
mod routes;
mod token;
mod write;

use cen_action::{
    Action, Call, Ref,
    call::{AttachmentCall, CenCall, PackageCall, RouterCall, VpcCall},
};
use cen_cloud::RequestIdCapture;
use cen_plan::{ActionIndex, Plan};
use tokio::time::Instant;

use crate::admission::Admission;
use crate::event::Sink;
use crate::outcome::{Output, StepError};
use crate::run::Run;
use crate::task::{Task, now};

/// Performs an action that became ready then, as long as the run waits for anything. Before the first call is sent, an action
/// only reads: then it has not begun. After that, every wait ends with the run by itself.
pub(crate) async fn perform(
    run: &Run<'_>,
    admission: &Admission,
    plan: &Plan,
    (index, ready): (ActionIndex, Instant),
    request_id: &RequestIdCapture,
    sink: &Sink<'_>,
) -> Output {
    let performed = complete(run, admission, plan, (index, ready), request_id, sink);
    admission.in_time(performed).await.unwrap_or_else(|| {
        let reason = "it was not sent, because the run is over".to_owned();
        // An earlier run may have succeeded.
        Err(match run.journal.begun(&plan.steps[index].action) {
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
    plan: &Plan,
    (index, ready): (ActionIndex, Instant),
    request_id: &RequestIdCapture,
    sink: &Sink<'_>,
) -> Output {
    let action = &placed(run, &plan.steps[index].action);
    let begun = run.journal.begun(action);
    let began = now();
    let begun = begun.filter(|begun| is_in_same_place(&begun.call, &action.call));
    let token = match &begun {
        Some(begun) => begun.token.clone(),
        None => token::of(run, index, action, began).await?,
    };
    let call = begun.as_ref().map_or(&action.call, |begun| &begun.call);
    let task = Task {
        run,
        admission,
        plan,
        index,
        action,
        call,
        token: &token,
        is_begun: begun.is_some(),
        ready,
        began,
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

/// Returns an action that names the VPC of a vSwitch by its id, so that a later run whose plan does not make
/// the VPC can complete the creation.
fn placed(run: &Run<'_>, action: &Action) -> Action {
    let mut action = action.clone();
    if let Call::Router(RouterCall::CreateVswitch(create)) = &mut action.call
        && let Some(vpc) = run.resolve(&create.vpc)
    {
        create.vpc = Ref::Known(vpc.as_str().into());
    }
    action
}

/// Tells whether a creation that an earlier run began is that of an action: a vSwitch of another VPC went
/// with that VPC.
fn is_in_same_place(begun: &Call, call: &Call) -> bool {
    let vpc = |call: &Call| {
        let Call::Router(RouterCall::CreateVswitch(create)) = call else {
            return None;
        };
        Some(create.vpc.clone())
    };
    vpc(begun)
        .zip(vpc(call))
        .is_none_or(|(begun, vpc)| begun == vpc)
}

async fn dispatch(task: Task<'_>) -> Output {
    match task.call {
        Call::Vpc(call) => vpc_call(task, call).await,
        Call::Cen(call) => cen_call(task, call).await,
        Call::Attachment(call) => done(attachment_call(task, call).await),
        Call::Package(call) => package_call(task, call).await,
        Call::Route(call) => done(routes::perform(task, call).await),
        Call::Router(call) => enterprise::perform(task, call).await,
    }
}

/// Returns the output of what creates nothing.
fn done(result: Result<(), StepError>) -> Output {
    result.map(|()| None)
}

async fn vpc_call(task: Task<'_>, call: &VpcCall) -> Output {
    match call {
        VpcCall::CreateVpc(create) => network::create_vpc(task, create).await.map(Some),
        VpcCall::MarkVpc(mark) => done(change::mark_vpc(task, mark).await),
        VpcCall::ModifyVpc(modify) => done(change::modify_vpc(task, modify).await),
        VpcCall::UnmarkVpc(unmark) => done(change::unmark_vpc(task, unmark).await),
        VpcCall::DeleteVpc(delete) => done(removal::delete_vpc(task, delete).await),
    }
}

async fn cen_call(task: Task<'_>, call: &CenCall) -> Output {
    match call {
        CenCall::CreateCen(create) => cen::create_cen(task, create).await.map(Some),
        CenCall::MarkCen(mark) => done(change::tag_cen(task, &mark.cen, &mark.tags).await),
        CenCall::ModifyCen(modify) => done(change::modify_cen(task, modify).await),
        CenCall::TagCen(tag) => done(change::tag_cen(task, &tag.cen, &tag.tags).await),
        CenCall::UntagCen(untag) => done(change::untag_cen(task, untag).await),
        CenCall::DeleteCen(delete) => done(removal::delete_cen(task, delete).await),
    }
}

async fn attachment_call(task: Task<'_>, call: &AttachmentCall) -> Result<(), StepError> {
    match call {
        AttachmentCall::GrantInstance(grant) => network::grant_instance(task, grant).await,
        AttachmentCall::AttachInstance(attach) => network::attach_instance(task, attach).await,
        AttachmentCall::DetachInstance(detach) => removal::detach_instance(task, detach).await,
        AttachmentCall::RevokeInstance(revoke) => removal::revoke_instance(task, revoke).await,
    }
}

async fn package_call(task: Task<'_>, call: &PackageCall) -> Output {
    match call {
        PackageCall::CreatePackage(create) => {
            bandwidth::create_package(task, create).await.map(Some)
        }
        PackageCall::MarkPackage(mark) => done(change::mark_package(task, mark).await),
        PackageCall::ResizePackage(resize) => done(change::resize_package(task, resize).await),
        PackageCall::AssociatePackage(associate) => {
            done(bandwidth::associate_package(task, associate).await)
        }
        PackageCall::SetLimit(limit) => done(bandwidth::set_limit(task, limit).await),
        PackageCall::UnassociatePackage(unassociate) => {
            done(removal::unassociate_package(task, unassociate).await)
        }
        PackageCall::UnmarkPackage(unmark) => done(change::unmark_package(task, unmark).await),
        PackageCall::DeletePackage(delete) => done(removal::delete_package(task, delete).await),
    }
}
