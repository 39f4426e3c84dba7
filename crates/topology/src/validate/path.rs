//! Paths from the top of the file to one of its parts.

use std::borrow::Cow;

use arrayvec::ArrayVec;

/// The most steps of a path: the language has eight levels.
const MOST_STEPS: usize = 12;

/// The keys and list positions that lead to a part of the file.
#[derive(Clone, Debug)]
pub(super) struct Path<'a>(ArrayVec<Cow<'a, str>, MOST_STEPS>);

impl<'a> Path<'a> {
    pub(super) fn new(steps: &[&'a str]) -> Self {
        Self(steps.iter().map(|step| Cow::Borrowed(*step)).collect())
    }

    /// Returns the path to a key below this part.
    pub(super) fn key(&self, key: &'a str) -> Self {
        self.then(Cow::Borrowed(key))
    }

    /// Returns the path to an item of this list.
    pub(super) fn item(&self, at: usize) -> Self {
        self.then(Cow::Owned(at.to_string()))
    }

    /// Returns the last step: the key of the part, or its position in a list.
    pub(super) fn name(&self) -> &str {
        self.0.last().map_or("", |step| step)
    }

    pub(super) fn steps(&self) -> &[Cow<'a, str>] {
        &self.0
    }

    fn then(&self, step: Cow<'a, str>) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}
