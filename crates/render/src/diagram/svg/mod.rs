//! A picture as SVG: one file without a script, light or dark as the reader prefers, and legible without colours.

mod frame;
mod layout;
mod legend;
mod measure;
mod panel;
mod shapes;

use cen_topology::visible_lines;
use maud::{Markup, PreEscaped, html};

use crate::diagram::picture::{Panel, Picture};
use frame::MARGIN;
use layout::{Sheet, sheet};

pub(super) use panel::{
    areas_text, cen_title, lane_title, network_title, package_title, region_title,
};
pub(super) use shapes::{account_path, index};

/// The colours and strokes. Accounts have the palette of Okabe and Ito, which colour-blind people can tell apart. Marks have hues of it,
/// dark or light enough for text. Each account also has a shape, and each mark a sign and a stroke.
pub(super) const STYLE: &str = include_str!("picture.css");

/// Draws the picture as a file of its own.
pub fn svg(picture: &Picture) -> String {
    let mut text = visible_lines(&drawing(picture).into_string()).into_owned();
    text.push('\n');
    text
}

fn drawing(picture: &Picture) -> Markup {
    let sheet = sheet(picture);
    let Sheet { width, height, .. } = sheet;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="cen-picture" viewBox=(format!("0 0 {width} {height}"))
            width=(width) height=(height) role="img" aria-labelledby="cen-title cen-description" {
            "\n" title id="cen-title" { (picture.title) }
            "\n" desc id="cen-description" { (description(picture)) }
            "\n" style { "\n" (PreEscaped(STYLE)) }
            "\n" rect class="paper" width=(width) height=(height) {}
            "\n" text class="title" x=(MARGIN) y=(MARGIN + 16) { (picture.title) }
            "\n" text class="soft" x=(MARGIN) y=(MARGIN + 36) { (picture.source) }
            "\n"
            @for panel in &sheet.panels { (panel::panel(panel, picture)) }
            @for entry in &sheet.legend { (legend::entry(entry)) }
        }
    }
}

/// Says in words what the picture shows, for a person who does not see it.
fn description(picture: &Picture) -> String {
    let panels: Vec<_> = picture.panels.iter().map(description_of).collect();
    panels.join(" ")
}

fn description_of(panel: &Panel) -> String {
    let areas = panel.areas.iter();
    let regions: usize = areas.map(|(_, regions)| regions.len()).sum();
    let packages = panel.packages.iter();
    let links: usize = packages.map(|package| package.links.len()).sum();
    let size = panel.size();
    match &panel.cen {
        Some(cen) => {
            let name = &cen.name;
            format!("CEN {name} joins {size} networks in {regions} regions by {links} bandwidths.")
        }
        None => format!("{size} networks are on no CEN."),
    }
}
