//! Rules of parts that need an attached network or region.

use std::collections::BTreeSet;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::Cen;

/// A CEN with its key.
pub(super) type NamedCen<'a> = (&'a str, &'a Cen);

impl<'a> Rules<'a> {
    /// Reports a network, named by the last step of the path or by its value, that is in none of
    /// these blocks or is not attached to the CEN.
    pub(super) fn on_cen(
        &mut self,
        (name, cen): NamedCen<'_>,
        network: &str,
        blocks: &[&str],
        path: &Path<'_>,
    ) {
        let span = if path.name() == network {
            self.key(path)
        } else {
            self.span(path)
        };
        self.known_network(network, |_| span.clone());
        let Some((actual, _)) = self.network(network) else {
            return;
        };
        let wanted = blocks.join("`, `");
        if !blocks.contains(&actual) {
            let message =
                format!("`{network}` is in `{actual}`, but only `{wanted}` can be used here");
            let help = format!("name a network of `{wanted}`");
            self.error(Code::RoutedNetwork, span, message, help);
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

    /// Reports a region in which the CEN has no attached network.
    pub(super) fn region_on_cen(&mut self, cen: NamedCen<'_>, region: &str, path: &Path<'_>) {
        if self
            .regions(cen)
            .is_some_and(|regions| !regions.contains(region))
        {
            let message = format!("no network in `{region}` is attached");
            let help = "attach a network there, or remove the region here";
            self.error(Code::NotAttached, self.span(path), message, help);
        }
    }

    /// Returns the regions in which the CEN has an attached network; none if the file does not
    /// tell, because one of the networks is not known or parts were removed.
    pub(super) fn regions(&self, (name, cen): NamedCen<'_>) -> Option<BTreeSet<&'a str>> {
        self.knows_attached(name).then_some(())?;
        let region = |name: &String| self.network(name)?.1.region.as_deref();
        cen.attach.iter().map(region).collect()
    }

    /// Tells whether the list of attached networks is complete.
    fn knows_attached(&self, name: &str) -> bool {
        let path = Path::new(&["cens", name]);
        let Some(cen) = self.tree.at(path.steps()) else {
            return false;
        };
        match cen.get("attach") {
            Some(attach) => !attach.is_incomplete,
            // Perhaps it was written under an unknown key.
            None => !cen.is_incomplete,
        }
    }
}
