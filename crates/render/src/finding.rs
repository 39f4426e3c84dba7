//! Findings: problems of a topology file, and differences between it and the cloud, in one shape for every report.

use cen_action::call::{Call, CenCall};
use cen_action::{Action, Address, Edit, FixedAttribute, Hold, HoldReason, Problem, TableEnd};
use cen_observed::Gap;
use cen_plan::{Notice, Plan};
use cen_topology::{
    Diagnostic, Diagnostics, Position, Severity, SourceMap, Topology, TopologyName,
};
use serde::{Serialize, Serializer};

use crate::fold::unfolded;
use crate::sign::Sign;
use crate::words;
use crate::words::call::CallWords;

/// The class of a finding. The order is the order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The file, or the cloud for it, could not be judged.
    Error,
    /// The file is accepted, but something in it is doubtful.
    Warning,
    /// The file has it, the cloud does not.
    Missing,
    /// The cloud has something else than the file says.
    Changed,
    /// The cloud has it under the key that it had before.
    Renamed,
    /// The cloud has it, the file does not.
    Extra,
    /// It is changing at this moment.
    Transient,
    /// A difference that the file acknowledges for a while.
    Acknowledged,
    /// A difference that is left alone.
    Held,
}

impl Class {
    /// Every class, in order.
    pub const ALL: [Self; 9] = [
        Self::Error,
        Self::Warning,
        Self::Missing,
        Self::Changed,
        Self::Renamed,
        Self::Extra,
        Self::Transient,
        Self::Acknowledged,
        Self::Held,
    ];

    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
            Self::Extra => "extra",
            Self::Transient => "transient",
            Self::Acknowledged => "acknowledged",
            Self::Held => "held",
        }
    }

    /// Says what it means, as a fragment of a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Error => "it could not be judged",
            Self::Warning => "it is accepted, but doubtful",
            Self::Missing => "the file has it and the cloud does not",
            Self::Changed => "the cloud and the file differ",
            Self::Renamed => "the cloud has it under an earlier key",
            Self::Extra => "the cloud has it and the file does not",
            Self::Transient => "it is changing at this moment",
            Self::Acknowledged => "the file acknowledges the difference for a while",
            Self::Held => "the difference is left alone",
        }
    }

    /// Tells whether somebody has to act on it.
    pub fn is_actionable(self) -> bool {
        matches!(
            self,
            Self::Missing | Self::Changed | Self::Renamed | Self::Extra
        )
    }
}

/// One finding about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its class.
    pub class: Class,
    /// The code (`CENnnn`), or the word of the class if there is no code.
    pub rule: &'static str,
    /// What the rule means.
    pub title: &'static str,
    /// What it is about; none for the file as a whole.
    #[serde(serialize_with = "as_text")]
    pub address: Option<Address>,
    /// What is wrong, or what would fix it.
    pub message: String,
    /// Where in the file; none if it has no position there.
    #[serde(flatten)]
    pub position: Option<Position>,
    /// The next step; may be empty.
    pub help: String,
}

/// A file and its findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examined {
    /// The path, as the user named it or as it was found.
    pub file: String,
    /// The name of the topology; none if the file could not be read.
    pub topology: Option<TopologyName>,
    /// Its findings; empty if everything is fine.
    pub findings: Vec<Finding>,
}

fn as_text<S: Serializer>(address: &Option<Address>, serializer: S) -> Result<S::Ok, S::Error> {
    match address {
        Some(address) => serializer.collect_str(address),
        None => serializer.serialize_none(),
    }
}

impl Finding {
    /// Returns a finding without a code.
    pub fn plain(class: Class, message: impl Into<String>, help: impl Into<String>) -> Self {
        let (rule, title) = (class.as_str(), class.title());
        Self {
            class,
            rule,
            title,
            address: None,
            message: message.into(),
            position: None,
            help: help.into(),
        }
    }

    /// Returns the finding of a problem of the file itself.
    pub fn of_diagnostic(problem: &Diagnostic, source: &str) -> Self {
        let class = match problem.severity {
            Severity::Error => Class::Error,
            Severity::Warning => Class::Warning,
        };
        let (rule, title) = (problem.code.as_str(), problem.code.title());
        let help = problem.help.clone().unwrap_or_default();
        Self {
            position: Some(problem.position(source)),
            rule,
            title,
            ..Self::plain(class, &problem.message, help)
        }
    }

    /// Returns the findings of the problems of the file itself, in its order.
    pub fn of_diagnostics(problems: &Diagnostics, source: &str) -> Vec<Self> {
        problems
            .iter()
            .map(|problem| Self::of_diagnostic(problem, source))
            .collect()
    }

    /// Returns the finding of a reason why no plan can be made.
    pub fn of_problem(problem: &Problem) -> Self {
        let message = words::problem_alone(problem);
        let plain = Self::plain(Class::Error, message, words::problem_help(problem));
        Self {
            rule: problem.code(),
            title: "no plan can be made",
            address: problem.address.clone(),
            ..plain
        }
    }

    /// Returns the finding of something that the file names and that no longer exists.
    pub(crate) fn of_vanished(problem: &Problem) -> Self {
        let title = "the file names it and the cloud does not have it";
        Self {
            class: Class::Missing,
            title,
            ..Self::of_problem(problem)
        }
    }

    /// Returns the finding of something that could not be read. An incomplete look is an error, whatever else it found.
    fn of_gap(gap: &Gap) -> Self {
        let help = "nothing under it is compared; repair that and run again";
        let reason = HoldReason::Gap {
            scope: gap.scope.clone(),
        };
        Self {
            rule: reason.code(),
            title: words::hold_title(&reason),
            ..Self::plain(Class::Error, words::gap(gap), help)
        }
    }

    fn of_hold(hold: &Hold) -> Self {
        let class = match hold.reason {
            HoldReason::Busy { .. } | HoldReason::BeingDeleted { .. } => Class::Transient,
            // Somebody else has made the file untrue: the object belongs to another topology, the network is on another CEN, the package
            // was enlarged.
            HoldReason::OwnedByAnother { .. } | HoldReason::AttachedElsewhere { .. } => {
                Class::Changed
            }
            HoldReason::Attribute {
                which: FixedAttribute::CrossBorderSize,
            } => Class::Changed,
            _ => Class::Held,
        };
        let address = Some(hold.address.clone());
        Self {
            rule: hold.reason.code(),
            title: words::hold_title(&hold.reason),
            address,
            ..Self::plain(class, words::hold_without_code(hold), "")
        }
    }

    /// Returns the finding of something that needs a person.
    fn of_notice(Notice { address, concern }: &Notice) -> Self {
        let class = match concern.is_drift() {
            true => Class::Changed,
            false => Class::Warning,
        };
        let message = words::notice_without_code(concern);
        Self {
            rule: concern.code(),
            title: words::notice_title(concern),
            address: Some(address.clone()),
            ..Self::plain(class, message, words::notice_help(concern))
        }
    }

    fn of_action(action: &Action, desired: &Topology) -> Self {
        let class = match Sign::of(action) {
            Sign::Changed if action.renames().is_some() => Class::Renamed,
            Sign::Removed => Class::Extra,
            Sign::Changed | Sign::Held => Class::Changed,
            Sign::Added => Class::Missing,
        };
        let help = "`cen apply` makes it as the file says; or change the file";
        Self {
            address: Some(action.address.clone()),
            ..Self::plain(class, CallWords::alone(action, desired).of(action), help)
        }
    }

    /// Renders the finding in one sentence.
    pub fn sentence(&self) -> String {
        match &self.address {
            Some(address) => format!("{} {address}: {}", self.class.as_str(), self.message),
            None => self.message.clone(),
        }
    }

    /// Returns the same finding in another class, with more words and without a next step.
    pub(crate) fn reclassified(&self, class: Class, more: &str) -> Self {
        let plain = Self::plain(class, format!("{}; {more}", self.message), "");
        Self {
            address: self.address.clone(),
            position: self.position,
            ..plain
        }
    }

    /// Joins another finding about the same address. What goes along with it does not change its class.
    fn join(&mut self, other: Self, goes_along: bool) {
        if other.class != self.class && !goes_along {
            let whole = Self::plain(Class::Changed, "", "");
            (self.class, self.rule, self.title) = (whole.class, whole.rule, whole.title);
        }
        self.message = format!("{}, then {}", self.message, other.message);
    }
}

/// Lists the findings of a plan: one for each address that it would change, one for each difference that it leaves alone, one for each
/// thing that needs a person, and one for each gap. That a network or a link which is missing is not in the default tables either goes
/// without saying.
pub fn findings(plan: &Plan, desired: &Topology) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let actions = unfolded(plan.steps.iter().map(|step| &step.action));
    for action in &actions {
        let finding = Finding::of_action(action, desired);
        let mut same = found.iter_mut();
        match same.find(|other| other.address == finding.address) {
            Some(other) => {
                let goes_along = actions.iter().any(|rename| names_anew(rename, action));
                other.join(finding, goes_along);
            }
            None => found.push(finding),
        }
    }
    found.extend(
        plan.holds
            .iter()
            .map(Finding::of_hold)
            .chain(plan.notices.iter().map(Finding::of_notice))
            .chain(plan.gaps.iter().map(Finding::of_gap)),
    );
    found
}

/// Tells whether an action only gives a CEN that another one renames its new key as its display name.
fn names_anew(rename: &Action, action: &Action) -> bool {
    let Call::Cen(CenCall::ModifyCen(modify)) = &action.call else {
        return false;
    };
    let (Some(was), Address::Cen { cen }) = (rename.renames(), &action.address) else {
        return false;
    };
    let old_key = was.rsplit(": ").next();
    let follows = |edit: &Edit| old_key == Some(edit.from.as_str()) && edit.to == cen.as_str();
    rename.address == action.address
        && modify.description.is_none()
        && modify.name.as_ref().is_some_and(follows)
}

/// Adds the positions in the file to findings, as far as the file has them, and puts them in the order of reports.
pub fn located(mut findings: Vec<Finding>, source: &str) -> Vec<Finding> {
    if let Some(places) = SourceMap::of(source) {
        for finding in findings
            .iter_mut()
            .filter(|finding| finding.position.is_none())
        {
            finding.position = finding
                .address
                .as_ref()
                .and_then(|address| place(address, &places));
        }
    }
    findings
        .sort_by_cached_key(|finding| (finding.class, finding.position, finding.address.clone()));
    findings
}

fn place(address: &Address, places: &SourceMap<'_>) -> Option<Position> {
    match address {
        Address::Network { network } => places.network(network),
        Address::Cen { cen } => places.cen(cen),
        Address::Grant { cen, network } | Address::Attachment { cen, network } => {
            places.attachment(cen, network)
        }
        Address::Package { cen, areas } | Address::Association { cen, areas } => {
            places.package(cen, *areas)
        }
        Address::Limit { cen, pair } => places.limit(cen, pair),
        Address::Route { cen, network, .. } => places.section(cen, "publish", Some(network)),
        Address::HealthCheck { cen, network } => {
            places.section(cen, "health-checks", Some(network))
        }
        Address::PrivateZone { cen, .. } => places.section(cen, "private-zone", None),
        Address::Service { cen, .. } => places.section(cen, "services", None),
        Address::RouteMap { cen, .. } => places.section(cen, "route-maps", None),
        Address::Router { cen, .. } => places.section(cen, "routers", None),
        Address::Vswitch { network, .. } => places.network(network),
        Address::TableAssociation { cen, end, .. } | Address::TablePropagation { cen, end, .. } => {
            match end {
                TableEnd::Network(network) => places.attachment(cen, network),
                TableEnd::Region(_) => places.cen(cen),
            }
        }
        Address::RouterService { .. } => None,
        Address::Extra { cen, .. } => places.cen(cen.as_ref()?),
    }
}
