//! A request's own parameters, read the way the API flattens lists: `Tag.1.Key`, `Filter.1.Value.2`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::page::{Page, TokenPage};
use crate::refusal::Refusal;
use crate::world::Tags;

/// The parameters that every request carries and no operation reads.
const COMMON: [&str; 11] = [
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// Tells whether a parameter is a display name or a description, such as `VpcName`.
fn is_text(name: &str) -> bool {
    ["Name", "Description"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// The parameters of one request, common ones included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters {
    values: BTreeMap<String, String>,
    shifted: bool,
}

/// One `Filter.N`: a key, and the values of which any will do.
pub(crate) struct Filter {
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
}

/// A value that is filtered by, looked up once for a whole list; none if the parameter is not given.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a>(Option<&'a str>);

impl Wanted<'_> {
    /// Tells whether this value passes.
    pub(crate) fn fits(self, value: &str) -> bool {
        self.0.is_none_or(|wanted| wanted == value)
    }
}

impl Filter {
    /// Tells whether one of its values is as wanted.
    pub(crate) fn any(&self, is_wanted: impl Fn(&str) -> bool) -> bool {
        self.values.iter().any(|value| is_wanted(value))
    }
}

impl Parameters {
    /// The first value of each key counts.
    pub(crate) fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, Cow<'a, str>)>) -> Self {
        let mut values = BTreeMap::new();
        for (key, value) in pairs {
            values
                .entry(key.to_owned())
                .or_insert_with(|| value.into_owned());
        }
        Self {
            values,
            shifted: false,
        }
    }

    /// Lets the rows of a list move between its first page and the others.
    pub(crate) fn shift_pages(&mut self) {
        self.shifted = true;
    }

    /// Tells whether a parameter that filters lets this value pass; one that is not given does.
    pub(crate) fn fits(&self, name: &str, value: &str) -> bool {
        self.wanted(name).fits(value)
    }

    /// Returns the value that a parameter filters by.
    pub(crate) fn wanted(&self, name: &str) -> Wanted<'_> {
        Wanted(self.get(name))
    }

    /// Returns a value; an empty one counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// The same with names and descriptions that have no spaces at their ends; none if there are no such spaces anyway.
    pub(crate) fn with_trimmed_texts(&self) -> Option<Self> {
        let has_spaces = |(name, text): (&String, &String)| is_text(name) && text.trim() != text;
        if !self.values.iter().any(has_spaces) {
            return None;
        }
        let mut parameters = self.clone();
        let values = parameters.values.iter_mut();
        for (_, text) in values.filter(|(name, _)| is_text(name)) {
            *text = text.trim().to_owned();
        }
        Some(parameters)
    }

    /// Returns a value, also an empty one.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Returns a mandatory value.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(name))
    }

    /// Returns a whole number, if it is there.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.get(name)
            .map(|value| value.parse().map_err(|_| Refusal::invalid(name)))
            .transpose()
    }

    /// Returns a truth value, if it is there.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let read = |value: &str| match value.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Refusal::invalid(name)),
        };
        self.get(name).map(read).transpose()
    }

    /// Returns the values of `Name.1`, `Name.2` and so on.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        self.indices(name)
            .into_iter()
            .filter_map(|index| self.get(&format!("{name}.{index}")))
            .collect()
    }

    /// Returns the tags `Tag.N.Key` and `Tag.N.Value`; at most 20.
    pub(crate) fn tags(&self) -> Result<Tags, Refusal> {
        let indices = self.indices("Tag");
        if indices.len() > 20 {
            return Err(Refusal::new(
                400,
                "InvalidTagKey",
                "The number of tags exceeds 20.",
            ));
        }
        let mut tags = Tags::new();
        for index in indices {
            let key = self
                .get(&format!("Tag.{index}.Key"))
                .ok_or_else(|| Refusal::missing(&format!("Tag.{index}.Key")))?;
            let reserved = key.starts_with("aliyun")
                || key.starts_with("acs:")
                || key.contains("http://")
                || key.contains("https://");
            let value = self
                .given(&format!("Tag.{index}.Value"))
                .unwrap_or_default();
            if reserved
                || key.chars().count() > 128
                || tags.insert(key.to_owned(), value.to_owned()).is_some()
            {
                return Err(Refusal::new(
                    400,
                    "InvalidTagKey",
                    "The specified tag key is not valid.",
                ));
            }
            if value.chars().count() > 128
                || value.contains("http://")
                || value.contains("https://")
            {
                return Err(Refusal::new(
                    400,
                    "InvalidTagValue",
                    "The specified tag value is not valid.",
                ));
            }
        }
        Ok(tags)
    }

    /// Returns the tags to filter by, which most operations call `Tag`: a key alone matches any value.
    pub(crate) fn tag_filters(&self, name: &str) -> Vec<(&str, Option<&str>)> {
        let pair = |index| {
            Some((
                self.get(&format!("{name}.{index}.Key"))?,
                self.get(&format!("{name}.{index}.Value")),
            ))
        };
        self.indices(name).into_iter().filter_map(pair).collect()
    }

    /// Returns the filters, each of whose keys must be one of `known`.
    pub(crate) fn filters(&self, known: &[&str]) -> Result<Vec<Filter>, Refusal> {
        let mut filters = Vec::new();
        for index in self.indices("Filter") {
            let key = self.required(&format!("Filter.{index}.Key"))?;
            if !known.contains(&key) {
                return Err(Refusal::new(
                    400,
                    "FilterKey.NotSupport",
                    "The specified filter key is not supported.",
                ));
            }
            let values = self
                .list(&format!("Filter.{index}.Value"))
                .into_iter()
                .map(str::to_owned)
                .collect();
            filters.push(Filter {
                key: key.to_owned(),
                values,
            });
        }
        Ok(filters)
    }

    /// `PageNumber`, by default 1, and `PageSize`, by default 10 and at most 50.
    pub(crate) fn page(&self) -> Result<Page, Refusal> {
        self.page_of_at_most(50)
    }

    /// As [`Parameters::page`], with another upper bound of `PageSize`.
    pub(crate) fn page_of_at_most(&self, most: usize) -> Result<Page, Refusal> {
        let number = self.number("PageNumber")?.unwrap_or(1);
        let size = self.number("PageSize")?.unwrap_or(10);
        let fits = |value: u64| usize::try_from(value).ok().filter(|value| *value > 0);
        let number = fits(number).ok_or_else(|| Refusal::invalid("PageNumber"))?;
        let size = fits(size)
            .filter(|size| *size <= most)
            .ok_or_else(|| Refusal::invalid("PageSize"))?;
        Ok(Page {
            number,
            size,
            shifted: self.shifted,
        })
    }

    /// `MaxResults`, at most 100, and `NextToken`.
    pub(crate) fn token_page(&self, usual: usize) -> Result<TokenPage, Refusal> {
        self.token_page_of("MaxResults", usual)
    }

    /// Returns the same where the size is called `MaxResult`.
    pub(crate) fn max_result_page(&self, usual: usize) -> Result<TokenPage, Refusal> {
        self.token_page_of("MaxResult", usual)
    }

    /// Returns the same where everything is wanted unless a size is given, and each number that is wrong is an `InvalidParameter`.
    pub(crate) fn token_page_or_all(&self) -> Result<TokenPage, Refusal> {
        let whole = self.token_page_from(None)?;
        match self.number("MaxResults")? {
            Some(size @ 1..=100) => self.token_page_from(Some(size)),
            Some(_) => Err(Refusal::invalid("MaxResults")),
            None => Ok(whole),
        }
    }

    /// Returns a page of this size from the row that `NextToken` says.
    pub(crate) fn token_page_from(&self, size: Option<u64>) -> Result<TokenPage, Refusal> {
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(TokenPage {
            first: self.number("NextToken")?.map_or(0, place),
            size: size.map(place),
            shifted: self.shifted,
        })
    }

    fn token_page_of(&self, max_results: &str, usual: usize) -> Result<TokenPage, Refusal> {
        let illegal = |name: &str| {
            Refusal::new(
                400,
                &format!("IllegalParam.{name}"),
                format!("The specified {name} is illegal."),
            )
        };
        let size = match self.get(max_results) {
            None => usual,
            Some(text) => {
                let size = text.parse().ok().filter(|size| (1..=100).contains(size));
                size.ok_or_else(|| illegal(max_results))?
            }
        };
        let first = match self.get("NextToken") {
            None => 0,
            Some(token) => token.parse().map_err(|_| illegal("NextToken"))?,
        };
        Ok(TokenPage {
            first,
            size: Some(size),
            shifted: self.shifted,
        })
    }

    /// Returns the request's own parameters that a log may show.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (&String, &String)> {
        self.own().filter(|(key, _)| key.as_str() != "OIDCToken")
    }

    /// Returns the request's own parameters, without the common ones.
    pub(crate) fn own(&self) -> impl Iterator<Item = (&String, &String)> {
        self.values
            .iter()
            .filter(|(key, _)| !COMMON.contains(&key.as_str()))
    }

    /// Returns the numbers N for which `Name.N` or anything below it is there, in order.
    pub(crate) fn indices(&self, name: &str) -> Vec<u64> {
        let index = |key: &String| {
            key.strip_prefix(name)?
                .strip_prefix('.')?
                .split('.')
                .next()?
                .parse()
                .ok()
        };
        let mut indices: Vec<u64> = self.values.keys().filter_map(index).collect();
        indices.sort_unstable();
        indices.dedup();
        indices
    }
}

/// Tells whether tags satisfy every tag filter.
pub(crate) fn tags_match(filters: &[(&str, Option<&str>)], tags: &Tags) -> bool {
    filters.iter().all(|(key, value)| {
        tags.get(*key)
            .is_some_and(|held| value.is_none_or(|value| held == value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::new(pairs.iter().map(|(key, value)| (*key, Cow::from(*value))))
    }

    #[test]
    fn lists_are_read_in_the_order_of_their_numbers() {
        let many: Vec<_> = (1..=12)
            .map(|n| (format!("ResourceId.{n}"), format!("r{n}")))
            .collect();
        let given = Parameters::new(
            many.iter()
                .map(|(key, value)| (key.as_str(), Cow::from(value))),
        );
        assert_eq!(given.list("ResourceId")[..3], ["r1", "r2", "r3"]);
        assert_eq!(given.list("ResourceId")[11], "r12");
    }

    #[test]
    fn a_page_is_at_most_50_and_counted_from_1() {
        assert!(parameters(&[("PageSize", "51")]).page().is_err());
        assert!(parameters(&[("PageNumber", "0")]).page().is_err());
        let page = parameters(&[]).page().unwrap();
        assert_eq!((page.number, page.size), (1, 10));
    }

    #[test]
    fn a_tag_twice_or_a_reserved_one_is_refused() {
        assert!(
            parameters(&[("Tag.1.Key", "a"), ("Tag.1.Value", "b")])
                .tags()
                .is_ok()
        );
        assert!(
            parameters(&[("Tag.1.Key", "a"), ("Tag.2.Key", "a")])
                .tags()
                .is_err()
        );
        assert!(parameters(&[("Tag.1.Key", "acs:x")]).tags().is_err());
    }
}
