//! The calls that an account makes once, before it can have or lend anything to a transit router.

use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::Create;
use crate::call::traits::{Noun, Traits};
use crate::phase::Phase;

/// CBN `OpenTransitRouterService`. It is free; `ORDER.OPEND` means that it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenService {}

/// ResourceManager `CreateServiceLinkedRole` for `cen.aliyuncs.com`. `EntityAlreadyExists.Role` means
/// that it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateServiceRole {}

impl OpenService {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "open-service", Noun::RouterService, Phase::Create).of_account()
    }
}

impl CreateServiceRole {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "service-role", Noun::ServiceRole, Phase::Create).of_account()
    }
}
