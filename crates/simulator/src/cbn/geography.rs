//! Regions, areas and the spans between areas.

use serde_json::json;

use crate::area::{offered, regions, regions_of, span};
use crate::call::{Answer, Call, listing};

pub(crate) fn describe_geographic_region_membership(call: &mut Call<'_>) -> Answer {
    let page = call.parameters.page()?;
    let regions = regions_of(call.parameters.required("GeographicRegionId")?);
    Ok(listing("RegionIds", "RegionId", page, regions.iter().map(|region| json!({ "RegionId": region })).collect()))
}

pub(crate) fn describe_cen_geographic_spans(call: &mut Call<'_>) -> Answer {
    let page = call.parameters.page()?;
    let wanted = call.parameters.get("GeographicSpanId");
    let spans = offered().map(|(a, b)| (span([a, b]), a, b)).filter(|(id, _, _)| wanted.is_none_or(|wanted| wanted == id));
    let rows = spans.map(|(id, a, b)| json!({ "GeographicSpanId": id, "LocalGeoRegionId": a, "OppositeGeoRegionId": b }));
    Ok(listing("GeographicSpanModels", "GeographicSpanModel", page, rows.collect()))
}

pub(crate) fn describe_child_instance_regions(_: &mut Call<'_>) -> Answer {
    let rows: Vec<_> = regions().map(|region| json!({ "RegionId": region, "LocalName": region })).collect();
    Ok(json!({ "Regions": { "Region": rows } }))
}
