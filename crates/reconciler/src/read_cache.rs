//! What one run has asked already: looks at files of the same account share what they list of it.

use std::collections::BTreeSet;

use cen_cloud::{
    AttachedChildInstance, CallerIdentity, Cen, CenBandwidthPackage, CloudConnectNetwork,
    VirtualBorderRouter, Vpc,
};
use cen_plan::Plan;
use cen_topology::{AccountName, Area, RegionId};

use crate::single_flight::SingleFlight;

/// The answers of one run that are the same for every file, by the access key that asked. What hangs on a CEN is not among them: a CEN is
/// one file's business, but for the networks that others look for on it.
///
/// For looks that belong together in time, such as a night's; whoever wants news takes another.
#[derive(Default)]
pub struct ReadCache {
    /// The accounts that are known to own a CEN or a package that matters, whatever the file says of them.
    pub(crate) owners: BTreeSet<AccountName>,
    pub(crate) identities: SingleFlight<String, CallerIdentity>,
    pub(crate) cens: SingleFlight<String, Vec<Cen>>,
    pub(crate) packages: SingleFlight<String, Vec<CenBandwidthPackage>>,
    pub(crate) vpcs: SingleFlight<(String, RegionId), Vec<Vpc>>,
    pub(crate) border_routers: SingleFlight<(String, RegionId), Vec<VirtualBorderRouter>>,
    pub(crate) connect_networks: SingleFlight<(String, RegionId), Vec<CloudConnectNetwork>>,
    /// By the CEN's id.
    pub(crate) children: SingleFlight<String, Vec<AttachedChildInstance>>,
    /// The same for everybody.
    pub(crate) regions: SingleFlight<Area, Vec<String>>,
}

impl ReadCache {
    /// For a look at what a plan is about. Where it changes CENs or packages they must be seen: that the credential may not look there is a gap,
    /// although the file has no CEN in that account any more.
    pub fn about(plan: &Plan) -> Self {
        Self {
            owners: plan.owners(),
            ..Self::default()
        }
    }
}
