//! How things move from one state to the next: at once, after so many reads, or after a time.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::world::{PackageState, World};

/// What is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Thing {
    Cen(String),
    Child {
        cen: String,
        network: String,
    },
    Package(String),
    Limit {
        cen: String,
        pair: String,
    },
    Vpc(String),
    Grant {
        network: String,
        cen: String,
    },
    Route {
        cen: String,
        network: String,
        cidr: String,
    },
    RouteMap {
        cen: String,
        id: String,
    },
    ZoneRoute {
        cen: String,
        access: String,
    },
    ServiceRoute {
        cen: String,
        key: String,
    },
    HealthCheck {
        cen: String,
        vbr: String,
    },
}

/// Where it is going.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Next {
    /// The state that it will rest in.
    Status(String),
    /// The state that a package will rest in.
    Package(PackageState),
    /// It takes effect.
    Effective,
    /// It will be gone.
    Gone,
}

/// When it arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Due {
    At(Timestamp),
    /// After so many more reads that show it.
    Reads(u32),
    /// Not at all, unless another change of the same thing begins.
    Never,
}

/// A change under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transition {
    pub(crate) thing: Thing,
    pub(crate) next: Next,
    pub(crate) due: Due,
}

/// The kinds of change that may take a time of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    Cen,
    Attach,
    Detach,
    Package,
    Associate,
    Limit,
    Vpc,
    Grant,
    Route,
    RouteMap,
    PrivateZone,
    RouteService,
    HealthCheck,
}

const CHANGES: [(&str, Change); 13] = [
    ("cen", Change::Cen),
    ("attach", Change::Attach),
    ("detach", Change::Detach),
    ("package", Change::Package),
    ("associate", Change::Associate),
    ("limit", Change::Limit),
    ("vpc", Change::Vpc),
    ("grant", Change::Grant),
    ("route", Change::Route),
    ("route-map", Change::RouteMap),
    ("private-zone", Change::PrivateZone),
    ("route-service", Change::RouteService),
    ("health-check", Change::HealthCheck),
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
/// `associate`, `limit`, `vpc`, `grant`, `route` (a route to be published or withdrawn), `route-map`, `private-zone`, `route-service` and
/// `health-check`. A grant takes effect at once unless `grant` itself is written: that it may take longer is known from the field only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    default: Step,
    each: BTreeMap<Change, Step>,
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
    /// A pace at which nothing moves on for so long, or at all.
    pub(crate) fn stuck(time: Option<Duration>) -> Self {
        let step = time.map_or(Step::Never, |time| {
            Step::Time(SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX))
        });
        // A grant has a pace of its own only if it is written.
        Self {
            default: step,
            each: BTreeMap::from([(Change::Grant, step)]),
        }
    }

    fn step(&self, change: Change) -> Step {
        let default = if change == Change::Grant {
            Step::Immediate
        } else {
            self.default
        };
        self.each.get(&change).copied().unwrap_or(default)
    }

    /// When a change that begins now is done; none if at once.
    fn due(&self, change: Change, now: Timestamp) -> Option<Due> {
        match self.step(change) {
            Step::Immediate => None,
            Step::Reads(reads) => Some(Due::Reads(reads)),
            Step::Time(time) => Some(Due::At(now.checked_add(time).unwrap_or(Timestamp::MAX))),
            Step::Never => Some(Due::Never),
        }
    }
}

impl Thing {
    /// The CEN that it is, or is a part of. A package is none of its CEN's parts: it outlives that.
    fn cen(&self) -> Option<&str> {
        match self {
            Self::Cen(cen)
            | Self::Child { cen, .. }
            | Self::Limit { cen, .. }
            | Self::Route { cen, .. }
            | Self::RouteMap { cen, .. }
            | Self::ZoneRoute { cen, .. }
            | Self::ServiceRoute { cen, .. }
            | Self::HealthCheck { cen, .. } => Some(cen),
            Self::Package(_) | Self::Vpc(_) | Self::Grant { .. } => None,
        }
    }
}

impl World {
    /// Lets a change begin: it is done at once, or when the pace says. A change of the same thing that was under way is given up for it.
    pub(crate) fn begin(
        &mut self,
        thing: Thing,
        change: Change,
        next: Next,
        pace: &Pace,
        now: Timestamp,
    ) {
        self.transitions
            .retain(|transition| transition.thing != thing);
        match pace.due(change, now) {
            None => self.arrive(&thing, next),
            Some(due) => self.transitions.push(Transition { thing, next, due }),
        }
    }

    /// Finishes every change whose time has come. Returns whether there was one.
    pub(crate) fn settle(&mut self, now: Timestamp) -> bool {
        let is_due = |transition: &Transition| {
            matches!(transition.due, Due::At(at) if at <= now) || transition.due == Due::Reads(0)
        };
        let (due, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.transitions)
            .into_iter()
            .partition(is_due);
        self.transitions = rest;
        let any = !due.is_empty();
        due.into_iter()
            .for_each(|transition| self.arrive(&transition.thing, transition.next));
        any
    }

    /// Whether a read may move anything on.
    pub(crate) fn counts_reads(&self) -> bool {
        self.transitions
            .iter()
            .any(|transition| matches!(transition.due, Due::Reads(_)))
    }

    /// Counts a read that showed what `shown` covers. Returns whether anything counts reads.
    pub(crate) fn count_read(&mut self, shown: impl Fn(&Thing) -> bool) -> bool {
        let mut any = false;
        for transition in self
            .transitions
            .iter_mut()
            .filter(|transition| shown(&transition.thing))
        {
            if let Due::Reads(left) = &mut transition.due {
                *left = left.saturating_sub(1);
                any = true;
            }
        }
        any
    }

    /// Whether a CEN, or anything on it, is changing at this moment.
    pub(crate) fn is_changing(&self, cen: &str) -> bool {
        self.transitions
            .iter()
            .any(|transition| match &transition.thing {
                Thing::Package(id) => self
                    .packages
                    .get(id)
                    .is_some_and(|package| package.cen.as_deref() == Some(cen)),
                thing => thing.cen() == Some(cen),
            })
    }

    fn arrive(&mut self, thing: &Thing, next: Next) {
        match thing {
            Thing::Cen(id) => match next {
                Next::Gone => self.remove_cen(id),
                next => set(self.cens.get_mut(id).map(|cen| &mut cen.status), next),
            },
            Thing::Vpc(id) => match next {
                Next::Gone => drop(self.networks.remove(id)),
                next => set(
                    self.networks.get_mut(id).map(|network| &mut network.status),
                    next,
                ),
            },
            Thing::Child { cen, network } => match next {
                Next::Gone => self.child_leaves(cen, network),
                next => set(
                    self.cens
                        .get_mut(cen)
                        .and_then(|cen| cen.children.get_mut(network))
                        .map(|child| &mut child.status),
                    next,
                ),
            },
            Thing::Limit { cen, pair } => {
                let Some(cen) = self.cens.get_mut(cen) else {
                    return;
                };
                match next {
                    Next::Gone => drop(cen.limits.remove(pair)),
                    next => set(
                        cen.limits.get_mut(pair).map(|limit| &mut limit.status),
                        next,
                    ),
                }
            }
            Thing::Package(id) => self.package_arrives(id, next),
            Thing::Grant { network, cen } => {
                let grant = self
                    .grants
                    .iter_mut()
                    .find(|grant| grant.network == *network && grant.cen == *cen);
                if let Some(grant) = grant {
                    grant.effective = true;
                }
            }
            Thing::Route { cen, network, cidr } => self.route_arrives(cen, network, cidr, &next),
            Thing::RouteMap { cen, id } => self.route_map_arrives(cen, id, next),
            Thing::ZoneRoute { cen, access } => self.zone_arrives(cen, access, next),
            Thing::ServiceRoute { cen, key } => self.service_arrives(cen, key, next),
            Thing::HealthCheck { cen, vbr } => self.health_check_arrives(cen, vbr, &next),
        }
    }

    fn package_arrives(&mut self, id: &str, next: Next) {
        let Some(package) = self.packages.get_mut(id) else {
            return;
        };
        if let Next::Package(state) = next {
            package.state = state;
        }
        if package.state == PackageState::Idle {
            package.cen = None;
        }
    }

    fn remove_cen(&mut self, id: &str) {
        self.cens.remove(id);
        self.transitions
            .retain(|transition| transition.thing.cen() != Some(id));
    }
}

pub(crate) fn set(status: Option<&mut String>, next: Next) {
    if let (Some(status), Next::Status(next)) = (status, next) {
        *status = next;
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
            pace.step(Change::Attach),
            Step::Time(SignedDuration::from_secs(2))
        );
        assert_eq!(
            pace.step(Change::Detach),
            Step::Time(SignedDuration::from_millis(500))
        );
        assert_eq!(pace.step(Change::Limit), Step::Reads(3));
        assert_eq!(
            pace.step(Change::Cen),
            Step::Time(SignedDuration::from_secs(1))
        );
        assert_eq!(pace.step(Change::Grant), Step::Immediate);
        let routes: Pace = "route=1s,route-map=2s,private-zone=3s,route-service=4s,health-check=5s"
            .parse()
            .unwrap();
        let steps = [
            Change::Route,
            Change::RouteMap,
            Change::PrivateZone,
            Change::RouteService,
            Change::HealthCheck,
        ];
        assert_eq!(
            steps.map(|change| routes.step(change)),
            [1, 2, 3, 4, 5].map(|secs| Step::Time(SignedDuration::from_secs(secs)))
        );
        assert_eq!("0s".parse(), Ok(Pace::default()));
        assert_eq!(
            "reads:2".parse::<Pace>().unwrap().step(Change::Package),
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
