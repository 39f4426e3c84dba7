//! The names that the file declares, including those of parts that are wrong otherwise.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::shape::DOCUMENT;
use crate::spanned::{Node, Value};

/// The blocks whose keys are networks.
pub(crate) const NETWORKS: &[&str] = &["vpcs", "vbrs", "ccns"];
/// The blocks whose keys share one set of names: networks and CENs.
pub(crate) const NEIGHBOURS: &[&str] = &["vpcs", "vbrs", "ccns", "cens"];
/// The block whose keys are accounts.
pub(crate) const ACCOUNTS: &[&str] = &["accounts"];

/// The names of each block.
pub(crate) struct Symbols(BTreeMap<&'static str, Block>);

struct Block {
    /// The names, with the places of their keys.
    names: BTreeMap<String, Range<usize>>,
    /// Tells whether these are all names of the block.
    complete: bool,
}

impl Symbols {
    /// Collects the names of the whole file, before any part of it is removed.
    pub(crate) fn of(root: &Node) -> Self {
        Self(
            [ACCOUNTS, NEIGHBOURS]
                .concat()
                .into_iter()
                .map(|block| (block, Block::of(root, block)))
                .collect(),
        )
    }

    /// Lists the names of these blocks with their places.
    pub(crate) fn names(&self, blocks: &[&'static str]) -> Vec<(&'static str, &str, Range<usize>)> {
        let names = |block: &'static str| {
            self.0[block]
                .names
                .iter()
                .map(move |(name, span)| (block, name.as_str(), span.clone()))
        };
        blocks.iter().flat_map(|block| names(block)).collect()
    }

    /// Tells whether none of the blocks has this name. False if a block cannot be read and may have it.
    pub(crate) fn lack(&self, name: &str, blocks: &[&'static str]) -> bool {
        blocks
            .iter()
            .all(|block| self.0[block].complete && !self.0[block].names.contains_key(name))
    }
}

impl Block {
    fn of(root: &Node, block: &str) -> Self {
        match root.get(block).map(|node| (node, &node.value)) {
            Some((node, Value::Map(entries))) => {
                let names = entries
                    .iter()
                    .map(|(name, entry)| (name.clone(), entry.key_span.clone()))
                    .collect();
                // A second block of this name may have been removed from the top.
                Self {
                    names,
                    complete: !node.is_incomplete && !root.is_incomplete,
                }
            }
            Some((_, Value::List(_) | Value::Scalar { .. })) => Self {
                names: BTreeMap::new(),
                complete: false,
            },
            None => Self {
                names: BTreeMap::new(),
                complete: may_be_absent(root, block),
            },
        }
    }
}

/// Tells whether a block that is absent is optional, and is not there under a mistyped key.
fn may_be_absent(root: &Node, block: &str) -> bool {
    let Value::Map(entries) = &root.value else {
        return false;
    };
    let is_optional = DOCUMENT.iter().any(|field| field.0 == block && !field.1);
    is_optional
        && !root.is_incomplete
        && entries
            .keys()
            .all(|key| DOCUMENT.iter().any(|field| field.0 == key))
}
