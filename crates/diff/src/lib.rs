//! What is wanted, compared with what is there: one difference a thing, edition-blind, without any order.
//!
//! This crate is pure: no IO, no clock, no randomness.

mod address_ranges;
mod comparison;
mod differences;
mod edition;
mod entrance;
mod losing;
mod resolve;
mod transition;

pub use comparison::Comparison;
pub use differences::{Change, Difference, Extra, RouterChange, TransitChange, diff, ignored};
pub use edition::{is_enterprise, unread};
pub use entrance::{Entrance, Entrances, entrances, vswitch_mark};
pub use losing::{cens_that_lose_networks, routers_that_lose};
pub use resolve::{
    Adopt, ListedNetworks, Resolved, find_network, instance_of, package_mark, package_name,
    present, resolve, wanted_instances,
};
pub use transition::in_transition;
