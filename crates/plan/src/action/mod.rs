//! One mutating API call as data: printable, serialisable, and the same each time it is planned.

mod address;
mod call;
mod reference;

use cen_topology::{AccountName, Mbps};
use serde::{Deserialize, Serialize};

pub use address::Address;
pub use call::{Call, Edit, RouteCall};
pub use reference::{ActionId, Ref};

/// One API call that changes the cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its stable name.
    pub id: ActionId,
    /// What it is about.
    pub address: Address,
    /// The account that signs the call.
    pub account: AccountName,
    /// The call.
    pub call: Call,
}

impl Action {
    /// What `call` does to `address`.
    pub(crate) fn new(address: Address, account: &AccountName, call: Call) -> Self {
        Self {
            id: ActionId::of(call.verb(), &address),
            address,
            account: account.clone(),
            call,
        }
    }

    /// Whether the call costs money.
    pub fn is_purchase(&self) -> bool {
        match &self.call {
            Call::CreatePackage { .. } => true,
            Call::ResizePackage { from, to, .. } => to > from,
            _ => false,
        }
    }

    /// Whether another plan's action asks for the same. What leaves goes by its mark, and by the time of another plan that may be another thing's: it is
    /// known by the ids of its call.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.call, &other.call) {
            (
                Call::SetLimit {
                    cen: Ref::Known(cen),
                    pair,
                    to,
                    ..
                },
                Call::SetLimit {
                    cen: Ref::Known(there),
                    pair: between,
                    to: then,
                    ..
                },
            ) => (cen, pair, to) == (there, between, then),
            _ if self.is_destructive() => self.call == other.call,
            _ => self.id == other.id,
        }
    }

    /// Whether the call takes something away that is in use: detaches, sets to zero, unassociates, revokes or deletes.
    pub fn is_destructive(&self) -> bool {
        match &self.call {
            Call::SetLimit { to, .. } => *to == Mbps(0),
            Call::Route(call) => call.is_removal(),
            Call::DetachInstance { .. }
            | Call::RevokeInstance { .. }
            | Call::UnassociatePackage { .. }
            | Call::DeletePackage { .. }
            | Call::DeleteCen { .. }
            | Call::DeleteVpc { .. } => true,
            Call::CreateVpc { .. }
            | Call::CreateCen { .. }
            | Call::MarkCen { .. }
            | Call::MarkPackage { .. }
            | Call::ModifyVpc { .. }
            | Call::ModifyCen { .. }
            | Call::TagCen { .. }
            | Call::UntagCen { .. }
            | Call::GrantInstance { .. }
            | Call::AttachInstance { .. }
            | Call::CreatePackage { .. }
            | Call::ResizePackage { .. }
            | Call::AssociatePackage { .. } => false,
        }
    }
}
