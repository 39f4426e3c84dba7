//! Tests what happens to a network on Enterprise Edition transit routers after it is built: each
//! change of the file, and each way to leave something alone, on a simulated world.

use crate::support::Machine;

/// A VPC with vSwitches in three zones, one that `cen` is to make vSwitches in, and a border router.
const CLOUD: &str = r#"accounts:
  - id: "1250000000000001"
    vpcs:
      - id: vpc-web
        region: cn-hangzhou
        cidr: 10.1.0.0/16
        vswitches:
          - { id: vsw-h, zone: cn-hangzhou-h, cidr: 10.1.0.0/28 }
          - { id: vsw-j, zone: cn-hangzhou-j, cidr: 10.1.0.16/28 }
          - { id: vsw-k, zone: cn-hangzhou-k, cidr: 10.1.0.32/28 }
      - { id: vpc-batch, region: cn-hangzhou, cidr: 10.3.0.0/16, vswitches: [] }
      - { id: vpc-far, region: eu-central-1, cidr: 10.5.0.0/16 }
    vbrs: [{ id: vbr-idc, region: cn-hangzhou }]
    ccns: [{ id: ccn-stores, region: ccn-cn-shanghai }]
"#;

const OFFICE: &str = r#"version: 1
name: office
accounts: { main: { id: "1250000000000001" } }
vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web, vswitches: [vsw-h, vsw-j] }
  far: { account: main, region: eu-central-1, id: vpc-far }
vbrs:
  idc: { account: main, region: cn-hangzhou, id: vbr-idc }
ccns:
  stores: { account: main, region: ccn-cn-shanghai, id: ccn-stores }
cens:
  office:
    account: main
    attach: [web, far, idc, stores]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }]
"#;

const PACKAGE: &str = "      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits:";

const TRAFFIC: &str = "      - charge: traffic
        limits:";

/// A machine and the flags of its simulated world.
struct World(Machine);

impl World {
    fn new() -> Self {
        Self(Machine::with([
            ("cloud.yaml", CLOUD),
            ("office.yaml", OFFICE),
        ]))
    }

    /// Returns a world in which the office is built.
    fn built() -> Self {
        let world = Self::new();
        world.apply(&["--allow-purchase"], &["a second look finds nothing left"]);
        world
    }

    /// Changes the file.
    fn edit(&self, from: &str, to: &str) {
        let text = self.0.read("office.yaml");
        assert!(text.contains(from), "{from}: {text}");
        self.0.write("office.yaml", text.replace(from, to));
    }

    /// Runs a command with the flags, asserts its exit code and parts of what it says, and returns
    /// that.
    fn run(&self, arguments: &[&str], code: i32, parts: &[&str]) -> String {
        let flags = ["--simulate=w.json", "--seed", "cloud.yaml"];
        let ended = self.0.cen(&[arguments, &flags].concat());
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {said}");
        for part in parts {
            assert!(said.contains(part), "{arguments:?}: {part:?} in {said}");
        }
        said
    }

    /// Applies the file. Afterwards nothing is left to do.
    fn apply(&self, consents: &[&str], parts: &[&str]) -> String {
        let arguments = [&["apply", "office.yaml", "--yes"], consents].concat();
        let said = self.run(&arguments, 0, parts);
        self.run(&["diff", "office.yaml"], 0, &["nothing to do"]);
        said
    }
}

#[test]
fn an_area_of_a_ccn_and_a_border_router_are_beside_regions_with_routers_on_one_cen() {
    let world = World::new();
    let said = world.apply(
        &["--allow-purchase"],
        &[
            "+ router/office/cn-hangzhou",
            "+ router/office/eu-central-1",
            "attach VBR vbr-idc in cn-hangzhou  [billed by the hour]",
            "at vsw-h (cn-hangzhou-h), vsw-j (cn-hangzhou-j)",
            "billed by use, to account main: 3 attachments more, 2190 hours a month",
        ],
    );
    assert!(!said.contains("router/office/ccn-cn-shanghai"), "{said}");
    let stores = said
        .lines()
        .find(|line| line.contains("attach/office/stores"));
    assert!(!stores.unwrap().contains("billed"), "{said}");
    let gone = world.run(
        &["destroy", "office.yaml", "--yes", "--allow-destroy"],
        0,
        &["delete-router/office/eu-central-1"],
    );
    assert!(!gone.contains("delete-router/office/ccn"), "{gone}");
}

#[test]
fn the_zones_of_an_attachment_change_in_place() {
    let world = World::built();
    world.edit("[vsw-h, vsw-j]", "[vsw-j, vsw-k]");
    let said = world.apply(&[], &["~ zones/office/web"]);
    assert!(!said.contains("detach"), "{said}");
    world.edit("vswitches: [vsw-j, vsw-k]", "vswitches: []");
    world.run(&["diff", "office.yaml"], 1, &["CEN"]);
    world.edit(", vswitches: []", "");
    // What is attached stays, whatever else could be chosen now.
    world.run(&["diff", "office.yaml"], 0, &["nothing to do"]);
}

#[test]
fn a_link_moves_from_its_package_to_traffic_and_back_without_being_cut() {
    let world = World::built();
    world.edit(PACKAGE, TRAFFIC);
    let said = world.apply(
        &["--allow-destroy", "--force"],
        &[
            "~ limit/office/cn-hangzhou/eu-central-1",
            "[billed by the GB]",
            "- delete-package/office/china-europe",
            "billed by use, to account main: 1 link, each GB that it carries, at most 10 Mbps",
        ],
    );
    assert!(!said.contains("clear/office"), "{said}");
    world.edit(TRAFFIC, PACKAGE);
    let said = world.apply(
        &["--allow-purchase"],
        &["~ limit/office/cn-hangzhou/eu-central-1"],
    );
    assert!(!said.contains("clear/office"), "{said}");
}

#[test]
fn vswitches_are_made_where_the_file_says_and_leave_with_the_vpc_that_was_made() {
    let world = World::new();
    let made = "  batch:
    account: main
    region: cn-hangzhou
    id: vpc-batch
    vswitches:
      - { zone: cn-hangzhou-j, cidr: 10.3.255.224/28 }
      - { zone: cn-hangzhou-k, cidr: 10.3.255.240/28 }
  lab: { account: main, region: cn-hangzhou, cidr: 10.4.0.0/16 }
vbrs:";
    world.edit("vbrs:", made);
    world.edit(
        "[web, far, idc, stores]",
        "[web, far, idc, stores, batch, lab]",
    );
    world.apply(
        &["--allow-purchase"],
        &[
            "create vSwitch 10.3.255.224/28 in cn-hangzhou-j for the transit router",
            "create vSwitch 10.4.255.240/28",
        ],
    );
    // The VPC `lab` is ours, and leaves with its vSwitches.
    world.edit(
        "  lab: { account: main, region: cn-hangzhou, cidr: 10.4.0.0/16 }\n",
        "",
    );
    world.edit(", batch, lab]", ", batch]");
    world.apply(
        &["--allow-destroy", "--force"],
        &[
            "- detach/office/lab",
            "- delete-vswitch/lab/",
            "- delete-network/lab",
        ],
    );
}

#[test]
fn a_changed_attachment_is_drift_until_it_is_acknowledged_or_ignored() {
    let world = World::built();
    let own = "    attach: [web, far, idc, stores]\n    attachments: { web: { routes: own } }\n";
    world.edit("    attach: [web, far, idc, stores]\n", own);
    let drift = |code, parts: &[&str]| world.run(&["drift", "office.yaml"], code, parts);
    drift(
        2,
        &["changed", "attachment/office/web", "1 file: 1 changed"],
    );
    let known = "acknowledge: [{ drift: attachment/office/web, until: 9999-12-31, why: a test }]\n";
    world.edit("version: 1\n", &format!("version: 1\n{known}"));
    drift(0, &["1 file: no drift; 1 acknowledged"]);
    world.edit(known, "");
    world.run(
        &["diff", "office.yaml", "--out", "plan.json"],
        2,
        &["~ modify-attachment/office/web"],
    );
    world.apply(&[], &["~ modify-attachment/office/web"]);
}

#[test]
fn a_plan_file_refuses_a_link_that_somebody_changed_since() {
    let world = World::built();
    world.edit("mbps: 10 }]", "mbps: 6 }]");
    world.run(&["diff", "office.yaml", "--out", "plan.json"], 2, &[]);
    world.edit("mbps: 6 }]", "mbps: 3 }]");
    world.apply(&[], &["10 Mbps → 3 Mbps"]);
    let ended = world
        .0
        .cen(&["apply", "plan.json", "--yes", "--simulate=w.json"]);
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.code, Some(3), "{said}");
    assert!(
        said.contains("changed since the plan: `mbps` was 10, is 3 now"),
        "{said}"
    );
}

#[test]
fn a_protected_network_stays_on_its_router() {
    let world = World::built();
    world.edit("version: 1\n", "version: 1\nprotect: [far]\n");
    world.edit("[web, far, idc, stores]", "[web, idc, stores]");
    world.edit(&OFFICE[OFFICE.find("    bandwidth:").unwrap()..], "");
    let arguments = [
        "apply",
        "office.yaml",
        "--yes",
        "--allow-destroy",
        "--force",
    ];
    world.run(&arguments, 4, &["this plan removes what the file protects"]);
}

#[test]
fn a_network_that_was_made_by_hand_is_adopted_and_exported_as_it_is() {
    let world = World::new();
    let by_hand = "    cens:
      - id: cen-hand
        name: office
        routers: [{ region: cn-hangzhou, id: tr-hand }]
        attachments: [{ id: tr-attach-hand, vpc: vpc-web, vswitches: [vsw-h, vsw-j], synced: true }]
";
    world.0.write("cloud.yaml", format!("{CLOUD}{by_hand}"));
    let text = "version: 1
name: office
accounts: { main: { id: \"1250000000000001\" } }
vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
cens:
  office: { account: main, attach: [web] }
";
    world.0.write("office.yaml", text);
    let account = "main=1250000000000001";
    // Only the mark is missing.
    world.run(
        &["export", "--account", account, "--out", "exported.yaml"],
        0,
        &["exported: 1 action: 1 CEN to adopt"],
    );
    let said = world.apply(&["--adopt"], &["~ mark/office"]);
    assert!(said.contains("office: 1 action: 1 CEN to adopt"), "{said}");
}

/// The table that a static entry of a default table is put in by hand, and what `reach` says of it.
#[test]
fn reach_names_static_entries_that_lead_packets_elsewhere() {
    let by_hand = |entries: &str| {
        format!(
            "{CLOUD}    cens:
      - id: cen-hand
        name: office
        routers:
          - {{ region: cn-hangzhou, tables: [{{ name: system, routes: {{ {entries} }} }}] }}
        attachments:
          - {{ id: tr-attach-web, vpc: vpc-web, vswitches: [vsw-h, vsw-j], synced: true }}
          - {{ id: tr-attach-idc, vbr: vbr-idc, synced: true }}
"
        )
    };
    let text = "version: 1
name: office
accounts: { main: { id: \"1250000000000001\" } }
vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
vbrs:
  idc: { account: main, region: cn-hangzhou, id: vbr-idc }
cens:
  office: { account: main, id: cen-hand, attach: [web, idc] }
";
    let cases = [
        ("10.1.0.0/16: drop", "drops packets for 10.1.0.0/16, unless"),
        (
            "10.1.3.0/24: tr-attach-idc",
            "sends packets for 10.1.3.0/24 to idc, unless",
        ),
        // To where they go anyway, for more than the network, or for another one.
        ("10.1.0.0/16: tr-attach-web", ""),
        ("0.0.0.0/0: tr-attach-idc", ""),
        ("10.7.0.0/16: drop", ""),
    ];
    for (entries, said) in cases {
        let world = World::new();
        world.0.write("cloud.yaml", by_hand(entries));
        world.0.write("office.yaml", text);
        let answer = world.run(&["reach", "office.yaml", "idc", "web"], 0, &[said]);
        assert_eq!(
            answer.contains("static entry"),
            !said.is_empty(),
            "{answer}"
        );
    }
}

/// A vSwitch that could not be deleted stays where no file names anything any more: only `destroy`
/// looks there on a machine without the journal.
#[test]
fn a_vswitch_that_was_made_in_a_vpc_that_left_is_found_by_destroy() {
    let world = World::new();
    let with = "version: 1
name: office
accounts: { main: { id: \"1250000000000001\" } }
vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
  far:
    account: main
    region: eu-central-1
    id: vpc-far
    vswitches: [{ zone: eu-central-1a, cidr: 10.5.200.0/28 }]
cens:
  office: { account: main, attach: [web, far] }
";
    world.0.write("office.yaml", with);
    world.apply(&[], &["create vSwitch 10.5.200.0/28"]);
    let far = &with[with.find("  far:").unwrap()..with.find("cens:").unwrap()];
    world.edit("[web, far]", "[web]");
    world.edit(far, "");
    let consents = ["--yes", "--allow-destroy", "--force"];
    let fault = ["--faults", "DeleteVSwitch=Forbidden.RAM"];
    let apply = [&["apply", "office.yaml"], &consents[..], &fault].concat();
    let left = "delete-vswitch/far/eu-central-1a";
    world.run(&apply, 3, &[left]);
    world.run(&["diff", "office.yaml"], 2, &[left]);
    std::fs::remove_dir_all(world.0.path(".cen")).unwrap();
    world.run(&["diff", "office.yaml"], 0, &["nothing to do"]);
    let destroy = ["destroy", "office.yaml", "--yes", "--allow-destroy"];
    world.run(&destroy, 0, &[left]);
}
