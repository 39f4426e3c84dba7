//! Markdown for comments on code hosts. Lines without room are left out and counted.

use cen_topology::visible;
use maud::Render as _;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::document::{Label, Line};
use crate::words::count::counted;

/// The most characters of a comment: GitHub takes 65,536 (source: its API refuses a longer `body`), and a bot may add a line of its
/// own.
const MOST: usize = 65_000;
/// The room for the end of a comment that was cut short.
const ROOM: usize = 400;

/// What an address in a link must not contain as it is.
const UNSAFE: &AsciiSet = &CONTROLS.add(b' ').add(b'<').add(b'>').add(b'\\').add(b'`');

/// A comment that grows. It counts the lines that had no room.
pub(crate) struct Comment {
    text: String,
    left_out: usize,
}

impl Comment {
    /// Begins a comment. A bot finds its own comment by the marker, to replace it.
    pub(crate) fn new(marker: &str) -> Self {
        Self {
            text: format!("<!-- {} -->\n", uncommented(marker)),
            left_out: 0,
        }
    }

    /// Adds a heading.
    pub(crate) fn heading(&mut self, line: &Line) {
        self.text.push_str(&format!("### {}\n", inline(line)));
    }

    /// Adds a paragraph.
    pub(crate) fn paragraph(&mut self, line: &Line) {
        self.text.push_str(&format!("\n{}\n", inline(line)));
    }

    /// Adds lines as a block that is folded, unless it is `open`, as far as there is room for them. A `diff` block is coloured by the
    /// signs at the margin. An open block leaves half of the comment to the others.
    pub(crate) fn fold(&mut self, title: &Line, lines: impl IntoIterator<Item = Line>, open: bool) {
        let (word, most) = match open {
            true => (" open", MOST / 2),
            false => ("", MOST),
        };
        let title = title.render().into_string();
        let head = format!("\n<details{word}><summary>{title}</summary>\n\n~~~diff\n");
        let (mut shown, mut left_out) = (String::new(), 0);
        let mut size = characters(&self.text) + characters(&head) + ROOM;
        for line in lines {
            let line = fenced(&line);
            size += characters(&line) + 1;
            if size > most {
                left_out += 1;
            } else {
                shown.push_str(&line);
                shown.push('\n');
            }
        }
        self.left_out += left_out;
        if left_out > 0 {
            let more = counted(left_out, "more line", "more lines");
            shown.push_str(&format!("… and {more}\n"));
        }
        let block = format!("{head}{shown}~~~\n\n</details>\n");
        if characters(&self.text) + characters(&block) + ROOM / 2 <= MOST {
            self.text.push_str(&block);
        }
    }

    /// Adds lines as a `diff` block that is not folded, as far as there is room for them.
    pub(crate) fn block(&mut self, lines: impl IntoIterator<Item = Line>) {
        let (mut shown, mut left_out) = (String::new(), 0);
        let mut size = characters(&self.text) + ROOM;
        for line in lines {
            let line = fenced(&line);
            size += characters(&line) + 1;
            if size > MOST {
                left_out += 1;
            } else {
                shown.push_str(&line);
                shown.push('\n');
            }
        }
        self.left_out += left_out;
        self.text.push_str(&format!("\n~~~diff\n{shown}~~~\n"));
    }

    /// Adds a link. What would end its address, or hide where it leads, is encoded.
    pub(crate) fn link(&mut self, text: &str, address: &str) {
        let is_safe = address.starts_with("https://") || address.starts_with("http://");
        let address = utf8_percent_encode(address, UNSAFE).to_string();
        match is_safe {
            true => self
                .text
                .push_str(&format!("\n[{}](<{address}>)\n", escaped(text))),
            false => self.paragraph(&Line::from(format!("{text}: ")).with(Label::Code, address)),
        }
    }

    /// Adds a table, as many of its rows as there is room for.
    pub(crate) fn table<const N: usize>(&mut self, head: [&str; N], rows: &[[Line; N]]) {
        let rule = ["---"; N].join("|");
        self.text
            .push_str(&format!("\n| {} |\n|{rule}|\n", head.join(" | ")));
        let mut size = characters(&self.text);
        for (at, row) in rows.iter().enumerate() {
            let row = format!("| {} |\n", row.each_ref().map(inline).join(" | "));
            size += characters(&row);
            if size + ROOM > MOST {
                self.left_out += rows.len() - at;
                return;
            }
            self.text.push_str(&row);
        }
    }

    /// Ends the comment. `command` shows what was left out.
    pub(crate) fn finish(mut self, command: &str) -> String {
        if self.left_out > 0 {
            let lines = counted(self.left_out, "line has", "lines have");
            self.paragraph(
                &Line::of(Label::Danger, format!("{lines} no room in this comment."))
                    .text(" ")
                    .with(Label::Code, command)
                    .text(" shows all of them."),
            );
        }
        self.text
    }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

/// Writes a text inside an HTML comment, which `--` would end.
fn uncommented(text: &str) -> String {
    visible(text).replace("--", "- -").replace(['<', '>'], "")
}

/// Writes a line as inline Markdown.
fn inline(line: &Line) -> String {
    let spans = line.spans().iter().map(|span| {
        let text = visible(&span.text);
        match span.label {
            // Inside code nothing is special but the backtick, which would end it.
            Label::Code => format!("`{}`", text.replace('`', "'")),
            Label::Danger | Label::Cost | Label::Heading => format!("**{}**", escaped(&text)),
            Label::Plain
            | Label::Added
            | Label::Changed
            | Label::Removed
            | Label::Held
            | Label::Muted => escaped(&text),
        }
    });
    spans.collect()
}

/// Escapes the special characters of Markdown.
fn escaped(text: &str) -> String {
    let special = |c: char| "\\`*_[]<>|#~".contains(c);
    text.chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}

/// Writes a line inside a fenced block. A sign goes to the margin, where a `diff` block looks for it.
fn fenced(line: &Line) -> String {
    let text = line.to_string();
    let has_sign = line
        .spans()
        .iter()
        .find(|span| !span.text.trim().is_empty())
        .is_some_and(|span| is_sign(span.label));
    let trimmed = text.trim_start();
    match (has_sign, trimmed.starts_with("~~~")) {
        // A fence that is indented by four blanks ends no block.
        (_, true) => format!("    {trimmed}"),
        (true, false) => trimmed.to_owned(),
        (false, false) => text,
    }
}

fn is_sign(label: Label) -> bool {
    match label {
        Label::Added | Label::Changed | Label::Removed | Label::Held => true,
        Label::Plain
        | Label::Heading
        | Label::Cost
        | Label::Danger
        | Label::Muted
        | Label::Code => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_what_it_stands_in() {
        let mut comment = Comment::new("cen:plan:a --><b>");
        comment.heading(&Line::of(Label::Code, "a`b").text(" *c* <d>\n# e"));
        comment.fold(
            &Line::from("<i>").with(Label::Code, "</summary>"),
            [Line::from("~~~~"), Line::from("a\n~~~")],
            false,
        );
        assert_eq!(
            comment.finish("cen diff"),
            "<!-- cen:plan:a - -b -->\n### `a'b` \\*c\\* \\<d\\>\\\\u000a\\# e\n\n\
             <details><summary>&lt;i&gt;<code>&lt;/summary&gt;</code></summary>\n\n~~~diff\n    ~~~~\na\\u000a~~~\n~~~\n\n</details>\n"
        );
    }
}
