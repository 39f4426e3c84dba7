//! What a plan saw of the objects that it touches, and whether they still are so when it is carried out.
//!
//! A plan may wait for its review while the cloud moves on. Every step carries, as readable attributes, what the plan saw of the objects that the
//! step touches; [`standings`] compares them with a fresh look. The steps that change one attribute follow each other, so an attribute walks along a chain
//! of values: the one that the plan saw, then what each of these steps makes of it. Where on its chain an attribute is found tells which steps are
//! done; a value that is not on the chain is somebody else's doing.

mod attribute;
mod effect;
mod read;

use std::collections::BTreeMap;
use std::fmt;

use crate::action::{Action, ActionId, Ref};
use crate::observed::Observed;
use crate::plan::Plan;
use crate::step::Step;
use attribute::Attribute;
use effect::{Effect, effects};
pub(crate) use read::Reader;

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
    Other(Vec<Mismatch>),
}

/// A attribute that is not what the plan saw, nor what the plan makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Which attribute, such as `mbps`.
    pub attribute: String,
    /// What the plan saw.
    pub then: String,
    /// What it is.
    pub now: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` was {}, is {} now",
            self.attribute, self.then, self.now
        )
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
pub(crate) fn expects(action: &Action, reader: &Reader<'_>) -> BTreeMap<String, String> {
    let effects = effects(action, &Outputs::default());
    effects
        .into_iter()
        .map(|effect| {
            (
                effect.attribute.name(),
                reader.read(&effect.attribute).value,
            )
        })
        .collect()
}

/// How every step of a plan stands, in the plan's order.
pub fn standings(plan: &Plan, observed: &Observed) -> Vec<Standing> {
    let judge = Judge::new(plan, &Reader::new(observed));
    // A attribute that comes back to an earlier value stands at the first place that fits, unless what waits for its change is done.
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
fn outputs(plan: &Plan, reader: &Reader<'_>) -> Outputs {
    let found = plan.steps.iter().filter_map(|step| {
        let created = effects(&step.action, &Outputs::default())
            .into_iter()
            .find_map(|effect| reader.created(&effect.attribute))?;
        Some((step.action.id.clone(), created))
    });
    Outputs(found.collect())
}

/// The values that an attribute takes while its plan is carried out, and where it is now.
#[derive(Debug)]
struct Chain {
    values: Vec<String>,
    now: String,
    /// Whether nothing is under way.
    settled: bool,
}

impl Chain {
    /// The first place, from `floor` on, at which the attribute has its value of now; an earlier one if there is none.
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

/// A attribute of a step.
struct Linked {
    attribute: Attribute,
    /// The place on its chain to which the step brings it; none if the step only relies on it.
    place: Option<usize>,
}

/// The earliest place at which an attribute can be.
type Floors = BTreeMap<Attribute, usize>;

/// Everything that the standing of a step depends on.
struct Judge<'a> {
    plan: &'a Plan,
    outputs: Outputs,
    linked: Vec<Vec<Linked>>,
    chains: BTreeMap<Attribute, Chain>,
    places: BTreeMap<&'a ActionId, usize>,
}

impl<'a> Judge<'a> {
    fn new(plan: &'a Plan, reader: &Reader<'_>) -> Self {
        let outputs = outputs(plan, reader);
        let (mut linked, mut chains) = (Vec::new(), BTreeMap::new());
        for step in &plan.steps {
            let effects = effects(&step.action, &outputs).into_iter();
            linked.push(
                effects
                    .map(|effect| link(&mut chains, step, effect, reader))
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
            linked,
            chains,
            places,
        }
    }

    fn standing(&self, index: usize, floors: &Floors) -> Standing {
        let step = &self.plan.steps[index];
        let (mut moved, mut done) = (Vec::new(), true);
        for linked in &self.linked[index] {
            let chain = &self.chains[&linked.attribute];
            match (
                chain.place(floors.get(&linked.attribute).copied().unwrap_or_default()),
                linked.place,
            ) {
                (Some(now), Some(after)) => done &= now > after || (now == after && chain.settled),
                (Some(_), None) => {}
                (None, _) => {
                    let attribute = linked.attribute.name();
                    let then = step
                        .expects
                        .get(&attribute)
                        .cloned()
                        .unwrap_or_else(|| "not looked at".to_owned());
                    moved.push(Mismatch {
                        attribute,
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

    /// What a done step waited for is done as well, so its attributes are at least there.
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
        for linked in firsts.flat_map(|index| &self.linked[*index]) {
            if let Some(place) = linked.place {
                let floor = floors.entry(linked.attribute.clone()).or_default();
                *floor = place.max(*floor);
            }
        }
        floors
    }
}

/// Lengthens the chain of an attribute by what a step makes of it.
fn link(
    chains: &mut BTreeMap<Attribute, Chain>,
    step: &Step,
    Effect { attribute, after }: Effect,
    reader: &Reader<'_>,
) -> Linked {
    let chain = chains.entry(attribute.clone()).or_insert_with(|| {
        let seen = reader.read(&attribute);
        // A plan from elsewhere may lack what it should have seen; nothing is like that.
        let first = step
            .expects
            .get(&attribute.name())
            .cloned()
            .unwrap_or_default();
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
    Linked { attribute, place }
}
