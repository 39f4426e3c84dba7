//! What a picture shows: a network as it is, or as it is and as a plan would leave it, with a mark on everything that differs.
//!
//! Here nothing has a place or a colour yet; the formats give it one.

mod anchors;
pub(crate) mod dot;
pub(crate) mod html;
mod labels;
mod marks;
pub(crate) mod mermaid;
mod panel;
pub(crate) mod svg;

use std::collections::BTreeSet;

use cen_plan::{Fabric, Plan};
use cen_topology::{
    AccountId, AccountName, Area, AreaPair, CenId, CenName, InstanceId, Mbps, NetworkKind,
    NetworkName, RegionId, RegionPair, Topology,
};
use ipnet::Ipv4Net;

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The topology's name.
    pub title: String,
    /// What was looked at, such as `as the file says`.
    pub source: String,
    /// Everybody who owns something in it, in the order of their colours, and their ids where the file has them.
    pub accounts: Vec<(AccountName, Option<AccountId>)>,
    /// One for each CEN, then one for networks that are on none.
    pub panels: Vec<Panel>,
    /// The marks that occur.
    pub marks: BTreeSet<Mark>,
}

/// What is joined with one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The CEN; none for networks that are on none.
    pub cen: Option<DrawnCen>,
    /// Its areas, and the regions in each.
    pub areas: Vec<(Option<Area>, Vec<DrawnRegion>)>,
    /// Its packages, and the bandwidth that each gives to pairs of regions.
    pub packages: Vec<DrawnPackage>,
}

/// A CEN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnCen {
    /// What the file calls it.
    pub name: CenName,
    /// What the cloud calls it.
    pub display_name: String,
    /// The account that owns it.
    pub account: AccountName,
    /// Its id, if it is known.
    pub id: Option<CenId>,
    /// What becomes of it.
    pub mark: Mark,
}

/// A region, and the networks in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnRegion {
    /// The region.
    pub region: RegionId,
    /// Its networks, by name.
    pub networks: Vec<DrawnNetwork>,
}

/// A network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnNetwork {
    /// What the file calls it, or its id.
    pub name: NetworkName,
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// Whose it is.
    pub account: AccountName,
    /// Where it is.
    pub region: RegionId,
    /// Its id, if it is known.
    pub id: Option<InstanceId>,
    /// Its address ranges, if they are known.
    pub ranges: Vec<Ipv4Net>,
    /// What becomes of it here.
    pub mark: Mark,
    /// Why it is held.
    pub why: Option<String>,
}

/// A package, and what it is shared out to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnPackage {
    /// The areas that it joins; none for limits whose areas are not known.
    pub areas: Option<AreaPair>,
    /// Its size now and afterwards; none where there is none, or it is not known.
    pub mbps: [Option<Mbps>; 2],
    /// The sum of its limits now and afterwards.
    pub used: [Mbps; 2],
    /// What becomes of it.
    pub mark: Mark,
    /// Its limits.
    pub links: Vec<DrawnLink>,
}

/// What two regions may exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnLink {
    /// The regions.
    pub regions: RegionPair,
    /// How much now and afterwards; none is nothing.
    pub mbps: [Option<Mbps>; 2],
    /// What becomes of it.
    pub mark: Mark,
}

/// What becomes of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It stays as it is.
    Same,
    /// The file wants it and the cloud does not have it.
    Added,
    /// The cloud has it and the file does not want it.
    Removed,
    /// It is there, and otherwise than the file says.
    Changed,
    /// It differs, and is left alone.
    Held,
}

impl Mark {
    /// Its sign: marks must be told apart without their colours.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Added => "+",
            Self::Removed => "−",
            Self::Changed => "~",
            Self::Held => "!",
        }
    }

    /// Its sign before a text, with a blank behind it; nothing for what stays as it is.
    pub(crate) fn prefix(self) -> String {
        match self {
            Self::Same => String::new(),
            Self::Added | Self::Removed | Self::Changed | Self::Held => format!("{} ", self.sign()),
        }
    }

    /// Its word in a legend.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "as it is",
            Self::Added => "missing, to be made",
            Self::Removed => "not in the file, to be taken away",
            Self::Changed => "to be changed",
            Self::Held => "differs, left alone",
        }
    }

    /// Its word in class names.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Held => "held",
        }
    }

    /// What becomes of something that is this now and that afterwards.
    pub(crate) fn of<T: PartialEq>(now: Option<&T>, then: Option<&T>) -> Self {
        match (now, then) {
            (None, Some(_)) => Self::Added,
            (Some(_), None) => Self::Removed,
            (Some(now), Some(then)) if now != then => Self::Changed,
            (Some(_) | None, _) => Self::Same,
        }
    }
}

/// A picture of what a topology file says.
pub fn picture_written(topology: &Topology) -> Picture {
    let fabric = Fabric::written(topology);
    let marks = marks::Marks::default();
    assemble("as the file says", topology, [&fabric, &fabric], &marks)
}

/// A picture of what is there, and of what a plan would make of it.
pub fn picture_planned(plan: &Plan, topology: &Topology, now: &Fabric, source: &str) -> Picture {
    let then = now.after(&plan.steps);
    assemble(source, topology, [now, &then], &marks::Marks::of(plan))
}

fn assemble(
    source: &str,
    topology: &Topology,
    views: [&Fabric; 2],
    marks: &marks::Marks<'_>,
) -> Picture {
    let panels = panel::panels(views, marks);
    let networks = panels.iter().flat_map(networks);
    let owners = panels
        .iter()
        .filter_map(|panel| panel.cen.as_ref())
        .map(|cen| &cen.account);
    let accounts: BTreeSet<AccountName> = networks
        .map(|network| &network.account)
        .chain(owners)
        .cloned()
        .collect();
    let id = |name: &AccountName| {
        topology
            .accounts
            .get(name)
            .map(|account| account.id.clone())
    };
    Picture {
        title: topology.name.to_string(),
        source: source.to_owned(),
        accounts: accounts
            .into_iter()
            .map(|name| (name.clone(), id(&name)))
            .collect(),
        marks: panels
            .iter()
            .flat_map(occurring)
            .filter(|mark| *mark != Mark::Same)
            .collect(),
        panels,
    }
}

fn networks(panel: &Panel) -> impl Iterator<Item = &DrawnNetwork> {
    panel
        .areas
        .iter()
        .flat_map(|(_, regions)| regions)
        .flat_map(|region| &region.networks)
}

fn occurring(panel: &Panel) -> Vec<Mark> {
    let cen = panel.cen.iter().map(|cen| cen.mark);
    let packages = panel.packages.iter().map(|package| package.mark);
    let links = panel
        .packages
        .iter()
        .flat_map(|package| &package.links)
        .map(|link| link.mark);
    cen.chain(packages)
        .chain(links)
        .chain(networks(panel).map(|network| network.mark))
        .collect()
}

impl Panel {
    /// How many networks it has.
    pub fn size(&self) -> usize {
        networks(self).count()
    }
}

impl DrawnPackage {
    /// How much of it is used afterwards, such as `20 of 30 Mbps (67 %)`.
    pub fn usage(&self) -> String {
        let [now, then] = self.mbps;
        // What is taken away is shown as it was.
        let (size, used) = if self.mark == Mark::Removed {
            (now, self.used[0])
        } else {
            (then, self.used[1])
        };
        match size {
            Some(size) => {
                let grown = now
                    .filter(|now| self.mark == Mark::Changed && *now != size)
                    .map_or(String::new(), |now| format!("{} → ", now.0));
                format!("{} of {grown}{size} ({} %)", used.0, percent(used, size))
            }
            None => format!("{used} of it"),
        }
    }

    /// The share of it that is used afterwards, from 0 to 100.
    pub fn share(&self) -> u32 {
        let at = usize::from(self.mark != Mark::Removed);
        self.mbps[at].map_or(0, |size| percent(self.used[at], size))
    }
}

impl DrawnLink {
    /// How much, and the share of its package, such as `10 → 12 Mbps · 40 %`.
    pub fn label(&self, package: &DrawnPackage) -> String {
        let [now, then] = self.mbps;
        let (text, at, mbps) = match (now, then) {
            (Some(now), Some(then)) if now != then => (format!("{} → {then}", now.0), 1, then),
            (_, Some(then)) => (then.to_string(), 1, then),
            (Some(now), None) => (now.to_string(), 0, now),
            (None, None) => (String::new(), 0, Mbps(0)),
        };
        let sign = if self.mark == Mark::Same {
            String::new()
        } else {
            format!("{} ", self.mark.sign())
        };
        let share = package.mbps[at].map_or(String::new(), |size| {
            format!(" · {} %", percent(mbps, size))
        });
        format!("{sign}{text}{share}")
    }
}

/// How many hundredths of the whole a part is, rounded.
fn percent(part: Mbps, whole: Mbps) -> u32 {
    let (part, whole) = (u64::from(part.0), u64::from(whole.0).max(1));
    u32::try_from((part * 100 + whole / 2) / whole).unwrap_or(u32::MAX)
}
