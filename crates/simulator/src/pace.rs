//! How long each kind of change takes: no time, so many reads, or so long.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::world::Due;

/// The kinds of change that may take a time of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PacedChange {
    Cen,
    Attach,
    Detach,
    Package,
    Associate,
    Resize,
    Limit,
    Vpc,
    Grant,
    Route,
    RouteMap,
    PrivateZone,
    RouteService,
    HealthCheck,
    Router,
    Peer,
    Table,
    Association,
    Entry,
    Zones,
}

const CHANGES: [(&str, PacedChange); 20] = [
    ("cen", PacedChange::Cen),
    ("attach", PacedChange::Attach),
    ("detach", PacedChange::Detach),
    ("package", PacedChange::Package),
    ("associate", PacedChange::Associate),
    ("resize", PacedChange::Resize),
    ("limit", PacedChange::Limit),
    ("vpc", PacedChange::Vpc),
    ("grant", PacedChange::Grant),
    ("route", PacedChange::Route),
    ("route-map", PacedChange::RouteMap),
    ("private-zone", PacedChange::PrivateZone),
    ("route-service", PacedChange::RouteService),
    ("health-check", PacedChange::HealthCheck),
    ("router", PacedChange::Router),
    ("peer", PacedChange::Peer),
    ("table", PacedChange::Table),
    ("association", PacedChange::Association),
    ("entry", PacedChange::Entry),
    ("zones", PacedChange::Zones),
];

/// How long one kind of change takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Immediate,
    Reads(u32),
    Time(SignedDuration),
    Never,
}

/// How long changes take. The default is that each is done when its call returns.
///
/// Written `1s`, `reads:2`, or a kind each: `attach=2s,detach=2s,default=1s`. The kinds are `cen`, `attach`, `detach`, `package`,
/// `associate`, `resize` (a package that grows), `limit`, `vpc`, `grant`, `route` (a route to be published or withdrawn), `route-map`, `private-zone`, `route-service`,
/// `health-check`, `router`, `peer`, `table`, `association` (and propagation), `entry` (of a router's table or a VPC's) and `zones`. A grant takes effect at once unless `grant` itself is written: that it may take longer is known from the field only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    default: Step,
    each: BTreeMap<PacedChange, Step>,
}

/// Why a text is no pace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no pace: {reason}")]
pub struct PaceError {
    text: String,
    reason: String,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            default: Step::Immediate,
            each: BTreeMap::new(),
        }
    }
}

impl FromStr for Pace {
    type Err = PaceError;

    fn from_str(text: &str) -> Result<Self, PaceError> {
        let fail = |reason: String| PaceError {
            text: text.to_owned(),
            reason,
        };
        let mut pace = Self::default();
        for part in text.split(',').map(str::trim) {
            let (kind, step) = part.split_once('=').unwrap_or(("default", part));
            let step = parse_step(step).map_err(&fail)?;
            match CHANGES.iter().find(|(name, _)| *name == kind) {
                Some((_, change)) => drop(pace.each.insert(*change, step)),
                None if kind == "default" => pace.default = step,
                None => {
                    let kinds: Vec<_> = CHANGES.iter().map(|(name, _)| *name).collect();
                    return Err(fail(format!(
                        "unknown kind `{kind}`; the kinds are {} and default",
                        kinds.join(", ")
                    )));
                }
            }
        }
        Ok(pace)
    }
}

fn parse_step(text: &str) -> Result<Step, String> {
    if text == "0" || text == "immediate" {
        return Ok(Step::Immediate);
    }
    if let Some(reads) = text.strip_prefix("reads:") {
        let reads = reads
            .parse()
            .map_err(|_| format!("`{reads}` is no number of reads"))?;
        return Ok(if reads == 0 {
            Step::Immediate
        } else {
            Step::Reads(reads)
        });
    }
    let time: SignedDuration = text
        .parse()
        .map_err(|_| format!("`{text}` is neither a time such as `2s` nor `reads:2`"))?;
    match time {
        time if time.is_negative() => Err(format!("`{text}` is negative")),
        time if time.is_zero() => Ok(Step::Immediate),
        time => Ok(Step::Time(time)),
    }
}

impl Pace {
    /// Returns a pace at which nothing moves on for so long, or at all.
    pub(crate) fn stuck(time: Option<Duration>) -> Self {
        let step = time.map_or(Step::Never, |time| {
            Step::Time(SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX))
        });
        // A grant has a pace of its own only if it is written.
        Self {
            default: step,
            each: BTreeMap::from([(PacedChange::Grant, step)]),
        }
    }

    fn step(&self, change: PacedChange) -> Step {
        let default = if change == PacedChange::Grant {
            Step::Immediate
        } else {
            self.default
        };
        self.each.get(&change).copied().unwrap_or(default)
    }

    /// When a change that begins now is done; none if at once.
    pub(crate) fn due(&self, change: PacedChange, now: Timestamp) -> Option<Due> {
        match self.step(change) {
            Step::Immediate => None,
            Step::Reads(reads) => Some(Due::Reads(reads)),
            Step::Time(time) => Some(Due::At(now.checked_add(time).unwrap_or(Timestamp::MAX))),
            Step::Never => Some(Due::Never),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_written_as_the_manual_says() {
        let pace: Pace = "attach=2s,detach=500ms,limit=reads:3,default=1s"
            .parse()
            .unwrap();
        assert_eq!(
            pace.step(PacedChange::Attach),
            Step::Time(SignedDuration::from_secs(2))
        );
        assert_eq!(
            pace.step(PacedChange::Detach),
            Step::Time(SignedDuration::from_millis(500))
        );
        assert_eq!(pace.step(PacedChange::Limit), Step::Reads(3));
        assert_eq!(
            pace.step(PacedChange::Cen),
            Step::Time(SignedDuration::from_secs(1))
        );
        assert_eq!(pace.step(PacedChange::Grant), Step::Immediate);
        let routes: Pace = "route=1s,route-map=2s,private-zone=3s,route-service=4s,health-check=5s"
            .parse()
            .unwrap();
        let steps = [
            PacedChange::Route,
            PacedChange::RouteMap,
            PacedChange::PrivateZone,
            PacedChange::RouteService,
            PacedChange::HealthCheck,
        ];
        assert_eq!(
            steps.map(|change| routes.step(change)),
            [1, 2, 3, 4, 5].map(|secs| Step::Time(SignedDuration::from_secs(secs)))
        );
        assert_eq!("0s".parse(), Ok(Pace::default()));
        assert_eq!(
            "reads:2"
                .parse::<Pace>()
                .unwrap()
                .step(PacedChange::Package),
            Step::Reads(2)
        );
    }

    #[test]
    fn what_is_no_pace_is_refused_in_words() {
        for text in [
            "",
            "fast",
            "-1s",
            "attach",
            "atach=1s",
            "reads:x",
            "attach=1s,,",
        ] {
            let error = text.parse::<Pace>().unwrap_err().to_string();
            assert!(error.contains("is no pace"), "{error}");
        }
    }
}
