//! A drift run for Prometheus, in the text format of the textfile collector of node_exporter.

use std::fmt::Write as _;
use std::time::Duration;

use crate::finding::{Class, Examined};

/// The code of packages that end or change by themselves.
const EXPIRING: &str = "CEN420";

/// When a run ended and how long it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunTimes {
    /// When it ended, in seconds since 1970 (UTC).
    pub ended: i64,
    /// How long it took.
    pub took: Duration,
}

/// Renders the gauges of a run. Every class of every file has a series, also with the value 0, so that a rule can tell "none" from
/// "not checked".
pub fn prometheus(files: &[Examined], times: RunTimes) -> String {
    let mut out = String::new();
    let mut gauge = |name: &str, help: &str, samples: Vec<(String, String)>| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in samples {
            let _ = writeln!(out, "{name}{labels} {value}");
        }
    };
    let one = |value: String| vec![(String::new(), value)];
    let items = files
        .iter()
        .flat_map(|file| Class::ALL.map(|class| item(file, class)))
        .collect();
    let errors: usize = files.iter().map(|file| count(file, Class::Error)).sum();
    gauge(
        "cen_drift_items",
        "What was found of a topology file, by class.",
        items,
    );
    let expiring = files
        .iter()
        .map(|file| (labels(file, &[]), expiring(file).to_string()));
    gauge(
        "cen_drift_expiring",
        "The packages of a topology file that end, or change their size, by themselves.",
        expiring.collect(),
    );
    gauge(
        "cen_drift_errors",
        "What could not be judged, in all files.",
        one(errors.to_string()),
    );
    gauge(
        "cen_drift_files",
        "The topology files that were looked at.",
        one(files.len().to_string()),
    );
    gauge(
        "cen_drift_duration_seconds",
        "How long the run took.",
        one(format!("{:.3}", times.took.as_secs_f64())),
    );
    gauge(
        "cen_drift_last_run_timestamp_seconds",
        "When the run ended.",
        one(times.ended.to_string()),
    );
    out
}

fn item(file: &Examined, class: Class) -> (String, String) {
    (
        labels(file, &[("class", class.as_str())]),
        count(file, class).to_string(),
    )
}

/// Returns the labels of a series: the file, its topology, and these.
fn labels(file: &Examined, more: &[(&str, &str)]) -> String {
    let topology = file.topology.as_ref().map_or("", |name| name.as_str());
    let labels = [("file", file.file.as_str()), ("topology", topology)];
    let labels = labels.iter().chain(more);
    let labels = labels.map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
    format!("{{{}}}", labels.collect::<Vec<_>>().join(","))
}

fn expiring(file: &Examined) -> usize {
    file.findings
        .iter()
        .filter(|finding| finding.rule == EXPIRING)
        .count()
}

fn count(file: &Examined, class: Class) -> usize {
    file.findings
        .iter()
        .filter(|finding| finding.class == class)
        .count()
}

/// Escapes the value of a label (source: the text exposition format: backslash, quote and line feed are escaped).
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
