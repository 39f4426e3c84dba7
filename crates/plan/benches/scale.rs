//! Measures how planning grows: attachments in CENs of 200, with ten limits each.
//!
//! `check` reads and checks the file, `same` plans what exists already, `create` all of it, `limits`
//! every limit anew, and `remove` the removal of all of it. The exponent is fitted from three sizes:
//! one means that the time is proportional to the size.
//!
//! Memory is what a process held at most that did one of these once: it has the file, its model, and
//! an observation that shares no text with them, like one that was read. `-- 100000` measures one size.

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
use std::io::{BufReader, BufWriter, Seek as _};
use std::process::Command;

use cen_observed::Observed;
use cen_plan::{imagine, plan, plan_destruction};
use cen_topology::Topology;

use crate::large::text;
use crate::measure::{Row, exponent, peak_memory, time};
use crate::record::record;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CASES: [&str; 5] = ["check", "same", "create", "limits", "remove"];

/// The argument that makes a process do one case once and print the most memory that it held.
const ONCE: &str = "once";

/// A file of this size, and what the cloud may have of it.
struct Inputs {
    size: usize,
    source: String,
    topology: Topology,
    /// The same with other limits.
    other: Topology,
    bare: Observed,
    built: Observed,
}

impl Inputs {
    fn of(size: usize) -> Self {
        let source = text(size, 5);
        let topology = parsed(&source);
        Self {
            size,
            other: parsed(&text(size, 6)),
            bare: imagine(&topology.emptied(), &topology),
            built: imagine(&topology, &topology),
            source,
            topology,
        }
    }

    /// Does one case once.
    fn run(&self, case: &str) {
        let steps = |topology: &Topology, observed: &Observed| {
            let plan = plan(topology, observed).unwrap();
            plan.steps.len()
        };
        match case {
            "check" => drop(black_box(cen_topology::parse(&self.source))),
            "same" => assert_eq!(steps(&self.topology, &self.built), 0),
            "create" => assert!(steps(&self.topology, &self.bare) > self.size),
            "limits" => assert!(steps(&self.other, &self.built) >= self.size / 20),
            "remove" => {
                let plan = plan_destruction(&self.topology, &self.built).unwrap();
                assert!(plan.steps.len() > self.size);
            }
            other => panic!("there is no case `{other}`"),
        }
    }

    /// Keeps what a program has that does this case, with an observation that shares no text with it.
    fn only(mut self, case: &str) -> Self {
        let none = || Observed::default();
        match case {
            "create" => self.built = none(),
            _ => self.bare = none(),
        }
        if case == "check" {
            self.built = none();
        }
        if case != "limits" {
            self.other = self.topology.emptied();
        }
        self.bare = unshared(self.bare);
        self.built = unshared(self.built);
        self
    }
}

fn parsed(text: &str) -> Topology {
    cen_topology::parse(text).unwrap().topology
}

/// Returns the observation as it is read from a file.
fn unshared(observed: Observed) -> Observed {
    let is_imagined = observed.is_imagined;
    let mut file = tempfile::tempfile().unwrap();
    serde_json::to_writer(BufWriter::new(&file), &observed).unwrap();
    drop(observed);
    file.rewind().unwrap();
    let read: Observed = serde_json::from_reader(BufReader::new(file)).unwrap();
    Observed {
        is_imagined,
        ..read
    }
}

/// Returns the most memory, in bytes, that a process of its own holds for one case.
fn memory(case: &str, size: usize) -> u64 {
    let program = std::env::current_exe().unwrap();
    let ran = Command::new(program)
        .args([ONCE, case, &size.to_string()])
        .output();
    let printed = String::from_utf8(ran.unwrap().stdout).unwrap();
    printed.trim().parse().unwrap()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, case, size] = arguments.as_slice()
        && first == ONCE
    {
        Inputs::of(size.parse().unwrap()).only(case).run(case);
        println!("{}", peak_memory());
        return;
    }
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
        let inputs = Inputs::of(size);
        for case in CASES.into_iter().filter(|case| only(case)) {
            let time = time(&|| inputs.run(case));
            rows.push(Row::new(case, size, time, memory(case, size)));
        }
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
