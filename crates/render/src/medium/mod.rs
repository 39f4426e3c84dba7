//! One writer for each medium. A writer alone knows how its medium shows a label, and what a text must not hold there.
//!
//! Plain text is the `Display` of [`crate::Document`].

pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod terminal;
pub(crate) mod xml;
