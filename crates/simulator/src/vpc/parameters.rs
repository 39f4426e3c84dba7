//! Parameters that many operations of VPC have.

use crate::area::area_of;
use crate::call::Call;
use crate::refusal::Refusal;

/// Returns the region in `RegionId`, which must exist.
pub(crate) fn region(call: &Call<'_>) -> Result<String, Refusal> {
    let region = call.parameters.required("RegionId")?;
    let is_there = area_of(region).is_some()
        || call
            .world
            .networks
            .values()
            .any(|network| network.region == region);
    match is_there {
        true => Ok(region.to_owned()),
        false => Err(Refusal::new(
            404,
            "InvalidRegionId.NotFound",
            "The specified region is not found during access authentication.",
        )),
    }
}

/// A dry run that passes is an error with a code of its own.
pub(crate) fn dry_run(call: &Call<'_>) -> Result<(), Refusal> {
    match call.parameters.boolean("DryRun")? {
        Some(true) => Err(Refusal::new(
            400,
            "DryRunOperation",
            "Request validation has been passed with DryRun flag set.",
        )),
        _ => Ok(()),
    }
}
