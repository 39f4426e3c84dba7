//! What calls on transit routers make of the attributes that they rely on.

use cen_topology::CenId;
use serde_json::Value;

use crate::Outputs;
use crate::attribute::Attribute;
use crate::attribute::transit::{DEFAULT_TABLE, TransitAttribute};
use crate::effect::{Effect, known, mark, relies_on_cen, sets};
use crate::value::{self, ABSENT};
use cen_action::{
    Action, Ref,
    call::{LinkState, RouterCall},
};

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
        RouterCall::CreateRouter(_)
        | RouterCall::ModifyRouter(_)
        | RouterCall::TagRouter(_)
        | RouterCall::UntagRouter(_)
        | RouterCall::DeleteRouter(_) => of_router(call, outputs),
        RouterCall::CreateVswitch(create) => {
            let mark = mark(action, Some(&create.region), &create.tags);
            let made = TransitAttribute::MadeVswitch(mark);
            vec![set(made, create.cidr.to_string())]
        }
        RouterCall::DeleteVswitch(delete) => {
            let vswitch = TransitAttribute::Vswitch(delete.vswitch.to_string());
            vec![set(vswitch, ABSENT)]
        }
        RouterCall::GrantToRouter(grant) => {
            let (cen, instance) = (outputs.id(&grant.cen), outputs.id(&grant.instance));
            vec![sets(Attribute::Grant { cen, instance }, true)]
        }
        RouterCall::RevokeFromRouter(revoke) => {
            let (cen, instance) = (revoke.cen.to_string(), revoke.instance.to_string());
            vec![sets(Attribute::Grant { cen, instance }, false)]
        }
        RouterCall::AttachToRouter(_)
        | RouterCall::ChangeZones(_)
        | RouterCall::ModifyAttachment(_)
        | RouterCall::DetachFromRouter(_) => of_attachment(call, outputs),
        RouterCall::CreateLink(create) => {
            let (cen, pair) = (outputs.id(&create.cen), create.pair.to_string());
            let link = TransitAttribute::Link { cen, pair };
            vec![set(link, state(&create.state))]
        }
        RouterCall::ModifyLink(modify) => {
            let (cen, pair) = (modify.cen.to_string(), modify.pair.to_string());
            let link = TransitAttribute::Link { cen, pair };
            vec![set(link, state(&modify.to))]
        }
        RouterCall::DeleteLink(delete) => {
            let (cen, pair) = (delete.cen.to_string(), delete.pair.to_string());
            vec![set(TransitAttribute::Link { cen, pair }, ABSENT)]
        }
        RouterCall::AssociateTable(_)
        | RouterCall::DissociateTable(_)
        | RouterCall::PropagateRoutes(_)
        | RouterCall::UnpropagateRoutes(_) => of_table(action, call, outputs),
    }
}

fn of_router(call: &RouterCall, outputs: &Outputs) -> Vec<Effect> {
    match call {
        RouterCall::CreateRouter(create) => {
            let (cen, region) = (outputs.id(&create.cen), create.region.to_string());
            vec![set(TransitAttribute::Router { cen, region }, true)]
        }
        RouterCall::DeleteRouter(delete) => {
            let (cen, region) = (delete.cen.to_string(), delete.region.to_string());
            vec![set(TransitAttribute::Router { cen, region }, false)]
        }
        RouterCall::ModifyRouter(modify) => {
            let place = || (modify.cen.to_string(), modify.region.to_string());
            let name = modify.name.as_ref().map(|edit| {
                let (cen, region) = place();
                set(
                    TransitAttribute::RouterName { cen, region },
                    edit.to.as_str(),
                )
            });
            let description = modify.description.as_ref().map(|edit| {
                let (cen, region) = place();
                let attribute = TransitAttribute::RouterDescription { cen, region };
                set(attribute, edit.to.as_str())
            });
            name.into_iter().chain(description).collect()
        }
        RouterCall::TagRouter(tag) => {
            let tags = tag.tags.iter().map(|(key, value)| {
                let attribute = TransitAttribute::RouterTag {
                    cen: tag.cen.to_string(),
                    region: tag.region.to_string(),
                    key: key.clone(),
                };
                set(attribute, value.as_str())
            });
            tags.collect()
        }
        RouterCall::UntagRouter(untag) => {
            let tags = untag.keys.iter().map(|key| {
                let attribute = TransitAttribute::RouterTag {
                    cen: untag.cen.to_string(),
                    region: untag.region.to_string(),
                    key: key.clone(),
                };
                set(attribute, ABSENT)
            });
            tags.collect()
        }
        _ => Vec::new(),
    }
}

fn of_attachment(call: &RouterCall, outputs: &Outputs) -> Vec<Effect> {
    match call {
        RouterCall::AttachToRouter(attach) => {
            let (cen, instance) = (outputs.id(&attach.cen), outputs.id(&attach.instance));
            let on = Attribute::Attached(instance.clone());
            let on_router = TransitAttribute::OnRouter {
                cen: cen.clone(),
                instance,
            };
            vec![sets(on, cen), set(on_router, true)]
        }
        RouterCall::DetachFromRouter(detach) => {
            vec![sets(
                Attribute::Attached(detach.instance.to_string()),
                ABSENT,
            )]
        }
        RouterCall::ModifyAttachment(modify) => {
            let place = || (modify.cen.to_string(), modify.instance.to_string());
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
        RouterCall::ChangeZones(change) => {
            let zone = |zone: &cen_topology::ZoneId| TransitAttribute::Zone {
                cen: change.cen.to_string(),
                instance: change.instance.to_string(),
                zone: zone.to_string(),
            };
            let gone = change
                .remove
                .keys()
                .filter(|at| !change.add.contains_key(*at));
            let gone = gone.map(|at| set(zone(at), ABSENT));
            let come = change
                .add
                .iter()
                .map(|(at, vswitch)| set(zone(at), outputs.id(vswitch)));
            come.chain(gone).collect()
        }
        _ => Vec::new(),
    }
}

/// A table is relied on for each attachment alone. That of an attachment that the plan makes is found
/// by its output.
fn of_table(action: &Action, call: &RouterCall, outputs: &Outputs) -> Vec<Effect> {
    let table = match &action.address {
        cen_action::Address::TablePropagation { table, .. } => table.clone(),
        _ => DEFAULT_TABLE.to_owned(),
    };
    match call {
        RouterCall::AssociateTable(associate) => vec![set(
            TransitAttribute::Associated {
                cen: outputs.id(&associate.cen),
                region: associate.region.to_string(),
                attachment: outputs.id(&associate.attachment),
            },
            DEFAULT_TABLE,
        )],
        RouterCall::DissociateTable(dissociate) => vec![set(
            TransitAttribute::Associated {
                cen: dissociate.cen.to_string(),
                region: dissociate.region.to_string(),
                attachment: dissociate.attachment.to_string(),
            },
            ABSENT,
        )],
        RouterCall::PropagateRoutes(propagate) => vec![set(
            TransitAttribute::Propagated {
                cen: outputs.id(&propagate.cen),
                region: propagate.region.to_string(),
                attachment: outputs.id(&propagate.attachment),
                table,
            },
            true,
        )],
        RouterCall::UnpropagateRoutes(unpropagate) => vec![set(
            TransitAttribute::Propagated {
                cen: unpropagate.cen.to_string(),
                region: unpropagate.region.to_string(),
                attachment: unpropagate.attachment.to_string(),
                table,
            },
            false,
        )],
        _ => Vec::new(),
    }
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
