//! Which action of which API version is answered by what.

use crate::call::{Call, ListAnswer};
use crate::product::Product;
use crate::{cbn, location, ram, ros, smartag, sts, vpc};

/// One action of one product.
pub(crate) struct Operation {
    pub(crate) product: Product,
    pub(crate) action: &'static str,
    pub(crate) access: Access,
    pub(crate) run: fn(&mut Call<'_>) -> ListAnswer,
}

/// Whether an action changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    /// A write that knows no ClientToken.
    Write,
    /// A write that answers the same ClientToken with the same answer.
    Tokened,
}

/// Returns the operation of a product and an action.
pub(crate) fn find(product: Product, action: &str) -> Option<&'static Operation> {
    OPERATIONS
        .iter()
        .find(|operation| operation.product == product && operation.action == action)
}

/// The names of every action.
pub(crate) fn actions() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|operation| operation.action)
}

macro_rules! operations {
    ($($product:ident $access:ident $action:literal $run:path;)*) => {
        &[$(Operation { product: Product::$product, action: $action, access: Access::$access, run: |call| Ok($run(call)?.into()) }),*]
    };
}

pub(crate) const OPERATIONS: &[Operation] = operations! {
    Cbn Tokened "CreateCen" cbn::cens::create_cen;
    Cbn Write "ModifyCenAttribute" cbn::cens::modify_cen_attribute;
    Cbn Write "DeleteCen" cbn::cens::delete_cen;
    Cbn Read "DescribeCens" cbn::cens::describe_cens;
    Cbn Write "AttachCenChildInstance" cbn::children::attach_cen_child_instance;
    Cbn Write "DetachCenChildInstance" cbn::children::detach_cen_child_instance;
    Cbn Read "DescribeCenAttachedChildInstances" cbn::child_lists::describe_cen_attached_child_instances;
    Cbn Read "DescribeCenAttachedChildInstanceAttribute" cbn::child_lists::describe_cen_attached_child_instance_attribute;
    Cbn Tokened "CreateCenBandwidthPackage" cbn::packages::create_cen_bandwidth_package;
    Cbn Write "ModifyCenBandwidthPackageAttribute" cbn::packages::modify_cen_bandwidth_package_attribute;
    Cbn Write "ModifyCenBandwidthPackageSpec" cbn::packages::modify_cen_bandwidth_package_spec;
    Cbn Write "DeleteCenBandwidthPackage" cbn::packages::delete_cen_bandwidth_package;
    Cbn Write "AssociateCenBandwidthPackage" cbn::packages::associate_cen_bandwidth_package;
    Cbn Write "UnassociateCenBandwidthPackage" cbn::packages::unassociate_cen_bandwidth_package;
    Cbn Read "DescribeCenBandwidthPackages" cbn::packages::describe_cen_bandwidth_packages;
    Cbn Write "SetCenInterRegionBandwidthLimit" cbn::limits::set_cen_inter_region_bandwidth_limit;
    Cbn Read "DescribeCenInterRegionBandwidthLimits" cbn::limits::describe_cen_inter_region_bandwidth_limits;
    Cbn Read "DescribeCenGeographicSpanRemainingBandwidth" cbn::limits::describe_cen_geographic_span_remaining_bandwidth;
    Cbn Read "DescribeCenGeographicSpans" cbn::geography::describe_cen_geographic_spans;
    Cbn Read "DescribeGeographicRegionMembership" cbn::geography::describe_geographic_region_membership;
    Cbn Read "DescribeChildInstanceRegions" cbn::geography::describe_child_instance_regions;
    Cbn Read "DescribeGrantRulesToCen" cbn::grants::describe_grant_rules_to_cen;
    Cbn Read "DescribeGrantRulesToResource" cbn::grants::describe_grant_rules_to_resource;
    Cbn Write "PublishRouteEntries" cbn::published_routes::publish_route_entries;
    Cbn Write "WithdrawPublishedRouteEntries" cbn::published_routes::withdraw_published_route_entries;
    Cbn Read "DescribePublishedRouteEntries" cbn::published_routes::describe_published_route_entries;
    Cbn Read "DescribeRouteConflict" cbn::published_routes::describe_route_conflict;
    Cbn Read "DescribeCenChildInstanceRouteEntries" cbn::route_tables::describe_cen_child_instance_route_entries;
    Cbn Read "DescribeCenRegionDomainRouteEntries" cbn::route_tables::describe_cen_region_domain_route_entries;
    Cbn Write "CreateCenRouteMap" cbn::route_maps::create_cen_route_map;
    Cbn Write "ModifyCenRouteMap" cbn::route_maps::modify_cen_route_map;
    Cbn Write "DeleteCenRouteMap" cbn::route_maps::delete_cen_route_map;
    Cbn Read "DescribeCenRouteMaps" cbn::route_maps::describe_cen_route_maps;
    Cbn Write "RoutePrivateZoneInCenToVpc" cbn::private_zones::route_private_zone_in_cen_to_vpc;
    Cbn Write "UnroutePrivateZoneInCenToVpc" cbn::private_zones::unroute_private_zone_in_cen_to_vpc;
    Cbn Read "DescribeCenPrivateZoneRoutes" cbn::private_zones::describe_cen_private_zone_routes;
    Cbn Tokened "ResolveAndRouteServiceInCen" cbn::route_services::resolve_and_route_service_in_cen;
    Cbn Write "DeleteRouteServiceInCen" cbn::route_services::delete_route_service_in_cen;
    Cbn Read "DescribeRouteServicesInCen" cbn::route_services::describe_route_services_in_cen;
    Cbn Write "EnableCenVbrHealthCheck" cbn::health_checks::enable_cen_vbr_health_check;
    Cbn Write "DisableCenVbrHealthCheck" cbn::health_checks::disable_cen_vbr_health_check;
    Cbn Read "DescribeCenVbrHealthCheck" cbn::health_checks::describe_cen_vbr_health_check;
    Cbn Tokened "MoveResourceGroup" cbn::resource_groups::move_resource_group;
    Cbn Tokened "CreateTransitRouter" cbn::router::routers::create_transit_router;
    Cbn Tokened "UpdateTransitRouter" cbn::router::routers::update_transit_router;
    Cbn Tokened "DeleteTransitRouter" cbn::router::routers::delete_transit_router;
    Cbn Tokened "CreateTransitRouterVpcAttachment" cbn::router::vpc_attachments::create_transit_router_vpc_attachment;
    Cbn Tokened "UpdateTransitRouterVpcAttachmentAttribute" cbn::router::vpc_attachments::update_transit_router_vpc_attachment_attribute;
    Cbn Tokened "UpdateTransitRouterVpcAttachmentZones" cbn::router::vpc_attachments::update_transit_router_vpc_attachment_zones;
    Cbn Tokened "DeleteTransitRouterVpcAttachment" cbn::router::vpc_attachments::delete_transit_router_vpc_attachment;
    Cbn Read "ListTransitRouterVpcAttachments" cbn::router::vpc_attachments::list_transit_router_vpc_attachments;
    Cbn Tokened "CreateTransitRouterVbrAttachment" cbn::router::vbr_attachments::create_transit_router_vbr_attachment;
    Cbn Tokened "UpdateTransitRouterVbrAttachmentAttribute" cbn::router::vbr_attachments::update_transit_router_vbr_attachment_attribute;
    Cbn Tokened "DeleteTransitRouterVbrAttachment" cbn::router::vbr_attachments::delete_transit_router_vbr_attachment;
    Cbn Read "ListTransitRouterVbrAttachments" cbn::router::vbr_attachments::list_transit_router_vbr_attachments;
    Cbn Tokened "CreateTransitRouterPeerAttachment" cbn::router::peer_attachments::create_transit_router_peer_attachment;
    Cbn Tokened "UpdateTransitRouterPeerAttachmentAttribute" cbn::router::peer_attachments::update_transit_router_peer_attachment_attribute;
    Cbn Tokened "DeleteTransitRouterPeerAttachment" cbn::router::peer_attachments::delete_transit_router_peer_attachment;
    Cbn Read "ListTransitRouterPeerAttachments" cbn::router::peer_attachments::list_transit_router_peer_attachments;
    Cbn Tokened "CreateTransitRouterRouteTable" cbn::router::tables::create_transit_router_route_table;
    Cbn Tokened "UpdateTransitRouterRouteTable" cbn::router::tables::update_transit_router_route_table;
    Cbn Tokened "DeleteTransitRouterRouteTable" cbn::router::tables::delete_transit_router_route_table;
    Cbn Read "ListTransitRouterRouteTables" cbn::router::tables::list_transit_router_route_tables;
    Cbn Tokened "AssociateTransitRouterAttachmentWithRouteTable" cbn::router::associations::associate_transit_router_attachment_with_route_table;
    Cbn Tokened "ReplaceTransitRouterRouteTableAssociation" cbn::router::associations::replace_transit_router_route_table_association;
    Cbn Tokened "DissociateTransitRouterAttachmentFromRouteTable" cbn::router::associations::dissociate_transit_router_attachment_from_route_table;
    Cbn Read "ListTransitRouterRouteTableAssociations" cbn::router::associations::list_transit_router_route_table_associations;
    Cbn Tokened "EnableTransitRouterRouteTablePropagation" cbn::router::propagations::enable_transit_router_route_table_propagation;
    Cbn Tokened "DisableTransitRouterRouteTablePropagation" cbn::router::propagations::disable_transit_router_route_table_propagation;
    Cbn Read "ListTransitRouterRouteTablePropagations" cbn::router::propagations::list_transit_router_route_table_propagations;
    Cbn Tokened "CreateTransitRouterRouteEntry" cbn::router::entries::create_transit_router_route_entry;
    Cbn Tokened "UpdateTransitRouterRouteEntry" cbn::router::entries::update_transit_router_route_entry;
    Cbn Tokened "DeleteTransitRouterRouteEntry" cbn::router::entries::delete_transit_router_route_entry;
    Cbn Read "ListTransitRouterRouteEntries" cbn::router::entry_lists::list_transit_router_route_entries;
    Cbn Tokened "CreateCenChildInstanceRouteEntryToAttachment" cbn::router::vpc_routes::create_cen_child_instance_route_entry_to_attachment;
    Cbn Tokened "DeleteCenChildInstanceRouteEntryToAttachment" cbn::router::vpc_routes::delete_cen_child_instance_route_entry_to_attachment;
    Cbn Read "ListCenChildInstanceRouteEntriesToAttachment" cbn::router::vpc_routes::list_cen_child_instance_route_entries_to_attachment;
    Cbn Write "GrantInstanceToTransitRouter" cbn::router::grants::grant_instance_to_transit_router;
    Cbn Tokened "ModifyGrantInstanceToTransitRouter" cbn::router::grants::modify_grant_instance_to_transit_router;
    Cbn Write "RevokeInstanceFromTransitRouter" cbn::router::grants::revoke_instance_from_transit_router;
    Cbn Read "ListTransitRouters" cbn::router::routers::list_transit_routers;
    Cbn Read "ListTransitRouterAvailableResource" cbn::router::service::list_transit_router_available_resource;
    Cbn Read "ListGrantVSwitchesToCen" cbn::router::granted_vswitches::list_grant_vswitches_to_cen;
    Cbn Read "CheckTransitRouterService" cbn::router::service::check_transit_router_service;
    Cbn Tokened "OpenTransitRouterService" cbn::router::service::open_transit_router_service;
    Cbn Write "TagResources" cbn::tags::tag_resources;
    Cbn Write "UntagResources" cbn::tags::untag_resources;
    Cbn Read "ListTagResources" cbn::tags::list_tag_resources;
    Vpc Tokened "CreateVpc" vpc::vpcs::create_vpc;
    Vpc Write "ModifyVpcAttribute" vpc::vpcs::modify_vpc_attribute;
    Vpc Tokened "DeleteVpc" vpc::vpcs::delete_vpc;
    Vpc Read "DescribeVpcs" vpc::vpcs::describe_vpcs;
    Vpc Read "DescribeVpcAttribute" vpc::vpcs::describe_vpc_attribute;
    Vpc Tokened "CreateVSwitch" vpc::vswitches::create_vswitch;
    Vpc Write "ModifyVSwitchAttribute" vpc::vswitches::modify_vswitch_attribute;
    Vpc Write "DeleteVSwitch" vpc::vswitches::delete_vswitch;
    Vpc Read "DescribeVSwitches" vpc::vswitches::describe_vswitches;
    Vpc Read "DescribeVSwitchAttributes" vpc::vswitches::describe_vswitch_attributes;
    Vpc Read "DescribeRouteEntryList" vpc::route_entries::describe_route_entry_list;
    Vpc Read "DescribeRouteTableList" vpc::vpcs::describe_route_table_list;
    Vpc Read "DescribeVirtualBorderRouters" vpc::routers::describe_virtual_border_routers;
    Vpc Tokened "GrantInstanceToCen" vpc::grants::grant_instance_to_cen;
    Vpc Tokened "RevokeInstanceFromCen" vpc::grants::revoke_instance_from_cen;
    Vpc Read "DescribeGrantRulesToCen" vpc::grants::describe_grant_rules_to_cen;
    Vpc Write "TagResources" cbn::tags::tag_resources;
    Vpc Write "UnTagResources" cbn::tags::untag_resources;
    Vpc Write "UntagResources" cbn::tags::untag_resources;
    Vpc Read "ListTagResources" cbn::tags::list_tag_resources;
    Sts Read "GetCallerIdentity" sts::get_caller_identity;
    Sts Read "AssumeRole" sts::assume_role;
    Sts Read "AssumeRoleWithOIDC" sts::assume_role_with_oidc;
    Smartag Write "GrantInstanceToCbn" smartag::grant_instance_to_cbn;
    Smartag Write "RevokeInstanceFromCbn" smartag::revoke_instance_from_cbn;
    Smartag Read "DescribeGrantRules" smartag::describe_grant_rules;
    Smartag Read "DescribeCloudConnectNetworks" smartag::describe_cloud_connect_networks;
    Ram Read "GetRole" ram::get_role;
    ResourceManager Write "CreateServiceLinkedRole" ram::create_service_linked_role;
    Ros Read "GetTemplateEstimateCost" ros::get_template_estimate_cost;
    Location Read "DescribeEndpoints" location::describe_endpoints;
};
