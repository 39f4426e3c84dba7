//! The CEN, VPC, STS and smartag APIs of Alibaba Cloud, as the wire has them.
//!
//! A [`Client`] calls as one account. It has a function for each API action, named as the action, which makes one attempt and reads every
//! page of a list. Whether to try again is for the caller to decide, by the [`ErrorKind`].
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use cen_cloud::{Client, Credential, Endpoints, HttpTransport, clock::Clock};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let credential = Credential::new("LTAI…", "secret", None);
//! let client = Client::new(Arc::new(HttpTransport::new()?), Endpoints::Vendor, credential, Clock::system());
//! let cens = client.describe_cens().await?;
//! # Ok(())
//! # }
//! ```

mod advice;
mod cbn;
pub mod clock;
mod credentials;
mod endpoint;
mod error;
mod explain;
mod http_transport;
mod limiter;
mod operation;
mod page;
mod parameters;
mod permission;
mod ram;
mod redact;
mod request_id;
mod ros;
mod rpc;
#[cfg(test)]
mod scripted;
pub mod sign;
pub mod sign_v3;
mod signer;
mod skew;
mod smartag;
mod sts;
pub mod transport;
mod vpc;
mod wire;
mod words;

pub use advice::next_step;
pub use cbn::router;
pub use cbn::{
    AttachedChildInstance, Cen, CenBandwidthPackage, CenChildInstance, CenChildInstanceRouteEntry,
    CenInterRegionBandwidthLimit, CenRegion, CenRegionDomainRouteEntry, CenRouteMap, CenVbr,
    Charge, ChildInstance, ChildInstanceRoute, ChildInstanceRouteTable, ChildInstanceType,
    CreateCen, CreateCenBandwidthPackage, CreateCenRouteMap, EnableCenVbrHealthCheck, GrantRule,
    GroupedResource, InterRegionBandwidthLimit, ModifyCen, MoveResourceGroup, PackageAssociation,
    PrivateZoneInfo, PrivateZoneRoute, PublishedRouteEntry, ResolveAndRouteService, RouteConflict,
    RouteMap, RouteMapSettings, RouteService, RouteServiceEntry, TaggedResource, VbrHealthCheck,
};
pub use credentials::Credential;
pub use endpoint::{EndpointError, EndpointRule, Endpoints, Product, Served};
pub use error::{Error, ErrorKind};
pub use explain::{Explanation, explain, known_codes, nearest};
pub use http_transport::{HttpTransport, HttpTransportError, Timeouts};
pub use operation::Operation;
pub use page::FirstRows;
pub use parameters::Tags;
pub use permission::{Access, Called, Confidence, Permission, permission, permissions};
pub use ram::Role;
pub use request_id::RequestIdCapture;
pub use ros::{PackageInquiry, PackagePrice};
pub use rpc::{Client, Method, Signature, printable};
pub use signer::{CredentialProvider, ProviderError, Signer};
pub use skew::time_of;
pub use smartag::{CbnGrant, CloudConnectNetwork};
pub use sts::{AssumeRole, AssumeRoleWithOidc, CallerIdentity, TemporaryCredential, sts_next_step};
pub use vpc::{
    CenGrant, CreateVSwitch, CreateVpc, VSwitch, VSwitchStatus, VirtualBorderRouter, Vpc, VpcPlace,
};
