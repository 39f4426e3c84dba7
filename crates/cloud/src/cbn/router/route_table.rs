//! The route tables of a transit router: which attachments are looked up in one (associations), and
//! whose routes it has (propagations).

use serde::Deserialize;

use crate::error::Error;
use crate::operation::Operation;
use crate::page::ListRow;
use crate::parameters::{Parameters, Tags};
use crate::rpc::Client;
use crate::wire;
use crate::words::words;

words! {
    /// Where a route table comes from.
    pub RouteTableType {
        /// The transit router's own: it comes and goes with it.
        System = "System",
        /// Made by somebody.
        Custom = "Custom",
    }
}

words! {
    /// What a route table is going through.
    pub RouteTableStatus {
        /// Being made.
        Creating = "Creating",
        /// In use, and free for changes.
        Active = "Active",
        /// Being deleted.
        Deleting = "Deleting",
    }
}

words! {
    /// What an association is going through.
    pub AssociationStatus {
        /// Being made.
        Associating = "Associating",
        /// In use.
        Active = "Active",
        /// Being moved to another table.
        Replacing = "Replacing",
        /// Being taken away.
        Dissociating = "Dissociating",
        /// Gone.
        Deleted = "Deleted",
    }
}

words! {
    /// What a propagation is going through.
    pub PropagationStatus {
        /// Being made.
        Enabling = "Enabling",
        /// In use.
        Active = "Active",
        /// Being taken away.
        Disabling = "Disabling",
    }
}

/// A route table of a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteTable {
    /// Its id, such as `vtb-bp1dudbh2d5na6b50****`.
    #[serde(rename = "TransitRouterRouteTableId")]
    pub route_table_id: String,
    /// Its name; may be empty.
    #[serde(default, rename = "TransitRouterRouteTableName")]
    pub name: String,
    /// Its description; may be empty.
    #[serde(default, rename = "TransitRouterRouteTableDescription")]
    pub description: String,
    /// Where it comes from.
    #[serde(default, rename = "TransitRouterRouteTableType")]
    pub kind: RouteTableType,
    /// What it is going through.
    #[serde(default, rename = "TransitRouterRouteTableStatus")]
    pub status: RouteTableStatus,
    /// Its tags.
    #[serde(default, deserialize_with = "wire::tags")]
    pub tags: Tags,
}

impl ListRow for RouteTable {
    const PATH: &'static [&'static str] = &["TransitRouterRouteTables"];

    fn identity(&self) -> String {
        self.route_table_id.clone()
    }
}

/// An attachment that is looked up in a route table. An attachment has one at most.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Association {
    /// The attachment.
    pub transit_router_attachment_id: String,
    /// The route table.
    #[serde(rename = "TransitRouterRouteTableId")]
    pub route_table_id: String,
    /// What it is going through.
    #[serde(default)]
    pub status: AssociationStatus,
    /// The kind of what is attached: `VPC`, `VBR` or `TR`, or another; may be empty.
    #[serde(default)]
    pub resource_type: String,
    /// The id of what is attached; may be empty.
    #[serde(default)]
    pub resource_id: String,
}

impl ListRow for Association {
    const PATH: &'static [&'static str] = &["TransitRouterAssociations"];

    fn identity(&self) -> String {
        format!(
            "{} {}",
            self.transit_router_attachment_id, self.route_table_id
        )
    }
}

/// An attachment whose routes a route table has. An attachment may have many.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Propagation {
    /// The attachment.
    pub transit_router_attachment_id: String,
    /// The route table.
    #[serde(rename = "TransitRouterRouteTableId")]
    pub route_table_id: String,
    /// What it is going through.
    #[serde(default)]
    pub status: PropagationStatus,
    /// The kind of what is attached: `VPC`, `VBR` or `TR`, or another; may be empty.
    #[serde(default)]
    pub resource_type: String,
    /// The id of what is attached; may be empty.
    #[serde(default)]
    pub resource_id: String,
}

impl ListRow for Propagation {
    const PATH: &'static [&'static str] = &["TransitRouterPropagations"];

    fn identity(&self) -> String {
        format!(
            "{} {}",
            self.transit_router_attachment_id, self.route_table_id
        )
    }
}

/// An entry that somebody has written into a route table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StaticEntry {
    /// The entry's id; may be empty.
    #[serde(default, rename = "TransitRouterRouteEntryId")]
    pub route_entry_id: String,
    /// Its destination, such as `10.0.0.0/8`.
    #[serde(rename = "TransitRouterRouteEntryDestinationCidrBlock")]
    pub destination: String,
    /// The attachment that it leads to; empty if packets are dropped.
    #[serde(default, rename = "TransitRouterRouteEntryNextHopId")]
    pub next_hop_id: String,
}

impl ListRow for StaticEntry {
    const PATH: &'static [&'static str] = &["TransitRouterRouteEntries"];

    fn identity(&self) -> String {
        format!("{} {}", self.route_entry_id, self.destination)
    }
}

/// An attachment and a route table, to bring together or to part.
#[derive(Clone, Copy, Debug)]
pub struct AttachmentInTable<'a> {
    /// The attachment.
    pub transit_router_attachment_id: &'a str,
    /// The route table.
    pub route_table_id: &'a str,
    /// Up to 64 ASCII characters; another one for each attempt to part them.
    pub client_token: &'a str,
}

impl AttachmentInTable<'_> {
    fn parameters(self) -> Parameters {
        Parameters::new()
            .with(
                "TransitRouterAttachmentId",
                self.transit_router_attachment_id,
            )
            .with("TransitRouterRouteTableId", self.route_table_id)
            .with_text("ClientToken", self.client_token)
    }
}

impl Client {
    /// Lists the entries of a route table that somebody has written, in every state. Safe to run
    /// again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_router_static_entries(
        &self,
        route_table_id: &str,
    ) -> Result<Vec<StaticEntry>, Error> {
        let parameters = Parameters::new()
            .with("TransitRouterRouteTableId", route_table_id)
            .with("TransitRouterRouteEntryType", "Static")
            .with("TransitRouterRouteEntryStatus", "All");
        let operation = Operation::cbn("ListTransitRouterRouteEntries");
        self.token_pages(operation, parameters).await
    }

    /// Returns the route tables of a transit router, sorted by id. One of them is the system's. Safe to run
    /// again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_router_route_tables(
        &self,
        transit_router_id: &str,
    ) -> Result<Vec<RouteTable>, Error> {
        let parameters = Parameters::new().with("TransitRouterId", transit_router_id);
        let operation = Operation::cbn("ListTransitRouterRouteTables");
        self.token_pages(operation, parameters).await
    }

    /// Returns the attachments that are looked up in a route table, sorted by attachment. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_router_route_table_associations(
        &self,
        route_table_id: &str,
    ) -> Result<Vec<Association>, Error> {
        let parameters = Parameters::new().with("TransitRouterRouteTableId", route_table_id);
        let operation = Operation::cbn("ListTransitRouterRouteTableAssociations");
        self.token_pages(operation, parameters).await
    }

    /// Returns the attachments whose routes a route table has, sorted by attachment. Safe to run again.
    ///
    /// # Errors
    /// As [`Client::describe_cens`].
    pub async fn list_transit_router_route_table_propagations(
        &self,
        route_table_id: &str,
    ) -> Result<Vec<Propagation>, Error> {
        let parameters = Parameters::new().with("TransitRouterRouteTableId", route_table_id);
        let operation = Operation::cbn("ListTransitRouterRouteTablePropagations");
        self.token_pages(operation, parameters).await
    }

    /// Begins to look an attachment up in a route table; it is done when the association is
    /// `Active`. Safe to run again: an attachment that has a table is
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists), but which one the answer does not say.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn associate_transit_router_attachment_with_route_table(
        &self,
        pair: AttachmentInTable<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("AssociateTransitRouterAttachmentWithRouteTable");
        self.accepted(operation, pair.parameters()).await
    }

    /// Begins to look an attachment up in this route table instead of the one that it has, without a
    /// gap; it is done when the association is `Active` with this table. Look before running it
    /// again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn replace_transit_router_route_table_association(
        &self,
        pair: AttachmentInTable<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("ReplaceTransitRouterRouteTableAssociation");
        self.accepted(operation, pair.parameters()).await
    }

    /// Begins to take an attachment out of its route table; it is done when
    /// [`Client::list_transit_router_route_table_associations`] no longer shows it. Safe to run
    /// again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn dissociate_transit_router_attachment_from_route_table(
        &self,
        pair: AttachmentInTable<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("DissociateTransitRouterAttachmentFromRouteTable");
        self.accepted(operation, pair.parameters()).await
    }

    /// Begins to put an attachment's routes into a route table; it is done when the propagation is
    /// `Active`. Look before running it again: no code is documented for one that is there.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn enable_transit_router_route_table_propagation(
        &self,
        pair: AttachmentInTable<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("EnableTransitRouterRouteTablePropagation");
        self.accepted(operation, pair.parameters()).await
    }

    /// Begins to take an attachment's routes out of a route table; it is done when
    /// [`Client::list_transit_router_route_table_propagations`] no longer shows it. Safe to run
    /// again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn disable_transit_router_route_table_propagation(
        &self,
        pair: AttachmentInTable<'_>,
    ) -> Result<(), Error> {
        let operation = Operation::cbn("DisableTransitRouterRouteTablePropagation");
        self.accepted(operation, pair.parameters()).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn tables_and_what_is_in_them_are_read() {
        let table = json!({
            "TransitRouterRouteTableId": "vtb-1", "TransitRouterRouteTableType": "System",
            "TransitRouterRouteTableStatus": "Active",
        });
        let member = json!({
            "TransitRouterAttachmentId": "tr-attach-1", "TransitRouterRouteTableId": "vtb-1",
            "Status": "Replacing", "ResourceType": "VPC", "ResourceId": "vpc-1",
        });
        let scripted = Scripted::new([
            json!({"TotalCount": 1, "TransitRouterRouteTables": [table]}),
            json!({"TotalCount": 1, "TransitRouterAssociations": [member]}),
            json!({"TotalCount": 1, "TransitRouterPropagations": [member]}),
        ]);
        let client = scripted.client();
        let tables = client.list_transit_router_route_tables("tr-1").await;
        let tables = tables.unwrap();
        assert_eq!(tables[0].kind, RouteTableType::System);
        assert_eq!(tables[0].status, RouteTableStatus::Active);
        let associations = client.list_transit_router_route_table_associations("vtb-1");
        assert_eq!(
            associations.await.unwrap()[0].status,
            AssociationStatus::Replacing
        );
        let propagations = client.list_transit_router_route_table_propagations("vtb-1");
        assert_eq!(
            propagations.await.unwrap()[0].status,
            PropagationStatus::Unknown("Replacing".to_owned())
        );
    }

    #[tokio::test]
    async fn static_entries_lead_to_an_attachment_or_drop() {
        let entry = |cidr: &str, hop: &str| {
            json!({
                "TransitRouterRouteEntryId": format!("rte-{hop}"),
                "TransitRouterRouteEntryDestinationCidrBlock": cidr,
                "TransitRouterRouteEntryNextHopId": hop,
            })
        };
        let rows = [entry("10.0.0.0/8", "tr-attach-1"), entry("10.9.0.0/16", "")];
        let scripted = Scripted::new([json!({"TotalCount": 2, "TransitRouterRouteEntries": rows})]);
        let client = scripted.client();
        let entries = client.list_transit_router_static_entries("vtb-1").await;
        let hops: Vec<_> = entries
            .unwrap()
            .into_iter()
            .map(|entry| entry.next_hop_id)
            .collect();
        assert_eq!(hops.iter().filter(|hop| hop.is_empty()).count(), 1);
        let call = &scripted.calls()[0];
        assert!(
            call.contains("TransitRouterRouteEntryType=Static"),
            "{call}"
        );
    }

    #[tokio::test]
    async fn an_attachment_and_a_table_are_brought_together_and_parted() {
        let answers: [_; 5] = std::array::from_fn(|_| json!({"RequestId": "R"}));
        let scripted = Scripted::new(answers);
        let client = scripted.client();
        let pair = AttachmentInTable {
            transit_router_attachment_id: "tr-attach-1",
            route_table_id: "vtb-1",
            client_token: "t",
        };
        client
            .associate_transit_router_attachment_with_route_table(pair)
            .await
            .unwrap();
        client
            .replace_transit_router_route_table_association(pair)
            .await
            .unwrap();
        client
            .dissociate_transit_router_attachment_from_route_table(pair)
            .await
            .unwrap();
        client
            .enable_transit_router_route_table_propagation(pair)
            .await
            .unwrap();
        client
            .disable_transit_router_route_table_propagation(pair)
            .await
            .unwrap();
        let pair =
            "ClientToken=t TransitRouterAttachmentId=tr-attach-1 TransitRouterRouteTableId=vtb-1";
        let calls = [
            "AssociateTransitRouterAttachmentWithRouteTable",
            "ReplaceTransitRouterRouteTableAssociation",
            "DissociateTransitRouterAttachmentFromRouteTable",
            "EnableTransitRouterRouteTablePropagation",
            "DisableTransitRouterRouteTablePropagation",
        ]
        .map(|action| format!("POST https://cbn.aliyuncs.com/ {action} {pair}"));
        assert_eq!(scripted.calls(), calls);
    }
}
