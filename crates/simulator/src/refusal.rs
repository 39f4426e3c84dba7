//! What the API answers instead of doing what it was asked: the documented codes with their statuses and misspellings.

/// A documented error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The code, spelled as the API spells it.
    pub(crate) code: String,
    /// For people.
    pub(crate) message: String,
    /// What a policy denies, if it is one.
    pub(crate) access: Option<Box<DeniedAccess>>,
}

/// What a policy denies, to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeniedAccess {
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) principal_type: &'static str,
    pub(crate) principal_name: String,
    pub(crate) owner: String,
    /// Whether a statement denies it, rather than none allows it.
    pub(crate) is_explicit: bool,
    pub(crate) policy_type: &'static str,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            access: None,
        }
    }

    /// Returns the same refusal with what a policy denies.
    pub(crate) fn with_access(self, access: DeniedAccess) -> Self {
        Self {
            access: Some(Box::new(access)),
            ..self
        }
    }

    /// No product has this version.
    pub(crate) fn unknown_version() -> Self {
        Self::new(
            404,
            "InvalidVersion",
            "The specified version does not exist.",
        )
    }

    /// The product has no such action, or the simulator does not have it. Source: reference, README.
    pub(crate) fn unknown_action() -> Self {
        Self::new(
            404,
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
        )
    }

    /// A mandatory parameter is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new(
            400,
            "MissingParameter",
            format!(
                "The input parameter {name} that is mandatory for processing this request is not supplied."
            ),
        )
    }

    /// A parameter's value is not accepted.
    pub(crate) fn invalid(name: &str) -> Self {
        Self::new(
            400,
            "InvalidParameter",
            format!("The specified parameter {name} is not valid."),
        )
    }

    /// The CEN does not exist, or is somebody else's: the API does not tell which.
    pub(crate) fn no_cen() -> Self {
        Self::new(
            404,
            "ParameterCenInstanceId",
            "The specified CEN instance id does not exist.",
        )
    }

    /// The network instance does not exist.
    pub(crate) fn no_instance() -> Self {
        Self::new(
            404,
            "ParameterInstanceId",
            "The specified instance id does not exist.",
        )
    }

    /// The network in question does not exist, or is detached. Source: reference, README.
    pub(crate) fn unknown_child() -> Self {
        Self {
            status: 400,
            ..Self::no_instance()
        }
    }

    /// The network exists and was never attached to the CEN. Source: reference, DescribeCenAttachedChildInstanceAttribute.
    pub(crate) fn never_attached() -> Self {
        Self::new(
            404,
            "ParameterError",
            "The specified instance is not attached to the CEN instance.",
        )
    }

    /// The bandwidth package does not exist.
    pub(crate) fn no_package() -> Self {
        Self::new(
            404,
            "ParameterBwpInstanceId",
            "The specified bandwidth package id does not exist.",
        )
    }

    /// The CEN is not Active.
    pub(crate) fn cen_status() -> Self {
        Self::new(
            409,
            "InvalidOperation.CenInstanceStatus",
            "The CEN instance is not in a valid state for the operation.",
        )
    }

    /// Another change of the CEN holds its lock.
    pub(crate) fn blocking() -> Self {
        Self::new(
            500,
            "Operation.Blocking",
            "Operation blocking, try again later.",
        )
    }

    /// The network is being attached or detached.
    pub(crate) fn child_status() -> Self {
        Self::new(
            409,
            "InvalidOperation.ChildInstanceStatus",
            "The child instance is not in a valid state for the operation.",
        )
    }

    /// Grants of one network follow each other too fast.
    pub(crate) fn task_conflict() -> Self {
        Self::new(400, "TaskConflict", "The operation is too frequent.")
    }

    /// The CEN has the protection level FULL.
    pub(crate) fn full_level() -> Self {
        Self::new(
            400,
            "OperationUnsupported.CenFullLevel",
            "The operation is not supported for a CEN instance of the protection level FULL.",
        )
    }

    /// The package is not in the state that the operation needs.
    pub(crate) fn package_status() -> Self {
        Self::new(
            403,
            "InvalidOperation.BwpInstanceStatus",
            "The bandwidth package is not in a valid state for the operation.",
        )
    }
}
