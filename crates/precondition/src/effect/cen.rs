//! What calls on CENs rely on.

use cen_topology::CenId;
use serde_json::Value;

use crate::attribute::Attribute;
use crate::effect::{Effect, known, mark, relies_on_cen, sets};
use crate::value::{self, ABSENT};
use cen_action::{
    Action, Edit,
    call::{CenCall, CreateCen, DeleteCen, MarkCen, ModifyCen, TagCen, UntagCen},
};

/// Returns what a call on a CEN relies on.
pub(super) fn of_cen(action: &Action, call: &CenCall) -> Vec<Effect> {
    match call {
        CenCall::CreateCen(CreateCen { tags, .. }) => {
            vec![sets(Attribute::MadeCen(mark(action, None, tags)), true)]
        }
        CenCall::MarkCen(MarkCen { cen, tags, .. }) => {
            vec![sets(Attribute::CenMark(cen.shared()), value::mark(tags))]
        }
        CenCall::ModifyCen(ModifyCen {
            cen,
            name,
            description,
        }) => of_cen_texts(cen, name.as_ref(), description.as_ref()),
        CenCall::TagCen(TagCen { cen, tags }) => {
            let values = tags
                .iter()
                .map(|(key, value)| (key, Value::from(value.as_str())));
            of_cen_tags(cen, values)
        }
        CenCall::UntagCen(UntagCen { cen, keys }) => {
            of_cen_tags(cen, keys.iter().map(|key| (key, ABSENT)))
        }
        CenCall::DeleteCen(DeleteCen { cen }) => vec![
            sets(Attribute::Cen(cen.shared()), ABSENT),
            sets(Attribute::CenMark(cen.shared()), ABSENT),
        ],
    }
}

fn of_cen_texts(cen: &CenId, name: Option<&Edit>, description: Option<&Edit>) -> Vec<Effect> {
    let edits = [
        name.map(|edit| (Attribute::CenName(cen.shared()), edit)),
        description.map(|edit| (Attribute::CenDescription(cen.shared()), edit)),
    ];
    edits
        .into_iter()
        .flatten()
        .map(|(attribute, edit)| sets(attribute, edit.to.as_str()))
        .chain(relies_on_cen(&known(cen)))
        .collect()
}

fn of_cen_tags<'a>(cen: &CenId, tags: impl Iterator<Item = (&'a String, Value)>) -> Vec<Effect> {
    let tag = |(key, value): (&String, Value)| {
        let (cen, key) = (cen.shared(), key.clone());
        sets(Attribute::CenTag { cen, key }, value)
    };
    tags.map(tag).chain(relies_on_cen(&known(cen))).collect()
}
