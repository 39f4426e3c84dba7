//! What every file of `cen` has in common: its kind, its version, and the reasons to refuse it.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use cen_action::ActionId;

/// Why a plan file or a snapshot is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is no JSON object with a `kind`.
    NoKind,
    /// It is no JSON, or not of the form that its kind has.
    Form {
        /// What the JSON reader says.
        error: String,
    },
    /// It is of another kind.
    Kind {
        /// Its kind.
        found: String,
        /// The kind that was looked for.
        wanted: &'static str,
    },
    /// Another version of `cen` wrote it, and in a form that this one does not know.
    Version {
        /// Its version.
        found: u64,
        /// The one that is known.
        known: u32,
    },
    /// A plan that was made without looking at a cloud.
    NoOrigin,
    /// The topology in it is not valid.
    Topology {
        /// Its first problem.
        problem: Option<String>,
    },
    /// Two of its parts contradict each other.
    Contradiction(Contradiction),
}

/// How two parts of a plan file contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// The plan is of another topology than the one in it.
    Topology,
    /// Its accounts are not those of the topology in it.
    Accounts,
    /// The id of an action is not what its call does to its address.
    Id(ActionId),
    /// An action is signed by an account that the topology in it does not have.
    Signer(ActionId),
    /// An action waits for one that does not come before it.
    Order(ActionId),
    /// Two actions have one id.
    Repeated(ActionId),
}

/// Returns the kind of a JSON object, if it names one.
pub fn kind_of(text: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct KindOnly {
        kind: String,
    }

    let is_object = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let whole = || {
        serde_json::from_slice::<KindOnly>(text)
            .ok()
            .map(|head| head.kind)
    };
    // A truncated file is still recognised by its first bytes.
    let begins = || {
        let head: String = text
            .iter()
            .take(80)
            .map(|byte| char::from(*byte))
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let kind = head.strip_prefix("{\"kind\":\"")?.split_once('"')?.0;
        kind.starts_with("cen-").then(|| kind.to_owned())
    };
    is_object.then(|| whole().or_else(begins)).flatten()
}

pub(super) fn read<T: DeserializeOwned>(
    text: &[u8],
    wanted: &'static str,
    known: u32,
) -> Result<T, FileError> {
    #[derive(Deserialize)]
    struct Version {
        version: u64,
    }

    let form = |error: serde_json::Error| FileError::Form {
        error: error.to_string(),
    };
    let found = kind_of(text).ok_or(FileError::NoKind)?;
    if found != wanted {
        return Err(FileError::Kind { found, wanted });
    }
    let Version { version } = serde_json::from_slice(text).map_err(form)?;
    if version != u64::from(known) {
        return Err(FileError::Version {
            found: version,
            known,
        });
    }
    serde_json::from_slice(text).map_err(form)
}
