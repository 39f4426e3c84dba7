//! Transit routers of the Enterprise edition, and what is attached to them: operations of CBN
//! 2017-09-12.
//!
//! Every change here takes a while, and until it is over only reads are taken. A status that the
//! reference does not have counts as busy. The answer to a delete proves nothing (source: the
//! remarks on the delete operations): a thing is gone when its list no longer shows it.

mod attachment;
mod grant;
mod peer;
mod place;
mod route_table;
#[expect(
    clippy::module_inception,
    reason = "the transit router itself, among what hangs on it"
)]
mod router;
mod service;

pub use self::attachment::{
    AttachmentStatus, CreateVbrAttachment, CreateVpcAttachment, ModifyAttachment, Support,
    VbrAttachment, VpcAttachment, ZoneChange, ZoneMapping,
};
pub use self::grant::{GrantedVSwitch, RouterGrant, RouterGrantType};
pub use self::peer::{
    CreatePeerAttachment, LinkQuality, LinkType, ModifyPeerAttachment, PeerAttachment,
    PeerBandwidth, PeerBandwidthType,
};
pub use self::place::{DeleteAttachment, RouterPlace, Texts};
pub use self::route_table::{
    Association, AssociationStatus, AttachmentInTable, Propagation, PropagationStatus, RouteTable,
    RouteTableStatus, RouteTableType, StaticEntry,
};
pub use self::router::{
    AvailableResource, CreateTransitRouter, DeleteTransitRouter, ModifyTransitRouter,
    RouterEdition, RouterStatus, TransitRouter,
};
pub use self::service::ServiceState;
