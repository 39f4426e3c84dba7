//! Answers that the files of one run share: each account is listed once.

use std::collections::{BTreeSet, HashMap};

use cen_cloud::{
    AttachedChildInstance, CallerIdentity, Cen, CenBandwidthPackage, Client, CloudConnectNetwork,
    VSwitch, VirtualBorderRouter, Vpc,
};
use cen_observed::ServiceState;
use cen_topology::{AccountId, Area, CenId, InstanceId, RegionId, ZoneId};

use crate::rows::Rows;
use crate::single_flight::SingleFlight;

/// The answers of one run that are the same for every file, by the account and the user that asked.
/// The content of a CEN is not among them, because a CEN belongs to one file; only its networks
/// are, because other files search them.
///
/// For looks that belong together in time, such as those of one night. Use a new one to read again.
#[derive(Default)]
pub struct ReadCache {
    /// By the id of the access key: each key must prove whose it is, a renewed one too.
    pub(crate) identities: SingleFlight<String, CallerIdentity>,
    pub(crate) cens: SingleFlight<Principal, Rows<Cen>>,
    pub(crate) packages: SingleFlight<Principal, Rows<CenBandwidthPackage>>,
    pub(crate) vpcs: SingleFlight<(Principal, RegionId), Rows<Vpc>>,
    pub(crate) vswitches: SingleFlight<(Principal, RegionId), Rows<VSwitch>>,
    pub(crate) border_routers: SingleFlight<(Principal, RegionId), Rows<VirtualBorderRouter>>,
    pub(crate) connect_networks: SingleFlight<(Principal, RegionId), Rows<CloudConnectNetwork>>,
    /// By the CEN's id.
    pub(crate) children: SingleFlight<String, Vec<AttachedChildInstance>>,
    /// The CENs of an account that its CENs' networks are on, by network.
    pub(crate) homes: SingleFlight<Principal, HashMap<InstanceId, CenId>>,
    /// The zones with Enterprise transit routers; the same for all accounts.
    pub(crate) offers: SingleFlight<RegionId, BTreeSet<ZoneId>>,
    /// Whether the transit router service is open.
    pub(crate) router_services: SingleFlight<Principal, ServiceState>,
    /// The same for all accounts.
    pub(crate) regions: SingleFlight<Area, Vec<String>>,
}

impl ReadCache {
    /// Tells in whose name a client of this account asks. A renewed key of the same user or role is the same principal.
    pub(crate) async fn principal(&self, client: &Client, account: &AccountId) -> Principal {
        let identity = self.identities.known(&client.credential_id()).await;
        Principal {
            account: account.clone(),
            user: identity.map_or_else(String::new, |identity| user_of(&identity.arn)),
        }
    }
}

/// Who asks: an account, and the user or role of it, who may see less of it than another. Empty if the identity was not asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Principal {
    account: AccountId,
    user: String,
}

/// Returns the part of an ARN that stays when a key is renewed: without the session of an assumed role
/// (`acs:ram::1:assumed-role/reader/session` becomes `acs:ram::1:assumed-role/reader`).
fn user_of(arn: &str) -> String {
    match arn.rsplit_once('/') {
        Some((role, _session)) if arn.contains(":assumed-role/") && role.contains('/') => {
            role.to_owned()
        }
        _ => arn.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_session_of_a_role_is_the_same_user() {
        for (arn, user) in [
            (
                "acs:ram::1:assumed-role/reader/session",
                "acs:ram::1:assumed-role/reader",
            ),
            (
                "acs:ram::1:assumed-role/reader",
                "acs:ram::1:assumed-role/reader",
            ),
            (
                "acs:ram::1:user/team/cen-bot",
                "acs:ram::1:user/team/cen-bot",
            ),
            ("acs:ram::1:root", "acs:ram::1:root"),
            ("", ""),
        ] {
            assert_eq!(user_of(arn), user, "{arn}");
        }
    }
}
