//! The name of a target in files and messages: the same in each run, and different for each cloud.

use std::path::{Path, PathBuf};

use cen_cloud::Endpoints;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::args::Target;
use crate::exit_code::Exit;
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
        Ok(match endpoint(target)? {
            Some((url, _)) => {
                let url = url.trim_end_matches('/');
                let words = format!("endpoint {url}");
                Self {
                    portable: words.clone(),
                    words,
                    stem: encoded(&url.replacen("://", "-", 1)),
                }
            }
            None => Self {
                words: "the cloud".to_owned(),
                stem: "cloud".to_owned(),
                portable: "the cloud".to_owned(),
            },
        })
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

/// Returns the address of the flag, else of the environment; none for the vendor's endpoints.
pub(super) fn endpoint(target: &Target) -> Result<Option<(String, Endpoints)>, Failure> {
    let hint = "write it as `http://127.0.0.1:8787`";
    let (url, named, exit) = match &target.endpoint {
        Some(url) => (url.clone(), "--endpoint", Exit::Usage),
        None => match environment("CEN_ENDPOINT") {
            Some(url) => (url, "CEN_ENDPOINT", Exit::Error),
            None => return Ok(None),
        },
    };
    let endpoints = Endpoints::fixed(&url)
        .map_err(|error| Failure::new(format!("`{named}`: {error}"), hint).exit(exit))?;
    Ok(Some((url, endpoints)))
}

pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target_id(simulate: Option<Option<&str>>, endpoint: Option<&str>) -> TargetId {
        let simulate = simulate.map(|world| world.map(PathBuf::from));
        TargetId::of(
            &Target {
                simulate,
                endpoint: endpoint.map(str::to_owned),
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
        assert_eq!(target_id(Some(None), None).words, "the simulator");
        assert_eq!(
            target_id(Some(Some("nets/.cen/simulator.json")), None),
            target_id(Some(None), None)
        );
        assert_eq!(
            target_id(Some(Some("nets/w.json")), None).stem,
            "world-w.json"
        );
        let elsewhere = target_id(Some(Some("w.json")), None);
        assert_eq!(elsewhere.portable, "simulated world w.json");
        assert!(
            elsewhere.words.ends_with("/w.json") && elsewhere.stem.starts_with("world-%2F"),
            "{elsewhere:?}"
        );
        let served = target_id(None, Some("http://127.0.0.1:8787/"));
        assert_eq!(
            (served.words.as_str(), served.stem.as_str()),
            ("endpoint http://127.0.0.1:8787", "http-127.0.0.1%3A8787")
        );
        assert_eq!(target_id(None, Some("http://127.0.0.1:8787")), served);
    }
}
