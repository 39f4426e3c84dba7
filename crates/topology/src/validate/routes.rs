//! Rules of what a CEN does with routes.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::Rules;
use crate::code::Code;
use crate::document::{Cen, HealthCheck};

impl<'a> Rules<'a> {
    pub(super) fn routes(&mut self) {
        for (name, cen) in &self.document.cens {
            self.publish(name, cen);
            self.health_checks(name, cen);
            self.private_zone(name, cen);
            self.services(name, cen);
            self.route_maps(name, cen);
        }
    }

    fn publish(&mut self, name: &str, cen: &'a Cen) {
        let mut seen = BTreeMap::new();
        for (network, routes) in cen.publish.iter().flatten() {
            let path = ["cens", name, "publish", network];
            self.on_cen((name, cen), network, "vpcs", &path);
            for (at, route) in routes.iter().enumerate() {
                let at = at.to_string();
                let path = [&path[..], &[&at]].concat();
                let Some(range) = self.range(route, &path) else {
                    continue;
                };
                let span = self.span(&path);
                let Some(first) = seen.insert(range, span.clone()) else {
                    continue;
                };
                let help = "a CEN learns a route from one network, once: remove one of the two";
                self.error_twice(
                    Code::RouteTwice,
                    [first, span],
                    format!("{range} stands twice in `{name}`"),
                    help,
                );
            }
        }
    }

    fn health_checks(&mut self, name: &str, cen: &'a Cen) {
        let mut targets = BTreeMap::new();
        for (network, check) in cen.health_checks.iter().flatten() {
            let path = ["cens", name, "health-checks", network];
            self.on_cen((name, cen), network, "vbrs", &path);
            self.health_check(check, &path);
            let Some(vbr) = self.document.vbrs.get(network) else {
                continue;
            };
            let span = self.span(&[&path[..], &["target"]].concat());
            let Some(first) =
                targets.insert((vbr.region.as_str(), check.target.as_str()), span.clone())
            else {
                continue;
            };
            let message = format!("two health checks in `{}` have one target", vbr.region);
            self.error_twice(
                Code::HealthCheck,
                [first, span],
                message,
                "give each line a target of its own",
            );
        }
    }

    fn health_check(&mut self, check: &HealthCheck, path: &[&str]) {
        for (key, address) in [
            ("target", Some(&check.target)),
            ("source", check.source.as_ref()),
        ] {
            let Some(address) = address.filter(|address| address.parse::<Ipv4Addr>().is_err())
            else {
                continue;
            };
            let span = self.span(&[path, &[key]].concat());
            self.error(
                Code::HealthCheck,
                span,
                format!("`{address}` is not an IPv4 address"),
                "write it like 10.0.0.2",
            );
        }
        if check.source.as_ref() == Some(&check.target) {
            let span = self.span(&[path, &["source"]].concat());
            self.error(
                Code::HealthCheck,
                span,
                "packets go where they come from",
                "name the address on the cloud's side, or leave it out",
            );
        }
        let numbers = [
            ("interval", check.interval, 2..=3, "seconds"),
            ("threshold", check.threshold, 3..=8, "packets"),
        ];
        for (key, number, range, unit) in numbers {
            if number.is_some_and(|number| !range.contains(&number)) {
                let message = format!(
                    "the {key} of a health check is {} to {} {unit}",
                    range.start(),
                    range.end()
                );
                self.error(
                    Code::HealthCheck,
                    self.span(&[path, &[key]].concat()),
                    message,
                    "choose a number in that range, or leave it out",
                );
            }
        }
    }

    /// Something is asked of a network, named at the end of the path, that must be of this block and attached to this CEN.
    pub(super) fn on_cen(&mut self, cen: (&str, &Cen), network: &str, block: &str, path: &[&str]) {
        self.on_cen_among(cen, network, &[block], path);
    }

    /// The same of a network that is of one of several blocks.
    pub(super) fn on_cen_among(
        &mut self,
        (name, cen): (&str, &Cen),
        network: &str,
        blocks: &[&str],
        path: &[&str],
    ) {
        let span = if path.last() == Some(&network) {
            self.key(path)
        } else {
            self.span(path)
        };
        self.known_network(network, span.clone());
        let Some((actual, ..)) = self.every_network().find(|(_, other, _)| *other == network)
        else {
            return;
        };
        if !blocks.contains(&actual) {
            let wanted = blocks.join("`, `");
            let message = format!("`{network}` is one of the `{actual}`, not of the `{wanted}`");
            self.error(
                Code::RoutedNetwork,
                span,
                message,
                format!("name one of the `{wanted}`"),
            );
        } else if self.knows_attached(name) && !cen.attach.iter().any(|other| other == network) {
            let message = format!("`{network}` is not attached to `{name}`");
            self.error(
                Code::RoutedNetwork,
                span,
                message,
                "attach it, or remove it here",
            );
        }
    }

    /// Whether nothing was left out of the list of what a CEN attaches.
    fn knows_attached(&self, name: &str) -> bool {
        let written = self
            .tree
            .at(&["cens", name])
            .filter(|cen| !cen.is_incomplete);
        written.is_some_and(|cen| cen.get("attach").is_none_or(|attach| !attach.is_incomplete))
    }

    /// A region in which something of the CEN must be attached.
    pub(super) fn region_on_cen(&mut self, (name, cen): (&str, &Cen), region: &str, path: &[&str]) {
        if self
            .regions(name, cen)
            .is_some_and(|regions| !regions.contains(region))
        {
            let message = format!("nothing in `{region}` is attached");
            self.error(
                Code::NotAttached,
                self.span(path),
                message,
                "attach a network there, or remove the region here",
            );
        }
    }
}
