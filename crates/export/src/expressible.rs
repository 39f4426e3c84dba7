//! Whether the language can say what the cloud has.
//!
//! The rules of the language are not repeated here: a value that does not come back the same from [`cen_topology::parse`] is not written.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    Account, Bandwidth, Cen, CenId, CenName, Diagnostics, Ignore, Network, NetworkName, Routes,
    Severity, Topology, is_seen, parse, write,
};

/// The longest display name of a CEN, in characters.
const LONGEST_NAME: usize = 128;

/// Returns the text nearest to a display name that can be written: on one line, not too long, without invisible characters.
pub(super) fn nearest_name(text: &str) -> String {
    let clean: String = text
        .chars()
        .filter_map(|c| {
            if c.is_whitespace() {
                Some(' ')
            } else {
                is_seen(c).then_some(c)
            }
        })
        .collect();
    let bare = clean
        .trim()
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    bare.chars().take(LONGEST_NAME).collect()
}

/// Tells whether the language can say a key of a network or CEN.
pub(super) fn can_be_key(key: &str) -> bool {
    comes_back(with_cen(CenName::from(key), nothing(key)))
}

/// Tells whether it can say a network of this key.
pub(super) fn can_be_network(key: &NetworkName, network: &Network) -> bool {
    let network = Network {
        account: "a".into(),
        ..network.clone()
    };
    comes_back(Topology {
        networks: [(key.clone(), network)].into(),
        ..blank()
    })
}

/// Tells whether it can say the id of a CEN.
pub(super) fn can_be_cen_id(id: &CenId) -> bool {
    comes_back(with_cen(
        "c".into(),
        Cen {
            id: Some(id.clone()),
            ..nothing("c")
        },
    ))
}

/// Tells whether it can say the display name of a CEN.
pub(super) fn can_be_name(name: &str) -> bool {
    comes_back(with_cen("c".into(), nothing(name)))
}

/// Tells whether it can say the description of a CEN or VPC.
pub(super) fn can_be_description(text: &str) -> bool {
    comes_back(with_cen(
        "c".into(),
        Cen {
            description: Some(text.to_owned()),
            ..nothing("c")
        },
    ))
}

/// Tells whether it can say these tags.
pub(super) fn can_be_tags(tags: &BTreeMap<String, String>) -> bool {
    comes_back(with_cen(
        "c".into(),
        Cen {
            tags: Some(tags.clone()),
            ..nothing("c")
        },
    ))
}

/// Tells whether it can say to ignore this.
pub(super) fn can_be_ignored(ignore: &Ignore) -> bool {
    comes_back(with_cen(
        "c".into(),
        Cen {
            ignore: vec![ignore.clone()],
            ..nothing("c")
        },
    ))
}

/// Tells whether it can say a bandwidth group, whose limits are judged without the networks at their ends.
pub(super) fn can_be_package(areas: cen_topology::AreaPair, group: &Bandwidth) -> bool {
    let group = Bandwidth {
        limits: BTreeMap::new(),
        ..group.clone()
    };
    comes_back(with_cen(
        "c".into(),
        Cen {
            bandwidth: [(areas, group)].into(),
            ..nothing("c")
        },
    ))
}

/// Returns why it cannot say this of a CEN that attaches these networks; none if it can.
pub(super) fn why_not_routes(
    key: &CenName,
    networks: &BTreeMap<NetworkName, Network>,
    routes: Routes,
) -> Option<String> {
    let attach = networks.keys().cloned().collect();
    let networks = networks.iter().map(|(name, network)| {
        (
            name.clone(),
            Network {
                account: "a".into(),
                ..network.clone()
            },
        )
    });
    let cen = Cen {
        attach,
        routes,
        ..nothing(key.as_str())
    };
    let topology = Topology {
        networks: networks.collect(),
        ..with_cen(key.clone(), cen)
    };
    let first = |problems: Diagnostics| {
        problems
            .iter()
            .find(|problem| problem.severity == Severity::Error)
            .map(|it| it.message.clone())
    };
    match parse(&write::draft(&topology, &write::Notes::default())) {
        Ok(checked) => (checked.topology != topology).then(|| "no file can say it".to_owned()),
        Err(problems) => Some(first(problems).unwrap_or_default()),
    }
}

fn comes_back(topology: Topology) -> bool {
    parse(&write::draft(&topology, &write::Notes::default()))
        .is_ok_and(|checked| checked.topology == topology)
}

fn with_cen(key: CenName, cen: Cen) -> Topology {
    Topology {
        cens: [(key, cen)].into(),
        ..blank()
    }
}

/// Returns a topology of one account and nothing else.
fn blank() -> Topology {
    Topology {
        name: "a".into(),
        renames: Default::default(),
        accounts: [(
            "a".into(),
            Account {
                id: "1".into(),
                profile: None,
                role: None,
            },
        )]
        .into(),
        networks: BTreeMap::new(),
        cens: BTreeMap::new(),
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    }
}

/// Returns a CEN that has only a display name.
fn nothing(display_name: &str) -> Cen {
    Cen {
        account: "a".into(),
        id: None,
        display_name: display_name.to_owned(),
        description: None,
        tags: None,
        attach: BTreeSet::new(),
        bandwidth: BTreeMap::new(),
        traffic: BTreeMap::new(),
        attachments: BTreeMap::new(),
        routers: BTreeMap::new(),
        ignore: Vec::new(),
        routes: cen_topology::Routes::default(),
    }
}
