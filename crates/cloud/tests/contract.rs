//! Compares every typed operation with the reference: the parameters that it accepts, the required
//! ones, and the fields of its answer. `fixtures/contract.json` is an extract of the reference; `N`
//! stands for the index of an item.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use cen_cloud::clock::Clock;
use cen_cloud::router::{
    AttachmentInTable, CreatePeerAttachment, CreateTransitRouter, CreateVbrAttachment,
    CreateVpcAttachment, DeleteAttachment, DeleteTransitRouter, LinkQuality, ModifyAttachment,
    ModifyPeerAttachment, ModifyTransitRouter, PeerBandwidth, RouterGrant, RouterGrantType,
    RouterPlace, Texts, ZoneChange, ZoneMapping,
};
use cen_cloud::transport::{Transport, TransportError};
use cen_cloud::{
    CbnGrant, CenChildInstance, CenGrant, CenRegion, CenRouteMap, CenVbr, Charge, ChildInstance,
    ChildInstanceRoute, ChildInstanceRouteTable, ChildInstanceType, Client, CreateCen,
    CreateCenBandwidthPackage, CreateCenRouteMap, CreateVSwitch, CreateVpc, Credential,
    EnableCenVbrHealthCheck, Endpoints, Error, GroupedResource, InterRegionBandwidthLimit,
    ModifyCen, MoveResourceGroup, PackageAssociation, PrivateZoneRoute, ResolveAndRouteService,
    RouteMapSettings, RouteService, Signature, TaggedResource, Tags, VpcPlace, permissions,
};
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};

/// Parameters of every call, so the reference documents them only once.
const COMMON: [&str; 8] = [
    "AccessKeyId",
    "Action",
    "Format",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
];

/// An operation as the reference documents it.
#[derive(Deserialize)]
struct Documented {
    version: String,
    /// Whether each parameter is required.
    parameters: BTreeMap<String, bool>,
    /// The shape of the answer, with placeholders such as `<string>` for values.
    response: Value,
}

/// A transport that answers each call with every documented field, and records the names of the
/// parameters.
struct Reference {
    operations: BTreeMap<String, Documented>,
    calls: Mutex<Vec<Call>>,
}

struct Call {
    action: String,
    version: String,
    names: BTreeSet<String>,
}

impl Transport for Reference {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let form = std::str::from_utf8(request.body()).unwrap();
        let mut sent: BTreeMap<_, _> = form
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        let (action, version) = (sent["Action"].to_owned(), sent["Version"].to_owned());
        sent.retain(|name, _| *name != "Version" && !COMMON.contains(name));
        let answer = full_answer(&self.operations[&action].response);
        self.calls.lock().unwrap().push(Call {
            action,
            version,
            names: sent.into_keys().map(without_numbers).collect(),
        });
        Box::pin(async move { Ok(http::Response::new(Bytes::from(answer.to_string()))) })
    }
}

/// Turns `Tag.12.Key` into the form of the reference, `Tag.N.Key`.
fn without_numbers(name: &str) -> String {
    let segment = |segment: &str| {
        if segment.parse::<u32>().is_ok() {
            "N".to_owned()
        } else {
            segment.to_owned()
        }
    };
    name.split('.').map(segment).collect::<Vec<_>>().join(".")
}

/// Returns an answer of this shape, with one row on the last page.
fn full_answer(shape: &Value) -> Value {
    let mut answer = filled(shape);
    for (name, value) in [("TotalCount", json!(1)), ("NextToken", json!(""))] {
        if let Some(field) = answer.get_mut(name) {
            *field = value;
        }
    }
    answer
}

/// Replaces each placeholder with a value that reads as a text and as a number, and differs from
/// the value of a missing field.
fn filled(shape: &Value) -> Value {
    match shape {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| (name.clone(), filled(field)))
            .collect(),
        Value::Array(items) => items.iter().map(filled).collect(),
        Value::String(kind) => match kind.as_str() {
            "<string>" => json!("7"),
            "<number>" => json!(7),
            "<boolean>" => json!(true),
            other => panic!("`{other}` is no kind of value"),
        },
        other => panic!("{other} is no shape"),
    }
}

/// Calls every operation. Returns the fields that each of them read.
async fn call_everything() -> (Arc<Reference>, Vec<String>) {
    let read = |text| -> BTreeMap<String, Documented> { serde_json::from_str(text).unwrap() };
    let mut operations = read(include_str!("fixtures/contract.json"));
    operations.extend(read(include_str!("fixtures/contract-enterprise.json")));
    let reference = Arc::new(Reference {
        operations,
        calls: Mutex::default(),
    });
    let credential = Credential::new("LTAIexample", "secret", None);
    let client = Client::new(
        reference.clone(),
        Endpoints::Vendor,
        credential,
        Clock::system(),
    )
    .with_signature(Signature::V1);
    let mut read = read_everything(&client).await;
    read.extend(read_routes(&client).await);
    read.extend(change_route_maps(&client).await);
    change_routes(&client).await.unwrap();
    change_services(&client).await.unwrap();
    read.extend(create_everything(&client).await);
    change_cens(&client).await.unwrap();
    change_packages(&client).await.unwrap();
    change_grants(&client).await.unwrap();
    read.extend(read_routers(&client).await);
    read.extend(create_on_routers(&client).await);
    change_routers(&client).await.unwrap();
    change_route_tables(&client).await.unwrap();
    change_around_routers(&client).await.unwrap();
    (reference, read)
}

fn shown<T: Debug>(result: Result<T, Error>) -> String {
    format!("{:?}", result.unwrap())
}

async fn read_everything(client: &Client) -> Vec<String> {
    vec![
        shown(client.describe_cens().await),
        shown(client.describe_cen_attached_child_instances("cen-1").await),
        shown(client.describe_cen_bandwidth_packages().await),
        shown(
            client
                .describe_cen_inter_region_bandwidth_limits("cen-1")
                .await,
        ),
        shown(
            client
                .describe_grant_rules_to_cen("cen-1", ChildInstanceType::Vpc)
                .await,
        ),
        shown(client.list_transit_routers("cen-1").await),
        shown(client.describe_geographic_region_membership("europe").await),
        shown(client.describe_vpcs("eu-central-1").await),
        shown(client.describe_virtual_border_routers("eu-central-1").await),
        shown(client.describe_cloud_connect_networks("cn-shanghai").await),
        shown(client.get_caller_identity().await),
    ]
}

const CHILD: CenChildInstance<'_> = CenChildInstance {
    cen_id: "cen-1",
    child_instance_id: "vpc-1",
    child_instance_type: ChildInstanceType::Vpc,
    child_instance_region_id: "eu-central-1",
};

const REGION: CenRegion<'_> = CenRegion {
    cen_id: "cen-1",
    region_id: "eu-central-1",
};

async fn read_routes(client: &Client) -> Vec<String> {
    let table = ChildInstanceRouteTable {
        child_instance_id: "vpc-1",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "eu-central-1",
        child_instance_route_table_id: "vtb-1",
    };
    vec![
        shown(client.describe_published_route_entries(CHILD).await),
        shown(
            client
                .describe_cen_child_instance_route_entries(CHILD)
                .await,
        ),
        shown(
            client
                .describe_cen_region_domain_route_entries(REGION)
                .await,
        ),
        shown(client.describe_route_conflict(table).await),
        shown(client.describe_cen_route_maps("cen-1").await),
        shown(client.describe_cen_private_zone_routes("cen-1").await),
        shown(client.describe_route_services_in_cen("cen-1").await),
        shown(client.describe_cen_vbr_health_check(REGION).await),
    ]
}

/// Sends the values of the reference's own answer to `DescribeCenRouteMaps`, so that every
/// parameter is sent.
async fn change_route_maps(client: &Client) -> Vec<String> {
    let settings: &RouteMapSettings =
        &client.describe_cen_route_maps("cen-1").await.unwrap()[0].settings;
    let (cen_id, cen_region_id, transit_router_route_table_id) = ("cen-1", "eu-central-1", "vtb-1");
    let create = CreateCenRouteMap {
        cen_id,
        cen_region_id,
        transmit_direction: "RegionIn",
        transit_router_route_table_id,
        settings,
    };
    let route_map = CenRouteMap {
        cen_id,
        cen_region_id,
        route_map_id: "cenrmap-1",
    };
    client
        .modify_cen_route_map(route_map, settings)
        .await
        .unwrap();
    client.delete_cen_route_map(route_map).await.unwrap();
    vec![shown(client.create_cen_route_map(create).await)]
}

async fn change_routes(client: &Client) -> Result<(), Error> {
    let (child_instance_route_table_id, destination_cidr_block) = ("vtb-1", "192.168.10.0/24");
    let route = ChildInstanceRoute {
        child_instance: CHILD,
        child_instance_route_table_id,
        destination_cidr_block,
    };
    client.publish_route_entries(route).await?;
    client.withdraw_published_route_entries(route).await?;
    let (vbr_instance_id, vbr_instance_region_id, vbr_instance_owner_id) =
        ("vbr-1", "cn-beijing", "1688000000654321");
    let vbr = CenVbr {
        cen_id: "cen-1",
        vbr_instance_id,
        vbr_instance_region_id,
        vbr_instance_owner_id,
    };
    let check = EnableCenVbrHealthCheck {
        vbr,
        health_check_source_ip: "10.0.0.1",
        health_check_target_ip: "10.0.0.2",
        health_check_interval: 2,
        healthy_threshold: 8,
        health_check_only: true,
        description: "description",
    };
    client.enable_cen_vbr_health_check(check).await?;
    client.disable_cen_vbr_health_check(vbr).await
}

async fn change_services(client: &Client) -> Result<(), Error> {
    let (cen_id, access_region_id, host, host_region_id, host_vpc_id) = (
        "cen-1",
        "cn-beijing",
        "100.118.28.9",
        "eu-central-1",
        "vpc-1",
    );
    let (access_region_ids, description, client_token) =
        (&[access_region_id][..], "description", "token");
    let service = ResolveAndRouteService {
        cen_id,
        access_region_ids,
        host,
        host_region_id,
        host_vpc_id,
        description,
        client_token,
    };
    client
        .route_private_zone_in_cen_to_vpc(PrivateZoneRoute {
            cen_id,
            access_region_id,
            host_region_id,
            host_vpc_id,
        })
        .await?;
    client.unroute_private_zone_in_cen_to_vpc(REGION).await?;
    client.resolve_and_route_service_in_cen(service).await?;
    client
        .delete_route_service_in_cen(RouteService {
            cen_id,
            access_region_id,
            host,
            host_region_id,
            host_vpc_id,
        })
        .await?;
    let resource = GroupedResource::Cen(cen_id);
    client
        .move_resource_group(MoveResourceGroup {
            resource,
            new_resource_group_id: "rg-1",
            client_token,
        })
        .await
}

async fn create_everything(client: &Client) -> Vec<String> {
    let tags = &Tags::from([("env".to_owned(), "prod".to_owned())]);
    let (name, description, client_token) = ("name", "description", "token");
    let charge = Charge::Prepaid {
        months: 1,
        auto_renew: true,
    };
    let package = |charge| {
        let (geographic_region_a_id, geographic_region_b_id) = ("China", "Europe");
        CreateCenBandwidthPackage {
            bandwidth: 2,
            geographic_region_a_id,
            geographic_region_b_id,
            name,
            description,
            charge,
            tags,
            client_token,
        }
    };
    let vpc = CreateVpc {
        region_id: "eu-central-1",
        cidr_block: "10.0.0.0/16",
        vpc_name: name,
        description,
        tags,
        client_token,
    };
    vec![
        shown(
            client
                .create_cen(CreateCen {
                    name,
                    description,
                    tags,
                    client_token,
                })
                .await,
        ),
        shown(client.create_cen_bandwidth_package(package(charge)).await),
        shown(
            client
                .create_cen_bandwidth_package(package(Charge::Postpaid))
                .await,
        ),
        shown(client.create_vpc(vpc).await),
    ]
}

async fn change_cens(client: &Client) -> Result<(), Error> {
    let child = ChildInstance {
        cen_id: "cen-1",
        child_instance_id: "vpc-1",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "eu-central-1",
        child_instance_owner_id: "1688000000654321",
    };
    client
        .tag_resources(
            TaggedResource::Cen("cen-1"),
            &Tags::from([("env".to_owned(), "prod".to_owned())]),
        )
        .await?;
    client
        .untag_resources(
            TaggedResource::Cen("cen-1"),
            &BTreeSet::from(["env".to_owned()]),
        )
        .await?;
    client.attach_cen_child_instance(child).await?;
    client.detach_cen_child_instance(child).await?;
    client
        .modify_cen_attribute(ModifyCen {
            cen_id: "cen-1",
            name: Some("name"),
            description: Some("description"),
        })
        .await?;
    client.delete_cen("cen-1").await?;
    client
        .modify_vpc_attribute(
            VpcPlace {
                region_id: "eu-central-1",
                vpc_id: "vpc-1",
            },
            "description",
        )
        .await?;
    client
        .delete_vpc(VpcPlace {
            region_id: "eu-central-1",
            vpc_id: "vpc-1",
        })
        .await
}

async fn change_packages(client: &Client) -> Result<(), Error> {
    let association = PackageAssociation {
        cen_id: "cen-1",
        cen_bandwidth_package_id: "cenbwp-1",
    };
    let (local_region_id, opposite_region_id) = ("cn-hangzhou", "eu-central-1");
    let limit = InterRegionBandwidthLimit {
        cen_id: "cen-1",
        local_region_id,
        opposite_region_id,
        bandwidth_limit: 2,
    };
    client.associate_cen_bandwidth_package(association).await?;
    client.set_cen_inter_region_bandwidth_limit(limit).await?;
    client
        .modify_cen_bandwidth_package_spec("cenbwp-1", 4)
        .await?;
    client
        .unassociate_cen_bandwidth_package(association)
        .await?;
    client.delete_cen_bandwidth_package("cenbwp-1").await
}

async fn change_grants(client: &Client) -> Result<(), Error> {
    let grant = CenGrant {
        region_id: "eu-central-1",
        instance_id: "vpc-1",
        instance_type: ChildInstanceType::Vpc,
        cen_id: "cen-1",
        cen_owner_id: "1250123456123456",
        client_token: "token",
    };
    let (ccn_instance_id, cen_instance_id, cen_uid) = ("ccn-1", "cen-1", "1250123456123456");
    let ccn_grant = CbnGrant {
        region_id: "cn-shanghai",
        ccn_instance_id,
        cen_instance_id,
        cen_uid,
    };
    client.grant_instance_to_cen(grant).await?;
    client.revoke_instance_from_cen(grant).await?;
    client.grant_instance_to_cbn(ccn_grant).await?;
    client.revoke_instance_from_cbn(ccn_grant).await
}

const ROUTER: RouterPlace<'_> = RouterPlace {
    cen_id: "cen-1",
    region_id: "eu-central-1",
    transit_router_id: "tr-1",
};

const TEXTS: Texts<'_> = Texts {
    name: Some("name"),
    description: Some("description"),
};

const SHARE: PeerBandwidth<'_> = PeerBandwidth::Package {
    cen_bandwidth_package_id: "cenbwp-1",
    mbps: 2,
};

const TRAFFIC: PeerBandwidth<'_> = PeerBandwidth::Traffic {
    mbps: 2,
    link: LinkQuality::Platinum,
};

const TOKEN: &str = "token";

fn tags() -> Tags {
    Tags::from([("env".to_owned(), "prod".to_owned())])
}

fn zones() -> Vec<ZoneMapping> {
    let [zone_id, vswitch_id] = ["eu-central-1a", "vsw-1"].map(ToOwned::to_owned);
    vec![ZoneMapping {
        zone_id,
        vswitch_id,
    }]
}

async fn read_routers(client: &Client) -> Vec<String> {
    let vpcs = client.list_transit_router_vpc_attachments(ROUTER).await;
    let vbrs = client.list_transit_router_vbr_attachments(ROUTER).await;
    let links = client.list_transit_router_peer_attachments(ROUTER).await;
    let associations = client.list_transit_router_route_table_associations("vtb-1");
    let propagations = client.list_transit_router_route_table_propagations("vtb-1");
    let vswitches = client.list_grant_vswitches_to_cen("eu-central-1", "cen-1", "vpc-1");
    vec![
        shown(vpcs),
        shown(vbrs),
        shown(links),
        shown(client.list_transit_router_route_tables("tr-1").await),
        shown(associations.await),
        shown(propagations.await),
        shown(client.list_transit_router_static_entries("vtb-1").await),
        shown(vswitches.await),
        shown(client.check_transit_router_service().await),
        shown(
            client
                .list_transit_router_available_resource("eu-central-1")
                .await,
        ),
        shown(client.describe_vswitches("eu-central-1").await),
        shown(client.get_role("AliyunServiceRoleForCEN").await),
    ]
}

async fn create_on_routers(client: &Client) -> Vec<String> {
    let (tags, zones) = (&tags(), &zones());
    let (name, description, client_token) = ("name", "description", TOKEN);
    let router = CreateTransitRouter {
        cen_id: "cen-1",
        region_id: "eu-central-1",
        name,
        description,
        tags,
        client_token,
    };
    let vpc = CreateVpcAttachment {
        router: ROUTER,
        vpc_id: "vpc-1",
        vpc_owner_id: "1688000000654321",
        zone_mappings: zones,
        auto_publish_route_enabled: true,
        appliance_mode: true,
        name,
        description,
        tags,
        client_token,
    };
    let vbr = CreateVbrAttachment {
        router: ROUTER,
        vbr_id: "vbr-1",
        vbr_owner_id: "1688000000654321",
        auto_publish_route_enabled: true,
        name,
        description,
        tags,
        client_token,
    };
    let link = |bandwidth| CreatePeerAttachment {
        router: ROUTER,
        peer_transit_router_id: "tr-2",
        peer_transit_router_region_id: "cn-hangzhou",
        bandwidth,
        auto_publish_route_enabled: true,
        name,
        description,
        tags,
        client_token,
    };
    let share = client.create_transit_router_peer_attachment(link(SHARE));
    let traffic = client.create_transit_router_peer_attachment(link(TRAFFIC));
    vec![
        shown(client.create_transit_router(router).await),
        shown(client.create_transit_router_vpc_attachment(vpc).await),
        shown(client.create_transit_router_vbr_attachment(vbr).await),
        shown(share.await),
        shown(traffic.await),
        shown(client.create_vswitch(vswitch(tags)).await),
    ]
}

fn vswitch(tags: &Tags) -> CreateVSwitch<'_> {
    CreateVSwitch {
        vpc: VpcPlace {
            region_id: "eu-central-1",
            vpc_id: "vpc-1",
        },
        zone_id: "eu-central-1a",
        cidr_block: "10.0.0.0/28",
        tags,
        client_token: TOKEN,
    }
}

async fn change_routers(client: &Client) -> Result<(), Error> {
    let transit_router_attachment_id = "tr-attach-1";
    let (transit_router_id, client_token) = ("tr-1", TOKEN);
    let router = ModifyTransitRouter {
        region_id: "eu-central-1",
        transit_router_id,
        texts: TEXTS,
        client_token,
    };
    let attachment = ModifyAttachment {
        transit_router_attachment_id,
        texts: TEXTS,
        auto_publish_route_enabled: Some(true),
        client_token,
    };
    client.update_transit_router(router).await?;
    client
        .update_transit_router_vpc_attachment_attribute(attachment, Some(true))
        .await?;
    client
        .update_transit_router_vbr_attachment_attribute(attachment)
        .await?;
    let change = ZoneChange {
        transit_router_attachment_id,
        add: &zones(),
        remove: &zones(),
        client_token,
    };
    client
        .update_transit_router_vpc_attachment_zones(change)
        .await?;
    for bandwidth in [SHARE, TRAFFIC] {
        let modify = ModifyPeerAttachment {
            transit_router_attachment_id,
            texts: TEXTS,
            bandwidth: Some(bandwidth),
            auto_publish_route_enabled: Some(true),
            client_token,
        };
        client
            .update_transit_router_peer_attachment_attribute(modify)
            .await?;
    }
    let delete = DeleteAttachment {
        transit_router_attachment_id,
        client_token,
    };
    client.delete_transit_router_vpc_attachment(delete).await?;
    client.delete_transit_router_vbr_attachment(delete).await?;
    client.delete_transit_router_peer_attachment(delete).await?;
    client
        .delete_transit_router(DeleteTransitRouter {
            transit_router_id,
            client_token,
        })
        .await
}

async fn change_route_tables(client: &Client) -> Result<(), Error> {
    let pair = AttachmentInTable {
        transit_router_attachment_id: "tr-attach-1",
        route_table_id: "vtb-1",
        client_token: TOKEN,
    };
    client
        .associate_transit_router_attachment_with_route_table(pair)
        .await?;
    client
        .replace_transit_router_route_table_association(pair)
        .await?;
    client
        .dissociate_transit_router_attachment_from_route_table(pair)
        .await?;
    client
        .enable_transit_router_route_table_propagation(pair)
        .await?;
    client
        .disable_transit_router_route_table_propagation(pair)
        .await
}

/// Returns what transit routers need in the accounts of the networks.
async fn change_around_routers(client: &Client) -> Result<(), Error> {
    let grant = RouterGrant {
        region_id: "eu-central-1",
        instance_id: "vpc-1",
        instance_type: RouterGrantType::Vpc,
        cen_id: "cen-1",
        cen_owner_id: "1250123456123456",
    };
    client.open_transit_router_service(TOKEN).await?;
    client
        .create_service_linked_role("cen.aliyuncs.com")
        .await?;
    client.grant_instance_to_transit_router(grant).await?;
    client.revoke_instance_from_transit_router(grant).await?;
    client.delete_vswitch("eu-central-1", "vsw-1").await
}

#[tokio::test]
async fn what_is_sent_is_documented_and_what_is_required_is_sent() {
    let (reference, _) = call_everything().await;
    let calls = reference.calls.lock().unwrap();
    for Call {
        action,
        version,
        names,
    } in calls.iter()
    {
        let documented = &reference.operations[action];
        let undocumented: Vec<_> = names
            .iter()
            .filter(|name| !documented.parameters.contains_key(*name))
            .collect();
        let required = documented
            .parameters
            .iter()
            .filter(|(_, required)| **required)
            .map(|(name, _)| name);
        let missing: Vec<_> = required.filter(|name| !names.contains(*name)).collect();
        assert!(
            undocumented.is_empty() && missing.is_empty(),
            "{action}: undocumented {undocumented:?}, missing {missing:?}"
        );
        assert_eq!(version, &documented.version, "{action}");
    }
    let called: BTreeSet<_> = calls.iter().map(|call| &call.action).collect();
    assert_eq!(called, reference.operations.keys().collect());
}

#[tokio::test]
async fn every_field_that_is_read_is_documented() {
    let (_, read) = call_everything().await;
    for shown in read {
        // What a route map says beyond the known fields: nothing here.
        let shown = shown.replace("others: {}", "");
        // A field with an undocumented name reads as if it were missing.
        assert!(
            !["\"\"", "[]", "{}", "false", "None"]
                .iter()
                .any(|nothing| shown.contains(nothing)),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn every_operation_has_a_row_of_permissions_and_every_row_an_operation() {
    let (reference, _) = call_everything().await;
    let calls = reference.calls.lock().unwrap();
    let called: BTreeSet<_> = calls.iter().map(|call| call.action.as_str()).collect();
    let rows: BTreeSet<_> = permissions()
        .iter()
        .map(|row| row.called.operation)
        // They have no page in the extract.
        .filter(|operation| {
            ![
                "AssumeRole",
                "AssumeRoleWithOIDC",
                "GetTemplateEstimateCost",
                "UnTagResources",
            ]
            .contains(operation)
        })
        .collect();
    assert_eq!(called, rows);
}
