//! The successors of a removal: parts that take the place of what is taken away, or that may only come when it is gone.

use cen_topology::{AreaPair, Cen, CenName, InstanceId, Mbps, NetworkName, RegionId, RegionPair};
use ipnet::Ipv4Net;

use crate::lower::Lowering;
use crate::lower::makes_way::attachment;
use cen_action::{
    Action, Address, Call,
    call::{CenCall, Noun},
};

impl Lowering<'_> {
    /// Lists what takes the place of something that is taken away, or may only come when it is gone.
    pub(super) fn successors(&self, action: &Action) -> Vec<Address> {
        let address = &action.address;
        let traits = action.call.traits();
        match traits.noun {
            Noun::Attachment => match address.cen().zip(traits.network()) {
                Some((cen, instance)) => self.after_detaching(cen, instance),
                None => Vec::new(),
            },
            Noun::Vpc => match traits.network() {
                Some(instance) => self.of_same_key(instance),
                None => Vec::new(),
            },
            Noun::Cen => self.after_deleting_cen(&action.call),
            Noun::Association => self.after_unassociating(action),
            Noun::Package => match package_of(address) {
                Some((cen, areas)) => self.packages_at(cen, areas),
                None => Vec::new(),
            },
            Noun::Limit | Noun::PrivateZone | Noun::RouteMap => vec![address.clone()],
            Noun::Route => self.after_withdrawing(address),
            Noun::HealthCheck => self.after_checking(address, traits.network()),
            Noun::Service => self.after_ending_service(address),
            Noun::CenMark
            | Noun::PackageMark
            | Noun::Text
            | Noun::Grant
            | Noun::RouterService
            | Noun::ServiceRole
            | Noun::Router
            | Noun::Vswitch
            | Noun::TableUse => Vec::new(),
        }
    }

    /// The CEN that the file has under the key of one that is deleted.
    fn after_deleting_cen(&self, call: &Call) -> Vec<Address> {
        let Call::Cen(CenCall::DeleteCen(delete)) = call else {
            return Vec::new();
        };
        let seen = self.comparison.observed.cens.get(&delete.cen);
        let cen = seen.and_then(|seen| seen.marked());
        cen.map(|cen| Address::Cen { cen }).into_iter().collect()
    }

    /// The network on another CEN, the networks of the file that its range or its place keeps out, and what the file has under its key now.
    fn after_detaching(&self, name: &CenName, instance: &InstanceId) -> Vec<Address> {
        let comparison = self.comparison;
        let key = comparison.resolved.names.get(instance).into_iter();
        let moved = key.flat_map(|key| {
            let cens = comparison.desired.cens.iter();
            let wanting = cens.filter(|(_, wanted)| wanted.attach.contains(key));
            wanting.map(move |(cen, _)| attachment(cen, key))
        });
        let keeps_out = |key: &&NetworkName| comparison.range_taken(name, instance, key).is_some();
        let wanted = comparison.desired.cens.get(name).into_iter();
        let wanted = wanted.flat_map(|cen| &cen.attach).filter(keeps_out);
        let kept_out = wanted.map(|key| attachment(name, key));
        let mut found: Vec<_> = moved.chain(kept_out).collect();
        found.extend(self.of_same_key(instance));
        let seen = comparison.inside(name);
        if let Some(seen) = seen.and_then(|inside| inside.attachments.get(instance)) {
            found.extend(self.if_emptied(name, &seen.region));
        }
        found
    }

    /// Returns what the file has under the key that the mark of an instance names: another instance takes its place.
    fn of_same_key(&self, instance: &InstanceId) -> Vec<Address> {
        let comparison = self.comparison;
        let key = comparison.network_mark(instance).map(NetworkName::from);
        let Some(key) = key.filter(|key| {
            comparison.desired.networks.contains_key(key)
                && comparison.resolved.networks.get(key) != Some(instance)
        }) else {
            return Vec::new();
        };
        let cens = comparison.desired.cens.iter();
        let wanting = cens.filter(|(_, cen)| cen.attach.contains(&key));
        let attachments = wanting.map(|(cen, _)| attachment(cen, &key));
        let network = Address::Network {
            network: key.clone(),
        };
        attachments.chain([network]).collect()
    }

    /// Returns the networks of the file in a region of a CEN that none would be left in, although bandwidth of it is in use.
    fn if_emptied(&self, name: &CenName, region: &RegionId) -> Vec<Address> {
        let Some(wanted) = self.comparison.desired.cens.get(name) else {
            return Vec::new();
        };
        let limits = self.comparison.inside(name).into_iter();
        let mut limits = limits.flat_map(|inside| &inside.limits);
        let is_used = limits.any(|(pair, limit)| {
            limit.mbps > Mbps(0) && pair.regions().contains(&region) && self.wants_limit(name, pair)
        });
        let empties = is_used
            && !self.keeps_something(name, region)
            && self.blocked_regions(name).contains(region);
        let here = wanted
            .attach
            .iter()
            .filter(|key| empties && self.comparison.desired.networks[*key].region == *region);
        here.map(|key| attachment(name, key)).collect()
    }

    fn wants_limit(&self, cen: &CenName, pair: &RegionPair) -> bool {
        let wanted = self.comparison.desired.cens.get(cen);
        wanted.is_some_and(|cen| cen.limits().any(|(written, ..)| written == pair))
    }

    /// The package that two areas get instead, the bandwidth that they have today, and the CEN that the package goes to.
    fn after_unassociating(&self, action: &Action) -> Vec<Address> {
        let Some((cen, areas)) = package_of(&action.address) else {
            return Vec::new();
        };
        let mut found = self.packages_at(cen, areas);
        if let Some(package) = action.call.traits().package() {
            let resolved = self.comparison.resolved.packages.iter();
            let moved = resolved.filter(|(_, id)| *id == package);
            found.extend(moved.map(|((cen, areas), _)| Address::Association {
                cen: cen.clone(),
                areas: *areas,
            }));
        }
        let inside = self.comparison.inside(cen).into_iter();
        let limits = inside.flat_map(|inside| &inside.limits);
        let used = limits.filter(|(pair, limit)| {
            limit.mbps > Mbps(0) && self.comparison.group_of(cen, pair) == Some(areas)
        });
        found.extend(used.map(|(pair, _)| Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        }));
        found
    }

    /// Returns the package that the file has for two areas of a CEN, and its being in use.
    fn packages_at(&self, cen: &CenName, areas: AreaPair) -> Vec<Address> {
        let cen = cen.clone();
        vec![
            Address::Association {
                cen: cen.clone(),
                areas,
            },
            Address::Package { cen, areas },
        ]
    }

    /// Returns the networks that the file has as the source of a withdrawn route: a CEN learns a route from one.
    fn after_withdrawing(&self, address: &Address) -> Vec<Address> {
        let Some((name, wanted, cidr)) = self
            .wanted(address)
            .and_then(|(name, wanted)| Some((name, wanted, address.cidr()?)))
        else {
            return Vec::new();
        };
        let publish = wanted.routes.publish.iter().flatten();
        let same = publish.filter(|(_, cidrs)| cidrs.contains(&cidr));
        let route = |(network, _): (&NetworkName, _)| Address::Route {
            cen: name.clone(),
            network: network.clone(),
            cidr,
        };
        same.map(route).collect()
    }

    /// The checks that the file has of the target of one that ends: a target is checked once.
    fn after_checking(&self, address: &Address, vbr: Option<&InstanceId>) -> Vec<Address> {
        let Some((name, wanted)) = self.wanted(address) else {
            return Vec::new();
        };
        let inside = self.comparison.inside(name).zip(vbr);
        let ends = inside.and_then(|(inside, vbr)| inside.routes.health_checks.get(vbr));
        let checks = wanted.routes.health_checks.iter().flatten();
        let same = checks.filter(|(_, check)| ends.is_some_and(|end| end.target == check.target));
        let check = |(network, _): (&NetworkName, _)| Address::HealthCheck {
            cen: name.clone(),
            network: network.clone(),
        };
        same.map(check).collect()
    }

    /// Returns the services of the file whose ranges overlap that of one that ends.
    fn after_ending_service(&self, address: &Address) -> Vec<Address> {
        let Some((name, wanted)) = self.wanted(address) else {
            return Vec::new();
        };
        let Address::Service { region, cidr, .. } = address else {
            return Vec::new();
        };
        let services = wanted.routes.services.as_ref();
        let here = services
            .and_then(|services| services.get(region))
            .into_iter();
        let here = here.flat_map(|here| here.keys());
        let overlap = here.filter(|other| other.contains(cidr) || cidr.contains(*other));
        let service = |cidr: &Ipv4Net| Address::Service {
            cen: name.clone(),
            region: region.clone(),
            cidr: *cidr,
        };
        overlap.map(service).collect()
    }

    /// Returns what the file wants of the CEN that something hangs on.
    fn wanted<'b>(&self, address: &'b Address) -> Option<(&'b CenName, &Cen)> {
        let name = address.cen()?;
        Some((name, self.comparison.desired.cens.get(name)?))
    }
}

fn package_of(address: &Address) -> Option<(&CenName, AreaPair)> {
    address.cen().zip(address.areas())
}
