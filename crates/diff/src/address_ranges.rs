//! Which networks cannot be on one CEN at the same time because of their address ranges.

use cen_topology::{CenName, InstanceId, NetworkName, Selector};
use ipnet::Ipv4Net;

use crate::comparison::Comparison;

impl Comparison<'_> {
    /// Returns the address ranges of a network of the file: those that the cloud has, else the one
    /// that it will be made with.
    pub fn ranges(&self, key: &NetworkName) -> Vec<Ipv4Net> {
        if let Some(id) = self.resolved.networks.get(key)
            && self.observed.networks.contains_key(id)
        {
            return self.ranges_of(id);
        }
        match &self.desired.networks[key].selector {
            Selector::Managed { cidr, .. } => vec![*cidr],
            Selector::Id(_) | Selector::Name(_) => Vec::new(),
        }
    }

    /// Returns the address ranges of an instance, as far as its listing tells them.
    pub fn ranges_of(&self, instance: &InstanceId) -> Vec<Ipv4Net> {
        let seen = self.observed.networks.get(instance);
        let cidrs = seen.into_iter().flat_map(|seen| &seen.cidrs);
        cidrs.filter_map(|cidr| cidr.parse().ok()).collect()
    }

    /// Tells whether two ranges exclude each other on a CEN. They may overlap, but not be equal
    /// (source: the protection level REDUCED, the only one of new CENs); under FULL they may not
    /// even overlap.
    pub fn exclude_each_other(&self, cen: &CenName, one: &Ipv4Net, other: &Ipv4Net) -> bool {
        let is_full = self
            .seen_cen(cen)
            .is_some_and(|seen| seen.protection_level.eq_ignore_ascii_case("FULL"));
        match is_full {
            true => one.contains(other) || other.contains(one),
            false => one == other,
        }
    }

    /// Returns the range of an instance that keeps a network of the file from a CEN while the
    /// instance is on it.
    pub fn range_taken(
        &self,
        cen: &CenName,
        instance: &InstanceId,
        key: &NetworkName,
    ) -> Option<Ipv4Net> {
        let wanted = self.ranges(key);
        let taken = self.ranges_of(instance).into_iter();
        let mut taken = taken.filter(|range| {
            wanted
                .iter()
                .any(|wanted| self.exclude_each_other(cen, range, wanted))
        });
        taken.next()
    }
}
