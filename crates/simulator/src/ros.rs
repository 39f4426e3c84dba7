//! ROS 2019-09-10: the prices of bandwidth packages, from the table of the world. A world without a table has none.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::{Answer, Call};
use crate::refusal::Refusal;

const TYPE: &str = "ALIYUN::CEN::CenBandwidthPackage";
/// The longest template. Source: the vendor's API metadata.
const LONGEST: usize = 524_288;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    bandwidth: u64,
    geographic_region_a_id: String,
    geographic_region_b_id: String,
    #[serde(default)]
    bandwidth_package_charge_type: String,
    #[serde(default)]
    pricing_cycle: String,
    #[serde(default)]
    period: u64,
}

pub(crate) fn get_template_estimate_cost(call: &mut Call<'_>) -> Answer {
    call.parameters.required("RegionId")?;
    let body = call.parameters.required("TemplateBody")?;
    let invalid = || Refusal::new(400, "InvalidTemplate", "The specified template is invalid.");
    if body.len() > LONGEST {
        return Err(invalid());
    }
    let template: Value = serde_json::from_str(body).map_err(|_| invalid())?;
    let resources = template["Resources"].as_object().ok_or_else(invalid)?;
    let mut answers = serde_json::Map::new();
    for (name, resource) in resources {
        let kind = resource["Type"].as_str().ok_or_else(invalid)?;
        let properties: Properties = match kind {
            TYPE => {
                serde_json::from_value(resource["Properties"].clone()).map_err(|_| invalid())?
            }
            _ => return Err(invalid()),
        };
        answers.insert(name.clone(), estimate(call, &properties));
    }
    Ok(json!({ "Resources": answers }))
}

/// Returns what an estimate without a price looks like is not documented; this is our choice.
fn estimate(call: &Call<'_>, wanted: &Properties) -> Value {
    let months = match (
        wanted.bandwidth_package_charge_type.as_str(),
        wanted.pricing_cycle.as_str(),
    ) {
        ("PREPAY", "Year") => Some(wanted.period * 12),
        ("PREPAY", _) => Some(wanted.period),
        _ => None,
    };
    let ends = [
        &wanted.geographic_region_a_id,
        &wanted.geographic_region_b_id,
    ];
    let is_between = |areas: &[String; 2]| {
        let fits = |one: usize, other: usize| {
            areas[0].eq_ignore_ascii_case(ends[one]) && areas[1].eq_ignore_ascii_case(ends[other])
        };
        fits(0, 1) || fits(1, 0)
    };
    let listed = call.world.prices.iter().find(|price| {
        price.mbps == wanted.bandwidth && price.months == months && is_between(&price.areas)
    });
    let Some(price) = listed else {
        return json!({ "Type": TYPE, "Success": false });
    };
    let own = price.own.as_ref().unwrap_or(&price.list);
    let discount = price
        .list
        .as_f64()
        .zip(own.as_f64())
        .map(|(list, own)| list - own);
    json!({
        "Type": TYPE,
        "Success": true,
        "Result": {
            "InquiryType": "Buy",
            "Order": {
                "Currency": price.currency,
                "OriginalAmount": price.list,
                "DiscountAmount": discount,
                "TradeAmount": own,
                "RuleIds": [],
            },
            "OrderSupplement": supplement(wanted, months),
            "Rules": { "Rule": [] },
        },
    })
}

fn supplement(wanted: &Properties, months: Option<u64>) -> Value {
    match months {
        Some(_) => json!({
            "ChargeType": "PrePaid", "Period": wanted.period, "PeriodUnit": wanted.pricing_cycle, "PriceType": "Total", "Quantity": 1,
        }),
        None => {
            json!({ "ChargeType": "PostPaid", "Period": 1, "PeriodUnit": "Day", "PriceType": "Total", "Quantity": 1 })
        }
    }
}
