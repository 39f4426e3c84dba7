//! `cen man --out FOLDER`: manual pages, one for `cen` and one for each of its commands.

use std::io::Write;
use std::path::Path;

use clap::Command;
use clap_mangen::Man as Page;

use crate::args::help::{Guide, guide};
use crate::args::{self, Man};
use crate::exit_code::Exit;
use crate::failure::Failure;

/// Variables of every command.
const EVERYWHERE: &[(&str, &str)] = &[
    (
        "NO_COLOR",
        "If set, nothing is coloured unless --color says so.",
    ),
    (
        "CEN_DOCS_URL",
        "Where the documentation can be read, for links in the help and in SARIF.",
    ),
];

/// Variables of commands that look at a cloud.
const OF_TARGETS: &[(&str, &str)] = &[
    (
        "CEN_ENDPOINT",
        "The address to which every call is sent, as --endpoint.",
    ),
    (
        "ALIBABA_CLOUD_CONFIG_FILE",
        "The configuration file of the Alibaba CLI, as --profiles.",
    ),
    (
        "ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN",
        "The credential of a file with exactly one account that names no profile.",
    ),
    (
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "The proxy of requests, and the hosts that need none.",
    ),
    (
        "SSL_CERT_FILE",
        "The certificates to trust, in place of those of the operating system.",
    ),
];

/// Variables of `drift` alone.
const OF_DRIFT: &[(&str, &str)] = &[(
    "CEN_NOTIFY",
    "The addresses of --notify, separated by spaces.",
)];

/// Files of commands that look at a cloud.
const FILES: &[(&str, &str)] = &[
    (
        "~/.aliyun/config.json",
        "The configuration file of the Alibaba CLI, which holds the profiles of the accounts.",
    ),
    (
        ".cen/simulator.json",
        "Beside the topology file: the world of the built-in simulator.",
    ),
    (
        ".cen/journal/",
        "Beside the topology file: a journal and a lock for each topology and target.",
    ),
];

/// Writes one page for `cen` and one for each of its commands, such as `cen-diff.1`.
///
/// # Errors
/// [`Failure`] if they cannot be written.
pub(crate) fn run(arguments: &Man) -> anyhow::Result<Exit> {
    let failed = |error| {
        Failure::new(
            format!("cannot write to `{}`: {error}", arguments.out.display()),
            "name an existing folder",
        )
    };
    write_pages(&arguments.out).map_err(failed)?;
    Ok(Exit::Done)
}

/// Writes all pages to a temporary folder before the first is moved to its place.
fn write_pages(folder: &Path) -> std::io::Result<()> {
    let pages = tempfile::tempdir_in(folder)?;
    let mut command = args::command().disable_help_subcommand(true);
    command.build();
    write_page(&command, "", pages.path())?;
    for command in command.get_subcommands() {
        write_page(command, command.get_name(), pages.path())?;
    }
    for page in std::fs::read_dir(pages.path())? {
        let page = page?;
        std::fs::rename(page.path(), folder.join(page.file_name()))?;
    }
    Ok(())
}

fn write_page(command: &Command, name: &str, folder: &Path) -> std::io::Result<()> {
    let page = Page::new(command.clone());
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut text)?;
    }
    if let Some(guide) = guide(name) {
        own_sections(guide, &mut text)?;
    }
    // Commands have no version of their own.
    if name.is_empty() {
        page.render_version_section(&mut text)?;
    }
    std::fs::write(folder.join(page.get_filename()), text)
}

/// Adds the sections that clap does not know.
fn own_sections(guide: &Guide, text: &mut Vec<u8>) -> std::io::Result<()> {
    let exits = guide.exits.iter();
    let exits: Vec<_> = exits
        .map(|(code, means)| (code.to_string(), *means))
        .collect();
    let exits = exits.iter().map(|(code, means)| (code.as_str(), *means));
    section(text, "EXIT STATUS", exits)?;
    let mut variables = EVERYWHERE.to_vec();
    if guide.command == "drift" {
        variables.extend(OF_DRIFT);
    }
    if guide.has_target {
        variables.extend(OF_TARGETS);
    }
    section(text, "ENVIRONMENT", variables.into_iter())?;
    if guide.has_target {
        section(text, "FILES", FILES.iter().copied())?;
    }
    section(text, "EXAMPLES", guide.examples.iter().copied())?;
    let pages = guide
        .see
        .iter()
        .map(|name| format!("\\fBcen\\-{name}\\fR(1)"));
    let pages: Vec<String> = match guide.command {
        "" => pages.collect(),
        _ => ["\\fBcen\\fR(1)".to_owned()]
            .into_iter()
            .chain(pages)
            .collect(),
    };
    let link = escaped(&guide.link());
    writeln!(text, ".SH \"SEE ALSO\"\n{}\n.PP\n{link}", pages.join(", "))
}

/// Adds a section of terms, each with its explanation.
fn section<'a>(
    text: &mut Vec<u8>,
    heading: &str,
    terms: impl Iterator<Item = (&'a str, &'a str)>,
) -> std::io::Result<()> {
    writeln!(text, ".SH \"{heading}\"")?;
    for (term, means) in terms {
        writeln!(text, ".TP\n\\fB{}\\fR\n{}", escaped(term), escaped(means))?;
    }
    Ok(())
}

/// Escapes a text of one line for roff.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    match text.starts_with(['.', '\'']) {
        true => format!("\\&{text}"),
        false => text,
    }
}
