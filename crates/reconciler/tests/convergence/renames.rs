//! A rename: a file under other keys, with `was`. Nothing may be taken away or made for it, and every id stays, also if the process that
//! renames meets faults or dies.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{Action, Call, Hold, call::CenCall};
use cen_diff::Adopt;
use cen_observed::Observed;
use cen_plan::{Plan, plan_adopting};
use cen_reconciler::{Operator, Run, execute};
use cen_render as render;
use cen_topology::parse;
use fastrand::Rng;
use futures::stream::pending;
use serde_json::{Map, Value, json};

use crate::death::{Death, MOMENTS};
use crate::files::File;
use crate::life::{Goal, Life, STAYS, faults};
use crate::seen::Seen;

/// Returns the file with new keys for some of its VPCs and CENs, and with `was`; none if it has none that `cen` marks.
pub(crate) fn renamed(file: &File, random: &mut Rng) -> Option<File> {
    let marked = |section: &str, is: fn(&Value) -> bool| {
        let blocks = file.document[section].as_object().into_iter().flatten();
        let marked = blocks.filter(|(_, block)| is(block));
        marked.map(|(key, _)| key.clone()).collect::<Vec<_>>()
    };
    let vpcs = marked("vpcs", |vpc| vpc.get("cidr").is_some());
    let cens = marked("cens", |cen| cen.get("id").is_none());
    let mut keys = BTreeMap::new();
    for key in vpcs.into_iter().chain(cens) {
        if random.u8(..4) > 0 {
            keys.insert(key.clone(), format!("{key}-anew"));
        }
    }
    if keys.is_empty() {
        return None;
    }
    let mut document = rekeyed(&file.document, &keys);
    for (old, new) in &keys {
        for section in ["vpcs", "cens"] {
            if let Some(block) = document[section].get_mut(new) {
                block["was"] = json!(old);
            }
        }
    }
    Some(file_of(document, file))
}

/// Returns the file of a document, which is carried out as another one is.
fn file_of(document: Value, like: &File) -> File {
    let text = document.to_string();
    let parsed = parse(&text).unwrap_or_else(|problems| panic!("no file: {problems:?}\n{text}"));
    File {
        document,
        topology: parsed.topology,
        adopt: like.adopt,
    }
}

/// Returns a document in which these keys, and what names them, have other names.
fn rekeyed(value: &Value, keys: &BTreeMap<String, String>) -> Value {
    let name = |name: &String| keys.get(name).unwrap_or(name).clone();
    match value {
        Value::String(text) => Value::String(name(text)),
        Value::Array(all) => all.iter().map(|each| rekeyed(each, keys)).collect(),
        Value::Object(blocks) => {
            let block = |(key, block): (&String, &Value)| (name(key), rekeyed(block, keys));
            Value::Object(blocks.iter().map(block).collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// Returns an action that is no rename, in words. A CEN whose name follows its key gets another name.
fn more_than_a_rename(plan: &Plan) -> Option<String> {
    let is_rename = |action: &Action| {
        let names = matches!(&action.call, Call::Cen(CenCall::ModifyCen(modify))
            if modify.name.is_some() && modify.description.is_none());
        action.renames().is_some() || names
    };
    let mut actions = plan.steps.iter().map(|step| &step.action);
    let more = actions.find(|action| !is_rename(action))?;
    Some(format!("a rename plans {}", more.id))
}

/// The ids of all that exists.
fn ids(seen: &Seen) -> BTreeSet<String> {
    let things = seen.networks.keys().chain(seen.cens.keys());
    let things = things.chain(seen.packages.keys()).cloned();
    let attached = seen
        .cens
        .values()
        .flat_map(|cen| cen.children.keys().chain(cen.attachments.keys()).cloned());
    things.chain(attached).collect()
}

fn as_written(file: &File) -> Goal<'_> {
    Goal {
        file,
        nothing: false,
    }
}

impl Life {
    /// Tells whether nothing in the world is changing.
    fn is_quiet(&self) -> bool {
        Seen::of(&self.cloud.simulator).transitions.is_empty()
    }

    /// Renames parts of a file that the world matches: once with faults and perhaps a death, then in peace. Returns the file under its new
    /// keys; none if something is still changing or held, or if nothing can be renamed.
    pub(crate) async fn rename(
        &mut self,
        file: &File,
        random: &mut Rng,
    ) -> Result<Option<File>, String> {
        let renamed = renamed(file, random);
        let Some(next) = renamed.filter(|_| self.is_quiet()) else {
            return Ok(None);
        };
        // The looks at the rename also cover where its own plan acts.
        let scope = self.scope(as_written(file), None);
        let (plan, _) = self.true_look(as_written(&next), &scope).await?;
        let scope = self.scope(as_written(file), Some(&plan));
        let (left, _) = self.true_look(as_written(file), &scope).await?;
        let stays = |hold: &Hold| STAYS.contains(&hold.reason.code());
        if !left.is_empty() || !left.holds.iter().all(stays) {
            return Ok(None);
        }
        let file = next;
        let goal = as_written(&file);
        self.cloud
            .judge
            .tell(|| format!("== renamed {}", file.document));
        let before = ids(&Seen::of(&self.cloud.simulator));
        self.change_manners(faults(random));
        self.rename_in_distress(goal, random).await?;
        let scope = self.scope(goal, None);
        let (plan, _) = self.true_look(goal, &scope).await?;
        more_than_a_rename(&plan).map_or(Ok(()), Err)?;
        self.end_well(goal).await?;
        let after = ids(&Seen::of(&self.cloud.simulator));
        if before != after {
            return Err(format!("a rename changed ids: {before:?}, {after:?}"));
        }
        self.tally.count("renamed", 1);
        Ok(Some(file))
    }

    /// Runs a process that renames while calls fail, and that dies now and then.
    async fn rename_in_distress(&mut self, goal: Goal<'_>, random: &mut Rng) -> Result<(), String> {
        let clients = self.cloud.clients(goal.topology(), &Death::never(), None);
        let scope = self.scope(goal, None);
        let Ok((plan, observed)) = goal.look_about(&clients, &scope).await else {
            return Ok(());
        };
        let told = || render::text(&plan, goal.topology()).to_string();
        self.cloud.judge.tell(told);
        more_than_a_rename(&plan).map_or(Ok(()), Err)?;
        if goal.refuses(&plan, &observed) {
            return Ok(());
        }
        self.cloud.judge.expected().plan(&plan, &goal.file.document);
        let moment = *random.choice(&MOMENTS).unwrap();
        let number = random.u32(..10);
        let death = Death::at(number, moment, random.usize(..=100));
        let journal = self.journal(goal, &death);
        let clients = self.cloud.clients(goal.topology(), &death, None);
        let work = async {
            journal.settle(&observed);
            let operator = Operator::nobody();
            if let Ok(run) = Run::new(goal.topology(), &clients, &journal, &operator) {
                execute(&plan, &run, 8, &|_| {}, pending()).await;
            }
        };
        tokio::select! {
            biased;
            () = death.died() => self.tally.count("renames that died", 1),
            () = work => {}
        }
        self.cloud.judge.verdict()?;
        self.leaves_others_alone()
    }
}

/// A file whose only VPC has another key makes it anew without `was`: on an empty world everything is made.
#[test]
fn a_plan_that_makes_something_is_more_than_a_rename() {
    let text = r#"{"version":1,"name":"random","accounts":{"a":{"id":"1250000000000001"}},
        "vpcs":{"net-1":{"account":"a","region":"cn-hangzhou","cidr":"172.20.1.0/24"}},
        "cens":{"main":{"account":"a","attach":["net-1"],"bandwidth":[]}},"protect":["net-1"]}"#;
    let file = File {
        document: serde_json::from_str(text).unwrap(),
        topology: parse(text).unwrap().topology,
        adopt: Adopt::No,
    };
    let plan = plan_adopting(&file.topology, &Observed::default(), file.adopt).unwrap();
    assert!(more_than_a_rename(&plan).is_some());
    let mut seeds = (0..20).filter_map(|seed| renamed(&file, &mut Rng::with_seed(seed)));
    let both = seeds.find(|file| file.document["cens"]["main-anew"]["was"] == "main");
    let both = both.unwrap().document;
    let key = both["protect"][0].as_str().unwrap();
    assert_eq!(both["cens"]["main-anew"]["attach"][0], key);
    assert!(both["vpcs"].get(key).is_some(), "{both}");
}
