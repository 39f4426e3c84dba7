//! The simulator: takes a request as it came, checks it in the order that the vendor's servers are thought to, and answers it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use sha1::{Digest as _, Sha1};

use crate::call::{Call, ListAnswer};
use crate::fault::{Delivery, Fault, FaultSchedule, Lag};
use crate::gateway;
use crate::idempotency::once;
use crate::identity::{Identity, Principal};
use crate::index::Index;
use crate::log::{Entry, MOST_LOGGED, short};
use crate::machine;
use crate::nonces::Nonces;
use crate::operations::{Access, Operation};
use crate::options::Options;
use crate::pace::Pace;
use crate::permission;
use crate::product::Product;
use crate::raw_request::RawRequest;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::response::{Body, Format, refusal, success};
use crate::saves::Saves;
use crate::store::{Store, StoreError};
use crate::world::{StoredTexts, World};

/// Calls of an action that an account may make in a minute. Source: the vendor's pages of these three; no others are documented.
const RATES: [(&str, usize); 3] = [
    ("CreateCen", 300),
    ("DescribeCens", 300),
    ("ListTransitRouters", 500),
];

/// The other end of the wire.
pub struct Simulator {
    options: Options,
    state: Mutex<State>,
    saves: Option<Saves>,
}

struct State {
    world: World,
    /// The index of the world as it is now.
    index: Index,
    schedule: FaultSchedule,
    /// The world that listings still show, while they lag behind.
    stale: Option<Stale>,
    nonces: Nonces,
    /// The times of the calls of the last minute, by account and action.
    calls: HashMap<(String, &'static str), VecDeque<Timestamp>>,
    requests: u64,
    /// How many changes the world has seen.
    changes: u64,
}

/// What came of a request.
struct Answered {
    response: http::Response<Bytes>,
    fault: Option<Fault>,
    /// The number of the change that must be saved before the answer is given.
    change: Option<u64>,
    format: Format,
    host: String,
    request_id: String,
}

/// A world of the past, and how much longer it is shown.
struct Stale {
    world: World,
    index: Index,
    until: Until,
}

enum Until {
    Reads(u32),
    Time(Timestamp),
}

impl Simulator {
    /// Returns a simulator of this world.
    pub fn new(world: World, mut options: Options) -> Self {
        let schedule = FaultSchedule::new(options.faults.clone());
        let state = State {
            world,
            index: Index::default(),
            schedule,
            stale: None,
            nonces: Nonces::default(),
            calls: HashMap::new(),
            requests: 0,
            changes: 0,
        };
        let saves = options.store.take().map(Saves::new);
        Self {
            options,
            state: Mutex::new(state),
            saves,
        }
    }

    /// Returns the world as it is now.
    pub fn world(&self) -> World {
        self.lock().world.clone()
    }

    /// Looks at the world as it is now, without a copy. No request is answered meanwhile.
    pub fn look<T>(&self, at: impl FnOnce(&World) -> T) -> T {
        at(&self.lock().world)
    }

    /// Saves the world as it is now, where worlds are saved at all. The file is one JSON document then.
    ///
    /// # Errors
    /// [`StoreError`], with the world that was saved before still in place.
    pub async fn save(&self) -> Result<(), StoreError> {
        match &self.saves {
            Some(saves) => saves.save(|store| store.save(&self.lock().world)).await,
            None => Ok(()),
        }
    }

    /// Answers one request, whatever it is. What is to go wrong with it has gone wrong when this returns, but for the way the answer arrives.
    pub async fn answer(&self, request: http::Request<Bytes>) -> Delivery {
        let answered = self.answer_now(&request);
        let (answer, fault) = self.saved(answered).await;
        let held_back = match fault {
            Some(Fault::Latency(time)) => self.options.latency + time,
            _ => self.options.latency,
        };
        if !held_back.is_zero() {
            tokio::time::sleep(held_back).await;
        }
        match fault {
            Some(fault) => fault.deliver(answer),
            None => Delivery::Whole(answer),
        }
    }

    /// Returns an answer when the world is saved as it was after the change, where worlds are saved
    /// at all: what was answered with success is never lost. One save serves all requests that
    /// wait for one.
    async fn saved(&self, answered: Answered) -> (http::Response<Bytes>, Option<Fault>) {
        let fault = answered.fault;
        let (Some(change), Some(saves)) = (answered.change, &self.saves) else {
            return (answered.response, fault);
        };
        let take = |store: &mut Store| {
            let mut state = self.lock();
            Ok((state.changes, store.unsaved(&mut state.world)?))
        };
        match saves.wait(change, take).await {
            Ok(()) => (answered.response, fault),
            // The change was made and nobody can rely on it: the call is answered as a server in trouble.
            Err(error) => {
                tracing::error!(error, "the simulator's world could not be saved");
                let trouble = Refusal::new(
                    500,
                    "InternalError",
                    "The simulator could not save its world.",
                );
                let Answered {
                    format,
                    host,
                    request_id,
                    ..
                } = answered;
                (refusal(format, &host, &request_id, &trouble), fault)
            }
        }
    }

    fn answer_now(&self, request: &http::Request<Bytes>) -> Answered {
        let now = self.options.clock.now();
        let mut state = self.lock();
        state.requests += 1;
        let request_id = guid(state.requests);
        if let Some(role) = &self.options.machine_role
            && let Some(answer) = machine::answer(request, &state.world, role, now, &request_id)
        {
            return Answered {
                response: answer,
                fault: None,
                change: None,
                format: Format::Json,
                host: String::new(),
                request_id,
            };
        }
        let raw = RawRequest::of(request);
        let mut request = Request::of(raw.parameters(), raw.host());
        request.fault = request
            .operation
            .and_then(|operation| state.schedule.next(operation.action, operation.access));
        let before = state.changes;
        let result = match request.fault {
            // No answer will be seen.
            Some(Fault::CutBefore) => Ok(Body::default()),
            _ => self.serve(&mut state, &mut request, &raw, now),
        };
        let (mut response, refused) = match result {
            Ok(body) => (
                success(request.format, &request.action, &request_id, body),
                None,
            ),
            Err(error) => (
                refusal(request.format, &request.host, &request_id, &error),
                Some(error),
            ),
        };
        let change = (state.changes > before).then_some(state.changes);
        drop(state);
        response.headers_mut().insert(http::header::DATE, date(now));
        self.write_log(&request, now, request_id.clone(), refused.as_ref());
        Answered {
            response,
            fault: request.fault,
            change,
            format: request.format,
            host: request.host,
            request_id,
        }
    }

    /// Returns the checks in their order, then the operation.
    fn serve(
        &self,
        state: &mut State,
        request: &mut Request,
        raw: &RawRequest<'_>,
        now: Timestamp,
    ) -> ListAnswer {
        gateway::shape(raw)?;
        gateway::common(raw, &request.parameters, now)?;
        let identity = gateway::caller(&state.world, raw, &request.parameters, now)?;
        request.account.clone_from(&identity.account);
        request.caller = identity.principal.logged();
        if identity.principal != Principal::Nobody {
            state.nonces.take(&request.parameters, now)?;
        }
        let version = request.parameters.required("Version")?;
        Product::of(version).ok_or_else(Refusal::unknown_version)?;
        let operation = request.operation.ok_or_else(Refusal::unknown_action)?;
        state.throttle(&identity.account, operation.action, now)?;
        match &request.fault {
            Some(Fault::Refuse { code, status }) => {
                return Err(Refusal::new(*status, code, "This is a fault on purpose."));
            }
            Some(Fault::Shift) => request.parameters.shift_pages(),
            _ => {}
        }
        permission::check(
            &identity,
            operation.product,
            operation.action,
            &request.parameters,
        )?;
        self.run(state, operation, request, &identity, now)
    }

    /// Runs an operation on the world, and counts it as a change if anything changed.
    fn run(
        &self,
        state: &mut State,
        operation: &Operation,
        request: &Request,
        identity: &Identity,
        now: Timestamp,
    ) -> ListAnswer {
        let settled = state.world.settle(now);
        if settled {
            state.index.forget_state();
        }
        let counts_reads = state.world.counts_reads();
        let is_read = operation.access == Access::Read;
        let lag = match request.fault {
            Some(Fault::Lag(lag)) if !is_read && state.stale.is_none() => {
                Some((lag, state.world.clone()))
            }
            _ => None,
        };
        let stuck;
        let pace = match request.fault {
            Some(Fault::Stick(time)) => {
                stuck = Pace::stuck(time);
                &stuck
            }
            _ => &self.options.pace,
        };
        let (world, index) = if is_read {
            state.shown(now)
        } else {
            (&mut state.world, &state.index)
        };
        let trimmed = match world.rules.stored_texts {
            StoredTexts::Trimmed => request.parameters.with_trimmed_texts(),
            StoredTexts::AsSent => None,
        };
        let parameters = trimmed.as_ref().unwrap_or(&request.parameters);
        let (caller, blocking) = (&*request.account, self.options.blocking);
        let mut call = Call {
            world,
            index,
            parameters,
            caller,
            identity,
            now,
            pace,
            blocking,
        };
        let answer = if operation.access == Access::Tokened {
            once(operation, &mut call)
        } else {
            (operation.run)(&mut call)
        };
        if !is_read {
            // Also a refusal may come after a change.
            state.index.forget_state();
        }
        let wrote = !is_read && answer.is_ok();
        if let Some((lag, mut world)) = lag.filter(|_| wrote) {
            // A listing of the past stands still: nothing in it may arrive before it really does.
            world.transitions.clear();
            state.stale = Some(Stale {
                world,
                index: Index::default(),
                until: Until::after(lag, now),
            });
        }
        state.changes += u64::from(wrote || settled || counts_reads);
        answer
    }

    fn write_log(
        &self,
        request: &Request,
        time: Timestamp,
        request_id: String,
        refused: Option<&Refusal>,
    ) {
        let Some(log) = &self.options.log else { return };
        log(&Entry {
            time,
            account: request.account.clone(),
            caller: request.caller.clone(),
            action: short(&request.action),
            access: request.kind(),
            parameters: request
                .parameters
                .shown()
                .take(MOST_LOGGED)
                .map(|(key, value)| (short(key), short(value)))
                .collect::<BTreeMap<_, _>>(),
            status: match request.fault {
                Some(Fault::CutBefore | Fault::CutAfter) => 0,
                _ => refused.map_or(200, |refused| refused.status),
            },
            code: refused
                .map(|refused| refused.code.clone())
                .unwrap_or_default(),
            request_id,
            fault: request
                .fault
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("no operation panics while it holds the world")
    }
}

/// Leaves the world's file as one JSON document. It is whole without that too: each answer waited for its save.
impl Drop for Simulator {
    fn drop(&mut self) {
        if let (Some(saves), Ok(state)) = (&self.saves, self.state.get_mut()) {
            saves.end(&state.world);
        }
    }
}

impl Until {
    fn after(lag: Lag, now: Timestamp) -> Self {
        match lag {
            Lag::Reads(reads) => Self::Reads(reads),
            Lag::Time(time) => Self::Time(now.checked_add(time).unwrap_or(Timestamp::MAX)),
        }
    }
}

impl State {
    /// The world that a read is shown, which it counts, and its index.
    fn shown(&mut self, now: Timestamp) -> (&mut World, &Index) {
        let is_over = match self.stale.as_mut().map(|stale| &mut stale.until) {
            None | Some(Until::Reads(0)) => true,
            Some(Until::Time(until)) => *until <= now,
            Some(Until::Reads(left)) => {
                *left -= 1;
                false
            }
        };
        if is_over {
            self.stale = None;
        }
        match &mut self.stale {
            None => (&mut self.world, &self.index),
            Some(stale) => (&mut stale.world, &stale.index),
        }
    }

    fn throttle(
        &mut self,
        account: &str,
        action: &'static str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Some((_, most)) = RATES.iter().find(|(limited, _)| *limited == action) else {
            return Ok(());
        };
        let calls = self.calls.entry((account.to_owned(), action)).or_default();
        while calls
            .front()
            .is_some_and(|call| now.duration_since(*call) >= SignedDuration::from_secs(60))
        {
            calls.pop_front();
        }
        if calls.len() >= *most {
            return Err(Refusal::new(
                400,
                "Throttling.User",
                "Request was denied due to user flow control.",
            ));
        }
        calls.push_back(now);
        Ok(())
    }
}

/// Returns a time as the header of every answer carries it.
fn date(now: Timestamp) -> http::HeaderValue {
    let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    http::HeaderValue::try_from(text).expect("it is of letters, digits, commas, colons and spaces")
}

/// Returns the id of the n-th request, in the form of the vendor's.
fn guid(number: u64) -> String {
    let hex = hex::encode_upper(Sha1::digest(number.to_be_bytes()));
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..32]
    )
}
