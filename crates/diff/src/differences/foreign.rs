//! Holds what touches a CEN or a package that the file names and that nothing may be done to: another topology owns it, or it is being
//! deleted. The rest of the plan goes on.

use crate::comparison::Comparison;
use crate::differences::{Difference, address};
use cen_action::{Address, Blocker, HeldDifference, Hold, HoldReason};

/// Replaces the differences on such objects by one hold for each object, and one for each network or package that cannot go
/// there: it stays where it is.
pub(super) fn withhold(comparison: &Comparison<'_>, found: Vec<Difference>) -> Vec<Difference> {
    let untouchable = &comparison.resolved.untouchable;
    let holds = untouchable.iter().map(|(address, reason)| {
        Difference::Held(Hold {
            address: address.clone(),
            difference: None,
            reason: reason.clone(),
        })
    });
    let rest = found.into_iter().filter_map(|difference| {
        let touched = address(&difference);
        let object = untouchable
            .keys()
            .find(|object| touches(comparison, &touched, object));
        match object {
            None => Some(difference),
            Some(object) => arrival(difference, object),
        }
    });
    holds.chain(rest).collect()
}

/// Tells whether a part of the file is on a CEN, or under a package.
fn touches(comparison: &Comparison<'_>, part: &Address, object: &Address) -> bool {
    if let Address::Cen { cen } = object {
        return part.cen() == Some(cen);
    }
    let Address::Package { cen, areas } = object else {
        return false;
    };
    let group = match part {
        Address::Limit { pair, .. } => comparison.group_of(cen, pair),
        other => other.areas(),
    };
    part.cen() == Some(cen) && group == Some(*areas)
}

/// Holds what would arrive at such an object, and drops every other difference on it.
fn arrival(difference: Difference, object: &Address) -> Option<Difference> {
    match difference {
        Difference::Missing(
            address @ (Address::Attachment { .. }
            | Address::Grant { .. }
            | Address::Association { .. }),
        ) => Some(Difference::held(
            address,
            HeldDifference::Missing,
            HoldReason::waits(Blocker::Held {
                address: object.clone(),
            }),
        )),
        Difference::Missing(_)
        | Difference::Unmarked(_)
        | Difference::Changed(..)
        | Difference::Limit { .. }
        | Difference::Extra(..)
        | Difference::Held(_) => None,
    }
}
