//! What a plan means for traffic, in a few lines however many networks there are.

use std::collections::BTreeSet;

use cen_plan::{Link, Shift};
use cen_topology::{NetworkName, visible};

/// Lines that are shown; the rest is counted.
const SHOWN: usize = 8;
/// Networks that are named on each side; more are counted.
const NAMED: usize = 3;

/// One line a group of pairs that fare alike, what goes down first.
pub(super) fn lines(shifts: &[Shift]) -> String {
    if shifts.is_empty() {
        return String::new();
    }
    let columns: Vec<_> = shifts
        .iter()
        .take(SHOWN)
        .map(|shift| (sign(shift), place(shift), amount(shift), who(shift)))
        .collect();
    let width = |text: fn(&(char, String, String, String)) -> &String| {
        columns.iter().map(|line| text(line).chars().count()).max()
    };
    let (places, amounts) = (
        width(|line| &line.1).unwrap_or_default(),
        width(|line| &line.2).unwrap_or_default(),
    );
    let mut out = String::from("reachability\n");
    for (sign, place, amount, who) in &columns {
        let amount = if amounts > 0 {
            format!("{amount:<amounts$}  ")
        } else {
            String::new()
        };
        out.push_str(&format!("  {sign} {place:<places$}  {amount}{who}\n"));
    }
    out.push_str(&rest(&shifts[columns.len()..]));
    out.push('\n');
    out
}

/// What was not shown, counted.
fn rest(shifts: &[Shift]) -> String {
    let sum = |wanted: char| {
        shifts
            .iter()
            .filter(|shift| sign(shift) == wanted)
            .map(|shift| shift.pairs)
            .sum::<usize>()
    };
    let counts = [
        ("lost", sum('-')),
        ("gained", sum('+')),
        ("changed", sum('~')),
    ];
    let counts: Vec<_> = counts
        .into_iter()
        .filter(|(_, pairs)| *pairs > 0)
        .map(|(what, pairs)| format!("{pairs} {what}"))
        .collect();
    match shifts.len() {
        0 => String::new(),
        more => format!(
            "    and {more} more such lines: pairs of networks {}\n",
            counts.join(", ")
        ),
    }
}

/// `+` for pairs that can talk only afterwards, `-` for those that can talk only now, `~` for another bandwidth.
fn sign(shift: &Shift) -> char {
    match (shift.before, shift.after) {
        (Link::None, _) => '+',
        (_, Link::None) => '-',
        (Link::Mbps(_) | Link::Local, Link::Mbps(_) | Link::Local) => '~',
    }
}

fn place(shift: &Shift) -> String {
    let [one, other] = &shift.regions;
    let place = if one == other {
        format!("within {one}")
    } else {
        format!("{one} – {other}")
    };
    // A plan file may name anything a region, also something with a line end in it.
    visible(&place).into_owned()
}

fn amount(shift: &Shift) -> String {
    match (shift.before, shift.after) {
        (Link::Mbps(before), Link::Mbps(after)) => format!("{} → {after}", before.0),
        (Link::None | Link::Local, Link::Mbps(after)) => after.to_string(),
        (Link::Mbps(before), Link::None | Link::Local) => format!("was {before}"),
        (Link::None | Link::Local, Link::None | Link::Local) => String::new(),
    }
}

/// The networks of both sides: their names if they are few, else how many they are.
fn who(shift: &Shift) -> String {
    let filtered = if shift.filtered {
        "  [route maps may keep some apart]"
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
            .map(|network| visible(network.as_str()))
            .collect::<Vec<_>>()
            .join(", "),
        many => format!("{many} networks"),
    }
}
