//! What a CEN does with routes: set up, changed, taken away.

mod published;

use cen_plan::RouteCall;

use crate::perform::{Task, Trouble};

pub(super) async fn perform(task: Task<'_>, call: &RouteCall) -> Result<(), Trouble> {
    match call {
        RouteCall::PublishRoute { cen, vpc, region, cidr } => published::publish(task, &task.id(cen)?, &task.id(vpc)?, region, *cidr).await,
        RouteCall::WithdrawRoute { cen, vpc, region, cidr } => published::withdraw(task, cen.as_str(), vpc.as_str(), region, *cidr).await,
    }
}
