//! Diagrams from a file, or from a cloud and a plan.

use std::collections::BTreeSet;

use cen_network::NetworkView;
use cen_plan::Plan;
use cen_topology::{AccountName, Topology};

use crate::diagram::marks::Marks;
use crate::diagram::panel::panels;
use crate::diagram::picture::{Mark, Panel, Picture};

/// Draws what a topology file says.
pub fn picture_written(topology: &Topology) -> Picture {
    let view = NetworkView::written(topology);
    let marks = Marks::default();
    assemble("as the file says", topology, [&view, &view], &marks)
}

/// Draws what exists, and what a plan would change.
pub fn picture_planned(
    plan: &Plan,
    topology: &Topology,
    now: &NetworkView,
    source: &str,
) -> Picture {
    let then = now.after(&plan.steps);
    assemble(source, topology, [now, &then], &Marks::of(plan))
}

fn assemble(
    source: &str,
    topology: &Topology,
    views: [&NetworkView; 2],
    marks: &Marks<'_>,
) -> Picture {
    let panels = panels(views, marks);
    let networks = panels.iter().flat_map(Panel::networks);
    let owners = panels
        .iter()
        .filter_map(|panel| panel.cen.as_ref())
        .map(|cen| &cen.account);
    let accounts: BTreeSet<AccountName> = networks
        .map(|network| &network.account)
        .chain(owners)
        .cloned()
        .collect();
    let id = |name: &AccountName| {
        topology
            .accounts
            .get(name)
            .map(|account| account.id.clone())
    };
    Picture {
        title: topology.name.to_string(),
        source: source.to_owned(),
        accounts: accounts
            .into_iter()
            .map(|name| (name.clone(), id(&name)))
            .collect(),
        marks: panels
            .iter()
            .flat_map(Panel::marks)
            .filter(|mark| *mark != Mark::Same)
            .collect(),
        panels,
    }
}
