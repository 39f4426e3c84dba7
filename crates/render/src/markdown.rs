//! The plan as a comment on a pull request: what is removed, interrupted and bought first and never folded, then who signs and how much
//! bandwidth there is, and all the rest folded.

use std::collections::BTreeMap;

use cen_action::Action;
use cen_plan::Plan;
use cen_topology::{AccountName, CenName, Topology};

use crate::costs::{self, Prices, limits, packages_in_all, quantities};
use crate::document::{Document, Label, Line};
use crate::finding::{Examined, Finding};
use crate::fold::folded;
use crate::medium::markdown::Comment;
use crate::sign::Sign;
use crate::summary::{nothing, summary};
use crate::text::{ActionLine, actions, meaning, outside};
use crate::words;
use crate::words::count::counted;

/// The most lines above the folds with which the meaning of a plan is open too: a reader sees about one screen.
const SCREEN: usize = 12;

/// What a reviewer must know of a plan beside its actions.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The cloud that it is for.
    pub target: Option<&'a str>,
    /// The commit that its file is of.
    pub commit: Option<&'a str>,
    /// When it was made, in UTC.
    pub made: Option<&'a str>,
    /// The address of its picture.
    pub picture: Option<&'a str>,
}

/// Renders a plan as Markdown, of 65,000 characters at most. It begins with a comment, `<!-- cen:plan:NAME -->`, by which a bot finds
/// its own to replace it.
pub fn markdown(plan: &Plan, desired: &Topology) -> String {
    markdown_about(plan, desired, &About::default(), &Prices::default())
}

/// Renders a plan as [`markdown`] does, with prices, and with what a reviewer must know beside its actions.
pub fn markdown_about(
    plan: &Plan,
    desired: &Topology,
    about: &About<'_>,
    prices: &Prices,
) -> String {
    let actions = actions(plan, desired);
    let goes_along = folded(&plan.steps);
    let is_shown = |line: &&ActionLine<'_>| !goes_along.contains(&line.action.id);
    let shown: Vec<_> = actions.iter().filter(is_shown).collect();
    let mut comment = Comment::new(&marker(plan.topology.as_str()));
    comment.heading(&headline(plan, &shown));
    let removed = removals(&mut comment, &shown, &actions);
    interruptions(&mut comment, plan);
    let bought = purchases(&mut comment, plan, desired, &shown, prices);
    facts(&mut comment, plan, desired, about);
    let mut told = meaning(plan);
    told.push(summary(plan));
    let is_open = removed + bought <= SCREEN;
    comment.fold(&Line::from("What it means"), told, is_open);
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
fn headline(plan: &Plan, shown: &[&ActionLine<'_>]) -> Line {
    let name = Line::of(Label::Code, plan.topology.as_str());
    if plan.is_empty() {
        return name.text(format!(": {}", nothing(plan)));
    }
    let count = |is: fn(&Action) -> bool| shown.iter().filter(|line| is(line.action)).count();
    let parts = [
        (count(Action::is_destructive), "removes", "remove"),
        (count(Action::is_purchase), "costs money", "cost money"),
    ];
    let all = counted(plan.steps.len(), "action", "actions");
    let parts = parts
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many));
    let parts: Vec<_> = std::iter::once(all).chain(parts).collect();
    name.text(format!(": {}", parts.join(", ")))
}

/// Shows every action that takes something away, unfolded, and returns how many they are. What goes along with them is counted: that a
/// network which is detached leaves its route table would hide the networks.
fn removals(comment: &mut Comment, shown: &[&ActionLine<'_>], actions: &[ActionLine<'_>]) -> usize {
    let removals = shown.iter().filter(|line| line.action.is_destructive());
    let removals: Vec<_> = removals.collect();
    let all = actions.iter().filter(|line| line.action.is_destructive());
    let more = all.count() - removals.len();
    if !removals.is_empty() {
        let what = counted(removals.len(), "action removes", "actions remove");
        comment.paragraph(&consent(
            "🔴 ",
            Label::Danger,
            format!("{what} something in use"),
            "--allow-destroy",
        ));
        let lines = removals.iter().map(|line| signed(line));
        let more = (more > 0).then(|| {
            let entries = counted(more, "route table entry", "route table entries");
            Line::from(format!("  and {entries} of what leaves"))
        });
        comment.block(lines.chain(more));
    }
    removals.len()
}

/// Says what does not work while the plan is carried out.
fn interruptions(comment: &mut Comment, plan: &Plan) {
    if !plan.interruptions.is_empty() {
        let count = counted(plan.interruptions.len(), "thing", "things");
        let line = Line::from("⚠️ ").with(
            Label::Danger,
            format!("{count} interrupted while the plan runs"),
        );
        comment.paragraph(&line.text(": see what it means"));
    }
}

/// Shows what costs money and the quantities that are billed, unfolded, and returns how many lines they are.
fn purchases(
    comment: &mut Comment,
    plan: &Plan,
    desired: &Topology,
    shown: &[&ActionLine<'_>],
    prices: &Prices,
) -> usize {
    let bought = shown.iter().filter(|line| line.action.is_purchase());
    let bought: Vec<_> = bought.collect();
    if !bought.is_empty() {
        let what = counted(bought.len(), "action costs", "actions cost");
        comment.paragraph(&consent(
            "💰 ",
            Label::Cost,
            format!("{what} money"),
            "--allow-purchase",
        ));
    }
    let lines: Vec<_> = costs::lines(plan, desired, prices).into_iter().collect();
    let count = lines.len().saturating_sub(2);
    if count > 0 {
        comment.block(lines.into_iter().skip(1).take(count));
    }
    count
}

/// Adds who signs, how much bandwidth there is, and what the plan is of.
fn facts(comment: &mut Comment, plan: &Plan, desired: &Topology, about: &About<'_>) {
    let mut rows = Vec::new();
    let mut add = |what: &str, value: Line| rows.push([Line::from(what), value]);
    if !plan.steps.is_empty() {
        add("signs", signers(plan, desired));
    }
    if let Some(text) = bandwidth(plan, desired) {
        add("bandwidth", text.into());
    }
    let known = [("target", about.target), ("commit", about.commit)];
    for (what, value) in known {
        if let Some(value) = value {
            add(what, Line::of(Label::Code, value));
        }
    }
    if let Some(made) = about.made {
        add("made", Line::from(made));
    }
    if !rows.is_empty() {
        comment.table(["", ""], &rows);
    }
    if let Some(address) = about.picture {
        comment.link("The plan as a picture", address);
    }
}

/// Names the accounts whose credentials sign actions, with their ids and how many they sign.
fn signers(plan: &Plan, desired: &Topology) -> Line {
    let mut counts: BTreeMap<&AccountName, usize> = BTreeMap::new();
    for step in &plan.steps {
        *counts.entry(&step.action.account).or_default() += 1;
    }
    let part = |(name, count): (&AccountName, usize)| {
        let id = desired.accounts.get(name);
        let id = id.map_or_else(String::new, |account| format!(" ({})", account.id));
        format!("{name}{id}: {}", counted(count, "action", "actions"))
    };
    let parts: Vec<_> = counts.into_iter().map(part).collect();
    Line::from(parts.join("; "))
}

/// Says how much bandwidth the plan buys and shares out, before and after.
fn bandwidth(plan: &Plan, desired: &Topology) -> Option<String> {
    let text = |what: &str, sums: Option<[cen_topology::Mbps; 2]>| {
        sums.map(|[before, after]| format!("{what} {} → {after} in all", before.0))
    };
    let packages = text("packages", packages_in_all(&quantities(plan, desired)));
    let limits = text("between regions", limits(plan));
    let parts: Vec<_> = packages.into_iter().chain(limits).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn consent(mark: &str, label: Label, what: String, flag: &str) -> Line {
    Line::from(mark)
        .with(label, what)
        .text(": the apply needs ")
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
fn action(line: &ActionLine<'_>) -> Line {
    let (action, line) = (line.action, signed(line));
    match (action.is_destructive(), action.is_purchase()) {
        (true, _) => line.text("  ").with(Label::Danger, "[removes]"),
        (_, true) => line.text("  ").with(Label::Cost, "[costs money]"),
        (false, false) => line,
    }
}

fn signed(ActionLine { action, words }: &ActionLine<'_>) -> Line {
    let sign = Sign::of(action).line();
    sign.text(format!("{}  {words}", action.id))
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
