//! A list that is paged by token.

use super::reading::{ListRow, MOST_PAGES, PAGE_SIZE, ReadPage, Reading, endless};
use super::settle::{Settled, read_until_settled};
use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;

impl Client {
    /// Lists every row of a list that is paged by token, sorted by identity; as
    /// [`Client::numbered_pages`].
    ///
    /// # Errors
    /// As [`Client::numbered_pages`].
    pub(crate) async fn token_pages<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<Vec<T>, Error> {
        self.tokens(operation, parameters, |page| page).await
    }

    /// The same for an operation whose answer has no list when nothing is there: only the
    /// `DescribeGrantRulesToCen` of CBN is known to do so.
    ///
    /// # Errors
    /// As [`Client::token_pages`].
    pub(crate) async fn token_pages_or_none<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<Vec<T>, Error> {
        let or_none = |page: ReadPage<T>| ReadPage {
            rows: Some(page.rows.unwrap_or_default()),
            ..page
        };
        self.tokens(operation, parameters, or_none).await
    }

    async fn tokens<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
        seen: impl Fn(ReadPage<T>) -> ReadPage<T>,
    ) -> Result<Vec<T>, Error> {
        let parameters = parameters.with("MaxResults", PAGE_SIZE);
        let read = async || self.read_by_token(operation, &parameters, &seen).await;
        // Boxed, so that the futures of callers do not become too deep for the compiler.
        Box::pin(read_until_settled(operation.action, read)).await
    }

    /// Reads the list once. Tells also whether rows moved meanwhile: one came twice, or the pages
    /// count differently, or fewer came than there are.
    async fn read_by_token<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: &Parameters,
        seen: impl Fn(ReadPage<T>) -> ReadPage<T>,
    ) -> Result<Settled<T>, Error> {
        let mut reading = Reading::new(operation.action);
        let mut token = String::new();
        for _ in 0..MOST_PAGES {
            let parameters = parameters.clone().with_text("NextToken", &token);
            let page = seen(self.page(operation, parameters).await?);
            let next = page.next_token.clone();
            reading.take(page)?;
            if next.is_empty() {
                let total = reading.total_count.unwrap_or_default();
                let has_moved = reading.has_moved() || reading.rows.len() < total;
                return Ok(Settled { reading, has_moved });
            }
            if token == next {
                break;
            }
            token = next;
        }
        Err(endless(operation.action))
    }
}
