//! Rules of the vSwitches through which a transit router enters a VPC.

use std::collections::BTreeMap;
use std::ops::Range;

use ipnet::Ipv4Net;

use super::ids::is_id;
use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::{Network, Vswitch, VswitchEntry};
use crate::literal::range;

/// The prefix lengths of a vSwitch (source: `CidrBlock` of CreateVSwitch, vpc 2016-04-28).
const PREFIXES: std::ops::RangeInclusive<u8> = 16..=29;

/// The places of the ids of all VPCs so far.
type Ids<'a> = BTreeMap<&'a str, Range<usize>>;

impl<'a> Rules<'a> {
    pub(super) fn vswitches(&mut self) {
        let mut ids = Ids::new();
        for (block, name, network) in self.every_network() {
            let Some(entries) = &network.vswitches else {
                continue;
            };
            let path = Path::new(&[block, name, "vswitches"]);
            if block != "vpcs" {
                let message = format!("`{name}` is no VPC, so it has no `vswitches`");
                let span = self.key(&path);
                self.error(Code::Vswitches, span, message, "remove `vswitches`");
                continue;
            }
            self.one_way(name, network, entries, &path);
            self.pinned(entries, &path, &mut ids);
            self.made(network, entries, &path);
        }
    }

    /// Reports a list that is empty, of both forms, or pins what cannot exist yet.
    fn one_way(
        &mut self,
        name: &str,
        network: &Network,
        entries: &[VswitchEntry],
        path: &Path<'_>,
    ) {
        let is_pinned = |entry: &VswitchEntry| matches!(entry, VswitchEntry::Id(_));
        let pinned = entries.iter().filter(|entry| is_pinned(entry)).count();
        let (message, help) = if entries.is_empty() {
            if !self.is_complete(path) {
                return;
            }
            let help = "name at least one vSwitch, or remove the key and let cen choose";
            ("`vswitches` names no vSwitch".to_owned(), help)
        } else if pinned > 0 && pinned < entries.len() {
            let message = "`vswitches` has ids and vSwitches that are made here".to_owned();
            (message, "write only ids, or only `{ zone, cidr }`")
        } else if pinned > 0 && network.cidr.is_some() {
            let message = format!("`{name}` is created here, so it has no vSwitches yet");
            (message, "write `{ zone, cidr }`, or remove `vswitches`")
        } else {
            return;
        };
        self.error(Code::Vswitches, self.key(path), message, help);
    }

    fn pinned(&mut self, entries: &'a [VswitchEntry], path: &Path<'_>, ids: &mut Ids<'a>) {
        for (at, entry) in entries.iter().enumerate() {
            let VswitchEntry::Id(id) = entry else {
                continue;
            };
            let span = self.span(&path.item(at));
            if !is_id(id, "vsw-") {
                let message = format!("`{id}` is not the id of a vSwitch");
                let help = "the id of a vSwitch is `vsw-` followed by letters, digits and hyphens";
                self.error(Code::IdForm, span.clone(), message, help);
            }
            if let Some(first) = ids.insert(id, span.clone()) {
                let message = format!("vSwitch `{id}` is named twice");
                let help = "a vSwitch belongs to one VPC: remove one of the two";
                self.error_twice(Code::Vswitches, [first, span], message, help);
            }
        }
    }

    fn made(&mut self, network: &Network, entries: &'a [VswitchEntry], path: &Path<'_>) {
        let mut zones: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        let mut ranges: Vec<(Ipv4Net, Range<usize>)> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let VswitchEntry::Made(vswitch) = entry else {
                continue;
            };
            let path = path.item(at);
            if let Some(zone) = vswitch.zone.as_deref() {
                let span = self.span(&path.key("zone"));
                self.zone(network, zone, span.clone());
                if let Some(first) = zones.insert(zone, span.clone()) {
                    let message = format!("zone `{zone}` has two vSwitches");
                    let help =
                        "a transit router enters a VPC once in a zone: remove one of the two";
                    self.error_twice(Code::Vswitches, [first, span], message, help);
                }
            }
            if let Some(cidr) = self.vswitch_range(network, vswitch, &path.key("cidr")) {
                let span = self.span(&path.key("cidr"));
                self.apart(cidr, &span, &ranges);
                ranges.push((cidr, span));
            }
        }
    }

    /// Reports a zone of another region. A zone's id is its region's, and a letter or digit behind it.
    fn zone(&mut self, network: &Network, zone: &str, span: Range<usize>) {
        let Some(region) = network.region.as_deref() else {
            return;
        };
        let rest = zone.strip_prefix(region).unwrap_or_default();
        let letter = rest.strip_prefix('-').unwrap_or(rest);
        if !letter.is_empty() && letter.bytes().all(|c| c.is_ascii_alphanumeric()) {
            return;
        }
        let message = format!("`{zone}` is not a zone of `{region}`");
        let help = format!("write a zone such as `{region}-a`");
        self.error(Code::Vswitches, span, message, help);
    }

    fn vswitch_range(
        &mut self,
        network: &Network,
        vswitch: &Vswitch,
        path: &Path<'_>,
    ) -> Option<Ipv4Net> {
        let cidr = self.range(vswitch.cidr.as_deref()?, path)?;
        if !PREFIXES.contains(&cidr.prefix_len()) {
            let message = "a vSwitch has a prefix of /16 to /29";
            let help = "choose a range of such a size; /28 is enough for a transit router";
            self.error(Code::Vswitches, self.span(path), message, help);
        }
        let vpc = network.cidr.as_ref().and_then(|cidr| range(cidr));
        if let Some(vpc) = vpc.filter(|vpc| !vpc.contains(&cidr)) {
            let message = format!("{cidr} lies outside {vpc}, the range of its VPC");
            let help = "choose a range inside the VPC's";
            self.error(Code::Vswitches, self.span(path), message, help);
        }
        Some(cidr)
    }

    fn apart(&mut self, cidr: Ipv4Net, span: &Range<usize>, ranges: &[(Ipv4Net, Range<usize>)]) {
        let overlaps = |(other, _): &&(Ipv4Net, _)| other.contains(&cidr) || cidr.contains(other);
        if let Some((other, first)) = ranges.iter().find(overlaps) {
            let message = format!("{cidr} and {other} overlap");
            let places = [first.clone(), span.clone()];
            let help = "give each vSwitch a range of its own";
            self.error_twice(Code::Vswitches, places, message, help);
        }
    }
}
