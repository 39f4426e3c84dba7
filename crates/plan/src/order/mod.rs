//! Which action waits for which, and why. Every dependency rule stands here.

mod basic;

use std::collections::BTreeMap;

use cen_topology::{
    AreaPair, CenId, CenName, InstanceId, Mbps, NetworkName, PackageId, RegionId, RegionPair,
};
use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::graph::{DiGraph, NodeIndex};

use crate::action::{Action, ActionId, Address, Call, Ref};
use crate::comparison::Comparison;
use crate::order::basic::routes::uses_routes_of;

/// Actions as nodes; an edge runs from what comes first to what waits for it, and says why.
pub(crate) type Order = DiGraph<Action, &'static str>;

/// What an action waits for, and why.
type Firsts = Vec<(NodeIndex, &'static str)>;

/// Builds the graph. It has no cycle: every rule leads from an earlier rank to a later one (see [`rank`]).
pub(crate) fn order(comparison: &Comparison<'_>, actions: Vec<Action>) -> Order {
    let mut order = Order::new();
    let nodes: BTreeMap<ActionId, NodeIndex> = actions
        .into_iter()
        .map(|action| (action.id.clone(), order.add_node(action)))
        .collect();
    let rules = Rules {
        comparison,
        nodes: &nodes,
        order: &order,
    };
    let edges: Vec<_> = order
        .node_indices()
        .map(|node| (node, rules.firsts_of(&order[node])))
        .collect();
    let replacements: Vec<_> = edges
        .iter()
        .flat_map(|(node, firsts)| rules.replacements(*node, firsts))
        .collect();
    let edges = edges.into_iter().flat_map(|(node, firsts)| {
        firsts
            .into_iter()
            .map(move |(first, why)| (first, node, why))
    });
    for (first, node, why) in edges.chain(replacements).collect::<Vec<_>>() {
        order.update_edge(first, node, why);
    }
    without_implied(&order)
}

/// The same order without the edges that others imply: they would only make the plan longer to read.
fn without_implied(order: &Order) -> Order {
    let sorted = petgraph::algo::toposort(order, None)
        .expect("every rule leads from an earlier rank to a later one");
    let (list, places) = dag_to_toposorted_adjacency_list::<_, u32>(order, &sorted);
    let (reduced, _) = dag_transitive_reduction_closure(&list);
    let place = |node: NodeIndex| places[node.index()];
    order.filter_map(
        |_, action| Some(action.clone()),
        |edge, why| {
            let (first, then) = order.edge_endpoints(edge)?;
            reduced
                .contains_edge(place(first), place(then))
                .then_some(*why)
        },
    )
}

/// The rank of what makes use of attachments and packages.
const RAISE: u8 = 5;

/// How early an action may come: an action waits only for actions of a lower rank.
pub(crate) fn rank(action: &Action) -> u8 {
    match &action.call {
        Call::CreateVpc { .. }
        | Call::CreateCen { .. }
        | Call::MarkCen { .. }
        | Call::MarkPackage { .. } => 0,
        Call::ModifyVpc { .. }
        | Call::ModifyCen { .. }
        | Call::TagCen { .. }
        | Call::UntagCen { .. } => 1,
        Call::CreatePackage { .. } | Call::GrantInstance { .. } => 1,
        Call::SetLimit { from, to, .. } if to < from => 2,
        Call::Route(call) if call.is_removal() => 2,
        Call::ResizePackage { .. }
        | Call::DetachInstance { .. }
        | Call::UnassociatePackage { .. } => 3,
        Call::AttachInstance { .. }
        | Call::AssociatePackage { .. }
        | Call::RevokeInstance { .. } => 4,
        Call::SetLimit { .. }
        | Call::DeleteVpc { .. }
        | Call::DeletePackage { .. }
        | Call::Route(_) => RAISE,
        Call::DeleteCen { .. } => 6,
    }
}

struct Rules<'a> {
    comparison: &'a Comparison<'a>,
    nodes: &'a BTreeMap<ActionId, NodeIndex>,
    order: &'a Order,
}

impl Rules<'_> {
    fn firsts_of(&self, action: &Action) -> Firsts {
        let mut firsts = Firsts::new();
        match (&action.call, &action.address) {
            (
                Call::CreateVpc { .. }
                | Call::CreateCen { .. }
                | Call::MarkCen { .. }
                | Call::MarkPackage { .. }
                | Call::ModifyVpc { .. },
                _,
            ) => {}
            (Call::ModifyCen { .. } | Call::TagCen { .. } | Call::UntagCen { .. }, address) => {
                self.first("mark", address, "the CEN must be ours", &mut firsts);
            }
            (Call::GrantInstance { .. }, Address::Grant { cen, network }) => {
                self.cen(cen, &mut firsts);
                self.network(network, &mut firsts);
            }
            (Call::AttachInstance { instance, .. }, Address::Attachment { cen, network }) => {
                self.before_attaching(cen, network, instance, &mut firsts);
            }
            // Money is spent last among the things that need nothing: not before its CEN is known to exist.
            (Call::CreatePackage { .. }, Address::Package { cen, .. }) => {
                self.cen(cen, &mut firsts)
            }
            (Call::ResizePackage { from, to, .. }, address) => {
                self.first(
                    "mark-package",
                    address,
                    "the package must be ours",
                    &mut firsts,
                );
                if to < from {
                    self.before_shrinking(address, &mut firsts);
                }
            }
            (Call::AssociatePackage { package, .. }, Address::Association { cen, areas }) => {
                self.before_associating(cen, *areas, package, &mut firsts);
            }
            (Call::SetLimit { .. }, Address::Limit { cen, pair }) => {
                self.first(
                    "mark",
                    &Address::Cen { cen: cen.clone() },
                    "the CEN must be ours",
                    &mut firsts,
                );
                if rank(action) == RAISE {
                    self.before_raising(cen, pair, &mut firsts);
                }
            }
            (
                Call::DetachInstance {
                    region,
                    instance,
                    cen: id,
                    ..
                },
                Address::Attachment { cen, .. },
            ) => {
                self.before_detaching(cen, region, &mut firsts);
                self.where_call(
                    |call| uses_routes_of(call, id, instance, region),
                    "what is set up for its routes must be taken away",
                    &mut firsts,
                );
            }
            (Call::RevokeInstance { .. }, Address::Grant { cen, network }) => {
                let attachment = Address::Attachment {
                    cen: cen.clone(),
                    network: network.clone(),
                };
                self.first(
                    "detach",
                    &attachment,
                    "it must be detached before",
                    &mut firsts,
                );
            }
            (Call::UnassociatePackage { .. }, Address::Association { cen, areas }) => {
                self.clears(cen, *areas, "its limits must be zero", &mut firsts);
            }
            (Call::DeletePackage { package }, address) => {
                if let Address::Package { cen, areas } = address {
                    let successor = Address::Association {
                        cen: cen.clone(),
                        areas: *areas,
                    };
                    self.first(
                        "associate",
                        &successor,
                        "its successor must be in use",
                        &mut firsts,
                    );
                }
                self.where_call(
                    |call| matches!(call, Call::UnassociatePackage { package: other, .. } if other == package),
                    "it must be free",
                    &mut firsts,
                );
            }
            (Call::DeleteVpc { vpc, .. }, _) => {
                self.where_call(
                    |call| uses_network(call, vpc),
                    "nothing may use it any more",
                    &mut firsts,
                );
            }
            (Call::DeleteCen { cen }, _) => {
                self.where_call(|call| empties(call, cen), "it must be empty", &mut firsts);
            }
            (Call::Route(call), address) => self.before_route(call, address, &mut firsts),
            (call, address) => unreachable!("the planner never does {call:?} to {address}"),
        }
        firsts
    }

    /// Anything on a CEN waits until that CEN is there and ours.
    fn cen(&self, cen: &CenName, firsts: &mut Firsts) {
        let address = Address::Cen { cen: cen.clone() };
        self.first("cen", &address, "the CEN must be active", firsts);
        self.first("mark", &address, "the CEN must be ours", firsts);
    }

    fn network(&self, network: &NetworkName, firsts: &mut Firsts) {
        self.first(
            "network",
            &Address::Network {
                network: network.clone(),
            },
            "the VPC must exist",
            firsts,
        );
    }

    /// A network is attached after it was granted, and after it was detached from where it was.
    fn before_attaching(
        &self,
        cen: &CenName,
        network: &NetworkName,
        instance: &Ref<InstanceId>,
        firsts: &mut Firsts,
    ) {
        let grant = Address::Grant {
            cen: cen.clone(),
            network: network.clone(),
        };
        self.first("grant", &grant, "its owner must grant it", firsts);
        self.cen(cen, firsts);
        self.network(network, firsts);
        if let Ref::Known(id) = instance {
            let leaves = |call: &Call| matches!(call, Call::DetachInstance { instance, .. } if instance == id);
            self.where_call(leaves, "it must leave the CEN that it is on", firsts);
        }
    }

    /// A package is associated after it was bought and has left the CEN that it served, and after another has made room.
    fn before_associating(
        &self,
        cen: &CenName,
        areas: AreaPair,
        package: &Ref<PackageId>,
        firsts: &mut Firsts,
    ) {
        let address = Address::Package {
            cen: cen.clone(),
            areas,
        };
        self.first("package", &address, "the package must exist", firsts);
        self.first("mark-package", &address, "the package must be ours", firsts);
        self.cen(cen, firsts);
        let association = Address::Association {
            cen: cen.clone(),
            areas,
        };
        self.first(
            "unassociate",
            &association,
            "a CEN has one package for two areas",
            firsts,
        );
        if let Ref::Known(id) = package {
            let leaves = |call: &Call| matches!(call, Call::UnassociatePackage { package, .. } if package == id);
            self.where_call(leaves, "a package serves one CEN", firsts);
        }
    }

    /// A limit is raised under an associated package that is large enough, between regions that are attached, after every decrease.
    fn before_raising(&self, cen: &CenName, pair: &RegionPair, firsts: &mut Firsts) {
        for region in pair.regions() {
            self.attachments_in(cen, region, firsts);
        }
        let Some(areas) = self.comparison.group_of(cen, pair) else {
            return;
        };
        self.first(
            "associate",
            &Address::Association {
                cen: cen.clone(),
                areas,
            },
            "its package must be associated",
            firsts,
        );
        let package = Address::Package {
            cen: cen.clone(),
            areas,
        };
        let grows = |action: &Action| matches!(&action.call, Call::ResizePackage { from, to, .. } if to > from);
        if let Some(node) = self
            .node("resize", &package)
            .filter(|node| grows(&self.order[*node]))
        {
            firsts.push((node, "its package must be large enough"));
        }
        self.decreases(
            cen,
            areas,
            "decreases come before increases under one package",
            firsts,
        );
    }

    /// A package shrinks after its limits did.
    fn before_shrinking(&self, address: &Address, firsts: &mut Firsts) {
        if let Address::Package { cen, areas } = address {
            self.decreases(cen, *areas, "its limits must fit before", firsts);
        }
    }

    /// Of a region in which no network stays, bandwidth is given back before the networks leave. One that only arrives does not count: it may
    /// come later.
    fn before_detaching(&self, cen: &CenName, region: &RegionId, firsts: &mut Firsts) {
        if self.comparison.keeps_network_in(cen, region) {
            return;
        }
        for node in self.order.node_indices() {
            if let (Call::SetLimit { pair, from, to, .. }, Some(on)) =
                (&self.order[node].call, self.order[node].address.cen())
                && on == cen
                && to < from
                && pair.regions().contains(&region)
            {
                firsts.push((node, "the bandwidth of its region must be given back"));
            }
        }
    }

    fn clears(&self, cen: &CenName, areas: AreaPair, why: &'static str, firsts: &mut Firsts) {
        self.limits(cen, areas, |_, to| to == Mbps(0), why, firsts);
    }

    fn decreases(&self, cen: &CenName, areas: AreaPair, why: &'static str, firsts: &mut Firsts) {
        self.limits(cen, areas, |from, to| to < from, why, firsts);
    }

    fn limits(
        &self,
        cen: &CenName,
        areas: AreaPair,
        which: impl Fn(Mbps, Mbps) -> bool,
        why: &'static str,
        firsts: &mut Firsts,
    ) {
        for node in self.order.node_indices() {
            let action = &self.order[node];
            let Call::SetLimit { pair, from, to, .. } = &action.call else {
                continue;
            };
            let here = action.address.cen() == Some(cen)
                && self.comparison.group_of(cen, pair) == Some(areas);
            if here && which(*from, *to) {
                firsts.push((node, why));
            }
        }
    }

    fn attachments_in(&self, cen: &CenName, region: &RegionId, firsts: &mut Firsts) {
        let desired = self.comparison.desired;
        let Some(wanted) = desired.cens.get(cen) else {
            return;
        };
        for network in wanted
            .attach
            .iter()
            .filter(|network| desired.networks[*network].region == *region)
        {
            let attachment = Address::Attachment {
                cen: cen.clone(),
                network: network.clone(),
            };
            self.first(
                "attach",
                &attachment,
                "both regions must have their networks",
                firsts,
            );
        }
    }

    fn where_call(&self, is: impl Fn(&Call) -> bool, why: &'static str, firsts: &mut Firsts) {
        firsts.extend(
            self.order
                .node_indices()
                .filter(|node| is(&self.order[*node].call))
                .map(|node| (node, why)),
        );
    }

    fn first(&self, verb: &str, address: &Address, why: &'static str, firsts: &mut Firsts) {
        firsts.extend(self.node(verb, address).map(|node| (node, why)));
    }

    fn node(&self, verb: &str, address: &Address) -> Option<NodeIndex> {
        self.nodes.get(&ActionId::of(verb, address)).copied()
    }
}

/// Whether a call ends a use of a network.
fn uses_network(call: &Call, vpc: &InstanceId) -> bool {
    matches!(call, Call::DetachInstance { instance, .. } | Call::RevokeInstance { instance, .. } if instance == vpc)
}

/// Whether a call takes something off a CEN.
fn empties(call: &Call, id: &CenId) -> bool {
    match call {
        Call::DetachInstance { cen, .. }
        | Call::RevokeInstance { cen, .. }
        | Call::UnassociatePackage { cen, .. } => cen == id,
        Call::SetLimit {
            cen: Ref::Known(cen),
            to: Mbps(0),
            ..
        } => cen == id,
        Call::Route(call) => call.leaves() == Some(id),
        _ => false,
    }
}
