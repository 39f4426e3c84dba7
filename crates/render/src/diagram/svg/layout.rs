//! Places everything. Each CEN is a panel: its regions stand side by side, grouped by area, with their networks packed into a grid.
//! Below them, each pair of regions with bandwidth has a lane of its own, so that no label can cover another.

use std::collections::BTreeMap;

use cen_topology::{NetworkKind, RegionId};

use crate::diagram::labels;
use crate::diagram::picture::{
    DrawnLink, DrawnNetwork, DrawnPackage, DrawnRegion, Mark, Panel, Picture,
};
use crate::diagram::svg::frame::{Frame, MARGIN, Placed};
use crate::diagram::svg::legend::{LegendEntry, legend};
use crate::diagram::svg::measure::{label_width, shorten, text_width};

/// The title above everything.
const HEADING: i32 = 52;
/// Between panels.
const BETWEEN: i32 = 18;
/// The heading of a panel, of an area and of a card.
const PANEL_HEADING: i32 = 34;
const AREA_HEADING: i32 = 22;
const CARD_HEADING: i32 = 24;
/// The line of a transit router in a card.
const ROUTER: i32 = 18;
/// The column of packages left of the lanes.
const GUTTER: i32 = 262;
/// A network.
pub(super) const CHIP: i32 = 22;
const CHIP_GAP: i32 = 4;
const PADDING: i32 = 8;
/// A card is wide enough for the label of a lane to its neighbour.
const NARROWEST: i32 = 148;
/// A lane, and the least height of the lanes of a package.
const LANE: i32 = 26;
const PACKAGE: i32 = 56;
/// The longest name that a chip shows in full, in characters.
pub(super) const LONGEST: usize = 26;
/// The least width of a picture.
const LEAST_WIDTH: i32 = 560;

/// The whole picture.
pub(super) struct Sheet<'a> {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) panels: Vec<PlacedPanel<'a>>,
    pub(super) legend: Vec<Placed<LegendEntry>>,
}

pub(super) struct PlacedPanel<'a> {
    pub(super) panel: &'a Panel,
    pub(super) frame: Frame,
    pub(super) areas: Vec<Placed<&'a str>>,
    pub(super) cards: Vec<Card<'a>>,
    pub(super) packages: Vec<PlacedPackage<'a>>,
}

/// A region with its networks.
pub(super) struct Card<'a> {
    pub(super) region: &'a DrawnRegion,
    pub(super) frame: Frame,
    pub(super) chips: Vec<Placed<&'a DrawnNetwork>>,
    /// Where the line down to its lowest lane ends.
    pub(super) reaches: Option<i32>,
}

pub(super) struct PlacedPackage<'a> {
    pub(super) package: &'a DrawnPackage,
    pub(super) frame: Frame,
    pub(super) lanes: Vec<Lane<'a>>,
}

/// A line between two regions.
pub(super) struct Lane<'a> {
    pub(super) link: &'a DrawnLink,
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) y: i32,
}

pub(super) fn sheet(picture: &Picture) -> Sheet<'_> {
    let mut y = MARGIN + HEADING;
    let mut panels = Vec::new();
    for panel in &picture.panels {
        let placed = place_panel(panel, y);
        y += placed.frame.height + BETWEEN;
        panels.push(placed);
    }
    let heading = text_width(&picture.title) * 3 / 2 + text_width(&picture.source) + 20;
    let widest = panels
        .iter()
        .map(|panel| panel.frame.width)
        .max()
        .unwrap_or_default()
        .max(LEAST_WIDTH)
        .max(heading);
    panels
        .iter_mut()
        .for_each(|panel| panel.frame.width = widest);
    let (legend, y) = legend(picture, y, widest);
    Sheet {
        width: widest + 2 * MARGIN,
        height: y + MARGIN,
        panels,
        legend,
    }
}

fn place_panel(panel: &Panel, top: i32) -> PlacedPanel<'_> {
    let (mut areas, mut cards, right) = place_areas(panel, top + PANEL_HEADING);
    let lowest = cards.iter().map(|card| card.frame.y + card.frame.height);
    let bottom = lowest.max().unwrap_or(top + PANEL_HEADING) + PADDING;
    for area in &mut areas {
        area.frame.height = bottom - area.frame.y;
    }
    let packages = place_packages(panel, &mut cards, bottom + PADDING);
    let bottom = packages
        .last()
        .map_or(bottom, |package| package.frame.y + package.frame.height);
    let heading = panel.cen.as_ref().map_or(0, |cen| {
        text_width(&cen.display_name) + text_width(cen.name.as_str()) + 420
    });
    PlacedPanel {
        panel,
        frame: Frame {
            x: MARGIN,
            y: top,
            width: (right - MARGIN - PADDING).max(heading.min(2 * LEAST_WIDTH)),
            height: bottom + PADDING - top,
        },
        areas,
        cards,
        packages,
    }
}

/// Places the areas of a panel side by side with their regions, and returns where the last one ends.
fn place_areas(panel: &Panel, y: i32) -> (Vec<Placed<&str>>, Vec<Card<'_>>, i32) {
    let gutter = if panel.packages.is_empty() { 0 } else { GUTTER };
    let rows = rows(panel.size());
    let (mut areas, mut cards) = (Vec::new(), Vec::new());
    let mut x = MARGIN + PADDING + gutter;
    for (area, regions) in &panel.areas {
        let label = labels::area(area.as_ref());
        let left = x;
        x += PADDING;
        for region in regions {
            let card = card(region, x, y + AREA_HEADING, rows);
            x += card.frame.width + PADDING;
            cards.push(card);
        }
        x = x.max(left + text_width(label) + 2 * PADDING);
        let frame = Frame {
            x: left,
            y,
            width: x - left,
            height: 0,
        };
        areas.push(Placed { frame, what: label });
        x += 2 * PADDING;
    }
    (areas, cards, x)
}

/// Returns how many networks stand below one another: as many as make the picture about as high as wide.
fn rows(networks: usize) -> usize {
    (networks * 3).isqrt().clamp(6, 60)
}

fn card<'a>(region: &'a DrawnRegion, x: i32, y: i32, rows: usize) -> Card<'a> {
    let networks = &region.networks;
    let chip = networks.iter().map(chip_width).max().unwrap_or_default();
    let columns = networks.len().div_ceil(rows).max(1);
    let rows = networks.len().div_ceil(columns);
    let router = region.router.as_ref().map(|router| router.label());
    let heading = CARD_HEADING + router.as_ref().map_or(0, |_| ROUTER);
    let widest = router.map_or(0, |label| text_width(&shorten(&label, LONGEST)));
    let widest = widest.max(text_width(region.region.as_str()));
    let width = (length(columns, chip).max(widest) + 2 * PADDING).max(NARROWEST);
    // The chips share the width that is left.
    let chip = (width - 2 * PADDING + CHIP_GAP) / i32::try_from(columns).unwrap_or(1) - CHIP_GAP;
    let place = |(index, network): (usize, &'a DrawnNetwork)| Placed {
        frame: Frame {
            x: x + PADDING + length(index / rows + 1, chip) - chip,
            y: y + heading + length(index % rows + 1, CHIP) - CHIP,
            width: chip,
            height: CHIP,
        },
        what: network,
    };
    let height = heading + length(rows, CHIP) + PADDING;
    Card {
        region,
        frame: Frame {
            x,
            y,
            width,
            height,
        },
        chips: networks.iter().enumerate().map(place).collect(),
        reaches: None,
    }
}

/// Returns how long a row of chips is, with the gaps between them.
fn length(count: usize, each: i32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / each) * (each + CHIP_GAP) - CHIP_GAP
}

/// Returns the width of a chip: the shape of its account, its name, its kind unless it is a VPC, and its sign if it has one.
fn chip_width(network: &DrawnNetwork) -> i32 {
    let kind = if network.kind == NetworkKind::Vpc {
        0
    } else {
        text_width(network.kind.as_str()) + 6
    };
    let sign = if network.mark == Mark::Same { 0 } else { 16 };
    24 + text_width(&shorten(network.name.as_str(), LONGEST)) + kind + sign + 4
}

fn place_packages<'a>(
    panel: &'a Panel,
    cards: &mut [Card<'a>],
    top: i32,
) -> Vec<PlacedPackage<'a>> {
    let centres: BTreeMap<&RegionId, i32> = cards
        .iter()
        .map(|card| (&card.region.region, card.frame.x + card.frame.width / 2))
        .collect();
    let mut y = top;
    let mut placed = Vec::new();
    for package in &panel.packages {
        let (lanes, rows) = lanes(package, &centres, y + PADDING);
        let height = (rows * LANE + 2 * PADDING).max(PACKAGE);
        placed.push(PlacedPackage {
            package,
            frame: Frame {
                x: MARGIN + PADDING,
                y,
                width: GUTTER - PADDING,
                height,
            },
            lanes,
        });
        y += height;
    }
    for card in cards {
        let centre = card.frame.x + card.frame.width / 2;
        let touching = placed
            .iter()
            .flat_map(|package| &package.lanes)
            .filter(|lane| lane.from == centre || lane.to == centre);
        card.reaches = touching.map(|lane| lane.y).max();
    }
    placed
}

/// Places the lanes of a package in as few rows as they need, and returns how many those are. Neither lanes of one row nor their labels
/// touch; a label can be longer than its lane.
fn lanes<'a>(
    package: &'a DrawnPackage,
    centres: &BTreeMap<&RegionId, i32>,
    top: i32,
) -> (Vec<Lane<'a>>, i32) {
    let ends = package.links.iter().filter_map(|link| {
        let (one, other) = (
            *centres.get(link.regions.first())?,
            *centres.get(link.regions.second())?,
        );
        let beyond = (label_width(&link.label(package)) - (one - other).abs()).max(0) / 2 + 5;
        Some((one.min(other), one.max(other), beyond, link))
    });
    let mut ends: Vec<_> = ends.collect();
    ends.sort_by_key(|(from, to, _, _)| (*from, *to));
    let mut rows: Vec<i32> = Vec::new();
    let mut placed = Vec::new();
    for (from, to, beyond, link) in ends {
        let row = rows
            .iter()
            .position(|end| *end < from - beyond)
            .unwrap_or(rows.len());
        if row == rows.len() {
            rows.push(to);
        }
        rows[row] = to + beyond;
        let row = i32::try_from(row).unwrap_or(i32::MAX / LANE);
        placed.push(Lane {
            link,
            from,
            to,
            y: top + row * LANE + LANE / 2,
        });
    }
    (placed, i32::try_from(rows.len()).unwrap_or(i32::MAX / LANE))
}
