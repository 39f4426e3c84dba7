//! Tests requests that only an attacker would send: far more of everything than is useful. The
//! inputs of the fuzzer are among them.

use std::time::Instant;

use cen_simulator::{Seed, World};

use crate::client::{A, Bench, CBN, Reply, encode, reply, whole};

#[path = "../../../../fuzz/harness/request.rs"]
mod harness;

#[test]
fn no_input_of_the_fuzzer_is_too_much() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/request");
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() > 5, "only {} files", files.len());
    files
        .iter()
        .for_each(|file| harness::request(&std::fs::read(file).unwrap()));
}

/// Calls as account A with every parameter in the body, which has room for many.
async fn by_form(bench: &Bench, action: &str, own: &[(&str, &str)]) -> Reply {
    let body = encode(&bench.sign("POST", ("keyA", "secretA"), CBN, action, own));
    let request = http::Request::post("http://h/")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap();
    reply(&whole(bench.simulator.answer(request).await))
}

#[tokio::test(start_paused = true)]
async fn a_request_has_at_most_a_thousand_parameters() {
    let bench = Bench::new();
    let many: Vec<(String, String)> = (0..100_000)
        .map(|number| (format!("Filter.{number}.Key"), "Name".to_owned()))
        .collect();
    for (number, code) in [(900, ""), (100_000, "InvalidParameter")] {
        let own: Vec<_> = many[..number]
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        let began = Instant::now();
        assert_eq!(by_form(&bench, "DescribeCens", &own).await.code(), code);
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn numbers_of_any_size_are_numbers_of_a_list() {
    let bench = Bench::new();
    for number in ["4000000000", "18446744073709551615"] {
        let (key, value) = (format!("Tag.{number}.Key"), format!("Tag.{number}.Value"));
        bench
            .cbn(A, "CreateCen", &[(&key, "k"), (&value, "v")])
            .await
            .ok();
        let page = bench
            .cbn(
                A,
                "DescribeCens",
                &[("PageNumber", number), ("PageSize", "50")],
            )
            .await
            .ok();
        assert!(page["Cens"]["Cen"].as_array().unwrap().is_empty());
    }
    for number in ["18446744073709551616", "-1", "x"] {
        let key = format!("Tag.{number}.Key");
        assert_eq!(
            bench.cbn(A, "CreateCen", &[(&key, "k")]).await.status,
            200,
            "it is no tag"
        );
        assert_eq!(
            bench
                .cbn(A, "DescribeCens", &[("PageNumber", number)])
                .await
                .code(),
            "InvalidParameter"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_parameter_that_is_repeated_the_first_counts_and_each_is_signed() {
    let bench = Bench::new();
    let cen = bench
        .cbn(A, "CreateCen", &[("Name", "first"), ("Name", "second")])
        .await
        .text("CenId");
    let answer = bench.cbn(A, "DescribeCens", &[]).await.ok();
    assert_eq!(
        (
            &answer["Cens"]["Cen"][0]["CenId"],
            &answer["Cens"]["Cen"][0]["Name"]
        ),
        (&cen.into(), &"first".into())
    );
    let mut pairs = bench.sign(
        "POST",
        ("keyA", "secretA"),
        CBN,
        "DescribeCens",
        &[("Name", "first")],
    );
    pairs.push(("Name".to_owned(), "smuggled".to_owned()));
    assert_eq!(
        reply(&bench.send("POST", &pairs).await).code(),
        "SignatureDoesNotMatch"
    );
}

#[tokio::test(start_paused = true)]
async fn a_line_of_the_log_has_an_end() {
    let bench = Bench::new();
    let long = "x".repeat(500_000);
    by_form(&bench, "DescribeCens", &[("Anything", long.as_str())])
        .await
        .ok();
    by_form(&bench, &long, &[(long.as_str(), "v")]).await;
    let log = bench.log.lock().unwrap();
    assert!(log.len() == 2 && log.iter().all(|entry| entry.to_line().len() < 10_000));
}

#[test]
fn a_seed_brings_no_more_than_fits() {
    let ranges = |count: usize| {
        format!(
            "accounts: [{{ id: 7, vpcs: [{}] }}]",
            "{ id: \"v-{region}-{0..99999}\", region: cn-hangzhou },".repeat(count)
        )
    };
    let bombs = [
        ("accounts: [{ id: 7, vpcs: [{ id: \"v{000..999999999}\", region: cn-hangzhou }] }]".to_owned(), "range"),
        ("accounts: [{ id: 7, vpcs: [{ id: \"v{0..99999999999999999999}\", region: cn-hangzhou }] }]".to_owned(), "range"),
        (
            format!(
                "accounts: [{{ id: 7, vpcs: [{{ id: \"{{region}}-{{0..99999}}\", region: [{}] }}] }}]",
                "cn-hangzhou, cn-beijing, us-east-1"
            ),
            "at most 200000 networks",
        ),
        (format!("accounts: {}", "[".repeat(1_000_000)), "levels"),
        (format!("accounts:\n  {}", "- ".repeat(100_000)), "levels"),
        (bomb(), ""),
    ];
    for (text, part) in bombs {
        let error = Seed::parse(&text)
            .and_then(|seed| World::from_seed(&seed, jiff::Timestamp::UNIX_EPOCH))
            .unwrap_err()
            .to_string();
        assert!(error.contains(part) && error.len() < 1000, "{error}");
    }
    assert!(
        Seed::parse(&ranges(2)).is_ok(),
        "a seed alone takes no room"
    );
}

/// Returns a text whose aliases expand to 10^30 values.
fn bomb() -> String {
    let level = |number: usize| {
        format!(
            "  - &l{} [{}]\n",
            number + 1,
            vec![format!("*l{number}"); 10].join(", ")
        )
    };
    format!(
        "accounts:\n  - &l0 x\n{}",
        (0..30).map(level).collect::<String>()
    )
}

#[tokio::test(start_paused = true)]
async fn a_world_that_contradicts_itself_is_lived_with() {
    let mut bench = Bench::new();
    let cen = bench.cen().await;
    let package = bench.package("10", ["China", "China"]).await;
    bench.associate(&cen, &package).await.ok();
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
    bench
        .limit(&cen, ["cn-hangzhou", "cn-shanghai"], "4")
        .await
        .ok();
    let mut world = serde_json::to_value(bench.simulator.world()).unwrap();
    world["serial"] = u64::MAX.into();
    world["networks"].as_object_mut().unwrap().remove("vpc-a1");
    for (mbps, of) in [(u32::MAX, "nobody's"), (u32::MAX, package.as_str())] {
        let limit = &mut world["cens"][&cen]["limits"]["cn-hangzhou/cn-shanghai"];
        (limit["mbps"], limit["package"]) = (mbps.into(), of.into());
        let twice = limit.clone();
        world["cens"][&cen]["limits"]["cn-beijing/cn-shanghai"] = twice;
        bench = Bench::of(serde_json::from_value(world.clone()).unwrap());
        bench.limit(&cen, ["cn-hangzhou", "cn-shanghai"], "5").await;
        let span = [
            ("CenId", cen.as_str()),
            ("GeographicRegionAId", "China"),
            ("GeographicRegionBId", "China"),
        ];
        bench
            .cbn(A, "DescribeCenGeographicSpanRemainingBandwidth", &span)
            .await
            .ok();
        bench.cbn(A, "DescribeCenBandwidthPackages", &[]).await.ok();
        assert_eq!(bench.children(&cen).await, ["vpc-a2 Attached"]);
        assert_ne!(bench.cen().await, cen, "an id is given once");
    }
}
