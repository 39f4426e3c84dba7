//! What carries a mark, by the part of a topology that the mark names.

use std::collections::BTreeMap;

use cen_observed::{NAME_TAG, Observed, SeenCen, SeenPackage};
use cen_topology::{CenId, PackageId};
use foldhash::HashMap;

/// The CENs and packages of an observation, by the parts that their marks name.
pub(super) struct ListedMarks<'a> {
    pub(super) cens: Marked<'a, CenId, SeenCen>,
    pub(super) packages: Marked<'a, PackageId, SeenPackage>,
}

impl<'a> ListedMarks<'a> {
    /// Lists what carries a mark.
    pub(super) fn of(observed: &'a Observed) -> Self {
        Self {
            cens: Marked::of(&observed.cens, |seen| &seen.tags),
            packages: Marked::of(&observed.packages, |seen| &seen.tags),
        }
    }
}

/// Things of one kind, by the parts that their marks name, each in the order of its id.
pub(super) struct Marked<'a, I, T>(HashMap<&'a str, Vec<(&'a I, &'a T)>>);

impl<'a, I: Ord, T> Marked<'a, I, T> {
    fn of(seen: &'a BTreeMap<I, T>, tags: fn(&T) -> &BTreeMap<String, String>) -> Self {
        let mut marked = HashMap::<_, Vec<_>>::default();
        for (id, seen) in seen {
            if let Some(part) = tags(seen).get(NAME_TAG) {
                marked.entry(part.as_str()).or_default().push((id, seen));
            }
        }
        Self(marked)
    }

    /// Lists what has this name in its mark.
    pub(super) fn named(&self, part: &str) -> impl Iterator<Item = (&'a I, &'a T)> {
        self.0.get(part).into_iter().flatten().copied()
    }

    /// Lists what has one of two names in its mark, in the order of its id.
    pub(super) fn named_either(&self, part: &str, other: Option<&str>) -> Vec<(&'a I, &'a T)> {
        let other = other.filter(|other| *other != part).into_iter();
        let other = other.flat_map(|other| self.named(other));
        let mut found: Vec<_> = self.named(part).chain(other).collect();
        found.sort_by_key(|(id, _)| *id);
        found
    }
}
