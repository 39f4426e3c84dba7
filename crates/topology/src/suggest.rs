//! Finds a known word that is similar to a word of the file.

/// The longest word for which a similar one is looked for, in bytes.
const LONGEST_WORD: usize = 128;
/// The most words that are compared.
const MOST_CANDIDATES: usize = 10_000;
/// The most words that are listed if none is similar.
const MOST_LISTED: usize = 20;
/// The least similarity of a word that is suggested.
const LEAST_SIMILARITY: f64 = 0.8;

/// Returns "did you mean …" if one of the candidates is similar, else a list of the candidates.
pub fn suggest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    let candidates = comparable(candidates);
    if let Some(near) = similar(word, candidates.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    match candidates.len() {
        0 => "none is declared".to_owned(),
        count if count > MOST_LISTED => {
            let listed = candidates[..MOST_LISTED].join(", ");
            format!("known here: {listed} and {} more", count - MOST_LISTED)
        }
        _ => format!("known here: {}", candidates.join(", ")),
    }
}

/// Returns the candidate that is most similar to the word, if it is similar enough.
pub(crate) fn similar<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let candidates = comparable(candidates).into_iter();
    let scores = candidates.map(|other| (strsim::jaro_winkler(word, other), other));
    let (score, near) = scores.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (score > LEAST_SIMILARITY).then_some(near)
}

fn comparable<'a>(candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    candidates
        .take(MOST_CANDIDATES)
        .filter(|other| other.len() <= LONGEST_WORD)
        .collect()
}
