//! One action of a plan, with what it waits for.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::Action;
use crate::reference::ActionId;
use crate::small_map::SmallMap;
use crate::wait_reason::WaitReason;

/// An action and what it waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The action.
    pub action: Action,
    /// What must be done before, and why.
    pub waits_for: SmallMap<ActionId, WaitReason>,
    /// The observed values of the attributes that the action relies on. `cen_precondition::standings` compares them with a later observation.
    pub preconditions: Preconditions,
}

/// The values of attributes by their names. Steps share what they rely on, such as the mark of their CEN.
pub type Preconditions = SmallMap<Cow<'static, str>, Arc<Value>>;
