//! `cen schema`: the JSON Schema of the topology file.

use crate::exit_code::Exit;
use crate::output::Output;

pub(crate) fn run(output: &Output) -> Exit {
    output.data(&format!("{:#}\n", cen_topology::schema()));
    Exit::Done
}
