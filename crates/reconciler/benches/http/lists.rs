//! Pages of lists, beside two servers that do nothing: one answers an empty list, the other the very bytes of the page.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{
    Client, Credential, Endpoints, HttpTransport, Operation, Product, Signature, Timeouts,
};
use cen_simulator::{
    Editions, Options, Quotas, Seed, SeedAccount, SeedAttachment, SeedCen, SeedChild, SeedNetwork,
    SeedPackage, SeedRouter, SeedTable, SeedVSwitch, Simulator, World, serve,
};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::record;

const HERE: &str = "cn-hangzhou";

/// How often each server is asked. The shortest time counts, because every disturbance makes it longer.
const TIMES: usize = 60;

/// A list: its product, its action, its own parameters, and those of its second page of fifty rows.
type List = (
    Product,
    &'static str,
    &'static [(&'static str, &'static str)],
    [(&'static str, &'static str); 2],
);

const BY_NUMBER: [(&str, &str); 2] = [("PageNumber", "2"), ("PageSize", "50")];
const BY_TOKEN: [(&str, &str); 2] = [("NextToken", "50"), ("MaxResults", "50")];

/// The lists that a look reads most, and those whose rows are found in other ways.
#[rustfmt::skip]
const LISTS: [List; 11] = [
    (Product::Cbn, "DescribeCens", &[], BY_NUMBER),
    (Product::Cbn, "DescribeCenAttachedChildInstances", &[("CenId", "cen-basic")], BY_NUMBER),
    (Product::Cbn, "DescribeCenBandwidthPackages", &[], BY_NUMBER),
    (Product::Cbn, "DescribeCenRegionDomainRouteEntries", &[("CenId", "cen-basic"), ("CenRegionId", HERE)], BY_NUMBER),
    (Product::Cbn, "ListTransitRouters", &[("RegionId", HERE)], BY_NUMBER),
    (Product::Cbn, "ListTransitRouterVpcAttachments", &[("CenId", "cen-enterprise"), ("RegionId", HERE)], BY_TOKEN),
    (Product::Cbn, "ListTransitRouterRouteTableAssociations", &[("TransitRouterRouteTableId", "vtb-many")], BY_TOKEN),
    (Product::Cbn, "ListTransitRouterRouteEntries", &[("TransitRouterRouteTableId", "vtb-many")], BY_TOKEN),
    (Product::Vpc, "DescribeVpcs", &[("RegionId", HERE)], BY_NUMBER),
    (Product::Vpc, "DescribeVSwitches", &[("RegionId", HERE)], BY_NUMBER),
    (Product::Vpc, "ListTagResources", &[("ResourceType", "VPC"), ("Tag.1.Key", "k")], BY_TOKEN),
];

/// Measures a page of each list of so many rows, prints it and records it.
pub(crate) async fn measure(size: usize) {
    let clock = Clock::system();
    let world = World::from_seed(&seed(size), clock.now()).unwrap();
    let (id, secret, _) = world.access_key("1").unwrap();
    let credential = Credential::new(id, secret, None);
    let simulator = Arc::new(Simulator::new(world, Options::new(clock)));
    let transport: Arc<dyn Transport> =
        Arc::new(HttpTransport::direct(Timeouts::default()).unwrap());
    let client = |address: &str| {
        let endpoints = Endpoints::fixed(address).unwrap();
        let client = Client::new(transport.clone(), endpoints, credential.clone(), clock);
        client.with_signature(Signature::V1)
    };
    let (listener, address) = listen().await;
    tokio::spawn(async move { serve(simulator, listener, None, std::future::pending()).await });
    let real = client(&address);
    for list in LISTS {
        let page = ask(&real, list).await;
        let same = client(&answering(page.to_string()).await);
        let empty = client(&answering(r#"{"RequestId":"1","TotalCount":0}"#.to_owned()).await);
        let mut shortest = [Duration::MAX; 3];
        // In turn, so that a disturbance meets all of them.
        for _ in 0..TIMES {
            for (shortest, client) in shortest.iter_mut().zip([&empty, &same, &real]) {
                let began = Instant::now();
                ask(client, list).await;
                *shortest = (*shortest).min(began.elapsed());
            }
        }
        report(list.1, size, shortest);
    }
}

fn report(action: &str, size: usize, times: [Duration; 3]) {
    let [empty, same, page] = times.map(|time| time.as_secs_f64());
    let (to_empty, to_same) = (empty / page, same / page);
    let [a, b, c] = [empty, same, page].map(|seconds| seconds * 1e6);
    println!(
        "{action:<40} {size:>6} {a:>6.0}us {b:>6.0}us {c:>6.0}us {to_empty:>6.2} {to_same:>6.2}"
    );
    record::record(&serde_json::json!({
        "bench": "http", "case": format!("{action} of {size}"), "ratio": to_empty, "ratio_to_same_bytes": to_same,
        "nothing_seconds": empty, "same_bytes_seconds": same, "seconds": page,
    }));
}

pub(crate) fn print_head() {
    println!(
        "{:<40} {:>6} {:>8} {:>8} {:>8} {:>6} {:>6}",
        "a page of fifty", "rows", "nothing", "bytes", "page", "ratio", "bytes"
    );
}

async fn ask(client: &Client, (product, action, own, page): List) -> Value {
    let operation = Operation {
        product,
        region: HERE,
        action,
    };
    let parameters = own.iter().chain(&page);
    let parameters = parameters.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let answer: Value = client.call(operation, parameters.collect()).await.unwrap();
    assert!(answer["RequestId"].is_string());
    answer
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, address)
}

/// Starts a server that answers each request with this body. Returns its address.
async fn answering(body: String) -> String {
    let (listener, address) = listen().await;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer: Arc<str> = answer.into();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer_all(stream, Arc::clone(&answer)));
        }
    });
    address
}

async fn answer_all(mut stream: TcpStream, answer: Arc<str>) {
    let mut buffer = vec![0; 1 << 16];
    // Each request of this measurement comes in one piece or two, the second one its body.
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let text = String::from_utf8_lossy(&buffer[..read]);
        let is_whole = text.split_once("\r\n\r\n").is_none_or(|(head, body)| {
            !body.is_empty() || head.to_lowercase().contains("content-length: 0")
        });
        if is_whole && stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// A world of one account in which each list has so many rows or somewhat more.
fn seed(size: usize) -> Seed {
    let numbers = || 0..size;
    let cens = numbers().map(|number| SeedCen {
        id: format!("cen-{number:05}"),
        name: format!("net {number}"),
        enterprise: vec![HERE.to_owned()],
        ..SeedCen::default()
    });
    let packages = numbers().map(|number| SeedPackage {
        id: format!("cenbwp-{number:05}"),
        mbps: 2,
        areas: ["china".to_owned(), "europe".to_owned()],
        cen: Some(format!("cen-{number:05}")),
        ..SeedPackage::default()
    });
    let account = SeedAccount {
        id: "1".to_owned(),
        vpcs: numbers().map(vpc).collect(),
        cens: cens.chain([basic(size), enterprise(size)]).collect(),
        packages: packages.collect(),
        ..SeedAccount::default()
    };
    Seed {
        accounts: vec![account],
        editions: Some(Editions::Basic),
        quotas: Some(Quotas::UNLIMITED),
        ..Seed::default()
    }
}

fn vpc(number: usize) -> SeedNetwork {
    let (high, low) = (number / 256, number % 256);
    let vswitch = SeedVSwitch {
        id: Some(format!("vsw-{number:05}")),
        zone: "cn-hangzhou-h".to_owned(),
        cidr: format!("10.{high}.{low}.0/28"),
        name: String::new(),
        taken: 0,
        status: None,
        tags: Default::default(),
    };
    SeedNetwork {
        id: Some(format!("vpc-{number:05}")),
        region: vec![HERE.to_owned()],
        name: format!("network {number}"),
        cidr: Some(format!("10.{high}.{low}.0/24")),
        tags: [("k".to_owned(), "v".to_owned())].into(),
        vswitches: Some(vec![vswitch]),
        ..SeedNetwork::default()
    }
}

/// A CEN of the Basic Edition with all networks on it.
fn basic(size: usize) -> SeedCen {
    let attached = (0..size).map(|number| SeedChild {
        id: format!("vpc-{number:05}"),
        ..SeedChild::default()
    });
    SeedCen {
        id: "cen-basic".to_owned(),
        attached: attached.collect(),
        ..SeedCen::default()
    }
}

/// A CEN with a router of the Enterprise Edition and all networks attached to that.
fn enterprise(size: usize) -> SeedCen {
    let attachments = (0..size).map(|number| SeedAttachment {
        id: format!("tr-attach-{number:05}"),
        vpc: Some(format!("vpc-{number:05}")),
        vswitches: vec![format!("vsw-{number:05}")],
        table: Some("many".to_owned()),
        propagates: Some(vec!["many".to_owned()]),
        ..SeedAttachment::default()
    });
    let table = SeedTable {
        name: "many".to_owned(),
        id: Some("vtb-many".to_owned()),
        ..SeedTable::default()
    };
    let router = SeedRouter {
        region: HERE.to_owned(),
        tables: vec![table],
        ..SeedRouter::default()
    };
    SeedCen {
        id: "cen-enterprise".to_owned(),
        routers: vec![router],
        attachments: attachments.collect(),
        ..SeedCen::default()
    }
}
