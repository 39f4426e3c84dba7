//! A map that knows which of its values changed since the world was last saved.

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::world::part::{Damage, MapChange, Part, ValueChange};

/// A map by id. It is read as a `BTreeMap` is; what changes it notes the key, so no change of it is missed.
#[derive(Debug)]
pub(crate) struct Map<V> {
    held: BTreeMap<String, V>,
    /// The keys of each group, see [`Part::group`].
    groups: Groups,
    changed: Changed,
}

/// What of a map changed since the world was last saved.
#[derive(Debug)]
enum Changed {
    /// All: the map is new, or took the place of another one.
    All,
    Of(BTreeMap<String, Extent>),
}

#[derive(Clone, Copy, Debug)]
enum Extent {
    /// The value is new, or took the place of another one, or is gone.
    Whole,
    /// Something in the value may have changed.
    Within,
}

impl Changed {
    fn note(&mut self, key: &str, extent: Extent) {
        let Self::Of(noted) = self else { return };
        match (noted.get_mut(key), extent) {
            (None, extent) => drop(noted.insert(key.to_owned(), extent)),
            (Some(noted), Extent::Whole) => *noted = Extent::Whole,
            (Some(_), Extent::Within) => {}
        }
    }
}

/// The keys of the values of each group.
#[derive(Debug, Default)]
struct Groups(BTreeMap<String, BTreeSet<String>>);

impl Groups {
    fn enter(&mut self, key: &str, value: &impl Part) {
        if let Some(group) = value.group() {
            let keys = self.0.entry(group.to_owned()).or_default();
            keys.insert(key.to_owned());
        }
    }

    fn leave(&mut self, key: &str, value: &impl Part) {
        let Some(group) = value.group() else { return };
        if let Some(keys) = self.0.get_mut(group) {
            keys.remove(key);
            if keys.is_empty() {
                self.0.remove(group);
            }
        }
    }
}

impl<V: Part> Map<V> {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn insert(&mut self, key: String, value: V) -> Option<V> {
        self.changed.note(&key, Extent::Whole);
        let before = self.held.remove(&key);
        if let Some(before) = &before {
            self.groups.leave(&key, before);
        }
        self.groups.enter(&key, &value);
        self.held.insert(key, value);
        before
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        let removed = self.held.remove(key)?;
        self.groups.leave(key, &removed);
        self.changed.note(key, Extent::Whole);
        Some(removed)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let value = self.held.get_mut(key)?;
        self.changed.note(key, Extent::Within);
        Some(value)
    }

    /// Returns the value of a key, which is made if there is none.
    pub(crate) fn get_or_insert_with(&mut self, key: &str, make: impl FnOnce() -> V) -> &mut V {
        match self.held.entry(key.to_owned()) {
            btree_map::Entry::Occupied(entry) => {
                self.changed.note(key, Extent::Within);
                entry.into_mut()
            }
            btree_map::Entry::Vacant(entry) => {
                self.changed.note(key, Extent::Whole);
                let value = entry.insert(make());
                self.groups.enter(key, value);
                value
            }
        }
    }

    /// Returns the values of a group, see [`Part::group`].
    pub(crate) fn of_group(&self, group: &str) -> impl Iterator<Item = (&String, &V)> {
        let keys = self.groups.0.get(group).into_iter().flatten();
        keys.filter_map(|key| self.held.get_key_value(key))
    }

    /// Returns the values to change: only these are noted.
    pub(crate) fn filter_mut(
        &mut self,
        mut is_it: impl FnMut(&String, &V) -> bool,
    ) -> impl Iterator<Item = (&String, &mut V)> {
        let Self { held, changed, .. } = self;
        held.iter_mut().filter_map(move |(key, value)| {
            is_it(key, value).then(|| {
                changed.note(key, Extent::Within);
                (key, value)
            })
        })
    }

    /// Removes all values that are not to be kept.
    pub(crate) fn retain(&mut self, mut keeps: impl FnMut(&String, &V) -> bool) {
        let Self {
            held,
            groups,
            changed,
        } = self;
        held.retain(|key, value| {
            let kept = keeps(key, value);
            if !kept {
                groups.leave(key, value);
                changed.note(key, Extent::Whole);
            }
            kept
        });
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl<V: Part> Part for Map<V> {
    type Change = MapChange<V>;

    fn take_change(&mut self) -> Option<MapChange<V>> {
        let noted = match &mut self.changed {
            Changed::All => {
                let all = self.held.clone();
                self.forget_changes();
                return Some(MapChange::All(all));
            }
            Changed::Of(noted) => std::mem::take(noted),
        };
        let changes: BTreeMap<_, _> = noted
            .into_iter()
            .filter_map(|(key, extent)| {
                let change = match (self.held.get_mut(&key), extent) {
                    (None, _) => ValueChange::Gone,
                    (Some(value), Extent::Whole) => {
                        value.forget_changes();
                        ValueChange::Whole(value.clone())
                    }
                    (Some(value), Extent::Within) => ValueChange::Within(value.take_change()?),
                };
                Some((key, change))
            })
            .collect();
        (!changes.is_empty()).then_some(MapChange::Of(changes))
    }

    fn forget_changes(&mut self) {
        self.changed = Changed::Of(BTreeMap::new());
        self.held.values_mut().for_each(Part::forget_changes);
    }

    fn merge(&mut self, change: MapChange<V>) -> Result<(), Damage> {
        let changes = match change {
            MapChange::All(all) => {
                *self = all.into();
                return Ok(());
            }
            MapChange::Of(changes) => changes,
        };
        for (key, change) in changes {
            match change {
                ValueChange::Gone => drop(self.remove(&key)),
                ValueChange::Whole(value) => drop(self.insert(key, value)),
                ValueChange::Within(change) => self.get_mut(&key).ok_or(Damage)?.merge(change)?,
            }
        }
        Ok(())
    }
}

/// A copy is a new map: nothing of it is saved where it is put.
impl<V: Part> Clone for Map<V> {
    fn clone(&self) -> Self {
        self.held.clone().into()
    }
}

impl<V: Part> Default for Map<V> {
    fn default() -> Self {
        BTreeMap::new().into()
    }
}

impl<V: Part> From<BTreeMap<String, V>> for Map<V> {
    fn from(held: BTreeMap<String, V>) -> Self {
        let mut groups = Groups::default();
        held.iter()
            .for_each(|(key, value)| groups.enter(key, value));
        Self {
            held,
            groups,
            changed: Changed::All,
        }
    }
}

impl<V: Part> FromIterator<(String, V)> for Map<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(values: I) -> Self {
        BTreeMap::from_iter(values).into()
    }
}

impl<V: Part> Extend<(String, V)> for Map<V> {
    fn extend<I: IntoIterator<Item = (String, V)>>(&mut self, values: I) {
        for (key, value) in values {
            self.insert(key, value);
        }
    }
}

impl<V> Deref for Map<V> {
    type Target = BTreeMap<String, V>;

    fn deref(&self) -> &BTreeMap<String, V> {
        &self.held
    }
}

impl<'a, V> IntoIterator for &'a Map<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = btree_map::Iter<'a, String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.held.iter()
    }
}

/// Two maps are equal if they hold the same, whatever was noted of them.
impl<V: PartialEq> PartialEq for Map<V> {
    fn eq(&self, other: &Self) -> bool {
        self.held == other.held
    }
}

impl<V: Eq> Eq for Map<V> {}

impl<V: Serialize> Serialize for Map<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.held.serialize(serializer)
    }
}

impl<'de, V: Part> Deserialize<'de> for Map<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self::from)
    }
}
