//! A word of the file that is nearly a known one.

/// The longest word for which a similar one is looked for, in bytes.
const LONGEST_WORD: usize = 128;
/// The most words that are looked through.
const MOST_CANDIDATES: usize = 10_000;
/// Candidates that are named where none is near; a longer list helps nobody.
const LISTED: usize = 20;

/// "did you mean …", where one of the candidates is near; else the candidates themselves.
pub fn suggest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates
        .take(MOST_CANDIDATES)
        .filter(|other| other.len() <= LONGEST_WORD)
        .collect();
    let similar = |other: &&str| {
        if word.len() > LONGEST_WORD {
            0.0
        } else {
            strsim::jaro_winkler(word, other)
        }
    };
    let near = candidates
        .iter()
        .map(|other| (similar(other), other))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((score, other)) if score > 0.8 => format!("did you mean `{other}`?"),
        Some(_) if candidates.len() > LISTED => {
            format!(
                "known here: {} and {} more",
                candidates[..LISTED].join(", "),
                candidates.len() - LISTED
            )
        }
        Some(_) => format!("known here: {}", candidates.join(", ")),
        None => "none is declared".to_owned(),
    }
}
