//! Fuzzes the answers to every typed operation. The first byte chooses the operation, the second
//! the HTTP status, and the rest is the body, in which `SECRET` stands for the client's own secret.

use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;
use cen_cloud::clock::Clock;
use cen_cloud::transport::{Transport, TransportError};
use cen_cloud::{
    CenChildInstance, CenRegion, ChildInstanceRouteTable, ChildInstanceType, Client, CreateCen,
    CreateVpc, Credential, Endpoints, Error, Tags,
};
use futures::future::BoxFuture;

const SECRET: &str = "canary/secret+0001";

/// The number of operations to choose from.
const OPERATIONS: u8 = 22;

const STATUSES: [u16; 6] = [200, 400, 403, 404, 500, 302];

/// A transport that gives every call the same answer.
struct Always {
    status: u16,
    body: Bytes,
}

impl Transport for Always {
    fn send(
        &self,
        _: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let response = http::Response::builder()
            .status(self.status)
            .header("Location", "http://SECRET\u{9b}/")
            .body(self.body.clone());
        Box::pin(async move { Ok(response.expect("the status is one that there is")) })
    }
}

/// Asserts that an answer is decoded, or becomes a printable error without a secret.
pub(crate) fn answer(bytes: &[u8]) {
    let [operation, status, body @ ..] = bytes else {
        return;
    };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let body = match std::str::from_utf8(body) {
        Ok(text) => text.replace("SECRET", SECRET).into_bytes(),
        Err(_) => body.to_vec(),
    };
    let credential = Credential::new("LTAIexample", SECRET, None);
    let client = Client::new(
        Arc::new(Always {
            status,
            body: body.into(),
        }),
        Endpoints::Vendor,
        credential,
        Clock::system(),
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime without a driver can be made");
    if let Some(error) = runtime.block_on(call(&client, operation.wrapping_sub(b'a') % OPERATIONS))
    {
        let shown = error.to_string();
        assert!(
            !shown.chars().any(char::is_control)
                && !shown.contains(SECRET)
                && shown.chars().count() < 1000,
            "{shown:?}"
        );
    }
}

async fn call(client: &Client, operation: u8) -> Option<Error> {
    let child = CenChildInstance {
        cen_id: "cen-1",
        child_instance_id: "vpc-1",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "cn-hangzhou",
    };
    let region = CenRegion {
        cen_id: "cen-1",
        region_id: "cn-hangzhou",
    };
    let cen = CreateCen {
        name: "a",
        description: "b",
        tags: &Tags::new(),
        client_token: "t",
    };
    match operation {
        0 => error_of(client.get_caller_identity().await),
        1 => error_of(client.describe_cens().await),
        2 => error_of(client.create_cen(cen).await),
        3 => error_of(client.delete_cen("cen-1").await),
        4 => error_of(client.list_transit_routers("cen-1").await),
        5 => error_of(client.describe_geographic_region_membership("China").await),
        6 => error_of(client.describe_cen_attached_child_instances("cen-1").await),
        7 => error_of(
            client
                .describe_grant_rules_to_cen("cen-1", ChildInstanceType::Vpc)
                .await,
        ),
        8 => error_of(client.describe_cen_bandwidth_packages().await),
        9 => error_of(
            client
                .describe_cen_inter_region_bandwidth_limits("cen-1")
                .await,
        ),
        10 => error_of(client.describe_cen_vbr_health_check(region).await),
        11 => error_of(client.describe_cen_route_maps("cen-1").await),
        12 => error_of(client.describe_published_route_entries(child).await),
        13 => error_of(
            client
                .describe_cen_child_instance_route_entries(child)
                .await,
        ),
        14 => error_of(
            client
                .describe_cen_region_domain_route_entries(region)
                .await,
        ),
        15 => error_of(client.describe_cen_private_zone_routes("cen-1").await),
        16 => error_of(client.describe_route_services_in_cen("cen-1").await),
        17 => error_of(client.describe_vpcs("cn-hangzhou").await),
        18 => error_of(client.describe_virtual_border_routers("cn-hangzhou").await),
        19 => error_of(
            client
                .describe_cloud_connect_networks("ccn-cn-shanghai")
                .await,
        ),
        20 => error_of(client.create_vpc(vpc(&Tags::new())).await),
        _ => error_of(client.describe_route_conflict(table()).await),
    }
}

fn vpc(tags: &Tags) -> CreateVpc<'_> {
    CreateVpc {
        region_id: "cn-hangzhou",
        cidr_block: "10.0.0.0/8",
        vpc_name: "a",
        description: "b",
        tags,
        client_token: "t",
    }
}

fn table() -> ChildInstanceRouteTable<'static> {
    ChildInstanceRouteTable {
        child_instance_id: "vpc-1",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "cn-hangzhou",
        child_instance_route_table_id: "vtb-1",
    }
}

/// Returns the error, or the value as a log would print it.
fn error_of<T: Debug>(result: Result<T, Error>) -> Option<Error> {
    result.map(|value| drop(format!("{value:?}"))).err()
}
