//! A text whose copies share it: what names and ids are made of.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

/// A text whose copies share it: a plan of a hundred thousand attachments has millions of copies. It
/// takes one word, where an `Arc<str>` takes two.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SharedText(ArcStr);

impl PartialOrd for SharedText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SharedText {
    /// Orders by the text. Copies are equal without a look at it, which is often not in the cache.
    fn cmp(&self, other: &Self) -> Ordering {
        if ArcStr::ptr_eq(&self.0, &other.0) {
            Ordering::Equal
        } else {
            self.0.cmp(&other.0)
        }
    }
}

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SharedText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_ordered_alike_whether_they_are_shared_or_not() {
        let (one, same, later) = (
            SharedText::from("n1"),
            SharedText::from("n1"),
            "n2".to_owned().into(),
        );
        assert_eq!(one.cmp(&one.clone()), Ordering::Equal);
        assert_eq!((one.cmp(&same), one == same), (Ordering::Equal, true));
        assert_eq!((one.cmp(&later), one == later), (Ordering::Less, false));
    }

    #[test]
    fn a_text_takes_one_word_and_none_of_it_no_more() {
        assert_eq!(size_of::<Option<SharedText>>(), size_of::<usize>());
    }
}
