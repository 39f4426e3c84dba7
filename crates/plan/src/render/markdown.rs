//! The plan as a comment on a pull request: the summary first, then what costs money and what takes something away, and all the rest folded.

use std::collections::BTreeMap;

use cen_topology::{CenName, Topology, visible};

use crate::action::Action;
use crate::plan::Plan;
use crate::render::text::{actions, reachability_and_summary};

/// The most characters of a comment: GitHub takes 65,536 (source: its API refuses a longer `body`), and a bot may add a line of its own.
const MOST: usize = 65_000;
/// What the end of a comment that was cut short may take.
const ROOM: usize = 400;

/// One action as it is shown.
type Line<'a> = (&'a Action, char, String);

/// The plan as Markdown, of 65,000 characters at most. It begins with a comment, `<!-- cen:plan:NAME -->`, by which a bot finds its own to
/// replace it. Texts of the cloud stand in code, where nothing of Markdown or HTML means anything.
pub fn markdown(plan: &Plan, desired: &Topology) -> String {
    let lines = actions(plan, desired);
    let mut page = Page { text: format!("<!-- cen:plan:{} -->\n", plan.topology), left_out: 0 };
    page.text.push_str(&headline(plan));
    page.text.push_str(&dangers(&lines));
    page.block("What it means", reachability_and_summary(plan).trim_end().lines(), true);
    let mut groups: BTreeMap<Option<&CenName>, Vec<&Line<'_>>> = BTreeMap::new();
    for line in &lines {
        groups.entry(line.0.address.cen()).or_default().push(line);
    }
    for (cen, lines) in groups {
        let title = cen.map_or("Outside the CENs of the file".to_owned(), |cen| format!("CEN {}", code(cen.as_str())));
        let title = format!("{title}: {}", counted(lines.len(), "action", "actions"));
        let shown: Vec<_> = lines.iter().map(|line| action_line(line)).collect();
        page.block(&title, shown.iter().map(String::as_str), false);
    }
    let holds: Vec<_> = plan
        .holds
        .iter()
        .map(|hold| format!("! {}  {}; {} [{}]", hold.address, hold.difference, hold.reason.as_str(), hold.reason.code()))
        .collect();
    if !holds.is_empty() {
        page.block(&format!("Left alone: {}", counted(holds.len(), "difference", "differences")), holds.iter().map(String::as_str), false);
    }
    page.finish()
}

/// What the plan does, in one line.
fn headline(plan: &Plan) -> String {
    let name = code(plan.topology.as_str());
    if plan.is_empty() {
        return format!("### {name}: nothing to do\n");
    }
    format!("### {name}: {}\n", counted(plan.steps.len(), "action", "actions"))
}

/// What needs a consent, said before anything else.
fn dangers(lines: &[Line<'_>]) -> String {
    let of = |is: fn(&Action) -> bool| lines.iter().filter(|(action, ..)| is(action)).count();
    let (money, danger) = (of(Action::is_purchase), of(Action::is_destructive));
    let mut out = String::new();
    if danger > 0 {
        out.push_str(&format!(
            "\n🔴 **{} away what is in use**: it needs `--allow-destroy`\n",
            counted(danger, "action takes", "actions take")
        ));
    }
    if money > 0 {
        out.push_str(&format!("\n💰 **{} money**: it needs `--allow-purchase`\n", counted(money, "action costs", "actions cost")));
    }
    out
}

/// An action on a line of a `diff` block, which is coloured by its sign.
fn action_line((action, sign, what): &Line<'_>) -> String {
    let mark = match (action.is_destructive(), action.is_purchase()) {
        (true, _) => "  [takes away]",
        (_, true) => "  [costs money]",
        (false, false) => "",
    };
    // Only `+`, `-` and `!` are coloured.
    let sign = if *sign == '~' { '!' } else { *sign };
    format!("{sign} {}  {what}{mark}", action.id)
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A text of somebody else's as code within a line: no backtick of it may end the code.
fn code(text: &str) -> String {
    format!("`{}`", visible(text).replace('`', "'"))
}

/// A comment that grows, and counts what had no room.
struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    /// Adds lines as a block that is folded, unless it is `open`, as far as there is room for them.
    fn block<'a>(&mut self, title: &str, lines: impl Iterator<Item = &'a str>, open: bool) {
        let (mut shown, mut left_out) = (String::new(), 0);
        let open = if open { " open" } else { "" };
        let head = format!("\n<details{open}><summary>{}</summary>\n\n~~~diff\n", html(title));
        for line in lines {
            // Every line begins with a sign or a blank and has words of ours: none is taken for the fence that ends the block.
            let line = visible(line);
            if left_out > 0 || self.size() + head.chars().count() + shown.chars().count() + line.chars().count() + ROOM > MOST {
                left_out += 1;
            } else {
                shown.push_str(&line);
                shown.push('\n');
            }
        }
        if left_out > 0 {
            shown.push_str(&format!("… and {}\n", counted(left_out, "more line", "more lines")));
            self.left_out += left_out;
        }
        if self.size() + head.chars().count() + shown.chars().count() + ROOM / 2 <= MOST {
            self.text.push_str(&format!("{head}{shown}~~~\n\n</details>\n"));
        }
    }

    fn size(&self) -> usize {
        self.text.chars().count()
    }

    fn finish(mut self) -> String {
        if self.left_out > 0 {
            let lines = counted(self.left_out, "line has", "lines have");
            self.text.push_str(&format!("\n**{lines} no room in this comment.** `cen diff` shows all of them.\n"));
        }
        self.text
    }
}

/// A title of ours, in which a code span keeps its backticks.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
