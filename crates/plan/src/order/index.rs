//! The actions of a plan, found by what the rules ask for.

use arrayvec::ArrayVec;
use cen_topology::{AreaPair, CenId, CenName, InstanceId, Mbps, PackageId, RegionId, RegionPair};
use foldhash::{HashMap, HashMapExt as _};
use ipnet::Ipv4Net;

use cen_action::{
    Action, Address, Call, Ref, TableEnd,
    call::{
        AttachToRouter, AttachmentCall, CenCall, ChangeKind, DeleteLink, DetachFromRouter, Noun,
        PackageCall, RouteCall, RouterCall, SetLimit, UnpropagateRoutes, VpcCall,
    },
};
use cen_diff::Comparison;

/// What several actions may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum IndexKey<'a> {
    /// They attach networks to a CEN in a region.
    AttachesIn(&'a CenName, &'a RegionId),
    /// They attach this network.
    Attaches(&'a InstanceId),
    /// They detach this network.
    Detaches(&'a InstanceId),
    /// They end a use of this network.
    Frees(&'a InstanceId),
    /// They buy packages for a CEN.
    Buys(&'a CenName),
    /// They associate this package.
    Associates(&'a PackageId),
    /// They unassociate this package.
    Unassociates(&'a PackageId),
    /// They lower limits under the package of two areas of a CEN.
    LowersUnder(&'a CenName, AreaPair),
    /// They lower limits of a region of a CEN.
    LowersIn(&'a CenName, &'a RegionId),
    /// They take something off a CEN.
    Empties(&'a CenId),
    /// They take away from a CEN what is set up for the routes of a network.
    LeavesRoutesOf(&'a CenId, &'a InstanceId),
    /// They take away from a CEN what is set up for a region.
    LeavesRoutesIn(&'a CenId, &'a RegionId),
    /// They withdraw a route from a CEN.
    Withdraws(&'a CenName, Ipv4Net),
    /// They end the access to services from a region of a CEN.
    EndsService(&'a CenName, &'a RegionId),
    /// They end health checks on a CEN.
    EndsCheck(&'a CenId),
    /// They take something off the transit router of a region of a CEN.
    LeavesRouter(&'a CenName, &'a RegionId),
    /// They take an end out of the tables of a transit router.
    LeavesTables(&'a CenName, &'a RegionId, &'a TableEnd),
    /// They end the propagation of an end to the tables of a transit router.
    Unpropagates(&'a CenName, &'a RegionId, &'a TableEnd),
    /// They change the vSwitches through which this network is attached.
    ChangesZones(&'a InstanceId),
    /// They make an account ready to take part: its service, or the role of the service.
    ReadiesAccount,
}

/// What one action has in common with others: at most six things, those of a link that is deleted.
type Keys<'a> = ArrayVec<IndexKey<'a>, 8>;

/// Places in the list of actions.
pub(super) struct Index<'a> {
    by_part: HashMap<(ChangeKind, Noun, &'a Address), usize>,
    by_key: HashMap<IndexKey<'a>, Vec<usize>>,
}

impl<'a> Index<'a> {
    /// Indexes the actions of a plan.
    pub(super) fn new(comparison: &Comparison<'_>, actions: &'a [Action]) -> Self {
        let mut index = Self {
            by_part: HashMap::with_capacity(actions.len()),
            by_key: HashMap::default(),
        };
        for (place, action) in actions.iter().enumerate() {
            let traits = action.call.traits();
            let part = (traits.kind, traits.noun, &action.address);
            index.by_part.insert(part, place);
            for key in keys(comparison, action) {
                index.by_key.entry(key).or_default().push(place);
            }
        }
        index
    }

    /// Returns the action that does this to this part.
    pub(super) fn part(&self, kind: ChangeKind, noun: Noun, address: &Address) -> Option<usize> {
        self.by_part.get(&(kind, noun, address)).copied()
    }

    /// Lists the actions that have this in common.
    pub(super) fn all<'k>(&'k self, key: IndexKey<'k>) -> &'k [usize] {
        self.by_key.get(&key).map_or(&[], Vec::as_slice)
    }
}

fn keys<'a>(comparison: &Comparison<'_>, action: &'a Action) -> Keys<'a> {
    match &action.call {
        Call::Vpc(
            VpcCall::CreateVpc(_)
            | VpcCall::ModifyVpc(_)
            | VpcCall::MarkVpc(_)
            | VpcCall::UnmarkVpc(_)
            | VpcCall::DeleteVpc(_),
        ) => Keys::new(),
        Call::Cen(
            CenCall::CreateCen(_)
            | CenCall::MarkCen(_)
            | CenCall::ModifyCen(_)
            | CenCall::TagCen(_)
            | CenCall::UntagCen(_)
            | CenCall::DeleteCen(_),
        ) => Keys::new(),
        Call::Attachment(call) => of_attachment(action, call),
        Call::Package(call) => of_package(comparison, action, call),
        Call::Route(call) => of_route(action, call),
        Call::Router(call) => of_router(comparison, action, call),
    }
}

fn of_attachment<'a>(action: &'a Action, call: &'a AttachmentCall) -> Keys<'a> {
    match call {
        AttachmentCall::GrantInstance(_) => Keys::new(),
        AttachmentCall::AttachInstance(attach) => {
            let cen = action.address.cen();
            let there = cen.map(|cen| IndexKey::AttachesIn(cen, &attach.region));
            there
                .into_iter()
                .chain(known(&attach.instance).map(IndexKey::Attaches))
                .collect()
        }
        AttachmentCall::DetachInstance(detach) => Keys::from_iter([
            IndexKey::Detaches(&detach.instance),
            IndexKey::Frees(&detach.instance),
            IndexKey::Empties(&detach.cen),
        ]),
        AttachmentCall::RevokeInstance(revoke) => Keys::from_iter([
            IndexKey::Frees(&revoke.instance),
            IndexKey::Empties(&revoke.cen),
        ]),
    }
}

fn of_package<'a>(
    comparison: &Comparison<'_>,
    action: &'a Action,
    call: &'a PackageCall,
) -> Keys<'a> {
    match call {
        PackageCall::CreatePackage(_) => action
            .address
            .cen()
            .map(IndexKey::Buys)
            .into_iter()
            .collect(),
        PackageCall::AssociatePackage(associate) => known(&associate.package)
            .map(IndexKey::Associates)
            .into_iter()
            .collect(),
        PackageCall::UnassociatePackage(unassociate) => Keys::from_iter([
            IndexKey::Unassociates(&unassociate.package),
            IndexKey::Empties(&unassociate.cen),
        ]),
        PackageCall::SetLimit(limit) if limit.is_decrease() => {
            of_decrease(comparison, action, limit)
        }
        PackageCall::SetLimit(_)
        | PackageCall::MarkPackage(_)
        | PackageCall::ResizePackage(_)
        | PackageCall::UnmarkPackage(_)
        | PackageCall::DeletePackage(_) => Keys::new(),
    }
}

fn of_decrease<'a>(
    comparison: &Comparison<'_>,
    action: &'a Action,
    limit: &'a SetLimit,
) -> Keys<'a> {
    let empties = known(&limit.cen)
        .filter(|_| limit.to == Mbps(0))
        .map(IndexKey::Empties);
    let Some(cen) = action.address.cen() else {
        return empties.into_iter().collect();
    };
    let areas = comparison.group_of(cen, &limit.pair);
    let under = areas.map(|areas| IndexKey::LowersUnder(cen, areas));
    let regions = limit
        .pair
        .regions()
        .map(|region| IndexKey::LowersIn(cen, region));
    empties.into_iter().chain(under).chain(regions).collect()
}

fn of_route<'a>(action: &'a Action, call: &'a RouteCall) -> Keys<'a> {
    let Some(name) = action.address.cen() else {
        return Keys::new();
    };
    match call {
        RouteCall::WithdrawRoute(withdraw) => Keys::from_iter([
            IndexKey::Empties(&withdraw.cen),
            IndexKey::LeavesRoutesOf(&withdraw.cen, &withdraw.vpc),
            IndexKey::Withdraws(name, withdraw.cidr),
        ]),
        RouteCall::DisableHealthCheck(disable) => Keys::from_iter([
            IndexKey::Empties(&disable.cen),
            IndexKey::LeavesRoutesOf(&disable.cen, &disable.vbr),
            IndexKey::EndsCheck(&disable.cen),
        ]),
        RouteCall::UnroutePrivateZone(unroute) => Keys::from_iter([
            IndexKey::Empties(&unroute.cen),
            IndexKey::LeavesRoutesOf(&unroute.cen, &unroute.vpc),
            IndexKey::LeavesRoutesIn(&unroute.cen, &unroute.access),
        ]),
        RouteCall::UnrouteService(unroute) => Keys::from_iter([
            IndexKey::Empties(&unroute.cen),
            IndexKey::LeavesRoutesOf(&unroute.cen, &unroute.vpc),
            IndexKey::LeavesRoutesIn(&unroute.cen, &unroute.access),
            IndexKey::EndsService(name, &unroute.access),
        ]),
        RouteCall::DeleteRouteMap(delete) => Keys::from_iter([
            IndexKey::Empties(&delete.cen),
            IndexKey::LeavesRoutesIn(&delete.cen, &delete.place.region),
        ]),
        RouteCall::PublishRoute(_)
        | RouteCall::EnableHealthCheck(_)
        | RouteCall::RoutePrivateZone(_)
        | RouteCall::RouteService(_)
        | RouteCall::CreateRouteMap(_)
        | RouteCall::ModifyRouteMap(_) => Keys::new(),
    }
}

fn of_router_attachment<'a>(cen: Option<&'a CenName>, attach: &'a AttachToRouter) -> Keys<'a> {
    let there = cen.map(|cen| IndexKey::AttachesIn(cen, &attach.region));
    let network = known(&attach.instance).map(IndexKey::Attaches);
    there.into_iter().chain(network).collect()
}

fn of_router_detachment<'a>(cen: Option<&'a CenName>, detach: &'a DetachFromRouter) -> Keys<'a> {
    let router = cen.map(|cen| IndexKey::LeavesRouter(cen, &detach.region));
    let keys = [
        IndexKey::Detaches(&detach.instance),
        IndexKey::Frees(&detach.instance),
        IndexKey::Empties(&detach.cen),
    ];
    keys.into_iter().chain(router).collect()
}

fn of_deleted_link<'a>(
    comparison: &Comparison<'_>,
    action: &'a Action,
    delete: &'a DeleteLink,
) -> Keys<'a> {
    let mut keys = of_lowered_link(comparison, action, &delete.pair);
    keys.push(IndexKey::Empties(&delete.cen));
    if let Some(cen) = action.address.cen() {
        let regions = delete.pair.regions().into_iter();
        keys.extend(regions.map(|region| IndexKey::LeavesRouter(cen, region)));
    }
    keys
}

fn of_unpropagation<'a>(cen: Option<&'a CenName>, unpropagate: &'a UnpropagateRoutes) -> Keys<'a> {
    let (region, end) = (&unpropagate.region, &unpropagate.end);
    let keys = |cen| {
        [
            IndexKey::LeavesTables(cen, region, end),
            IndexKey::Unpropagates(cen, region, end),
        ]
    };
    cen.into_iter().flat_map(keys).collect()
}

fn of_router<'a>(
    comparison: &Comparison<'_>,
    action: &'a Action,
    call: &'a RouterCall,
) -> Keys<'a> {
    let cen = action.address.cen();
    match call {
        RouterCall::AttachToRouter(attach) => of_router_attachment(cen, attach),
        RouterCall::DetachFromRouter(detach) => of_router_detachment(cen, detach),
        RouterCall::RevokeFromRouter(revoke) => Keys::from_iter([
            IndexKey::Frees(&revoke.instance),
            IndexKey::Empties(&revoke.cen),
        ]),
        RouterCall::DeleteVswitch(delete) => Keys::from_iter([IndexKey::Frees(&delete.vpc)]),
        RouterCall::ChangeZones(change) => {
            Keys::from_iter([IndexKey::ChangesZones(&change.instance)])
        }
        RouterCall::DeleteRouter(delete) => Keys::from_iter([IndexKey::Empties(&delete.cen)]),
        RouterCall::ModifyLink(modify) if modify.is_decrease() => {
            of_lowered_link(comparison, action, &modify.pair)
        }
        RouterCall::DeleteLink(delete) => of_deleted_link(comparison, action, delete),
        RouterCall::DissociateTable(dissociate) => cen
            .map(|cen| IndexKey::LeavesTables(cen, &dissociate.region, &dissociate.end))
            .into_iter()
            .collect(),
        RouterCall::UnpropagateRoutes(unpropagate) => of_unpropagation(cen, unpropagate),
        RouterCall::OpenService(_) | RouterCall::CreateServiceRole(_) => {
            Keys::from_iter([IndexKey::ReadiesAccount])
        }
        RouterCall::CreateRouter(_)
        | RouterCall::ModifyRouter(_)
        | RouterCall::TagRouter(_)
        | RouterCall::UntagRouter(_)
        | RouterCall::CreateVswitch(_)
        | RouterCall::GrantToRouter(_)
        | RouterCall::ModifyAttachment(_)
        | RouterCall::CreateLink(_)
        | RouterCall::ModifyLink(_)
        | RouterCall::AssociateTable(_)
        | RouterCall::PropagateRoutes(_) => Keys::new(),
    }
}

/// A link that takes less of a package makes room for others. That of a pair that is to be billed by
/// the GB was under the package that it has now.
fn of_lowered_link<'a>(
    comparison: &Comparison<'_>,
    action: &'a Action,
    pair: &'a RegionPair,
) -> Keys<'a> {
    let Some(cen) = action.address.cen() else {
        return Keys::new();
    };
    let under = comparison.group_of(cen, pair);
    let regions = pair.regions().map(|region| IndexKey::LowersIn(cen, region));
    let under = under.map(|areas| IndexKey::LowersUnder(cen, areas));
    under.into_iter().chain(regions).collect()
}

fn known<T>(reference: &Ref<T>) -> Option<&T> {
    match reference {
        Ref::Known(id) => Some(id),
        Ref::OutputOf(_) => None,
    }
}
