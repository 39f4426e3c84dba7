//! What a CEN does with routes, from the document to the model.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;

use crate::document::Cen;
use crate::names::NetworkName;
use crate::routes::Routes;

/// None if the document breaks a rule.
pub(super) fn routes(written: &Cen) -> Option<Routes> {
    Some(Routes { publish: optional(written.publish.as_ref(), publish)? })
}

/// A section that is not written stays none; one that breaks a rule leaves nothing of the model.
fn optional<T, U>(written: Option<&T>, build: impl FnOnce(&T) -> Option<U>) -> Option<Option<U>> {
    match written {
        Some(written) => build(written).map(Some),
        None => Some(None),
    }
}

fn publish(written: &BTreeMap<String, Vec<String>>) -> Option<BTreeMap<NetworkName, BTreeSet<Ipv4Net>>> {
    let ranges = |ranges: &Vec<String>| ranges.iter().map(|range| range.parse::<Ipv4Net>().ok()).collect::<Option<BTreeSet<_>>>();
    written.iter().map(|(network, routes)| Some((network.as_str().into(), ranges(routes)?))).collect()
}
