//! What the shapes, strokes and signs mean.

use cen_topology::{AccountId, AccountName};
use maud::{Markup, html};

use crate::diagram::picture::{Mark, Picture};
use crate::diagram::svg::frame::{Frame, MARGIN, Placed};
use crate::diagram::svg::measure::text_width;
use crate::diagram::svg::shapes::{account, label, path, rectangle};

const LINE: i32 = 22;

/// An entry of the legend.
pub(super) enum LegendEntry {
    /// The account of this number.
    Account(usize, String),
    /// A mark.
    Mark(Mark),
    /// The bandwidth between two regions.
    Lane,
}

/// Places the legend in lines as wide as the picture, and returns where it ends.
pub(super) fn legend(picture: &Picture, top: i32, width: i32) -> (Vec<Placed<LegendEntry>>, i32) {
    let account = |(index, (name, id)): (usize, &(_, Option<AccountId>))| {
        let name: &AccountName = name;
        LegendEntry::Account(
            index,
            id.as_ref()
                .map_or_else(|| name.to_string(), |id| format!("{name} {id}")),
        )
    };
    let accounts = picture.accounts.iter().enumerate().map(account);
    let has_lanes = picture
        .panels
        .iter()
        .flat_map(|panel| &panel.packages)
        .any(|package| !package.links.is_empty());
    let entries = accounts
        .chain(picture.marks.iter().map(|mark| LegendEntry::Mark(*mark)))
        .chain(has_lanes.then_some(LegendEntry::Lane));
    let (mut x, mut y) = (MARGIN, top);
    let mut placed = Vec::new();
    for entry in entries {
        let length = 28 + text_width(&entry.text()) + 18;
        if x > MARGIN && x + length > MARGIN + width {
            (x, y) = (MARGIN, y + LINE);
        }
        placed.push(Placed {
            frame: Frame {
                x,
                y,
                width: length,
                height: LINE,
            },
            what: entry,
        });
        x += length;
    }
    (placed, y + LINE)
}

impl LegendEntry {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Account(_, text) => text.clone(),
            Self::Mark(mark) => mark.as_str().to_owned(),
            Self::Lane => "bandwidth between two regions · share of its package".to_owned(),
        }
    }
}

/// Draws an entry of the legend.
pub(super) fn entry(placed: &Placed<LegendEntry>) -> Markup {
    let Frame { x, y, .. } = placed.frame;
    html! {
        (example(&placed.what, x, y))
        (label("soft", x + 28, y + 15, &placed.what.text())) "\n"
    }
}

fn example(entry: &LegendEntry, x: i32, y: i32) -> Markup {
    match entry {
        LegendEntry::Account(index, _) => account(*index, x + 10, y + 11),
        LegendEntry::Mark(mark) => {
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
        LegendEntry::Lane => html! {
            g class="link same" { (path("lane", &format!("M{} {}H{}", x + 1, y + 11, x + 19))) }
        },
    }
}
