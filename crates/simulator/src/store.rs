//! A world in a file: read as a whole, replaced as a whole, and written by one process at a time.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::world::{WORLD_VERSION, World};

/// The largest world that is read, in bytes: more than any that can be made holds.
const LARGEST_WORLD: u64 = 512 * 1024 * 1024;

/// Where a world is kept. Nobody else can open it while this lives.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// Held for its lock.
    _lock: File,
}

/// Why a world cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it.
    #[error("`{0}` is in use by another process")]
    InUse(PathBuf),
    /// The file system refused.
    #[error("cannot {doing} `{path}`: {error}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: std::io::Error,
    },
    /// The file is no world.
    #[error("`{path}` is no simulator world: {reason}")]
    NotAWorld {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Store {
    /// Takes the file for this process, and makes its folder if need be. The file itself need not exist.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has it, [`StoreError::Io`] if its lock cannot be made.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|error| io("create", folder, error))?;
        }
        let mut lock_path = path.as_os_str().to_owned();
        lock_path.push(".lock");
        let lock_path = PathBuf::from(lock_path);
        let lock = File::create(&lock_path).map_err(|error| io("create", &lock_path, error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(io("lock", &lock_path, error)),
        }
    }

    /// Replaces the file: whoever reads it sees the old world or the new one, never a part of either.
    ///
    /// # Errors
    /// [`StoreError::Io`]; the old world is then still there.
    pub fn save(&self, world: &World) -> Result<(), StoreError> {
        self.save_text(&self.text(world)?)
    }

    /// Returns a world as its file has it.
    pub(crate) fn text(&self, world: &World) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(world).map_err(|error| io("write", &self.path, error.into()))
    }

    /// Replaces the file by a world as a text.
    pub(crate) fn save_text(&self, text: &[u8]) -> Result<(), StoreError> {
        let failed = |error| io("write", &self.path, error);
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(text).map_err(failed)?;
        file.as_file().sync_data().map_err(failed)?;
        file.persist(&self.path)
            .map_err(|error| failed(error.error))?;
        Ok(())
    }
}

impl World {
    /// Returns the world in a file; none if there is no such file.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read, is no world, or is one of another version.
    pub fn load(path: &Path) -> Result<Option<Self>, StoreError> {
        let mut bytes = Vec::new();
        let read =
            File::open(path).and_then(|file| file.take(LARGEST_WORLD + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io("read", path, error)),
        }
        let wrong = |reason| StoreError::NotAWorld {
            path: path.to_owned(),
            reason,
        };
        if bytes.len() as u64 > LARGEST_WORLD {
            return Err(wrong(format!("it is larger than {LARGEST_WORLD} bytes")));
        }
        let at = |error: serde_json::Error| {
            wrong(format!(
                "line {}, column {} is not what a world has there",
                error.line(),
                error.column()
            ))
        };
        let mut world: Self = serde_json::from_slice(&bytes).map_err(at)?;
        match world.version {
            WORLD_VERSION => {
                world.add_missing_tables();
                Ok(Some(world))
            }
            other => Err(wrong(format!(
                "it has version {other}; this program reads version {WORLD_VERSION}"
            ))),
        }
    }
}

fn io(doing: &'static str, path: &Path, error: std::io::Error) -> StoreError {
    StoreError::Io {
        doing,
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_comes_back_as_it_was_saved_and_belongs_to_one_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/world.json");
        assert!(World::load(&path).unwrap().is_none());
        let store = Store::open(&path).unwrap();
        // Everything that a seed can say: each kind of thing must come back.
        let manual = include_str!("../../../docs/simulator.md");
        let (_, text) = manual.split_once("## A seed file\n\n```yaml\n").unwrap();
        let seed = crate::Seed::parse(text.split_once("```").unwrap().0).unwrap();
        let world = World::from_seed(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
        store.save(&world).unwrap();
        assert_eq!(World::load(&path).unwrap(), Some(world));
        assert!(matches!(Store::open(&path), Err(StoreError::InUse(_))));
        drop(store);
        assert!(Store::open(&path).is_ok());
    }

    #[test]
    fn a_router_that_was_saved_without_tables_gets_its_own_and_the_world_sells_basic() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("world.json");
        let seed = "editions: enterprise\naccounts: [{ id: 7, cens: [{ id: cen-1, enterprise: [cn-hangzhou] }] }]";
        let seed = crate::Seed::parse(seed).unwrap();
        let world = World::from_seed(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let mut saved = serde_json::to_value(&world).unwrap();
        let router = &mut saved["cens"]["cen-1"]["routers"]["cn-hangzhou"];
        router.as_object_mut().unwrap().remove("tables");
        saved.as_object_mut().unwrap().remove("editions");
        std::fs::write(&path, saved.to_string()).unwrap();
        let loaded = World::load(&path).unwrap().unwrap();
        let router = &loaded.cens["cen-1"].routers["cn-hangzhou"];
        assert!(router.tables.values().all(|table| table.is_system));
        assert_eq!(
            (router.tables.len(), loaded.editions),
            (1, crate::Editions::Basic)
        );
    }

    #[test]
    fn what_is_no_world_is_named_without_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("world.json");
        std::fs::write(&path, "{\"version\":\"canary\"}").unwrap();
        let error = World::load(&path).unwrap_err().to_string();
        assert!(
            error.contains("is no simulator world") && !error.contains("canary"),
            "{error}"
        );
    }
}
