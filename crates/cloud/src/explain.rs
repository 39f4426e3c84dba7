//! What a code of the API means and what to do about it, for people.

use crate::advice::advice;
use crate::error::{ErrorKind, row, rows};

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
    let (code, kind, meaning) =
        row(code).or_else(|| row(known_codes().find(|known| known.eq_ignore_ascii_case(code))?))?;
    Some(Explanation {
        code,
        kind,
        meaning,
        advice: advice(code, kind),
    })
}

/// Returns every code of the reference, Basic edition first.
pub fn known_codes() -> impl Iterator<Item = &'static str> {
    rows().map(|(code, _, _)| *code)
}

/// How much alike two codes are that may be taken for one another, from 0 to 1.
const NEAR: f64 = 0.5;

/// Returns the candidates that are nearest to a code, the nearest first.
pub fn nearest<'a>(
    code: &str,
    candidates: impl Iterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let code = code.to_ascii_lowercase();
    let likeness = |candidate: &str| {
        strsim::normalized_damerau_levenshtein(&code, &candidate.to_ascii_lowercase())
    };
    let mut near: Vec<_> = candidates
        .map(|candidate| (likeness(candidate), candidate))
        .collect();
    near.retain(|(likeness, _)| *likeness >= NEAR);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.into_iter()
        .take(most)
        .map(|(_, candidate)| candidate)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_whatever_case_it_is_asked_for() {
        for code in known_codes() {
            let explained = explain(&code.to_uppercase()).unwrap();
            assert!(
                explained.code.eq_ignore_ascii_case(code)
                    && explained.meaning.len() > 2
                    && !explained.advice.is_empty(),
                "{code}"
            );
            assert_ne!(explained.meaning, "%s", "{code}");
        }
    }

    #[test]
    fn a_misspelt_code_is_near_to_the_one_that_was_meant() {
        assert_eq!(
            nearest("operation.blokking", known_codes(), 1),
            ["Operation.Blocking"]
        );
        assert_eq!(
            nearest("", known_codes(), 3),
            [""; 0],
            "nothing is like nothing"
        );
        assert_eq!(
            nearest("Forbidden.AttachChildInstanceAcrossUid", known_codes(), 1),
            ["Forbbiden.AttachChildInstanceAcrossUid"]
        );
    }
}
