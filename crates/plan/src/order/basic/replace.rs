//! What leaves for another place is let go only when that place is ready for it.
//!
//! A CEN that cannot be created, a grant that is refused or a package that cannot be bought must not cost a network its old CEN, nor two
//! regions their old package. So what the new place needs comes before whatever takes the old one apart.

use cen_topology::{InstanceId, PackageId};
use petgraph::graph::NodeIndex;

use crate::action::{Action, Address, Call, Ref};
use crate::order::{Firsts, Rules};

const WHY: &str = "what it makes way for must be ready";

impl Rules<'_> {
    /// The edges from all that the new place of something needs to what takes it from the old one, and to what that in turn waits for.
    pub(in crate::order) fn replacements(
        &self,
        node: NodeIndex,
        firsts: &Firsts,
    ) -> Vec<(NodeIndex, NodeIndex, &'static str)> {
        let ready = self.ready(node);
        let takes_apart = |first: &NodeIndex| {
            !ready.contains(first)
                && matches!(
                    self.order[*first].call,
                    Call::SetLimit { .. } | Call::Route(_)
                )
        };
        let apart = firsts
            .iter()
            .map(|(first, _)| *first)
            .filter(takes_apart)
            .chain([node]);
        apart
            .flat_map(|then| ready.iter().map(move |first| (*first, then, WHY)))
            .collect()
    }

    /// All that must be there before a network or a package is taken from where it is; nothing for what goes nowhere.
    fn ready(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let action = &self.order[node];
        let mut firsts = Firsts::new();
        match (&action.call, &action.address) {
            (Call::DetachInstance { instance, .. }, _) => self.new_cen_of(instance, &mut firsts),
            (Call::UnassociatePackage { package, .. }, Address::Association { cen, areas }) => {
                self.first(
                    "package",
                    &Address::Package {
                        cen: cen.clone(),
                        areas: *areas,
                    },
                    WHY,
                    &mut firsts,
                );
                self.new_cen_of_package(package, &mut firsts);
            }
            _ => {}
        }
        firsts.into_iter().map(|(first, _)| first).collect()
    }

    /// What the CEN that a network goes to needs: itself, the grant, and the packages that are bought for it.
    fn new_cen_of(&self, instance: &InstanceId, firsts: &mut Firsts) {
        for action in self.order.node_weights() {
            if let (
                Call::AttachInstance {
                    instance: Ref::Known(id),
                    ..
                },
                Address::Attachment { cen, network },
            ) = (&action.call, &action.address)
                && id == instance
            {
                self.cen(cen, firsts);
                self.first(
                    "grant",
                    &Address::Grant {
                        cen: cen.clone(),
                        network: network.clone(),
                    },
                    WHY,
                    firsts,
                );
                let bought = |node: &NodeIndex| {
                    let Action { call, address, .. } = &self.order[*node];
                    matches!(call, Call::CreatePackage { .. }) && address.cen() == Some(cen)
                };
                firsts.extend(
                    self.order
                        .node_indices()
                        .filter(bought)
                        .map(|node| (node, WHY)),
                );
            }
        }
    }

    fn new_cen_of_package(&self, package: &PackageId, firsts: &mut Firsts) {
        for action in self.order.node_weights() {
            if let (
                Call::AssociatePackage {
                    package: Ref::Known(id),
                    ..
                },
                Address::Association { cen, .. },
            ) = (&action.call, &action.address)
                && id == package
            {
                self.cen(cen, firsts);
            }
        }
    }
}
