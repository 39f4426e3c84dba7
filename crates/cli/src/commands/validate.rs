//! `cen validate FILE…`: every problem of every file, without the cloud.

use std::path::Path;

use cen_render::{self as render, Class, Examined};
use cen_topology::{Diagnostics, MAX_BYTES};

use crate::args::{Form, Validate};
use crate::exit_code::Exit;
use crate::load;
use crate::output::Output;

pub(crate) fn run(arguments: &Validate, output: &Output) -> Exit {
    let report: fn(&[Examined]) -> String = match arguments.format {
        Form::Text => {
            return tell(arguments, output, |problems, file, source| {
                problems.render(file, source, output.colours_talk())
            });
        }
        Form::Short => return tell(arguments, output, Diagnostics::render_short),
        Form::Json => render::findings_json,
        Form::Sarif => render::sarif,
        Form::Junit => render::junit,
    };
    let files: Vec<_> = arguments
        .files
        .iter()
        .map(|file| load::examine(file).0)
        .collect();
    output.data(&report(&files));
    let is_wrong = files
        .iter()
        .flat_map(|file| &file.findings)
        .any(|finding| finding.class == Class::Error);
    if is_wrong { Exit::Error } else { Exit::Done }
}

/// Prints the result of each file as soon as it is known, also after a file with problems.
fn tell(
    arguments: &Validate,
    output: &Output,
    show: impl Fn(&Diagnostics, &str, &str) -> String,
) -> Exit {
    let wrong = arguments
        .files
        .iter()
        .filter(|file| !is_valid(file, output, &show))
        .count();
    if wrong == 0 { Exit::Done } else { Exit::Error }
}

fn is_valid(
    file: &Path,
    output: &Output,
    show: impl Fn(&Diagnostics, &str, &str) -> String,
) -> bool {
    let name = file.display().to_string();
    let read =
        load::bytes(file, MAX_BYTES).and_then(|bytes| load::not_ours(file, &bytes).map(|()| bytes));
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(failure) => {
            output.talk(&failure);
            return false;
        }
    };
    let source = String::from_utf8_lossy(&bytes);
    match cen_topology::parse_bytes(&bytes) {
        Ok(checked) => {
            if !checked.warnings.is_empty() {
                output.talk_coloured(&show(&checked.warnings, &name, &source));
            }
            output.data(&format!("{name}: ok\n"));
            true
        }
        Err(problems) => {
            output.talk_coloured(&show(&problems, &name, &source));
            false
        }
    }
}
