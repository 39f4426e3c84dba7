//! The execution order of a plan as a state machine without IO: it says which actions may start, and takes their outcomes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use cen_action::ActionId;

use crate::plan::Plan;
use crate::schedule::room::Room;

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
enum ActionState {
    Waiting,
    Started,
    Over(Outcome),
}

/// One walk through a plan. Each event costs the actions that it concerns, never all of the plan.
#[derive(Debug)]
pub struct Walk<'a> {
    plan: &'a Plan,
    states: Vec<ActionState>,
    /// The actions that wait for each action.
    followers: Vec<Vec<ActionIndex>>,
    /// How many of the actions that each one waits for are not done. What the plan does not have is
    /// never done: a plan from a file may name anything.
    missing: Vec<usize>,
    /// The lane of each action.
    lanes: Vec<usize>,
    /// The actions of each lane whose predecessors are all done, and that have not started.
    ready: Vec<BTreeSet<ActionIndex>>,
    over: usize,
}

impl<'a> Walk<'a> {
    /// Returns a walk on which nothing has started, with one lane for all actions.
    pub fn new(plan: &'a Plan) -> Self {
        Self::in_lanes(plan, vec![0; plan.steps.len()])
    }

    /// Returns a walk on which nothing has started, with the number of the lane of each action.
    pub fn in_lanes(plan: &'a Plan, lanes: Vec<usize>) -> Self {
        let count = plan.steps.len();
        let ids = plan.steps.iter().map(|step| &step.action.id);
        let places: BTreeMap<_, _> = ids.zip(0..).collect();
        let mut followers = vec![Vec::new(); count];
        let missing = plan.steps.iter().map(|step| step.waits_for.len()).collect();
        for (index, step) in plan.steps.iter().enumerate() {
            for place in step.waits_for.keys().filter_map(|first| places.get(first)) {
                followers[*place].push(index);
            }
        }
        let number = lanes.iter().max().map_or(0, |last| last + 1);
        let mut walk = Self {
            plan,
            states: vec![ActionState::Waiting; count],
            followers,
            missing,
            lanes,
            ready: vec![BTreeSet::new(); number],
            over: 0,
        };
        (0..count).for_each(|index| walk.note_ready(index));
        walk
    }

    /// Starts at most `room` of the actions whose predecessors are all done, and returns them in the plan's order.
    pub fn start_ready(&mut self, room: usize) -> Vec<ActionIndex> {
        self.start_admitted(room, |_| Room::Free)
    }

    /// Returns the same, of those that `admits` lets through; it is asked of one after the other in the
    /// plan's order and takes each that it admits for started. Of a lane that is busy no other is
    /// asked.
    pub fn start_admitted(
        &mut self,
        room: usize,
        mut admits: impl FnMut(ActionIndex) -> Room,
    ) -> Vec<ActionIndex> {
        let firsts = self.ready.iter().filter_map(|lane| lane.first().copied());
        let mut heads: BinaryHeap<_> = firsts.map(Reverse).collect();
        let mut started = Vec::new();
        while started.len() < room {
            let Some(Reverse(index)) = heads.pop() else {
                break;
            };
            let lane = &mut self.ready[self.lanes[index]];
            match admits(index) {
                Room::LaneBusy => continue,
                Room::Busy => {}
                Room::Free => {
                    lane.remove(&index);
                    self.states[index] = ActionState::Started;
                    started.push(index);
                }
            }
            heads.extend(lane.range(index + 1..).next().copied().map(Reverse));
        }
        started
    }

    /// Takes what came of a started action. Unless it is done, everything that waits for it is skipped; those are returned.
    pub fn finish(&mut self, index: ActionIndex, outcome: Outcome) -> Vec<ActionIndex> {
        let is_done = outcome == Outcome::Done;
        self.end(index, outcome);
        if !is_done {
            return self.skip_after(index);
        }
        for place in 0..self.followers[index].len() {
            let follower = self.followers[index][place];
            self.missing[follower] -= 1;
            self.note_ready(follower);
        }
        Vec::new()
    }

    /// Takes back that an action was started: it was not begun after all.
    pub fn put_back(&mut self, index: ActionIndex) {
        self.states[index] = ActionState::Waiting;
        self.note_ready(index);
    }

    /// Tells whether every action has an outcome.
    pub fn is_over(&self) -> bool {
        self.over == self.states.len()
    }

    /// The outcome of an action, once it has one.
    pub fn outcome(&self, index: ActionIndex) -> Option<&Outcome> {
        match &self.states[index] {
            ActionState::Over(outcome) => Some(outcome),
            ActionState::Waiting | ActionState::Started => None,
        }
    }

    fn end(&mut self, index: ActionIndex, outcome: Outcome) {
        self.states[index] = ActionState::Over(outcome);
        self.over += 1;
        self.ready[self.lanes[index]].remove(&index);
    }

    fn note_ready(&mut self, index: ActionIndex) {
        if self.missing[index] == 0 && self.states[index] == ActionState::Waiting {
            self.ready[self.lanes[index]].insert(index);
        }
    }

    /// Skips what waits for an action, directly or through others.
    fn skip_after(&mut self, index: ActionIndex) -> Vec<ActionIndex> {
        let cause = &self.plan.steps[index].action.id;
        let mut skipped = Vec::new();
        let mut causes = vec![index];
        while let Some(next) = causes.pop() {
            for place in 0..self.followers[next].len() {
                let waiting = self.followers[next][place];
                if self.states[waiting] == ActionState::Waiting {
                    self.end(waiting, Outcome::Skipped(cause.clone()));
                    skipped.push(waiting);
                    causes.push(waiting);
                }
            }
        }
        skipped.sort_unstable();
        skipped
    }
}
