//! Every list in pages: the pages of each size make up the whole list, and what one page costs does not grow with the list.

mod large_world;

use std::borrow::Cow;
use std::cell::Cell;

use allocation_counter::measure;
use jiff::Timestamp;
use serde_json::Value;

use crate::call::{Call, asked};
use crate::identity::{Identity, Principal};
use crate::index::Index;
use crate::operations::{OPERATIONS, Operation, find};
use crate::pace::Pace;
use crate::parameters::Parameters;
use crate::product::Product;
use crate::world::{Cen, World};
use large_world::OWNER;

/// How a list is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// By `PageNumber` and `PageSize`.
    Numbers,
    /// By `NextToken` and a size of this name.
    Tokens(&'static str),
}

use Style::{Numbers, Tokens};

const BY_TOKEN: Style = Tokens("MaxResults");

/// A list: its product and action, how it is read, where its rows are, and its parameters, as `Name=value` with blanks between them.
type List = (Product, &'static str, Style, &'static str, &'static str);

/// Every operation that answers a list in pages.
#[rustfmt::skip]
const LISTS: [List; 35] = [
    (Product::Cbn, "DescribeCens", Numbers, "/Cens/Cen", ""),
    (Product::Cbn, "DescribeCenAttachedChildInstances", Numbers, "/ChildInstances/ChildInstance", "CenId=cen-basic"),
    (Product::Cbn, "DescribeCenAttachedChildInstances", Numbers, "/ChildInstances/ChildInstance", "CenId=cen-basic ChildInstanceRegionId=cn-hangzhou"),
    (Product::Cbn, "DescribeCenBandwidthPackages", Numbers, "/CenBandwidthPackages/CenBandwidthPackage", ""),
    (Product::Cbn, "DescribeCenInterRegionBandwidthLimits", Numbers, "/CenInterRegionBandwidthLimits/CenInterRegionBandwidthLimit", ""),
    (Product::Cbn, "DescribeCenGeographicSpans", Numbers, "/GeographicSpanModels/GeographicSpanModel", ""),
    (Product::Cbn, "DescribeGeographicRegionMembership", Numbers, "/RegionIds/RegionId", "GeographicRegionId=China"),
    (Product::Cbn, "DescribeGrantRulesToCen", BY_TOKEN, "/GrantRules/GrantRule", "CenId=cen-basic ProductType=VPC"),
    (Product::Cbn, "DescribeGrantRulesToResource", BY_TOKEN, "/GrantRules", "ResourceId=vpc-many ProductType=VPC"),
    (Product::Cbn, "DescribePublishedRouteEntries", Numbers, "/PublishedRouteEntries/PublishedRouteEntry", "CenId=cen-basic ChildInstanceId=vpc-many ChildInstanceRegionId=cn-beijing ChildInstanceType=VPC"),
    (Product::Cbn, "DescribeRouteConflict", Numbers, "/RouteConflicts/RouteConflict", "ChildInstanceId=vpc-many ChildInstanceRegionId=cn-beijing ChildInstanceType=VPC ChildInstanceRouteTableId=vtb-many"),
    (Product::Cbn, "DescribeCenChildInstanceRouteEntries", Numbers, "/CenRouteEntries/CenRouteEntry", "CenId=cen-basic ChildInstanceId=vpc-00000 ChildInstanceType=VPC"),
    (Product::Cbn, "DescribeCenRegionDomainRouteEntries", Numbers, "/CenRouteEntries/CenRouteEntry", "CenId=cen-basic CenRegionId=cn-hangzhou"),
    (Product::Cbn, "DescribeCenRouteMaps", Numbers, "/RouteMaps/RouteMap", "CenId=cen-basic"),
    (Product::Cbn, "DescribeCenPrivateZoneRoutes", Numbers, "/PrivateZoneInfos/PrivateZoneInfo", "CenId=cen-basic"),
    (Product::Cbn, "DescribeRouteServicesInCen", Numbers, "/RouteServiceEntries/RouteServiceEntry", "CenId=cen-basic"),
    (Product::Cbn, "DescribeCenVbrHealthCheck", Numbers, "/VbrHealthChecks/VbrHealthCheck", "VbrInstanceRegionId=cn-hangzhou"),
    (Product::Cbn, "ListTransitRouters", Numbers, "/TransitRouters", "RegionId=cn-hangzhou"),
    (Product::Cbn, "ListTransitRouterVpcAttachments", BY_TOKEN, "/TransitRouterAttachments", "CenId=cen-enterprise RegionId=cn-hangzhou"),
    (Product::Cbn, "ListTransitRouterVbrAttachments", BY_TOKEN, "/TransitRouterAttachments", "TransitRouterId=tr-80000"),
    (Product::Cbn, "ListTransitRouterPeerAttachments", BY_TOKEN, "/TransitRouterAttachments", "CenId=cen-enterprise RegionId=cn-beijing"),
    (Product::Cbn, "ListTransitRouterRouteTables", BY_TOKEN, "/TransitRouterRouteTables", "TransitRouterId=tr-80000"),
    (Product::Cbn, "ListTransitRouterRouteTableAssociations", BY_TOKEN, "/TransitRouterAssociations", "TransitRouterRouteTableId=vtb-80000"),
    (Product::Cbn, "ListTransitRouterRouteTablePropagations", BY_TOKEN, "/TransitRouterPropagations", "TransitRouterRouteTableId=vtb-80000"),
    (Product::Cbn, "ListTransitRouterRouteEntries", BY_TOKEN, "/TransitRouterRouteEntries", "TransitRouterRouteTableId=vtb-80000"),
    (Product::Cbn, "ListCenChildInstanceRouteEntriesToAttachment", BY_TOKEN, "/RouteEntry", "TransitRouterAttachmentId=tr-attach-vpc-00000 ChildInstanceRouteTableId=vtb-routed"),
    (Product::Cbn, "ListGrantVSwitchesToCen", Numbers, "/VSwitches", "CenId=cen-basic RegionId=cn-beijing VpcId=vpc-many"),
    (Product::Cbn, "ListTagResources", Tokens("PageSize"), "/TagResources/TagResource", "ResourceType=transitrouterroutetable Tag.1.Key=k"),
    (Product::Vpc, "ListTagResources", BY_TOKEN, "/TagResources/TagResource", "ResourceType=vpc Tag.1.Key=k"),
    (Product::Vpc, "DescribeVpcs", Numbers, "/Vpcs/Vpc", "RegionId=cn-hangzhou"),
    (Product::Vpc, "DescribeVSwitches", Numbers, "/VSwitches/VSwitch", "RegionId=cn-beijing"),
    (Product::Vpc, "DescribeRouteEntryList", Tokens("MaxResult"), "/RouteEntrys/RouteEntry", "RegionId=cn-beijing RouteTableId=vtb-many"),
    (Product::Vpc, "DescribeRouteTableList", Numbers, "/RouterTableList/RouterTableListType", "RegionId=cn-hangzhou"),
    (Product::Vpc, "DescribeVirtualBorderRouters", Numbers, "/VirtualBorderRouterSet/VirtualBorderRouterType", "RegionId=cn-hangzhou"),
    (Product::Vpc, "DescribeGrantRulesToCen", Numbers, "/CenGrantRules/CbnGrantRule", "RegionId=cn-beijing InstanceId=vpc-many InstanceType=VPC"),
];

/// The same for CCNs, which are in regions of their own.
#[rustfmt::skip]
const CCN_LISTS: [List; 2] = [
    (Product::Smartag, "DescribeGrantRules", Numbers, "/GrantRules/GrantRule", "AssociatedCcnId=ccn-many RegionId=cn-shanghai"),
    (Product::Smartag, "DescribeCloudConnectNetworks", Numbers, "/CloudConnectNetworks/CloudConnectNetwork", "RegionId=cn-shanghai"),
];

/// The operations that are named like lists and have no pages.
const WHOLE: [(Product, &str); 7] = [
    (Product::Cbn, "DescribeCenAttachedChildInstanceAttribute"),
    (Product::Cbn, "DescribeCenGeographicSpanRemainingBandwidth"),
    (Product::Cbn, "DescribeChildInstanceRegions"),
    (Product::Cbn, "ListTransitRouterAvailableResource"),
    (Product::Vpc, "DescribeVpcAttribute"),
    (Product::Vpc, "DescribeVSwitchAttributes"),
    (Product::Location, "DescribeEndpoints"),
];

/// The lists whose rows the simulator has itself, so that they do not grow with a world.
const FIXED: [&str; 2] = [
    "DescribeCenGeographicSpans",
    "DescribeGeographicRegionMembership",
];

fn lists() -> impl Iterator<Item = List> {
    LISTS.into_iter().chain(CCN_LISTS)
}

fn parameters(
    (product, action): (Product, &str),
    own: &str,
    page: &[(&str, String)],
) -> Parameters {
    let own = own.split_whitespace().filter_map(|one| one.split_once('='));
    let page = page
        .iter()
        .map(|(name, value)| (*name, Cow::from(value.as_str())));
    let version = match product {
        Product::Vpc => "2016-04-28",
        _ => "2017-09-12",
    };
    let own = own.map(|(name, value)| (name, Cow::from(value)));
    let common = [("Version", version.into()), ("Action", action.into())];
    Parameters::new(own.chain(page).chain(common))
}

/// Asks for one page. What is asked of the operation is prepared before, so that the operation alone is measured.
fn answer(
    (world, index): &mut (World, Index),
    operation: &Operation,
    parameters: &Parameters,
) -> (Value, u64) {
    let identity = Identity {
        account: OWNER.to_owned(),
        principal: Principal::Root,
        own: None,
        session: None,
    };
    let mut call = Call {
        world,
        index,
        parameters,
        caller: OWNER,
        identity: &identity,
        now: Timestamp::UNIX_EPOCH,
        pace: &Pace::default(),
        blocking: false,
    };
    let mut answer = None;
    let measured = measure(|| answer = Some((operation.run)(&mut call)));
    let answer = answer.unwrap();
    let answer = answer.unwrap_or_else(|refusal| panic!("{}: {refusal:?}", operation.action));
    (answer.value(), measured.count_total)
}

/// Returns the rows of a list, page by page of this size.
fn read(world: &mut (World, Index), list: List, size: usize) -> Vec<Value> {
    let (product, action, style, rows, own) = list;
    let operation = find(product, action).unwrap();
    let (mut all, mut token) = (Vec::new(), String::new());
    for number in 1.. {
        let page = match style {
            Numbers => [
                ("PageNumber", number.to_string()),
                ("PageSize", size.to_string()),
            ],
            Tokens(max) => [("NextToken", token), (max, size.to_string())],
        };
        let (answer, _) = answer(world, operation, &parameters((product, action), own, &page));
        let shown = answer.pointer(rows).and_then(Value::as_array).unwrap();
        all.extend(shown.iter().cloned());
        let total = answer["TotalCount"].as_u64();
        token = answer["NextToken"].as_str().unwrap_or_default().to_owned();
        let is_last = match style {
            Numbers => all.len() as u64 >= total.unwrap() || shown.is_empty(),
            Tokens(_) => token.is_empty(),
        };
        if is_last {
            let total = total.unwrap_or(all.len() as u64);
            assert_eq!(all.len() as u64, total, "{action}, pages of {size}");
            return all;
        }
        assert_eq!(shown.len(), size, "{action}, page {number}");
    }
    unreachable!("a list ends")
}

#[test]
fn the_pages_of_every_size_make_up_the_whole_list() {
    let mut world = (large_world::world(12), Index::default());
    for list in lists() {
        let action = list.1;
        let whole = read(&mut world, list, 50);
        let least = if FIXED.contains(&action) { 2 } else { 12 };
        assert!(
            (least..50).contains(&whole.len()),
            "{action}: {}",
            whole.len()
        );
        for size in 1..=whole.len() {
            assert_eq!(
                read(&mut world, list, size),
                whole,
                "{action}, pages of {size}"
            );
        }
    }
}

#[test]
fn no_list_makes_rows_that_its_page_does_not_show() {
    let [mut small, mut large] =
        [200, 10_000].map(|size| (large_world::world(size), Index::default()));
    for (product, action, style, _, own) in lists().filter(|list| !FIXED.contains(&list.1)) {
        let page = match style {
            Numbers => [
                ("PageNumber", "2".to_owned()),
                ("PageSize", "50".to_owned()),
            ],
            Tokens(max) => [("NextToken", "50".to_owned()), (max, "50".to_owned())],
        };
        let operation = find(product, action).unwrap();
        let parameters = parameters((product, action), own, &page);
        let [few, many] = [&mut small, &mut large].map(|world| {
            // The first answer makes the index.
            answer(world, operation, &parameters);
            answer(world, operation, &parameters).1
        });
        // Lists that double make small differences. A row is more than that for each of 10,000.
        assert!(many <= few + 8, "{action}: {few} and {many} allocations");
        // A tree of values would make one for each field of each of fifty rows.
        assert!(many < 300, "{action}: {many} allocations");
    }
}

#[test]
fn no_list_is_forgotten_here() {
    let is_here = |operation: &Operation| {
        let is_it = |(product, action): (Product, &str)| {
            product == operation.product && action == operation.action
        };
        lists().any(|list| is_it((list.0, list.1))) || WHOLE.into_iter().any(is_it)
    };
    let is_named_so = |operation: &Operation| {
        let mut verbs = ["Describe", "List"].into_iter();
        verbs.any(|verb| operation.action.starts_with(verb))
    };
    let lists = OPERATIONS.iter().filter(|operation| is_named_so(operation));
    let forgotten = lists.filter(|operation| !is_here(operation));
    let forgotten: Vec<_> = forgotten.map(|operation| operation.action).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[test]
fn an_index_finds_what_a_search_of_the_world_finds() {
    let world = large_world::world(12);
    let index = Index::default();
    let ids = world.networks.keys().chain(world.cens.keys());
    for id in ids.chain(world.vswitches.keys()) {
        assert_eq!(index.child(&world, id), world.child(id));
        let attachments: Vec<_> = index.attachments_of(&world, id).collect();
        assert_eq!(attachments, world.attachments_of(id).collect::<Vec<_>>());
        let packages: Vec<_> = world.packages_of(id).map(|(id, _)| id).collect();
        let indexed: Vec<_> = index.packages_of(&world, id).iter().collect();
        assert_eq!(indexed, packages);
        assert_eq!(index.interfaces_in(&world, id), world.interfaces_in(id));
    }
}

#[test]
fn an_index_finds_a_thing_wherever_it_is_now() {
    let mut world = large_world::world(12);
    let mut index = Index::default();
    let home = |index: &Index, world: &World| {
        let has_it = |cen: &Cen| cen.attachments.contains_key("tr-attach-vbr-00001");
        let found = index.home_of(world, "tr-attach-vbr-00001", has_it);
        found.map(|(cen, _)| cen.clone())
    };
    assert_eq!(home(&index, &world).unwrap(), "cen-enterprise");
    index.forget_state();
    let enterprise = world.cens.remove("cen-enterprise").unwrap();
    assert_eq!(home(&index, &world), None);
    world.cens.insert("cen-other".to_owned(), enterprise);
    assert_eq!(home(&index, &world).unwrap(), "cen-other");
}

#[test]
fn what_was_found_is_shared_by_the_pages_of_one_list_only() {
    let index = Index::default();
    let found = |pairs: &[(&str, &str)]| {
        let parameters =
            Parameters::new(pairs.iter().map(|(key, value)| (*key, Cow::from(*value))));
        let searches = Cell::new(0);
        let search = || searches.set(searches.get() + 1);
        index.derived(&asked(&parameters), search);
        searches.get()
    };
    let list = ("Action", "DescribeVpcs");
    assert_eq!(found(&[list, ("PageNumber", "1")]), 1);
    assert_eq!(found(&[list, ("PageNumber", "2"), ("PageSize", "50")]), 0);
    assert_eq!(found(&[list, ("VpcName", "a")]), 1);
    assert_eq!(found(&[("Action", "DescribeVSwitches")]), 1);
}
