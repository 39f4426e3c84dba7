//! Reads the cloud, executes a plan, waits until the cloud shows the result, and reports the
//! outcomes.
//!
//! Nothing here prints or decides what is wanted, and no file is read but its own journal and lock:
//! a topology and clients go in; observations, events and a report come out.
//!
//! The functions that a program calls return boxed futures: their code is compiled once, with this
//! crate. The code of an `async fn` is compiled with each program that polls it.

mod admission;
mod awaited;
mod clients;
mod durations;
mod event;
mod execute;
mod identity;
mod journal;
mod listings;
mod lock;
mod observe;
mod outcome;
mod perform;
mod private_file;
mod read_cache;
mod ready;
mod report;
mod retry;
mod rows;
mod run;
mod single_flight;
mod task;
mod verification;
mod wait;
mod wire;

pub use admission::Shutdown;
pub use clients::Clients;
pub use event::{Event, Sink};
pub use execute::execute;
pub use identity::{IdentityProblem, verify_identities, verify_identities_sharing};
pub use journal::{
    Accepted, Closed, Concluded, Counts, Ended, FileStorage, Header, How, IN_DOUBT, Intent,
    JOURNAL_VERSION, Journal, JournalContent, JournalError, Kept, Learned, MemoryStorage, Needed,
    OLD, Operator, OutcomeKind, PastAction, PastRun, PastRuns, PendingCreate, Record, Records,
    Started, Storage, Subject, TOKEN_LIFETIME, Watched, past_runs, read, rotated,
};
pub use lock::{Holder, Lock, LockError};
pub use observe::{
    Scope, observe, observe_again, observe_everywhere, observe_rest, observe_sharing,
    observe_static_entries, survey,
};
pub use private_file::open_private;
pub use read_cache::ReadCache;
pub use report::Report;
pub use retry::seed_pauses;
pub use run::{Run, changes};
pub use verification::where_to_look;
