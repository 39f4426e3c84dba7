//! Holds every difference that a gap may explain: what was not read may be missing, unwanted, or right already.
//!
//! A CEN is held as a whole if its account or its content could not be read. On other CENs only those differences are held that involve a
//! network that was not listed, or one that may be attached to a CEN that was not read.

use std::collections::BTreeMap;

use cen_topology::{CenName, InstanceId, Mbps, Network, NetworkName, RegionId};

use crate::comparison::Comparison;
use crate::differences::{Change, Difference, Extra, address};
use cen_action::{Address, HeldDifference, Hold, HoldReason};
use cen_observed::{Gap, SeenAttachment};

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

    /// Returns the gap over the transit router of a region that a difference is about. A CEN that is
    /// to go is about all of its regions.
    fn of_router(&self, difference: &Difference) -> Option<&'a Gap> {
        let address = address(difference);
        let cen = address.cen()?;
        let id = self.comparison.cen_id(cen)?;
        let observed = self.comparison.observed;
        if let Difference::Extra(_, Extra::Cen { .. }) = difference {
            return observed.gap_of_routers(id);
        }
        let regions = self.regions(&address);
        regions
            .iter()
            .find_map(|region| observed.gap_of_router(id, region))
    }

    /// Returns the gap that hides the area of a region in which something is to be attached or joined.
    fn of_area(&self, difference: &Difference) -> Option<&'a Gap> {
        let gap = self.comparison.observed.gap_of_areas()?;
        let is_arrival = match difference {
            Difference::Missing(_) | Difference::Held(_) => true,
            Difference::Limit { to, .. } => *to > Mbps(0),
            Difference::Unmarked(_) | Difference::Changed(..) | Difference::Extra(..) => false,
        };
        let mut regions = self.regions(&address(difference)).into_iter();
        let is_unknown = regions.any(|region| self.comparison.area_of(&region).is_none());
        (is_arrival && is_unknown).then_some(gap)
    }

    /// Returns the regions whose transit routers a part has to do with.
    fn regions(&self, address: &Address) -> Vec<RegionId> {
        match address {
            Address::Limit { pair, .. } => pair.regions().map(RegionId::clone).into(),
            Address::Router { region, .. }
            | Address::TableAssociation { region, .. }
            | Address::TablePropagation { region, .. } => vec![region.clone()],
            Address::Grant { cen, network } | Address::Attachment { cen, network } => {
                let written = self.comparison.desired.networks.get(network);
                let seen = self.comparison.inside(cen).into_iter();
                let mut seen = seen.flat_map(|inside| &inside.attachments);
                let is_it = |instance| self.comparison.network_label(instance) == *network;
                let seen = seen.find(|(instance, _)| is_it(instance));
                let seen = seen.map(|(_, seen)| seen.region.clone());
                let written = written.map(|written| written.region.clone());
                written.into_iter().chain(seen).collect()
            }
            Address::Network { .. }
            | Address::Cen { .. }
            | Address::Package { .. }
            | Address::Association { .. }
            | Address::Route { .. }
            | Address::HealthCheck { .. }
            | Address::PrivateZone { .. }
            | Address::Service { .. }
            | Address::RouteMap { .. }
            | Address::RouterService { .. }
            | Address::Vswitch { .. }
            | Address::Extra { .. } => Vec::new(),
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

    /// Returns the gap that hides which instance a network of the file is.
    fn of_network(&self, network: &NetworkName) -> Option<&'a Gap> {
        let Network {
            kind,
            account,
            region,
            ..
        } = self.comparison.desired.networks.get(network)?;
        self.comparison
            .observed
            .gap_of_networks(*kind, region, |owner| owner == account)
    }

    /// The gap that hides which network of the file an instance is, if it is one. Where an instance is that hangs on no CEN is not known.
    fn of_instance(&self, cen: &CenName, instance: &InstanceId) -> Option<&'a Gap> {
        let Comparison { observed, .. } = self.comparison;
        if observed.networks.contains_key(instance) {
            return None;
        }
        match self
            .comparison
            .inside(cen)
            .and_then(|inside| inside.attachments.get(instance))
        {
            Some(seen) => self.of_place(seen),
            None => observed.gap_of_any_networks(),
        }
    }

    fn of_place(&self, seen: &SeenAttachment) -> Option<&'a Gap> {
        let Comparison {
            observed, desired, ..
        } = self.comparison;
        observed.gap_of_networks(seen.kind, &seen.region, |owner| {
            desired
                .accounts
                .get(owner)
                .is_some_and(|account| account.id == seen.owner)
        })
    }

    /// Returns the gap behind which a network may still be attached: it has to leave there first.
    fn of_old_cen(&self, network: &NetworkName) -> Option<&'a Gap> {
        let Comparison {
            observed, resolved, ..
        } = self.comparison;
        let is_seen = |instance| {
            observed
                .cens
                .values()
                .filter_map(|cen| cen.inside.as_ref())
                .any(|inside| inside.attachments.contains_key(instance))
        };
        // A network that does not exist yet is attached nowhere.
        let instance = resolved.networks.get(network)?;
        let region = &self.comparison.desired.networks.get(network)?.region;
        observed
            .gap_of_attachments(region)
            .filter(|_| !is_seen(instance))
    }

    /// Returns the gap that hides the address ranges of what is attached to a CEN: a new network may have the same.
    fn of_neighbour(&self, cen: &CenName) -> Option<&'a Gap> {
        let attachments = &self.comparison.inside(cen)?.attachments;
        attachments
            .keys()
            .find_map(|instance| self.of_instance(cen, instance))
    }

    /// Returns the gap over the CEN that a network is to move to: it would leave this CEN and not arrive on the other.
    fn of_next_cen(&self, instance: &InstanceId) -> Option<&'a Gap> {
        let Comparison {
            desired, resolved, ..
        } = self.comparison;
        let wants = |cen: &CenName| {
            let mut attach = desired
                .cens
                .get(cen)
                .into_iter()
                .flat_map(|cen| &cen.attach);
            attach.any(|network| resolved.networks.get(network) == Some(instance))
        };
        self.hidden
            .iter()
            .find(|(cen, _)| wants(cen))
            .map(|(_, gap)| *gap)
    }

    /// Returns the gap that hides a network that a route map names.
    fn of_route_map(&self, address: &Address) -> Option<&'a Gap> {
        let Address::RouteMap { cen, place } = address else {
            return None;
        };
        let map = self
            .comparison
            .desired
            .cens
            .get(cen)?
            .routes
            .route_maps
            .as_ref()?
            .get(place)?;
        map.networks().find_map(|network| self.of_network(network))
    }
}
