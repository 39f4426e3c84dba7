//! Text inside SVG and HTML.

/// A text as it may stand between tags and inside quoted attributes. What XML 1.0 cannot hold even escaped becomes a replacement character,
/// and so does whatever else controls a terminal.
pub(super) fn escape(text: &str) -> String {
    let allowed = |c: char| {
        matches!(c, '\t' | '\n' | '\r')
            || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    let clean: String = text
        .chars()
        .map(|c| if allowed(c) { c } else { '\u{fffd}' })
        .collect();
    quick_xml::escape::escape(clean.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_markup() {
        assert_eq!(
            escape("<a href='x'>\"&\u{1b}\u{0}"),
            "&lt;a href=&apos;x&apos;&gt;&quot;&amp;\u{fffd}\u{fffd}"
        );
    }
}
