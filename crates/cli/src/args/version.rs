//! What `cen --version` prints: the version, and from what and how this program was built.

/// The version in one line, with the commit if the build knows it.
pub(super) const SHORT: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("CEN_COMMIT"), ")");

/// The version with the build.
pub(super) const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit: ",
    env!("CEN_COMMIT"),
    "\nbuild:  ",
    env!("CEN_BUILD"),
);
