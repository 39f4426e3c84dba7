//! Changes what exists. Setting a value twice has the same result as setting it once.

use cen_action::{Edit, call};
use cen_cloud::{Cen, CenBandwidthPackage, Error, ModifyCen, TaggedResource, Tags, VpcPlace};
use cen_observed::TOPOLOGY_TAG;
use cen_topology::{CenId, PackageId};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::purchase::check_growth;
use crate::task::{Task, now, unread};
use crate::wait::{Kept, Progress};

/// Sets tags of a CEN and waits until its listing shows them.
pub(super) async fn tag_cen(task: Task<'_>, cen: &CenId, tags: &Tags) -> Result<(), StepError> {
    let client = task.client();
    let write = async || {
        client
            .tag_resources(TaggedResource::Cen(cen.as_str()), tags)
            .await
    };
    change_cen(task, cen, write, |seen| Seen {
        is_so: holds(&seen.tags, tags),
        state: seen.status.clone(),
        kept: kept_tags(&seen.tags, tags),
    })
    .await
}

/// Takes tags from a CEN and waits until its listing does not show them.
pub(super) async fn untag_cen(
    task: Task<'_>,
    call::UntagCen { cen, keys }: &call::UntagCen,
) -> Result<(), StepError> {
    let client = task.client();
    let write = async || {
        client
            .untag_resources(TaggedResource::Cen(cen.as_str()), keys)
            .await
    };
    change_cen(task, cen, write, |seen| {
        let is_so = keys.iter().all(|key| !seen.tags.contains_key(key));
        Seen::new(is_so, seen.status.clone())
    })
    .await
}

/// Changes a CEN's name and description and waits until it is Active with them.
pub(super) async fn modify_cen(task: Task<'_>, modify: &call::ModifyCen) -> Result<(), StepError> {
    let (client, cen) = (task.client(), &modify.cen);
    let name = modify.name.as_ref().map(|edit| edit.to.as_str());
    let description = modify.description.as_ref().map(|edit| edit.to.as_str());
    let write = async || {
        client
            .modify_cen_attribute(ModifyCen {
                cen_id: cen.as_str(),
                name,
                description,
            })
            .await
    };
    let seen = |seen: &Cen| {
        let texts = [
            (modify.name.as_ref(), seen.name.as_str()),
            (modify.description.as_ref(), seen.description.as_str()),
        ];
        Seen::of_texts(texts, seen.status == "Active", &seen.status)
    };
    change_cen(task, cen, write, seen).await
}

async fn change_cen(
    task: Task<'_>,
    cen: &CenId,
    write: impl AsyncFn() -> Result<(), Error>,
    read: impl Fn(&Cen) -> Seen,
) -> Result<(), StepError> {
    let find = async |since: Instant| {
        let cens = task.run.listings.cens(&task.action.account, since).await?;
        Ok(cens
            .iter()
            .find(|seen| seen.cen_id == cen.as_str())
            .map(&read))
    };
    change_text(task, write, find).await
}

/// What a look sees of something that changes.
pub(super) struct Seen {
    is_so: bool,
    state: String,
    /// The text that it has instead, if nothing is under way.
    kept: Option<Kept>,
}

impl Seen {
    /// Something without a text of its own.
    pub(super) fn new(is_so: bool, state: impl Into<String>) -> Self {
        Self {
            is_so,
            state: state.into(),
            kept: None,
        }
    }

    /// Something with these texts, each beside what is asked for.
    pub(super) fn of_texts<const N: usize>(
        texts: [(Option<&Edit>, &str); N],
        is_settled: bool,
        state: &str,
    ) -> Self {
        let mut others = texts
            .into_iter()
            .filter_map(|(edit, seen)| Some((edit?, seen)))
            .filter(|(edit, seen)| edit.to != *seen);
        let kept = others.next().map(|(edit, seen)| Kept {
            text: seen.to_owned(),
            may_be_old: edit.from == seen,
        });
        Self {
            is_so: is_settled && kept.is_none(),
            state: state.to_owned(),
            kept: kept.filter(|_| is_settled),
        }
    }

    fn progress(self) -> Progress {
        match (self.is_so, self.kept) {
            (true, _) => Progress::Done,
            (false, Some(kept)) => Progress::Kept(kept),
            (false, None) => Progress::Pending(self.state),
        }
    }
}

/// As [`change`], for something whose text the cloud may store otherwise.
pub(super) async fn change_text(
    task: Task<'_>,
    write: impl AsyncFn() -> Result<(), Error>,
    find: impl AsyncFn(Instant) -> Result<Option<Seen>, Error>,
) -> Result<(), StepError> {
    let present = async || {
        let seen = find(now()).await.map_err(|error| unread(&error))?;
        Ok(seen.filter(|seen| seen.is_so).map(|_| ()))
    };
    task.write(write, present).await?;
    let look = async |since| {
        let seen = find(since).await?.map(Seen::progress);
        Ok(seen.unwrap_or_else(|| Progress::Failed("it is gone".to_owned())))
    };
    task.until(look).await
}

/// Makes a write that changes something, and waits until `find` sees that it is so. `find` also tells the state it is in meanwhile, or none
/// if the thing is not there.
pub(super) async fn change(
    task: Task<'_>,
    write: impl AsyncFn() -> Result<(), Error>,
    find: impl AsyncFn(Instant) -> Result<Option<(bool, String)>, Error>,
) -> Result<(), StepError> {
    let find = async |since| {
        let seen = find(since).await?;
        Ok(seen.map(|(is_so, state)| Seen::new(is_so, state)))
    };
    change_text(task, write, find).await
}

/// Marks a package as ours and waits until its listing shows the mark.
pub(super) async fn mark_package(
    task: Task<'_>,
    call::MarkPackage { package, tags, .. }: &call::MarkPackage,
) -> Result<(), StepError> {
    let client = task.client();
    let write = async || {
        client
            .tag_resources(TaggedResource::BandwidthPackage(package.as_str()), tags)
            .await
    };
    change_package(task, package, write, |seen| holds(&seen.tags, tags)).await
}

/// Changes the size of a package and waits until its listing shows the new size, which may take minutes.
pub(super) async fn resize_package(
    task: Task<'_>,
    resize: &call::ResizePackage,
) -> Result<(), StepError> {
    let call::ResizePackage { package, to, .. } = resize;
    if resize.grows() {
        check_growth(task, package.as_str(), now()).await?;
    }
    let client = task.client();
    let write = async || {
        client
            .modify_cen_bandwidth_package_spec(package.as_str(), to.0)
            .await
    };
    change_package(task, package, write, |seen| seen.bandwidth == to.0).await
}

/// Takes tags from a package and waits until its listing does not show them.
pub(super) async fn unmark_package(
    task: Task<'_>,
    call::UnmarkPackage { package, keys }: &call::UnmarkPackage,
) -> Result<(), StepError> {
    let client = task.client();
    let resource = TaggedResource::BandwidthPackage(package.as_str());
    let write = async || client.untag_resources(resource, keys).await;
    change_package(task, package, write, |seen| {
        keys.iter().all(|key| !seen.tags.contains_key(key))
    })
    .await
}

async fn change_package(
    task: Task<'_>,
    package: &PackageId,
    write: impl AsyncFn() -> Result<(), Error>,
    is_so: impl Fn(&CenBandwidthPackage) -> bool,
) -> Result<(), StepError> {
    let find = async |since: Instant| {
        let packages = task
            .run
            .listings
            .packages(&task.action.account, since)
            .await?;
        let seen = packages
            .iter()
            .find(|seen| seen.cen_bandwidth_package_id == package.as_str());
        Ok(seen.map(|seen| (is_so(seen), format!("{} Mbps", seen.bandwidth))))
    };
    change(task, write, find).await
}

/// Changes a VPC's description and waits until its listing shows it.
pub(super) async fn modify_vpc(task: Task<'_>, modify: &call::ModifyVpc) -> Result<(), StepError> {
    let call::ModifyVpc {
        region,
        vpc,
        from,
        to,
    } = modify;
    let (from, to) = (from.clone(), to.clone());
    let description = Edit { from, to };
    let client = task.client();
    let place = VpcPlace {
        region_id: region.as_str(),
        vpc_id: vpc.as_str(),
    };
    let find = async |since: Instant| {
        let vpcs = task
            .run
            .listings
            .vpcs(&task.action.account, region, since)
            .await?;
        let seen = vpcs.iter().find(|seen| seen.vpc_id == vpc.as_str());
        Ok(seen.map(|seen| {
            let text = (Some(&description), seen.description.as_str());
            Seen::of_texts([text], seen.status == "Available", &seen.status)
        }))
    };
    change_text(
        task,
        async || client.modify_vpc_attribute(place, &description.to).await,
        find,
    )
    .await
}

/// Takes tags from a VPC and waits until its listing does not show them.
pub(super) async fn unmark_vpc(task: Task<'_>, unmark: &call::UnmarkVpc) -> Result<(), StepError> {
    let call::UnmarkVpc { region, vpc, keys } = unmark;
    let client = task.client();
    let place = VpcPlace {
        region_id: region.as_str(),
        vpc_id: vpc.as_str(),
    };
    let find = async |since: Instant| {
        let vpcs = task
            .run
            .listings
            .vpcs(&task.action.account, region, since)
            .await?;
        let seen = vpcs.iter().find(|seen| seen.vpc_id == vpc.as_str());
        let is_so = |tags: &Tags| keys.iter().all(|key| !tags.contains_key(key));
        Ok(seen.map(|seen| (is_so(&seen.tags), seen.status.clone())))
    };
    change(task, async || client.untag_vpc(place, keys).await, find).await
}

/// Marks a VPC under the key that it has now, and waits until its listing shows the mark.
pub(super) async fn mark_vpc(task: Task<'_>, mark: &call::MarkVpc) -> Result<(), StepError> {
    let call::MarkVpc {
        region,
        vpc,
        tags,
        vswitches,
        ..
    } = mark;
    let owner: Tags = tags
        .iter()
        .filter(|(key, _)| *key == TOPOLOGY_TAG)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let client = task.client();
    let place = VpcPlace {
        region_id: region.as_str(),
        vpc_id: vpc.as_str(),
    };
    let find = async |since: Instant| {
        let account = &task.action.account;
        let vpcs = task.run.listings.vpcs(account, region, since).await?;
        let seen = vpcs.iter().find(|seen| seen.vpc_id == vpc.as_str());
        Ok(seen.map(|seen| (holds(&seen.tags, tags), seen.status.clone())))
    };
    // The VPC comes last: its mark says that all is done.
    let write = async || {
        for vswitch in vswitches {
            client
                .tag_vswitch(region.as_str(), vswitch.as_str(), &owner)
                .await?;
        }
        client.tag_vpc(place, tags).await
    };
    change(task, write, find).await
}

/// Returns a tag that is there with another value than the one that was set.
fn kept_tags(tags: &Tags, wanted: &Tags) -> Option<Kept> {
    let mut others = wanted
        .iter()
        .filter_map(|(key, value)| Some((key, tags.get(key).filter(|seen| *seen != value)?)));
    others.next().map(|(key, seen)| Kept {
        text: format!("{key}={seen}"),
        may_be_old: true,
    })
}

pub(super) fn holds(tags: &Tags, wanted: &Tags) -> bool {
    wanted
        .iter()
        .all(|(key, value)| tags.get(key) == Some(value))
}
