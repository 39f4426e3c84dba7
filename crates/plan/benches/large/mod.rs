//! Writes large topologies, for measurements.

use std::fmt::Write as _;

const REGIONS: [&str; 5] = [
    "cn-hangzhou",
    "cn-beijing",
    "cn-shanghai",
    "eu-central-1",
    "eu-west-1",
];

/// Returns CENs of 200 networks each in five regions, with three packages and these limits.
pub(crate) fn text(networks: usize, mbps: u32) -> String {
    let mut text = "version: 1\nname: large\naccounts: { a: { id: \"1\" } }\nvpcs:\n".to_owned();
    let mut names = Vec::new();
    for number in 0..networks {
        let region = REGIONS[number % REGIONS.len()];
        let name = format!("n{number:06}");
        writeln!(
            text,
            "  {name}: {{ account: a, region: {region}, id: vpc-bp1test00000000{name} }}"
        )
        .unwrap();
        names.push(name);
    }
    text.push_str("cens:\n");
    for (number, names) in names.chunks(200).enumerate() {
        let attach = names.join(", ");
        write!(
            text,
            "  net{number:04}:\n    account: a\n    attach: [{attach}]\n    bandwidth:\n"
        )
        .unwrap();
        for (areas, pairs) in PACKAGES {
            write!(text, "      - areas: [{areas}]\n        package: {{ mbps: 100, charge: postpaid }}\n        limits:\n").unwrap();
            for (one, other) in pairs {
                let (one, other) = (REGIONS[*one], REGIONS[*other]);
                writeln!(
                    text,
                    "          - {{ between: [{one}, {other}], mbps: {mbps} }}"
                )
                .unwrap();
            }
        }
    }
    text
}

/// The pairs of areas that have a package, with the regions of their limits.
const PACKAGES: [(&str, &[(usize, usize)]); 3] = [
    ("china, china", &[(0, 1), (0, 2), (1, 2)]),
    (
        "china, europe",
        &[(0, 3), (0, 4), (1, 3), (1, 4), (2, 3), (2, 4)],
    ),
    ("europe, europe", &[(3, 4)]),
];
