//! What a drift run found, for people: a table for a terminal or a log, Markdown for an issue, and a few lines for a chat.

use std::fmt::Write as _;

use cen_topology::visible;

use crate::finding::{Class, Examined, Finding};

/// The most rows of Markdown: code hosts cut off at 65,536 characters.
const MOST_ROWS: usize = 200;
/// The most lines of a chat message.
const MOST_LINES: usize = 20;

/// One table and one line that sums it up; only the line, if nothing needs a person.
pub fn drift_text(files: &[Examined]) -> String {
    let mut out = String::new();
    if needs_a_person(files) {
        let head = ["file", "class", "what", "difference"].map(str::to_owned);
        let rows: Vec<_> = [head].into_iter().chain(rows(files).map(|(file, finding)| cells(file, finding))).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let (file, class, what) = (width(0), width(1), width(2));
        for row in &rows {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{:<file$}  {:<class$}  {:<what$}  {}", row[0], row[1], row[2], row[3]);
        }
        out.push('\n');
    }
    out.push_str(&drift_summary(files));
    out.push('\n');
    out
}

/// The same as Markdown, with a marker by which a bot finds its own comment again.
pub fn drift_markdown(files: &[Examined]) -> String {
    let mut out = format!("<!-- cen drift -->\n### cen drift\n\n{}\n", escaped(&drift_summary(files)));
    if needs_a_person(files) {
        out.push_str("\n| file | class | what | difference |\n|---|---|---|---|\n");
        for (file, finding) in rows(files).take(MOST_ROWS) {
            let _ = writeln!(out, "| {} |", cells(file, finding).map(|cell| escaped(&cell)).join(" | "));
        }
        let more = rows(files).count().saturating_sub(MOST_ROWS);
        if more > 0 {
            let _ = writeln!(out, "\nand {more} more");
        }
    }
    out
}

/// What is most worth to be known, a line each, for a chat. The first line is the sum.
pub fn drift_lines(files: &[Examined]) -> Vec<String> {
    let told: Vec<_> = rows(files).filter(|(_, finding)| finding.class == Class::Error || finding.class.is_actionable()).collect();
    let mut lines = vec![format!("cen drift: {}", drift_summary(files))];
    lines.extend(told.iter().take(MOST_LINES).map(|(file, finding)| format!("{}: {}", cells(file, finding)[0], finding.sentence())));
    if told.len() > MOST_LINES {
        lines.push(format!("and {} more", told.len() - MOST_LINES));
    }
    lines
}

/// How many findings of each class there are, in one line.
pub fn drift_summary(files: &[Examined]) -> String {
    let counted = |class: Class| {
        let count = rows(files).filter(|(_, finding)| finding.class == class).count();
        let plural = if count != 1 && matches!(class, Class::Error | Class::Warning) { "s" } else { "" };
        (count > 0).then(|| format!("{count} {}{plural}", class.as_str()))
    };
    let is_loud = |class: &Class| *class == Class::Error || class.is_actionable();
    let (loud, quiet): (Vec<Class>, Vec<Class>) = Class::ALL.into_iter().partition(is_loud);
    let loud: Vec<_> = loud.into_iter().filter_map(counted).collect();
    let quiet: Vec<_> = quiet.into_iter().filter_map(counted).collect();
    let quiet = if quiet.is_empty() { String::new() } else { format!("; {}", quiet.join(", ")) };
    let files = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
    let loud = if loud.is_empty() { "no drift".to_owned() } else { loud.join(", ") };
    format!("{files}: {loud}{quiet}")
}

/// Whether there is more to say than what stands from night to night.
fn needs_a_person(files: &[Examined]) -> bool {
    rows(files).any(|(_, finding)| !matches!(finding.class, Class::Acknowledged | Class::Held))
}

fn rows(files: &[Examined]) -> impl Iterator<Item = (&Examined, &Finding)> {
    files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
}

fn cells(file: &Examined, finding: &Finding) -> [String; 4] {
    let is_code = finding.rule != finding.class.as_str();
    let place = finding.position.filter(|_| finding.address.is_none());
    let place = place.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let what = finding.address.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let code = if is_code { format!(" [{}]", finding.rule) } else { String::new() };
    let cells = [format!("{}{place}", file.file), finding.class.as_str().to_owned(), what, format!("{}{code}", finding.message)];
    // Names of files and words of the cloud move no cursor.
    cells.map(|cell| visible(&cell).into_owned())
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let special = |c: char| "\\`*_[]<>|#~".contains(c);
    text.chars().flat_map(|c| if special(c) { vec!['\\', c] } else { vec![c] }).collect()
}
