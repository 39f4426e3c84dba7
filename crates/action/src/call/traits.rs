//! What the whole program needs to know of a call beside its parameters: one row a call.

use std::collections::BTreeMap;

use cen_topology::{AccountId, InstanceId, NetworkKind, PackageId, RegionId};

use crate::phase::Phase;
use crate::reference::Ref;

/// The description of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits<'a> {
    /// What is done, as the first part of an action's id.
    pub verb: &'static str,
    /// Whether something comes, changes or goes.
    pub kind: ChangeKind,
    /// What it is about, for those who count.
    pub noun: Noun,
    /// When it comes, if nothing else decides.
    pub phase: Phase,
    /// Whether it costs money.
    pub costs_money: bool,
    /// What is billed by use afterwards.
    pub metered: Option<Metered>,
    /// What keeps it from happening twice when it is sent again.
    pub protection: Protection,
    /// Whether a listing shows that the change is under way. What is created stands in no listing
    /// yet, and grants, routes, health checks and packages have no state for a change under way
    /// (source: the states that the reference names).
    pub shown_while_pending: bool,
    /// Whether the owner of a network signs it, who may have no CEN at all.
    pub is_lenders: bool,
    /// Whether the API counts it as a change of the CEN, of which it may allow one at a time.
    pub changes_cen: bool,
    /// The regions of its CEN whose transit routers the API counts it as a change of.
    pub routers: [Option<&'a RegionId>; 2],
    /// Whether it is about an account, and no CEN.
    pub is_of_account: bool,
    /// The network or package that the API counts it as a change of.
    pub object: Option<Object<'a>>,
    /// What it creates under an id of the cloud's choice.
    pub creation: Option<Creation<'a>>,
    /// Where the VPC is that comes, changes, goes, or leaves a CEN.
    pub place: Option<Place<'a>>,
}

/// Where a VPC is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The account that owns it; none if that account signs the call.
    pub owner: Option<&'a AccountId>,
    /// The region.
    pub region: &'a RegionId,
}

/// Whether something comes, changes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Something comes into being.
    Create,
    /// Something is there already, and becomes otherwise.
    Change,
    /// Something that is in use is taken away: detached, set to zero, unassociated, revoked or
    /// deleted.
    Remove,
}

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noun {
    /// A VPC.
    Vpc,
    /// A CEN.
    Cen,
    /// The ownership mark of a CEN.
    CenMark,
    /// The ownership mark of a package.
    PackageMark,
    /// A name, a description or tags.
    Text,
    /// The permission to attach a network.
    Grant,
    /// A network on a CEN.
    Attachment,
    /// A bandwidth package.
    Package,
    /// A bandwidth package's being in use by its CEN.
    Association,
    /// The bandwidth between two regions.
    Limit,
    /// A published route.
    Route,
    /// The health check of the line behind a VBR.
    HealthCheck,
    /// The access to PrivateZone from one region.
    PrivateZone,
    /// The access to a cloud service from one region.
    Service,
    /// A route map.
    RouteMap,
    /// The transit router service of an account.
    RouterService,
    /// The role by which the service acts in an account.
    ServiceRole,
    /// A transit router.
    Router,
    /// A vSwitch.
    Vswitch,
    /// An association with a route table, or a propagation to one.
    TableUse,
}

/// What is billed by use from now on, without being bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metered {
    /// An attachment, by the hour.
    ByTheHour,
    /// What a link carries, by the GB.
    ByTheGb,
}

/// What keeps a call from happening twice when it is sent again (source: the operations'
/// parameters).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It takes no token: to repeat it leaves what it leaves the first time.
    Idempotent,
    /// A client token of the run.
    Token,
    /// A client token that all who ask for the same thing in the same hour compute alike.
    SharedToken,
}

/// What the API counts a call as a change of, beside the CEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object<'a> {
    /// A VPC, VBR or CCN.
    Network(Target<'a, InstanceId>),
    /// A bandwidth package.
    Package(Target<'a, PackageId>),
}

/// How a call names its object.
#[derive(Debug, PartialEq, Eq)]
pub enum Target<'a, T> {
    /// By its id.
    Known(&'a T),
    /// By its id, or by the action that brings it.
    Ref(&'a Ref<T>),
    /// Not at all: the call creates it.
    New,
}

/// What a call creates under an id of the cloud's choice, and the tags that it is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creation<'a> {
    /// A VPC in a region.
    Vpc(&'a RegionId, &'a BTreeMap<String, String>),
    /// A CEN.
    Cen(&'a BTreeMap<String, String>),
    /// A bandwidth package.
    Package(&'a BTreeMap<String, String>),
    /// A vSwitch in a region.
    Vswitch(&'a RegionId, &'a BTreeMap<String, String>),
}

impl<'a> Creation<'a> {
    /// Returns the tags of the created thing, its ownership mark among them.
    pub fn tags(self) -> &'a BTreeMap<String, String> {
        match self {
            Self::Vpc(_, tags) | Self::Cen(tags) | Self::Package(tags) | Self::Vswitch(_, tags) => {
                tags
            }
        }
    }
}

impl<'a> Traits<'a> {
    /// Returns the network that the call changes, if its id is known.
    pub fn network(&self) -> Option<&'a InstanceId> {
        match self.object? {
            Object::Network(target) => target.id(),
            Object::Package(_) => None,
        }
    }

    /// Returns the package that the call changes, if its id is known.
    pub fn package(&self) -> Option<&'a PackageId> {
        match self.object? {
            Object::Package(target) => target.id(),
            Object::Network(_) => None,
        }
    }
}

/// Whatever it names: a derived one would ask the same of the id.
impl<T> Clone for Target<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Target<'_, T> {}

impl<'a, T> Target<'a, T> {
    fn id(self) -> Option<&'a T> {
        match self {
            Self::Known(id) | Self::Ref(Ref::Known(id)) => Some(id),
            Self::Ref(Ref::OutputOf(_)) | Self::New => None,
        }
    }
}

/// The rows are written with these; the most frequent value is the default.
impl<'a> Traits<'a> {
    pub(super) fn of(kind: ChangeKind, verb: &'static str, noun: Noun, phase: Phase) -> Self {
        Self {
            verb,
            kind,
            noun,
            phase,
            costs_money: false,
            metered: None,
            protection: Protection::Idempotent,
            shown_while_pending: true,
            is_lenders: false,
            changes_cen: false,
            routers: [None; 2],
            is_of_account: false,
            object: None,
            creation: None,
            place: None,
        }
    }

    /// Names the region of the VPC; the account that owns it signs the call.
    pub(super) fn in_region(self, region: &'a RegionId) -> Self {
        let place = Place {
            owner: None,
            region,
        };
        Self {
            place: Some(place),
            ..self.signed_by_lender()
        }
    }

    /// Names the region and the owner of a network, if it is a VPC.
    pub(super) fn leaving(
        self,
        kind: NetworkKind,
        owner: &'a AccountId,
        region: &'a RegionId,
    ) -> Self {
        let place = Place {
            owner: Some(owner),
            region,
        };
        Self {
            place: (kind == NetworkKind::Vpc).then_some(place),
            ..self
        }
    }

    pub(super) fn creating(self, creation: Creation<'a>) -> Self {
        let object = match creation {
            Creation::Vpc(..) => Some(Object::Network(Target::New)),
            Creation::Cen(_) => None,
            Creation::Package(_) => Some(Object::Package(Target::New)),
            Creation::Vswitch(..) => self.object,
        };
        Self {
            object,
            creation: Some(creation),
            ..self.with(Protection::Token).unseen_while_pending()
        }
    }

    pub(super) fn billed(self, metered: Metered) -> Self {
        Self {
            metered: Some(metered),
            ..self
        }
    }

    pub(super) fn of_account(self) -> Self {
        Self {
            is_of_account: true,
            ..self.with(Protection::Idempotent).unseen_while_pending()
        }
    }

    pub(super) fn on_routers<const N: usize>(self, regions: [&'a RegionId; N]) -> Self {
        let mut regions = regions.into_iter();
        Self {
            routers: [regions.next(), regions.next()],
            ..self
        }
    }

    pub(super) fn costing_money(self, costs_money: bool) -> Self {
        Self {
            costs_money,
            ..self
        }
    }

    pub(super) fn with(self, protection: Protection) -> Self {
        Self { protection, ..self }
    }

    pub(super) fn unseen_while_pending(self) -> Self {
        Self {
            shown_while_pending: false,
            ..self
        }
    }

    pub(super) fn signed_by_lender(self) -> Self {
        Self {
            is_lenders: true,
            ..self
        }
    }

    pub(super) fn on_cen(self) -> Self {
        Self {
            changes_cen: true,
            ..self
        }
    }

    pub(super) fn on(self, object: impl Into<Object<'a>>) -> Self {
        Self {
            object: Some(object.into()),
            ..self
        }
    }
}

impl<'a> From<&'a InstanceId> for Object<'a> {
    fn from(id: &'a InstanceId) -> Self {
        Self::Network(Target::Known(id))
    }
}

impl<'a> From<&'a Ref<InstanceId>> for Object<'a> {
    fn from(id: &'a Ref<InstanceId>) -> Self {
        Self::Network(Target::Ref(id))
    }
}

impl<'a> From<&'a PackageId> for Object<'a> {
    fn from(id: &'a PackageId) -> Self {
        Self::Package(Target::Known(id))
    }
}

impl<'a> From<&'a Ref<PackageId>> for Object<'a> {
    fn from(id: &'a Ref<PackageId>) -> Self {
        Self::Package(Target::Ref(id))
    }
}
