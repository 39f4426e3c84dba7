//! The CEN, VPC, STS and smartag APIs of Alibaba Cloud on a made-up world, in this process or over HTTP.
//!
//! Whoever speaks to it should not be able to tell it from the cloud: it verifies signatures, keeps accounts apart, walks through the
//! documented states, and refuses with the documented codes, misspellings included.

mod answer;
mod area;
mod call;
mod cbn;
mod check;
mod fault;
mod inprocess;
mod lifecycle;
mod log;
mod nonces;
mod operations;
mod parameters;
mod received;
mod refusal;
mod routing;
mod seed;
mod seed_routes;
mod seeding;
mod serve;
mod simulator;
mod smartag;
mod store;
mod sts;
mod vpc;
mod world;

pub use fault::{Delivery, FaultError, Faults};
pub use inprocess::InProcess;
pub use lifecycle::{Pace, PaceError};
pub use log::{Entry, EntryKind};
pub use seed::{
    Seed, SeedAccount, SeedCen, SeedChild, SeedError, SeedKey, SeedNetwork, SeedPackage,
};
pub use seed_routes::SeedRoute;
pub use serve::serve;
pub use simulator::{Log, Options, Simulator};
pub use store::{Store, StoreError};
pub use world::{Quotas, WORLD_VERSION, World};
