//! The command line is consistent, and the documentation covers all of it.

use std::collections::BTreeSet;

use clap::{Arg, CommandFactory as _};

use super::*;

/// Returns the command lines in the blocks of a page that are no consoles: those are run. `…/cen WORD…` to the end of the line or to what belongs
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

/// Lists the command lines of `cen` that stand within sentences and tables of a page.
fn commands_in_sentences(page: &str) -> Vec<&str> {
    let outside = page.split("\n```").step_by(2);
    let spans = outside.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    spans
        .filter(|span| span.starts_with("cen ") && !span.contains(['…', '|', '\n']))
        .collect()
}

/// Checks that cen accepts every command that a reader can copy. A command without a flag is a name; one with a flag may leave out its files, but no other flag.
#[test]
fn every_command_within_a_sentence_of_the_documentation_is_understood() {
    use clap::error::ErrorKind;

    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["docs", "docs/codes", "docs/decisions"].map(|folder| root.join(folder));
    let files = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "md"));
    let mut count = 0;
    for path in files.chain([root.join("README.md")]) {
        let page = std::fs::read_to_string(&path).unwrap();
        for line in commands_in_sentences(&page) {
            count += 1;
            let words = line.split_whitespace();
            let Err(error) = command().try_get_matches_from(words) else {
                continue;
            };
            let is_form = match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => true,
                ErrorKind::ValueValidation | ErrorKind::InvalidValue => true,
                ErrorKind::MissingRequiredArgument => {
                    !line.contains(" -") || !error.to_string().contains("\n  --")
                }
                _ => false,
            };
            assert!(is_form, "{}: `{line}`: {error}", path.display());
        }
    }
    assert!(count > 150, "{count}");
}

#[test]
fn the_command_line_is_consistent() {
    command().debug_assert();
}

#[test]
fn every_command_has_a_guide_whose_examples_are_understood_and_whose_page_exists() {
    let command = command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    let names: BTreeSet<_> = names.chain([""]).collect();
    let guided: BTreeSet<_> = help::GUIDES.iter().map(|guide| guide.command).collect();
    assert_eq!(names, guided);
    for guide in help::GUIDES {
        assert!(!guide.examples.is_empty(), "{}", guide.command);
        assert_eq!(guide.exits.last().unwrap().0, 64, "{}", guide.command);
        for name in guide.see {
            assert!(guided.contains(name), "{}: {name}", guide.command);
        }
        for (line, _) in guide.examples {
            let line = line.trim_start_matches("source <(").trim_end_matches(')');
            let words = line.split(" > ").next().unwrap().split_whitespace();
            let read = command.clone().try_get_matches_from(words);
            assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
        }
        let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let (page, place) = guide.page.split_once('#').unwrap_or((guide.page, ""));
        let text = std::fs::read_to_string(docs.join(page)).unwrap();
        let headings = text
            .lines()
            .filter(|line| line.starts_with('#'))
            .map(anchor);
        assert!(
            place.is_empty() || headings.collect::<Vec<_>>().contains(&place.to_owned()),
            "{}",
            guide.page
        );
    }
}

/// Returns the place of a heading on its page, as code hosts name it.
fn anchor(heading: &str) -> String {
    let kept = heading
        .trim_start_matches('#')
        .trim()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// One letter means one thing, wherever it is taken.
#[test]
fn a_short_flag_has_one_meaning_and_old_names_still_work() {
    let known = [
        ('f', "format"),
        ('o', "out"),
        ('j', "jobs"),
        ('v', "verbose"),
        ('h', "help"),
        ('V', "version"),
    ];
    for command in command().get_subcommands() {
        for argument in command.get_arguments() {
            let (short, long) = (argument.get_short(), argument.get_long());
            for (letter, word) in known {
                let is_exempt = (command.get_name(), word) == ("simulate", "version");
                assert!(
                    (short == Some(letter)) == (long == Some(word)) || is_exempt,
                    "cen {} {:?}",
                    command.get_name(),
                    argument.get_id()
                );
            }
        }
    }
    for line in [
        "cen plan a.yaml",
        "cen apply a.yaml --parallel 3",
        "cen apply a.yaml --jobs 3",
        "cen diff a.yaml --out p.json --format json",
    ] {
        assert!(Arguments::try_parse_from(line.split(' ')).is_ok(), "{line}");
    }
}

const REFERENCE: &str = include_str!("../../../../docs/command-line.md");

/// Returns the part of the reference below a heading, to the next one of the same rank or a higher one.
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

/// Returns what the reference says of a command: its own section, and those whose flags it takes too.
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

/// Returns the long flags that stand in a text.
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
