//! The canonical layout of a topology file: what `cen fmt` writes.
//!
//! Guarantees: the file means the same, every comment is kept, and the layout of a laid out file is itself. Keys and lists keep their order,
//! and texts stay as they are written, unless they span lines.

mod flow;
mod print;
mod tokens;
mod tree;

use std::rc::Rc;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parse::MAX_BYTES;
use crate::spanned::{self, Node, Value};

/// Lays out a topology file. The file may break rules of the language, but it must be YAML in which no key is given twice.
///
/// # Errors
/// Every problem that leaves no tree, and a file that cannot be laid out without a loss.
pub fn layout(source: &str) -> Result<String, Diagnostics> {
    if source.len() > MAX_BYTES {
        return Err(lossy("the file is larger than 8 MiB"));
    }
    // A comment that moves above a list may leave a list that fits on one line.
    let mut text = once(source)?;
    for _ in 0..MOST_ROUNDS {
        let next = once(&text)?;
        if next == text {
            return Ok(text);
        }
        text = next;
    }
    Err(lossy(DEFECT))
}

/// How often a layout is laid out until nothing changes. Each round settles one level of nesting at least.
const MOST_ROUNDS: usize = 64;

fn once(source: &str) -> Result<String, Diagnostics> {
    let (before, problems) =
        spanned::read(source).map_err(|problem| Diagnostics::new(vec![problem]))?;
    if !problems.is_empty() {
        return Err(Diagnostics::new(problems));
    }
    let scanned = tokens::scan(source).map_err(lossy)?;
    let mut comments = scanned.comments();
    let root = tree::build(scanned).map_err(lossy)?;
    let text = print::text(&root);
    let (after, _) = spanned::read(&text).map_err(|_| lossy(DEFECT))?;
    let mut kept = tokens::scan(&text).map_err(|_| lossy(DEFECT))?.comments();
    comments.sort();
    kept.sort();
    if is_same(&before, &after) && comments == kept {
        Ok(text)
    } else {
        Err(lossy(DEFECT))
    }
}

/// A text with one of these is never a number or a truth value.
const QUOTED: [char; 7] = [',', '[', ']', '{', '}', ' ', '\n'];

const DEFECT: &str = "the file cannot be laid out without a loss";

fn lossy(message: &str) -> Diagnostics {
    let help = "the file was left as it is; lay it out by hand, or write that part in another way";
    Diagnostics::new(vec![Diagnostic::error(Code::Layout, message, 0..0, help)])
}

/// Tells whether two trees say the same. A text may gain quotes where no reader takes it for anything but a text.
fn is_same(one: &Rc<Node>, other: &Rc<Node>) -> bool {
    match (&one.value, &other.value) {
        (
            Value::Scalar { text, plain },
            Value::Scalar {
                text: there,
                plain: is_plain,
            },
        ) => text == there && (plain == is_plain || text.contains(QUOTED)),
        (Value::List(items), Value::List(others)) => {
            items.len() == others.len()
                && items
                    .iter()
                    .zip(others)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Map(entries), Value::Map(others)) => {
            entries.len() == others.len()
                && entries
                    .iter()
                    .zip(others)
                    .all(|((key, one), (there, other))| {
                        key == there && is_same(&one.value, &other.value)
                    })
        }
        (Value::Scalar { .. } | Value::List(_) | Value::Map(_), _) => false,
    }
}
