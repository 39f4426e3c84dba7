//! The parts of the drawing, each as elements. A part that something can be said of has a `title`, which a pointer and a page show.

use std::fmt::Write as _;

use cen_topology::NetworkKind;

use crate::diagram::anchors;
use crate::diagram::escape::escape;
use crate::diagram::svg::layout::{
    Card, Entry, Frame, LONGEST, Lane, Placed, PlacedPackage, PlacedPanel, label_width, shorten,
    text_width,
};
use crate::diagram::{DrawnCen, DrawnNetwork, DrawnPackage, Mark, Panel, Picture};

/// The accounts' colours; their shapes are fewer by one, so that no two of the first 42 have both in common.
const COLOURS: usize = 7;
const SHAPES: usize = 6;

// Writing to a String cannot fail, so the results are dropped here.
macro_rules! draw {
    ($out:expr, $($text:tt)*) => { let _ = writeln!($out, $($text)*); };
}

pub(super) fn panel(out: &mut String, placed: &PlacedPanel<'_>, picture: &Picture) {
    let mark = placed.panel.cen.as_ref().map_or(Mark::Same, |cen| cen.mark);
    draw!(out, "<g class=\"panel {}\">", mark.class());
    draw!(
        out,
        "<rect class=\"frame\" {} rx=\"10\"/>",
        rectangle(placed.frame)
    );
    heading(out, placed, picture);
    for area in &placed.areas {
        draw!(
            out,
            "<rect class=\"area\" {} rx=\"8\"/>",
            rectangle(area.frame)
        );
        draw!(
            out,
            "<text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>",
            area.frame.x + 8,
            area.frame.y + 15,
            area.what
        );
    }
    for card in &placed.cards {
        if let Some(reaches) = card.reaches {
            let x = card.frame.x + card.frame.width / 2;
            draw!(
                out,
                "<path class=\"drop\" d=\"M{x} {}V{reaches}\"/>",
                card.frame.y + card.frame.height
            );
        }
    }
    placed
        .packages
        .iter()
        .for_each(|package| self::package(out, package, placed));
    placed
        .cards
        .iter()
        .for_each(|card| self::card(out, card, placed.panel, picture));
    out.push_str("</g>\n");
}

fn heading(out: &mut String, placed: &PlacedPanel<'_>, picture: &Picture) {
    let Frame { x, y, .. } = placed.frame;
    let Some(cen) = &placed.panel.cen else {
        draw!(
            out,
            "<text class=\"strong\" x=\"{}\" y=\"{}\">on no CEN</text>",
            x + 12,
            y + 21
        );
        return;
    };
    let sign = if cen.mark == Mark::Same {
        String::new()
    } else {
        format!("{} ", cen.mark.sign())
    };
    let name = shorten(&format!("{sign}CEN {}", cen.name), 48);
    draw!(
        out,
        "<g class=\"cen {}\" data-key=\"{}\" data-name=\"{}\">",
        cen.mark.class(),
        escape(&anchors::cen(&cen.name)),
        escape(cen.name.as_str())
    );
    draw!(out, "<title>{}</title>", escape(&cen_title(cen)));
    shape(out, index(picture, &cen.account), x + 18, y + 17);
    draw!(
        out,
        "<text class=\"strong\" x=\"{}\" y=\"{}\">{}</text>",
        x + 30,
        y + 21,
        escape(&name)
    );
    let also = shorten(
        &format!("“{}” of account {}", cen.display_name, cen.account),
        72,
    );
    draw!(
        out,
        "<text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>",
        x + 44 + text_width(&name),
        y + 21,
        escape(&also)
    );
    out.push_str("</g>\n");
}

fn cen_title(cen: &DrawnCen) -> String {
    let mut lines = vec![
        format!("CEN {}", cen.name),
        format!("display name: {}", cen.display_name),
        format!("account: {}", cen.account),
    ];
    lines.extend(cen.id.as_ref().map(|id| format!("id: {id}")));
    lines.extend(mark_line(cen.mark));
    lines.join("\n")
}

fn mark_line(mark: Mark) -> Option<String> {
    (mark != Mark::Same).then(|| format!("{} {}", mark.sign(), mark.as_str()))
}

fn card(out: &mut String, card: &Card<'_>, panel: &Panel, picture: &Picture) {
    let (Frame { x, y, .. }, region) = (card.frame, card.region);
    let name = escape(region.region.as_str());
    let key = escape(&anchors::region(
        panel.cen.as_ref().map(|cen| &cen.name),
        &region.region,
    ));
    draw!(
        out,
        "<g class=\"region\" data-key=\"{key}\" data-name=\"{name}\">"
    );
    draw!(
        out,
        "<title>region {name}\n{} networks</title>",
        region.networks.len()
    );
    draw!(
        out,
        "<rect class=\"card\" {} rx=\"6\"/>",
        rectangle(card.frame)
    );
    draw!(
        out,
        "<text class=\"strong\" x=\"{}\" y=\"{}\">{name}</text>\n</g>",
        x + 8,
        y + 16
    );
    card.chips
        .iter()
        .for_each(|chip| self::chip(out, chip, picture));
}

fn chip(out: &mut String, placed: &Placed<&DrawnNetwork>, picture: &Picture) {
    let (Frame { x, y, width, .. }, network) = (placed.frame, placed.what);
    let name = escape(network.name.as_str());
    draw!(
        out,
        "<g class=\"network {}\" data-key=\"{}\" data-name=\"{name}\">",
        network.mark.class(),
        escape(&anchors::network(&network.name))
    );
    draw!(
        out,
        "<title>{}</title>",
        escape(&network_title(network, picture))
    );
    draw!(
        out,
        "<rect class=\"chip\" {} rx=\"4\"/>",
        rectangle(placed.frame)
    );
    shape(out, index(picture, &network.account), x + 12, y + 11);
    draw!(
        out,
        "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
        x + 23,
        y + 15,
        escape(&shorten(network.name.as_str(), LONGEST))
    );
    let mut right = x + width - 6;
    if network.mark != Mark::Same {
        draw!(
            out,
            "<text class=\"sign\" x=\"{right}\" y=\"{}\">{}</text>",
            y + 15,
            network.mark.sign()
        );
        right -= 16;
    }
    if network.kind != NetworkKind::Vpc {
        draw!(
            out,
            "<text class=\"kind\" x=\"{right}\" y=\"{}\">{}</text>",
            y + 15,
            network.kind
        );
    }
    out.push_str("</g>\n");
}

fn network_title(network: &DrawnNetwork, picture: &Picture) -> String {
    let id = network
        .id
        .as_ref()
        .map_or_else(String::new, |id| format!(" {id}"));
    let number = picture
        .accounts
        .iter()
        .find(|(name, _)| *name == network.account)
        .and_then(|(_, id)| id.as_ref());
    let number = number.map_or_else(String::new, |number| format!(" {number}"));
    let mut lines = vec![
        network.name.to_string(),
        format!("{}{id}", network.kind),
        format!("region: {}", network.region),
        format!("account: {}{number}", network.account),
    ];
    if !network.ranges.is_empty() {
        lines.push(format!(
            "range: {}",
            network
                .ranges
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    lines.extend(mark_line(network.mark));
    lines.extend(network.why.clone());
    lines.join("\n")
}

fn package(out: &mut String, placed: &PlacedPackage<'_>, panel: &PlacedPanel<'_>) {
    let (Frame { x, y, width, .. }, package) = (placed.frame, placed.package);
    let key = panel
        .panel
        .cen
        .as_ref()
        .zip(package.areas)
        .map(|(cen, areas)| anchors::package(&cen.name, areas))
        .unwrap_or_default();
    let areas = areas_text(package);
    let right = panel.frame.x + panel.frame.width - 8;
    draw!(out, "<path class=\"rule\" d=\"M{x} {y}H{right}\"/>");
    draw!(
        out,
        "<g class=\"package {}\" data-key=\"{}\" data-name=\"{areas}\">",
        package.mark.class(),
        escape(&key)
    );
    let title: Vec<_> = [format!("package {areas}"), package.usage()]
        .into_iter()
        .chain(mark_line(package.mark))
        .collect();
    draw!(out, "<title>{}</title>", escape(&title.join("\n")));
    let sign = if package.mark == Mark::Same {
        String::new()
    } else {
        format!("{} ", package.mark.sign())
    };
    draw!(
        out,
        "<text class=\"strong\" x=\"{}\" y=\"{}\">{sign}{areas}</text>",
        x + 4,
        y + 18
    );
    draw!(
        out,
        "<text class=\"small\" x=\"{}\" y=\"{}\">{}</text>",
        x + 4,
        y + 34,
        package.usage()
    );
    let length = width - 24;
    let filled = i32::try_from(package.share()).unwrap_or(100).min(100) * length / 100;
    draw!(
        out,
        "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{length}\" height=\"6\" rx=\"3\"/>",
        x + 4,
        y + 41
    );
    draw!(
        out,
        "<rect class=\"filled\" x=\"{}\" y=\"{}\" width=\"{filled}\" height=\"6\" rx=\"3\"/>",
        x + 4,
        y + 41
    );
    out.push_str("</g>\n");
    for lane in &placed.lanes {
        let key = panel
            .panel
            .cen
            .as_ref()
            .map(|cen| anchors::link(&cen.name, &lane.link.regions))
            .unwrap_or_default();
        self::lane(out, lane, package, &key);
    }
}

fn areas_text(package: &DrawnPackage) -> String {
    package.areas.map_or_else(
        || "areas not known".to_owned(),
        |areas| format!("{} – {}", areas.first(), areas.second()),
    )
}

fn lane(out: &mut String, lane: &Lane<'_>, package: &DrawnPackage, key: &str) {
    let Lane { link, from, to, y } = *lane;
    let (one, other) = (link.regions.first(), link.regions.second());
    let label = link.label(package);
    let class = link.mark.class();
    draw!(
        out,
        "<g class=\"link {class}\" data-key=\"{}\" data-name=\"{}\">",
        escape(key),
        escape(&link.regions.to_string())
    );
    let mut title = vec![
        format!("{one} – {other}"),
        label.clone(),
        format!("package {}", areas_text(package)),
    ];
    title.extend(mark_line(link.mark));
    draw!(out, "<title>{}</title>", escape(&title.join("\n")));
    draw!(out, "<path class=\"lane\" d=\"M{from} {y}H{to}\"/>");
    for x in [from, to] {
        draw!(out, "<circle class=\"end\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>");
    }
    let (middle, length) = ((from + to) / 2, label_width(&label));
    draw!(
        out,
        "<rect class=\"pill\" x=\"{}\" y=\"{}\" width=\"{length}\" height=\"20\" rx=\"10\"/>",
        middle - length / 2,
        y - 10
    );
    draw!(
        out,
        "<text class=\"amount\" x=\"{middle}\" y=\"{}\">{label}</text>",
        y + 4
    );
    out.push_str("</g>\n");
}

pub(super) fn legend(out: &mut String, entries: &[Placed<Entry>]) {
    for Placed {
        frame: Frame { x, y, .. },
        what,
    } in entries
    {
        match what {
            Entry::Account(index, _) => shape(out, *index, x + 10, y + 11),
            Entry::Mark(mark) => {
                let class = mark.class();
                draw!(
                    out,
                    "<g class=\"network {class}\"><rect class=\"chip\" x=\"{}\" y=\"{}\" width=\"18\" height=\"18\" rx=\"4\"/>",
                    x + 1,
                    y + 2
                );
                draw!(
                    out,
                    "<text class=\"sign centred\" x=\"{}\" y=\"{}\">{}</text></g>",
                    x + 10,
                    y + 15,
                    mark.sign()
                );
            }
            Entry::Lane => {
                draw!(
                    out,
                    "<g class=\"link same\"><path class=\"lane\" d=\"M{} {}H{}\"/></g>",
                    x + 1,
                    y + 11,
                    x + 19
                );
            }
        }
        draw!(
            out,
            "<text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>",
            x + 28,
            y + 15,
            escape(&what.text())
        );
    }
}

fn index(picture: &Picture, account: &cen_topology::AccountName) -> usize {
    picture
        .accounts
        .iter()
        .position(|(name, _)| name == account)
        .unwrap_or_default()
}

/// The sign of an account around a point: ten pixels across.
fn shape(out: &mut String, index: usize, x: i32, y: i32) {
    let path = match index % SHAPES {
        0 => format!("M{} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z", x - 5),
        1 => format!("M{} {}h9v9h-9Z", x - 4, y - 4),
        2 => format!("M{x} {}l6 10h-12Z", y - 5),
        3 => format!("M{x} {}l6 6l-6 6l-6 -6Z", y - 6),
        4 => format!("M{x} {}l6 -10h-12Z", y + 5),
        _ => format!("M{} {}h4v4h4v4h-4v4h-4v-4h-4v-4h4Z", x - 2, y - 6),
    };
    draw!(
        out,
        "<path class=\"account a{}\" d=\"{path}\"/>",
        index % COLOURS
    );
}

fn rectangle(frame: Frame) -> String {
    let Frame {
        x,
        y,
        width,
        height,
    } = frame;
    format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}
