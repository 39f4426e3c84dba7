//! `cen history`: past runs, from the journals beside a topology file. It does not read the cloud
//! and takes no lock.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use cen_reconciler::{
    Counts, How, JournalError, OLD, OutcomeKind, PastAction, PastRun, PastRuns, Records,
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
    let (mut journals, mut exit) = (BTreeMap::new(), Exit::Done);
    for path in paths(&folder)? {
        if let Err(failure) = add(&path, arguments.last.get(), &mut journals) {
            output.talk(&failure);
            exit = Exit::Error;
        }
    }
    let is_wanted = |of: &Of| {
        topology.as_ref().is_none_or(|wanted| *wanted == of.0)
            && arguments
                .target
                .as_ref()
                .is_none_or(|wanted| of.1.contains(wanted))
    };
    let wanted = journals.into_iter().filter(|(of, _)| is_wanted(of));
    let told = wanted.map(|((topology, target), runs)| RunHistory {
        topology,
        target,
        runs: runs.into_runs(),
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

/// The topology and the target of a journal.
pub(super) type Of = (String, String);

/// Opens a journal: its topology and target, and its records.
pub(super) fn open(path: &Path) -> Result<(Of, Records<BufReader<File>>), Failure> {
    let place = format!("`{}`", path.display());
    let file = File::open(path).map_err(|error| {
        Failure::new(
            format!("cannot read the journal {place}: {error}"),
            "check its permissions",
        )
    })?;
    let records = Records::new(&place, BufReader::new(file)).map_err(damaged)?;
    let header = records.header();
    let of = header.map(|header| (header.topology.to_string(), header.target.clone()));
    Ok((of.unwrap_or_default(), records))
}

/// Adds the runs of a journal to those of the journals before it.
fn add(path: &Path, count: usize, journals: &mut BTreeMap<Of, PastRuns>) -> Result<(), Failure> {
    let (of, records) = open(path)?;
    let runs = journals.entry(of).or_insert_with(|| PastRuns::last(count));
    for record in records {
        runs.take(&record.map_err(damaged)?);
    }
    Ok(())
}

fn damaged(error: JournalError) -> Failure {
    Failure::new(error.to_string(), error.help())
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
