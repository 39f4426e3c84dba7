//! Rules of PrivateZone and cloud services that are reached through a CEN.

use std::collections::BTreeMap;
use std::ops::Range;

use ipnet::Ipv4Net;

use super::Rules;
use crate::code::Code;
use crate::document::{Cen, PrivateZone, Service};
use crate::literal::service_range;

/// Where cloud services are. Source: the `Host` of ResolveAndRouteServiceInCen.
const SERVICES: &str = "100.64.0.0/10";

impl<'a> Rules<'a> {
    pub(super) fn private_zone(&mut self, name: &'a str, cen: &'a Cen) {
        let mut seen = BTreeMap::new();
        for (at, zone) in cen.private_zone.iter().flatten().enumerate() {
            let at = at.to_string();
            let path = ["cens", name, "private-zone", &at];
            self.on_cen(
                (name, cen),
                &zone.host,
                "vpcs",
                &[&path[..], &["host"]].concat(),
            );
            for (region, span) in self.accesses((name, cen), &zone.from, &path, Code::PrivateZone) {
                self.own_region(zone, region, &span);
                let Some(first) = seen.insert(region, span.clone()) else {
                    continue;
                };
                let message = format!("PrivateZone is reached from `{region}` twice");
                self.error_twice(
                    Code::PrivateZone,
                    [first, span],
                    message,
                    "it is reached from a region through one VPC: remove one of the two",
                );
            }
        }
    }

    /// A region reaches the zone of a VPC of its own only (RoutePrivateZoneInCenToVpc: `OperationUnsupported.CrossRegionNotSupport`).
    fn own_region(&mut self, zone: &PrivateZone, region: &str, span: &Range<usize>) {
        let Some(host) = self
            .document
            .vpcs
            .get(&zone.host)
            .filter(|host| host.region != region && !region.starts_with("ccn-"))
        else {
            return;
        };
        let message = format!(
            "the PrivateZone of `{}` is reached from its own region and from areas of CCNs, not from `{region}`",
            zone.host
        );
        let help = format!(
            "write `{}` or an area such as `ccn-cn-shanghai`, or name a host in `{region}`",
            host.region
        );
        self.error(Code::PrivateZone, span.clone(), message, help);
    }

    pub(super) fn services(&mut self, name: &'a str, cen: &'a Cen) {
        let mut seen: Vec<(&str, Ipv4Net, Range<usize>)> = Vec::new();
        for (at, service) in cen.services.iter().flatten().enumerate() {
            let at = at.to_string();
            let path = ["cens", name, "services", &at];
            self.on_cen(
                (name, cen),
                &service.via,
                "vpcs",
                &[&path[..], &["via"]].concat(),
            );
            let range = self.service_range(service, &path);
            for (region, span) in self.accesses((name, cen), &service.from, &path, Code::Service) {
                let Some(range) = range else { continue };
                let clash = seen.iter().find(|(other, taken, _)| {
                    *other == region && (taken.contains(&range) || range.contains(taken))
                });
                if let Some((_, taken, first)) = clash.cloned() {
                    let message = format!("{range} and {taken} are both reached from `{region}`");
                    self.error_twice(
                        Code::Service,
                        [first, span.clone()],
                        message,
                        "the services of one region may not overlap",
                    );
                }
                seen.push((region, range, span));
            }
        }
    }

    fn service_range(&mut self, service: &Service, path: &[&str]) -> Option<Ipv4Net> {
        let services: Ipv4Net = SERVICES.parse().expect("the constant is a range");
        let found = service_range(&service.host);
        let (message, help) = match found {
            Some(range) if range.trunc() != range => (
                format!("`{}` has bits beyond its prefix", service.host),
                format!("write `{}`", range.trunc()),
            ),
            Some(range) if services.contains(&range) => return found,
            Some(_) => (
                format!(
                    "`{}` is not inside {SERVICES}, where cloud services are",
                    service.host
                ),
                "check the address".to_owned(),
            ),
            None => (
                format!("`{}` is not an IPv4 address or range", service.host),
                "write it like 100.118.28.52/32".to_owned(),
            ),
        };
        self.error(
            Code::Service,
            self.span(&[path, &["host"]].concat()),
            message,
            help,
        );
        None
    }

    /// The regions that something is reached from, with their places. In each something must be attached.
    fn accesses(
        &mut self,
        cen: (&str, &Cen),
        from: &'a [String],
        path: &[&str],
        code: Code,
    ) -> Vec<(&'a str, Range<usize>)> {
        let path = [path, &["from"]].concat();
        if from.is_empty() && self.tree.at(&path).is_some_and(|from| !from.is_incomplete) {
            self.error(
                code,
                self.span(&path),
                "it is reached from nowhere",
                "name a region, or remove the entry",
            );
        }
        let mut accesses = Vec::new();
        for (at, region) in from.iter().enumerate() {
            let at = at.to_string();
            let path = [&path[..], &[&at]].concat();
            self.region_on_cen(cen, region, &path);
            accesses.push((region.as_str(), self.span(&path)));
        }
        accesses
    }
}
