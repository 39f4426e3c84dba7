//! A part of a world whose changes are saved by themselves, and what changed in a map of such parts.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A part of a world whose changes are saved by themselves.
pub(crate) trait Part: Clone + Serialize + DeserializeOwned {
    type Change: Serialize + DeserializeOwned;

    /// Returns what may have changed since the last save, which is saved from now on. None if nothing has.
    fn take_change(&mut self) -> Option<Self::Change>;

    /// Takes all as saved.
    fn forget_changes(&mut self);

    /// Makes a change that [`Part::take_change`] returned.
    fn merge(&mut self, change: Self::Change) -> Result<(), Damage>;

    /// Returns the group that it can be found by in its map. It is the same for as long as it is there.
    fn group(&self) -> Option<&str> {
        None
    }
}

/// A change is of something that is not there.
#[derive(Debug)]
pub(crate) struct Damage;

/// What changed in a map.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", bound = "")]
pub(crate) enum MapChange<V: Part> {
    All(BTreeMap<String, V>),
    Of(BTreeMap<String, ValueChange<V>>),
}

/// What happened to a value of a map.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", bound = "")]
pub(crate) enum ValueChange<V: Part> {
    Gone,
    Whole(V),
    Within(V::Change),
}
