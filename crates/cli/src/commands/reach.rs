//! `cen reach FILE A B`: whether two networks can talk, and if not, why not. Never writes to the cloud.

use cen_network::{NetworkView, reach, reach_before};
use cen_render as render;
use cen_topology::{NetworkName, suggest};

use crate::args::{AnswerForm, Reach};
use crate::commands::source::{Depth, Known, view};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::log;
use crate::output::Output;

pub(crate) async fn run(arguments: &Reach, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.view.logging)?;
    let (_, known) = view(&arguments.view, Depth::Packets, output).await?;
    let (now, then, source) = match known {
        Known::Written(view) => (view, None, ["as the file says", "file"]),
        Known::Seen { now, plan, source } => {
            let then = now.after(&plan.steps);
            (now, Some(then), [source.when(), source.word()])
        }
    };
    let views = [&now, then.as_ref().unwrap_or(&now)];
    let names = [
        network(views, &arguments.one)?,
        network(views, &arguments.other)?,
    ];
    if names[0] == names[1] {
        let message = format!(
            "`{}` and `{}` are one network",
            arguments.one, arguments.other
        );
        return Err(Failure::new(message, "name two").exit(Exit::Usage).into());
    }
    let answer = match &then {
        None => reach(&now, names),
        Some(_) => reach_before(views, names),
    };
    // A network that is removed and one that is created never exist at the same time.
    let answer = answer.ok_or_else(|| {
        Failure::new(
            "the two networks never exist at the same time",
            "look at the plan: `cen diff`",
        )
    })?;
    match arguments.format {
        AnswerForm::Text => output.show(&render::reach_text(&answer, source[0])),
        AnswerForm::Json => output.data(&render::reach_json(&answer, source[1])),
    }
    Ok(if answer.is_reachable() {
        Exit::Done
    } else {
        Exit::Pending
    })
}

/// Finds the network with this name or id.
fn network<'a>(views: [&'a NetworkView; 2], text: &str) -> Result<&'a NetworkName, Failure> {
    let all = || views.into_iter().flat_map(|view| &view.networks);
    let found = all().find(|(name, network)| {
        name.as_str() == text || network.id.as_ref().is_some_and(|id| id.as_str() == text)
    });
    found.map(|(name, _)| name).ok_or_else(|| {
        let names: std::collections::BTreeSet<_> = all().map(|(name, _)| name.as_str()).collect();
        Failure::new(
            format!("there is no network `{text}`"),
            suggest(text, names.into_iter()),
        )
    })
}
