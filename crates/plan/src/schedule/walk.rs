//! The execution order of a plan as a state machine without IO: it says which actions may start, and takes their outcomes.

use std::collections::BTreeMap;

use crate::plan::Plan;
use cen_action::ActionId;

/// The place of an action in [`Plan::steps`].
pub type ActionIndex = usize;

/// What came of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The cloud says that it is so.
    Done,
    /// The cloud refused it; it had no effect.
    Failed(String),
    /// It was not tried, because this action was not done.
    Skipped(ActionId),
    /// Nobody knows: it may have happened.
    Unknown(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Started,
    Over(Outcome),
}

/// One walk through a plan.
#[derive(Debug)]
pub struct Walk<'a> {
    plan: &'a Plan,
    places: BTreeMap<&'a ActionId, ActionIndex>,
    states: Vec<State>,
}

impl<'a> Walk<'a> {
    /// A walk on which nothing has started.
    pub fn new(plan: &'a Plan) -> Self {
        let places = plan
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| (&step.action.id, index))
            .collect();
        Self {
            plan,
            places,
            states: vec![State::Waiting; plan.steps.len()],
        }
    }

    /// Starts at most `room` of the actions whose predecessors are all done, and returns them in the plan's order.
    pub fn start_ready(&mut self, room: usize) -> Vec<ActionIndex> {
        self.start_admitted(room, |_| true)
    }

    /// The same, of those that `admits` lets through; it is asked of one after the other and takes each that it admits for started.
    pub fn start_admitted(
        &mut self,
        room: usize,
        mut admits: impl FnMut(ActionIndex) -> bool,
    ) -> Vec<ActionIndex> {
        let ready = (0..self.states.len()).filter(|index| self.is_ready(*index));
        let ready: Vec<_> = ready.filter(|index| admits(*index)).take(room).collect();
        for &index in &ready {
            self.states[index] = State::Started;
        }
        ready
    }

    /// Takes what came of a started action. Unless it is done, everything that waits for it is skipped; those are returned.
    pub fn finish(&mut self, index: ActionIndex, outcome: Outcome) -> Vec<ActionIndex> {
        let done = outcome == Outcome::Done;
        self.states[index] = State::Over(outcome);
        if done {
            Vec::new()
        } else {
            self.skip_after(index)
        }
    }

    /// Takes back that an action was started: it was not begun after all.
    pub fn put_back(&mut self, index: ActionIndex) {
        self.states[index] = State::Waiting;
    }

    /// Whether every action has an outcome.
    pub fn is_over(&self) -> bool {
        self.states
            .iter()
            .all(|state| matches!(state, State::Over(_)))
    }

    /// The outcome of an action, once it has one.
    pub fn outcome(&self, index: ActionIndex) -> Option<&Outcome> {
        match &self.states[index] {
            State::Over(outcome) => Some(outcome),
            State::Waiting | State::Started => None,
        }
    }

    fn is_ready(&self, index: ActionIndex) -> bool {
        let mut firsts = self.plan.steps[index].waits_for.keys();
        self.states[index] == State::Waiting && firsts.all(|first| self.is_done(first))
    }

    /// Whether an action is done. One that the plan does not have is never done: a plan from a file may name anything.
    fn is_done(&self, id: &ActionId) -> bool {
        self.places
            .get(id)
            .is_some_and(|index| self.states[*index] == State::Over(Outcome::Done))
    }

    /// Skips what waits for an action, directly or through others.
    fn skip_after(&mut self, index: ActionIndex) -> Vec<ActionIndex> {
        let mut skipped = Vec::new();
        let mut causes = vec![index];
        while let Some(cause) = causes.pop() {
            let id = &self.plan.steps[cause].action.id;
            for (waiting, step) in self.plan.steps.iter().enumerate() {
                if self.states[waiting] == State::Waiting && step.waits_for.contains_key(id) {
                    self.states[waiting] =
                        State::Over(Outcome::Skipped(self.plan.steps[index].action.id.clone()));
                    skipped.push(waiting);
                    causes.push(waiting);
                }
            }
        }
        skipped.sort_unstable();
        skipped
    }
}
