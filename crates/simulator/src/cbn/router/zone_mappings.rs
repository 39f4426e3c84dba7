//! The vSwitches through which a router enters a VPC.

use super::access::bad;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::world::{AttachedVpc, OneZone, ZoneMapping};
use crate::zones::router_zones;

/// The most mappings of an attachment.
const MOST: usize = 10;

/// A zone and a vSwitch as a request pairs them.
pub(super) struct Pair<'a> {
    pub(super) zone: &'a str,
    pub(super) vswitch: &'a str,
}

/// Returns the pairs in `NAME.N.ZoneId` and `NAME.N.VSwitchId`.
pub(super) fn pairs<'a>(parameters: &'a Parameters, name: &str) -> Result<Vec<Pair<'a>>, Refusal> {
    let mut pairs = Vec::new();
    for index in parameters.indices(name) {
        pairs.push(Pair {
            zone: parameters
                .get(&format!("{name}.{index}.ZoneId"))
                .ok_or_else(illegal_zone)?,
            vswitch: parameters
                .get(&format!("{name}.{index}.VSwitchId"))
                .ok_or_else(illegal_vswitch)?,
        });
    }
    Ok(pairs)
}

fn illegal_zone() -> Refusal {
    bad("IllegalParam.ZoneId", "The specified ZoneId is illegal.")
}

fn illegal_vswitch() -> Refusal {
    bad("IllegalParam.VSwitchId", "VSwitchId is illegal.")
}

fn illegal_mappings() -> Refusal {
    bad(
        "IllegalParam.ZoneMappings",
        "The Specified Parameter ZoneMappings is illegal",
    )
}

fn illegal_change() -> Refusal {
    bad(
        "IllegalParam.AddOrRemoveZoneMappings",
        "The specified AddZoneMappings or RemoveZoneMappings are illegal.",
    )
}

/// Returns the mappings of a new attachment: one to ten, one a zone.
pub(super) fn first_mappings(
    call: &mut Call<'_>,
    vpc: &str,
    region: &str,
) -> Result<Vec<ZoneMapping>, Refusal> {
    let parameters = call.parameters;
    let pairs = pairs(parameters, "ZoneMappings")?;
    if pairs.is_empty() || pairs.len() > MOST {
        return Err(illegal_mappings());
    }
    let is_repeated = |(index, pair): (usize, &Pair<'_>)| {
        let mut before = pairs.iter().take(index);
        before.any(|other| other.zone == pair.zone || other.vswitch == pair.vswitch)
    };
    if pairs.iter().enumerate().any(is_repeated) {
        return Err(bad(
            "Duplicated.ZoneMapping",
            "The parameter ZoneMapping is duplicated.",
        ));
    }
    for pair in &pairs {
        check(call, vpc, region, pair)?;
    }
    if is_one_of_several(call, region, pairs.len()) {
        return Err(illegal_mappings());
    }
    Ok(pairs.iter().map(|pair| mapping(call, pair)).collect())
}

fn is_one_of_several(call: &Call<'_>, region: &str, mapped: usize) -> bool {
    let is_allowed = call.world.assumptions.one_zone == OneZone::Accept;
    !is_allowed && mapped == 1 && router_zones(region).len() > 1
}

/// Returns a mapping with an interface of its own.
fn mapping(call: &mut Call<'_>, pair: &Pair<'_>) -> ZoneMapping {
    ZoneMapping {
        zone: pair.zone.to_owned(),
        vswitch: pair.vswitch.to_owned(),
        interface: call.world.new_id("eni"),
    }
}

/// The vSwitch must be of the VPC and the zone, at rest, and have a free address; a router must be
/// able to enter the zone.
fn check(call: &Call<'_>, vpc: &str, region: &str, pair: &Pair<'_>) -> Result<(), Refusal> {
    let owner = |vpc: &str| call.world.networks.get(vpc).map(|network| &network.owner);
    let vswitch = call
        .world
        .vswitches
        .get(pair.vswitch)
        .filter(|vswitch| owner(&vswitch.vpc) == owner(vpc))
        .ok_or_else(|| {
            Refusal::new(
                404,
                "InvalidVSwitchId.NotFound",
                "The specified VSwitchId is not found.",
            )
        })?;
    if vswitch.vpc != vpc {
        return Err(illegal_vswitch());
    }
    if vswitch.zone != pair.zone || !router_zones(region).iter().any(|zone| zone == pair.zone) {
        return Err(illegal_zone());
    }
    if vswitch.status != "Available" {
        return Err(vswitch_status());
    }
    match call.world.free_addresses(pair.vswitch, vswitch) {
        0 => Err(bad(
            "InsufficientIpAddr.vsw",
            "Insufficient available IP addresses in the vSwitch.",
        )),
        _ => Ok(()),
    }
}

/// A vSwitch of the VPC is changing.
pub(super) fn vswitch_status() -> Refusal {
    Refusal::new(
        409,
        "IncorrectStatus.VpcSwitch",
        "The resource is not in a valid state for the attachment operation.",
    )
}

/// Adds and removes mappings as the parameters say. At least one remains, and each zone has one.
pub(super) fn change(
    call: &mut Call<'_>,
    attached: &mut AttachedVpc,
    region: &str,
) -> Result<(), Refusal> {
    let parameters = call.parameters;
    let add = pairs(parameters, "AddZoneMappings")?;
    let remove = pairs(parameters, "RemoveZoneMappings")?;
    let sizes = 1..=MOST;
    if !sizes.contains(&(add.len() + remove.len())) && !sizes.contains(&add.len().max(remove.len()))
    {
        return Err(illegal_change());
    }
    let leaves = |held: &ZoneMapping| {
        remove
            .iter()
            .any(|pair| held.zone == pair.zone && held.vswitch == pair.vswitch)
    };
    let (leaving, mut staying): (Vec<_>, Vec<_>) = attached.zones.iter().cloned().partition(leaves);
    if leaving.len() != remove.len() {
        return Err(illegal_change());
    }
    let is_next_hop = |mapping: &ZoneMapping| {
        let network = call.world.networks.get(&attached.vpc);
        let mut routes = network
            .into_iter()
            .flat_map(|network| network.routes.values());
        routes.any(|route| route.next_hop == mapping.interface)
    };
    if leaving.iter().any(is_next_hop) {
        return Err(bad(
            "OperationDenied.RouteEntryOnEni",
            "Operation is failed because there is at least one route entry which next hop is the specified eni.",
        ));
    }
    for pair in &add {
        if staying.iter().any(|held| held.zone == pair.zone) {
            return Err(illegal_change());
        }
        check(call, &attached.vpc, region, pair)?;
        staying.push(mapping(call, pair));
    }
    if staying.is_empty() || staying.len() > MOST || is_one_of_several(call, region, staying.len())
    {
        return Err(illegal_change());
    }
    attached.zones = staying;
    attached.leaving = leaving;
    Ok(())
}
