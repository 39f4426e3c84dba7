//! Lines and columns.

use serde::Serialize;

/// A line and a column, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Position {
    /// Returns the position of a byte. For one behind the end or inside a character, takes the nearest
    /// before it.
    pub(crate) fn of(source: &str, at: usize) -> Self {
        let at = (0..=at.min(source.len()))
            .rev()
            .find(|at| source.is_char_boundary(*at))
            .unwrap_or(0);
        let before = &source[..at];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_characters_and_never_lies_inside_one() {
        assert_eq!(Position::of("a\n北京x", 8), Position { line: 2, column: 3 });
        assert_eq!(Position::of("北京", 4), Position { line: 1, column: 2 });
        assert_eq!(Position::of("", 9), Position { line: 1, column: 1 });
    }
}
