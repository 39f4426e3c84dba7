//! Reads a topology from text: all stages, in order.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::Topology;
use crate::model::from_document;
use crate::symbols::Symbols;
use crate::{characters, decode, secret, spanned, structure, validate};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 32 << 20;

/// A topology that breaks no rule, with warnings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The desired state.
    pub topology: Topology,
    /// Problems that do not refuse the file.
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
            problems.push(Diagnostic::error(
                Code::Encoding,
                message,
                at..at,
                "save it as UTF-8",
            ));
            Diagnostics::new(problems)
        })
        .and_then(parse)
}

/// Reads a topology.
///
/// # Errors
/// Every problem of the file. Values of the wrong shape are removed before the rules are checked, and
/// no rule judges what depends on them.
pub fn parse(source: &str) -> Result<Checked, Diagnostics> {
    if source.len() > MAX_BYTES {
        return Err(only(Diagnostic::error(
            Code::TooLarge,
            "the file is larger than 32 MiB",
            0..0,
            "split it into several networks",
        )));
    }
    let secrets = secret::find_in_text(source);
    let (root, mut problems) = match spanned::read(source) {
        Ok(read) => read,
        Err(problem) => return Err(Diagnostics::new([secrets, vec![problem]].concat())),
    };
    let secrets = secret::with_those_of_tree(secrets, &root);
    if !secrets.is_empty() {
        return Err(Diagnostics::new(secrets));
    }
    characters::check(source, &root, &mut problems);
    let Some(left) = structure::check(&root, &mut problems) else {
        return Err(Diagnostics::new(problems));
    };
    let Some(document) = decode::document(&left) else {
        return Err(Diagnostics::new([problems, vec![defect()]].concat()));
    };
    problems.extend(validate::check(&document, &left, &Symbols::of(&root)));
    if problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
    {
        return Err(Diagnostics::new(problems));
    }
    Ok(Checked {
        topology: from_document::topology(document).ok_or_else(|| only(defect()))?,
        warnings: Diagnostics::new(problems),
    })
}

/// Returns the stages of this crate contradict one another. No file is known that brings this about.
fn defect() -> Diagnostic {
    let message = "cen finds no fault in this file, and still cannot read it";
    let help = "this is a defect of cen: please report it together with the file";
    Diagnostic::error(Code::Syntax, message, 0..0, help)
}

fn only(problem: Diagnostic) -> Diagnostics {
    Diagnostics::new(vec![problem])
}
