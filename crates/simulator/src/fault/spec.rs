//! A specification of faults, read from its text.

use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;

use crate::fault::codes;
use crate::fault::kind::{Fault, Lag};
use crate::fault::rule::{Calls, Faults, MILLION, Rule, What};
use crate::operations::actions;
use crate::pattern::fits;

/// Why a text is no specification of faults.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no fault: {reason}")]
pub struct FaultError {
    text: String,
    reason: String,
}

const KINDS: &str = "latency:TIME, throttle, throttle:N, blocking, cut-before, cut-after, half, drip:TIME, malformed, shift, lag:N, \
                     lag:TIME, stick, stick:TIME, any, or a documented error code";

impl FromStr for Faults {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut faults = Self::default();
        let mut seeded = false;
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#'));
        for part in lines
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let fail = |reason: String| FaultError {
                text: part.to_owned(),
                reason,
            };
            match part.strip_prefix("seed=") {
                Some(seed) => {
                    faults.seed = seed
                        .parse()
                        .map_err(|_| fail("a seed is a whole number".to_owned()))?;
                    seeded = true;
                }
                None => faults.rules.push(rule(part).map_err(fail)?),
            }
        }
        if faults.rules.is_empty() {
            let reason = match seeded {
                true => "a seed needs a rule that draws lots, such as `*#5%=any`",
                false => {
                    "a rule is written as `ACTION#CALLS=FAULT`, such as `CreateCen#1=cut-after` or `*#5%=any`"
                }
            };
            return Err(FaultError {
                text: text.trim().to_owned(),
                reason: reason.to_owned(),
            });
        }
        Ok(faults)
    }
}

fn rule(text: &str) -> Result<Rule, String> {
    let (whom, what) = text
        .split_once('=')
        .ok_or("a rule is written as `ACTION#CALLS=FAULT`")?;
    let (pattern, numbers) = whom
        .split_once('#')
        .map_or((whom, None), |(pattern, numbers)| (pattern, Some(numbers)));
    if !actions().any(|action| fits(pattern, action)) {
        return Err(format!("the simulator has no action `{pattern}`"));
    }
    let calls = numbers.map_or(Ok(Calls::Numbered(1, u64::MAX)), calls)?;
    Ok(Rule {
        pattern: pattern.to_owned(),
        calls,
        what: self::what(what)?,
    })
}

fn calls(text: &str) -> Result<Calls, String> {
    let wrong = || format!("`#{text}` names no calls; write `#2`, `#2-4`, `#2-` or `#5%`");
    if let Some(percent) = text.strip_suffix('%') {
        return chance(percent).map(Calls::Chance).ok_or_else(wrong);
    }
    let number = |text: &str| {
        text.parse()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(wrong)
    };
    let (first, last) = match text.split_once('-') {
        None => (number(text)?, number(text)?),
        Some((first, "")) => (number(first)?, u64::MAX),
        Some((first, last)) => (number(first)?, number(last)?),
    };
    if first <= last {
        Ok(Calls::Numbered(first, last))
    } else {
        Err(wrong())
    }
}

/// Returns a percentage from 0 to 100 with up to four decimals, in millionths.
fn chance(percent: &str) -> Option<u32> {
    let (whole, decimals) = percent.split_once('.').unwrap_or((percent, ""));
    if decimals.len() > 4 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millionths: u32 = format!("{decimals:0<4}").parse().ok()?;
    let chance = whole
        .parse::<u32>()
        .ok()?
        .checked_mul(10_000)?
        .checked_add(millionths)?;
    (chance <= MILLION).then_some(chance)
}

fn what(text: &str) -> Result<What, String> {
    let (kind, measure) = text
        .split_once(':')
        .map_or((text, None), |(kind, measure)| (kind, Some(measure)));
    let once = |fault| Ok(What::Fault(fault, 1));
    match (kind, measure) {
        ("latency", Some(text)) => once(Fault::Latency(time(text)?)),
        ("throttle", None) => once(Fault::THROTTLED),
        ("throttle", Some(text)) => Ok(What::Fault(Fault::THROTTLED, count(text)?)),
        ("blocking", None) => once(Fault::BLOCKED),
        ("cut-before", None) => once(Fault::CutBefore),
        ("cut-after", None) => once(Fault::CutAfter),
        ("half", None) => once(Fault::Half),
        ("drip", Some(text)) => once(Fault::Drip(time(text)?)),
        ("malformed", None) => once(Fault::Malformed),
        ("shift", None) => once(Fault::Shift),
        ("lag", Some(text)) => once(Fault::Lag(
            count(text)
                .map(Lag::Reads)
                .or_else(|_| time(text).map(Lag::Time))?,
        )),
        ("stick", None) => once(Fault::Stick(None)),
        ("stick", Some(text)) => once(Fault::Stick(Some(time(text)?))),
        ("any", None) => Ok(What::Any),
        _ => match codes::find(text) {
            Some((code, status)) => once(Fault::Refuse { code, status }),
            None => Err(format!("there is no fault `{text}`; there are {KINDS}")),
        },
    }
}

fn count(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|count| *count > 0)
        .ok_or_else(|| format!("`{text}` is no number of calls"))
}

fn time(text: &str) -> Result<Duration, String> {
    let time = text
        .parse::<SignedDuration>()
        .ok()
        .and_then(|time| Duration::try_from(time).ok());
    time.ok_or_else(|| format!("`{text}` is no time such as `2s` or `500ms`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_written_as_the_manual_says() {
        for kind in [
            "latency:2s",
            "throttle",
            "throttle:5",
            "blocking",
            "cut-before",
            "cut-after",
            "half",
            "drip:20s",
            "malformed",
            "shift",
            "lag:3",
            "lag:10s",
            "stick",
            "stick:1m",
            "any",
            "Forbidden.RAM",
            "Forbbiden.AttachChildInstanceAcrossUid",
        ] {
            assert!(format!("*={kind}").parse::<Faults>().is_ok(), "{kind}");
        }
    }

    #[test]
    fn rules_stand_on_lines_or_between_commas_with_remarks() {
        let lines: Faults = "# a remark, with a comma\nseed=42\n\nCreateCen#2-4=half\n*#0.5%=any\n"
            .parse()
            .unwrap();
        assert_eq!(
            lines,
            "seed=42, CreateCen#2-4=half, *#0.5%=any".parse().unwrap()
        );
        assert_eq!(
            (lines.seed, lines.rules[0].calls, lines.rules[1].calls),
            (42, Calls::Numbered(2, 4), Calls::Chance(5_000))
        );
    }

    #[test]
    fn a_code_comes_with_its_documented_status() {
        let faults: Faults = "*=Operation.FailedAndTryAgain".parse().unwrap();
        assert_eq!(
            faults.rules[0].what,
            What::Fault(
                Fault::Refuse {
                    code: "Operation.FailedAndTryAgain",
                    status: 404
                },
                1
            )
        );
    }

    #[test]
    fn what_is_no_specification_is_refused_in_words() {
        for (spec, reason) in [
            ("", "a rule is written as"),
            ("seed=42", "needs a rule that draws lots"),
            ("seed=x", "a seed is a whole number"),
            ("CreateCen", "a rule is written as"),
            ("CreateCne=half", "no action `CreateCne`"),
            ("*=hafl", "there is no fault `hafl`"),
            ("*=latency", "there is no fault `latency`"),
            ("*=latency:-2s", "is no time"),
            ("*=throttle:0", "is no number"),
            ("*#0=half", "names no calls"),
            ("*#4-2=half", "names no calls"),
            ("*#101%=half", "names no calls"),
            ("*#5.12345%=half", "names no calls"),
        ] {
            let error = spec.parse::<Faults>().unwrap_err().to_string();
            assert!(error.contains(reason), "{spec}: {error}");
        }
    }
}
