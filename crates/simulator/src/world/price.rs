//! What bandwidth packages cost in a world.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A price in the table of a world. It is for this size only: a price is not proportional to the size.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListedPrice {
    /// The areas, such as `[china, europe]`.
    pub areas: [String; 2],
    /// The size in Mbps.
    pub mbps: u64,
    /// The months of a prepaid term; none for a postpaid package, whose price is for a day.
    pub months: Option<u64>,
    /// The list price.
    pub list: Number,
    /// What the account pays; 0 is an answer of the vendor too, although nothing is free.
    pub own: Option<Number>,
    /// The currency; by default `XTS`, which is no money.
    #[serde(default = "no_money")]
    pub currency: String,
}

fn no_money() -> String {
    "XTS".to_owned()
}
