//! One write, tried until the cloud takes it, refuses it for good, or patience ends. A lost answer is never taken for a failure, nor for a
//! success: the cloud is looked at.

use std::time::Duration;

use cen_cloud::{Error, ErrorKind, own_advice};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::event::Event;
use crate::perform::{Task, Trouble};
use crate::retry::{MOST_LOST, PATIENCE, write_pauses};

/// How long a listing may be behind the writes: while a refusal says that the effect is there, the listing is waited for.
pub(crate) const LISTING_LAGS: Duration = Duration::from_secs(30);

/// What came of the attempts so far.
struct Tries {
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
    Look(Trouble),
    /// Look whether the effect is there; if it is not, try again.
    LookThenAgain,
}

impl Task<'_> {
    /// Makes a write that is safe to make again: it carries a client token, or making it twice leaves what making it once does. `present`
    /// looks whether the effect is there. The journal has it, on disc, before the first attempt. Once the run is ending nothing is sent.
    ///
    /// # Errors
    /// [`Trouble::Failed`] if the cloud refuses it and the effect is not there; [`Trouble::Unknown`] if nobody can tell;
    /// [`Trouble::NotBegun`] if the run is ending and nothing had an effect.
    pub(super) async fn write<T>(
        &self,
        attempt: impl AsyncFn() -> Result<T, Error>,
        present: impl AsyncFn() -> Result<Option<T>, Trouble>,
        passing: impl Fn(&Error) -> bool,
    ) -> Result<T, Trouble> {
        let mut tries = Tries {
            began: Instant::now(),
            lost: 0,
            maybe: self.is_begun,
            last: None,
        };
        self.intend()?;
        let present = async || {
            let seen = self.gate.in_time(present()).await;
            seen.unwrap_or_else(|| {
                Err(Trouble::Failed(
                    "the run was over before it was looked for".to_owned(),
                ))
            })
        };
        for pause in write_pauses() {
            if self.gate.stop.is_cancelled() {
                return tries.give_up(&present).await;
            }
            let error = match attempt().await {
                Ok(value) => {
                    self.run.accept(self.action, self.request_id.request_id());
                    self.gate.taken(self.index);
                    return Ok(value);
                }
                // At the top of the loop it ends.
                Err(error) if error.kind == ErrorKind::NotSent && self.gate.stop.is_cancelled() => {
                    continue;
                }
                Err(error) => error,
            };
            if error.kind == ErrorKind::Unknown {
                self.run.doubt(self.action);
            }
            self.gate.refused(self.index, &error);
            tracing::debug!(action = self.action.id.as_str(), %error, "not accepted");
            match tries.after(&error, passing(&error)) {
                Next::Again => {}
                Next::Look(trouble) => {
                    let seen = present().await.map_err(|trouble| tries.doubt(trouble))?;
                    return seen.ok_or(trouble);
                }
                Next::LookThenAgain => {
                    if let Some(value) = tries.look(&present, &self.gate.stop).await? {
                        return Ok(value);
                    }
                }
            }
            self.rest(pause, error.to_string(), &mut tries).await;
        }
        Err(Trouble::Unknown("no attempt was left".to_owned()))
    }

    /// Waits until the next attempt may be made, or the run is ending.
    async fn rest(&self, pause: Duration, reason: String, tries: &mut Tries) {
        tries.last = Some(reason.clone());
        let stop = &self.gate.stop;
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
            tries.wait(self.gate.turn(self.index)).await;
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = turn => {}
        }
    }
}

impl Tries {
    fn after(&mut self, error: &Error, passing: bool) -> Next {
        let text = error.to_string();
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
                self.lost(text)
            }
            // What was not sent had no effect, so there is nothing to look for, unless an earlier attempt is in doubt.
            ErrorKind::NotSent if !self.maybe && self.lost + 1 < MOST_LOST => {
                self.lost += 1;
                Next::Again
            }
            ErrorKind::NotSent => self.lost(text),
            _ if passing && !out_of_patience => Next::LookThenAgain,
            ErrorKind::AlreadyExists if self.maybe && self.began.elapsed() < LISTING_LAGS => {
                Next::LookThenAgain
            }
            ErrorKind::NotFound
            | ErrorKind::AlreadyExists
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::Quota => {
                let advice = own_advice(&error.code)
                    .map(|advice| format!("; {advice}"))
                    .unwrap_or_default();
                Next::Look(self.end(format!("{text}{advice}")))
            }
        }
    }

    /// What came of a write that is not made again, because the run is ending. What is in doubt is looked for.
    async fn give_up<T>(
        &self,
        present: &impl AsyncFn() -> Result<Option<T>, Trouble>,
    ) -> Result<T, Trouble> {
        let text = match &self.last {
            None => "it was not sent, because the run is ending".to_owned(),
            Some(last) => format!("it was not sent again, because the run is ending: {last}"),
        };
        if !self.maybe {
            return Err(Trouble::NotBegun(text));
        }
        present()
            .await
            .map_err(|trouble| self.doubt(trouble))?
            .ok_or(Trouble::Unknown(text))
    }

    /// Waits for one's turn, which is nothing that patience could end over.
    async fn wait(&mut self, turn: impl Future<Output = ()>) {
        let began = Instant::now();
        turn.await;
        self.began += began.elapsed();
    }

    /// Looks until there is an answer: what is in doubt is not repeated before it was looked at. A run that is ending looks once.
    async fn look<T>(
        &mut self,
        present: &impl AsyncFn() -> Result<Option<T>, Trouble>,
        stop: &CancellationToken,
    ) -> Result<Option<T>, Trouble> {
        let mut pauses = write_pauses();
        loop {
            match present().await {
                Err(trouble) if self.lost >= MOST_LOST || stop.is_cancelled() => {
                    return Err(self.doubt(trouble));
                }
                Err(_) => self.lost += 1,
                Ok(seen) => return Ok(seen),
            }
            sleep(pauses.next().unwrap_or_default()).await;
        }
    }

    fn lost(&mut self, text: String) -> Next {
        self.lost += 1;
        if self.lost >= MOST_LOST {
            Next::Look(self.end(text))
        } else {
            Next::LookThenAgain
        }
    }

    /// The end of the attempts without success. A refusal now does not undo an earlier attempt whose answer was lost.
    fn end(&self, text: String) -> Trouble {
        if self.maybe {
            Trouble::Unknown(text)
        } else {
            Trouble::Failed(text)
        }
    }

    /// A trouble in looking, seen in the light of what may have happened before.
    fn doubt(&self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::Failed(text) => self.end(text),
            other @ (Trouble::Unknown(_) | Trouble::NotBegun(_)) => other,
        }
    }
}
