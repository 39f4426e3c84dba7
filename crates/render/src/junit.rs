//! Findings as JUnit XML, which build servers count and show: one suite for each file, one case for each finding.

use crate::finding::{Class, Examined, Finding};
use crate::medium::xml::Xml;

/// Renders the findings of all files, with a line break at the end. A file of which nothing was found has one case that passed. What drifts
/// is a failure, what cannot be judged an error.
pub fn junit(files: &[Examined]) -> String {
    render(files, Purpose::Check)
}

/// Renders the findings of a plan. Its changes are what the author of the file wants, so they pass.
pub fn junit_of_plan(files: &[Examined]) -> String {
    render(files, Purpose::Plan)
}

/// What a report is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Check,
    Plan,
}

fn render(files: &[Examined], purpose: Purpose) -> String {
    let cases: usize = files.iter().map(|file| file.findings.len().max(1)).sum();
    let count = |ends| {
        files
            .iter()
            .map(|file| count(file, ends, purpose))
            .sum::<usize>()
    };
    let attributes = [
        ("name", "cen"),
        ("tests", &cases.to_string()),
        ("failures", &count(End::Failure).to_string()),
        ("errors", &count(End::Error).to_string()),
    ];
    Xml::document("testsuites", &attributes, |xml| {
        files.iter().for_each(|file| suite(xml, file, purpose));
    })
}

/// How a case ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Error,
    Failure,
    Skipped,
    Passed,
}

fn end(finding: &Finding, purpose: Purpose) -> End {
    // An action has no code; drift that no action of the plan ends has one.
    let is_planned = finding.class.is_actionable() && finding.rule == finding.class.as_str();
    match finding.class {
        Class::Missing | Class::Changed | Class::Renamed | Class::Extra
            if is_planned && purpose == Purpose::Plan =>
        {
            End::Passed
        }
        Class::Error => End::Error,
        Class::Missing | Class::Changed | Class::Renamed | Class::Extra => End::Failure,
        Class::Warning | Class::Transient | Class::Acknowledged | Class::Held => End::Skipped,
    }
}

fn count(file: &Examined, ends: End, purpose: Purpose) -> usize {
    file.findings
        .iter()
        .filter(|finding| end(finding, purpose) == ends)
        .count()
}

fn suite(xml: &mut Xml, file: &Examined, purpose: Purpose) {
    let tests = file.findings.len().max(1).to_string();
    let [failures, errors, skipped] =
        [End::Failure, End::Error, End::Skipped].map(|end| count(file, end, purpose).to_string());
    let attributes = [
        ("name", file.file.as_str()),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", &errors),
        ("skipped", &skipped),
    ];
    xml.element("testsuite", &attributes, |xml| {
        if file.findings.is_empty() {
            let attributes = [("name", "nothing found"), ("classname", &file.file)];
            xml.empty("testcase", &attributes);
        }
        let findings = file.findings.iter();
        findings.for_each(|finding| case(xml, &file.file, finding, purpose));
    });
}

fn case(xml: &mut Xml, file: &str, finding: &Finding, purpose: Purpose) {
    let place = finding
        .position
        .map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let name = match &finding.address {
        Some(address) => address.to_string(),
        None => format!("{} {}", finding.rule, finding.message),
    };
    let element = match end(finding, purpose) {
        End::Error => "error",
        End::Failure => "failure",
        End::Skipped => "skipped",
        End::Passed => "system-out",
    };
    let hint = match finding.help.as_str() {
        "" => String::new(),
        help => format!("\nhint: {help}"),
    };
    let attributes = [("name", name.as_str()), ("classname", file)];
    xml.element("testcase", &attributes, |xml| {
        let message = finding.sentence();
        if element == "system-out" {
            xml.element(element, &[], |xml| {
                xml.text(&format!("{file}{place}: {message}"))
            });
            return;
        }
        let attributes = [("type", finding.rule), ("message", &message)];
        xml.element(element, &attributes, |xml| {
            xml.text(&format!("{file}{place}{hint}"));
        });
    });
}
