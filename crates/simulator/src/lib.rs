//! The CEN, VPC, STS and smartag APIs of Alibaba Cloud on a made-up world, in this process or over HTTP.
//!
//! Whoever speaks to it should not be able to tell it from the cloud: it verifies signatures, keeps accounts apart, walks through the
//! documented states, and refuses with the documented codes, misspellings included.

mod area;
mod arrivals;
mod call;
mod cbn;
mod fault;
mod gateway;
mod idempotency;
mod identity;
mod identity_token;
mod index;
mod inprocess;
mod lifecycle;
mod location;
mod log;
mod machine;
mod nonces;
mod object;
mod operations;
mod options;
mod pace;
mod page;
mod parameters;
mod pattern;
mod permission;
mod product;
mod ram;
mod raw_request;
mod refusal;
mod request;
mod response;
mod ros;
mod saves;
mod seed;
mod serve;
mod session_token;
mod simulator;
mod smartag;
mod store;
mod sts;
#[cfg(test)]
mod tests;
mod text_rule;
mod tls;
mod vpc;
mod world;
mod zones;

pub use fault::{Delivery, FaultError, Faults};
pub use inprocess::InProcess;
pub use log::{Entry, EntryKind};
pub use options::{Log, Options};
pub use pace::{Pace, PaceError};
pub use seed::{
    AccessKey, Seed, SeedAccount, SeedAttachment, SeedCen, SeedChild, SeedError, SeedKey,
    SeedLimit, SeedNetwork, SeedPackage, SeedReservation, SeedRole, SeedRoute, SeedRouter,
    SeedTable, SeedTime, SeedVSwitch,
};
pub use serve::serve;
pub use simulator::Simulator;
pub use store::{Store, StoreError};
pub use tls::{Tls, TlsError};
pub use world::{
    Assumption, AssumptionError, Assumptions, Editions, EditionsError, EmptyTexts, EqualRanges,
    IdentityProvider, ListedPrice, Policy, Protection, Quotas, Rules, StoredTexts, TokenTrust,
    UnsentScalars, WORLD_VERSION, World,
};
