//! Whether two networks can talk, for people and for programs.

use cen_action::TableEnd;
use cen_network::{End, EntryHop, Link, Note, Obstacle, Reach, Share};
use cen_topology::Mbps;

use crate::document::{Document, Label, Line, widest};
use crate::sign::Sign;

/// Renders the answer: one line, then the path or the obstacles, then notes. `source` says what was looked at, such as
/// `as the file says`.
pub fn reach_text(reach: &Reach, source: &str) -> Document {
    let [one, other] = &reach.ends;
    let mut out = Document::default();
    out.push(format!(
        "{} and {} {} ({source})",
        one.network,
        other.network,
        link_text(reach.link)
    ));
    if reach.is_reachable() {
        out.extend(way(reach));
    }
    for obstacle in &reach.obstacles {
        let text = obstacle_text(obstacle, reach.package);
        out.push(Line::from("  ").join(Sign::Held.line()).text(text));
    }
    for note in &reach.notes {
        out.push(format!("  note: {}", note_text(note)));
    }
    out
}

fn link_text(link: Link) -> String {
    match link {
        Link::None => "cannot talk".to_owned(),
        Link::Mbps(mbps) => format!("can talk, with {mbps}"),
        Link::Local => "can talk".to_owned(),
    }
}

/// Renders the answer as JSON, with a line break at the end.
pub fn reach_json(reach: &Reach, source: &str) -> String {
    let value = serde_json::json!({
        "kind": "cen-reach", "version": 1, "source": source, "reachable": reach.is_reachable(),
        "ends": reach.ends, "cen": reach.cen, "link": reach.link, "package": reach.package,
        "obstacles": reach.obstacles, "notes": reach.notes,
    });
    format!("{value:#}\n")
}

/// Renders the path, a line for each thing on it.
fn way(reach: &Reach) -> [Line; 3] {
    let [one, other] = &reach.ends;
    let cen = reach.cen.as_ref().map(ToString::to_string);
    let cen = cen.unwrap_or_default();
    let width = widest([one.network.as_str(), cen.as_str(), other.network.as_str()]);
    let middle = match (reach.link, reach.package) {
        (Link::Mbps(mbps), Some(share)) => {
            format!(
                "CEN: {mbps} between the two regions, of {}",
                package_text(share)
            )
        }
        (Link::Mbps(mbps), None) => format!("CEN: {mbps} between the two regions"),
        (Link::Local | Link::None, _) => "CEN: nothing is limited within a region".to_owned(),
    };
    let row = |name: &str, text: String| {
        Line::from("  ")
            .column(Label::Plain, name, width)
            .text(format!("  {text}"))
    };
    [
        row(one.network.as_str(), end_text(one)),
        row(&cen, middle),
        row(other.network.as_str(), end_text(other)),
    ]
}

fn end_text(end: &End) -> String {
    let area = end
        .area
        .map_or_else(String::new, |area| format!(" ({area})"));
    format!(
        "{} of account {} in {}{area}",
        end.kind, end.account, end.region
    )
}

/// Names the package of a limit, such as `a package of 30 Mbps between china and europe`.
pub(crate) fn package_text(share: Share) -> String {
    let areas = format!(
        "between {} and {}",
        share.areas.first(),
        share.areas.second()
    );
    match share.mbps {
        Some(mbps) => format!("a package of {mbps} {areas}"),
        None => format!("the package {areas}"),
    }
}

/// Says what is in the way; `package` is that of the two regions.
pub(crate) fn obstacle_text(obstacle: &Obstacle, package: Option<Share>) -> String {
    match obstacle {
        Obstacle::NotMade { network } => format!("{network} is not made yet"),
        Obstacle::NotAttached { network } => format!("{network} is on no CEN"),
        Obstacle::Attaching { network, status } => {
            format!("{network} is being attached ({status})")
        }
        Obstacle::OutOfService { network, status } => {
            format!("{network} is {status} and carries no traffic")
        }
        Obstacle::TwoCens { cens: [one, other] } => {
            format!("they are on two CENs, {one} and {other}, and CENs are not connected")
        }
        Obstacle::NotInTable { region, end } => {
            format!("the default route table of the transit router in {region} does not know {end}")
        }
        Obstacle::OtherTable { region, end } => format!(
            "{end} uses another route table of the transit router in {region}, which cen does not read: whether they can talk is not known"
        ),
        Obstacle::NoPackage {
            regions,
            areas: Some(areas),
        } => {
            let (first, second) = (areas.first(), areas.second());
            format!(
                "no bandwidth between {} and {}: the CEN has no package for {first} and {second}",
                regions.first(),
                regions.second()
            )
        }
        Obstacle::NoPackage {
            regions,
            areas: None,
        } => format!(
            "no bandwidth between {} and {}",
            regions.first(),
            regions.second()
        ),
        Obstacle::Locked { areas, status } => format!(
            "the package between {} and {} is {status}",
            areas.first(),
            areas.second()
        ),
        Obstacle::NoLimit { regions } => {
            let room = package.map_or_else(String::new, room);
            format!(
                "no bandwidth is set between {} and {}{room}",
                regions.first(),
                regions.second()
            )
        }
        Obstacle::RouteMap {
            place,
            network,
            other,
        } => format!("the route map {place} denies {other} every route of {network}"),
        Obstacle::Range {
            network,
            other,
            range,
        } => format!("{other} has the range {range} of {network} too: one of them gets no traffic"),
    }
}

/// Says how much of a package is free.
fn room(share: Share) -> String {
    match share
        .mbps
        .map(|mbps| Mbps(mbps.0.saturating_sub(share.used.0)))
    {
        None => String::new(),
        Some(Mbps(0)) => format!(", and nothing is free in {}", package_text(share)),
        Some(free) => format!(": {free} are free in {}", package_text(share)),
    }
}

/// Says what a static entry does with packets.
fn entry_text(range: ipnet::Ipv4Net, to: &EntryHop) -> String {
    match to {
        EntryHop::Dropped => format!("drops packets for {range}"),
        EntryHop::Other { id } => format!("sends packets for {range} to {id}"),
        EntryHop::End {
            end: TableEnd::Network(network),
        } => format!("sends packets for {range} to {network}"),
        EntryHop::End {
            end: TableEnd::Region(region),
        } => format!("sends packets for {range} to {region}"),
    }
}

/// Says what else there is to know.
pub(crate) fn note_text(note: &Note) -> String {
    match note {
        Note::TestBandwidth => {
            "without a package the cloud still allows 1 kbit/s, for tests".to_owned()
        }
        Note::RouteMaps => "route maps of the CEN may block some routes between them".to_owned(),
        Note::RouteMapsUnknown => {
            "the file does not manage route maps, so cen did not check whether the CEN has any"
                .to_owned()
        }
        Note::StaticEntry {
            region,
            range,
            network,
            to,
        } => format!(
            "a static entry of the transit router in {region} {}, unless the router has learnt a narrower route to {network}",
            entry_text(*range, to)
        ),
        Note::OverThirdRegion { region } => format!(
            "links join both regions with {region}; whether it carries routes between them is not known"
        ),
        Note::Planned { link } => format!("when the file is applied, they {}", link_text(*link)),
        Note::Overlap {
            ranges: [(wide, wider), (narrow, narrower)],
        } => {
            format!(
                "{narrower} of {narrow} lies in {wider} of {wide}, and gets the traffic to the overlap"
            )
        }
        Note::RangesUnknown { networks } => {
            let names = networks
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" and ");
            format!(
                "the address ranges of {names} are unknown here, so cen cannot see whether they conflict"
            )
        }
    }
}
