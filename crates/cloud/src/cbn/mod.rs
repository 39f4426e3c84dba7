//! CENs, their tags, and the regions of an area: operations of CBN 2017-09-12.

mod attachment;
mod bandwidth;
mod health_check;
mod resource_group;
mod route;
mod route_map;
pub mod router;
mod service;

use std::collections::BTreeSet;

use serde::Deserialize;

pub use self::attachment::{AttachedChildInstance, ChildInstance, ChildInstanceType, GrantRule};
pub use self::bandwidth::{
    CenBandwidthPackage, CenInterRegionBandwidthLimit, Charge, CreateCenBandwidthPackage,
    InterRegionBandwidthLimit, PackageAssociation,
};
pub use self::health_check::{CenVbr, EnableCenVbrHealthCheck, VbrHealthCheck};
pub use self::resource_group::{GroupedResource, MoveResourceGroup};
pub use self::route::{
    CenChildInstance, CenChildInstanceRouteEntry, CenRegion, CenRegionDomainRouteEntry,
    ChildInstanceRoute, ChildInstanceRouteTable, PublishedRouteEntry, RouteConflict,
};
pub use self::route_map::{CenRouteMap, CreateCenRouteMap, RouteMap, RouteMapSettings};
pub use self::service::{
    PrivateZoneInfo, PrivateZoneRoute, ResolveAndRouteService, RouteService, RouteServiceEntry,
};
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;

/// The most tags that one call takes (source: `Tag.N`, N ≤ 20).
const MOST_TAGS: usize = 20;

/// A CEN as `DescribeCens` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cen {
    /// Its id, such as `cen-7qthudw0ll6jmcaaaa`.
    pub cen_id: String,
    /// Its name; may be empty.
    #[serde(default)]
    pub name: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
    /// `Creating`, `Active` or `Deleting`.
    #[serde(default)]
    pub status: String,
    /// `REDUCED`: address ranges may overlap, but not be equal; or `FULL` on old CENs.
    #[serde(default)]
    pub protection_level: String,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
    /// The ids of the bandwidth packages that are associated with it.
    #[serde(default, deserialize_with = "wire::wrapped")]
    pub cen_bandwidth_package_ids: Vec<String>,
}

impl ListRow for Cen {
    const PATH: &'static [&'static str] = &["Cens", "Cen"];

    fn identity(&self) -> String {
        self.cen_id.clone()
    }
}

/// A CEN to create.
#[derive(Clone, Copy, Debug)]
pub struct CreateCen<'a> {
    /// Its name, of up to 128 characters; may be empty.
    pub name: &'a str,
    /// Its description, of up to 256 characters; may be empty.
    pub description: &'a str,
    /// Its tags, at most 20.
    pub tags: &'a Tags,
    /// Up to 64 ASCII characters. A second call with the same token creates nothing and gives the same answer.
    pub client_token: &'a str,
}

/// What carries tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaggedResource<'a> {
    /// The CEN of this id.
    Cen(&'a str),
    /// The bandwidth package of this id.
    BandwidthPackage(&'a str),
    /// The transit router of this id.
    TransitRouter(&'a str),
}

impl TaggedResource<'_> {
    fn parameters(self) -> Parameters {
        let (kind, id) = match self {
            Self::Cen(id) => ("cen", id),
            Self::BandwidthPackage(id) => ("bandwidthpackage", id),
            Self::TransitRouter(id) => ("TransitRouter", id),
        };
        Parameters::new()
            .with("ResourceType", kind)
            .with_list("ResourceId", [id])
    }
}

/// A CEN's texts to change; what is none stays as it is.
#[derive(Clone, Copy, Debug)]
pub struct ModifyCen<'a> {
    /// The CEN.
    pub cen_id: &'a str,
    /// Its new name.
    pub name: Option<&'a str>,
    /// Its new description.
    pub description: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Region {
    region_id: String,
}

impl ListRow for Region {
    const PATH: &'static [&'static str] = &["RegionIds", "RegionId"];

    fn identity(&self) -> String {
        self.region_id.clone()
    }
}

impl Client {
    /// Returns the account's own CENs, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; an answer without a list is one, of kind [`Unknown`](crate::ErrorKind::Unknown).
    pub async fn describe_cens(&self) -> Result<Vec<Cen>, Error> {
        self.numbered_pages(Operation::cbn("DescribeCens"), Parameters::new())
            .await
    }

    /// Creates a CEN and returns its id. It is `Creating` at first, and only good for reading until it is `Active`. Safe to run again with the
    /// same client token.
    ///
    /// # Errors
    /// [`Error`]; an answer without an id is one, of kind [`Unknown`](crate::ErrorKind::Unknown).
    pub async fn create_cen(&self, cen: CreateCen<'_>) -> Result<String, Error> {
        let parameters = Parameters::new()
            .with_text("Name", cen.name)
            .with_text("Description", cen.description)
            .with_tags(cen.tags)
            .with_text("ClientToken", cen.client_token);
        self.created(Operation::cbn("CreateCen"), parameters, "CenId")
            .await
    }

    /// Changes a CEN's name and description. It is `Modifying` at first, and only good for reading until it is `Active` again. Safe to run again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn modify_cen_attribute(&self, cen: ModifyCen<'_>) -> Result<(), Error> {
        let mut parameters = Parameters::new().with("CenId", cen.cen_id);
        for (key, value) in [("Name", cen.name), ("Description", cen.description)] {
            if let Some(value) = value {
                parameters = parameters.with(key, value);
            }
        }
        self.accepted(Operation::cbn("ModifyCenAttribute"), parameters)
            .await
    }

    /// Begins to delete a CEN, which must have no attachment and no package. It is gone when [`Client::describe_cens`] no longer shows it.
    /// Safe to run again: a CEN that is gone is [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_cen(&self, cen_id: &str) -> Result<(), Error> {
        self.accepted(
            Operation::cbn("DeleteCen"),
            Parameters::new().with("CenId", cen_id),
        )
        .await
    }

    /// Sets these tags of a CEN or a package, and leaves its others alone; with a call for each 20 of them. Safe to run again.
    ///
    /// # Errors
    /// [`Error`]; of more than 20 tags the first ones may be set by then.
    pub async fn tag_resources(
        &self,
        resource: TaggedResource<'_>,
        tags: &Tags,
    ) -> Result<(), Error> {
        let tags: Vec<_> = tags.iter().collect();
        for some in tags.chunks(MOST_TAGS) {
            let parameters = resource.parameters().with_tags(some.iter().copied());
            self.accepted(Operation::cbn("TagResources"), parameters)
                .await?;
        }
        Ok(())
    }

    /// Takes the tags with these keys from a CEN or a package; with a call for each 20 of them, and none if there are none: without keys the API might
    /// take every tag. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::tag_resources`].
    pub async fn untag_resources(
        &self,
        resource: TaggedResource<'_>,
        tag_keys: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let keys: Vec<_> = tag_keys.iter().map(String::as_str).collect();
        for some in keys.chunks(MOST_TAGS) {
            let parameters = resource
                .parameters()
                .with_list("TagKey", some.iter().copied());
            self.accepted(Operation::cbn("UntagResources"), parameters)
                .await?;
        }
        Ok(())
    }

    /// Returns the regions of an area, sorted. The area is written in lower case, such as `asia-pacific`. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn describe_geographic_region_membership(
        &self,
        area: &str,
    ) -> Result<Vec<String>, Error> {
        let parameters = Parameters::new().with("GeographicRegionId", area);
        let regions: Vec<Region> = self
            .numbered_pages(
                Operation::cbn("DescribeGeographicRegionMembership"),
                parameters,
            )
            .await?;
        Ok(regions.into_iter().map(|region| region.region_id).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ErrorKind;
    use crate::scripted::{Scripted, sample};

    fn tags(count: usize) -> Tags {
        (1..=count)
            .map(|number| (format!("k{number:02}"), "v".to_owned()))
            .collect()
    }

    #[tokio::test]
    async fn cens_are_read() {
        let scripted = Scripted::new([
            sample("DescribeCens 200"),
            sample("DescribeCens 200 (empty)"),
        ]);
        let cen = Cen {
            cen_id: "cen-7qthudw0ll6jmcaaaa".to_owned(),
            name: "hub".to_owned(),
            description: "prod hub".to_owned(),
            status: "Active".to_owned(),
            protection_level: "REDUCED".to_owned(),
            tags: Tags::from([("env".to_owned(), "prod".to_owned())]),
            cen_bandwidth_package_ids: vec!["cenbwp-4c2zaavbvh5f42bbbb".to_owned()],
        };
        assert_eq!(scripted.client().describe_cens().await, Ok(vec![cen]));
        assert_eq!(scripted.client().describe_cens().await, Ok(vec![]));
        assert_eq!(
            scripted.calls()[0],
            "POST https://cbn.aliyuncs.com/ DescribeCens PageNumber=1 PageSize=50"
        );
    }

    #[tokio::test]
    async fn the_regions_of_an_area_are_read() {
        let scripted = Scripted::new([sample("DescribeGeographicRegionMembership 200")]);
        let regions = scripted
            .client()
            .describe_geographic_region_membership("north-america")
            .await
            .unwrap();
        assert_eq!(regions, ["us-east-1", "us-west-1"]);
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ DescribeGeographicRegionMembership GeographicRegionId=north-america PageNumber=1 PageSize=50",
            ]
        );
    }

    #[tokio::test]
    async fn a_cen_is_created_and_deleted() {
        let scripted = Scripted::new([
            sample("CreateCen 200"),
            sample("CreateCen 200"),
            sample("RequestId only"),
        ]);
        let client = scripted.client();
        let full = CreateCen {
            name: "hub",
            description: "prod hub",
            tags: &tags(1),
            client_token: "t",
        };
        assert_eq!(
            client.create_cen(full).await,
            Ok("cen-7qthudw0ll6jmcaaaa".to_owned())
        );
        client
            .create_cen(CreateCen {
                name: "hub",
                description: "",
                tags: &tags(0),
                client_token: "t",
            })
            .await
            .unwrap();
        client.delete_cen("cen-1").await.unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ CreateCen ClientToken=t Description=prod hub Name=hub Tag.1.Key=k01 Tag.1.Value=v",
                "POST https://cbn.aliyuncs.com/ CreateCen ClientToken=t Name=hub",
                "POST https://cbn.aliyuncs.com/ DeleteCen CenId=cen-1",
            ]
        );
    }

    #[tokio::test]
    async fn an_answer_without_an_id_leaves_open_what_was_created() {
        let scripted = Scripted::new([sample("RequestId only"), json!({"CenId": ""})]);
        for _ in 0..2 {
            let cen = CreateCen {
                name: "hub",
                description: "",
                tags: &tags(0),
                client_token: "t",
            };
            assert_eq!(
                scripted.client().create_cen(cen).await.unwrap_err().kind,
                ErrorKind::Unknown
            );
        }
    }

    #[tokio::test]
    async fn tags_are_set_and_taken_twenty_a_call() {
        let scripted = Scripted::new(vec![sample("RequestId only"); 4]);
        let client = scripted.client();
        client
            .tag_resources(TaggedResource::Cen("cen-1"), &tags(21))
            .await
            .unwrap();
        client
            .untag_resources(
                TaggedResource::Cen("cen-1"),
                &tags(21).into_keys().collect(),
            )
            .await
            .unwrap();
        client
            .tag_resources(TaggedResource::Cen("cen-1"), &tags(0))
            .await
            .unwrap();
        client
            .untag_resources(TaggedResource::Cen("cen-1"), &BTreeSet::new())
            .await
            .unwrap();
        let calls = scripted.calls();
        assert!(
            calls[0].contains(" Tag.20.Key=k20 Tag.20.Value=v") && !calls[0].contains("k21"),
            "{}",
            calls[0]
        );
        assert!(
            calls[2].contains(" TagKey.20=k20") && !calls[2].contains("k21"),
            "{}",
            calls[2]
        );
        assert_eq!(
            [&calls[1], &calls[3]],
            [
                "POST https://cbn.aliyuncs.com/ TagResources ResourceId.1=cen-1 ResourceType=cen Tag.1.Key=k21 Tag.1.Value=v",
                "POST https://cbn.aliyuncs.com/ UntagResources ResourceId.1=cen-1 ResourceType=cen TagKey.1=k21",
            ]
        );
    }
}
