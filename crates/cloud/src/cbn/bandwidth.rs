//! Bandwidth packages, and the limits between regions that draw on them: operations of CBN 2017-09-12.

use serde::Deserialize;

use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;

/// A bandwidth package as `DescribeCenBandwidthPackages` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CenBandwidthPackage {
    /// Its id, such as `cenbwp-4c2zaavbvh5f42bbbb`.
    pub cen_bandwidth_package_id: String,
    /// Its name; may be empty.
    #[serde(default)]
    pub name: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
    /// Its bandwidth in Mbit/s.
    #[serde(deserialize_with = "wire::bandwidth")]
    pub bandwidth: u32,
    /// `PREPAY` or `POSTPAY`; may be empty.
    #[serde(default)]
    pub bandwidth_package_charge_type: String,
    /// `Idle` or `InUse`.
    #[serde(default)]
    pub status: String,
    /// `Normal`, `FinancialLocked` or `SecurityLocked`.
    #[serde(default)]
    pub business_status: String,
    /// When the paid term ends, to the minute; empty if it has none.
    #[serde(default)]
    pub expired_time: String,
    /// The bandwidth that an ordered change will give it, in Mbit/s; empty if none is ordered.
    #[serde(default)]
    pub reservation_bandwidth: String,
    /// When it will have that; empty if none is ordered.
    #[serde(default)]
    pub reservation_active_time: String,
    /// One of its two areas, in lower case, such as `china`. Which one is A may differ from what was asked for.
    pub geographic_region_a_id: String,
    /// The other.
    pub geographic_region_b_id: String,
    /// The ids of the CENs that it is associated with: none or one.
    #[serde(default, deserialize_with = "wire::wrapped")]
    pub cen_ids: Vec<String>,
    /// Whether it crosses the border of China.
    #[serde(default)]
    pub is_cross_border: bool,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
}

impl ListRow for CenBandwidthPackage {
    const PATH: &'static [&'static str] = &["CenBandwidthPackages", "CenBandwidthPackage"];

    fn identity(&self) -> String {
        self.cen_bandwidth_package_id.clone()
    }
}

/// The limit between two regions, as `DescribeCenInterRegionBandwidthLimits` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CenInterRegionBandwidthLimit {
    /// The CEN; may be empty.
    #[serde(default)]
    pub cen_id: String,
    /// One of the two regions. Which one is local may differ from what was asked for.
    pub local_region_id: String,
    /// The other.
    pub opposite_region_id: String,
    /// The limit in Mbit/s.
    #[serde(deserialize_with = "wire::bandwidth")]
    pub bandwidth_limit: u32,
    /// `Active` or `Modifying`.
    #[serde(default)]
    pub status: String,
    /// The package that it draws on; may be empty.
    #[serde(default)]
    pub bandwidth_package_id: String,
}

impl ListRow for CenInterRegionBandwidthLimit {
    const PATH: &'static [&'static str] = &[
        "CenInterRegionBandwidthLimits",
        "CenInterRegionBandwidthLimit",
    ];

    fn identity(&self) -> String {
        format!("{} {}", self.local_region_id, self.opposite_region_id)
    }
}

/// How a package is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charge {
    /// By use, until it is deleted.
    Postpaid,
    /// In advance. Cannot be deleted within the term.
    Prepaid {
        /// The term: 1, 2, 3, 6, 12, 24 or 36 months.
        months: u32,
        /// Whether it is renewed at its end, for as many months again.
        auto_renew: bool,
    },
}

impl Charge {
    fn add_to(self, parameters: Parameters) -> Parameters {
        let Self::Prepaid { months, auto_renew } = self else {
            return parameters.with("BandwidthPackageChargeType", "POSTPAY");
        };
        let (cycle, period) = if months.is_multiple_of(12) {
            ("Year", months / 12)
        } else {
            ("Month", months)
        };
        let prepaid = parameters
            .with("BandwidthPackageChargeType", "PREPAY")
            .with("PricingCycle", cycle)
            .with("Period", period);
        let prepaid = prepaid.with("AutoRenew", auto_renew);
        if auto_renew {
            prepaid.with("AutoRenewDuration", months)
        } else {
            prepaid
        }
    }
}

/// A bandwidth package to buy.
#[derive(Clone, Copy, Debug)]
pub struct CreateCenBandwidthPackage<'a> {
    /// The bandwidth in Mbit/s, 2 to 10000.
    pub bandwidth: u32,
    /// One area, as requests spell it: `China`, `Asia-Pacific`, `North-America`, `Europe`.
    pub geographic_region_a_id: &'a str,
    /// The other; may be the same.
    pub geographic_region_b_id: &'a str,
    /// Its name, of 2 to 128 characters; empty for none.
    pub name: &'a str,
    /// Its description, of up to 256 characters; may be empty.
    pub description: &'a str,
    /// How it is paid for.
    pub charge: Charge,
    /// Its tags, at most 20.
    pub tags: &'a Tags,
    /// Up to 64 ASCII characters. A second call with the same token buys nothing and gives the same answer.
    pub client_token: &'a str,
}

/// A package and the CEN that it is, or is to be, associated with.
#[derive(Clone, Copy, Debug)]
pub struct PackageAssociation<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// The package.
    pub cen_bandwidth_package_id: &'a str,
}

impl PackageAssociation<'_> {
    fn parameters(self) -> Parameters {
        Parameters::new()
            .with("CenId", self.cen_id)
            .with("CenBandwidthPackageId", self.cen_bandwidth_package_id)
    }
}

/// A limit between two regions to set.
#[derive(Clone, Copy, Debug)]
pub struct InterRegionBandwidthLimit<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// One region.
    pub local_region_id: &'a str,
    /// The other.
    pub opposite_region_id: &'a str,
    /// The limit in Mbit/s; 0 takes the limit away.
    pub bandwidth_limit: u32,
}

impl Client {
    /// Returns the account's own bandwidth packages, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_cen_bandwidth_packages(&self) -> Result<Vec<CenBandwidthPackage>, Error> {
        self.numbered_pages(
            Operation::cbn("DescribeCenBandwidthPackages"),
            Parameters::new().with("IncludeReservationData", true),
        )
        .await
    }

    /// Returns the limits of a CEN, sorted by region; a pair of regions without a limit is not shown. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`]. A CEN that is not there may be an empty list.
    pub async fn describe_cen_inter_region_bandwidth_limits(
        &self,
        cen_id: &str,
    ) -> Result<Vec<CenInterRegionBandwidthLimit>, Error> {
        self.numbered_pages(
            Operation::cbn("DescribeCenInterRegionBandwidthLimits"),
            Parameters::new().with("CenId", cen_id),
        )
        .await
    }

    /// Buys a bandwidth package, pays for it from the account's balance, and returns its id. Safe to run again with the same client token.
    ///
    /// # Errors
    /// [`Error`]; an answer without an id is one, of kind [`Unknown`](crate::ErrorKind::Unknown): an order may stand all the same.
    pub async fn create_cen_bandwidth_package(
        &self,
        package: CreateCenBandwidthPackage<'_>,
    ) -> Result<String, Error> {
        // Without AutoPay the order waits to be paid by hand, and there is no package until then.
        let parameters = Parameters::new()
            .with("Bandwidth", package.bandwidth)
            .with("GeographicRegionAId", package.geographic_region_a_id)
            .with("GeographicRegionBId", package.geographic_region_b_id)
            .with("AutoPay", true)
            .with_text("Name", package.name)
            .with_text("Description", package.description)
            .with_tags(package.tags)
            .with_text("ClientToken", package.client_token);
        let operation = Operation::cbn("CreateCenBandwidthPackage");
        self.created(
            operation,
            package.charge.add_to(parameters),
            "CenBandwidthPackageId",
        )
        .await
    }

    /// Begins to associate an `Idle` package with a CEN; it is done when the package is `InUse`. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn associate_cen_bandwidth_package(
        &self,
        association: PackageAssociation<'_>,
    ) -> Result<(), Error> {
        self.accepted(
            Operation::cbn("AssociateCenBandwidthPackage"),
            association.parameters(),
        )
        .await
    }

    /// Begins to take a package from a CEN, which must have no limits that draw on it; it is done when the package is `Idle`. Safe to run
    /// again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn unassociate_cen_bandwidth_package(
        &self,
        association: PackageAssociation<'_>,
    ) -> Result<(), Error> {
        self.accepted(
            Operation::cbn("UnassociateCenBandwidthPackage"),
            association.parameters(),
        )
        .await
    }

    /// Changes the size of a package, which is a billing order. A package that crosses China's border cannot shrink, and no package shrinks below its
    /// limits. Growing may take minutes: it is done when the listing shows the new size. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn modify_cen_bandwidth_package_spec(
        &self,
        cen_bandwidth_package_id: &str,
        bandwidth: u32,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("CenBandwidthPackageId", cen_bandwidth_package_id)
            .with("Bandwidth", bandwidth);
        self.accepted(Operation::cbn("ModifyCenBandwidthPackageSpec"), parameters)
            .await
    }

    /// Deletes an `Idle` package. Safe to run again: one that is gone is [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// # Errors
    /// [`Error`]; `Forbidden.Release` for a prepaid package within its term.
    pub async fn delete_cen_bandwidth_package(
        &self,
        cen_bandwidth_package_id: &str,
    ) -> Result<(), Error> {
        let parameters = Parameters::new().with("CenBandwidthPackageId", cen_bandwidth_package_id);
        self.accepted(Operation::cbn("DeleteCenBandwidthPackage"), parameters)
            .await
    }

    /// Begins to set, change or (0) take away the limit between two regions; it is done when the limit is shown `Active` with that value, or
    /// is no longer shown. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn set_cen_inter_region_bandwidth_limit(
        &self,
        limit: InterRegionBandwidthLimit<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("CenId", limit.cen_id)
            .with("LocalRegionId", limit.local_region_id)
            .with("OppositeRegionId", limit.opposite_region_id)
            .with("BandwidthLimit", limit.bandwidth_limit);
        self.accepted(
            Operation::cbn("SetCenInterRegionBandwidthLimit"),
            parameters,
        )
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::scripted::{Scripted, sample};

    #[tokio::test]
    async fn packages_are_read() {
        let scripted = Scripted::new([sample("DescribeCenBandwidthPackages 200")]);
        let package = CenBandwidthPackage {
            cen_bandwidth_package_id: "cenbwp-4c2zaavbvh5f42bbbb".to_owned(),
            name: "cn-eu".to_owned(),
            description: String::new(),
            bandwidth: 20,
            bandwidth_package_charge_type: "PREPAY".to_owned(),
            status: "InUse".to_owned(),
            business_status: "Normal".to_owned(),
            expired_time: "2026-02-02T16:00Z".to_owned(),
            reservation_bandwidth: String::new(),
            reservation_active_time: String::new(),
            geographic_region_a_id: "china".to_owned(),
            geographic_region_b_id: "europe".to_owned(),
            cen_ids: vec!["cen-7qthudw0ll6jmcaaaa".to_owned()],
            is_cross_border: true,
            tags: Tags::new(),
        };
        assert_eq!(
            scripted.client().describe_cen_bandwidth_packages().await,
            Ok(vec![package])
        );
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ DescribeCenBandwidthPackages IncludeReservationData=true PageNumber=1 PageSize=50"
            ]
        );
    }

    #[tokio::test]
    async fn limits_are_read() {
        let scripted = Scripted::new([sample("DescribeCenInterRegionBandwidthLimits 200")]);
        let limit = CenInterRegionBandwidthLimit {
            cen_id: "cen-7qthudw0ll6jmcaaaa".to_owned(),
            local_region_id: "cn-hangzhou".to_owned(),
            opposite_region_id: "eu-central-1".to_owned(),
            bandwidth_limit: 10,
            status: "Active".to_owned(),
            bandwidth_package_id: "cenbwp-4c2zaavbvh5f42bbbb".to_owned(),
        };
        assert_eq!(
            scripted
                .client()
                .describe_cen_inter_region_bandwidth_limits("cen-1")
                .await,
            Ok(vec![limit])
        );
        let call = "POST https://cbn.aliyuncs.com/ DescribeCenInterRegionBandwidthLimits CenId=cen-1 PageNumber=1 PageSize=50";
        assert_eq!(scripted.calls(), [call]);
    }

    fn package(charge: Charge, tags: &Tags) -> CreateCenBandwidthPackage<'_> {
        let (geographic_region_a_id, geographic_region_b_id) = ("China", "Europe");
        let (name, description, client_token) = ("cn-eu", "", "t");
        CreateCenBandwidthPackage {
            bandwidth: 20,
            geographic_region_a_id,
            geographic_region_b_id,
            name,
            description,
            charge,
            tags,
            client_token,
        }
    }

    #[tokio::test]
    async fn the_charge_is_always_said_and_terms_of_whole_years_are_years() {
        for (charge, sent) in [
            (
                Charge::Postpaid,
                "AutoPay=true Bandwidth=20 BandwidthPackageChargeType=POSTPAY _",
            ),
            (
                Charge::Prepaid {
                    months: 6,
                    auto_renew: false,
                },
                "AutoPay=true AutoRenew=false Bandwidth=20 BandwidthPackageChargeType=PREPAY _ Period=6 PricingCycle=Month",
            ),
            (
                Charge::Prepaid {
                    months: 24,
                    auto_renew: true,
                },
                "AutoPay=true AutoRenew=true AutoRenewDuration=24 Bandwidth=20 BandwidthPackageChargeType=PREPAY _ Period=2 PricingCycle=Year",
            ),
        ] {
            let scripted = Scripted::new([sample("CreateCenBandwidthPackage 200")]);
            let tags = Tags::from([("env".to_owned(), "prod".to_owned())]);
            let id = scripted
                .client()
                .create_cen_bandwidth_package(package(charge, &tags))
                .await;
            assert_eq!(id, Ok("cenbwp-4c2zaavbvh5f42bbbb".to_owned()));
            let always =
                "ClientToken=t GeographicRegionAId=China GeographicRegionBId=Europe Name=cn-eu";
            let sent = format!(
                "{} Tag.1.Key=env Tag.1.Value=prod",
                sent.replace('_', always)
            );
            assert_eq!(
                scripted.calls(),
                [format!(
                    "POST https://cbn.aliyuncs.com/ CreateCenBandwidthPackage {sent}"
                )]
            );
        }
    }

    #[tokio::test]
    async fn an_order_without_a_package_leaves_the_outcome_open() {
        let scripted = Scripted::new([sample("RequestId only")]);
        let result = scripted
            .client()
            .create_cen_bandwidth_package(package(Charge::Postpaid, &Tags::new()))
            .await;
        assert_eq!(result.unwrap_err().kind, ErrorKind::Unknown);
    }

    #[tokio::test]
    async fn packages_and_limits_are_changed() {
        let scripted = Scripted::new(vec![sample("RequestId only"); 4]);
        let client = scripted.client();
        let association = PackageAssociation {
            cen_id: "cen-1",
            cen_bandwidth_package_id: "cenbwp-1",
        };
        client
            .associate_cen_bandwidth_package(association)
            .await
            .unwrap();
        client
            .unassociate_cen_bandwidth_package(association)
            .await
            .unwrap();
        client
            .delete_cen_bandwidth_package("cenbwp-1")
            .await
            .unwrap();
        let (local_region_id, opposite_region_id) = ("cn-hangzhou", "eu-central-1");
        let limit = InterRegionBandwidthLimit {
            cen_id: "cen-1",
            local_region_id,
            opposite_region_id,
            bandwidth_limit: 0,
        };
        client
            .set_cen_inter_region_bandwidth_limit(limit)
            .await
            .unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ AssociateCenBandwidthPackage CenBandwidthPackageId=cenbwp-1 CenId=cen-1",
                "POST https://cbn.aliyuncs.com/ UnassociateCenBandwidthPackage CenBandwidthPackageId=cenbwp-1 CenId=cen-1",
                "POST https://cbn.aliyuncs.com/ DeleteCenBandwidthPackage CenBandwidthPackageId=cenbwp-1",
                "POST https://cbn.aliyuncs.com/ SetCenInterRegionBandwidthLimit BandwidthLimit=0 CenId=cen-1 LocalRegionId=cn-hangzhou \
                 OppositeRegionId=eu-central-1",
            ]
        );
    }
}
