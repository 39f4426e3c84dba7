//! One mutating API call as data: printable, serialisable, and the same each time it is planned.

use cen_topology::{AccountName, AttachmentId};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::call::{Call, CenCall, ChangeKind, PackageCall, SetLimit, VpcCall};
use crate::reference::{ActionId, Ref};

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
    /// Returns what `call` does to `address`.
    pub fn new(address: Address, account: &AccountName, call: impl Into<Call>) -> Self {
        let call = call.into();
        Self {
            id: ActionId::of(call.traits().verb, &address),
            address,
            account: account.clone(),
            call,
        }
    }

    /// Tells whether the call costs money.
    pub fn is_purchase(&self) -> bool {
        self.call.traits().costs_money
    }

    /// Returns what the mark of something said before, if the call renames it.
    pub fn renames(&self) -> Option<&str> {
        match &self.call {
            Call::Vpc(VpcCall::MarkVpc(mark)) => Some(&mark.was),
            Call::Cen(CenCall::MarkCen(mark)) => mark.was.as_deref(),
            Call::Package(PackageCall::MarkPackage(mark)) => mark.was.as_deref(),
            Call::Vpc(_)
            | Call::Cen(_)
            | Call::Attachment(_)
            | Call::Package(_)
            | Call::Route(_)
            | Call::Router(_) => None,
        }
    }

    /// Tells whether the call takes something away that is in use.
    pub fn is_destructive(&self) -> bool {
        self.call.traits().kind == ChangeKind::Remove
    }

    /// Tells whether another plan's action asks for the same. A removal is known by the ids of its
    /// call: its address comes of an ownership mark, which another thing may bear by then.
    pub fn is_same(&self, other: &Self) -> bool {
        if let (Some(limit), Some(there)) = (known_limit(&self.call), known_limit(&other.call)) {
            return (&limit.cen, &limit.pair, limit.to) == (&there.cen, &there.pair, there.to);
        }
        if self.is_destructive() {
            return self.call == other.call;
        }
        self.id == other.id && is_about_it(&self.call, &other.call)
    }
}

/// Tells whether a call on a route table, planned at another time, is about the attachment of this
/// one. An attachment or link that is replaced gets another id, and its table actions keep theirs.
fn is_about_it(call: &Call, other: &Call) -> bool {
    match (in_table(call), in_table(other)) {
        (Some(Ref::Known(attachment)), Some(there)) => *there == Ref::Known(attachment.clone()),
        (Some(Ref::OutputOf(_)) | None, _) | (_, None) => true,
    }
}

/// Returns the attachment that a call associates with a route table, or whose routes it propagates.
fn in_table(call: &Call) -> Option<&Ref<AttachmentId>> {
    let Call::Router(call) = call else {
        return None;
    };
    call.joins_table()
}

/// Returns a limit on a CEN that is there already.
fn known_limit(call: &Call) -> Option<&SetLimit> {
    let Call::Package(PackageCall::SetLimit(limit)) = call else {
        return None;
    };
    matches!(limit.cen, Ref::Known(_)).then_some(limit)
}
