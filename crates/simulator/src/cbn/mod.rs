//! CBN 2017-09-12: a handler an action. Wire names are written out here and shared with nobody.

pub(crate) mod cens;
pub(crate) mod child_lists;
pub(crate) mod children;
pub(crate) mod geography;
pub(crate) mod grants;
pub(crate) mod health_checks;
pub(crate) mod limits;
pub(crate) mod network_routes;
pub(crate) mod packages;
pub(crate) mod private_zones;
pub(crate) mod published_routes;
pub(crate) mod resource_groups;
pub(crate) mod route_maps;
pub(crate) mod route_services;
pub(crate) mod route_tables;
pub(crate) mod router;
pub(crate) mod tags;
