//! Bandwidth packages: bought, associated with a CEN, released.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::area::{is_offered, span};
use crate::call::{Answer, Call, ListAnswer, minutes, tag_list};
use crate::cbn::resource_groups::resource_group;
use crate::object::object;
use crate::pace::PacedChange;
use crate::parameters::{Filter, tags_match};
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, NAME, STRICT_NAME};
use crate::world::{Account, Charge, Package, PackageState, months_after};
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
        PacedChange::Package,
        Next::Package(PackageState::Idle),
    );
    Ok(json!({ "CenBandwidthPackageId": id, "CenBandwidthPackageOrderId": order }))
}

/// Returns the package that the parameters describe.
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
    let prepaid = charge == Charge::Prepay;
    let renews = renews(call)?;
    let package = Package {
        owner: call.caller.to_owned(),
        mbps,
        areas,
        charge,
        expires: prepaid.then(|| end_of_term(call)).transpose()?,
        renews: if prepaid { renews } else { 0 },
        reservation: None,
        name: name(call)?,
        description: call.text("Description", &DESCRIPTION)?.unwrap_or_default(),
        tags: parameters.tags()?,
        state: PackageState::Creating,
        business_status: "Normal".to_owned(),
        cen: None,
        created: call.now,
        pays_by_95: false,
        resource_group: None,
    };
    entitled(call, &package)?;
    Ok(package)
}

/// Returns the name of a new package, which may be left out.
fn name(call: &Call<'_>) -> Result<String, Refusal> {
    match call.parameters.get("Name") {
        None => Ok(String::new()),
        Some(_) => Ok(call.text("Name", &STRICT_NAME)?.unwrap_or_default()),
    }
}

/// Refuses a package that the vendor does not sell to the caller.
fn entitled(call: &Call<'_>, package: &Package) -> Result<(), Refusal> {
    let account = call.world.accounts.get(call.caller);
    let may = |allowed: fn(&Account) -> bool| account.is_none_or(allowed);
    if package.charge == Charge::Postpay && !may(|account| account.postpaid) {
        return Err(Refusal::new(
            400,
            "UnSupported.ChargeType",
            "The charge type is not allowed for the account.",
        ));
    }
    if is_cross_border(package) && !may(|account| account.cross_border) {
        return Err(Refusal::new(
            400,
            "OperationInvalid.UserCanNotBuyCrossBorderBwp",
            "The account is not allowed to buy cross-border bandwidth packages.",
        ));
    }
    Ok(())
}

/// By how many months a prepaid term renews itself; 0 if it does not.
fn renews(call: &Call<'_>) -> Result<u32, Refusal> {
    let months = call.parameters.number("AutoRenewDuration")?.unwrap_or(1);
    match call.parameters.boolean("AutoRenew")? {
        Some(true) => u32::try_from(months).map_err(|_| Refusal::invalid("AutoRenewDuration")),
        Some(false) | None => Ok(0),
    }
}

/// Returns how a package is paid for.
fn charge(call: &Call<'_>) -> Result<Charge, Refusal> {
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
    let months = u32::try_from(months).map_err(|_| Refusal::invalid("Period"))?;
    Ok(months_after(call.now, months))
}

/// Returns a package of the caller's own that is not still being made.
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
    let name = call.text("Name", &NAME)?;
    let description = call.text("Description", &DESCRIPTION)?;
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
    business_status(&package, call.now)?;
    resizable(call, &id, &package)?;
    if mbps < package.mbps && is_cross_border(&package) {
        return Err(Refusal::new(
            400,
            "ParameterIllegal.BandwidthLimit",
            "A cross-border bandwidth package cannot be downgraded.",
        ));
    }
    if u64::from(mbps) < used(call, &id) {
        return Err(exceeded());
    }
    // A package shrinks at once, and takes a while to grow. Source: reference, billing rules.
    if mbps > package.mbps {
        call.begin(ResourceKey::Size(id), PacedChange::Resize, Next::Mbps(mbps));
    } else if let Some(package) = call.world.packages.get_mut(&id) {
        package.mbps = mbps;
    }
    Ok(json!({}))
}

/// Refuses to resize a package that is being changed.
fn resizable(call: &Call<'_>, id: &str, package: &Package) -> Result<(), Refusal> {
    let is_busy = |key: ResourceKey| call.world.is_on_its_way(&key);
    if is_busy(ResourceKey::Size(id.to_owned())) {
        return Err(Refusal::new(
            400,
            "OperationFailed.OperationIsProcessing",
            "A previous operation on the bandwidth package is in progress.",
        ));
    }
    match package.state {
        PackageState::Idle | PackageState::InUse => Ok(()),
        PackageState::Creating | PackageState::Associating | PackageState::Unassociating => {
            Err(Refusal::new(
                400,
                "InvalidStatus.Resource",
                "The status of the bandwidth package does not support the operation.",
            ))
        }
    }
}

/// Returns the sum of the limits would exceed the package.
pub(crate) fn exceeded() -> Refusal {
    Refusal::new(
        409,
        "InvalidOperation.BwpBandwidthExceeded",
        "The bandwidth exceeds that of the bandwidth package.",
    )
}

/// Returns the sum of the limits and of the links that a package carries, in Mbps.
pub(crate) fn used(call: &Call<'_>, package: &str) -> u64 {
    let limits = call.world.cens.values().flat_map(|cen| cen.limits.values());
    let limits = limits
        .filter(|limit| limit.package == package)
        .map(|limit| limit.mbps);
    let links = call.world.links_under(package);
    limits.chain(links).map(u64::from).sum()
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
    business_status(&package, call.now)?;
    call.free_cen(&cen)?;
    if let Some(package) = call.world.packages.get_mut(&id) {
        package.cen = Some(cen);
        package.state = PackageState::Associating;
    }
    call.begin(
        ResourceKey::Package(id),
        PacedChange::Associate,
        Next::Package(PackageState::InUse),
    );
    Ok(json!({}))
}

/// Refuses a package that is locked.
pub(crate) fn business_status(package: &Package, now: Timestamp) -> Result<(), Refusal> {
    match package.business_status(now) {
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
    business_status(&package, call.now)?;
    let holds_limits = call
        .world
        .cens
        .get(&cen)
        .is_some_and(|cen| cen.limits.values().any(|limit| limit.package == id));
    if holds_limits || call.world.links_under(&id).next().is_some() {
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
        PacedChange::Associate,
        Next::Package(PackageState::Idle),
    );
    Ok(json!({}))
}

pub(crate) fn describe_cen_bandwidth_packages(call: &mut Call<'_>) -> ListAnswer {
    let filters = call
        .parameters
        .filters(&["CenId", "Status", "CenBandwidthPackageId", "Name"])?;
    let any = call.parameters.boolean("IsOrKey")?.unwrap_or(false);
    let with_reservation = call
        .parameters
        .boolean("IncludeReservationData")?
        .unwrap_or(false);
    let tags = call.parameters.tag_filters("Tag");
    let page = call.parameters.page()?;
    let group = call.parameters.get("ResourceGroupId");
    let is_visible = |package: &Package| {
        package.owner == call.caller
            && package.state != PackageState::Creating
            && group.is_none_or(|group| group == resource_group(&package.resource_group))
            && tags_match(&tags, &package.tags)
    };
    let fits = |id: &str, package: &Package| {
        let mut filters = filters.iter();
        let fits = |filter: &Filter| filter.any(|value| holds(id, package, &filter.key, value));
        match any && filters.len() > 0 {
            true => filters.any(fits),
            false => filters.all(fits),
        }
    };
    let packages = &call.world.packages;
    let is_found = |(id, package): &(&String, &Package)| is_visible(package) && fits(id, package);
    let found = call.found(|| packages.iter().filter(is_found).map(|(id, _)| id.clone()));
    let answer = page.answer(
        ("CenBandwidthPackages", "CenBandwidthPackage"),
        &*found,
        |id| row(call, id, &packages[id], with_reservation),
    );
    call.world
        .count_read(|key| matches!(key, ResourceKey::Package(_) | ResourceKey::Size(_)));
    Ok(answer)
}

/// Tells whether a package has the value of a filter.
fn holds(id: &str, package: &Package, key: &str, value: &str) -> bool {
    match key {
        "CenId" => shown_cen(package) == Some(value),
        "Status" => shown(package).0 == value,
        "CenBandwidthPackageId" => id == value,
        _ => package.name == value,
    }
}

/// Returns the CEN that a package is shown with.
pub(crate) fn shown_cen(package: &Package) -> Option<&str> {
    shown(package).1
}

/// Returns the status and the CEN that the wire shows of a package: what is under way is shown as it was before.
fn shown(package: &Package) -> (&'static str, Option<&str>) {
    match package.state {
        PackageState::Creating | PackageState::Idle | PackageState::Associating => ("Idle", None),
        PackageState::InUse | PackageState::Unassociating => ("InUse", package.cen.as_deref()),
    }
}

/// Tells whether a package leaves China.
fn is_cross_border(package: &Package) -> bool {
    package.areas.iter().filter(|area| *area == "china").count() == 1
}

/// The end of what is never ended by time. Source: the vendor's page of DescribeCenBandwidthPackages.
const ENDLESS: &str = "2999-09-08T16:00Z";

fn row(call: &Call<'_>, id: &str, package: &Package, with_reservation: bool) -> impl Serialize {
    let (status, cen) = shown(package);
    let limits = limits_below(call, id, package);
    let reservation = package.reservation.as_ref().filter(|_| with_reservation);
    object! {
        "CenBandwidthPackageId": id,
        "Name": &package.name,
        "Description": &package.description,
        "Bandwidth": &package.mbps,
        "BandwidthPackageChargeType": if package.charge == Charge::Prepay { "PREPAY" } else { "POSTPAY" },
        "BusinessStatus": package.business_status(call.now),
        "Status": status,
        "GeographicRegionAId": &package.areas[0],
        "GeographicRegionBId": &package.areas[1],
        "GeographicSpanId": span([&package.areas[0], &package.areas[1]]),
        "IsCrossBorder": is_cross_border(package),
        "HasReservationData": if package.reservation.is_some() { "true" } else { "false" },
        "ReservationActiveTime": reservation.map_or_else(String::new, |reserved| minutes(reserved.at)),
        "ReservationBandwidth": reservation.map_or_else(String::new, |reserved| reserved.mbps.to_string()),
        "ReservationInternetChargeType": "",
        "ReservationOrderType": reservation.map_or("", |reserved| &reserved.order),
        "CreationTime": minutes(package.created),
        "ExpiredTime": package.term_end(call.now).map_or_else(|| ENDLESS.to_owned(), minutes),
        "ResourceGroupId": resource_group(&package.resource_group),
        "CenIds": object! { "CenId": cen.into_iter().collect::<Vec<_>>() },
        "OrginInterRegionBandwidthLimits": object! { "OrginInterRegionBandwidthLimit": limits },
        "Tags": tag_list(&package.tags),
    }
}

/// Returns the limits that a package carries, as its row shows them.
fn limits_below(call: &Call<'_>, id: &str, package: &Package) -> Vec<impl Serialize> {
    let (_, cen) = shown(package);
    let limits = cen
        .and_then(|cen| call.world.cens.get(cen))
        .into_iter()
        .flat_map(|cen| cen.limits.values());
    limits
        .filter(|limit| limit.package == id)
        .map(|limit| {
            object! {
                "LocalRegionId": &limit.local,
                "OppositeRegionId": &limit.opposite,
                "BandwidthLimit": limit.mbps.to_string(),
                "GeographicSpanId": span([&package.areas[0], &package.areas[1]]),
            }
        })
        .collect()
}
