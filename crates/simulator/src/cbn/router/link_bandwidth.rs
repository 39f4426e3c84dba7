//! How a link between two routers is paid, and how much it carries.

use super::access::bad;
use crate::area::area_of;
use crate::call::Call;
use crate::cbn::packages::used;
use crate::refusal::Refusal;
use crate::world::{LinkBandwidth, Package, PackageState};

/// The most Mbit/s of a link. Source: reference, Bandwidth.
const MOST_MBPS: u32 = 100_000_000;

/// The two ends of a link.
pub(super) struct Ends<'a> {
    pub(super) cen: &'a str,
    pub(super) regions: [&'a str; 2],
    /// Whether both routers are of the Enterprise Edition.
    pub(super) are_enterprise: bool,
}

impl Ends<'_> {
    fn areas(&self) -> [&'static str; 2] {
        self.regions
            .map(|region| area_of(region).unwrap_or_default())
    }

    fn is_cross_border(&self) -> bool {
        self.areas().iter().filter(|area| **area == "china").count() == 1
    }
}

/// Returns the bandwidth that the parameters ask for, and its `DefaultLinkType`. What they do not say is as
/// before, if there was something before.
pub(super) fn asked(
    call: &Call<'_>,
    ends: &Ends<'_>,
    before: Option<(&LinkBandwidth, &str)>,
) -> Result<(LinkBandwidth, String), Refusal> {
    let parameters = call.parameters;
    let kind = match parameters.get("BandwidthType") {
        None => before.map(|(bandwidth, _)| bandwidth.kind()),
        Some(kind @ ("BandwidthPackage" | "DataTransfer")) => Some(kind),
        Some(_) => {
            return Err(bad(
                "IllegalParam.BandwidthType",
                "BandwidthType is illegal.",
            ));
        }
    };
    let package = parameters.get("CenBandwidthPackageId");
    let mbps = mbps(call)?;
    let bandwidth = match (kind, package, mbps) {
        (Some("DataTransfer"), Some(_), _) => {
            return Err(bad(
                "IllegalParam.CenBandwidthPackageId",
                "Parameter CenBandwidthPackageId is illegal.",
            ));
        }
        (Some("DataTransfer"), None, mbps) => by_traffic(call, ends, before, mbps)?,
        (_, None, None) => match before {
            Some((bandwidth, _)) if kind == Some(bandwidth.kind()) => bandwidth.clone(),
            Some(_) => return Err(missing_bandwidth()),
            None => LinkBandwidth::Test,
        },
        (_, package, mbps) => by_package(call, ends, before, (package, mbps))?,
    };
    let link_type = link_type(call, ends, &bandwidth, before)?;
    Ok((bandwidth, link_type))
}

fn missing_bandwidth() -> Refusal {
    bad(
        "MissingParam.Bandwidth",
        "The parameter Bandwidth is mandatory.",
    )
}

/// `Bandwidth`, in Mbit/s, if it is there.
fn mbps(call: &Call<'_>) -> Result<Option<u32>, Refusal> {
    let Some(text) = call.parameters.get("Bandwidth") else {
        return Ok(None);
    };
    let mbps = text
        .parse()
        .ok()
        .filter(|mbps| (1..=MOST_MBPS).contains(mbps));
    let illegal = || bad("IllegalParam.Bandwidth", "Bandwidth is illegal.");
    mbps.map(Some).ok_or_else(illegal)
}

fn by_traffic(
    call: &Call<'_>,
    ends: &Ends<'_>,
    before: Option<(&LinkBandwidth, &str)>,
    mbps: Option<u32>,
) -> Result<LinkBandwidth, Refusal> {
    if ends.regions.iter().any(|region| region.starts_with("ccn-")) {
        return Err(bad(
            "OperationUnsupported.CloudDataTransferService",
            "The specified region does not support the operation.",
        ));
    }
    let account = call.world.accounts.get(call.caller);
    if ends.is_cross_border() && account.is_some_and(|account| !account.cross_border) {
        return Err(bad(
            "OperationInvalid.IdentityRegistrationStatusNotSupport",
            "Real name registration of enterprises required.",
        ));
    }
    let held = match before {
        Some((LinkBandwidth::Traffic { mbps }, _)) => Some(*mbps),
        _ => None,
    };
    match mbps.or(held) {
        Some(mbps) => Ok(LinkBandwidth::Traffic { mbps }),
        None => Err(missing_bandwidth()),
    }
}

fn by_package(
    call: &Call<'_>,
    ends: &Ends<'_>,
    before: Option<(&LinkBandwidth, &str)>,
    (package, mbps): (Option<&str>, Option<u32>),
) -> Result<LinkBandwidth, Refusal> {
    let held = before.and_then(|(bandwidth, _)| bandwidth.of_package());
    let package = package.or(held.map(|(package, _)| package));
    let (id, package) = carrier(call, ends, package)?;
    let mbps = mbps
        .or(held.map(|(_, mbps)| mbps))
        .ok_or_else(missing_bandwidth)?;
    if package.business_status(call.now) != "Normal" {
        return Err(bad(
            "InvalidOperation.BwpBusinessStatus",
            "The CBN bandwidth package is not in a valid business state for the operation.",
        ));
    }
    let own = held
        .filter(|(held, _)| *held == id)
        .map_or(0, |(_, mbps)| mbps);
    let others = used(call, &id).saturating_sub(own.into());
    if others + u64::from(mbps) > u64::from(package.mbps) {
        return Err(bad(
            "InvalidOperation.BwpBandwidthExceeded",
            "Operation is invalid because the total bandwidth limit has exceeded that of the bandwidth package.",
        ));
    }
    Ok(LinkBandwidth::Package { package: id, mbps })
}

/// Returns the package that is to carry a link: the one that is named, or the CEN's for the two areas.
fn carrier(
    call: &Call<'_>,
    ends: &Ends<'_>,
    named: Option<&str>,
) -> Result<(String, Package), Refusal> {
    let areas = ends.areas();
    let joins = |package: &Package| {
        let held = [package.areas[0].as_str(), package.areas[1].as_str()];
        held == areas || held == [areas[1], areas[0]]
    };
    let mut packages = call
        .world
        .packages_of(ends.cen)
        .filter(|(_, package)| package.state == PackageState::InUse);
    let found = match named {
        Some(id) => packages.find(|(held, _)| *held == id),
        None => packages.find(|(_, package)| joins(package)),
    };
    let (id, package) = found.ok_or_else(|| {
        bad(
            "InvalidOperation.BwpNotAssociated",
            "Operation is invalid because a bandwidth package corresponding to the geographic span is not associated.",
        )
    })?;
    match joins(package) {
        true => Ok((id.clone(), package.clone())),
        false => Err(bad(
            "IllegalParam.CenBandwidthPackageId",
            "Parameter CenBandwidthPackageId is illegal.",
        )),
    }
}

/// Platinum is for traffic between two routers of the Enterprise Edition only.
fn link_type(
    call: &Call<'_>,
    ends: &Ends<'_>,
    bandwidth: &LinkBandwidth,
    before: Option<(&LinkBandwidth, &str)>,
) -> Result<String, Refusal> {
    let given = call.parameters.get("DefaultLinkType");
    let held = before.map(|(_, link_type)| link_type);
    let wanted = given.or(held).unwrap_or("Gold");
    match (wanted, bandwidth) {
        ("Gold", _) => {}
        (_, LinkBandwidth::Test | LinkBandwidth::Package { .. }) => {
            return Err(bad(
                "ParameterIllegal.BandwidthPackageDefaultLinkTypeOnlySupportGold",
                "Cen bandwidthPackage only support Gold.",
            ));
        }
        ("Platinum", LinkBandwidth::Traffic { .. }) if ends.are_enterprise => {}
        ("Platinum", LinkBandwidth::Traffic { .. }) => {
            return Err(bad(
                "ParameterIllegal.CdtDefaultLinkTypeOnlySupportGold",
                "CDT only support Gold when both transitrouters for cross regional connections are not all enterprise version.",
            ));
        }
        (_, LinkBandwidth::Traffic { .. }) => {
            return Err(bad(
                "ParameterIllegal.CdtDefaultLinkTypeOnlySupportPlatinumOrGold",
                "DataTransfer only support Platinum and Gold.",
            ));
        }
    }
    Ok(wanted.to_owned())
}
