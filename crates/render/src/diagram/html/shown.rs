//! Texts and data inside a page.

use std::fmt;

use cen_topology::visible;
use maud::{Markup, PreEscaped};
use serde::{Serialize, Serializer};

/// A text as a reader sees it: a character that cannot be seen is an escape. The data of a page has no other texts, so that a name from
/// the cloud cannot turn the direction of a line or hide a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown(String);

impl Shown {
    pub(super) fn of(text: impl fmt::Display) -> Self {
        let text = text.to_string();
        let lines: Vec<_> = text.lines().map(visible).collect();
        Self(lines.join("\n"))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Renders data as JSON for a `script` element: no text in it can end the element or begin a comment.
pub(super) fn embedded(data: &impl Serialize) -> Markup {
    let json = serde_json::to_string(data).expect("texts, numbers and lists always become JSON");
    let safe = json.replace('<', "\\u003c").replace('&', "\\u0026");
    PreEscaped(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_data_cannot_end_its_element_nor_turn_its_line() {
        let text = Shown::of("</script><!--\u{202e}&\u{7}\nnext");
        let json = embedded(&text).into_string();
        assert_eq!(
            json,
            r#""\u003c/script>\u003c!--\\u202e\u0026\\u0007\nnext""#
        );
    }
}
