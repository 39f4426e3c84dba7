//! Links between the transit routers of two regions: peer attachments.

use serde::Deserialize;

use super::attachment::AttachmentStatus;
use super::place::{DeleteAttachment, RouterPlace, Texts};
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;
use crate::words::words;

words! {
    /// What pays for the bandwidth of a link.
    pub PeerBandwidthType {
        /// A share of a bandwidth package.
        Package = "BandwidthPackage",
        /// The data that it transfers.
        Traffic = "DataTransfer",
    }
}

words! {
    /// The quality of a link.
    pub LinkType {
        /// The usual one.
        Gold = "Gold",
        /// The better one: only for links that are paid for by their data.
        Platinum = "Platinum",
    }
}

/// The quality that a link is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkQuality {
    /// The usual one.
    Gold,
    /// The better one.
    Platinum,
}

impl LinkQuality {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gold => "Gold",
            Self::Platinum => "Platinum",
        }
    }
}

/// A link, as the list of either end shows it. Which end is which is not documented: match it by its
/// unordered pair of regions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PeerAttachment {
    /// The attachment's id: one for both ends.
    pub transit_router_attachment_id: String,
    /// The CEN; may be empty.
    #[serde(default)]
    pub cen_id: String,
    /// The transit router of one end.
    #[serde(default)]
    pub transit_router_id: String,
    /// The region of that end; may be empty.
    #[serde(default)]
    pub region_id: String,
    /// The transit router of the other end.
    #[serde(default)]
    pub peer_transit_router_id: String,
    /// The region of the other end.
    #[serde(default)]
    pub peer_transit_router_region_id: String,
    /// What it is going through.
    #[serde(default)]
    pub status: AttachmentStatus,
    /// What pays for its bandwidth.
    #[serde(default)]
    pub bandwidth_type: PeerBandwidthType,
    /// Its bandwidth in Mbit/s: a share of the package, or the most that it transfers.
    #[serde(default, deserialize_with = "wire::bandwidth")]
    pub bandwidth: u32,
    /// The package that it has a share of; may be empty.
    #[serde(default)]
    pub cen_bandwidth_package_id: String,
    /// Its quality.
    #[serde(default)]
    pub default_link_type: LinkType,
    /// Whether it advertises routes to the other end.
    #[serde(default)]
    pub auto_publish_route_enabled: bool,
    /// Its name; may be empty.
    #[serde(default, rename = "TransitRouterAttachmentName")]
    pub name: String,
    /// Its description; may be empty.
    #[serde(default, rename = "TransitRouterAttachmentDescription")]
    pub description: String,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
}

impl ListRow for PeerAttachment {
    const PATH: &'static [&'static str] = &["TransitRouterAttachments"];

    fn identity(&self) -> String {
        self.transit_router_attachment_id.clone()
    }
}

/// The bandwidth that a link is to have, in Mbit/s, and what pays for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerBandwidth<'a> {
    /// A share of this package.
    Package {
        /// The package, associated with the CEN.
        cen_bandwidth_package_id: &'a str,
        /// The share.
        mbps: u32,
    },
    /// Paid for by the data that it transfers.
    Traffic {
        /// The most that it transfers.
        mbps: u32,
        /// Its quality.
        link: LinkQuality,
    },
}

impl PeerBandwidth<'_> {
    fn added_to(self, parameters: Parameters) -> Parameters {
        match self {
            Self::Package {
                cen_bandwidth_package_id,
                mbps,
            } => parameters
                .with("BandwidthType", "BandwidthPackage")
                .with("CenBandwidthPackageId", cen_bandwidth_package_id)
                .with("Bandwidth", mbps),
            Self::Traffic { mbps, link } => parameters
                .with("BandwidthType", "DataTransfer")
                .with("Bandwidth", mbps)
                .with("DefaultLinkType", link.as_str()),
        }
    }
}

/// A link to make.
#[derive(Clone, Copy, Debug)]
pub struct CreatePeerAttachment<'a> {
    /// The transit router of one end, which must be of the Enterprise edition.
    pub router: RouterPlace<'a>,
    /// The transit router of the other end, of the same CEN.
    pub peer_transit_router_id: &'a str,
    /// The region of the other end.
    pub peer_transit_router_region_id: &'a str,
    /// Its bandwidth.
    pub bandwidth: PeerBandwidth<'a>,
    /// Whether it advertises routes to the other end.
    pub auto_publish_route_enabled: bool,
    /// Its name, of up to 128 characters; may be empty.
    pub name: &'a str,
    /// Its description, of up to 256 characters; may be empty.
    pub description: &'a str,
    /// Its tags, at most 20.
    pub tags: &'a Tags,
    /// Up to 64 ASCII characters. A second call with the same token creates nothing and gives the
    /// same answer.
    pub client_token: &'a str,
}

/// A link to change; what is none stays as it is.
#[derive(Clone, Copy, Debug)]
pub struct ModifyPeerAttachment<'a> {
    /// The attachment.
    pub transit_router_attachment_id: &'a str,
    /// Its texts.
    pub texts: Texts<'a>,
    /// Its bandwidth. From `Traffic` to `Package` the link becomes Gold: no other can have a share.
    pub bandwidth: Option<PeerBandwidth<'a>>,
    /// Whether it advertises routes to the other end.
    pub auto_publish_route_enabled: Option<bool>,
    /// Up to 64 ASCII characters.
    pub client_token: &'a str,
}

impl Client {
    /// Returns the links of a transit router, sorted by the attachment's id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_router_peer_attachments(
        &self,
        router: RouterPlace<'_>,
    ) -> Result<Vec<PeerAttachment>, Error> {
        let operation = Operation::cbn("ListTransitRouterPeerAttachments");
        self.token_pages(operation, router.parameters()).await
    }

    /// Begins to make a link, and returns the attachment's id; it is done when it is `Attached`. It
    /// is in no route table of either end then. Safe to run again with the same client token; no
    /// code is documented for a pair of regions that has one already.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_transit_router_peer_attachment(
        &self,
        create: CreatePeerAttachment<'_>,
    ) -> Result<String, Error> {
        let region = create.peer_transit_router_region_id;
        let parameters = create
            .router
            .parameters()
            .with("PeerTransitRouterId", create.peer_transit_router_id)
            .with("PeerTransitRouterRegionId", region)
            .with("AutoPublishRouteEnabled", create.auto_publish_route_enabled)
            .with_text("TransitRouterAttachmentName", create.name)
            .with_text("TransitRouterAttachmentDescription", create.description)
            .with_tags(create.tags)
            .with_text("ClientToken", create.client_token);
        self.attached(
            "CreateTransitRouterPeerAttachment",
            create.bandwidth.added_to(parameters),
        )
        .await
    }

    /// Changes a link. It is `Modifying` until it is `Attached` again. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn update_transit_router_peer_attachment_attribute(
        &self,
        modify: ModifyPeerAttachment<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with(
                "TransitRouterAttachmentId",
                modify.transit_router_attachment_id,
            )
            .with_some("AutoPublishRouteEnabled", modify.auto_publish_route_enabled)
            .with_text("ClientToken", modify.client_token);
        let parameters = modify.texts.added_to(parameters, "TransitRouterAttachment");
        let parameters = match modify.bandwidth {
            None => parameters,
            Some(traffic @ PeerBandwidth::Traffic { .. }) => traffic.added_to(parameters),
            // A Platinum link can have no share of a package (source: `DefaultLinkType`).
            Some(package @ PeerBandwidth::Package { .. }) => package
                .added_to(parameters)
                .with("DefaultLinkType", LinkQuality::Gold.as_str()),
        };
        let operation = Operation::cbn("UpdateTransitRouterPeerAttachmentAttribute");
        self.accepted(operation, parameters).await
    }

    /// Begins to take a link away; it is done when [`Client::list_transit_router_peer_attachments`]
    /// no longer shows it, or as `Detached`. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; `Invalid` codes name what still refers to the link.
    pub async fn delete_transit_router_peer_attachment(
        &self,
        delete: DeleteAttachment<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("DeleteTransitRouterPeerAttachment");
        self.accepted(operation, delete.parameters()).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::Scripted;

    const ROUTER: RouterPlace<'_> = RouterPlace {
        cen_id: "cen-1",
        region_id: "cn-hangzhou",
        transit_router_id: "tr-1",
    };

    #[tokio::test]
    async fn links_are_read() {
        let row = json!({
            "TransitRouterAttachmentId": "tr-attach-1", "TransitRouterId": "tr-1",
            "RegionId": "cn-hangzhou", "PeerTransitRouterId": "tr-2",
            "PeerTransitRouterRegionId": "cn-shanghai", "Status": "Attached", "Bandwidth": 20,
            "BandwidthType": "DataTransfer", "DefaultLinkType": "Platinum",
            "AutoPublishRouteEnabled": true, "CenBandwidthPackageId": null,
        });
        let answer = json!({"TotalCount": 1, "NextToken": "", "TransitRouterAttachments": [row]});
        let scripted = Scripted::new([answer]);
        let client = scripted.client();
        let links = client.list_transit_router_peer_attachments(ROUTER).await;
        let link = &links.unwrap()[0];
        assert_eq!(link.bandwidth_type, PeerBandwidthType::Traffic);
        assert_eq!(
            (link.bandwidth, &link.default_link_type),
            (20, &LinkType::Platinum)
        );
        assert_eq!(link.status, AttachmentStatus::Attached);
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ ListTransitRouterPeerAttachments CenId=cen-1 MaxResults=50 \
                 RegionId=cn-hangzhou TransitRouterId=tr-1"
            ]
        );
    }

    #[tokio::test]
    async fn a_link_has_a_share_or_is_paid_for_by_its_data() {
        let share = PeerBandwidth::Package {
            cen_bandwidth_package_id: "cenbwp-1",
            mbps: 5,
        };
        let data = PeerBandwidth::Traffic {
            mbps: 9,
            link: LinkQuality::Platinum,
        };
        let scripted = Scripted::new([
            json!({"TransitRouterAttachmentId": "tr-attach-1", "RequestId": "R"}),
            json!({"RequestId": "R"}),
            json!({"RequestId": "R"}),
        ]);
        let client = scripted.client();
        let create = CreatePeerAttachment {
            router: ROUTER,
            peer_transit_router_id: "tr-2",
            peer_transit_router_region_id: "cn-shanghai",
            bandwidth: data,
            auto_publish_route_enabled: true,
            name: "",
            description: "",
            tags: &Tags::new(),
            client_token: "t",
        };
        let made = client.create_transit_router_peer_attachment(create).await;
        assert_eq!(made.unwrap(), "tr-attach-1");
        for bandwidth in [share, data] {
            let modify = ModifyPeerAttachment {
                transit_router_attachment_id: "tr-attach-1",
                texts: Texts::default(),
                bandwidth: Some(bandwidth),
                auto_publish_route_enabled: None,
                client_token: "",
            };
            client
                .update_transit_router_peer_attachment_attribute(modify)
                .await
                .unwrap();
        }
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ CreateTransitRouterPeerAttachment AutoPublishRouteEnabled=true Bandwidth=9 \
                 BandwidthType=DataTransfer CenId=cen-1 ClientToken=t DefaultLinkType=Platinum PeerTransitRouterId=tr-2 \
                 PeerTransitRouterRegionId=cn-shanghai RegionId=cn-hangzhou TransitRouterId=tr-1",
                "POST https://cbn.aliyuncs.com/ UpdateTransitRouterPeerAttachmentAttribute Bandwidth=5 \
                 BandwidthType=BandwidthPackage CenBandwidthPackageId=cenbwp-1 DefaultLinkType=Gold \
                 TransitRouterAttachmentId=tr-attach-1",
                "POST https://cbn.aliyuncs.com/ UpdateTransitRouterPeerAttachmentAttribute Bandwidth=9 \
                 BandwidthType=DataTransfer DefaultLinkType=Platinum TransitRouterAttachmentId=tr-attach-1",
            ]
        );
    }
}
