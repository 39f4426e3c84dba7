//! What several operations take: where a router is, what to delete, and texts to change.

use crate::parameters::Parameters;

/// A transit router of a CEN, whose attachments are listed.
#[derive(Clone, Copy, Debug)]
pub struct RouterPlace<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The region.
    pub region_id: &'a str,
    /// The transit router's id. Empty to list what the only router of the CEN in the region has; a
    /// call that creates something names the router, for the API would make one.
    pub transit_router_id: &'a str,
}

impl RouterPlace<'_> {
    pub(super) fn parameters(self) -> Parameters {
        Parameters::new()
            .with("CenId", self.cen_id)
            .with("RegionId", self.region_id)
            .with_text("TransitRouterId", self.transit_router_id)
    }
}

/// An attachment of any kind to delete.
#[derive(Clone, Copy, Debug)]
pub struct DeleteAttachment<'a> {
    /// The attachment.
    pub transit_router_attachment_id: &'a str,
    /// Up to 64 ASCII characters; another one for each attempt, because a refused call may be
    /// repeated for its token.
    pub client_token: &'a str,
}

impl DeleteAttachment<'_> {
    /// Without `Force`, which would take other things away as well.
    pub(super) fn parameters(self) -> Parameters {
        Parameters::new()
            .with(
                "TransitRouterAttachmentId",
                self.transit_router_attachment_id,
            )
            .with_text("ClientToken", self.client_token)
    }
}

/// The texts of a router or an attachment to change; what is none stays as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'a> {
    /// The new name, of up to 128 characters.
    pub name: Option<&'a str>,
    /// The new description, of up to 256 characters.
    pub description: Option<&'a str>,
}

impl Texts<'_> {
    /// The texts under the names that begin with this word.
    pub(super) fn added_to(self, parameters: Parameters, prefix: &str) -> Parameters {
        [("Name", self.name), ("Description", self.description)]
            .into_iter()
            .filter_map(|(field, text)| Some((field, text?)))
            .fold(parameters, |parameters, (field, text)| {
                parameters.with(format!("{prefix}{field}"), text)
            })
    }
}
