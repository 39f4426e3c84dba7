//! The rows of a listing of a whole account, found by what a topology may know its own by. Many
//! topologies share an account, and each finds its own rows without a look at all of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use cen_cloud::{
    Cen, CenBandwidthPackage, CloudConnectNetwork, Tags, VSwitch, VirtualBorderRouter, Vpc,
};
use cen_observed::TOPOLOGY_TAG;

/// Something that a row is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key<'a> {
    /// Its id.
    Id(&'a str),
    /// Its display name.
    Name(&'a str),
    /// The topology that its mark names.
    Owner(&'a str),
    /// The id of what it is in: the CEN of a package, the VPC of a vSwitch.
    In(&'a str),
}

impl<'a> Key<'a> {
    /// Returns the number of its kind, and its text.
    fn parts(self) -> (usize, &'a str) {
        match self {
            Self::Id(text) => (0, text),
            Self::Name(text) => (1, text),
            Self::Owner(text) => (2, text),
            Self::In(text) => (3, text),
        }
    }
}

/// Which rows of a listing are asked for.
#[derive(Clone, Debug)]
pub(crate) enum Wanted<'a> {
    All,
    /// Those that have one of these keys.
    Only(BTreeSet<Key<'a>>),
}

/// A row of a listing.
pub(crate) trait Row {
    /// Lists what a topology may know it by.
    fn keys(&self) -> Vec<Key<'_>>;
}

/// The rows of a listing. They are indexed when some of them are asked for.
#[derive(Debug)]
pub(crate) struct Rows<T> {
    rows: Vec<T>,
    index: OnceLock<Index>,
}

/// Where the rows of each key are, by the kind of the key.
type Index = [HashMap<String, Vec<usize>>; 4];

impl<T: Row> Rows<T> {
    pub(crate) fn new(rows: Vec<T>) -> Self {
        let index = OnceLock::new();
        Self { rows, index }
    }

    /// Lists the rows that are asked for, in their order.
    pub(crate) fn pick(&self, wanted: &Wanted<'_>) -> Vec<&T> {
        let keys = match wanted {
            Wanted::All => return self.rows.iter().collect(),
            Wanted::Only(keys) => keys,
        };
        let index = self.index.get_or_init(|| index(&self.rows));
        let places = keys.iter().filter_map(|key| {
            let (kind, text) = key.parts();
            index[kind].get(text)
        });
        let places: BTreeSet<usize> = places.flatten().copied().collect();
        places.into_iter().map(|place| &self.rows[place]).collect()
    }
}

fn index<T: Row>(rows: &[T]) -> Index {
    let mut index = Index::default();
    for (place, row) in rows.iter().enumerate() {
        for key in row.keys() {
            let (kind, text) = key.parts();
            index[kind].entry(text.to_owned()).or_default().push(place);
        }
    }
    index
}

/// Returns the key of a mark.
fn owner(tags: &Tags) -> Option<Key<'_>> {
    tags.get(TOPOLOGY_TAG).map(|owner| Key::Owner(owner))
}

/// Returns the keys of what only its mark names, or its name if it has none.
fn by_mark<'a>(id: &'a str, name: &'a str, tags: &'a Tags) -> Vec<Key<'a>> {
    vec![Key::Id(id), owner(tags).unwrap_or(Key::Name(name))]
}

/// Returns the keys of a network, which a file may name by its name although it bears a mark.
fn of_network<'a>(id: &'a str, name: &'a str, tags: &'a Tags) -> Vec<Key<'a>> {
    let keys = [Key::Id(id), Key::Name(name)];
    keys.into_iter().chain(owner(tags)).collect()
}

impl Row for Cen {
    fn keys(&self) -> Vec<Key<'_>> {
        by_mark(&self.cen_id, &self.name, &self.tags)
    }
}

impl Row for CenBandwidthPackage {
    fn keys(&self) -> Vec<Key<'_>> {
        let mut keys = by_mark(&self.cen_bandwidth_package_id, &self.name, &self.tags);
        keys.extend(self.cen_ids.iter().map(|cen| Key::In(cen)));
        keys
    }
}

impl Row for Vpc {
    fn keys(&self) -> Vec<Key<'_>> {
        of_network(&self.vpc_id, &self.vpc_name, &self.tags)
    }
}

impl Row for VirtualBorderRouter {
    fn keys(&self) -> Vec<Key<'_>> {
        of_network(&self.vbr_id, &self.name, &self.tags)
    }
}

impl Row for CloudConnectNetwork {
    fn keys(&self) -> Vec<Key<'_>> {
        of_network(&self.ccn_id, &self.name, &self.tags)
    }
}

impl Row for VSwitch {
    fn keys(&self) -> Vec<Key<'_>> {
        let keys = [Key::Id(&self.vswitch_id), Key::In(&self.vpc_id)];
        keys.into_iter().chain(owner(&self.tags)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cen(id: &str, name: &str, owner: Option<&str>) -> Cen {
        let tag = |owner: &str| serde_json::json!({ "Key": TOPOLOGY_TAG, "Value": owner });
        let tags: Vec<_> = owner.into_iter().map(tag).collect();
        let row = serde_json::json!({ "CenId": id, "Name": name, "Tags": { "Tag": tags } });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn a_row_is_found_once_by_any_of_its_keys_and_others_are_not() {
        let rows = Rows::new(vec![
            cen("cen-1", "net", Some("one")),
            cen("cen-2", "net", Some("two")),
            cen("cen-3", "net", None),
        ]);
        let found = |keys: &[Key<'_>]| {
            let wanted = Wanted::Only(keys.iter().copied().collect());
            let rows = rows.pick(&wanted).into_iter();
            rows.map(|row| row.cen_id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(found(&[Key::Owner("two"), Key::Id("cen-2")]), ["cen-2"]);
        assert_eq!(
            found(&[Key::Name("net")]),
            ["cen-3"],
            "a mark says more than a name"
        );
        assert_eq!(
            found(&[Key::Id("cen-3"), Key::Id("cen-1")]),
            ["cen-1", "cen-3"]
        );
        assert!(found(&[Key::In("cen-1"), Key::Id("one")]).is_empty());
        assert_eq!(rows.pick(&Wanted::All).len(), 3);
    }
}
