//! A setting that knows whether it changed since the world was last saved.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::world::part::{Damage, Part};

/// A setting: it is read as it is, and changed through [`Noted::change`] only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Noted<T> {
    value: T,
    #[serde(skip, default = "changed")]
    is_changed: bool,
}

/// What was just made or read is saved at the next opportunity.
fn changed() -> bool {
    true
}

impl<T> Noted<T> {
    pub(crate) fn change(&mut self) -> &mut T {
        self.is_changed = true;
        &mut self.value
    }
}

impl<T: Clone + Serialize + DeserializeOwned> Part for Noted<T> {
    type Change = T;

    fn take_change(&mut self) -> Option<T> {
        std::mem::take(&mut self.is_changed).then(|| self.value.clone())
    }

    fn forget_changes(&mut self) {
        self.is_changed = false;
    }

    fn merge(&mut self, change: T) -> Result<(), Damage> {
        *self.change() = change;
        Ok(())
    }
}

impl<T: Default> Default for Noted<T> {
    fn default() -> Self {
        Self {
            value: T::default(),
            is_changed: changed(),
        }
    }
}

impl<T> Deref for Noted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Two settings are equal whatever was noted of them.
impl<T: PartialEq> PartialEq for Noted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Noted<T> {}
