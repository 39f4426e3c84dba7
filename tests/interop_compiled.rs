//! The simulator in the hands of the vendor's Go and Java clients: the fourth way and its removal, on either edition, over plain HTTP, through a
//! proxy, and over TLS.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::interop::{
    BASIC, BOTH, BOTH_ON_ROUTERS, ENTERPRISE, Refusals, assert_refused, found, run, simulator,
    simulator_over_tls, without_proxy,
};

/// The kinds of world of a play, as its first argument says them.
const WORLDS: [(&str, &str, Refusals<'_>); 2] = [
    ("basic", BASIC, BOTH),
    ("enterprise", ENTERPRISE, BOTH_ON_ROUTERS),
];

/// The host that a play calls through a proxy. Nothing can reach it otherwise.
const BEHIND_THE_PROXY: &str = "http://cbn.aliyuncs.invalid";

fn go() -> Option<Command> {
    found("CEN_INTEROP_GO").map(Command::new)
}

fn java() -> Option<Command> {
    let class_path = found("CEN_INTEROP_JAVA")?;
    let mut java = Command::new("java");
    java.arg("-cp").arg(class_path).arg("Play");
    Some(java)
}

/// Plays on both editions.
fn play_both(command: fn() -> Option<Command>) {
    for (edition, world, refusals) in WORLDS {
        let Some(mut play) = command() else { return };
        let (simulator, scratch) = simulator(world);
        let url = format!("http://{}", simulator.address);
        run(without_proxy(&mut play).args([edition, &url]), "played\n");
        assert_refused(scratch.path(), refusals);
    }
}

/// Plays against a host that only a proxy can reach: a simulator answers requests for whatever host, as a proxy does.
fn play_through_a_proxy(command: fn() -> Option<Command>) {
    let Some(mut play) = command() else { return };
    let (simulator, scratch) = simulator(BASIC);
    let play = without_proxy(&mut play);
    play.env("HTTP_PROXY", format!("http://{}", simulator.address))
        .env("NO_PROXY", "")
        .args(["basic", BEHIND_THE_PROXY]);
    run(play, "played\n");
    assert_refused(scratch.path(), BOTH);
}

/// Plays over TLS, trusting the authority of the simulator as this prepares it.
fn play_over_tls(command: fn() -> Option<Command>, trust: fn(&mut Command, &Path)) {
    let Some(mut play) = command() else { return };
    let (simulator, scratch) = simulator_over_tls(BASIC);
    trust(&mut play, scratch.path());
    let url = format!("https://{}", simulator.address);
    run(without_proxy(&mut play).args(["basic", &url]), "played\n");
    assert_refused(scratch.path(), BOTH);
}

/// Lets the JVM trust what is in the environment, through a store that `keytool` makes.
fn trust_in_java(java: &mut Command, folder: &Path) {
    let store = folder.join("trusted");
    let made = Command::new("keytool")
        .args([
            "-importcert",
            "-noprompt",
            "-alias",
            "cen",
            "-storepass",
            "changeit",
        ])
        .arg("-file")
        .arg(folder.join("ca.pem"))
        .arg("-keystore")
        .arg(&store)
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    let options = format!(
        "-Djavax.net.ssl.trustStore={} -Djavax.net.ssl.trustStorePassword=changeit",
        store.display()
    );
    java.env("JDK_JAVA_OPTIONS", options);
}

#[test]
fn the_vendors_go_clients_play_it_over_tls() {
    play_over_tls(go, |play, folder| {
        play.env("SSL_CERT_FILE", folder.join("ca.pem"));
    });
}

#[test]
fn the_vendors_java_clients_play_it_over_tls() {
    play_over_tls(java, trust_in_java);
}

#[test]
fn the_vendors_go_clients_play_the_fourth_way_on_both_editions() {
    play_both(go);
}

#[test]
fn the_vendors_go_clients_play_it_through_a_proxy() {
    play_through_a_proxy(go);
}

#[test]
fn the_vendors_java_clients_play_the_fourth_way_on_both_editions() {
    play_both(java);
}

#[test]
fn the_vendors_java_clients_play_it_through_a_proxy() {
    play_through_a_proxy(java);
}
