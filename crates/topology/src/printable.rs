//! Shows characters that a person cannot see.

use std::borrow::Cow;

/// Tells whether a person sees a character as it is: it does not lay out lines, hide anything or
/// change the direction of the text.
pub fn is_seen(c: char) -> bool {
    let hidden = matches!(u32::from(c), 0xAD | 0x61C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF0..=0xFFFB
        | 0xE000..=0xF8FF | 0xE0000..=0x10_FFFF);
    let no_character = u32::from(c) & 0xFFFE == 0xFFFE;
    !c.is_control() && !hidden && !no_character
}

/// Returns a text of the cloud or of a file for one line of a terminal: each character that a person
/// would not see as it is becomes an escape, such as `\u202e`. The escapes are those of JSON, so that
/// a JSON text keeps its meaning.
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_but(text, |_| false)
}

/// Does the same as [`visible`] but keeps line ends and tabs: for a text of several lines whose parts
/// have been made [`visible`] before.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    visible_but(text, |c| matches!(c, '\n' | '\t'))
}

fn visible_but(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let shown = |c: char| is_seen(c) || stays(c);
    if text.chars().all(shown) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if shown(c) {
            out.push(c);
        } else {
            out.extend(
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            );
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_stands_there_as_an_escape_that_json_understands() {
        for (text, shown) in [
            ("北京 café ✓", "北京 café ✓"),
            ("a\u{1b}[31mb\u{9b}c\u{7f}", "a\\u001b[31mb\\u009bc\\u007f"),
            ("\u{202e}txt.exe\u{2066}", "\\u202etxt.exe\\u2066"),
            ("tag \u{e0041}", "tag \\udb40\\udc41"),
            ("one\r\n\ttwo", "one\\u000d\\u000a\\u0009two"),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!(
                visible_lines(text),
                shown.replace("\\u000a", "\n").replace("\\u0009", "\t")
            );
            let json = visible_lines(&serde_json::json!(text).to_string()).into_owned();
            assert_eq!(
                serde_json::from_str::<String>(&json).expect("it is still JSON"),
                text
            );
        }
    }
}
