//! Tests a VBR of another account: that account can only grant it if the vendor has allowed this.

use crate::support::Machine;

const NET: &str = r#"version: 1
name: net
accounts:
  network: { id: "1250000000000001" }
  retail:  { id: "1250000000000002" }
vpcs:
  hub:  { account: network, region: cn-hangzhou, id: vpc-hub }
  shop: { account: retail,  region: cn-hangzhou, id: vpc-shop }
vbrs:
  idc: { account: retail, region: cn-beijing, id: vbr-idc }
cens:
  backbone: { account: network, attach: [hub, shop, idc] }
"#;

/// A seed with everything that the file names. `grants` says whether the vendor has allowed grants
/// of VBRs.
fn seed(grants: &str) -> String {
    format!(
        r#"accounts:
  - id: "1250000000000001"
    vpcs: [{{ id: vpc-hub, region: cn-hangzhou }}]
  - id: "1250000000000002"
    {grants}
    vpcs: [{{ id: vpc-shop, region: cn-hangzhou }}]
    vbrs: [{{ id: vbr-idc, region: cn-beijing }}]
"#
    )
}

/// The file for the profiles that the simulator writes.
fn file() -> String {
    NET.replace("0001\" }", "0001\", profile: \"1250000000000001\" }")
        .replace("0002\" }", "0002\", profile: \"1250000000000002\" }")
}

#[test]
fn an_account_that_may_not_grant_its_vbr_is_told_what_to_do_and_the_rest_goes_on() {
    let machine = Machine::with([("net.yaml", &file()), ("seed.yaml", &seed(""))]);
    let server = machine.simulate(&[]);
    let ended = machine.cen(&[
        "apply",
        "net.yaml",
        "--yes",
        "--endpoint",
        &server.address,
        "--profiles",
        "profiles.json",
    ]);
    assert_eq!(ended.code, Some(3), "{}{}", ended.stdout, ended.stderr);
    let condition = "grant VBR vbr-idc in cn-beijing, as retail  [the vendor must have allowed this account to grant VBRs]";
    assert!(
        ended.stdout.contains(condition),
        "it is said before anything is done: {}",
        ended.stdout
    );
    let failed: Vec<_> = ended
        .stdout
        .lines()
        .filter(|line| line.starts_with("  failed "))
        .collect();
    let [failed] = failed.as_slice() else {
        panic!("one message: {}", ended.stdout)
    };
    assert!(
        failed.contains("grant/backbone/idc: GrantInstanceToTransitRouter: Invalid.Grant: "),
        "{failed}"
    );
    assert!(
        failed.contains(
            "have the account manager of the VBR's owner allow it to grant VBRs, then run again"
        ),
        "{failed}"
    );
    assert!(
        ended.stdout.contains("  skipped  attach/backbone/idc: ")
            && ended
                .stdout
                .contains("net: 12 of 16 done, 1 failed, 3 skipped")
    );
}

#[test]
fn an_account_that_may_grant_its_vbr_does() {
    let machine = Machine::with([
        ("net.yaml", &file()),
        ("seed.yaml", &seed("vbr-grants: true")),
    ]);
    let server = machine.simulate(&[]);
    let target = ["--endpoint", &server.address, "--profiles", "profiles.json"];
    let ended = machine.cen(&[&["apply", "net.yaml", "--yes"], &target[..]].concat());
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    assert_eq!(
        machine
            .cen(&[&["diff", "net.yaml"], &target[..]].concat())
            .code,
        Some(0)
    );
}
