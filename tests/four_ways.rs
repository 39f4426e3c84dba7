//! Plays the four ways to join networks, on both editions of transit routers, and reads the calls
//! from the simulator's log: what was called, in which order, and who signed it. The tables of
//! docs/four-ways.md are made of the same log.

use std::fmt::Write as _;

use serde_json::Value;

use crate::acceptance::scratch;

pub(crate) const WAYS: [&str; 4] = [
    "same-region",
    "cross-region",
    "cross-account",
    "cross-account-cross-region",
];

/// The owner of the CEN in all files.
const A: &str = "1250000000000001";

/// A call: the letter of the account that signed it, and the action.
type Call = (char, String);

/// A Basic Edition call and the Enterprise Edition call in its place.
const PAIRS: [(&str, &str); 3] = [
    ("GrantInstanceToCen", "GrantInstanceToTransitRouter"),
    ("AttachCenChildInstance", "CreateTransitRouterVpcAttachment"),
    (
        "SetCenInterRegionBandwidthLimit",
        "CreateTransitRouterPeerAttachment",
    ),
];

/// Applies a way twice, one call after another. Returns the writes of the first apply; the second one
/// makes none.
fn play(way: &str, editions: &[&str]) -> Vec<Call> {
    let machine = scratch();
    let file = format!("topologies/{way}.yaml");
    machine.write("seed.yaml", machine.read(&file));
    let server = machine.simulate(editions);
    let url = server.address.as_str();
    let apply = || {
        let ended = machine.cen(&[
            "apply",
            &file,
            "--endpoint",
            url,
            "--profiles",
            "profiles.json",
            "--yes",
            "--allow-purchase",
            "--jobs",
            "1",
        ]);
        assert_eq!(
            ended.code,
            Some(0),
            "{way}: {}{}",
            ended.stdout,
            ended.stderr
        );
        let log = machine.read("requests.log");
        machine.write("requests.log", "");
        let entries = log
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let writes = entries.filter(|entry| entry["access"] == "write");
        let call = |entry: Value| {
            assert_eq!(entry["code"], "", "{way}: {entry}");
            let signer = if entry["account"] == A { 'A' } else { 'B' };
            (signer, entry["action"].as_str().unwrap().to_owned())
        };
        writes.map(call).collect::<Vec<_>>()
    };
    let first = apply();
    assert_eq!(apply(), [], "{way}: a second apply writes nothing");
    first
}

/// Returns the positions of the first and the last call of an action.
fn places(calls: &[Call], action: &str) -> Option<(usize, usize)> {
    let is = |(_, called): &Call| called == action;
    let first = calls.iter().position(is)?;
    Some((first, calls.iter().rposition(is)?))
}

/// Asserts that all calls of one action come before all of another, if there are both.
fn before(way: &str, calls: &[Call], first: &str, then: &str) {
    if let Some((one, other)) = places(calls, first).zip(places(calls, then)) {
        assert!(one.1 < other.0, "{way}: {first} before {then}: {calls:?}");
    }
}

fn count(calls: &[Call], signer: char, action: &str) -> usize {
    let is = |(by, called): &&Call| *by == signer && called == action;
    calls.iter().filter(is).count()
}

/// Returns whether the networks of a way belong to two accounts, and how many regions they are in.
fn shape(way: &str) -> (bool, usize) {
    let regions = if way.ends_with("cross-region") { 2 } else { 1 };
    (way.starts_with("cross-account"), regions)
}

#[test]
fn the_four_ways_are_the_documented_calls_of_the_enterprise_edition() {
    for way in WAYS {
        let calls = play(way, &[]);
        let (is_shared, regions) = shape(way);
        let links = regions - 1;
        for (signer, action, times) in [
            ('A', "OpenTransitRouterService", 1),
            ('B', "OpenTransitRouterService", usize::from(is_shared)),
            ('A', "CreateCen", 1),
            ('B', "GrantInstanceToTransitRouter", usize::from(is_shared)),
            ('A', "CreateTransitRouter", regions),
            ('A', "CreateTransitRouterVpcAttachment", 2),
            ('A', "CreateCenBandwidthPackage", links),
            ('A', "AssociateCenBandwidthPackage", links),
            ('A', "CreateTransitRouterPeerAttachment", links),
            (
                'A',
                "AssociateTransitRouterAttachmentWithRouteTable",
                2 + 2 * links,
            ),
            (
                'A',
                "EnableTransitRouterRouteTablePropagation",
                2 + 2 * links,
            ),
        ] {
            assert_eq!(
                count(&calls, signer, action),
                times,
                "{way}: {action}: {calls:?}"
            );
        }
        let known = 1 + 2 * usize::from(is_shared) + 1 + regions + 2 + 3 * links + 4 + 4 * links;
        assert_eq!(calls.len(), known, "{way} calls nothing else: {calls:?}");
        for (first, then) in [
            ("OpenTransitRouterService", "GrantInstanceToTransitRouter"),
            ("CreateCen", "CreateTransitRouter"),
            ("CreateCen", "GrantInstanceToTransitRouter"),
            ("CreateTransitRouter", "CreateTransitRouterVpcAttachment"),
            ("CreateTransitRouter", "CreateTransitRouterPeerAttachment"),
            (
                "CreateTransitRouterVpcAttachment",
                "CreateCenBandwidthPackage",
            ),
            ("CreateCenBandwidthPackage", "AssociateCenBandwidthPackage"),
            (
                "AssociateCenBandwidthPackage",
                "CreateTransitRouterPeerAttachment",
            ),
        ] {
            before(way, &calls, first, then);
        }
        let (grant, attach) = (
            places(&calls, "GrantInstanceToTransitRouter"),
            places(&calls, "CreateTransitRouterVpcAttachment"),
        );
        if let Some(((_, granted), (_, attached))) = grant.zip(attach) {
            assert!(granted < attached, "{way}: {calls:?}");
        }
    }
}

#[test]
fn the_four_ways_on_the_basic_edition_are_the_calls_that_they_always_were() {
    for way in WAYS {
        let (is_shared, regions) = shape(way);
        let mut expected: Vec<(char, &str)> = vec![('A', "CreateCen")];
        if is_shared {
            expected.push(('B', "GrantInstanceToCen"));
        }
        expected.extend([('A', "AttachCenChildInstance"); 2]);
        if regions > 1 {
            expected.extend([
                ('A', "CreateCenBandwidthPackage"),
                ('A', "AssociateCenBandwidthPackage"),
                ('A', "SetCenInterRegionBandwidthLimit"),
            ]);
        }
        let calls = play(way, &["--editions", "basic"]);
        let calls: Vec<_> = calls
            .iter()
            .map(|(signer, action)| (*signer, action.as_str()))
            .collect();
        assert_eq!(calls, expected, "{way}");
    }
}

/// Returns the different calls in the order of their first one, and how often each is made.
fn counted(calls: Vec<Call>) -> Vec<(Call, usize)> {
    let mut counted: Vec<(Call, usize)> = Vec::new();
    for call in calls {
        match counted.iter_mut().find(|(other, _)| *other == call) {
            Some((_, times)) => *times += 1,
            None => counted.push((call, 1)),
        }
    }
    counted
}

fn cell(action: &str, times: usize) -> String {
    match times {
        1 => format!("`{action}`"),
        _ => format!("`{action}` × {times}"),
    }
}

/// Returns the calls of a way on both editions side by side, as a table of Markdown.
fn table(way: &str) -> String {
    let mut basic = counted(play(way, &["--editions", "basic"]));
    let mut table =
        String::from("| signed by | Basic Edition | Enterprise Edition |\n|---|---|---|\n");
    for ((signer, action), times) in counted(play(way, &[])) {
        let pair = PAIRS.iter().find(|(_, enterprise)| *enterprise == action);
        let same = pair.map_or(action.as_str(), |(basic, _)| basic);
        let place = basic
            .iter()
            .position(|((by, called), _)| *by == signer && called == same);
        let other = place.map(|place| basic.remove(place));
        let other = other.map_or("–".to_owned(), |((_, action), times)| {
            cell(&action, times)
        });
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| {signer} | {other} | {} |", cell(&action, times));
    }
    assert_eq!(basic, [], "each Basic Edition call has its row");
    table
}

/// Returns a page with the real calls between `<!-- calls of WAY -->` and the end of the table.
pub(crate) fn with_tables(page: &str) -> String {
    let mut parts = page.split("<!-- calls of ");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (way, rest) = part.split_once(" -->\n").unwrap();
        let table_end = rest
            .split_inclusive('\n')
            .take_while(|line| line.starts_with('|'))
            .map(str::len)
            .sum::<usize>();
        let _ = write!(
            filled,
            "<!-- calls of {way} -->\n{}{}",
            table(way),
            &rest[table_end..]
        );
    }
    filled
}
