//! Fuzzes the reader of topology files.

use cen_topology::{Severity, parse_bytes, visible_lines};

/// Asserts that a file is parsed, with the same result when it is read again, or refused with
/// printable messages.
pub(crate) fn topology(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let problems = match parse_bytes(bytes) {
        Ok(checked) => {
            assert_eq!(
                parse_bytes(bytes).as_ref(),
                Ok(&checked),
                "it is read in the same way twice"
            );
            checked.warnings
        }
        Err(problems) => {
            assert!(
                problems
                    .iter()
                    .any(|problem| problem.severity == Severity::Error),
                "it is refused without an error"
            );
            problems
        }
    };
    for shown in [
        problems.render("file.yaml", &source, false),
        problems.render_short("file.yaml", &source),
    ] {
        assert_eq!(visible_lines(&shown), shown, "something cannot be seen");
    }
    problems.render("file.yaml", &source, true);
}
