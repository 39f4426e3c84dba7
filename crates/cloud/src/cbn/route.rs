//! The routes of networks on a CEN, and their publication: operations of CBN 2017-09-12.

use serde::Deserialize;

use super::attachment::ChildInstanceType;
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire;

/// A route of an attached network, as `DescribePublishedRouteEntries` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishedRouteEntry {
    /// The route table, such as `vtb-bp1r9pvl4xen8s9jeeee`.
    pub child_instance_route_table_id: String,
    /// The destination, such as `192.168.10.0/24`.
    pub destination_cidr_block: String,
    /// The kind of the next hop, such as `Instance`; may be empty.
    #[serde(default)]
    pub next_hop_type: String,
    /// The id of the next hop; may be empty.
    #[serde(default)]
    pub next_hop_id: String,
    /// `System`, `Custom`, `BGP` or `CEN`; may be empty.
    #[serde(default)]
    pub route_type: String,
    /// Whether the route can be published and withdrawn.
    #[serde(default)]
    pub operational_mode: bool,
    /// `Published` or `NonPublished`.
    #[serde(default)]
    pub publish_status: String,
    /// The routes that stand in its way.
    #[serde(default, deserialize_with = "wire::wrapped")]
    pub conflicts: Vec<RouteConflict>,
}

impl ListRow for PublishedRouteEntry {
    const PATH: &'static [&'static str] = &["PublishedRouteEntries", "PublishedRouteEntry"];

    fn identity(&self) -> String {
        format!(
            "{} {} {}",
            self.child_instance_route_table_id, self.destination_cidr_block, self.next_hop_id
        )
    }
}

/// A route that stands in the way of another one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteConflict {
    /// The destination.
    pub destination_cidr_block: String,
    /// The network that has it.
    #[serde(default)]
    pub instance_id: String,
    /// The kind of that network; may be empty.
    #[serde(default)]
    pub instance_type: String,
    /// The region of that network; may be empty.
    #[serde(default)]
    pub region_id: String,
    /// `conflict` or `overflow`; may be empty.
    #[serde(default)]
    pub status: String,
}

impl ListRow for RouteConflict {
    const PATH: &'static [&'static str] = &["RouteConflicts", "RouteConflict"];

    fn identity(&self) -> String {
        format!("{} {}", self.instance_id, self.destination_cidr_block)
    }
}

/// A route in the table of an attached network, as `DescribeCenChildInstanceRouteEntries` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CenChildInstanceRouteEntry {
    /// The route table; may be empty.
    #[serde(default)]
    pub route_table_id: String,
    /// The destination.
    pub destination_cidr_block: String,
    /// `CEN`, `System`, `Custom` or `BGP`; may be empty.
    #[serde(default, rename = "Type")]
    pub route_type: String,
    /// The kind of the next hop; may be empty.
    #[serde(default)]
    pub next_hop_type: String,
    /// The id of the next hop; may be empty.
    #[serde(default)]
    pub next_hop_instance_id: String,
    /// The region of the next hop; may be empty.
    #[serde(default)]
    pub next_hop_region_id: String,
    /// `Active`, `Candidate`, `Rejected` or `Prohibited`.
    #[serde(default)]
    pub status: String,
    /// `Published` or `NonPublished`; may be empty.
    #[serde(default)]
    pub publish_status: String,
    /// Whether the route can be published and withdrawn.
    #[serde(default)]
    pub operational_mode: bool,
    /// The routes that stand in its way.
    #[serde(default, deserialize_with = "wire::wrapped")]
    pub conflicts: Vec<RouteConflict>,
}

impl ListRow for CenChildInstanceRouteEntry {
    const PATH: &'static [&'static str] = &["CenRouteEntries", "CenRouteEntry"];

    fn identity(&self) -> String {
        format!(
            "{} {} {}",
            self.route_table_id, self.destination_cidr_block, self.next_hop_instance_id
        )
    }
}

/// A route that a region of a CEN has, as `DescribeCenRegionDomainRouteEntries` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CenRegionDomainRouteEntry {
    /// The destination.
    pub destination_cidr_block: String,
    /// `CEN`, `System`, `Custom` or `BGP`; may be empty.
    #[serde(default, rename = "Type")]
    pub route_type: String,
    /// The kind of the next hop; may be empty.
    #[serde(default)]
    pub next_hop_type: String,
    /// The id of the next hop; may be empty.
    #[serde(default)]
    pub next_hop_instance_id: String,
    /// The region of the next hop; may be empty.
    #[serde(default)]
    pub next_hop_region_id: String,
    /// `Active`, `Candidate`, `Rejected` or `Prohibited`.
    #[serde(default)]
    pub status: String,
    /// What becomes of it in the other regions; may be empty.
    #[serde(default)]
    pub to_other_region_status: String,
    /// Its preference; none if the API does not say.
    #[serde(default, deserialize_with = "wire::some_number")]
    pub preference: Option<u32>,
}

impl ListRow for CenRegionDomainRouteEntry {
    const PATH: &'static [&'static str] = &["CenRouteEntries", "CenRouteEntry"];

    fn identity(&self) -> String {
        format!(
            "{} {}",
            self.destination_cidr_block, self.next_hop_instance_id
        )
    }
}

/// A network on a CEN whose routes are meant.
#[derive(Clone, Copy, Debug)]
pub struct CenChildInstance<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The network's id.
    pub child_instance_id: &'a str,
    /// Its kind.
    pub child_instance_type: ChildInstanceType,
    /// Its region; a CCN's is an area such as `ccn-cn-shanghai`.
    pub child_instance_region_id: &'a str,
}

impl CenChildInstance<'_> {
    fn parameters(self) -> Parameters {
        Parameters::new()
            .with("CenId", self.cen_id)
            .with("ChildInstanceId", self.child_instance_id)
            .with("ChildInstanceType", self.child_instance_type)
            .with("ChildInstanceRegionId", self.child_instance_region_id)
    }
}

/// A route of a network on a CEN, to publish or to withdraw.
#[derive(Clone, Copy, Debug)]
pub struct ChildInstanceRoute<'a> {
    /// The network, a VPC or a VBR.
    pub child_instance: CenChildInstance<'a>,
    /// Its system route table, as [`Client::describe_published_route_entries`] names it.
    pub child_instance_route_table_id: &'a str,
    /// The destination.
    pub destination_cidr_block: &'a str,
}

impl ChildInstanceRoute<'_> {
    fn parameters(self) -> Parameters {
        self.child_instance
            .parameters()
            .with(
                "ChildInstanceRouteTableId",
                self.child_instance_route_table_id,
            )
            .with("DestinationCidrBlock", self.destination_cidr_block)
    }
}

/// A route table of a network, wherever that is attached.
#[derive(Clone, Copy, Debug)]
pub struct ChildInstanceRouteTable<'a> {
    /// The network's id.
    pub child_instance_id: &'a str,
    /// Its kind.
    pub child_instance_type: ChildInstanceType,
    /// Its region.
    pub child_instance_region_id: &'a str,
    /// The route table.
    pub child_instance_route_table_id: &'a str,
}

/// A region of a CEN.
#[derive(Clone, Copy, Debug)]
pub struct CenRegion<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The region; of an access to PrivateZone also an area such as `ccn-cn-shanghai`.
    pub region_id: &'a str,
}

impl Client {
    /// The routes of a network on a CEN, and whether each is published; sorted by table and destination. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`]; a network that is not on the CEN is [`NotFound`](crate::ErrorKind::NotFound).
    pub async fn describe_published_route_entries(
        &self,
        child: CenChildInstance<'_>,
    ) -> Result<Vec<PublishedRouteEntry>, Error> {
        self.numbered_pages(
            Operation::cbn("DescribePublishedRouteEntries"),
            child.parameters(),
        )
        .await
    }

    /// Begins to publish a route of a network to its CEN. VPC system routes, and static and BGP routes of VBRs, are published without it.
    /// Done when [`Client::describe_published_route_entries`] shows it as `Published`. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; a route or a network that is not there is [`NotFound`](crate::ErrorKind::NotFound).
    pub async fn publish_route_entries(&self, route: ChildInstanceRoute<'_>) -> Result<(), Error> {
        self.accepted(Operation::cbn("PublishRouteEntries"), route.parameters())
            .await
    }

    /// Begins to take back what [`Client::publish_route_entries`] did. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::publish_route_entries`].
    pub async fn withdraw_published_route_entries(
        &self,
        route: ChildInstanceRoute<'_>,
    ) -> Result<(), Error> {
        self.accepted(
            Operation::cbn("WithdrawPublishedRouteEntries"),
            route.parameters(),
        )
        .await
    }

    /// Returns the routes that a network on a CEN has, those that it learned among them; sorted by table and destination. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_published_route_entries`].
    pub async fn describe_cen_child_instance_route_entries(
        &self,
        child: CenChildInstance<'_>,
    ) -> Result<Vec<CenChildInstanceRouteEntry>, Error> {
        self.numbered_pages(
            Operation::cbn("DescribeCenChildInstanceRouteEntries"),
            child.parameters(),
        )
        .await
    }

    /// Returns the routes that a region of a CEN has, sorted by destination. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cen_attached_child_instances`].
    pub async fn describe_cen_region_domain_route_entries(
        &self,
        region: CenRegion<'_>,
    ) -> Result<Vec<CenRegionDomainRouteEntry>, Error> {
        let parameters = Parameters::new()
            .with("CenId", region.cen_id)
            .with("CenRegionId", region.region_id);
        self.numbered_pages(
            Operation::cbn("DescribeCenRegionDomainRouteEntries"),
            parameters,
        )
        .await
    }

    /// Returns the routes of other networks that stand in the way of those in a table, sorted by network and destination. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_route_conflict(
        &self,
        table: ChildInstanceRouteTable<'_>,
    ) -> Result<Vec<RouteConflict>, Error> {
        let parameters = Parameters::new()
            .with("ChildInstanceId", table.child_instance_id)
            .with("ChildInstanceType", table.child_instance_type)
            .with("ChildInstanceRegionId", table.child_instance_region_id)
            .with(
                "ChildInstanceRouteTableId",
                table.child_instance_route_table_id,
            );
        self.numbered_pages(Operation::cbn("DescribeRouteConflict"), parameters)
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, sample};

    const CHILD: CenChildInstance<'_> = CenChildInstance {
        cen_id: "cen-1",
        child_instance_id: "vpc-1",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "eu-central-1",
    };

    #[tokio::test]
    async fn published_routes_and_conflicts_are_read() {
        let scripted = Scripted::new([
            sample("DescribePublishedRouteEntries 200"),
            sample("DescribeRouteConflict 200 (none)"),
        ]);
        let route = PublishedRouteEntry {
            child_instance_route_table_id: "vtb-bp1r9pvl4xen8s9jeeee".to_owned(),
            destination_cidr_block: "192.168.10.0/24".to_owned(),
            next_hop_type: "Instance".to_owned(),
            next_hop_id: "i-bp15jt7ao4hmzqabcdef".to_owned(),
            route_type: "Custom".to_owned(),
            operational_mode: true,
            publish_status: "NonPublished".to_owned(),
            conflicts: vec![],
        };
        assert_eq!(
            scripted
                .client()
                .describe_published_route_entries(CHILD)
                .await,
            Ok(vec![route])
        );
        let CenChildInstance {
            child_instance_id,
            child_instance_type,
            child_instance_region_id,
            ..
        } = CHILD;
        let child_instance_route_table_id = "vtb-1";
        let table = ChildInstanceRouteTable {
            child_instance_id,
            child_instance_type,
            child_instance_region_id,
            child_instance_route_table_id,
        };
        assert_eq!(
            scripted.client().describe_route_conflict(table).await,
            Ok(vec![])
        );
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ DescribePublishedRouteEntries CenId=cen-1 ChildInstanceId=vpc-1 \
                 ChildInstanceRegionId=eu-central-1 ChildInstanceType=VPC PageNumber=1 PageSize=50",
                "POST https://cbn.aliyuncs.com/ DescribeRouteConflict ChildInstanceId=vpc-1 ChildInstanceRegionId=eu-central-1 \
                 ChildInstanceRouteTableId=vtb-1 ChildInstanceType=VPC PageNumber=1 PageSize=50",
            ]
        );
    }

    #[tokio::test]
    async fn the_routes_of_a_network_and_of_a_region_are_read() {
        let conflict = json!({"DestinationCidrBlock": "10.1.0.0/16", "InstanceId": "vpc-2", "Status": "conflict"});
        let learned = json!({
            "DestinationCidrBlock": "10.1.0.0/16", "Type": "CEN", "Status": "Active", "NextHopInstanceId": "vpc-2", "NextHopType": "VPC",
            "NextHopRegionId": "cn-hangzhou", "RouteTableId": "vtb-1", "Preference": 50, "Conflicts": {"Conflict": [conflict]},
        });
        let answer = json!({"TotalCount": 1, "CenRouteEntries": {"CenRouteEntry": [learned]}});
        let scripted = Scripted::new(vec![answer; 2]);
        let routes = scripted
            .client()
            .describe_cen_child_instance_route_entries(CHILD)
            .await
            .unwrap();
        assert_eq!(
            (
                routes[0].route_type.as_str(),
                routes[0].conflicts[0].instance_id.as_str()
            ),
            ("CEN", "vpc-2")
        );
        let region = CenRegion {
            cen_id: "cen-1",
            region_id: "eu-central-1",
        };
        let routes = scripted
            .client()
            .describe_cen_region_domain_route_entries(region)
            .await
            .unwrap();
        assert_eq!(
            (
                routes[0].next_hop_instance_id.as_str(),
                routes[0].preference
            ),
            ("vpc-2", Some(50))
        );
        assert_eq!(
            scripted.calls()[1],
            "POST https://cbn.aliyuncs.com/ DescribeCenRegionDomainRouteEntries CenId=cen-1 CenRegionId=eu-central-1 PageNumber=1 PageSize=50"
        );
    }

    #[tokio::test]
    async fn a_route_is_published_and_withdrawn() {
        let scripted = Scripted::new(vec![sample("RequestId only"); 2]);
        let (child_instance_route_table_id, destination_cidr_block) = ("vtb-1", "192.168.10.0/24");
        let route = ChildInstanceRoute {
            child_instance: CHILD,
            child_instance_route_table_id,
            destination_cidr_block,
        };
        scripted
            .client()
            .publish_route_entries(route)
            .await
            .unwrap();
        scripted
            .client()
            .withdraw_published_route_entries(route)
            .await
            .unwrap();
        let sent = "CenId=cen-1 ChildInstanceId=vpc-1 ChildInstanceRegionId=eu-central-1 ChildInstanceRouteTableId=vtb-1 \
                    ChildInstanceType=VPC DestinationCidrBlock=192.168.10.0/24";
        let call = |action| format!("POST https://cbn.aliyuncs.com/ {action} {sent}");
        assert_eq!(
            scripted.calls(),
            [
                call("PublishRouteEntries"),
                call("WithdrawPublishedRouteEntries")
            ]
        );
    }
}
