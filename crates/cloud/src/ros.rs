//! What a new bandwidth package costs: ROS 2019-09-10. CEN itself has no operation that tells a price (source: its API metadata).

use serde::Deserialize;
use serde_json::{Number, Value, json};

use crate::cbn::Charge;
use crate::endpoint::Product;
use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire;

/// The name of the one resource of the template.
const RESOURCE: &str = "Package";

/// A bandwidth package that somebody may buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageInquiry<'a> {
    /// Its size in Mbps.
    pub bandwidth: u32,
    /// One of its areas, such as `China`.
    pub geographic_region_a_id: &'a str,
    /// The other one.
    pub geographic_region_b_id: &'a str,
    /// How it is paid.
    pub charge: Charge,
}

/// A price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagePrice {
    /// The currency, such as `CNY`.
    pub currency: String,
    /// The list price.
    pub original_amount: Number,
    /// What the account pays; none if the answer has none. It can be 0 although it is not free.
    pub trade_amount: Option<Number>,
    /// What it is for, such as `1 Month`; empty if the answer does not say.
    pub period: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Estimate {
    #[serde(default)]
    success: bool,
    result: Option<Inquiry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inquiry {
    order: Option<Order>,
    #[serde(default)]
    order_supplement: Supplement,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Order {
    currency: Option<String>,
    original_amount: Option<Number>,
    trade_amount: Option<Number>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Supplement {
    period: Option<u32>,
    period_unit: Option<String>,
    price_unit: Option<String>,
}

impl Client {
    /// Asks what a package would cost; none if the vendor has no price for it. Buys nothing, and is safe to run again. It needs the
    /// permission `ros:GetTemplateEstimateCost`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn estimate_package_cost(
        &self,
        package: PackageInquiry<'_>,
    ) -> Result<Option<PackagePrice>, Error> {
        let operation = Operation {
            product: Product::Ros,
            region: "",
            action: "GetTemplateEstimateCost",
        };
        // The region decides nothing about a CEN package, but the operation requires one.
        let parameters = Parameters::new()
            .with("RegionId", "cn-hangzhou")
            .with("TemplateBody", template(package));
        let mut answer: Value = self.call(operation, parameters.into_pairs()).await?;
        wire::drop_nulls(&mut answer);
        let Some(estimate) = answer
            .get_mut("Resources")
            .and_then(|all| all.get_mut(RESOURCE))
        else {
            return Ok(None);
        };
        let estimate: Estimate = self.read(operation, estimate.take())?;
        Ok(price(estimate))
    }
}

fn template(package: PackageInquiry<'_>) -> String {
    let mut properties = json!({
        "Bandwidth": package.bandwidth,
        "GeographicRegionAId": package.geographic_region_a_id,
        "GeographicRegionBId": package.geographic_region_b_id,
        "AutoPay": false,
    });
    match package.charge {
        Charge::Postpaid => properties["BandwidthPackageChargeType"] = "POSTPAY".into(),
        Charge::Prepaid { months, .. } => {
            let (cycle, period) = match months.is_multiple_of(12) {
                true => ("Year", months / 12),
                false => ("Month", months),
            };
            properties["BandwidthPackageChargeType"] = "PREPAY".into();
            properties["PricingCycle"] = cycle.into();
            properties["Period"] = period.into();
        }
    }
    let resource = json!({ "Type": "ALIYUN::CEN::CenBandwidthPackage", "Properties": properties });
    json!({ "ROSTemplateFormatVersion": "2015-09-01", "Resources": { RESOURCE: resource } })
        .to_string()
}

/// Returns the price of an estimate that has one. An answer without a list price, or with 0, has none.
fn price(estimate: Estimate) -> Option<PackagePrice> {
    let Inquiry {
        order,
        order_supplement,
    } = estimate.result.filter(|_| estimate.success)?;
    let order = order?;
    let is_positive = |amount: &Number| amount.as_f64().is_some_and(|amount| amount > 0.0);
    let Supplement {
        period,
        period_unit,
        price_unit,
    } = order_supplement;
    let unit = period_unit.or(price_unit).unwrap_or_default();
    Some(PackagePrice {
        currency: order.currency.filter(|currency| !currency.is_empty())?,
        original_amount: order.original_amount.filter(is_positive)?,
        trade_amount: order.trade_amount,
        period: period.map_or(unit.clone(), |period| format!("{period} {unit}")),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::Scripted;

    const INQUIRY: PackageInquiry<'static> = PackageInquiry {
        bandwidth: 10,
        geographic_region_a_id: "China",
        geographic_region_b_id: "Europe",
        charge: Charge::Prepaid {
            months: 1,
            auto_renew: false,
        },
    };

    #[tokio::test]
    async fn a_price_has_a_list_price_a_currency_and_a_period_or_there_is_none() {
        let order = |order: Value| {
            json!({ "Resources": { "Package": { "Success": true, "Result": {
                "Order": order, "OrderSupplement": { "Period": 1, "PeriodUnit": "Month" } } } } })
        };
        let scripted = Scripted::new([
            order(json!({ "Currency": "CNY", "OriginalAmount": 120.5, "TradeAmount": 0 })),
            order(json!({ "Currency": "CNY", "OriginalAmount": 0, "TradeAmount": 0 })),
            json!({ "Resources": { "Package": { "Success": false } } }),
            json!({ "Resources": {} }),
        ]);
        let client = scripted.client();
        let price = client
            .estimate_package_cost(INQUIRY)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (
                price.currency.as_str(),
                price.original_amount.to_string(),
                price.period.as_str()
            ),
            ("CNY", "120.5".to_owned(), "1 Month")
        );
        for _ in 0..3 {
            assert_eq!(client.estimate_package_cost(INQUIRY).await, Ok(None));
        }
        let sent = &scripted.calls()[0];
        assert!(
            sent.starts_with("POST https://ros.aliyuncs.com/ GetTemplateEstimateCost RegionId=cn-hangzhou TemplateBody=")
                && sent.contains("CenBandwidthPackage"),
            "{sent}"
        );
    }
}
