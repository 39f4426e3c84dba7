//! Grants of networks to CENs of other accounts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::listed::Listed;

/// The permission to attach a network to a CEN of another account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) network: String,
    pub(crate) cen: String,
    pub(crate) cen_owner: String,
    pub(crate) created: Timestamp,
    /// Whether AttachCenChildInstance knows of it yet.
    pub(crate) effective: bool,
    /// Who pays for the attachment: `PayByCenOwner` or `PayByResourceOwner`.
    #[serde(default = "by_cen_owner")]
    pub(crate) order: String,
}

impl Grant {
    /// Returns the key that grants are kept by: there is one of a network to a CEN.
    pub(crate) fn key_of(network: &str, cen: &str) -> String {
        format!("{network}/{cen}")
    }
}

impl Listed for Grant {
    fn key(&self) -> String {
        Self::key_of(&self.network, &self.cen)
    }
}

fn by_cen_owner() -> String {
    "PayByCenOwner".to_owned()
}
