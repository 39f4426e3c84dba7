//! What leaves for another place is let go only when that place is ready for it.
//!
//! A CEN that cannot be created, a grant that is refused or a package that cannot be bought must not
//! cost a network its old CEN, nor two regions their old package. So what the new place needs comes
//! before whatever takes the old one apart.

use cen_topology::{InstanceId, PackageId};

use crate::order::Rules;
use crate::order::basic::bandwidth::{group, package};
use crate::order::graph::Firsts;
use crate::order::index::IndexKey;
use cen_action::{
    Action, Call, WaitReason,
    call::{AttachToRouter, ChangeKind, Noun, PackageCall, RouterCall},
};

const WHY: WaitReason = WaitReason::NewPlaceReady;

impl Rules<'_> {
    /// Lists the edges from all that the new place of something needs to the action that takes it
    /// from the old one, and to what that in turn waits for.
    pub(in crate::order) fn replacements(
        &self,
        place: usize,
        firsts: &Firsts,
    ) -> Vec<(usize, usize)> {
        let ready = self.ready(&self.actions[place]);
        if ready.is_empty() {
            return Vec::new();
        }
        let takes_apart =
            |first: &usize| !ready.contains(first) && takes_apart(&self.actions[*first].call);
        let apart = firsts.iter().map(|(first, _)| *first).filter(takes_apart);
        apart
            .chain([place])
            .flat_map(|then| ready.iter().map(move |first| (*first, then)))
            .collect()
    }

    /// Lists all that must be there before a network or a package is taken from where it is;
    /// nothing for what goes nowhere.
    fn ready(&self, action: &Action) -> Vec<usize> {
        let mut firsts = Firsts::new();
        let traits = action.call.traits();
        if traits.kind != ChangeKind::Remove {
            return Vec::new();
        }
        match traits.noun {
            Noun::Attachment => {
                if let Some(instance) = traits.network() {
                    self.new_cen_of(instance, &mut firsts);
                }
                self.who_needs_the_room_of(action, traits.network(), &mut firsts);
                if let (Call::Router(RouterCall::DetachFromRouter(detach)), Some(cen)) =
                    (&action.call, action.address.cen())
                {
                    self.region_kept(cen, &detach.region, &mut firsts);
                }
            }
            Noun::Association => self.new_place_of_package(action, traits.package(), &mut firsts),
            Noun::Vpc
            | Noun::Cen
            | Noun::CenMark
            | Noun::PackageMark
            | Noun::Text
            | Noun::Grant
            | Noun::Package
            | Noun::Limit
            | Noun::Route
            | Noun::HealthCheck
            | Noun::PrivateZone
            | Noun::Service
            | Noun::RouteMap
            | Noun::RouterService
            | Noun::ServiceRole
            | Noun::Router
            | Noun::Vswitch
            | Noun::TableUse => {}
        }
        firsts.into_iter().map(|(first, _)| first).collect()
    }

    /// What the CEN that a network goes to needs: itself, the grant, and the packages that are
    /// bought for it.
    fn new_cen_of(&self, instance: &InstanceId, firsts: &mut Firsts) {
        for attach in self.index.all(IndexKey::Attaches(instance)) {
            let address = &self.actions[*attach].address;
            if let (Some(cen), Some(network)) = (address.cen(), address.network()) {
                self.cen(cen, firsts);
                self.granted(cen, network, WHY, firsts);
                self.all(IndexKey::Buys(cen), WHY, firsts);
                if let Call::Router(RouterCall::AttachToRouter(AttachToRouter { region, .. })) =
                    &self.actions[*attach].call
                {
                    self.router(cen, region, firsts);
                }
            }
        }
    }

    /// What the networks need that arrive when this one has left: themselves, and their grants.
    fn who_needs_the_room_of(
        &self,
        leaving: &Action,
        instance: Option<&InstanceId>,
        firsts: &mut Firsts,
    ) {
        let Some((cen, instance)) = leaving.address.cen().zip(instance) else {
            return;
        };
        for network in self.room.waiting_for(self.comparison, cen, instance) {
            self.network(network, firsts);
            self.granted(cen, network, WHY, firsts);
        }
    }

    /// What two areas need that get another package, and the CEN that the old package goes to.
    fn new_place_of_package(&self, action: &Action, old: Option<&PackageId>, firsts: &mut Firsts) {
        if let Some((cen, areas)) = group(action) {
            let buy = (ChangeKind::Create, Noun::Package);
            self.first(buy, &package(cen, areas), WHY, firsts);
        }
        let associates = old.map_or(&[][..], |old| self.index.all(IndexKey::Associates(old)));
        for associate in associates {
            if let Some(cen) = self.actions[*associate].address.cen() {
                self.cen(cen, firsts);
            }
        }
    }
}

/// Tells whether a call takes bandwidth or routes away before the network or package itself goes.
fn takes_apart(call: &Call) -> bool {
    matches!(
        call,
        Call::Package(PackageCall::SetLimit(_))
            | Call::Route(_)
            | Call::Router(
                RouterCall::ModifyLink(_)
                    | RouterCall::DeleteLink(_)
                    | RouterCall::DissociateTable(_)
                    | RouterCall::UnpropagateRoutes(_)
            )
    )
}
