//! The initial state of a simulated world: the content of a seed file, and what a topology file
//! names but does not create.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cen_cloud::clock::Clock;
use cen_simulator::{
    Quotas, Seed, SeedAccount, SeedCen, SeedNetwork, SeedPackage, SeedRoute, World,
};
use cen_topology::{
    AccountName, AreaPair, Cen, MAX_BYTES, Network, NetworkKind, NetworkName, Package, PackageId,
    Selector, Topology, Vswitches,
};

use crate::failure::Failure;
use crate::load;

/// The size of a package that the file names by id. The file does not say it, so it is the largest.
const PACKAGE_MBPS: u32 = 10_000;

const SEED_FILES: &str =
    "a topology file serves as one, or a file with `accounts:` as docs/simulator.md describes it";

/// The content of a seed file, and the names of its accounts.
pub(crate) struct Beginning {
    file: PathBuf,
    seed: Seed,
    /// The topology, if the file is one: it also names profiles.
    pub(crate) topology: Option<Topology>,
}

impl Beginning {
    /// Reads a seed file, or a topology file, which begins with other keys.
    ///
    /// # Errors
    /// [`Failure`] with every problem of the file.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let bytes = load::bytes(file, MAX_BYTES)?;
        if bytes.len() > MAX_BYTES {
            return Err(Failure::new(
                format!("`{}` is larger than {MAX_BYTES} bytes", file.display()),
                SEED_FILES,
            ));
        }
        let text = String::from_utf8_lossy(&bytes);
        if text
            .lines()
            .any(|line| line.starts_with("version:") || line.starts_with("cens:"))
        {
            let topology = load::quietly(file, &bytes)?;
            return Ok(Self {
                file: file.to_owned(),
                seed: seed(&topology),
                topology: Some(topology),
            });
        }
        let wrong = |reason: String| {
            Failure::new(
                format!("`{}` is no seed: {reason}", file.display()),
                SEED_FILES,
            )
        };
        if matches!(text, Cow::Owned(_)) {
            return Err(wrong("the file is not UTF-8".to_owned()));
        }
        let seed = Seed::parse(&text).map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            file: file.to_owned(),
            seed: Seed {
                fills_vswitches: true,
                ..seed
            },
            topology: None,
        })
    }

    /// Adds to a world what it lacks.
    ///
    /// # Errors
    /// [`Failure`] if it contradicts itself or the world.
    pub(crate) fn complete(&self, world: &mut World, clock: Clock) -> Result<(), Failure> {
        let wrong = |error| {
            Failure::new(
                format!(
                    "`{}` cannot be used as a seed: {error}",
                    self.file.display()
                ),
                "correct that in the file",
            )
        };
        world.complete(&self.seed, clock.now()).map_err(wrong)
    }
}

/// Returns the seed for a topology.
pub(super) fn seed(topology: &Topology) -> Seed {
    // The plan checks whether CEN is offered in a region.
    let regions = topology
        .networks
        .values()
        .map(|network| network.region.to_string())
        .collect();
    Seed {
        accounts: topology
            .accounts
            .keys()
            .map(|account| owned(topology, account))
            .collect(),
        regions,
        raised: Some(needed(topology)),
        is_rehearsal: true,
        fills_vswitches: true,
        ..Seed::default()
    }
}

/// Returns the quotas that the topology needs. The vendor raises quotas on request, so a rehearsal
/// assumes that it has.
fn needed(topology: &Topology) -> Quotas {
    let mut needed = Quotas::default();
    for account in topology.accounts.keys() {
        let cens = topology.cens.values().filter(|cen| cen.account == *account);
        needed.cens = needed.cens.max(cens.count());
    }
    for cen in topology.cens.values() {
        let mut regions: BTreeMap<_, usize> = BTreeMap::new();
        for network in cen
            .attach
            .iter()
            .filter_map(|name| topology.networks.get(name))
        {
            *regions.entry(&network.region).or_default() += 1;
        }
        needed.regions = needed.regions.max(regions.len());
        let most = regions.values().copied().max().unwrap_or_default();
        needed.attachments = needed.attachments.max(most);
    }
    needed
}

/// Returns the profile of an account: the one in the file, or the account's name.
pub(crate) fn profile_of<'a>(topology: &'a Topology, account: &'a AccountName) -> &'a str {
    topology
        .account(account)
        .profile
        .as_deref()
        .unwrap_or(account.as_str())
}

fn owned(topology: &Topology, account: &AccountName) -> SeedAccount {
    let networks = |kind| {
        let own = topology
            .networks
            .iter()
            .filter(move |(_, network)| network.account == *account && network.kind == kind);
        own.filter_map(|(name, network)| {
            Some(SeedNetwork {
                routes: routes(topology, name),
                ..with_vswitches(seen(network)?, &network.vswitches)
            })
        })
        .collect()
    };
    let own_cens = || topology.cens.values().filter(|cen| cen.account == *account);
    let packages = own_cens()
        .flat_map(|cen| &cen.bandwidth)
        .filter_map(|(areas, group)| match &group.package {
            Package::Existing(id) => Some(package(id, *areas)),
            Package::Bought { .. } => None,
        });
    SeedAccount {
        id: topology.account(account).id.to_string(),
        // A file cannot say whether the vendor has allowed it; a rehearsal assumes that it has.
        vbr_grants: true,
        vpcs: networks(NetworkKind::Vpc),
        vbrs: networks(NetworkKind::Vbr),
        ccns: networks(NetworkKind::Ccn),
        cens: own_cens().filter_map(cen).collect(),
        packages: packages.collect(),
        ..SeedAccount::default()
    }
}

/// Returns the custom routes of a VPC that the file publishes. The file does not create them, so
/// the world must have them.
fn routes(topology: &Topology, name: &NetworkName) -> Vec<SeedRoute> {
    let published = topology
        .cens
        .values()
        .filter_map(|cen| cen.routes.publish.as_ref()?.get(name))
        .flatten();
    let next_hop = || ("Instance".to_owned(), "i-1".to_owned());
    let route = |(cidr, (next_hop_type, next_hop)): (String, _)| SeedRoute {
        cidr,
        next_hop_type,
        next_hop,
    };
    published
        .map(|cidr| route((cidr.to_string(), next_hop())))
        .collect()
}

/// Returns a network that the file names; none for one that it creates.
fn seen(network: &Network) -> Option<SeedNetwork> {
    let region = vec![network.region.to_string()];
    match &network.selector {
        Selector::Id(id) => Some(SeedNetwork {
            id: Some(id.to_string()),
            region,
            ..SeedNetwork::default()
        }),
        Selector::Name(name) => Some(SeedNetwork {
            name: name.clone(),
            region,
            ..SeedNetwork::default()
        }),
        Selector::Managed { .. } => None,
    }
}

/// Adds what the file says of the vSwitches of a VPC: there are those that it names, and room for
/// those that it makes.
fn with_vswitches(network: SeedNetwork, vswitches: &Vswitches) -> SeedNetwork {
    match vswitches {
        Vswitches::Chosen => network,
        Vswitches::Pinned(ids) => SeedNetwork {
            filled_vswitches: ids.iter().map(ToString::to_string).collect(),
            ..network
        },
        Vswitches::Made(ranges) => SeedNetwork {
            around: ranges.values().copied().collect(),
            vswitches: Some(Vec::new()),
            ..network
        },
    }
}

/// Returns a CEN that the file adopts, as the file describes it; none for one that it creates.
fn cen(cen: &Cen) -> Option<SeedCen> {
    Some(SeedCen {
        id: cen.id.as_ref()?.to_string(),
        name: cen.display_name.clone(),
        description: cen.description.clone().unwrap_or_default(),
        tags: cen.tags.clone().unwrap_or_default(),
        ..SeedCen::default()
    })
}

fn package(id: &PackageId, areas: AreaPair) -> SeedPackage {
    let areas = [areas.first().to_string(), areas.second().to_string()];
    SeedPackage {
        id: id.to_string(),
        name: String::new(),
        mbps: PACKAGE_MBPS,
        areas,
        tags: BTreeMap::new(),
        ..SeedPackage::default()
    }
}
