//! Rules of settings that only Enterprise Edition transit routers have.

use super::attached::NamedCen;
use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::{AttachmentOptions, Router};

impl<'a> Rules<'a> {
    pub(super) fn transit(&mut self) {
        for (name, cen) in self.document.cens.iter().flatten() {
            let cen = (name.as_str(), cen);
            let path = Path::new(&["cens", name, "attachments"]);
            for (network, options) in &cen.1.attachments {
                self.attachment_options(cen, network, options, &path.key(network));
            }
            let path = Path::new(&["cens", name, "routers"]);
            for (region, router) in &cen.1.routers {
                self.router(cen, region, router, &path.key(region));
            }
        }
    }

    fn attachment_options(
        &mut self,
        cen: NamedCen<'a>,
        network: &str,
        options: &AttachmentOptions,
        path: &Path<'_>,
    ) {
        self.on_cen(cen, network, &["vpcs", "vbrs"], path);
        let routes = options.routes.as_deref();
        if routes.is_some_and(|routes| !matches!(routes, "synced" | "own")) {
            let span = self.span(&path.key("routes"));
            let message = "`routes` of an attachment is `synced` or `own`";
            self.error(Code::Transit, span, message, "write one of the two");
        }
        let is_vbr = self.document.vbrs.contains_key(network);
        if is_vbr && options.appliance == Some(true) {
            let span = self.key(&path.key("appliance"));
            let message = "only attachments of VPCs have `appliance`";
            self.error(Code::Transit, span, message, "remove it");
        }
    }

    fn router(&mut self, cen: NamedCen<'a>, region: &str, router: &Router, path: &Path<'_>) {
        let regions = self.regions(cen);
        if region.starts_with("ccn-") {
            let message = format!("`{region}` has no router with settings");
            let help =
                "areas of CCNs have the Basic Edition, whose routers have no texts: remove it";
            self.error(Code::Transit, self.key(path), message, help);
        } else if regions.is_some_and(|regions| !regions.contains(region)) {
            let message = format!("no network in `{region}` is attached");
            let help = "attach a network there, or remove the router here";
            self.error(Code::Transit, self.key(path), message, help);
        }
        self.display_name(router.name.as_deref(), &path.key("name"));
        self.description(router.description.as_deref(), &path.key("description"));
        self.tags(router.tags.as_ref(), path);
    }
}
