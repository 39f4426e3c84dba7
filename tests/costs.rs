//! Tests what a plan costs: quantities always, prices as far as the simulated vendor tells them.

use serde_json::{Value, json};

use crate::support::Machine;

const BRIDGE: &str = r#"version: 1
name: bridge
accounts:
  main: { id: "1250000000000001" }
vpcs:
  hangzhou:  { account: main, region: cn-hangzhou,  id: vpc-bp1web00000000000001 }
  frankfurt: { account: main, region: eu-central-1, id: vpc-gw8shop0000000000001 }
cens:
  bridge:
    account: main
    attach: [hangzhou, frankfurt]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: prepaid, months: 1 }
        limits:
          - { between: [cn-hangzhou, eu-central-1], mbps: 10 }
"#;

/// Returns a machine whose world has this price, if any.
fn machine(price: &str) -> Machine {
    let seed = format!("accounts: [{{ id: \"1250000000000001\" }}]\n{price}");
    Machine::with([("bridge.yaml", BRIDGE), ("seed.yaml", &seed)])
}

/// Returns the plan's line about the package.
fn told(machine: &Machine, more: &[&str]) -> String {
    let usual = ["diff", "bridge.yaml", "--simulate", "--seed", "seed.yaml"];
    let diff = machine.cen(&[&usual[..], more].concat());
    assert_eq!(diff.code, Some(2), "{}", diff.stderr);
    let line = diff
        .stdout
        .lines()
        .find(|line| line.contains(" account main pays; "));
    line.unwrap_or_else(|| panic!("{}", diff.stdout))
        .trim()
        .to_owned()
}

#[test]
fn a_price_has_list_and_own_price_currency_and_period_and_is_kept_for_a_day() {
    let machine = machine(
        "prices: [{ areas: [europe, china], mbps: 10, months: 1, list: 1200, own: 960.5 }]\n",
    );
    assert_eq!(
        told(&machine, &[]),
        "package/bridge/china-europe  0 → 10 Mbps, 1 month in advance, account main pays; price not asked (`--prices`)"
    );
    let asked = told(&machine, &["--prices"]);
    assert!(
        asked.contains("; list price 1200 XTS for 1 month, own price 960.5 XTS, asked 2"),
        "{asked}"
    );
    // The world has another price by now: the first answer is used again, whatever it is called.
    machine.write("seed.yaml", "accounts: [{ id: \"1250000000000001\" }]\nprices: [{ areas: [europe, china], mbps: 10, months: 1, list: 7 }]\n");
    assert!(told(&machine, &["--prices"]).contains("list price 1200 XTS"));
    let kept: Value = serde_json::from_str(&machine.read(".cen/prices.json")).unwrap();
    assert_eq!(kept.as_object().unwrap().len(), 1);
    machine.write(".cen/prices.json", "what is no JSON is an empty memory");
    assert!(
        told(&machine, &["--prices"]).contains("list price 7 XTS for 1 month, own price 7 XTS")
    );
}

#[test]
fn a_price_that_cannot_be_had_says_why_and_never_fails_the_plan() {
    let own = |own: &str| {
        format!(
            "prices: [{{ areas: [china, europe], mbps: 10, months: 1, list: 1200, own: {own} }}]\n"
        )
    };
    let none = "; price not known: the vendor has none for it";
    for (price, more, text) in [
        (String::new(), None, none),
        (
            "prices: [{ areas: [china, europe], mbps: 20, months: 1, list: 1200 }]\n".to_owned(),
            None,
            none,
        ),
        (
            own("0"),
            None,
            "list price 1200 XTS for 1 month, own price not known, asked 2",
        ),
        (
            own("1300"),
            None,
            "list price 1200 XTS for 1 month, own price not known, asked 2",
        ),
        (
            own("1"),
            Some("GetTemplateEstimateCost=Forbidden.RAM"),
            "; price not known: ",
        ),
        (
            own("1"),
            Some("GetTemplateEstimateCost=malformed"),
            "; price not known: ",
        ),
    ] {
        let machine = machine(&price);
        let faults = more.map(|faults| ["--faults", faults]);
        let more: Vec<&str> = ["--prices"]
            .into_iter()
            .chain(faults.into_iter().flatten())
            .collect();
        let told = told(&machine, &more);
        assert!(told.contains(text), "{text}: {told}");
    }
}

#[test]
fn a_package_of_another_size_has_the_price_of_a_new_one_for_comparison_only() {
    let seed = "prices: [{ areas: [china, europe], mbps: 20, months: 1, list: 2200, own: 2000 }]\n";
    let machine = machine(seed);
    let usual = ["bridge.yaml", "--simulate", "--seed", "seed.yaml"];
    let apply = machine.cen(&[&["apply"], &usual[..], &["--yes", "--allow-purchase"]].concat());
    assert_eq!(apply.code, Some(0), "{}", apply.stderr);
    machine.write("bridge.yaml", BRIDGE.replace("mbps: 10", "mbps: 20"));
    let unknown = "price not known: the vendor documents no way to ask for that of another size";
    let unasked = told(&machine, &[]);
    assert!(unasked.ends_with(unknown), "{unasked}");
    let asked = told(&machine, &["--prices"]);
    let new = format!(
        "{unknown}; a new package of that size: list price 2200 XTS for 1 month, own price 2000 XTS, asked 2"
    );
    assert!(asked.contains(&new), "{asked}");
    let json = [&["diff"], &usual[..], &["--prices", "--format", "json"]].concat();
    let plan: Value = serde_json::from_str(&machine.cen(&json).stdout).unwrap();
    let costs = plan["costs"].as_array().unwrap();
    let package = costs.iter().find(|cost| cost["item"] == "package").unwrap();
    assert_eq!(
        (&package["price"], &package["reason"]["code"]),
        (&json!("not-known"), &json!("resize"))
    );
    assert_eq!(package["reason"]["as_new"]["list"], "2200");
    assert!(package.get("list").is_none(), "{package}");
}

#[test]
fn as_json_every_quantity_has_an_account_and_no_price_is_zero() {
    let machine = machine("");
    let diff = machine.cen(&["diff", "bridge.yaml", "--simulate", "--format", "json"]);
    let plan: Value = serde_json::from_str(&diff.stdout).unwrap();
    let costs = plan["costs"].as_array().unwrap();
    let package = costs.iter().find(|cost| cost["item"] == "package").unwrap();
    assert_eq!(
        (
            &package["mbps"],
            &package["account"],
            &package["price"],
            &package["reason"]
        ),
        (
            &json!([0, 10]),
            &json!("main"),
            &json!("not-known"),
            &json!({ "code": "not-asked" })
        )
    );
    assert!(
        costs
            .iter()
            .all(|cost| cost["account"] == "main" && cost["price"] == "not-known")
    );
}
