//! How fast one account calls: a budget for each product, shared by everything that is asked and changed in its name.
//!
//! The vendor documents the rates of three actions and of no product. So a product is called as fast as its callers like, until the cloud
//! says that it is too fast: then at half the speed, a little faster each second, and at half again if need be (additive increase,
//! multiplicative decrease). What is documented is kept to from the first call.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use crate::endpoint::Product;
use crate::operation::Operation;

/// Calls of an action that an account may make in a minute. Source: the vendor's pages of these three.
const DOCUMENTED: [(&str, f64); 3] = [
    ("CreateCen", 300.0),
    ("DescribeCens", 300.0),
    ("ListTransitRouters", 500.0),
];

/// The slowest that a product is called, in calls a second.
const SLOWEST: f64 = 0.5;

/// By how much a product is called faster after each second without complaint, in calls a second.
const GAIN: f64 = 1.0;

/// How much of a second's calls may be made at once.
const BURST: f64 = 0.25;

/// How many calls of an account to a product may be unanswered at once. Each has a connection of its own, and a process may have about a
/// thousand open files.
const MOST_IN_FLIGHT: usize = 256;

/// Complaints within this time of the last are about calls that were under way already.
const ONE_COMPLAINT: Duration = Duration::from_secs(1);

/// The budgets of one account: for each product, and for the actions whose rate is documented.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<BTreeMap<BudgetKey, Arc<Budget>>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum BudgetKey {
    Product(Product),
    Action(&'static str),
}

/// What callers wait for, one after the other in the order of asking, so that each waits at the pace of its own time.
#[derive(Debug)]
struct Budget {
    places: Arc<Semaphore>,
    turn: tokio::sync::Mutex<()>,
    pace: Mutex<Pace>,
}

/// The place of a call among those in flight, kept until its answer is there.
#[derive(Debug)]
pub(crate) struct InFlightSlot(
    #[expect(dead_code, reason = "held until it is dropped")] OwnedSemaphorePermit,
);

impl Limiter {
    /// Waits until the call is within its budgets. It counts as in flight until the place is dropped.
    pub(crate) async fn admit(&self, operation: Operation<'_>) -> InFlightSlot {
        let documented = DOCUMENTED
            .iter()
            .find(|(action, _)| *action == operation.action);
        if let Some((action, a_minute)) = documented {
            self.of(BudgetKey::Action(action), |now| {
                Pace::documented(*a_minute, now)
            })
            .pass()
            .await;
        }
        let budget = self.of(BudgetKey::Product(operation.product), Pace::free);
        let place = Arc::clone(&budget.places).acquire_owned().await;
        budget.pass().await;
        InFlightSlot(place.expect("the semaphore is never closed"))
    }

    /// The cloud said that calls of a product are too many.
    pub(crate) fn slow_down(&self, product: Product) {
        let budget = self.of(BudgetKey::Product(product), Pace::free);
        let rate = budget
            .pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .slow_down(Instant::now());
        tracing::debug!(
            ?product,
            "the cloud throttles: {rate:.1} calls a second for now"
        );
    }

    fn of(&self, key: BudgetKey, first: impl FnOnce(Instant) -> Pace) -> Arc<Budget> {
        let mut budgets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let budget = || {
            Arc::new(Budget {
                places: Arc::new(Semaphore::new(MOST_IN_FLIGHT)),
                turn: tokio::sync::Mutex::default(),
                pace: Mutex::new(first(Instant::now())),
            })
        };
        Arc::clone(budgets.entry(key).or_insert_with(budget))
    }
}

impl Budget {
    async fn pass(&self) {
        let _turn = self.turn.lock().await;
        let wait = self
            .pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(Instant::now());
        if !wait.is_zero() {
            tracing::trace!(?wait, "held back to keep to the pace");
            sleep(wait).await;
        }
    }
}

/// Tokens that come at a rate, one a call.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// The most that it holds.
    most: f64,
    /// How many come in a second.
    rate: f64,
    /// What it holds; less than nothing while a caller waits for the next.
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    /// Takes a token and tells how long its caller waits for it.
    fn take(&mut self, now: Instant) -> Duration {
        self.tokens = (self.tokens + self.rate * now.duration_since(self.filled).as_secs_f64())
            .min(self.most)
            - 1.0;
        self.filled = now;
        Duration::try_from_secs_f64(-self.tokens / self.rate).unwrap_or_default()
    }
}

/// How fast something is called.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// When the second began that is counted, its calls so far, and those of the second before.
    second: Instant,
    calls: u32,
    before: u32,
    /// None until somebody says how fast is too fast.
    bucket: Option<Bucket>,
    /// By how much it becomes faster in a second, in calls a second.
    gain: f64,
    complained: Option<Instant>,
}

impl Pace {
    /// As fast as callers like.
    fn free(now: Instant) -> Self {
        Self {
            second: now,
            calls: 0,
            before: 0,
            bucket: None,
            gain: GAIN,
            complained: None,
        }
    }

    /// Half of a minute's calls at once and half of them through the minute: in no minute more than all.
    fn documented(a_minute: f64, now: Instant) -> Self {
        let bucket = Bucket {
            most: a_minute / 2.0,
            rate: a_minute / 120.0,
            tokens: a_minute / 2.0,
            filled: now,
        };
        Self {
            bucket: Some(bucket),
            gain: 0.0,
            ..Self::free(now)
        }
    }

    fn take(&mut self, now: Instant) -> Duration {
        self.count(now);
        let Some(bucket) = &mut self.bucket else {
            return Duration::ZERO;
        };
        if self.gain > 0.0 {
            bucket.rate += self.gain * now.duration_since(bucket.filled).as_secs_f64();
            bucket.most = (bucket.rate * BURST).max(1.0);
        }
        bucket.take(now)
    }

    fn count(&mut self, now: Instant) {
        let elapsed = now.duration_since(self.second).as_secs();
        if elapsed > 0 {
            (self.before, self.calls) = (if elapsed == 1 { self.calls } else { 0 }, 0);
            self.second = now;
        }
        self.calls += 1;
    }

    /// Halves the rate, or the speed there was while there was no rate. Returns the rate, in calls a second.
    fn slow_down(&mut self, now: Instant) -> f64 {
        let speed = self
            .bucket
            .map_or(f64::from(self.calls.max(self.before)), |bucket| bucket.rate);
        let is_news = self
            .complained
            .is_none_or(|last| now.duration_since(last) >= ONE_COMPLAINT);
        if !is_news {
            return speed;
        }
        self.complained = Some(now);
        let rate = (speed / 2.0).max(SLOWEST);
        let tokens = self.bucket.map_or(0.0, |bucket| bucket.tokens.min(0.0));
        self.bucket = Some(Bucket {
            most: (rate * BURST).max(1.0),
            rate,
            tokens,
            filled: now,
        });
        rate
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use futures::future::join_all;

    use super::*;

    const OPERATION: Operation<'_> = Operation {
        product: Product::Vpc,
        region: "cn-hangzhou",
        action: "DescribeVpcs",
    };

    /// A server that takes so many calls in any second.
    struct Server {
        most: usize,
        calls: Mutex<VecDeque<Instant>>,
    }

    impl Server {
        fn takes(&self) -> bool {
            let (mut calls, now) = (self.calls.lock().unwrap(), Instant::now());
            calls.retain(|call| now.duration_since(*call) < Duration::from_secs(1));
            let takes = calls.len() < self.most;
            if takes {
                calls.push_back(now);
            }
            takes
        }
    }

    /// Makes calls until each was taken, all at once. Returns the refusals and the time.
    async fn make(limiter: &Limiter, server: &Server, calls: usize) -> (usize, Duration) {
        let (began, refused) = (Instant::now(), Mutex::new(0));
        let call = async |_| {
            loop {
                let place = limiter.admit(OPERATION).await;
                tokio::time::sleep(Duration::from_millis(20)).await;
                drop(place);
                if server.takes() {
                    return;
                }
                *refused.lock().unwrap() += 1;
                limiter.slow_down(OPERATION.product);
            }
        };
        join_all((0..calls).map(call)).await;
        let refused = *refused.lock().unwrap();
        (refused, began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn without_complaint_nothing_is_held_back() {
        let server = Server {
            most: usize::MAX,
            calls: Mutex::default(),
        };
        assert_eq!(
            make(&Limiter::default(), &server, MOST_IN_FLIGHT).await,
            (0, Duration::from_millis(20))
        );
        assert_eq!(
            make(&Limiter::default(), &server, 4 * MOST_IN_FLIGHT).await,
            (0, Duration::from_millis(80)),
            "those that are answered make room for the others"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_complains_is_called_about_as_fast_as_it_takes_it() {
        let (limiter, server) = (
            Limiter::default(),
            Server {
                most: 20,
                calls: Mutex::default(),
            },
        );
        // The first hundred learn the pace the hard way: eighty are refused, and then some until the speed fits.
        make(&limiter, &server, 100).await;
        let (refused, took) = make(&limiter, &server, 400).await;
        // At twenty a second four hundred calls take twenty seconds.
        assert!(refused < 40, "{refused} of 400 refused");
        assert!((20.0..45.0).contains(&took.as_secs_f64()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_while_without_complaint_it_is_as_fast_as_before() {
        let limiter = Limiter::default();
        let patient = Server {
            most: usize::MAX,
            calls: Mutex::default(),
        };
        make(&limiter, &patient, 100).await;
        limiter.slow_down(OPERATION.product);
        let (_, slow) = make(&limiter, &patient, 100).await;
        tokio::time::sleep(Duration::from_secs(120)).await;
        let (_, again) = make(&limiter, &patient, 100).await;
        assert!(
            slow > Duration::from_secs(1) && again < Duration::from_millis(500),
            "{slow:?}, then {again:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn in_no_minute_are_there_more_calls_than_the_vendor_documents() {
        let limiter = Limiter::default();
        let operation = Operation {
            product: Product::Cbn,
            region: "",
            action: "DescribeCens",
        };
        let calls = join_all((0..900).map(async |_| {
            limiter.admit(operation).await;
            Instant::now()
        }));
        let mut calls = calls.await;
        calls.sort();
        let minute = Duration::from_secs(60);
        let most = calls
            .iter()
            .map(|from| {
                calls
                    .iter()
                    .filter(|call| **call >= *from && **call - *from < minute)
                    .count()
            })
            .max();
        assert!(most <= Some(300), "{most:?}");
        assert_eq!(
            (calls[149], calls[899] - calls[149]),
            (calls[0], Duration::from_secs(300)),
            "half at once, and then in step"
        );
    }
}
