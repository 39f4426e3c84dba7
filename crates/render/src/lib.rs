//! Plans, findings and networks as people and programs read them.
//!
//! This crate is pure, like [`cen_plan`]: no IO, no clock. Nothing that it makes is stored to be compared later, so every wording can
//! change without a plan file, a journal or a snapshot noticing.

mod connectivity;
mod costs;
mod diagram;
mod document;
mod drift;
mod drift_findings;
mod finding;
mod fold;
mod junit;
mod markdown;
mod medium;
mod plan_json;
mod prometheus;
mod reach;
mod sarif;
mod sign;
mod stakes;
mod summary;
mod text;
pub mod words;

use serde_json::json;

pub use costs::{Amount, Item, Price, Prices, Quantity, Unpriced, quantities};
pub use diagram::dot::dot;
pub use diagram::html::{Beside, html};
pub use diagram::mermaid::mermaid;
pub use diagram::svg::svg;
pub use diagram::{
    DrawnCen, DrawnLink, DrawnNetwork, DrawnPackage, DrawnRegion, DrawnRouter, Mark, Panel,
    Picture, picture_planned, picture_written,
};
pub use document::{Document, Label, Line, Span, widest};
pub use drift::{drift_lines, drift_markdown, drift_summary, drift_text};
pub use drift_findings::drift;
pub use finding::{Class, Examined, Finding, findings, located};
pub use fold::unfolded;
pub use junit::{junit, junit_of_plan};
pub use markdown::{About, markdown, markdown_about, markdown_without_plan};
pub use medium::terminal::terminal;
pub use plan_json::{json, json_priced};
pub use prometheus::{RunTimes, prometheus};
pub use reach::{reach_json, reach_text};
pub use sarif::{sarif, sarif_linked};
pub use stakes::stakes;
pub use summary::summary;
pub use text::{Detail, text, text_in, text_priced};

/// Renders findings as JSON, with a line break at the end. `docs/findings.schema.json` describes it.
pub fn findings_json(files: &[Examined]) -> String {
    format!(
        "{:#}\n",
        json!({ "kind": "cen-findings", "version": 1, "files": files })
    )
}
