//! The fourth way on transit routers in every cloud that the open questions allow: it applies, needs
//! nothing then, and is destroyed to nothing.

use cen_simulator::Assumptions;

use crate::support::Machine;

const WAY: &str = include_str!("../topologies/cross-account-cross-region.yaml");

/// The actions of the Basic Edition, none of which may be called.
const BASIC: [&str; 3] = [
    "AttachCenChildInstance",
    "DetachCenChildInstance",
    "SetCenInterRegionBandwidthLimit",
];

/// Plays the way in a cloud that answers one question so.
fn play(assume: &str) {
    let machine = Machine::with([("way.yaml", WAY), ("seed.yaml", WAY)]);
    let flags = ["--editions", "enterprise", "--assume", assume];
    // What is locked says nothing unless something is.
    let locks = ["--blocking", "--pace", "reads:1"];
    let locks = if assume.contains("blocking") {
        &locks[..]
    } else {
        &[]
    };
    let simulator = machine.simulate(&[&flags, locks].concat());
    let url = &simulator.address;
    let run = |arguments: &[&str]| {
        let target = ["way.yaml", "--endpoint", url, "--profiles", "profiles.json"];
        let ended = machine.cen(&[arguments, &target].concat());
        assert_eq!(ended.code, Some(0), "{assume}: {arguments:?}: {ended:?}");
        ended.stdout
    };
    run(&["apply", "--yes", "--allow-purchase"]);
    let nothing = "cross-account-cross-region: nothing to do\n";
    assert_eq!(run(&["diff"]), nothing, "{assume}");
    run(&["destroy", "--yes", "--allow-destroy"]);
    let log = machine.read("requests.log");
    let deleted = log.matches("\"action\":\"DeleteCen\"").count();
    assert_eq!(deleted, 1, "{assume}");
    for action in BASIC {
        assert!(
            !log.contains(&format!("\"action\":\"{action}\"")),
            "{assume}: {action}"
        );
    }
}

#[test]
fn the_fourth_way_goes_up_and_down_whatever_the_cloud_answers() {
    for (name, choices) in Assumptions::KNOWN {
        // The first choice is the default, which all others are played with.
        for choice in &choices[1..] {
            play(&format!("{name}={choice}"));
        }
    }
}
