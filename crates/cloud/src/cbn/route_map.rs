//! Route maps, which say what passes into a region of a CEN and out of it: operations of CBN 2017-09-12.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire;

/// A route map as `DescribeCenRouteMaps` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteMap {
    /// Its id, such as `cenrmap-abcdedfghij`.
    pub route_map_id: String,
    /// The CEN; may be empty.
    #[serde(default)]
    pub cen_id: String,
    /// The region.
    pub cen_region_id: String,
    /// `RegionIn` or `RegionOut`.
    pub transmit_direction: String,
    /// The transit router's route table; may be empty.
    #[serde(default)]
    pub transit_router_route_table_id: String,
    /// `Creating`, `Active`, `Modifying` or `Deleting`.
    #[serde(default)]
    pub status: String,
    /// What it says.
    #[serde(flatten)]
    pub settings: RouteMapSettings,
}

impl ListRow for RouteMap {
    const PATH: &'static [&'static str] = &["RouteMaps", "RouteMap"];

    fn identity(&self) -> String {
        self.route_map_id.clone()
    }
}

/// What a route map says, as it is read and as it is written. A text that is empty, and a list that is, is a condition or a change that the
/// route map does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RouteMapSettings {
    /// From 1 to 100. Belongs to one route map of a region and a direction.
    #[serde(deserialize_with = "wire::number")]
    pub priority: u32,
    /// `Permit` or `Deny`.
    pub map_result: String,
    /// Its description, of up to 256 characters.
    pub description: String,
    /// The API's `NextPriority`: the priority of another route map. The reference says no more of it.
    #[serde(deserialize_with = "wire::some_number")]
    pub next_priority: Option<u32>,
    /// The preference that routes get, from 1 to 100; without one the API takes 50.
    #[serde(deserialize_with = "wire::some_number")]
    pub preference: Option<u32>,
    /// How the AS path is compared: `Include` or `Complete`.
    pub as_path_match_mode: String,
    /// How destinations are compared: `Include` or `Complete`.
    pub cidr_match_mode: String,
    /// How communities are compared: `Include` or `Complete`.
    pub community_match_mode: String,
    /// How communities are changed: `Additive` or `Replace`.
    pub community_operate_mode: String,
    /// The kind of addresses to match.
    pub match_address_type: String,
    /// Kinds of networks that the route goes to.
    #[serde(deserialize_with = "wire::wrapped")]
    pub destination_child_instance_types: Vec<String>,
    /// Destinations.
    #[serde(deserialize_with = "wire::wrapped")]
    pub destination_cidr_blocks: Vec<String>,
    /// Networks that the route goes to.
    #[serde(deserialize_with = "wire::wrapped")]
    pub destination_instance_ids: Vec<String>,
    /// Whether every network but those matches.
    pub destination_instance_ids_reverse_match: bool,
    /// Regions that the route goes to.
    #[serde(deserialize_with = "wire::wrapped")]
    pub destination_region_ids: Vec<String>,
    /// Route tables that the route goes to.
    #[serde(deserialize_with = "wire::wrapped")]
    pub destination_route_table_ids: Vec<String>,
    /// AS numbers of the AS path.
    #[serde(deserialize_with = "wire::wrapped")]
    pub match_asns: Vec<String>,
    /// Communities.
    #[serde(deserialize_with = "wire::wrapped")]
    pub match_community_set: Vec<String>,
    /// Communities that routes get.
    #[serde(deserialize_with = "wire::wrapped")]
    pub operate_community_set: Vec<String>,
    /// AS numbers that are put before the AS path.
    #[serde(deserialize_with = "wire::wrapped")]
    pub prepend_as_path: Vec<String>,
    /// Kinds of routes, such as `System`.
    #[serde(deserialize_with = "wire::wrapped")]
    pub route_types: Vec<String>,
    /// Kinds of networks that the route comes from.
    #[serde(deserialize_with = "wire::wrapped")]
    pub source_child_instance_types: Vec<String>,
    /// Networks that the route comes from.
    #[serde(deserialize_with = "wire::wrapped")]
    pub source_instance_ids: Vec<String>,
    /// Whether every network but those matches.
    pub source_instance_ids_reverse_match: bool,
    /// Regions that the route comes from.
    #[serde(deserialize_with = "wire::wrapped")]
    pub source_region_ids: Vec<String>,
    /// Route tables that the route comes from.
    #[serde(deserialize_with = "wire::wrapped")]
    pub source_route_table_ids: Vec<String>,
    /// Whatever else the API says of it, by the API's names. Only read: no parameter is made of it.
    #[serde(flatten)]
    pub others: BTreeMap<String, Value>,
}

impl RouteMapSettings {
    fn parameters(&self) -> Parameters {
        let parameters = Parameters::new()
            .with("Priority", self.priority)
            .with("MapResult", &self.map_result)
            .with(
                "SourceInstanceIdsReverseMatch",
                self.source_instance_ids_reverse_match,
            )
            .with(
                "DestinationInstanceIdsReverseMatch",
                self.destination_instance_ids_reverse_match,
            );
        let parameters = self
            .numbers()
            .into_iter()
            .fold(parameters, |all, (name, number)| match number {
                Some(number) => all.with(name, number),
                None => all,
            });
        let parameters = self
            .texts()
            .into_iter()
            .fold(parameters, |all, (name, text)| all.with_text(name, text));
        self.lists()
            .into_iter()
            .fold(parameters, |all, (name, list)| {
                all.with_list(name, list.iter().map(String::as_str))
            })
    }

    fn numbers(&self) -> [(&'static str, Option<u32>); 2] {
        [
            ("NextPriority", self.next_priority),
            ("Preference", self.preference),
        ]
    }

    fn texts(&self) -> [(&'static str, &str); 6] {
        [
            ("Description", &self.description),
            ("AsPathMatchMode", &self.as_path_match_mode),
            ("CidrMatchMode", &self.cidr_match_mode),
            ("CommunityMatchMode", &self.community_match_mode),
            ("CommunityOperateMode", &self.community_operate_mode),
            ("MatchAddressType", &self.match_address_type),
        ]
    }

    fn lists(&self) -> [(&'static str, &[String]); 14] {
        [
            (
                "DestinationChildInstanceTypes",
                &self.destination_child_instance_types,
            ),
            ("DestinationCidrBlocks", &self.destination_cidr_blocks),
            ("DestinationInstanceIds", &self.destination_instance_ids),
            ("DestinationRegionIds", &self.destination_region_ids),
            (
                "DestinationRouteTableIds",
                &self.destination_route_table_ids,
            ),
            ("MatchAsns", &self.match_asns),
            ("MatchCommunitySet", &self.match_community_set),
            ("OperateCommunitySet", &self.operate_community_set),
            ("PrependAsPath", &self.prepend_as_path),
            ("RouteTypes", &self.route_types),
            (
                "SourceChildInstanceTypes",
                &self.source_child_instance_types,
            ),
            ("SourceInstanceIds", &self.source_instance_ids),
            ("SourceRegionIds", &self.source_region_ids),
            ("SourceRouteTableIds", &self.source_route_table_ids),
        ]
    }
}

/// A route map to create.
#[derive(Clone, Copy, Debug)]
pub struct CreateCenRouteMap<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The region.
    pub cen_region_id: &'a str,
    /// `RegionIn` or `RegionOut`.
    pub transmit_direction: &'a str,
    /// The transit router's route table; empty for the API's choice.
    pub transit_router_route_table_id: &'a str,
    /// What it is to say.
    pub settings: &'a RouteMapSettings,
}

/// A route map that is there.
#[derive(Clone, Copy, Debug)]
pub struct CenRouteMap<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The region.
    pub cen_region_id: &'a str,
    /// Its id.
    pub route_map_id: &'a str,
}

impl CenRouteMap<'_> {
    fn with_parameters(self, parameters: Parameters) -> Parameters {
        parameters
            .with("CenId", self.cen_id)
            .with("CenRegionId", self.cen_region_id)
            .with("RouteMapId", self.route_map_id)
    }
}

impl Client {
    /// Returns the route maps of a CEN, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cen_attached_child_instances`].
    pub async fn describe_cen_route_maps(&self, cen_id: &str) -> Result<Vec<RouteMap>, Error> {
        self.numbered_pages(
            Operation::cbn("DescribeCenRouteMaps"),
            Parameters::new().with("CenId", cen_id),
        )
        .await
    }

    /// Creates a route map and returns its id. It is `Creating` until it is `Active`. The API has no client token for it: after an unknown
    /// outcome look for one of this region, direction and priority, which can only be there once.
    ///
    /// # Errors
    /// As [`Client::create_cen`].
    pub async fn create_cen_route_map(
        &self,
        create: CreateCenRouteMap<'_>,
    ) -> Result<String, Error> {
        let parameters = create
            .settings
            .parameters()
            .with("CenId", create.cen_id)
            .with("CenRegionId", create.cen_region_id)
            .with("TransmitDirection", create.transmit_direction)
            .with_text(
                "TransitRouterRouteTableId",
                create.transit_router_route_table_id,
            );
        self.created(
            Operation::cbn("CreateCenRouteMap"),
            parameters,
            "RouteMapId",
        )
        .await
    }

    /// Begins to change what a route map says. Give everything that it is to say: the reference does not tell whether what is left out stays
    /// or goes, so read it again when it is `Active`. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn modify_cen_route_map(
        &self,
        route_map: CenRouteMap<'_>,
        settings: &RouteMapSettings,
    ) -> Result<(), Error> {
        self.accepted(
            Operation::cbn("ModifyCenRouteMap"),
            route_map.with_parameters(settings.parameters()),
        )
        .await
    }

    /// Begins to delete a route map. It is gone when [`Client::describe_cen_route_maps`] no longer shows it. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_cen_route_map(&self, route_map: CenRouteMap<'_>) -> Result<(), Error> {
        self.accepted(
            Operation::cbn("DeleteCenRouteMap"),
            route_map.with_parameters(Parameters::new()),
        )
        .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Scripted, sample};

    fn settings() -> RouteMapSettings {
        RouteMapSettings {
            priority: 3,
            map_result: "Deny".to_owned(),
            cidr_match_mode: "Include".to_owned(),
            destination_cidr_blocks: vec!["10.0.0.0/8".to_owned(), "172.16.0.0/12".to_owned()],
            prepend_as_path: vec!["65501".to_owned()],
            source_instance_ids_reverse_match: true,
            preference: Some(20),
            ..RouteMapSettings::default()
        }
    }

    #[tokio::test]
    async fn route_maps_are_read() {
        let row = json!({
            "RouteMapId": "cenrmap-1", "CenId": "cen-1", "CenRegionId": "cn-hangzhou", "TransmitDirection": "RegionIn", "Status": "Active",
            "Priority": 3, "MapResult": "Deny", "CidrMatchMode": "Include", "SourceInstanceIdsReverseMatch": true, "Preference": "20",
            "DestinationCidrBlocks": {"DestinationCidrBlock": ["10.0.0.0/8", "172.16.0.0/12"]}, "PrependAsPath": {"AsPath": ["65501"]},
            "MatchAsns": {}, "RouteTypes": null, "NextPriority": null,
        });
        let scripted = Scripted::new([json!({"TotalCount": 1, "RouteMaps": {"RouteMap": [row]}})]);
        let route_maps = scripted
            .client()
            .describe_cen_route_maps("cen-1")
            .await
            .unwrap();
        assert_eq!(
            (route_maps[0].route_map_id.as_str(), &route_maps[0].settings),
            ("cenrmap-1", &settings())
        );
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ DescribeCenRouteMaps CenId=cen-1 PageNumber=1 PageSize=50"
            ]
        );
    }

    #[tokio::test]
    async fn a_route_map_is_created_changed_and_deleted() {
        let scripted = Scripted::new([
            json!({"RouteMapId": "cenrmap-1"}),
            sample("RequestId only"),
            sample("RequestId only"),
        ]);
        let (cen_id, cen_region_id, transmit_direction, settings) =
            ("cen-1", "cn-hangzhou", "RegionIn", &settings());
        let create = CreateCenRouteMap {
            cen_id,
            cen_region_id,
            transmit_direction,
            transit_router_route_table_id: "",
            settings,
        };
        assert_eq!(
            scripted.client().create_cen_route_map(create).await,
            Ok("cenrmap-1".to_owned())
        );
        let route_map = CenRouteMap {
            cen_id,
            cen_region_id,
            route_map_id: "cenrmap-1",
        };
        scripted
            .client()
            .modify_cen_route_map(route_map, settings)
            .await
            .unwrap();
        scripted
            .client()
            .delete_cen_route_map(route_map)
            .await
            .unwrap();
        let said = "DestinationCidrBlocks.1=10.0.0.0/8 DestinationCidrBlocks.2=172.16.0.0/12 DestinationInstanceIdsReverseMatch=false \
                    MapResult=Deny Preference=20 PrependAsPath.1=65501 Priority=3";
        let place = "CenId=cen-1 CenRegionId=cn-hangzhou";
        assert_eq!(
            scripted.calls(),
            [
                format!(
                    "POST https://cbn.aliyuncs.com/ CreateCenRouteMap {place} CidrMatchMode=Include {said} \
                     SourceInstanceIdsReverseMatch=true TransmitDirection=RegionIn"
                ),
                format!(
                    "POST https://cbn.aliyuncs.com/ ModifyCenRouteMap {place} CidrMatchMode=Include {said} RouteMapId=cenrmap-1 \
                     SourceInstanceIdsReverseMatch=true"
                ),
                format!(
                    "POST https://cbn.aliyuncs.com/ DeleteCenRouteMap {place} RouteMapId=cenrmap-1"
                ),
            ]
        );
    }
}
