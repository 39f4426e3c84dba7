//! Where everything stands. Each CEN is a panel: its regions stand side by side, grouped by area, with their networks packed into a grid;
//! below them each pair of regions that may exchange something has a lane of its own, so that no label can cover another.
//!
//! All lengths are pixels of an unscaled picture. Text is set in a font of one width, so its length is known.

use std::collections::BTreeMap;

use cen_topology::RegionId;

use crate::diagram::{DrawnLink, DrawnNetwork, DrawnPackage, DrawnRegion, Mark, Panel, Picture};
use crate::document::columns;

/// Around the whole picture.
pub(super) const MARGIN: i32 = 20;
/// The title above everything.
const HEADING: i32 = 52;
/// Between panels.
const BETWEEN: i32 = 18;
/// The heading of a panel, of an area and of a card.
const PANEL_HEADING: i32 = 34;
const AREA_HEADING: i32 = 22;
const CARD_HEADING: i32 = 24;
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
/// The longest name that is written out in a chip, in characters.
pub(super) const LONGEST: usize = 26;
/// What a small picture is at least wide.
const LEAST_WIDTH: i32 = 560;
const LEGEND_LINE: i32 = 22;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// The whole picture.
pub(super) struct Sheet<'a> {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) panels: Vec<PlacedPanel<'a>>,
    pub(super) legend: Vec<Placed<Entry>>,
}

/// Something and its place.
pub(super) struct Placed<T> {
    pub(super) frame: Frame,
    pub(super) what: T,
}

/// A line of the legend.
pub(super) enum Entry {
    /// The account of this number.
    Account(usize, String),
    /// A mark.
    Mark(Mark),
    /// What a lane is.
    Lane,
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

/// Returns how long a text is: a letter of East Asia is twice as wide as others.
pub(super) fn text_width(text: &str) -> i32 {
    let columns = i32::try_from(columns(text)).unwrap_or(i32::MAX / 73);
    columns * 73 / 10 + 1
}

/// How long the label of a lane is, its rounded ends included.
pub(super) fn label_width(label: &str) -> i32 {
    text_width(label) + 8
}

/// A text cut down to so many characters.
pub(super) fn shorten(text: &str, longest: usize) -> String {
    match text.chars().count() > longest {
        true => text.chars().take(longest - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
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
    let gutter = if panel.packages.is_empty() { 0 } else { GUTTER };
    let mut areas = Vec::new();
    let mut cards = Vec::new();
    let (mut x, y) = (MARGIN + PADDING + gutter, top + PANEL_HEADING);
    let rows = rows(panel.size());
    for (area, regions) in &panel.areas {
        let label = area
            .as_ref()
            .map_or("area not known", cen_topology::Area::as_str);
        let left = x;
        x += PADDING;
        for region in regions {
            let card = card(region, x, y + AREA_HEADING, rows);
            x += card.frame.width + PADDING;
            cards.push(card);
        }
        x = x.max(left + text_width(label) + 2 * PADDING);
        areas.push(Placed {
            frame: Frame {
                x: left,
                y,
                width: x - left,
                height: 0,
            },
            what: label,
        });
        x += 2 * PADDING;
    }
    let bottom = cards
        .iter()
        .map(|card| card.frame.y + card.frame.height)
        .max()
        .unwrap_or(y)
        + PADDING;
    areas
        .iter_mut()
        .for_each(|area| area.frame.height = bottom - area.frame.y);
    let packages = place_packages(panel, &mut cards, bottom + PADDING);
    let bottom = packages
        .last()
        .map_or(bottom, |package| package.frame.y + package.frame.height)
        + PADDING;
    let heading = panel.cen.as_ref().map_or(0, |cen| {
        text_width(&cen.display_name) + text_width(cen.name.as_str()) + 420
    });
    let width = (x - MARGIN - PADDING).max(heading.min(2 * LEAST_WIDTH));
    PlacedPanel {
        panel,
        frame: Frame {
            x: MARGIN,
            y: top,
            width,
            height: bottom - top,
        },
        areas,
        cards,
        packages,
    }
}

/// How many networks stand below one another: about as many as make the picture as high as it is wide.
fn rows(networks: usize) -> usize {
    (networks * 3).isqrt().clamp(6, 60)
}

fn card<'a>(region: &'a DrawnRegion, x: i32, y: i32, rows: usize) -> Card<'a> {
    let chip = region
        .networks
        .iter()
        .map(chip_width)
        .max()
        .unwrap_or_default();
    let columns = region.networks.len().div_ceil(rows).max(1);
    let rows = region.networks.len().div_ceil(columns);
    let inner = |count: usize, each: i32| {
        i32::try_from(count).unwrap_or(i32::MAX / each) * (each + CHIP_GAP) - CHIP_GAP
    };
    let width =
        (inner(columns, chip).max(text_width(region.region.as_str())) + 2 * PADDING).max(NARROWEST);
    // Whatever the card is wider than its chips, they share.
    let chip = (width - 2 * PADDING + CHIP_GAP) / i32::try_from(columns).unwrap_or(1) - CHIP_GAP;
    let place = |(index, network): (usize, &'a DrawnNetwork)| Placed {
        frame: Frame {
            x: x + PADDING + inner(index / rows + 1, chip) - chip,
            y: y + CARD_HEADING + inner(index % rows + 1, CHIP) - CHIP,
            width: chip,
            height: CHIP,
        },
        what: network,
    };
    let height = CARD_HEADING + inner(rows, CHIP) + PADDING;
    Card {
        region,
        frame: Frame {
            x,
            y,
            width,
            height,
        },
        chips: region.networks.iter().enumerate().map(place).collect(),
        reaches: None,
    }
}

/// A network's chip has its account's shape, its name, its kind if that is not the usual one, and its sign if it has one.
fn chip_width(network: &DrawnNetwork) -> i32 {
    let kind = if network.kind == cen_topology::NetworkKind::Vpc {
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

/// The lanes of a package in as few rows as they need, and how many those are. Lanes of one row do not touch, nor do their labels, which
/// may be longer than a lane between neighbours.
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

/// The legend in lines as wide as the picture, and where it ends.
fn legend(picture: &Picture, top: i32, width: i32) -> (Vec<Placed<Entry>>, i32) {
    let account = |(index, (name, id)): (usize, &(_, Option<cen_topology::AccountId>))| {
        let name: &cen_topology::AccountName = name;
        Entry::Account(
            index,
            id.as_ref()
                .map_or_else(|| name.to_string(), |id| format!("{name} {id}")),
        )
    };
    let accounts = picture.accounts.iter().enumerate().map(account);
    let has_lanes = picture
        .panels
        .iter()
        .flat_map(|panel| &panel.packages)
        .any(|package| !package.links.is_empty());
    let entries = accounts
        .chain(picture.marks.iter().map(|mark| Entry::Mark(*mark)))
        .chain(has_lanes.then_some(Entry::Lane));
    let (mut x, mut y) = (MARGIN, top);
    let mut placed = Vec::new();
    for entry in entries {
        let length = 28 + text_width(&entry.text()) + 18;
        if x > MARGIN && x + length > MARGIN + width {
            (x, y) = (MARGIN, y + LEGEND_LINE);
        }
        placed.push(Placed {
            frame: Frame {
                x,
                y,
                width: length,
                height: LEGEND_LINE,
            },
            what: entry,
        });
        x += length;
    }
    (placed, y + LEGEND_LINE)
}

impl Entry {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Account(_, text) => text.clone(),
            Self::Mark(mark) => mark.as_str().to_owned(),
            Self::Lane => "bandwidth between two regions · share of its package".to_owned(),
        }
    }
}
