//! What a plan was made against, and whether it still holds when the plan is carried out.
//!
//! A plan may wait for its review while the cloud changes. Every step stores, as canonical data, what the plan saw of the objects that the step
//! touches; [`standings`] compares that with a fresh look. The steps that change one attribute follow each other, so an attribute moves along a
//! chain of values: the one that the plan saw, then what each of these steps makes of it. Its position on the chain tells which steps are done;
//! a value that is not on the chain is somebody else's change.

mod attribute;
mod effect;
mod read;
mod transit_read;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use attribute::Attribute;
use cen_action::{Action, ActionId, Preconditions, Ref, Step};
use cen_observed::Observed;
use cen_topology::SharedText;
use effect::{Effect, effects};
pub use read::Reader;

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

/// An attribute that is neither as the plan saw it nor as the plan makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// Which attribute, such as `mbps`.
    pub attribute: String,
    /// What the plan saw; null for what was absent, or for an attribute that the plan does not have.
    pub planned: Value,
    /// What it is now.
    pub current: Value,
}

/// The ids of what earlier actions have created, as far as it exists.
#[derive(Debug, Default)]
struct Outputs(BTreeMap<ActionId, String>);

impl Outputs {
    /// Returns the id behind a reference; for an object that does not exist yet a text that is the id of nothing.
    fn id<T>(&self, reference: &Ref<T>) -> SharedText
    where
        for<'a> SharedText: From<&'a T>,
    {
        match reference {
            Ref::Known(id) => id.into(),
            Ref::OutputOf(action) => match self.0.get(action) {
                Some(id) => id.as_str().into(),
                None => format!("output-of:{action}").into(),
            },
        }
    }
}

/// Returns what an observation says of the objects that an action touches, before any action of its plan.
pub fn preconditions(action: &Action, reader: &Reader<'_>) -> Preconditions {
    let effects = effects(action, &Outputs::default());
    let count = effects.len();
    let seen = effects.into_iter().map(|effect| {
        let value = reader.read(&effect.attribute).value;
        (effect.attribute.name(), value)
    });
    let seen: Preconditions = seen.collect();
    debug_assert_eq!(
        seen.len(),
        count,
        "two attributes of {} share a name",
        action.id
    );
    seen
}

/// Returns how each of the steps of a plan stands, in their order.
pub fn standings(steps: &[Step], observed: &Observed) -> Vec<Standing> {
    let judge = Judge::new(steps, &Reader::new(observed));
    // If a value occurs twice in a chain, assume the earlier position, unless a dependent step is already done.
    let mut floors = Floors::new();
    loop {
        let standings: Vec<_> = (0..steps.len())
            .map(|index| judge.standing(index, &floors))
            .collect();
        let raised = judge.floors(&standings);
        if raised == floors {
            return standings;
        }
        floors = raised;
    }
}

/// Returns the ids of what the plan has created already. What a later action makes is found by the ids of
/// what it is made on, so each action is asked with the ids of those before it.
fn outputs(steps: &[Step], reader: &Reader<'_>) -> Outputs {
    let mut outputs = Outputs::default();
    for step in steps {
        let mut effects = effects(&step.action, &outputs).into_iter();
        if let Some(created) = effects.find_map(|effect| reader.created(&effect.attribute)) {
            outputs.0.insert(step.action.id.clone(), created);
        }
    }
    outputs
}

/// The values that an attribute takes while its plan is carried out, and the one that it has now.
#[derive(Debug)]
struct Chain {
    /// The first is none if the plan does not have it: then nothing is as the plan saw it.
    values: Vec<Option<Arc<Value>>>,
    now: Arc<Value>,
    /// Whether no change of it is under way.
    settled: bool,
}

impl Chain {
    /// Returns the first position, from `floor` on, at which the attribute has its present value; an earlier one if there is none.
    fn position(&self, floor: usize) -> Option<usize> {
        let is_now = |position: &usize| self.values[*position].as_ref() == Some(&self.now);
        let positions = || (0..self.values.len()).filter(is_now);
        positions()
            .find(|position| *position >= floor)
            .or_else(|| positions().next())
    }
}

/// An attribute of a step.
struct Linked {
    attribute: Attribute,
    /// The position on its chain to which the step brings it; none if the step only relies on it.
    after: Option<usize>,
}

/// The earliest position at which an attribute can be.
type Floors = BTreeMap<Attribute, usize>;

/// Everything that the standing of a step depends on.
struct Judge<'a> {
    steps: &'a [Step],
    outputs: Outputs,
    linked: Vec<Vec<Linked>>,
    chains: BTreeMap<Attribute, Chain>,
    places: BTreeMap<&'a ActionId, usize>,
}

impl<'a> Judge<'a> {
    fn new(steps: &'a [Step], reader: &Reader<'_>) -> Self {
        let outputs = outputs(steps, reader);
        let (mut linked, mut chains) = (Vec::new(), BTreeMap::new());
        for step in steps {
            let effects = effects(&step.action, &outputs).into_iter();
            linked.push(
                effects
                    .map(|effect| link(&mut chains, step, effect, reader))
                    .collect(),
            );
        }
        let places = steps
            .iter()
            .enumerate()
            .map(|(index, step)| (&step.action.id, index))
            .collect();
        Self {
            steps,
            outputs,
            linked,
            chains,
            places,
        }
    }

    fn standing(&self, index: usize, floors: &Floors) -> Standing {
        let step = &self.steps[index];
        let (mut mismatches, mut done) = (Vec::new(), true);
        for linked in &self.linked[index] {
            let chain = &self.chains[&linked.attribute];
            let floor = floors.get(&linked.attribute).copied().unwrap_or_default();
            match (chain.position(floor), linked.after) {
                (Some(now), Some(after)) => done &= now > after || (now == after && chain.settled),
                (Some(_), None) => {}
                (None, _) => {
                    let attribute = linked.attribute.name();
                    mismatches.push(Mismatch {
                        planned: step
                            .preconditions
                            .get(&*attribute)
                            .map(|planned| Value::clone(planned))
                            .unwrap_or_default(),
                        current: Value::clone(&chain.now),
                        attribute: attribute.into_owned(),
                    });
                }
            }
        }
        match (mismatches.is_empty(), done) {
            (false, _) => Standing::Other(mismatches),
            (true, true) => Standing::After {
                output: self.outputs.0.get(&step.action.id).cloned(),
            },
            (true, false) => Standing::Before,
        }
    }

    /// Returns the earliest positions that follow from what is done: what a done step waited for is done as well.
    fn floors(&self, standings: &[Standing]) -> Floors {
        let done = self
            .steps
            .iter()
            .zip(standings)
            .filter(|(_, standing)| matches!(standing, Standing::After { .. }));
        let firsts = done
            .flat_map(|(step, _)| step.waits_for.keys())
            .filter_map(|first| self.places.get(first));
        let mut floors = Floors::new();
        for linked in firsts.flat_map(|index| &self.linked[*index]) {
            if let Some(position) = linked.after {
                let floor = floors.entry(linked.attribute.clone()).or_default();
                *floor = position.max(*floor);
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
        Chain {
            values: vec![step.preconditions.get(&*attribute.name()).cloned()],
            now: seen.value,
            settled: seen.settled,
        }
    });
    let after = after.map(|value| {
        chain.values.push(Some(value.into()));
        chain.values.len() - 1
    });
    Linked { attribute, after }
}
