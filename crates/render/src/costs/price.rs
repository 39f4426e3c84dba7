//! Prices as the vendor tells them, and why one is not known.

use std::collections::BTreeMap;

use cen_action::ActionId;
use serde::{Deserialize, Serialize};

use crate::costs::quantity::Item;

/// The prices of the actions that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// By action; an action that is not in it was not asked for.
    pub of: BTreeMap<ActionId, Price>,
}

/// What the vendor says of a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "price")]
pub enum Price {
    /// It has one.
    Known(Amount),
    /// It has none, or cannot be asked.
    NotKnown {
        /// Why not.
        reason: Unpriced,
    },
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// The currency, such as `CNY`.
    pub currency: String,
    /// The list price, as the vendor writes the number.
    pub list: String,
    /// What the account pays; none if the vendor says nothing that can be right: it is more than 0 and at most the list price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
    /// The period that it is for, such as `1 month`.
    pub period: String,
    /// When the vendor was asked, in UTC.
    pub asked: String,
    /// How long ago that was, if the answer was kept from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<String>,
}

/// Why a price is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum Unpriced {
    /// Nobody asked.
    NotAsked,
    /// The vendor documents no operation that tells the price of a change of a package's size.
    Resize {
        /// What a new package of that size costs, if the vendor was asked and told it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_new: Option<Amount>,
    },
    /// The vendor documents no price of an hour of a connection, nor of a GB that it sends.
    Metered,
    /// Nothing is bought.
    NothingBought,
    /// The vendor was asked, and has no price.
    NoPrice,
    /// The vendor could not be asked, or refused.
    Failed {
        /// What it said.
        error: String,
    },
}

impl Prices {
    /// Returns the price of what an action changes in a bill.
    pub(crate) fn price(&self, action: &ActionId, item: &Item) -> Price {
        self.of
            .get(action)
            .cloned()
            .unwrap_or_else(|| Price::NotKnown {
                reason: without_asking(item),
            })
    }
}

/// Says why a price is not known that was not asked for.
fn without_asking(item: &Item) -> Unpriced {
    match item {
        Item::Package {
            mbps: [Some(before), Some(after)],
            ..
        } if before.0 == 0 && after.0 > 0 => Unpriced::NotAsked,
        Item::Package {
            mbps: [_, Some(after)],
            ..
        } if after.0 == 0 => Unpriced::NothingBought,
        Item::Package { .. } => Unpriced::Resize { as_new: None },
        Item::Attachment { .. } | Item::Traffic { .. } => Unpriced::Metered,
    }
}
