//! What the page answers when networks are clicked: what one reaches, and the path between two.

use std::collections::BTreeMap;

use cen_network::{AtNetwork, BetweenRegions, Filtered, Link, Note, Obstacle, Survey};
use cen_topology::{CenName, NetworkName, RegionId};
use serde::Serialize;

use crate::diagram::html::shown::Shown;
use crate::reach::{note_text, obstacle_text, package_text};

/// One state of the network, and what is in the way in it.
#[derive(Serialize)]
pub(super) struct Answers {
    /// When it is so, such as `after the plan`.
    when: Shown,
    networks: BTreeMap<Shown, Own>,
    /// By CEN, then by the names of both regions with a `|` between them.
    cens: BTreeMap<Shown, OnCen>,
    route_maps: Vec<Kept>,
}

#[derive(Serialize)]
struct Own {
    cen: Option<Shown>,
    obstacles: Vec<Blocks>,
    notes: Vec<Shown>,
}

#[derive(Serialize)]
struct Blocks {
    text: Shown,
    /// The other network that is the cause, if there is one.
    other: Option<Shown>,
}

#[derive(Default, Serialize)]
struct OnCen {
    regions: BTreeMap<String, Between>,
    notes: Vec<Shown>,
}

#[derive(Serialize)]
struct Between {
    mbps: Option<u32>,
    package: Option<Shown>,
    obstacles: Vec<Shown>,
}

#[derive(Serialize)]
struct Kept {
    from: Vec<Shown>,
    to: Vec<Shown>,
    blocks: bool,
    /// With `{from}` and `{to}` where the names of the networks belong.
    text: Shown,
}

/// The sentences into which the page puts names.
#[derive(Serialize)]
pub(super) struct Sentences {
    not_made: Shown,
    not_attached: Shown,
    two_cens: Shown,
}

/// Returns the sentences with `{one}` and `{other}` where names belong.
pub(super) fn sentences() -> Sentences {
    let network = NetworkName::from("{one}");
    let cens = ["{one}", "{other}"].map(CenName::from);
    let text = |obstacle| Shown::of(obstacle_text(&obstacle, None));
    Sentences {
        not_made: text(Obstacle::NotMade {
            network: network.clone(),
        }),
        not_attached: text(Obstacle::NotAttached { network }),
        two_cens: text(Obstacle::TwoCens { cens }),
    }
}

/// Returns the answers in one state of the network.
pub(super) fn answers(when: &str, survey: &Survey) -> Answers {
    let mut cens: BTreeMap<Shown, OnCen> = BTreeMap::new();
    for ((cen, pair), found) in &survey.regions {
        let key = pair.regions().map(RegionId::as_str).join("|");
        let regions = &mut cens.entry(Shown::of(cen)).or_default().regions;
        regions.insert(key, between(found));
    }
    for cen in &survey.unread_route_maps {
        let note = Shown::of(note_text(&Note::RouteMapsUnknown));
        cens.entry(Shown::of(cen)).or_default().notes.push(note);
    }
    let networks = survey.networks.iter();
    Answers {
        when: Shown::of(when),
        networks: networks
            .map(|(name, at)| (Shown::of(name), own(at)))
            .collect(),
        cens,
        route_maps: survey.filtered.iter().map(kept).collect(),
    }
}

fn own(at: &AtNetwork) -> Own {
    let blocks = |obstacle: &Obstacle| Blocks {
        text: Shown::of(obstacle_text(obstacle, None)),
        other: match obstacle {
            Obstacle::Range { other, .. } => Some(Shown::of(other)),
            Obstacle::NotMade { .. }
            | Obstacle::NotAttached { .. }
            | Obstacle::Attaching { .. }
            | Obstacle::OutOfService { .. }
            | Obstacle::TwoCens { .. }
            | Obstacle::NotInTable { .. }
            | Obstacle::OtherTable { .. }
            | Obstacle::NoPackage { .. }
            | Obstacle::Locked { .. }
            | Obstacle::NoLimit { .. }
            | Obstacle::RouteMap { .. } => None,
        },
    };
    Own {
        cen: at.cen.as_ref().map(Shown::of),
        obstacles: at.obstacles.iter().map(blocks).collect(),
        notes: at
            .notes
            .iter()
            .map(|note| Shown::of(note_text(note)))
            .collect(),
    }
}

fn between(found: &BetweenRegions) -> Between {
    Between {
        mbps: match found.link {
            Link::Mbps(mbps) => Some(mbps.0),
            Link::None | Link::Local => None,
        },
        package: found.package.map(package_text).map(Shown::of),
        obstacles: found
            .obstacles
            .iter()
            .map(|obstacle| Shown::of(obstacle_text(obstacle, found.package)))
            .collect(),
    }
}

fn kept(filtered: &Filtered) -> Kept {
    let names = |networks: &[NetworkName]| networks.iter().map(Shown::of).collect();
    let text = match &filtered.place {
        Some(place) => obstacle_text(
            &Obstacle::RouteMap {
                place: place.clone(),
                network: NetworkName::from("{from}"),
                other: NetworkName::from("{to}"),
            },
            None,
        ),
        None => note_text(&Note::RouteMaps),
    };
    Kept {
        from: names(&filtered.from),
        to: names(&filtered.to),
        blocks: filtered.place.is_some(),
        text: Shown::of(text),
    }
}
