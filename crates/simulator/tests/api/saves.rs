//! Tests of the file that a world is saved in: nothing that was answered is lost, and a save costs what changed.

use std::fmt::Write as _;
use std::path::Path;

use cen_simulator::{Store, World};
use futures::future::join_all;

use crate::client::{A, Bench, SEED};

fn load(path: &Path) -> World {
    World::load(path).unwrap().unwrap()
}

#[tokio::test]
async fn each_answer_comes_after_its_change_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let seed = format!("quotas: {{ cens: 100 }}\n{SEED}");
    let bench = Bench::with(&seed, |options| {
        options.store = Some(Store::open(&path).unwrap())
    });
    let create = async |number: usize| {
        let name = format!("hub{number}");
        let created = bench.cbn(A, "CreateCen", &[("Name", &name)]).await;
        // A process that is killed now leaves this.
        let saved = serde_json::to_value(load(&path)).unwrap();
        assert_eq!(saved["cens"][created.text("CenId")]["name"], *name);
    };
    create(0).await;
    join_all((1..50).map(create)).await;
    assert_eq!(load(&path), bench.simulator.world());
    // What ends in an orderly way leaves one document.
    let lines = || std::fs::read_to_string(&path).unwrap().lines().count();
    assert!(lines() > 1);
    let world = bench.simulator.world();
    drop(bench);
    assert_eq!((lines(), load(&path)), (1, world));
}

/// Returns how many bytes each call writes that attaches a VPC, in a world with so many.
async fn bytes_of_a_change(vpcs: usize) -> Vec<u64> {
    let mut seed = "quotas: { attachments: 1000000 }\naccounts:\n  - id: \"1000000000000001\"\n    router-service: true\n    keys: [{ id: keyA, secret: secretA }]\n    vpcs:\n".to_owned();
    let mut attached = String::new();
    for number in 0..vpcs {
        let cidr = format!("10.{}.{}.0/24", number / 256, number % 256);
        writeln!(seed, "      - {{ id: vpc-{number:05}, region: cn-hangzhou, cidr: {cidr}, vswitches: [{{ id: vsw-{number:05}, zone: cn-hangzhou-h, cidr: {cidr} }}] }}").unwrap();
        if number >= 50 {
            write!(attached, "{{ id: tr-attach-{number:05}, vpc: vpc-{number:05}, vswitches: [vsw-{number:05}] }},").unwrap();
        }
    }
    writeln!(seed, "    cens: [{{ id: cen-1, routers: [{{ region: cn-hangzhou }}], attachments: [{attached}] }}]").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let bench = Bench::with(&seed, |options| {
        options.store = Some(Store::open(&path).unwrap())
    });
    bench.cen().await;
    let mut bytes = Vec::new();
    for number in 0..20 {
        let before = path.metadata().unwrap().len();
        let (vpc, vswitch) = (format!("vpc-{number:05}"), format!("vsw-{number:05}"));
        let own = [
            ("CenId", "cen-1"),
            ("RegionId", "cn-hangzhou"),
            ("VpcId", &vpc),
            ("ZoneMappings.1.ZoneId", "cn-hangzhou-h"),
            ("ZoneMappings.1.VSwitchId", &vswitch),
            ("RouteTableAssociationEnabled", "true"),
        ];
        let action = "CreateTransitRouterVpcAttachment";
        bench.cbn(A, action, &own).await.ok();
        bytes.push(path.metadata().unwrap().len() - before);
    }
    assert_eq!(load(&path), bench.simulator.world());
    bytes
}

#[tokio::test]
async fn what_a_change_writes_does_not_depend_on_the_size_of_the_world() {
    let (small, large) = (bytes_of_a_change(200).await, bytes_of_a_change(2_000).await);
    for (small, large) in small.into_iter().zip(large) {
        // A number that counts may have more digits.
        assert!(
            small > 100 && large.abs_diff(small) < 16,
            "{small} and {large}"
        );
    }
}
