//! What every file of `cen` has in common: its kind, its version, and why it is refused.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why a file is none that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is no JSON, or not of the form that its kind has.
    Form(String),
    /// It is something else.
    Kind {
        /// What it says that it is.
        found: String,
        /// What was looked for.
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
    /// The topology in it is not valid any more, or never was.
    Topology(String),
    /// Two of its parts contradict each other.
    Contradiction(String),
}

impl FileError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Form(_) | Self::Contradiction(_) | Self::Topology(_) => {
                "make it anew, and do not edit it by hand"
            }
            Self::Kind { .. } => {
                "plans come from `cen diff FILE --out PLAN`, snapshots from `cen observe FILE --out SNAPSHOT`"
            }
            Self::Version { .. } => {
                "make it anew with this version of cen, or use the version that wrote it"
            }
            Self::NoOrigin => {
                "make the plan with `cen diff FILE --out PLAN`, which looks at the cloud"
            }
        }
    }
}

/// What the file itself says is cut short: it may be long.
impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(reason) => write!(f, "it cannot be understood: {reason:.300}"),
            Self::Kind { found, wanted } => write!(
                f,
                "it is a `{:.60}` and no `{wanted}`",
                found.escape_debug().to_string()
            ),
            Self::Version { found, known } => write!(
                f,
                "it has version {found}, and this cen knows version {known}"
            ),
            Self::NoOrigin => write!(f, "it says for no cloud that it was made"),
            Self::Topology(reason) => write!(f, "the topology in it is not valid: {reason:.300}"),
            Self::Contradiction(what) => write!(f, "it contradicts itself: {what:.300}"),
        }
    }
}

impl std::error::Error for FileError {}

/// The kind that a text says it is of, if it is a JSON object that says so.
pub fn kind_of(text: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }

    let is_object = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let whole = || {
        serde_json::from_slice::<Kind>(text)
            .ok()
            .map(|head| head.kind)
    };
    // Of one that was cut off the beginning tells.
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

    let form = |error: serde_json::Error| FileError::Form(error.to_string());
    let found = kind_of(text)
        .ok_or_else(|| FileError::Form("it is no JSON object with a `kind`".to_owned()))?;
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
