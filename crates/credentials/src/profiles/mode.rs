//! The modes of profiles, and what each needs.

use cen_cloud::{Endpoints, printable};
use jiff::Timestamp;

use super::file::Written;
use super::{ProfileError, Surroundings};
use crate::environment::{NO_EXTERNAL, SESSION_NAME, is_true, is_v1_allowed, set, sts_host};
use crate::role::account_of_role;
use crate::secret::Secret;
use crate::source::{AccessKey, External, Metadata, Oidc, Role, Session, Source, Uri};

/// A mode that is served.
#[derive(Clone, Copy)]
pub(super) enum Mode {
    Ak,
    StsToken,
    RamRoleArn,
    ChainableRamRoleArn,
    EcsRamRole,
    /// The role of the instance assumes another.
    RamRoleArnWithEcs,
    Oidc,
    External,
    CredentialsUri,
    /// A login of a person; only keys that it has already are used.
    Login,
}

impl Mode {
    /// Returns the mode of a profile. Its name is case-sensitive, as for the vendor's tool.
    pub(super) fn of(profile: &Written) -> Result<Self, ProfileError> {
        match profile.mode.as_deref().unwrap_or_default() {
            "AK" => Ok(Self::Ak),
            "StsToken" => Ok(Self::StsToken),
            "RamRoleArn" => Ok(Self::RamRoleArn),
            "ChainableRamRoleArn" => Ok(Self::ChainableRamRoleArn),
            "EcsRamRole" => Ok(Self::EcsRamRole),
            "RamRoleArnWithRoleName" | "RamRoleArnWithEcs" => Ok(Self::RamRoleArnWithEcs),
            "OIDC" => Ok(Self::Oidc),
            "External" => Ok(Self::External),
            "CredentialsURI" => Ok(Self::CredentialsUri),
            "CloudSSO" | "OAuth" => Ok(Self::Login),
            "" => Err(missing(profile, "mode")),
            mode => Err(ProfileError::Mode {
                name: name(profile),
                mode: printable(mode),
            }),
        }
    }

    /// Returns the profile whose credential assumes the role of this one; none if the mode has no such.
    pub(super) fn source_profile(self, profile: &Written) -> Result<Option<String>, ProfileError> {
        match self {
            Self::ChainableRamRoleArn => {
                present(profile, "source_profile", &profile.source_profile).map(Some)
            }
            Self::Ak
            | Self::StsToken
            | Self::RamRoleArn
            | Self::EcsRamRole
            | Self::RamRoleArnWithEcs
            | Self::Oidc
            | Self::External
            | Self::CredentialsUri
            | Self::Login => Ok(None),
        }
    }

    /// Returns the source that a profile describes. `base` is the source of its source profile.
    pub(super) fn source(
        self,
        profile: &Written,
        base: Option<Source>,
        surroundings: Surroundings<'_>,
    ) -> Result<Source, ProfileError> {
        match self {
            Self::Ak => key(profile, None, None),
            Self::StsToken => {
                let token = secret(profile, "sts_token", &profile.sts_token)?;
                key(profile, Some(token), None)
            }
            Self::RamRoleArn => {
                let token = profile.sts_token.clone().filter(|token| !token.is_empty());
                role(profile, key(profile, token, None)?)
            }
            Self::ChainableRamRoleArn => {
                role(profile, base.expect("a chained role has a source profile"))
            }
            Self::EcsRamRole => Ok(metadata(profile, surroundings)),
            Self::RamRoleArnWithEcs => role(profile, metadata(profile, surroundings)),
            Self::Oidc => oidc(profile),
            Self::External => {
                allowed(profile, "External", surroundings)?;
                Ok(Source::External(External {
                    origin: origin(profile),
                    command: secret(profile, "process_command", &profile.process_command)?,
                }))
            }
            Self::CredentialsUri => uri(profile, surroundings),
            Self::Login => login(profile, surroundings.now),
        }
    }
}

fn key(
    profile: &Written,
    token: Option<Secret>,
    ends: Option<Timestamp>,
) -> Result<Source, ProfileError> {
    Ok(Source::AccessKey(AccessKey {
        origin: origin(profile),
        access_key_id: present(profile, "access_key_id", &profile.access_key_id)?,
        secret: secret(profile, "access_key_secret", &profile.access_key_secret)?,
        token,
        ends,
    }))
}

fn role(profile: &Written, base: Source) -> Result<Source, ProfileError> {
    Ok(Source::Role(Role {
        origin: origin(profile),
        base: Box::new(base),
        session: session(profile)?,
        external_id: given(&profile.external_id),
    }))
}

fn session(profile: &Written) -> Result<Session, ProfileError> {
    let role_arn = present(profile, "ram_role_arn", &profile.ram_role_arn)?;
    if account_of_role(&role_arn).is_none() {
        let wanted = "a role such as acs:ram::1250000000000001:role/cen";
        return Err(wrong(profile, "ram_role_arn", wanted));
    }
    let host = given(&profile.sts_endpoint);
    let is_host = |host: &String| Endpoints::fixed(&format!("https://{host}")).is_ok();
    if !host.as_ref().is_none_or(is_host) {
        return Err(wrong(profile, "sts_endpoint", "the name of a host"));
    }
    let region = given(&profile.sts_region);
    let is_region = |region: &String| {
        region
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    if !region.as_ref().is_none_or(is_region) {
        return Err(wrong(profile, "sts_region", "the name of a region"));
    }
    Ok(Session {
        role_arn,
        name: given(&profile.ram_session_name).unwrap_or_else(|| SESSION_NAME.to_owned()),
        seconds: profile.expired_seconds.filter(|seconds| *seconds > 0),
        policy: given(&profile.policy),
        sts_host: sts_host(host, region, profile.enable_vpc.unwrap_or_default()),
    })
}

fn metadata(profile: &Written, surroundings: Surroundings<'_>) -> Source {
    Source::Metadata(Metadata {
        origin: origin(profile),
        role_name: given(&profile.ram_role_name),
        is_v1_allowed: is_v1_allowed(surroundings.variables),
    })
}

fn oidc(profile: &Written) -> Result<Source, ProfileError> {
    Ok(Source::Oidc(Oidc {
        origin: origin(profile),
        provider_arn: present(profile, "oidc_provider_arn", &profile.oidc_provider_arn)?,
        token_file: present(profile, "oidc_token_file", &profile.oidc_token_file)?,
        session: session(profile)?,
    }))
}

fn uri(profile: &Written, surroundings: Surroundings<'_>) -> Result<Source, ProfileError> {
    allowed(profile, "CredentialsURI", surroundings)?;
    let written = profile.credentials_uri.clone();
    let written = written.filter(|address| !address.is_empty());
    let of_environment = || set(surroundings.variables, "ALIBABA_CLOUD_CREDENTIALS_URI");
    let address = written.or_else(|| of_environment().map(Secret::from));
    Ok(Source::Uri(Uri {
        origin: origin(profile),
        address: address.ok_or_else(|| missing(profile, "credentials_uri"))?,
    }))
}

/// The keys that the vendor's tool has fetched for a login, as long as they are valid. `cen` cannot log in, and does not write the file.
fn login(profile: &Written, now: Timestamp) -> Result<Source, ProfileError> {
    let ends = profile.sts_expiration;
    let ends = ends.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let token = profile.sts_token.clone().filter(|token| !token.is_empty());
    match ends.filter(|ends| *ends > now) {
        Some(ends) if token.is_some() => key(profile, token, Some(ends)),
        Some(_) | None => Err(ProfileError::Login {
            name: name(profile),
            mode: profile.mode.clone().unwrap_or_default(),
        }),
    }
}

fn allowed(
    profile: &Written,
    mode: &'static str,
    surroundings: Surroundings<'_>,
) -> Result<(), ProfileError> {
    if is_true(surroundings.variables, NO_EXTERNAL) {
        return Err(ProfileError::SwitchedOff {
            name: name(profile),
            mode,
            switch: NO_EXTERNAL,
        });
    }
    Ok(())
}

fn name(profile: &Written) -> String {
    printable(profile.name())
}

fn origin(profile: &Written) -> String {
    format!("profile `{}`", name(profile))
}

fn missing(profile: &Written, field: &'static str) -> ProfileError {
    ProfileError::Missing {
        name: name(profile),
        field,
    }
}

fn wrong(profile: &Written, field: &'static str, wanted: &'static str) -> ProfileError {
    ProfileError::Wrong {
        name: name(profile),
        field,
        wanted,
    }
}

fn given(value: &Option<String>) -> Option<String> {
    value.clone().filter(|value| !value.is_empty())
}

fn present(
    profile: &Written,
    field: &'static str,
    value: &Option<String>,
) -> Result<String, ProfileError> {
    given(value).ok_or_else(|| missing(profile, field))
}

fn secret(
    profile: &Written,
    field: &'static str,
    value: &Option<Secret>,
) -> Result<Secret, ProfileError> {
    let value = value.clone().filter(|value| !value.is_empty());
    value.ok_or_else(|| missing(profile, field))
}
