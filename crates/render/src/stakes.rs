//! What a plan costs and takes away: repeated right before the question whether to execute it.

use cen_action::Action;
use cen_plan::Plan;
use cen_topology::Topology;

use crate::costs::{by_use, quantities};
use crate::document::{Document, Label, Line, widest};
use crate::fold;
use crate::text::{ActionLine, actions};
use crate::words::count::counted;

/// How many actions of a kind are named. The plan above the question lists all of them.
const SHOWN: usize = 10;

/// Returns the actions that cost money and those that take away what is in use, with their numbers,
/// and what is billed by use. Empty if there is none of it.
pub fn stakes(plan: &Plan, desired: &Topology) -> Document {
    let (lines, folded) = (actions(plan, desired), fold::folded(&plan.steps));
    let of = |is: fn(&Action) -> bool| -> Vec<_> {
        let shown = lines
            .iter()
            .filter(|line| !folded.contains(&line.action.id));
        shown.filter(|line| is(line.action)).collect()
    };
    let mut out = Document::default();
    let (bought, removed) = (of(Action::is_purchase), of(Action::is_destructive));
    add(&mut out, "costs money", Label::Cost, &bought);
    add(
        &mut out,
        "takes away what is in use",
        Label::Danger,
        &removed,
    );
    let used = by_use(&quantities(plan, desired));
    out.extend(used.into_iter().map(|text| Line::of(Label::Cost, text)));
    out
}

fn add(out: &mut Document, what: &str, label: Label, lines: &[&ActionLine<'_>]) {
    if lines.is_empty() {
        return;
    }
    let count = counted(lines.len(), "action", "actions");
    out.push(Line::of(label, format!("{what}: {count}")));
    let shown = &lines[..lines.len().min(SHOWN)];
    let width = widest(shown.iter().map(|line| line.action.id.as_str()));
    for line in shown {
        let id = line.action.id.as_str();
        let row = Line::from("  ").column(Label::Plain, id, width);
        out.push(row.text(format!("  {}", line.words)));
    }
    if lines.len() > SHOWN {
        out.push(format!(
            "  … and {} more, listed above",
            lines.len() - SHOWN
        ));
    }
}
