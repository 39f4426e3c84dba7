//! Who is struck: rules that count their calls, and lots.

use std::time::Duration;

use crate::fault::codes;
use crate::fault::kind::{Fault, Lag};
use crate::fault::random::Random;
use crate::fault::rule::{Calls, Faults, MILLION, What};
use crate::operations::Access;
use crate::pattern::fits;

/// What came of a specification so far.
#[derive(Debug)]
pub(crate) struct FaultSchedule {
    faults: Faults,
    random: Random,
    /// For each rule how many calls fitted it, and how many more it strikes in a row.
    tallies: Vec<Tally>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    calls: u64,
    burst: u32,
}

impl FaultSchedule {
    pub(crate) fn new(faults: Faults) -> Self {
        let tallies = vec![Tally::default(); faults.rules.len()];
        Self {
            random: Random::new(faults.seed),
            tallies,
            faults,
        }
    }

    /// Returns what goes wrong with the next call, which is of this action. Every rule that it fits counts it, and draws a lot if it draws any,
    /// whatever the rules before it said.
    pub(crate) fn next(&mut self, action: &str, access: Access) -> Option<Fault> {
        let mut dealt = None;
        for (rule, tally) in self
            .faults
            .rules
            .iter()
            .zip(&mut self.tallies)
            .filter(|(rule, _)| fits(&rule.pattern, action))
        {
            tally.calls += 1;
            let begins = match rule.calls {
                Calls::Numbered(first, last) => (first..=last).contains(&tally.calls),
                Calls::Chance(chance) => self.random.below(MILLION.into()) < chance.into(),
            };
            if begins && tally.burst == 0 {
                tally.burst = match rule.what {
                    What::Fault(_, times) => times,
                    What::Any => 1,
                };
            }
            if tally.burst == 0 {
                continue;
            }
            tally.burst -= 1;
            let fault = match &rule.what {
                What::Fault(fault, _) => fault.clone(),
                What::Any => any(&mut self.random, access),
            };
            dealt = dealt.or(Some(fault));
        }
        dealt
    }
}

/// Returns a fault of any kind that can befall such a call.
fn any(random: &mut Random, access: Access) -> Fault {
    let millis = Duration::from_millis(random.below(3000));
    let common = [
        Fault::Latency(millis),
        Fault::THROTTLED,
        Fault::BLOCKED,
        refuse(random),
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::Half,
        Fault::Drip(millis),
        Fault::Malformed,
    ];
    let own = match access {
        Access::Read => vec![Fault::Shift],
        Access::Write | Access::Tokened => {
            let reads = u32::try_from(1 + random.below(5)).expect("it is a small number");
            vec![
                Fault::Lag(Lag::Reads(reads)),
                Fault::Stick(Some(millis * 10)),
            ]
        }
    };
    random.one_of(&[&common[..], &own[..]].concat())
}

/// Half of the codes are those of a server in trouble, which pass; the others may be any.
fn refuse(random: &mut Random) -> Fault {
    const PASSING: [&str; 6] = [
        "InternalError",
        "ServiceUnavailable",
        "TaskConflict",
        "Operation.FailedAndTryAgain",
        "OperationConflict",
        "SystemBusy",
    ];
    let is_passing = random.below(2) == 0;
    let chosen: Vec<_> = codes::all()
        .filter(|(code, _)| !is_passing || PASSING.contains(code))
        .collect();
    let (code, status) = random.one_of(&chosen);
    Fault::Refuse { code, status }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dealt(spec: &str, actions: &[&str]) -> Vec<String> {
        let mut schedule = FaultSchedule::new(spec.parse().unwrap());
        let shown = |fault: Option<Fault>| fault.map(|fault| fault.to_string()).unwrap_or_default();
        actions
            .iter()
            .map(|action| shown(schedule.next(action, Access::Write)))
            .collect()
    }

    #[test]
    fn a_rule_strikes_the_calls_that_it_numbers_and_the_first_rule_decides() {
        let calls = [
            "CreateCen",
            "DeleteCen",
            "CreateCen",
            "CreateCen",
            "CreateCen",
        ];
        assert_eq!(dealt("CreateCen#2=half", &calls), ["", "", "half", "", ""]);
        assert_eq!(
            dealt("CreateCen#2-3=half", &calls),
            ["", "", "half", "half", ""]
        );
        assert_eq!(
            dealt("*Cen#2-=half,CreateCen=cut-after", &calls),
            ["cut-after", "half", "half", "half", "half"]
        );
        assert_eq!(
            dealt("CreateCen#1=throttle:3", &calls),
            [
                "Throttling.User",
                "",
                "Throttling.User",
                "Throttling.User",
                ""
            ]
        );
    }

    #[test]
    fn a_seed_deals_the_same_faults_again_and_another_seed_others() {
        let calls = vec!["CreateCen"; 2000];
        let deal = |seed: u32| dealt(&format!("seed={seed}, *#50%=any"), &calls);
        assert_eq!(deal(42), deal(42));
        assert_ne!(deal(42), deal(43));
        let struck = deal(42).iter().filter(|fault| !fault.is_empty()).count();
        assert!((900..1100).contains(&struck), "{struck}");
    }

    #[test]
    fn the_lots_are_of_every_kind() {
        let calls = vec!["CreateCen"; 2000];
        let dealt = dealt("*=any", &calls);
        let kinds = [
            "latency:",
            "Throttling.User",
            "Operation.Blocking",
            "cut-before",
            "cut-after",
            "half",
            "drip:",
            "malformed",
            "lag:",
            "stick:",
            "SystemBusy",
        ];
        for kind in kinds {
            assert!(dealt.iter().any(|fault| fault.starts_with(kind)), "{kind}");
        }
        let read = (0..200).map(|_| "DescribeCens");
        let mut schedule = FaultSchedule::new("*=any".parse().unwrap());
        assert!(
            read.map(|action| schedule.next(action, Access::Read))
                .any(|fault| fault == Some(Fault::Shift))
        );
    }
}
