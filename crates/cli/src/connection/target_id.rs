//! The name of a target in files and messages: the same in each run, and different for each cloud.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::args::Target;
use crate::connection::endpoints;
use crate::failure::Failure;

/// The characters that a file name keeps.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The names of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TargetId {
    /// For people, such as `the cloud`.
    pub(crate) words: String,
    /// As a part of file names, such as `cloud`.
    pub(crate) stem: String,
    /// As `words`, but the same on every machine: a simulated world has the name of its file.
    pub(crate) portable: String,
}

impl TargetId {
    /// Returns the names of the target of a command about this topology file.
    ///
    /// # Errors
    /// [`Failure`] if the address is not valid.
    pub(crate) fn of(target: &Target, file: &Path) -> Result<Self, Failure> {
        if let Some(world) = &target.simulate {
            return Ok(Self::world(world.as_deref(), file));
        }
        Ok(match endpoints::named(target)? {
            None => Self::cloud(),
            Some(words) => Self {
                stem: encoded(&words.replace("://", "-")),
                words: format!("endpoint {words}"),
                portable: format!("endpoint {words}"),
            },
        })
    }

    fn cloud() -> Self {
        Self {
            words: "the cloud".to_owned(),
            stem: "cloud".to_owned(),
            portable: "the cloud".to_owned(),
        }
    }

    /// Returns the names of a simulated world. A path below the folder of the topology file is
    /// relative to it, so that the folder may be moved.
    fn world(world: Option<&Path>, file: &Path) -> Self {
        let name = world.map_or_else(|| default_world(file), Path::to_owned);
        let portable = format!(
            "simulated world {}",
            name.file_name().unwrap_or_default().to_string_lossy()
        );
        let Some(world) = world.filter(|world| *world != default_world(file)) else {
            return Self {
                words: "the simulator".to_owned(),
                stem: "simulator".to_owned(),
                portable,
            };
        };
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let world = absolute(world);
        let shown = absolute(file)
            .parent()
            .and_then(|folder| world.strip_prefix(folder).ok())
            .map(PathBuf::from);
        let shown = shown.unwrap_or(world).display().to_string();
        Self {
            words: format!("simulated world {shown}"),
            stem: format!("world-{}", encoded(&shown)),
            portable,
        }
    }
}

/// Returns the default file of a topology file's simulated world.
pub(crate) fn default_world(file: &Path) -> PathBuf {
    file.parent()
        .unwrap_or(Path::new(""))
        .join(".cen/simulator.json")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target_id(simulate: Option<Option<&str>>, endpoint: &[&str]) -> TargetId {
        let simulate = simulate.map(|world| world.map(PathBuf::from));
        TargetId::of(
            &Target {
                simulate,
                endpoint: endpoint.iter().copied().map(str::to_owned).collect(),
                internal: None,
                ca: None,
                profiles: None,
                faults: None,
                editions: None,
                assume: Vec::new(),
                seed: None,
                signature: crate::args::SignatureVersion::V3,
            },
            Path::new("nets/office.yaml"),
        )
        .unwrap()
    }

    #[test]
    fn each_target_has_a_name_of_its_own_that_may_be_a_file_name() {
        assert_eq!(target_id(Some(None), &[]).words, "the simulator");
        assert_eq!(
            target_id(Some(Some("nets/.cen/simulator.json")), &[]),
            target_id(Some(None), &[])
        );
        assert_eq!(
            target_id(Some(Some("nets/w.json")), &[]).stem,
            "world-w.json"
        );
        let elsewhere = target_id(Some(Some("w.json")), &[]);
        assert_eq!(elsewhere.portable, "simulated world w.json");
        assert!(
            elsewhere.words.ends_with("/w.json") && elsewhere.stem.starts_with("world-%2F"),
            "{elsewhere:?}"
        );
        let served = target_id(None, &["http://127.0.0.1:8787/"]);
        assert_eq!(
            (served.words.as_str(), served.stem.as_str()),
            ("endpoint http://127.0.0.1:8787", "http-127.0.0.1%3A8787")
        );
        assert_eq!(target_id(None, &["http://127.0.0.1:8787"]), served);
        let inside = "vpc@cn-beijing=https://vpc-vpc.cn-beijing.aliyuncs.com";
        assert_eq!(target_id(None, &[inside]).words, "the cloud");
        let partly = target_id(None, &["vpc=http://127.0.0.1:1", "cbn=http://127.0.0.1:2"]);
        assert_eq!(
            (partly.words.as_str(), partly.stem.as_str()),
            (
                "endpoint cbn=http://127.0.0.1:2, vpc=http://127.0.0.1:1",
                "cbn%3Dhttp-127.0.0.1%3A2%2C%20vpc%3Dhttp-127.0.0.1%3A1"
            )
        );
    }
}
