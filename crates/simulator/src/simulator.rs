//! The simulator: takes a request as it came, checks it in the order that the vendor's servers are thought to, and answers it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use cen_cloud::clock::Clock;
use jiff::{SignedDuration, Timestamp};
use sha1::{Digest as _, Sha1};

use crate::answer::{Format, refusal, success};
use crate::call::Call;
use crate::check;
use crate::fault::{Dealer, Delivery, Fault, Faults, Lag};
use crate::lifecycle::Pace;
use crate::log::{Entry, EntryKind, MOST_LOGGED, short};
use crate::nonces::Nonces;
use crate::operations::{Access, Operation, Product, find};
use crate::parameters::Parameters;
use crate::received::Received;
use crate::refusal::Refusal;
use crate::store::Store;
use crate::world::{TokenUse, World};

/// Calls of an action that an account may make in a minute. Source: the vendor's pages of these three; no others are documented.
const RATES: [(&str, usize); 3] = [
    ("CreateCen", 300),
    ("DescribeCens", 300),
    ("ListTransitRouters", 500),
];

/// Takes note of every request.
pub type Log = Box<dyn Fn(&Entry) + Send + Sync>;

/// How the simulator behaves.
pub struct Options {
    /// The time of day, for timestamps and for changes that take time.
    pub clock: Clock,
    /// How long changes take.
    pub pace: Pace,
    /// Whether a CEN takes one change at a time and refuses others with `Operation.Blocking`.
    pub blocking: bool,
    /// How long every answer is held back.
    pub latency: Duration,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// Told of every request after it was answered.
    pub log: Option<Log>,
    /// Where the world is saved after each change.
    pub store: Option<Store>,
}

impl Options {
    /// Everything at once, nothing wrong, nothing kept.
    pub fn new(clock: Clock) -> Self {
        let (pace, faults) = (Pace::default(), Faults::default());
        Self {
            clock,
            pace,
            blocking: false,
            latency: Duration::ZERO,
            faults,
            log: None,
            store: None,
        }
    }
}

/// The other end of the wire.
pub struct Simulator {
    options: Options,
    state: Mutex<State>,
}

struct State {
    world: World,
    dealer: Dealer,
    /// The world that listings still show, while they lag behind.
    stale: Option<Stale>,
    nonces: Nonces,
    /// The times of the calls of the last minute, by account and action.
    calls: HashMap<(String, &'static str), VecDeque<Timestamp>>,
    requests: u64,
}

/// A world of the past, and how much longer it is shown.
struct Stale {
    world: World,
    until: Until,
}

enum Until {
    Reads(u32),
    Time(Timestamp),
}

/// What is known of a request by the time it is answered.
struct Heard {
    format: Format,
    account: String,
    operation: Option<&'static Operation>,
    product: Product,
    action: String,
    parameters: Parameters,
    fault: Option<Fault>,
}

impl Simulator {
    /// A simulator of this world.
    pub fn new(world: World, options: Options) -> Self {
        let dealer = Dealer::new(options.faults.clone());
        let state = State {
            world,
            dealer,
            stale: None,
            nonces: Nonces::default(),
            calls: HashMap::new(),
            requests: 0,
        };
        Self {
            options,
            state: Mutex::new(state),
        }
    }

    /// The world as it is now.
    pub fn world(&self) -> World {
        self.lock().world.clone()
    }

    /// Looks at the world as it is now, without a copy. No request is answered meanwhile.
    pub fn look<T>(&self, at: impl FnOnce(&World) -> T) -> T {
        at(&self.lock().world)
    }

    /// Answers one request, whatever it is. What is to go wrong with it has gone wrong when this returns, but for the way the answer arrives.
    pub async fn answer(&self, request: http::Request<Bytes>) -> Delivery {
        let (answer, fault) = self.answer_now(&request);
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

    fn answer_now(&self, request: &http::Request<Bytes>) -> (http::Response<Bytes>, Option<Fault>) {
        let now = self.options.clock.now();
        let mut state = self.lock();
        state.requests += 1;
        let request_id = guid(state.requests);
        let received = Received::of(request);
        let mut heard = Heard::of(received.parameters());
        heard.fault = heard
            .operation
            .and_then(|operation| state.dealer.deal(operation.action, operation.access));
        let result = match heard.fault {
            // No answer will be seen.
            Some(Fault::CutBefore) => Ok(serde_json::Value::Null),
            _ => self.serve(&mut state, &mut heard, &received, now),
        };
        let (mut response, refused) = match result {
            Ok(body) => (
                success(heard.format, &heard.action, &request_id, body),
                None,
            ),
            Err(error) => (
                refusal(heard.format, heard.product.host(), &request_id, &error),
                Some(error),
            ),
        };
        drop(state);
        response.headers_mut().insert(http::header::DATE, date(now));
        self.write_log(&heard, now, request_id, refused.as_ref());
        (response, heard.fault)
    }

    /// The checks in their order, then the operation.
    fn serve(
        &self,
        state: &mut State,
        heard: &mut Heard,
        received: &Received<'_>,
        now: Timestamp,
    ) -> Result<serde_json::Value, Refusal> {
        check::shape(received)?;
        check::common(received, &heard.parameters, now)?;
        let account = check::caller(&state.world, received, &heard.parameters)?;
        heard.account.clone_from(&account);
        state.nonces.take(&heard.parameters, now)?;
        let version = heard.parameters.required("Version")?;
        let unknown_version = || {
            Refusal::new(
                404,
                "InvalidVersion",
                "The specified version does not exist.",
            )
        };
        Product::of(version).ok_or_else(unknown_version)?;
        let unknown_action = || {
            Refusal::new(
                403,
                "InvalidAction",
                "The specified action does not exist, or the simulator does not have it.",
            )
        };
        let operation = heard.operation.ok_or_else(unknown_action)?;
        state.throttle(&account, operation.action, now)?;
        match &heard.fault {
            Some(Fault::Refuse { code, status }) => {
                return Err(Refusal::new(*status, code, "This is a fault on purpose."));
            }
            Some(Fault::Shift) => heard.parameters.shift_pages(),
            _ => {}
        }
        self.run(state, operation, heard, now)
    }

    /// Runs an operation on the world, and saves the world if anything changed.
    fn run(
        &self,
        state: &mut State,
        operation: &Operation,
        heard: &Heard,
        now: Timestamp,
    ) -> Result<serde_json::Value, Refusal> {
        let settled = state.world.settle(now);
        let counts_reads = state.world.counts_reads();
        let is_read = operation.access == Access::Read;
        let lag = match heard.fault {
            Some(Fault::Lag(lag)) if !is_read && state.stale.is_none() => {
                Some((lag, state.world.clone()))
            }
            _ => None,
        };
        let stuck;
        let pace = match heard.fault {
            Some(Fault::Stick(time)) => {
                stuck = Pace::stuck(time);
                &stuck
            }
            _ => &self.options.pace,
        };
        let world = if is_read {
            state.shown(now)
        } else {
            &mut state.world
        };
        let (parameters, caller, blocking) =
            (&heard.parameters, &*heard.account, self.options.blocking);
        let mut call = Call {
            world,
            parameters,
            caller,
            now,
            pace,
            blocking,
        };
        let answer = if operation.access == Access::Tokened {
            once(operation, &mut call)
        } else {
            (operation.run)(&mut call)
        };
        let wrote = !is_read && answer.is_ok();
        if let Some((lag, mut world)) = lag.filter(|_| wrote) {
            // A listing of the past stands still: nothing in it may arrive before it really does.
            world.transitions.clear();
            state.stale = Some(Stale {
                world,
                until: Until::after(lag, now),
            });
        }
        if wrote || settled || counts_reads {
            self.save(&state.world)?;
        }
        answer
    }

    /// A world that cannot be saved is a server in trouble: the change was made, but nobody can rely on it.
    fn save(&self, world: &World) -> Result<(), Refusal> {
        let Some(store) = &self.options.store else {
            return Ok(());
        };
        store.save(world).map_err(|error| {
            tracing::error!(%error, "the simulator's world could not be saved");
            Refusal::new(
                500,
                "InternalError",
                "The simulator could not save its world.",
            )
        })
    }

    fn write_log(
        &self,
        heard: &Heard,
        time: Timestamp,
        request_id: String,
        refused: Option<&Refusal>,
    ) {
        let Some(log) = &self.options.log else { return };
        let is_read = heard
            .operation
            .is_some_and(|operation| operation.access == Access::Read);
        log(&Entry {
            time,
            account: heard.account.clone(),
            action: short(&heard.action),
            access: if is_read {
                EntryKind::Read
            } else {
                EntryKind::Write
            },
            parameters: heard
                .parameters
                .own()
                .take(MOST_LOGGED)
                .map(|(key, value)| (short(key), short(value)))
                .collect::<BTreeMap<_, _>>(),
            status: match heard.fault {
                Some(Fault::CutBefore | Fault::CutAfter) => 0,
                _ => refused.map_or(200, |refused| refused.status),
            },
            code: refused
                .map(|refused| refused.code.clone())
                .unwrap_or_default(),
            request_id,
            fault: heard
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

impl Heard {
    fn of(parameters: Parameters) -> Self {
        let product = parameters.get("Version").and_then(Product::of);
        let action = parameters.get("Action").unwrap_or_default().to_owned();
        Self {
            format: Format::of(parameters.get("Format")).unwrap_or(Format::Json),
            account: String::new(),
            operation: product.and_then(|product| find(product, &action)),
            product: product.unwrap_or(Product::Cbn),
            action,
            parameters,
            fault: None,
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
    /// The world that a read is shown, which it counts.
    fn shown(&mut self, now: Timestamp) -> &mut World {
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
            None => &mut self.world,
            Some(stale) => &mut stale.world,
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

/// Runs an operation that knows ClientToken: what was answered once is answered again, and to other parameters nothing is.
fn once(operation: &Operation, call: &mut Call<'_>) -> Result<serde_json::Value, Refusal> {
    let Some(token) = call.parameters.get("ClientToken") else {
        return (operation.run)(call);
    };
    if token.len() > 64 || !token.is_ascii() {
        return Err(Refusal::invalid("ClientToken"));
    }
    let key = format!("{}/{}/{token}", call.caller, operation.action);
    let parameters = digest(call.parameters);
    if let Some(before) = call.world.tokens.get(&key) {
        if before.parameters == parameters {
            return Ok(before.answer.clone());
        }
        let message = "The specified ClientToken was used with other parameters.";
        return Err(Refusal::new(
            400,
            operation.product.token_mismatch(),
            message,
        ));
    }
    if call.world.is_full() {
        return Err(Refusal::new(
            400,
            "QuotaExceeded.World",
            "The simulated world is full: begin a new one.",
        ));
    }
    let answer = (operation.run)(call)?;
    call.world.tokens.insert(
        key,
        TokenUse {
            parameters,
            answer: answer.clone(),
        },
    );
    Ok(answer)
}

fn digest(parameters: &Parameters) -> String {
    let mut hash = Sha1::new();
    for (key, value) in parameters.own() {
        hash.update(format!("{}:{key}={}:{value}\n", key.len(), value.len()));
    }
    hex::encode(hash.finalize())
}

/// A time as the header of every answer carries it.
fn date(now: Timestamp) -> http::HeaderValue {
    let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    http::HeaderValue::try_from(text).expect("it is of letters, digits, commas, colons and spaces")
}

/// The id of the n-th request, in the form of the vendor's.
fn guid(number: u64) -> String {
    let hash: Vec<u8> = Sha1::digest(number.to_be_bytes()).to_vec();
    let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..32]
    )
}
