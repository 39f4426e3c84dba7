//! The words for what the network loses for a while.

use cen_plan::Interrupted;

/// Returns what goes down while a plan is carried out.
pub(crate) fn interrupted(what: &Interrupted) -> String {
    match what {
        Interrupted::Bandwidth { pair, from } => format!(
            "bandwidth between {} and {} goes down from {from} to 0 Mbps",
            pair.first(),
            pair.second()
        ),
        Interrupted::Network { network, cen } => {
            format!("network {network} leaves CEN {cen} and is on none")
        }
        Interrupted::Region { cen, region } => {
            format!("{region} has no network on CEN {cen}, and its bandwidth leads nowhere")
        }
        Interrupted::Range { cen, range } => {
            format!("no network on CEN {cen} has the range {range}")
        }
        Interrupted::RouteMap { cen, place } => {
            format!("CEN {cen} has no route map {place}: what it denies may pass")
        }
        Interrupted::Route { cidr } => format!("route {cidr} is withdrawn and not published"),
    }
}
