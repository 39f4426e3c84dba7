//! The colours of a plan's text: signs, money and interruptions, so that an eye finds them; nothing is told by colour alone.

use anstyle::{AnsiColor, Style};

const MADE: Style = AnsiColor::Green.on_default();
const CHANGED: Style = AnsiColor::Cyan.on_default();
const TAKEN: Style = AnsiColor::Red.on_default();
const HELD: Style = AnsiColor::Magenta.on_default();
const MONEY: Style = AnsiColor::Yellow.on_default().bold();
const ASIDE: Style = Style::new().dimmed();
const HEADING: Style = Style::new().bold();

/// The same text with colours. Every line stays what it is without them.
pub(crate) fn painted(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            line.strip_suffix('\n')
                .map_or_else(|| paint(line), |line| format!("{}\n", paint(line)))
        })
        .collect()
}

fn paint(line: &str) -> String {
    match line.as_bytes() {
        [b' ', b' ', b' ', b' ', b' ', b' ', ..] => format!("{ASIDE}{line}{ASIDE:#}"),
        [b' ', b' ', sign, b' ', ..] => match signed(*sign) {
            Some(style) => format!(
                "  {style}{}{style:#}{}",
                char::from(*sign),
                money(&line[3..])
            ),
            None => line.to_owned(),
        },
        _ if line.starts_with("interrupted ") => format!("{TAKEN}{line}{TAKEN:#}"),
        _ if line.starts_with("cen ") || line == "reachability" => {
            format!("{HEADING}{line}{HEADING:#}")
        }
        _ => line.to_owned(),
    }
}

fn signed(sign: u8) -> Option<Style> {
    match sign {
        b'+' => Some(MADE),
        b'~' => Some(CHANGED),
        b'-' => Some(TAKEN),
        b'!' => Some(HELD),
        _ => None,
    }
}

/// What costs money is marked at the end of its line.
fn money(rest: &str) -> String {
    const MARK: &str = "[costs money]";
    rest.strip_suffix(MARK).map_or_else(
        || rest.to_owned(),
        |before| format!("{before}{MONEY}{MARK}{MONEY:#}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "cen office (account main, 1)\n  + cen/office  create  [costs money]\n      after that: because\n  - detach/x  y\n\noffice: 1 action";

    #[test]
    fn without_its_colours_a_text_is_what_it_was() {
        assert_eq!(
            anstream::adapter::strip_str(&painted(PLAN)).to_string(),
            PLAN
        );
    }

    #[test]
    fn signs_and_money_have_colours() {
        let painted = painted(PLAN);
        for part in [
            "\u{1b}[32m+\u{1b}[0m cen/office",
            "\u{1b}[33m[costs money]\u{1b}[0m",
            "\u{1b}[31m-\u{1b}[0m detach/x",
        ] {
            assert!(painted.contains(part), "{part:?} in {painted:?}");
        }
    }
}
