//! Parts of a CEN that are left to other tools.

use crate::region_pair::RegionPair;

/// A part of a CEN that this topology ignores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ignore {
    /// Instances and packages whose id matches; `*` matches any characters.
    Id(String),
    /// The limit of a pair of regions.
    Pair(RegionPair),
}

impl Ignore {
    /// Tells whether an instance or package of this id is ignored.
    pub fn covers_id(&self, id: &str) -> bool {
        match self {
            Self::Id(pattern) => matches_pattern(pattern, id),
            Self::Pair(_) => false,
        }
    }

    /// Tells whether the limit of this pair is ignored.
    pub fn covers_pair(&self, pair: &RegionPair) -> bool {
        match self {
            Self::Id(_) => false,
            Self::Pair(ignored) => ignored == pair,
        }
    }
}

/// Tells whether `text` matches `pattern`, in which `*` matches any characters.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_characters() {
        for (pattern, text, matches) in [
            ("vpc-1", "vpc-1", true),
            ("vpc-1", "vpc-12", false),
            ("vpc-legacy*", "vpc-legacy-7", true),
            ("*-7", "vpc-legacy-7", true),
            ("vpc*legacy*7", "vpc-legacy-7", true),
            ("vpc*7*7", "vpc-7", false),
            ("*", "", true),
        ] {
            assert_eq!(
                matches_pattern(pattern, text),
                matches,
                "{pattern} on {text}"
            );
        }
    }
}
