//! Checks payments: each purchase and each increase was planned and happened once.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{
    Call,
    call::{CreatePackage, PackageCall, ResizePackage},
};
use cen_observed::NAME_TAG;
use cen_plan::Plan;
use cen_simulator::Entry;
use cen_topology::Charge;

use crate::seen::{Seen, is_ours};

/// The size and the payment type.
type Order = (u32, &'static str);

#[derive(Default)]
pub(crate) struct Money {
    /// The packages that existed.
    known: BTreeSet<String>,
    /// The purchases of the current plan that are still to come, by mark and account.
    open: BTreeSet<String>,
    /// All purchases that any plan of this life contained: a purchase that an earlier process began
    /// is completed unchanged.
    wanted: BTreeMap<String, BTreeSet<Order>>,
    /// The planned sizes of packages: id and Mbps.
    sizes: BTreeSet<(String, String)>,
    pub(crate) bought: u64,
}

impl Money {
    pub(crate) fn plan(&mut self, plan: &Plan) {
        self.open.clear();
        self.sizes.clear();
        for action in plan.steps.iter().map(|step| &step.action) {
            match &action.call {
                Call::Package(PackageCall::CreatePackage(CreatePackage {
                    mbps,
                    charge,
                    tags,
                    ..
                })) => {
                    let mark = tags[NAME_TAG].clone();
                    let charge = if *charge == Charge::Postpaid {
                        "POSTPAY"
                    } else {
                        "PREPAY"
                    };
                    self.wanted
                        .entry(mark.clone())
                        .or_default()
                        .insert((mbps.0, charge));
                    self.open.insert(mark);
                }
                Call::Package(PackageCall::ResizePackage(ResizePackage {
                    package, to, ..
                })) => {
                    self.sizes.insert((package.to_string(), to.0.to_string()));
                }
                _ => {}
            }
        }
    }

    /// Records the packages that exist at first.
    pub(crate) fn know(&mut self, seen: &Seen) {
        self.known.extend(seen.packages.keys().cloned());
    }

    /// Returns the rule that a write with an effect broke, in words.
    pub(crate) fn broken_by(&mut self, entry: &Entry, seen: &Seen) -> Option<String> {
        if entry.action == "ModifyCenBandwidthPackageSpec" {
            let size = (
                entry.parameters["CenBandwidthPackageId"].clone(),
                entry.parameters["Bandwidth"].clone(),
            );
            return (!self.sizes.contains(&size))
                .then(|| format!("no plan makes {} {} Mbps large", size.0, size.1));
        }
        let new: Vec<_> = seen
            .packages
            .iter()
            .filter(|(id, _)| !self.known.contains(*id))
            .collect();
        self.known.extend(new.iter().map(|(id, _)| (*id).clone()));
        new.into_iter().find_map(|(id, package)| {
            self.bought += 1;
            let mark = package
                .tags
                .get(NAME_TAG)
                .filter(|_| is_ours(&package.tags));
            let Some(mark) = mark else {
                return Some(format!("{id} was bought without a mark"));
            };
            if !self.open.remove(mark) {
                return Some(format!(
                    "{id} was bought as {mark}, which the plan does not buy, or has bought already"
                ));
            }
            let is_it = |(mbps, charge): &Order| {
                *mbps == package.mbps && charge.eq_ignore_ascii_case(&package.charge)
            };
            let wanted = self
                .wanted
                .get(mark)
                .is_some_and(|orders| orders.iter().any(is_it));
            (!wanted).then(|| {
                format!(
                    "{id} has {} Mbps {}, which no plan wanted",
                    package.mbps, package.charge
                )
            })
        })
    }
}
