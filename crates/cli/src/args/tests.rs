//! The command line is consistent, and the documentation covers all of it.

use std::collections::BTreeSet;

use clap::{Arg, CommandFactory as _};

use super::*;

/// The command lines in the blocks of a page that are no consoles: those are run. `…/cen WORD…` to the end of the line or to what belongs
/// to the shell, or a list that begins with `cen`.
fn command_lines(page: &str) -> Vec<Vec<String>> {
    let blocks = page
        .split("```")
        .skip(1)
        .step_by(2)
        .filter(|block| !block.starts_with("console"));
    let lines = blocks.flat_map(str::lines).filter_map(|line| {
        let line = line.split(['>', '|', '#']).next()?;
        if let Some((_, list)) = line.split_once("[\"cen\", ") {
            return Some(
                list.trim_end_matches(']')
                    .split(", ")
                    .map(|word| word.trim_matches('"').to_owned())
                    .collect(),
            );
        }
        let (_, command) = line
            .split_once("/bin/cen ")
            .or_else(|| line.split_once(" cen "))?;
        Some(
            command
                .split_whitespace()
                .map(|word| word.trim_matches('"').to_owned())
                .collect(),
        )
    });
    lines
        .filter(|words: &Vec<String>| words.first().is_some_and(|word| word == "drift"))
        .collect()
}

#[test]
fn the_jobs_of_the_documentation_are_understood() {
    let lines = command_lines(include_str!("../../../../docs/operations.md"));
    assert_eq!(lines.len(), 5, "{lines:?}");
    for line in lines {
        let parsed = Arguments::try_parse_from(["cen".to_owned()].into_iter().chain(line));
        assert!(
            matches!(
                parsed,
                Ok(Arguments {
                    command: Command::Drift(_),
                    ..
                })
            ),
            "{parsed:?}"
        );
    }
}

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

const REFERENCE: &str = include_str!("../../../../docs/command-line.md");

/// The part of the reference below a heading, to the next one of the same rank or a higher one.
fn section(heading: &str) -> &'static str {
    let (_, below) = REFERENCE
        .split_once(heading)
        .unwrap_or_else(|| panic!("docs/command-line.md has no {heading:?}"));
    let rank = heading
        .trim_start()
        .split(' ')
        .next()
        .expect("a heading has a rank");
    below
        .find("\n## ")
        .into_iter()
        .chain(below.find(&format!("\n{rank} ")))
        .min()
        .map_or(below, |end| &below[..end])
}

/// What the reference says of a command: its own section, and those whose flags it takes too.
fn documented(command: &str) -> String {
    let own = match command {
        "completions" | "man" | "schema" => {
            section("\n### `cen completions`, `cen man` and `cen schema`\n")
        }
        command => section(&format!("\n### `cen {command}")),
    };
    let shared = [
        ("(#which-cloud)", "\n## Which cloud\n"),
        ("(#what-an-apply-may-do)", "\n## What an apply may do\n"),
        ("(#log-lines)", "\n## Log lines\n"),
        ("as for `cen reach`", "\n### `cen reach"),
    ];
    let linked = shared
        .into_iter()
        .filter(|(link, _)| own.contains(link))
        .map(|(_, heading)| section(heading));
    [own].into_iter().chain(linked).collect()
}

/// The long flags that stand in a text.
fn flags(text: &str) -> BTreeSet<&str> {
    let end = |text: &str| {
        text.find(|c: char| !c.is_ascii_lowercase() && c != '-')
            .unwrap_or(text.len())
    };
    text.split("--")
        .skip(1)
        .map(|rest| &rest[..end(rest)])
        .filter(|flag| !flag.is_empty() && !flag.starts_with('-'))
        .collect()
}

#[test]
fn the_reference_has_every_flag_and_every_word_that_a_flag_takes_and_no_others() {
    for command in Arguments::command().get_subcommands() {
        let (name, text) = (command.get_name(), documented(command.get_name()));
        let own: Vec<&Arg> = command
            .get_arguments()
            .filter(|argument| !argument.is_global_set())
            .collect();
        for argument in own
            .iter()
            .filter(|argument| argument.get_long() != Some("help"))
        {
            let known = flags(&text);
            argument.get_long().into_iter().for_each(|long| {
                assert!(
                    known.contains(long),
                    "no page documents `cen {name} --{long}`"
                )
            });
            let words = argument.get_possible_values();
            for word in words
                .iter()
                .map(clap::builder::PossibleValue::get_name)
                .filter(|word| !["true", "false"].contains(word))
            {
                assert!(
                    text.contains(&format!("`{word}`")),
                    "no page documents {word:?}, which `cen {name}` takes"
                );
            }
        }
        let rows = text.lines().filter(|line| line.starts_with("| `--"));
        for flag in rows.filter_map(|row| row.split('|').nth(1)).flat_map(flags) {
            // What consents to an apply consents to a destroy, but there is nothing to take over.
            let is_known = own.iter().any(|argument| argument.get_long() == Some(flag))
                || (name, flag) == ("destroy", "adopt");
            assert!(is_known, "`cen {name}` has no `--{flag}`");
        }
    }
}
