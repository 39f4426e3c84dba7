//! `cen history`: past runs, from the journals beside a topology file. It does not read the cloud
//! and takes no lock.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use cen_reconciler::{
    Counts, How, LARGEST, OLD, OutcomeKind, PastAction, PastRun, Record, past_runs, read,
};
use cen_render::{Document, Label, Line, widest};
use serde::Serialize;

use crate::args::{AnswerForm, History};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::load;
use crate::output::Output;
use crate::run_files::folder;

/// The runs of one topology on one target.
#[derive(Serialize)]
struct RunHistory {
    topology: String,
    target: String,
    /// Oldest first.
    runs: Vec<PastRun>,
}

pub(crate) fn run(arguments: &History, output: &Output) -> anyhow::Result<Exit> {
    let topology = arguments
        .file
        .as_ref()
        .map(|file| load::topology(file, output))
        .transpose()?;
    let topology = topology.map(|topology| topology.name.to_string());
    let folder = folder(
        arguments
            .file
            .as_deref()
            .unwrap_or(Path::new("topology.yaml")),
    );
    let (mut journals, mut exit) = (BTreeMap::<_, Vec<Record>>::new(), Exit::Done);
    for path in paths(&folder)? {
        match records(&path) {
            Ok((of, records)) => journals.entry(of).or_default().extend(records),
            Err(failure) => {
                output.talk(&failure);
                exit = Exit::Error;
            }
        }
    }
    let is_wanted = |of: &(String, String)| {
        topology.as_ref().is_none_or(|wanted| *wanted == of.0)
            && arguments
                .target
                .as_ref()
                .is_none_or(|wanted| of.1.contains(wanted))
    };
    let wanted = journals.into_iter().filter(|(of, _)| is_wanted(of));
    let told = wanted.map(|((topology, target), records)| RunHistory {
        topology,
        target,
        runs: last(&records, arguments.last.get()),
    });
    let told: Vec<_> = told.filter(|told| !told.runs.is_empty()).collect();
    match arguments.format {
        AnswerForm::Json => output.data(&format!("{}\n", serde_json::to_string_pretty(&told)?)),
        AnswerForm::Text if told.is_empty() => output.talk(format!(
            "there is no run in the journals of `{}`",
            folder.display()
        )),
        AnswerForm::Text => output.show(&text(&told)),
    }
    Ok(exit)
}

/// Lists the journals of a folder, each rotated journal before its successor.
pub(super) fn paths(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| {
        Failure::new(
            format!("cannot read the folder `{}`: {error}", folder.display()),
            "check its permissions",
        )
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let old = format!(".jsonl.{OLD}");
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".jsonl") || name.ends_with(&old) {
            paths.push((!name.ends_with(&old), path));
        }
    }
    paths.sort();
    Ok(paths.into_iter().map(|(_, path)| path).collect())
}

/// Reads a journal: its topology and target, and its records.
pub(super) fn records(path: &Path) -> Result<((String, String), Vec<Record>), Failure> {
    let place = format!("`{}`", path.display());
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    opened.map_err(|error| {
        Failure::new(
            format!("cannot read the journal {place}: {error}"),
            "check its permissions",
        )
    })?;
    let content =
        read(&place, &bytes).map_err(|error| Failure::new(error.to_string(), error.help()))?;
    let of = content
        .header
        .map(|header| (header.topology.to_string(), header.target))
        .unwrap_or_default();
    Ok((of, content.records))
}

fn last(records: &[Record], count: usize) -> Vec<PastRun> {
    let mut runs = past_runs(records);
    runs.drain(..runs.len().saturating_sub(count));
    runs
}

fn text(told: &[RunHistory]) -> Document {
    let mut out = Document::default();
    for RunHistory {
        topology,
        target,
        runs,
    } in told
    {
        if !out.is_empty() {
            out.blank();
        }
        let heading = format!("{topology} on {target}");
        out.push(Line::of(Label::Heading, heading));
        runs.iter().for_each(|run| run_lines(&mut out, run));
    }
    out
}

fn run_lines(out: &mut Document, run: &PastRun) {
    let operator = &run.operator;
    let by = format!(
        "{} on {}, process {}",
        operator.user, operator.host, operator.pid
    );
    let took = run
        .ended
        .map(|ended| format!(", {}", seconds(run.started, ended)))
        .unwrap_or_default();
    let ending = match run.how {
        Some(How::Complete) => "complete",
        Some(How::Interrupted) => "interrupted",
        Some(How::Stopped) => "stopped at once",
        None => "killed, or still running",
    };
    let started = run.started.strftime("%Y-%m-%d %H:%M:%S UTC");
    let counts = run.counts.map(counted).unwrap_or_default();
    out.push(format!(
        "  {started}  {by}, run {}: {ending}{took}{counts}",
        run.run
    ));
    let width = widest(run.actions.iter().map(|action| action.action.as_str()));
    let actions = run.actions.iter();
    out.extend(actions.map(|action| action_line(action, width)));
}

fn counted(counts: Counts) -> String {
    let Counts {
        done,
        failed,
        skipped,
        unknown,
        not_started,
    } = counts;
    let all = [
        (done, "done"),
        (failed, "failed"),
        (skipped, "skipped"),
        (unknown, "unknown"),
        (not_started, "not started"),
    ];
    all.iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!(", {count} {word}"))
        .collect()
}

fn action_line(action: &PastAction, width: usize) -> Line {
    let word = match action.outcome {
        Some(OutcomeKind::Done) => "done",
        Some(OutcomeKind::Failed) => "failed",
        Some(OutcomeKind::Skipped) => "skipped",
        Some(OutcomeKind::Unknown) => "unknown",
        None => "no end",
    };
    let mut details = Vec::new();
    if let (Some(asked), Some(over)) = (action.asked, action.over) {
        details.push(seconds(asked, over));
    }
    details.extend(action.output.clone());
    details.extend(
        action
            .request
            .as_ref()
            .map(|request| format!("request {request}")),
    );
    let needs = if action.outcome == Some(OutcomeKind::Skipped) {
        "it needs "
    } else {
        ""
    };
    details.extend((!action.reason.is_empty()).then(|| format!("{needs}{}", action.reason)));
    Line::from(format!("    {word:<8} "))
        .column(Label::Plain, action.action.as_str(), width)
        .text(format!("  {}", details.join(", ")))
}

fn seconds(from: jiff::Timestamp, to: jiff::Timestamp) -> String {
    format!("{:.1} s", to.duration_since(from).as_secs_f64())
}
