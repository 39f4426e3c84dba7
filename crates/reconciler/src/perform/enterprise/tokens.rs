//! The client tokens of the attempts of one call.
//!
//! Whether a token whose call was refused repeats the refusal is not documented; clients in the
//! field take a new one for each attempt of a removal. So a refused attempt ends its token, unless
//! an earlier attempt may have had its effect: then the token prevents a second one.

use std::cell::Cell;

use cen_cloud::{Error, ErrorKind};

use crate::task::Task;

/// The client tokens of the attempts of one call.
pub(super) struct Tokens {
    first: String,
    /// How many tokens were refused.
    refused: Cell<usize>,
    /// Whether the answer to an attempt was lost.
    in_doubt: Cell<bool>,
    /// Whether a lost answer keeps the token.
    keeps: bool,
}

impl Tokens {
    /// Returns the tokens of something that must not be done twice.
    pub(super) fn of(task: Task<'_>) -> Self {
        Self {
            first: task.token(),
            refused: Cell::new(0),
            in_doubt: Cell::new(task.is_begun),
            keeps: true,
        }
    }

    /// Returns the tokens of a removal: a new one for each attempt.
    pub(super) fn of_removal(task: Task<'_>) -> Self {
        Self {
            keeps: false,
            ..Self::of(task)
        }
    }

    /// Makes an attempt with the token that it takes.
    pub(super) async fn attempt<T>(
        &self,
        call: impl AsyncFnOnce(&str) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let answer = call(&self.current()).await;
        if let Err(error) = &answer {
            self.note(error.kind);
        }
        answer
    }

    fn current(&self) -> String {
        match self.refused.get() {
            0 => self.first.clone(),
            refused => format!("{}-{refused}", self.first),
        }
    }

    fn note(&self, kind: ErrorKind) {
        match kind {
            ErrorKind::Unknown => self.in_doubt.set(true),
            ErrorKind::NotSent => return,
            ErrorKind::Throttled
            | ErrorKind::Busy
            | ErrorKind::Locked
            | ErrorKind::NotFound
            | ErrorKind::AlreadyExists
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::Quota => {}
        }
        if !(self.keeps && self.in_doubt.get()) {
            self.refused.set(self.refused.get() + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(keeps: bool) -> Tokens {
        Tokens {
            first: "t".to_owned(),
            refused: Cell::new(0),
            in_doubt: Cell::new(false),
            keeps,
        }
    }

    #[test]
    fn a_refused_token_is_not_sent_again_and_one_in_doubt_is() {
        let tokens = tokens(true);
        assert_eq!(tokens.current(), "t");
        tokens.note(ErrorKind::Locked);
        assert_eq!(tokens.current(), "t-1");
        for kind in [ErrorKind::Unknown, ErrorKind::Locked, ErrorKind::NotSent] {
            tokens.note(kind);
            assert_eq!(tokens.current(), "t-1");
        }
    }

    #[test]
    fn a_removal_takes_a_new_token_for_each_attempt() {
        let tokens = tokens(false);
        tokens.note(ErrorKind::Unknown);
        tokens.note(ErrorKind::Locked);
        assert_eq!(tokens.current(), "t-2");
        tokens.note(ErrorKind::NotSent);
        assert_eq!(tokens.current(), "t-2");
    }
}
