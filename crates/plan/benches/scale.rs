//! Measures how planning grows: attachments in CENs of 200, with ten limits each.
//!
//! `check` reads and checks the file, `same` plans what exists already, `create` all of it, `limits`
//! every limit anew, and `remove` the removal of all of it. The exponent is fitted from three sizes:
//! one means that the time is proportional to the size. Memory is what the process held at most.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made is an error, and its result is printed"
)]
#![expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]

mod large;
#[path = "../../../tests/support/measure.rs"]
mod measure;
#[path = "../../../tests/support/record.rs"]
mod record;

use std::hint::black_box;

use cen_plan::{imagine, plan, plan_destruction};
use cen_topology::Topology;

use crate::large::text;
use crate::measure::{Row, exponent, peak_memory, time};
use crate::record::record;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn parsed(text: &str) -> Topology {
    cen_topology::parse(text).unwrap().topology
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let sizes: Vec<usize> = match arguments.iter().find_map(|argument| argument.parse().ok()) {
        Some(size) => vec![size],
        None => vec![2_000, 8_000, 32_000],
    };
    let only = |name: &str| {
        let mut named = arguments
            .iter()
            .filter_map(|argument| argument.strip_prefix("only="));
        named.next().is_none_or(|only| only == name)
    };
    let mut rows: Vec<Row> = Vec::new();
    for &size in &sizes {
        let source = text(size, 5);
        let topology = parsed(&source);
        let other = parsed(&text(size, 6));
        let bare = imagine(&topology.emptied(), &topology);
        let built = imagine(&topology, &topology);
        let mut case = |name: &'static str, work: &dyn Fn()| {
            if only(name) {
                rows.push(Row::new(name, size, time(work), peak_memory()));
            }
        };
        case("check", &|| drop(black_box(cen_topology::parse(&source))));
        case("same", &|| {
            assert!(plan(&topology, &built).unwrap().is_empty())
        });
        case("create", &|| {
            assert!(plan(&topology, &bare).unwrap().steps.len() > size)
        });
        case("limits", &|| {
            assert!(plan(&other, &built).unwrap().steps.len() >= size / 20)
        });
        case("remove", &|| {
            assert!(plan_destruction(&topology, &built).unwrap().steps.len() > size)
        });
    }
    println!(
        "{:<8} {:>8} {:>10} {:>9} {:>9}",
        "plan", "networks", "time", "exponent", "memory"
    );
    for row in &rows {
        let points: Vec<_> = rows.iter().filter(|other| other.name == row.name).collect();
        let exponent =
            exponent(&points).map_or_else(String::new, |exponent| format!("{exponent:.2}"));
        println!("{}", row.shown(&exponent));
        record(&row.json());
    }
}
