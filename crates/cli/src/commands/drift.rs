//! `cen drift PATH…`: many topologies compared with the cloud, for a nightly job. Never writes to the cloud.

use std::path::{Path, PathBuf};

use cen_cloud::clock::Clock;
use cen_plan::Horizon;
use cen_reconciler::{ReadCache, observe_sharing};
use cen_render::{self as render, Class, Examined, Finding, RunTimes, drift, located};
use cen_topology::Topology;
use futures::StreamExt as _;
use jiff::civil::Date;
use tokio::time::Instant;

use crate::args::help::documentation;
use crate::args::{Drift, DriftForm};
use crate::commands::horizon::horizon;
use crate::commands::journals::Past;
use crate::connection::{Connector, Intent};
use crate::exit_code::Exit;
use crate::notify::Notifier;
use crate::output::Output;
use crate::progress::reading;
use crate::write_file::Readers;
use crate::{files, load, log, write_file};

pub(crate) async fn run(arguments: &Drift, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.logging)?;
    let (clock, began) = (Clock::system(), Instant::now());
    let notifier = Notifier::new(&arguments.notify)?;
    let night = Night {
        connector: Connector::new(&arguments.target)?,
        memory: (arguments.target.simulate.is_none()).then(ReadCache::default),
        today: clock.now().to_zoned(jiff::tz::TimeZone::UTC).date(),
        horizon: horizon(clock.now(), arguments.expiring),
    };
    let examined = night.examine(&arguments.paths, arguments.jobs.get());
    let examined = reading(&arguments.logging, examined).await;
    match arguments.format {
        DriftForm::Text => output.show(&render::drift_text(&examined)),
        DriftForm::Json => output.data(&render::findings_json(&examined)),
        DriftForm::Sarif => {
            output.data(&render::sarif_linked(&examined, documentation().as_deref()))
        }
        DriftForm::Junit => output.data(&render::junit(&examined)),
        DriftForm::Markdown => output.data(&render::drift_markdown(&examined)),
    }
    let mut failures = Vec::new();
    if let Some(path) = &arguments.metrics {
        let times = RunTimes {
            ended: clock.now().as_second(),
            took: began.elapsed(),
        };
        // The collector is another user. It reads the old file or the new one, never a part of
        // either.
        failures.extend(
            write_file::whole(path, &render::prometheus(&examined, times), Readers::All).err(),
        );
    }
    let exit = exit_of(&examined);
    if exit != Exit::Done || arguments.notify_always {
        failures.extend(notifier.tell(&examined, clock.now()).await);
    }
    failures.iter().for_each(|failure| output.talk(failure));
    // A failed notification must not look like a night without drift.
    Ok(if failures.is_empty() {
        exit
    } else {
        Exit::Error
    })
}

fn exit_of(files: &[Examined]) -> Exit {
    let any = |is: &dyn Fn(Class) -> bool| {
        files
            .iter()
            .flat_map(|file| &file.findings)
            .any(|finding| is(finding.class))
    };
    match () {
        () if any(&|class| class == Class::Error) => Exit::Error,
        () if any(&Class::is_actionable) => Exit::Pending,
        () => Exit::Done,
    }
}

/// What all files of one run share.
struct Night<'a> {
    connector: Connector<'a>,
    /// Answers that the files share; none where each file has its own simulated world.
    memory: Option<ReadCache>,
    /// In UTC.
    today: Date,
    horizon: Horizon,
}

impl Night<'_> {
    /// Compares every file with the cloud, some at the same time, and returns them in the order of
    /// their names.
    async fn examine(&self, paths: &[PathBuf], jobs: usize) -> Vec<Examined> {
        let found = files::find(paths);
        let looks = found.files.iter().map(|file| self.examine_file(file));
        let mut examined: Vec<Examined> =
            futures::stream::iter(looks).buffered(jobs).collect().await;
        examined.extend(found.failures.into_iter().map(|(path, failure)| Examined {
            file: path.display().to_string(),
            topology: None,
            findings: load::errors(&failure),
        }));
        examined.sort_by(|one, other| one.file.cmp(&other.file));
        examined
    }

    async fn examine_file(&self, file: &Path) -> Examined {
        let (mut examined, read) = load::examine(file);
        // `validate` prints the warnings about a file; drift does not repeat them every night.
        examined
            .findings
            .retain(|finding| finding.class != Class::Warning);
        if let Some((topology, source)) = read {
            tracing::debug!(file = examined.file, "looking");
            examined.findings = located(self.findings(file, &topology).await, &source);
        }
        examined
    }

    async fn findings(&self, file: &Path, topology: &Topology) -> Vec<Finding> {
        let own = ReadCache::default();
        let memory = self.memory.as_ref().unwrap_or(&own);
        let clients = match self
            .connector
            .connect(file, topology, Intent::Look, memory)
            .await
        {
            Ok(clients) => clients,
            Err(failure) => return load::errors(&failure),
        };
        let past = Past::read(self.connector.target(), file, topology);
        let scope = past.scope().narrow();
        let observed = observe_sharing(topology, &clients, memory, &scope).await;
        let left = past.left_behind(topology);
        drift(topology, &observed, self.today, &self.horizon, left)
    }
}
