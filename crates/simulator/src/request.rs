//! A request as its parameters tell it: which operation, of whom, in which form the answer is wanted.

use crate::fault::Fault;
use crate::log::EntryKind;
use crate::operations::{Access, Operation, find};
use crate::parameters::Parameters;
use crate::product::Product;
use crate::response::Format;

/// The verbs of the vendor's reading operations.
const READS: [&str; 5] = ["Check", "Describe", "Get", "List", "Query"];

/// What is known of a request by the time it is answered.
pub(crate) struct Request {
    pub(crate) format: Format,
    pub(crate) account: String,
    /// The user or role that signed it; empty for the account itself.
    pub(crate) caller: String,
    pub(crate) operation: Option<&'static Operation>,
    /// The host that an error names: the product's, or for an unknown version the one that was called.
    pub(crate) host: String,
    pub(crate) action: String,
    pub(crate) parameters: Parameters,
    pub(crate) fault: Option<Fault>,
}

impl Request {
    pub(crate) fn of(parameters: Parameters, host: String) -> Self {
        let product = parameters.get("Version").and_then(Product::of);
        let action = parameters.get("Action").unwrap_or_default().to_owned();
        Self {
            format: Format::of(parameters.get("Format")).unwrap_or(Format::Json),
            account: String::new(),
            caller: String::new(),
            operation: product.and_then(|product| find(product, &action)),
            host: product.map_or(host, |product| product.host().to_owned()),
            action,
            parameters,
            fault: None,
        }
    }
    /// Tells whether it may change something. An operation that the simulator does not have is judged by its name.
    pub(crate) fn kind(&self) -> EntryKind {
        match self.operation.map(|operation| operation.access) {
            Some(Access::Read) => EntryKind::Read,
            Some(Access::Write | Access::Tokened) => EntryKind::Write,
            None if READS.iter().any(|verb| self.action.starts_with(verb)) => EntryKind::Read,
            None => EntryKind::Write,
        }
    }
}
