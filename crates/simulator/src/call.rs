//! One call in the hands of its operation: who asks, what for, and the world that it changes.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::identity::Identity;
use crate::index::Index;
use crate::object::object;
use crate::pace::{Pace, PacedChange};
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::response::Body;
use crate::text_rule::TextRule;
use crate::world::{Cen, Tags, World};
use crate::world::{Next, ResourceKey};

/// The answer of an operation.
pub(crate) type Answer = Result<Value, Refusal>;

/// The answer of an operation that lists.
pub(crate) type ListAnswer = Result<Body, Refusal>;

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    /// The index of the world as it was when the call came: for operations that only read.
    pub(crate) index: &'a Index,
    pub(crate) parameters: &'a Parameters,
    /// The account whose key signed it.
    pub(crate) caller: &'a str,
    /// Whose key it is.
    pub(crate) identity: &'a Identity,
    pub(crate) now: Timestamp,
    pub(crate) pace: &'a Pace,
    /// Whether a CEN takes one change at a time.
    pub(crate) blocking: bool,
}

/// The parameters that say which page of a list is wanted.
const PAGE_NAMES: [&str; 5] = [
    "MaxResult",
    "MaxResults",
    "NextToken",
    "PageNumber",
    "PageSize",
];

impl Call<'_> {
    /// Lets a change begin at this moment.
    pub(crate) fn begin(&mut self, key: ResourceKey, change: PacedChange, next: Next) {
        self.world.begin(key, change, next, self.pace, self.now);
    }

    /// Returns a CEN of the caller's own.
    pub(crate) fn own_cen(&self, id: &str) -> Result<&Cen, Refusal> {
        self.world
            .cens
            .get(id)
            .filter(|cen| cen.owner == self.caller)
            .ok_or_else(Refusal::no_cen)
    }

    /// Returns the keys of what a list finds. They are looked for once for all pages, as long as the world does not change.
    pub(crate) fn found<K, I>(&self, find: impl FnOnce() -> I) -> Arc<Vec<K>>
    where
        K: Send + Sync + 'static,
        I: Iterator<Item = K>,
    {
        let asked = format!("{} {}", self.caller, asked(self.parameters));
        self.index.derived(&asked, || find().collect())
    }

    /// Returns the caller's CENs.
    pub(crate) fn own_cens(&self) -> impl Iterator<Item = (&String, &Cen)> {
        let caller = self.caller;
        self.world
            .cens
            .iter()
            .filter(move |(_, cen)| cen.owner == caller)
    }

    /// Returns a CEN of the caller's own that may be changed now: it is Active, and nothing holds its lock.
    pub(crate) fn free_cen(&self, id: &str) -> Result<&Cen, Refusal> {
        let cen = self.own_cen(id)?;
        if cen.status != "Active" {
            return Err(Refusal::cen_status());
        }
        if self.blocking && self.world.is_changing(id) {
            return Err(Refusal::blocking());
        }
        Ok(cen)
    }

    /// Refuses a second grant or revocation of one network within the interval of the world's rules,
    /// and notes this one.
    pub(crate) fn take_grant_turn(&mut self, network: &str) -> Result<(), Refusal> {
        let (now, interval) = (self.now, self.world.rules.grant_interval());
        let Some(network) = self.world.networks.get_mut(network) else {
            return Ok(());
        };
        let passed = network
            .last_grant
            .map(|last| now.duration_since(last).unsigned_abs());
        if passed.is_some_and(|passed| passed < interval) {
            return Err(Refusal::task_conflict());
        }
        network.last_grant = Some(now);
        Ok(())
    }

    /// Returns the id in `CenId`, which must be there.
    pub(crate) fn cen_id(&self) -> Result<String, Refusal> {
        Ok(self.parameters.required("CenId")?.to_owned())
    }

    /// Returns the name or description in a parameter, if it is there. Refuses one that breaks its rule.
    pub(crate) fn text(&self, name: &str, rule: &TextRule) -> Result<Option<String>, Refusal> {
        match self.parameters.given(name) {
            Some(text) if !rule.allows(text) => Err(Refusal::new(
                400,
                rule.code,
                format!("The specified {name} is not valid."),
            )),
            text => Ok(text.map(str::to_owned)),
        }
    }

    /// Returns a CEN below which a list is asked for: none if it was the caller's and is deleted, since such lists are empty.
    pub(crate) fn listed_cen(&self, id: &str) -> Result<Option<&Cen>, Refusal> {
        match self.own_cen(id) {
            Ok(cen) => Ok(Some(cen)),
            Err(_) if self.world.is_gone(id, self.caller) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

/// Returns what is asked for, whichever page of it: two requests of an account with the same text ask for the same.
pub(crate) fn asked(parameters: &Parameters) -> String {
    let own = parameters.own();
    let own = own.filter(|(name, _)| !PAGE_NAMES.contains(&name.as_str()));
    let common = ["Version", "Action"].map(|name| parameters.get(name).unwrap_or_default());
    let mut text = common.join(" ");
    for (name, value) in own {
        text += &format!("\n{}:{name}={}:{value}", name.len(), value.len());
    }
    text
}

/// Tags as answers wrap them.
pub(crate) fn tag_list(tags: &Tags) -> impl Serialize {
    object! { "Tag": tag_rows(tags) }
}

/// Tags as a bare list.
pub(crate) fn tag_rows(tags: &Tags) -> impl Serialize {
    TagRows(tags)
}

struct TagRows<'a>(&'a Tags);

impl Serialize for TagRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tags = self.0.iter();
        serializer.collect_seq(tags.map(|(key, value)| object! { "Key": key, "Value": value }))
    }
}

/// Returns an account's id, which answers carry as a number.
pub(crate) fn uid(account: &str) -> Value {
    account
        .parse::<u64>()
        .map_or_else(|_| account.into(), Value::from)
}

/// Returns a time as CBN writes it: to the minute.
pub(crate) fn minutes(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

/// Returns a time as VPC writes it: to the second.
pub(crate) fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
