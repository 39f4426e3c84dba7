//! Compares a world with a file, independently of the planner, so that an oversight of the planner
//! is found.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::NAME_TAG;
use serde_json::Value;

use crate::networks::ACCOUNTS;
use crate::seen::{Cen, Package, Seen, Tags, is_marked, is_ours};

/// Returns the differences from the file, in words. For an empty document, nothing that the file
/// owns may exist. Holds at the end are left out: attributes that cannot be changed, and prepaid
/// packages.
pub(crate) fn otherwise(document: &Value, seen: &Seen) -> Option<String> {
    let file = File { document, seen };
    let unwanted = file.unwanted();
    unwanted.or_else(|| {
        let cens = document["cens"].as_object().into_iter().flatten();
        cens.into_iter().find_map(|(key, wanted)| {
            file.cen(key, wanted)
                .map(|what| format!("cen {key}: {what}"))
        })
    })
}

/// A file beside the world.
pub(crate) struct File<'a> {
    pub(crate) document: &'a Value,
    pub(crate) seen: &'a Seen,
}

pub(super) fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// Returns a difference in words.
pub(super) fn differs<T: PartialEq + std::fmt::Debug>(
    what: &str,
    wanted: &T,
    there: &T,
) -> Option<String> {
    (wanted != there).then(|| format!("{what}: wanted {wanted:?}, there is {there:?}"))
}

impl File<'_> {
    pub(crate) fn account(&self, block: &Value) -> &'static str {
        let name = block["account"].as_str().unwrap();
        ACCOUNTS
            .iter()
            .find(|(account, _)| *account == name)
            .unwrap()
            .1
    }

    pub(crate) fn network_block(&self, key: &str) -> Option<&Value> {
        ["vpcs", "vbrs", "ccns"]
            .into_iter()
            .find_map(|section| self.document[section].get(key))
    }

    /// Returns the id of a network of the file.
    pub(crate) fn network(&self, key: &str) -> Option<String> {
        let block = self.network_block(key)?;
        if let Some(id) = block["id"].as_str() {
            return Some(id.to_owned());
        }
        let is_it = |network: &crate::seen::Network| match block["name"].as_str() {
            Some(name) => network.name == name && !is_ours(&network.tags),
            None => is_marked(&network.tags, key),
        };
        let here = |network: &crate::seen::Network| {
            network.owner == self.account(block)
                && network.region == block["region"].as_str().unwrap()
        };
        let mut found = self
            .seen
            .networks
            .iter()
            .filter(|(_, network)| is_it(network) && here(network));
        found.next().map(|(id, _)| id.clone())
    }

    /// Finds owned objects that the file does not have, or has and does not find. A prepaid package
    /// is there until its term ends.
    fn unwanted(&self) -> Option<String> {
        let is_paid = |id: &str| {
            let package = self.seen.packages.get(id);
            package.is_some_and(|package| package.charge == "PREPAY" && package.cen.is_none())
        };
        let mut extra = self.unnamed().filter(|(_, id, _)| !is_paid(id));
        let extra = extra.next();
        extra
            .map(|(_, id, _)| format!("{id} is there and not in the file"))
            .or_else(|| self.missing_network())
            .or_else(|| self.spare_vswitch())
    }

    /// Lists the owned objects that the file does not name: the kind, the id and the name in the
    /// mark. What is being deleted counts as gone.
    pub(crate) fn unnamed(&self) -> impl Iterator<Item = (&'static str, &str, &str)> {
        let stays = |status: &str| status != "Deleting";
        let cens = self.seen.cens.iter().filter_map(move |(id, cen)| {
            let mark = mark(&cen.tags).filter(|_| stays(&cen.status))?;
            let block = self.document["cens"].get(mark);
            let is_named = block.is_some_and(|block| self.account(block) == cen.owner);
            (!is_named && !self.names_id("cens", id)).then_some(("cen", id.as_str(), mark))
        });
        let networks = self.seen.networks.iter().filter_map(move |(id, network)| {
            let mark = mark(&network.tags).filter(|_| stays(&network.status))?;
            let block = self.network_block(mark);
            let is_named = block.is_some_and(|block| block.get("cidr").is_some());
            (!is_named && !self.names_id("vpcs", id)).then_some(("network", id.as_str(), mark))
        });
        let packages = self.seen.packages.iter().filter_map(|(id, package)| {
            let mark = mark(&package.tags)?;
            let is_named = self.group(mark).is_some_and(|(cen, group)| {
                self.account(cen) == package.owner && group["package"]["mbps"].is_u64()
            });
            (!is_named).then_some(("package", id.as_str(), mark))
        });
        cens.chain(networks).chain(packages)
    }

    /// Tells whether an entry of a section names an object by its id.
    fn names_id(&self, section: &str, id: &str) -> bool {
        let entries = self.document[section].as_object().into_iter().flatten();
        entries.into_iter().any(|(_, block)| block["id"] == id)
    }

    /// Returns the keys that a network has, or had: those of the file, and the one in its mark.
    pub(crate) fn keys_of(&self, id: &str) -> BTreeSet<String> {
        let sections = ["vpcs", "vbrs", "ccns"].into_iter();
        let keys = sections.flat_map(|section| self.document[section].as_object());
        let keys = keys.flatten().map(|(key, _)| key);
        let named = keys.filter(|key| self.network(key).as_deref() == Some(id));
        let network = self.seen.networks.get(id);
        let mark = network.and_then(|network| mark(&network.tags));
        named.cloned().chain(mark.map(str::to_owned)).collect()
    }

    fn missing_network(&self) -> Option<String> {
        let vpcs = self.document["vpcs"].as_object().into_iter().flatten();
        let made = vpcs.filter(|(_, block)| block.get("cidr").is_some());
        made.into_iter().find_map(|(key, block)| {
            let Some(id) = self.network(key) else {
                return Some(format!("{key} is not there"));
            };
            let wanted = block["description"].as_str()?;
            differs(key, &wanted, &self.seen.networks[&id].description.as_str())
        })
    }

    /// Returns the CEN and the group that a package's mark names.
    fn group(&self, mark: &str) -> Option<(&Value, &Value)> {
        let (cen, areas) = mark.split_once('/')?;
        let cen = self.document["cens"].get(cen)?;
        let group = cen["bandwidth"]
            .as_array()?
            .iter()
            .find(|group| mark_of(group) == areas)?;
        Some((cen, group))
    }

    fn cen(&self, key: &str, wanted: &Value) -> Option<String> {
        let mut there = self.seen.cens.iter().filter(|(_, cen)| {
            is_marked(&cen.tags, key)
                && cen.owner == self.account(wanted)
                && cen.status != "Deleting"
        });
        let Some((id, cen)) = there.next() else {
            return Some("it is not there".to_owned());
        };
        self.texts(key, wanted, cen)
            .or_else(|| self.attachments(wanted, cen))
            .or_else(|| self.bandwidth(key, id, wanted, cen))
            .or_else(|| self.routes(wanted, cen))
            .or_else(|| self.on_routers(wanted, cen))
    }

    fn texts(&self, key: &str, wanted: &Value, cen: &Cen) -> Option<String> {
        let name = differs(
            "name",
            &wanted["name"].as_str().unwrap_or(key),
            &cen.name.as_str(),
        );
        // The cloud refuses an empty description, so it keeps the one that it has.
        let description = || {
            let wanted = wanted["description"].as_str()?;
            differs("description", &wanted, &cen.description.as_str())
                .filter(|_| !wanted.is_empty())
        };
        let tags = || {
            let wanted: BTreeMap<_, _> = wanted["tags"]
                .as_object()?
                .iter()
                .map(|(key, tag)| (key.as_str(), tag.as_str().unwrap()))
                .collect();
            let there = cen.tags.iter().filter(|(key, _)| !key.starts_with("cen:"));
            differs(
                "tags",
                &wanted,
                &there
                    .map(|(key, tag)| (key.as_str(), tag.as_str()))
                    .collect(),
            )
        };
        name.or_else(description).or_else(tags)
    }

    /// Returns the ids of these networks of the file.
    fn ids<'a>(&self, keys: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
        keys.map(|key| {
            self.network(key)
                .unwrap_or_else(|| format!("{key}, which is not there"))
        })
        .collect()
    }

    fn attachments(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let ignores = texts(&wanted["ignore"]).any(|ignored| ignored == "vpc-legacy*");
        let there = cen
            .networks()
            .filter(|id| !(ignores && id.starts_with("vpc-legacy")))
            .cloned()
            .collect();
        differs("attached", &self.ids(texts(&wanted["attach"])), &there)
    }

    fn bandwidth(&self, key: &str, id: &str, wanted: &Value, cen: &Cen) -> Option<String> {
        let ignored: BTreeSet<_> = texts(&wanted["ignore"]).collect();
        let groups = wanted["bandwidth"].as_array().unwrap();
        let limits = groups
            .iter()
            .flat_map(|group| group["limits"].as_array().unwrap());
        let pair = |limit: &Value| {
            texts(&limit["between"])
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join("/")
        };
        let limits: BTreeMap<_, _> = limits
            .map(|limit| (pair(limit), limit["mbps"].as_u64().unwrap()))
            .collect();
        let there = cen
            .limits
            .iter()
            .filter(|(pair, _)| !ignored.contains(pair.as_str()));
        let links = cen.attachments.values().filter_map(|attachment| {
            let (pair, link) = attachment.link()?;
            (!ignored.contains(pair.as_str())).then(|| (pair, u64::from(link.mbps())))
        });
        let there = there
            .map(|(pair, limit)| (pair.clone(), u64::from(limit.mbps)))
            .chain(links)
            .collect();
        let paid: Vec<_> = groups
            .iter()
            .filter(|group| group.get("package").is_some())
            .collect();
        let package = |group: &&Value| {
            self.package(key, id, group)
                .map(|what| format!("package {}: {what}", mark_of(group)))
        };
        differs("limits", &limits, &there)
            .or_else(|| paid.iter().find_map(package))
            .or_else(|| {
                let held = self
                    .seen
                    .packages
                    .values()
                    .filter(|package| package.cen.as_deref() == Some(id))
                    .count();
                differs("packages", &paid.len(), &held)
            })
    }

    fn package(&self, key: &str, cen: &str, group: &Value) -> Option<String> {
        let mark = format!("{key}/{}", mark_of(group));
        let mut on_cen = self
            .seen
            .packages
            .iter()
            .filter(|(_, package)| package.cen.as_deref() == Some(cen));
        let is_it = |(id, package): &(&String, &Package)| match group["package"]["id"].as_str() {
            Some(wanted) => *id == wanted,
            None => is_marked(&package.tags, &mark),
        };
        let Some((_, package)) = on_cen.find(is_it) else {
            return Some("it is not associated".to_owned());
        };
        // A cross-border package does not shrink.
        let least = group["package"]["mbps"].as_u64()?;
        let crosses = package.areas.iter().filter(|area| *area == "china").count() == 1;
        let is_so =
            u64::from(package.mbps) == least || (crosses && u64::from(package.mbps) > least);
        (!is_so).then(|| format!("it has {} Mbps, wanted {least}", package.mbps))
    }

    fn routes(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let published = || {
            let legacy = |id: &&String| id.starts_with("vpc-legacy");
            let routes = |(key, routes): (&String, &Value)| {
                (
                    self.network(key).unwrap_or_default(),
                    texts(routes).map(str::to_owned).collect(),
                )
            };
            let wanted: BTreeMap<String, BTreeSet<String>> =
                wanted["publish"].as_object()?.iter().map(routes).collect();
            let there = cen
                .children
                .iter()
                .filter(|(id, child)| !child.published.is_empty() && !legacy(id));
            differs(
                "published",
                &wanted,
                &there
                    .map(|(id, child)| (id.clone(), child.published.clone()))
                    .collect(),
            )
        };
        published()
            .or_else(|| self.health_checks(wanted, cen))
            .or_else(|| self.zones(wanted, cen))
            .or_else(|| self.services(wanted, cen))
            .or_else(|| self.route_maps(wanted, cen))
    }

    fn health_checks(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let text = |target: &str, interval: u64, threshold: u64| {
            format!("{target} {interval} {threshold}")
        };
        let check = |(key, check): (&String, &Value)| {
            let number = |name: &str, default| check[name].as_u64().unwrap_or(default);
            (
                self.network(key).unwrap_or_default(),
                text(
                    check["target"].as_str().unwrap(),
                    number("interval", 2),
                    number("threshold", 8),
                ),
            )
        };
        let wanted: BTreeMap<_, _> = wanted["health-checks"]
            .as_object()?
            .iter()
            .map(check)
            .collect();
        let there = cen.routing.health_checks.iter();
        let there = there.map(|(id, check)| {
            (
                id.clone(),
                text(&check.target_ip, check.interval, check.threshold),
            )
        });
        differs("health checks", &wanted, &there.collect())
    }

    fn zones(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let of = |zone: &Value| {
            let host = self
                .network(zone["host"].as_str().unwrap())
                .unwrap_or_default();
            texts(&zone["from"])
                .map(|region| (region.to_owned(), host.clone()))
                .collect::<Vec<_>>()
        };
        let wanted: BTreeMap<_, _> = wanted["private-zone"]
            .as_array()?
            .iter()
            .flat_map(of)
            .collect();
        let there = cen
            .routing
            .zones
            .iter()
            .map(|(access, host)| (access.clone(), host.host_vpc.clone()));
        differs("zones", &wanted, &there.collect())
    }

    fn services(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let of = |service: &Value| {
            let (via, host) = (
                service["via"].as_str().unwrap(),
                service["host"].as_str().unwrap(),
            );
            let range = if host.contains('/') {
                host.to_owned()
            } else {
                format!("{host}/32")
            };
            let region = self
                .network_block(via)
                .map(|block| block["region"].as_str().unwrap())
                .unwrap_or_default();
            let via = self.network(via).unwrap_or_default();
            texts(&service["from"])
                .map(|access| (format!("{access}/{region}/{range}"), via.clone()))
                .collect::<Vec<_>>()
        };
        let wanted: BTreeMap<_, _> = wanted["services"].as_array()?.iter().flat_map(of).collect();
        let there = cen
            .routing
            .services
            .iter()
            .map(|(key, host)| (key.clone(), host.host_vpc.clone()));
        differs("services", &wanted, &there.collect())
    }

    fn route_maps(&self, wanted: &Value, cen: &Cen) -> Option<String> {
        let of = |map: &Value| {
            let (direction, region) = match map["in"].as_str() {
                Some(region) => ("RegionIn", region),
                None => ("RegionOut", map["out"].as_str().unwrap()),
            };
            (
                region.to_owned(),
                direction.to_owned(),
                map["priority"].as_u64().unwrap(),
                map["action"].as_str().unwrap().to_owned(),
            )
        };
        let wanted: BTreeSet<_> = wanted["route-maps"].as_array()?.iter().map(of).collect();
        let said = |words: &BTreeMap<String, String>| {
            words
                .get("MapResult")
                .map(|word| word.to_lowercase())
                .unwrap_or_default()
        };
        let there = cen.routing.route_maps.values().map(|map| {
            (
                map.region.clone(),
                map.direction.clone(),
                map.settings.priority,
                said(&map.settings.words),
            )
        });
        differs("route maps", &wanted, &there.collect())
    }
}

/// Returns the name in a mark of the file.
fn mark(tags: &Tags) -> Option<&str> {
    let mark = tags.get(NAME_TAG).filter(|_| is_ours(tags));
    mark.map(String::as_str)
}

/// Returns the group of a CEN that has the limit between two regions.
pub(crate) fn group_with<'a>(cen: &'a Value, regions: [&str; 2]) -> Option<&'a Value> {
    let regions = BTreeSet::from(regions);
    let groups = cen["bandwidth"].as_array()?;
    groups.iter().find(|group| {
        let limits = group["limits"].as_array().into_iter().flatten();
        let mut pairs = limits.map(|limit| texts(&limit["between"]).collect::<BTreeSet<_>>());
        pairs.any(|pair| pair == regions)
    })
}

/// Returns the areas of a group in the form of a mark.
pub(crate) fn mark_of(group: &Value) -> String {
    let mut areas: Vec<_> = texts(&group["areas"]).collect();
    areas.sort_unstable();
    areas.join("-")
}
