//! Reads the world in a file.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::line::Checksum;
use super::{LARGEST_WORLD, StoreError, io};
use crate::world::{Part as _, WORLD_VERSION, World};

impl World {
    /// Returns the world in a file; none if there is no such file.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read, is no world, is damaged, or is one of another version.
    pub fn load(path: &Path) -> Result<Option<Self>, StoreError> {
        let mut bytes = Vec::new();
        let read =
            File::open(path).and_then(|file| file.take(LARGEST_WORLD + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io("read", path, error)),
        }
        let world = match bytes.len() as u64 > LARGEST_WORLD {
            true => Err(format!("it is larger than {LARGEST_WORLD} bytes")),
            false => read_world(&bytes),
        };
        let path = path.to_owned();
        world
            .map(Some)
            .map_err(|reason| StoreError::NotAWorld { path, reason })
    }
}

/// Reads a world and the changes in the lines below it, or returns what is wrong.
fn read_world(bytes: &[u8]) -> Result<World, String> {
    let mut documents = serde_json::Deserializer::from_slice(bytes).into_iter::<World>();
    let mut world = match documents.next() {
        Some(Ok(world)) => world,
        Some(Err(error)) => return Err(not_there(error.line(), error.column())),
        None => return Err(not_there(1, 0)),
    };
    if world.version != WORLD_VERSION {
        return Err(format!(
            "it has version {}; this program reads version {WORLD_VERSION}",
            world.version
        ));
    }
    let (document, rest) = bytes.split_at(documents.byte_offset());
    let first = 1 + document.iter().filter(|byte| **byte == b'\n').count();
    merge_lines(&mut world, rest, first)?;
    world.add_missing_tables();
    Ok(world)
}

/// Makes the changes in the lines below a world. `rest` is what is left of the world's own line, the number `first`.
fn merge_lines(world: &mut World, rest: &[u8], first: usize) -> Result<(), String> {
    if rest.trim_ascii().is_empty() {
        return Ok(());
    }
    let lines = rest.strip_prefix(b"\n");
    let lines = lines.ok_or_else(|| format!("line {first} goes on behind the world"))?;
    let mut checksum = Checksum::default();
    for (number, line) in (first + 1..).zip(lines.split_inclusive(|byte| *byte == b'\n')) {
        // The program ended while it wrote this. Nothing was answered that is in it.
        if !line.ends_with(b"\n") {
            tracing::warn!(
                number,
                "the last line of the world's file was not written to its end"
            );
            break;
        }
        let damaged = || format!("line {number} is damaged; the lines above it are whole");
        let change = checksum.change(line).ok_or_else(damaged)?;
        let change = serde_json::from_slice(change).map_err(|_| damaged())?;
        world.merge(change).map_err(|_| damaged())?;
    }
    Ok(())
}

fn not_there(line: usize, column: usize) -> String {
    format!("line {line}, column {column} is not what a world has there")
}
