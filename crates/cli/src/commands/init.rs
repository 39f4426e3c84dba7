//! `cen init`: a first topology file for what exists, with a command to rehearse its changes. Never writes to the cloud, and never over a
//! file.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;

use cen_export::key_of;
use cen_topology::layout;

use crate::args::{Init, NamedAccount, Target, named_account};
use crate::commands::draft::Draft;
use crate::commands::refuse_gaps;
use crate::connection::{accounts_of, profile_names};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::log;
use crate::output::Output;
use crate::write_file::{self, Readers};

/// The name of a topology whose folder has no name that a topology can have.
const UNNAMED: &str = "network";

pub(crate) async fn run(arguments: &Init, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.logging)?;
    if arguments.out.exists() {
        let message = format!(
            "`{}` exists already; nothing was written",
            arguments.out.display()
        );
        let failure = Failure::new(message, "name another file with `-o`");
        return Err(failure.exit(Exit::Refused).into());
    }
    let accounts = accounts(arguments, output).await?;
    let folder = folder_name(&arguments.out);
    let draft = Draft {
        accounts: &accounts,
        target: &arguments.target,
        logging: &arguments.logging,
        name: arguments.name.as_deref(),
        otherwise: &folder,
        file: &arguments.out,
    };
    let drafted = draft.write().await?;
    let file = arguments.out.display().to_string();
    let text = with_rehearsal(&drafted.text, &file);
    write_file::new(&arguments.out, &text, Readers::All)?;
    output.data(&next_steps(&file, &flags(&arguments.target)));
    output.talk(cen_render::Line::from("`cen diff` of this file says: ").join(drafted.foreseen));
    refuse_gaps(
        &drafted.sections,
        "the file does not have that section, so cen leaves it alone; fix the cause and add it with `cen export`",
    )?;
    Ok(Exit::Done)
}

/// Lists the commands that come next. On the simulator, a rehearsal is all there is to apply.
fn next_steps(file: &str, flags: &str) -> String {
    let rehearsal = " --simulate";
    let apply = match flags == rehearsal {
        true => String::new(),
        false => format!("apply      cen apply {file}{flags}\n"),
    };
    format!(
        "{file} is written\n\n\
         look       cen diff {file}{flags}\n\
         rehearse   cen apply {file}{rehearsal}\n\
         lay out    cen fmt {file}\n{apply}"
    )
}

/// Adds the command of a rehearsal above the file.
fn with_rehearsal(text: &str, file: &str) -> String {
    let file = file.replace(['\n', '\r'], "?");
    let text = text.replacen(
        "# Written by `cen export` from what exists",
        "# It has what exists",
        1,
    );
    let text = format!(
        "# A first file, written by `cen init`. Rehearse a change on the built-in simulator before you apply it:\n\
         #   cen apply {file} --simulate\n{text}"
    );
    layout(&text).unwrap_or(text)
}

/// Returns the flags that name the same cloud in another command.
fn flags(target: &Target) -> String {
    let quoted = |path: &Path| path.display().to_string();
    let mut flags = String::new();
    match &target.simulate {
        Some(Some(world)) => flags.push_str(&format!(" --simulate={}", quoted(world))),
        Some(None) => flags.push_str(" --simulate"),
        None => {}
    }
    for endpoint in &target.endpoint {
        flags.push_str(&format!(" --endpoint {endpoint}"));
    }
    if let Some(region) = &target.internal {
        flags.push_str(&format!(" --internal {region}"));
    }
    if let Some(ca) = &target.ca {
        flags.push_str(&format!(" --ca {}", quoted(ca)));
    }
    if let Some(profiles) = &target.profiles {
        flags.push_str(&format!(" --profiles {}", quoted(profiles)));
    }
    flags
}

/// Returns the name of the folder of a file, as the name of a topology.
fn folder_name(file: &Path) -> String {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder = absolute.parent().and_then(Path::file_name);
    let name = folder.and_then(|name| key_of(&name.to_string_lossy()));
    name.unwrap_or_else(|| UNNAMED.to_owned())
}

/// Returns the accounts of the flags, else those that a person names.
async fn accounts(arguments: &Init, output: &Output) -> Result<Vec<NamedAccount>, Failure> {
    let target = &arguments.target;
    let names = match (arguments.all_profiles, arguments.from_profile.is_empty()) {
        (true, _) => profile_names(target)?,
        (false, true) => Vec::new(),
        (false, false) => known(&arguments.from_profile, &profile_names(target)?)?,
    };
    let mut accounts = arguments.accounts.clone();
    accounts.extend(of_profiles(target, &names, output).await?);
    if !accounts.is_empty() {
        return Ok(accounts);
    }
    if arguments.all_profiles {
        return Err(Failure::new(
            "the Alibaba CLI has no profile",
            "make one with `aliyun configure`, or name an account with `--account NAME=ID`",
        ));
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let message =
            "no account is named, and there is no terminal to ask for one; nothing was written";
        let hint =
            "name accounts with `--account NAME=ID`, `--from-profile NAME` or `--all-profiles`";
        return Err(Failure::new(message, hint).exit(Exit::Refused));
    }
    ask(target, output).await
}

/// Returns the accounts of profiles. Of several profiles of one account the first is taken.
async fn of_profiles(
    target: &Target,
    names: &[String],
    output: &Output,
) -> Result<Vec<NamedAccount>, Failure> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut accounts: Vec<NamedAccount> = Vec::new();
    for account in accounts_of(target, names).await? {
        let is_known = |other: &NamedAccount| other.account.id == account.account.id;
        if accounts.iter().any(is_known) {
            output.talk(format!(
                "left out: `{}` is another profile of account {}",
                account.name, account.account.id
            ));
        } else {
            accounts.push(account);
        }
    }
    Ok(accounts)
}

/// Returns the names, if each is one of the profiles.
fn known(names: &[String], profiles: &[String]) -> Result<Vec<String>, Failure> {
    match names.iter().find(|name| !profiles.contains(name)) {
        None => Ok(names.to_vec()),
        Some(unknown) => Err(Failure::new(
            format!("the Alibaba CLI has no profile `{unknown}`; nothing was written"),
            format!(
                "it has {}; `aliyun configure --profile {unknown}` makes one",
                profiles.join(", ")
            ),
        )),
    }
}

/// Asks a person for profiles if there are some, else for accounts.
async fn ask(target: &Target, output: &Output) -> Result<Vec<NamedAccount>, Failure> {
    let profiles = match target.simulate {
        Some(_) => Vec::new(),
        None => profile_names(target).unwrap_or_default(),
    };
    if profiles.is_empty() {
        return ask_for_accounts(output);
    }
    output.talk(format!(
        "profiles of the Alibaba CLI: {}",
        profiles.join(", ")
    ));
    output.ask("Which accounts? Profiles separated by blanks, or `all`: ");
    let answer = line();
    let names = match answer.as_str() {
        "all" => profiles,
        some => {
            let named: Vec<_> = some.split_whitespace().map(str::to_owned).collect();
            known(&named, &profiles)?
        }
    };
    if names.is_empty() {
        return Err(nothing_named());
    }
    of_profiles(target, &names, output).await
}

fn ask_for_accounts(output: &Output) -> Result<Vec<NamedAccount>, Failure> {
    let mut accounts = Vec::new();
    loop {
        output.ask("An account, as NAME=ID or NAME=ID:PROFILE (an empty line ends): ");
        let answer = line();
        if answer.is_empty() {
            break;
        }
        match named_account(&answer) {
            Ok(account) => accounts.push(account),
            Err(problem) => output.talk(format!("`{answer}`: {problem}")),
        }
    }
    match accounts.is_empty() {
        true => Err(nothing_named()),
        false => Ok(accounts),
    }
}

fn nothing_named() -> Failure {
    Failure::new("no account was named; nothing was written", "").exit(Exit::Refused)
}

/// Reads a line of the person; empty at the end of the input.
fn line() -> String {
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(_) => line.trim().to_owned(),
        Err(_) => String::new(),
    }
}
