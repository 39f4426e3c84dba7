//! Large topologies, for tests and measurements of speed.

use std::fmt::Write as _;

const REGIONS: [&str; 5] = [
    "cn-hangzhou",
    "cn-beijing",
    "cn-shanghai",
    "eu-central-1",
    "eu-west-1",
];

/// The pairs of areas that have a package, with the regions of their limits.
const PACKAGES: [(&str, &[(usize, usize)]); 3] = [
    ("china, china", &[(0, 1), (0, 2), (1, 2)]),
    (
        "china, europe",
        &[(0, 3), (0, 4), (1, 3), (1, 4), (2, 3), (2, 4)],
    ),
    ("europe, europe", &[(3, 4)]),
];

/// Returns one CEN of one account with so many networks in five regions, three packages and ten
/// limits.
pub(crate) fn one_cen(networks: usize) -> String {
    let mut text = "version: 1\nname: large\naccounts: { a: { id: \"1\" } }\nvpcs:\n".to_owned();
    let names = networks_in(&mut text, networks);
    let attach = names.join(", ");
    write!(
        text,
        "cens:\n  net:\n    account: a\n    attach: [{attach}]\n    bandwidth:\n"
    )
    .unwrap();
    for (areas, pairs) in PACKAGES {
        write!(
            text,
            "      - areas: [{areas}]\n        package: {{ mbps: 100, charge: postpaid }}\n        limits:\n"
        )
        .unwrap();
        for (one, other) in pairs {
            let (one, other) = (REGIONS[*one], REGIONS[*other]);
            writeln!(text, "          - {{ between: [{one}, {other}], mbps: 5 }}").unwrap();
        }
    }
    text
}

/// Returns CENs of one account with so many networks each, and nothing else.
pub(crate) fn many_cens(cens: usize, networks: usize) -> String {
    let mut text = "version: 1\nname: many\naccounts: { a: { id: \"1\" } }\nvpcs:\n".to_owned();
    let names = networks_in(&mut text, cens * networks);
    text.push_str("cens:\n");
    for (number, names) in names.chunks(networks).enumerate() {
        let attach = names.join(", ");
        writeln!(text, "  net{number}: {{ account: a, attach: [{attach}] }}").unwrap();
    }
    text
}

fn networks_in(text: &mut String, count: usize) -> Vec<String> {
    let name = |number: usize| {
        let region = REGIONS[number % REGIONS.len()];
        let name = format!("n{number:05}");
        writeln!(
            text,
            "  {name}: {{ account: a, region: {region}, id: vpc-bp1test000000000{name} }}"
        )
        .unwrap();
        name
    };
    (0..count).map(name).collect()
}
