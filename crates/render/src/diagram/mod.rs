//! Diagrams of a network: as it is, or as it is and as a plan would leave it, with a mark on everything that differs.
//!
//! A [`picture::Picture`] says what is shown. It has no coordinates and no colours; the formats add them.

mod anchors;
mod assemble;
pub(crate) mod dot;
pub(crate) mod html;
mod labels;
mod marks;
pub(crate) mod mermaid;
mod panel;
mod picture;
pub(crate) mod svg;

pub use assemble::{picture_planned, picture_written};
pub use picture::{
    DrawnCen, DrawnLink, DrawnNetwork, DrawnPackage, DrawnRegion, DrawnRouter, Mark, Panel, Picture,
};
