//! The words for the way in which a transit router enters a network.

use cen_action::{
    Action, Call, ChangeKind,
    call::{AttachToRouter, RouterCall},
};

use crate::words::reference::reference;

/// Says how a network is attached to a transit router.
pub(crate) fn entrance(action: &Action) -> Option<String> {
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
