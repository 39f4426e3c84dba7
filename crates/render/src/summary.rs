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
    let rest = format!(
        "{held}{}{}{}",
        concerns(plan),
        unseen(plan),
        unmanaged(plan)
    );
    if plan.is_empty() {
        return Line::from(format!("{}: {}{rest}", plan.topology, nothing(plan)));
    }
    let mut counts: BTreeMap<(u8, &str, &str), usize> = BTreeMap::new();
    for step in &plan.steps {
        let kind = match step.action.renames() {
            Some(_) => (2, "rename", "renames"),
            None => kind(&step.action.call.traits()),
        };
        *counts.entry(kind).or_default() += 1;
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

/// Says that a plan has no action. While something is broken that no action mends, there is something to do all the same.
pub(crate) fn nothing(plan: &Plan) -> &'static str {
    match plan.notices.iter().any(|notice| notice.concern.is_drift()) {
        true => "no action",
        false => "nothing to do",
    }
}

fn concerns(plan: &Plan) -> String {
    let concerns = plan
        .notices
        .iter()
        .filter(|notice| notice.concern.is_drift());
    match concerns.count() {
        0 => String::new(),
        1 => "; 1 thing needs a person".to_owned(),
        more => format!("; {more} things need a person"),
    }
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
