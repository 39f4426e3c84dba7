//! What each call needs of RAM: one row for every operation of the client.
//!
//! Source: the help pages of the operations, the system policies, and where there is neither a guess, which the row says. An id in the name of a
//! resource is `*` here, and `{uid}` stands for the account. Both spellings of the name of a bandwidth package are given, because the pages
//! disagree; so is every account for a network on a CEN, because no page says whose number stands in its name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::endpoint::Product;

/// What a call needs of RAM.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Permission {
    /// What is called.
    #[serde(rename = "operation")]
    pub called: Called,
    /// The action of a policy, such as `cen:CreateCen`; empty for a call that nobody signs.
    pub action: &'static str,
    /// What the policy must name, with `{uid}` in place of the account.
    pub resources: Vec<&'static str>,
    /// Whether it changes the cloud.
    pub access: Access,
    /// How sure all this is.
    pub confidence: Confidence,
    /// Whether the API can check the call without carrying it out.
    #[serde(default)]
    pub dry_run: bool,
    /// The parameters that the API asks for, of a list the first.
    pub required: Vec<&'static str>,
    /// The keys that the policy compares, and with what.
    #[serde(default)]
    pub condition: BTreeMap<&'static str, &'static str>,
}

/// An operation of a product, such as `cbn.CreateCen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "&'static str")]
pub struct Called {
    /// The product.
    pub product: Product,
    /// The API action.
    pub operation: &'static str,
}

/// Whether a call changes the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// It reads.
    Read,
    /// It writes.
    Write,
}

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The page of the operation says it.
    Doc,
    /// A page of 2019 says it.
    OldDoc,
    /// Pages say some of it, or contradict each other.
    Partly,
    /// No page that could be read says it.
    Guess,
}

impl TryFrom<&'static str> for Called {
    type Error = &'static str;

    fn try_from(text: &'static str) -> Result<Self, Self::Error> {
        let (name, operation) = text.split_once('.').ok_or("it is no operation")?;
        let product = Product::ALL
            .into_iter()
            .find(|product| product.name() == name)
            .ok_or("it is no product")?;
        Ok(Self { product, operation })
    }
}

static ROWS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("rows.json")).expect("a test reads the rows")
});

/// Lists what every operation of the client needs.
pub fn permissions() -> &'static [Permission] {
    &ROWS
}

/// Returns what an operation needs; none for one that the client does not have.
pub fn permission(product: Product, operation: &str) -> Option<&'static Permission> {
    let is_it =
        |row: &&Permission| row.called.product == product && row.called.operation == operation;
    ROWS.iter().find(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_in_order_and_say_what_a_policy_can_say() {
        for pair in permissions().windows(2) {
            assert!(pair[0].called < pair[1].called, "{pair:?}");
        }
        for row in permissions() {
            let is_unsigned = row.called.operation == "AssumeRoleWithOIDC";
            assert_eq!(row.action.is_empty(), is_unsigned, "{row:?}");
            assert_eq!(row.resources.is_empty(), is_unsigned, "{row:?}");
            for resource in &row.resources {
                let is_arn = resource.starts_with("acs:") && resource.split(':').count() == 5;
                assert!(is_arn || *resource == "*", "{row:?}");
            }
        }
    }

    #[test]
    fn an_operation_is_found_by_its_product_too() {
        let of = |product, operation| permission(product, operation).map(|row| row.action);
        assert_eq!(
            of(Product::Cbn, "DescribeGrantRulesToCen"),
            Some("cen:DescribeGrantRulesToCen")
        );
        assert_eq!(of(Product::Vpc, "DescribeGrantRulesToCen"), None);
        assert_eq!(
            of(Product::ResourceManager, "CreateServiceLinkedRole"),
            Some("ram:CreateServiceLinkedRole")
        );
    }
}
