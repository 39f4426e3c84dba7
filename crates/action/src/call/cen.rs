//! The calls on CENs by themselves.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::CenId;
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Creation, Noun, Protection, Traits};
use crate::phase::Phase;

family! {
    /// A call on a CEN by itself.
    Cen(CenCall) = CreateCen | MarkCen | ModifyCen | TagCen | UntagCen | DeleteCen
}

impl CenCall {
    /// Describes each call.
    pub(super) fn traits(&self) -> Traits<'_> {
        match self {
            Self::CreateCen(create) => Traits::of(Create, "cen", Noun::Cen, Phase::Create)
                .creating(Creation::Cen(&create.tags))
                .with(Protection::SharedToken),
            Self::MarkCen(_) => Traits::of(Change, "mark", Noun::CenMark, Phase::Create),
            Self::ModifyCen(_) => Traits::of(Change, "modify-cen", Noun::Text, Phase::Prepare),
            Self::TagCen(_) => Traits::of(Change, "tag-cen", Noun::Text, Phase::Prepare),
            Self::UntagCen(_) => Traits::of(Change, "untag-cen", Noun::Text, Phase::Prepare),
            Self::DeleteCen(_) => Traits::of(Remove, "delete-cen", Noun::Cen, Phase::Delete),
        }
        .on_cen()
    }
}

/// CBN `CreateCen`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateCen {
    /// Its display name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// Its tags, the ownership mark among them.
    pub tags: BTreeMap<String, String>,
}

/// CBN `TagResources` on a CEN that was made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkCen {
    /// The CEN.
    pub cen: CenId,
    /// The ownership mark.
    pub tags: BTreeMap<String, String>,
    /// The key in the mark that is replaced, such as `hub`, or `office: hub` if the topology had another name; none if there was no such mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// CBN `ModifyCenAttribute`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModifyCen {
    /// The CEN.
    pub cen: CenId,
    /// Its display name now and afterwards, if that changes.
    pub name: Option<Edit>,
    /// Its description now and afterwards, if that changes.
    pub description: Option<Edit>,
}

/// CBN `TagResources` on a CEN: the user's own tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCen {
    /// The CEN.
    pub cen: CenId,
    /// The tags that are new, or have another value.
    pub tags: BTreeMap<String, String>,
}

/// CBN `UntagResources` on a CEN: the user's own tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UntagCen {
    /// The CEN.
    pub cen: CenId,
    /// The keys that the file does not have.
    pub keys: BTreeSet<String>,
}

/// CBN `DeleteCen`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteCen {
    /// The CEN.
    pub cen: CenId,
}

/// A text as it is and as it will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What the cloud has.
    pub from: String,
    /// What the file says.
    pub to: String,
}
