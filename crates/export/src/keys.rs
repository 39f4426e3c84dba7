//! The file's own names for what the cloud knows by ids.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::SeenCen;
use cen_topology::{CenId, CenName};

use crate::expressible::can_be_key;

/// The longest key that is made here; the language allows 63, and a number may have to follow.
const LONGEST: usize = 57;

/// The keys of networks and CENs, no two alike.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    taken: BTreeSet<String>,
    /// How far the numbers behind a key have gone.
    numbers: BTreeMap<String, usize>,
}

impl Keys {
    /// Keeps a key from being made for something else.
    pub(crate) fn reserve(&mut self, key: &str) {
        self.taken.insert(key.to_owned());
    }

    /// Takes this very key, if it is one and free.
    pub(crate) fn take_exactly(&mut self, key: &str) -> bool {
        can_be_key(key) && self.taken.insert(key.to_owned())
    }

    /// A key after a display name, or else after what it is; with a number behind it if that is taken.
    pub(crate) fn make(&mut self, display_name: &str, otherwise: &str) -> String {
        let wish = slug(display_name)
            .or_else(|| slug(otherwise))
            .unwrap_or_else(|| "unnamed".to_owned());
        if self.taken.insert(wish.clone()) {
            return wish;
        }
        let number = self.numbers.entry(wish.clone()).or_insert(1);
        loop {
            *number += 1;
            let key = format!("{wish}-{number}");
            if self.taken.insert(key.clone()) {
                return key;
            }
        }
    }
}

/// Returns a text as a key: lower-case letters and digits with hyphens between them; none if nothing of it can be kept.
pub(crate) fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for c in text.chars().take(4 * LONGEST) {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(LONGEST);
    let slug = slug.trim_matches('-');
    let is_name = slug.starts_with(|c: char| c.is_ascii_lowercase()) && can_be_key(slug);
    is_name.then(|| slug.to_owned())
}

/// A display name with the region behind it, unless it says the region already, or its place such as `hangzhou`: two networks of one name in two
/// regions differ, and a third one does not rename them. None if nothing of the name can be kept.
pub(crate) fn with_region(display_name: &str, region: &str) -> Option<String> {
    let name = slug(display_name)?;
    let (_, place) = region.split_once('-').unwrap_or(("", region));
    if format!("-{name}-").contains(&format!("-{place}-")) {
        return Some(name);
    }
    let room = LONGEST.saturating_sub(region.len() + 1);
    let name: String = name.chars().take(room).collect();
    slug(&format!("{}-{region}", name.trim_end_matches('-')))
}

/// A CEN of the file and its key there.
pub(crate) struct KeyedCen<'a> {
    pub(crate) key: CenName,
    pub(crate) id: &'a CenId,
    pub(crate) seen: &'a SeenCen,
    /// Whether the key is what its mark says, so that it is found again without its id.
    pub(crate) is_marked: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_becomes_a_key_where_something_of_it_can_be_kept() {
        for (text, expected) in [
            ("Shop Frankfurt (prod)", Some("shop-frankfurt-prod")),
            ("北京 hub", Some("hub")),
            ("北京", None),
            ("10.0.0.0/8", None),
            ("--a__b--", Some("a-b")),
            ("my Access Key", None),
        ] {
            assert_eq!(slug(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_network_is_named_after_its_name_and_region() {
        for (name, expected) in [
            ("Hub (prod)", Some("hub-prod-cn-beijing")),
            ("hub cn-beijing", Some("hub-cn-beijing")),
            ("cn-beijing-hub", Some("cn-beijing-hub")),
            ("hub-beijing", Some("hub-beijing")),
            ("北京", None),
        ] {
            assert_eq!(with_region(name, "cn-beijing").as_deref(), expected);
        }
        let long = with_region(&"long ".repeat(40), "cn-beijing").unwrap();
        assert!(
            long.ends_with("-cn-beijing") && long.len() <= LONGEST,
            "{long}"
        );
    }

    #[test]
    fn things_of_one_name_are_numbered() {
        let mut keys = Keys::default();
        keys.reserve("hub-3");
        assert_eq!(
            ["Hub", "hub", "HUB", ""].map(|name| keys.make(name, "vpc-cn-beijing")),
            ["hub", "hub-2", "hub-4", "vpc-cn-beijing"]
        );
    }
}
