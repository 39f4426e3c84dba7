//! The words of calls on transit routers.

use cen_action::call::{
    AttachToRouter, ChangeZones, LinkBilling, LinkState, ModifyAttachment, ModifyLink,
    ModifyRouter, RouterCall,
};
use cen_topology::RegionPair;

use crate::words::call::CallWords;
use crate::words::reference::reference;

impl CallWords<'_> {
    /// Says what a call on a transit router does.
    pub(super) fn router_call(&self, call: &RouterCall) -> String {
        match call {
            RouterCall::OpenService(_) => "open the transit router service (free)".to_owned(),
            RouterCall::CreateServiceRole(_) => {
                "create the service-linked role of transit routers".to_owned()
            }
            RouterCall::CreateRouter(create) => {
                format!("create a transit router in {}", create.region)
            }
            RouterCall::ModifyRouter(modify) => router_edits(modify),
            RouterCall::TagRouter(tag) => {
                let tags = tag.tags.iter().map(|(key, value)| format!("{key}={value}"));
                format!("set tags {}", tags.collect::<Vec<_>>().join(", "))
            }
            RouterCall::UntagRouter(untag) => {
                let keys: Vec<_> = untag.keys.iter().map(String::as_str).collect();
                format!("remove tags {}", keys.join(", "))
            }
            RouterCall::DeleteRouter(delete) => format!("delete {}", delete.router),
            RouterCall::CreateVswitch(create) => {
                let (cidr, zone) = (create.cidr, &create.zone);
                format!("create vSwitch {cidr} in {zone} for the transit router")
            }
            RouterCall::DeleteVswitch(delete) => {
                format!("delete vSwitch {} in {}", delete.vswitch, delete.zone)
            }
            RouterCall::GrantToRouter(grant) => {
                let instance = reference(&grant.instance);
                format!("grant {} {instance} in {}", grant.kind, grant.region)
            }
            RouterCall::RevokeFromRouter(revoke) => {
                let (kind, instance, region) = (revoke.kind, &revoke.instance, &revoke.region);
                format!("revoke the grant of {kind} {instance} in {region}")
            }
            RouterCall::AttachToRouter(attach) => self.attach(attach),
            RouterCall::ChangeZones(change) => zones(change),
            RouterCall::ModifyAttachment(modify) => settings(modify),
            RouterCall::DetachFromRouter(detach) => {
                let (kind, instance, region) = (detach.kind, &detach.instance, &detach.region);
                let owner = self.other_owner(&detach.owner);
                format!("detach {kind} {instance} in {region}{owner}")
            }
            RouterCall::CreateLink(create) => link(&create.pair, &create.state),
            RouterCall::ModifyLink(modify) => link_edits(modify),
            RouterCall::DeleteLink(delete) => {
                let (from, pair) = (delete.from.mbps, &delete.pair);
                format!("{from} → 0 Mbps {}", between(pair))
            }
            RouterCall::AssociateTable(associate) => {
                let (end, region) = (&associate.end, &associate.region);
                format!("look packets of {end} up in the default route table of {region}")
            }
            RouterCall::DissociateTable(dissociate) => {
                let (end, table) = (&dissociate.end, &dissociate.table);
                format!("look packets of {end} up in {table} no more")
            }
            RouterCall::PropagateRoutes(propagate) => {
                let (end, region) = (&propagate.end, &propagate.region);
                format!("learn the routes of {end} in the default route table of {region}")
            }
            RouterCall::UnpropagateRoutes(unpropagate) => {
                let (end, table) = (&unpropagate.end, &unpropagate.table);
                format!("learn the routes of {end} in {table} no more")
            }
        }
    }

    fn attach(&self, attach: &AttachToRouter) -> String {
        let (kind, region) = (attach.kind, &attach.region);
        let instance = reference(&attach.instance);
        let owner = self.other_owner(&attach.owner);
        format!("attach {kind} {instance} in {region}{owner}")
    }
}

fn router_edits(modify: &ModifyRouter) -> String {
    let edits = [("name", &modify.name), ("description", &modify.description)];
    let edits = edits.iter().filter_map(|(what, edit)| {
        let edit = edit.as_ref()?;
        Some(format!("{what}: {:?} → {:?}", edit.from, edit.to))
    });
    edits.collect::<Vec<_>>().join(", ")
}

fn zones(change: &ChangeZones) -> String {
    let add = change
        .add
        .iter()
        .map(|(zone, vswitch)| format!("+ {} ({zone})", reference(vswitch)));
    let remove = change
        .remove
        .iter()
        .map(|(zone, vswitch)| format!("- {vswitch} ({zone})"));
    let changes: Vec<_> = add.chain(remove).collect();
    format!("vSwitches: {}", changes.join(", "))
}

fn settings(modify: &ModifyAttachment) -> String {
    let routes = modify.synced.map(|synced| match synced {
        true => "routes: own → synced",
        false => "routes: synced → own",
    });
    let appliance = modify.appliance.map(|appliance| match appliance {
        true => "appliance: false → true",
        false => "appliance: true → false",
    });
    let settings: Vec<_> = routes.into_iter().chain(appliance).collect();
    settings.join(", ")
}

fn between(pair: &RegionPair) -> String {
    format!("between {} and {}", pair.first(), pair.second())
}

fn link(pair: &RegionPair, state: &LinkState) -> String {
    let (mbps, between) = (state.mbps, between(pair));
    match &state.billing {
        LinkBilling::Package { .. } => format!("{mbps} {between}"),
        LinkBilling::Traffic { quality } => {
            format!("up to {mbps} {between}, {} link", quality.as_str())
        }
    }
}

fn link_edits(modify: &ModifyLink) -> String {
    let (from, to) = (&modify.from, &modify.to);
    let mbps = match from.mbps == to.mbps {
        true => to.mbps.to_string(),
        false => format!("{} → {}", from.mbps, to.mbps),
    };
    let mut text = format!("{mbps} {}", between(&modify.pair));
    if billing(from) != billing(to) {
        text += &format!(", paid {} → {}", billing(from), billing(to));
    }
    if from.publishes != to.publishes {
        text += ", and the ends tell one another their routes";
    }
    text
}

fn billing(state: &LinkState) -> String {
    match &state.billing {
        LinkBilling::Package { .. } => "by a package".to_owned(),
        LinkBilling::Traffic { quality } => format!("by traffic ({})", quality.as_str()),
    }
}
