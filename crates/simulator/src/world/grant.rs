//! Grants of networks to CENs of other accounts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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

fn by_cen_owner() -> String {
    "PayByCenOwner".to_owned()
}
