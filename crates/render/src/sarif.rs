//! Findings as SARIF 2.1.0, which code hosts show beside the lines of a change.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::finding::{Class, Examined, Finding};

/// The characters of a path that a URI keeps (RFC 3986: unreserved characters, and the slash between segments).
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Renders the findings of all files as one SARIF log, with a line break at the end. A file without findings is not in it.
pub fn sarif(files: &[Examined]) -> String {
    sarif_linked(files, None)
}

/// Renders the same with a link from each rule to its page, if the address of the documentation is known.
pub fn sarif_linked(files: &[Examined], documentation: Option<&str>) -> String {
    let all = || {
        files
            .iter()
            .flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    };
    let rules: BTreeMap<&str, &str> = all()
        .map(|(_, finding)| (finding.rule, finding.title))
        .collect();
    let index: BTreeMap<&str, usize> = rules
        .keys()
        .enumerate()
        .map(|(at, rule)| (*rule, at))
        .collect();
    let results: Vec<_> = all()
        .map(|(file, finding)| result(file, finding, index[finding.rule]))
        .collect();
    let rules: Vec<_> = rules
        .iter()
        .map(|(id, title)| rule(id, title, documentation))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "cen", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(id: &str, title: &str, documentation: Option<&str>) -> Value {
    let mut rule = json!({ "id": id, "shortDescription": { "text": title } });
    let has_code = id.starts_with("CEN");
    if has_code {
        rule["help"] =
            json!({ "text": format!("`cen explain {id}` says what it means and what to do.") });
    }
    if let Some(base) = documentation {
        let page = match has_code {
            true => format!("codes/{id}.md"),
            false => "operations.md".to_owned(),
        };
        rule["helpUri"] = format!("{}/{page}", base.trim_end_matches('/')).into();
    }
    rule
}

fn result(file: &Examined, finding: &Finding, index: usize) -> Value {
    let text = match finding.help.as_str() {
        "" => finding.sentence(),
        help => format!("{}\nhint: {help}", finding.sentence()),
    };
    let region = finding.position.map_or(
        json!({ "startLine": 1 }),
        |at| json!({ "startLine": at.line, "startColumn": at.column }),
    );
    let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&file.file) }, "region": region } });
    if let Some(address) = &finding.address {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": address.to_string() }]);
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level(finding.class),
        "message": { "text": text },
        "locations": [location],
    })
}

fn level(class: Class) -> &'static str {
    match class {
        Class::Error => "error",
        Class::Warning | Class::Missing | Class::Changed | Class::Renamed | Class::Extra => {
            "warning"
        }
        Class::Transient | Class::Acknowledged | Class::Held => "note",
    }
}

/// Writes a path as a URI: a relative path stays relative, an absolute one becomes a `file:` URI.
fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path, PATH);
    if path.starts_with('/') {
        format!("file://{encoded}")
    } else {
        encoded.to_string()
    }
}
