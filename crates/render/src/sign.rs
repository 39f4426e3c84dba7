//! The signs before lines: `+` for what is created, `~` for what changes, `-` for what is removed, `!` for what is left alone.

use cen_action::{Action, ChangeKind};

use crate::document::{Label, Line};

/// What a plan does to the thing that a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Added,
    Changed,
    Removed,
    Held,
}

impl Sign {
    /// Returns the sign of an action.
    pub(crate) fn of(action: &Action) -> Self {
        match action.call.traits().kind {
            ChangeKind::Create => Self::Added,
            ChangeKind::Change => Self::Changed,
            ChangeKind::Remove => Self::Removed,
        }
    }

    /// Returns its character.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Changed => "~",
            Self::Removed => "-",
            Self::Held => "!",
        }
    }

    fn label(self) -> Label {
        match self {
            Self::Added => Label::Added,
            Self::Changed => Label::Changed,
            Self::Removed => Label::Removed,
            Self::Held => Label::Held,
        }
    }

    /// Begins a line with it, and a blank behind it.
    pub(crate) fn line(self) -> Line {
        Line::of(self.label(), self.as_str()).text(" ")
    }
}
