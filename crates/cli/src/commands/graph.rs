//! `cen graph FILE`: the network, or a plan, as a picture. Never writes to the cloud.

use cen_network::survey;
use cen_plan::Plan;
use cen_render::{self as render, Beside, picture_planned, picture_written};
use cen_topology::Topology;

use crate::args::{Graph, PictureForm};
use crate::commands::source::{Depth, Known, Source, view};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::write_file::Readers;
use crate::{log, write_file};

pub(crate) async fn run(arguments: &Graph, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.view.logging)?;
    let form = form(arguments)?;
    let (topology, known) = view(&arguments.view, Depth::Plan, output).await?;
    let (picture, plan) = match &known {
        Known::Written(_) => (picture_written(&topology), None),
        Known::Seen { now, plan, source } => (
            picture_planned(plan, &topology, now, &against(plan, *source)),
            Some(&**plan),
        ),
    };
    let text = match form {
        PictureForm::Svg => render::svg(&picture),
        PictureForm::Html => render::html(&picture, &beside(&known, plan, &topology)),
        PictureForm::Dot => render::dot(&picture),
        PictureForm::Mermaid => render::mermaid(&picture),
    };
    match &arguments.out {
        Some(path) => write_file::whole(path, &text, Readers::All)?,
        None => output.data(&text),
    }
    Ok(Exit::Done)
}

/// Returns what a page shows and answers beside its picture.
fn beside<'a>(known: &Known, plan: Option<&'a Plan>, topology: &'a Topology) -> Beside<'a> {
    let states = match known {
        Known::Written(view) => vec![("as the file says", survey(view))],
        Known::Seen { now, plan, .. } if plan.steps.is_empty() => vec![("now", survey(now))],
        Known::Seen { now, plan, .. } => vec![
            ("now", survey(now)),
            (
                "when the plan is carried out",
                survey(&now.after(&plan.steps)),
            ),
        ],
    };
    Beside {
        plan: plan.map(|plan| (plan, topology)),
        states,
    }
}

/// Returns the form of `--format`, else of the file name.
fn form(arguments: &Graph) -> Result<PictureForm, Failure> {
    let Some(path) = arguments
        .out
        .as_deref()
        .filter(|_| arguments.format.is_none())
    else {
        return Ok(arguments.format.unwrap_or(PictureForm::Svg));
    };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(PictureForm::Svg),
        Some("html" | "htm") => Ok(PictureForm::Html),
        Some("dot" | "gv") => Ok(PictureForm::Dot),
        Some("mmd" | "mermaid") => Ok(PictureForm::Mermaid),
        Some(_) | None => {
            let message = format!(
                "the name `{}` does not tell the form of the picture",
                path.display()
            );
            Err(Failure::new(
                message,
                "use a name that ends with .svg, .html, .dot or .mmd, or give `--format`",
            )
            .exit(Exit::Usage))
        }
    }
}

/// Returns the caption: what the file was compared with, and the result.
fn against(plan: &Plan, source: Source) -> String {
    let seen = source.noun();
    match (plan.steps.len(), plan.holds.len()) {
        (0, 0) => format!("{seen}, which is as the file says"),
        (actions, held) => {
            format!("{seen} and what the file would make of it: {actions} actions, {held} held")
        }
    }
}
