//! The calls that bring networks to CENs and take them off.

use cen_topology::{AccountId, CenId, InstanceId, NetworkKind, RegionId};
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Create, Remove};
use crate::call::traits::{Noun, Protection, Traits};
use crate::phase::Phase;
use crate::reference::Ref;

family! {
    /// A call on a network's place on a CEN.
    Attachment(AttachmentCall) = GrantInstance | AttachInstance | DetachInstance | RevokeInstance
}

impl AttachmentCall {
    /// Describes each call. A grant is a change of the network; its CEN only sees it.
    pub(super) fn traits(&self) -> Traits<'_> {
        match self {
            Self::GrantInstance(grant) => Traits::of(Create, "grant", Noun::Grant, Phase::Prepare)
                .with(token_of(grant.kind))
                .unseen_while_pending()
                .signed_by_lender()
                .on(&grant.instance),
            Self::AttachInstance(attach) => {
                Traits::of(Create, "attach", Noun::Attachment, Phase::Attach)
                    .on_cen()
                    .on(&attach.instance)
            }
            Self::DetachInstance(detach) => {
                Traits::of(Remove, "detach", Noun::Attachment, Phase::Detach)
                    .on_cen()
                    .on(&detach.instance)
                    .leaving(detach.kind, &detach.owner, &detach.region)
            }
            Self::RevokeInstance(revoke) => {
                Traits::of(Remove, "revoke", Noun::Grant, Phase::Attach)
                    .with(token_of(revoke.kind))
                    .unseen_while_pending()
                    .signed_by_lender()
                    .on(&revoke.instance)
            }
        }
    }
}

/// Returns the smartag operations for CCNs take no token.
fn token_of(kind: NetworkKind) -> Protection {
    match kind {
        NetworkKind::Vpc | NetworkKind::Vbr => Protection::Token,
        NetworkKind::Ccn => Protection::Idempotent,
    }
}

/// VPC `GrantInstanceToCen` (for a CCN smartag `GrantInstanceToCbn`), by the network's owner in the network's region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantInstance {
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// The network.
    pub instance: Ref<InstanceId>,
    /// Where it is.
    pub region: RegionId,
    /// The CEN that may attach it.
    pub cen: Ref<CenId>,
    /// The account that owns the CEN.
    pub cen_owner: AccountId,
}

/// CBN `AttachCenChildInstance`, by the CEN's owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachInstance {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// The network.
    pub instance: Ref<InstanceId>,
    /// Where it is.
    pub region: RegionId,
    /// Whose it is.
    pub owner: AccountId,
}

/// CBN `DetachCenChildInstance`, by the CEN's owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetachInstance {
    /// The CEN.
    pub cen: CenId,
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// The network.
    pub instance: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// Whose it is.
    pub owner: AccountId,
}

/// VPC `RevokeInstanceFromCen` (for a CCN smartag `RevokeInstanceFromCbn`), by the network's owner in the network's region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeInstance {
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// The network.
    pub instance: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// The CEN that may attach it no more.
    pub cen: CenId,
    /// The account that owns the CEN.
    pub cen_owner: AccountId,
}
