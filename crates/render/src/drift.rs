//! The findings of a drift run for people: a table for a terminal or a log, Markdown for an issue, and a few lines for a chat.

use std::collections::BTreeMap;

use crate::document::{Document, Label, Line, widest};
use crate::finding::{Class, Examined, Finding};
use crate::medium::markdown::Comment;

/// The headings of a table.
const HEAD: [&str; 4] = ["file", "class", "what", "difference"];
/// The most lines of a chat message.
const MOST_LINES: usize = 20;

/// A row of a report: a finding and its files. A problem that many files share has one row.
struct FindingRow<'a> {
    files: Vec<&'a Examined>,
    finding: &'a Finding,
}

/// Renders one table and one line that sums it up; only the line, if nothing needs a person.
pub fn drift_text(files: &[Examined]) -> Document {
    let mut out = Document::default();
    if needs_a_person(files) {
        let rows: Vec<_> = [HEAD.map(str::to_owned)]
            .into_iter()
            .chain(rows(files).iter().map(cells))
            .collect();
        let width = |column: usize| widest(rows.iter().map(|row| &row[column]));
        let widths = [width(0), width(1), width(2)];
        out.extend(rows.iter().map(|row| table_line(row, widths)));
        out.blank();
    }
    out.push(drift_summary(files));
    out
}

fn table_line(cells: &[String; 4], widths: [usize; 3]) -> Line {
    let [columns @ .., last] = cells;
    let columns = columns.iter().zip(widths);
    let line = columns.fold(Line::default(), |line, (cell, width)| {
        line.column(Label::Plain, cell, width).text("  ")
    });
    line.text(last)
}

/// Renders the same as Markdown, with a marker by which a bot finds its own comment again. As many rows as a code host takes.
pub fn drift_markdown(files: &[Examined]) -> String {
    let mut comment = Comment::new("cen drift");
    comment.heading(&Line::from("cen drift"));
    comment.paragraph(&drift_summary(files).into());
    if needs_a_person(files) {
        let rows: Vec<_> = rows(files).iter().map(cells).collect();
        let rows: Vec<_> = rows.into_iter().map(|row| row.map(Line::from)).collect();
        comment.table(HEAD, &rows);
    }
    comment.finish("cen drift")
}

/// Renders what matters most, a line each, for a chat. The first line is the sum.
pub fn drift_lines(files: &[Examined]) -> Document {
    let rows = rows(files);
    let told: Vec<_> = rows
        .iter()
        .filter(|row| row.finding.class == Class::Error || row.finding.class.is_actionable())
        .collect();
    let mut out = Document::default();
    out.push(format!("cen drift: {}", drift_summary(files)));
    for row in told.iter().take(MOST_LINES) {
        let [file, ..] = cells(row);
        out.push(format!("{file}: {}", row.finding.sentence()));
    }
    if told.len() > MOST_LINES {
        out.push(format!("and {} more", told.len() - MOST_LINES));
    }
    out
}

/// Counts the findings of each class, in one line.
pub fn drift_summary(files: &[Examined]) -> String {
    let counted = |class: Class| {
        let count = all(files)
            .filter(|(_, finding)| finding.class == class)
            .count();
        let plural = if count != 1 && matches!(class, Class::Error | Class::Warning) {
            "s"
        } else {
            ""
        };
        (count > 0).then(|| format!("{count} {}{plural}", class.as_str()))
    };
    let is_loud = |class: &Class| *class == Class::Error || class.is_actionable();
    let (loud, quiet): (Vec<Class>, Vec<Class>) = Class::ALL.into_iter().partition(is_loud);
    let loud: Vec<_> = loud.into_iter().filter_map(counted).collect();
    let quiet: Vec<_> = quiet.into_iter().filter_map(counted).collect();
    let quiet = if quiet.is_empty() {
        String::new()
    } else {
        format!("; {}", quiet.join(", "))
    };
    let files = if files.len() == 1 {
        "1 file".to_owned()
    } else {
        format!("{} files", files.len())
    };
    let loud = if loud.is_empty() {
        "no drift".to_owned()
    } else {
        loud.join(", ")
    };
    format!("{files}: {loud}{quiet}")
}

/// Tells whether there are other findings than differences that are acknowledged or held, which stay from night to night.
fn needs_a_person(files: &[Examined]) -> bool {
    all(files).any(|(_, finding)| !matches!(finding.class, Class::Acknowledged | Class::Held))
}

fn all(files: &[Examined]) -> impl Iterator<Item = (&Examined, &Finding)> {
    files
        .iter()
        .flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
}

fn rows(files: &[Examined]) -> Vec<FindingRow<'_>> {
    let (mut rows, mut causes): (Vec<FindingRow<'_>>, BTreeMap<&str, usize>) =
        (Vec::new(), BTreeMap::new());
    for (file, finding) in all(files) {
        // An error without a position can have a cause outside its file, such as an account that does not answer.
        let is_outside = finding.class == Class::Error
            && finding.address.is_none()
            && finding.position.is_none();
        let known = is_outside.then(|| *causes.entry(&finding.message).or_insert(rows.len()));
        match known.and_then(|at| rows.get_mut(at)) {
            Some(row) => row.files.push(file),
            None => rows.push(FindingRow {
                files: vec![file],
                finding,
            }),
        }
    }
    rows
}

fn cells(FindingRow { files, finding }: &FindingRow<'_>) -> [String; 4] {
    let is_code = finding.rule != finding.class.as_str();
    let place = finding.position.filter(|_| finding.address.is_none());
    let place = place.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let file = match files.as_slice() {
        [] => String::new(),
        [only] => format!("{}{place}", only.file),
        [first, others @ ..] => format!("{} and {} more", first.file, others.len()),
    };
    let what = finding
        .address
        .as_ref()
        .map_or_else(|| "-".to_owned(), ToString::to_string);
    let code = if is_code {
        format!(" [{}]", finding.rule)
    } else {
        String::new()
    };
    [
        file,
        finding.class.as_str().to_owned(),
        what,
        format!("{}{code}", finding.message),
    ]
}
