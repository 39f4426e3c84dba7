//! The calls that an account makes once, before it can have or lend anything to a transit router.

use serde::{Deserialize, Serialize};

/// CBN `OpenTransitRouterService`. It is free; `ORDER.OPEND` means that it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenService {}

/// ResourceManager `CreateServiceLinkedRole` for `cen.aliyuncs.com`. `EntityAlreadyExists.Role` means
/// that it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateServiceRole {}
