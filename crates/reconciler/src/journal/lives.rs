//! Random journals: what the processes of one life of a file write.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::call::{
    Call, CreateCen, CreatePackage, CreateVpc, CreateVswitch, DeleteCen, DeletePackage, DeleteVpc,
};
use cen_action::{Action, Address, Ref};
use cen_observed::{NAME_TAG, TOPOLOGY_TAG};
use cen_topology::{AccountId, AccountName, Area, AreaPair, Charge, Mbps, RegionId};
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use crate::journal::record::{
    Accepted, Concluded, Counts, Ended, How, Intent, Learned, Operator, OutcomeKind, Record,
    Started, Watched,
};

/// The kinds of things that are made, with the word that their ids begin with.
pub(super) const KINDS: [&str; 4] = ["cen", "package", "vpc", "vswitch"];
pub(super) const NAMES: [&str; 3] = ["x", "y", "z"];
pub(super) const ACCOUNTS: [(&str, &str); 3] = [("a", "1"), ("b", "2"), ("c", "3")];
pub(super) const REGIONS: [&str; 3] = ["cn-hangzhou", "cn-beijing", "eu-central-1"];

/// One life of a file: run after run writes into its journal.
pub(super) struct Life {
    pub(super) random: Rng,
    pub(super) now: Timestamp,
    pub(super) records: Vec<Record>,
    /// The objects that exist: for each the action that made it, and its id.
    made: Vec<(Action, String)>,
    /// The creations without a known outcome.
    doubts: Vec<Intent>,
    number: usize,
}

/// An action of a run that is on its way.
struct Begun {
    intent: Intent,
    outcome: Option<OutcomeKind>,
}

impl Life {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: Rng::with_seed(seed),
            now: "2026-03-01T00:00:00Z".parse().unwrap(),
            records: Vec::new(),
            made: Vec::new(),
            doubts: Vec::new(),
            number: 0,
        }
    }

    pub(super) fn wait(&mut self, seconds: &[i64]) {
        let most = *self.random.choice(seconds).unwrap();
        self.now += SignedDuration::from_secs(self.random.i64(0..=most));
    }

    /// Writes what a process writes: what its look found, a run that may be killed, and what its
    /// second look decides.
    pub(super) fn run(&mut self) {
        self.wait(&[60, 60, 600, 3_600, 72_000, 40 * 86_400]);
        self.settle();
        let known = self.random.usize(2..=3);
        let run = self.start(known);
        let mut begun: Vec<Begun> = Vec::new();
        for _ in 0..self.random.usize(..8) {
            if self.random.u8(..20) == 0 {
                return;
            }
            self.wait(&[1, 10, 600]);
            let action = self.action(known);
            if begun
                .iter()
                .all(|begun| begun.intent.action.id != action.id)
            {
                begun.push(self.execute(&run, action));
            }
        }
        if self.random.u8(..6) > 0 {
            self.end(&run, &begun);
            self.look_again(&run, begun);
        }
    }

    /// Writes that a run begins whose file has so many accounts.
    fn start(&mut self, known: usize) -> String {
        self.number += 1;
        let run = format!("run-{}", self.number);
        let accounts = ACCOUNTS[..known].iter();
        self.records.push(Record::Started(Started {
            run: run.clone(),
            time: self.now,
            operator: Operator::nobody(),
            version: "0".to_owned(),
            accounts: accounts
                .map(|(name, id)| ((*name).into(), AccountId::new(*id)))
                .collect(),
        }));
        run
    }

    /// Writes a run that makes a CEN of each of so many names and deletes it.
    pub(super) fn run_without_trace(&mut self, names: usize) {
        self.now += SignedDuration::from_hours(3);
        let run = self.start(2);
        let account = ACCOUNTS[0].0.into();
        for number in 0..names {
            let action = creation("cen", &format!("cen-{number}"), &account, REGIONS[0]);
            let id = self.id(&action);
            let deletion = deletion(&action, &id).unwrap();
            for (action, output) in [(action, Some(id)), (deletion, None)] {
                let intent = self.intend(&run, action, None);
                self.conclude(&intent, OutcomeKind::Done, output);
            }
        }
        self.end(&run, &[]);
    }

    /// Writes that a look found the object of a creation in doubt.
    fn settle(&mut self) {
        for intent in std::mem::take(&mut self.doubts) {
            if self.random.u8(..4) > 0 {
                self.doubts.push(intent);
                continue;
            }
            let id = self.id(&intent.action);
            self.conclude(&intent, OutcomeKind::Done, Some(id.clone()));
            self.made.push((intent.action, id));
        }
    }

    fn id(&mut self, action: &Action) -> String {
        self.number += 1;
        format!(
            "{}-{}",
            action.id.as_str().split('/').next().unwrap(),
            self.number
        )
    }

    /// Draws an action: the deletion of something that exists, or the creation of something.
    fn action(&mut self, known: usize) -> Action {
        if self.random.bool()
            && let Some((action, id)) = self.random.choice(&self.made).cloned()
            && let Some(action) = deletion(&action, &id)
        {
            return action;
        }
        let account = self.random.choice(&ACCOUNTS[..known]).unwrap().0.into();
        creation(
            self.random.choice(KINDS).unwrap(),
            self.random.choice(NAMES).unwrap(),
            &account,
            self.random.choice(REGIONS).unwrap(),
        )
    }

    /// Writes an action of a run, as far as the run comes with it.
    fn execute(&mut self, run: &str, action: Action) -> Begun {
        let before = self.doubts.iter().find(|intent| {
            intent.action.id == action.id && intent.action.account == action.account
        });
        let token = before.map_or_else(|| Some(format!("token-of-{run}")), |it| it.token.clone());
        let intent = self.intend(run, action, token);
        if intent.action.call.traits().creation.is_some() {
            self.doubts.retain(|old| {
                old.action.id != intent.action.id || old.action.account != intent.action.account
            });
            self.doubts.push(intent.clone());
        }
        if self.random.bool() {
            self.records.push(Record::Accepted(Accepted {
                run: intent.run.clone(),
                time: self.now,
                action: intent.action.id.clone(),
                request: None,
            }));
        }
        let outcomes = [OutcomeKind::Done, OutcomeKind::Failed, OutcomeKind::Unknown];
        let outcome = match self.random.u8(..10) {
            0 => None,
            1..=6 => Some(OutcomeKind::Done),
            _ => self.random.choice(outcomes),
        };
        if let Some(outcome) = outcome {
            let is_made =
                intent.action.call.traits().creation.is_some() && outcome == OutcomeKind::Done;
            let id = is_made.then(|| self.id(&intent.action));
            self.made
                .extend(id.clone().map(|id| (intent.action.clone(), id)));
            self.conclude(&intent, outcome, id);
        }
        Begun { intent, outcome }
    }

    fn intend(&mut self, run: &str, action: Action, token: Option<String>) -> Intent {
        let (run, time) = (run.to_owned(), self.now);
        let intent = Intent {
            run,
            time,
            token,
            action,
        };
        self.records.push(Record::Intent(Box::new(intent.clone())));
        intent
    }

    fn conclude(&mut self, intent: &Intent, outcome: OutcomeKind, output: Option<String>) {
        let is_over = matches!(outcome, OutcomeKind::Done | OutcomeKind::Failed);
        self.doubts.retain(|old| {
            !is_over
                || old.action.id != intent.action.id
                || old.action.account != intent.action.account
        });
        if outcome == OutcomeKind::Done
            && let Some(gone) = gone(&intent.action)
        {
            self.made.retain(|(_, id)| *id != gone);
        }
        let wait = |number| Watched {
            pending_ms: number,
            complete_ms: number + 5,
        };
        let waits = self.random.usize(..3);
        self.records.push(Record::Concluded(Concluded {
            run: intent.run.clone(),
            time: self.now,
            action: intent.action.id.clone(),
            account: intent.action.account.clone(),
            outcome,
            reason: String::new(),
            output,
            request: None,
            watched: (0..waits).map(|_| wait(self.random.u64(..1_000))).collect(),
        }));
    }

    fn end(&mut self, run: &str, begun: &[Begun]) {
        let count = |kind| begun.iter().filter(|begun| begun.outcome == kind).count();
        let counts = Counts {
            done: count(Some(OutcomeKind::Done)),
            failed: count(Some(OutcomeKind::Failed)),
            skipped: 0,
            unknown: count(Some(OutcomeKind::Unknown)),
            not_started: count(None),
        };
        let mut pair = || {
            let kinds = ["Attach", "Detach", "Set"];
            let mut one = || (*self.random.choice(&kinds).unwrap()).to_owned();
            (one(), one())
        };
        let beside = [pair(), pair()].into();
        let one_at_a_time = self.random.u8(..4) == 0;
        self.records.push(Record::Ended(Ended {
            run: run.to_owned(),
            time: self.now,
            how: How::Complete,
            counts: (self.random.u8(..8) > 0).then_some(counts),
            gaps: usize::from(self.random.u8(..8) == 0),
            learned: Learned {
                one_at_a_time,
                beside: if self.random.bool() {
                    beside
                } else {
                    BTreeSet::new()
                },
            },
            kept: None,
        }));
    }

    /// Writes that the second look of a run shows the effect of actions without a known outcome.
    fn look_again(&mut self, run: &str, begun: Vec<Begun>) {
        for Begun { intent, outcome } in begun {
            assert_eq!(intent.run, run);
            if outcome == Some(OutcomeKind::Unknown) && self.random.bool() {
                self.conclude(&intent, OutcomeKind::Done, None);
            }
        }
    }
}

/// Returns the creation of something of this kind and name.
pub(super) fn creation(kind: &str, name: &str, account: &AccountName, region: &str) -> Action {
    let network = || Address::Network {
        network: name.into(),
    };
    let tags: BTreeMap<_, _> = [(TOPOLOGY_TAG, "net"), (NAME_TAG, name)]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    let (region, name) = (RegionId::new(region), name.to_owned());
    let areas = AreaPair::new(Area::China, Area::Europe);
    let cen = name.as_str().into();
    let (address, call): (_, Call) = match kind {
        "cen" => (
            Address::Cen { cen },
            CreateCen {
                name,
                description: None,
                tags,
            }
            .into(),
        ),
        "package" => {
            let (mbps, charge) = (Mbps(2), Charge::Postpaid);
            (
                Address::Package { cen, areas },
                CreatePackage {
                    name,
                    areas,
                    mbps,
                    charge,
                    tags,
                }
                .into(),
            )
        }
        "vpc" => {
            let (cidr, description) = ("10.0.0.0/16".to_owned(), None);
            (
                network(),
                CreateVpc {
                    region,
                    name,
                    cidr,
                    description,
                    tags,
                }
                .into(),
            )
        }
        _ => {
            let (cidr, zone) = ("10.0.0.0/24".parse().unwrap(), "zone".into());
            let vpc = Ref::Known("vpc-of-others".into());
            (
                network(),
                CreateVswitch {
                    vpc,
                    region,
                    zone,
                    cidr,
                    tags,
                }
                .into(),
            )
        }
    };
    Action::new(address, account, call)
}

/// Returns the deletion of what an action made.
fn deletion(action: &Action, id: &str) -> Option<Action> {
    let call: Call = match &action.call {
        Call::Cen(_) => DeleteCen { cen: id.into() }.into(),
        Call::Package(_) => DeletePackage { package: id.into() }.into(),
        Call::Vpc(_) => {
            let region = action.call.traits().place?.region.clone();
            DeleteVpc {
                region,
                vpc: id.into(),
            }
            .into()
        }
        Call::Attachment(_) | Call::Route(_) | Call::Router(_) => return None,
    };
    Some(Action::new(action.address.clone(), &action.account, call))
}

/// Returns the id of what an action deletes.
pub(super) fn gone(action: &Action) -> Option<String> {
    let call = serde_json::to_value(&action.call).unwrap();
    let is_deletion = call["call"].as_str()?.starts_with("delete");
    let id = ["cen", "package", "vpc"]
        .into_iter()
        .find_map(|key| call[key].as_str())?;
    is_deletion.then(|| id.to_owned())
}
