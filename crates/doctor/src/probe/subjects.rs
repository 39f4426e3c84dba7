//! What exists in an account, so that a read can be asked about something that is there.

use cen_cloud::Client;
use cen_topology::{AccountName, Topology};

/// The tag by which a topology knows its own.
const TOPOLOGY_TAG: &str = "cen:topology";

/// Things of an account that a call can be asked about. What is none does not exist, or is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeSubjects {
    /// The account, in digits.
    pub account: String,
    /// A region in which the file names something.
    pub region: Option<String>,
    /// A CEN of the account that concerns the file.
    pub cen: Option<String>,
    /// A transit router of that CEN and its region.
    pub router: Option<(String, String)>,
    /// A route table of that router.
    pub table: Option<String>,
}

impl ProbeSubjects {
    /// Looks for things of an account. Reads only; what cannot be read is none. Safe to run again.
    pub async fn find(client: &Client, topology: &Topology, account: &AccountName) -> Self {
        let mut subjects = Self {
            account: topology.account(account).id.to_string(),
            region: region(topology, account),
            ..Self::default()
        };
        if topology.cens.values().any(|cen| cen.account == *account) {
            subjects.find_cen(client, topology).await;
        }
        subjects
    }

    async fn find_cen(&mut self, client: &Client, topology: &Topology) {
        let Ok(cens) = client.describe_cens().await else {
            return;
        };
        let is_ours = |cen: &&cen_cloud::Cen| {
            let named = topology.cens.values().filter_map(|cen| cen.id.as_ref());
            let has_mark =
                cen.tags.get(TOPOLOGY_TAG).map(String::as_str) == Some(topology.name.as_str());
            has_mark || named.into_iter().any(|id| id.as_str() == cen.cen_id)
        };
        let Some(cen) = cens.iter().find(is_ours) else {
            return;
        };
        self.cen = Some(cen.cen_id.clone());
        let Ok(routers) = client.list_transit_routers(&cen.cen_id).await else {
            return;
        };
        let Some(router) = routers.into_iter().next() else {
            return;
        };
        let tables = client
            .list_transit_router_route_tables(&router.transit_router_id)
            .await;
        self.table = tables
            .ok()
            .and_then(|tables| tables.into_iter().next())
            .map(|table| table.route_table_id);
        self.router = Some((router.transit_router_id, router.region_id));
    }
}

/// Returns a region of a network of the account, else of any network on its CENs.
fn region(topology: &Topology, account: &AccountName) -> Option<String> {
    let own = topology
        .networks
        .values()
        .filter(|network| network.account == *account);
    let of_cens = topology
        .cens
        .values()
        .filter(|cen| cen.account == *account)
        .flat_map(|cen| &cen.attach)
        .filter_map(|name| topology.networks.get(name));
    own.chain(of_cens)
        .map(|network| network.region.to_string())
        .next()
}
