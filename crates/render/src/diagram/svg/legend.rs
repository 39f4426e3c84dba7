//! What the shapes, strokes and signs mean.

use maud::{Markup, html};

use crate::diagram::svg::layout::{Entry, Frame, Placed};
use crate::diagram::svg::shapes::{account, label, path, rectangle};

/// Draws an entry of the legend.
pub(super) fn entry(placed: &Placed<Entry>) -> Markup {
    let Frame { x, y, .. } = placed.frame;
    html! {
        (example(&placed.what, x, y))
        (label("soft", x + 28, y + 15, &placed.what.text())) "\n"
    }
}

fn example(entry: &Entry, x: i32, y: i32) -> Markup {
    match entry {
        Entry::Account(index, _) => account(*index, x + 10, y + 11),
        Entry::Mark(mark) => {
            let chip = Frame {
                x: x + 1,
                y: y + 2,
                width: 18,
                height: 18,
            };
            html! {
                g class={ "network " (mark.class()) } {
                    (rectangle("chip", chip, 4))
                    (label("sign centred", x + 10, y + 15, mark.sign()))
                }
            }
        }
        Entry::Lane => html! {
            g class="link same" { (path("lane", &format!("M{} {}H{}", x + 1, y + 11, x + 19))) }
        },
    }
}
