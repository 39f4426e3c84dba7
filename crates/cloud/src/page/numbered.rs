//! A list that is paged by number.

use futures::stream::{self, StreamExt as _};

use super::reading::{ListRow, MOST_PAGES, PAGE_SIZE, ReadPage, Reading, endless};
use super::settle::{Settled, read_until_settled};
use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;

/// How many pages of a list are read side by side. A thousand rows are all there at the second answer.
const PAGES_AT_ONCE: usize = 20;

impl Client {
    /// Lists every row of a list that is paged by number, sorted by identity. Takes one call for
    /// each 50 rows, and at least one; up to three times as many if rows move meanwhile. Safe to run
    /// again.
    ///
    /// # Errors
    /// Those of the calls; one of the kind `Unknown` if rows moved each time and some of them were
    /// never seen.
    pub(crate) async fn numbered_pages<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<Vec<T>, Error> {
        self.numbered_pages_of(operation, parameters, 0).await
    }

    /// As [`Client::numbered_pages`], where the list has about so many rows: as many pages are asked
    /// for at once, in place of the first one alone.
    ///
    /// # Errors
    /// As [`Client::numbered_pages`].
    pub(crate) async fn numbered_pages_of<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
        about: usize,
    ) -> Result<Vec<T>, Error> {
        let pages = about.div_ceil(PAGE_SIZE).clamp(1, MOST_PAGES);
        let read = async || self.read_by_number(operation, &parameters, pages).await;
        // Boxed, so that the futures of callers do not become too deep for the compiler.
        Box::pin(read_until_settled(operation.action, read)).await
    }

    /// Lists the first rows of a list that is paged by number. Safe to run again.
    ///
    /// # Errors
    /// Those of the call.
    pub(crate) async fn first_page<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<FirstRows<T>, Error> {
        let mut page = self.page_of(operation, &parameters, 1).await?;
        let rows = page.take_rows(operation.action)?;
        let total = page.total_count;
        Ok(FirstRows { rows, total })
    }

    /// Reads the list once. Tells also whether rows moved meanwhile. A page says how many rows there
    /// are, so the pages that must follow the first ones are read side by side.
    async fn read_by_number<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: &Parameters,
        first: usize,
    ) -> Result<Settled<T>, Error> {
        let mut reading = Reading::new(operation.action);
        let mut read = 0;
        let mut sure = first;
        while read < sure {
            let pages = stream::iter(read + 1..=sure);
            let mut pages = pages
                .map(|number| self.page_of(operation, parameters, number))
                .buffered(PAGES_AT_ONCE);
            while let Some(page) = pages.next().await {
                if let Some(end) = reading.take_numbered(page?)? {
                    return end.settled(reading);
                }
            }
            drop(pages);
            (read, sure) = match read {
                0 => (sure, (sure + reading.pages_left()).min(MOST_PAGES)),
                _ => (sure, sure),
            };
        }
        // Pages were shorter than asked for, or the list became longer.
        for number in sure + 1..=MOST_PAGES {
            let page = self.page_of(operation, parameters, number).await?;
            if let Some(end) = reading.take_numbered(page)? {
                return end.settled(reading);
            }
        }
        Err(endless(operation.action))
    }

    async fn page_of<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: &Parameters,
        number: usize,
    ) -> Result<ReadPage<T>, Error> {
        let parameters = parameters
            .clone()
            .with("PageNumber", number)
            .with("PageSize", PAGE_SIZE);
        self.page(operation, parameters).await
    }
}

/// The first rows of a list.
#[derive(Clone, Debug)]
pub struct FirstRows<T> {
    /// The rows, in the order of the API.
    pub rows: Vec<T>,
    /// How many rows the list has, if the API says so.
    pub total: Option<usize>,
}

impl<T> FirstRows<T> {
    /// Tells whether the list has no others.
    pub fn are_all(&self) -> bool {
        self.total.is_some_and(|total| total <= self.rows.len())
    }
}

/// How a reading ends.
enum End {
    /// Every row was read, as far as the pages say.
    Complete,
    /// A page brought nothing new although rows are missing: they moved to a page before.
    Moved,
    /// The server has no end of pages.
    Endless,
}

impl End {
    fn settled<T: ListRow>(self, reading: Reading<T>) -> Result<Settled<T>, Error> {
        let has_moved = match self {
            Self::Complete => reading.has_moved(),
            Self::Moved => true,
            Self::Endless => return Err(endless(reading.action)),
        };
        Ok(Settled { reading, has_moved })
    }
}

impl<T: ListRow> Reading<T> {
    /// Takes in the next page, and returns how the reading ends if this page was the last.
    fn take_numbered(&mut self, page: ReadPage<T>) -> Result<Option<End>, Error> {
        let before = self.read;
        let is_news = self.take(page)?;
        let is_last =
            self.read == before || self.total_count.is_some_and(|total| self.read >= total);
        Ok(match (is_last, is_news, self.total_count) {
            (true, _, _) => Some(End::Complete),
            (false, true, _) => None,
            (false, false, Some(_)) => Some(End::Moved),
            (false, false, None) => Some(End::Endless),
        })
    }

    /// Returns how many pages must follow at least.
    fn pages_left(&self) -> usize {
        let left = self
            .total_count
            .unwrap_or_default()
            .saturating_sub(self.read);
        left.div_ceil(PAGE_SIZE)
    }
}
