//! Which networks the file has, what they are called there, and which it can only ignore.

use std::collections::BTreeMap;

use cen_topology::{CenId, InstanceId, Network, NetworkKind, NetworkName, Selector};
use ipnet::Ipv4Net;

use crate::expressible::{can_be_description, can_be_network};
use crate::keys::{KeyedCen, Keys, with_region};
use crate::source::Source;
use crate::transit;
use cen_observed::{NAME_TAG, SeenAttachment, SeenNetwork};

/// What becomes of an attachment in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stands in `attach`.
    Attach,
    /// It stands in `ignore`, for this reason.
    Ignore(String),
}

/// The key of each network of the file.
pub(crate) type Written = BTreeMap<InstanceId, NetworkName>;

/// The networks of the file.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    pub(crate) keys: Written,
    pub(crate) networks: BTreeMap<NetworkName, Network>,
    pub(crate) notes: BTreeMap<NetworkName, String>,
    /// The ranges of those that are managed, which may not overlap in a file.
    managed: Vec<Ipv4Net>,
}

/// Returns what becomes of each attachment of each CEN.
pub(crate) fn fates<'a>(
    source: &Source<'a>,
    cens: &[KeyedCen<'a>],
) -> BTreeMap<&'a CenId, BTreeMap<&'a InstanceId, Fate>> {
    let mut attached = BTreeMap::new();
    let mut fates: BTreeMap<&CenId, BTreeMap<&InstanceId, Fate>> = BTreeMap::new();
    for cen in cens {
        let insides = cen.seen.inside.iter();
        let attachments = insides.flat_map(|inside| {
            let attachments = inside.attachments.iter();
            attachments.map(move |(instance, seen)| (inside, instance, seen))
        });
        for (inside, instance, seen) in attachments {
            let reason =
                why_not(source, instance, seen).or_else(|| transit::why_not_attached(inside, seen));
            let fate = match (reason, attached.get(instance)) {
                (Some(reason), _) => Fate::Ignore(reason),
                (None, Some(other)) => Fate::Ignore(format!(
                    "it stands under `{other}` already, and a network stands in one CEN"
                )),
                (None, None) => {
                    attached.insert(instance, &cen.key);
                    Fate::Attach
                }
            };
            fates.entry(cen.id).or_default().insert(instance, fate);
        }
    }
    fates
}

/// Returns why a network cannot be said to be attached.
fn why_not(source: &Source<'_>, instance: &InstanceId, seen: &SeenAttachment) -> Option<String> {
    let Some(account) = source.account(&seen.owner) else {
        return Some(format!(
            "{} in {} of account {}, which was not named",
            seen.kind, seen.region, seen.owner
        ));
    };
    if seen.status == "Detaching" {
        return Some("it is being detached".to_owned());
    }
    if !seen.managed_service.is_empty() {
        return Some(format!(
            "attached and kept by the service {}",
            seen.managed_service
        ));
    }
    let here = |network: &&SeenNetwork| {
        network.account == *account && network.region == seen.region && network.kind == seen.kind
    };
    let Some(network) = source.observed.networks.get(instance).filter(here) else {
        return Some(format!(
            "account `{account}` lists no such {} in {}",
            seen.kind, seen.region
        ));
    };
    (!can_be_network(&"a".into(), &by_id(instance, network)))
        .then(|| "its id or region is not one that a file can say".to_owned())
}

/// Returns the networks that some CEN of the file attaches, and the VPCs that carry this topology's mark: a file without them would have them deleted.
pub(crate) fn networks<'a>(
    source: &Source<'a>,
    fates: &BTreeMap<&'a CenId, BTreeMap<&'a InstanceId, Fate>>,
    keys: &mut Keys,
) -> Networks {
    let is_attached = |id: &InstanceId| {
        fates
            .values()
            .any(|inside| inside.get(id) == Some(&Fate::Attach))
    };
    let is_ours = |seen: &SeenNetwork| seen.kind == NetworkKind::Vpc && source.owns(&seen.tags);
    let can_stand = |id: &InstanceId, seen: &SeenNetwork| {
        source.accounts.contains_key(&seen.account) && can_be_network(&"a".into(), &by_id(id, seen))
    };
    let all = source.observed.networks.iter();
    let mut chosen: Vec<_> = all
        .filter(|(id, seen)| is_attached(id) || (is_ours(seen) && can_stand(id, seen)))
        .collect();
    chosen.sort_by_key(|(id, seen)| (seen.kind, &seen.account, &seen.region, *id));
    let mut found = Networks::default();
    // A managed one is found again by its key alone, so those choose first.
    chosen.retain(|(id, seen)| !(is_ours(seen) && found.take_managed(source, id, seen, keys)));
    for (id, seen) in chosen {
        found.take(id, seen, keys);
    }
    found
}

impl Networks {
    /// Takes a network that is selected by its id.
    fn take(&mut self, id: &InstanceId, seen: &SeenNetwork, keys: &mut Keys) {
        let kind = seen.kind.as_str().to_lowercase();
        // The area of a CCN begins with its kind already.
        let region = seen.region.as_str();
        let place = if region.starts_with(&kind) {
            region.to_owned()
        } else {
            format!("{kind}-{region}")
        };
        let wish = with_region(&seen.name, region).unwrap_or(place);
        let key = NetworkName::new(keys.make(&wish, &kind));
        if !seen.name.is_empty() && crate::keys::slug(&seen.name).is_none() {
            self.notes.insert(key.clone(), seen.name.clone());
        }
        self.keys.insert(id.clone(), key.clone());
        self.networks.insert(key, by_id(id, seen));
    }

    /// Takes a VPC that this topology has made, unless a file cannot say it as such.
    fn take_managed(
        &mut self,
        source: &Source<'_>,
        id: &InstanceId,
        seen: &SeenNetwork,
        keys: &mut Keys,
    ) -> bool {
        let Some((key, network, cidr)) = managed(source, seen) else {
            return false;
        };
        let overlaps = self
            .managed
            .iter()
            .any(|other| other.contains(&cidr) || cidr.contains(other));
        if overlaps || !keys.take_exactly(key.as_str()) {
            return false;
        }
        self.managed.push(cidr);
        self.keys.insert(id.clone(), key.clone());
        self.networks.insert(key, network);
        true
    }
}

fn by_id(id: &InstanceId, seen: &SeenNetwork) -> Network {
    Network {
        kind: seen.kind,
        account: seen.account.clone(),
        region: seen.region.clone(),
        selector: Selector::Id(id.clone()),
        vswitches: Default::default(),
    }
}

/// Returns a VPC as this topology would have made it; none if its mark or its range is not what a file could say, or another carries the same mark.
fn managed(source: &Source<'_>, seen: &SeenNetwork) -> Option<(NetworkName, Network, Ipv4Net)> {
    let mark = seen.tags.get(NAME_TAG)?;
    let twins = source
        .observed
        .networks
        .values()
        .filter(|other| source.owns(&other.tags) && other.tags.get(NAME_TAG) == Some(mark));
    let cidr: Ipv4Net = seen.cidrs.first()?.parse().ok()?;
    if twins.count() > 1 || cidr.to_string() != *seen.cidrs.first()? {
        return None;
    }
    let description =
        Some(seen.description.clone()).filter(|text| !text.is_empty() && can_be_description(text));
    let selector = Selector::Managed { cidr, description };
    let network = Network {
        kind: seen.kind,
        account: seen.account.clone(),
        region: seen.region.clone(),
        selector,
        vswitches: Default::default(),
    };
    let key = NetworkName::from(mark.as_str());
    can_be_network(&key, &network).then_some((key, network, cidr))
}
