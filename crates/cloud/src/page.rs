//! Every page of a list.
//!
//! The API gives rows in no particular order, and while things change a row may move from one page to another between two calls. Rows are
//! therefore kept by their identity, and a list that moved while it was read is read again: a row that slipped through unseen might be made a
//! second time by whoever misses it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire::drop_nulls;

/// The most rows that the API puts on a page (source: the `PageSize` of every list operation).
const PAGE_SIZE: usize = 50;

/// The most pages that are read of one list. No account has as many rows: a list that goes on is a fault of the server.
const MOST_PAGES: usize = 1000;

/// The most often that a list is read which moves each time.
const MOST_READINGS: usize = 3;

/// The most memory that the answers of one list may take, in bytes.
const HEAVIEST_LIST: usize = 64 * 1024 * 1024;

/// A row of a list.
pub(crate) trait Row: DeserializeOwned {
    /// Where the rows are in the answer, such as `Cens.Cen`: the name of the wrapper, and names within it.
    const PATH: &'static [&'static str];

    /// What tells this row from the others of its list.
    fn identity(&self) -> String;
}

/// What comes with the rows of a page.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trailer {
    total_count: Option<Count>,
    #[serde(default)]
    next_token: String,
}

/// A number of rows, which some operations write as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Number(usize),
    Text(String),
}

/// A list, read once from its first page to its last.
struct Reading<T> {
    rows: BTreeMap<String, T>,
    /// About how much memory the answers take, in bytes.
    weight: usize,
    /// How many there are, if the last page says so.
    total_count: Option<usize>,
    /// Whether rows may have moved from page to page meanwhile: one came twice, or the pages count differently.
    moved: bool,
}

struct Page<T> {
    /// None if the answer does not even have the wrapper.
    rows: Option<Vec<T>>,
    total_count: Option<usize>,
    next_token: String,
    /// About how much memory the answer takes, in bytes.
    weight: usize,
}

impl<T: Row> Reading<T> {
    fn new() -> Self {
        Self {
            rows: BTreeMap::new(),
            weight: 0,
            total_count: None,
            moved: false,
        }
    }

    /// Takes the rows of a page in, and tells whether any of them is new. None if the list has become too large.
    fn take(&mut self, rows: Vec<T>, weight: usize) -> Option<bool> {
        let before = self.rows.len();
        self.rows
            .extend(rows.into_iter().map(|row| (row.identity(), row)));
        self.weight += weight;
        let fits = self.weight <= HEAVIEST_LIST && self.rows.len() <= MOST_PAGES * PAGE_SIZE;
        fits.then_some(self.rows.len() > before)
    }
}

impl Client {
    /// Every row of a list that is paged by number, sorted by identity. Takes one call for each 50 rows, and at least one; up to three times
    /// as many if rows move meanwhile. Safe to run again.
    ///
    /// # Errors
    /// Those of the calls; one of the kind `Unknown` if rows moved each time and some of them were never seen.
    pub(crate) async fn numbered_pages<T: Row>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<Vec<T>, Error> {
        let (mut seen, mut total) = (BTreeMap::new(), 0);
        for _ in 0..MOST_READINGS {
            let reading = self.reading(operation, &parameters).await?;
            if !reading.moved {
                warn_of_difference(operation.action, reading.rows.len(), reading.total_count);
                return Ok(reading.rows.into_values().collect());
            }
            tracing::debug!(operation.action, "the list changed while it was read");
            total = reading.total_count.unwrap_or_default();
            seen.extend(reading.rows);
        }
        // What is busy is never at rest. It is known well enough if no row can have slipped through every time.
        if seen.len() >= total {
            Ok(seen.into_values().collect())
        } else {
            Err(moving(operation.action))
        }
    }

    async fn reading<T: Row>(
        &self,
        operation: Operation<'_>,
        parameters: &Parameters,
    ) -> Result<Reading<T>, Error> {
        let mut reading = Reading::new();
        let (mut read, mut counts) = (0, BTreeSet::new());
        for number in 1..=MOST_PAGES {
            let page: Page<T> = self
                .page(
                    operation,
                    parameters
                        .clone()
                        .with("PageNumber", number)
                        .with("PageSize", PAGE_SIZE),
                )
                .await?;
            let Some(page_rows) = page
                .rows
                .or_else(|| (page.total_count == Some(0)).then(Vec::new))
            else {
                // Nothing would be the wrong conclusion: the caller might create what is there already.
                return Err(Error::unclear(
                    operation.action,
                    &format!("the answer has no `{}`", T::PATH[0]),
                ));
            };
            read += page_rows.len();
            counts.insert(page.total_count);
            let is_last =
                page_rows.is_empty() || page.total_count.is_some_and(|total| read >= total);
            let is_news = reading
                .take(page_rows, page.weight)
                .ok_or_else(|| too_large(operation.action))?;
            // Without news either every row has moved here from the page before, or the server has no end of pages.
            if is_last || (!is_news && page.total_count.is_some()) {
                reading.total_count = page.total_count;
                reading.moved = !is_last || reading.rows.len() < read || counts.len() > 1;
                return Ok(reading);
            }
            if !is_news {
                break;
            }
        }
        Err(endless(operation.action))
    }

    /// Every row of a list that is paged by token, sorted by identity. An answer without the list counts as an empty one: the only operation
    /// of this kind gives such an answer when nothing is there. Safe to run again.
    pub(crate) async fn token_pages<T: Row>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<Vec<T>, Error> {
        let parameters = parameters.with("MaxResults", PAGE_SIZE);
        let mut list = Reading::new();
        let mut token = String::new();
        for _ in 0..MOST_PAGES {
            let page: Page<T> = self
                .page(operation, parameters.clone().with_text("NextToken", &token))
                .await?;
            let page_rows = page.rows.unwrap_or_default();
            let is_last = page_rows.is_empty() || page.next_token.is_empty();
            list.take(page_rows, page.weight)
                .ok_or_else(|| too_large(operation.action))?;
            if is_last {
                return Ok(list.rows.into_values().collect());
            }
            if token == page.next_token {
                break;
            }
            token = page.next_token;
        }
        Err(endless(operation.action))
    }

    async fn page<T: Row>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<Page<T>, Error> {
        let answer: Value = self.call(operation, parameters.into_pairs()).await?;
        decode(answer).map_err(|reason| {
            self.clean(Error::unclear(
                operation.action,
                &format!("the answer cannot be read ({reason})"),
            ))
        })
    }
}

fn decode<T: Row>(mut answer: Value) -> Result<Page<T>, serde_json::Error> {
    drop_nulls(&mut answer);
    let weight = weight(&answer);
    let trailer = Trailer::deserialize(&answer)?;
    let total_count = match trailer.total_count {
        Some(Count::Number(count)) => Some(count),
        Some(Count::Text(text)) => text.parse().ok(),
        None => None,
    };
    Ok(Page {
        rows: rows(&mut answer)?,
        total_count,
        next_token: trailer.next_token,
        weight,
    })
}

fn rows<T: Row>(answer: &mut Value) -> Result<Option<Vec<T>>, serde_json::Error> {
    let (wrapper, inner) = T::PATH.split_first().expect("every list has a name");
    let Some(wrapped) = answer.get_mut(wrapper) else {
        return Ok(None);
    };
    let list = inner
        .iter()
        .try_fold(wrapped, |value, name| value.get_mut(name));
    list.map_or_else(
        || Ok(Some(Vec::new())),
        |list| serde_json::from_value(list.take()).map(Some),
    )
}

fn warn_of_difference(action: &str, rows: usize, total_count: Option<usize>) {
    if let Some(total) = total_count.filter(|total| *total != rows) {
        tracing::warn!(
            action,
            rows,
            total,
            "the list has another number of rows than it says"
        );
    }
}

fn moving(action: &'static str) -> Error {
    Error::unclear(
        action,
        &format!("the list changed each of the {MOST_READINGS} times that it was read"),
    )
}

/// About how much memory a value takes, in bytes.
fn weight(value: &Value) -> usize {
    let below = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| name.len() + weight(field))
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + below
}

fn too_large(action: &'static str) -> Error {
    Error::unclear(
        action,
        &format!(
            "the list is larger than {} rows or {HEAVIEST_LIST} bytes",
            MOST_PAGES * PAGE_SIZE
        ),
    )
}

fn endless(action: &'static str) -> Error {
    Error::unclear(
        action,
        &format!("the list repeats itself, or did not end after {MOST_PAGES} pages"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ErrorKind;
    use crate::scripted::Scripted;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Cen {
        cen_id: String,
    }

    impl Row for Cen {
        const PATH: &'static [&'static str] = &["Cens", "Cen"];

        fn identity(&self) -> String {
            self.cen_id.clone()
        }
    }

    fn cens(numbers: std::ops::Range<usize>) -> Value {
        let rows: Vec<_> = numbers
            .map(|number| json!({"CenId": format!("cen-{number:05}")}))
            .collect();
        json!({ "Cen": rows })
    }

    /// How many rows come of these answers, and how many calls it took.
    async fn numbered(answers: Vec<Value>) -> (Result<usize, ErrorKind>, usize) {
        let scripted = Scripted::new(answers);
        let result = scripted
            .client()
            .numbered_pages::<Cen>(Operation::cbn("DescribeCens"), Parameters::new())
            .await;
        (
            result.map(|rows| rows.len()).map_err(|error| error.kind),
            scripted.calls().len(),
        )
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_takes_one_call_for_each_fifty_rows() {
        for (total, calls) in [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)] {
            let page = |number: usize| json!({"TotalCount": total, "Cens": cens(number * 50..total.min(number * 50 + 50))});
            assert_eq!(
                numbered((0..calls).map(page).collect()).await,
                (Ok(total), calls),
                "{total}"
            );
        }
    }

    /// The answers to a reading of a list of two pages.
    fn pages(pages: [(usize, std::ops::Range<usize>); 2]) -> Vec<Value> {
        pages
            .map(|(total, rows)| json!({"TotalCount": total, "Cens": cens(rows)}))
            .to_vec()
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_whose_rows_moved_while_it_was_read_is_read_again() {
        let at_rest = || pages([(60, 0..50), (60, 50..60)]);
        // One row comes twice, so another slipped through; one was made; one is gone, and its neighbour slipped through.
        for moved in [
            pages([(60, 0..50), (60, 49..59)]),
            pages([(60, 0..50), (61, 49..60)]),
            pages([(60, 0..50), (59, 51..60)]),
        ] {
            assert_eq!(numbered([moved, at_rest()].concat()).await, (Ok(60), 4));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_that_is_never_at_rest_is_known_only_if_nothing_can_have_slipped_through() {
        let busy = [
            pages([(60, 0..50), (61, 49..60)]),
            pages([(61, 0..50), (62, 49..61)]),
            pages([(62, 0..50), (61, 49..60)]),
        ];
        assert_eq!(numbered(busy.concat()).await, (Ok(61), 6));
        let slipping = pages([(60, 0..50), (60, 49..59)]);
        assert_eq!(
            numbered([slipping.clone(), slipping.clone(), slipping].concat()).await,
            (Err(ErrorKind::Unknown), 6)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_empty_page_ends_a_list_whatever_was_promised() {
        let promised = vec![
            json!({"TotalCount": 99, "Cens": cens(0..50)}),
            json!({"TotalCount": 99, "Cens": cens(0..0)}),
        ];
        assert_eq!(numbered(promised).await, (Ok(50), 2));
        let uncounted = vec![json!({"Cens": cens(0..10)}), json!({"Cens": {}})];
        assert_eq!(numbered(uncounted).await, (Ok(10), 2));
        assert_eq!(numbered(vec![json!({"TotalCount": "0"})]).await, (Ok(0), 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_without_end_is_given_up() {
        let page = |number: usize| json!({"TotalCount": 1_000_000_000, "Cens": cens(number * 50..number * 50 + 50)});
        assert_eq!(
            numbered((0..=MOST_PAGES).map(page).collect()).await,
            (Err(ErrorKind::Unknown), MOST_PAGES)
        );
    }

    #[tokio::test]
    async fn a_list_that_repeats_itself_is_given_up_at_once() {
        let same = json!({"TotalCount": 1_000_000_000, "Cens": cens(0..50)});
        assert_eq!(
            numbered(vec![same; 7]).await,
            (Err(ErrorKind::Unknown), 2 * MOST_READINGS)
        );
        assert_eq!(
            numbered(vec![json!({"Cens": cens(0..50)}); 3]).await,
            (Err(ErrorKind::Unknown), 2)
        );
        let endless = Scripted::new(vec![json!({"NextToken": "t", "Cens": cens(0..50)}); 3]);
        assert!(
            endless
                .client()
                .token_pages::<Cen>(Operation::cbn("DescribeCens"), Parameters::new())
                .await
                .is_err()
        );
        assert_eq!(endless.calls().len(), 2);
    }

    #[tokio::test]
    async fn a_list_that_is_too_heavy_is_given_up() {
        let heavy = |number: usize| json!({"TotalCount": 1_000_000_000, "Cens": {"Cen": [{"CenId": format!("cen-{number}"), "Name": "x".repeat(8 << 20)}]}});
        assert_eq!(
            numbered((0..20).map(heavy).collect()).await,
            (Err(ErrorKind::Unknown), 8)
        );
        let rows = |number: usize| json!({"TotalCount": 1_000_000_000, "Cens": cens(number * 20_000..(number + 1) * 20_000)});
        assert_eq!(
            numbered((0..9).map(rows).collect()).await,
            (Err(ErrorKind::Unknown), 3)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_without_the_list_does_not_mean_that_nothing_is_there() {
        assert_eq!(
            numbered(vec![json!({"RequestId": "R"})]).await,
            (Err(ErrorKind::Unknown), 1)
        );
        assert_eq!(
            numbered(vec![json!({"TotalCount": 1, "Cens": {"Cen": [{}]}})]).await,
            (Err(ErrorKind::Unknown), 1)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_are_followed_until_there_is_none() {
        let answers = vec![
            json!({"NextToken": "t", "Cens": cens(0..50)}),
            json!({"NextToken": "", "Cens": cens(50..51)}),
        ];
        let scripted = Scripted::new(answers);
        let rows = scripted
            .client()
            .token_pages::<Cen>(Operation::cbn("DescribeCens"), Parameters::new())
            .await
            .unwrap();
        assert_eq!(rows.len(), 51);
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ DescribeCens MaxResults=50",
                "POST https://cbn.aliyuncs.com/ DescribeCens MaxResults=50 NextToken=t"
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_without_end_are_given_up_and_a_missing_list_is_an_empty_one() {
        let page = |number: usize| json!({"NextToken": number.to_string(), "Cens": cens(0..50)});
        let endless = Scripted::new((0..=MOST_PAGES).map(page).collect::<Vec<_>>());
        assert!(
            endless
                .client()
                .token_pages::<Cen>(Operation::cbn("DescribeCens"), Parameters::new())
                .await
                .is_err()
        );
        let bare = Scripted::new(vec![json!({"RequestId": "R"})]);
        assert!(
            bare.client()
                .token_pages::<Cen>(Operation::cbn("DescribeCens"), Parameters::new())
                .await
                .unwrap()
                .is_empty()
        );
    }
}
