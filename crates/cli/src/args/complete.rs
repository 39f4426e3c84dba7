//! Completions that need more than the list of flags: networks of a topology file, codes, and addresses.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use cen_topology::Topology;
use clap_complete::CompletionCandidate;

/// The largest file that is read for a completion, in bytes. A shell waits for it.
const LARGEST: u64 = 1 << 20;

/// Offers the networks of the topology file that stands on the command line before.
pub(super) fn networks(current: &OsStr) -> Vec<CompletionCandidate> {
    let words = std::env::args_os().skip_while(|word| word != "--").skip(1);
    starting(current, network_names(words))
}

/// Offers the addresses at which a simulator serves by default, and the local one with any port.
pub(super) fn endpoints(current: &OsStr) -> Vec<CompletionCandidate> {
    let known = std::env::var("CEN_ENDPOINT").ok();
    starting(
        current,
        known
            .into_iter()
            .chain(["http://127.0.0.1:8787".to_owned()]),
    )
}

/// Offers the addresses at which this machine can serve.
pub(super) fn listeners(current: &OsStr) -> Vec<CompletionCandidate> {
    starting(
        current,
        ["127.0.0.1:8787", "127.0.0.1:0"].map(str::to_owned),
    )
}

/// Offers our own codes and those of the cloud.
pub(super) fn codes(current: &OsStr) -> Vec<CompletionCandidate> {
    let ours = crate::pages::codes().map(str::to_owned);
    let theirs = cen_cloud::known_codes().map(str::to_owned);
    starting(current, ours.chain(theirs))
}

/// Returns the words that begin as the current one does, without regard to case.
fn starting(current: &OsStr, words: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy().to_lowercase();
    words
        .into_iter()
        .filter(|word| word.to_lowercase().starts_with(&current))
        .map(CompletionCandidate::new)
        .collect()
}

/// Returns the networks of the first word that names a topology file.
fn network_names(words: impl Iterator<Item = OsString>) -> Vec<String> {
    let topology = words.filter_map(|word| read(Path::new(&word))).next();
    let names = topology.map(|topology| topology.networks.into_keys().collect::<Vec<_>>());
    let names = names.unwrap_or_default();
    names.iter().map(ToString::to_string).collect()
}

/// Reads a topology file; none if it is no such file, is too large, or has problems.
fn read(path: &Path) -> Option<Topology> {
    let is_yaml = path
        .extension()
        .is_some_and(|kind| kind == "yaml" || kind == "yml");
    let length = std::fs::metadata(path).ok().filter(|_| is_yaml)?.len();
    let bytes = (length <= LARGEST).then(|| std::fs::read(path).ok())??;
    cen_topology::parse_bytes(&bytes)
        .ok()
        .map(|checked| checked.topology)
}
