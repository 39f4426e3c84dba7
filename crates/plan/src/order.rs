//! Which action waits for which, and why. Every dependency rule stands here.

use std::collections::BTreeMap;

use cen_topology::{CenName, RegionId, Topology};
use petgraph::graph::{DiGraph, NodeIndex};

use crate::action::{Action, Address, Call};

/// Actions as nodes; an edge runs from what comes first to what waits for it, and says why.
pub(crate) type Order = DiGraph<Action, &'static str>;

/// Builds the graph. It has no cycle: every rule leads from an earlier rank to a later one (see [`rank`]).
pub(crate) fn order(desired: &Topology, actions: Vec<Action>) -> Order {
    let mut order = Order::new();
    let nodes: BTreeMap<Address, NodeIndex> = actions.into_iter().map(|action| (action.address.clone(), order.add_node(action))).collect();
    let rules = Rules { desired, nodes: &nodes };
    let waiting: Vec<NodeIndex> = order.node_indices().collect();
    for node in waiting {
        for (first, why) in rules.firsts_of(&order, node) {
            order.update_edge(first, node, why);
        }
    }
    order
}

/// How early an action may come: an action waits only for actions of a lower rank.
pub(crate) fn rank(action: &Action) -> u8 {
    match &action.call {
        Call::CreateVpc { .. } | Call::CreateCen { .. } | Call::MarkCen { .. } => 0,
        Call::CreatePackage { .. } | Call::GrantInstance { .. } => 1,
        Call::AttachInstance { .. } | Call::AssociatePackage { .. } => 2,
        Call::SetLimit { from, to, .. } if to < from => 3,
        Call::SetLimit { .. } => 4,
    }
}

struct Rules<'a> {
    desired: &'a Topology,
    nodes: &'a BTreeMap<Address, NodeIndex>,
}

impl Rules<'_> {
    /// What an action waits for.
    fn firsts_of(&self, order: &Order, node: NodeIndex) -> Vec<(NodeIndex, &'static str)> {
        let action = &order[node];
        let mut firsts = Vec::new();
        match &action.address {
            Address::Network { .. } | Address::Cen { .. } | Address::Mark { .. } | Address::Extra { .. } => {}
            Address::Grant { cen, network } => {
                self.cen(cen, &mut firsts);
                self.first(Address::Network { network: network.clone() }, "the VPC must exist", &mut firsts);
            }
            Address::Attachment { cen, network } => {
                let grant = Address::Grant { cen: cen.clone(), network: network.clone() };
                self.first(grant, "its owner must grant it", &mut firsts);
                Self::unless_implied(&mut firsts, |firsts| {
                    self.cen(cen, firsts);
                    self.first(Address::Network { network: network.clone() }, "the VPC must exist", firsts);
                });
            }
            // Money is spent last among the things that need nothing: not before its CEN is known to exist.
            Address::Package { cen, .. } => self.cen(cen, &mut firsts),
            Address::Association { cen, areas } => {
                let package = Address::Package { cen: cen.clone(), areas: *areas };
                self.first(package, "the package must exist", &mut firsts);
                Self::unless_implied(&mut firsts, |firsts| self.cen(cen, firsts));
            }
            Address::Limit { cen, pair } => {
                self.first(Address::Mark { cen: cen.clone() }, "the CEN must be ours", &mut firsts);
                if rank(action) == 4 {
                    self.before_a_raise(order, cen, pair, &mut firsts);
                }
            }
        }
        firsts
    }

    /// What comes first waits for the rest itself: an edge that it implies would only make the plan longer to read.
    fn unless_implied(firsts: &mut Vec<(NodeIndex, &'static str)>, implied: impl FnOnce(&mut Vec<(NodeIndex, &'static str)>)) {
        if firsts.is_empty() {
            implied(firsts);
        }
    }

    /// Anything on a CEN waits until that CEN is there and ours.
    fn cen(&self, cen: &CenName, firsts: &mut Vec<(NodeIndex, &'static str)>) {
        self.first(Address::Cen { cen: cen.clone() }, "the CEN must be active", firsts);
        self.first(Address::Mark { cen: cen.clone() }, "the CEN must be ours", firsts);
    }

    /// A limit is raised under an associated package, between regions that are attached, after every decrease under the same package.
    fn before_a_raise(&self, order: &Order, cen: &CenName, pair: &cen_topology::RegionPair, firsts: &mut Vec<(NodeIndex, &'static str)>) {
        let groups = &self.desired.cens[cen].bandwidth;
        let Some((areas, group)) = groups.iter().find(|(_, group)| group.limits.contains_key(pair)) else { return };
        let association = Address::Association { cen: cen.clone(), areas: *areas };
        self.first(association, "its package must be associated", firsts);
        for region in pair.regions() {
            self.attachments_in(cen, region, firsts);
        }
        for other in group.limits.keys() {
            let node = self.nodes.get(&Address::Limit { cen: cen.clone(), pair: other.clone() });
            if let Some(&node) = node.filter(|node| rank(&order[**node]) == 3) {
                firsts.push((node, "decreases come before increases under one package"));
            }
        }
    }

    fn attachments_in(&self, cen: &CenName, region: &RegionId, firsts: &mut Vec<(NodeIndex, &'static str)>) {
        for network in self.desired.cens[cen].attach.iter().filter(|network| self.desired.networks[*network].region == *region) {
            let attachment = Address::Attachment { cen: cen.clone(), network: network.clone() };
            self.first(attachment, "both regions must have their networks", firsts);
        }
    }

    fn first(&self, address: Address, why: &'static str, firsts: &mut Vec<(NodeIndex, &'static str)>) {
        firsts.extend(self.nodes.get(&address).map(|node| (*node, why)));
    }
}
