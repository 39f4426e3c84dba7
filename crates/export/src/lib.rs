//! The way back: from what the cloud was seen to be to a topology file that says so.
//!
//! Guarantees, for every observation: the file is a valid topology, and its plan against the same observation changes nothing that carries
//! traffic. What remains of the plan is taking over what has no mark yet, and naming a CEN whose display name no file can say.

mod cens;
mod expressible;
mod keys;
mod networks;
mod routes;
mod source;
mod transit;

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{Account, AccountName, CenId, CenName, Topology, TopologyName};

use crate::cens::cens;
use crate::expressible::{can_be_cen_id, can_be_key};
use crate::keys::{KeyedCen, Keys};
use crate::networks::{Fate, Written, fates, networks};
use crate::source::Source;
use cen_observed::{NAME_TAG, Observed, SeenCen, owner_of};
use cen_topology::write::{self, Notes};

/// Makes a text a key of a topology file; none if nothing of it can be kept.
pub fn key_of(text: &str) -> Option<String> {
    keys::slug(text)
}

/// The topologies that own a CEN of these accounts and whose names a file can have.
pub fn owning_topologies(observed: &Observed) -> BTreeSet<TopologyName> {
    let owners = observed.cens.values().filter_map(|cen| owner_of(&cen.tags));
    owners
        .filter(|owner| can_be_key(owner))
        .map(TopologyName::from)
        .collect()
}

/// Returns the topology file of what was seen in these accounts: their CENs, what hangs on them, and comments on what no file can say.
///
/// CENs that another topology owns are left out. With the same inputs the text is always the same.
///
/// Assumes that the name and the accounts could stand in a file, and that `observed` has the inside of each CEN and the networks of these
/// accounts in each region in which something is attached.
pub fn export(
    name: &TopologyName,
    accounts: &BTreeMap<AccountName, Account>,
    observed: &Observed,
) -> String {
    let source = Source {
        name,
        accounts,
        observed,
    };
    let mut notes = Notes::default();
    let mut keys = Keys::default();
    let chosen = chosen(&source, &mut notes.top);
    let keyed = keyed(&source, chosen, &mut keys);
    let fates = fates(&source, &keyed);
    let written = networks(&source, &fates, &mut keys);
    let cens = cens(&source, &keyed, &fates, &written, &mut notes);
    notes.networks = written.notes;
    let topology = Topology {
        name: name.clone(),
        renames: Default::default(),
        accounts: accounts.clone(),
        networks: written.networks,
        cens,
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    };
    notes.top.extend(unclaimed_packages(&source, &topology));
    notes.top.extend(unattached(&source, &written.keys, &fates));
    notes.top.insert(0, heading(&topology));
    write::text(&topology, &notes)
}

fn heading(topology: &Topology) -> String {
    let count =
        |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let (cens, networks) = (
        count(topology.cens.len(), "CEN"),
        count(topology.networks.len(), "network"),
    );
    format!(
        "Written by `cen export` from what exists in {}: {cens}, {networks}.",
        count(topology.accounts.len(), "account")
    )
}

/// The CENs that the file will have, and the notes on the others.
fn chosen<'a>(source: &Source<'a>, top: &mut Vec<String>) -> Vec<(&'a CenId, &'a SeenCen)> {
    let mut chosen = Vec::new();
    for (id, seen) in &source.observed.cens {
        let why_not = match owner_of(&seen.tags) {
            Some(owner) if owner != source.name.as_str() => {
                Some(format!("it is owned by topology `{owner}`"))
            }
            _ if seen.status == "Deleting" => Some("it is being deleted".to_owned()),
            _ if seen.inside.is_none() => Some("what hangs on it could not be read".to_owned()),
            _ if !source.accounts.contains_key(&seen.account) => {
                Some("its account was not named".to_owned())
            }
            _ if !can_be_cen_id(id) => Some("its id is not one that a file can say".to_owned()),
            _ => None,
        };
        match why_not {
            Some(reason) => top.push(format!(
                "{id} of account `{}` is not in this file: {reason}.",
                seen.account
            )),
            None => chosen.push((id, seen)),
        }
    }
    chosen
}

/// Gives each CEN its key: the one of its mark if no other CEN has the same, else one after its display name.
fn keyed<'a>(
    source: &Source<'a>,
    chosen: Vec<(&'a CenId, &'a SeenCen)>,
    keys: &mut Keys,
) -> Vec<KeyedCen<'a>> {
    let mut marks: BTreeMap<&str, usize> = BTreeMap::new();
    for cen in source
        .observed
        .cens
        .values()
        .filter(|cen| source.owns(&cen.tags))
    {
        *marks.entry(mark(cen)).or_default() += 1;
    }
    // A mark that two carry, or one that is not in the file, must not become the key of anything: it would mean them.
    let mut unique = BTreeMap::new();
    for (id, seen) in chosen
        .iter()
        .filter(|(_, seen)| source.owns(&seen.tags) && marks.get(mark(seen)) == Some(&1))
    {
        if keys.take_exactly(mark(seen)) {
            unique.insert(*id, CenName::from(mark(seen)));
        }
    }
    marks.keys().for_each(|mark| keys.reserve(mark));
    let mut keyed = Vec::new();
    for (id, seen) in chosen {
        let marked = unique.remove(id);
        let is_marked = marked.is_some();
        let key = marked.unwrap_or_else(|| CenName::new(keys.make(&seen.name, "cen")));
        keyed.push(KeyedCen {
            key,
            id,
            seen,
            is_marked,
        });
    }
    keyed
}

/// Returns what the mark of a CEN says it is.
fn mark(cen: &SeenCen) -> &str {
    cen.tags
        .get(NAME_TAG)
        .map(String::as_str)
        .unwrap_or_default()
}

/// Packages with this topology's mark that no CEN of the file uses: no file can say to keep such a one.
fn unclaimed_packages(source: &Source<'_>, topology: &Topology) -> Vec<String> {
    let claimed = |id: &cen_topology::PackageId| {
        let groups = topology.cens.iter().flat_map(|(name, cen)| {
            cen.bandwidth
                .iter()
                .map(move |(areas, group)| (name, areas, group))
        });
        let mut groups = groups.filter(|(_, _, group)| cens::is_the_package(group, id));
        groups.next().is_some() || cens::is_bought(source, topology, id)
    };
    let ours = source
        .observed
        .packages
        .iter()
        .filter(|(id, seen)| source.owns(&seen.tags) && !claimed(id));
    let said = |id| {
        format!(
            "LOOK: {id} carries the mark of `{}` and serves no CEN of this file: `cen diff` wants it deleted.",
            source.name
        )
    };
    ours.map(|(id, _)| said(id)).collect()
}

/// Returns how many networks of the regions that were looked at are none of the file's business.
fn unattached(
    source: &Source<'_>,
    written: &Written,
    fates: &BTreeMap<&CenId, BTreeMap<&cen_topology::InstanceId, Fate>>,
) -> Option<String> {
    let attached =
        |id: &cen_topology::InstanceId| fates.values().any(|inside| inside.contains_key(id));
    let count = source
        .observed
        .networks
        .keys()
        .filter(|id| !written.contains_key(*id) && !attached(id))
        .count();
    let (networks, are) = if count == 1 {
        ("network", "is")
    } else {
        ("networks", "are")
    };
    (count > 0)
        .then(|| format!("{count} {networks} of these accounts in the same regions {are} on none of these CENs, and not in this file."))
}
