//! Reads a seed file.

use crate::seed::document::Seed;
use crate::seed::error::SeedError;

/// The most levels inside one another; a seed needs six.
const DEEPEST: usize = 64;

impl Seed {
    /// Reads a seed file.
    ///
    /// # Errors
    /// [`SeedError`] with the line, if the text is not a seed.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        if depth(text) > DEEPEST {
            return Err(SeedError::new(format!(
                "more than {DEEPEST} levels stand inside one another"
            )));
        }
        serde_yaml::from_str(text)
            .map_err(|error| SeedError::new(without_value(&error.to_string())))
    }
}

/// Returns how deep a text goes at the most: the brackets that are open at once, in texts and comments too, or the indicators that begin a line. The
/// YAML reader takes long over many.
fn depth(text: &str) -> usize {
    let begins = |line: &str| {
        line.split_ascii_whitespace()
            .take_while(|word| matches!(*word, "-" | "?" | ":"))
            .count()
    };
    let (mut open, mut most) = (0_usize, text.lines().map(begins).max().unwrap_or_default());
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// Returns the message of the YAML reader without the value that it repeats, which may be a key's secret.
fn without_value(message: &str) -> String {
    let value = ["invalid type: ", "invalid value: "]
        .into_iter()
        .find_map(|kind| {
            let start = message.find(kind)? + kind.len();
            Some(
                start + message[start..].find(['"', '`'])?
                    ..start + message[start..].rfind(", expected ")?,
            )
        });
    match value.filter(|value| value.start < value.end) {
        Some(value) => format!(
            "{}{}",
            message[..value.start].trim_end(),
            &message[value.end..]
        ),
        None => message.to_owned(),
    }
}
