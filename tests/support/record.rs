//! Keeps measurements for programs: one JSON object a line, in the file that `CEN_MEASUREMENTS` names.

use std::io::Write as _;

/// Appends a measurement, if a file is named.
pub(crate) fn record(measurement: &serde_json::Value) {
    let Some(path) = std::env::var_os("CEN_MEASUREMENTS") else {
        return;
    };
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .create(true)
        .append(true)
        .open(path)
        .expect("the file that CEN_MEASUREMENTS names can be written");
    writeln!(file, "{measurement}").expect("the measurement can be written");
}
