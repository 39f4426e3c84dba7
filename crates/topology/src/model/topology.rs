//! The whole of the desired state.

use std::collections::{BTreeMap, BTreeSet};

use super::acknowledgement::Acknowledgement;
use super::cen::Cen;
use super::network::{Network, Selector};
use super::routes::Routes;
use super::transit::Vswitches;
use crate::area::AreaPair;
use crate::names::{AccountId, AccountName, CenName, NetworkName, TopologyName};

/// The desired state of one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// The ownership mark.
    pub name: TopologyName,
    /// What the parts of the file were called before.
    pub renames: Renames,
    /// The accounts that own networks and CENs.
    pub accounts: BTreeMap<AccountName, Account>,
    /// VPCs, VBRs and CCNs.
    pub networks: BTreeMap<NetworkName, Network>,
    /// The CENs that join them.
    pub cens: BTreeMap<CenName, Cen>,
    /// Names of networks and CENs that must not be deleted or detached.
    pub protect: BTreeSet<String>,
    /// Drift that is known and tolerated for a while.
    pub acknowledge: Vec<Acknowledgement>,
}

/// What parts of the file were called before: things of the cloud that carry such a name are these parts, and are marked anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// The name of the topology.
    pub topology: Option<TopologyName>,
    /// The keys of networks.
    pub networks: BTreeMap<NetworkName, NetworkName>,
    /// The keys of CENs.
    pub cens: BTreeMap<CenName, CenName>,
    /// The keys of the CENs whose bandwidth groups these were.
    pub groups: BTreeMap<(CenName, AreaPair), CenName>,
}

/// One Alibaba Cloud account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The UID.
    pub id: AccountId,
    /// The profile of the Alibaba CLI's configuration that holds the credential, if the file names
    /// one; else it is the profile with the account's key as name.
    pub profile: Option<String>,
    /// The role whose credential signs the calls, if the file names one.
    pub role: Option<AssumedRole>,
}

/// A role of an account, and how it is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumedRole {
    /// The full name, such as `acs:ram::1250000000000001:role/cen`.
    pub arn: String,
    /// The key of another account, or else a profile, whose credential assumes the role; none for what the environment gives.
    pub via: Option<String>,
    /// What the trust policy of the role asks for.
    pub external_id: Option<String>,
    /// The name of the session, if the file names one.
    pub session_name: Option<String>,
    /// How long a credential of the role lives, if the file says it.
    pub session_seconds: Option<u32>,
}

impl Topology {
    /// Returns the topology without CENs, managed VPCs and the vSwitches of others, so that a plan removes all that
    /// it owns.
    pub fn emptied(&self) -> Self {
        let mut rest = self.clone();
        rest.cens.clear();
        rest.networks
            .retain(|_, network| !matches!(network.selector, Selector::Managed { .. }));
        for network in rest.networks.values_mut() {
            network.vswitches = Vswitches::Chosen;
        }
        rest
    }

    /// Tells whether the owner that a mark names is this topology, by its name or by the one that it had before.
    pub fn is_called(&self, owner: &str) -> bool {
        let before = self.renames.topology.as_ref();
        self.name.as_str() == owner || before.is_some_and(|name| name.as_str() == owner)
    }

    /// Returns the key that the CEN of a bandwidth group had when its package was marked, if that was another one.
    pub fn group_was(&self, cen: &CenName, areas: AreaPair) -> Option<&CenName> {
        let own = self.renames.groups.get(&(cen.clone(), areas));
        own.or_else(|| self.renames.cens.get(cen))
    }

    /// Returns the topology with every part of [`Routes`] managed and empty, so that a plan that
    /// removes everything sees everything.
    pub fn managing_all_routes(&self) -> Self {
        let mut all = self.clone();
        all.cens
            .values_mut()
            .for_each(|cen| cen.routes = Routes::nothing());
        all
    }

    /// Returns the account of a name.
    ///
    /// # Panics
    /// Never for a name taken from the same topology: names are resolved when the file is read.
    pub fn account(&self, name: &AccountName) -> &Account {
        &self.accounts[name]
    }
}
