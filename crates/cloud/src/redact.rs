//! Takes secrets out of texts from servers and gateways: they may repeat what they were sent, and their texts are shown and logged.

/// What stands where a secret was.
const MASK: &str = "***";

/// The shortest text that is taken for a secret, in bytes: to look for a shorter one would only make other words unreadable.
const SHORTEST: usize = 6;

/// How much of a secret's beginning is enough to be masked, in characters, where a text was cut off within it.
const ENOUGH: usize = 16;

/// Returns the text with each of these secrets masked: as it is, or as a URL, JSON or HTML writes it, and also if only its beginning is there.
pub(crate) fn redact<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    let secrets: Vec<Vec<Spelling>> = secrets
        .into_iter()
        .filter(|secret| secret.len() >= SHORTEST)
        .map(spellings)
        .collect();
    let mut shown = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let longest = secrets
            .iter()
            .filter_map(|secret| length(rest, secret))
            .max();
        match longest {
            Some(_) => shown.push_str(MASK),
            None => shown.push(first),
        }
        rest = &rest[longest.unwrap_or(first.len_utf8())..];
    }
    shown
}

/// A character, in every way in which it may be written.
type Spelling = Vec<String>;

fn spellings(secret: &str) -> Vec<Spelling> {
    let ways = |c: char| match c {
        _ if c.is_ascii_alphanumeric() || !c.is_ascii() => vec![c.to_string()],
        _ => {
            let code = u32::from(c);
            let coded = ["%", "%25", "%2525", "\\u00", "\\\\u00", "&#x"]
                .map(|start| format!("{start}{code:02x}"));
            let html = format!("&#{code};");
            [c.to_string(), format!("\\{c}"), format!("\\\\{c}"), html]
                .into_iter()
                .chain(coded)
                .collect()
        }
    };
    secret.chars().map(ways).collect()
}

/// Returns how many bytes of the text's beginning are the secret, or enough of it.
fn length(text: &str, secret: &[Spelling]) -> Option<usize> {
    let mut at = 0;
    for (matched, spelling) in secret.iter().enumerate() {
        let begins = |way: &&String| {
            text[at..]
                .get(..way.len())
                .is_some_and(|start| is_same(start, way))
        };
        match spelling.iter().find(begins) {
            Some(way) => at += way.len(),
            None => return (matched >= ENOUGH).then_some(at),
        }
    }
    Some(at)
}

/// The digits of a code may be large or small; a character by itself is what it is.
fn is_same(text: &str, way: &str) -> bool {
    text == way || (way.len() > 1 && text.eq_ignore_ascii_case(way))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_masked_however_it_is_written() {
        for text in [
            "a/b+canary==",
            "a%2Fb%2Bcanary%3D%3D",
            "a%252fb%252bcanary%253d%253d",
            "a\\/b\\u002Bcanary==",
            "a\\\\/b\\\\u002Bcanary==",
            "a&#47;b&#x2Bcanary==",
        ] {
            assert_eq!(
                redact(&format!("you said {text}, twice: {text}"), ["a/b+canary=="]),
                "you said ***, twice: ***",
                "{text}"
            );
        }
    }

    #[test]
    fn the_beginning_of_a_secret_is_masked_where_the_text_was_cut_off() {
        assert_eq!(
            redact("token=0123456789abcdef012", ["0123456789abcdef0123456789"]),
            "token=***"
        );
        assert_eq!(
            redact("token=0123456789", ["0123456789abcdef0123456789"]),
            "token=0123456789"
        );
    }

    #[test]
    fn of_two_secrets_with_one_beginning_the_longer_is_masked_whole() {
        assert_eq!(
            redact("<canary-one> <canary>", ["canary", "canary-one"]),
            "<***> <***>"
        );
    }

    #[test]
    fn other_words_stay() {
        for text in ["", "Canary 北京 CANARY", "made-up-for-2"] {
            assert_eq!(redact(text, ["canary", "made-up-for-1", "", "2"]), text);
        }
    }
}
