//! The signs before lines: `+` for what is made, `~` for what changes, `-` for what is removed, `!` for what is left alone.

use cen_plan::{Action, Call};
use cen_topology::Mbps;

use crate::document::{Label, Line};

/// What becomes of the thing that a line is about.
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
        match &action.call {
            _ if action.is_destructive() => Self::Removed,
            Call::SetLimit { from, .. } if *from > Mbps(0) => Self::Changed,
            Call::Route(call) if call.is_change() => Self::Changed,
            Call::MarkCen { .. }
            | Call::MarkPackage { .. }
            | Call::ModifyVpc { .. }
            | Call::ModifyCen { .. }
            | Call::TagCen { .. }
            | Call::UntagCen { .. }
            | Call::ResizePackage { .. } => Self::Changed,
            _ => Self::Added,
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
