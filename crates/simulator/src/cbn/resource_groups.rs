//! The resource groups of CENs and bandwidth packages.

use serde_json::json;

use crate::call::{Answer, Call};
use crate::refusal::Refusal;

/// The group of what was never moved.
pub(crate) const DEFAULT_GROUP: &str = "rg-default";

/// Returns the group as answers show it.
pub(crate) fn resource_group(group: &Option<String>) -> &str {
    group.as_deref().unwrap_or(DEFAULT_GROUP)
}

/// Any group is taken to exist whose id looks like one. A dry run that passes is an error with a code of its own.
pub(crate) fn move_resource_group(call: &mut Call<'_>) -> Answer {
    let group = call.parameters.required("NewResourceGroupId")?.to_owned();
    let id = call.parameters.required("ResourceId")?;
    let kind = call.parameters.required("ResourceType")?;
    let dry_run = call.parameters.boolean("DryRun")?.unwrap_or(false);
    if !group.starts_with("rg-") {
        return Err(Refusal::new(
            400,
            "IllegalParam.ResourceGroupId",
            "The specified resource group id is illegal.",
        ));
    }
    let caller = call.caller;
    let held = match kind.to_ascii_lowercase().as_str() {
        "cen" => {
            let own = call
                .world
                .cens
                .get_mut(id)
                .filter(|cen| cen.owner == caller);
            &mut own.ok_or_else(Refusal::no_cen)?.resource_group
        }
        "bandwidthpackage" => {
            let own = call
                .world
                .packages
                .get_mut(id)
                .filter(|package| package.owner == caller);
            &mut own.ok_or_else(Refusal::no_package)?.resource_group
        }
        _ => return Err(Refusal::invalid("ResourceType")),
    };
    if dry_run {
        return Err(Refusal::new(
            400,
            "DryRunOperation",
            "Request validation has been passed with DryRun flag set.",
        ));
    }
    *held = Some(group);
    Ok(json!({}))
}
