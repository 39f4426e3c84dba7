//! The calls that bring networks to transit routers and take them off.

use std::collections::BTreeMap;

use cen_topology::{
    AccountId, AttachmentId, CenId, InstanceId, NetworkKind, RegionId, RouterId, VswitchId, ZoneId,
};
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Metered, Noun, Protection, Traits};
use crate::phase::Phase;

use crate::reference::Ref;

/// CBN `GrantInstanceToTransitRouter`, by the network's owner in the network's region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantToRouter {
    /// VPC or VBR.
    pub kind: NetworkKind,
    /// The network.
    pub instance: Ref<InstanceId>,
    /// Where it is.
    pub region: RegionId,
    /// The CEN whose routers may attach it.
    pub cen: Ref<CenId>,
    /// The account that owns the CEN.
    pub cen_owner: AccountId,
}

/// CBN `RevokeInstanceFromTransitRouter`, by the network's owner in the network's region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeFromRouter {
    /// VPC or VBR.
    pub kind: NetworkKind,
    /// The network.
    pub instance: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// The CEN whose routers may attach it no more.
    pub cen: CenId,
    /// The account that owns the CEN.
    pub cen_owner: AccountId,
}

/// CBN `CreateTransitRouterVpcAttachment`, or `CreateTransitRouterVbrAttachment` for a VBR, by the
/// CEN's owner. Its output is the id of the attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachToRouter {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The router of the region.
    pub router: Ref<RouterId>,
    /// VPC or VBR.
    pub kind: NetworkKind,
    /// The network.
    pub instance: Ref<InstanceId>,
    /// Where it is.
    pub region: RegionId,
    /// Whose it is.
    pub owner: AccountId,
    /// Where the router enters a VPC, one vSwitch a zone; empty for a VBR.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vswitches: BTreeMap<ZoneId, Ref<VswitchId>>,
    /// Whether the router writes its routes into the network (`AutoPublishRouteEnabled`).
    pub synced: bool,
    /// Whether both directions of a connection take the same zone (`ApplianceModeSupport`).
    pub appliance: bool,
}

/// CBN `UpdateTransitRouterVpcAttachmentZones`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeZones {
    /// The CEN.
    pub cen: CenId,
    /// The attachment.
    pub attachment: AttachmentId,
    /// The VPC.
    pub instance: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// Where the router enters it besides.
    pub add: BTreeMap<ZoneId, Ref<VswitchId>>,
    /// Where the router enters it no more.
    pub remove: BTreeMap<ZoneId, VswitchId>,
}

/// CBN `UpdateTransitRouterVpcAttachmentAttribute`, or `UpdateTransitRouterVbrAttachmentAttribute`
/// for a VBR. What is none stays as it is; else it becomes this, and was the opposite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModifyAttachment {
    /// The CEN.
    pub cen: CenId,
    /// The attachment.
    pub attachment: AttachmentId,
    /// VPC or VBR.
    pub kind: NetworkKind,
    /// The network.
    pub instance: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// Whether the router writes its routes into the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synced: Option<bool>,
    /// Whether both directions of a connection take the same zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appliance: Option<bool>,
}

/// CBN `DeleteTransitRouterVpcAttachment`, or `DeleteTransitRouterVbrAttachment` for a VBR.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetachFromRouter {
    /// The CEN.
    pub cen: CenId,
    /// The attachment.
    pub attachment: AttachmentId,
    /// VPC or VBR.
    pub kind: NetworkKind,
    /// The network.
    pub instance: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// Whose it is.
    pub owner: AccountId,
}

impl GrantToRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "grant", Noun::Grant, Phase::Prepare)
            .unseen_while_pending()
            .signed_by_lender()
            .on(&self.instance)
    }
}

impl RevokeFromRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Remove, "revoke", Noun::Grant, Phase::Attach)
            .unseen_while_pending()
            .signed_by_lender()
            .on(&self.instance)
    }
}

impl AttachToRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "attach", Noun::Attachment, Phase::Attach)
            .with(Protection::Token)
            .billed(Metered::ByTheHour)
            .on_routers([&self.region])
            .on(&self.instance)
    }
}

impl ChangeZones {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Change, "zones", Noun::Attachment, Phase::Attach)
            .with(Protection::Token)
            .on_routers([&self.region])
            .on(&self.instance)
    }
}

impl ModifyAttachment {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Change, "modify-attachment", Noun::Attachment, Phase::Attach)
            .with(Protection::Token)
            .on_routers([&self.region])
            .on(&self.instance)
    }
}

impl DetachFromRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Remove, "detach", Noun::Attachment, Phase::Detach)
            .with(Protection::Token)
            .on_routers([&self.region])
            .on(&self.instance)
            .leaving(self.kind, &self.owner, &self.region)
    }
}
