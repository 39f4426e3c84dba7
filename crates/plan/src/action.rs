//! One mutating API call as data: printable, serialisable, and the same each time it is planned.

use std::fmt;

use cen_topology::{AccountName, Mbps};
use serde::{Deserialize, Serialize};

pub use crate::address::Address;
pub use crate::call::{Call, Edit, RouteCall};

/// The stable name of an action, such as `attach/backbone/hub-hangzhou`. The same change always gets the same id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionId(String);

impl ActionId {
    /// The id of what is done to `address`.
    pub(crate) fn of(verb: &str, address: &Address) -> Self {
        Self(format!("{verb}/{}", address.path()))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// An id that is known already, or that an earlier action will bring.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ref<T> {
    /// The cloud has it already.
    Known(T),
    /// It is the id of what this action creates.
    OutputOf(ActionId),
}

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
