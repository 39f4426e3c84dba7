//! What hangs on a CEN of ours and the file does not have; all of it, if the file does not have the CEN any more.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{AccountName, Cen, CenId, CenName, InstanceId, Mbps, PackageId, RegionPair};

use crate::comparison::Comparison;
use crate::differences::{Difference, Extra, route_maps, routes, services, transit};
use cen_action::{Address, FixedAttribute, HeldDifference, HoldReason};
use cen_observed::{Inside, NAME_TAG, RoutePart, SeenAttachment, SeenGrant, SeenPackage, is_owned};

pub(super) fn diff(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: Option<&Cen>,
    found: &mut Vec<Difference>,
) {
    let Some((id, inside)) = comparison.cen_id(name).zip(comparison.inside(name)) else {
        return;
    };
    let site = CenInside {
        comparison,
        name,
        id,
        inside,
        cen,
    };
    site.attachments(found);
    site.limits(found);
    site.associations(found);
    routes::diff_extras(comparison, name, (id, inside), cen, found);
    services::diff_extras(comparison, name, (id, inside), cen, found);
    route_maps::diff_extras(comparison, name, (id, inside), cen, found);
    transit::diff_extras(comparison, name, (id, inside), cen, found);
    site.not_expressible(found);
    if cen.is_none()
        && comparison
            .seen_cen(name)
            .is_some_and(|seen| seen.status != "Deleting")
    {
        found.push(Difference::Extra(
            Address::Cen { cen: name.clone() },
            Extra::Cen { id: id.clone() },
        ));
    }
}

/// A CEN that is looked into.
struct CenInside<'a> {
    comparison: &'a Comparison<'a>,
    name: &'a CenName,
    id: &'a CenId,
    inside: &'a Inside,
    /// What the file wants of it; none if it is leaving.
    cen: Option<&'a Cen>,
}

impl CenInside<'_> {
    fn wants(&self, instance: &InstanceId) -> bool {
        let named = self.comparison.resolved.names.get(instance);
        self.cen
            .zip(named)
            .is_some_and(|(cen, name)| cen.attach.contains(name))
    }

    fn attachments(&self, found: &mut Vec<Difference>) {
        let extra = |instance: &InstanceId| {
            !self.wants(instance) && !self.comparison.ignores_id(self.name, instance.as_str())
        };
        for (instance, seen) in self
            .inside
            .attachments
            .iter()
            .filter(|(instance, _)| extra(instance))
        {
            let network = self.comparison.network_label(instance);
            let address = Address::Attachment {
                cen: self.name.clone(),
                network,
            };
            found.push(match seen.status.as_str() {
                _ if !seen.managed_service.is_empty() => Difference::held(
                    address,
                    HeldDifference::Extra,
                    HoldReason::KeptByCloudService {
                        service: seen.managed_service.clone(),
                    },
                ),
                // One that leaves a transit router already is waited for, so that what follows can go too.
                status
                    if status == "Attached"
                        || (status == "Detaching" && seen.transit.is_some()) =>
                {
                    let attachment = Extra::Attachment {
                        cen: self.id.clone(),
                        instance: instance.clone(),
                        seen: seen.clone(),
                    };
                    Difference::Extra(address, attachment)
                }
                status => {
                    Difference::held(address, HeldDifference::Extra, HoldReason::busy(status))
                }
            });
        }
        for grant in self
            .inside
            .grants
            .iter()
            .filter(|grant| extra(&grant.instance))
        {
            found.push(self.grant(grant));
        }
    }

    /// A grant is revoked after its network was detached, by its owner. One that nothing uses is only told: its intent is not known.
    fn grant(&self, grant: &SeenGrant) -> Difference {
        let network = self.comparison.network_label(&grant.instance);
        let address = Address::Grant {
            cen: self.name.clone(),
            network,
        };
        let attached = self
            .inside
            .attachments
            .get(&grant.instance)
            .filter(|seen| seen.managed_service.is_empty());
        match (
            attached,
            self.account(grant),
            self.comparison.cen_account(self.name),
        ) {
            (Some(attached), Some(owner), Some(cen_owner)) => {
                let (cen, instance) = (self.id.clone(), grant.instance.clone());
                let (cen_owner, owner, attached) = (
                    cen_owner.clone(),
                    owner.clone(),
                    SeenAttachment::clone(attached),
                );
                Difference::Extra(
                    address,
                    Extra::Grant {
                        cen,
                        cen_owner,
                        owner,
                        attached,
                        instance,
                    },
                )
            }
            _ => {
                let owner = grant.owner.clone();
                Difference::held(address, HeldDifference::Extra, HoldReason::Grant { owner })
            }
        }
    }

    /// Holds what belongs to a managed section and no topology file can express.
    fn not_expressible(&self, found: &mut Vec<Difference>) {
        let managed = |part: RoutePart| self.cen.is_none_or(|cen| part.is_managed(&cen.routes));
        let all = self.inside.routes.not_expressible.iter();
        for one in all.filter(|one| managed(one.part())) {
            if self
                .comparison
                .ignores_id(self.name, one.network().as_str())
            {
                continue;
            }
            let address = Address::Extra {
                cen: Some(self.name.clone()),
                what: one.path(),
            };
            found.push(Difference::held(
                address,
                HeldDifference::Extra,
                HoldReason::NotExpressible,
            ));
        }
    }

    /// Returns the account of the file that gave a grant.
    fn account(&self, grant: &SeenGrant) -> Option<&AccountName> {
        self.comparison
            .desired
            .accounts
            .iter()
            .find(|(_, account)| account.id == grant.owner)
            .map(|(name, _)| name)
    }

    fn limits(&self, found: &mut Vec<Difference>) {
        let written = |pair: &RegionPair| {
            self.cen
                .is_some_and(|cen| cen.limits().any(|(written, ..)| written == pair))
        };
        for (pair, seen) in &self.inside.limits {
            if !written(pair)
                && !self.comparison.ignores_pair(self.name, pair)
                && seen.mbps > Mbps(0)
            {
                let (cen, pair) = (self.name.clone(), pair.clone());
                found.push(Difference::Limit {
                    cen,
                    pair,
                    from: seen.mbps,
                    to: Mbps(0),
                });
            }
        }
    }

    /// Packages that serve this CEN and are not the file's for their areas.
    fn associations(&self, found: &mut Vec<Difference>) {
        for (package, seen) in self.comparison.packages_on(self.id) {
            let here = !self.comparison.ignores_id(self.name, package.as_str());
            let wanted = seen.areas.and_then(|areas| {
                self.comparison
                    .resolved
                    .packages
                    .get(&(self.name.clone(), areas))
            });
            if !here || wanted == Some(package) {
                continue;
            }
            match seen.areas {
                Some(areas) => {
                    let extra = Extra::Association {
                        cen: self.id.clone(),
                        package: package.clone(),
                    };
                    found.push(Difference::Extra(
                        Address::Association {
                            cen: self.name.clone(),
                            areas,
                        },
                        extra,
                    ));
                }
                None => {
                    let address = Address::Extra {
                        cen: Some(self.name.clone()),
                        what: format!("package {package}"),
                    };
                    let which = FixedAttribute::UnknownAreas;
                    let reason = HoldReason::Attribute { which };
                    found.push(Difference::held(address, HeldDifference::Extra, reason));
                }
            }
        }
    }
}

/// Packages that carry this topology's mark and that no part of the file is. Of several with one mark the one in use has its name, and the others
/// go by their ids: no two parts of a plan are called the same.
pub(super) fn diff_unclaimed(comparison: &Comparison<'_>, found: &mut Vec<Difference>) {
    let claimed: BTreeSet<&PackageId> = comparison.resolved.packages.values().collect();
    let mut namesakes: BTreeMap<Option<Address>, Vec<(&PackageId, &SeenPackage)>> = BTreeMap::new();
    for (id, seen) in &comparison.observed.packages {
        let is_ours = is_owned(&seen.tags, comparison.desired);
        if is_ours && !comparison.is_ignored(id.as_str()) && !claimed.contains(id) {
            namesakes.entry(marked(seen)).or_default().push((id, seen));
        }
    }
    for (mark, mut packages) in namesakes {
        packages.sort_by_key(|(_, seen)| seen.cen.is_none());
        for (place, (id, seen)) in packages.into_iter().enumerate() {
            let named = mark.clone().filter(|_| place == 0);
            let address = named.unwrap_or_else(|| Address::Extra {
                cen: None,
                what: format!("package {id}"),
            });
            found.push(unclaimed(address, id, seen));
        }
    }
}

fn unclaimed(address: Address, id: &PackageId, seen: &SeenPackage) -> Difference {
    // A prepaid package whose term has ended is locked before it is released.
    let in_term = seen.charge == "PREPAY" && seen.business_status == "Normal";
    if in_term {
        return Difference::held(
            address,
            HeldDifference::Extra,
            HoldReason::PrepaidTerm {
                package: id.clone(),
                until: Some(seen.expires.clone()).filter(|until| !until.is_empty()),
            },
        );
    }
    Difference::Extra(
        address,
        Extra::Package {
            id: id.clone(),
            account: seen.account.clone(),
        },
    )
}

/// Returns what the mark of a package says it is.
fn marked(seen: &SeenPackage) -> Option<Address> {
    let (cen, _) = seen.tags.get(NAME_TAG)?.split_once('/')?;
    Some(Address::Package {
        cen: CenName::from(cen),
        areas: seen.areas?,
    })
}
