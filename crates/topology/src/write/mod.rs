//! A topology as a file that a person likes to read: one network a line, columns aligned, comments beside what they speak of.

mod lines;
mod routes;
mod transit;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ipnet::Ipv4Net;

use crate::area::AreaPair;
use crate::layout::layout;
use crate::model::{
    Account, Bandwidth, Cen, Charge, Ignore, LinkQuality, Network, Package, Selector, Topology,
    TrafficLimit,
};
use crate::names::{AccountName, CenName, Mbps, NetworkKind, NetworkName};
use crate::region_pair::RegionPair;
use crate::scalar::{comment, quoted, scalar};
use lines::{behind, line, list};
use routes::routes;

/// The comments behind services.
pub type ServiceNotes = BTreeMap<(Ipv4Net, NetworkName), String>;

/// The comments beside the parts of the file.
#[derive(Debug, Default)]
pub struct Notes {
    /// Above everything.
    pub top: Vec<String>,
    /// Behind a network.
    pub networks: BTreeMap<NetworkName, String>,
    /// Above what a CEN says.
    pub cens: BTreeMap<CenName, Vec<String>>,
    /// Behind a package.
    pub packages: BTreeMap<(CenName, AreaPair), String>,
    /// Behind services.
    pub services: BTreeMap<CenName, ServiceNotes>,
    /// Behind what is ignored, as it is written.
    pub ignored: BTreeMap<(CenName, String), String>,
}

/// Writes the topology as a file, which [`crate::parse`] reads as the same topology, provided that the language can say all of it.
pub fn text(topology: &Topology, notes: &Notes) -> String {
    let out = draft(topology, notes);
    // What has no canonical layout keeps this one.
    layout(&out).unwrap_or(out)
}

/// Writes the topology as [`text`] does, but lines may be too long. For a program that only reads it again.
pub fn draft(topology: &Topology, notes: &Notes) -> String {
    let mut out = String::new();
    notes
        .top
        .iter()
        .for_each(|note| line(&mut out, &comment(note)));
    line(
        &mut out,
        &format!("version: 1\nname: {}\n", scalar(topology.name.as_str())),
    );
    accounts(&mut out, topology);
    for (block, kind) in [
        ("vpcs", NetworkKind::Vpc),
        ("vbrs", NetworkKind::Vbr),
        ("ccns", NetworkKind::Ccn),
    ] {
        networks(
            &mut out,
            block,
            topology
                .networks
                .iter()
                .filter(|(_, network)| network.kind == kind),
            notes,
        );
    }
    cens(&mut out, topology, notes);
    if !topology.protect.is_empty() {
        let names: Vec<_> = topology.protect.iter().map(|name| scalar(name)).collect();
        line(&mut out, &format!("\nprotect: [{}]", names.join(", ")));
    }
    out
}

/// A line of a table: its key, its fields, and the comment behind it.
type TableLine = (String, Vec<String>, Option<String>);

fn accounts(out: &mut String, topology: &Topology) {
    let row = |(name, account): (&AccountName, &Account)| {
        // Digits in quotes: a number of sixteen digits is not one in every reader.
        let id = format!("id: {}", quoted(account.id.as_str()));
        let profile = account
            .profile
            .as_ref()
            .map(|profile| format!("profile: {}", scalar(profile)));
        let fields = [Some(id), profile].into_iter().flatten();
        (
            scalar(name.as_str()),
            fields.chain(role_fields(account)).collect(),
            None,
        )
    };
    table(out, "accounts", topology.accounts.iter().map(row).collect());
}

/// Returns the fields of the role of an account; none if it has no role.
fn role_fields(account: &Account) -> Vec<String> {
    let Some(role) = &account.role else {
        return Vec::new();
    };
    let text = |key: &str, value: &Option<String>| {
        let value = value.as_ref()?;
        Some(format!("{key}: {}", scalar(value)))
    };
    let seconds = role.session_seconds;
    [
        Some(format!("role: {}", quoted(&role.arn))),
        text("via", &role.via),
        text("external-id", &role.external_id),
        text("session-name", &role.session_name),
        seconds.map(|seconds| format!("session-seconds: {seconds}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn networks<'a>(
    out: &mut String,
    block: &str,
    networks: impl Iterator<Item = (&'a NetworkName, &'a Network)>,
    notes: &Notes,
) {
    let row = |(name, network): (&NetworkName, &Network)| {
        let mut fields = vec![
            format!("account: {}", scalar(network.account.as_str())),
            format!("region: {}", scalar(network.region.as_str())),
        ];
        match &network.selector {
            Selector::Id(id) => fields.push(format!("id: {}", scalar(id.as_str()))),
            Selector::Name(name) => fields.push(format!("name: {}", scalar(name))),
            Selector::Managed { cidr, description } => {
                fields.push(format!("cidr: {cidr}"));
                fields.extend(
                    description
                        .iter()
                        .map(|description| format!("description: {}", scalar(description))),
                );
            }
        }
        fields.extend(transit::vswitches(&network.vswitches));
        (
            scalar(name.as_str()),
            fields,
            notes.networks.get(name).cloned(),
        )
    };
    let rows: Vec<TableLine> = networks.map(row).collect();
    if !rows.is_empty() {
        line(out, "");
        table(out, block, rows);
    }
}

/// A mapping of flow mappings whose columns stand under one another.
fn table(out: &mut String, block: &str, rows: Vec<TableLine>) {
    if rows.is_empty() {
        return line(out, &format!("{block}: {{}}"));
    }
    line(out, &format!("{block}:"));
    let width = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = vec![
        rows.iter()
            .map(|(key, ..)| width(key))
            .max()
            .unwrap_or_default()
            + 1,
    ];
    for column in 0..rows
        .iter()
        .map(|(_, fields, _)| fields.len())
        .max()
        .unwrap_or_default()
    {
        let before_others = rows
            .iter()
            .filter_map(|(_, fields, _)| fields[..fields.len() - 1].get(column));
        widths.push(
            before_others
                .map(|field| width(field) + 1)
                .max()
                .unwrap_or_default(),
        );
    }
    for (key, fields, note) in rows {
        let _ = write!(out, "  {:<1$} {{ ", format!("{key}:"), widths[0]);
        for (column, field) in fields[..fields.len() - 1].iter().enumerate() {
            let _ = write!(out, "{:<1$} ", format!("{field},"), widths[column + 1]);
        }
        line(
            out,
            &format!("{} }}{}", fields[fields.len() - 1], behind(note.as_ref())),
        );
    }
}

fn cens(out: &mut String, topology: &Topology, notes: &Notes) {
    if topology.cens.is_empty() {
        return line(out, "\ncens: {}");
    }
    line(out, "\ncens:");
    for (at, (name, cen)) in topology.cens.iter().enumerate() {
        if at > 0 {
            line(out, "");
        }
        one_cen(out, name, cen, notes);
    }
}

fn one_cen(out: &mut String, name: &CenName, cen: &Cen, notes: &Notes) {
    line(out, &format!("  {}:", scalar(name.as_str())));
    notes
        .cens
        .get(name)
        .into_iter()
        .flatten()
        .for_each(|note| line(out, &format!("    {}", comment(note))));
    line(
        out,
        &format!("    account: {}", scalar(cen.account.as_str())),
    );
    let display_name = (cen.display_name != name.as_str()).then_some(&cen.display_name);
    let texts = [
        ("id", cen.id.as_ref().map(|id| id.as_str())),
        ("name", display_name.map(String::as_str)),
        ("description", cen.description.as_deref()),
    ];
    for (key, text) in texts
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)))
    {
        line(out, &format!("    {key}: {}", scalar(text)));
    }
    if let Some(tags) = &cen.tags {
        let tags: Vec<_> = tags
            .iter()
            .map(|(key, value)| format!("{}: {}", scalar(key), scalar(value)))
            .collect();
        line(out, &format!("    tags: {{ {} }}", tags.join(", ")));
    }
    list(
        out,
        "    ",
        "attach",
        cen.attach
            .iter()
            .map(|network| scalar(network.as_str()))
            .collect(),
    );
    transit::attachments(out, &cen.attachments);
    transit::routers(out, &cen.routers);
    if !cen.bandwidth.is_empty() || !cen.traffic.is_empty() {
        line(out, "    bandwidth:");
        cen.bandwidth.iter().for_each(|(areas, group)| {
            one_group(
                out,
                *areas,
                group,
                notes.packages.get(&(name.clone(), *areas)),
            )
        });
        traffic(out, &cen.traffic);
    }
    routes(out, &cen.routes, notes.services.get(name));
    if !cen.ignore.is_empty() {
        line(out, "    ignore:");
    }
    for entry in cen.ignore.iter().map(written) {
        let note = notes.ignored.get(&(name.clone(), entry.clone()));
        line(out, &format!("      - {}{}", scalar(&entry), behind(note)));
    }
}

/// Writes something that is ignored, as the file says it.
pub fn written(ignore: &Ignore) -> String {
    match ignore {
        Ignore::Id(id) => id.clone(),
        Ignore::Pair(pair) => pair.to_string(),
    }
}

fn one_group(out: &mut String, areas: AreaPair, group: &Bandwidth, note: Option<&String>) {
    line(
        out,
        &format!("      - areas: [{}, {}]", areas.first(), areas.second()),
    );
    line(
        out,
        &format!(
            "        package: {{ {} }}{}",
            package(&group.package),
            behind(note)
        ),
    );
    limits(out, &group.limits);
}

/// Writes a group for each quality of link.
fn traffic(out: &mut String, traffic: &BTreeMap<RegionPair, TrafficLimit>) {
    for quality in LinkQuality::ALL {
        let of_quality = traffic.iter().filter(|(_, limit)| limit.link == quality);
        let group: BTreeMap<RegionPair, Mbps> = of_quality
            .map(|(pair, limit)| (pair.clone(), limit.mbps))
            .collect();
        if group.is_empty() {
            continue;
        }
        line(out, "      - charge: traffic");
        match quality {
            LinkQuality::Gold => {}
            LinkQuality::Platinum => line(out, "        link: platinum"),
        }
        limits(out, &group);
    }
}

fn limits(out: &mut String, limits: &BTreeMap<RegionPair, Mbps>) {
    if limits.is_empty() {
        return;
    }
    line(out, "        limits:");
    let between = |pair: &RegionPair| {
        format!(
            "between: [{}, {}],",
            scalar(pair.first().as_str()),
            scalar(pair.second().as_str())
        )
    };
    let width = limits
        .keys()
        .map(|pair| between(pair).chars().count())
        .max()
        .unwrap_or_default();
    for (pair, Mbps(mbps)) in limits {
        line(
            out,
            &format!("          - {{ {:<width$} mbps: {mbps} }}", between(pair)),
        );
    }
}

fn package(package: &Package) -> String {
    match package {
        Package::Existing(id) => format!("id: {}", scalar(id.as_str())),
        Package::Bought {
            mbps: Mbps(mbps),
            charge: Charge::Postpaid,
        } => format!("mbps: {mbps}, charge: postpaid"),
        Package::Bought {
            mbps: Mbps(mbps),
            charge: Charge::Prepaid { months, auto_renew },
        } => {
            let renew = if *auto_renew {
                ", auto-renew: true"
            } else {
                ""
            };
            format!("mbps: {mbps}, charge: prepaid, months: {months}{renew}")
        }
    }
}
