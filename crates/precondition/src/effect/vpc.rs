//! What calls on VPCs rely on.

use std::collections::BTreeMap;

use serde_json::json;

use crate::attribute::Attribute;
use crate::effect::{Effect, mark, relies, sets};
use crate::value::{self, ABSENT};
use cen_action::{
    Action,
    call::{CreateVpc, DeleteVpc, MarkVpc, ModifyVpc, UnmarkVpc, VpcCall},
};

/// Returns what a call on a VPC relies on.
pub(super) fn of_vpc(action: &Action, call: &VpcCall) -> Vec<Effect> {
    match call {
        VpcCall::CreateVpc(CreateVpc {
            region, cidr, tags, ..
        }) => vec![sets(
            Attribute::MadeVpc(mark(action, Some(region), tags)),
            json!([cidr]),
        )],
        VpcCall::MarkVpc(MarkVpc { vpc, tags, .. }) => {
            vec![sets(Attribute::VpcMark(vpc.shared()), value::mark(tags))]
        }
        VpcCall::UnmarkVpc(UnmarkVpc { vpc, .. }) => vec![sets(
            Attribute::VpcMark(vpc.shared()),
            value::mark(&BTreeMap::new()),
        )],
        VpcCall::ModifyVpc(ModifyVpc { vpc, to, .. }) => vec![
            sets(Attribute::VpcDescription(vpc.shared()), to.as_str()),
            relies(Attribute::VpcMark(vpc.shared())),
        ],
        VpcCall::DeleteVpc(DeleteVpc { vpc, .. }) => vec![
            sets(Attribute::Vpc(vpc.shared()), ABSENT),
            sets(Attribute::VpcMark(vpc.shared()), ABSENT),
        ],
    }
}
