//! What a person need not read line by line: that what is attached uses the default route table.

use std::collections::BTreeSet;

use cen_action::{
    Action, ActionId, Address, Call, ChangeKind, Step, TableEnd,
    call::{AttachToRouter, Noun, RouterCall},
};
use cen_topology::RegionPair;

use crate::words::reference::reference;

/// Returns the actions on the default tables that go without saying, because the plan attaches,
/// detaches, joins or parts what they are about.
pub(crate) fn folded(steps: &[Step]) -> BTreeSet<&ActionId> {
    folded_of(steps.iter().map(|step| &step.action))
}

/// Leaves out the actions that [go without saying](folded).
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

/// Says how a network is attached to a transit router.
pub(crate) fn details(action: &Action) -> Option<String> {
    let Call::Router(RouterCall::AttachToRouter(attach)) = &action.call else {
        return None;
    };
    debug_assert_eq!(action.call.traits().kind, ChangeKind::Create);
    let routes = match attach.synced {
        true => "routes synced",
        false => "routes own",
    };
    let appliance = match attach.appliance {
        true => "; appliance",
        false => "",
    };
    Some(format!(
        "{}default table; {routes}{appliance}",
        ways(attach)
    ))
}

fn ways(attach: &AttachToRouter) -> String {
    let ways: Vec<String> = attach
        .vswitches
        .iter()
        .map(|(zone, vswitch)| format!("{} ({zone})", reference(vswitch)))
        .collect();
    match ways.as_slice() {
        [] => String::new(),
        [only] => format!("at {only} only, in one zone; "),
        _ => format!("at {}; ", ways.join(", ")),
    }
}
