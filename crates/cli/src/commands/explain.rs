//! `cen explain CODE`: what a code means, whether the call is tried again, and what to do. Our own
//! codes have a page each; a code of the cloud's API has a row in the error table. Without a code,
//! it lists our own codes.

use cen_cloud::{ErrorKind, Explanation};

use crate::args::Explain;
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::pages::{PAGES, codes};

/// How many similar codes are named for an unknown one.
const PROPOSALS: usize = 3;

pub(crate) fn run(arguments: &Explain, output: &Output) -> anyhow::Result<Exit> {
    let Some(code) = arguments.code.as_deref().map(str::trim) else {
        output.data(&list());
        return Ok(Exit::Done);
    };
    if let Some((_, page)) = PAGES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(code))
    {
        output.data(page);
        return Ok(Exit::Done);
    }
    let explanation = cen_cloud::explain(code).ok_or_else(|| unknown(code))?;
    output.data(&text(&explanation));
    Ok(Exit::Done)
}

/// Lists our own codes with the headings of their pages.
fn list() -> String {
    let heading = |page: &str| {
        page.lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("# ")
            .replacen(": ", "  ", 1)
    };
    PAGES
        .iter()
        .map(|(_, page)| format!("{}\n", heading(page)))
        .collect()
}

fn text(explanation: &Explanation) -> String {
    let Explanation {
        code,
        kind,
        meaning,
        advice,
    } = explanation;
    let (word, retried) = words(*kind);
    format!(
        "{code} (an answer of the cloud: {word})\n\n  means    {meaning}\n  retried  {retried}\n  to do    {advice}\n"
    )
}

/// Returns the words for a kind of error, and whether such a call is tried again. The numbers are
/// those of the reconciler's retry policy.
fn words(kind: ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::Throttled => (
            "too many calls",
            "yes, more slowly: a change for ten minutes, a look up to eight times",
        ),
        ErrorKind::Busy => (
            "busy",
            "yes: a change for ten minutes, a look up to eight times",
        ),
        ErrorKind::Locked => (
            "locked",
            "yes: a change for ten minutes, one at a time from then on; a look up to eight times",
        ),
        ErrorKind::NotFound => (
            "not there",
            "no; a change looks first whether what it wants is so",
        ),
        ErrorKind::AlreadyExists => (
            "there already",
            "no; a change looks first whether what it wants is so",
        ),
        ErrorKind::Denied => ("denied", "no"),
        ErrorKind::Invalid => ("refused as it is", "no"),
        ErrorKind::Quota => ("quota used up", "no"),
        ErrorKind::Unknown => (
            "it may have happened",
            "after a look whether it has happened: a change up to six times, a look up to eight",
        ),
        ErrorKind::NotSent => ("never sent", "yes: a change up to six times"),
    }
}

fn unknown(code: &str) -> Failure {
    let near = cen_cloud::nearest(code, codes().chain(cen_cloud::known_codes()), PROPOSALS);
    let near: Vec<_> = near.iter().map(|code| format!("`{code}`")).collect();
    let hint = match near.as_slice() {
        [] => "codes look like `CEN064` or `Operation.Blocking`; error messages contain them"
            .to_owned(),
        near => format!(
            "the nearest are {}; `cen explain` alone lists ours",
            near.join(", ")
        ),
    };
    Failure::new(format!("unknown code `{code}`"), hint)
}
