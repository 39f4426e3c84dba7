//! One writer for each medium. Only the writer knows how its medium shows a label, and how it escapes text.
//!
//! Plain text is the `Display` of [`crate::Document`].

pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod terminal;
pub(crate) mod xml;
