//! RAM 2015-05-01 and Resource Manager 2020-03-31: the service-linked role of CEN.

use serde_json::{Value, json};

use crate::call::{Answer, Call};
use crate::identity::role_id;
use crate::permission;
use crate::refusal::Refusal;
use crate::world::{Role, RoleAtFirst};

/// The role, and the service that it is linked to.
const ROLE: &str = "AliyunServiceRoleForCEN";
const SERVICE: &str = "cen.aliyuncs.com";

/// When a role was made that no call here made.
const MADE: &str = "2026-01-01T00:00:00Z";

/// Tells whether an account has the role.
pub(crate) fn has_role(call: &Call<'_>, account: &str) -> bool {
    let said = call.world.accounts.get(account);
    let usual = call.world.assumptions.role == RoleAtFirst::Made;
    said.and_then(|account| account.role).unwrap_or(usual)
}

/// Makes the role of the caller's account, as some calls do if it is missing.
///
/// # Errors
/// The refusal of a caller who may not.
pub(crate) fn make_role_of(call: &mut Call<'_>) -> Result<(), Refusal> {
    if has_role(call, call.caller) {
        return Ok(());
    }
    if !may_make_roles(call) {
        return Err(Refusal::new(
            400,
            "NoPermission.AliyunServiceRoleForCEN",
            "You are not authorized to create the service linked role. Role Name: AliyunServiceRoleForCEN. Service Name: cen.aliyuncs.com. \
             Make sure that the user has been granted the ram:CreateServiceLinkedRole permission.",
        ));
    }
    make(call);
    Ok(())
}

fn may_make_roles(call: &Call<'_>) -> bool {
    let account = call.world.accounts.get(call.caller);
    let action = "ram:CreateServiceLinkedRole";
    account.is_some_and(|account| account.may_make_roles)
        && permission::may(call.identity, action, Some(SERVICE))
}

fn make(call: &mut Call<'_>) {
    if let Some(account) = call.world.accounts.get_mut(call.caller) {
        account.role = Some(true);
    }
}

pub(crate) fn get_role(call: &mut Call<'_>) -> Answer {
    let name = call.parameters.required("RoleName")?;
    let account = call.world.accounts.get(call.caller);
    if let Some(made) = account.and_then(|account| account.roles.get(name)) {
        return Ok(json!({ "Role": made_role(call.caller, name, made) }));
    }
    if name != ROLE || !has_role(call, call.caller) {
        return Err(Refusal::new(
            404,
            "EntityNotExist.Role",
            format!("The role {name} does not exist."),
        ));
    }
    Ok(json!({ "Role": role(call.caller) }))
}

pub(crate) fn create_service_linked_role(call: &mut Call<'_>) -> Answer {
    let service = call.parameters.required("ServiceName")?;
    if service != SERVICE {
        return Err(Refusal::new(
            404,
            "EntityNotExist.Service",
            "The service does not exist.",
        ));
    }
    for name in ["CustomSuffix", "Description"] {
        if call.parameters.get(name).is_some() {
            return Err(Refusal::new(
                400,
                &format!("InvalidParameter.{name}.NotAllowed"),
                format!("The parameter {name} is not allowed for the service."),
            ));
        }
    }
    if !may_make_roles(call) {
        return Err(Refusal::new(
            403,
            "NoPermission",
            "You are not authorized to do this action. Action: ram:CreateServiceLinkedRole",
        ));
    }
    if has_role(call, call.caller) {
        return Err(Refusal::new(
            409,
            "EntityAlreadyExists.Role",
            format!("The role {ROLE} already exists."),
        ));
    }
    make(call);
    Ok(json!({ "Role": role(call.caller) }))
}

/// Returns a role that somebody made.
fn made_role(account: &str, name: &str, role: &Role) -> Value {
    let services = |trusted: &&String| trusted.ends_with(".aliyuncs.com");
    let trusted = |is_service: bool| {
        let all = role.trusts.iter();
        all.filter(|trusted| services(trusted) == is_service)
            .cloned()
            .collect::<Vec<_>>()
    };
    json!({
        "RoleName": name,
        "RoleId": role_id(account, name),
        "Arn": format!("acs:ram::{account}:role/{name}"),
        "MaxSessionDuration": role.longest,
        "CreateDate": MADE,
        "Description": "",
        "AssumeRolePolicyDocument": json!({
            "Statement": [{
                "Action": "sts:AssumeRole",
                "Effect": "Allow",
                "Principal": { "RAM": trusted(false), "Service": trusted(true) },
            }],
            "Version": "1",
        })
        .to_string(),
    })
}

fn role(account: &str) -> Value {
    json!({
        "RoleName": ROLE,
        "RoleId": format!("3{account}"),
        // The ARN has the name in lower case. Source: reference, permissions §5.
        "Arn": format!("acs:ram::{account}:role/{}", ROLE.to_lowercase()),
        "RolePrincipalName": format!("{}@role.{account}.onaliyunservice.com", ROLE.to_lowercase()),
        "IsServiceLinkedRole": true,
        "CreateDate": MADE,
        "Description": "",
        "AssumeRolePolicyDocument": json!({
            "Statement": [{ "Action": "sts:AssumeRole", "Effect": "Allow", "Principal": { "Service": [SERVICE] } }],
            "Version": "1",
        })
        .to_string(),
    })
}
