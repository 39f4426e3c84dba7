//! `cen fmt PATH…`: the canonical layout of topology files.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use cen_topology::{Diagnostics, MAX_BYTES, layout};

use crate::args::Fmt;
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::threads::in_threads;
use crate::write_file::{self, Readers};
use crate::{files, load};

/// What became of a file.
enum Laid {
    Same,
    /// It was changed, or would be.
    Changed,
    /// It stays as it is, for these problems of its text.
    Wrong(Diagnostics, String),
    Unread(Failure),
}

pub(crate) fn run(arguments: &Fmt, output: &Output) -> Exit {
    if arguments.paths == [PathBuf::from("-")] {
        return stdin(arguments, output);
    }
    let found = files::find(&arguments.paths);
    let paths: Vec<PathBuf> = found.files.into_iter().collect();
    let laid = in_threads(&paths, arguments.jobs, |path| {
        lay_out(path, arguments.check)
    });
    let mut exit = Exit::Done;
    for (path, laid) in paths.iter().zip(&laid) {
        let ended = tell(path, laid, arguments.check, output);
        exit = worse(exit, ended);
    }
    for (path, failure) in &found.failures {
        output.talk(format!("`{}`", path.display()));
        output.talk(failure);
        exit = Exit::Error;
    }
    exit
}

/// An error goes before a file that would change.
fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Error, _) | (_, Exit::Done) => one,
        _ => other,
    }
}

fn tell(path: &Path, laid: &Laid, check: bool, output: &Output) -> Exit {
    let name = path.display().to_string();
    match laid {
        Laid::Same => Exit::Done,
        Laid::Changed => {
            output.data(&format!("{name}\n"));
            if check { Exit::Pending } else { Exit::Done }
        }
        Laid::Wrong(problems, source) => {
            output.talk_coloured(&problems.render(&name, source, output.colours_talk()));
            Exit::Error
        }
        Laid::Unread(failure) => {
            output.talk(failure);
            Exit::Error
        }
    }
}

fn lay_out(path: &Path, check: bool) -> Laid {
    let read =
        load::bytes(path, MAX_BYTES).and_then(|bytes| load::not_ours(path, &bytes).map(|()| bytes));
    let source = match read.and_then(|bytes| text(path, bytes)) {
        Ok(source) => source,
        Err(failure) => return Laid::Unread(failure),
    };
    let text = match layout(&source) {
        Ok(text) => text,
        Err(problems) => return Laid::Wrong(problems, source),
    };
    if text == source {
        return Laid::Same;
    }
    if check {
        return Laid::Changed;
    }
    match write_file::whole(path, &text, Readers::All) {
        Ok(()) => Laid::Changed,
        Err(failure) => Laid::Unread(failure),
    }
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            format!("`{}` is not UTF-8", path.display()),
            "save it as UTF-8",
        )
    })
}

/// Lays out stdin to stdout, for editors.
fn stdin(arguments: &Fmt, output: &Output) -> Exit {
    let mut source = String::new();
    let most = MAX_BYTES as u64 + 1;
    if let Err(error) = std::io::stdin().take(most).read_to_string(&mut source) {
        output.talk(format!("error: cannot read stdin: {error}"));
        return Exit::Error;
    }
    match layout(&source) {
        Ok(text) if arguments.check && text == source => Exit::Done,
        Ok(_) if arguments.check => Exit::Pending,
        Ok(text) => {
            output.data(&text);
            Exit::Done
        }
        Err(problems) => {
            output.talk_coloured(&problems.render("-", &source, output.colours_talk()));
            Exit::Error
        }
    }
}
