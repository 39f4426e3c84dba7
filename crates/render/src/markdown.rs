//! The plan as a comment on a pull request: the summary first, then what costs money and what is removed, and all the rest folded.

use std::collections::BTreeMap;

use cen_action::Action;
use cen_plan::Plan;
use cen_topology::{CenName, Topology};

use crate::document::{Document, Label, Line};
use crate::finding::{Examined, Finding};
use crate::medium::markdown::Comment;
use crate::sign::Sign;
use crate::summary::{nothing, summary};
use crate::text::{ActionLine, actions, meaning, outside};
use crate::words;
use crate::words::count::counted;

/// Renders a plan as Markdown, of 65,000 characters at most. It begins with a comment, `<!-- cen:plan:NAME -->`, by which a bot finds
/// its own to replace it.
pub fn markdown(plan: &Plan, desired: &Topology) -> String {
    let actions = actions(plan, desired);
    let mut comment = Comment::new(&marker(plan.topology.as_str()));
    comment.heading(&headline(plan));
    dangers(&mut comment, &actions);
    let mut told = meaning(plan);
    told.push(summary(plan));
    comment.fold(&Line::from("What it means"), told, true);
    fold_actions(&mut comment, &actions);
    fold_holds(&mut comment, plan);
    comment.finish("cen diff")
}

/// Renders why there is no plan, as a comment of the same marker: it replaces an earlier plan, which would mislead its readers now. The
/// last file is the one whose plan was wanted.
pub fn markdown_without_plan(files: &[Examined]) -> String {
    let names = files.iter().rev();
    let topology = names
        .filter_map(|file| file.topology.as_ref())
        .map(|name| name.as_str())
        .next()
        .unwrap_or_default();
    let mut comment = Comment::new(&marker(topology));
    let name = match topology {
        "" => Line::default(),
        name => Line::of(Label::Code, name).text(": "),
    };
    comment.heading(&name.text("no plan can be made"));
    let mut lines = Document::default();
    let mut errors = 0;
    for file in files {
        errors += file.findings.len();
        let findings = file.findings.iter();
        findings.for_each(|finding| error(&mut lines, file, finding));
    }
    comment.fold(&counted(errors, "error", "errors").into(), lines, true);
    comment.finish("cen diff")
}

fn marker(topology: &str) -> String {
    format!("cen:plan:{topology}")
}

/// Adds an error, after a blank, so that the name of a file cannot be read as a sign.
fn error(out: &mut Document, file: &Examined, finding: &Finding) {
    let place = finding
        .position
        .map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let code = match finding.rule == finding.class.as_str() {
        true => String::new(),
        false => format!(" [{}]", finding.rule),
    };
    out.push(format!(
        " {}{place}: {}{code}",
        file.file,
        finding.sentence()
    ));
    if !finding.help.is_empty() {
        out.push(format!("     hint: {}", finding.help));
    }
}

/// Says what the plan does, in one line.
fn headline(plan: &Plan) -> Line {
    let name = Line::of(Label::Code, plan.topology.as_str());
    match plan.is_empty() {
        true => name.text(format!(": {}", nothing(plan))),
        false => name.text(format!(
            ": {}",
            counted(plan.steps.len(), "action", "actions")
        )),
    }
}

/// Says what needs a consent, before anything else.
fn dangers(comment: &mut Comment, actions: &[ActionLine<'_>]) {
    let count = |is: fn(&Action) -> bool| actions.iter().filter(|line| is(line.action)).count();
    let (danger, money) = (count(Action::is_destructive), count(Action::is_purchase));
    if danger > 0 {
        let what = counted(danger, "action removes", "actions remove");
        comment.paragraph(&consent(
            "🔴 ",
            Label::Danger,
            format!("{what} something in use"),
            "--allow-destroy",
        ));
    }
    if money > 0 {
        let what = counted(money, "action costs", "actions cost");
        comment.paragraph(&consent(
            "💰 ",
            Label::Cost,
            format!("{what} money"),
            "--allow-purchase",
        ));
    }
}

fn consent(mark: &str, label: Label, what: String, flag: &str) -> Line {
    Line::from(mark)
        .with(label, what)
        .text(": it needs ")
        .with(Label::Code, flag)
}

/// Adds the actions of each CEN.
fn fold_actions(comment: &mut Comment, actions: &[ActionLine<'_>]) {
    let mut groups: BTreeMap<Option<&CenName>, Vec<&ActionLine<'_>>> = BTreeMap::new();
    for line in actions {
        groups
            .entry(line.action.address.cen())
            .or_default()
            .push(line);
    }
    for (cen, lines) in groups {
        let title = match cen {
            Some(cen) => Line::from("CEN ").with(Label::Code, cen.as_str()),
            None => Line::from(outside(lines.iter().map(|line| &line.action.address))),
        };
        let title = title.text(format!(": {}", counted(lines.len(), "action", "actions")));
        comment.fold(&title, lines.into_iter().map(action), false);
    }
}

/// Renders an action for a `diff` block, which code hosts colour by its sign: `+` green and `-` red. `~` has no colour there; `!`,
/// which has one, is for what is held, as everywhere.
fn action(ActionLine { action, words }: &ActionLine<'_>) -> Line {
    let line = Sign::of(action)
        .line()
        .text(format!("{}  {words}", action.id));
    match (action.is_destructive(), action.is_purchase()) {
        (true, _) => line.text("  ").with(Label::Danger, "[removes]"),
        (_, true) => line.text("  ").with(Label::Cost, "[costs money]"),
        (false, false) => line,
    }
}

fn fold_holds(comment: &mut Comment, plan: &Plan) {
    if plan.holds.is_empty() {
        return;
    }
    let count = counted(plan.holds.len(), "difference", "differences");
    let lines = plan.holds.iter().map(|held| {
        let text = format!("{}  {}", held.address, words::hold(held));
        Sign::Held.line().text(text)
    });
    comment.fold(&format!("Left alone: {count}").into(), lines, false);
}
