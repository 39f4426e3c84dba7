//! The older file of the vendor's SDKs, `~/.alibabacloud/credentials`: sections with lines `key = value`.
//!
//! Each section becomes a profile. Its keys may have the names of this file or those of the tool's file, which messages use.

use super::ProfileError;
use super::file::Written;

/// Reads the sections, in their order.
///
/// # Errors
/// [`ProfileError::Unreadable`] with the line, without what stands there, which may be a secret.
pub(super) fn sections(text: &str) -> Result<Vec<Written>, ProfileError> {
    let mut sections: Vec<Written> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let unreadable = || ProfileError::Unreadable {
            line: number + 1,
            column: 1,
        };
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest.strip_suffix(']').ok_or_else(unreadable)?;
            sections.push(Written {
                name: Some(name.trim().to_owned()),
                ..Written::default()
            });
            continue;
        }
        let (key, value) = line.split_once('=').ok_or_else(unreadable)?;
        let section = sections.last_mut().ok_or_else(unreadable)?;
        set(section, key.trim(), value.trim());
    }
    Ok(sections)
}

/// Takes over one line. Keys of no use here are passed over.
fn set(section: &mut Written, key: &str, value: &str) {
    let text = || Some(value.to_owned());
    match key {
        "type" => section.mode = Some(mode(value).to_owned()),
        "access_key_id" => section.access_key_id = text(),
        "access_key_secret" => section.access_key_secret = Some(value.to_owned().into()),
        "role_arn" | "ram_role_arn" => section.ram_role_arn = text(),
        "role_session_name" | "ram_session_name" => section.ram_session_name = text(),
        "policy" => section.policy = text(),
        "role_name" | "ram_role_name" => section.ram_role_name = text(),
        "oidc_provider_arn" => section.oidc_provider_arn = text(),
        "oidc_token_file_path" | "oidc_token_file" => section.oidc_token_file = text(),
        _ => {}
    }
}

/// Returns the mode that a type is called in the tool's file; an unknown one as it is, so that it is refused by its name.
fn mode(kind: &str) -> &str {
    match kind {
        "access_key" => "AK",
        "ram_role_arn" => "RamRoleArn",
        "ecs_ram_role" => "EcsRamRole",
        "oidc_role_arn" => "OIDC",
        other => other,
    }
}
