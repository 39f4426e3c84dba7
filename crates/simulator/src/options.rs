//! How a simulator behaves.

use std::time::Duration;

use cen_cloud::clock::Clock;

use crate::fault::Faults;
use crate::log::Entry;
use crate::pace::Pace;
use crate::store::Store;

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
    /// The full name of the role of the machine that it runs on: its metadata service and its CredentialsURI are served too.
    pub machine_role: Option<String>,
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
            machine_role: None,
            store: None,
        }
    }
}
