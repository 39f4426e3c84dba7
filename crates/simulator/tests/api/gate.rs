//! Tests the checks that every request must pass, for any action.

use std::time::Duration;

use cen_simulator::EntryKind;

use crate::client::{A, Bench, CBN, encode, reply, resign, whole};

/// Changes one parameter of a good request, signs it again, and returns the status and code of the answer.
async fn refused(set: &[(&str, Option<&str>)]) -> (u16, String) {
    let bench = Bench::new();
    let mut pairs = bench.sign("POST", ("keyA", "secretA"), CBN, "DescribeCens", &[]);
    for (name, value) in set {
        pairs.retain(|(key, _)| key != name);
        pairs.extend(value.map(|value| ((*name).to_owned(), value.to_owned())));
    }
    if !set.iter().any(|(name, _)| *name == "Signature") {
        resign("POST", "secretA", &mut pairs);
    }
    let reply = reply(&bench.send("POST", &pairs).await);
    for field in ["RequestId", "HostId", "Code", "Message", "Recommend"] {
        assert!(reply.body[field].is_string(), "{field} in {}", reply.body);
    }
    (reply.status, reply.code().to_owned())
}

#[tokio::test(start_paused = true)]
async fn each_flaw_of_a_request_has_its_documented_code() {
    for (name, value, status, code) in [
        ("Action", None, 400, "MissingParameter"),
        ("Version", None, 400, "MissingParameter"),
        ("AccessKeyId", None, 400, "MissingParameter"),
        ("Timestamp", None, 400, "MissingParameter"),
        ("SignatureNonce", None, 400, "MissingParameter"),
        ("Signature", None, 400, "MissingParameter"),
        ("Format", Some("YAML"), 400, "InvalidParameter"),
        ("SignatureMethod", Some("HMAC-MD5"), 400, "InvalidParamater"),
        ("SignatureVersion", Some("2.0"), 400, "InvalidParamater"),
        (
            "Timestamp",
            Some("2026-01-02 03:04:05"),
            400,
            "IllegalTimestamp",
        ),
        (
            "Timestamp",
            Some("2026-01-02T03:19:06Z"),
            400,
            "InvalidTimeStamp.Expired",
        ),
        (
            "Timestamp",
            Some("2026-01-02T02:49:04Z"),
            400,
            "InvalidTimeStamp.Expired",
        ),
        (
            "AccessKeyId",
            Some("nobody"),
            404,
            "InvalidAccessKeyId.NotFound",
        ),
        (
            "SecurityToken",
            Some("x"),
            400,
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        ("Signature", Some("AAAA"), 400, "SignatureDoesNotMatch"),
        ("Version", Some("2017-09-13"), 404, "InvalidVersion"),
        (
            "Action",
            Some("DescribeCenz"),
            404,
            "InvalidAction.NotFound",
        ),
        ("PageSize", Some("51"), 400, "InvalidParameter"),
    ] {
        assert_eq!(
            refused(&[(name, value)]).await,
            (status, code.to_owned()),
            "{name}={value:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_checks_come_in_the_order_of_the_vendors_pages() {
    let old = ("Timestamp", Some("2020-01-01T00:00:00Z"));
    let (nobody, wrong) = (("AccessKeyId", Some("nobody")), ("Signature", Some("AAAA")));
    assert_eq!(
        refused(&[old, nobody, wrong]).await.1,
        "InvalidTimeStamp.Expired"
    );
    assert_eq!(
        refused(&[nobody, wrong]).await.1,
        "InvalidAccessKeyId.NotFound"
    );
    assert_eq!(
        refused(&[wrong, ("Action", Some("Nonsense"))]).await.1,
        "SignatureDoesNotMatch"
    );
    assert_eq!(
        refused(&[("Action", Some("Nonsense")), ("PageSize", Some("51"))])
            .await
            .1,
        "InvalidAction.NotFound"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wrong_signature_is_answered_with_the_servers_string_to_sign_as_sdks_cut_it_out() {
    let bench = Bench::new();
    let pairs = bench.sign(
        "POST",
        ("keyA", "wrong"),
        CBN,
        "CreateCen",
        &[("Name", "a*b c~/:中")],
    );
    let reply = reply(&bench.send("POST", &pairs).await);
    let message = reply.text("Message");
    let mine = cen_cloud::sign::string_to_sign(
        "POST",
        pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    );
    let (before, theirs) = message.split_once("server string to sign is:").unwrap();
    assert_eq!((reply.status, theirs), (400, mine.as_str()));
    assert!(!before.contains(':'), "{before}");
}

#[tokio::test(start_paused = true)]
async fn a_nonce_serves_once_and_the_clock_moves_on() {
    let bench = Bench::new();
    let pairs = bench.sign("POST", ("keyA", "secretA"), CBN, "DescribeCens", &[]);
    assert_eq!(bench.send("POST", &pairs).await.status(), 200);
    assert_eq!(
        reply(&bench.send("POST", &pairs).await).code(),
        "SignatureNonceUsed"
    );
    tokio::time::advance(Duration::from_secs(16 * 60)).await;
    assert_eq!(
        reply(&bench.send("POST", &pairs).await).code(),
        "InvalidTimeStamp.Expired"
    );
}

#[tokio::test(start_paused = true)]
async fn a_temporary_key_needs_its_token() {
    let bench = Bench::with(
        "accounts: [{ id: 1, keys: [{ id: keyA, secret: secretA, token: tok }] }]",
        |_| {},
    );
    let without = bench.cbn(A, "DescribeCens", &[]).await;
    assert_eq!(without.code(), "MissingSecurityToken");
    assert_eq!(
        bench
            .cbn(A, "DescribeCens", &[("SecurityToken", "other")])
            .await
            .code(),
        "InvalidSecurityToken.MismatchWithAccessKey"
    );
    bench
        .cbn(A, "DescribeCens", &[("SecurityToken", "tok")])
        .await
        .ok();
}

#[tokio::test(start_paused = true)]
async fn get_and_a_form_body_are_served_and_signed_over_both_halves() {
    let bench = Bench::new();
    let pairs = bench.sign("GET", ("keyA", "secretA"), CBN, "DescribeCens", &[]);
    assert_eq!(bench.send("GET", &pairs).await.status(), 200);
    assert_eq!(
        reply(&bench.send("PUT", &pairs).await).code(),
        "UnsupportedHTTPMethod"
    );

    let pairs = bench.sign(
        "POST",
        ("keyA", "secretA"),
        CBN,
        "CreateCen",
        &[("Name", "in the body")],
    );
    let (query, form): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| key != "Name");
    let request = http::Request::post(format!("http://cbn.aliyuncs.com/?{}", encode(&query)))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(encode(&form).into())
        .unwrap();
    reply(&whole(bench.simulator.answer(request).await)).ok();
    let answer = bench.cbn(A, "DescribeCens", &[]).await.ok();
    assert_eq!(answer["Cens"]["Cen"][0]["Name"], "in the body");
}

#[tokio::test(start_paused = true)]
async fn xml_is_answered_where_it_is_asked_for_errors_included() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let mut texts = Vec::new();
    for (action, own) in [
        ("DescribeCens", vec![]),
        ("DeleteCen", vec![("CenId", "cen-none")]),
    ] {
        let mut pairs = bench.sign("POST", ("keyA", "secretA"), CBN, action, &own);
        pairs
            .iter_mut()
            .filter(|(key, _)| key == "Format")
            .for_each(|(_, value)| "xml".clone_into(value));
        resign("POST", "secretA", &mut pairs);
        let response = bench.send("POST", &pairs).await;
        assert!(
            response.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/xml")
        );
        texts.push(String::from_utf8(response.into_body().to_vec()).unwrap());
    }
    assert!(
        texts[0].contains("<DescribeCensResponse><Cens><Cen>")
            && texts[0].contains(&format!("<CenId>{cen}</CenId>")),
        "{}",
        texts[0]
    );
    assert!(
        texts[1].contains("<Error><Code>ParameterCenInstanceId</Code>"),
        "{}",
        texts[1]
    );
}

#[tokio::test(start_paused = true)]
async fn the_log_has_a_line_a_request_and_nothing_secret() {
    let bench = Bench::new();
    bench.cen().await;
    bench
        .cbn(A, "DescribeCens", &[("SecurityToken", "canary")])
        .await;
    bench.cbn(A, "DeleteCen", &[("CenId", "cen-none")]).await;
    let log = bench.log.lock().unwrap();
    let shown: Vec<_> = log
        .iter()
        .map(|entry| {
            (
                entry.account.as_str(),
                entry.action.as_str(),
                entry.access,
                entry.status,
                entry.code.as_str(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (A, "CreateCen", EntryKind::Write, 200, ""),
            (
                "",
                "DescribeCens",
                EntryKind::Read,
                400,
                "InvalidSecurityToken.MismatchWithAccessKey"
            ),
            (
                A,
                "DeleteCen",
                EntryKind::Write,
                404,
                "ParameterCenInstanceId"
            ),
        ]
    );
    let lines: String = log.iter().map(|entry| entry.to_line()).collect();
    assert_eq!(lines.lines().count(), 3);
    assert!(
        !lines.contains("canary") && !lines.contains("Signature") && !lines.contains("secretA"),
        "{lines}"
    );
}

#[tokio::test(start_paused = true)]
async fn more_calls_than_documented_in_a_minute_are_throttled_for_that_account_only() {
    let bench = Bench::new();
    for _ in 0..300 {
        bench.cbn(A, "DescribeCens", &[]).await.ok();
    }
    let reply = bench.cbn(A, "DescribeCens", &[]).await;
    assert_eq!((reply.status, reply.code()), (400, "Throttling.User"));
    bench.cbn(crate::client::B, "DescribeCens", &[]).await.ok();
    tokio::time::advance(Duration::from_secs(61)).await;
    bench.cbn(A, "DescribeCens", &[]).await.ok();
}
