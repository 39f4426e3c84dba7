//! What waits for which in bandwidth: packages, their association, and the limits under them.

use cen_topology::{AreaPair, CenName, RegionPair};

use crate::order::Rules;
use crate::order::graph::Firsts;
use crate::order::index::IndexKey;
use cen_action::{
    Action, Address, Call, Ref, WaitReason,
    call::{
        AssociatePackage, ChangeKind, DeletePackage, Noun, PackageCall, ResizePackage, RouterCall,
        SetLimit,
    },
};

impl Rules<'_> {
    pub(super) fn before_package_call(
        &self,
        action: &Action,
        call: &PackageCall,
        firsts: &mut Firsts,
    ) {
        match call {
            PackageCall::CreatePackage(_) => {
                // Nothing is bought for a CEN that may turn out not to exist.
                if let Some(cen) = action.address.cen() {
                    self.cen(cen, firsts);
                }
            }
            PackageCall::MarkPackage(_) | PackageCall::UnmarkPackage(_) => {}
            PackageCall::ResizePackage(resize) => self.before_resizing(action, resize, firsts),
            PackageCall::AssociatePackage(associate) => {
                self.before_associating(action, associate, firsts);
            }
            PackageCall::SetLimit(limit) => self.before_limiting(action, limit, firsts),
            PackageCall::UnassociatePackage(_) => {
                if let Some((cen, areas)) = group(action) {
                    self.owned(cen, firsts);
                    self.cleared(cen, areas, firsts);
                }
            }
            PackageCall::DeletePackage(delete) => self.before_deleting(action, delete, firsts),
        }
    }

    /// A package shrinks after its limits did, also those of a CEN that it leaves. Nothing is done to
    /// it before its CEN is ours.
    fn before_resizing(&self, action: &Action, resize: &ResizePackage, firsts: &mut Firsts) {
        self.package_owned(&action.address, firsts);
        if let Some(cen) = action.address.cen() {
            self.owned(cen, firsts);
        }
        if let Some((cen, areas)) = group(action).filter(|_| !resize.grows()) {
            self.all(
                IndexKey::LowersUnder(cen, areas),
                WaitReason::LimitsFit,
                firsts,
            );
            let leaves = IndexKey::Unassociates(&resize.package);
            self.all(leaves, WaitReason::LimitsFit, firsts);
        }
    }

    /// A package is associated after it was bought and has left the CEN that it served, and after
    /// another has made room.
    fn before_associating(
        &self,
        action: &Action,
        associate: &AssociatePackage,
        firsts: &mut Firsts,
    ) {
        let Some((cen, areas)) = group(action) else {
            return;
        };
        let package = package(cen, areas);
        let buy = (ChangeKind::Create, Noun::Package);
        self.first(buy, &package, WaitReason::PackageExists, firsts);
        self.package_owned(&package, firsts);
        self.cen(cen, firsts);
        let unassociate = (ChangeKind::Remove, Noun::Association);
        self.first(
            unassociate,
            &action.address,
            WaitReason::CenHasOnePackage,
            firsts,
        );
        if let Ref::Known(id) = &associate.package {
            self.all(
                IndexKey::Unassociates(id),
                WaitReason::PackageServesOneCen,
                firsts,
            );
        }
    }

    fn package_owned(&self, package: &Address, firsts: &mut Firsts) {
        let mark = (ChangeKind::Change, Noun::PackageMark);
        self.first(mark, package, WaitReason::PackageOwned, firsts);
    }

    fn before_limiting(&self, action: &Action, limit: &SetLimit, firsts: &mut Firsts) {
        let Some(cen) = action.address.cen() else {
            return;
        };
        self.owned(cen, firsts);
        if !limit.is_decrease() {
            self.before_raising(cen, limit, firsts);
        }
    }

    /// A limit is raised under an associated package that is large enough, between regions that are
    /// attached, after every decrease.
    fn before_raising(&self, cen: &CenName, limit: &SetLimit, firsts: &mut Firsts) {
        for region in limit.pair.regions() {
            self.all(
                IndexKey::AttachesIn(cen, region),
                WaitReason::RegionsAttached,
                firsts,
            );
        }
        self.under_package(cen, &limit.pair, firsts);
    }

    /// A share of a package is taken after the package is associated and large enough, and after
    /// every decrease.
    pub(in crate::order) fn under_package(
        &self,
        cen: &CenName,
        pair: &RegionPair,
        firsts: &mut Firsts,
    ) {
        let Some(areas) = self.comparison.group_of(cen, pair) else {
            return;
        };
        let associate = (ChangeKind::Create, Noun::Association);
        let association = association(cen, areas);
        self.first(
            associate,
            &association,
            WaitReason::PackageAssociated,
            firsts,
        );
        let resize = self
            .index
            .part(ChangeKind::Change, Noun::Package, &package(cen, areas));
        // Of the changes of a package's size, only what costs money makes it larger.
        let grows = |place: &usize| self.actions[*place].is_purchase();
        firsts.extend(
            resize
                .filter(grows)
                .map(|place| (place, WaitReason::PackageLargeEnough)),
        );
        self.all(
            IndexKey::LowersUnder(cen, areas),
            WaitReason::DecreasesFirst,
            firsts,
        );
    }

    fn cleared(&self, cen: &CenName, areas: AreaPair, firsts: &mut Firsts) {
        let lowered = self.index.all(IndexKey::LowersUnder(cen, areas)).iter();
        let frees = |action: &Action| {
            let Call::Router(RouterCall::ModifyLink(modify)) = &action.call else {
                return action.is_destructive();
            };
            modify.to.share().0 == 0
        };
        let cleared = lowered.filter(|place| frees(&self.actions[**place]));
        firsts.extend(cleared.map(|place| (*place, WaitReason::LimitsZero)));
    }

    fn before_deleting(&self, action: &Action, delete: &DeletePackage, firsts: &mut Firsts) {
        if let Some((cen, areas)) = group(action) {
            let associate = (ChangeKind::Create, Noun::Association);
            let successor = association(cen, areas);
            self.first(associate, &successor, WaitReason::SuccessorInUse, firsts);
        }
        self.all(
            IndexKey::Unassociates(&delete.package),
            WaitReason::PackageFree,
            firsts,
        );
    }
}

/// Returns the CEN and the areas of a package.
pub(super) fn group(action: &Action) -> Option<(&CenName, AreaPair)> {
    action.address.cen().zip(action.address.areas())
}

pub(super) fn package(cen: &CenName, areas: AreaPair) -> Address {
    Address::Package {
        cen: cen.clone(),
        areas,
    }
}

fn association(cen: &CenName, areas: AreaPair) -> Address {
    Address::Association {
        cen: cen.clone(),
        areas,
    }
}
