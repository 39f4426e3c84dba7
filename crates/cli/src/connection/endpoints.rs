//! The endpoints of a command: of its flags, else of the environment, else the vendor's.

use std::collections::BTreeMap;

use cen_cloud::{EndpointRule, Endpoints};

use crate::args::Target;
use crate::exit_code::Exit;
use crate::failure::Failure;

/// Where the vendor's hosts are.
const VENDORS: &str = ".aliyuncs.com";

/// Returns how an address is written, alone or for a product.
fn hint(text: &str) -> &'static str {
    if text.contains('=') {
        "write it as `vpc=https://HOST` or `vpc@REGION=https://HOST`"
    } else {
        "write it as `http://127.0.0.1:8787`"
    }
}

/// Returns the endpoints.
///
/// # Errors
/// [`Failure`] if an address is not valid, or a file of them cannot be read.
pub(super) fn endpoints(target: &Target) -> Result<Endpoints, Failure> {
    let vendors = target
        .internal
        .clone()
        .map_or(Endpoints::Vendor, Endpoints::Internal);
    Ok(vendors.with_rules(rules(target)?))
}

/// Returns the addresses in place of the vendor's, in words; none if all that is called are the vendor's hosts.
///
/// # Errors
/// As [`endpoints`].
pub(super) fn named(target: &Target) -> Result<Option<String>, Failure> {
    let rules = rules(target)?;
    let is_vendors = |rule: &EndpointRule| {
        let host = rule.uri.host().unwrap_or_default();
        host.to_ascii_lowercase().ends_with(VENDORS)
    };
    if rules.iter().all(is_vendors) {
        return Ok(None);
    }
    let words = rules.into_iter().map(|EndpointRule { served, uri }| {
        let url = uri.to_string().trim_end_matches('/').to_owned();
        let words = match &served {
            Some(served) => format!("{served}={url}"),
            None => url,
        };
        (served, words)
    });
    let words: BTreeMap<_, _> = words.collect();
    let words: Vec<_> = words.into_values().collect();
    Ok(Some(words.join(", ")))
}

/// Returns the value of a variable that is set and not empty.
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn rules(target: &Target) -> Result<Vec<EndpointRule>, Failure> {
    let (texts, named, exit) = if target.endpoint.is_empty() {
        let value = environment("CEN_ENDPOINT").unwrap_or_default();
        let texts = value.split_whitespace().map(str::to_owned).collect();
        (texts, "CEN_ENDPOINT", Exit::Error)
    } else {
        (target.endpoint.clone(), "--endpoint", Exit::Usage)
    };
    let mut rules = Vec::new();
    for text in texts {
        for text in lines(text)? {
            let rule = text.parse().map_err(|error: cen_cloud::EndpointError| {
                Failure::new(format!("`{named}`: {error}"), hint(&text)).exit(exit)
            })?;
            rules.push(rule);
        }
    }
    Ok(rules)
}

/// Returns the lines of the file after an `@`, or the text itself. Empty lines and those that begin with `#` say nothing.
fn lines(text: String) -> Result<Vec<String>, Failure> {
    let Some(file) = text.strip_prefix('@') else {
        return Ok(vec![text]);
    };
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::new(
            format!("cannot read the endpoints of `{file}`: {error}"),
            "check the path and its permissions",
        )
    })?;
    let lines = text.lines().map(str::trim);
    let said = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(said.map(str::to_owned).collect())
}
