//! `cen validate FILE…`: every problem of every file, without the cloud.

use std::path::Path;

use cen_render::{self as render, Class, Examined};
use cen_topology::{Diagnostics, MAX_BYTES};

use crate::args::help::documentation;
use crate::args::{Form, Validate};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::load;
use crate::output::Output;
use crate::threads::in_threads;

pub(crate) fn run(arguments: &Validate, output: &Output) -> Exit {
    let report: fn(&[Examined]) -> String = match arguments.format {
        Form::Text => {
            return tell(arguments, output, |problems, file, source| {
                problems.render(file, source, output.colours_talk())
            });
        }
        Form::Short => return tell(arguments, output, Diagnostics::render_short),
        Form::Json => render::findings_json,
        Form::Sarif => |files| render::sarif_linked(files, documentation().as_deref()),
        Form::Junit => render::junit,
    };
    let files = in_threads(&arguments.files, arguments.jobs, |file| {
        load::examine(file).0
    });
    output.data(&report(&files));
    let is_wrong = files
        .iter()
        .flat_map(|file| &file.findings)
        .any(|finding| finding.class == Class::Error);
    if is_wrong { Exit::Error } else { Exit::Done }
}

/// Prints the result of each file, also after a file with problems.
fn tell(
    arguments: &Validate,
    output: &Output,
    show: impl Fn(&Diagnostics, &str, &str) -> String + Sync,
) -> Exit {
    let told = in_threads(&arguments.files, arguments.jobs, |file| judge(file, &show));
    told.iter().for_each(|told| match told {
        Judged::Valid { name, warnings } => {
            output.talk_coloured(warnings);
            output.data(&format!("{name}: ok\n"));
        }
        Judged::Wrong(problems) => output.talk_coloured(problems),
        Judged::Unread(failure) => output.talk(failure),
    });
    let is_valid = |told: &Judged| matches!(told, Judged::Valid { .. });
    if told.iter().all(is_valid) {
        Exit::Done
    } else {
        Exit::Error
    }
}

/// What is said of a file.
enum Judged {
    Valid { name: String, warnings: String },
    Wrong(String),
    Unread(Failure),
}

fn judge(file: &Path, show: &impl Fn(&Diagnostics, &str, &str) -> String) -> Judged {
    let name = file.display().to_string();
    let read =
        load::bytes(file, MAX_BYTES).and_then(|bytes| load::not_ours(file, &bytes).map(|()| bytes));
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(failure) => return Judged::Unread(failure),
    };
    let source = String::from_utf8_lossy(&bytes);
    match cen_topology::parse_bytes(&bytes) {
        Ok(checked) if checked.warnings.is_empty() => Judged::Valid {
            name,
            warnings: String::new(),
        },
        Ok(checked) => Judged::Valid {
            warnings: show(&checked.warnings, &name, &source),
            name,
        },
        Err(problems) => Judged::Wrong(show(&problems, &name, &source)),
    }
}
