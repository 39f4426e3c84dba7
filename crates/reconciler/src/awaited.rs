//! The networks that a run attaches and detaches, and what a look at the first page of a list shows of
//! them.
//!
//! While it is not known how long attaching takes, the first page alone is looked at: as long as one
//! of its networks is on its way, the others that began at the same time probably are too. A look
//! then costs one call, not one for each fifty networks.

use std::collections::BTreeMap;
use std::time::Duration;

use cen_cloud::{AttachedChildInstance, FirstRows};
use parking_lot::Mutex;
use tokio::time::Instant;

/// How long a wait may look at the first page alone. What that page shows says little of a network
/// that takes longer.
const GUESSES: Duration = Duration::from_secs(30);

/// What the run does with a network on a CEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// It attaches it.
    Attached,
    /// It detaches it.
    Gone,
}

/// How much of a list a look reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// The first page, if that says enough.
    First,
    /// All pages.
    Whole,
}

impl Depth {
    /// Returns how deep a wait looks that began then.
    pub(crate) fn of(is_known: bool, began: Instant) -> Self {
        match is_known || began.elapsed() >= GUESSES {
            true => Self::Whole,
            false => Self::First,
        }
    }
}

/// What a look shows of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// It is on the CEN, in this state.
    Status(String),
    /// It is not on the CEN.
    Absent,
    /// Not read; others of the run are on their way.
    Unread,
}

/// The networks that a run waits for.
#[derive(Debug, Default)]
pub(crate) struct Awaited(Mutex<BTreeMap<String, OnCen>>);

/// Those of one CEN.
#[derive(Debug, Default)]
struct OnCen {
    goals: BTreeMap<String, Goal>,
    /// How many the run has attached, as long as it detaches none.
    attached: usize,
    /// How many there were when the first page was looked at.
    total: Option<usize>,
    /// When a part of the list was last asked for.
    looked: Option<Instant>,
}

impl Awaited {
    /// Notes that the run is about to attach or detach a network.
    pub(crate) fn expect(&self, cen: &str, instance: &str, goal: Goal) {
        let mut all = self.0.lock();
        let on = all.entry(cen.to_owned()).or_default();
        on.goals.insert(instance.to_owned(), goal);
        on.attached += 1;
    }

    /// Notes that the run does not wait for a network any more.
    pub(crate) fn forget(&self, cen: &str, instance: &str) {
        if let Some(on) = self.0.lock().get_mut(cen) {
            on.goals.remove(instance);
        }
    }

    /// Tells whether the run waits for one network of a CEN, and no more.
    pub(crate) fn is_only_one(&self, cen: &str) -> bool {
        let all = self.0.lock();
        all.get(cen).is_some_and(|on| on.goals.len() == 1)
    }

    /// Returns how many networks a CEN has probably, as far as the run knows: those that it attached.
    pub(crate) fn about(&self, cen: &str) -> usize {
        let all = self.0.lock();
        let on = all.get(cen);
        let leaves = |on: &&OnCen| on.goals.values().any(|goal| *goal == Goal::Gone);
        on.filter(|on| !leaves(on)).map_or(0, |on| on.attached)
    }

    /// Notes that a part of the list, its first page or a region, was asked for then.
    pub(crate) fn looked(&self, cen: &str, asked: Instant) {
        let mut all = self.0.lock();
        let on = all.entry(cen.to_owned()).or_default();
        on.looked = on.looked.max(Some(asked));
    }

    /// Returns the time from which on an answer is not behind a part of the list that the run has seen.
    pub(crate) fn not_before(&self, cen: &str, since: Instant) -> Instant {
        let all = self.0.lock();
        let looked = all.get(cen).and_then(|on| on.looked);
        looked.map_or(since, |looked| looked.max(since))
    }

    /// Tells whether one of these first rows is on its way, and none that leaves may have gone since
    /// the last look.
    pub(crate) fn is_under_way(&self, cen: &str, first: &FirstRows<AttachedChildInstance>) -> bool {
        let mut all = self.0.lock();
        let Some(on) = all.get_mut(cen) else {
            return false;
        };
        let last = std::mem::replace(&mut on.total, first.total);
        let is_same = last.is_none() || last == first.total;
        first.rows.iter().any(|row| {
            let goal = on.goals.get(&row.child_instance_id);
            match goal {
                Some(Goal::Attached) => row.status != "Attached",
                Some(Goal::Gone) => is_same,
                None => false,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(rows: &[(&str, &str)], total: usize) -> FirstRows<AttachedChildInstance> {
        let row = |(id, status): &(&str, &str)| {
            serde_json::from_value(serde_json::json!({
                "ChildInstanceId": id, "ChildInstanceType": "VPC",
                "ChildInstanceRegionId": "cn-beijing", "Status": status,
            }))
        };
        let rows = rows.iter().map(|row_| row(row_).unwrap()).collect();
        let total = Some(total);
        FirstRows { rows, total }
    }

    #[test]
    fn the_first_page_says_enough_while_a_network_of_the_run_is_on_its_way() {
        let awaited = Awaited::default();
        let attaching = first(&[("a", "Attaching"), ("other", "Attaching")], 60);
        assert!(!awaited.is_under_way("cen-1", &attaching), "not of the run");
        awaited.expect("cen-1", "a", Goal::Attached);
        assert!(awaited.is_under_way("cen-1", &attaching));
        assert!(!awaited.is_under_way("cen-2", &attaching), "another CEN");
        let attached = first(&[("a", "Attached"), ("other", "Attaching")], 60);
        assert!(!awaited.is_under_way("cen-1", &attached));
        awaited.forget("cen-1", "a");
        assert!(!awaited.is_under_way("cen-1", &attaching), "not waited for");
    }

    #[test]
    fn a_list_that_became_shorter_says_that_something_has_left() {
        let awaited = Awaited::default();
        awaited.expect("cen-1", "a", Goal::Gone);
        let rows = [("a", "Detaching")];
        assert!(awaited.is_under_way("cen-1", &first(&rows, 60)));
        assert!(awaited.is_under_way("cen-1", &first(&rows, 60)));
        assert!(!awaited.is_under_way("cen-1", &first(&rows, 59)));
        assert!(awaited.is_under_way("cen-1", &first(&rows, 59)));
    }

    #[test]
    fn the_only_network_that_is_waited_for_is_known() {
        let awaited = Awaited::default();
        assert!(!awaited.is_only_one("cen-1"));
        awaited.expect("cen-1", "a", Goal::Gone);
        assert!(awaited.is_only_one("cen-1") && !awaited.is_only_one("cen-2"));
        awaited.expect("cen-1", "b", Goal::Gone);
        assert!(!awaited.is_only_one("cen-1"));
        awaited.forget("cen-1", "a");
        assert!(awaited.is_only_one("cen-1"));
    }

    #[test]
    fn what_the_run_attached_is_probably_there_unless_it_detaches_too() {
        let awaited = Awaited::default();
        awaited.expect("cen-1", "a", Goal::Attached);
        awaited.expect("cen-1", "b", Goal::Attached);
        awaited.forget("cen-1", "a");
        assert_eq!((awaited.about("cen-1"), awaited.about("cen-2")), (2, 0));
        awaited.expect("cen-1", "c", Goal::Gone);
        assert_eq!(awaited.about("cen-1"), 0);
    }
}
