//! What a code of the API means and what to do about it, for people.

use crate::error::ErrorKind;
use crate::error_table::{row, rows};

/// What is known of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code, as the API spells it.
    pub code: &'static str,
    /// How the client treats it.
    pub kind: ErrorKind,
    /// What it means, in a few words.
    pub meaning: &'static str,
    /// What a person does about it.
    pub advice: &'static str,
}

/// Explains a code, in any case of its letters; none if the reference does not have it.
pub fn explain(code: &str) -> Option<Explanation> {
    let (code, kind, meaning) = row(code).or_else(|| row(known_codes().find(|known| known.eq_ignore_ascii_case(code))?))?;
    Some(Explanation { code, kind, meaning, advice: own_advice(code).unwrap_or_else(|| advice(kind)) })
}

/// What to do about this code in particular; none if nothing more is known than what its kind says.
pub fn own_advice(code: &str) -> Option<&'static str> {
    ADVICE.iter().find(|(about, _)| *about == code).map(|(_, advice)| *advice)
}

/// Every code of the reference, Basic edition first.
pub fn known_codes() -> impl Iterator<Item = &'static str> {
    rows().map(|(code, _, _)| *code)
}

/// How much alike two codes are that may be taken for one another, from 0 to 1.
const NEAR: f64 = 0.5;

/// The candidates that are nearest to a code, the nearest first.
pub fn nearest<'a>(code: &str, candidates: impl Iterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let code = code.to_ascii_lowercase();
    let likeness = |candidate: &str| strsim::normalized_damerau_levenshtein(&code, &candidate.to_ascii_lowercase());
    let mut near: Vec<_> = candidates.map(|candidate| (likeness(candidate), candidate)).collect();
    near.retain(|(likeness, _)| *likeness >= NEAR);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.into_iter().take(most).map(|(_, candidate)| candidate).collect()
}

/// What to do about a kind of error, where nothing more is known.
fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Throttled => "nothing: the pace drops by itself; if it stays so, ask what else calls in this account's name",
        ErrorKind::Busy => "nothing, or wait: something is changing; if it lasts, see in the console what, and run again when it is done",
        ErrorKind::NotFound => "check the id, the region and the account; what was deleted in the meantime needs a new plan",
        ErrorKind::AlreadyExists => "look with `cen diff` what is there now; what is as the file says needs nothing",
        ErrorKind::Denied => "give the account or its credential what it lacks, then run again",
        ErrorKind::Invalid => "correct the file, or change first what stands in the way, then run again",
        ErrorKind::Quota => "ask the vendor for a higher quota, or remove something, then run again",
        ErrorKind::Unknown => "look with `cen diff`, then run the same command again: what is done is not done twice",
        ErrorKind::NotSent => "check the network and the endpoint, then run again",
    }
}

/// What to do about particular codes.
const ADVICE: &[(&str, &str)] = &[
    (
        "Forbbiden.AttachChildInstanceAcrossBid",
        "networks of the China site and of the international site cannot share a CEN: move one of them",
    ),
    (
        "Forbbiden.AttachChildInstanceAcrossUid",
        "the network's account grants it to this CEN first; a fresh grant is waited for, up to a minute, so check that the grant is still there",
    ),
    ("Forbidden.RAM", "allow the action in the RAM policy of the account's user"),
    ("Forbidden.Release", "wait for the end of the package's term; until then it may serve another CEN"),
    ("IdempotentParameterMismatch", "an earlier call had the same token and other parameters: run again, which takes a new token"),
    (
        "Invalid.Grant",
        "a VBR of another account: have the account manager of the VBR's owner allow it to grant VBRs, then run again; until then attach it to a CEN of its own account",
    ),
    ("InsufficientBalance", "pay money into the account, then run again"),
    ("InvalidAccessKeyId.NotFound", "correct the access key in the account's profile"),
    ("InvalidOperation.BwpForGeoSpanAlreadyAssociated", "release the CEN's package of these areas first, or use it"),
    ("InvalidOperation.CenBandwidthLimitsNotZero", "the limits under the package must be 0 first; a plan of `cen` does so by itself"),
    ("InvalidOperation.ChildInstanceAlreadyAttached", "detach the network from the CEN that has it, or take it out of the file"),
    ("InvalidTimeStamp.Expired", "set this machine's clock; `cen` has tried once with the server's time"),
    ("OperationFailed.InsufficientBalance", "pay money into the account, then run again"),
    ("OperationUnsupported.TransitRouterType", "the region has an Enterprise transit router: see `cen explain CEN403`"),
    ("OperationFailed.InvalidTransitRouter", "the region may have an Enterprise transit router: see `cen explain CEN403`"),
    ("Operation.Blocking", "nothing: one change of a CEN at a time is waited for; if it lasts, somebody else is changing the CEN"),
    (
        "PayFor.AccountMoneyValidateError",
        "pay money into the account, then run again; this is no passing error, although its status is 500",
    ),
    ("RealNameAuthenticationError", "register the account with its real name in the console"),
    ("SignatureDoesNotMatch", "the access key's secret is wrong: correct it in the profile or the environment"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_only_about_codes_that_are_known() {
        for (code, _) in ADVICE {
            assert!(row(code).is_some(), "{code}");
        }
    }

    #[test]
    fn every_code_is_explained_in_whatever_case_it_is_asked_for() {
        for code in known_codes() {
            let explained = explain(&code.to_uppercase()).unwrap();
            assert!(explained.code.eq_ignore_ascii_case(code) && !explained.meaning.is_empty() && !explained.advice.is_empty(), "{code}");
        }
    }

    #[test]
    fn a_misspelt_code_is_near_to_the_one_that_was_meant() {
        assert_eq!(nearest("operation.blokking", known_codes(), 1), ["Operation.Blocking"]);
        assert_eq!(nearest("", known_codes(), 3), [""; 0], "nothing is like nothing");
        assert_eq!(nearest("Forbidden.AttachChildInstanceAcrossUid", known_codes(), 1), ["Forbbiden.AttachChildInstanceAcrossUid"]);
    }
}
