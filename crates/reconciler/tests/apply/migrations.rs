//! Tests changes of a file: each case is a list of CEN blocks over the same networks. Every step is
//! planned, printed, applied on the simulator, and planned again. The snapshots show what a user
//! reads.

use cen_diff::Adopt;
use cen_render as render;
use cen_simulator::SeedCen;

use crate::bench::{Bench, seed, topology};

/// Two accounts and one network of each kind that the cases need.
const NETWORKS: &str = r#"version: 1
name: net
accounts:
  a: { id: "1250000000000001" }
  b: { id: "1250000000000002" }
vpcs:
  hangzhou:  { account: a, region: cn-hangzhou,  id: vpc-hangzhou }
  beijing:   { account: a, region: cn-beijing,   id: vpc-beijing }
  shanghai:  { account: b, region: cn-shanghai,  id: vpc-shanghai }
  frankfurt: { account: b, region: eu-central-1, id: vpc-frankfurt }
  spare:     { account: a, region: eu-central-1, id: vpc-spare }
vbrs:
  idc: { account: b, region: cn-beijing, id: vbr-idc }
ccns:
  shops: { account: b, region: ccn-cn-shanghai, id: ccn-shops }
"#;

/// The attributes that may still differ after a case, because the vendor does not allow to change
/// them.
const STAYS: [&str; 3] = ["CEN402", "CEN407", "CEN409"];

/// A step that begins with this runs with `--adopt`.
const ADOPTING: &str = "# --adopt\n";
/// A step that begins with this belongs to another topology over the same networks.
const OTHER: &str = "# other\n";

fn text(step: &str) -> String {
    match (step.contains("version:"), step.starts_with(OTHER)) {
        (true, _) => step.to_owned(),
        (false, true) => format!("{}{step}", NETWORKS.replace("name: net", "name: other")),
        (false, false) => format!("{NETWORKS}{step}"),
    }
}

/// Runs the steps. Returns the output for a user.
async fn migrate(steps: &[&str]) -> String {
    let mut adopting: Vec<_> = steps
        .iter()
        .map(|step| {
            if step.starts_with(ADOPTING) {
                Adopt::Yes
            } else {
                Adopt::No
            }
        })
        .rev()
        .collect();
    let mut topologies: Vec<_> = steps.iter().map(|step| topology(&text(step))).collect();
    topologies.reverse();
    let others: Vec<_> = topologies.iter().map(seed).collect();
    let first = topologies.pop().unwrap();
    let add = move |seed: &mut cen_simulator::Seed| {
        for mut other in others {
            // A CEN that was created by hand, to adopt.
            for account in &mut other.accounts {
                account
                    .cens
                    .iter_mut()
                    .for_each(|cen| cen.name = "Clicked".to_owned());
            }
            seed.accounts.extend(other.accounts);
        }
        seed.accounts[0].cens.push(SeedCen {
            id: "cen-clicked".to_owned(),
            name: "Clicked".to_owned(),
            ..SeedCen::default()
        });
    };
    let mut bench = Bench::with(first, add, |_| {}, |transport| transport);
    let mut shown = String::new();
    loop {
        let plan = bench.plan_adopting(adopting.pop().unwrap()).await;
        shown.push_str(&render::text(&plan, &bench.topology).to_string());
        let report = bench.execute(&plan, 8).await;
        assert!(report.is_done(), "{:?}\n{shown}", report.outcomes);
        let again = bench.plan().await;
        assert!(
            again.is_empty(),
            "left over: {}",
            render::text(&again, &bench.topology)
        );
        assert!(
            again
                .holds
                .iter()
                .all(|hold| STAYS.contains(&hold.reason.code())),
            "{:?}",
            again.holds
        );
        match topologies.pop() {
            Some(next) => bench.topology = next,
            None => return shown,
        }
        shown.push_str("--- then\n");
    }
}

/// A case: the name of the test, and its steps as CEN blocks.
macro_rules! migrations {
    ($($name:ident: [$($step:expr),+ $(,)?];)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            insta::assert_snapshot!(stringify!($name), migrate(&[$($step),+]).await);
        }
    )*};
}

/// A CEN with one group in China and Europe.
macro_rules! group {
    ($package:literal, $limits:literal) => {
        concat!(
            "cens: { one: { account: a, attach: [hangzhou, beijing, frankfurt], bandwidth: [ { areas: [china, europe], package: { ",
            $package,
            " }, limits: [ ",
            $limits,
            " ] } ] } }"
        )
    };
}

/// A CEN with one group inside China.
macro_rules! inside_china {
    ($package:literal, $limits:literal) => {
        concat!(
            "cens: { one: { account: a, attach: [hangzhou, beijing, shanghai], bandwidth: [ { areas: [china, china], package: { ",
            $package,
            " }, limits: [ ",
            $limits,
            " ] } ] } }"
        )
    };
}

const MANAGED: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" } }
vpcs: { lab: { account: a, region: cn-hangzhou, cidr: 10.40.0.0/16, description: first } }
cens: { one: { account: a, attach: [lab] } }
"#;
const MANAGED_OTHERWISE: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" } }
vpcs: { lab: { account: a, region: cn-hangzhou, cidr: 10.40.0.0/16, description: second } }
cens: { one: { account: a, attach: [lab] } }
"#;
const MANAGED_NO_MORE: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" } }
vpcs: { hub: { account: a, region: cn-hangzhou, id: vpc-hub } }
cens: { one: { account: a, attach: [hub] } }
"#;
/// Nothing else of the file is in the account and region of the managed VPC.
const MANAGED_ELSEWHERE: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" }, b: { id: "1250000000000002" } }
vpcs: { hub: { account: a, region: cn-hangzhou, id: vpc-hub }, lab: { account: b, region: eu-central-1, cidr: 10.40.0.0/16 } }
cens: { one: { account: a, attach: [hub, lab] } }
"#;
const MANAGED_ELSEWHERE_NO_MORE: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" }, b: { id: "1250000000000002" } }
vpcs: { hub: { account: a, region: cn-hangzhou, id: vpc-hub } }
cens: { one: { account: a, attach: [hub] } }
"#;
const MANAGED_AWAY: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" } }
vpcs: { lab: { account: a, region: cn-beijing, cidr: 10.40.0.0/16, description: first } }
cens: { one: { account: a, attach: [lab] } }
"#;
const MANAGED_RENUMBERED: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" } }
vpcs: { lab: { account: a, region: cn-hangzhou, cidr: 10.50.0.0/16 } }
cens: { one: { account: a, attach: [lab] } }
"#;

migrations! {
    a_cen_is_renamed_and_described: [
        "cens: { one: { account: a, attach: [hangzhou] } }",
        "cens: { one: { account: a, name: Backbone, description: all of it, attach: [hangzhou] } }",
    ];
    a_description_that_is_no_longer_written_is_left_as_it_is: [
        "cens: { one: { account: a, description: all of it, attach: [hangzhou] } }",
        "cens: { one: { account: a, attach: [hangzhou] } }",
    ];
    tags_are_set_changed_and_removed: [
        "cens: { one: { account: a, tags: { env: test, team: net }, attach: [hangzhou] } }",
        "cens: { one: { account: a, tags: { env: prod, cost: '7' }, attach: [hangzhou] } }",
        "cens: { one: { account: a, tags: {}, attach: [hangzhou] } }",
    ];
    networks_come_and_go: [
        "cens: { one: { account: a, attach: [hangzhou] } }",
        "cens: { one: { account: a, attach: [hangzhou, beijing] } }",
        "cens: { one: { account: a, attach: [beijing] } }",
    ];
    a_foreign_network_is_detached_before_its_grant_is_revoked: [
        "cens: { one: { account: a, attach: [hangzhou, frankfurt] } }",
        "cens: { one: { account: a, attach: [hangzhou] } }",
    ];
    border_routers_and_connect_networks_of_another_account_come_and_go: [
        "cens: { one: { account: a, attach: [hangzhou, idc, shops] } }",
        "cens: { one: { account: a, attach: [hangzhou] } }",
    ];
    a_limit_is_raised_and_lowered: [
        group!("mbps: 20, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }"),
        group!("mbps: 20, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 15 }"),
        group!("mbps: 20, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
    ];
    a_limit_is_cleared_while_its_package_stays: [
        group!("mbps: 20, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }, { between: [cn-beijing, eu-central-1], mbps: 5 }"),
        group!("mbps: 20, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }"),
    ];
    bandwidth_shifts_without_exceeding_the_package: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 8 }, { between: [cn-beijing, eu-central-1], mbps: 2 }"),
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 2 }, { between: [cn-beijing, eu-central-1], mbps: 8 }"),
    ];
    a_package_grows_before_its_limits_do: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        group!("mbps: 30, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 30 }"),
    ];
    a_package_inside_china_shrinks_in_place_after_its_limits: [
        inside_china!("mbps: 30, charge: postpaid", "{ among: [cn-hangzhou, cn-beijing, cn-shanghai], mbps: 10 }"),
        inside_china!("mbps: 12, charge: postpaid", "{ among: [cn-hangzhou, cn-beijing, cn-shanghai], mbps: 4 }"),
    ];
    a_package_that_leaves_china_does_not_shrink: [
        group!("mbps: 30, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        group!("mbps: 20, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }"),
    ];
    a_group_is_given_up: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        "cens: { one: { account: a, attach: [hangzhou, beijing, frankfurt] } }",
    ];
    a_prepaid_package_is_released_but_not_deleted: [
        group!("mbps: 10, charge: prepaid, months: 6", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        "cens: { one: { account: a, attach: [hangzhou, beijing, frankfurt] } }",
    ];
    a_charge_is_never_changed_on_its_own: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        group!("mbps: 10, charge: prepaid, months: 1", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
    ];
    a_bought_package_gives_way_to_one_from_elsewhere_and_the_interruption_is_said: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        group!("id: cenbwp-elsewhere", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
    ];
    a_package_from_elsewhere_gives_way_to_another_and_is_not_deleted: [
        group!("id: cenbwp-elsewhere", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        group!("id: cenbwp-another", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
    ];
    a_package_from_elsewhere_gives_way_to_a_bought_one: [
        group!("id: cenbwp-elsewhere", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
    ];
    a_network_moves_between_cens_of_one_account: [
        "cens: { one: { account: a, attach: [hangzhou, beijing] }, two: { account: a, attach: [spare] } }",
        "cens: { one: { account: a, attach: [hangzhou] }, two: { account: a, attach: [spare, beijing] } }",
    ];
    networks_change_places_between_cens_of_two_accounts: [
        "cens: { one: { account: a, attach: [hangzhou, beijing] }, two: { account: b, attach: [shanghai, frankfurt] } }",
        "cens: { one: { account: a, attach: [hangzhou, frankfurt] }, two: { account: b, attach: [shanghai, beijing] } }",
    ];
    a_package_moves_from_one_cen_to_another: [
        "cens:
  one:
    account: a
    attach: [hangzhou, frankfurt]
    bandwidth: [ { areas: [china, europe], package: { id: cenbwp-p }, limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 5 } ] } ]
  two: { account: a, attach: [beijing, spare] }",
        "cens:
  one: { account: a, attach: [hangzhou, frankfurt] }
  two:
    account: a
    attach: [beijing, spare]
    bandwidth: [ { areas: [china, europe], package: { id: cenbwp-p }, limits: [ { between: [cn-beijing, eu-central-1], mbps: 5 } ] } ]",
    ];
    two_cens_change_their_packages: [
        "cens:
  one:
    account: a
    attach: [hangzhou, frankfurt]
    bandwidth: [ { areas: [china, europe], package: { id: cenbwp-p }, limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 5 } ] } ]
  two:
    account: a
    attach: [beijing, spare]
    bandwidth: [ { areas: [china, europe], package: { id: cenbwp-q }, limits: [ { between: [cn-beijing, eu-central-1], mbps: 5 } ] } ]",
        "cens:
  one:
    account: a
    attach: [hangzhou, frankfurt]
    bandwidth: [ { areas: [china, europe], package: { id: cenbwp-q }, limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 5 } ] } ]
  two:
    account: a
    attach: [beijing, spare]
    bandwidth: [ { areas: [china, europe], package: { id: cenbwp-p }, limits: [ { between: [cn-beijing, eu-central-1], mbps: 5 } ] } ]",
    ];
    a_cen_leaves_the_file_with_all_that_hangs_on_it: [
        "cens:
  one:
    account: a
    attach: [hangzhou, frankfurt]
    bandwidth: [ { areas: [china, europe], package: { mbps: 5, charge: postpaid }, limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 5 } ] } ]
  two: { account: a, attach: [beijing] }",
        "cens: { two: { account: a, attach: [beijing] } }",
    ];
    a_cen_changes_its_key_and_is_another_one: [
        "cens: { one: { account: a, attach: [hangzhou, frankfurt] } }",
        "cens: { uno: { account: a, attach: [hangzhou, frankfurt] } }",
    ];
    the_last_network_of_a_region_leaves_after_its_bandwidth: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }, { between: [cn-beijing, eu-central-1], mbps: 5 }"),
        "cens: { one: { account: a, attach: [hangzhou, frankfurt], bandwidth: [ { areas: [china, europe], package: { mbps: 10, charge: postpaid }, \
         limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 10 } ] } ] } }",
    ];
    a_network_is_replaced_in_its_region_and_the_limit_stays: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }"),
        "cens: { one: { account: a, attach: [hangzhou, beijing, spare], bandwidth: [ { areas: [china, europe], package: { mbps: 10, charge: postpaid }, \
         limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 5 } ] } ] } }",
    ];
    what_is_ignored_stays: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 4 }, { between: [cn-beijing, eu-central-1], mbps: 4 }"),
        "cens: { one: { account: a, attach: [hangzhou, frankfurt], ignore: ['vpc-bei*', cn-beijing/eu-central-1], bandwidth: [ { areas: [china, europe], \
         package: { mbps: 10, charge: postpaid }, limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 6 } ] } ] } }",
    ];
    a_cen_that_was_clicked_together_is_adopted_by_its_id: [
        "cens: { one: { account: a, id: cen-clicked, name: Clicked, attach: [hangzhou] } }",
        "cens: { one: { account: a, id: cen-clicked, name: Ours, attach: [hangzhou, beijing] } }",
    ];
    a_cen_that_was_clicked_together_is_adopted_by_its_name: [
        "# --adopt\ncens: { one: { account: a, name: Clicked, attach: [hangzhou] } }",
        "cens: { one: { account: a, name: Clicked, description: ours, attach: [hangzhou, beijing] } }",
    ];
    a_network_is_handed_over_to_another_topology_after_it_was_given_up: [
        "cens: { one: { account: a, attach: [hangzhou, beijing] } }",
        "cens: { one: { account: a, attach: [hangzhou] } }",
        "# other\ncens: { theirs: { account: b, attach: [shanghai, beijing] } }",
    ];
    a_border_router_and_a_connect_network_move_between_cens_of_one_account: [
        "cens: { one: { account: b, attach: [frankfurt, idc, shops] }, two: { account: b, attach: [shanghai] } }",
        "cens: { one: { account: b, attach: [frankfurt] }, two: { account: b, attach: [shanghai, idc, shops] } }",
    ];
    a_border_router_and_a_connect_network_move_between_cens_of_two_accounts_and_back: [
        "cens: { one: { account: a, attach: [hangzhou] }, two: { account: b, attach: [frankfurt, idc, shops], health-checks: { idc: { target: 10.0.0.2 } } } }",
        "cens: { one: { account: a, attach: [hangzhou, idc, shops], health-checks: { idc: { target: 10.0.0.2 } } }, two: { account: b, attach: [frankfurt] } }",
        "cens: { one: { account: a, attach: [hangzhou] }, two: { account: b, attach: [frankfurt, idc, shops] } }",
    ];
    a_cen_changes_its_account_and_is_another_one: [
        "cens: { one: { account: a, attach: [hangzhou, frankfurt] } }",
        "cens: { one: { account: b, attach: [hangzhou, frankfurt] } }",
    ];
    a_package_of_other_areas_is_another_one: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        "cens: { one: { account: a, attach: [hangzhou, beijing, frankfurt], bandwidth: [ { areas: [china, china], package: { mbps: 10, charge: postpaid }, \
         limits: [ { between: [cn-hangzhou, cn-beijing], mbps: 10 } ] } ] } }",
    ];
    a_prepaid_package_that_was_given_up_is_used_again_before_another_is_bought: [
        group!("mbps: 10, charge: prepaid, months: 6", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        "cens: { one: { account: a, attach: [hangzhou, beijing, frankfurt] } }",
        group!("mbps: 10, charge: prepaid, months: 6", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }"),
    ];
    the_term_of_a_package_is_not_compared: [
        group!("mbps: 10, charge: prepaid, months: 6", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        group!("mbps: 10, charge: prepaid, months: 12, auto-renew: true", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
    ];
    the_bandwidth_of_a_region_goes_before_its_only_network_does_although_another_arrives: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 5 }, { between: [cn-beijing, eu-central-1], mbps: 5 }"),
        "cens: { one: { account: a, attach: [hangzhou, idc, frankfurt], bandwidth: [ { areas: [china, europe], package: { mbps: 10, charge: postpaid }, \
         limits: [ { between: [cn-hangzhou, eu-central-1], mbps: 5 } ] } ] } }",
    ];
    a_managed_vpc_of_another_account_is_granted_and_deleted_after_its_grant_was_revoked: [MANAGED_ELSEWHERE, MANAGED_ELSEWHERE_NO_MORE];
    a_managed_vpc_is_made_described_and_deleted: [MANAGED, MANAGED_OTHERWISE, MANAGED_NO_MORE];
    a_managed_vpc_is_made_anew_in_another_region: [MANAGED, MANAGED_AWAY];
    a_managed_vpc_is_not_renumbered: [MANAGED, MANAGED_RENUMBERED];
    routes_are_published_moved_and_withdrawn_before_their_network_leaves: [
        "cens: { one: { account: a, attach: [hangzhou, beijing, frankfurt], publish: { hangzhou: [192.168.1.0/24, 192.168.2.0/24] } } }",
        "cens: { one: { account: a, attach: [hangzhou, beijing, frankfurt], publish: { hangzhou: [192.168.1.0/24], frankfurt: [192.168.2.0/24] } } }",
        "cens: { one: { account: a, attach: [hangzhou, beijing], publish: {} } }",
    ];
    routes_stay_published_when_the_section_is_no_longer_written: [
        "cens: { one: { account: a, attach: [hangzhou], publish: { hangzhou: [192.168.1.0/24] } } }",
        "cens: { one: { account: a, attach: [hangzhou] } }",
    ];
    a_cen_that_leaves_the_file_withdraws_its_routes: [
        "cens: { one: { account: a, attach: [hangzhou], publish: { hangzhou: [192.168.1.0/24] } } }",
        "cens: { two: { account: a, attach: [beijing] } }",
    ];
    a_health_check_is_set_up_changed_and_removed_before_its_line_leaves: [
        "cens: { one: { account: a, attach: [hangzhou, idc], health-checks: { idc: { target: 10.0.0.2 } } } }",
        "cens: { one: { account: a, attach: [hangzhou, idc], health-checks: { idc: { target: 10.0.0.3, source: 10.0.0.1, interval: 3, threshold: 5 } } } }",
        "cens: { one: { account: a, attach: [hangzhou, idc], health-checks: {} } }",
        "cens: { one: { account: a, attach: [hangzhou, idc], health-checks: { idc: { target: 10.0.0.2 } } } }",
        "cens: { two: { account: a, attach: [hangzhou] } }",
    ];
    private_zone_changes_its_host_and_is_reached_no_more_before_that_leaves: [
        "cens: { one: { account: a, attach: [frankfurt, spare, shops], private-zone: [ { host: spare, from: [eu-central-1, ccn-cn-shanghai] } ] } }",
        "cens: { one: { account: a, attach: [frankfurt, spare, shops], private-zone: [ { host: frankfurt, from: [eu-central-1] } ] } }",
        "cens: { one: { account: a, attach: [spare], private-zone: [] } }",
    ];
    services_are_reached_from_other_regions_and_give_way_to_wider_ones: [
        "cens: { one: { account: a, attach: [hangzhou, beijing], services: [ { host: 100.118.28.52, via: hangzhou, from: [cn-beijing, cn-hangzhou] } ] } }",
        "cens: { one: { account: a, attach: [hangzhou, beijing], services: [ { host: 100.118.28.0/24, via: hangzhou, from: [cn-beijing] } ] } }",
        "cens: { one: { account: a, attach: [hangzhou, spare] } }",
    ];
    a_cen_that_leaves_the_file_gives_up_all_that_it_reaches: [
        "cens: { one: { account: a, attach: [hangzhou], private-zone: [ { host: hangzhou, from: [cn-hangzhou] } ], \
         services: [ { host: 100.118.28.52/32, via: hangzhou, from: [cn-hangzhou] } ] } }",
        "cens: { two: { account: a, attach: [beijing] } }",
    ];
    route_maps_are_added_changed_numbered_anew_and_removed: [
        "cens: { one: { account: a, attach: [hangzhou, beijing, idc], route-maps: [ { in: cn-beijing, priority: 10, action: deny, from: { networks: [idc] } } ] } }",
        "cens: { one: { account: a, attach: [hangzhou, beijing, idc], route-maps: [ { in: cn-beijing, priority: 20, action: deny, from: { networks: [idc] } },
          { out: cn-hangzhou, priority: 10, action: permit, from: { other-than: [hangzhou], kinds: [vbr], regions: [cn-beijing] }, to: { networks: [hangzhou] },
            types: [bgp, custom], cidrs: { include: [10.0.0.0/8] }, as-path: { include: [65501] }, communities: { exactly: ['65501:1'] },
            set: { preference: 20, prepend: [65502, 65502], communities: { add: ['65501:2'] } }, next: 30, description: from the office } ] } }",
        "cens: { one: { account: a, attach: [hangzhou, beijing, idc], route-maps: [ { in: cn-beijing, priority: 20, action: permit, cidrs: { exactly: [10.1.0.0/16] } },
          { out: cn-hangzhou, priority: 10, action: deny } ] } }",
        "cens: { one: { account: a, attach: [hangzhou, beijing], route-maps: [] } }",
    ];
    route_maps_stay_when_the_section_is_no_longer_written: [
        "cens: { one: { account: a, attach: [hangzhou], route-maps: [ { in: cn-hangzhou, priority: 10, action: deny, types: [bgp] } ] } }",
        "cens: { one: { account: a, attach: [hangzhou] } }",
    ];
    route_maps_leave_before_the_last_network_of_their_region: [
        "cens: { one: { account: a, attach: [hangzhou, beijing], route-maps: [ { in: cn-beijing, priority: 10, action: deny, types: [bgp] } ] } }",
        "cens: { one: { account: a, attach: [hangzhou], route-maps: [] } }",
    ];
    a_cen_that_leaves_the_file_gives_up_its_route_maps: [
        "cens: { one: { account: a, attach: [hangzhou], route-maps: [ { in: cn-hangzhou, priority: 10, action: deny, types: [bgp] } ] } }",
        "cens: { two: { account: a, attach: [beijing] } }",
    ];
    everything_goes_and_comes_back: [
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
        "cens: { two: { account: b, attach: [shanghai] } }",
        group!("mbps: 10, charge: postpaid", "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }"),
    ];
}
