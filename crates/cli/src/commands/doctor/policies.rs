//! `cen doctor FILE --policy`: the RAM policies of every account.

use std::collections::BTreeMap;

use cen_doctor::{Needs, Part, Policy};
use cen_topology::{AccountName, AssumedRole, Topology};
use serde::Serialize;

use crate::args::AnswerForm;

/// The parts, and who needs each.
const PARTS: [(Part, &str, &str); 2] = [
    (
        Part::Reader,
        "reader",
        "cen diff, drift, export, observe, reach and graph",
    ),
    (
        Part::Applier,
        "applier",
        "cen apply and destroy, which read too",
    ),
];

/// The policies of all accounts.
#[derive(Serialize)]
struct Policies<'a> {
    kind: &'static str,
    version: u32,
    topology: String,
    accounts: BTreeMap<&'a AccountName, Account>,
}

#[derive(Serialize)]
struct Account {
    id: String,
    #[serde(flatten)]
    parts: BTreeMap<&'static str, OfPart>,
}

#[derive(Serialize)]
struct OfPart {
    policy: Policy,
    /// The actions that no page of the vendor confirms.
    guessed: Vec<&'static str>,
}

/// Returns the policies as text or JSON.
///
/// # Errors
/// Never: all values are texts.
pub(super) fn show(
    topology: &Topology,
    needs: &BTreeMap<AccountName, Needs>,
    only_reader: bool,
    form: AnswerForm,
) -> Result<String, serde_json::Error> {
    let account = |(name, needs): (_, &Needs)| {
        let id = &topology.account(name).id;
        let parts = PARTS
            .into_iter()
            .filter(|(part, ..)| !only_reader || *part == Part::Reader);
        let parts = parts.map(|(part, word, _)| {
            let guesses = Policy::guesses(needs, part);
            let of_part = OfPart {
                policy: Policy::new(needs, part, id),
                guessed: guesses.into_iter().map(|row| row.action).collect(),
            };
            (word, of_part)
        });
        let account = Account {
            id: id.to_string(),
            parts: parts.collect(),
        };
        (name, account)
    };
    let policies = Policies {
        kind: "cen-policies",
        version: 1,
        topology: topology.name.to_string(),
        accounts: needs.iter().map(account).collect(),
    };
    match form {
        AnswerForm::Json => Ok(serde_json::to_string_pretty(&policies)? + "\n"),
        AnswerForm::Text => text(topology, &policies),
    }
}

fn text(topology: &Topology, policies: &Policies<'_>) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    for (name, account) in &policies.accounts {
        for (_, word, who) in PARTS {
            let Some(of_part) = account.parts.get(word) else {
                continue;
            };
            out += &format!("# account {name} ({}), {word}: for {who}\n", account.id);
            out += &serde_json::to_string_pretty(&of_part.policy)?;
            out += "\n";
            if !of_part.guessed.is_empty() {
                out += &format!(
                    "# guessed, no page confirms them: {}\n",
                    of_part.guessed.join(", ")
                );
            }
            out += "\n";
        }
        if let Some(role) = &topology.account(name).role {
            out += &assumes(name, role, topology);
        }
    }
    Ok(out.trim_end().to_owned() + "\n")
}

/// Says who must be allowed to assume the role of an account, if that is no account of the file.
fn assumes(name: &AccountName, role: &AssumedRole, topology: &Topology) -> String {
    let via = role.via.as_deref();
    if via.is_some_and(|via| {
        topology
            .accounts
            .keys()
            .any(|account| account.as_str() == via)
    }) {
        return String::new();
    }
    let who = match via {
        Some(profile) => format!("the identity of profile {profile}"),
        None => "the identity that the environment gives".to_owned(),
    };
    format!(
        "# account {name} is entered as {}: attach the policies to that role; {who} needs sts:AssumeRole on it\n\n",
        role.arn
    )
}
