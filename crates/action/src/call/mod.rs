//! The API calls that change the cloud, in families: each call is a struct with everything that it
//! needs, and a row of [`Traits`].

/// Declares a family: an enum of its calls, and how each of them becomes a [`Call`].
macro_rules! family {
    ($(#[$doc:meta])* $variant:ident($family:ident) = $($call:ident)|+) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", tag = "call")]
        pub enum $family {
            $(#[doc = concat!("See [`", stringify!($call), "`].")] $call($call),)+
        }

        $(impl From<$call> for $crate::call::Call {
            fn from(call: $call) -> Self {
                Self::$variant($family::$call(call))
            }
        })+
    };
}

mod attachment;
mod cen;
mod package;
mod route;
mod router;
mod traits;
mod vpc;

use serde::{Deserialize, Serialize};

pub use attachment::{
    AttachInstance, AttachmentCall, DetachInstance, GrantInstance, RevokeInstance,
};
pub use cen::{CenCall, CreateCen, DeleteCen, Edit, MarkCen, ModifyCen, TagCen, UntagCen};
pub use package::{
    AssociatePackage, CreatePackage, DeletePackage, MarkPackage, PackageCall, ResizePackage,
    SetLimit, UnassociatePackage, UnmarkPackage,
};
pub use route::{
    CreateRouteMap, DeleteRouteMap, DisableHealthCheck, EnableHealthCheck, ModifyRouteMap,
    PublishRoute, RouteCall, RoutePrivateZone, RouteService, UnroutePrivateZone, UnrouteService,
    WithdrawRoute,
};
pub use router::{
    AssociateTable, AttachToRouter, ChangeZones, CreateLink, CreateRouter, CreateServiceRole,
    CreateVswitch, DeleteLink, DeleteRouter, DeleteVswitch, DetachFromRouter, DissociateTable,
    GrantToRouter, LinkBilling, LinkEnd, LinkState, ModifyAttachment, ModifyLink, ModifyRouter,
    OpenService, PropagateRoutes, RevokeFromRouter, RouterCall, TagRouter, UnpropagateRoutes,
    UntagRouter,
};
pub use traits::{ChangeKind, Creation, Metered, Noun, Object, Protection, Target, Traits};
pub use vpc::{CreateVpc, DeleteVpc, MarkVpc, ModifyVpc, UnmarkVpc, VpcCall};

/// Which call, with everything that it needs. In JSON all calls stand side by side, told apart by
/// `call`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Call {
    /// On a VPC by itself.
    Vpc(VpcCall),
    /// On a CEN by itself.
    Cen(CenCall),
    /// On a network's place on a CEN.
    Attachment(AttachmentCall),
    /// On a bandwidth package, or on what two regions may exchange.
    Package(PackageCall),
    /// On what a CEN does with routes.
    Route(RouteCall),
    /// On a transit router, or on what is attached to it.
    Router(RouterCall),
}

impl Call {
    /// Describes the call.
    pub fn traits(&self) -> Traits<'_> {
        match self {
            Self::Vpc(call) => call.traits(),
            Self::Cen(call) => call.traits(),
            Self::Attachment(call) => call.traits(),
            Self::Package(call) => call.traits(),
            Self::Route(call) => call.traits(),
            Self::Router(call) => call.traits(),
        }
    }
}
