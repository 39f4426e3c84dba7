//! Scenes: a file, the cloud that it has built, what others did to it, and the plan of another file.

use cen_observed::{Inside, Observed, SeenAttachment, SeenCen, SeenPackage};
use cen_plan::{Plan, imagine, plan};
use cen_topology::Topology;

use crate::example::basic;

/// Parses a topology.
pub(crate) fn file(text: &str) -> Topology {
    cen_topology::parse(text)
        .map_err(|problems| problems.render_short("test", text))
        .unwrap()
        .topology
}

/// Returns the cloud that the first file has built, with what the second one names.
pub(crate) fn cloud(old: &Topology, new: &Topology) -> Observed {
    basic(imagine(old, new))
}

/// Gives a network address ranges.
pub(crate) fn range(observed: &mut Observed, network: &str, ranges: &[&str]) {
    let seen = observed.networks.get_mut(network).unwrap();
    seen.cidrs = ranges.iter().map(ToString::to_string).collect();
}

/// Returns what hangs on the CEN that the file made under this key.
pub(crate) fn inside<'a>(observed: &'a mut Observed, key: &str) -> &'a mut Inside {
    let id = format!("<cen/{key}>");
    let cen = observed.cens.get_mut(id.as_str()).unwrap();
    cen.inside.as_mut().unwrap()
}

/// Returns a package of somebody that nothing uses.
pub(crate) fn package(observed: &mut Observed, id: &str) -> SeenPackage {
    SeenPackage {
        cen: None,
        status: "Idle".to_owned(),
        tags: Default::default(),
        ..observed.packages[id].clone()
    }
}

/// Puts a network on a CEN of somebody else.
pub(crate) fn elsewhere(observed: &mut Observed, network: &str) {
    let foreign = SeenCen {
        account: observed.networks[network].account.clone(),
        name: "foreign".to_owned(),
        description: String::new(),
        status: "Active".to_owned(),
        protection_level: "REDUCED".to_owned(),
        tags: Default::default(),
        inside: None,
    };
    observed.cens.insert("cen-foreign".into(), foreign);
    observed
        .elsewhere
        .insert(network.into(), "cen-foreign".into());
}

/// Attaches a network that no file names to a CEN.
pub(crate) fn attach(observed: &mut Observed, key: &str, network: &str, ranges: &[&str]) {
    let template: SeenAttachment = inside(observed, key)
        .attachments
        .values()
        .next()
        .unwrap()
        .clone();
    let like = observed.networks.values().next().unwrap().clone();
    let theirs = cen_observed::SeenNetwork {
        name: network.to_owned(),
        tags: Default::default(),
        ..like
    };
    observed.networks.insert(network.into(), theirs);
    range(observed, network, ranges);
    inside(observed, key)
        .attachments
        .insert(network.into(), template);
}

/// Plans, and checks that the plan is of the documented form.
pub(crate) fn planned(new: &Topology, observed: &Observed) -> Plan {
    let planned = plan(new, observed).unwrap();
    crate::schema::assert_documented(&planned, new);
    planned
}

/// Returns the ids of the actions.
pub(crate) fn ids(plan: &Plan) -> Vec<&str> {
    plan.steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect()
}

/// Returns the holds as a person reads them.
pub(crate) fn holds(plan: &Plan) -> Vec<String> {
    plan.holds
        .iter()
        .map(|hold| format!("{}: {}", hold.address, cen_render::words::hold(hold)))
        .collect()
}

/// Returns what an action waits for, directly or through others.
pub(crate) fn waits<'a>(plan: &'a Plan, id: &str) -> Vec<&'a str> {
    let step = |id: &str| {
        let mut steps = plan.steps.iter();
        steps.find(|step| step.action.id.as_str() == id).unwrap()
    };
    let mut open: Vec<&str> = vec![step(id).action.id.as_str()];
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        for first in step(id).waits_for.keys() {
            if !found.contains(&first.as_str()) {
                found.push(first.as_str());
                open.push(first.as_str());
            }
        }
    }
    found
}
