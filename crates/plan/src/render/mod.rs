//! The plan, and what is found of files, as people and programs read them.

mod connectivity;
mod dot;
mod drift;
mod flat;
mod html;
mod junit;
mod keys;
mod markdown;
mod markup;
mod mermaid;
mod prometheus;
mod reach;
mod route_maps;
mod routes;
mod sarif;
mod svg;
pub(crate) mod text;

use serde_json::json;

pub use dot::dot;
pub use drift::{drift_lines, drift_markdown, drift_summary, drift_text};
pub use html::html;
pub use junit::junit;
pub use markdown::{markdown, markdown_without_plan};
pub use mermaid::mermaid;
pub use prometheus::{RunTimes, prometheus};
pub use reach::{reach_json, reach_text};
pub(crate) use route_maps::route_map_text;
pub use sarif::sarif;
pub use svg::svg;
pub use text::text;

use crate::finding::Examined;
use crate::plan::Plan;

/// The plan as JSON: [`Plan`] itself, pretty-printed, with a line break at its end.
pub fn json(plan: &Plan) -> String {
    let mut text = serde_json::to_string_pretty(plan).expect("a plan has only text keys");
    text.push('\n');
    text
}

/// What was found as JSON, with a line break at its end. docs/findings.schema.json describes it.
pub fn findings_json(files: &[Examined]) -> String {
    format!(
        "{:#}\n",
        json!({ "kind": "cen-findings", "version": 1, "files": files })
    )
}
