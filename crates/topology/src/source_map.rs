//! Finds the parts of a topology in its file, for reports that name a line.

use std::rc::Rc;

use crate::area::{Area, AreaPair};
use crate::names::{CenName, NetworkName, TopologyName, is_name};
use crate::position::Position;
use crate::region_pair::RegionPair;
use crate::spanned::{self, Node, Value};

/// A file whose parts can be found. Each function returns the position of the part, or else of the
/// nearest part around it; none if the file has nothing of that kind.
pub struct SourceMap<'a> {
    source: &'a str,
    root: Rc<Node>,
}

impl<'a> SourceMap<'a> {
    /// Reads a file; none if it is not YAML.
    pub fn of(source: &'a str) -> Option<Self> {
        let (root, _) = spanned::read(source).ok()?;
        Some(Self { source, root })
    }

    /// Returns the name of the topology, even if the file breaks rules.
    pub fn topology(&self) -> Option<TopologyName> {
        let name = text(self.root.get("name")?)?;
        is_name(name).then(|| name.into())
    }

    /// Finds the key of a network.
    pub fn network(&self, network: &NetworkName) -> Option<Position> {
        let block = ["vpcs", "vbrs", "ccns"]
            .into_iter()
            .find(|block| self.root.at(&[block, network.as_str()]).is_some())?;
        Some(self.at(&[block, network.as_str()]))
    }

    /// Finds the key of a CEN.
    pub fn cen(&self, cen: &CenName) -> Option<Position> {
        self.root.at(&["cens", cen.as_str()])?;
        Some(self.at(&["cens", cen.as_str()]))
    }

    /// Finds a network in the list of what is attached to a CEN.
    pub fn attachment(&self, cen: &CenName, network: &NetworkName) -> Option<Position> {
        let list = ["cens", cen.as_str(), "attach"];
        let entry =
            items(self.root.at(&list)).position(|item| text(item) == Some(network.as_str()));
        entry.map_or_else(
            || self.cen(cen),
            |at| Some(self.at(&[&list[..], &[&at.to_string()]].concat())),
        )
    }

    /// Finds the package of a pair of areas of a CEN.
    pub fn package(&self, cen: &CenName, areas: AreaPair) -> Option<Position> {
        let list = ["cens", cen.as_str(), "bandwidth"];
        let group = items(self.root.at(&list)).position(|group| areas_of(group) == Some(areas));
        group.map_or_else(
            || self.cen(cen),
            |at| Some(self.at(&[&list[..], &[&at.to_string(), "package"]].concat())),
        )
    }

    /// Finds the limit of a pair of regions of a CEN.
    pub fn limit(&self, cen: &CenName, pair: &RegionPair) -> Option<Position> {
        let list = ["cens", cen.as_str(), "bandwidth"];
        let speaks = |limit: &Node| {
            let ways = [limit.get("between"), limit.get("among")];
            ways.into_iter().any(|way| {
                pair.regions()
                    .iter()
                    .all(|region| items(way).any(|item| text(item) == Some(region.as_str())))
            })
        };
        let found = items(self.root.at(&list))
            .enumerate()
            .find_map(|(group, node)| {
                let limit = items(node.get("limits")).position(speaks)?;
                Some(
                    self.at(&[
                        &list[..],
                        &[&group.to_string(), "limits", &limit.to_string()],
                    ]
                    .concat()),
                )
            });
        found.or_else(|| self.cen(cen))
    }

    /// Finds a section of a CEN, such as `publish`; in it the entry of a network if there is one.
    pub fn section(
        &self,
        cen: &CenName,
        section: &str,
        network: Option<&NetworkName>,
    ) -> Option<Position> {
        let path = ["cens", cen.as_str(), section];
        let inner = network
            .map(|network| [path[0], path[1], path[2], network.as_str()])
            .filter(|inner| self.root.at(inner).is_some());
        match inner {
            Some(inner) => Some(self.at(&inner)),
            None if self.root.at(&path).is_some() => Some(self.at(&path)),
            None => self.cen(cen),
        }
    }

    fn at(&self, path: &[&str]) -> Position {
        Position::of(self.source, self.root.key_of(path).start)
    }
}

fn items(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    let items = match node.map(|node| &node.value) {
        Some(Value::List(items)) => items.as_slice(),
        Some(Value::Map(_) | Value::Scalar { .. }) | None => &[],
    };
    items.iter().map(|item| &**item)
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, .. } => Some(text),
        Value::List(_) | Value::Map(_) => None,
    }
}

fn areas_of(group: &Node) -> Option<AreaPair> {
    let mut areas = items(group.get("areas")).map(|area| text(area).and_then(Area::parse));
    Some(AreaPair::new(areas.next()??, areas.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
vpcs:
  web: { account: main }
cens:
  one:
    attach: [db, web]
    bandwidth:
      - areas: [europe, china]
        package: { mbps: 2 }
        limits:
          - { between: [eu-central-1, cn-beijing], mbps: 1 }
    publish:
      web: [10.9.0.0/16]
";

    #[test]
    fn every_part_is_found_or_else_what_is_around_it() {
        let places = SourceMap::of(SOURCE).unwrap();
        let pair = |one: &str, other: &str| RegionPair::new(one.into(), other.into()).unwrap();
        let areas = |one, other| AreaPair::new(one, other);
        let one = CenName::from("one");
        let found = [
            places.network(&"web".into()),
            places.cen(&one),
            places.attachment(&one, &"web".into()),
            places.attachment(&one, &"vpc-extra".into()),
            places.package(&one, areas(Area::China, Area::Europe)),
            places.package(&one, areas(Area::China, Area::China)),
            places.limit(&one, &pair("cn-beijing", "eu-central-1")),
            places.limit(&one, &pair("cn-beijing", "cn-hangzhou")),
            places.section(&one, "publish", Some(&"web".into())),
            places.section(&one, "publish", Some(&"db".into())),
            places.section(&one, "services", None),
            places.cen(&"two".into()),
        ];
        let found: Vec<_> = found
            .iter()
            .map(|found| found.map(|at| (at.line, at.column)))
            .collect();
        let cen = Some((4, 3));
        assert_eq!(
            found,
            [
                Some((2, 3)),
                cen,
                Some((5, 18)),
                cen,
                Some((8, 9)),
                cen,
                Some((10, 13)),
                cen,
                Some((12, 7)),
                Some((11, 5)),
                cen,
                None
            ]
        );
    }
}
