//! What a plan means for traffic, in a few lines however many networks there are.

use std::collections::BTreeSet;

use cen_network::{Link, ReachabilityChange};
use cen_topology::NetworkName;

use crate::document::{Document, Label, Line, widest};
use crate::sign::Sign;
use crate::words::count::counted;

/// The most lines; other groups are counted.
const SHOWN: usize = 8;
/// The most networks that a side names; with more of them, all are counted.
const NAMED: usize = 3;

/// Renders one line for each group of pairs that change alike, losses first.
pub(crate) fn lines(changes: &[ReachabilityChange]) -> Document {
    let mut out = Document::default();
    if changes.is_empty() {
        return out;
    }
    let shown = &changes[..changes.len().min(SHOWN)];
    let places = widest(shown.iter().map(place));
    let amounts = widest(shown.iter().map(amount));
    out.push(Line::of(Label::Heading, "reachability"));
    for change in shown {
        let mut line = Line::from("  ")
            .join(sign(change).line())
            .column(Label::Plain, place(change), places)
            .text("  ");
        if amounts > 0 {
            line = line
                .column(Label::Plain, amount(change), amounts)
                .text("  ");
        }
        out.push(line.text(who(change)));
    }
    out.extend(rest(&changes[shown.len()..]));
    out.blank();
    out
}

/// Counts what was not shown.
fn rest(changes: &[ReachabilityChange]) -> Option<Line> {
    let sum = |wanted: Sign| {
        changes
            .iter()
            .filter(|change| sign(change) == wanted)
            .map(|change| change.pairs)
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
    let more = changes.len();
    (more > 0).then(|| {
        Line::from(format!(
            "    … {}: {}; see all with `--format json`",
            counted(more, "more group", "more groups"),
            counts.join(", ")
        ))
    })
}

/// Returns the sign of pairs that can talk only afterwards, only now, or with another bandwidth.
fn sign(change: &ReachabilityChange) -> Sign {
    match (change.before, change.after) {
        (Link::None, _) => Sign::Added,
        (_, Link::None) => Sign::Removed,
        (Link::Mbps(_) | Link::Local, Link::Mbps(_) | Link::Local) => Sign::Changed,
    }
}

fn place(change: &ReachabilityChange) -> String {
    let [one, other] = &change.regions;
    if one == other {
        format!("within {one}")
    } else {
        format!("{one} – {other}")
    }
}

fn amount(change: &ReachabilityChange) -> String {
    match (change.before, change.after) {
        (Link::Mbps(before), Link::Mbps(after)) => format!("{} → {after}", before.0),
        (Link::None | Link::Local, Link::Mbps(after)) => after.to_string(),
        (Link::Mbps(before), Link::None | Link::Local) => format!("was {before}"),
        (Link::None | Link::Local, Link::None | Link::Local) => String::new(),
    }
}

/// Names the networks of both sides if they are few; else says how many they are.
fn who(change: &ReachabilityChange) -> String {
    let filtered = if change.filtered {
        "  [route maps may block some]"
    } else {
        ""
    };
    format!("{}{filtered}", pairs(change))
}

fn pairs(change: &ReachabilityChange) -> String {
    let [one, other] = &change.networks;
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
        format!("  ({} pairs)", change.pairs)
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
