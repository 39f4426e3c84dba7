//! The findings of `cen doctor` for people and for programs.

use cen_render::{Document, Label, Line, widest};
use cen_topology::Topology;
use serde::Serialize;

use super::row::{CheckRow, CheckState};

/// What stands for this machine in the column of accounts.
const THIS_MACHINE: &str = "this machine";

/// Returns the table, and below it what to do.
pub(super) fn text(rows: &[CheckRow], topology: &Topology, target: &str) -> Document {
    let place = |row: &CheckRow| {
        let account = row.account.as_ref();
        account.map_or(THIS_MACHINE.to_owned(), ToString::to_string)
    };
    let widths = [
        widest(rows.iter().map(place)),
        widest(rows.iter().map(|row| row.check.to_owned())),
        widest(rows.iter().map(|row| row.state.words().to_owned())),
    ];
    let mut out = Document::default();
    for row in rows {
        let label = match row.state {
            CheckState::Ok => Label::Plain,
            CheckState::Wrong => Label::Danger,
            CheckState::NotKnown => Label::Changed,
            CheckState::NotTried => Label::Muted,
        };
        out.push(
            Line::default()
                .column(Label::Heading, place(row), widths[0] + 2)
                .column(Label::Plain, row.check, widths[1] + 2)
                .column(label, row.state.words(), widths[2] + 2)
                .text(row.found.clone()),
        );
    }
    let steps: Vec<_> = rows
        .iter()
        .filter(|row| !row.next_step.is_empty())
        .collect();
    out.blank();
    for row in &steps {
        out.push(format!("{}: {}: {}", place(row), row.check, row.next_step));
    }
    out.push(summary(rows, topology, target));
    out
}

fn summary(rows: &[CheckRow], topology: &Topology, target: &str) -> String {
    let count = |state| rows.iter().filter(|row| row.state == state).count();
    let (wrong, unknown) = (count(CheckState::Wrong), count(CheckState::NotKnown));
    let name = &topology.name;
    if wrong + unknown == 0 {
        format!("{name}: nothing is wrong on {target}")
    } else {
        format!("{name}: {wrong} wrong, {unknown} not known on {target}")
    }
}

/// The findings as a document.
#[derive(Serialize)]
struct Findings<'a> {
    kind: &'static str,
    version: u32,
    topology: String,
    target: &'a str,
    rows: &'a [CheckRow],
}

/// Returns the findings as JSON.
///
/// # Errors
/// Never: all values are texts.
pub(super) fn json(
    rows: &[CheckRow],
    topology: &Topology,
    target: &str,
) -> Result<String, serde_json::Error> {
    let findings = Findings {
        kind: "cen-doctor",
        version: 1,
        topology: topology.name.to_string(),
        target,
        rows,
    };
    Ok(serde_json::to_string_pretty(&findings)? + "\n")
}
