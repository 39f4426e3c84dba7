//! A CEN with a transit router in each of two regions, as most tests of them begin.

use cen_simulator::Options;
use serde_json::Value;

use crate::client::{A, B, Bench, Reply, column, with};

/// The regions of the two routers.
pub(crate) const HUB: &str = "cn-hangzhou";
pub(crate) const LAB: &str = "cn-shanghai";

const WORLD: &str = r#"
editions: enterprise
accounts:
  - id: "1000000000000001"
    router-service: true
    keys: [{ id: keyA, secret: secretA }]
    vpcs:
      - id: vpc-a1
        region: cn-hangzhou
        cidr: 10.1.0.0/16
        vswitches:
          - { id: vsw-a1-h, zone: cn-hangzhou-h, cidr: 10.1.0.0/28 }
          - { id: vsw-a1-i, zone: cn-hangzhou-i, cidr: 10.1.0.16/28 }
          - { id: vsw-a1-j, zone: cn-hangzhou-j, cidr: 10.1.0.32/28 }
          - { id: vsw-a1-full, zone: cn-hangzhou-h, cidr: 10.1.0.48/28, taken: 12 }
          - { id: vsw-a1-z, zone: cn-hangzhou-z, cidr: 10.1.0.64/28 }
      - id: vpc-a2
        region: cn-shanghai
        cidr: 10.2.0.0/16
        vswitches:
          - { id: vsw-a2-f, zone: cn-shanghai-f, cidr: 10.2.0.0/28 }
          - { id: vsw-a2-g, zone: cn-shanghai-g, cidr: 10.2.0.16/28 }
MANY
    vbrs: [{ id: vbr-a1, region: cn-beijing }]
  - id: "1000000000000002"
    keys: [{ id: keyB, secret: secretB }]
    vbr-grants: true
    vpcs:
      - id: vpc-b1
        region: cn-hangzhou
        cidr: 10.3.0.0/16
        vswitches:
          - { id: vsw-b1-h, zone: cn-hangzhou-h, cidr: 10.3.0.0/28 }
          - { id: vsw-b1-j, zone: cn-hangzhou-j, cidr: 10.3.0.16/28 }
    vbrs: [{ id: vbr-b1, region: cn-beijing }]
"#;

/// The network, and what it was made of.
pub(crate) struct Net {
    pub(crate) bench: Bench,
    pub(crate) cen: String,
    /// The routers.
    pub(crate) hub: String,
    pub(crate) lab: String,
}

/// Makes the network in a world in which something is assumed.
pub(crate) async fn new(assume: &str, set: impl FnOnce(&mut Options)) -> Net {
    let many: Vec<_> = (0..51)
        .map(|n| {
            format!("      - {{ id: vpc-many-{n:02}, region: cn-hangzhou, cidr: 10.100.{n}.0/24, vswitches: [{{ id: vsw-many-{n:02}, zone: cn-hangzhou-h, cidr: 10.100.{n}.0/28 }}] }}")
        })
        .collect();
    let seed = WORLD.replace("MANY", &many.join("\n"));
    let bench = Bench::with(&format!("{seed}assume: {{ {assume} }}\n"), set);
    let cen = bench.cen().await;
    let router = async |region: &str| {
        let own = [("CenId", cen.as_str()), ("RegionId", region)];
        let made = bench.cbn(A, "CreateTransitRouter", &own).await;
        made.text("TransitRouterId")
    };
    let (hub, lab) = (router(HUB).await, router(LAB).await);
    Net {
        bench,
        cen,
        hub,
        lab,
    }
}

impl Net {
    /// Returns the parameters that attach vpc-a1 through two zones.
    pub(crate) fn new_attachment(&self) -> Vec<(&str, &str)> {
        vec![
            ("CenId", self.cen.as_str()),
            ("TransitRouterId", self.hub.as_str()),
            ("RegionId", HUB),
            ("VpcId", "vpc-a1"),
            ("ZoneMappings.1.ZoneId", "cn-hangzhou-h"),
            ("ZoneMappings.1.VSwitchId", "vsw-a1-h"),
            ("ZoneMappings.2.ZoneId", "cn-hangzhou-j"),
            ("ZoneMappings.2.VSwitchId", "vsw-a1-j"),
        ]
    }

    /// Attaches vpc-a1, with other parameters if they are given.
    pub(crate) async fn attach(&self, own: &[(&str, &str)]) -> Reply {
        let all = with(&self.new_attachment(), own);
        self.bench
            .cbn(A, "CreateTransitRouterVpcAttachment", &all)
            .await
    }

    /// Attaches vpc-a2 to the other router, and returns the attachment.
    pub(crate) async fn attach_lab(&self) -> String {
        let own = [
            ("TransitRouterId", self.lab.as_str()),
            ("RegionId", LAB),
            ("VpcId", "vpc-a2"),
            ("ZoneMappings.1.ZoneId", "cn-shanghai-f"),
            ("ZoneMappings.1.VSwitchId", "vsw-a2-f"),
            ("ZoneMappings.2.ZoneId", "cn-shanghai-g"),
            ("ZoneMappings.2.VSwitchId", "vsw-a2-g"),
        ];
        self.attach(&own).await.text("TransitRouterAttachmentId")
    }

    pub(crate) async fn detach(&self, id: &str) -> Reply {
        self.delete("Vpc", id, &[]).await
    }

    /// Deletes an attachment of a kind.
    pub(crate) async fn delete(&self, kind: &str, id: &str, own: &[(&str, &str)]) -> Reply {
        let own = with(&[("TransitRouterAttachmentId", id)], own);
        let action = format!("DeleteTransitRouter{kind}Attachment");
        self.bench.cbn(A, &action, &own).await
    }

    /// Links the two routers.
    pub(crate) async fn link(&self, own: &[(&str, &str)]) -> Reply {
        let link = [
            ("CenId", self.cen.as_str()),
            ("RegionId", HUB),
            ("TransitRouterId", &self.hub),
            ("PeerTransitRouterId", &self.lab),
            ("PeerTransitRouterRegionId", LAB),
            ("AutoPublishRouteEnabled", "true"),
        ];
        let all = with(&link, own);
        self.bench
            .cbn(A, "CreateTransitRouterPeerAttachment", &all)
            .await
    }

    /// Grants vpc-b1 to the CEN.
    pub(crate) async fn grant(&self, own: &[(&str, &str)]) -> Reply {
        let own = with(&self.granted(), own);
        self.bench
            .cbn(B, "GrantInstanceToTransitRouter", &own)
            .await
    }

    pub(crate) async fn revoke(&self, own: &[(&str, &str)]) -> Reply {
        let own = with(&self.granted(), own);
        self.bench
            .cbn(B, "RevokeInstanceFromTransitRouter", &own)
            .await
    }

    fn granted(&self) -> [(&str, &str); 5] {
        [
            ("CenId", self.cen.as_str()),
            ("CenOwnerId", A),
            ("InstanceId", "vpc-b1"),
            ("InstanceType", "VPC"),
            ("RegionId", HUB),
        ]
    }

    /// Lists attachments of a kind, such as `VpcAttachments`.
    pub(crate) async fn list(&self, kind: &str, own: &[(&str, &str)]) -> Value {
        let action = format!("ListTransitRouter{kind}");
        let listed = self.bench.cbn(A, &action, own).await.ok();
        listed["TransitRouterAttachments"].clone()
    }

    /// Returns the system table of a router.
    pub(crate) async fn table(&self, router: &str) -> String {
        let own = [
            ("TransitRouterId", router),
            ("TransitRouterRouteTableType", "System"),
        ];
        let listed = self
            .bench
            .cbn(A, "ListTransitRouterRouteTables", &own)
            .await
            .ok();
        column(
            &listed["TransitRouterRouteTables"],
            "TransitRouterRouteTableId",
        )
        .remove(0)
    }

    /// Joins an attachment to a table or takes it away: `AssociateTransitRouterAttachmentWithRouteTable` and its kind.
    pub(crate) async fn join(&self, action: &str, attachment: &str, table: &str) -> Reply {
        let own = [
            ("TransitRouterAttachmentId", attachment),
            ("TransitRouterRouteTableId", table),
        ];
        self.bench.cbn(A, action, &own).await
    }

    /// Lets packets of an attachment be looked up in a table, and the table learn its routes.
    pub(crate) async fn use_table(&self, attachment: &str, table: &str) {
        for action in [
            "AssociateTransitRouterAttachmentWithRouteTable",
            "EnableTransitRouterRouteTablePropagation",
        ] {
            self.join(action, attachment, table).await.ok();
        }
    }

    /// Returns the association of each attachment: its status and table.
    pub(crate) async fn associations(&self) -> Vec<String> {
        let action = "ListTransitRouterRouteTableAssociations";
        let listed = self.bench.cbn(A, action, &[]).await.ok();
        let rows = &listed["TransitRouterAssociations"];
        column(rows, "Status")
    }

    /// Returns the status of each propagation to the system tables.
    pub(crate) async fn propagations(&self) -> Vec<String> {
        let mut found = Vec::new();
        for router in [&self.hub, &self.lab] {
            let table = self.table(router).await;
            let own = [("TransitRouterRouteTableId", table.as_str())];
            let action = "ListTransitRouterRouteTablePropagations";
            let listed = self.bench.cbn(A, action, &own).await.ok();
            found.extend(column(&listed["TransitRouterPropagations"], "Status"));
        }
        found
    }

    /// Returns how many addresses of a vSwitch are free.
    pub(crate) async fn free(&self, vswitch: &str) -> String {
        let own = [("VSwitchId", vswitch)];
        let shown = self
            .bench
            .vpc(A, "DescribeVSwitchAttributes", &own)
            .await
            .ok();
        shown["AvailableIpAddressCount"].to_string()
    }
}
