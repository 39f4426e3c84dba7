//! The network that most tests of the binary use: two VPCs, a CEN, and a package that costs money.

/// The topology file. It selects the networks by name.
pub(crate) const TOPOLOGY: &str = r#"version: 1
name: demo
accounts:
  main: { id: "1250000000000001" }
vpcs:
  web: { account: main, region: cn-hangzhou, name: web }
  far: { account: main, region: us-east-1, name: far }
cens:
  office:
    account: main
    attach: [web, far]
    bandwidth: [{ areas: [china, north-america], package: { mbps: 2, charge: postpaid } }]
"#;
