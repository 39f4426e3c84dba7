//! Arguments that several commands have.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args};

use super::form::LogForm;
use super::value::{at_least_one, faults, length_of_time};

/// What is logged, for whoever wants to know every call.
#[derive(Clone, Debug, Args)]
pub(crate) struct Logging {
    /// Log more: once for what is done, twice for every call.
    #[arg(short, long, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// The form of log lines.
    #[arg(long, value_enum, default_value_t = LogForm::Text)]
    pub(crate) log: LogForm,
    /// Write log lines to this file instead of stderr.
    #[arg(long, value_name = "FILE")]
    pub(crate) log_file: Option<PathBuf>,
}

/// Which cloud is looked at.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// Use the built-in simulator instead of the cloud; its world is kept in WORLD, or in `.cen/simulator.json` beside the topology file.
    #[arg(long, value_name = "WORLD", num_args = 0..=1, require_equals = true, conflicts_with = "endpoint")]
    pub(crate) simulate: Option<Option<PathBuf>>,
    /// Let the built-in simulator's calls go wrong on purpose, such as `CreateCen#1=cut-after`; `@FILE` reads the rules from a file.
    #[arg(long, value_name = "SPEC", requires = "simulate", value_parser = faults)]
    pub(crate) faults: Option<cen_simulator::Faults>,
    /// What the built-in simulator's world has besides what the topology file names: a seed file, or a topology file.
    #[arg(long, value_name = "SEED", requires = "simulate")]
    pub(crate) seed: Option<PathBuf>,
    /// Send every call to this address, such as `http://127.0.0.1:8787` [env: CEN_ENDPOINT].
    // Not clap's own reading of the environment: `--simulate` beats the variable, but contradicts the flag.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// The Alibaba CLI's configuration file that holds the accounts' profiles [default: ALIBABA_CLOUD_CONFIG_FILE, or ~/.aliyun/config.json].
    #[arg(long, value_name = "FILE")]
    pub(crate) profiles: Option<PathBuf>,
}

/// A topology file, and the cloud that it is compared with.
#[derive(Debug, Args)]
pub(crate) struct Look {
    /// The topology file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) logging: Logging,
}

/// The cloud is looked at only if that is asked for.
#[derive(Debug, Args)]
pub(crate) struct View {
    /// The topology file, or a plan of `cen diff --out`.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) logging: Logging,
    /// Look at the real cloud (or at CEN_ENDPOINT). Without this, `--simulate`, `--endpoint` and `--observed` only FILE is read.
    #[arg(long)]
    pub(crate) live: bool,
    /// Look at a snapshot of `cen observe` instead of the cloud: no credentials, no network.
    #[arg(long, value_name = "SNAPSHOT", conflicts_with_all = ["live", "simulate", "endpoint", "profiles", "faults", "seed"])]
    pub(crate) observed: Option<PathBuf>,
}

/// What carrying out a plan needs.
#[derive(Debug, Args)]
pub(crate) struct Execute {
    #[command(flatten)]
    pub(crate) look: Look,
    /// Do not ask. Consents neither to purchases nor to anything destructive.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Consent to what costs money.
    #[arg(long)]
    pub(crate) allow_purchase: bool,
    /// Consent to what detaches, revokes, unassociates, deletes, or sets to zero.
    #[arg(long)]
    pub(crate) allow_destroy: bool,
    /// Consent to taking away more than 30 % of what exists, and at least 3 things.
    #[arg(long)]
    pub(crate) force: bool,
    /// How many actions may be under way at once.
    #[arg(long, value_name = "N", default_value = "10", value_parser = at_least_one)]
    pub(crate) parallel: NonZeroUsize,
    /// After this time, such as `30m`, send nothing more, wait for nothing more, and report.
    #[arg(long, value_name = "TIME", default_value = "2h", value_parser = length_of_time)]
    pub(crate) deadline: Duration,
}
