//! From a document without breaches to the model.

mod optional;
mod route_maps;
mod routes;

use std::collections::BTreeMap;

use crate::document::{self, Document};
use crate::literal::date;
use crate::model::{
    Account, Acknowledgement, Bandwidth, Cen, Charge, DriftClass, Ignore, Network, Package,
    Selector, Topology,
};
use crate::names::{Area, AreaPair, Mbps, NetworkKind, NetworkName, RegionPair};

/// The model; none if the document breaks a rule.
pub(crate) fn topology(document: Document) -> Option<Topology> {
    let blocks = [
        (NetworkKind::Vpc, document.vpcs),
        (NetworkKind::Vbr, document.vbrs),
        (NetworkKind::Ccn, document.ccns),
    ];
    let mut networks: BTreeMap<NetworkName, Network> = BTreeMap::new();
    for (kind, block) in blocks {
        for (name, written) in block {
            networks.insert(NetworkName::new(name), network(kind, written)?);
        }
    }
    let account = |(name, account): (String, document::Account)| {
        (
            name.as_str().into(),
            Account {
                id: account.id.as_str().into(),
                profile: account.profile,
            },
        )
    };
    Some(Topology {
        name: document.name.as_str().into(),
        accounts: document.accounts.into_iter().map(account).collect(),
        networks,
        cens: document
            .cens
            .into_iter()
            .map(|(name, written)| Some((name.as_str().into(), cen(&name, written)?)))
            .collect::<Option<_>>()?,
        protect: document.protect.into_iter().collect(),
        acknowledge: document
            .acknowledge
            .into_iter()
            .map(acknowledgement)
            .collect::<Option<_>>()?,
    })
}

fn acknowledgement(written: document::Acknowledgement) -> Option<Acknowledgement> {
    let class = match written.class {
        Some(class) => Some(DriftClass::parse(&class)?),
        None => None,
    };
    Some(Acknowledgement {
        drift: written.drift,
        class,
        until: date(&written.until)?,
        why: written.why,
    })
}

fn network(kind: NetworkKind, written: document::Network) -> Option<Network> {
    let selector = match (written.id, written.name, written.cidr) {
        (Some(id), None, None) => Selector::Id(id.as_str().into()),
        (None, Some(name), None) => Selector::Name(name),
        (None, None, Some(cidr)) => Selector::Managed {
            cidr: cidr.parse().ok()?,
            description: written.description,
        },
        _ => return None,
    };
    Some(Network {
        kind,
        account: written.account.as_str().into(),
        region: written.region.as_str().into(),
        selector,
    })
}

fn cen(name: &str, written: document::Cen) -> Option<Cen> {
    let routes = routes::routes(&written)?;
    Some(Cen {
        account: written.account.as_str().into(),
        id: written.id.map(|id| id.as_str().into()),
        display_name: written.name.unwrap_or_else(|| name.to_owned()),
        description: written.description,
        tags: written.tags,
        attach: written
            .attach
            .iter()
            .map(|name| name.as_str().into())
            .collect(),
        bandwidth: written.bandwidth.iter().map(group).collect::<Option<_>>()?,
        routes,
        ignore: written
            .ignore
            .iter()
            .map(|entry| ignore(entry))
            .collect::<Option<_>>()?,
    })
}

fn group(written: &document::Group) -> Option<(AreaPair, Bandwidth)> {
    let [one, other] = written.areas.as_slice() else {
        return None;
    };
    let mut limits = BTreeMap::new();
    for limit in &written.limits {
        let mbps = Mbps(u32::try_from(limit.mbps).ok()?);
        limits.extend(limit.pairs()?.into_iter().map(|pair| (pair, mbps)));
    }
    Some((
        AreaPair::new(Area::parse(one)?, Area::parse(other)?),
        Bandwidth {
            package: package(&written.package)?,
            limits,
        },
    ))
}

fn package(written: &document::Package) -> Option<Package> {
    if let Some(id) = &written.id {
        return Some(Package::Existing(id.as_str().into()));
    }
    let charge = match written.charge.as_deref()? {
        "prepaid" => Charge::Prepaid {
            months: u32::try_from(written.months?).ok()?,
            auto_renew: written.auto_renew.unwrap_or(false),
        },
        _ => Charge::Postpaid,
    };
    Some(Package::Bought {
        mbps: Mbps(u32::try_from(written.mbps?).ok()?),
        charge,
    })
}

fn ignore(entry: &str) -> Option<Ignore> {
    match entry.split_once('/') {
        Some((one, other)) => RegionPair::new(one.into(), other.into()).map(Ignore::Pair),
        None => Some(Ignore::Id(entry.to_owned())),
    }
}
