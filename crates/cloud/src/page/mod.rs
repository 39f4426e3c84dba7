//! Every page of a list.
//!
//! The API gives rows in no particular order, and while things change a row may move from one page
//! to another between two calls. Rows are therefore kept by their identity, and a list that moved
//! while it was read is read again: a caller that misses a row might create the object a
//! second time.

mod answer;
mod numbered;
mod reading;
mod settle;
mod token;

pub use self::numbered::FirstRows;
pub(crate) use self::reading::ListRow;

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::ListRow;
    use super::reading::MOST_PAGES;
    use super::settle::MOST_READINGS;
    use crate::error::ErrorKind;
    use crate::operation::Operation;
    use crate::parameters::Parameters;
    use crate::scripted::Scripted;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Cen {
        cen_id: String,
    }

    impl ListRow for Cen {
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

    /// Returns how many rows come of these answers, and how many calls it took.
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

    /// Returns the answers to a reading of a list of two pages.
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

    /// Returns how many rows come of these answers to a list that is paged by token, and how many calls it
    /// took.
    async fn by_token(answers: Vec<Value>) -> (Result<usize, ErrorKind>, usize) {
        let scripted = Scripted::new(answers);
        let result = scripted
            .client()
            .token_pages::<Cen>(Operation::cbn("DescribeCens"), Parameters::new())
            .await;
        (
            result.map(|rows| rows.len()).map_err(|error| error.kind),
            scripted.calls().len(),
        )
    }

    fn token_page(token: &str, total: usize, rows: std::ops::Range<usize>) -> Value {
        json!({"NextToken": token, "TotalCount": total, "Cens": cens(rows)})
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_are_followed_until_there_is_none() {
        let answers = vec![
            json!({"NextToken": "t", "Cens": cens(0..50)}),
            json!({"NextToken": "u", "Cens": cens(0..0)}),
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
                "POST https://cbn.aliyuncs.com/ DescribeCens MaxResults=50 NextToken=t",
                "POST https://cbn.aliyuncs.com/ DescribeCens MaxResults=50 NextToken=u"
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_by_token_whose_rows_moved_while_it_was_read_is_read_again() {
        let at_rest = [token_page("t", 60, 0..50), token_page("", 60, 50..60)];
        // One row comes twice; one was made; one is gone; one slipped through.
        for moved in [
            [token_page("t", 60, 0..50), token_page("", 60, 49..59)],
            [token_page("t", 60, 0..50), token_page("", 61, 50..61)],
            [token_page("t", 60, 0..50), token_page("", 59, 50..59)],
            [token_page("t", 60, 0..50), token_page("", 60, 51..60)],
        ] {
            let answers = [moved.to_vec(), at_rest.to_vec()].concat();
            assert_eq!(by_token(answers).await, (Ok(60), 4));
        }
        let short = vec![token_page("", 3, 0..2); 3];
        assert_eq!(by_token(short).await, (Err(ErrorKind::Unknown), 3));
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_without_end_are_given_up() {
        let page = |number: usize| json!({"NextToken": number.to_string(), "Cens": cens(0..50)});
        let answers = (0..=MOST_PAGES).map(page).collect();
        assert_eq!(
            by_token(answers).await,
            (Err(ErrorKind::Unknown), MOST_PAGES)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_missing_list_is_an_empty_one_only_where_the_api_means_it_so() {
        let bare = json!({"RequestId": "R"});
        assert_eq!(
            by_token(vec![bare.clone()]).await,
            (Err(ErrorKind::Unknown), 1)
        );
        let counted = json!({"TotalCount": 0});
        assert_eq!(by_token(vec![counted]).await, (Ok(0), 1));
        let scripted = Scripted::new([bare]);
        let rows = scripted
            .client()
            .token_pages_or_none::<Cen>(Operation::cbn("DescribeCens"), Parameters::new())
            .await;
        assert!(rows.unwrap().is_empty());
    }
}
