//! The words for what the planner says as data. Nothing here is stored or compared.

mod assumption;
pub(crate) mod call;
pub(crate) mod count;
mod entrance;
mod file_error;
mod gap;
mod hold;
mod interruption;
pub(crate) mod kind;
mod notice;
mod problem;
pub(crate) mod reference;
mod refusal;
pub(crate) mod route_call;
pub(crate) mod route_map;
mod router_call;
pub(crate) mod wait;

pub(crate) use assumption::assumption;
pub(crate) use entrance::entrance;
pub use file_error::{file_error, file_error_help};
pub use gap::gap;
pub(crate) use hold::hold_without_code;
pub use hold::{hold, hold_title};
pub(crate) use interruption::interrupted;
pub use notice::notice;
pub(crate) use notice::{notice_help, notice_title, notice_without_code};
pub(crate) use problem::problem_alone;
pub use problem::{problem, problem_help};
pub use refusal::{refusal, refusal_help};
