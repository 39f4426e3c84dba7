//! The words for the reasons why a plan file or a snapshot is refused.

use cen_action::ActionId;
use cen_plan::{Contradiction, FileError};

/// Returns why a file is refused. Text from the file itself is cut short: it may be long.
pub fn file_error(error: &FileError) -> String {
    match error {
        FileError::NoKind => {
            "it cannot be understood: it is no JSON object with a `kind`".to_owned()
        }
        FileError::Form { error } => format!("it cannot be understood: {error:.300}"),
        FileError::Kind { found, wanted } => {
            let found = found.escape_debug().to_string();
            format!("it is a `{found:.60}` and no `{wanted}`")
        }
        FileError::Version { found, known } => {
            format!("it has version {found}, and this cen knows version {known}")
        }
        FileError::NoOrigin => "it does not say which cloud it was made for".to_owned(),
        FileError::Topology { problem } => {
            let problem = problem.as_deref().unwrap_or_default();
            format!("the topology in it is not valid: {problem:.300}")
        }
        FileError::Contradiction(parts) => {
            format!("it contradicts itself: {:.300}", contradiction(parts))
        }
    }
}

/// Returns the next step.
pub fn file_error_help(error: &FileError) -> &'static str {
    match error {
        FileError::NoKind
        | FileError::Form { .. }
        | FileError::Contradiction(_)
        | FileError::Topology { .. } => "make it again, and do not edit it by hand",
        FileError::Kind { .. } => {
            "plans come from `cen diff FILE --out PLAN`, snapshots from `cen observe FILE --out SNAPSHOT`"
        }
        FileError::Version { .. } => {
            "make it again with this version of cen, or use the version that wrote it"
        }
        FileError::NoOrigin => {
            "make the plan with `cen diff FILE --out PLAN`, which looks at the cloud"
        }
    }
}

fn contradiction(contradiction: &Contradiction) -> String {
    let shown = |id: &ActionId| id.as_str().escape_debug().to_string();
    match contradiction {
        Contradiction::Topology => "it is not the plan of the topology in it".to_owned(),
        Contradiction::Accounts => "its accounts are not those of the topology in it".to_owned(),
        Contradiction::Id(id) => {
            format!("`{}` is not what its call does to its address", shown(id))
        }
        Contradiction::Signer(id) => format!(
            "`{}` is signed by an account that the topology in it does not have",
            shown(id)
        ),
        Contradiction::Order(id) => {
            format!(
                "`{}` waits for an action that does not come before it",
                shown(id)
            )
        }
        Contradiction::Repeated(id) => format!("`{}` is in it twice", shown(id)),
    }
}
