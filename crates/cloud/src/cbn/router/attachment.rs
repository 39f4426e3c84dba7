//! VPCs and border routers attached to a transit router.

use serde::Deserialize;

use super::place::{DeleteAttachment, RouterPlace, Texts};
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;
use crate::words::words;

words! {
    /// What an attachment of any kind is going through.
    pub AttachmentStatus {
        /// Being made.
        Attaching = "Attaching",
        /// In use, and free for changes.
        Attached = "Attached",
        /// Being changed.
        Modifying = "Modifying",
        /// Being taken away.
        Detaching = "Detaching",
        /// Gone; only lists of border routers and of links may still show it.
        Detached = "Detached",
    }
}

words! {
    /// Whether an attachment does something that it may do.
    pub Support {
        /// It does.
        Enable = "enable",
        /// It does not.
        Disable = "disable",
    }
}

/// A vSwitch through which a transit router enters a VPC, and its zone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ZoneMapping {
    /// The zone.
    pub zone_id: String,
    /// The vSwitch.
    #[serde(rename = "VSwitchId")]
    pub vswitch_id: String,
}

/// What an attachment is made to do, in part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Options {
    #[serde(default)]
    appliance_mode_support: Support,
}

/// A VPC attached to a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "VpcRow")]
pub struct VpcAttachment {
    /// The attachment's id, such as `tr-attach-ia340z7xis7t5s****`.
    pub transit_router_attachment_id: String,
    /// The transit router.
    pub transit_router_id: String,
    /// The CEN; may be empty.
    pub cen_id: String,
    /// The VPC.
    pub vpc_id: String,
    /// The account that owns the VPC, in digits; may be empty.
    pub vpc_owner_id: String,
    /// The VPC's region; may be empty.
    pub vpc_region_id: String,
    /// What it is going through.
    pub status: AttachmentStatus,
    /// Where the transit router enters the VPC, sorted.
    pub zone_mappings: Vec<ZoneMapping>,
    /// Whether the transit router writes its routes into the VPC's tables.
    pub auto_publish_route_enabled: bool,
    /// Whether both directions of a connection pass the same zone, as a firewall needs it.
    pub appliance_mode_support: Support,
    /// The cloud service that made it and alone may take it back; empty for most.
    pub managed_service: String,
    /// Its name; may be empty.
    pub name: String,
    /// Its description; may be empty.
    pub description: String,
    /// Its tags.
    pub tags: Tags,
}

/// The same as it is on the wire.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VpcRow {
    transit_router_attachment_id: String,
    #[serde(default)]
    transit_router_id: String,
    #[serde(default)]
    cen_id: String,
    vpc_id: String,
    #[serde(default, deserialize_with = "wire::digits")]
    vpc_owner_id: String,
    #[serde(default)]
    vpc_region_id: String,
    #[serde(default)]
    status: AttachmentStatus,
    #[serde(default)]
    zone_mappings: Vec<ZoneMapping>,
    #[serde(default)]
    auto_publish_route_enabled: bool,
    #[serde(default)]
    options: Options,
    #[serde(default)]
    managed_service: String,
    #[serde(default)]
    transit_router_attachment_name: String,
    #[serde(default)]
    transit_router_attachment_description: String,
    #[serde(default, deserialize_with = "wire::tags")]
    tags: Tags,
}

impl From<VpcRow> for VpcAttachment {
    fn from(mut row: VpcRow) -> Self {
        row.zone_mappings.sort();
        Self {
            transit_router_attachment_id: row.transit_router_attachment_id,
            transit_router_id: row.transit_router_id,
            cen_id: row.cen_id,
            vpc_id: row.vpc_id,
            vpc_owner_id: row.vpc_owner_id,
            vpc_region_id: row.vpc_region_id,
            status: row.status,
            zone_mappings: row.zone_mappings,
            auto_publish_route_enabled: row.auto_publish_route_enabled,
            appliance_mode_support: row.options.appliance_mode_support,
            managed_service: row.managed_service,
            name: row.transit_router_attachment_name,
            description: row.transit_router_attachment_description,
            tags: row.tags,
        }
    }
}

impl ListRow for VpcAttachment {
    const PATH: &'static [&'static str] = &["TransitRouterAttachments"];

    fn identity(&self) -> String {
        self.transit_router_attachment_id.clone()
    }
}

/// A border router attached to a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VbrAttachment {
    /// The attachment's id.
    pub transit_router_attachment_id: String,
    /// The transit router.
    #[serde(default)]
    pub transit_router_id: String,
    /// The CEN; may be empty.
    #[serde(default)]
    pub cen_id: String,
    /// The border router.
    pub vbr_id: String,
    /// The account that owns it, in digits; may be empty.
    #[serde(default, deserialize_with = "wire::digits")]
    pub vbr_owner_id: String,
    /// The border router's region; may be empty.
    #[serde(default)]
    pub vbr_region_id: String,
    /// What it is going through.
    #[serde(default)]
    pub status: AttachmentStatus,
    /// Whether the transit router advertises its routes to the border router.
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

impl ListRow for VbrAttachment {
    const PATH: &'static [&'static str] = &["TransitRouterAttachments"];

    fn identity(&self) -> String {
        self.transit_router_attachment_id.clone()
    }
}

/// A VPC to attach.
#[derive(Clone, Copy, Debug)]
pub struct CreateVpcAttachment<'a> {
    /// The transit router, in the VPC's region.
    pub router: RouterPlace<'a>,
    /// The VPC.
    pub vpc_id: &'a str,
    /// The account that owns it, in digits; empty if it is the account that calls.
    pub vpc_owner_id: &'a str,
    /// Where the transit router enters it: one to ten.
    pub zone_mappings: &'a [ZoneMapping],
    /// Whether the transit router writes its routes into the VPC's tables.
    pub auto_publish_route_enabled: bool,
    /// Whether both directions of a connection pass the same zone.
    pub appliance_mode: bool,
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

/// A border router to attach.
#[derive(Clone, Copy, Debug)]
pub struct CreateVbrAttachment<'a> {
    /// The transit router, in the border router's region.
    pub router: RouterPlace<'a>,
    /// The border router.
    pub vbr_id: &'a str,
    /// The account that owns it, in digits; empty if it is the account that calls.
    pub vbr_owner_id: &'a str,
    /// Whether the transit router advertises its routes to the border router.
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

/// An attachment of a VPC or a border router to change; what is none stays as it is.
#[derive(Clone, Copy, Debug)]
pub struct ModifyAttachment<'a> {
    /// The attachment.
    pub transit_router_attachment_id: &'a str,
    /// Its texts.
    pub texts: Texts<'a>,
    /// Whether the transit router gives its routes to the network.
    pub auto_publish_route_enabled: Option<bool>,
    /// Up to 64 ASCII characters.
    pub client_token: &'a str,
}

impl ModifyAttachment<'_> {
    fn parameters(self) -> Parameters {
        let parameters = Parameters::new().with(
            "TransitRouterAttachmentId",
            self.transit_router_attachment_id,
        );
        self.texts
            .added_to(parameters, "TransitRouterAttachment")
            .with_some("AutoPublishRouteEnabled", self.auto_publish_route_enabled)
            .with_text("ClientToken", self.client_token)
    }
}

/// Other vSwitches for an attached VPC. At least one must remain.
#[derive(Clone, Copy, Debug)]
pub struct ZoneChange<'a> {
    /// The attachment.
    pub transit_router_attachment_id: &'a str,
    /// Where the transit router enters from now on, too: at most ten.
    pub add: &'a [ZoneMapping],
    /// Where it no longer enters: at most ten.
    pub remove: &'a [ZoneMapping],
    /// Up to 64 ASCII characters.
    pub client_token: &'a str,
}

/// `Options` as a JSON object in a text.
fn options(appliance_mode: bool) -> String {
    let support = if appliance_mode { "enable" } else { "disable" };
    serde_json::json!({ "ApplianceModeSupport": support }).to_string()
}

fn with_zones(parameters: Parameters, name: &str, zones: &[ZoneMapping]) -> Parameters {
    zones
        .iter()
        .zip(1..)
        .fold(parameters, |parameters, (zone, number)| {
            parameters
                .with(format!("{name}.{number}.ZoneId"), &zone.zone_id)
                .with(format!("{name}.{number}.VSwitchId"), &zone.vswitch_id)
        })
}

impl Client {
    /// Returns the VPCs attached to a transit router, sorted by the attachment's id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_router_vpc_attachments(
        &self,
        router: RouterPlace<'_>,
    ) -> Result<Vec<VpcAttachment>, Error> {
        let operation = Operation::cbn("ListTransitRouterVpcAttachments");
        self.token_pages(operation, router.parameters()).await
    }

    /// Begins to attach a VPC, and returns the attachment's id; it is done when it is `Attached`.
    /// It has no route table then, and no routes. Safe to run again with the same client token.
    ///
    /// # Errors
    /// [`Error`]; without a grant by the VPC's owner
    /// `Forbbiden.AttachChildInstanceAcrossUid`, for some seconds even with a fresh one.
    pub async fn create_transit_router_vpc_attachment(
        &self,
        create: CreateVpcAttachment<'_>,
    ) -> Result<String, Error> {
        let parameters = create
            .router
            .parameters()
            .with("VpcId", create.vpc_id)
            .with_text("VpcOwnerId", create.vpc_owner_id)
            .with("AutoPublishRouteEnabled", create.auto_publish_route_enabled)
            .with_text("TransitRouterAttachmentName", create.name)
            .with_text("TransitRouterAttachmentDescription", create.description)
            .with_tags(create.tags)
            .with_text("ClientToken", create.client_token);
        let parameters = with_zones(parameters, "ZoneMappings", create.zone_mappings);
        let parameters = if create.appliance_mode {
            parameters.with("Options", options(true))
        } else {
            parameters
        };
        self.attached("CreateTransitRouterVpcAttachment", parameters)
            .await
    }

    /// Changes an attached VPC's texts and route publication. It is `Modifying` until it is
    /// `Attached` again. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn update_transit_router_vpc_attachment_attribute(
        &self,
        modify: ModifyAttachment<'_>,
        appliance_mode: Option<bool>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("UpdateTransitRouterVpcAttachmentAttribute");
        let parameters = modify
            .parameters()
            .with_some("Options", appliance_mode.map(options));
        self.accepted(operation, parameters).await
    }

    /// Changes where the transit router enters a VPC. The attachment is `Modifying` until it is
    /// `Attached` again. Look before running it again: what is there already may be refused.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn update_transit_router_vpc_attachment_zones(
        &self,
        change: ZoneChange<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with(
                "TransitRouterAttachmentId",
                change.transit_router_attachment_id,
            )
            .with_text("ClientToken", change.client_token);
        let parameters = with_zones(parameters, "AddZoneMappings", change.add);
        let parameters = with_zones(parameters, "RemoveZoneMappings", change.remove);
        let operation = Operation::cbn("UpdateTransitRouterVpcAttachmentZones");
        self.accepted(operation, parameters).await
    }

    /// Begins to take a VPC off; it is done when
    /// [`Client::list_transit_router_vpc_attachments`] no longer shows it. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; `Invalid` codes name what still refers to the attachment.
    pub async fn delete_transit_router_vpc_attachment(
        &self,
        delete: DeleteAttachment<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("DeleteTransitRouterVpcAttachment");
        self.accepted(operation, delete.parameters()).await
    }

    /// Returns the border routers attached to a transit router, sorted by the attachment's id. Safe to run
    /// again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_router_vbr_attachments(
        &self,
        router: RouterPlace<'_>,
    ) -> Result<Vec<VbrAttachment>, Error> {
        let operation = Operation::cbn("ListTransitRouterVbrAttachments");
        self.token_pages(operation, router.parameters()).await
    }

    /// Begins to attach a border router, and returns the attachment's id; as
    /// [`Client::create_transit_router_vpc_attachment`]. Safe to run again with the same client
    /// token.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_transit_router_vbr_attachment(
        &self,
        create: CreateVbrAttachment<'_>,
    ) -> Result<String, Error> {
        let parameters = create
            .router
            .parameters()
            .with("VbrId", create.vbr_id)
            .with_text("VbrOwnerId", create.vbr_owner_id)
            .with("AutoPublishRouteEnabled", create.auto_publish_route_enabled)
            .with_text("TransitRouterAttachmentName", create.name)
            .with_text("TransitRouterAttachmentDescription", create.description)
            .with_tags(create.tags)
            .with_text("ClientToken", create.client_token);
        self.attached("CreateTransitRouterVbrAttachment", parameters)
            .await
    }

    /// Changes an attached border router's texts and route publication. It is `Modifying` until it
    /// is `Attached` again. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn update_transit_router_vbr_attachment_attribute(
        &self,
        modify: ModifyAttachment<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("UpdateTransitRouterVbrAttachmentAttribute");
        self.accepted(operation, modify.parameters()).await
    }

    /// Begins to take a border router off; it is done when
    /// [`Client::list_transit_router_vbr_attachments`] no longer shows it, or as `Detached`. Safe to
    /// run again.
    ///
    /// # Errors
    /// As [`Client::delete_transit_router_vpc_attachment`].
    pub async fn delete_transit_router_vbr_attachment(
        &self,
        delete: DeleteAttachment<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("DeleteTransitRouterVbrAttachment");
        self.accepted(operation, delete.parameters()).await
    }

    /// Makes a call that creates an attachment of any kind, and returns its id.
    pub(super) async fn attached(
        &self,
        action: &'static str,
        parameters: Parameters,
    ) -> Result<String, Error> {
        let id = "TransitRouterAttachmentId";
        self.created(Operation::cbn(action), parameters, id).await
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

    fn zone(zone: &str, vswitch: &str) -> ZoneMapping {
        ZoneMapping {
            zone_id: zone.to_owned(),
            vswitch_id: vswitch.to_owned(),
        }
    }

    #[tokio::test]
    async fn attached_networks_are_read() {
        let vpc = json!({
            "TransitRouterAttachmentId": "tr-attach-1", "TransitRouterId": "tr-1", "VpcId": "vpc-1",
            "VpcOwnerId": 1_250_123_456_123_456_u64, "Status": "Attached",
            "AutoPublishRouteEnabled": true, "Options": {"ApplianceModeSupport": "enable"},
            "ZoneMappings": [
                {"ZoneId": "k", "VSwitchId": "vsw-2", "NetworkInterfaceId": "eni-2"},
                {"ZoneId": "j", "VSwitchId": "vsw-1"},
            ],
        });
        let vbr = json!({"TransitRouterAttachmentId": "tr-attach-2", "VbrId": "vbr-1", "Status": "Melting"});
        let scripted = Scripted::new([
            json!({"TotalCount": 1, "TransitRouterAttachments": [vpc]}),
            json!({"TotalCount": 1, "TransitRouterAttachments": [vbr]}),
        ]);
        let client = scripted.client();
        let vpcs = client.list_transit_router_vpc_attachments(ROUTER).await;
        let vpc = &vpcs.unwrap()[0];
        assert_eq!(vpc.vpc_owner_id, "1250123456123456");
        assert_eq!(vpc.zone_mappings, [zone("j", "vsw-1"), zone("k", "vsw-2")]);
        assert_eq!(vpc.appliance_mode_support, Support::Enable);
        let vbrs = client.list_transit_router_vbr_attachments(ROUTER).await;
        assert_eq!(vbrs.unwrap()[0].status.as_str(), "Melting");
        assert_eq!(
            scripted.calls()[0],
            "POST https://cbn.aliyuncs.com/ ListTransitRouterVpcAttachments CenId=cen-1 MaxResults=50 RegionId=cn-hangzhou \
             TransitRouterId=tr-1"
        );
    }

    #[tokio::test]
    async fn a_vpc_is_attached_changed_and_taken_off() {
        let done = json!({"RequestId": "R", "TransitRouterAttachmentId": "tr-attach-1"});
        let scripted = Scripted::new([done.clone(), done.clone(), done.clone(), done]);
        let client = scripted.client();
        let create = CreateVpcAttachment {
            router: ROUTER,
            vpc_id: "vpc-1",
            vpc_owner_id: "2",
            zone_mappings: &[zone("j", "vsw-1"), zone("k", "vsw-2")],
            auto_publish_route_enabled: true,
            appliance_mode: true,
            name: "",
            description: "",
            tags: &Tags::new(),
            client_token: "t",
        };
        let made = client.create_transit_router_vpc_attachment(create).await;
        assert_eq!(made.unwrap(), "tr-attach-1");
        let modify = ModifyAttachment {
            transit_router_attachment_id: "tr-attach-1",
            texts: Texts::default(),
            auto_publish_route_enabled: Some(false),
            client_token: "",
        };
        client
            .update_transit_router_vpc_attachment_attribute(modify, Some(false))
            .await
            .unwrap();
        let change = ZoneChange {
            transit_router_attachment_id: "tr-attach-1",
            add: &[zone("h", "vsw-3")],
            remove: &[zone("j", "vsw-1")],
            client_token: "",
        };
        client
            .update_transit_router_vpc_attachment_zones(change)
            .await
            .unwrap();
        let delete = DeleteAttachment {
            transit_router_attachment_id: "tr-attach-1",
            client_token: "u",
        };
        client
            .delete_transit_router_vpc_attachment(delete)
            .await
            .unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ CreateTransitRouterVpcAttachment AutoPublishRouteEnabled=true CenId=cen-1 \
                 ClientToken=t Options={\"ApplianceModeSupport\":\"enable\"} RegionId=cn-hangzhou TransitRouterId=tr-1 \
                 VpcId=vpc-1 VpcOwnerId=2 ZoneMappings.1.VSwitchId=vsw-1 ZoneMappings.1.ZoneId=j \
                 ZoneMappings.2.VSwitchId=vsw-2 ZoneMappings.2.ZoneId=k",
                "POST https://cbn.aliyuncs.com/ UpdateTransitRouterVpcAttachmentAttribute AutoPublishRouteEnabled=false \
                 Options={\"ApplianceModeSupport\":\"disable\"} TransitRouterAttachmentId=tr-attach-1",
                "POST https://cbn.aliyuncs.com/ UpdateTransitRouterVpcAttachmentZones AddZoneMappings.1.VSwitchId=vsw-3 \
                 AddZoneMappings.1.ZoneId=h RemoveZoneMappings.1.VSwitchId=vsw-1 RemoveZoneMappings.1.ZoneId=j \
                 TransitRouterAttachmentId=tr-attach-1",
                "POST https://cbn.aliyuncs.com/ DeleteTransitRouterVpcAttachment ClientToken=u \
                 TransitRouterAttachmentId=tr-attach-1",
            ]
        );
    }
}
