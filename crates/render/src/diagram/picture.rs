//! What a diagram shows, without coordinates and colours.

use std::collections::BTreeSet;

use cen_topology::{
    AccountId, AccountName, Area, AreaPair, CenId, CenName, InstanceId, Mbps, NetworkKind,
    NetworkName, RegionId, RegionPair, RouterId,
};
use ipnet::Ipv4Net;

/// A diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The topology's name.
    pub title: String,
    /// What was looked at, such as `as the file says`.
    pub source: String,
    /// The accounts that own something in it, in the order of their colours, with their ids if the file has them.
    pub accounts: Vec<(AccountName, Option<AccountId>)>,
    /// One for each CEN, then one for networks that are on none.
    pub panels: Vec<Panel>,
    /// The marks that occur in it.
    pub marks: BTreeSet<Mark>,
}

/// Networks that one CEN joins.
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
    /// Its key in the file.
    pub name: CenName,
    /// Its display name.
    pub display_name: String,
    /// The account that owns it.
    pub account: AccountName,
    /// Its id, if it is known.
    pub id: Option<CenId>,
    /// What the plan does to it.
    pub mark: Mark,
}

/// A region, and the networks in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnRegion {
    /// The region.
    pub region: RegionId,
    /// Its transit router, if it has one with route tables.
    pub router: Option<DrawnRouter>,
    /// Its networks, by name.
    pub networks: Vec<DrawnNetwork>,
}

/// A transit router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnRouter {
    /// Its id, if it is known.
    pub id: Option<RouterId>,
    /// Its display name, if it has one.
    pub name: Option<String>,
    /// What the plan does to it.
    pub mark: Mark,
}

/// A network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnNetwork {
    /// Its key in the file, or its id.
    pub name: NetworkName,
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// The account that owns it.
    pub account: AccountName,
    /// Its region.
    pub region: RegionId,
    /// Its id, if it is known.
    pub id: Option<InstanceId>,
    /// Its address ranges, if they are known.
    pub ranges: Vec<Ipv4Net>,
    /// What the plan does to it here.
    pub mark: Mark,
    /// Why it is held.
    pub why: Option<String>,
}

/// A package and its limits, or the limits that are billed by the GB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnPackage {
    /// Whether there is no package, because the limits are billed by the GB.
    pub is_traffic: bool,
    /// The areas that it joins; none for limits of unknown areas.
    pub areas: Option<AreaPair>,
    /// Its size now and afterwards; none if there is no package, or its size is unknown.
    pub mbps: [Option<Mbps>; 2],
    /// The sum of its limits now and afterwards.
    pub used: [Mbps; 2],
    /// What the plan does to it.
    pub mark: Mark,
    /// Its limits.
    pub links: Vec<DrawnLink>,
}

/// The bandwidth between two regions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnLink {
    /// The regions.
    pub regions: RegionPair,
    /// The bandwidth now and afterwards; none is no bandwidth.
    pub mbps: [Option<Mbps>; 2],
    /// What the plan does to it.
    pub mark: Mark,
}

/// What a plan does to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It stays the same.
    Same,
    /// The file has it and the cloud does not.
    Added,
    /// The cloud has it and the file does not.
    Removed,
    /// It exists, and the file says something else.
    Changed,
    /// It differs, and is left alone.
    Held,
}

impl Mark {
    /// Returns its sign: marks must be told apart without their colours.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Added => "+",
            Self::Removed => "−",
            Self::Changed => "~",
            Self::Held => "!",
        }
    }

    /// Returns its sign and a blank; empty for what stays the same.
    pub(crate) fn prefix(self) -> String {
        match self {
            Self::Same => String::new(),
            Self::Added | Self::Removed | Self::Changed | Self::Held => format!("{} ", self.sign()),
        }
    }

    /// Returns its words in a legend.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "unchanged",
            Self::Added => "to be created",
            Self::Removed => "to be removed",
            Self::Changed => "to be changed",
            Self::Held => "differs, left alone",
        }
    }

    /// Returns its name as a CSS class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Held => "held",
        }
    }

    /// Compares the state now with the state afterwards.
    pub(crate) fn of<T: PartialEq>(now: Option<&T>, then: Option<&T>) -> Self {
        match (now, then) {
            (None, Some(_)) => Self::Added,
            (Some(_), None) => Self::Removed,
            (Some(now), Some(then)) if now != then => Self::Changed,
            (Some(_) | None, _) => Self::Same,
        }
    }
}

impl Panel {
    /// Returns its networks.
    pub(crate) fn networks(&self) -> impl Iterator<Item = &DrawnNetwork> {
        let regions = self.areas.iter().flat_map(|(_, regions)| regions);
        regions.flat_map(|region| &region.networks)
    }

    /// Returns the marks of everything in it.
    pub(crate) fn marks(&self) -> impl Iterator<Item = Mark> {
        let cen = self.cen.iter().map(|cen| cen.mark);
        let packages = self.packages.iter().map(|package| package.mark);
        let links = self.packages.iter().flat_map(|package| &package.links);
        let links = links.map(|link| link.mark);
        let networks = self.networks().map(|network| network.mark);
        let regions = self.areas.iter().flat_map(|(_, regions)| regions);
        let routers = regions.filter_map(|region| region.router.as_ref());
        let routers = routers.map(|router| router.mark);
        cen.chain(packages)
            .chain(links)
            .chain(networks)
            .chain(routers)
    }

    /// Returns how many networks it has.
    pub fn size(&self) -> usize {
        self.networks().count()
    }
}

impl DrawnRouter {
    /// Says what it is, such as `transit router “core”`, with the sign of its mark.
    pub(crate) fn label(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" “{name}”"));
        let name = name.unwrap_or_default();
        format!("{}transit router{name}", self.mark.prefix())
    }

    /// Says what it is, with its id and what happens to it.
    pub(crate) fn details(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" “{name}”"));
        let id = self.id.as_ref().map(|id| format!(" {id}"));
        let (name, id) = (name.unwrap_or_default(), id.unwrap_or_default());
        let mark = match self.mark {
            Mark::Same => String::new(),
            mark => format!(", {}", mark.as_str()),
        };
        format!("transit router{id}{name}{mark}")
    }
}

impl DrawnPackage {
    /// Says how much of it is used afterwards, such as `20 of 30 Mbps (67 %)`.
    pub fn usage(&self) -> String {
        let [now, then] = self.mbps;
        // A removed package is shown as it was.
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
            None if self.is_traffic => format!("at most {used}"),
            None => format!("{used} of it"),
        }
    }

    /// Returns the share of it that is used afterwards, in percent.
    pub fn share(&self) -> u32 {
        let at = usize::from(self.mark != Mark::Removed);
        self.mbps[at].map_or(0, |size| percent(self.used[at], size))
    }
}

impl DrawnLink {
    /// Says how much, and the share of its package, such as `10 → 12 Mbps · 40 %`.
    pub fn label(&self, package: &DrawnPackage) -> String {
        let [now, then] = self.mbps;
        let (text, at, mbps) = match (now, then) {
            (Some(now), Some(then)) if now != then => (format!("{} → {then}", now.0), 1, then),
            (_, Some(then)) => (then.to_string(), 1, then),
            (Some(now), None) => (now.to_string(), 0, now),
            (None, None) => (String::new(), 0, Mbps(0)),
        };
        let sign = self.mark.prefix();
        let share = package.mbps[at].map_or(String::new(), |size| {
            format!(" · {} %", percent(mbps, size))
        });
        format!("{sign}{text}{share}")
    }
}

/// Returns the part of a whole in percent, rounded.
fn percent(part: Mbps, whole: Mbps) -> u32 {
    let (part, whole) = (u64::from(part.0), u64::from(whole.0).max(1));
    u32::try_from((part * 100 + whole / 2) / whole).unwrap_or(u32::MAX)
}
