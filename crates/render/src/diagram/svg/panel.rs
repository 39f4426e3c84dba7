//! A panel with everything on it. Parts have a `title`, which the browser and the page show as details.

use cen_topology::NetworkKind;
use maud::{Markup, html};

use crate::diagram::anchors;
use crate::diagram::picture::{
    DrawnCen, DrawnLink, DrawnNetwork, DrawnPackage, DrawnRegion, DrawnRouter, Mark, Panel, Picture,
};
use crate::diagram::svg::frame::{Frame, Placed};
use crate::diagram::svg::layout::{Card, LONGEST, Lane, PlacedPackage, PlacedPanel};
use crate::diagram::svg::measure::{label_width, shorten, text_width};
use crate::diagram::svg::shapes::{account, index, label, mark_line, path, rectangle};
use crate::words::count::counted;

/// Draws a panel.
pub(super) fn panel(placed: &PlacedPanel<'_>, picture: &Picture) -> Markup {
    let mark = placed.panel.cen.as_ref().map_or(Mark::Same, |cen| cen.mark);
    html! {
        g class={ "panel " (mark.class()) } {
            "\n" (rectangle("frame", placed.frame, 10)) "\n"
            (heading(placed, picture))
            @for area in &placed.areas {
                (rectangle("area", area.frame, 8)) "\n"
                (label("soft", area.frame.x + 8, area.frame.y + 15, area.what)) "\n"
            }
            @for card in &placed.cards { (drop(card)) }
            @for each in &placed.packages { (package(each, placed)) }
            @for each in &placed.cards { (card(each, placed.panel, picture)) }
        }
        "\n"
    }
}

fn heading(placed: &PlacedPanel<'_>, picture: &Picture) -> Markup {
    let Frame { x, y, .. } = placed.frame;
    let Some(cen) = &placed.panel.cen else {
        return html! { (label("strong", x + 12, y + 21, "on no CEN")) "\n" };
    };
    let name = shorten(&format!("{}CEN {}", cen.mark.prefix(), cen.name), 48);
    let also = format!("“{}” of account {}", cen.display_name, cen.account);
    html! {
        g class={ "cen " (cen.mark.class()) } data-key=(anchors::cen(&cen.name)) data-name=(cen.name) {
            "\n" title { (cen_title(cen)) }
            "\n" (account(index(picture, &cen.account), x + 18, y + 17))
            "\n" (label("strong", x + 30, y + 21, &name))
            "\n" (label("soft", x + 44 + text_width(&name), y + 21, &shorten(&also, 72)))
            "\n"
        }
        "\n"
    }
}

/// Returns the details of a CEN.
pub(in crate::diagram) fn cen_title(cen: &DrawnCen) -> String {
    let mut lines = vec![
        format!("CEN {}", cen.name),
        format!("display name: {}", cen.display_name),
        format!("account: {}", cen.account),
    ];
    lines.extend(cen.id.as_ref().map(|id| format!("id: {id}")));
    lines.extend(mark_line(cen.mark));
    lines.join("\n")
}

/// Draws the line from a region down to its lowest lane.
fn drop(card: &Card<'_>) -> Markup {
    let x = card.frame.x + card.frame.width / 2;
    let bottom = card.frame.y + card.frame.height;
    html! {
        @if let Some(reaches) = card.reaches {
            (path("drop", &format!("M{x} {bottom}V{reaches}"))) "\n"
        }
    }
}

fn card(card: &Card<'_>, panel: &Panel, picture: &Picture) -> Markup {
    let (Frame { x, y, .. }, region) = (card.frame, card.region);
    let name = region.region.as_str();
    let cen = panel.cen.as_ref().map(|cen| &cen.name);
    html! {
        g class="region" data-key=(anchors::region(cen, &region.region)) data-name=(name) {
            "\n" title { (region_title(region)) }
            "\n" (rectangle("card", card.frame, 6))
            "\n" (label("strong", x + 8, y + 16, name))
            @if let Some(router) = &region.router {
                "\n" (label("small", x + 8, y + 34, &shorten(&router.label(), LONGEST)))
            }
            "\n"
        }
        "\n"
        @for each in &card.chips { (chip(each, picture)) }
    }
}

/// Returns the details of a region.
pub(in crate::diagram) fn region_title(region: &DrawnRegion) -> String {
    let networks = counted(region.networks.len(), "network", "networks");
    let mut lines = vec![format!("region {}", region.region), networks];
    lines.extend(region.router.as_ref().map(DrawnRouter::details));
    lines.join("\n")
}

fn chip(placed: &Placed<&DrawnNetwork>, picture: &Picture) -> Markup {
    let (Frame { x, y, width, .. }, network) = (placed.frame, placed.what);
    let (name, sign) = (network.name.as_str(), network.mark.sign());
    let right = x + width - 6;
    let left_of_sign = if sign.is_empty() { right } else { right - 16 };
    html! {
        g class={ "network " (network.mark.class()) } data-key=(anchors::network(&network.name)) data-name=(name) {
            "\n" title { (network_title(network, picture)) }
            "\n" (rectangle("chip", placed.frame, 4))
            "\n" (account(index(picture, &network.account), x + 12, y + 11))
            "\n" (label("name", x + 23, y + 15, &shorten(name, LONGEST)))
            @if !sign.is_empty() { "\n" (label("sign", right, y + 15, sign)) }
            @if network.kind != NetworkKind::Vpc {
                "\n" (label("kind", left_of_sign, y + 15, network.kind.as_str()))
            }
            "\n"
        }
        "\n"
    }
}

/// Returns the details of a network.
pub(in crate::diagram) fn network_title(network: &DrawnNetwork, picture: &Picture) -> String {
    let number = picture
        .accounts
        .iter()
        .find(|(name, _)| *name == network.account)
        .and_then(|(_, id)| id.as_ref());
    let number = number.map_or_else(String::new, |number| format!(" {number}"));
    let id = network.id.as_ref();
    let id = id.map_or_else(String::new, |id| format!(" {id}"));
    let mut lines = vec![
        network.name.to_string(),
        format!("{}{id}", network.kind),
        format!("region: {}", network.region),
        format!("account: {}{number}", network.account),
    ];
    if !network.ranges.is_empty() {
        let ranges: Vec<_> = network.ranges.iter().map(ToString::to_string).collect();
        lines.push(format!("range: {}", ranges.join(", ")));
    }
    lines.extend(mark_line(network.mark));
    lines.extend(network.why.clone());
    lines.join("\n")
}

fn package(placed: &PlacedPackage<'_>, panel: &PlacedPanel<'_>) -> Markup {
    let (Frame { x, y, width, .. }, package) = (placed.frame, placed.package);
    let cen = panel.panel.cen.as_ref();
    let key = cen.zip(package.areas);
    let key = key.map(|(cen, areas)| anchors::package(&cen.name, areas));
    let areas = areas_text(package);
    let right = panel.frame.x + panel.frame.width - 8;
    let filled = i32::try_from(package.share()).unwrap_or(100).min(100);
    let bar = Frame {
        x: x + 4,
        y: y + 41,
        width: width - 24,
        height: 6,
    };
    let part = Frame {
        width: filled * bar.width / 100,
        ..bar
    };
    let title = format!("{}{areas}", package.mark.prefix());
    html! {
        (path("rule", &format!("M{x} {y}H{right}"))) "\n"
        g class={ "package " (package.mark.class()) } data-key=(key.unwrap_or_default()) data-name=(areas) {
            "\n" title { (package_title(package)) }
            "\n" (label("strong", x + 4, y + 18, &title))
            "\n" (label("small", x + 4, y + 34, &package.usage()))
            "\n" (rectangle("bar", bar, 3))
            "\n" (rectangle("filled", part, 3))
            "\n"
        }
        "\n"
        @for each in &placed.lanes { (lane(each, package, cen)) }
    }
}

/// Returns the details of a package.
pub(in crate::diagram) fn package_title(package: &DrawnPackage) -> String {
    let lines = [of_package(package), package.usage()];
    let lines: Vec<_> = lines.into_iter().chain(mark_line(package.mark)).collect();
    lines.join("\n")
}

/// Says what pays for bandwidth.
fn of_package(package: &DrawnPackage) -> String {
    let areas = areas_text(package);
    match package.is_traffic {
        true => areas,
        false => format!("package {areas}"),
    }
}

/// Names the areas of a package.
pub(in crate::diagram) fn areas_text(package: &DrawnPackage) -> String {
    if package.is_traffic {
        return "billed by the GB".to_owned();
    }
    package.areas.map_or_else(
        || "areas not known".to_owned(),
        |areas| format!("{} – {}", areas.first(), areas.second()),
    )
}

fn lane(lane: &Lane<'_>, package: &DrawnPackage, cen: Option<&DrawnCen>) -> Markup {
    let Lane { link, from, to, y } = *lane;
    let key = cen.map(|cen| anchors::link(&cen.name, &link.regions));
    let text = link.label(package);
    let (middle, length) = ((from + to) / 2, label_width(&text));
    let pill = Frame {
        x: middle - length / 2,
        y: y - 10,
        width: length,
        height: 20,
    };
    html! {
        g class={ "link " (link.mark.class()) } data-key=(key.unwrap_or_default()) data-name=(link.regions) {
            "\n" title { (lane_title(link, package)) }
            "\n" (path("lane", &format!("M{from} {y}H{to}")))
            @for x in [from, to] { "\n" circle class="end" cx=(x) cy=(y) r="4" {} }
            "\n" (rectangle("pill", pill, 10))
            "\n" (label("amount", middle, y + 4, &text))
            "\n"
        }
        "\n"
    }
}

/// Returns the details of the bandwidth between two regions.
pub(in crate::diagram) fn lane_title(link: &DrawnLink, package: &DrawnPackage) -> String {
    let (one, other) = (link.regions.first(), link.regions.second());
    let mut lines = vec![
        format!("{one} – {other}"),
        link.label(package),
        of_package(package),
    ];
    lines.extend(mark_line(link.mark));
    lines.join("\n")
}
