//! Documents on a terminal: colours help the eye, and every meaning is in the text too.

use anstyle::{AnsiColor, Style};
use cen_topology::visible;

use crate::document::{Document, Label, Line};

/// Writes a document for a terminal with colours. Without its colours it is the plain text.
pub fn terminal(document: &Document) -> String {
    document
        .lines()
        .iter()
        .map(|line| colour(line) + "\n")
        .collect()
}

fn colour(line: &Line) -> String {
    let spans = line.spans().iter().map(|span| {
        let (style, text) = (style(span.label), visible(&span.text));
        format!("{style}{text}{style:#}")
    });
    spans.collect()
}

fn style(label: Label) -> Style {
    match label {
        Label::Plain | Label::Code => Style::new(),
        Label::Heading => Style::new().bold(),
        Label::Added => AnsiColor::Green.on_default(),
        Label::Changed => AnsiColor::Cyan.on_default(),
        Label::Removed | Label::Danger => AnsiColor::Red.on_default(),
        Label::Held => AnsiColor::Magenta.on_default(),
        Label::Cost => AnsiColor::Yellow.on_default().bold(),
        Label::Muted => Style::new().dimmed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_a_colour_and_a_text_of_the_cloud_has_none_of_its_own() {
        let line = Line::of(Label::Added, "+").text(" cen/\u{1b}[31moffice");
        assert_eq!(
            terminal(&Document::from(line)),
            "\u{1b}[32m+\u{1b}[0m cen/\\u001b[31moffice\n"
        );
    }
}
