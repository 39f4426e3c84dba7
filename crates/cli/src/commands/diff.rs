//! `cen diff`: what it would take to make the cloud as a file says, or what the change of a file means. Never writes to the cloud.

use std::path::{Path, PathBuf};

use cen_plan::{Origin, Plan, plan_adopting, plan_change};
use cen_reconciler::ReadCache;
use cen_render::{self as render, Class, Examined, findings, located};
use cen_topology::Topology;
use jiff::Timestamp;

use crate::args::{Diff, PlanForm};
use crate::commands::{Goal, UNSEEN, adopt, look, planned, refuse_gaps};
use crate::connection::{Intent, TargetId, connect};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::{load, log, write_file};

/// A plan, and the file that it is of.
struct Compared {
    plan: Plan,
    topology: Topology,
    file: String,
    source: String,
}

pub(crate) async fn run(arguments: &Diff, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.logging)?;
    let compared = compare(arguments, output)
        .await
        .inspect_err(|failure| output.data(&without_plan(arguments, failure)))?;
    let Compared { plan, topology, .. } = &compared;
    match arguments.format {
        PlanForm::Text => output.plan(&render::text(plan, topology)),
        PlanForm::Json => output.data(&render::json(plan)),
        PlanForm::Markdown => output.data(&render::markdown(plan, topology)),
        PlanForm::Sarif => output.data(&render::sarif(&[examined(&compared)])),
        PlanForm::Junit => output.data(&render::junit(&[examined(&compared)])),
    }
    if let Some(path) = &arguments.out {
        write_file::document(path, write_file::Kind::Plan, plan)?;
    }
    refuse_gaps(&plan.gaps, UNSEEN)?;
    Ok(if plan.is_empty() {
        Exit::Done
    } else {
        Exit::Pending
    })
}

/// Compares whatever is named.
async fn compare(arguments: &Diff, output: &Output) -> Result<Compared, Failure> {
    if let Some(path) = &arguments.out {
        write_file::check(path, write_file::Kind::Plan)?;
    }
    match (arguments.files.as_slice(), &arguments.observed) {
        ([old, new], _) => between(arguments, old, new, output),
        ([file, ..], Some(snapshot)) => offline(arguments, file, snapshot, output),
        ([file, ..], None) => live(arguments, file, output).await,
        ([], _) => Err(Failure::new("no file is named", "name a topology file").exit(Exit::Usage)),
    }
}

/// Why there is no plan, in the form that was asked for: who reads that form must not take an empty page for a plan without changes.
/// Nothing for a person, who is told, nor for a command line that was not understood.
fn without_plan(arguments: &Diff, failure: &Failure) -> String {
    let files = || explained(&arguments.files, failure);
    match arguments.format {
        _ if failure.exit == Exit::Usage => String::new(),
        PlanForm::Text => String::new(),
        PlanForm::Json => render::findings_json(&files()),
        PlanForm::Markdown => render::markdown_without_plan(&files()),
        PlanForm::Sarif => render::sarif(&files()),
        PlanForm::Junit => render::junit(&files()),
    }
}

/// The files with everything that is wrong with them; what is not a matter of a file itself is a matter of the last, whose plan was wanted.
fn explained(files: &[PathBuf], failure: &Failure) -> Vec<Examined> {
    let (mut examined, mut read): (Vec<_>, Vec<_>) =
        files.iter().map(|file| load::examine(file)).unzip();
    examined.iter_mut().for_each(|file| {
        file.findings
            .retain(|finding| finding.class == Class::Error)
    });
    let is_told = examined.iter().any(|file| !file.findings.is_empty());
    if let Some(last) = examined.last_mut().filter(|_| !is_told) {
        let source = read
            .pop()
            .flatten()
            .map(|(_, source)| source)
            .unwrap_or_default();
        last.findings = located(load::errors(failure), &source);
    }
    examined
}

/// A file against the cloud.
async fn live(arguments: &Diff, file: &Path, output: &Output) -> Result<Compared, Failure> {
    let (topology, source) = load::with_source(file, output)?;
    let clients = connect(&arguments.target, file, &topology, Intent::Look).await?;
    let (plan, _) = look(
        Goal::AsWritten(adopt(arguments.adopt)),
        &topology,
        &clients,
        &ReadCache::default(),
    )
    .await?;
    let origin = Origin::new(
        TargetId::of(&arguments.target, file)?.portable,
        &topology,
        &source,
        arguments.adopt,
    );
    Ok(Compared {
        plan: Plan {
            origin: Some(origin),
            ..plan
        },
        topology,
        file: file.display().to_string(),
        source,
    })
}

/// A file against what the cloud said some time ago.
fn offline(
    arguments: &Diff,
    file: &Path,
    snapshot: &Path,
    output: &Output,
) -> Result<Compared, Failure> {
    let (topology, source) = load::with_source(file, output)?;
    let seen = load::snapshot(snapshot)?;
    output.talk(&format!(
        "compared with what {} said {}\n",
        seen.target.escape_debug(),
        age(&seen.taken)
    ));
    let plan = planned(plan_adopting(
        &topology,
        &seen.observed_for(&topology),
        adopt(arguments.adopt),
    ))?;
    let origin = Origin::new(seen.target, &topology, &source, arguments.adopt);
    Ok(Compared {
        plan: Plan {
            origin: Some(origin),
            ..plan
        },
        topology,
        file: file.display().to_string(),
        source,
    })
}

/// One file against another.
fn between(arguments: &Diff, old: &Path, new: &Path, output: &Output) -> Result<Compared, Failure> {
    let target = &arguments.target;
    // What only means something beside `--simulate` is refused without it before.
    let is_live =
        target.simulate.is_some() || target.endpoint.is_some() || target.profiles.is_some();
    if is_live || arguments.observed.is_some() || arguments.out.is_some() || arguments.adopt {
        let hint = "leave out `--observed`, `--out`, `--adopt` and the flags that name a cloud, or name one file";
        return Err(Failure::new(
            "two files are compared with each other, and with no cloud",
            hint,
        )
        .exit(Exit::Usage));
    }
    let old = load::topology(old, output)?;
    let (topology, source) = load::with_source(new, output)?;
    Ok(Compared {
        plan: planned(plan_change(&old, &topology))?,
        topology,
        file: new.display().to_string(),
        source,
    })
}

/// What the plan says, with the places in the file.
fn examined(compared: &Compared) -> Examined {
    let findings = located(
        findings(&compared.plan, &compared.topology),
        &compared.source,
    );
    Examined {
        file: compared.file.clone(),
        topology: Some(compared.topology.name.clone()),
        findings,
    }
}

/// How long ago a time was, in the largest unit that fits.
fn age(taken: &str) -> String {
    let Ok(then) = taken.parse::<Timestamp>() else {
        return "at an unknown time".to_owned();
    };
    let seconds = Timestamp::now().duration_since(then).as_secs();
    let plural =
        |count: i64, unit: &str| format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" });
    match seconds {
        ..0 => "at a time that this machine's clock has not reached".to_owned(),
        0..60 => "less than a minute ago".to_owned(),
        60..3600 => plural(seconds / 60, "minute"),
        3600..86400 => plural(seconds / 3600, "hour"),
        86400.. => plural(seconds / 86400, "day"),
    }
}
