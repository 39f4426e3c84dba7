//! Statistics of many lives, to show that they differ.

use std::collections::{BTreeMap, BTreeSet};

use cen_plan::Plan;

/// The minimum average of each event in a life, in thousandths.
const OFTEN: [(&str, u64); 5] = [
    ("writes", 20_000),
    ("faults", 10_000),
    ("deaths", 500),
    ("done", 8_000),
    ("strangers", 500),
];

/// The minimum number of lives with each event, of a thousand. About half of all lives are on transit routers of the
/// Enterprise Edition, which have no routes of the Basic one.
const MET: [(&str, u64); 58] = [
    ("renamed", 100),
    ("renames that died", 20),
    ("mark-network", 20),
    ("failed", 30),
    ("unknown", 50),
    ("no plan", 30),
    ("halts", 200),
    ("power cuts", 100),
    ("not begun", 100),
    ("refused", 20),
    ("reviewed", 300),
    ("applied again", 50),
    ("as written", 300),
    ("nothing left", 100),
    ("network", 300),
    ("modify-network", 100),
    ("delete-network", 200),
    ("cen", 700),
    ("mark", 50),
    ("mark-package", 10),
    ("modify-cen", 300),
    ("tag-cen", 100),
    ("untag-cen", 20),
    ("delete-cen", 300),
    ("grant", 500),
    ("attach", 700),
    ("detach", 500),
    ("revoke", 300),
    ("package", 500),
    ("resize", 30),
    ("associate", 500),
    ("unassociate", 300),
    ("delete-package", 200),
    ("limit", 500),
    ("clear", 300),
    ("publish", 40),
    ("withdraw", 40),
    ("check-health", 20),
    ("stop-health-check", 10),
    ("route-zone", 40),
    ("unroute-zone", 40),
    ("route-service", 40),
    ("unroute-service", 40),
    ("route-map", 40),
    ("modify-route-map", 4),
    ("delete-route-map", 40),
    ("open-service", 50),
    ("router", 200),
    ("delete-router", 100),
    ("vswitch", 50),
    ("zones", 10),
    ("modify-attachment", 50),
    ("associate-table", 200),
    ("unpropagate", 100),
    ("CEN402", 20),
    ("CEN407", 50),
    ("CEN409", 100),
    ("CEN412", 50),
];

/// The count of each event.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: BTreeMap<String, u64>,
    /// The number of lives with each event.
    met: BTreeMap<String, u64>,
}

impl Tally {
    pub(crate) fn count(&mut self, what: impl Into<String>, times: u64) {
        if times > 0 {
            *self.counts.entry(what.into()).or_default() += times;
        }
    }

    /// Counts the kinds of changes and holds of a plan.
    pub(crate) fn count_plan(&mut self, plan: &Plan) {
        for step in &plan.steps {
            self.count(
                step.action
                    .id
                    .as_str()
                    .split('/')
                    .next()
                    .unwrap_or_default(),
                1,
            );
        }
        for hold in &plan.holds {
            self.count(hold.reason.code(), 1);
        }
    }

    /// Adds the counts of one life.
    pub(crate) fn add(&mut self, life: &Self) {
        for (what, times) in &life.counts {
            *self.counts.entry(what.clone()).or_default() += times;
            *self.met.entry(what.clone()).or_default() += 1;
        }
    }

    /// Asserts that each event happened often enough in this number of lives.
    pub(crate) fn assert_varied(&self, lives: u64) {
        let of = |counts: &BTreeMap<String, u64>, what: &str| {
            counts.get(what).copied().unwrap_or_default() * 1000 / lives.max(1)
        };
        let seldom = OFTEN
            .iter()
            .filter(|(what, least)| of(&self.counts, what) < *least);
        let rare = MET
            .iter()
            .filter(|(what, least)| of(&self.met, what) < *least);
        let missing: BTreeSet<_> = seldom.chain(rare).map(|(what, _)| what).collect();
        assert!(
            lives < 1000 || missing.is_empty(),
            "{missing:?} too seldom in {lives} lives\n{self}"
        );
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = |(what, times): (&String, &u64)| {
            format!(
                "{what}: {times} in {} lives",
                self.met.get(what).copied().unwrap_or_default()
            )
        };
        f.write_str(&self.counts.iter().map(line).collect::<Vec<_>>().join("\n"))
    }
}
