//! The values of attributes as canonical data. They are stored in plan files and compared with later looks, so no renderer makes them.

use std::collections::BTreeMap;

use cen_topology::{HealthCheck, LinkQuality, Mbps, RouteMap};
use serde::Serialize;
use serde_json::{Value, json};

use cen_observed::{NAME_TAG, RouteMapContent, TOPOLOGY_TAG};

/// The value of something that does not exist, or that is attached to nothing.
pub(super) const ABSENT: Value = Value::Null;

/// Returns the mark in tags: which topology they name, and which part of it. Without a mark both are null; that is not [`ABSENT`], because the
/// object exists.
pub(super) fn mark(tags: &BTreeMap<String, String>) -> Value {
    json!({ "topology": tags.get(TOPOLOGY_TAG), "part": tags.get(NAME_TAG) })
}

/// Returns what a health check does, without its source, which the cloud may choose.
pub(super) fn health_check(check: &HealthCheck) -> Value {
    json!({ "target": check.target, "interval": check.interval, "threshold": check.threshold })
}

/// Returns what a route map says, networks by their ids.
pub(super) fn route_map<N: Ord + Serialize>(map: &RouteMap<N>) -> Value {
    serde_json::to_value(map).expect("a route map has only text keys")
}

/// Returns what a route map says; of one that no file can express everything that the cloud says of it.
pub(super) fn route_map_content(content: &RouteMapContent) -> Value {
    match content {
        RouteMapContent::Expressible(map) => route_map(map),
        RouteMapContent::NotExpressible(settings) => json!({ "not-expressible": settings }),
    }
}

/// Returns what a link carries, and how it is paid for: without a quality by a package.
pub(super) fn link(mbps: Mbps, quality: Option<LinkQuality>, publishes: bool) -> Value {
    json!({ "mbps": mbps.0, "traffic": quality.map(LinkQuality::as_str), "publishes": publishes })
}
