//! What a plan means for traffic, in a few lines however many networks there are.

use std::collections::BTreeSet;

use cen_network::{Link, Shift};
use cen_topology::NetworkName;

use crate::document::{Document, Label, Line, widest};
use crate::sign::Sign;
use crate::words::count::counted;

/// The most lines; other groups are counted.
const SHOWN: usize = 8;
/// The most networks that a side names; with more of them, all are counted.
const NAMED: usize = 3;

/// Renders one line for each group of pairs that change alike, losses first.
pub(crate) fn lines(shifts: &[Shift]) -> Document {
    let mut out = Document::default();
    if shifts.is_empty() {
        return out;
    }
    let shown = &shifts[..shifts.len().min(SHOWN)];
    let places = widest(shown.iter().map(place));
    let amounts = widest(shown.iter().map(amount));
    out.push(Line::of(Label::Heading, "reachability"));
    for shift in shown {
        let mut line = Line::from("  ")
            .join(sign(shift).line())
            .column(Label::Plain, place(shift), places)
            .text("  ");
        if amounts > 0 {
            line = line.column(Label::Plain, amount(shift), amounts).text("  ");
        }
        out.push(line.text(who(shift)));
    }
    out.extend(rest(&shifts[shown.len()..]));
    out.blank();
    out
}

/// Counts what was not shown.
fn rest(shifts: &[Shift]) -> Option<Line> {
    let sum = |wanted: Sign| {
        shifts
            .iter()
            .filter(|shift| sign(shift) == wanted)
            .map(|shift| shift.pairs)
            .sum::<usize>()
    };
    let counts = [
        ("lost", sum(Sign::Removed)),
        ("gained", sum(Sign::Added)),
        ("changed", sum(Sign::Changed)),
    ];
    let counts: Vec<_> = counts
        .into_iter()
        .filter(|(_, pairs)| *pairs > 0)
        .map(|(what, pairs)| {
            let pairs = counted(pairs, "network pair", "network pairs");
            format!("{pairs} {what}")
        })
        .collect();
    let more = shifts.len();
    (more > 0).then(|| {
        Line::from(format!(
            "    … {}: {}; see all with `--format json`",
            counted(more, "more group", "more groups"),
            counts.join(", ")
        ))
    })
}

/// Returns the sign of pairs that can talk only afterwards, only now, or with another bandwidth.
fn sign(shift: &Shift) -> Sign {
    match (shift.before, shift.after) {
        (Link::None, _) => Sign::Added,
        (_, Link::None) => Sign::Removed,
        (Link::Mbps(_) | Link::Local, Link::Mbps(_) | Link::Local) => Sign::Changed,
    }
}

fn place(shift: &Shift) -> String {
    let [one, other] = &shift.regions;
    if one == other {
        format!("within {one}")
    } else {
        format!("{one} – {other}")
    }
}

fn amount(shift: &Shift) -> String {
    match (shift.before, shift.after) {
        (Link::Mbps(before), Link::Mbps(after)) => format!("{} → {after}", before.0),
        (Link::None | Link::Local, Link::Mbps(after)) => after.to_string(),
        (Link::Mbps(before), Link::None | Link::Local) => format!("was {before}"),
        (Link::None | Link::Local, Link::None | Link::Local) => String::new(),
    }
}

/// Names the networks of both sides if they are few; else says how many they are.
fn who(shift: &Shift) -> String {
    let filtered = if shift.filtered {
        "  [route maps may block some]"
    } else {
        ""
    };
    format!("{}{filtered}", pairs(shift))
}

fn pairs(shift: &Shift) -> String {
    let [one, other] = &shift.networks;
    if one == other {
        return format!(
            "{}{}",
            side(one),
            if one.len() > 2 {
                " among each other"
            } else {
                ""
            }
        );
    }
    let pairs = if one.len() > NAMED || other.len() > NAMED {
        format!("  ({} pairs)", shift.pairs)
    } else {
        String::new()
    };
    format!("{} – {}{pairs}", side(one), side(other))
}

fn side(networks: &BTreeSet<NetworkName>) -> String {
    match networks.len() {
        few if few <= NAMED => networks
            .iter()
            .map(NetworkName::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        many => format!("{many} networks"),
    }
}
