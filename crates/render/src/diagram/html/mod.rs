//! A picture as one page that needs nothing else: no network, no library. Its policy allows only its own script.

mod answers;
mod drawn;
mod shown;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cen_action::Address;
use cen_network::Survey;
use cen_plan::Plan;
use cen_topology::{Topology, visible_lines};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::diagram::anchors;
use crate::diagram::html::answers::{Answers, Sentences, answers, sentences};
use crate::diagram::html::drawn::{Drawn, drawn};
use crate::diagram::html::shown::embedded;
use crate::diagram::picture::Picture;
use crate::diagram::svg::{STYLE, account_path};
use crate::document::{Label, Line};
use crate::fold::folded;
use crate::sign::Sign;
use crate::summary::summary;
use crate::text::{ActionLine, actions, meaning};
use crate::words;
use crate::words::count::counted;

/// The parts of the script, in the order in which they need each other.
const SCRIPT: &str = concat!(
    include_str!("script/make.js"),
    include_str!("script/layout.js"),
    include_str!("script/scene.js"),
    include_str!("script/view.js"),
    include_str!("script/choice.js"),
    include_str!("script/reach.js"),
    include_str!("script/page.js"),
);
const PAGE_STYLE: &str = include_str!("page.css");
const STAGE: &str = "the picture: drag or arrow keys move it, wheel or + and - zoom, 0 shows the whole, n and p go through the networks, ? lists all keys";
const NO_SCRIPT: &str =
    "This page needs its script. `cen graph --format svg` draws a picture without one.";
const KEYS: [(&str, &str); 12] = [
    (
        "/",
        "search; Enter and Shift+Enter go to the next and the previous match",
    ),
    ("click a region", "open it"),
    ("click a network", "what it reaches, and over which limits"),
    (
        "click a second network",
        "the path between the two, or what blocks it",
    ),
    (
        "wheel, two fingers, + and -",
        "zoom; regions open when they can be read",
    ),
    ("drag, arrow keys", "move the picture"),
    ("0", "the whole picture"),
    ("n and p", "the next and the previous network"),
    ("d", "hide or show the details"),
    (
        "Escape",
        "take back the choice, then the filters, then show the whole",
    ),
    ("?", "this list"),
    (
        "the address of the page",
        "says what is chosen: copy it to send it to somebody",
    ),
];

/// What the page shows beside the picture, and answers from.
pub struct Beside<'a> {
    /// The plan, if the picture is of one.
    pub plan: Option<(&'a Plan, &'a Topology)>,
    /// The states of the network with their names, the last one as the picture is drawn.
    pub states: Vec<(&'static str, Survey)>,
}

#[derive(Serialize)]
struct Data {
    #[serde(flatten)]
    drawn: Drawn,
    sentences: Sentences,
    states: Vec<Answers>,
}

/// Draws the page of a picture.
pub fn html(picture: &Picture, beside: &Beside<'_>) -> String {
    let states = beside.states.iter();
    let data = Data {
        drawn: drawn(picture),
        sentences: sentences(),
        states: states.map(|(when, survey)| answers(when, survey)).collect(),
    };
    let page = html! {
        (DOCTYPE) "\n"
        html lang="en" {
            (head(picture)) "\n"
            body {
                "\n" (header(picture)) "\n"
                main {
                    "\n" div id="stage" tabindex="0" aria-label=(STAGE) {
                        svg xmlns="http://www.w3.org/2000/svg" class="cen-picture" role="group" {}
                        noscript { p { (NO_SCRIPT) } }
                    }
                    "\n" (side(picture, beside))
                }
                "\n" (keys())
                "\n" script id="data" type="application/json" { (embedded(&data)) }
                "\n" script { "\n" (PreEscaped(SCRIPT)) }
            }
        }
        "\n"
    };
    visible_lines(&page.into_string()).into_owned()
}

fn head(picture: &Picture) -> Markup {
    let style = format!("\n{STYLE}{PAGE_STYLE}");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&format!("\n{SCRIPT}"))
    );
    html! {
        head {
            "\n" meta charset="utf-8";
            "\n" meta http-equiv="Content-Security-Policy" content=(policy);
            "\n" meta name="viewport" content="width=device-width, initial-scale=1";
            "\n" meta name="color-scheme" content="light dark";
            "\n" link rel="icon" href="data:,";
            "\n" title { (picture.title) " – cen" }
            "\n" style { (PreEscaped(style)) }
            "\n"
        }
    }
}

fn header(picture: &Picture) -> Markup {
    html! {
        header {
            "\n" h1 { (picture.title) }
            "\n" span class="source" title=(picture.source) { (picture.source) }
            "\n" label class="search" {
                "Search "
                input id="search" type="search" autocomplete="off" placeholder="name, id, region, account" aria-describedby="found";
            }
            "\n" output id="found" aria-live="polite" {}
            "\n" span class="filters" {
                (filter("account", "all accounts")) (filter("cen", "all CENs")) (filter("region", "all regions")) (filter("state", "all states"))
            }
            "\n" span class="buttons" {
                button id="closer" title="zoom in (+)" { "+" }
                button id="farther" title="zoom out (-)" { "−" }
                button id="whole" title="the whole picture (0)" { "whole" }
                button id="side" title="hide or show the details (d)" { "details" }
                button id="keys" title="all keys (?)" { "?" }
            }
            "\n"
        }
    }
}

/// Draws an empty choice of values; the script adds those of the picture.
fn filter(name: &str, all: &str) -> Markup {
    html! {
        select id={ "filter-" (name) } aria-label={ "show " (name) } { option value="" { (all) } }
    }
}

fn side(picture: &Picture, beside: &Beside<'_>) -> Markup {
    html! {
        aside {
            "\n" section aria-live="polite" {
                h2 { "Details" } div id="details" {}
            }
            "\n" (legend(picture))
            @if let Some((plan, desired)) = beside.plan { "\n" (plan_lines(plan, desired)) }
        }
    }
}

/// Says what the shapes and signs mean.
fn legend(picture: &Picture) -> Markup {
    html! {
        section class="legend" {
            h2 { "Accounts" }
            @for (index, (name, id)) in picture.accounts.iter().enumerate() {
                "\n" div {
                    svg class="cen-picture" viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true" {
                        path class={ "account " (account_path(index, 0, 0).0) } d=(account_path(index, 0, 0).1) {}
                    }
                    " " (name) @if let Some(id) = id { " " small { (id) } }
                }
            }
            @if !picture.marks.is_empty() {
                h2 { "Signs" }
                @for mark in &picture.marks {
                    "\n" div class=(mark.class()) { b { (mark.sign()) } " " (mark.as_str()) }
                }
            }
        }
    }
}

fn keys() -> Markup {
    html! {
        dialog id="help" {
            h2 { "Keys" }
            dl { @for (key, does) in KEYS { dt { (key) } dd { (does) } } }
            form method="dialog" { button { "close" } }
        }
    }
}

/// Returns the hash by which the policy allows a text.
fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

/// Shows the plan, each line leading to what it is about.
fn plan_lines(plan: &Plan, desired: &Topology) -> Markup {
    let goes_along = folded(&plan.steps);
    html! {
        section {
            h2 { "Plan" }
            p { (summary(plan)) }
            pre { @for line in meaning(plan) { (line) "\n" } }
            ol id="plan" {
                "\n"
                @for line in actions(plan, desired).iter().filter(|line| !goes_along.contains(&line.action.id)) {
                    (action(line)) "\n"
                }
                @for hold in &plan.holds {
                    (item(&hold.address, Sign::Held, hold.address.to_string(), words::hold(hold).into())) "\n"
                }
            }
            @if !goes_along.is_empty() {
                p class="muted" { (counted(goes_along.len(), "route table entry goes along", "route table entries go along")) }
            }
        }
    }
}

fn action(ActionLine { action, words }: &ActionLine<'_>) -> Markup {
    let line = Line::from(words.as_str());
    let line = match action.is_purchase() {
        true => line.text(" ").with(Label::Cost, "costs money"),
        false => line,
    };
    item(
        &action.address,
        Sign::of(action),
        action.id.to_string(),
        line,
    )
}

fn item(address: &Address, sign: Sign, name: String, line: Line) -> Markup {
    html! {
        li {
            button data-leads-to=[anchors::of_address(address)] {
                b { (sign.line()) } (name) br; span { (line) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_makes_elements_and_never_markup_or_code() {
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "fetch(",
            "XMLHttpRequest",
        ] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
    }
}
