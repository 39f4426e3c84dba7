//! Rules of published routes and health checks.

use std::collections::BTreeMap;

use super::attached::NamedCen;
use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::HealthCheck;

impl<'a> Rules<'a> {
    pub(super) fn routes(&mut self) {
        for (name, cen) in self.document.cens.iter().flatten() {
            let cen = (name.as_str(), cen);
            self.publish(cen);
            self.health_checks(cen);
            self.private_zone(cen);
            self.services(cen);
            self.route_maps(cen);
        }
    }

    fn publish(&mut self, cen: NamedCen<'a>) {
        let mut seen = BTreeMap::new();
        let section = Path::new(&["cens", cen.0, "publish"]);
        for (network, routes) in cen.1.publish.iter().flatten() {
            let path = section.key(network);
            self.on_cen(cen, network, &["vpcs"], &path);
            for (at, route) in routes.iter().enumerate() {
                let path = path.item(at);
                let Some(range) = self.range(route, &path) else {
                    continue;
                };
                let span = self.span(&path);
                let Some(first) = seen.insert(range, span.clone()) else {
                    continue;
                };
                let message = format!("{range} is published to `{}` twice", cen.0);
                let help = "a CEN learns a route from one VPC, once: remove one of the two";
                self.error_twice(Code::RouteTwice, [first, span], message, help);
            }
        }
    }

    fn health_checks(&mut self, cen: NamedCen<'a>) {
        let mut targets = BTreeMap::new();
        let section = Path::new(&["cens", cen.0, "health-checks"]);
        for (network, check) in cen.1.health_checks.iter().flatten() {
            let path = section.key(network);
            self.on_cen(cen, network, &["vbrs"], &path);
            self.health_check(check, &path);
            let region = self
                .document
                .vbrs
                .get(network)
                .and_then(|vbr| vbr.region.as_deref());
            let (Some(region), Some(target)) = (region, check.target.as_deref()) else {
                continue;
            };
            let span = self.span(&path.key("target"));
            let Some(first) = targets.insert((region, target), span.clone()) else {
                continue;
            };
            let message = format!("two health checks in `{region}` have the same target");
            let help = "give each leased line a target of its own";
            self.error_twice(Code::HealthCheck, [first, span], message, help);
        }
    }

    fn health_check(&mut self, check: &HealthCheck, path: &Path<'_>) {
        for (key, address) in [("target", &check.target), ("source", &check.source)] {
            if let Some(address) = address {
                self.address(Code::HealthCheck, address, &path.key(key));
            }
        }
        if check.source.is_some() && check.source == check.target {
            let message = "the source and the target of a health check are the same";
            let help = "name the address on the cloud's side as source, or remove `source`";
            self.error(
                Code::HealthCheck,
                self.span(&path.key("source")),
                message,
                help,
            );
        }
        let numbers = [
            ("interval", check.interval, 2..=3, "seconds"),
            ("threshold", check.threshold, 3..=8, "packets"),
        ];
        for (key, number, range, unit) in numbers {
            if number.is_none_or(|number| range.contains(&number)) {
                continue;
            }
            let (least, most) = (range.start(), range.end());
            let message = format!("`{key}` of a health check is {least} to {most} {unit}");
            let help = "choose a number in that range, or remove the key";
            self.error(Code::HealthCheck, self.span(&path.key(key)), message, help);
        }
    }
}
