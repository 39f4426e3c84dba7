//! What a plan saw of the objects that it touches, and whether they still are so when it is carried out.
//!
//! A plan may wait for its review while the cloud moves on. Every step carries, as readable facts, what the plan saw of the objects that the
//! step touches; [`standings`] compares them with a fresh look. The steps that change one fact follow each other, so a fact walks along a chain
//! of values: the one that the plan saw, then what each of these steps makes of it. Where on its chain a fact is found tells which steps are
//! done; a value that is not on the chain is somebody else's doing.

mod fact;
mod read;
mod touch;

use std::collections::BTreeMap;
use std::fmt;

use crate::action::{Action, ActionId, Ref};
use crate::observed::Observed;
use crate::plan::{Plan, Step};
use fact::Fact;
pub(crate) use read::Sight;
use touch::{Touch, touches};

/// How the objects that a step touches stand to what its plan saw of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As the plan saw them, or as an earlier step of the plan leaves them: the step is to be carried out.
    Before,
    /// As the step leaves them: it is done.
    After {
        /// The id of what it created, if it creates something.
        output: Option<String>,
    },
    /// Otherwise: somebody else has changed them, and the step must not be carried out.
    Other(Vec<Moved>),
}

/// A fact that is not what the plan saw, nor what the plan makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which attribute, such as `mbps`.
    pub fact: String,
    /// What the plan saw.
    pub then: String,
    /// What it is.
    pub now: String,
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was {}, is {} now", self.fact, self.then, self.now)
    }
}

/// The ids of what earlier actions have brought, as far as it is there.
#[derive(Debug, Default)]
struct Outputs(BTreeMap<ActionId, String>);

impl Outputs {
    /// The id behind a reference; for what is not there yet a text that is no id of anything.
    fn id<T: fmt::Display>(&self, reference: &Ref<T>) -> String {
        match reference {
            Ref::Known(id) => id.to_string(),
            Ref::OutputOf(action) => self
                .0
                .get(action)
                .cloned()
                .unwrap_or_else(|| format!("what {action} brings")),
        }
    }
}

/// What can be seen of the objects that an action touches, before any action of its plan.
pub(crate) fn expects(action: &Action, sight: &Sight<'_>) -> BTreeMap<String, String> {
    let touches = touches(action, &Outputs::default());
    touches
        .into_iter()
        .map(|touch| (touch.fact.name(), sight.read(&touch.fact).value))
        .collect()
}

/// How every step of a plan stands, in the plan's order.
pub fn standings(plan: &Plan, observed: &Observed) -> Vec<Standing> {
    let judge = Judge::new(plan, &Sight::new(observed));
    // A fact that comes back to an earlier value stands at the first place that fits, unless what waits for its change is done.
    let mut floors = Floors::new();
    loop {
        let standings: Vec<_> = (0..plan.steps.len())
            .map(|index| judge.standing(index, &floors))
            .collect();
        let raised = judge.floors(&standings);
        if raised == floors {
            return standings;
        }
        floors = raised;
    }
}

/// The ids of what the plan's creations have brought already.
fn outputs(plan: &Plan, sight: &Sight<'_>) -> Outputs {
    let found = plan.steps.iter().filter_map(|step| {
        let created = touches(&step.action, &Outputs::default())
            .into_iter()
            .find_map(|touch| sight.created(&touch.fact))?;
        Some((step.action.id.clone(), created))
    });
    Outputs(found.collect())
}

/// The values that a fact takes while its plan is carried out, and where it is now.
#[derive(Debug)]
struct Chain {
    values: Vec<String>,
    now: String,
    /// Whether nothing is under way.
    settled: bool,
}

impl Chain {
    /// The first place, from `floor` on, at which the fact has its value of now; an earlier one if there is none.
    fn place(&self, floor: usize) -> Option<usize> {
        let places = || {
            self.values
                .iter()
                .enumerate()
                .filter(|(_, value)| **value == self.now)
                .map(|(place, _)| place)
        };
        places()
            .find(|place| *place >= floor)
            .or_else(|| places().next())
    }
}

/// A fact of a step.
struct Looked {
    fact: Fact,
    /// The place on its chain to which the step brings it; none if the step only relies on it.
    place: Option<usize>,
}

/// The earliest place at which a fact can be.
type Floors = BTreeMap<Fact, usize>;

/// Everything that the standing of a step depends on.
struct Judge<'a> {
    plan: &'a Plan,
    outputs: Outputs,
    looked: Vec<Vec<Looked>>,
    chains: BTreeMap<Fact, Chain>,
    places: BTreeMap<&'a ActionId, usize>,
}

impl<'a> Judge<'a> {
    fn new(plan: &'a Plan, sight: &Sight<'_>) -> Self {
        let outputs = outputs(plan, sight);
        let (mut looked, mut chains) = (Vec::new(), BTreeMap::new());
        for step in &plan.steps {
            let touches = touches(&step.action, &outputs).into_iter();
            looked.push(
                touches
                    .map(|touch| link(&mut chains, step, touch, sight))
                    .collect(),
            );
        }
        let places = plan
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| (&step.action.id, index))
            .collect();
        Self {
            plan,
            outputs,
            looked,
            chains,
            places,
        }
    }

    fn standing(&self, index: usize, floors: &Floors) -> Standing {
        let step = &self.plan.steps[index];
        let (mut moved, mut done) = (Vec::new(), true);
        for looked in &self.looked[index] {
            let chain = &self.chains[&looked.fact];
            match (
                chain.place(floors.get(&looked.fact).copied().unwrap_or_default()),
                looked.place,
            ) {
                (Some(now), Some(after)) => done &= now > after || (now == after && chain.settled),
                (Some(_), None) => {}
                (None, _) => {
                    let fact = looked.fact.name();
                    let then = step
                        .expects
                        .get(&fact)
                        .cloned()
                        .unwrap_or_else(|| "not looked at".to_owned());
                    moved.push(Moved {
                        fact,
                        then,
                        now: chain.now.clone(),
                    });
                }
            }
        }
        match (moved.is_empty(), done) {
            (false, _) => Standing::Other(moved),
            (true, true) => Standing::After {
                output: self.outputs.0.get(&step.action.id).cloned(),
            },
            (true, false) => Standing::Before,
        }
    }

    /// What a done step waited for is done as well, so its facts are at least there.
    fn floors(&self, standings: &[Standing]) -> Floors {
        let done = self
            .plan
            .steps
            .iter()
            .zip(standings)
            .filter(|(_, standing)| matches!(standing, Standing::After { .. }));
        let firsts = done
            .flat_map(|(step, _)| step.waits_for.keys())
            .filter_map(|first| self.places.get(first));
        let mut floors = Floors::new();
        for looked in firsts.flat_map(|index| &self.looked[*index]) {
            if let Some(place) = looked.place {
                let floor = floors.entry(looked.fact.clone()).or_default();
                *floor = place.max(*floor);
            }
        }
        floors
    }
}

/// Lengthens the chain of a fact by what a step makes of it.
fn link(
    chains: &mut BTreeMap<Fact, Chain>,
    step: &Step,
    Touch { fact, after }: Touch,
    sight: &Sight<'_>,
) -> Looked {
    let chain = chains.entry(fact.clone()).or_insert_with(|| {
        let seen = sight.read(&fact);
        // A plan from elsewhere may lack what it should have seen; nothing is like that.
        let first = step.expects.get(&fact.name()).cloned().unwrap_or_default();
        Chain {
            values: vec![first],
            now: seen.value,
            settled: seen.settled,
        }
    });
    let place = after.map(|value| {
        chain.values.push(value);
        chain.values.len() - 1
    });
    Looked { fact, place }
}
