//! What is left alone, and why, in words.

use cen_plan::Hold;

/// Says what differs, why it is left alone, and the code of that reason.
pub(crate) fn hold(hold: &Hold) -> String {
    format!(
        "{}; {} [{}]",
        hold.difference,
        hold.reason.as_str(),
        hold.reason.code()
    )
}
