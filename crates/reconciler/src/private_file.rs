//! Opens files that only their owner may read: journals, locks and logs name people, machines and
//! networks.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file with these options. Only its owner may read it: a new file is created so, and an
/// existing file is restricted.
///
/// # Errors
/// The error of the file system.
pub fn open_private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    restrict(&file)?;
    Ok(file)
}

/// Takes a file's permissions from everyone but its owner. Only the owner can do that, so a file of
/// somebody else stays as it is, and so does a device such as `/dev/null`.
#[cfg(unix)]
fn restrict(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let what = file.metadata()?;
    if !what.is_file() || what.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    match file.set_permissions(std::fs::Permissions::from_mode(0o600)) {
        Err(error) if error.kind() != io::ErrorKind::PermissionDenied => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_the_owner_may_read_a_new_file_and_one_that_was_open_to_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let open = || open_private(OpenOptions::new().create(true).append(true), &path).unwrap();
        let mode = |file: File| file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(open()), 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(mode(open()), 0o600);
    }

    #[test]
    fn a_device_keeps_its_permissions() {
        open_private(OpenOptions::new().append(true), Path::new("/dev/null")).unwrap();
        let mode = std::fs::metadata("/dev/null").unwrap().permissions().mode();
        assert_eq!(mode & 0o022, 0o022);
    }
}
