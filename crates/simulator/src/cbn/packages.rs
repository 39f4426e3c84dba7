//! Bandwidth packages: bought, associated with a CEN, released.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use crate::area::{is_offered, span};
use crate::call::{Answer, Call, listing, minutes, tag_list};
use crate::cbn::resource_groups::resource_group;
use crate::pace::Change;
use crate::parameters::tags_match;
use crate::refusal::Refusal;
use crate::world::{Charge, Package, PackageState};
use crate::world::{Next, ResourceKey};

pub(crate) fn create_cen_bandwidth_package(call: &mut Call<'_>) -> Answer {
    let package = new_package(call)?;
    // An order that is not paid brings nothing into being, and shows in no listing.
    let paid =
        package.charge == Charge::Postpay || call.parameters.boolean("AutoPay")?.unwrap_or(false);
    let order = call.world.new_id("order").replace("order-", "2");
    if !paid {
        return Ok(json!({ "CenBandwidthPackageOrderId": order }));
    }
    let id = call.world.new_id("cenbwp");
    call.world.packages.insert(id.clone(), package);
    call.begin(
        ResourceKey::Package(id.clone()),
        Change::Package,
        Next::Package(PackageState::Idle),
    );
    Ok(json!({ "CenBandwidthPackageId": id, "CenBandwidthPackageOrderId": order }))
}

/// The package that the parameters describe.
fn new_package(call: &Call<'_>) -> Result<Package, Refusal> {
    let parameters = call.parameters;
    let mbps = bandwidth(call)?;
    let area = |name: &str| parameters.required(name).map(str::to_lowercase);
    let areas = [area("GeographicRegionAId")?, area("GeographicRegionBId")?];
    if !is_offered(&areas[0], &areas[1]) {
        return Err(Refusal::new(
            404,
            "GeographicSpan.NotFound",
            "The specified geographic span does not exist.",
        ));
    }
    let charge = charge(call)?;
    Ok(Package {
        owner: call.caller.to_owned(),
        mbps,
        areas,
        charge,
        expires: if charge == Charge::Prepay {
            Some(end_of_term(call)?)
        } else {
            None
        },
        name: call.text("Name")?.unwrap_or_default(),
        description: call.text("Description")?.unwrap_or_default(),
        tags: parameters.tags()?,
        state: PackageState::Creating,
        business_status: "Normal".to_owned(),
        cen: None,
        created: call.now,
        resource_group: None,
    })
}

/// How a package is paid for. That a term can renew itself is checked and not kept: it is beyond the life of a simulator.
fn charge(call: &Call<'_>) -> Result<Charge, Refusal> {
    call.parameters.boolean("AutoRenew")?;
    call.parameters.number("AutoRenewDuration")?;
    match call.parameters.get("BandwidthPackageChargeType") {
        None | Some("POSTPAY") => Ok(Charge::Postpay),
        Some("PREPAY") => Ok(Charge::Prepay),
        Some(_) => Err(Refusal::new(
            400,
            "UnSupported.ChargeType",
            "The specified charge type is not supported.",
        )),
    }
}

/// `Bandwidth`, from 2 to 10000 Mbps.
fn bandwidth(call: &Call<'_>) -> Result<u32, Refusal> {
    call.parameters.required("Bandwidth")?;
    let number = call
        .parameters
        .number("Bandwidth")?
        .filter(|mbps| (2..=10_000).contains(mbps));
    let illegal = || {
        Refusal::new(
            400,
            "ParameterIllegal.BandwidthLimit",
            "The specified bandwidth is illegal.",
        )
    };
    number
        .and_then(|mbps| u32::try_from(mbps).ok())
        .ok_or_else(illegal)
}

/// When a term that begins now ends: 1, 2, 3 or 6 months, or 1 to 3 years.
fn end_of_term(call: &Call<'_>) -> Result<Timestamp, Refusal> {
    let period = call.parameters.number("Period")?.unwrap_or(1);
    let months = match (
        call.parameters.get("PricingCycle").unwrap_or("Month"),
        period,
    ) {
        ("Month", 1 | 2 | 3 | 6) => period,
        ("Year", 1..=3) => period * 12,
        ("Month" | "Year", _) => return Err(Refusal::invalid("Period")),
        _ => return Err(Refusal::invalid("PricingCycle")),
    };
    let months = i32::try_from(months).map_err(|_| Refusal::invalid("Period"))?;
    let end = call
        .now
        .to_zoned(jiff::tz::TimeZone::UTC)
        .checked_add(months.months());
    Ok(end.map_or(Timestamp::MAX, |end| end.timestamp()))
}

/// A package of the caller's own that is not still being made.
fn own_package(call: &Call<'_>, id: &str) -> Result<Package, Refusal> {
    let visible = |package: &&Package| {
        package.owner == call.caller && package.state != PackageState::Creating
    };
    call.world
        .packages
        .get(id)
        .filter(visible)
        .cloned()
        .ok_or_else(Refusal::no_package)
}

pub(crate) fn modify_cen_bandwidth_package_attribute(call: &mut Call<'_>) -> Answer {
    let id = call
        .parameters
        .required("CenBandwidthPackageId")?
        .to_owned();
    own_package(call, &id)?;
    let (name, description) = (call.text("Name")?, call.text("Description")?);
    if let Some(package) = call.world.packages.get_mut(&id) {
        package.name = name.unwrap_or_else(|| package.name.clone());
        package.description = description.unwrap_or_else(|| package.description.clone());
    }
    Ok(json!({}))
}

pub(crate) fn modify_cen_bandwidth_package_spec(call: &mut Call<'_>) -> Answer {
    let id = call
        .parameters
        .required("CenBandwidthPackageId")?
        .to_owned();
    let package = own_package(call, &id)?;
    let mbps = bandwidth(call)?;
    let crosses = is_cross_border(&package);
    if mbps < package.mbps && crosses {
        return Err(Refusal::new(
            400,
            "ParameterIllegal.BandwidthLimit",
            "A cross-border bandwidth package cannot be downgraded.",
        ));
    }
    if u64::from(mbps) < used(call, &id) {
        return Err(exceeded());
    }
    if let Some(package) = call.world.packages.get_mut(&id) {
        package.mbps = mbps;
    }
    Ok(json!({}))
}

/// The sum of the limits would exceed the package.
pub(crate) fn exceeded() -> Refusal {
    Refusal::new(
        409,
        "InvalidOperation.BwpBandwidthExceeded",
        "The bandwidth exceeds that of the bandwidth package.",
    )
}

/// The sum of the limits that a package carries, in Mbps.
pub(crate) fn used(call: &Call<'_>, package: &str) -> u64 {
    let limits = call.world.cens.values().flat_map(|cen| cen.limits.values());
    limits
        .filter(|limit| limit.package == package)
        .map(|limit| u64::from(limit.mbps))
        .sum()
}

pub(crate) fn delete_cen_bandwidth_package(call: &mut Call<'_>) -> Answer {
    let id = call
        .parameters
        .required("CenBandwidthPackageId")?
        .to_owned();
    let package = own_package(call, &id)?;
    if package.state != PackageState::Idle {
        return Err(Refusal::package_status());
    }
    if package.expires.is_some_and(|expires| expires > call.now) {
        let message = "Forbidden to release a PREPAY bandwidth instance within validity period.";
        return Err(Refusal::new(403, "Forbidden.Release", message));
    }
    call.world.packages.remove(&id);
    Ok(json!({}))
}

pub(crate) fn associate_cen_bandwidth_package(call: &mut Call<'_>) -> Answer {
    let id = call
        .parameters
        .required("CenBandwidthPackageId")?
        .to_owned();
    let cen = call.cen_id()?;
    call.own_cen(&cen)?;
    let package = own_package(call, &id)?;
    let same_span = |other: &Package| {
        other.areas == package.areas
            || [&other.areas[1], &other.areas[0]] == [&package.areas[0], &package.areas[1]]
    };
    if call
        .world
        .packages_of(&cen)
        .any(|(other, held)| *other != id && same_span(held))
    {
        let message = "The CEN instance already has a bandwidth package for the geographic span.";
        return Err(Refusal::new(
            409,
            "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
            message,
        ));
    }
    if package.state != PackageState::Idle {
        return Err(Refusal::package_status());
    }
    business_status(&package)?;
    call.free_cen(&cen)?;
    if let Some(package) = call.world.packages.get_mut(&id) {
        package.cen = Some(cen);
        package.state = PackageState::Associating;
    }
    call.begin(
        ResourceKey::Package(id),
        Change::Associate,
        Next::Package(PackageState::InUse),
    );
    Ok(json!({}))
}

/// Refuses a package that is locked.
pub(crate) fn business_status(package: &Package) -> Result<(), Refusal> {
    match package.business_status.as_str() {
        "Normal" => Ok(()),
        _ => Err(Refusal::new(
            409,
            "InvalidOperation.BwpBusinessStatus",
            "The business status of the bandwidth package is not normal.",
        )),
    }
}

pub(crate) fn unassociate_cen_bandwidth_package(call: &mut Call<'_>) -> Answer {
    let id = call
        .parameters
        .required("CenBandwidthPackageId")?
        .to_owned();
    let cen = call.cen_id()?;
    call.own_cen(&cen)?;
    let package = own_package(call, &id)?;
    if package.state != PackageState::InUse || package.cen.as_ref() != Some(&cen) {
        return Err(Refusal::package_status());
    }
    let holds_limits = call
        .world
        .cens
        .get(&cen)
        .is_some_and(|cen| cen.limits.values().any(|limit| limit.package == id));
    if holds_limits {
        let message = "The bandwidth limits of the bandwidth package are not zero.";
        return Err(Refusal::new(
            409,
            "InvalidOperation.CenBandwidthLimitsNotZero",
            message,
        ));
    }
    call.free_cen(&cen)?;
    if let Some(package) = call.world.packages.get_mut(&id) {
        package.state = PackageState::Unassociating;
    }
    call.begin(
        ResourceKey::Package(id),
        Change::Associate,
        Next::Package(PackageState::Idle),
    );
    Ok(json!({}))
}

pub(crate) fn describe_cen_bandwidth_packages(call: &mut Call<'_>) -> Answer {
    let filters = call
        .parameters
        .filters(&["CenId", "Status", "CenBandwidthPackageId", "Name"])?;
    let any = call.parameters.boolean("IsOrKey")?.unwrap_or(false);
    // No renewal or downgrade is ever pending.
    call.parameters.boolean("IncludeReservationData")?;
    let tags = call.parameters.tag_filters("Tag");
    let page = call.parameters.page()?;
    let group = call.parameters.get("ResourceGroupId");
    let mut rows = Vec::new();
    for (id, package) in &call.world.packages {
        let (status, cen) = shown(package);
        let in_group = group.is_none_or(|group| group == resource_group(&package.resource_group));
        let holds = |key: &str, value: &str| match key {
            "CenId" => cen == Some(value),
            "Status" => status == value,
            "CenBandwidthPackageId" => id == value,
            _ => package.name == value,
        };
        let mut matches = filters
            .iter()
            .map(|filter| filter.values.iter().any(|value| holds(&filter.key, value)));
        let fits = if any && !filters.is_empty() {
            matches.any(|fits| fits)
        } else {
            matches.all(|fits| fits)
        };
        let visible =
            package.owner == call.caller && in_group && package.state != PackageState::Creating;
        if fits && visible && tags_match(&tags, &package.tags) {
            rows.push(row(call, id, package));
        }
    }
    call.world
        .count_read(|key| matches!(key, ResourceKey::Package(_)));
    Ok(listing(
        "CenBandwidthPackages",
        "CenBandwidthPackage",
        page,
        rows,
    ))
}

/// The status and the CEN that the wire shows of a package: what is under way is shown as it was before.
fn shown(package: &Package) -> (&'static str, Option<&str>) {
    match package.state {
        PackageState::Creating | PackageState::Idle | PackageState::Associating => ("Idle", None),
        PackageState::InUse | PackageState::Unassociating => ("InUse", package.cen.as_deref()),
    }
}

/// Whether a package leaves China.
fn is_cross_border(package: &Package) -> bool {
    package.areas.iter().filter(|area| *area == "china").count() == 1
}

fn row(call: &Call<'_>, id: &str, package: &Package) -> Value {
    let (status, cen) = shown(package);
    let limits = cen
        .and_then(|cen| call.world.cens.get(cen))
        .into_iter()
        .flat_map(|cen| cen.limits.values());
    let span = span([&package.areas[0], &package.areas[1]]);
    let limits: Vec<_> = limits
        .filter(|limit| limit.package == id)
        .map(|limit| {
            json!({
                "LocalRegionId": limit.local,
                "OppositeRegionId": limit.opposite,
                "BandwidthLimit": limit.mbps.to_string(),
                "GeographicSpanId": span,
            })
        })
        .collect();
    json!({
        "CenBandwidthPackageId": id,
        "Name": package.name,
        "Description": package.description,
        "Bandwidth": package.mbps,
        "BandwidthPackageChargeType": if package.charge == Charge::Prepay { "PREPAY" } else { "POSTPAY" },
        "BusinessStatus": package.business_status,
        "Status": status,
        "GeographicRegionAId": package.areas[0],
        "GeographicRegionBId": package.areas[1],
        "GeographicSpanId": span,
        "IsCrossBorder": is_cross_border(package),
        "HasReservationData": "false",
        "ReservationActiveTime": "",
        "ReservationBandwidth": "",
        "ReservationInternetChargeType": "",
        "ReservationOrderType": "",
        "CreationTime": minutes(package.created),
        "ExpiredTime": package.expires.map(minutes).unwrap_or_default(),
        "ResourceGroupId": resource_group(&package.resource_group),
        "CenIds": { "CenId": cen.into_iter().collect::<Vec<_>>() },
        "OrginInterRegionBandwidthLimits": { "OrginInterRegionBandwidthLimit": limits },
        "Tags": tag_list(&package.tags),
    })
}
