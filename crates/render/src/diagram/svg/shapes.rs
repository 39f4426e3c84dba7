//! The small elements that drawings are made of.

use cen_topology::AccountName;
use maud::{Markup, html};

use crate::diagram::picture::{Mark, Picture};
use crate::diagram::svg::frame::Frame;

/// The accounts' colours; their shapes are fewer by one, so that no two of the first 42 have both in common.
const COLOURS: usize = 7;
const SHAPES: usize = 6;

/// Draws a rectangle with round corners.
pub(super) fn rectangle(class: &str, frame: Frame, radius: i32) -> Markup {
    let Frame {
        x,
        y,
        width,
        height,
    } = frame;
    html! { rect class=(class) x=(x) y=(y) width=(width) height=(height) rx=(radius) {} }
}

/// Draws a text that begins, ends or has its middle at a point, as its class says.
pub(super) fn label(class: &str, x: i32, y: i32, text: &str) -> Markup {
    html! { text class=(class) x=(x) y=(y) { (text) } }
}

/// Draws a line.
pub(super) fn path(class: &str, d: &str) -> Markup {
    html! { path class=(class) d=(d) {} }
}

/// Returns the number of an account in the picture.
pub(in crate::diagram) fn index(picture: &Picture, account: &AccountName) -> usize {
    let mut accounts = picture.accounts.iter();
    accounts
        .position(|(name, _)| name == account)
        .unwrap_or_default()
}

/// Draws the sign of an account around a point: ten pixels across.
pub(super) fn account(index: usize, x: i32, y: i32) -> Markup {
    let (class, d) = account_path(index, x, y);
    path(&format!("account {class}"), &d)
}

/// Returns the class that colours the sign of an account, and its outline around a point.
pub(in crate::diagram) fn account_path(index: usize, x: i32, y: i32) -> (String, String) {
    let d = match index % SHAPES {
        0 => format!("M{} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z", x - 5),
        1 => format!("M{} {}h9v9h-9Z", x - 4, y - 4),
        2 => format!("M{x} {}l6 10h-12Z", y - 5),
        3 => format!("M{x} {}l6 6l-6 6l-6 -6Z", y - 6),
        4 => format!("M{x} {}l6 -10h-12Z", y + 5),
        _ => format!("M{} {}h4v4h4v4h-4v4h-4v-4h-4v-4h4Z", x - 2, y - 6),
    };
    (format!("a{}", index % COLOURS), d)
}

/// Says what becomes of something, for its title.
pub(super) fn mark_line(mark: Mark) -> Option<String> {
    (mark != Mark::Same).then(|| format!("{} {}", mark.sign(), mark.as_str()))
}
