//! Pages of lists. What is found is counted and cut before any row is made of it: the cost of a page is that of its rows.

use serde::Serialize;

use crate::object::object;
use crate::response::Body;

/// Which part of a list is wanted, by the number of its page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) size: usize,
    /// Whether the rows have moved since the page before was read.
    pub(crate) shifted: bool,
}

/// Which part of a list is wanted that is read token by token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenPage {
    /// The number of the first row, counted from 0: what the token says.
    pub(crate) first: usize,
    /// None if everything is wanted.
    pub(crate) size: Option<usize>,
    /// As that of [`Page`].
    pub(crate) shifted: bool,
}

/// A page of a list that is read token by token.
pub(crate) struct TokenRows<R> {
    pub(crate) rows: Vec<R>,
    /// The token of the next page; empty if this is the last one.
    pub(crate) next: String,
    pub(crate) total: usize,
}

impl Page {
    /// Returns what this page shows of a list, and how much the whole list has.
    pub(crate) fn cut<T>(self, found: impl IntoIterator<Item = T>) -> (Vec<T>, usize) {
        let first = (self.number - 1).saturating_mul(self.size);
        cut(found, first, self.size, self.shifted)
    }

    /// Returns the page as most answers wrap it, `{wrapper: {item: [...]}}`, with its numbers.
    pub(crate) fn answer<T, R: Serialize>(
        self,
        (wrapper, item): (&str, &str),
        found: impl IntoIterator<Item = T>,
        row: impl FnMut(T) -> R,
    ) -> Body {
        let (shown, total) = self.cut(found);
        let rows: Vec<_> = shown.into_iter().map(row).collect();
        self.numbered(wrapper, object! { item: rows }, total)
    }

    /// Returns the same where the list is a plain array, `{name: [...]}`.
    pub(crate) fn plain_answer<T, R: Serialize>(
        self,
        name: &str,
        found: impl IntoIterator<Item = T>,
        row: impl FnMut(T) -> R,
    ) -> Body {
        let (shown, total) = self.cut(found);
        let rows: Vec<_> = shown.into_iter().map(row).collect();
        self.numbered(name, rows, total)
    }

    /// Returns rows as an answer, with the numbers of their page.
    pub(crate) fn numbered(self, name: &str, rows: impl Serialize, total: usize) -> Body {
        let Self { number, size, .. } = self;
        Body::of(
            &object! { name: rows, "PageNumber": number, "PageSize": size, "TotalCount": total },
        )
    }
}

impl TokenPage {
    /// Returns what this page shows of a list.
    pub(crate) fn rows<T, R: Serialize>(
        self,
        found: impl IntoIterator<Item = T>,
        row: impl FnMut(T) -> R,
    ) -> TokenRows<R> {
        let size = self.size.unwrap_or(usize::MAX);
        let (shown, total) = cut(found, self.first, size, self.shifted);
        let end = self.first.saturating_add(shown.len());
        TokenRows {
            rows: shown.into_iter().map(row).collect(),
            next: if end < total {
                end.to_string()
            } else {
                String::new()
            },
            total,
        }
    }

    /// Returns the page as most answers have it, under the name of its list.
    pub(crate) fn answer<T, R: Serialize>(
        self,
        name: &str,
        found: impl IntoIterator<Item = T>,
        row: impl FnMut(T) -> R,
    ) -> Body {
        let shown = self.rows(found, row);
        self.numbered(name, &shown.rows, &shown)
    }

    /// Returns rows as an answer, with what it says of their page.
    pub(crate) fn numbered<R>(
        self,
        name: &str,
        rows: impl Serialize,
        TokenRows { next, total, .. }: &TokenRows<R>,
    ) -> Body {
        let size = self.size.unwrap_or(*total);
        Body::of(
            &object! { name: rows, "MaxResults": size, "NextToken": next, "TotalCount": total },
        )
    }
}

/// Returns so many items from the `first` one on, and how many there are altogether.
fn cut<T>(
    items: impl IntoIterator<Item = T>,
    first: usize,
    size: usize,
    shifted: bool,
) -> (Vec<T>, usize) {
    let mut items = items.into_iter();
    // The first row has become the last, so that the one behind the first page is on no page that is read.
    let moved = match shifted && first > 0 {
        true => items.next(),
        false => None,
    };
    let mut items = items.chain(moved);
    let passed = items.by_ref().take(first).count();
    let shown: Vec<_> = items.by_ref().take(size).collect();
    let total = passed + shown.len() + rest(items);
    (shown, total)
}

/// Counts what is left. Many lists know that without a look at each item.
fn rest(items: impl Iterator) -> usize {
    match items.size_hint() {
        (least, Some(most)) if least == most => least,
        _ => items.count(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(number: usize, size: usize, shifted: bool) -> Page {
        Page {
            number,
            size,
            shifted,
        }
    }

    #[test]
    fn a_page_is_cut_out_and_all_are_counted() {
        for (number, size, shown) in [
            (1, 3, vec![1, 2, 3]),
            (2, 3, vec![4, 5]),
            (3, 3, vec![]),
            (usize::MAX, 3, vec![]),
        ] {
            let page = page(number, size, false);
            assert_eq!(page.cut(1..=5), (shown.clone(), 5));
            assert_eq!(page.cut((1..=9).filter(|n| *n < 6)), (shown, 5));
        }
        assert_eq!(page(1, 3, false).cut(0..0), (vec![], 0));
    }

    #[test]
    fn of_moved_rows_one_is_seen_twice_and_another_never() {
        assert_eq!(page(1, 3, true).cut(1..=5), (vec![1, 2, 3], 5));
        assert_eq!(page(2, 3, true).cut(1..=5), (vec![5, 1], 5));
        assert_eq!(page(2, 3, true).cut(0..0), (vec![], 0));
    }

    #[test]
    fn the_last_page_has_no_token() {
        let page = |first, size| TokenPage {
            first,
            size,
            shifted: false,
        };
        for (first, size, next) in [
            (0, Some(3), "3"),
            (3, Some(3), ""),
            (9, Some(3), ""),
            (0, None, ""),
        ] {
            let rows = page(first, size).rows(0..5, |row| row);
            assert_eq!((rows.next.as_str(), rows.total), (next, 5));
        }
        let whole = page(0, None).answer("Rows", 0..2, |row| row);
        let answer = json!({ "Rows": [0, 1], "MaxResults": 2, "NextToken": "", "TotalCount": 2 });
        assert_eq!(whole.value(), answer);
    }
}
