//! STS 2015-04-01: whose a credential is.

use serde_json::json;

use crate::call::{Answer, Call};

pub(crate) fn get_caller_identity(call: &mut Call<'_>) -> Answer {
    let account = call.caller;
    Ok(json!({
        "AccountId": account,
        "Arn": format!("acs:ram::{account}:root"),
        "IdentityType": "Account",
        "PrincipalId": account,
        "RoleId": "",
        "UserId": account,
    }))
}
