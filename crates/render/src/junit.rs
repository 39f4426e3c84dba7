//! Findings as JUnit XML, the form that build servers count and show: a suite a file, a case a finding.

use std::fmt::Write as _;

use cen_topology::visible_lines;
use quick_xml::escape::escape;

use crate::finding::{Class, Examined, Finding};

/// The findings of all files, with a line break at its end. A file of which nothing was found has one case that passed.
pub fn junit(files: &[Examined]) -> String {
    let cases: usize = files.iter().map(|file| file.findings.len().max(1)).sum();
    let count = |ends| files.iter().map(|file| count(file, ends)).sum::<usize>();
    let (failures, errors) = (count(End::Failure), count(End::Error));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<testsuites name=\"cen\" tests=\"{cases}\" failures=\"{failures}\" errors=\"{errors}\">"
    );
    files.iter().for_each(|file| suite(&mut out, file));
    out.push_str("</testsuites>\n");
    out
}

/// How a case ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Error,
    Failure,
    Skipped,
}

fn end(class: Class) -> End {
    match class {
        Class::Error => End::Error,
        Class::Missing | Class::Changed | Class::Extra => End::Failure,
        Class::Warning | Class::Transient | Class::Acknowledged | Class::Held => End::Skipped,
    }
}

fn count(file: &Examined, ends: End) -> usize {
    file.findings
        .iter()
        .filter(|finding| end(finding.class) == ends)
        .count()
}

fn suite(out: &mut String, file: &Examined) {
    let name = text(&file.file);
    let tests = file.findings.len().max(1);
    let [failures, errors, skipped] =
        [End::Failure, End::Error, End::Skipped].map(|end| count(file, end));
    let counts = format!(
        "tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\""
    );
    let _ = writeln!(out, "  <testsuite name=\"{name}\" {counts}>");
    if file.findings.is_empty() {
        let _ = writeln!(
            out,
            "    <testcase name=\"nothing found\" classname=\"{name}\"/>"
        );
    }
    file.findings
        .iter()
        .for_each(|finding| case(out, &name, &file.file, finding));
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, suite: &str, file: &str, finding: &Finding) {
    let place = finding
        .position
        .map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let name = match &finding.address {
        Some(address) => address.to_string(),
        None => format!("{} {}", finding.rule, finding.message),
    };
    let element = match end(finding.class) {
        End::Error => "error",
        End::Failure => "failure",
        End::Skipped => "skipped",
    };
    let hint = if finding.help.is_empty() {
        String::new()
    } else {
        format!("\nhint: {}", finding.help)
    };
    let (name, kind, message) = (text(&name), finding.rule, text(&finding.sentence()));
    let body = text(&format!("{file}{place}{hint}"));
    let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{suite}\">");
    let _ = writeln!(
        out,
        "      <{element} type=\"{kind}\" message=\"{message}\">{body}</{element}>"
    );
    out.push_str("    </testcase>\n");
}

/// Escaped, and without what XML 1.0 cannot hold even escaped.
fn text(raw: &str) -> String {
    escape(visible_lines(raw)).replace('\n', "&#10;")
}
