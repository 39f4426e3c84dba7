//! What a CEN does with routes. Each part is none where the file does not say it, and then it is not managed.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;

use crate::names::NetworkName;

/// What a CEN does with routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    /// The custom routes of attached VPCs that the CEN learns; a route stands once.
    pub publish: Option<BTreeMap<NetworkName, BTreeSet<Ipv4Net>>>,
}
