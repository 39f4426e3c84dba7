//! The words for how many actions of a kind there are.

use cen_action::{
    ChangeKind,
    call::{Noun, Traits},
};

/// A kind of action: its place in the summary, and its words for one and for many.
pub(crate) type CountNoun = (u8, &'static str, &'static str);

/// Says how a call is counted.
pub(crate) fn kind(traits: &Traits<'_>) -> CountNoun {
    use ChangeKind::{Change, Create, Remove};
    match (traits.noun, traits.kind) {
        (Noun::Vpc, Create | Change) => (0, "VPC to create", "VPCs to create"),
        (Noun::Vpc, Remove) => (16, "VPC to delete", "VPCs to delete"),
        (Noun::Cen, Create | Change) => (1, "CEN to create", "CENs to create"),
        (Noun::Cen, Remove) => (17, "CEN to delete", "CENs to delete"),
        (Noun::CenMark, Create | Change | Remove) => (2, "CEN to adopt", "CENs to adopt"),
        (Noun::PackageMark, Create | Change | Remove) => {
            (3, "package to adopt", "packages to adopt")
        }
        (Noun::Text, Create | Change | Remove) => (4, "edit", "edits"),
        (Noun::Grant, Create | Change) => (5, "grant", "grants"),
        (Noun::Grant, Remove) => (13, "grant to revoke", "grants to revoke"),
        (Noun::Attachment, Create | Change) => (6, "attachment", "attachments"),
        (Noun::Attachment, Remove) => (12, "network to detach", "networks to detach"),
        (Noun::Package, Create) => (7, "package to buy", "packages to buy"),
        (Noun::Package, Change) => (8, "package to resize", "packages to resize"),
        (Noun::Package, Remove) => (15, "package to delete", "packages to delete"),
        (Noun::Association, Create | Change) => (9, "association", "associations"),
        (Noun::Association, Remove) => (14, "package to unassociate", "packages to unassociate"),
        (Noun::Limit, Create | Change) => (10, "limit to set", "limits to set"),
        (Noun::Limit, Remove) => (11, "limit to clear", "limits to clear"),
        (Noun::Route, Create | Change) => (20, "route to publish", "routes to publish"),
        (Noun::Route, Remove) => (21, "route to withdraw", "routes to withdraw"),
        (Noun::HealthCheck, kind) => of_health_check(kind),
        (Noun::PrivateZone, kind) => of_private_zone(kind),
        (Noun::Service, kind) => of_service(kind),
        (Noun::RouteMap, kind) => of_route_map(kind),
        (Noun::RouterService, Create | Change | Remove) => {
            (32, "service to open", "services to open")
        }
        (Noun::ServiceRole, Create | Change | Remove) => (33, "role to create", "roles to create"),
        (Noun::Router, Create | Change) => {
            (34, "transit router to create", "transit routers to create")
        }
        (Noun::Router, Remove) => (35, "transit router to delete", "transit routers to delete"),
        (Noun::Vswitch, Create | Change) => (36, "vSwitch to create", "vSwitches to create"),
        (Noun::Vswitch, Remove) => (37, "vSwitch to delete", "vSwitches to delete"),
        (Noun::TableUse, Create | Change) => (38, "route table entry", "route table entries"),
        (Noun::TableUse, Remove) => (
            39,
            "route table entry to remove",
            "route table entries to remove",
        ),
    }
}

fn of_health_check(kind: ChangeKind) -> CountNoun {
    match kind {
        ChangeKind::Create => (22, "health check to set up", "health checks to set up"),
        ChangeKind::Change => (23, "health check to change", "health checks to change"),
        ChangeKind::Remove => (24, "health check to remove", "health checks to remove"),
    }
}

fn of_private_zone(kind: ChangeKind) -> CountNoun {
    match kind {
        ChangeKind::Create | ChangeKind::Change => (
            25,
            "access to PrivateZone to set up",
            "accesses to PrivateZone to set up",
        ),
        ChangeKind::Remove => (
            26,
            "access to PrivateZone to remove",
            "accesses to PrivateZone to remove",
        ),
    }
}

fn of_service(kind: ChangeKind) -> CountNoun {
    match kind {
        ChangeKind::Create | ChangeKind::Change => (
            27,
            "access to a service to set up",
            "accesses to services to set up",
        ),
        ChangeKind::Remove => (
            28,
            "access to a service to remove",
            "accesses to services to remove",
        ),
    }
}

fn of_route_map(kind: ChangeKind) -> CountNoun {
    match kind {
        ChangeKind::Create => (29, "route map to add", "route maps to add"),
        ChangeKind::Change => (30, "route map to change", "route maps to change"),
        ChangeKind::Remove => (31, "route map to remove", "route maps to remove"),
    }
}
