//! What calls on the place of a network on a CEN rely on.

use crate::Outputs;
use crate::attribute::Attribute;
use crate::effect::{Effect, known, relies_on_cen, sets, with};
use crate::value::ABSENT;
use cen_action::call::{
    AttachInstance, AttachmentCall, DetachInstance, GrantInstance, RevokeInstance,
};

/// Returns what a call on the place of a network relies on.
pub(super) fn of_attachment(call: &AttachmentCall, outputs: &Outputs) -> Vec<Effect> {
    match call {
        AttachmentCall::GrantInstance(GrantInstance { instance, cen, .. }) => {
            let grant = Attribute::Grant {
                cen: outputs.id(cen),
                instance: outputs.id(instance),
            };
            with(sets(grant, true), relies_on_cen(cen))
        }
        AttachmentCall::RevokeInstance(RevokeInstance { instance, cen, .. }) => {
            let grant = Attribute::Grant {
                cen: cen.shared(),
                instance: instance.shared(),
            };
            with(sets(grant, false), relies_on_cen(&known(cen)))
        }
        AttachmentCall::AttachInstance(AttachInstance { cen, instance, .. }) => with(
            sets(Attribute::Attached(outputs.id(instance)), &*outputs.id(cen)),
            relies_on_cen(cen),
        ),
        AttachmentCall::DetachInstance(DetachInstance { cen, instance, .. }) => with(
            sets(Attribute::Attached(instance.shared()), ABSENT),
            relies_on_cen(&known(cen)),
        ),
    }
}
