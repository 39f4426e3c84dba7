//! How long texts are, in a font whose letters are equally wide.

use crate::document::columns;

/// Returns how long a text is, in pixels. Letters of East Asia take two columns.
pub(super) fn text_width(text: &str) -> i32 {
    let columns = i32::try_from(columns(text)).unwrap_or(i32::MAX / 73);
    columns * 73 / 10 + 1
}

/// Returns how long the label of a lane is, with its rounded ends.
pub(super) fn label_width(label: &str) -> i32 {
    text_width(label) + 8
}

/// Cuts a text in its middle down to this many characters: names of one kind often differ at their ends only.
pub(super) fn shorten(text: &str, longest: usize) -> String {
    let count = text.chars().count();
    if count <= longest {
        return text.to_owned();
    }
    let tail = longest / 3;
    let head = text.chars().take(longest - 1 - tail);
    head.chain(['…'])
        .chain(text.chars().skip(count - tail))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_has_its_length_and_its_end() {
        assert_eq!(shorten("shop-eu-1", 9), "shop-eu-1");
        assert_eq!(shorten("shop-eu-central-1", 9), "shop-…l-1");
        assert_ne!(
            shorten("billing-of-all-1", 9),
            shorten("billing-of-all-2", 9)
        );
    }
}
