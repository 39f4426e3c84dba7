//! The plan as people and programs read it.

mod connectivity;
mod dot;
mod html;
mod keys;
mod markup;
mod mermaid;
mod reach;
mod route_maps;
mod routes;
mod svg;
mod text;

pub use dot::dot;
pub use html::html;
pub use mermaid::mermaid;
pub use reach::{reach_json, reach_text};
pub(crate) use route_maps::route_map_text;
pub use svg::svg;
pub use text::text;

use crate::plan::Plan;

/// The plan as JSON: [`Plan`] itself, pretty-printed, with a line break at its end.
pub fn json(plan: &Plan) -> String {
    let mut text = serde_json::to_string_pretty(plan).expect("a plan has only text keys");
    text.push('\n');
    text
}
