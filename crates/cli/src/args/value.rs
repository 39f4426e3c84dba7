//! Parses the values of flags.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use cen_topology::{Account, AccountName};

/// An account that the command line names.
#[derive(Clone, Debug)]
pub(crate) struct NamedAccount {
    pub(crate) name: AccountName,
    pub(crate) account: Account,
}

/// Parses a file to write to.
pub(super) fn file(text: &str) -> Result<PathBuf, &'static str> {
    if text == "-" {
        Err("it must be a file; leave this flag out to write to stdout")
    } else {
        Ok(text.into())
    }
}

/// Parses a whole number that is not zero.
pub(super) fn at_least_one(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse()
        .map_err(|_| "it must be a whole number, 1 or more")
}

/// Parses `NAME=ID` or `NAME=ID:PROFILE`.
pub(crate) fn named_account(text: &str) -> Result<NamedAccount, &'static str> {
    let (name, rest) = text
        .split_once('=')
        .ok_or("it must be `NAME=ID` or `NAME=ID:PROFILE`")?;
    let (id, profile) = rest
        .split_once(':')
        .map_or((rest, None), |(id, profile)| (id, Some(profile.to_owned())));
    if profile.as_deref() == Some("") {
        return Err("the profile after the colon is empty");
    }
    Ok(NamedAccount {
        name: name.into(),
        account: Account {
            id: id.into(),
            profile,
            role: None,
        },
    })
}

/// Parses a time with its unit.
pub(super) fn length_of_time(text: &str) -> Result<Duration, &'static str> {
    let wrong = "it must be a time such as `50ms` or `2s`";
    let time: jiff::SignedDuration = text.parse().map_err(|_| wrong)?;
    time.try_into().map_err(|_| wrong)
}

/// Parses a time with its unit, which may be negative.
pub(super) fn signed_time(text: &str) -> Result<jiff::SignedDuration, &'static str> {
    let wrong = "it must be a time such as `20m` or `-20m`, of at most 1000 days";
    let time: jiff::SignedDuration = text.parse().map_err(|_| wrong)?;
    if time.abs() > jiff::SignedDuration::from_hours(24 * 1000) {
        return Err(wrong);
    }
    Ok(time)
}

/// The time before its end from which a package is reported, unless a flag sets another.
pub(crate) const EXPIRING: &str = "14d";

/// Parses a time of days or hours.
pub(super) fn days(text: &str) -> Result<jiff::Span, &'static str> {
    let wrong = "it must be a time such as `30d` or `12h`";
    let span: jiff::Span = text.parse().map_err(|_| wrong)?;
    if span.is_negative() {
        Err(wrong)
    } else {
        Ok(span)
    }
}

/// Parses fault rules, or the file of rules after an `@`.
pub(super) fn faults(text: &str) -> Result<cen_simulator::Faults, String> {
    let rules = match text.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file)
            .map_err(|error| format!("cannot read `{file}`: {error}"))?,
        None => text.to_owned(),
    };
    rules
        .parse()
        .map_err(|error: cen_simulator::FaultError| error.to_string())
}
