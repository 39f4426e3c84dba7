//! Runs every console block of the README and the docs as a reader would.
//!
//! Each page runs on a machine of its own. A block that begins with a line such as ```` ```yaml
//! office.yaml ```` (or `json`, `sh`, `text`) is first written to that file. In a block of the kind `console`, each line that
//! begins with `$ ` is passed to a shell. Below it follow `? N` for an exit code other than 0, and
//! the output. `cen simulate … &` runs until the end of the page, on a free port in place of the
//! usual one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::acceptance::scratch;
use crate::four_ways::with_tables;
use crate::support::{Ended, Machine, Simulator};

/// The address of `cen simulate` in the pages.
const USUAL: &str = "127.0.0.1:8787";

/// The machine that a page runs on.
struct Stage {
    machine: Machine,
    server: Option<Simulator>,
    commands: usize,
}

impl Stage {
    fn new(page: &str) -> Self {
        let machine = scratch();
        for kind in ["yaml", "json", "sh", "text"] {
            for block in page.split(&format!("\n```{kind} ")).skip(1) {
                let (name, rest) = block.split_once('\n').unwrap();
                machine.write(name.trim(), rest.split("```").next().unwrap());
            }
        }
        Self {
            machine,
            server: None,
            commands: 0,
        }
    }

    /// Returns the page with the real output in its console blocks.
    fn play(&mut self, page: &str) -> String {
        let (before, blocks) = page.split_once("```console\n").unwrap_or((page, ""));
        let mut played = before.to_owned();
        for part in blocks.split("```console\n").filter(|part| !part.is_empty()) {
            let (block, after) = part.split_once("```").unwrap();
            let shown: String = block
                .lines()
                .filter_map(|line| line.strip_prefix("$ "))
                .map(|line| self.answer(line))
                .collect();
            played.push_str(&format!("```console\n{shown}```{after}"));
        }
        played
    }

    /// Returns a command line with its real output, as a page shows it.
    fn answer(&mut self, line: &str) -> String {
        self.commands += 1;
        if let Some(arguments) = line
            .strip_prefix("cen simulate ")
            .and_then(|rest| rest.strip_suffix(" &"))
        {
            let arguments: Vec<_> = arguments
                .split_whitespace()
                .chain(["--listen", "127.0.0.1:0"])
                .collect();
            self.server = Some(
                self.machine
                    .serve(&[&["simulate"], arguments.as_slice()].concat()),
            );
            let server = self.server.as_ref().expect("it was just started");
            let (scheme, _) = server.address.split_once("://").unwrap();
            return format!("$ {line}\nlistening on {scheme}://{USUAL}\n{}", server.more);
        }
        let address = self.server.as_ref().map_or(USUAL, |server| {
            let (_, address) = server.address.split_once("://").unwrap();
            address
        });
        let ended = self.machine.shell(&line.replace(USUAL, address));
        let exit = ended
            .code
            .filter(|code| *code != 0)
            .map(|code| format!("? {code}\n"))
            .unwrap_or_default();
        format!("$ {line}\n{exit}{}", said(&ended).replace(address, USUAL))
    }
}

/// Returns the output of a command, without the lines with the duration of each action.
fn said(ended: &Ended) -> String {
    let talk = ended
        .stderr
        .lines()
        .filter(|line| !line.starts_with("  done "));
    ended
        .stdout
        .lines()
        .chain(talk)
        .map(|line| format!("{}\n", without_times(line)))
        .collect()
}

/// Replaces times of day, which differ in each run, with their pattern.
fn without_times(line: &str) -> String {
    let pattern = "YYYY-MM-DDThh:mmZ";
    let fits = |word: &str| {
        word.len() == pattern.len()
            && word
                .bytes()
                .zip(pattern.bytes())
                .all(|(byte, like)| match like {
                    b'-' | b':' | b'T' | b'Z' => byte == like,
                    _ => byte.is_ascii_digit(),
                })
    };
    let word = |word: &str| match word.split_at_checked(pattern.len()) {
        Some((time, rest)) if fits(time) => format!("{pattern}{rest}"),
        _ => word.to_owned(),
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// With `CEN_ACCEPT=1`, this rewrites the pages with the real output. Read the difference before
/// you commit it.
#[test]
fn the_consoles_of_the_readme_and_the_docs_show_what_really_happens() {
    let pages = pages();
    // A page mostly waits for its commands to start and end.
    let share = pages.len().div_ceil(4);
    let commands: usize = std::thread::scope(|scope| {
        let shares: Vec<_> = pages
            .chunks(share)
            .map(|share| scope.spawn(|| share.iter().map(plays_as_shown).sum::<usize>()))
            .collect();
        shares.into_iter().map(|share| share.join().unwrap()).sum()
    });
    assert!(commands >= 100, "only {commands} commands were found");
}

/// Runs a page. Returns the number of its commands.
fn plays_as_shown(path: &PathBuf) -> usize {
    let page = std::fs::read_to_string(path).unwrap();
    let mut stage = Stage::new(&page);
    let played = with_tables(&stage.play(&page));
    if std::env::var_os("CEN_ACCEPT").is_some() {
        std::fs::write(path, played).unwrap();
    } else {
        let differs = page
            .lines()
            .zip(played.lines())
            .find(|(shown, real)| shown != real);
        assert!(
            page == played,
            "{} shows otherwise: {differs:?}; `CEN_ACCEPT=1` takes over what is real",
            path.display()
        );
    }
    stage.commands
}

/// Lists the pages of the documentation and the README.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["docs", "docs/codes", "docs/decisions"].map(|folder| root.join(folder));
    let files = folders.iter().flat_map(|folder| {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    });
    let mut pages: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|kind| kind == "md"))
        .chain([root.join("README.md")])
        .collect();
    pages.sort();
    pages
}

/// Returns a page without its code blocks.
fn prose(page: &str) -> String {
    page.split("\n```")
        .step_by(2)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns the anchor that a code host makes for a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || "- _".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Returns the words of a text: what stands between blanks and the signs of YAML.
fn words(text: &str) -> BTreeSet<&str> {
    let is_sign = |c: char| c.is_whitespace() || "{}[],\"".contains(c);
    text.split(is_sign)
        .map(|word| word.trim_end_matches(':'))
        .filter(|word| !word.is_empty() && !word.contains('…'))
        .collect()
}

/// The console of the page validates its example, so a line of the table that has only words of the example is true.
#[test]
fn what_the_table_for_terraform_says_is_in_the_example_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/from-terraform.md")).unwrap();
    let (_, rest) = page.split_once("\n## Each resource\n").unwrap();
    let (table, rest) = rest.split_once("```yaml backbone.yaml\n").unwrap();
    let example = words(rest.split("```").next().unwrap());
    let answers = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.split(" | ").nth(1));
    let lines = answers.flat_map(|answer| answer.split('`').skip(1).step_by(2));
    let lines: Vec<_> = lines.filter(|line| !line.starts_with("cen")).collect();
    assert!(lines.len() > 20, "{lines:?}");
    for line in lines {
        let unknown: Vec<_> = words(line).difference(&example).copied().collect();
        assert!(unknown.is_empty(), "`{line}`: {unknown:?}");
    }
}

/// Flags of curl, and the old name of a flag, which the help does not show.
const NOT_SHOWN: [&str; 2] = ["--cacert", "--parallel"];

#[test]
fn every_flag_that_a_page_names_exists() {
    let machine = Machine::new();
    let commands = machine.cen(&["--help"]).stdout;
    let (_, list) = commands.split_once("Commands:\n").unwrap();
    let names = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help");
    let helps: String = names
        .map(|name| machine.cen(&[name, "--help"]).stdout)
        .collect();
    let no_flag = |c: char| !c.is_ascii_lowercase() && c != '-';
    let known: BTreeSet<_> = helps.split(no_flag).collect();
    assert!(known.contains("--allow-destroy") && known.contains("--all-profiles"));
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        let spans = prose(&page);
        let spans = spans.split('`').skip(1).step_by(2);
        for flag in spans.filter(|span| span.starts_with("--") && !span.starts_with("-- ")) {
            let flag = flag.split(no_flag).next().unwrap();
            assert!(
                known.contains(flag) || NOT_SHOWN.contains(&flag),
                "{} names `{flag}`, which no command has",
                path.display()
            );
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    for path in pages() {
        let page = prose(&std::fs::read_to_string(&path).unwrap());
        let links = page
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(link, _)| link);
        for link in links.filter(|link| !link.starts_with("http")) {
            let (file, heading) = link
                .split_once('#')
                .map_or((link, None), |(file, heading)| (file, Some(heading)));
            let there = if file.is_empty() {
                path.clone()
            } else {
                path.parent().unwrap().join(file)
            };
            assert!(
                there.exists(),
                "{} links to `{link}`, which is not there",
                path.display()
            );
            if let Some(heading) = heading {
                let headings = prose(&std::fs::read_to_string(&there).unwrap());
                let is_there = headings
                    .lines()
                    .any(|line| line.starts_with('#') && anchor(line) == heading);
                assert!(
                    is_there,
                    "{} links to `{link}`, which has no such heading",
                    path.display()
                );
            }
        }
    }
}
