//! The way from text to a checked topology.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::Document;
use crate::model::Topology;
use crate::{build, secret, shape, tree, validate};

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 8 << 20;

/// A topology whose rules hold, and what is worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The desired state.
    pub topology: Topology,
    /// What was accepted with a doubt.
    pub warnings: Diagnostics,
}

/// Reads a file's bytes.
///
/// # Errors
/// As [`parse`], and a file that is not UTF-8.
pub fn parse_bytes(bytes: &[u8]) -> Result<Checked, Diagnostics> {
    std::str::from_utf8(bytes)
        .map_err(|error| {
            let at = error.valid_up_to();
            let message = format!("the file is not UTF-8: byte {at} is not text");
            let mut problems = secret::find_in_text(&String::from_utf8_lossy(bytes));
            problems.push(Diagnostic::error(Code::Encoding, message, at..at, "save it as UTF-8"));
            Diagnostics::new(problems)
        })
        .and_then(parse)
}

/// Reads a topology.
///
/// # Errors
/// Every problem of the file; problems of shape stand before the rules that need the shape.
pub fn parse(source: &str) -> Result<Checked, Diagnostics> {
    if source.len() > MAX_BYTES {
        return Err(only(Diagnostic::error(Code::TooLarge, "the file is larger than 8 MiB", 0..0, "split it into several networks")));
    }
    let secrets = secret::find_in_text(source);
    let (root, mut problems) = match tree::read(source) {
        Ok(read) => read,
        Err(problem) => return Err(Diagnostics::new([secrets, vec![problem]].concat())),
    };
    let secrets = secret::with_those_of_tree(secrets, &root);
    if !secrets.is_empty() {
        return Err(Diagnostics::new(secrets));
    }
    shape::check(&root, &mut problems);
    if !problems.is_empty() {
        return Err(Diagnostics::new(problems));
    }
    let document: Document = serde_yaml::from_str(source).map_err(|error| only(mistyped(&error)))?;
    let problems = validate::check(&document, &root);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Diagnostics::new(problems));
    }
    let refused = || only(Diagnostic::error(Code::Syntax, "the file cannot be understood", 0..0, "compare it with the examples"));
    Ok(Checked { topology: build::topology(document).ok_or_else(refused)?, warnings: Diagnostics::new(problems) })
}

fn only(problem: Diagnostic) -> Diagnostics {
    Diagnostics::new(vec![problem])
}

fn mistyped(error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| location.index());
    Diagnostic::error(Code::Syntax, error.to_string(), at..at, "check the value near here")
}
