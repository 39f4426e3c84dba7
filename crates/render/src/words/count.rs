//! Numbers of things.

/// Says how many things there are, such as `1 action` and `2 actions`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How many names are shown where all of them would be too long to read.
const SHOWN: usize = 5;

/// Lists names: all if they are few, else the first ones and how many more there are. The JSON form has them all.
pub(crate) fn few(names: &[&str]) -> String {
    match names.len() {
        all if all <= SHOWN + 1 => names.join(", "),
        all => format!("{} and {} more", names[..SHOWN].join(", "), all - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::few;

    #[test]
    fn of_many_names_the_first_are_shown_and_the_rest_is_counted() {
        assert_eq!(few(&["a", "b", "c", "d", "e", "f"]), "a, b, c, d, e, f");
        assert_eq!(
            few(&["a", "b", "c", "d", "e", "f", "g"]),
            "a, b, c, d, e and 2 more"
        );
    }
}
