//! The transit router itself, and where one can be.

use serde::Deserialize;
use serde_json::Value;

use super::place::Texts;
use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;
use crate::words::words;

words! {
    /// The edition of a transit router.
    pub RouterEdition {
        /// Forwards between all networks of a region; has limits to other regions.
        Basic = "Basic",
        /// Has route tables, attachments and links.
        Enterprise = "Enterprise",
    }
}

words! {
    /// What a transit router is going through.
    pub RouterStatus {
        /// Being made.
        Creating = "Creating",
        /// In use, and free for changes.
        Active = "Active",
        /// Being changed.
        Modifying = "Modifying",
        /// Being deleted.
        Deleting = "Deleting",
        /// Becoming one of another edition or mode.
        Upgrading = "Upgrading",
    }
}

/// A transit router: what a CEN has in a region.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitRouter {
    /// Its id, such as `tr-bp1su1ytdxtataupl****`.
    pub transit_router_id: String,
    /// The CEN.
    #[serde(default)]
    pub cen_id: String,
    /// The region.
    pub region_id: String,
    /// Its name; may be empty.
    #[serde(default)]
    pub transit_router_name: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub transit_router_description: String,
    /// Its edition.
    #[serde(default, rename = "Type")]
    pub edition: RouterEdition,
    /// What it is going through.
    #[serde(default)]
    pub status: RouterStatus,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
}

impl ListRow for TransitRouter {
    const PATH: &'static [&'static str] = &["TransitRouters"];

    fn identity(&self) -> String {
        self.transit_router_id.clone()
    }
}

/// An Enterprise transit router to create.
#[derive(Clone, Copy, Debug)]
pub struct CreateTransitRouter<'a> {
    /// The CEN, which must be `Active`.
    pub cen_id: &'a str,
    /// The region.
    pub region_id: &'a str,
    /// Its name, of up to 128 characters; may be empty.
    pub name: &'a str,
    /// Its description, of up to 256 characters; may be empty.
    pub description: &'a str,
    /// Its tags, at most 20.
    pub tags: &'a Tags,
    /// Up to 64 ASCII characters. A second call with the same token creates nothing and gives the
    /// same answer.
    pub client_token: &'a str,
}

/// A transit router's texts to change.
#[derive(Clone, Copy, Debug)]
pub struct ModifyTransitRouter<'a> {
    /// Its region.
    pub region_id: &'a str,
    /// The transit router.
    pub transit_router_id: &'a str,
    /// Its texts.
    pub texts: Texts<'a>,
    /// Up to 64 ASCII characters.
    pub client_token: &'a str,
}

/// A transit router to delete.
#[derive(Clone, Copy, Debug)]
pub struct DeleteTransitRouter<'a> {
    /// The transit router.
    pub transit_router_id: &'a str,
    /// Up to 64 ASCII characters; another one for each attempt.
    pub client_token: &'a str,
}

/// Where in a region an Enterprise transit router can have attachments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AvailableResource {
    /// The zones of a router that works in all zones.
    #[serde(default)]
    pub available_zones: Vec<String>,
    /// The primary zones, where the region still has primary and standby zones.
    #[serde(default)]
    pub master_zones: Vec<String>,
    /// The standby zones, where the region still has primary and standby zones.
    #[serde(default)]
    pub slave_zones: Vec<String>,
}

impl AvailableResource {
    /// Returns the zones in which a vSwitch of an attachment may be. Empty where no Enterprise router is
    /// offered.
    pub fn zones(&self) -> Vec<&str> {
        let modern = self.available_zones.iter();
        let older = self.master_zones.iter().chain(&self.slave_zones);
        let older = older.filter(|_| self.available_zones.is_empty());
        modern.chain(older).map(String::as_str).collect()
    }
}

impl Client {
    /// Returns the transit routers of a CEN, of both editions, sorted by id. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_routers(&self, cen_id: &str) -> Result<Vec<TransitRouter>, Error> {
        self.numbered_pages(
            Operation::cbn("ListTransitRouters"),
            Parameters::new().with("CenId", cen_id),
        )
        .await
    }

    /// Creates a transit router and returns its id. It is `Creating` until it is `Active`; its
    /// system route table comes with it. Safe to run again with the same client token.
    ///
    /// # Errors
    /// [`Error`]; a CEN has one transit router in a region, another one is
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists).
    pub async fn create_transit_router(
        &self,
        router: CreateTransitRouter<'_>,
    ) -> Result<String, Error> {
        let parameters = Parameters::new()
            .with("CenId", router.cen_id)
            .with("RegionId", router.region_id)
            .with_text("TransitRouterName", router.name)
            .with_text("TransitRouterDescription", router.description)
            .with_tags(router.tags)
            .with_text("ClientToken", router.client_token);
        self.created(
            Operation::cbn("CreateTransitRouter"),
            parameters,
            "TransitRouterId",
        )
        .await
    }

    /// Changes a transit router's texts. It is `Modifying` until it is `Active` again. Safe to run
    /// again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn update_transit_router(
        &self,
        router: ModifyTransitRouter<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("RegionId", router.region_id)
            .with("TransitRouterId", router.transit_router_id);
        let parameters = router
            .texts
            .added_to(parameters, "TransitRouter")
            .with_text("ClientToken", router.client_token);
        self.accepted(Operation::cbn("UpdateTransitRouter"), parameters)
            .await
    }

    /// Begins to delete a transit router that nothing is attached to. It is gone when
    /// [`Client::list_transit_routers`] no longer shows it. Safe to run again: one that is gone is
    /// [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// # Errors
    /// [`Error`]; `Invalid` codes name what still hangs on it.
    pub async fn delete_transit_router(
        &self,
        router: DeleteTransitRouter<'_>,
    ) -> Result<(), Error> {
        let parameters = Parameters::new()
            .with("TransitRouterId", router.transit_router_id)
            .with_text("ClientToken", router.client_token);
        self.accepted(Operation::cbn("DeleteTransitRouter"), parameters)
            .await
    }

    /// Returns where in a region an Enterprise transit router can have attachments. Safe to run
    /// again.
    ///
    /// # Errors
    /// [`Error`]; an answer that has none of the three lists is one, of kind
    /// [`Unknown`](crate::ErrorKind::Unknown): it does not say that nothing is offered.
    pub async fn list_transit_router_available_resource(
        &self,
        region_id: &str,
    ) -> Result<AvailableResource, Error> {
        let operation = Operation::cbn("ListTransitRouterAvailableResource");
        let parameters = Parameters::new().with("RegionId", region_id);
        let mut answer: Value = self.call(operation, parameters.into_pairs()).await?;
        wire::drop_nulls(&mut answer);
        let lists = ["AvailableZones", "MasterZones", "SlaveZones"];
        if lists.iter().all(|list| answer.get(list).is_none()) {
            let message = format!("the answer has none of `{}`", lists.join("`, `"));
            return Err(Error::unclear(operation.action, &message));
        }
        self.read(operation, answer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ErrorKind;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn transit_routers_of_both_editions_are_read() {
        let rows = json!([
            {"TransitRouterId": "tr-2", "RegionId": "ccn-cn-shanghai", "Type": "Basic", "AliUid": 1},
            {
                "TransitRouterId": "tr-1", "CenId": "cen-1", "RegionId": "cn-hangzhou",
                "TransitRouterName": "hub", "TransitRouterDescription": "of the hub",
                "Type": "Enterprise", "Status": "Active", "Tags": [{"Key": "env", "Value": "prod"}],
            },
        ]);
        let scripted = Scripted::new([json!({"TotalCount": 2, "TransitRouters": rows})]);
        let routers = scripted
            .client()
            .list_transit_routers("cen-1")
            .await
            .unwrap();
        let hub = TransitRouter {
            transit_router_id: "tr-1".to_owned(),
            cen_id: "cen-1".to_owned(),
            region_id: "cn-hangzhou".to_owned(),
            transit_router_name: "hub".to_owned(),
            transit_router_description: "of the hub".to_owned(),
            edition: RouterEdition::Enterprise,
            status: RouterStatus::Active,
            tags: Tags::from([("env".to_owned(), "prod".to_owned())]),
        };
        assert_eq!(routers[0], hub);
        assert_eq!(routers[1].edition, RouterEdition::Basic);
        assert_eq!(routers[1].status, RouterStatus::Unknown(String::new()));
    }

    #[tokio::test]
    async fn a_transit_router_is_made_changed_and_deleted() {
        let scripted = Scripted::new([
            json!({"TransitRouterId": "tr-1", "RequestId": "R"}),
            json!({"RequestId": "R"}),
            json!({"RequestId": "R"}),
        ]);
        let client = scripted.client();
        let create = CreateTransitRouter {
            cen_id: "cen-1",
            region_id: "cn-hangzhou",
            name: "hub",
            description: "",
            tags: &Tags::from([("env".to_owned(), "prod".to_owned())]),
            client_token: "t",
        };
        assert_eq!(client.create_transit_router(create).await.unwrap(), "tr-1");
        let modify = ModifyTransitRouter {
            region_id: "cn-hangzhou",
            transit_router_id: "tr-1",
            texts: Texts {
                name: None,
                description: Some(""),
            },
            client_token: "",
        };
        client.update_transit_router(modify).await.unwrap();
        let delete = DeleteTransitRouter {
            transit_router_id: "tr-1",
            client_token: "u",
        };
        client.delete_transit_router(delete).await.unwrap();
        assert_eq!(
            scripted.calls(),
            [
                "POST https://cbn.aliyuncs.com/ CreateTransitRouter CenId=cen-1 ClientToken=t RegionId=cn-hangzhou \
                 Tag.1.Key=env Tag.1.Value=prod TransitRouterName=hub",
                "POST https://cbn.aliyuncs.com/ UpdateTransitRouter RegionId=cn-hangzhou TransitRouterDescription= \
                 TransitRouterId=tr-1",
                "POST https://cbn.aliyuncs.com/ DeleteTransitRouter ClientToken=u TransitRouterId=tr-1",
            ]
        );
    }

    #[tokio::test]
    async fn zones_are_read_and_an_answer_without_any_list_says_nothing() {
        for (answer, zones) in [
            (
                json!({"AvailableZones": ["j", "k"], "MasterZones": ["x"]}),
                &["j", "k"] as &[_],
            ),
            (
                json!({"MasterZones": ["x"], "SlaveZones": ["y"]}),
                &["x", "y"],
            ),
            (json!({"AvailableZones": [], "MasterZones": null}), &[]),
        ] {
            let scripted = Scripted::new([answer.clone()]);
            let client = scripted.client();
            let offered = client.list_transit_router_available_resource("r").await;
            assert_eq!(offered.unwrap().zones(), zones, "{answer}");
        }
        let scripted = Scripted::new([json!({"RequestId": "R", "SlaveZones": null})]);
        let client = scripted.client();
        let error = client.list_transit_router_available_resource("r").await;
        assert_eq!(error.unwrap_err().kind, ErrorKind::Unknown);
    }
}
