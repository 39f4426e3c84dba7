//! RAM policies that allow what an account needs, and no more.

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::{Confidence, Permission};
use cen_topology::AccountId;
use serde::Serialize;

use crate::needs::{Needs, Part};

/// A RAM policy, in the form in which the console takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy {
    version: &'static str,
    /// What it allows.
    pub statement: Vec<Statement>,
}

/// Some actions on the same resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    effect: &'static str,
    /// The actions, such as `cen:CreateCen`.
    pub action: BTreeSet<&'static str>,
    /// The resources.
    pub resource: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>,
}

impl Policy {
    /// Returns the policy of a part of an account.
    pub fn new(needs: &Needs, part: Part, account: &AccountId) -> Self {
        let mut statements: BTreeMap<_, Statement> = BTreeMap::new();
        for row in needs.permissions(part).filter(|row| !row.action.is_empty()) {
            let resource = resources(needs, row, account);
            let key = (resource.clone(), row.condition.clone());
            let statement = statements.entry(key).or_insert_with(|| Statement {
                effect: "Allow",
                action: BTreeSet::new(),
                resource,
                condition: condition(row),
            });
            statement.action.insert(row.action);
        }
        Self {
            version: "1",
            statement: statements.into_values().collect(),
        }
    }

    /// Lists the permissions of a part that no page confirms.
    pub fn guesses(needs: &Needs, part: Part) -> Vec<&'static Permission> {
        let is_guess = |row: &&Permission| match row.confidence {
            Confidence::Doc | Confidence::OldDoc => false,
            Confidence::Partly | Confidence::Guess => true,
        };
        needs.permissions(part).filter(is_guess).collect()
    }
}

fn resources(needs: &Needs, row: &Permission, account: &AccountId) -> BTreeSet<String> {
    if row.called == crate::needs::ASSUME_ROLE {
        return needs.roles.clone();
    }
    let of_account = |resource: &&str| resource.replace("{uid}", account.as_str());
    row.resources.iter().map(of_account).collect()
}

fn condition(row: &Permission) -> BTreeMap<&'static str, BTreeMap<&'static str, &'static str>> {
    if row.condition.is_empty() {
        BTreeMap::new()
    } else {
        [("StringEquals", row.condition.clone())].into()
    }
}
