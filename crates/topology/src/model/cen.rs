//! CENs.

use std::collections::{BTreeMap, BTreeSet};

use super::bandwidth::Bandwidth;
use super::ignore::Ignore;
use super::routes::Routes;
use crate::area::AreaPair;
use crate::names::{AccountName, CenId, NetworkName};

/// One CEN with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cen {
    /// The account that owns it.
    pub account: AccountName,
    /// The id of an existing CEN that this topology takes over.
    pub id: Option<CenId>,
    /// The display name; the key of the CEN if the file gives none.
    pub display_name: String,
    /// The description; none is not managed.
    pub description: Option<String>,
    /// The user's own tags; none is not managed. No key begins with `cen:`.
    pub tags: Option<BTreeMap<String, String>>,
    /// The networks to be attached.
    pub attach: BTreeSet<NetworkName>,
    /// Bandwidth between regions, one group for each pair of areas.
    pub bandwidth: BTreeMap<AreaPair, Bandwidth>,
    /// What it does with routes.
    pub routes: Routes,
    /// What is left to other tools.
    pub ignore: Vec<Ignore>,
}
