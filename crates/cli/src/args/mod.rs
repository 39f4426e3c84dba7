//! The command line as clap reads it: one struct for each command.

mod complete;
mod form;
pub(crate) mod help;
mod shared;
mod value;
mod version;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueHint};
use clap_complete::ArgValueCompleter;
use secrecy::SecretString;

pub(crate) use self::form::{
    AnswerForm, Colour, DriftForm, Form, LogForm, PictureForm, PlanForm, SignatureVersion,
};
pub(crate) use self::shared::{Execute, Logging, Look, PlanDetail, Target, View};
pub(crate) use self::value::named_account;
pub(crate) use self::value::{EXPIRING, NamedAccount};
use self::value::{at_least_one, days, faults, file, length_of_time, signed_time};

/// Returns the command line with examples and a link in the help of each command.
pub(crate) fn command() -> clap::Command {
    help::with_guides(Arguments::command())
}

impl Arguments {
    /// Reads the command line of this process.
    ///
    /// # Errors
    /// What clap prints: help, the version, or why the command line cannot be understood.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let mut matches = command().try_get_matches()?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command()))
    }
}

/// Declarative networks on Alibaba Cloud Enterprise Network.
#[derive(Debug, Parser)]
#[command(name = "cen", version = version::SHORT, long_version = version::LONG)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a first topology file for what exists in some accounts, with a command to rehearse changes; changes nothing in the cloud.
    Init(Init),
    /// Lay out topology files: columns, indentation and empty lines; comments are kept.
    Fmt(Fmt),
    /// Check topology files offline and print every problem at once.
    Validate(Validate),
    /// Compare a topology file with the cloud, or with another file, and print what would change; changes nothing.
    #[command(visible_alias = "plan")]
    Diff(Diff),
    /// Compare many topology files with the cloud and report what differs, for a nightly job; changes nothing.
    Drift(Drift),
    /// Make the cloud match the topology file, or execute a plan of `cen diff --out`: show the
    /// plan, ask, execute, wait, and check the result.
    Apply(Apply),
    /// Remove everything that the topology file owns: show the plan, ask, execute, wait, and check
    /// the result.
    Destroy(Execute),
    /// Show past runs from the journals: who, when, which actions, request ids, outcomes.
    History(History),
    /// Save the state of the cloud to a snapshot, for comparisons without the cloud; changes
    /// nothing.
    Observe(Observe),
    /// Write a topology file for what exists in some accounts; changes nothing.
    Export(Export),
    /// Show whether two networks can talk, on which path and with how many Mbps, and if not, why
    /// not; changes nothing.
    Reach(Reach),
    /// Draw the network of a file, a plan, or the cloud together with the plan for the file;
    /// changes nothing.
    Graph(Graph),
    /// Serve a simulated cloud over HTTP, for any client.
    Simulate(Simulate),
    /// Check what a run for a file needs: clock, endpoints, credentials, services and permissions of
    /// every account; or print the RAM policies that it needs. Changes nothing.
    Doctor(Doctor),
    /// Explain an error code of cen or of the cloud: what it means, whether the call is tried
    /// again, and what to do.
    Explain(Explain),
    /// Print a shell's completion script.
    Completions(Completions),
    /// Write manual pages, one for each command.
    Man(Man),
    /// Print the JSON Schema of the topology file, for editors.
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write them to.
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// The topology files.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How many files are checked at the same time.
    #[arg(short, long, value_name = "N", default_value = "8", value_parser = at_least_one)]
    pub(crate) jobs: NonZeroUsize,
    /// The format of the report.
    #[arg(short, long, value_enum, default_value_t = Form::Text)]
    pub(crate) format: Form,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The topology file; or two files, the old and the new one, which are compared with each other
    /// without the cloud.
    #[arg(value_name = "FILE", required = true, num_args = 1..=2)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) logging: Logging,
    #[command(flatten)]
    pub(crate) detail: PlanDetail,
    /// Compare with a snapshot of `cen observe` instead of the cloud: no credentials, no network.
    #[arg(long, value_name = "SNAPSHOT", conflicts_with_all = ["simulate", "endpoint", "internal", "ca", "profiles", "faults", "seed", "editions", "assume"])]
    pub(crate) observed: Option<PathBuf>,
    /// Report packages whose paid term ends within this time, such as `30d`.
    #[arg(long, value_name = "TIME", default_value = EXPIRING, value_parser = days)]
    pub(crate) expiring: jiff::Span,
    /// Also write the plan to this file: `cen apply PLAN` executes exactly this plan.
    #[arg(short, long, value_name = "PLAN", value_parser = file, value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// The format of the plan.
    #[arg(short, long, value_enum, default_value_t = PlanForm::Text)]
    pub(crate) format: PlanForm,
    /// Take over CENs and packages without an ownership mark that are the only ones of their display name.
    #[arg(long)]
    pub(crate) adopt: bool,
    /// Ask the vendor for the prices of new packages. It needs a permission of its own, and a price
    /// that cannot be had never fails the plan.
    #[arg(long, conflicts_with = "observed")]
    pub(crate) prices: bool,
    /// The commit that the file is of, for the comment of `--format markdown`.
    #[arg(long, value_name = "COMMIT")]
    pub(crate) commit: Option<String>,
    /// The address of the plan's picture, for the comment of `--format markdown`.
    #[arg(long, value_name = "URL")]
    pub(crate) picture: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Drift {
    /// Topology files, and folders: every `*.yaml` and `*.yml` below them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) logging: Logging,
    /// The format of the report.
    #[arg(short, long, value_enum, default_value_t = DriftForm::Text)]
    pub(crate) format: DriftForm,
    /// Report packages whose paid term ends within this time, such as `30d`.
    #[arg(long, value_name = "TIME", default_value = EXPIRING, value_parser = days)]
    pub(crate) expiring: jiff::Span,
    /// How many files are compared at the same time.
    #[arg(short, long, value_name = "N", default_value = "8", value_parser = at_least_one)]
    pub(crate) jobs: NonZeroUsize,
    /// Write gauges to this file, for node_exporter's textfile collector.
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics: Option<PathBuf>,
    /// Send drift and errors to a webhook, Slack (`slack:URL`) or a DingTalk robot
    /// (`dingtalk:URL`); repeatable. The variable takes several addresses, separated by spaces.
    #[arg(
        long,
        value_name = "[KIND:]URL",
        env = "CEN_NOTIFY",
        value_delimiter = ' ',
        hide_env_values = true
    )]
    pub(crate) notify: Vec<SecretString>,
    /// Send a message also if nothing was found.
    #[arg(long)]
    pub(crate) notify_always: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Reach {
    #[command(flatten)]
    pub(crate) view: View,
    /// The source network: its name in the file, or its id.
    #[arg(value_name = "A", add = ArgValueCompleter::new(complete::networks))]
    pub(crate) one: String,
    /// The destination network: its name in the file, or its id.
    #[arg(value_name = "B", add = ArgValueCompleter::new(complete::networks))]
    pub(crate) other: String,
    /// The format of the answer.
    #[arg(short, long, value_enum, default_value_t = AnswerForm::Text)]
    pub(crate) format: AnswerForm,
}

#[derive(Debug, Args)]
pub(crate) struct Graph {
    #[command(flatten)]
    pub(crate) view: View,
    /// The format of the picture [default: from the name of OUT, else svg].
    #[arg(short, long, value_enum)]
    pub(crate) format: Option<PictureForm>,
    /// Write the picture to this file instead of stdout.
    #[arg(short, long, value_name = "OUT", value_parser = file, value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Observe {
    #[command(flatten)]
    pub(crate) look: Look,
    /// The file to write.
    #[arg(short, long, value_name = "SNAPSHOT", value_parser = file, value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Apply {
    #[command(flatten)]
    pub(crate) carry: Execute,
    /// Take over CENs and packages without an ownership mark that are the only ones of their display name.
    #[arg(long)]
    pub(crate) adopt: bool,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    /// The topology file whose runs are shown [default: every journal of the current folder].
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Show only targets with this text in their names, such as `cloud`, `simulator` or a part of
    /// an address.
    #[arg(long, value_name = "TEXT")]
    pub(crate) target: Option<String>,
    /// Show the last N runs of each target.
    #[arg(long, value_name = "N", default_value = "10", value_parser = at_least_one)]
    pub(crate) last: NonZeroUsize,
    /// The format of the history.
    #[arg(short, long, value_enum, default_value_t = AnswerForm::Text)]
    pub(crate) format: AnswerForm,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) look: Look,
    /// Check, or print, only what reading needs: `cen diff` and `cen drift`.
    #[arg(long)]
    pub(crate) reader: bool,
    /// Print the RAM policies that the file needs, for each account; asks nothing.
    #[arg(long)]
    pub(crate) policy: bool,
    /// The format of the answer.
    #[arg(short, long, value_enum, default_value_t = AnswerForm::Text)]
    pub(crate) format: AnswerForm,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, such as `CEN064` or `Operation.Blocking` [default: list the codes of cen].
    #[arg(value_name = "CODE", add = ArgValueCompleter::new(complete::codes))]
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// An account to export (repeatable): its name in the file, its id, and its profile if that has
    /// another name.
    #[arg(long = "account", value_name = "NAME=ID[:PROFILE]", required = true, value_parser = named_account)]
    pub(crate) accounts: Vec<NamedAccount>,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) logging: Logging,
    /// The name of the topology [default: the topology that owns the CENs, else `exported`].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Write to this file instead of stdout.
    #[arg(short, long, value_name = "FILE", value_parser = file, value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Overwrite the file if it exists.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// An account (repeatable): its name in the file, its id, and its profile if that has another name.
    #[arg(long = "account", value_name = "NAME=ID[:PROFILE]", value_parser = named_account)]
    pub(crate) accounts: Vec<NamedAccount>,
    /// A profile of the Alibaba CLI whose account is taken (repeatable); the cloud is asked for its id.
    #[arg(long, value_name = "PROFILE", conflicts_with = "simulate")]
    pub(crate) from_profile: Vec<String>,
    /// Take the accounts of all profiles of the Alibaba CLI.
    #[arg(long, conflicts_with_all = ["from_profile", "simulate"])]
    pub(crate) all_profiles: bool,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) logging: Logging,
    /// The name of the topology [default: the topology that owns the CENs, else the name of the folder].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The file to write. It is never overwritten.
    #[arg(short, long, value_name = "FILE", default_value = "topology.yaml", value_parser = file, value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Topology files, and folders: every `*.yaml` and `*.yml` below them. `-` alone lays out stdin to stdout.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write nothing, and list the files that would change.
    #[arg(long)]
    pub(crate) check: bool,
    /// How many files are laid out at the same time.
    #[arg(short, long, value_name = "N", default_value = "8", value_parser = at_least_one)]
    pub(crate) jobs: NonZeroUsize,
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The address to serve at; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787", add = ArgValueCompleter::new(complete::listeners))]
    pub(crate) listen: String,
    /// What the world contains at first: a topology file, or a seed file.
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,
    /// Keep the world in this file, and continue from it if it exists.
    #[arg(long, value_name = "FILE")]
    pub(crate) world: Option<PathBuf>,
    /// Which edition of transit routers the simulated world sells outside of CCN areas: `enterprise`
    /// (a new world does) or `basic`; routers that exist stay what they are.
    #[arg(long, value_name = "EDITION")]
    pub(crate) editions: Option<cen_simulator::Editions>,
    /// Answer an open question about the cloud, such as `peer-list=swapped`; can be given several
    /// times. An unknown one is refused with the list of all.
    #[arg(long, value_name = "NAME=CHOICE")]
    pub(crate) assume: Vec<cen_simulator::Assumption>,
    /// Set the clock of the simulated world so far ahead of this machine's, such as `20m`, or behind
    /// it, `-20m`. Requests that are more than 15 minutes off are refused.
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = signed_time, allow_hyphen_values = true)]
    pub(crate) clock: jiff::SignedDuration,
    /// Delay every answer by this time, such as `50ms`.
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = length_of_time)]
    pub(crate) latency: Duration,
    /// How long changes take: `1s`, `reads:2`, or one value for each kind, `attach=2s,default=1s`;
    /// no time if not given.
    #[arg(long, value_name = "PACE", default_value = "0")]
    pub(crate) pace: cen_simulator::Pace,
    /// Allow one change of a CEN at a time and refuse others with Operation.Blocking.
    #[arg(long)]
    pub(crate) blocking: bool,
    /// Inject faults, such as `CreateCen#1=cut-after` or `seed=42,*#5%=any`; `@FILE` reads the
    /// rules from a file.
    #[arg(long, value_name = "SPEC", value_parser = faults)]
    pub(crate) faults: Option<cen_simulator::Faults>,
    /// Write one JSON line for each request to this file.
    #[arg(long = "log", value_name = "FILE")]
    pub(crate) request_log: Option<PathBuf>,
    /// Write a configuration file of the Alibaba CLI with a profile for each account, and one for
    /// each further key.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_profiles: Option<PathBuf>,
    /// Serve over TLS (HTTPS, HTTP/2), with a new certification authority whose certificate is
    /// written to FILE [default: `cen-simulate-ca.pem`].
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, value_parser = file)]
    pub(crate) tls: Option<Option<PathBuf>>,
    /// Serve what a machine with this role has, such as `acs:ram::1250000000000001:role/cen`: the
    /// metadata service of an ECS instance, and a CredentialsURI at `/credentials`.
    #[arg(long, value_name = "ROLE")]
    pub(crate) machine_role: Option<String>,
}

#[cfg(test)]
mod tests;
