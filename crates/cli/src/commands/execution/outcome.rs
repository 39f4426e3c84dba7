//! Prints the outcomes of a run, what is left, and how to go on.

use cen_plan::{Outcome, Plan};
use cen_reconciler::{Counts, Intent, where_to_look};
use cen_render::{self as render, Document, Line};
use cen_topology::Topology;

use crate::commands::execution::ending::{Ending, Executed};
use crate::commands::request::{After, ApplyRequest};
use crate::exit_code::Exit;
use crate::output::Output;
use crate::progress::words;

/// Prints the outcomes and what the second look found. Returns the exit code.
pub(super) fn print(
    request: &ApplyRequest,
    plan: &Plan,
    executed: &Executed,
    after: &After,
    output: &Output,
) -> Exit {
    let left = &after.left;
    let is_clean = executed.report.is_done() && left.is_empty();
    let (mut text, sum) = outcomes(&request.topology, plan, executed);
    // After an interruption the summary is the end: the plan for the rest would hide it.
    let with_plan = !left.is_empty() && executed.ending.is_none();
    text.push(sum.text(second_look(left, is_clean, with_plan)));
    if with_plan {
        text.blank();
        text.extend(render::text(left, &request.topology));
    }
    output.show(&text);
    if !after.elsewhere.is_empty() {
        output.talk(elsewhere(&after.elsewhere));
    }
    if !left.is_empty() {
        output.talk(format!("hint: {}", next_step(request, executed)));
    }
    if is_clean {
        Exit::Done
    } else {
        Exit::Incomplete
    }
}

/// Prints the outcomes if the second look failed.
pub(super) fn print_unproven(
    topology: &Topology,
    plan: &Plan,
    executed: &Executed,
    output: &Output,
) {
    let (mut text, sum) = outcomes(topology, plan, executed);
    text.push(sum);
    output.show(&text);
}

/// Returns a line for each action that failed, was skipped or is unknown, one line for all that was
/// not started, and the line with the counts.
fn outcomes(topology: &Topology, plan: &Plan, executed: &Executed) -> (Document, Line) {
    let mut text = Document::default();
    text.blank();
    for (action, outcome) in executed.report.not_done(plan) {
        let Some(outcome) = outcome else { continue };
        let (word, mut detail) = words(outcome);
        if let Outcome::Unknown(_) = outcome {
            detail = format!("{detail}; {}", where_to_look(action, topology));
        }
        text.push(format!("  {word:<8} {}: {detail}", action.id));
    }
    let counts = Counts::of(&executed.report);
    if let (1.., Some(ending)) = (counts.not_started, executed.ending) {
        let actions = actions(counts.not_started);
        text.push(format!("  not started: {actions}, because {ending}"));
    }
    (text, sum(plan, counts))
}

/// Returns how many actions ended in which way.
fn sum(plan: &Plan, counts: Counts) -> Line {
    let Counts {
        done,
        failed,
        skipped,
        unknown,
        not_started,
    } = counts;
    let total = plan.steps.len();
    let mut sum = format!("{}: {done} of {total} done", plan.topology);
    let others = [
        (failed, "failed"),
        (skipped, "skipped"),
        (unknown, "unknown"),
        (not_started, "not started"),
    ];
    others
        .iter()
        .filter(|(count, _)| *count > 0)
        .for_each(|(count, word)| sum.push_str(&format!(", {count} {word}")));
    Line::from(sum)
}

fn actions(count: usize) -> String {
    format!("{count} {}", if count == 1 { "action" } else { "actions" })
}

/// Returns what the second look found. The plan for the rest follows, or its size is named.
fn second_look(left: &Plan, is_clean: bool, with_plan: bool) -> String {
    if with_plan {
        return "; a second look finds this left to do:".to_owned();
    }
    if !left.is_empty() {
        let actions = actions(left.steps.len());
        return format!("; a second look finds {actions} left to do");
    }
    let all_the_same = if is_clean { "" } else { " all the same" };
    // A difference that is held is not a failure, but it is not done either.
    let held = match left.holds.len() {
        0 => String::new(),
        holds => format!(", and {holds} held"),
    };
    let unseen = if left.gaps.is_empty() {
        ""
    } else {
        ", as far as it could see"
    };
    format!("; a second look finds nothing left to do{all_the_same}{held}{unseen}")
}

/// Returns what to do about the rest: after an interruption, the command to type.
fn next_step(request: &ApplyRequest, executed: &Executed) -> String {
    let step = request.next_step(&executed.report);
    match executed.ending {
        None => step.to_owned(),
        Some(Ending::Asked) => format!("{step}: {}", command()),
        Some(Ending::Late(_)) => {
            format!(
                "{step}, and with a longer `--deadline` if it is needed: {}",
                command()
            )
        }
    }
}

/// Returns the command line of this process, quoted for a shell.
fn command() -> String {
    let words = std::env::args_os().skip(1);
    let words = words.map(|word| quoted(&word.to_string_lossy()));
    format!("`cen {}`", words.collect::<Vec<_>>().join(" "))
}

/// Quotes a word for a shell, if it needs quotes.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=+./:,@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Prints the creations of earlier runs whose outcome is not known and which the file does not want
/// any more. Returns whether there are any.
pub(super) fn print_doubts(doubts: &[Intent], output: &Output) -> bool {
    for Intent { time, action, .. } in doubts {
        let (what, account) = (&action.id, &action.account);
        let time = time.strftime("%Y-%m-%d %H:%M:%S UTC");
        output.talk(format!(
            "warning: an earlier run asked for {what} in account `{account}` at {time}, and no look has shown what came of it"
        ));
    }
    if !doubts.is_empty() {
        output.talk("hint: it may still be created, although the file does not want it any more: run the same command again until this warning is gone");
    }
    !doubts.is_empty()
}

/// Names differences from the file that are not part of a reviewed plan.
fn elsewhere(parts: &[String]) -> Document {
    const SHOWN: usize = 5;
    let shown = parts[..parts.len().min(SHOWN)].join(", ");
    let more = match parts.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let mut out = Document::default();
    out.push(format!(
        "note: not as the file says, and not part of this plan: {shown}{more}"
    ));
    out.push("hint: `cen diff FILE` shows the differences");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_for_a_shell_only_if_it_needs_quotes() {
        for (word, expected) in [
            (
                "--endpoint=http://127.0.0.1:8787",
                "--endpoint=http://127.0.0.1:8787",
            ),
            ("my net.yaml", "'my net.yaml'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }
}
