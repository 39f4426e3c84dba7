//! A list that is paged by number.

use super::reading::{MOST_PAGES, PAGE_SIZE, Reading, Row, endless};
use super::settle::{Settled, read_until_settled};
use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;

impl Client {
    /// Lists every row of a list that is paged by number, sorted by identity. Takes one call for
    /// each 50 rows, and at least one; up to three times as many if rows move meanwhile. Safe to run
    /// again.
    ///
    /// # Errors
    /// Those of the calls; one of the kind `Unknown` if rows moved each time and some of them were
    /// never seen.
    pub(crate) async fn numbered_pages<T: Row>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<Vec<T>, Error> {
        let read = async || self.read_by_number(operation, &parameters).await;
        // Boxed, so that the futures of callers do not become too deep for the compiler.
        Box::pin(read_until_settled(operation.action, read)).await
    }

    /// Reads the list once. Tells also whether rows moved meanwhile.
    async fn read_by_number<T: Row>(
        &self,
        operation: Operation<'_>,
        parameters: &Parameters,
    ) -> Result<Settled<T>, Error> {
        let mut reading = Reading::new(operation.action);
        for number in 1..=MOST_PAGES {
            let parameters = parameters
                .clone()
                .with("PageNumber", number)
                .with("PageSize", PAGE_SIZE);
            let page = self.page(operation, parameters).await?;
            let before = reading.read;
            let is_news = reading.take(page)?;
            let is_last = reading.read == before
                || reading
                    .total_count
                    .is_some_and(|total| reading.read >= total);
            // Without news either every row has moved here from the page before, or the server has
            // no end of pages.
            if is_last || (!is_news && reading.total_count.is_some()) {
                let has_moved = !is_last || reading.has_moved();
                return Ok(Settled { reading, has_moved });
            }
            if !is_news {
                break;
            }
        }
        Err(endless(operation.action))
    }
}
