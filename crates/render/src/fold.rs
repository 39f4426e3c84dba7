//! What a person need not read line by line: that what is attached uses the default route table.

use std::collections::BTreeSet;

use cen_action::{Action, ActionId, Address, Step, TableEnd, call::Noun};
use cen_topology::RegionPair;

/// Returns the actions on the default tables that go without saying, because the plan attaches,
/// detaches, joins or parts what they are about.
pub(crate) fn folded(steps: &[Step]) -> BTreeSet<&ActionId> {
    folded_of(steps.iter().map(|step| &step.action))
}

/// Returns the actions without those that go without saying, such as the default route table of a new attachment.
pub fn unfolded<'a>(actions: impl Iterator<Item = &'a Action> + Clone) -> Vec<&'a Action> {
    let folded = folded_of(actions.clone());
    actions
        .filter(|action| !folded.contains(&action.id))
        .collect()
}

fn folded_of<'a>(actions: impl Iterator<Item = &'a Action> + Clone) -> BTreeSet<&'a ActionId> {
    let mut parts = BTreeSet::new();
    for action in actions.clone() {
        let traits = action.call.traits();
        if matches!(traits.noun, Noun::Attachment | Noun::Limit) {
            parts.insert((traits.kind, action.address.clone()));
        }
    }
    let goes_along = |action: &Action| {
        let traits = action.call.traits();
        let part = part_of(&action.address);
        traits.noun == Noun::TableUse
            && part.is_some_and(|part| parts.contains(&(traits.kind, part)))
    };
    actions
        .filter(|action| goes_along(action))
        .map(|action| &action.id)
        .collect()
}

/// Returns what is attached or joined, of an address in a route table.
fn part_of(address: &Address) -> Option<Address> {
    let (Address::TableAssociation { cen, region, end }
    | Address::TablePropagation {
        cen, region, end, ..
    }) = address
    else {
        return None;
    };
    match end {
        TableEnd::Network(network) => Some(Address::Attachment {
            cen: cen.clone(),
            network: network.clone(),
        }),
        TableEnd::Region(other) => Some(Address::Limit {
            cen: cen.clone(),
            pair: RegionPair::new(region.clone(), other.clone())?,
        }),
    }
}
