//! How many writes a lane bears, learned from the answers, as a state machine without IO.
//!
//! A lane begins with one write in flight, from its call until the cloud shows that it is done. While that is under way one more is tried. As
//! long as such writes are taken, each width that was borne lets one more unanswered write be tried beside the others; writes of different
//! kinds are tried one by one, because what one kind bears says nothing of another. The first write that is refused as locked while another
//! was in flight ends that: from then on the lane takes one at a time. So a cloud that blocks does so once in a lane. A lock met alone is
//! somebody else's: it is waited out and teaches nothing.

use std::collections::BTreeMap;

use crate::action::Action;
use crate::schedule::conflict_domain::{Lane, lanes};
use crate::schedule::walk::ActionIndex;

/// What the cloud said to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It took it.
    Taken,
    /// Something else is being changed in one of its lanes.
    Locked,
    /// It did not take it, for a reason that has nothing to do with lanes.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// To be sent again, before anything new.
    Queued,
    /// Sent, and not answered yet.
    Sent,
    /// Taken, and not done yet.
    Taken,
}

/// A write in one of its lanes.
#[derive(Clone, Copy, Debug)]
struct Flight {
    kind: &'static str,
    state: State,
    /// Whether others were in flight when it was sent.
    company: bool,
    /// How many unanswered writes of its kind the lane bears, if this one is taken.
    proves: Option<usize>,
}

/// One lane.
#[derive(Debug, Default)]
struct Traffic {
    flights: BTreeMap<ActionIndex, Flight>,
    /// The cloud refused a write because another of ours was in flight.
    narrow: bool,
    /// How many unanswered writes of a kind were borne at once while another was in flight.
    borne: BTreeMap<&'static str, usize>,
}

/// The lanes of a plan.
#[derive(Debug)]
pub struct Lanes {
    /// The lanes of each action, and what kind of change it is.
    of: Vec<(Vec<usize>, &'static str)>,
    lanes: Vec<Traffic>,
}

impl Lanes {
    /// The lanes of a plan's actions, all of them empty.
    pub fn new<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Self {
        let mut places: BTreeMap<Lane, usize> = BTreeMap::new();
        let mut place = |lane| {
            let next = places.len();
            *places.entry(lane).or_insert(next)
        };
        let mut places_of = |action| lanes(action).into_iter().map(&mut place).collect();
        let of: Vec<_> = actions
            .into_iter()
            .map(|action| (places_of(action), action.call.verb()))
            .collect();
        let lanes = (0..places.len()).map(|_| Traffic::default()).collect();
        Self { of, lanes }
    }

    /// Whether an action's write may be sent now.
    pub fn may_start(&self, index: ActionIndex) -> bool {
        let (lanes, kind) = &self.of[index];
        lanes
            .iter()
            .all(|lane| self.lanes[*lane].admits(index, kind))
    }

    /// An action's write is about to be sent.
    pub fn start(&mut self, index: ActionIndex) {
        self.each(index, |lane, kind| lane.start(index, kind));
    }

    /// The cloud answered an action's write. One that was locked goes to the queue.
    pub fn answered(&mut self, index: ActionIndex, answer: Answer) {
        self.each(index, |lane, _| lane.answered(index, answer));
    }

    /// An action that is not in flight wants to send its write again.
    pub fn queue(&mut self, index: ActionIndex) {
        let queued = |kind| Flight {
            kind,
            state: State::Queued,
            company: false,
            proves: None,
        };
        self.each(index, |lane, kind| {
            lane.flights.entry(index).or_insert(queued(kind));
        });
    }

    /// Whether an action's write is sent or taken, and not done.
    pub fn is_in_flight(&self, index: ActionIndex) -> bool {
        self.of[index].0.iter().any(|lane| {
            self.lanes[*lane]
                .flights
                .get(&index)
                .is_some_and(|flight| flight.state != State::Queued)
        })
    }

    /// An action is over: the cloud shows that it is done, or it was given up.
    pub fn end(&mut self, index: ActionIndex) {
        self.each(index, |lane, _| {
            lane.flights.remove(&index);
        });
    }

    fn each(&mut self, index: ActionIndex, mut change: impl FnMut(&mut Traffic, &'static str)) {
        let (lanes, kind) = &self.of[index];
        for lane in lanes {
            change(&mut self.lanes[*lane], kind);
        }
    }
}

impl Traffic {
    fn admits(&self, index: ActionIndex, kind: &'static str) -> bool {
        // Whoever was refused goes before whoever is new, and the first in the plan before the others.
        let is_queued = self.flights.contains_key(&index);
        let mut queue = self
            .flights
            .iter()
            .filter(|(_, flight)| flight.state == State::Queued)
            .map(|(other, _)| *other);
        if queue.any(|other| if is_queued { other < index } else { true }) {
            return false;
        }
        let unanswered = self.unanswered(index);
        match self.others(index).next() {
            None => true,
            Some(_) if self.narrow => false,
            Some(_) => {
                unanswered == 0 || (self.is_all_of(index, kind) && unanswered <= self.borne(kind))
            }
        }
    }

    fn start(&mut self, index: ActionIndex, kind: &'static str) {
        let company = self.others(index).next().is_some();
        let proves = (company && self.is_all_of(index, kind)).then_some(self.unanswered(index) + 1);
        self.flights.insert(
            index,
            Flight {
                kind,
                state: State::Sent,
                company,
                proves,
            },
        );
    }

    fn answered(&mut self, index: ActionIndex, answer: Answer) {
        let company_now = self.others(index).next().is_some();
        let Some(flight) = self.flights.get_mut(&index) else {
            return;
        };
        let Flight {
            kind,
            company,
            proves,
            ..
        } = *flight;
        match answer {
            Answer::Taken => {
                flight.state = State::Taken;
                let borne = self.borne.entry(kind).or_default();
                *borne = (*borne).max(proves.unwrap_or_default());
            }
            Answer::Locked => {
                flight.state = State::Queued;
                self.narrow |= company || company_now;
            }
            Answer::Refused => drop(self.flights.remove(&index)),
        }
    }

    fn others(&self, index: ActionIndex) -> impl Iterator<Item = &Flight> {
        self.flights
            .iter()
            .filter(move |(other, flight)| **other != index && flight.state != State::Queued)
            .map(|(_, flight)| flight)
    }

    fn unanswered(&self, index: ActionIndex) -> usize {
        self.others(index)
            .filter(|flight| flight.state == State::Sent)
            .count()
    }

    fn is_all_of(&self, index: ActionIndex, kind: &'static str) -> bool {
        self.others(index).all(|flight| flight.kind == kind)
    }

    fn borne(&self, kind: &'static str) -> usize {
        self.borne.get(kind).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use cen_topology::{CenId, Mbps, NetworkKind, RegionPair};

    use super::*;
    use crate::action::{Address, Call, Ref};

    fn action(cen: &str, address: Address, call: impl FnOnce(Ref<CenId>) -> Call) -> Action {
        Action::new(address, &"a".into(), call(Ref::Known(cen.into())))
    }

    /// So many attachments to a CEN, then as many limits of it.
    fn changes(cen: &str, count: usize) -> Vec<Action> {
        let attach = |number: usize| {
            let (name, id) = (format!("n{number}"), format!("vpc-{cen}-{number}"));
            let address = Address::Attachment {
                cen: cen.into(),
                network: name.as_str().into(),
            };
            let instance = Ref::Known(id.as_str().into());
            action(cen, address, |cen| Call::AttachInstance {
                cen,
                kind: NetworkKind::Vpc,
                instance,
                region: "cn-hangzhou".into(),
                owner: "1".into(),
            })
        };
        let limit = |number: usize| {
            let pair = RegionPair::new("cn-hangzhou".into(), format!("r-{number}").as_str().into())
                .unwrap();
            let address = Address::Limit {
                cen: cen.into(),
                pair: pair.clone(),
            };
            action(cen, address, |cen| Call::SetLimit {
                cen,
                pair,
                from: Mbps(0),
                to: Mbps(1),
            })
        };
        (0..count)
            .map(attach)
            .chain((0..count).map(limit))
            .collect()
    }

    /// Starts all that may start, one after the other.
    fn start_all(lanes: &mut Lanes, of: impl IntoIterator<Item = ActionIndex>) -> Vec<ActionIndex> {
        let mut started = Vec::new();
        for index in of {
            if !lanes.is_in_flight(index) && lanes.may_start(index) {
                lanes.start(index);
                started.push(index);
            }
        }
        started
    }

    fn answer(lanes: &mut Lanes, of: &[ActionIndex], answer: Answer) {
        of.iter().for_each(|index| lanes.answered(*index, answer));
    }

    #[test]
    fn a_lane_widens_by_one_more_than_it_has_borne() {
        let mut lanes = Lanes::new(&changes("a", 20));
        let mut sizes = Vec::new();
        loop {
            let started = start_all(&mut lanes, 0..20);
            answer(&mut lanes, &started, Answer::Taken);
            match started.len() {
                0 => break,
                size => sizes.push(size),
            }
        }
        assert_eq!(
            sizes,
            [1, 1, 2, 3, 4, 5, 4],
            "the first has nobody beside it, the second is the first to be tried"
        );
    }

    #[test]
    fn the_first_lock_of_our_own_making_leaves_one_at_a_time() {
        let mut lanes = Lanes::new(&changes("a", 4));
        assert_eq!(start_all(&mut lanes, 0..4), [0]);
        answer(&mut lanes, &[0], Answer::Taken);
        assert_eq!(
            start_all(&mut lanes, 0..4),
            [1],
            "it is tried beside the first"
        );
        answer(&mut lanes, &[1], Answer::Locked);
        assert_eq!(
            start_all(&mut lanes, 0..4),
            [0; 0],
            "what was refused waits for the first, and the others for both"
        );
        lanes.end(0);
        assert_eq!(
            start_all(&mut lanes, [3, 2, 1]),
            [1],
            "it goes before what is new"
        );
        answer(&mut lanes, &[1], Answer::Taken);
        assert_eq!(start_all(&mut lanes, 2..4), [0; 0]);
        lanes.end(1);
        assert_eq!(start_all(&mut lanes, 2..4), [2]);
    }

    #[test]
    fn a_lock_that_is_met_alone_is_somebody_elses_and_teaches_nothing() {
        let mut lanes = Lanes::new(&changes("a", 4));
        assert_eq!(start_all(&mut lanes, 0..4), [0]);
        answer(&mut lanes, &[0], Answer::Locked);
        assert_eq!(
            start_all(&mut lanes, 1..4),
            [0; 0],
            "nobody else runs into the same lock"
        );
        assert_eq!(start_all(&mut lanes, [0]), [0]);
        answer(&mut lanes, &[0], Answer::Taken);
        assert_eq!(
            start_all(&mut lanes, 1..4),
            [1],
            "the lane is as free as before"
        );
    }

    #[test]
    fn another_kind_of_change_is_tried_by_itself() {
        let mut lanes = Lanes::new(&changes("a", 4));
        for index in [0, 1] {
            assert_eq!(start_all(&mut lanes, [index]), [index]);
            answer(&mut lanes, &[index], Answer::Taken);
        }
        assert_eq!(
            start_all(&mut lanes, 4..8),
            [4],
            "the limits have proved nothing, whatever the attachments have"
        );
        assert_eq!(
            start_all(&mut lanes, 2..4),
            [0; 0],
            "nor is anything sent beside the first of another kind"
        );
        answer(&mut lanes, &[4], Answer::Taken);
        assert_eq!(
            start_all(&mut lanes, 2..4),
            [2],
            "nor do attachments go in pairs while it is under way"
        );
    }

    #[test]
    fn lanes_know_nothing_of_each_other() {
        let actions: Vec<_> = changes("a", 1).into_iter().chain(changes("b", 1)).collect();
        let mut lanes = Lanes::new(&actions);
        assert_eq!(start_all(&mut lanes, 0..4), [0, 2], "one in each CEN");
    }

    #[test]
    fn what_is_refused_for_another_reason_is_in_nobodys_way_until_it_queues() {
        let mut lanes = Lanes::new(&changes("a", 3));
        assert_eq!(start_all(&mut lanes, 0..3), [0]);
        answer(&mut lanes, &[0], Answer::Refused);
        assert_eq!(start_all(&mut lanes, 1..3), [1]);
        answer(&mut lanes, &[1], Answer::Taken);
        lanes.queue(0);
        assert_eq!(start_all(&mut lanes, [2, 0]), [0]);
    }
}
