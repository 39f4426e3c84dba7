//! The plan as a comment on a pull request: the summary first, then what costs money and what takes something away, and all the rest folded.

use std::collections::BTreeMap;

use cen_plan::{Action, Plan};
use cen_topology::{CenName, Topology, visible};

use crate::finding::{Examined, Finding};
use crate::text::{actions, reachability_and_summary};

/// The most characters of a comment: GitHub takes 65,536 (source: its API refuses a longer `body`), and a bot may add a line of its own.
pub(super) const MOST: usize = 65_000;
/// What the end of a comment that was cut short may take.
pub(super) const ROOM: usize = 400;

/// One action as it is shown.
type Line<'a> = (&'a Action, char, String);

/// The plan as Markdown, of 65,000 characters at most. It begins with a comment, `<!-- cen:plan:NAME -->`, by which a bot finds its own to
/// replace it. Texts of the cloud stand in code, where nothing of Markdown or HTML means anything.
pub fn markdown(plan: &Plan, desired: &Topology) -> String {
    let lines = actions(plan, desired);
    let mut page = Page::new(plan.topology.as_str());
    page.text.push_str(&headline(plan));
    page.text.push_str(&dangers(&lines));
    let meaning = reachability_and_summary(plan);
    page.block(
        "What it means",
        meaning.trim_end().lines().map(at_the_margin),
        true,
    );
    let mut groups: BTreeMap<Option<&CenName>, Vec<&Line<'_>>> = BTreeMap::new();
    for line in &lines {
        groups.entry(line.0.address.cen()).or_default().push(line);
    }
    for (cen, lines) in groups {
        let title = cen.map_or("Outside the CENs of the file".to_owned(), |cen| {
            format!("CEN <code>{}</code>", html(cen.as_str()))
        });
        let title = format!("{title}: {}", counted(lines.len(), "action", "actions"));
        let shown: Vec<_> = lines.iter().map(|line| action_line(line)).collect();
        page.block(&title, shown.iter().map(String::as_str), false);
    }
    let holds: Vec<_> = plan
        .holds
        .iter()
        .map(|hold| {
            format!(
                "! {}  {}; {} [{}]",
                hold.address,
                hold.difference,
                hold.reason.as_str(),
                hold.reason.code()
            )
        })
        .collect();
    if !holds.is_empty() {
        page.block(
            &format!(
                "Left alone: {}",
                counted(holds.len(), "difference", "differences")
            ),
            holds.iter().map(String::as_str),
            false,
        );
    }
    page.finish()
}

/// Why there is no plan, as a comment of the same marker: it takes the place of an earlier plan, which nobody shall take for the present one.
/// The last file is the one whose plan was wanted.
pub fn markdown_without_plan(files: &[Examined]) -> String {
    let topology = files
        .iter()
        .rev()
        .find_map(|file| file.topology.as_ref())
        .map_or("", |name| name.as_str());
    let mut page = Page::new(topology);
    let name = if topology.is_empty() {
        String::new()
    } else {
        format!("{}: ", code(topology))
    };
    page.text
        .push_str(&format!("### {name}no plan can be made\n"));
    let found = || {
        files
            .iter()
            .flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    };
    let lines: Vec<_> = found()
        .flat_map(|(file, finding)| error_lines(file, finding))
        .collect();
    page.block(
        &counted(found().count(), "error", "errors"),
        lines.iter().map(String::as_str),
        true,
    );
    page.finish()
}

/// What is wrong, after a blank, so that no name of a file is taken for a sign or for the end of the block.
fn error_lines(file: &Examined, finding: &Finding) -> Vec<String> {
    let place = finding
        .position
        .map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let code = if finding.rule == finding.class.as_str() {
        String::new()
    } else {
        format!(" [{}]", finding.rule)
    };
    let said = format!(" {}{place}: {}{code}", file.file, finding.sentence());
    let hint = (!finding.help.is_empty()).then(|| format!("     hint: {}", finding.help));
    [said].into_iter().chain(hint).collect()
}

/// What the plan does, in one line.
fn headline(plan: &Plan) -> String {
    let name = code(plan.topology.as_str());
    if plan.is_empty() {
        return format!("### {name}: nothing to do\n");
    }
    format!(
        "### {name}: {}\n",
        counted(plan.steps.len(), "action", "actions")
    )
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
        out.push_str(&format!(
            "\n💰 **{} money**: it needs `--allow-purchase`\n",
            counted(money, "action costs", "actions cost")
        ));
    }
    out
}

/// A line without its indentation if it begins with a sign, which a `diff` block colours only there.
fn at_the_margin(line: &str) -> &str {
    let signed = line.trim_start();
    match signed.as_bytes() {
        [b'+' | b'-' | b'~' | b'!', b' ', ..] => signed,
        _ => line,
    }
}

/// An action on a line of a `diff` block, which code hosts colour by its sign: `+` green and `-` red. `~` has no colour there; `!`, which has
/// one, is for what is held, as everywhere.
fn action_line((action, sign, what): &Line<'_>) -> String {
    let mark = match (action.is_destructive(), action.is_purchase()) {
        (true, _) => "  [takes away]",
        (_, true) => "  [costs money]",
        (false, false) => "",
    };
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
    /// A comment about a topology, with the marker by which a bot finds it.
    fn new(topology: &str) -> Self {
        Self {
            text: format!("<!-- cen:plan:{topology} -->\n"),
            left_out: 0,
        }
    }

    /// Adds lines as a block that is folded, unless it is `open`, as far as there is room for them. The title is HTML. An open block leaves half of the
    /// comment to the others.
    fn block<'a>(&mut self, title: &str, lines: impl Iterator<Item = &'a str>, open: bool) {
        let (word, most) = if open {
            (" open", MOST / 2)
        } else {
            ("", MOST)
        };
        let head = format!("\n<details{word}><summary>{title}</summary>\n\n~~~diff\n");
        let (mut shown, mut left_out) = (String::new(), 0);
        let mut size = self.text.chars().count() + head.chars().count() + ROOM;
        for line in lines {
            // Every line begins with a sign or a blank and has words of ours: none is taken for the fence that ends the block.
            let line = visible(line);
            size += line.chars().count() + 1;
            if size > most {
                left_out += 1;
            } else {
                shown.push_str(&line);
                shown.push('\n');
            }
        }
        self.left_out += left_out;
        if left_out > 0 {
            shown.push_str(&format!(
                "… and {}\n",
                counted(left_out, "more line", "more lines")
            ));
        }
        let block = format!("{head}{shown}~~~\n\n</details>\n");
        if self.text.chars().count() + block.chars().count() + ROOM / 2 <= MOST {
            self.text.push_str(&block);
        }
    }

    fn finish(mut self) -> String {
        if self.left_out > 0 {
            let lines = counted(self.left_out, "line has", "lines have");
            self.text.push_str(&format!(
                "\n**{lines} no room in this comment.** `cen diff` shows all of them.\n"
            ));
        }
        self.text
    }
}

/// A text inside HTML.
fn html(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
