//! How many writes a conflict domain takes at once, learned from the answers, as a state machine
//! without IO.
//!
//! A domain begins with one write in flight, from its call until the cloud shows that it is done.
//! While that is under way one more is tried, alone. Once it is taken, the domain is known to take
//! writes of this kind beside writes of the kinds that were in flight, and each answer lets more
//! unanswered writes of the kind be sent: many times as many as were taken at once before. What is
//! known of one kind says nothing of another, so each kind is tried alone first, and tried alone
//! again beside a kind that it was not yet taken beside. The first write that is refused as locked
//! while another was in flight ends that: from then on the domain takes one at a time. So a cloud
//! that blocks does so once in a domain. A lock met alone is somebody else's: it is waited out and
//! teaches nothing.
//!
//! A loose domain takes any number of writes. Only a lock that no other domain of the write
//! explains, because the write was alone there, makes it take one at a time.

use std::collections::{BTreeMap, BTreeSet};

use crate::schedule::conflict_domain::{ConflictDomain, domains};
use crate::schedule::room::Room;
use crate::schedule::walk::ActionIndex;
use cen_action::Action;

/// What the cloud said to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteAnswer {
    /// It took it.
    Taken,
    /// Something else is being changed in one of its domains.
    Locked,
    /// It did not take it, for a reason that has nothing to do with domains.
    Refused,
}

/// The kind of a write: the verb of its call.
type Verb = &'static str;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WriteState {
    /// To be sent again, before anything new.
    Queued,
    /// Sent, and not answered yet.
    Sent,
    /// Taken, and not done yet.
    Taken,
}

/// A write in one of its domains.
#[derive(Clone, Debug)]
struct Write {
    kind: Verb,
    state: WriteState,
    /// Whether other writes were in flight when it was sent.
    concurrent_at_send: bool,
    /// How many unanswered writes of its kind the domain is proved to take, if this one is taken.
    proves: usize,
    /// The kinds beside which it is the first of its kind to be tried.
    tried_beside: Vec<Verb>,
}

/// How many writes of a kind are in flight.
#[derive(Clone, Copy, Debug, Default)]
struct InFlight {
    sent: usize,
    taken: usize,
}

/// How many times as many writes are sent at once as were taken at once before.
const GROWTH: usize = 16;

/// Returns the number of a key, which is the next one for a new key.
fn number<K: Ord>(numbers: &mut BTreeMap<K, usize>, key: K) -> usize {
    let next = numbers.len();
    *numbers.entry(key).or_insert(next)
}

/// One conflict domain.
#[derive(Debug, Default)]
struct Domain {
    is_loose: bool,
    writes: BTreeMap<ActionIndex, Write>,
    queued: BTreeSet<ActionIndex>,
    /// The kinds of which at least one write is in flight.
    in_flight: BTreeMap<Verb, InFlight>,
    /// How many unanswered writes try something new.
    trials: usize,
    /// The cloud refused a write because another of ours was in flight.
    one_at_a_time: bool,
    /// How many unanswered writes of a kind were taken at once while another was in flight.
    proven_width: BTreeMap<Verb, usize>,
    /// The kinds of which a write was taken while one of the second kind was in flight.
    proven_beside: BTreeSet<(Verb, Verb)>,
}

/// What is known of an action.
#[derive(Debug)]
struct WaitingWrite {
    domains: Vec<usize>,
    /// How many of its domains, from the first on, it shares with all of its lane. Only a network
    /// is not shared.
    shared: usize,
    kind: Verb,
    lane: usize,
}

/// The conflict domains of a plan.
#[derive(Debug)]
pub struct ConflictDomains {
    of: Vec<WaitingWrite>,
    domains: Vec<Domain>,
}

impl ConflictDomains {
    /// Returns the domains of a plan's actions, nothing in flight.
    pub fn new<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Self {
        let mut places: BTreeMap<ConflictDomain, usize> = BTreeMap::new();
        let mut lanes: BTreeMap<(Vec<usize>, Verb), usize> = BTreeMap::new();
        let change = |action: &'a Action| {
            let kind = action.call.traits().verb;
            let domains = domains(action);
            let is_shared = |domain: &&ConflictDomain| !domain.is_network();
            let shared = domains.iter().take_while(is_shared).count();
            let domains: Vec<usize> = domains
                .into_iter()
                .map(|domain| number(&mut places, domain))
                .collect();
            let lane = number(&mut lanes, (domains[..shared].to_vec(), kind));
            WaitingWrite {
                domains,
                shared,
                kind,
                lane,
            }
        };
        let of = actions.into_iter().map(change).collect();
        let mut domains: Vec<_> = (0..places.len()).map(|_| Domain::default()).collect();
        for (domain, place) in places {
            domains[place].is_loose = domain.is_loose();
        }
        Self { of, domains }
    }

    /// Returns the domains with what earlier runs learned: a write of the first kind was taken while
    /// one of the second was in flight. It is not tried alone again, nor a few at a time: a run in
    /// which a write was refused because of another teaches nothing.
    #[must_use]
    pub fn knowing<'k>(mut self, beside: impl IntoIterator<Item = (&'k str, &'k str)>) -> Self {
        let kinds: BTreeSet<Verb> = self.of.iter().map(|change| change.kind).collect();
        let beside = beside.into_iter();
        let known =
            beside.filter_map(|(kind, other)| Some((*kinds.get(kind)?, *kinds.get(other)?)));
        let known: BTreeSet<(Verb, Verb)> = known.collect();
        for domain in self.domains.iter_mut().filter(|domain| !domain.is_loose) {
            domain.proven_beside.clone_from(&known);
            domain.proven_width = known.iter().map(|(kind, _)| (*kind, GROWTH)).collect();
        }
        self
    }

    /// Lists the kinds of which a write was taken while one of the second kind was in flight; none
    /// if a domain takes one at a time.
    pub fn learned(&self) -> Option<BTreeSet<(&'static str, &'static str)>> {
        let mut strict = self.domains.iter();
        let is_free = !strict.any(|domain| domain.one_at_a_time);
        let all = self.domains.iter().flat_map(|domain| &domain.proven_beside);
        is_free.then(|| all.copied().collect())
    }

    /// Returns the lane of each action: those of one kind that share their domains wait for the
    /// same thing.
    pub fn lanes(&self) -> Vec<usize> {
        self.of.iter().map(|change| change.lane).collect()
    }

    /// Tells whether an action's write may be sent now, and if not, whether that is so for all of
    /// its lane that are not queued.
    pub fn room(&self, index: ActionIndex) -> Room {
        let change = &self.of[index];
        let admits = |domain: &usize| self.domains[*domain].admits(index, change.kind);
        let (shared, own) = change.domains.split_at(change.shared);
        if !shared.iter().all(admits) {
            Room::LaneBusy
        } else if !own.iter().all(admits) {
            Room::Busy
        } else {
            Room::Free
        }
    }

    /// Notes that an action's write is about to be sent.
    pub fn start(&mut self, index: ActionIndex) {
        self.each(index, |domain, kind| domain.start(index, kind));
    }

    /// Notes what the cloud answered to an action's write. One that was locked goes to the queue.
    pub fn answered(&mut self, index: ActionIndex, answer: WriteAnswer) {
        let is_explained = self.of[index].domains.iter().any(|domain| {
            let domain = &self.domains[*domain];
            !domain.is_loose && domain.has_company(index)
        });
        self.each(index, |domain, _| {
            let is_elsewhere = domain.is_loose && (is_explained || !domain.has_company(index));
            match answer {
                // The lock is not one of this domain, so the write blocks nothing here.
                WriteAnswer::Locked if is_elsewhere => domain.answered(index, WriteAnswer::Refused),
                WriteAnswer::Taken | WriteAnswer::Locked | WriteAnswer::Refused => {
                    domain.answered(index, answer)
                }
            }
        });
    }

    /// Queues an action that is not in flight and wants to send its write again.
    pub fn queue(&mut self, index: ActionIndex) {
        // In a loose one, too, which it does not hinder: if that becomes strict, the order of the queue is the
        // same in all domains, so that no two actions wait for one another.
        self.each(index, |domain, kind| {
            domain.queue(index, kind);
        });
    }

    /// Tells whether an action's write is sent or taken, and not done.
    pub fn is_in_flight(&self, index: ActionIndex) -> bool {
        self.of[index].domains.iter().any(|domain| {
            self.domains[*domain]
                .writes
                .get(&index)
                .is_some_and(|write| write.state != WriteState::Queued)
        })
    }

    /// Notes that an action is over: the cloud shows that it is done, or it was given up.
    pub fn end(&mut self, index: ActionIndex) {
        self.each(index, |domain, _| {
            domain.remove(index);
        });
    }

    fn each(&mut self, index: ActionIndex, mut change: impl FnMut(&mut Domain, Verb)) {
        let WaitingWrite { domains, kind, .. } = &self.of[index];
        for domain in domains {
            change(&mut self.domains[*domain], kind);
        }
    }
}

impl Domain {
    /// Tells whether it takes any number of writes.
    fn takes_any(&self) -> bool {
        self.is_loose && !self.one_at_a_time
    }

    /// Tells whether another write was in flight when this one was sent, or is now.
    fn has_company(&self, index: ActionIndex) -> bool {
        let write = self.writes.get(&index);
        let own = write.is_some_and(|write| write.state != WriteState::Queued);
        write.is_some_and(|write| write.concurrent_at_send)
            || self.count(|flight| flight.sent + flight.taken) > usize::from(own)
    }

    fn count(&self, of: impl Fn(&InFlight) -> usize) -> usize {
        self.in_flight.values().map(of).sum()
    }

    /// Tells whether a write that is not in flight may be sent. For two that are not queued the
    /// answer is the same if their kind is.
    fn admits(&self, index: ActionIndex, kind: Verb) -> bool {
        if self.takes_any() {
            return true;
        }
        // Refused writes go before new ones, in the order of the plan.
        if self.queued.first().is_some_and(|first| *first != index) {
            return false;
        }
        if self.in_flight.is_empty() {
            return true;
        }
        if self.one_at_a_time {
            return false;
        }
        if self.count(|flight| flight.sent) == 0 {
            return true;
        }
        self.trials == 0
            && self.unproven_beside(kind).is_empty()
            && self.sent(kind) < GROWTH * self.proven_width(kind)
    }

    fn start(&mut self, index: ActionIndex, kind: Verb) {
        self.remove(index);
        let concurrent_at_send = !self.in_flight.is_empty();
        let tried_beside = self.unproven_beside(kind);
        let proves = if concurrent_at_send {
            self.sent(kind) + 1
        } else {
            0
        };
        self.trials += usize::from(!tried_beside.is_empty());
        self.in_flight.entry(kind).or_default().sent += 1;
        let write = Write {
            kind,
            state: WriteState::Sent,
            concurrent_at_send,
            proves,
            tried_beside,
        };
        self.writes.insert(index, write);
    }

    fn answered(&mut self, index: ActionIndex, answer: WriteAnswer) {
        let has_company = self.has_company(index);
        let Some(write) = self.remove(index) else {
            return;
        };
        let kind = write.kind;
        match answer {
            WriteAnswer::Taken => {
                let proven = self.proven_width.entry(kind).or_default();
                *proven = (*proven).max(write.proves);
                self.proven_beside
                    .extend(write.tried_beside.iter().map(|other| (kind, *other)));
                self.in_flight.entry(kind).or_default().taken += 1;
                let state = WriteState::Taken;
                self.writes.insert(index, Write { state, ..write });
            }
            WriteAnswer::Locked => {
                self.one_at_a_time |= has_company;
                self.queued.insert(index);
                let (state, tried_beside) = (WriteState::Queued, Vec::new());
                let write = Write {
                    state,
                    tried_beside,
                    ..write
                };
                self.writes.insert(index, write);
            }
            WriteAnswer::Refused => {}
        }
    }

    fn queue(&mut self, index: ActionIndex, kind: Verb) {
        self.writes.entry(index).or_insert_with(|| {
            self.queued.insert(index);
            Write {
                kind,
                state: WriteState::Queued,
                concurrent_at_send: false,
                proves: 0,
                tried_beside: Vec::new(),
            }
        });
    }

    /// Removes a write, in flight or queued.
    fn remove(&mut self, index: ActionIndex) -> Option<Write> {
        let write = self.writes.remove(&index)?;
        let flight = self.in_flight.entry(write.kind).or_default();
        match write.state {
            WriteState::Queued => drop(self.queued.remove(&index)),
            WriteState::Sent => {
                flight.sent -= 1;
                self.trials -= usize::from(!write.tried_beside.is_empty());
            }
            WriteState::Taken => flight.taken -= 1,
        }
        if flight.sent + flight.taken == 0 {
            self.in_flight.remove(write.kind);
        }
        Some(write)
    }

    /// Lists the kinds in flight beside which no write of this kind was taken yet.
    fn unproven_beside(&self, kind: Verb) -> Vec<Verb> {
        let kinds = self.in_flight.keys().copied();
        kinds
            .filter(|other| !self.proven_beside.contains(&(kind, *other)))
            .collect()
    }

    fn sent(&self, kind: Verb) -> usize {
        self.in_flight.get(kind).map_or(0, |flight| flight.sent)
    }

    fn proven_width(&self, kind: Verb) -> usize {
        self.proven_width.get(kind).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use cen_topology::{Mbps, NetworkKind, RegionId, RegionPair};

    use super::*;
    use cen_action::call::{AssociateTable, AttachInstance, SetLimit};
    use cen_action::{Address, Ref, TableEnd};

    /// So many attachments to a CEN, then as many limits of it.
    fn changes(cen: &str, count: usize) -> Vec<Action> {
        let attach = |number: usize| {
            let (name, id) = (format!("n{number}"), format!("vpc-{cen}-{number}"));
            let address = Address::Attachment {
                cen: cen.into(),
                network: name.as_str().into(),
            };
            let instance = Ref::Known(id.as_str().into());
            let cen = Ref::Known(cen.into());
            let call = AttachInstance {
                cen,
                kind: NetworkKind::Vpc,
                instance,
                region: "cn-hangzhou".into(),
                owner: "1".into(),
            };
            Action::new(address, &"a".into(), call)
        };
        let limit = |number: usize| {
            let pair = RegionPair::new("cn-hangzhou".into(), format!("r-{number}").as_str().into())
                .unwrap();
            let address = Address::Limit {
                cen: cen.into(),
                pair: pair.clone(),
            };
            let cen = Ref::Known(cen.into());
            let (from, to) = (Mbps(0), Mbps(1));
            let call = SetLimit {
                cen,
                pair,
                from,
                to,
            };
            Action::new(address, &"a".into(), call)
        };
        (0..count)
            .map(attach)
            .chain((0..count).map(limit))
            .collect()
    }

    /// Starts all that may start, one after the other.
    fn start_all(
        domains: &mut ConflictDomains,
        of: impl IntoIterator<Item = ActionIndex>,
    ) -> Vec<ActionIndex> {
        let mut started = Vec::new();
        for index in of {
            if !domains.is_in_flight(index) && domains.room(index) == Room::Free {
                domains.start(index);
                started.push(index);
            }
        }
        started
    }

    fn answer(domains: &mut ConflictDomains, of: &[ActionIndex], answer: WriteAnswer) {
        of.iter().for_each(|index| domains.answered(*index, answer));
    }

    #[test]
    fn a_domain_takes_many_times_as_many_after_each_answer() {
        let mut domains = ConflictDomains::new(&changes("a", 20));
        let mut sizes = Vec::new();
        loop {
            let started = start_all(&mut domains, 0..20);
            answer(&mut domains, &started, WriteAnswer::Taken);
            match started.len() {
                0 => break,
                size => sizes.push(size),
            }
        }
        assert_eq!(
            sizes,
            [1, 1, 16, 2],
            "the first has nobody beside it, the second is tried alone"
        );
    }

    #[test]
    fn the_first_lock_of_our_own_making_leaves_one_at_a_time() {
        let mut domains = ConflictDomains::new(&changes("a", 4));
        assert_eq!(start_all(&mut domains, 0..4), [0]);
        answer(&mut domains, &[0], WriteAnswer::Taken);
        assert_eq!(
            start_all(&mut domains, 0..4),
            [1],
            "it is tried beside the first"
        );
        answer(&mut domains, &[1], WriteAnswer::Locked);
        assert_eq!(
            start_all(&mut domains, 0..4),
            [0; 0],
            "what was refused waits for the first, and the others for both"
        );
        domains.end(0);
        assert_eq!(
            start_all(&mut domains, [3, 2, 1]),
            [1],
            "it goes before what is new"
        );
        answer(&mut domains, &[1], WriteAnswer::Taken);
        assert_eq!(start_all(&mut domains, 2..4), [0; 0]);
        domains.end(1);
        assert_eq!(start_all(&mut domains, 2..4), [2]);
    }

    #[test]
    fn a_lock_that_is_met_alone_is_somebody_elses_and_teaches_nothing() {
        let mut domains = ConflictDomains::new(&changes("a", 4));
        assert_eq!(start_all(&mut domains, 0..4), [0]);
        answer(&mut domains, &[0], WriteAnswer::Locked);
        assert_eq!(
            start_all(&mut domains, 1..4),
            [0; 0],
            "nobody else runs into the same lock"
        );
        assert_eq!(start_all(&mut domains, [0]), [0]);
        answer(&mut domains, &[0], WriteAnswer::Taken);
        assert_eq!(
            start_all(&mut domains, 1..4),
            [1],
            "the domain is as free as before"
        );
    }

    #[test]
    fn another_kind_of_change_is_tried_by_itself() {
        let mut domains = ConflictDomains::new(&changes("a", 4));
        for index in [0, 1] {
            assert_eq!(start_all(&mut domains, [index]), [index]);
            answer(&mut domains, &[index], WriteAnswer::Taken);
        }
        assert_eq!(
            start_all(&mut domains, 4..8),
            [4],
            "the limits have proved nothing, whatever the attachments have"
        );
        assert_eq!(
            start_all(&mut domains, 2..4),
            [0; 0],
            "nor is anything sent beside the first of another kind"
        );
        answer(&mut domains, &[4], WriteAnswer::Taken);
        assert_eq!(
            start_all(&mut domains, 2..4),
            [2],
            "nor do attachments go in pairs while it is under way"
        );
    }

    #[test]
    fn what_was_taken_beside_another_kind_goes_beside_it_in_numbers() {
        let mut domains = ConflictDomains::new(&changes("a", 8));
        for index in [0, 1, 8] {
            assert_eq!(start_all(&mut domains, [index]), [index]);
            answer(&mut domains, &[index], WriteAnswer::Taken);
        }
        assert_eq!(
            start_all(&mut domains, 9..16),
            [9],
            "a limit beside a limit"
        );
        answer(&mut domains, &[9], WriteAnswer::Taken);
        let rest: Vec<_> = (10..16).collect();
        assert_eq!(start_all(&mut domains, 10..16), rest);
        assert_eq!(
            start_all(&mut domains, 2..8),
            [0; 0],
            "an attachment beside a limit is tried alone"
        );
        answer(&mut domains, &rest, WriteAnswer::Taken);
        assert_eq!(start_all(&mut domains, 2..8), [2]);
        answer(&mut domains, &[2], WriteAnswer::Taken);
        assert_eq!(start_all(&mut domains, 3..8), [3, 4, 5, 6, 7]);
    }

    #[test]
    fn what_an_earlier_run_learned_is_not_tried_again_unless_the_cloud_blocks() {
        let mut first = ConflictDomains::new(&changes("a", 20));
        for index in [0, 1] {
            assert_eq!(start_all(&mut first, [index]), [index]);
            answer(&mut first, &[index], WriteAnswer::Taken);
        }
        let learned = first.learned().unwrap();
        assert_eq!(learned, [("attach", "attach")].into());
        let known = || ConflictDomains::new(&changes("a", 20)).knowing(learned.clone());
        let mut second = known();
        assert_eq!(
            start_all(&mut second, 0..40),
            (0..20).collect::<Vec<_>>(),
            "all attachments, and no limit among them"
        );
        assert_eq!(known().learned(), Some(learned.clone()), "it is kept");
        answer(&mut second, &[0], WriteAnswer::Taken);
        answer(&mut second, &[1], WriteAnswer::Locked);
        assert_eq!(second.learned(), None);
    }

    #[test]
    fn writes_of_a_lane_wait_for_the_same_domain() {
        let mut domains = ConflictDomains::new(&changes("a", 2));
        let lanes = domains.lanes();
        assert_eq!(lanes[0], lanes[1]);
        assert_ne!(lanes[0], lanes[2]);
        domains.start(0);
        assert_eq!(domains.room(1), Room::LaneBusy);
    }

    #[test]
    fn domains_know_nothing_of_each_other() {
        let actions: Vec<_> = changes("a", 1).into_iter().chain(changes("b", 1)).collect();
        let mut domains = ConflictDomains::new(&actions);
        assert_eq!(start_all(&mut domains, 0..4), [0, 2], "one in each CEN");
    }

    /// So many associations with a table on the router of each region.
    fn on_routers(regions: usize, count: usize) -> Vec<Action> {
        let associate = |place: usize| {
            let region = RegionId::new(format!("r-{}", place / count));
            let end = TableEnd::Network(format!("n{place}").as_str().into());
            let address = Address::TableAssociation {
                cen: "a".into(),
                region: region.clone(),
                end: end.clone(),
            };
            let call = AssociateTable {
                cen: Ref::Known("cen-1".into()),
                region,
                router: Ref::Known("tr-1".into()),
                table: None,
                attachment: Ref::Known(format!("tr-attach-{place}").as_str().into()),
                end,
            };
            Action::new(address, &"a".into(), call)
        };
        (0..regions * count).map(associate).collect()
    }

    #[test]
    fn a_lock_on_a_router_narrows_that_router_and_no_other() {
        let mut domains = ConflictDomains::new(&on_routers(2, 3));
        assert_eq!(start_all(&mut domains, 0..6), [0, 3], "one on each router");
        answer(&mut domains, &[0, 3], WriteAnswer::Taken);
        assert_eq!(start_all(&mut domains, 0..6), [1, 4]);
        answer(&mut domains, &[1], WriteAnswer::Locked);
        answer(&mut domains, &[4], WriteAnswer::Taken);
        assert_eq!(
            start_all(&mut domains, 0..6),
            [5],
            "what waits for one router is in nobody's way on the other"
        );
        answer(&mut domains, &[5], WriteAnswer::Taken);
        domains.end(0);
        assert_eq!(start_all(&mut domains, 0..3), [1]);
        answer(&mut domains, &[1], WriteAnswer::Taken);
        assert_eq!(start_all(&mut domains, 2..3), [0; 0], "one at a time");
    }

    #[test]
    fn a_lock_that_a_write_meets_alone_on_its_router_narrows_all_routers_of_the_cen() {
        let mut domains = ConflictDomains::new(&on_routers(3, 1));
        assert_eq!(start_all(&mut domains, 0..3), [0, 1, 2]);
        answer(&mut domains, &[0], WriteAnswer::Taken);
        answer(&mut domains, &[1, 2], WriteAnswer::Locked);
        assert_eq!(start_all(&mut domains, 0..3), [0; 0]);
        domains.end(0);
        assert_eq!(
            start_all(&mut domains, 0..3),
            [1],
            "in the order of the plan"
        );
        answer(&mut domains, &[1], WriteAnswer::Taken);
        assert_eq!(start_all(&mut domains, 0..3), [0; 0]);
        domains.end(1);
        assert_eq!(start_all(&mut domains, 0..3), [2]);
    }

    #[test]
    fn two_that_wait_for_their_turn_never_wait_for_one_another() {
        // Two on one router, and one beside them on another.
        let mut domains = ConflictDomains::new(&on_routers(2, 2));
        assert_eq!(start_all(&mut domains, [0]), [0]);
        answer(&mut domains, &[0], WriteAnswer::Refused);
        domains.queue(0);
        assert_eq!(start_all(&mut domains, [2]), [2]);
        assert_eq!(start_all(&mut domains, [0]), [0]);
        answer(&mut domains, &[0], WriteAnswer::Refused);
        assert_eq!(start_all(&mut domains, [1]), [1]);
        domains.queue(0);
        // Nothing else is on its router, so that all routers take one at a time from now on.
        answer(&mut domains, &[1], WriteAnswer::Locked);
        domains.end(2);
        assert_eq!(
            start_all(&mut domains, [1, 0]),
            [0],
            "the first in the order of the plan"
        );
        domains.end(0);
        assert_eq!(start_all(&mut domains, [1]), [1]);
    }

    #[test]
    fn what_is_refused_for_another_reason_is_in_nobodys_way_until_it_queues() {
        let mut domains = ConflictDomains::new(&changes("a", 3));
        assert_eq!(start_all(&mut domains, 0..3), [0]);
        answer(&mut domains, &[0], WriteAnswer::Refused);
        assert_eq!(start_all(&mut domains, 1..3), [1]);
        answer(&mut domains, &[1], WriteAnswer::Taken);
        domains.queue(0);
        assert_eq!(start_all(&mut domains, [2, 0]), [0]);
    }
}
