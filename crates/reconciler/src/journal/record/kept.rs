//! What a rotation writes in place of many records.

use cen_action::{ActionId, Address};
use cen_topology::{AccountId, AccountName, Charge, RegionId};
use serde::{Deserialize, Serialize};

use crate::journal::record::Watched;

/// What a rotation keeps of many records in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Kept {
    /// A run knew this account. The journal belongs to no file that has another id for the name.
    Account {
        /// Its name.
        name: AccountName,
        /// Its id.
        id: AccountId,
    },
    /// A run that did not finish, or could not see everything, changed VPCs here.
    Place {
        /// The account.
        account: AccountId,
        /// The region.
        region: RegionId,
    },
    /// A run made this CEN, package or VPC, and none deleted it.
    Made {
        /// Its id.
        id: String,
        /// What the file called it.
        address: Address,
        /// What the file called its account.
        account: AccountName,
        /// The id of its account.
        owner: AccountId,
    },
    /// A run bought this package, as the last one.
    Bought {
        /// Its address.
        address: String,
        /// How it is paid.
        charge: Charge,
    },
    /// Creations in the last hour.
    Closed(Closed),
    /// A wait that ended well.
    Wait {
        /// Its kind.
        wait: String,
        /// How long it took.
        watched: Watched,
    },
}

/// The creations of one thing that were seen to their end in one hour. The next one needs another
/// client token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The account that signs.
    pub account: AccountName,
    /// The action that creates it.
    pub action: ActionId,
    /// The hour since 1970.
    pub hour: i64,
    /// The last run that did so.
    pub run: String,
    /// How many there were.
    pub count: u32,
}
