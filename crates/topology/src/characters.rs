//! Characters that a person does not see as what they are: which ones no text of the file may hold, and how the others are shown.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::tree::{Node, Value};

/// Whether a person sees a character as what it is: it shapes no line, hides nothing and turns no text around.
pub fn is_seen(c: char) -> bool {
    let hidden = matches!(u32::from(c), 0xAD | 0x61C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF0..=0xFFFB
        | 0xE000..=0xF8FF | 0xE0000..=0x10_FFFF);
    let no_character = u32::from(c) & 0xFFFE == 0xFFFE;
    !c.is_control() && !hidden && !no_character
}

/// A text of the cloud or of a file on one line of a terminal: each character that is not seen as what it is stands there as an escape,
/// `\u202e`. The escapes are those of JSON, so that a JSON text means the same afterwards.
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_but(text, |_| false)
}

/// As [`visible`], and line ends and tabs stay: for a text of several lines whose parts have been made [`visible`] before.
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

/// Reports control characters, and what turns a text around, wherever they stand, and in keys and values tabs too.
pub(crate) fn check(source: &str, root: &Node, problems: &mut Vec<Diagnostic>) {
    let refused = |c| is_unseen(c) || turns(c);
    problems.extend(
        source
            .match_indices(refused)
            .filter_map(|(at, text)| Some(refuse(text.chars().next()?, at..at + text.len()))),
    );
    visit(source, root, problems);
}

/// Line ends of YAML 1.1, which YAML 1.2 takes for text, and every control character but those that shape the file.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}') || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// What turns a text around, so that a person reads another file than this program. Written as an escape it deceives nobody, and names of
/// the cloud may have it.
fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn visit(source: &str, node: &Node, problems: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Scalar { text, .. } => look_at(source, text, &node.span, problems),
        Value::List(items) => items.iter().for_each(|item| visit(source, item, problems)),
        Value::Map(entries) => entries.iter().for_each(|(key, entry)| {
            look_at(source, key, &entry.key_span, problems);
            visit(source, &entry.value, problems);
        }),
    }
}

fn look_at(source: &str, text: &str, span: &Range<usize>, problems: &mut Vec<Diagnostic>) {
    let refused = |c: &char| is_unseen(*c) || matches!(c, '\t' | '\r');
    let is_reported = || {
        source
            .get(span.clone())
            .is_some_and(|written| written.contains(is_unseen))
    };
    if let Some(c) = text.chars().find(refused).filter(|_| !is_reported()) {
        problems.push(refuse(c, span.clone()));
    }
}

fn refuse(c: char, span: Range<usize>) -> Diagnostic {
    let message = format!("the control character U+{:04X} stands here", u32::from(c));
    Diagnostic::error(
        Code::ControlCharacter,
        message,
        span,
        "remove it, or write a blank in its place",
    )
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
