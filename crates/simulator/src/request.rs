//! A request as its parameters tell it: which operation, of whom, in which form the answer is wanted.

use crate::fault::Fault;
use crate::operations::{Operation, find};
use crate::parameters::Parameters;
use crate::product::Product;
use crate::response::Format;

/// What is known of a request by the time it is answered.
pub(crate) struct Request {
    pub(crate) format: Format,
    pub(crate) account: String,
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) product: Product,
    pub(crate) action: String,
    pub(crate) parameters: Parameters,
    pub(crate) fault: Option<Fault>,
}

impl Request {
    pub(crate) fn of(parameters: Parameters) -> Self {
        let product = parameters.get("Version").and_then(Product::of);
        let action = parameters.get("Action").unwrap_or_default().to_owned();
        Self {
            format: Format::of(parameters.get("Format")).unwrap_or(Format::Json),
            account: String::new(),
            operation: product.and_then(|product| find(product, &action)),
            product: product.unwrap_or(Product::Cbn),
            action,
            parameters,
            fault: None,
        }
    }
}
