//! How actions and what they create are referred to.

use std::fmt;

use cen_topology::SharedText;
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// The stable name of an action, such as `attach/backbone/hub-hangzhou`. The same change always gets the same id.
/// A copy shares the text, because every action that waits for this one has a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionId(SharedText);

/// The room that most ids need.
const USUAL_LENGTH: usize = 96;

impl ActionId {
    /// Returns the id of what is done to `address`.
    pub fn of(verb: &str, address: &Address) -> Self {
        let mut id = String::with_capacity(USUAL_LENGTH);
        id.push_str(verb);
        id.push('/');
        address.add_path(&mut id);
        Self(id.into())
    }

    /// Returns the text itself.
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
