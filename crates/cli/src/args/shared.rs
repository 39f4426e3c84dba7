//! Arguments that several commands have.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use cen_render::Detail;
use clap::{ArgAction, Args};
use clap_complete::ArgValueCompleter;

use super::form::{LogForm, SignatureVersion};
use super::value::{at_least_one, faults, length_of_time};

/// The headings of the flags that most commands have. In the help of a command, its own flags stand before them.
const OF_CLOUD: &str = "Which cloud";
const OF_SIMULATOR: &str = "Simulator";
const OF_LOG: &str = "Log lines";

/// What is logged, and where.
#[derive(Clone, Debug, Args)]
pub(crate) struct Logging {
    /// Log more: once for calls that were not accepted, twice for every call.
    #[arg(short, long, help_heading = OF_LOG, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// The format of log lines.
    #[arg(long, help_heading = OF_LOG, value_enum, default_value_t = LogForm::Text)]
    pub(crate) log: LogForm,
    /// Write log lines to this file instead of stderr.
    #[arg(long, help_heading = OF_LOG, value_name = "FILE")]
    pub(crate) log_file: Option<PathBuf>,
}

/// The target of a command.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// Use the built-in simulator instead of the cloud; its world is kept in WORLD, or in `.cen/simulator.json` beside the topology file.
    #[arg(long, help_heading = OF_CLOUD, value_name = "WORLD", num_args = 0..=1, require_equals = true, conflicts_with = "endpoint")]
    pub(crate) simulate: Option<Option<PathBuf>>,
    /// Inject faults into the built-in simulator, such as `CreateCen#1=cut-after`; `@FILE` reads
    /// the rules from a file.
    #[arg(long, value_name = "SPEC", help_heading = OF_SIMULATOR, requires = "simulate", value_parser = faults)]
    pub(crate) faults: Option<cen_simulator::Faults>,
    /// What the built-in simulator's world has in addition to what the topology file names: a seed
    /// file, or a topology file.
    #[arg(long, value_name = "SEED", help_heading = OF_SIMULATOR, requires = "simulate")]
    pub(crate) seed: Option<PathBuf>,
    /// Which edition of transit routers the simulated world sells outside of CCN areas: `enterprise`
    /// (a new world does) or `basic`; routers that exist stay what they are.
    #[arg(long, value_name = "EDITION", help_heading = OF_SIMULATOR, requires = "simulate")]
    pub(crate) editions: Option<cen_simulator::Editions>,
    /// Answer an open question about the cloud, such as `peer-list=swapped`; can be given several
    /// times. An unknown one is refused with the list of all.
    #[arg(long, value_name = "NAME=CHOICE", help_heading = OF_SIMULATOR, requires = "simulate")]
    pub(crate) assume: Vec<cen_simulator::Assumption>,
    /// Send every call to this address, such as `http://127.0.0.1:8787`, or with `PRODUCT=URL` or
    /// `PRODUCT@REGION=URL` the calls of that product; repeatable. `@FILE` reads such values from a
    /// file, one a line [env: CEN_ENDPOINT].
    // Not clap's own reading of the environment: `--simulate` beats the variable, but contradicts the flag.
    #[arg(long, help_heading = OF_CLOUD, value_name = "URL", add = ArgValueCompleter::new(super::complete::endpoints))]
    pub(crate) endpoint: Vec<String>,
    /// Use the cloud's hosts for machines inside a VPC of this region, which need no way to the
    /// internet.
    #[arg(long, help_heading = OF_CLOUD, value_name = "REGION", conflicts_with = "simulate")]
    pub(crate) internal: Option<String>,
    /// Trust the certificates in this file (PEM) too, beside those of the operating system.
    #[arg(long, help_heading = OF_CLOUD, value_name = "FILE", conflicts_with = "simulate")]
    pub(crate) ca: Option<PathBuf>,
    /// The Alibaba CLI's configuration file that holds the accounts' profiles [default: ALIBABA_CLOUD_CONFIG_FILE, or ~/.aliyun/config.json].
    #[arg(long, help_heading = OF_CLOUD, value_name = "FILE")]
    pub(crate) profiles: Option<PathBuf>,
    /// How requests are signed.
    #[arg(long, help_heading = OF_CLOUD, value_enum, value_name = "VERSION", default_value_t = SignatureVersion::V3)]
    pub(crate) signature: SignatureVersion,
}

/// How much of a plan is shown.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct PlanDetail {
    /// Show the plan with one line for each action, and waits only where they explain something.
    #[arg(long, overrides_with = "full")]
    brief: bool,
    /// Show every action of the plan, also what goes along with another one, with all that it waits for.
    #[arg(long, overrides_with = "brief")]
    full: bool,
}

impl PlanDetail {
    /// Returns what the flags say.
    pub(crate) fn chosen(self) -> Detail {
        match (self.brief, self.full) {
            (true, _) => Detail::Brief,
            (false, true) => Detail::Full,
            (false, false) => Detail::Usual,
        }
    }
}

/// A topology file and its target.
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

/// A file, and a target that is read only on request.
#[derive(Debug, Args)]
pub(crate) struct View {
    /// The topology file, or a plan of `cen diff --out`.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) logging: Logging,
    /// Read the real cloud (or CEN_ENDPOINT). Without this, `--simulate`, `--endpoint` or
    /// `--observed`, only FILE is read.
    #[arg(long)]
    pub(crate) live: bool,
    /// Read a snapshot of `cen observe` instead of the cloud: no credentials, no network.
    #[arg(long, value_name = "SNAPSHOT", conflicts_with_all = ["live", "simulate", "endpoint", "internal", "ca", "profiles", "faults", "seed", "editions", "assume"])]
    pub(crate) observed: Option<PathBuf>,
}

/// How a plan is executed.
#[derive(Debug, Args)]
pub(crate) struct Execute {
    #[command(flatten)]
    pub(crate) look: Look,
    #[command(flatten)]
    pub(crate) detail: PlanDetail,
    /// Do not ask. This allows neither purchases nor destructive actions.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Allow actions that cost money.
    #[arg(long)]
    pub(crate) allow_purchase: bool,
    /// Allow actions that detach, revoke, unassociate, delete, or set to zero.
    #[arg(long)]
    pub(crate) allow_destroy: bool,
    /// Allow a plan that removes more than 30 % of what exists and at least 3 objects.
    #[arg(long)]
    pub(crate) force: bool,
    /// At most so many actions run at the same time; without it, as many as the cloud accepts.
    #[arg(short, long, alias = "parallel", value_name = "N", value_parser = at_least_one)]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// After this time, such as `30m`, send nothing more, wait for nothing more, and print the
    /// report.
    #[arg(long, value_name = "TIME", default_value = "2h", value_parser = length_of_time)]
    pub(crate) deadline: Duration,
}
