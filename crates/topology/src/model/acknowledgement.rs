//! Drift that is known and tolerated for a while.

use jiff::civil::Date;

/// Drift that is known and tolerated for a while. It does not change what is desired: an apply
/// removes the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The part that differs, as a report names it.
    pub drift: String,
    /// The class of the difference. None is every class, except that a whole network or CEN is
    /// missing.
    pub class: Option<DriftClass>,
    /// The last day, in UTC, on which it is tolerated.
    pub until: Date,
    /// The reason.
    pub why: String,
}

/// The way in which the cloud differs from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriftClass {
    /// The file wants it, the cloud does not have it.
    Missing,
    /// The cloud has it with other values.
    Changed,
    /// The cloud has it, the file does not.
    Extra,
}

impl DriftClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Changed, Self::Extra];

    /// Returns the word of the topology file and of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Extra => "extra",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }
}
