//! Rules of bandwidth packages.

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::Package;

/// The terms of a prepaid package, in months (source: `Period` of CreateCenBandwidthPackage).
const TERMS: [u64; 7] = [1, 2, 3, 6, 12, 24, 36];

impl Rules<'_> {
    pub(super) fn package(&mut self, package: Option<&Package>, path: &Path<'_>) {
        let Some(package) = package else { return };
        let is_bought = package.mbps.is_some()
            || package.charge.is_some()
            || package.months.is_some()
            || package.auto_renew.is_some();
        if package.id.is_some() && is_bought {
            let message = "a package with `id` takes no other key";
            let help = "remove the other keys, or remove `id` to buy a package";
            self.error(Code::Package, self.span(path), message, help);
        }
        self.size(package, path);
        self.charge(package, path);
        self.term(package, path);
    }

    fn size(&mut self, package: &Package, path: &Path<'_>) {
        match package.mbps {
            None if package.id.is_none() && self.is_complete(path) => {
                let message = "a package needs `mbps`, or the `id` of one that is bought elsewhere";
                self.error(
                    Code::Package,
                    self.span(path),
                    message,
                    "write `mbps` and `charge`",
                );
            }
            None | Some(2..=10_000) => {}
            Some(_) => {
                let span = self.span(&path.key("mbps"));
                let help = "choose a size in that range";
                self.error(Code::Package, span, "a package has 2 to 10000 Mbps", help);
            }
        }
    }

    fn charge(&mut self, package: &Package, path: &Path<'_>) {
        match package.charge.as_deref() {
            None if package.id.is_none() && self.is_complete(path) => {
                let help = "write `charge: postpaid` or `charge: prepaid`";
                self.error(
                    Code::Package,
                    self.span(path),
                    "a package needs `charge`",
                    help,
                );
            }
            None | Some("postpaid" | "prepaid") => {}
            Some(_) => {
                let span = self.span(&path.key("charge"));
                let message = "`charge` of a package is `postpaid` or `prepaid`";
                self.error(Code::Package, span, message, "write one of the two");
            }
        }
    }

    fn term(&mut self, package: &Package, path: &Path<'_>) {
        if package.charge.as_deref() == Some("postpaid") {
            let term = [
                ("months", package.months.is_some()),
                ("auto-renew", package.auto_renew.is_some()),
            ];
            for (key, _) in term.into_iter().filter(|(_, is_written)| *is_written) {
                let message = format!("`{key}` is for prepaid packages only");
                let help = "remove it, or write `charge: prepaid`";
                self.error(Code::Package, self.key(&path.key(key)), message, help);
            }
            return;
        }
        let span = match package.months {
            Some(months) if TERMS.contains(&months) => return,
            Some(_) => self.span(&path.key("months")),
            None if package.charge.as_deref() != Some("prepaid") || !self.is_complete(path) => {
                return;
            }
            None => self.span(path),
        };
        let message = "a prepaid package has a term of 1, 2, 3, 6, 12, 24 or 36 months";
        self.error(
            Code::Package,
            span,
            message,
            "write `months` with one of these numbers",
        );
    }
}
