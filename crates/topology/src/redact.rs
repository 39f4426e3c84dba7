//! Finds what looks like a credential in a text, and removes it.

use std::ops::Range;

/// The least length of an access key id.
const KEY_ID: usize = 16;
/// The length of the secret of an access key, permanent or temporary.
const KEY_SECRET: usize = 30;

/// Tells whether this text must not be shown: it holds what looks like a credential, or a key that
/// names one; then any value, on this line or the next ones, may be a credential.
pub(crate) fn is_suspected(source: &str) -> bool {
    words(source).next().is_some() || source.lines().any(|line| gives_secret(line, &[':', '=']))
}

/// Returns the text with `***` in place of everything that looks like a credential.
pub(crate) fn blot(text: &str) -> String {
    let mut clean = String::new();
    let mut shown = 0;
    for word in words(text) {
        clean.push_str(&text[shown..word.start]);
        clean.push_str("***");
        shown = word.end;
    }
    clean + &text[shown..]
}

/// Tells whether a key names a credential.
pub(crate) fn names_secret(key: &str) -> bool {
    // Each of the words has six letters or more, and an s. Most keys of a file end here.
    if key.len() < "secret".len() || !key.bytes().any(|letter| letter.eq_ignore_ascii_case(&b's')) {
        return false;
    }
    let letters = key.bytes().filter(u8::is_ascii_alphanumeric);
    let bare = letters.map(|letter| letter.to_ascii_lowercase());
    let words = [
        "accesskey",
        "secretkey",
        "password",
        "securitytoken",
        "ststoken",
    ];
    bare.clone().eq("secret".bytes()) || words.iter().any(|word| contain(bare.clone(), word))
}

/// Tells whether letters contain a word.
fn contain(mut letters: impl Iterator<Item = u8> + Clone, word: &str) -> bool {
    loop {
        if word.bytes().eq(letters.clone().take(word.len())) {
            return true;
        }
        if letters.next().is_none() {
            return false;
        }
    }
}

/// Tells whether a text of the tree holds a credential.
pub(crate) fn is_secret(text: &str) -> bool {
    let may_give = text.contains(['=', '?']);
    words(text).next().is_some()
        || (may_give && text.lines().any(|line| gives_secret(line, &['='])))
}

/// Tells whether a word that names a credential is before one of the separators, or is alone after
/// the question mark of a YAML key. A wrong guess only costs the frame of the source, so it guesses
/// broadly.
fn gives_secret(line: &str, separators: &[char]) -> bool {
    let key = |(end, _)| {
        line[..end]
            .rsplit(['{', '[', ',', '?', '&', '#', ':', '='])
            .next()
            .unwrap_or_default()
    };
    line.trim_start()
        .strip_prefix('?')
        .is_some_and(names_secret)
        || line.match_indices(separators).map(key).any(names_secret)
}

/// Lists the words that look like a credential: an access key id, which contains `LTAI` (an escape
/// such as `\n` may be before it), a temporary id, which begins with `STS.`, and a secret of 30 mixed
/// letters and digits.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    runs(text).filter_map(|run| {
        let word = &text[run.clone()];
        let is_key_id = || {
            let at = word.find("LTAI");
            at.is_some_and(|at| word.len() - at >= KEY_ID)
        };
        let has = |kind: fn(&char) -> bool| word.chars().any(|c| kind(&c));
        let is_mixed = || {
            has(char::is_ascii_uppercase)
                && has(char::is_ascii_lowercase)
                && has(char::is_ascii_digit)
        };
        if word.ends_with("STS") && text[run.end..].starts_with('.') {
            let more = text[run.end + 1..]
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(text.len() - run.end - 1);
            return (more > 0).then_some(run.start..run.end + 1 + more);
        }
        let is_key =
            (word.len() >= KEY_ID && is_key_id()) || (word.len() == KEY_SECRET && is_mixed());
        is_key.then_some(run)
    })
}

/// Lists the words: longest runs of letters and digits.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| c.is_ascii_alphanumeric())?;
        at = start
            + text[start..]
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(text.len() - start);
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_blotted_out_wherever_they_stand() {
        for (text, shown) in [
            ("id LTAIcanary0000000000.", "id ***."),
            (r#""a\nLTAIcanary0000000000""#, r#""a\***""#),
            ("STS.NUcanary0", "***"),
            (
                "Canary0000000000000000000000ab and Canary0000000000000000000000ab",
                "*** and ***",
            ),
            (
                "LTAI is how they begin, STS. too",
                "LTAI is how they begin, STS. too",
            ),
            (
                "vpc-bp1hub00000000000001 北京",
                "vpc-bp1hub00000000000001 北京",
            ),
        ] {
            assert_eq!(blot(text), shown);
        }
    }

    #[test]
    fn a_key_that_names_a_credential_makes_its_text_suspect() {
        for text in [
            "{ password: x",
            "  'access-key-secret' : x",
            "? secret",
            "a: [b, AccessKeySecret=x",
            "password: |\n  x",
        ] {
            assert!(is_suspected(text), "{text}");
        }
        assert!(!is_suspected("accounts: { main: { profile: network } }"));
    }

    #[test]
    fn each_word_that_names_a_credential_is_found_in_any_spelling() {
        for key in [
            "secret",
            "S-E-C-R-E-T",
            "accessKeyId",
            "ACCESS_KEY",
            "secret key",
            "dbPASSWORD",
            "security.token",
            "Sts-Token",
        ] {
            assert!(names_secret(key), "{key}");
        }
        for key in [
            "", "id", "region", "secrets", "address", "token", "nosecret",
        ] {
            assert!(!names_secret(key), "{key}");
        }
    }
}
