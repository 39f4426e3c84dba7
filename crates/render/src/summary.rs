//! A plan in one line.

use std::collections::BTreeMap;

use cen_plan::Plan;

use crate::document::Line;
use crate::words::count::counted;
use crate::words::kind::kind;

/// Counts what a plan does by kind, what it leaves alone, and what it does not manage.
pub fn summary(plan: &Plan) -> Line {
    let held = match plan.holds.len() {
        0 => String::new(),
        holds => format!("; {holds} held"),
    };
    let rest = format!("{held}{}{}", unseen(plan), unmanaged(plan));
    if plan.is_empty() {
        return Line::from(format!("{}: nothing to do{rest}", plan.topology));
    }
    let mut counts: BTreeMap<(u8, &str, &str), usize> = BTreeMap::new();
    for step in &plan.steps {
        *counts.entry(kind(&step.action.call.traits())).or_default() += 1;
    }
    let parts: Vec<_> = counts
        .iter()
        .map(|((_, one, many), count)| counted(*count, one, many))
        .collect();
    let actions = counted(plan.steps.len(), "action", "actions");
    Line::from(format!(
        "{}: {actions}: {}{rest}",
        plan.topology,
        parts.join(", ")
    ))
}

fn unseen(plan: &Plan) -> String {
    match plan.gaps.len() {
        0 => String::new(),
        gaps => format!("; {} could not be read", counted(gaps, "thing", "things")),
    }
}

fn unmanaged(plan: &Plan) -> String {
    let unmanaged = plan.unmanaged;
    let counts = [
        (unmanaged.cens, "CEN", "CENs"),
        (unmanaged.packages, "package", "packages"),
        (unmanaged.ignored, "ignored object", "ignored objects"),
    ];
    let parts: Vec<_> = counts
        .iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| counted(*count, one, many))
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" (not managed here: {})", parts.join(", "))
    }
}
