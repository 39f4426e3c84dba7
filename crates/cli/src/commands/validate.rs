//! `cen validate FILE…`: every problem of every file, without asking the cloud.

use std::path::Path;

use cen_topology::{Diagnostics, MAX_BYTES};

use crate::args::{Form, Validate};
use crate::exit_code::Exit;
use crate::load;
use crate::output::Output;

pub(crate) fn run(arguments: &Validate, output: &Output) -> Exit {
    // Every file is checked, also after one that is wrong.
    let wrong = arguments.files.iter().filter(|file| !is_valid(file, arguments.format, output)).count();
    if wrong == 0 { Exit::Done } else { Exit::Error }
}

fn is_valid(file: &Path, form: Form, output: &Output) -> bool {
    let name = file.display().to_string();
    let bytes = match load::bytes(file, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(failure) => {
            output.talk(&failure.to_string());
            return false;
        }
    };
    let source = String::from_utf8_lossy(&bytes);
    let show = |problems: &Diagnostics| match form {
        Form::Text => problems.render(&name, &source, output.colours_talk()),
        Form::Short => problems.render_short(&name, &source),
    };
    match cen_topology::parse_bytes(&bytes) {
        Ok(checked) => {
            if !checked.warnings.is_empty() {
                output.talk_coloured(&show(&checked.warnings));
            }
            output.data(&format!("{name}: ok\n"));
            true
        }
        Err(problems) => {
            output.talk_coloured(&show(&problems));
            false
        }
    }
}
