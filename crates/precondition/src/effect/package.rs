//! What calls on packages and limits rely on.

use std::collections::BTreeMap;

use cen_topology::{CenId, PackageId};

use crate::Outputs;
use crate::attribute::Attribute;
use crate::effect::{Effect, known, mark, relies, relies_on_cen, relies_on_package, sets, with};
use crate::value::{self, ABSENT};
use cen_action::{
    Action, Ref,
    call::{
        AssociatePackage, CreatePackage, DeletePackage, MarkPackage, PackageCall, ResizePackage,
        SetLimit, UnassociatePackage, UnmarkPackage,
    },
};

/// Returns what a call on a package or a limit relies on.
pub(super) fn of_package(action: &Action, call: &PackageCall, outputs: &Outputs) -> Vec<Effect> {
    match call {
        PackageCall::CreatePackage(CreatePackage { mbps, tags, .. }) => vec![sets(
            Attribute::MadePackage(mark(action, None, tags)),
            mbps.0,
        )],
        PackageCall::MarkPackage(MarkPackage { package, tags, .. }) => vec![sets(
            Attribute::PackageMark(package.shared()),
            value::mark(tags),
        )],
        PackageCall::UnmarkPackage(UnmarkPackage { package, .. }) => vec![sets(
            Attribute::PackageMark(package.shared()),
            value::mark(&BTreeMap::new()),
        )],
        PackageCall::ResizePackage(ResizePackage { package, to, .. }) => with(
            sets(Attribute::PackageSize(package.shared()), to.0),
            relies_on_package(&known(package)),
        ),
        PackageCall::AssociatePackage(AssociatePackage { package, cen }) => {
            of_association(package, cen, outputs)
        }
        PackageCall::UnassociatePackage(UnassociatePackage { package, cen }) => {
            let mut effects = with(
                sets(Attribute::PackageCen(package.shared()), ABSENT),
                relies_on_package(&known(package)),
            );
            effects.extend(relies_on_cen(&known(cen)));
            effects
        }
        PackageCall::DeletePackage(DeletePackage { package }) => vec![
            sets(Attribute::PackageSize(package.shared()), ABSENT),
            sets(Attribute::PackageMark(package.shared()), ABSENT),
            relies(Attribute::PackageCen(package.shared())),
        ],
        PackageCall::SetLimit(SetLimit { cen, pair, to, .. }) => {
            let limit = Attribute::Limit {
                cen: outputs.id(cen),
                pair: pair.clone(),
            };
            with(sets(limit, to.0), relies_on_cen(cen))
        }
    }
}

/// Returns the mark and the size of a package that the plan buys are those of its purchase.
fn of_association(package: &Ref<PackageId>, cen: &Ref<CenId>, outputs: &Outputs) -> Vec<Effect> {
    let id = outputs.id(package);
    let known = matches!(package, Ref::Known(_));
    let size = known.then(|| relies(Attribute::PackageSize(id.clone())));
    let serves = sets(Attribute::PackageCen(id), &*outputs.id(cen));
    [size, Some(serves), relies_on_package(package)]
        .into_iter()
        .flatten()
        .collect()
}
