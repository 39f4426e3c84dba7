//! A picture as SVG: one file, no script, light or dark as its reader likes it, and legible without telling colours apart.

mod layout;
mod parts;

use crate::diagram::Picture;
use crate::diagram::escape::escape;
use layout::{MARGIN, Sheet, sheet};

/// The colours and strokes. Accounts have the palette of Okabe and Ito, which the colour-blind can tell apart, and marks have hues of it, dark
/// or light enough for text; besides, each account has a shape and each mark a sign and a stroke of its own.
pub(super) const STYLE: &str = include_str!("picture.css");

/// The picture as a file of its own.
pub fn svg(picture: &Picture) -> String {
    drawing(picture, Some(STYLE))
}

/// The picture for a page that has the style already.
pub(super) fn svg_without_style(picture: &Picture) -> String {
    drawing(picture, None)
}

fn drawing(picture: &Picture, style: Option<&str>) -> String {
    let sheet = sheet(picture);
    let Sheet { width, height, .. } = sheet;
    let (title, source) = (escape(&picture.title), escape(&picture.source));
    let style = style.map_or_else(String::new, |style| format!("<style>\n{style}</style>\n"));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cen-picture\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"cen-title cen-description\">\n\
         <title id=\"cen-title\">{title}</title>\n\
         <desc id=\"cen-description\">{}</desc>\n\
         {style}\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"{}\">{title}</text>\n\
         <text class=\"soft\" x=\"{MARGIN}\" y=\"{}\">{source}</text>\n",
        escape(&description(picture)),
        MARGIN + 16,
        MARGIN + 36,
    );
    sheet
        .panels
        .iter()
        .for_each(|panel| parts::panel(&mut out, panel, picture));
    parts::legend(&mut out, &sheet.legend);
    out.push_str("</svg>\n");
    out
}

/// The picture in words, for whoever does not see it.
fn description(picture: &Picture) -> String {
    let panel = |panel: &crate::diagram::Panel| {
        let regions = panel
            .areas
            .iter()
            .map(|(_, regions)| regions.len())
            .sum::<usize>();
        let links = panel
            .packages
            .iter()
            .map(|package| package.links.len())
            .sum::<usize>();
        match &panel.cen {
            Some(cen) => format!(
                "CEN {} joins {} networks in {regions} regions by {links} bandwidths.",
                cen.name,
                panel.size()
            ),
            None => format!("{} networks are on no CEN.", panel.size()),
        }
    };
    picture
        .panels
        .iter()
        .map(panel)
        .collect::<Vec<_>>()
        .join(" ")
}
