//! A picture as Mermaid, which code hosts draw in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagram::labels;
use crate::diagram::picture::{DrawnNetwork, DrawnRegion, DrawnRouter, Mark, Panel, Picture};
use crate::words::count::counted;

/// The most networks that a region lists; the others are counted. Code hosts refuse texts of more than 50,000 characters.
const NAMED: usize = 12;
/// The most networks of a picture that lists any; in a larger one all are counted.
const NAMED_AT_ALL: usize = 120;
/// A name on two lines is hard to read, and Mermaid breaks lines at 200 pixels.
const HEAD: &str = "%%{init: {\"flowchart\": {\"wrappingWidth\": 600}}}%%\nflowchart LR\n";

/// Writes the picture as a Mermaid flowchart, without the fences of Markdown.
pub fn mermaid(picture: &Picture) -> String {
    let size: usize = picture.panels.iter().map(Panel::size).sum();
    let mut chart = Flowchart {
        text: HEAD.to_owned(),
        depth: 1,
        links: Vec::new(),
    };
    for (number, panel) in picture.panels.iter().enumerate() {
        draw(&mut chart, number, panel, size <= NAMED_AT_ALL);
    }
    chart.styles();
    chart.text
}

fn draw(chart: &mut Flowchart, number: usize, panel: &Panel, names: bool) {
    chart.open(&format!("cen{number}"), &labels::title(panel));
    let mut nodes = BTreeMap::new();
    for (index, (area, regions)) in panel.areas.iter().enumerate() {
        let area = labels::area(area.as_ref()).to_owned();
        chart.open(&format!("area{number}_{index}"), &[area]);
        for region in regions {
            let node = format!("region{number}_{}", nodes.len());
            chart.node(&node, &label(region, names));
            nodes.insert(&region.region, node);
        }
        chart.close();
    }
    for package in &panel.packages {
        for link in &package.links {
            let (one, other) = (link.regions.first(), link.regions.second());
            if let Some((one, other)) = nodes.get(one).zip(nodes.get(other)) {
                chart.link(one, other, &link.label(package), link.mark);
            }
        }
    }
    chart.close();
}

/// Lists a region and its networks: their names, or how many they are.
fn label(region: &DrawnRegion, names: bool) -> Vec<String> {
    let networks = &region.networks;
    let are_named = names && networks.len() <= NAMED;
    let lines = match are_named {
        true => networks.iter().map(network_line).collect(),
        false => counts(networks),
    };
    let router = region.router.as_ref().map(DrawnRouter::label);
    let region = region.region.to_string();
    [region].into_iter().chain(router).chain(lines).collect()
}

fn network_line(network: &DrawnNetwork) -> String {
    let sign = network.mark.prefix();
    format!("{sign}{} · {}", network.name, network.account)
}

/// Counts networks by their marks.
fn counts(networks: &[DrawnNetwork]) -> Vec<String> {
    let mut counts: BTreeMap<Mark, usize> = BTreeMap::new();
    for network in networks {
        *counts.entry(network.mark).or_default() += 1;
    }
    let line = |(mark, count): (Mark, usize)| {
        let networks = counted(count, "network", "networks");
        format!("{}{networks}", mark.prefix())
    };
    counts.into_iter().map(line).collect()
}

/// A flowchart that grows. It escapes every label.
struct Flowchart {
    text: String,
    depth: usize,
    /// The marks of the links, in their order.
    links: Vec<Mark>,
}

impl Flowchart {
    fn line(&mut self, line: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, name: &str, label: &[String]) {
        self.line(&format!("subgraph {name}[\"{}\"]", escape_lines(label)));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.line("end");
    }

    fn node(&mut self, name: &str, label: &[String]) {
        self.line(&format!("{name}[\"{}\"]", escape_lines(label)));
    }

    fn link(&mut self, one: &str, other: &str, label: &str, mark: Mark) {
        self.line(&format!("{one} ---|\"{}\"| {other}", escape(label)));
        self.links.push(mark);
    }

    /// Adds the strokes of marked links. Mermaid knows a link by its number.
    fn styles(&mut self) {
        for (mark, stroke) in [
            (Mark::Added, "stroke:#007a5a,stroke-width:3px"),
            (Mark::Removed, "stroke:#c24e00,stroke-dasharray:6 4"),
            (Mark::Changed, "stroke:#0072b2,stroke-width:3px"),
            (Mark::Held, "stroke:#a5487f,stroke-dasharray:2 3"),
        ] {
            let links = self.links.iter().enumerate();
            let marked = links.filter(|(_, link)| **link == mark);
            let numbers: Vec<_> = marked.map(|(number, _)| number.to_string()).collect();
            if !numbers.is_empty() {
                self.line(&format!("linkStyle {} {stroke}", numbers.join(",")));
            }
        }
    }
}

fn escape_lines(lines: &[String]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| escape(line)).collect();
    lines.join("<br>")
}

/// Escapes a text inside quotes with the entities of Mermaid.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' => {
                // Writing to a String cannot fail.
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
