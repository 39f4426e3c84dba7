//! Networks to draw: one of any size, and one that changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

const REGIONS: [(&str, &str); 12] = [
    ("cn-hangzhou", "china"),
    ("eu-central-1", "europe"),
    ("ap-southeast-1", "asia-pacific"),
    ("cn-beijing", "china"),
    ("us-east-1", "north-america"),
    ("cn-shanghai", "china"),
    ("eu-west-1", "europe"),
    ("cn-shenzhen", "china"),
    ("ap-northeast-1", "asia-pacific"),
    ("us-west-1", "north-america"),
    ("ap-southeast-2", "australia"),
    ("cn-qingdao", "china"),
];
const ACCOUNTS: [&str; 5] = ["network", "retail", "analytics", "finance", "factory"];

/// Returns a topology with this number of networks: few regions for few networks, one region larger
/// than the others, and bandwidth from the first two regions to all others and within each area.
pub(crate) fn estate(networks: usize) -> String {
    let regions = &REGIONS[..(networks / 5).clamp(3, REGIONS.len())];
    let mut text = String::from("version: 1\nname: estate\naccounts:\n");
    // Writing to a String cannot fail.
    for (index, account) in ACCOUNTS.iter().enumerate() {
        let _ = writeln!(text, "  {account}: {{ id: \"125000000000000{index}\" }}");
    }
    text.push_str("vpcs:\n");
    let mut names = Vec::new();
    for number in 0..networks {
        let (region, _) = if number % 5 == 0 {
            regions[0]
        } else {
            regions[number % regions.len()]
        };
        let name = format!(
            "{}-{number}",
            ["shop", "lake", "billing-and-invoices-of-all", "crm"][number % 4]
        );
        let account = ACCOUNTS[number % ACCOUNTS.len()];
        let _ = writeln!(
            text,
            "  {name}: {{ account: {account}, region: {region}, id: vpc-{number:018} }}"
        );
        names.push(name);
    }
    let _ = writeln!(
        text,
        "cens:\n  backbone:\n    account: network\n    attach: [{}]\n    bandwidth:",
        names.join(", ")
    );
    let mut groups: BTreeMap<[&str; 2], Vec<[&str; 2]>> = BTreeMap::new();
    for (index, (one, area)) in regions.iter().enumerate() {
        for (other, far) in regions[index + 1..]
            .iter()
            .filter(|(_, far)| index < 2 || far == area)
        {
            let areas = if area <= far {
                [*area, *far]
            } else {
                [*far, *area]
            };
            groups.entry(areas).or_default().push([*one, *other]);
        }
    }
    for ([one, other], pairs) in groups {
        let _ = writeln!(
            text,
            "      - areas: [{one}, {other}]\n        package: {{ mbps: {}, charge: postpaid }}\n        limits:",
            pairs.len() * 900
        );
        for (index, [one, other]) in pairs.iter().enumerate() {
            let _ = writeln!(
                text,
                "          - {{ between: [{one}, {other}], mbps: {} }}",
                300 + 50 * (index % 12)
            );
        }
    }
    text
}

/// Returns a topology with this number of networks on several CENs, each with its own package, and with networks in this number of
/// regions.
pub(crate) fn estate_of_cens(networks: usize, cens: usize, regions: usize) -> String {
    let regions = &REGIONS[..regions];
    let mut text = String::from("version: 1\nname: cens\naccounts:\n");
    for (index, account) in ACCOUNTS.iter().enumerate() {
        let _ = writeln!(text, "  {account}: {{ id: \"125000000000000{index}\" }}");
    }
    text.push_str("vpcs:\n");
    let mut names = vec![Vec::new(); cens];
    for number in 0..networks {
        let (region, _) = regions[(number / cens) % regions.len()];
        let account = ACCOUNTS[number % ACCOUNTS.len()];
        let _ = writeln!(
            text,
            "  shop-{number}: {{ account: {account}, region: {region}, id: vpc-{number:018} }}"
        );
        names[number % cens].push(format!("shop-{number}"));
    }
    text.push_str("cens:\n");
    for (cen, names) in names.iter().enumerate() {
        let names = names.join(", ");
        let _ = writeln!(
            text,
            "  cen-{cen}:\n    account: network\n    attach: [{names}]\n    bandwidth:\n      \
             - areas: [china, europe]\n        package: {{ mbps: 90, charge: postpaid }}\n        limits:\n          \
             - {{ between: [cn-hangzhou, eu-central-1], mbps: 40 }}"
        );
    }
    text
}

/// Returns a topology before and after: objects of each kind are created, changed, removed and
/// held.
pub(crate) fn changed() -> (String, String) {
    let head = r#"version: 1
name: global-backbone
accounts:
  network: { id: "1250000000000001" }
  retail: { id: "1250000000000002" }
vpcs:
  hub-hangzhou: { account: network, region: cn-hangzhou, id: vpc-bp1hub00000000000001 }
  hub-beijing: { account: network, region: cn-beijing, id: vpc-2zehub00000000000001 }
  shop-frankfurt: { account: retail, region: eu-central-1, id: vpc-gw8shop0000000000001 }
"#;
    let before =
        "  shop-london: { account: retail, region: eu-west-1, id: vpc-d7oshop0000000000001 }
cens:
  backbone:
    account: network
    attach: [hub-hangzhou, hub-beijing, shop-frankfurt, shop-london]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 30, charge: postpaid }
        limits:
          - { between: [cn-hangzhou, eu-central-1], mbps: 12 }
          - { between: [cn-beijing, eu-central-1], mbps: 8 }
          - { between: [cn-hangzhou, eu-west-1], mbps: 10 }
";
    let after = "  lab-frankfurt: { account: network, region: eu-central-1, cidr: 10.9.0.0/16 }
  lab-singapore: { account: retail, region: ap-southeast-1, cidr: 10.10.0.0/16 }
  spare: { account: network, region: cn-hangzhou, cidr: 10.11.0.0/16 }
cens:
  backbone:
    account: network
    name: Global backbone
    attach: [hub-hangzhou, hub-beijing, shop-frankfurt, lab-frankfurt, lab-singapore]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 20, charge: postpaid }
        limits:
          - { between: [cn-hangzhou, eu-central-1], mbps: 10 }
          - { between: [cn-beijing, eu-central-1], mbps: 10 }
      - areas: [china, asia-pacific]
        package: { mbps: 5, charge: postpaid }
        limits:
          - { between: [cn-hangzhou, ap-southeast-1], mbps: 5 }
";
    (format!("{head}{before}"), format!("{head}{after}"))
}
