//! How many writes a conflict domain takes at once, learned from the answers, as a state machine
//! without IO.
//!
//! A domain begins with one write in flight, from its call until the cloud shows that it is done.
//! While that is under way one more is tried. As long as such writes are taken, each width that was
//! taken lets one more unanswered write be tried beside the others. Writes of different kinds are
//! tried one by one: what the domain takes of one kind says nothing of another. The first write that
//! is refused as locked while another was in flight ends that: from then on the domain takes one at
//! a time. So a cloud that blocks does so once in a domain. A lock met alone is somebody else's: it
//! is waited out and teaches nothing.
//!
//! A loose domain takes any number of writes. Only a lock that no other domain of the write
//! explains, because the write was alone there, makes it take one at a time.

use std::collections::BTreeMap;

use crate::schedule::conflict_domain::{ConflictDomain, domains};
use crate::schedule::walk::ActionIndex;
use cen_action::Action;

/// What the cloud said to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It took it.
    Taken,
    /// Something else is being changed in one of its domains.
    Locked,
    /// It did not take it, for a reason that has nothing to do with domains.
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

/// A write in one of its domains.
#[derive(Clone, Copy, Debug)]
struct InFlight {
    kind: &'static str,
    state: State,
    /// Whether other writes were in flight when it was sent.
    concurrent_at_send: bool,
    /// How many unanswered writes of its kind the domain is proved to take, if this one is taken.
    proves: Option<usize>,
}

/// One conflict domain.
#[derive(Debug, Default)]
struct Domain {
    is_loose: bool,
    in_flight: BTreeMap<ActionIndex, InFlight>,
    /// The cloud refused a write because another of ours was in flight.
    one_at_a_time: bool,
    /// How many unanswered writes of a kind were taken at once while another was in flight.
    proven_width: BTreeMap<&'static str, usize>,
}

/// The conflict domains of a plan.
#[derive(Debug)]
pub struct ConflictDomains {
    /// The domains of each action, and what kind of change it is.
    of: Vec<(Vec<usize>, &'static str)>,
    domains: Vec<Domain>,
}

/// The domains of an action that a cloud's answer is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    /// Those that are no loose ones, and loose ones that take one at a time.
    Strict,
}

impl ConflictDomains {
    /// Returns the domains of a plan's actions, nothing in flight.
    pub fn new<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Self {
        let mut places: BTreeMap<ConflictDomain, usize> = BTreeMap::new();
        let mut place = |domain| {
            let next = places.len();
            *places.entry(domain).or_insert(next)
        };
        let mut places_of = |action| domains(action).into_iter().map(&mut place).collect();
        let of: Vec<_> = actions
            .into_iter()
            .map(|action| (places_of(action), action.call.traits().verb))
            .collect();
        let mut domains: Vec<_> = (0..places.len()).map(|_| Domain::default()).collect();
        for (domain, place) in places {
            domains[place].is_loose = domain.is_loose();
        }
        Self { of, domains }
    }

    /// Tells whether an action's write may be sent now.
    pub fn may_start(&self, index: ActionIndex) -> bool {
        let (domains, kind) = &self.of[index];
        domains
            .iter()
            .all(|domain| self.domains[*domain].admits(index, kind))
    }

    /// Notes that an action's write is about to be sent.
    pub fn start(&mut self, index: ActionIndex) {
        self.each(index, Which::All, |domain, kind| domain.start(index, kind));
    }

    /// Notes what the cloud answered to an action's write. One that was locked goes to the queue.
    pub fn answered(&mut self, index: ActionIndex, answer: Answer) {
        let is_explained = self.of[index].0.iter().any(|domain| {
            let domain = &self.domains[*domain];
            !domain.is_loose && domain.has_company(index)
        });
        self.each(index, Which::All, |domain, _| {
            let is_elsewhere = domain.is_loose && (is_explained || !domain.has_company(index));
            match answer {
                // The lock is not one of this domain, so the write blocks nothing here.
                Answer::Locked if is_elsewhere => domain.answered(index, Answer::Refused),
                Answer::Taken | Answer::Locked | Answer::Refused => domain.answered(index, answer),
            }
        });
    }

    /// Queues an action that is not in flight and wants to send its write again.
    pub fn queue(&mut self, index: ActionIndex) {
        let queued = |kind| InFlight {
            kind,
            state: State::Queued,
            concurrent_at_send: false,
            proves: None,
        };
        self.each(index, Which::Strict, |domain, kind| {
            domain.in_flight.entry(index).or_insert(queued(kind));
        });
    }

    /// Tells whether an action's write is sent or taken, and not done.
    pub fn is_in_flight(&self, index: ActionIndex) -> bool {
        self.of[index].0.iter().any(|domain| {
            self.domains[*domain]
                .in_flight
                .get(&index)
                .is_some_and(|write| write.state != State::Queued)
        })
    }

    /// Notes that an action is over: the cloud shows that it is done, or it was given up.
    pub fn end(&mut self, index: ActionIndex) {
        self.each(index, Which::All, |domain, _| {
            domain.in_flight.remove(&index);
        });
    }

    fn each(
        &mut self,
        index: ActionIndex,
        which: Which,
        mut change: impl FnMut(&mut Domain, &'static str),
    ) {
        let (domains, kind) = &self.of[index];
        for domain in domains {
            let domain = &mut self.domains[*domain];
            if which == Which::All || !domain.takes_any() {
                change(domain, kind);
            }
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
        let was_there = |write: &InFlight| write.concurrent_at_send;
        self.in_flight.get(&index).is_some_and(was_there) || self.others(index).next().is_some()
    }

    fn admits(&self, index: ActionIndex, kind: &'static str) -> bool {
        if self.takes_any() {
            return true;
        }
        // Refused writes go before new ones, in the order of the plan.
        let is_queued = self.in_flight.contains_key(&index);
        let mut queue = self
            .in_flight
            .iter()
            .filter(|(_, write)| write.state == State::Queued)
            .map(|(other, _)| *other);
        if queue.any(|other| if is_queued { other < index } else { true }) {
            return false;
        }
        let unanswered = self.unanswered(index);
        match self.others(index).next() {
            None => true,
            Some(_) if self.one_at_a_time => false,
            Some(_) => {
                unanswered == 0
                    || (self.is_all_of(index, kind) && unanswered <= self.proven_width(kind))
            }
        }
    }

    fn start(&mut self, index: ActionIndex, kind: &'static str) {
        let concurrent_at_send = self.others(index).next().is_some();
        let proves = (concurrent_at_send && self.is_all_of(index, kind))
            .then_some(self.unanswered(index) + 1);
        self.in_flight.insert(
            index,
            InFlight {
                kind,
                state: State::Sent,
                concurrent_at_send,
                proves,
            },
        );
    }

    fn answered(&mut self, index: ActionIndex, answer: Answer) {
        let has_company = self.has_company(index);
        let Some(write) = self.in_flight.get_mut(&index) else {
            return;
        };
        let InFlight { kind, proves, .. } = *write;
        match answer {
            Answer::Taken => {
                write.state = State::Taken;
                let proven = self.proven_width.entry(kind).or_default();
                *proven = (*proven).max(proves.unwrap_or_default());
            }
            Answer::Locked => {
                write.state = State::Queued;
                self.one_at_a_time |= has_company;
            }
            Answer::Refused => drop(self.in_flight.remove(&index)),
        }
    }

    fn others(&self, index: ActionIndex) -> impl Iterator<Item = &InFlight> {
        self.in_flight
            .iter()
            .filter(move |(other, write)| **other != index && write.state != State::Queued)
            .map(|(_, write)| write)
    }

    fn unanswered(&self, index: ActionIndex) -> usize {
        self.others(index)
            .filter(|write| write.state == State::Sent)
            .count()
    }

    fn is_all_of(&self, index: ActionIndex, kind: &'static str) -> bool {
        self.others(index).all(|write| write.kind == kind)
    }

    fn proven_width(&self, kind: &'static str) -> usize {
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
            if !domains.is_in_flight(index) && domains.may_start(index) {
                domains.start(index);
                started.push(index);
            }
        }
        started
    }

    fn answer(domains: &mut ConflictDomains, of: &[ActionIndex], answer: Answer) {
        of.iter().for_each(|index| domains.answered(*index, answer));
    }

    #[test]
    fn a_domain_widens_by_one_more_than_it_has_taken() {
        let mut domains = ConflictDomains::new(&changes("a", 20));
        let mut sizes = Vec::new();
        loop {
            let started = start_all(&mut domains, 0..20);
            answer(&mut domains, &started, Answer::Taken);
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
        let mut domains = ConflictDomains::new(&changes("a", 4));
        assert_eq!(start_all(&mut domains, 0..4), [0]);
        answer(&mut domains, &[0], Answer::Taken);
        assert_eq!(
            start_all(&mut domains, 0..4),
            [1],
            "it is tried beside the first"
        );
        answer(&mut domains, &[1], Answer::Locked);
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
        answer(&mut domains, &[1], Answer::Taken);
        assert_eq!(start_all(&mut domains, 2..4), [0; 0]);
        domains.end(1);
        assert_eq!(start_all(&mut domains, 2..4), [2]);
    }

    #[test]
    fn a_lock_that_is_met_alone_is_somebody_elses_and_teaches_nothing() {
        let mut domains = ConflictDomains::new(&changes("a", 4));
        assert_eq!(start_all(&mut domains, 0..4), [0]);
        answer(&mut domains, &[0], Answer::Locked);
        assert_eq!(
            start_all(&mut domains, 1..4),
            [0; 0],
            "nobody else runs into the same lock"
        );
        assert_eq!(start_all(&mut domains, [0]), [0]);
        answer(&mut domains, &[0], Answer::Taken);
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
            answer(&mut domains, &[index], Answer::Taken);
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
        answer(&mut domains, &[4], Answer::Taken);
        assert_eq!(
            start_all(&mut domains, 2..4),
            [2],
            "nor do attachments go in pairs while it is under way"
        );
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
        answer(&mut domains, &[0, 3], Answer::Taken);
        assert_eq!(start_all(&mut domains, 0..6), [1, 4]);
        answer(&mut domains, &[1], Answer::Locked);
        answer(&mut domains, &[4], Answer::Taken);
        assert_eq!(
            start_all(&mut domains, 0..6),
            [5],
            "what waits for one router is in nobody's way on the other"
        );
        answer(&mut domains, &[5], Answer::Taken);
        domains.end(0);
        assert_eq!(start_all(&mut domains, 0..3), [1]);
        answer(&mut domains, &[1], Answer::Taken);
        assert_eq!(start_all(&mut domains, 2..3), [0; 0], "one at a time");
    }

    #[test]
    fn a_lock_that_a_write_meets_alone_on_its_router_narrows_all_routers_of_the_cen() {
        let mut domains = ConflictDomains::new(&on_routers(3, 1));
        assert_eq!(start_all(&mut domains, 0..3), [0, 1, 2]);
        answer(&mut domains, &[0], Answer::Taken);
        answer(&mut domains, &[1, 2], Answer::Locked);
        assert_eq!(start_all(&mut domains, 0..3), [0; 0]);
        domains.end(0);
        assert_eq!(
            start_all(&mut domains, 0..3),
            [1],
            "in the order of the plan"
        );
        answer(&mut domains, &[1], Answer::Taken);
        assert_eq!(start_all(&mut domains, 0..3), [0; 0]);
        domains.end(1);
        assert_eq!(start_all(&mut domains, 0..3), [2]);
    }

    #[test]
    fn what_is_refused_for_another_reason_is_in_nobodys_way_until_it_queues() {
        let mut domains = ConflictDomains::new(&changes("a", 3));
        assert_eq!(start_all(&mut domains, 0..3), [0]);
        answer(&mut domains, &[0], Answer::Refused);
        assert_eq!(start_all(&mut domains, 1..3), [1]);
        answer(&mut domains, &[1], Answer::Taken);
        domains.queue(0);
        assert_eq!(start_all(&mut domains, [2, 0]), [0]);
    }
}
