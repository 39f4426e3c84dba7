//! Asks once more, right before something is paid for, whether anybody could use it.
//!
//! A plan may be an hour old, and attachments alone take minutes. Meanwhile another package may have
//! taken the place, the networks may have left, and the package that is to grow may be locked. The
//! cloud would take the money all the same and refuse what follows.

use std::collections::BTreeSet;

use cen_action::{
    Action, ActionId, Call, Ref, Step,
    call::{AttachmentCall, PackageCall, SetLimit},
};
use cen_cloud::{AttachedChildInstance, CenBandwidthPackage};
use cen_topology::{Area, AreaPair, CenId, RegionId};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::task::{RECENT, Task, unread};

/// The code of a purchase that is refused because the package would have no use.
const CODE: &str = "CEN418";

/// Refuses to buy a package whose place on its CEN is taken, or whose limits lack their networks.
/// Only reads.
///
/// # Errors
/// [`StepError::Failed`] with the reason, or if the cloud cannot be read.
pub(super) async fn check_purchase(task: Task<'_>, since: Instant) -> Result<(), StepError> {
    let Some(cen) = cen_of(task) else {
        return Ok(());
    };
    let packages = task.run.listings.packages(&task.action.account, since);
    let packages = packages.await.map_err(|error| unread(&error))?;
    let gives_way = |package: &&CenBandwidthPackage| {
        task.plan.steps.iter().any(|step| {
            matches!(&step.action.call, Call::Package(PackageCall::UnassociatePackage(leaving))
                if leaving.package.as_str() == package.cen_bandwidth_package_id)
        })
    };
    let mut rivals = packages.iter().filter(|package| {
        package.cen_ids.contains(&cen) && areas_of(package) == task.action.address.areas()
    });
    if let Some(rival) = rivals.find(|package| !gives_way(package)) {
        let id = &rival.cen_bandwidth_package_id;
        return refused(format!(
            "{id} was associated with {cen} for these areas since the plan was made, and a CEN has one package for two areas"
        ));
    }
    check_networks(task, &cen, since).await
}

/// Refuses to enlarge a package that is locked or has left its CEN, or whose limits lack their
/// networks. Only reads.
///
/// # Errors
/// As [`check_purchase`].
pub(super) async fn check_growth(
    task: Task<'_>,
    package: &str,
    since: Instant,
) -> Result<(), StepError> {
    let Some(cen) = cen_of(task) else {
        return Ok(());
    };
    let packages = task.run.listings.packages(&task.action.account, since);
    let packages = packages.await.map_err(|error| unread(&error))?;
    let seen = packages
        .iter()
        .find(|seen| seen.cen_bandwidth_package_id == package);
    let status = seen.map_or("", |seen| seen.business_status.as_str());
    if !matches!(status, "" | "Normal") {
        return refused(format!("{package} is `{status}` now"));
    }
    if let Some(other) = seen.and_then(|seen| seen.cen_ids.iter().find(|other| **other != cen)) {
        return refused(format!("{package} serves {other} now"));
    }
    check_networks(task, &cen, since).await
}

/// Refuses if no network is attached in a region whose limit the purchase is for. A network that is
/// attached only after the purchase does not count as missing.
async fn check_networks(task: Task<'_>, cen: &str, since: Instant) -> Result<(), StepError> {
    let regions = needed_regions(task);
    if regions.is_empty() {
        return Ok(());
    }
    // The listing that showed the last of them attached is almost always younger.
    let since = since.checked_sub(RECENT).unwrap_or(since);
    let children = task.run.listings.children(&task.action.account, cen, since);
    let children = children.await.map_err(|error| unread(&error))?;
    let stays = |child: &&AttachedChildInstance| child.status != "Detaching";
    let attached: BTreeSet<&str> = children
        .iter()
        .filter(stays)
        .map(|child| child.child_instance_region_id.as_str())
        .collect();
    match regions
        .iter()
        .find(|region| !attached.contains(region.as_str()))
    {
        Some(region) => refused(format!(
            "no network is attached to {cen} in {region} any more, and a limit of this package needs one"
        )),
        None => Ok(()),
    }
}

/// Lists the regions of the limits that wait for the purchase, but for those in which the plan
/// attaches a network after it.
fn needed_regions<'a>(task: Task<'a>) -> BTreeSet<&'a RegionId> {
    let steps = &task.plan.steps;
    let after = followers(steps, &task.action.id);
    let (name, areas) = (task.action.address.cen(), task.action.address.areas());
    let later: BTreeSet<&RegionId> = after
        .iter()
        .filter(|action| action.address.cen() == name)
        .filter_map(|action| attached_region(action))
        .collect();
    let group = name
        .zip(areas)
        .and_then(|(cen, areas)| task.run.topology.cens.get(cen)?.bandwidth.get(&areas));
    let limits = after
        .iter()
        .filter(|action| action.address.cen() == name)
        .filter_map(|action| limit_of(action));
    limits
        .filter(|limit| group.is_some_and(|group| group.limits.contains_key(&limit.pair)))
        .filter(|limit| !limit.is_decrease())
        .flat_map(|limit| limit.pair.regions())
        .filter(|region| !later.contains(region))
        .collect()
}

fn attached_region(action: &Action) -> Option<&RegionId> {
    let Call::Attachment(AttachmentCall::AttachInstance(attach)) = &action.call else {
        return None;
    };
    Some(&attach.region)
}

fn limit_of(action: &Action) -> Option<&SetLimit> {
    let Call::Package(PackageCall::SetLimit(limit)) = &action.call else {
        return None;
    };
    Some(limit)
}

/// Lists the actions that wait for an action, directly or through others.
fn followers<'a>(steps: &'a [Step], first: &'a ActionId) -> Vec<&'a Action> {
    let mut ids = BTreeSet::from([first]);
    let mut found = Vec::new();
    // Every step stands after all that it waits for.
    for step in steps {
        if step.waits_for.keys().any(|id| ids.contains(id)) {
            ids.insert(&step.action.id);
            found.push(&step.action);
        }
    }
    found
}

/// Returns the id of the CEN that a purchase is for; none if nothing of the plan uses the purchase.
fn cen_of(task: Task<'_>) -> Option<String> {
    let actions = task.plan.steps.iter().map(|step| &step.action);
    let mut uses = actions.filter(|action| action.address.cen() == task.action.address.cen());
    task.run.resolve(uses.find_map(used_cen)?)
}

/// Returns the CEN whose bandwidth an action uses.
fn used_cen(action: &Action) -> Option<&Ref<CenId>> {
    let Call::Package(call) = &action.call else {
        return None;
    };
    match call {
        PackageCall::AssociatePackage(associate) => Some(&associate.cen),
        PackageCall::SetLimit(limit) => Some(&limit.cen),
        PackageCall::CreatePackage(_)
        | PackageCall::MarkPackage(_)
        | PackageCall::UnmarkPackage(_)
        | PackageCall::ResizePackage(_)
        | PackageCall::UnassociatePackage(_)
        | PackageCall::DeletePackage(_) => None,
    }
}

fn areas_of(package: &CenBandwidthPackage) -> Option<AreaPair> {
    let one = Area::parse(&package.geographic_region_a_id)?;
    let other = Area::parse(&package.geographic_region_b_id)?;
    Some(AreaPair::new(one, other))
}

fn refused(reason: String) -> Result<(), StepError> {
    Err(StepError::Failed(format!(
        "nothing was bought: {reason}; plan again [{CODE}]"
    )))
}
