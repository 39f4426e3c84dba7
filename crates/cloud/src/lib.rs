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
//! let credential = Credential::from_environment(|name| std::env::var(name).ok())?.ok_or("no credential")?;
//! let client = Client::new(Arc::new(HttpTransport::new()?), Endpoints::Vendor, credential, Clock::system());
//! let cens = client.describe_cens().await?;
//! # Ok(())
//! # }
//! ```

mod advice;
mod cbn;
mod cbn_attachment;
mod cbn_bandwidth;
mod cbn_health_checks;
mod cbn_resource_groups;
mod cbn_route_maps;
mod cbn_routes;
mod cbn_services;
pub mod clock;
mod credentials;
mod endpoint;
mod error;
mod error_table;
mod error_table_enterprise;
mod explain;
mod http_transport;
mod limiter;
mod mask;
mod page;
mod parameters;
mod profiles;
mod receipt;
mod rpc;
#[cfg(test)]
mod scripted;
pub mod sign;
pub mod sign_v3;
mod skew;
mod smartag;
mod stop;
mod sts;
pub mod transport;
mod vpc;
mod wire;

pub use advice::own_advice;
pub use cbn::{Cen, CreateCen, ModifyCen, TaggedResource, TransitRouter};
pub use cbn_attachment::{AttachedChildInstance, ChildInstance, ChildInstanceType, GrantRule};
pub use cbn_bandwidth::{
    CenBandwidthPackage, CenInterRegionBandwidthLimit, Charge, CreateCenBandwidthPackage,
    InterRegionBandwidthLimit, PackageAssociation,
};
pub use cbn_health_checks::{CenVbr, EnableCenVbrHealthCheck, VbrHealthCheck};
pub use cbn_resource_groups::{GroupedResource, MoveResourceGroup};
pub use cbn_route_maps::{CenRouteMap, CreateCenRouteMap, RouteMap, RouteMapSettings};
pub use cbn_routes::{
    CenChildInstance, CenChildInstanceRouteEntry, CenRegion, CenRegionDomainRouteEntry,
    ChildInstanceRoute, ChildInstanceRouteTable, PublishedRouteEntry, RouteConflict,
};
pub use cbn_services::{
    PrivateZoneInfo, PrivateZoneRoute, ResolveAndRouteService, RouteService, RouteServiceEntry,
};
pub use credentials::{Credential, CredentialError};
pub use endpoint::{EndpointError, Endpoints, Product};
pub use error::{Error, ErrorKind};
pub use explain::{Explanation, explain, known_codes, nearest};
pub use http_transport::{HttpTransport, HttpTransportError, Timeouts};
pub use parameters::Tags;
pub use profiles::{ProfileError, Profiles};
pub use receipt::Receipt;
pub use rpc::{Client, Method, Operation};
pub use smartag::{CbnGrant, CloudConnectNetwork};
pub use stop::Stop;
pub use sts::CallerIdentity;
pub use vpc::{CenGrant, CreateVpc, VirtualBorderRouter, Vpc, VpcPlace};
