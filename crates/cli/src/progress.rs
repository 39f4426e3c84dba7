//! Shows the progress of an apply. A terminal gets one line for each action in flight and one for
//! the whole; anything else gets one line for each event.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::io::IsTerminal as _;
use std::time::Duration;

use cen_plan::{ActionIndex, Outcome, Plan};
use cen_reconciler::Event;
use cen_render::Line;
use indicatif::{HumanDuration, MultiProgress, ProgressBar, ProgressState, ProgressStyle};

use crate::args::Logging;
use crate::connection::answers;
use crate::output::Output;

/// The time between two pictures of a spinner.
const TICK: Duration = Duration::from_millis(100);

/// Shows events.
pub(crate) struct Progress<'a> {
    plan: &'a Plan,
    output: &'a Output,
    /// Whether events go to the log only.
    silent: bool,
    /// The moving lines, on a terminal.
    live: Option<Live>,
}

/// One line for each action in flight, and below them one for the whole.
struct Live {
    lines: MultiProgress,
    flying: RefCell<BTreeMap<ActionIndex, ProgressBar>>,
    all: ProgressBar,
    /// How many actions failed, were skipped, or are unknown.
    amiss: Cell<usize>,
}

impl Live {
    fn new(actions: usize) -> Self {
        let lines = MultiProgress::new();
        // The most important part comes first: a narrow terminal cuts off the rest.
        let style = ProgressStyle::with_template(
            "  {prefix}{pos} of {len} over in {elapsed}{left}; {wide_msg}",
        );
        let style = style
            .expect("the template is a constant")
            .with_key("left", left);
        let all = lines.add(ProgressBar::new(actions as u64).with_style(style));
        let live = Self {
            lines,
            flying: RefCell::default(),
            all,
            amiss: Cell::new(0),
        };
        live.count();
        live.all.enable_steady_tick(TICK);
        live
    }

    fn start(&self, action: ActionIndex, name: Line) {
        let style = ProgressStyle::with_template("  {spinner} {elapsed:>4}  {wide_msg}")
            .expect("the template is a constant");
        let bar = self.lines.insert_before(
            &self.all,
            ProgressBar::new_spinner()
                .with_style(style)
                .with_message(name.to_string()),
        );
        bar.enable_steady_tick(TICK);
        self.flying.borrow_mut().insert(action, bar);
        self.count();
    }

    fn finish(&self, action: ActionIndex, is_done: bool, line: &Line) {
        self.remove(action);
        if !is_done {
            self.amiss.set(self.amiss.get() + 1);
        }
        self.all.inc(1);
        self.count();
        self.say(line);
    }

    /// Removes the line of an action.
    fn remove(&self, action: ActionIndex) {
        if let Some(bar) = self.flying.borrow_mut().remove(&action) {
            bar.finish_and_clear();
        }
        self.count();
    }

    /// Prints a line above the moving lines, which stays there.
    fn say(&self, line: &Line) {
        // A terminal that is gone is not an error.
        let _ = self.lines.println(line.to_string());
    }

    /// Updates the counts of actions in flight, waiting, and not done.
    fn count(&self) {
        let flying = self.flying.borrow().len();
        let over = usize::try_from(self.all.position()).unwrap_or(usize::MAX);
        let waiting = usize::try_from(self.all.length().unwrap_or_default())
            .unwrap_or(usize::MAX)
            .saturating_sub(over + flying);
        let amiss = self.amiss.get();
        let amiss = if amiss == 0 {
            String::new()
        } else {
            format!(", {amiss} not done")
        };
        let rate = if over == 0 {
            String::new()
        } else {
            format!(", {:.1} a second", self.all.per_sec())
        };
        self.all.set_message(format!(
            "{flying} in flight, {waiting} waiting{amiss}{rate}"
        ));
    }
}

/// Writes how long the rest may take, once one action is over.
fn left(state: &ProgressState, out: &mut dyn fmt::Write) {
    if state.pos() > 0 {
        // A line that cannot be written is left as it is.
        let _ = write!(out, ", about {:#} left", HumanDuration(state.eta()));
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.all.finish_and_clear();
    }
}

impl<'a> Progress<'a> {
    /// Shows the events of this plan on stderr. If the log goes to stderr too, it prints plain
    /// lines even on a terminal; if machines read that log, it prints nothing else.
    pub(crate) fn new(plan: &'a Plan, output: &'a Output, logging: &Logging) -> Self {
        let silent = logging.is_for_machines();
        let live = std::io::stderr().is_terminal() && !logging.is_on_stderr() && !silent;
        Self {
            plan,
            output,
            silent,
            live: live.then(|| Live::new(plan.steps.len())),
        }
    }

    /// Takes an event.
    pub(crate) fn show(&self, event: &Event) {
        self.record(event);
        if self.silent {
            return;
        }
        match event {
            Event::Started(action) => self.start(*action),
            Event::Waiting { action, state } => self.state(*action, state),
            Event::Retrying {
                action,
                reason,
                pause,
            } => {
                self.state(
                    *action,
                    &format!("trying again in {:.1} s: {reason}", pause.as_secs_f64()),
                );
            }
            // The summary counts these actions in one line.
            Event::NotBegun { action, .. } => self.put_back(*action),
            Event::Finished {
                action,
                outcome,
                took,
            } => self.finish(*action, outcome, *took),
        }
    }

    /// Prints why the run ends. On a terminal the notice stays above the moving lines.
    pub(crate) fn end(&self, notice: &str) {
        match &self.live {
            Some(live) => {
                live.all.set_prefix("stopping: ");
                live.say(&Line::from(notice));
            }
            None => self.output.talk(notice),
        }
    }

    /// Writes an event to the log.
    fn record(&self, event: &Event) {
        let id = |action: &ActionIndex| self.plan.steps[*action].action.id.as_str();
        match event {
            Event::Started(action) => tracing::info!(action = id(action), "started"),
            Event::Waiting { action, state } => {
                tracing::info!(action = id(action), state, "waiting")
            }
            Event::Retrying {
                action,
                reason,
                pause,
            } => {
                tracing::info!(
                    action = id(action),
                    reason,
                    seconds = pause.as_secs_f64(),
                    "trying again"
                );
            }
            Event::NotBegun { action, reason } => {
                tracing::info!(action = id(action), reason, "not begun")
            }
            Event::Finished {
                action,
                outcome,
                took,
            } => {
                let (outcome, reason) = words(outcome);
                tracing::info!(
                    action = id(action),
                    outcome,
                    reason,
                    seconds = took.as_secs_f64(),
                    "finished"
                );
            }
        }
    }

    fn id(&self, action: ActionIndex) -> &str {
        self.plan.steps[action].action.id.as_str()
    }

    fn start(&self, action: ActionIndex) {
        if let Some(live) = &self.live {
            live.start(action, Line::from(self.id(action)));
        }
    }

    fn put_back(&self, action: ActionIndex) {
        if let Some(live) = &self.live {
            live.remove(action);
        }
    }

    fn state(&self, action: ActionIndex, state: &str) {
        let line = format!("{}  {state}", self.id(action));
        match &self.live {
            Some(live) => {
                if let Some(bar) = live.flying.borrow().get(&action) {
                    bar.set_message(Line::from(line).to_string());
                }
            }
            None => self.output.talk(format!("  {:<8} {line}", "waiting")),
        }
    }

    fn finish(&self, action: ActionIndex, outcome: &Outcome, took: Duration) {
        let (word, detail) = words(outcome);
        let detail = if detail.is_empty() {
            format!("{:.1} s", took.as_secs_f64())
        } else {
            detail
        };
        self.over(action, *outcome == Outcome::Done, word, &detail);
    }

    fn over(&self, action: ActionIndex, is_done: bool, word: &str, detail: &str) {
        let line = Line::from(format!("  {word:<8} {}  {detail}", self.id(action)));
        match &self.live {
            Some(live) => live.finish(action, is_done, &line),
            None => self.output.talk(line),
        }
    }
}

/// Waits for a look at the cloud. If it takes longer than a second, a terminal shows its progress.
pub(crate) async fn reading<T>(logging: &Logging, look: impl Future<Output = T>) -> T {
    const QUIET: Duration = Duration::from_secs(1);
    let before = answers();
    let mut look = std::pin::pin!(look);
    tokio::select! {
        biased;
        seen = &mut look => return seen,
        () = tokio::time::sleep(QUIET) => {}
    }
    if logging.is_on_stderr() || logging.is_for_machines() {
        return look.await;
    }
    let count = move |_: &ProgressState, out: &mut dyn fmt::Write| {
        // A line that cannot be written is left as it is.
        let _ = write!(out, "{}", answers() - before);
    };
    let template = "  {spinner} reading the cloud: {answers} answers in {elapsed}";
    let style = ProgressStyle::with_template(template).expect("the template is a constant");
    let bar = ProgressBar::new_spinner().with_style(style.with_key("answers", count));
    bar.enable_steady_tick(TICK);
    let seen = look.await;
    bar.finish_and_clear();
    seen
}

/// Returns the word for an outcome, and its details.
pub(crate) fn words(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Done => ("done", String::new()),
        Outcome::Failed(reason) => ("failed", reason.clone()),
        Outcome::Skipped(first) => ("skipped", format!("it needs {first}")),
        Outcome::Unknown(reason) => ("unknown", reason.clone()),
    }
}
