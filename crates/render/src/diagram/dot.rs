//! A picture as text for graphviz.

use std::fmt::Write as _;

use crate::diagram::labels::title;
use crate::diagram::{Mark, Panel, Picture};

/// The picture in the DOT language: `dot -Tsvg`.
pub fn dot(picture: &Picture) -> String {
    let mut out = format!(
        "graph {} {{\n  rankdir=LR;\n  node [shape=box, fontname=monospace];\n",
        quote(&picture.title)
    );
    picture
        .panels
        .iter()
        .enumerate()
        .for_each(|(number, panel)| draw(&mut out, number, panel));
    out.push_str("}\n");
    out
}

fn draw(out: &mut String, number: usize, panel: &Panel) {
    let title = title(panel);
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "  subgraph cluster_{number} {{\n    label={};",
        quote(&title)
    );
    for (index, (area, regions)) in panel.areas.iter().enumerate() {
        let area = area
            .as_ref()
            .map_or("area not known", cen_topology::Area::as_str);
        let _ = writeln!(
            out,
            "    subgraph cluster_{number}_{index} {{\n      label={};",
            quote(area)
        );
        for region in regions {
            let lines = region.networks.iter().map(|network| {
                format!(
                    "{}{} ({})",
                    network.mark.prefix(),
                    network.name,
                    network.account
                )
            });
            let label = [region.region.to_string()]
                .into_iter()
                .chain(lines)
                .collect::<Vec<_>>()
                .join("\n");
            let _ = writeln!(
                out,
                "      {} [label={}];",
                node(number, region.region.as_str()),
                quote(&label)
            );
        }
        out.push_str("    }\n");
    }
    for package in &panel.packages {
        for link in &package.links {
            let [one, other] = [link.regions.first(), link.regions.second()]
                .map(|region| node(number, region.as_str()));
            let style = style(link.mark);
            let _ = writeln!(
                out,
                "    {one} -- {other} [label={}{style}];",
                quote(&link.label(package))
            );
        }
    }
    out.push_str("  }\n");
}

fn node(number: usize, region: &str) -> String {
    quote(&format!("{number}/{region}"))
}

/// The stroke of a mark; its sign stands in the label.
fn style(mark: Mark) -> &'static str {
    match mark {
        Mark::Same => "",
        Mark::Added => ", style=bold, color=\"#007a5a\"",
        Mark::Removed => ", style=dashed, color=\"#c24e00\"",
        Mark::Changed => ", style=bold, color=\"#0072b2\"",
        Mark::Held => ", style=dotted, color=\"#a5487f\"",
    }
}

/// A quoted string: only the quote and the backslash mean something in it, and a line break is written as one.
fn quote(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!(
        "\"{}\"",
        escaped.replace(|character: char| character.is_control(), "\u{fffd}")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_quotes() {
        assert_eq!(quote("a\"b\\\nc\u{1b}"), "\"a\\\"b\\\\\\nc\u{fffd}\"");
    }
}
