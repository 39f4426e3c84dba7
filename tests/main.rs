//! Whole-system tests: the `cen` command as a user runs it, alone and against the simulator. There
//! is one test binary, because linking each takes long.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

mod acceptance;
mod architecture;
mod bad_identities;
mod bad_input;
mod bad_server;
mod bad_simulator;
mod browser;
mod codes;
mod command_line;
mod costs;
mod doctor;
mod drift;
mod export;
mod first_file;
mod formats;
mod four_ways;
mod gaps;
mod hostile;
mod identities;
mod interop;
mod interop_compiled;
mod jobs;
mod journal;
mod kills;
mod modules;
mod open_questions;
mod other_words;
mod outputs;
mod pages;
mod pictures;
mod plan_files;
mod pull_request;
mod renames;
mod renderers;
mod secrets;
mod support;
#[cfg(unix)]
mod terminal;
mod transit_routers;
mod vbr_grants;
