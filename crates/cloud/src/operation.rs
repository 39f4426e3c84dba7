//! What is called: an API action of a product, in a region.

use crate::endpoint::Product;

/// What is called: the product, the region whose host serves it, and the API action.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    /// The product.
    pub product: Product,
    /// The region; of no meaning to a central product.
    pub region: &'a str,
    /// The API action, such as `DescribeCens`.
    pub action: &'static str,
}

impl<'a> Operation<'a> {
    /// Returns an operation of CBN, which is one service for every region.
    pub(crate) fn cbn(action: &'static str) -> Self {
        Self {
            product: Product::Cbn,
            region: "",
            action,
        }
    }
}
