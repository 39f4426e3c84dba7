//! Looks at the cloud, carries out a plan, waits until the cloud says that it is so, and tells what came of it.
//!
//! Nothing here prints, decides what is wanted, or reads a file but its own journal and lock: a topology and clients go in, observations, events and
//! a report come out.

mod clients;
mod event;
mod execute;
mod gate;
mod identity;
mod journal;
mod listing;
mod lock;
mod memory;
mod observe;
mod perform;
mod report;
mod retry;
mod route_maps;
mod run;
mod second_look;
mod wait;

pub use clients::Clients;
pub use event::{Event, Sink};
pub use execute::execute;
pub use gate::Halt;
pub use identity::{IdentityProblem, verify_identities, verify_identities_sharing};
pub use journal::{
    Accepted, Begun, Concluded, Counts, Ended, FileStorage, Header, How, IN_DOUBT, Intent,
    JOURNAL_VERSION, Journal, JournalContent, JournalError, LARGEST, MemoryStorage, OLD, Operator,
    PastAction, PastRun, Record, Started, Storage, Subject, TOKEN_LIFETIME, Word, past_runs, read,
};
pub use lock::{Holder, Lock, LockError};
pub use memory::Memory;
pub use observe::{observe, observe_everywhere, observe_sharing, survey};
pub use report::Report;
pub use retry::seed_pauses;
pub use run::Run;
pub use second_look::where_to_look;
