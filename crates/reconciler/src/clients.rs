//! One client for each account of the topology.

use std::collections::BTreeMap;

use cen_cloud::Client;
use cen_topology::AccountName;

/// The clients, by account.
#[derive(Clone, Default)]
pub struct Clients(BTreeMap<AccountName, Client>);

impl Clients {
    /// These clients.
    pub fn new(clients: impl IntoIterator<Item = (AccountName, Client)>) -> Self {
        Self(
            clients
                .into_iter()
                .map(|(account, client)| (account.clone(), client.with_name(account.as_str())))
                .collect(),
        )
    }

    /// Returns the client of an account.
    ///
    /// # Panics
    /// If there is none. The caller creates one client for each account of the topology.
    pub fn of(&self, account: &AccountName) -> &Client {
        self.0
            .get(account)
            .expect("there is a client for each account of the topology")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&AccountName, &Client)> {
        self.0.iter()
    }
}
