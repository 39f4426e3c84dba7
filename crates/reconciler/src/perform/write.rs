//! One write, tried until the cloud takes it, refuses it for good, or patience ends. A lost answer is never taken for a failure, nor for a
//! success: the cloud is looked at.

use std::time::Duration;

use cen_cloud::{Error, ErrorKind, next_step};
use tokio::time::{Instant, sleep};

use crate::event::Event;
use crate::outcome::StepError;
use crate::perform::readiness;
use crate::retry::{LISTING_LAGS, MOST_LOST, PATIENCE, SETTLES, write_pauses};
use crate::task::Task;

/// What came of the attempts so far.
struct Attempts {
    began: Instant,
    lost: usize,
    /// Whether an attempt may have had its effect without our knowing.
    maybe: bool,
    /// Why the last attempt did not succeed; none if there was none.
    last: Option<String>,
}

/// What to do after an attempt that did not succeed.
enum Next {
    Again,
    /// Look whether the effect is there; if it is not, this is what happened.
    Look(StepError),
    /// Look whether the effect is there; if it is not, try again.
    LookThenAgain,
}

impl Task<'_> {
    /// Makes a write that is safe to make again: it carries a client token, or making it twice leaves what making it once does. `present`
    /// looks whether the effect is there. The journal has it, on disc, before the first attempt. Once the run is ending nothing is sent.
    ///
    /// # Errors
    /// [`StepError::Failed`] if the cloud refuses it and the effect is not there; [`StepError::Unknown`] if no look can decide;
    /// [`StepError::NotBegun`] if the run is ending and nothing had an effect.
    pub(super) async fn write<T>(
        &self,
        attempt: impl AsyncFn() -> Result<T, Error>,
        present: impl AsyncFn() -> Result<Option<T>, StepError>,
    ) -> Result<T, StepError> {
        self.write_unless(attempt, present, |_| false).await
    }

    /// As [`Task::write`], where some refusals pass besides those that may be early.
    ///
    /// # Errors
    /// As [`Task::write`].
    pub(super) async fn write_unless<T>(
        &self,
        attempt: impl AsyncFn() -> Result<T, Error>,
        present: impl AsyncFn() -> Result<Option<T>, StepError>,
        passing: impl Fn(&Error) -> bool,
    ) -> Result<T, StepError> {
        let mut attempts = Attempts {
            began: Instant::now(),
            lost: 0,
            maybe: self.is_begun,
            last: None,
        };
        self.intend().await?;
        for pause in write_pauses() {
            if self.admission.stop.is_cancelled() {
                return self.give_up(&attempts, &present).await;
            }
            let Some(answer) = self.admission.in_time(attempt()).await else {
                self.run.mark_unknown(self.action);
                return Err(StepError::Unknown(
                    "it was sent, and the run was over before the answer came".to_owned(),
                ));
            };
            let error = match answer {
                Ok(value) => {
                    self.run.accept(self.action, self.request_id);
                    self.admission.taken(self.index);
                    return Ok(value);
                }
                // At the top of the loop it ends.
                Err(error)
                    if error.kind == ErrorKind::NotSent && self.admission.stop.is_cancelled() =>
                {
                    continue;
                }
                Err(error) => error,
            };
            if error.kind == ErrorKind::Unknown {
                self.run.mark_unknown(self.action);
            }
            self.admission.refused(self.index, &error);
            tracing::debug!(action = self.action.id.as_str(), %error, "not accepted");
            let text = self.told(&error);
            match attempts.after(
                &error,
                text,
                passing(&error) || self.run.may_be_early(&error),
            ) {
                Next::Again => {}
                Next::Look(failure) => return self.decide(&attempts, failure, &present).await,
                Next::LookThenAgain => {
                    if let Some(value) = self.look(&mut attempts, &present).await? {
                        return Ok(value);
                    }
                }
            }
            let pause = attempts.pause(pause, &error);
            self.rest(pause, error.to_string(), &mut attempts).await;
        }
        Err(StepError::Unknown("no attempt was left".to_owned()))
    }

    /// Returns an error with the next step, and with the account where it may be the wrong one, or may not do this.
    fn told(&self, error: &Error) -> String {
        let not_ready = readiness::advice(self.call, error);
        let names_account =
            not_ready.is_some() || matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound);
        let Some(step) = not_ready.or_else(|| next_step(error).map(str::to_owned)) else {
            return error.to_string();
        };
        if names_account {
            let name = &self.action.account;
            let id = &self.run.topology.account(name).id;
            format!("{error}; account `{name}` ({id}): {step}")
        } else {
            format!("{error}; {step}")
        }
    }

    /// Looks whether the effect exists although the last attempt failed. Returns the failure if it
    /// does not, and an unknown outcome with its reason if the run is over before the look.
    async fn decide<T>(
        &self,
        attempts: &Attempts,
        failure: StepError,
        present: &impl AsyncFn() -> Result<Option<T>, StepError>,
    ) -> Result<T, StepError> {
        match self.admission.in_time(present()).await {
            Some(seen) => seen
                .map_err(|error| attempts.unless_maybe(error))?
                .ok_or(failure),
            None => Err(failure.unchecked()),
        }
    }

    /// Looks until there is an answer: a write in doubt is not repeated before. A run that is ending
    /// looks once, and one that is over does not wait for the answer.
    async fn look<T>(
        &self,
        attempts: &mut Attempts,
        present: &impl AsyncFn() -> Result<Option<T>, StepError>,
    ) -> Result<Option<T>, StepError> {
        let stop = &self.admission.stop;
        let mut pauses = write_pauses();
        loop {
            match self.admission.in_time(present()).await {
                None => return Ok(None),
                Some(Err(error)) if attempts.lost >= MOST_LOST || stop.is_cancelled() => {
                    return Err(attempts.unless_maybe(error));
                }
                Some(Err(_)) => attempts.lost += 1,
                Some(Ok(seen)) => return Ok(seen),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = sleep(pauses.next().unwrap_or_default()) => {}
            }
        }
    }

    /// Returns the result of a write that is not repeated, because the run is ending. A write in
    /// doubt is looked up.
    async fn give_up<T>(
        &self,
        attempts: &Attempts,
        present: &impl AsyncFn() -> Result<Option<T>, StepError>,
    ) -> Result<T, StepError> {
        let text = match &attempts.last {
            None => "it was not sent, because the run is ending".to_owned(),
            Some(last) => format!("it was not sent again, because the run is ending: {last}"),
        };
        if !attempts.maybe {
            return Err(StepError::NotBegun(text));
        }
        self.decide(attempts, StepError::Unknown(text), present)
            .await
    }

    /// Waits until the next attempt may be made, or the run is ending.
    async fn rest(&self, pause: Duration, reason: String, attempts: &mut Attempts) {
        attempts.last = Some(reason.clone());
        let stop = &self.admission.stop;
        if stop.is_cancelled() {
            return;
        }
        (self.sink)(Event::Retrying {
            action: self.index,
            reason,
            pause,
        });
        let turn = async {
            sleep(pause).await;
            attempts.wait(self.admission.turn(self.index)).await;
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = turn => {}
        }
    }
}

impl Attempts {
    fn after(&mut self, error: &Error, text: String, passing: bool) -> Next {
        let out_of_patience = self.began.elapsed() > PATIENCE;
        match error.kind {
            ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Locked if out_of_patience => {
                Next::Look(self.end(text))
            }
            // A state that refuses the call may be the one that an earlier attempt brought about.
            ErrorKind::Busy | ErrorKind::Locked if self.maybe => Next::LookThenAgain,
            ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Locked => Next::Again,
            ErrorKind::Unknown => {
                self.maybe = true;
                // A gateway that takes no more calls passes as the cloud's own throttling does.
                if error.is_too_many_requests() && !out_of_patience {
                    Next::LookThenAgain
                } else {
                    self.lost(text)
                }
            }
            // What was not sent had no effect, so there is nothing to look for, unless an earlier attempt is in doubt.
            ErrorKind::NotSent if !self.maybe && self.lost + 1 < MOST_LOST => {
                self.lost += 1;
                Next::Again
            }
            ErrorKind::NotSent => self.lost(text),
            _ if passing && self.began.elapsed() < SETTLES => Next::LookThenAgain,
            ErrorKind::AlreadyExists if self.maybe && self.began.elapsed() < LISTING_LAGS => {
                Next::LookThenAgain
            }
            ErrorKind::NotFound
            | ErrorKind::AlreadyExists
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::Quota => Next::Look(self.end(text)),
        }
    }

    /// Returns how long to wait before the next attempt: as long as the server says, if that is longer, but never longer than patience lasts.
    fn pause(&self, drawn: Duration, error: &Error) -> Duration {
        let left = PATIENCE.saturating_sub(self.began.elapsed());
        let wanted = error.retry_after.unwrap_or_default().min(left);
        drawn.max(wanted)
    }

    /// Waits for one's turn, which is nothing that patience could end over.
    async fn wait(&mut self, turn: impl Future<Output = ()>) {
        let began = Instant::now();
        turn.await;
        self.began += began.elapsed();
    }

    fn lost(&mut self, text: String) -> Next {
        self.lost += 1;
        if self.lost >= MOST_LOST {
            Next::Look(self.end(text))
        } else {
            Next::LookThenAgain
        }
    }

    /// Returns the end of the attempts without success. A refusal now does not undo an earlier attempt whose answer was lost.
    fn end(&self, text: String) -> StepError {
        if self.maybe {
            StepError::Unknown(text)
        } else {
            StepError::Failed(text)
        }
    }

    /// Turns a failure to look into an unknown outcome, if an earlier attempt may have had its effect.
    fn unless_maybe(&self, error: StepError) -> StepError {
        match error {
            StepError::Failed(text) => self.end(text),
            other @ (StepError::Unknown(_) | StepError::NotBegun(_)) => other,
        }
    }
}
