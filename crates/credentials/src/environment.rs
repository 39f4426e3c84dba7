//! Sources that environment variables describe, in the order of the vendor's clients.

use crate::secret::Secret;
use crate::source::{AccessKey, Metadata, Oidc, Session, Source, Uri};

/// The environment: gives the value of a variable.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Why the environment describes no source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// A variable is set, and another that it needs is not.
    #[error("`{present}` is set, but `{missing}` is not")]
    Half {
        /// The variable that is set.
        present: &'static str,
        /// The variable that is not.
        missing: &'static str,
    },
    /// A source is described, and switched off as well.
    #[error("`{variable}` is set, but `{switch}` forbids it")]
    SwitchedOff {
        /// The variable that describes a source.
        variable: &'static str,
        /// The variable that forbids it.
        switch: &'static str,
    },
}

/// The names under which the vendor's tools look for a key: id, secret, token.
const KEYS: [[&str; 3]; 4] = [
    [
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        "ALIBABA_CLOUD_SECURITY_TOKEN",
    ],
    [
        "ALIBABACLOUD_ACCESS_KEY_ID",
        "ALIBABACLOUD_ACCESS_KEY_SECRET",
        "ALIBABACLOUD_SECURITY_TOKEN",
    ],
    [
        "ALICLOUD_ACCESS_KEY_ID",
        "ALICLOUD_ACCESS_KEY_SECRET",
        "ALICLOUD_SECURITY_TOKEN",
    ],
    [
        "ALICLOUD_ACCESS_KEY",
        "ALICLOUD_SECRET_KEY",
        "ALICLOUD_SECURITY_TOKEN",
    ],
];

/// The same without a prefix, as the vendor's command line tool takes them. Other programs may use these names, so one alone says nothing.
const PLAIN_KEY: [&str; 3] = ["ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN"];

/// What a pod of Kubernetes gets (RRSA), and any job may set: role, identity provider, token file.
const OIDC: [&str; 3] = [
    "ALIBABA_CLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
];

/// The name of a session if none is given.
pub(crate) const SESSION_NAME: &str = "cen";

/// Forbids the sources that run commands or ask addresses.
pub(crate) const NO_EXTERNAL: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";

const NO_METADATA: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// Returns the key of the environment, else the role of an OIDC token; none if it describes neither. An empty variable counts as not set.
///
/// # Errors
/// [`EnvironmentError`] if a part is missing.
pub fn from_environment(variables: Variables<'_>) -> Result<Option<Source>, EnvironmentError> {
    match key(variables)? {
        Some(key) => Ok(Some(key)),
        None => oidc(variables),
    }
}

/// Returns what the environment says of the machine's own services: the role of the ECS instance, else a CredentialsURI; none if it names
/// neither.
///
/// # Errors
/// [`EnvironmentError`] if it names one and forbids it.
pub fn from_instance(variables: Variables<'_>) -> Result<Option<Source>, EnvironmentError> {
    let role = "ALIBABA_CLOUD_ECS_METADATA";
    if let Some(role_name) = set(variables, role) {
        if is_true(variables, NO_METADATA) {
            return Err(EnvironmentError::SwitchedOff {
                variable: role,
                switch: NO_METADATA,
            });
        }
        return Ok(Some(Source::Metadata(Metadata {
            origin: format!("the environment ({role})"),
            role_name: Some(role_name),
            is_v1_allowed: is_v1_allowed(variables),
        })));
    }
    let uri = "ALIBABA_CLOUD_CREDENTIALS_URI";
    let Some(address) = set(variables, uri) else {
        return Ok(None);
    };
    if is_true(variables, NO_EXTERNAL) {
        return Err(EnvironmentError::SwitchedOff {
            variable: uri,
            switch: NO_EXTERNAL,
        });
    }
    Ok(Some(Source::Uri(Uri {
        origin: format!("the environment ({uri})"),
        address: address.into(),
    })))
}

fn key(variables: Variables<'_>) -> Result<Option<Source>, EnvironmentError> {
    for names in KEYS {
        let [id, secret, _] = names;
        let half = |present, missing| Err(EnvironmentError::Half { present, missing });
        match (set(variables, id), set(variables, secret)) {
            (Some(_), Some(_)) => return Ok(whole_key(variables, names)),
            (Some(_), None) => return half(id, secret),
            (None, Some(_)) => return half(secret, id),
            (None, None) => {}
        }
    }
    Ok(whole_key(variables, PLAIN_KEY))
}

/// Returns the key under these names: id, secret, token; none if id or secret is missing.
fn whole_key(variables: Variables<'_>, [id, secret, token]: [&str; 3]) -> Option<Source> {
    Some(Source::AccessKey(AccessKey {
        origin: format!("the environment ({id})"),
        access_key_id: set(variables, id)?,
        secret: set(variables, secret)?.into(),
        token: set(variables, token).map(Secret::from),
        ends: None,
    }))
}

fn oidc(variables: Variables<'_>) -> Result<Option<Source>, EnvironmentError> {
    let [role, provider, file] = OIDC;
    let values = OIDC.map(|name| set(variables, name));
    let [Some(role_arn), Some(provider_arn), Some(token_file)] = values else {
        let [role_arn, provider_arn, token_file] = values;
        // A role alone is something else's: only the other two are of OIDC and nothing else.
        return match (provider_arn.is_some(), token_file.is_some()) {
            (false, false) => Ok(None),
            (true, false) => Err(EnvironmentError::Half {
                present: provider,
                missing: file,
            }),
            (false, true) => Err(EnvironmentError::Half {
                present: file,
                missing: provider,
            }),
            (true, true) => {
                debug_assert!(role_arn.is_none());
                Err(EnvironmentError::Half {
                    present: provider,
                    missing: role,
                })
            }
        };
    };
    Ok(Some(Source::Oidc(Oidc {
        origin: format!("the environment ({role})"),
        provider_arn,
        token_file,
        session: Session {
            role_arn,
            name: session_name(variables),
            seconds: None,
            policy: None,
            sts_host: sts_host(
                set(variables, "ALIBABA_CLOUD_STS_ENDPOINT"),
                set(variables, "ALIBABA_CLOUD_STS_REGION"),
                is_true(variables, VPC),
            ),
        },
    })))
}

const VPC: &str = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";

/// Returns the name of a session: of the environment, else ours.
pub(crate) fn session_name(variables: Variables<'_>) -> String {
    set(variables, "ALIBABA_CLOUD_ROLE_SESSION_NAME").unwrap_or_else(|| SESSION_NAME.to_owned())
}

pub(crate) fn is_v1_allowed(variables: Variables<'_>) -> bool {
    !is_true(variables, "ALIBABA_CLOUD_IMDSV1_DISABLED")
}

/// Regions whose STS is the central one. Source: the vendor's endpoint map and the map of its SDK.
const CENTRAL_STS: [&str; 6] = [
    "ap-south-1",
    "ap-southeast-2",
    "cn-beijing-gov-1",
    "cn-hangzhou-finance",
    "cn-shenzhen-finance-1",
    "cn-wuhan",
];

/// Returns the host of STS that a source names: a host, or that of a region; none for the central one.
pub(crate) fn sts_host(
    host: Option<String>,
    region: Option<String>,
    is_inside: bool,
) -> Option<String> {
    let regional = |region: String| match is_inside {
        true => Some(format!("sts-vpc.{region}.aliyuncs.com")),
        false if CENTRAL_STS.contains(&region.as_str()) => None,
        false => Some(format!("sts.{region}.aliyuncs.com")),
    };
    host.or_else(|| region.and_then(regional))
}

pub(crate) fn set(variables: Variables<'_>, name: &str) -> Option<String> {
    variables(name).filter(|value| !value.is_empty())
}

pub(crate) fn is_true(variables: Variables<'_>, name: &str) -> bool {
    set(variables, name).is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(set: &[(&str, &str)]) -> Result<Option<Source>, EnvironmentError> {
        let variables = |name: &str| {
            let found = set.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        };
        match from_environment(&variables)? {
            Some(source) => Ok(Some(source)),
            None => from_instance(&variables),
        }
    }

    fn origin(set: &[(&str, &str)]) -> String {
        let source = all(set).unwrap().unwrap();
        assert!(!format!("{source:?}").contains("canary"), "{source:?}");
        source.origin().to_owned()
    }

    const OF_OIDC: [(&str, &str); 3] = [
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r"),
        (
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
            "acs:ram::1:oidc-provider/p",
        ),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token"),
    ];

    #[test]
    fn keys_come_first_then_oidc_then_the_instance_then_the_uri() {
        let mut set = vec![("ALIBABA_CLOUD_CREDENTIALS_URI", "http://canary")];
        let variable = |set: &[_]| origin(set);
        assert_eq!(
            variable(&set),
            "the environment (ALIBABA_CLOUD_CREDENTIALS_URI)"
        );
        set.push(("ALIBABA_CLOUD_ECS_METADATA", "role"));
        assert_eq!(
            variable(&set),
            "the environment (ALIBABA_CLOUD_ECS_METADATA)"
        );
        set.extend(OF_OIDC);
        assert_eq!(variable(&set), "the environment (ALIBABA_CLOUD_ROLE_ARN)");
        let plain = [PLAIN_KEY].into_iter();
        for [id, secret, _] in plain.chain(KEYS.into_iter().rev()) {
            set.push((id, "LTAI"));
            set.push((secret, "canary"));
            assert_eq!(variable(&set), format!("the environment ({id})"));
        }
        assert_eq!(all(&[]), Ok(None));
        assert_eq!(all(&[("ALIBABA_CLOUD_ACCESS_KEY_ID", "")]), Ok(None));
    }

    #[test]
    fn a_part_alone_is_an_error_that_names_the_other() {
        let refusal = |set: &[_]| all(set).unwrap_err().to_string();
        assert_eq!(
            refusal(&[("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "canary")]),
            "`ALIBABA_CLOUD_ACCESS_KEY_SECRET` is set, but `ALIBABA_CLOUD_ACCESS_KEY_ID` is not"
        );
        assert_eq!(
            refusal(&OF_OIDC[..2]),
            "`ALIBABA_CLOUD_OIDC_PROVIDER_ARN` is set, but `ALIBABA_CLOUD_OIDC_TOKEN_FILE` is not"
        );
        assert_eq!(
            refusal(&OF_OIDC[1..]),
            "`ALIBABA_CLOUD_OIDC_PROVIDER_ARN` is set, but `ALIBABA_CLOUD_ROLE_ARN` is not"
        );
        assert_eq!(all(&OF_OIDC[..1]), Ok(None));
        assert_eq!(all(&[("ACCESS_KEY_ID", "LTAI")]), Ok(None));
        for (variable, switch) in [
            ("ALIBABA_CLOUD_ECS_METADATA", NO_METADATA),
            ("ALIBABA_CLOUD_CREDENTIALS_URI", NO_EXTERNAL),
        ] {
            assert_eq!(
                refusal(&[(variable, "x"), (switch, "TRUE")]),
                format!("`{variable}` is set, but `{switch}` forbids it")
            );
        }
    }

    #[test]
    fn sts_has_a_host_a_region_and_an_inside() {
        let host = |host: Option<&str>, region: Option<&str>, inside| {
            sts_host(host.map(str::to_owned), region.map(str::to_owned), inside)
        };
        assert_eq!(host(None, None, true), None);
        assert_eq!(host(None, Some("cn-wuhan"), false), None);
        assert_eq!(
            host(None, Some("cn-beijing"), false).as_deref(),
            Some("sts.cn-beijing.aliyuncs.com")
        );
        assert_eq!(
            host(None, Some("cn-beijing"), true).as_deref(),
            Some("sts-vpc.cn-beijing.aliyuncs.com")
        );
        assert_eq!(
            host(Some("h"), Some("cn-beijing"), true).as_deref(),
            Some("h")
        );
    }
}
