//! What happens during an apply: a line an action in flight on a terminal, a line an event elsewhere.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::time::Duration;

use cen_plan::{ActionIndex, Outcome, Plan};
use cen_reconciler::Event;
use cen_topology::visible;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::args::Logging;
use crate::output::Output;

/// How often a spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// Shows events.
pub(crate) struct Progress<'a> {
    plan: &'a Plan,
    output: &'a Output,
    /// Whether it is told in the log alone.
    silent: bool,
    /// The lines in flight, on a terminal.
    live: Option<(MultiProgress, RefCell<BTreeMap<ActionIndex, ProgressBar>>)>,
}

impl<'a> Progress<'a> {
    /// Shows the events of this plan on stderr: as plain lines even on a terminal if the log is written there too, and only in the log if
    /// machines read that.
    pub(crate) fn new(plan: &'a Plan, output: &'a Output, logging: &Logging) -> Self {
        let silent = logging.is_for_machines();
        let live = std::io::stderr().is_terminal() && !logging.is_on_stderr() && !silent;
        Self { plan, output, silent, live: live.then(|| (MultiProgress::new(), RefCell::default())) }
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
            Event::Retrying { action, reason, pause } => {
                self.state(*action, &format!("trying again in {:.1} s: {reason}", pause.as_secs_f64()));
            }
            Event::Finished { action, outcome, took } => self.finish(*action, outcome, *took),
        }
    }

    /// Writes an event to the log.
    fn record(&self, event: &Event) {
        let id = |action: &ActionIndex| self.plan.steps[*action].action.id.as_str();
        match event {
            Event::Started(action) => tracing::info!(action = id(action), "started"),
            Event::Waiting { action, state } => tracing::info!(action = id(action), state, "waiting"),
            Event::Retrying { action, reason, pause } => {
                tracing::info!(action = id(action), reason, seconds = pause.as_secs_f64(), "trying again");
            }
            Event::Finished { action, outcome, took } => {
                let (outcome, reason) = words(outcome);
                tracing::info!(action = id(action), outcome, reason, seconds = took.as_secs_f64(), "finished");
            }
        }
    }

    /// The id of an action, in which names of the cloud may be.
    fn id(&self, action: ActionIndex) -> Cow<'_, str> {
        visible(self.plan.steps[action].action.id.as_str())
    }

    fn start(&self, action: ActionIndex) {
        let Some((lines, bars)) = &self.live else { return };
        let style = ProgressStyle::with_template("  {spinner} {prefix}  {msg} {elapsed}").expect("the template is a constant");
        let bar = lines.add(ProgressBar::new_spinner().with_style(style).with_prefix(self.id(action).into_owned()));
        bar.enable_steady_tick(TICK);
        bars.borrow_mut().insert(action, bar);
    }

    fn state(&self, action: ActionIndex, state: &str) {
        let state = visible(state);
        match &self.live {
            Some((_, bars)) => {
                if let Some(bar) = bars.borrow().get(&action) {
                    bar.set_message(state.into_owned());
                }
            }
            None => self.output.talk(&format!("  {:<8} {}  {state}\n", "waiting", self.id(action))),
        }
    }

    fn finish(&self, action: ActionIndex, outcome: &Outcome, took: Duration) {
        let (word, detail) = words(outcome);
        let detail = if detail.is_empty() { format!("{:.1} s", took.as_secs_f64()) } else { detail };
        let line = format!("  {word:<8} {}  {}", self.id(action), visible(&detail));
        match &self.live {
            Some((lines, bars)) => {
                if let Some(bar) = bars.borrow_mut().remove(&action) {
                    bar.finish_and_clear();
                }
                // A terminal that is gone is no error.
                let _ = lines.println(line);
            }
            None => self.output.talk(&format!("{line}\n")),
        }
    }
}

/// An outcome in a word, and what there is to say about it.
pub(crate) fn words(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Done => ("done", String::new()),
        Outcome::Failed(reason) => ("failed", reason.clone()),
        Outcome::Skipped(first) => ("skipped", format!("it needs {first}")),
        Outcome::Unknown(reason) => ("unknown", reason.clone()),
    }
}
