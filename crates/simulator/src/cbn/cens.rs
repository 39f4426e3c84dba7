//! CENs themselves.

use serde::Serialize;
use serde_json::json;

use crate::call::{Answer, Call, ListAnswer, minutes, tag_list};
use crate::cbn::packages::shown_cen;
use crate::cbn::resource_groups::resource_group;
use crate::object::object;
use crate::pace::PacedChange;
use crate::parameters::{Filter, tags_match};
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, NAME, STRICT_DESCRIPTION, STRICT_NAME, TextRule};
use crate::world::{
    Cen, DeleteCen, Edition, EmptyTexts, Map, Next, Protection, ResourceKey, Router, Routing,
};

pub(crate) fn create_cen(call: &mut Call<'_>) -> Answer {
    let name = call.text("Name", &NAME)?.unwrap_or_default();
    let description = call.text("Description", &DESCRIPTION)?.unwrap_or_default();
    let tags = call.parameters.tags()?;
    // FULL is the level of old CENs: the reference knows no way to make one.
    if call
        .parameters
        .get("ProtectionLevel")
        .is_some_and(|level| level != "REDUCED")
    {
        return Err(Refusal::invalid("ProtectionLevel"));
    }
    let owned = call
        .world
        .cens
        .values()
        .filter(|cen| cen.owner == call.caller)
        .count();
    if call
        .world
        .quotas
        .as_ref()
        .is_some_and(|quotas| owned >= quotas.cens)
    {
        return Err(Refusal::new(
            400,
            "QuotaExceeded.CenCountExceeded",
            "The number of CEN instances exceeds the quota.",
        ));
    }
    let id = call.world.new_id("cen");
    let cen = Cen {
        owner: call.caller.to_owned(),
        name,
        description,
        status: "Creating".to_owned(),
        tags,
        created: call.now,
        children: Map::new(),
        former: Map::new(),
        limits: Map::new(),
        routers: Map::new(),
        attachments: Map::new(),
        routing: Routing::default(),
        resource_group: None,
        protection: Protection::Reduced,
    };
    call.world.cens.insert(id.clone(), cen);
    call.begin(
        ResourceKey::Cen(id.clone()),
        PacedChange::Cen,
        Next::Status("Active".to_owned()),
    );
    Ok(json!({ "CenId": id }))
}

pub(crate) fn modify_cen_attribute(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    let before = call.free_cen(&id)?.protection;
    let name = changed(call, "Name", &STRICT_NAME)?;
    let description = changed(call, "Description", &STRICT_DESCRIPTION)?;
    let protection = protection(call, before)?;
    let Some(cen) = call.world.cens.get_mut(&id) else {
        return Err(Refusal::no_cen());
    };
    cen.name = name.unwrap_or_else(|| cen.name.clone());
    cen.description = description.unwrap_or_else(|| cen.description.clone());
    cen.protection = protection;
    cen.status = "Modifying".to_owned();
    call.begin(
        ResourceKey::Cen(id),
        PacedChange::Cen,
        Next::Status("Active".to_owned()),
    );
    Ok(json!({}))
}

/// The text that a CEN is to have, if it is to have another one.
fn changed(call: &Call<'_>, name: &str, rule: &TextRule) -> Result<Option<String>, Refusal> {
    let is_empty = call.parameters.given(name) == Some("");
    match call.world.rules.empty_texts {
        EmptyTexts::Clear if is_empty => Ok(Some(String::new())),
        EmptyTexts::Clear | EmptyTexts::Refuse => call.text(name, rule),
    }
}

/// The level that a CEN is to have: it can be lowered, never raised.
fn protection(call: &Call<'_>, before: Protection) -> Result<Protection, Refusal> {
    match call.parameters.get("ProtectionLevel") {
        None => Ok(before),
        Some("REDUCED") => Ok(Protection::Reduced),
        Some("FULL") if before == Protection::Full => Ok(Protection::Full),
        Some("FULL") => Err(Refusal::new(
            400,
            "InvalidOperation.EnhanceProtectionLevel",
            "The protection level cannot be raised.",
        )),
        Some(_) => Err(Refusal::invalid("ProtectionLevel")),
    }
}

pub(crate) fn delete_cen(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    let cen = call.free_cen(&id)?;
    if !cen.children.is_empty() || !cen.attachments.is_empty() {
        let message = "The CEN instance still has attached child instances.";
        return Err(Refusal::new(
            409,
            "InvalidOperation.AttachedChildInstanceExist",
            message,
        ));
    }
    // The pre-condition is documented, its code is not: the CEN is not in a state that it can be deleted from.
    if call.world.packages_of(&id).next().is_some() {
        return Err(Refusal::cen_status());
    }
    check_routers(call, cen)?;
    // The code is documented, what counts as a route entry is not: a service that is routed through the CEN is one. Route maps go with it.
    if !cen.routing.services.is_empty() {
        return Err(Refusal::new(
            400,
            "OperationFailed.DeleteCenWithRouteEntry",
            "The CEN instance still has route entries.",
        ));
    }
    if let Some(cen) = call.world.cens.get_mut(&id) {
        cen.status = "Deleting".to_owned();
    }
    call.begin(ResourceKey::Cen(id), PacedChange::Cen, Next::Gone);
    Ok(json!({}))
}

/// Refuses a CEN whose routers keep it: what they are not documented to refuse, they are assumed to.
fn check_routers(call: &Call<'_>, cen: &Cen) -> Result<(), Refusal> {
    let tables = || {
        cen.routers
            .values()
            .flat_map(|router| router.tables.values())
    };
    if tables().any(|table| !table.is_system) {
        return Err(Refusal::new(
            400,
            "OperationFailed.DeleteCenWithCustomRouteTable",
            "Operation failed because you are not allowed to delete the CEN with the custom transit router route table.",
        ));
    }
    if tables().any(|table| !table.entries.is_empty()) {
        return Err(Refusal::new(
            400,
            "OperationFailed.DeleteCenWithRouteEntry",
            "Operation failed because you are not allowed to delete the CEN with the transit router route entry.",
        ));
    }
    let keeps = |router: &Router| match call.world.assumptions.delete_cen {
        DeleteCen::RefuseRouters => router.edition == Edition::Enterprise,
        DeleteCen::TakeRouters => router.status != "Active",
    };
    match cen.routers.values().any(keeps) {
        true => Err(Refusal::cen_status()),
        false => Ok(()),
    }
}

pub(crate) fn describe_cens(call: &mut Call<'_>) -> ListAnswer {
    let filters = call
        .parameters
        .filters(&["CenId", "Name", "CenBandwidthPackageId"])?;
    let tags = call.parameters.tag_filters("Tag");
    let page = call.parameters.page()?;
    let group = call.parameters.get("ResourceGroupId");
    let in_group =
        |cen: &Cen| group.is_none_or(|group| group == resource_group(&cen.resource_group));
    let world = &*call.world;
    let holds = |id: &str, cen: &Cen, key: &str, value: &str| match key {
        "CenId" => value == id,
        "Name" => value == cen.name,
        _ => {
            let package = world.packages.get(value);
            package.is_some_and(|package| shown_cen(package) == Some(id))
        }
    };
    let is_wanted = |id: &str, cen: &Cen| {
        let fits = |filter: &Filter| filter.any(|value| holds(id, cen, &filter.key, value));
        tags_match(&tags, &cen.tags) && in_group(cen) && filters.iter().all(fits)
    };
    let own = call.own_cens().filter(|(id, cen)| is_wanted(id, cen));
    let found = call.found(|| own.map(|(id, _)| id.clone()));
    let answer = page.answer(("Cens", "Cen"), &*found, |id| {
        row(call, id, &world.cens[id])
    });
    call.world
        .count_read(|key| matches!(key, ResourceKey::Cen(_)));
    Ok(answer)
}

fn row(call: &Call<'_>, id: &str, cen: &Cen) -> impl Serialize {
    let is_shown = |package: &&String| {
        let package = call.world.packages.get(*package);
        package.is_some_and(|package| shown_cen(package).is_some())
    };
    let packages = call.index.packages_of(call.world, id).iter();
    let packages: Vec<_> = packages.filter(is_shown).collect();
    object! {
        "CenId": id,
        "Name": &cen.name,
        "Description": &cen.description,
        "Status": &cen.status,
        "ProtectionLevel": cen.protection.as_str(),
        "Ipv6Level": "DISABLED",
        "CreationTime": minutes(cen.created),
        "ResourceGroupId": resource_group(&cen.resource_group),
        "CenBandwidthPackageIds": object! { "CenBandwidthPackageId": packages },
        "Tags": tag_list(&cen.tags),
    }
}
