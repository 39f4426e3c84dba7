//! A picture as text for graphviz.

use crate::diagram::labels;
use crate::diagram::picture::{DrawnNetwork, DrawnRegion, DrawnRouter, Mark, Panel, Picture};

/// Writes the picture in the DOT language, for `dot -Tsvg`.
pub fn dot(picture: &Picture) -> String {
    let mut dot = Dot::default();
    dot.open(&format!("graph {}", quote(&picture.title)));
    dot.line("rankdir=LR;");
    dot.line("node [shape=box, fontname=monospace];");
    for (number, panel) in picture.panels.iter().enumerate() {
        draw(&mut dot, number, panel);
    }
    dot.close();
    dot.text
}

fn draw(dot: &mut Dot, number: usize, panel: &Panel) {
    dot.cluster(&format!("{number}"), &labels::title(panel).join("\n"));
    for (index, (area, regions)) in panel.areas.iter().enumerate() {
        let name = format!("{number}_{index}");
        dot.cluster(&name, labels::area(area.as_ref()));
        for region in regions {
            dot.node(&node(number, region.region.as_str()), &label(region));
        }
        dot.close();
    }
    for package in &panel.packages {
        for link in &package.links {
            let ends = [link.regions.first(), link.regions.second()];
            let ends = ends.map(|region| node(number, region.as_str()));
            dot.edge(&ends, &link.label(package), style(link.mark));
        }
    }
    dot.close();
}

fn node(number: usize, region: &str) -> String {
    format!("{number}/{region}")
}

fn label(region: &DrawnRegion) -> String {
    let line = |network: &DrawnNetwork| {
        let sign = network.mark.prefix();
        format!("{sign}{} ({})", network.name, network.account)
    };
    let lines = region.networks.iter().map(line);
    let router = region.router.as_ref().map(DrawnRouter::label);
    let lines: Vec<_> = [region.region.to_string()]
        .into_iter()
        .chain(router)
        .chain(lines)
        .collect();
    lines.join("\n")
}

/// Returns the stroke of a mark. The label has its sign.
fn style(mark: Mark) -> &'static str {
    match mark {
        Mark::Same => "",
        Mark::Added => ", style=bold, color=\"#007a5a\"",
        Mark::Removed => ", style=dashed, color=\"#c24e00\"",
        Mark::Changed => ", style=bold, color=\"#0072b2\"",
        Mark::Held => ", style=dotted, color=\"#a5487f\"",
    }
}

/// DOT that grows. It quotes every name and label.
#[derive(Default)]
struct Dot {
    text: String,
    depth: usize,
}

impl Dot {
    fn line(&mut self, line: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, head: &str) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
    }

    /// Opens a cluster. Its name is a number of ours.
    fn cluster(&mut self, name: &str, label: &str) {
        self.open(&format!("subgraph cluster_{name}"));
        self.line(&format!("label={};", quote(label)));
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.line("}");
    }

    fn node(&mut self, name: &str, label: &str) {
        self.line(&format!("{} [label={}];", quote(name), quote(label)));
    }

    fn edge(&mut self, [one, other]: &[String; 2], label: &str, style: &str) {
        let (one, other, label) = (quote(one), quote(other), quote(label));
        self.line(&format!("{one} -- {other} [label={label}{style}];"));
    }
}

/// Quotes a text: only the quote and the backslash are special, and a line break is written as one.
fn quote(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    let seen = escaped.replace(|character: char| character.is_control(), "\u{fffd}");
    format!("\"{seen}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_quotes() {
        assert_eq!(quote("a\"b\\\nc\u{1b}"), "\"a\\\"b\\\\\\nc\u{fffd}\"");
    }
}
