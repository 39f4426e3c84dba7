//! A list, read once from its first page to its last, and the limits of every list.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use crate::error::Error;

/// The most rows that are asked for in one page (source: the `PageSize` of every list operation; no
/// `MaxResults` is less).
pub(super) const PAGE_SIZE: usize = 50;

/// The most pages that are read of one list. No account has as many rows: a list that goes on is a
/// fault of the server.
pub(super) const MOST_PAGES: usize = 1000;

/// The most memory that the answers of one list may take, in bytes.
const HEAVIEST_LIST: usize = 64 * 1024 * 1024;

/// A row of a list.
pub(crate) trait ListRow: DeserializeOwned {
    /// Where the rows are in the answer, such as `Cens.Cen`: the name of the wrapper, and names
    /// within it.
    const PATH: &'static [&'static str];

    /// Returns what tells this row from the others of its list.
    fn identity(&self) -> String;
}

/// A page of a list.
pub(super) struct ReadPage<T> {
    /// None if the answer does not even have the wrapper.
    pub(super) rows: Option<Vec<T>>,
    pub(super) total_count: Option<usize>,
    pub(super) next_token: String,
    /// About how much memory the answer takes, in bytes.
    pub(super) weight: usize,
}

impl<T: ListRow> ReadPage<T> {
    /// Returns the rows. An answer without the list is an empty list only if it says that there is
    /// nothing: otherwise the caller might create a duplicate of what is there.
    ///
    /// # Errors
    /// An error of the kind `Unknown`, if the answer has no list.
    pub(super) fn take_rows(&mut self, action: &'static str) -> Result<Vec<T>, Error> {
        let is_empty = self.total_count == Some(0);
        let missing = || Error::unclear(action, &format!("the answer has no `{}`", T::PATH[0]));
        self.rows
            .take()
            .or_else(|| is_empty.then(Vec::new))
            .ok_or_else(missing)
    }
}

/// A list, read from its first page to its last.
pub(super) struct Reading<T> {
    pub(super) action: &'static str,
    pub(super) rows: BTreeMap<String, T>,
    /// How many rows came, also those that came twice.
    pub(super) read: usize,
    /// About how much memory the answers take, in bytes.
    weight: usize,
    /// The numbers of rows that the pages say.
    counts: BTreeSet<Option<usize>>,
    /// How many there are, if the last page says so.
    pub(super) total_count: Option<usize>,
}

impl<T: ListRow> Reading<T> {
    pub(super) fn new(action: &'static str) -> Self {
        Self {
            action,
            rows: BTreeMap::new(),
            read: 0,
            weight: 0,
            counts: BTreeSet::new(),
            total_count: None,
        }
    }

    /// Takes in a page, and tells whether any of its rows is new.
    ///
    /// # Errors
    /// An error of the kind `Unknown`, if the answer has no list, or the list has become too large.
    pub(super) fn take(&mut self, mut page: ReadPage<T>) -> Result<bool, Error> {
        let before = self.rows.len();
        let rows = page.take_rows(self.action)?;
        self.read += rows.len();
        self.rows
            .extend(rows.into_iter().map(|row| (row.identity(), row)));
        self.counts.insert(page.total_count);
        self.total_count = page.total_count;
        self.weight += page.weight;
        if self.weight > HEAVIEST_LIST || self.rows.len() > MOST_PAGES * PAGE_SIZE {
            return Err(too_large(self.action));
        }
        Ok(self.rows.len() > before)
    }

    /// Tells whether rows moved from page to page meanwhile: one came twice, or the pages count
    /// differently.
    pub(super) fn has_moved(&self) -> bool {
        self.rows.len() < self.read || self.counts.len() > 1
    }
}

fn too_large(action: &'static str) -> Error {
    let most = MOST_PAGES * PAGE_SIZE;
    Error::unclear(
        action,
        &format!("the list is larger than {most} rows or {HEAVIEST_LIST} bytes"),
    )
}

/// Returns the error of a list that has no end.
pub(super) fn endless(action: &'static str) -> Error {
    Error::unclear(
        action,
        &format!("the list repeats itself, or did not end after {MOST_PAGES} pages"),
    )
}
