//! Rules of PrivateZone and cloud services that are reached through a CEN.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::ops::Range;

use ipnet::Ipv4Net;

use super::attached::NamedCen;
use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::{PrivateZone, Service};
use crate::literal::service_range;

/// The addresses of cloud services (source: the `Host` of ResolveAndRouteServiceInCen).
const SERVICES: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10);

/// A region that reaches a service, the range of the service, and the place of the region.
type Access<'a> = (&'a str, Ipv4Net, Range<usize>);

impl<'a> Rules<'a> {
    pub(super) fn private_zone(&mut self, cen: NamedCen<'a>) {
        let mut seen = BTreeMap::new();
        let section = Path::new(&["cens", cen.0, "private-zone"]);
        for (at, zone) in cen.1.private_zone.iter().flatten().enumerate() {
            let path = section.item(at);
            if let Some(host) = &zone.host {
                self.on_cen(cen, host, &["vpcs"], &path.key("host"));
            }
            let from = zone.from.as_deref().unwrap_or_default();
            for (region, span) in self.accesses(cen, from, &path, Code::PrivateZone) {
                self.own_region(zone, region, &span);
                let Some(first) = seen.insert(region, span.clone()) else {
                    continue;
                };
                let message = format!("`{region}` reaches PrivateZone twice");
                let help = "a region reaches PrivateZone through one VPC: remove one of the two";
                self.error_twice(Code::PrivateZone, [first, span], message, help);
            }
        }
    }

    /// Reports a region that is not the region of the host (RoutePrivateZoneInCenToVpc:
    /// `OperationUnsupported.CrossRegionNotSupport`).
    fn own_region(&mut self, zone: &PrivateZone, region: &str, span: &Range<usize>) {
        let Some(name) = &zone.host else { return };
        let host = self
            .document
            .vpcs
            .get(name)
            .and_then(|host| host.region.as_deref());
        let Some(own) = host.filter(|own| *own != region && !region.starts_with("ccn-")) else {
            return;
        };
        let message = format!(
            "`{region}` cannot reach the PrivateZone of `{name}`: only the VPC's own region and areas of CCNs can"
        );
        let help = format!(
            "write `{own}` or an area such as `ccn-cn-shanghai`, or name a host in `{region}`"
        );
        self.error(Code::PrivateZone, span.clone(), message, help);
    }

    pub(super) fn services(&mut self, cen: NamedCen<'a>) {
        let mut seen: Vec<Access<'a>> = Vec::new();
        let section = Path::new(&["cens", cen.0, "services"]);
        for (at, service) in cen.1.services.iter().flatten().enumerate() {
            let path = section.item(at);
            if let Some(via) = &service.via {
                self.on_cen(cen, via, &["vpcs"], &path.key("via"));
            }
            let range = self.service_range(service, &path.key("host"));
            let from = service.from.as_deref().unwrap_or_default();
            for (region, span) in self.accesses(cen, from, &path, Code::Service) {
                if let Some(range) = range {
                    self.service_once((region, range, span), &mut seen);
                }
            }
        }
    }

    fn service_once(&mut self, access: Access<'a>, seen: &mut Vec<Access<'a>>) {
        let (region, range, span) = &access;
        let overlaps = |(other, taken, _): &&Access<'_>| {
            other == region && (taken.contains(range) || range.contains(taken))
        };
        if let Some((_, taken, first)) = seen.iter().find(overlaps) {
            let message = format!("{range} and {taken}, both reached from `{region}`, overlap");
            let help = "the services of one region may not overlap";
            self.error_twice(Code::Service, [first.clone(), span.clone()], message, help);
        }
        seen.push(access);
    }

    fn service_range(&mut self, service: &Service, path: &Path<'_>) -> Option<Ipv4Net> {
        let host = service.host.as_deref()?;
        let found = service_range(host);
        let (message, help) = match found {
            Some(range) if range.trunc() != range => {
                let help = format!("write `{}`", range.trunc());
                (format!("`{host}` has bits beyond its prefix"), help)
            }
            Some(range) if SERVICES.contains(&range) => return found,
            Some(_) => {
                let message = format!("`{host}` is outside {SERVICES}, where cloud services are");
                (message, "check the address".to_owned())
            }
            None => {
                let help = "write it without leading zeros, such as 100.118.28.52/32".to_owned();
                (format!("`{host}` is not an IPv4 address or range"), help)
            }
        };
        self.error(Code::Service, self.span(path), message, help);
        None
    }

    /// Returns the regions that an entry is reached from, with their places. Each must have an
    /// attached network.
    fn accesses(
        &mut self,
        cen: NamedCen<'_>,
        from: &'a [String],
        path: &Path<'_>,
        code: Code,
    ) -> Vec<(&'a str, Range<usize>)> {
        let path = path.key("from");
        if from.is_empty() && self.is_complete(&path) {
            let help = "name a region, or remove the entry";
            self.error(code, self.span(&path), "`from` names no region", help);
        }
        let mut accesses = Vec::new();
        for (at, region) in from.iter().enumerate() {
            let path = path.item(at);
            self.region_on_cen(cen, region, &path);
            accesses.push((region.as_str(), self.span(&path)));
        }
        accesses
    }
}
