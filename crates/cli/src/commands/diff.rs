//! `cen diff`: the plan that makes the cloud match a file, or the meaning of a change of the file.
//! Never writes to the cloud.

use std::path::{Path, PathBuf};

use cen_observed::Observed;
use cen_plan::{Notice, Origin, Plan, notices, plan_adopting, plan_change};
use cen_render::{self as render, About, Class, Examined, Prices, findings, located};
use cen_topology::Topology;
use jiff::fmt::friendly::{Designator, Spacing, SpanPrinter};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit, ZonedDifference};

use crate::args::help::documentation;
use crate::args::{Diff, PlanForm};
use crate::commands::horizon::horizon;
use crate::commands::journals::Past;
use crate::commands::prices;
use crate::commands::{Goal, UNSEEN, adopt, look, planned, refuse_gaps};
use crate::connection::{Intent, TargetId, connect};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::reading;
use crate::{load, log, write_file};

/// A plan, and its file.
struct Compared {
    plan: Plan,
    topology: Topology,
    prices: Prices,
    file: String,
    source: String,
}

pub(crate) async fn run(arguments: &Diff, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.logging)?;
    let compared = compare(arguments, output)
        .await
        .inspect_err(|failure| output.data(&without_plan(arguments, failure)))?;
    let Compared {
        plan,
        topology,
        prices,
        ..
    } = &compared;
    match arguments.format {
        PlanForm::Text => {
            let detail = arguments.detail.chosen();
            output.show(&render::text_priced(plan, topology, detail, prices));
        }
        PlanForm::Json => output.data(&render::json_priced(plan, topology, prices)),
        PlanForm::Markdown => output.data(&comment(arguments, &compared)),
        PlanForm::Sarif => output.data(&render::sarif_linked(
            &[examined(&compared)],
            documentation().as_deref(),
        )),
        PlanForm::Junit => output.data(&render::junit_of_plan(&[examined(&compared)])),
    }
    if let Some(path) = &arguments.out {
        write_file::document(path, write_file::DocumentKind::Plan, plan)?;
    }
    refuse_gaps(&plan.gaps, UNSEEN)?;
    Ok(if plan.is_empty() {
        Exit::Done
    } else {
        Exit::Pending
    })
}

/// Renders the plan as a comment, with what a reviewer must know of it.
fn comment(arguments: &Diff, compared: &Compared) -> String {
    let Compared {
        plan,
        topology,
        prices,
        ..
    } = compared;
    let origin = plan.origin.as_ref();
    let about = About {
        target: origin.map(|origin| origin.target.as_str()),
        commit: arguments.commit.as_deref(),
        made: Some(&prices::minute(Timestamp::now())),
        picture: arguments.picture.as_deref(),
    };
    render::markdown_about(plan, topology, &about, prices)
}

/// Compares the file with the cloud, a snapshot, or another file.
async fn compare(arguments: &Diff, output: &Output) -> Result<Compared, Failure> {
    if let Some(path) = &arguments.out {
        write_file::check(path, write_file::DocumentKind::Plan)?;
    }
    match (arguments.files.as_slice(), &arguments.observed) {
        ([old, new], _) => between(arguments, old, new, output),
        ([file, ..], Some(snapshot)) => offline(arguments, file, snapshot, output),
        ([file, ..], None) => live(arguments, file, output).await,
        ([], _) => Err(Failure::new("no file is named", "name a topology file").exit(Exit::Usage)),
    }
}

/// Prints the reasons why there is no plan, in the requested format: a program that reads it must
/// not take empty output for a plan without changes. Prints nothing for people, who see the error,
/// nor for a wrong command line.
fn without_plan(arguments: &Diff, failure: &Failure) -> String {
    let files = || explained(&arguments.files, failure);
    match arguments.format {
        _ if failure.exit == Exit::Usage => String::new(),
        PlanForm::Text => String::new(),
        PlanForm::Json => render::findings_json(&files()),
        PlanForm::Markdown => render::markdown_without_plan(&files()),
        PlanForm::Sarif => render::sarif_linked(&files(), documentation().as_deref()),
        PlanForm::Junit => render::junit(&files()),
    }
}

/// Returns the files with their problems. A problem that is not in a file is assigned to the last
/// file, because the plan is for that one.
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

/// Compares a file with the cloud.
async fn live(arguments: &Diff, file: &Path, output: &Output) -> Result<Compared, Failure> {
    let (topology, source) = load::with_source(file, output)?;
    let goal = Goal::AsWritten(adopt(arguments.adopt));
    let past = Past::read(&arguments.target, file, &topology);
    let looked = async {
        let clients = connect(&arguments.target, file, &topology, Intent::Look).await?;
        let (plan, observed) = look(goal, &topology, &clients, &past.scope()).await?;
        Ok((plan, observed, clients))
    };
    let (mut plan, observed, clients) = reading(&arguments.logging, looked).await?;
    plan.notices = told(arguments, &past, &topology, &observed);
    let target = TargetId::of(&arguments.target, file)?.portable;
    let prices = match arguments.prices {
        true => {
            prices::ask(
                &clients,
                &plan,
                &topology,
                &prices::Cache::beside(file, &target),
            )
            .await
        }
        false => Prices::default(),
    };
    let origin = Origin::new(target, &topology, &source, arguments.adopt);
    Ok(Compared {
        plan: Plan {
            origin: Some(origin),
            ..plan
        },
        topology,
        prices,
        file: file.display().to_string(),
        source,
    })
}

/// Compares a file with a snapshot.
fn offline(
    arguments: &Diff,
    file: &Path,
    snapshot: &Path,
    output: &Output,
) -> Result<Compared, Failure> {
    let (topology, source) = load::with_source(file, output)?;
    let seen = load::snapshot(snapshot)?;
    output.talk(format!(
        "compared with what {} said {}",
        seen.target,
        age(&seen.taken)
    ));
    let observed = seen.observed_for(&topology);
    let mut plan = planned(plan_adopting(&topology, &observed, adopt(arguments.adopt)))?;
    let past = Past::read(&arguments.target, file, &topology);
    plan.notices = told(arguments, &past, &topology, &observed);
    let origin = Origin::new(seen.target, &topology, &source, arguments.adopt);
    Ok(Compared {
        plan: Plan {
            origin: Some(origin),
            ..plan
        },
        topology,
        prices: Prices::default(),
        file: file.display().to_string(),
        source,
    })
}

/// Lists what needs a person, as of now.
fn told(arguments: &Diff, past: &Past, topology: &Topology, observed: &Observed) -> Vec<Notice> {
    let horizon = horizon(Timestamp::now(), arguments.expiring);
    let mut told = notices(
        topology,
        observed,
        adopt(arguments.adopt),
        &horizon,
        past.bought(),
    );
    told.extend(past.left_behind(topology));
    told
}

/// Compares one file with another.
fn between(arguments: &Diff, old: &Path, new: &Path, output: &Output) -> Result<Compared, Failure> {
    let target = &arguments.target;
    // clap has already rejected flags that require `--simulate`.
    let is_live = target.simulate.is_some()
        || !target.endpoint.is_empty()
        || target.internal.is_some()
        || target.ca.is_some()
        || target.profiles.is_some();
    if is_live || arguments.observed.is_some() || arguments.out.is_some() || arguments.adopt {
        let hint = "leave out `--observed`, `--out`, `--adopt` and the flags that name a cloud, or name one file";
        return Err(Failure::new(
            "two files are compared with each other, not with a cloud",
            hint,
        )
        .exit(Exit::Usage));
    }
    let old = load::topology(old, output)?;
    let (topology, source) = load::with_source(new, output)?;
    Ok(Compared {
        plan: planned(plan_change(&old, &topology))?,
        topology,
        prices: Prices::default(),
        file: new.display().to_string(),
        source,
    })
}

/// Returns the findings of the plan, with their places in the file.
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

/// Returns how long ago a time was, such as `2 hours 5 minutes ago`.
fn age(taken: &str) -> String {
    const WORDS: SpanPrinter = SpanPrinter::new()
        .designator(Designator::Verbose)
        .spacing(Spacing::BetweenUnitsAndDesignators);
    let Ok(then) = taken.parse::<Timestamp>() else {
        return "at an unknown time".to_owned();
    };
    let now = Timestamp::now();
    if then > now {
        return "at a time that this machine's clock has not reached".to_owned();
    }
    let then = then.to_zoned(TimeZone::UTC);
    let to_then = ZonedDifference::new(&then)
        .largest(Unit::Day)
        .smallest(Unit::Minute);
    match now.to_zoned(TimeZone::UTC).until(to_then) {
        // A span to the past is printed with `ago`.
        Ok(span) if !span.is_zero() => WORDS.span_to_string(&span),
        Ok(_) | Err(_) => "less than a minute ago".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn an_age_has_days_hours_and_minutes() {
        let before = |minutes: i64| {
            age(&(Timestamp::now() - SignedDuration::from_secs(60 * minutes + 30)).to_string())
        };
        assert_eq!(before(0), "less than a minute ago");
        assert_eq!(before(1), "1 minute ago");
        assert_eq!(before(125), "2 hours 5 minutes ago");
        assert_eq!(before(60 * 24 * 3), "3 days ago");
        assert_eq!(age("yesterday"), "at an unknown time");
    }
}
