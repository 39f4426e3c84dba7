//! Regions, areas and the spans between areas.

use serde_json::json;

use crate::area::{offered, regions, regions_of, span};
use crate::call::{Answer, Call, ListAnswer};
use crate::object::object;
use crate::refusal::Refusal;
use crate::world::NetworkKind;

pub(crate) fn describe_geographic_region_membership(call: &mut Call<'_>) -> ListAnswer {
    let page = call.parameters.page()?;
    let regions = regions_of(call.parameters.required("GeographicRegionId")?);
    Ok(page.answer(
        ("RegionIds", "RegionId"),
        regions,
        |region| object! { "RegionId": region },
    ))
}

pub(crate) fn describe_cen_geographic_spans(call: &mut Call<'_>) -> ListAnswer {
    let page = call.parameters.page()?;
    let wanted = call.parameters.get("GeographicSpanId");
    let spans = offered()
        .map(|(a, b)| (span([a, b]), a, b))
        .filter(|(id, _, _)| wanted.is_none_or(|wanted| wanted == id));
    Ok(page.answer(
        ("GeographicSpanModels", "GeographicSpanModel"),
        spans,
        |(id, a, b)| object! { "GeographicSpanId": id, "LocalGeoRegionId": a, "OppositeGeoRegionId": b },
    ))
}

/// A CCN is attached in a region of its own kind. The regions' names are the same in every language.
pub(crate) fn describe_child_instance_regions(call: &mut Call<'_>) -> Answer {
    let product = call.parameters.get("ProductType");
    let kind = product
        .map(|product| NetworkKind::of(product).ok_or_else(|| Refusal::invalid("ProductType")))
        .transpose()?;
    let fits = |region: &str| {
        kind.is_none_or(|kind| (kind == NetworkKind::Ccn) == region.starts_with("ccn-"))
    };
    let rows = regions()
        .filter(|region| fits(region))
        .map(|region| json!({ "RegionId": region, "LocalName": region }));
    let rows: Vec<_> = rows.collect();
    Ok(json!({ "Regions": { "Region": rows } }))
}
