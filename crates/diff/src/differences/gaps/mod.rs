//! Holds every difference that a gap may explain: what was not read may be missing, unwanted, or right already.
//!
//! A CEN is held as a whole if its account or its content could not be read. On other CENs only those differences are held that involve a
//! network that was not listed, or one that may be attached to a CEN that was not read.

mod hiding;

use std::collections::BTreeMap;

use cen_topology::{CenName, InstanceId, Mbps, RegionId};

use crate::comparison::Comparison;
use crate::differences::{Change, Difference, Extra, address};
use cen_action::{Address, HeldDifference, Hold, HoldReason};
use cen_observed::Gap;

/// Turns every difference under a gap into one that is held.
pub(super) fn withhold(comparison: &Comparison<'_>, found: Vec<Difference>) -> Vec<Difference> {
    if comparison.observed.gaps.is_empty() {
        return found;
    }
    let gaps = Gaps::new(comparison, &found);
    let hidden = gaps.hidden.iter().map(|(cen, gap)| {
        let cen = CenName::clone(cen);
        held(Address::Cen { cen }, None, gap)
    });
    let is_hidden = |difference: &Difference| {
        address(difference)
            .cen()
            .is_some_and(|cen| gaps.hidden.contains_key(cen))
    };
    let (_, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(is_hidden);
    let rest = rest.into_iter().map(|difference| gaps.judge(difference));
    hidden.chain(rest).collect()
}

fn held(address: Address, difference: Option<HeldDifference>, gap: &Gap) -> Difference {
    // The gap says once why that could not be read.
    Difference::Held(Hold {
        address,
        difference,
        reason: HoldReason::Gap {
            scope: gap.scope.clone(),
        },
    })
}

/// Returns how the cloud differs; none where nothing differs, or only the mark.
fn kind(difference: &Difference) -> Option<HeldDifference> {
    match difference {
        Difference::Missing(_) => Some(HeldDifference::Missing),
        Difference::Changed(_, Change::Size { from, to, .. })
        | Difference::Limit { from, to, .. } => Some(HeldDifference::Bandwidth {
            from: *from,
            to: *to,
        }),
        Difference::Changed(
            _,
            Change::Vpc { .. }
            | Change::MarkedVpc { .. }
            | Change::MarkedPackage { .. }
            | Change::CenText { .. }
            | Change::CenTags { .. }
            | Change::HealthCheck { .. }
            | Change::RouteMap { .. }
            | Change::Router(_)
            | Change::Transit(_),
        ) => Some(HeldDifference::Changed),
        Difference::Extra(..) => Some(HeldDifference::Extra),
        Difference::Held(hold) => hold.difference.clone(),
        Difference::Unmarked(_) => None,
    }
}

/// A network that stays on a CEN because of a gap: what it uses there stays too.
struct Staying<'a> {
    cen: CenName,
    instance: &'a InstanceId,
    region: RegionId,
    gap: &'a Gap,
}

/// The gaps of a look, and what they hide.
struct Gaps<'a> {
    comparison: &'a Comparison<'a>,
    /// The CENs that are left alone as a whole.
    hidden: BTreeMap<&'a CenName, &'a Gap>,
    staying: Vec<Staying<'a>>,
}

impl<'a> Gaps<'a> {
    fn new(comparison: &'a Comparison<'a>, found: &[Difference]) -> Self {
        let names = comparison
            .desired
            .cens
            .keys()
            .chain(comparison.resolved.leaving.keys());
        let hidden = names
            .filter_map(|name| Some((name, comparison.gap_of_cen(name)?)))
            .collect();
        let mut gaps = Self {
            comparison,
            hidden,
            staying: Vec::new(),
        };
        gaps.staying = found
            .iter()
            .filter_map(|difference| gaps.stays(difference))
            .collect();
        gaps
    }

    fn stays(&self, difference: &Difference) -> Option<Staying<'a>> {
        let Difference::Extra(
            Address::Attachment { cen, .. },
            Extra::Attachment { instance, seen, .. },
        ) = difference
        else {
            return None;
        };
        let gap = self
            .of_instance(cen, instance)
            .or_else(|| self.of_next_cen(instance))?;
        let (instance, _) = self
            .comparison
            .inside(cen)?
            .attachments
            .get_key_value(instance)?;
        Some(Staying {
            cen: cen.clone(),
            instance,
            region: seen.region.clone(),
            gap,
        })
    }

    fn judge(&self, difference: Difference) -> Difference {
        match self.over(&difference) {
            Some(gap) => held(address(&difference), kind(&difference), gap),
            None => difference,
        }
    }

    /// Returns the gap that a difference is under.
    fn over(&self, difference: &Difference) -> Option<&'a Gap> {
        if let Some(gap) = self
            .of_router(difference)
            .or_else(|| self.of_area(difference))
        {
            return Some(gap);
        }
        match difference {
            Difference::Missing(address) | Difference::Held(Hold { address, .. }) => {
                self.of_missing(address)
            }
            Difference::Changed(address, change) => self.of_change(address, change),
            Difference::Extra(address, extra) => self.of_extra(address, extra),
            Difference::Limit {
                cen,
                pair,
                to: Mbps(0),
                ..
            } => pair
                .regions()
                .iter()
                .find_map(|region| self.of_staying(cen, |staying| staying.region == **region)),
            Difference::Limit { .. } | Difference::Unmarked(_) => None,
        }
    }

    fn of_missing(&self, address: &Address) -> Option<&'a Gap> {
        match address {
            Address::Network { network }
            | Address::Route { network, .. }
            | Address::HealthCheck { network, .. } => self.of_network(network),
            Address::Attachment { cen, network } | Address::Grant { cen, network } => self
                .of_network(network)
                .or_else(|| self.of_old_cen(network))
                .or_else(|| self.of_neighbour(cen)),
            Address::PrivateZone { .. } | Address::Service { .. } => {
                self.of_network(self.comparison.access_host(address)?)
            }
            Address::RouteMap { .. } => self.of_route_map(address),
            Address::Cen { .. }
            | Address::Package { .. }
            | Address::Association { .. }
            | Address::Limit { .. }
            | Address::RouterService { .. }
            | Address::Router { .. }
            | Address::Vswitch { .. }
            | Address::TableAssociation { .. }
            | Address::TablePropagation { .. }
            | Address::Extra { .. } => None,
        }
    }

    fn of_change(&self, address: &Address, change: &Change) -> Option<&'a Gap> {
        match (change, address) {
            (Change::HealthCheck { .. }, Address::HealthCheck { network, .. }) => {
                self.of_network(network)
            }
            (Change::RouteMap { seen, .. }, _) => {
                let named = seen.map().into_iter().flat_map(|map| map.networks());
                self.of_route_map(address).or_else(|| {
                    named
                        .into_iter()
                        .find_map(|instance| self.of_instance(address.cen()?, instance))
                })
            }
            // These objects were read themselves, so no gap hides them.
            (
                Change::HealthCheck { .. }
                | Change::Vpc { .. }
                | Change::MarkedVpc { .. }
                | Change::MarkedPackage { .. }
                | Change::CenText { .. }
                | Change::CenTags { .. }
                | Change::Size { .. }
                | Change::Router(_)
                | Change::Transit(_),
                _,
            ) => None,
        }
    }

    fn of_extra(&self, address: &Address, extra: &Extra) -> Option<&'a Gap> {
        let observed = self.comparison.observed;
        let on = |instance: &InstanceId| {
            let cen = address.cen()?;
            self.of_instance(cen, instance)
                .or_else(|| self.of_staying(cen, |staying| staying.instance == instance))
        };
        match extra {
            Extra::Attachment { instance, .. } | Extra::Grant { instance, .. } => on(instance),
            Extra::Route { vpc: instance, .. } | Extra::HealthCheck { vbr: instance, .. } => {
                on(instance)
            }
            Extra::PrivateZone { seen, .. } | Extra::Service { seen, .. } => on(&seen.vpc),
            Extra::RouteMap { .. } => {
                let Address::RouteMap { cen, place } = address else {
                    return None;
                };
                self.of_staying(cen, |staying| staying.region == place.region)
            }
            Extra::Vpc { region, .. } => observed.gap_of_attachments(region),
            Extra::Package { account, .. } => observed
                .gap_of_cens(account)
                .or_else(|| observed.gap_of_packages(account)),
            Extra::Router { .. } => {
                let Address::Router { cen, region } = address else {
                    return None;
                };
                self.of_staying(cen, |staying| staying.region == *region)
            }
            Extra::Vswitch { id, .. } => {
                let seen = observed.vswitches.get(id)?;
                observed.gap_of_attachments(&seen.region)
            }
            Extra::Association { .. } | Extra::Cen { .. } => None,
        }
    }

    fn of_staying(&self, cen: &CenName, is: impl Fn(&Staying<'a>) -> bool) -> Option<&'a Gap> {
        self.staying
            .iter()
            .find(|staying| staying.cen == *cen && is(staying))
            .map(|staying| staying.gap)
    }
}
