//! The CEN, VPC, STS and smartag APIs of Alibaba Cloud, as the wire has them.

pub mod clock;
mod credentials;
mod endpoint;
mod error;
mod error_table;
mod http_transport;
mod rpc;
pub mod sign;
pub mod transport;

pub use credentials::{Credential, CredentialError};
pub use endpoint::{EndpointError, Endpoints, Product};
pub use error::{Error, ErrorKind, gist};
pub use http_transport::{HttpTransport, HttpTransportError, Timeouts};
pub use rpc::{Client, Method, Operation};
