//! A picture as Mermaid, which code hosts draw in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagram::labels::title;
use crate::diagram::{DrawnRegion, Mark, Panel, Picture};

/// Networks that are named in a region; more are counted. Code hosts refuse texts of more than 50 000 characters.
const NAMED: usize = 12;
/// With more networks than this, all are only counted.
const NAMED_AT_ALL: usize = 120;

/// The picture as a Mermaid flowchart, without the fences of Markdown.
pub fn mermaid(picture: &Picture) -> String {
    // A name on two lines is hard to read, and Mermaid breaks lines at 200 pixels.
    let mut out =
        String::from("%%{init: {\"flowchart\": {\"wrappingWidth\": 600}}}%%\nflowchart LR\n");
    let names = picture.panels.iter().map(Panel::size).sum::<usize>() <= NAMED_AT_ALL;
    let mut links = Vec::new();
    for (number, panel) in picture.panels.iter().enumerate() {
        draw(&mut out, number, panel, names, &mut links);
    }
    styles(&mut out, &links);
    out
}

/// Draws a panel; the marks of its links are added to those of the links before.
fn draw(out: &mut String, number: usize, panel: &Panel, names: bool, links: &mut Vec<Mark>) {
    let title = title(panel)
        .lines()
        .map(escape)
        .collect::<Vec<_>>()
        .join("<br>");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "  subgraph cen{number}[\"{title}\"]");
    let mut nodes = BTreeMap::new();
    for (index, (area, regions)) in panel.areas.iter().enumerate() {
        let area = area
            .as_ref()
            .map_or("area not known", cen_topology::Area::as_str);
        let _ = writeln!(out, "    subgraph area{number}_{index}[\"{area}\"]");
        for region in regions {
            let node = format!("region{number}_{}", nodes.len());
            let _ = writeln!(out, "      {node}[\"{}\"]", label(region, names));
            nodes.insert(&region.region, node);
        }
        out.push_str("    end\n");
    }
    for package in &panel.packages {
        for link in &package.links {
            let Some((one, other)) = nodes
                .get(link.regions.first())
                .zip(nodes.get(link.regions.second()))
            else {
                continue;
            };
            let _ = writeln!(
                out,
                "    {one} ---|\"{}\"| {other}",
                escape(&link.label(package))
            );
            links.push(link.mark);
        }
    }
    out.push_str("  end\n");
}

/// A region and its networks: their names, or how many they are.
fn label(region: &DrawnRegion, names: bool) -> String {
    let networks = &region.networks;
    let shown = if names && networks.len() <= NAMED {
        networks.len()
    } else {
        0
    };
    let lines = networks[..shown].iter().map(|network| {
        format!(
            "{}{} · {}",
            network.mark.prefix(),
            network.name,
            network.account
        )
    });
    let marked = |mark: Mark| {
        networks[shown..]
            .iter()
            .filter(|network| network.mark == mark)
            .count()
    };
    let counts = [
        Mark::Same,
        Mark::Added,
        Mark::Removed,
        Mark::Changed,
        Mark::Held,
    ]
    .map(|mark| (mark, marked(mark)));
    let counts = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(mark, count)| {
            format!(
                "{}{count} network{}",
                mark.prefix(),
                if count == 1 { "" } else { "s" }
            )
        });
    let all = [region.region.to_string()]
        .into_iter()
        .chain(lines)
        .chain(counts);
    all.map(|line| escape(&line))
        .collect::<Vec<_>>()
        .join("<br>")
}

/// The strokes of links that are marked, by their numbers.
fn styles(out: &mut String, links: &[Mark]) {
    for (mark, stroke) in [
        (Mark::Added, "stroke:#007a5a,stroke-width:3px"),
        (Mark::Removed, "stroke:#c24e00,stroke-dasharray:6 4"),
        (Mark::Changed, "stroke:#0072b2,stroke-width:3px"),
        (Mark::Held, "stroke:#a5487f,stroke-dasharray:2 3"),
    ] {
        let numbers: Vec<_> = links
            .iter()
            .enumerate()
            .filter(|(_, link)| **link == mark)
            .map(|(number, _)| number.to_string())
            .collect();
        if !numbers.is_empty() {
            let _ = writeln!(out, "  linkStyle {} {stroke}", numbers.join(","));
        }
    }
}

/// A text inside quotes: what means something there is written as an entity, with Mermaid's own sign for it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' => {
                let _ = write!(out, "#{};", u32::from(character));
            }
            _ if character.is_control() => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_quotes() {
        assert_eq!(escape("a\"b<i>#`"), "a#34;b#60;i#62;#35;#96;");
    }
}
