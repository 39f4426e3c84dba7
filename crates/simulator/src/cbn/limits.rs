//! The bandwidth between two regions of a CEN.

use serde::Serialize;
use serde_json::json;

use crate::area::{area_of, span};
use crate::call::{Answer, Call, ListAnswer};
use crate::cbn::packages::{business_status, exceeded, used};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{Attachment, Cen, Edition, Limit, LimitsList, Link, Package, PackageState};
use crate::world::{Next, ResourceKey};

pub(crate) fn set_cen_inter_region_bandwidth_limit(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    let asked = Asked::of(call)?;
    let cen = call.free_cen(&id)?;
    asked.edition(cen)?;
    let before = cen.limits.get(&asked.pair).map_or(0, |limit| limit.mbps);
    if asked.mbps == 0 {
        return remove(call, id, asked.pair);
    }
    let (package_id, package) = package_for(call, &id, asked.areas)?;
    business_status(&package, call.now)?;
    // A world from a file may hold a limit that no package carries.
    if used(call, &package_id).saturating_sub(before.into()) + u64::from(asked.mbps)
        > u64::from(package.mbps)
    {
        return Err(exceeded());
    }
    // Setting the value that is there already changes nothing, and nothing becomes Modifying by it.
    if before == asked.mbps {
        return Ok(json!({}));
    }
    let Asked {
        local,
        opposite,
        mbps,
        pair,
        ..
    } = asked;
    let limit = Limit {
        local,
        opposite,
        mbps,
        package: package_id,
        status: "Modifying".to_owned(),
    };
    if let Some(cen) = call.world.cens.get_mut(&id) {
        cen.limits.insert(pair.clone(), limit);
    }
    call.begin(
        ResourceKey::Limit { cen: id, pair },
        PacedChange::Limit,
        Next::Status("Active".to_owned()),
    );
    Ok(json!({}))
}

/// What a limit is to be.
struct Asked {
    local: String,
    opposite: String,
    areas: [&'static str; 2],
    /// The two regions in the one order in which they are kept.
    pair: String,
    mbps: u32,
}

impl Asked {
    fn of(call: &Call<'_>) -> Result<Self, Refusal> {
        let local = call.parameters.required("LocalRegionId")?.to_owned();
        let opposite = call.parameters.required("OppositeRegionId")?.to_owned();
        let mbps = mbps(call)?;
        if call
            .parameters
            .get("BandwidthType")
            .is_some_and(|kind| kind != "BandwidthPackage")
        {
            return Err(Refusal::invalid("BandwidthType"));
        }
        let (Some(a), Some(b)) = (area_of(&local), area_of(&opposite)) else {
            return Err(illegal_region());
        };
        if local == opposite {
            return Err(illegal_region());
        }
        let pair = if local < opposite {
            format!("{local}/{opposite}")
        } else {
            format!("{opposite}/{local}")
        };
        Ok(Self {
            local,
            opposite,
            areas: [a, b],
            pair,
            mbps,
        })
    }

    /// Neither region may have a transit router of the Enterprise Edition.
    fn edition(&self, cen: &Cen) -> Result<(), Refusal> {
        let enterprise = |region: &String| {
            cen.routers
                .get(region)
                .is_some_and(|router| router.edition == Edition::Enterprise)
        };
        if enterprise(&self.local) || enterprise(&self.opposite) {
            let message = "The operation is not supported for the type of the transit router.";
            return Err(Refusal::new(
                400,
                "OperationUnsupported.TransitRouterType",
                message,
            ));
        }
        Ok(())
    }
}

fn mbps(call: &Call<'_>) -> Result<u32, Refusal> {
    let illegal = |_| {
        Refusal::new(
            400,
            "ParameterIllegal.BandwidthLimit",
            "The specified bandwidth limit is illegal.",
        )
    };
    call.parameters
        .required("BandwidthLimit")?
        .parse()
        .map_err(illegal)
}

fn illegal_region() -> Refusal {
    Refusal::new(
        400,
        "ParameterIllegal.RegionId",
        "The specified region id is illegal.",
    )
}

fn remove(call: &mut Call<'_>, cen: String, pair: String) -> Answer {
    let limit = call
        .world
        .cens
        .get_mut(&cen)
        .and_then(|cen| cen.limits.get_mut(&pair));
    if let Some(limit) = limit {
        limit.status = "Modifying".to_owned();
        call.begin(
            ResourceKey::Limit { cen, pair },
            PacedChange::Limit,
            Next::Gone,
        );
    }
    Ok(json!({}))
}

/// Returns the package of a CEN that joins two areas and is in use.
fn package_for(call: &Call<'_>, cen: &str, areas: [&str; 2]) -> Result<(String, Package), Refusal> {
    let joins = |package: &Package| {
        let held = [package.areas[0].as_str(), package.areas[1].as_str()];
        package.state == PackageState::InUse && (held == areas || held == [areas[1], areas[0]])
    };
    let found = call
        .world
        .packages_of(cen)
        .find(|(_, package)| joins(package));
    found
        .map(|(id, package)| (id.clone(), package.clone()))
        .ok_or_else(|| {
            let message =
                "No bandwidth package for the geographic span is associated with the CEN instance.";
            Refusal::new(409, "InvalidOperation.BwpForGeoSpanNotAssociated", message)
        })
}

pub(crate) fn describe_cen_inter_region_bandwidth_limits(call: &mut Call<'_>) -> ListAnswer {
    let page = call.parameters.page()?;
    let wanted = call.parameters.get("CenId");
    let region = call.parameters.get("TrRegionId");
    let is_wanted = |id: &str| wanted.is_none_or(|wanted| wanted == id);
    let own = call.own_cens().filter(|(id, _)| is_wanted(id));
    let with_links = call.world.assumptions.limits_list == LimitsList::All;
    let found = own.flat_map(|(id, cen)| {
        let fits = move |limit: &&Limit| {
            region.is_none_or(|region| limit.local == region || limit.opposite == region)
        };
        let is_at = move |made: &Attachment| region.is_none_or(|region| made.is_at(region));
        let limits = cen.limits.values().filter(fits).map(Bandwidth::Limit);
        let made = cen.attachments.values().filter(move |_| with_links);
        let links = made
            .filter(move |made| is_at(made))
            .filter_map(|made| Some(Bandwidth::Link(made, made.link()?)));
        limits.chain(links).map(move |bandwidth| (id, bandwidth))
    });
    let answer = page.answer(
        (
            "CenInterRegionBandwidthLimits",
            "CenInterRegionBandwidthLimit",
        ),
        found,
        |(id, bandwidth)| row(id, &bandwidth),
    );
    call.world
        .count_read(|key| matches!(key, ResourceKey::Limit { cen, .. } if is_wanted(cen)));
    Ok(answer)
}

/// What joins two regions.
enum Bandwidth<'a> {
    Limit(&'a Limit),
    /// A link of two transit routers.
    Link(&'a Attachment, &'a Link),
}

fn row<'a>(cen: &'a str, bandwidth: &Bandwidth<'a>) -> impl Serialize + use<'a> {
    let (local, opposite) = match bandwidth {
        Bandwidth::Limit(limit) => (&limit.local, &limit.opposite),
        Bandwidth::Link(made, link) => (&made.region, &link.peer_region),
    };
    let (mbps, package, kind) = match bandwidth {
        Bandwidth::Limit(limit) => (limit.mbps, &*limit.package, "BandwidthPackage"),
        Bandwidth::Link(_, link) => {
            let package = link.bandwidth.of_package();
            let package = package.map_or("", |(package, _)| package);
            (link.bandwidth.mbps(), package, link.bandwidth.kind())
        }
    };
    let status = match bandwidth {
        Bandwidth::Limit(limit) => &*limit.status,
        Bandwidth::Link(made, _) if made.status == "Attached" => "Active",
        Bandwidth::Link(..) => "Modifying",
    };
    object! {
        "CenId": cen,
        "LocalRegionId": local,
        "OppositeRegionId": opposite,
        "BandwidthLimit": mbps,
        "BandwidthPackageId": package,
        "BandwidthType": kind,
        "GeographicSpanId": span([local, opposite].map(|region| area_of(region).unwrap_or_default())),
        "Status": status,
    }
}

pub(crate) fn describe_cen_geographic_span_remaining_bandwidth(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    call.parameters.page()?;
    call.own_cen(&id)?;
    let area = |name: &str| call.parameters.required(name).map(str::to_lowercase);
    let areas = [area("GeographicRegionAId")?, area("GeographicRegionBId")?];
    let (package_id, package) = package_for(call, &id, [&areas[0], &areas[1]])?;
    Ok(
        json!({ "RemainingBandwidth": u64::from(package.mbps).saturating_sub(used(call, &package_id)) }),
    )
}
