//! Networks: made, granted and attached.

use cen_action::call;
use cen_cloud::{CbnGrant, CenGrant, ChildInstance, CreateVpc, Error, Tags};
use cen_topology::{NetworkKind, RegionId};
use tokio::time::Instant;

use crate::awaited::{Depth, Goal, Sight};
use crate::listings::ChildPlace;
use crate::outcome::StepError;
use crate::perform::creation::{appears, used_up};
use crate::perform::token::later;
use crate::task::{Task, carries, now, the_only, unread};
use crate::wait::Progress;
use crate::wire::child_type;

/// Creates a VPC and waits until it is Available, unless one with its mark is there already. Machines
/// that do so at the same time create one VPC.
pub(super) async fn create_vpc(
    task: Task<'_>,
    create: &call::CreateVpc,
) -> Result<String, StepError> {
    let (region, tags) = (&create.region, &create.tags);
    if let Some(id) = marked_vpc(task, region, tags, now()).await? {
        become_available(task, region, &id).await?;
        return Ok(id);
    }
    for token in std::iter::once(task.token()).chain(later(task)) {
        let task = Task {
            token: &token,
            ..task
        };
        let id = send_vpc(task, create).await?;
        if become_available(task, region, &id).await? {
            return Ok(id);
        }
    }
    Err(used_up())
}

async fn send_vpc(task: Task<'_>, create: &call::CreateVpc) -> Result<String, StepError> {
    let call::CreateVpc {
        region,
        name,
        cidr,
        description,
        tags,
    } = create;
    let (client, token) = (task.client(), task.token());
    let vpc = CreateVpc {
        region_id: region.as_str(),
        cidr_block: cidr,
        vpc_name: name,
        description: description.as_deref().unwrap_or_default(),
        tags,
        client_token: &token,
    };
    let present = async || marked_vpc(task, region, tags, now()).await;
    task.write(async || client.create_vpc(vpc).await, present)
        .await
}

/// Waits until a VPC is Available; false if it does not exist.
async fn become_available(task: Task<'_>, region: &RegionId, id: &str) -> Result<bool, StepError> {
    let look = async |since| {
        let account = &task.action.account;
        let vpcs = task.run.listings.vpcs(account, region, since).await?;
        let seen = vpcs.iter().find(|vpc| vpc.vpc_id == id);
        Ok(seen.map(|vpc| match vpc.status.as_str() {
            "Available" => Progress::Done,
            status => Progress::Pending(status.to_owned()),
        }))
    };
    appears(task, look).await
}

async fn marked_vpc(
    task: Task<'_>,
    region: &RegionId,
    marks: &Tags,
    since: Instant,
) -> Result<Option<String>, StepError> {
    let vpcs = task
        .run
        .listings
        .vpcs(&task.action.account, region, since)
        .await
        .map_err(|error| unread(&error))?;
    the_only(
        "VPCs",
        vpcs.iter()
            .filter(|vpc| carries(marks, &vpc.tags))
            .map(|vpc| vpc.vpc_id.clone())
            .collect(),
    )
}

/// Grants a network to a CEN of another account, as the network's owner, and waits until the CEN's owner sees the grant.
pub(super) async fn grant_instance(
    task: Task<'_>,
    grant: &call::GrantInstance,
) -> Result<(), StepError> {
    let call::GrantInstance {
        kind,
        instance,
        region,
        cen,
        cen_owner,
    } = grant;
    let (instance, cen) = (task.id(instance)?, task.id(cen)?);
    let owner = task.run.cen_owner(task.cen_name()?);
    let is_granted = async |since| {
        let grants = task.run.listings.grants(owner, &cen, *kind, since).await?;
        Ok::<_, Error>(
            grants
                .iter()
                .any(|grant| grant.child_instance_id == instance),
        )
    };
    let present = async || {
        is_granted(now())
            .await
            .map(|granted| granted.then_some(()))
            .map_err(|error| unread(&error))
    };
    let grant = async || send_grant(task, *kind, &instance, region, &cen, cen_owner.as_str()).await;
    task.write(grant, present).await?;
    let look = async |since| {
        let granted = is_granted(since).await?;
        Ok(if granted {
            Progress::Done
        } else {
            Progress::Pending("not seen by the CEN's owner yet".to_owned())
        })
    };
    task.until(look).await
}

/// A VPC and a VBR are granted through the VPC API, a CCN through that of Smart Access Gateway.
async fn send_grant(
    task: Task<'_>,
    kind: NetworkKind,
    instance: &str,
    region: &RegionId,
    cen: &str,
    cen_owner: &str,
) -> Result<(), Error> {
    let client = task.client();
    let region_id = region.as_str();
    match kind {
        NetworkKind::Vpc | NetworkKind::Vbr => {
            let client_token = task.token();
            let instance_type = child_type(kind);
            let grant = CenGrant {
                region_id,
                instance_id: instance,
                instance_type,
                cen_id: cen,
                cen_owner_id: cen_owner,
                client_token: &client_token,
            };
            client.grant_instance_to_cen(grant).await
        }
        NetworkKind::Ccn => {
            let grant = CbnGrant {
                region_id,
                ccn_instance_id: instance,
                cen_instance_id: cen,
                cen_uid: cen_owner,
            };
            client.grant_instance_to_cbn(grant).await
        }
    }
}

/// Attaches a network, as the CEN's owner, and waits until it is Attached.
pub(super) async fn attach_instance(
    task: Task<'_>,
    attach: &call::AttachInstance,
) -> Result<(), StepError> {
    let call::AttachInstance {
        cen,
        kind,
        instance,
        region,
        owner,
    } = attach;
    let (instance, cen) = (task.id(instance)?, task.id(cen)?);
    let account = &task.action.account;
    let child = ChildInstance {
        cen_id: &cen,
        child_instance_id: &instance,
        child_instance_type: child_type(*kind),
        child_instance_region_id: region.as_str(),
        child_instance_owner_id: owner.as_str(),
    };
    let listings = &task.run.listings;
    let place = ChildPlace {
        cen: &cen,
        instance: &instance,
        region,
    };
    let present = async || {
        let seen = listings.sight(account, place, now(), Depth::Whole).await;
        let seen = seen.map_err(|error| unread(&error))?;
        let is_there = matches!(seen, Sight::Status(status) if status != "Detaching");
        Ok(is_there.then_some(()))
    };
    let client = task.client();
    let attach = async || client.attach_cen_child_instance(child).await;
    listings.awaited.expect(&cen, &instance, Goal::Attached);
    let attached = async {
        task.write(attach, present).await?;
        watch_attaching(task, place).await
    };
    let attached = attached.await;
    listings.awaited.forget(&cen, &instance);
    attached
}

/// Waits until a network is Attached.
async fn watch_attaching(task: Task<'_>, place: ChildPlace<'_>) -> Result<(), StepError> {
    let began = now();
    let look = async |since| {
        let (listings, account) = (&task.run.listings, &task.action.account);
        let seen = listings.sight(account, place, since, task.depth(began));
        Ok(match seen.await? {
            Sight::Status(status) => match status.as_str() {
                "Attached" => Progress::Done,
                "Detaching" => Progress::Failed("it is being detached by somebody else".to_owned()),
                _ => Progress::Pending(status),
            },
            Sight::Absent => Progress::Pending("not listed yet".to_owned()),
            Sight::Unread => Progress::Unread,
        })
    };
    task.until(look).await
}
