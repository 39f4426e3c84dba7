//! The time that no execution of a plan can fall short of: the cloud's own latencies.

use std::collections::BTreeMap;
use std::time::Duration;

use cen_action::{Action, ActionId};
use cen_plan::Plan;

/// How long the cloud takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// From a call to its answer.
    pub(crate) call: Duration,
    /// To attach or detach a network.
    pub(crate) attach: Duration,
    /// For every other change that has a state of its own while it is under way.
    pub(crate) other: Duration,
}

impl Pace {
    /// Returns it as the simulator reads it.
    pub(crate) fn text(self) -> String {
        let attach = self.attach.as_millis();
        format!(
            "attach={attach}ms,detach={attach}ms,default={}ms",
            self.other.as_millis()
        )
    }

    /// Returns how long an action takes at least: the answer that accepts it, the change, and the
    /// answer that shows it.
    fn of(self, action: &Action) -> Duration {
        let change = match action.call.traits().verb {
            "attach" | "detach" => self.attach,
            // Done when the call returns, in the simulator.
            "grant" | "revoke" | "delete-package" | "mark" | "tag-cen" | "untag-cen"
            | "modify-cen" | "mark-package" | "unmark-package" | "delete-network"
            | "open-service" | "service-role" | "tag-router" | "untag-router" => Duration::ZERO,
            _ => self.other,
        };
        self.call + change + self.call
    }
}

/// Returns the longest way through the plan: each action after all that it waits for.
pub(crate) fn longest_way(plan: &Plan, pace: Pace) -> Duration {
    let ends = ends(plan, pace);
    ends.into_values().max().unwrap_or_default()
}

/// Returns the time of a cloud that changes each CEN once at a time: for each CEN the earliest that
/// its first change can begin, then all of them one after another.
pub(crate) fn one_at_a_time(plan: &Plan, pace: Pace) -> Duration {
    let ends = ends(plan, pace);
    let mut cens: BTreeMap<_, (Duration, Duration)> = BTreeMap::new();
    for step in &plan.steps {
        let action = &step.action;
        let Some(cen) = action
            .address
            .cen()
            .filter(|_| action.call.traits().changes_cen)
        else {
            continue;
        };
        let takes = pace.of(action);
        let begins = ends[&action.id] - takes;
        let (first, sum) = cens.entry(cen).or_insert((begins, Duration::ZERO));
        *first = (*first).min(begins);
        *sum += takes;
    }
    let serial = cens.into_values().map(|(first, sum)| first + sum).max();
    serial.unwrap_or_default().max(longest_way(plan, pace))
}

/// Returns when each action is complete at the earliest. Every step stands after all that it waits
/// for.
fn ends(plan: &Plan, pace: Pace) -> BTreeMap<&ActionId, Duration> {
    let mut ends: BTreeMap<&ActionId, Duration> = BTreeMap::new();
    for step in &plan.steps {
        let firsts = step.waits_for.keys().filter_map(|first| ends.get(first));
        let begins = firsts.max().copied().unwrap_or_default();
        ends.insert(&step.action.id, begins + pace.of(&step.action));
    }
    ends
}
