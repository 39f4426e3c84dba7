//! The CEN, VPC, STS and smartag APIs of Alibaba Cloud, as the wire has them.

pub mod clock;
pub mod sign;
pub mod transport;
