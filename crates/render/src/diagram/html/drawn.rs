//! What the page draws: regions, networks, packages and limits, without coordinates. Its script places them, because the place depends
//! on the reader's window.

use serde::Serialize;

use crate::diagram::anchors;
use crate::diagram::html::shown::Shown;
use crate::diagram::labels;
use crate::diagram::picture::{
    DrawnLink, DrawnNetwork, DrawnPackage, DrawnRegion, Mark, Panel, Picture,
};
use crate::diagram::svg::{
    account_path, areas_text, cen_title, index, lane_title, network_title, package_title,
    region_title,
};

/// A picture as data for the script of the page.
#[derive(Serialize)]
pub(super) struct Drawn {
    accounts: Vec<DrawnAccount>,
    marks: Vec<DrawnMark>,
    panels: Vec<DrawnPanel>,
}

#[derive(Serialize)]
struct DrawnAccount {
    name: Shown,
    label: Shown,
    class: String,
    shape: String,
}

#[derive(Serialize)]
struct DrawnMark {
    class: &'static str,
    sign: &'static str,
    text: &'static str,
}

#[derive(Serialize)]
struct DrawnPanel {
    key: Option<Shown>,
    name: Shown,
    title: Shown,
    mark: &'static str,
    account: Option<usize>,
    areas: Vec<DrawnArea>,
    packages: Vec<PackageTile>,
}

#[derive(Serialize)]
struct DrawnArea {
    name: Shown,
    regions: Vec<RegionTile>,
}

#[derive(Serialize)]
struct RegionTile {
    key: Shown,
    name: Shown,
    title: Shown,
    /// The transit router, if there is one with route tables.
    router: Option<Shown>,
    networks: Vec<Chip>,
}

#[derive(Serialize)]
struct Chip {
    key: Shown,
    name: Shown,
    kind: &'static str,
    account: usize,
    title: Shown,
    mark: &'static str,
    sign: &'static str,
}

#[derive(Serialize)]
struct PackageTile {
    key: Shown,
    name: Shown,
    title: Shown,
    usage: Shown,
    share: u32,
    mark: &'static str,
    sign: &'static str,
    links: Vec<LinkRow>,
}

#[derive(Serialize)]
struct LinkRow {
    key: Shown,
    ends: [Shown; 2],
    text: Shown,
    title: Shown,
    mark: &'static str,
}

/// Returns the data of a picture.
pub(super) fn drawn(picture: &Picture) -> Drawn {
    let account = |(index, (name, id)): (usize, &(_, Option<_>))| DrawnAccount {
        name: Shown::of(name),
        label: id.as_ref().map_or_else(
            || Shown::of(name),
            |id: &cen_topology::AccountId| Shown::of(format!("{name} {id}")),
        ),
        class: account_path(index, 0, 0).0,
        shape: account_path(index, 0, 0).1,
    };
    let marks = [
        Mark::Added,
        Mark::Changed,
        Mark::Removed,
        Mark::Held,
        Mark::Same,
    ];
    let has_plan = !picture.marks.is_empty();
    Drawn {
        accounts: picture.accounts.iter().enumerate().map(account).collect(),
        marks: marks
            .into_iter()
            .filter(|mark| has_plan && (picture.marks.contains(mark) || *mark == Mark::Same))
            .map(|mark| DrawnMark {
                class: mark.class(),
                sign: mark.sign(),
                text: mark.as_str(),
            })
            .collect(),
        panels: picture
            .panels
            .iter()
            .map(|each| panel(each, picture))
            .collect(),
    }
}

fn panel(panel: &Panel, picture: &Picture) -> DrawnPanel {
    let cen = panel.cen.as_ref();
    let areas = panel.areas.iter().map(|(area, regions)| DrawnArea {
        name: Shown::of(labels::area(area.as_ref())),
        regions: regions
            .iter()
            .map(|each| region(panel, each, picture))
            .collect(),
    });
    DrawnPanel {
        key: cen.map(|cen| Shown::of(anchors::cen(&cen.name))),
        name: cen.map_or_else(
            || Shown::of("on no CEN"),
            |cen| Shown::of(format!("{}CEN {}", cen.mark.prefix(), cen.name)),
        ),
        title: cen.map_or_else(|| Shown::of("on no CEN"), |cen| Shown::of(cen_title(cen))),
        mark: cen.map_or(Mark::Same, |cen| cen.mark).class(),
        account: cen.map(|cen| index(picture, &cen.account)),
        areas: areas.collect(),
        packages: panel
            .packages
            .iter()
            .map(|each| package(panel, each))
            .collect(),
    }
}

fn region(panel: &Panel, region: &DrawnRegion, picture: &Picture) -> RegionTile {
    let cen = panel.cen.as_ref().map(|cen| &cen.name);
    RegionTile {
        key: Shown::of(anchors::region(cen, &region.region)),
        name: Shown::of(&region.region),
        title: Shown::of(region_title(region)),
        router: region
            .router
            .as_ref()
            .map(|router| Shown::of(router.label())),
        networks: region
            .networks
            .iter()
            .map(|network| chip(network, picture))
            .collect(),
    }
}

fn chip(network: &DrawnNetwork, picture: &Picture) -> Chip {
    Chip {
        key: Shown::of(anchors::network(&network.name)),
        name: Shown::of(&network.name),
        kind: network.kind.as_str(),
        account: index(picture, &network.account),
        title: Shown::of(network_title(network, picture)),
        mark: network.mark.class(),
        sign: network.mark.sign(),
    }
}

fn package(panel: &Panel, package: &DrawnPackage) -> PackageTile {
    let cen = panel.cen.as_ref();
    let key = cen
        .zip(package.areas)
        .map(|(cen, areas)| anchors::package(&cen.name, areas));
    let link = |link: &DrawnLink| LinkRow {
        key: Shown::of(
            cen.map(|cen| anchors::link(&cen.name, &link.regions))
                .unwrap_or_default(),
        ),
        ends: link.regions.regions().map(Shown::of),
        text: Shown::of(link.label(package)),
        title: Shown::of(lane_title(link, package)),
        mark: link.mark.class(),
    };
    PackageTile {
        key: Shown::of(key.unwrap_or_default()),
        name: Shown::of(areas_text(package)),
        title: Shown::of(package_title(package)),
        usage: Shown::of(package.usage()),
        share: package.share(),
        mark: package.mark.class(),
        sign: package.mark.sign(),
        links: package.links.iter().map(link).collect(),
    }
}
