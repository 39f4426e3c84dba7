//! What calls on transit routers make of the attributes that they rely on.

use cen_topology::{AttachmentId, CenId, RegionId, RegionPair, SharedText, ZoneId};
use serde_json::Value;

use crate::Outputs;
use crate::attribute::Attribute;
use crate::attribute::transit::{DEFAULT_TABLE, TransitAttribute};
use crate::effect::{Effect, known, mark, relies_on_cen, sets};
use crate::value::{self, ABSENT};
use cen_action::call::{
    AttachToRouter, ChangeZones, CreateVswitch, LinkState, ModifyAttachment, ModifyRouter,
    RouterCall, TagRouter, UntagRouter,
};
use cen_action::{Action, Address, Ref};

/// Returns what a call on a transit router relies on, the mark of its CEN included.
pub(super) fn effects(action: &Action, call: &RouterCall, outputs: &Outputs) -> Vec<Effect> {
    let mut effects = alone(action, call, outputs);
    effects.extend(cen_of(call).and_then(|cen| relies_on_cen(&cen)));
    effects
}

fn set(attribute: TransitAttribute, after: impl Into<Value>) -> Effect {
    sets(Attribute::Transit(attribute), after)
}

fn alone(action: &Action, call: &RouterCall, outputs: &Outputs) -> Vec<Effect> {
    match call {
        RouterCall::OpenService(_) | RouterCall::CreateServiceRole(_) => {
            let service = TransitAttribute::Service(action.account.clone());
            vec![set(service, true)]
        }
        RouterCall::CreateRouter(create) => {
            of_router(outputs.id(&create.cen), &create.region, true)
        }
        RouterCall::ModifyRouter(modify) => of_texts(modify),
        RouterCall::TagRouter(tag) => of_new_tags(tag),
        RouterCall::UntagRouter(untag) => of_lost_tags(untag),
        RouterCall::DeleteRouter(delete) => of_router(delete.cen.shared(), &delete.region, false),
        RouterCall::CreateVswitch(create) => of_new_vswitch(action, create),
        RouterCall::DeleteVswitch(delete) => {
            let vswitch = TransitAttribute::Vswitch(delete.vswitch.shared());
            vec![set(vswitch, ABSENT)]
        }
        RouterCall::GrantToRouter(grant) => {
            of_grant(outputs.id(&grant.cen), outputs.id(&grant.instance), true)
        }
        RouterCall::RevokeFromRouter(revoke) => {
            of_grant(revoke.cen.shared(), revoke.instance.shared(), false)
        }
        RouterCall::AttachToRouter(attach) => of_attachment(attach, outputs),
        RouterCall::ChangeZones(change) => of_zones(change, outputs),
        RouterCall::ModifyAttachment(modify) => of_settings(modify),
        RouterCall::DetachFromRouter(detach) => {
            let attached = Attribute::Attached(detach.instance.shared());
            vec![sets(attached, ABSENT)]
        }
        RouterCall::CreateLink(create) => {
            of_link(outputs.id(&create.cen), &create.pair, state(&create.state))
        }
        RouterCall::ModifyLink(modify) => {
            of_link(modify.cen.shared(), &modify.pair, state(&modify.to))
        }
        RouterCall::DeleteLink(delete) => of_link(delete.cen.shared(), &delete.pair, ABSENT),
        RouterCall::AssociateTable(call) => {
            let on = end_by_output(outputs, &call.cen, &call.region, &call.attachment);
            of_association(on, DEFAULT_TABLE)
        }
        RouterCall::DissociateTable(call) => {
            of_association(known_end(&call.cen, &call.region, &call.attachment), ABSENT)
        }
        RouterCall::PropagateRoutes(call) => {
            let on = end_by_output(outputs, &call.cen, &call.region, &call.attachment);
            of_propagation(action, on, true)
        }
        RouterCall::UnpropagateRoutes(call) => {
            let on = known_end(&call.cen, &call.region, &call.attachment);
            of_propagation(action, on, false)
        }
    }
}

fn of_router(cen: SharedText, region: &RegionId, exists: bool) -> Vec<Effect> {
    let region = region.shared();
    vec![set(TransitAttribute::Router { cen, region }, exists)]
}

fn of_grant(cen: SharedText, instance: SharedText, exists: bool) -> Vec<Effect> {
    vec![sets(Attribute::Grant { cen, instance }, exists)]
}

fn of_texts(modify: &ModifyRouter) -> Vec<Effect> {
    let place = || (modify.cen.shared(), modify.region.shared());
    let name = modify.name.as_ref().map(|edit| {
        let (cen, region) = place();
        let attribute = TransitAttribute::RouterName { cen, region };
        set(attribute, edit.to.as_str())
    });
    let description = modify.description.as_ref().map(|edit| {
        let (cen, region) = place();
        let attribute = TransitAttribute::RouterDescription { cen, region };
        set(attribute, edit.to.as_str())
    });
    name.into_iter().chain(description).collect()
}

fn of_new_tags(tag: &TagRouter) -> Vec<Effect> {
    let text = |(key, value): (_, &String)| (key, value.as_str().into());
    of_tags(&tag.cen, &tag.region, tag.tags.iter().map(text))
}

fn of_lost_tags(untag: &UntagRouter) -> Vec<Effect> {
    let tags = untag.keys.iter().map(|key| (key, ABSENT));
    of_tags(&untag.cen, &untag.region, tags)
}

fn of_tags<'a>(
    cen: &CenId,
    region: &RegionId,
    tags: impl Iterator<Item = (&'a String, Value)>,
) -> Vec<Effect> {
    let tag = |(key, value): (&String, Value)| {
        let attribute = TransitAttribute::RouterTag {
            cen: cen.shared(),
            region: region.shared(),
            key: key.clone(),
        };
        set(attribute, value)
    };
    tags.map(tag).collect()
}

fn of_new_vswitch(action: &Action, create: &CreateVswitch) -> Vec<Effect> {
    let mark = mark(action, Some(&create.region), &create.tags);
    let made = TransitAttribute::MadeVswitch(mark);
    vec![set(made, create.cidr.to_string())]
}

fn of_attachment(attach: &AttachToRouter, outputs: &Outputs) -> Vec<Effect> {
    let (cen, instance) = (outputs.id(&attach.cen), outputs.id(&attach.instance));
    let on = Attribute::Attached(instance.clone());
    let on_router = TransitAttribute::OnRouter {
        cen: cen.clone(),
        instance,
    };
    vec![sets(on, &*cen), set(on_router, true)]
}

fn of_settings(modify: &ModifyAttachment) -> Vec<Effect> {
    let place = || (modify.cen.shared(), modify.instance.shared());
    let synced = modify.synced.map(|synced| {
        let (cen, instance) = place();
        set(TransitAttribute::Synced { cen, instance }, synced)
    });
    let appliance = modify.appliance.map(|appliance| {
        let (cen, instance) = place();
        set(TransitAttribute::Appliance { cen, instance }, appliance)
    });
    synced.into_iter().chain(appliance).collect()
}

fn of_zones(change: &ChangeZones, outputs: &Outputs) -> Vec<Effect> {
    let zone = |zone: &ZoneId| TransitAttribute::Zone {
        cen: change.cen.shared(),
        instance: change.instance.shared(),
        zone: zone.shared(),
    };
    let gone = change.remove.keys();
    let gone = gone.filter(|at| !change.add.contains_key(*at));
    let gone = gone.map(|at| set(zone(at), ABSENT));
    let come = change.add.iter();
    let come = come.map(|(at, vswitch)| set(zone(at), &*outputs.id(vswitch)));
    come.chain(gone).collect()
}

fn of_link(cen: SharedText, pair: &RegionPair, after: Value) -> Vec<Effect> {
    let pair = pair.clone();
    vec![set(TransitAttribute::Link { cen, pair }, after)]
}

/// A CEN, the region of its router, and an attachment or a link there.
type OnTable<'a> = (SharedText, &'a RegionId, SharedText);

/// Returns an end of a router that the plan may make: then its id is the output of another action.
fn end_by_output<'a>(
    outputs: &Outputs,
    cen: &Ref<CenId>,
    region: &'a RegionId,
    attachment: &Ref<AttachmentId>,
) -> OnTable<'a> {
    (outputs.id(cen), region, outputs.id(attachment))
}

/// Returns an end of a router that exists.
fn known_end<'a>(cen: &CenId, region: &'a RegionId, attachment: &AttachmentId) -> OnTable<'a> {
    (cen.shared(), region, attachment.shared())
}

fn of_association((cen, region, attachment): OnTable<'_>, after: impl Into<Value>) -> Vec<Effect> {
    let associated = TransitAttribute::Associated {
        cen,
        region: region.shared(),
        attachment,
    };
    vec![set(associated, after)]
}

fn of_propagation(
    action: &Action,
    (cen, region, attachment): OnTable<'_>,
    after: bool,
) -> Vec<Effect> {
    // A new attachment or link tells its routes to the default table.
    let mut name = DEFAULT_TABLE;
    if let Address::TablePropagation { table, .. } = &action.address {
        name = table.as_str();
    }
    let propagated = TransitAttribute::Propagated {
        cen,
        region: region.shared(),
        attachment,
        table: SharedText::from(name),
    };
    vec![set(propagated, after)]
}

fn state(state: &LinkState) -> Value {
    value::link(state.mbps, state.billing.quality(), state.publishes)
}

/// Returns the CEN that a call changes; none for a call on an account or a vSwitch.
fn cen_of(call: &RouterCall) -> Option<Ref<CenId>> {
    match call {
        RouterCall::OpenService(_)
        | RouterCall::CreateServiceRole(_)
        | RouterCall::CreateVswitch(_)
        | RouterCall::DeleteVswitch(_) => None,
        RouterCall::CreateRouter(create) => Some(create.cen.clone()),
        RouterCall::ModifyRouter(modify) => Some(known(&modify.cen)),
        RouterCall::TagRouter(tag) => Some(known(&tag.cen)),
        RouterCall::UntagRouter(untag) => Some(known(&untag.cen)),
        RouterCall::DeleteRouter(delete) => Some(known(&delete.cen)),
        RouterCall::GrantToRouter(grant) => Some(grant.cen.clone()),
        RouterCall::RevokeFromRouter(revoke) => Some(known(&revoke.cen)),
        RouterCall::AttachToRouter(attach) => Some(attach.cen.clone()),
        RouterCall::ChangeZones(change) => Some(known(&change.cen)),
        RouterCall::ModifyAttachment(modify) => Some(known(&modify.cen)),
        RouterCall::DetachFromRouter(detach) => Some(known(&detach.cen)),
        RouterCall::CreateLink(create) => Some(create.cen.clone()),
        RouterCall::ModifyLink(modify) => Some(known(&modify.cen)),
        RouterCall::DeleteLink(delete) => Some(known(&delete.cen)),
        RouterCall::AssociateTable(associate) => Some(associate.cen.clone()),
        RouterCall::DissociateTable(dissociate) => Some(known(&dissociate.cen)),
        RouterCall::PropagateRoutes(propagate) => Some(propagate.cen.clone()),
        RouterCall::UnpropagateRoutes(unpropagate) => Some(known(&unpropagate.cen)),
    }
}
