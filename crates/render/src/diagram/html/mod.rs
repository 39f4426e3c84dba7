//! A picture as one page that needs nothing else: no network, no library. Its policy allows only its own script.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cen_action::Address;
use cen_plan::Plan;
use cen_topology::{CenName, Topology, visible_lines};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::diagram::anchors;
use crate::diagram::picture::{DrawnRegion, Panel, Picture};
use crate::diagram::svg::{STYLE, svg_without_style};
use crate::document::{Label, Line};
use crate::sign::Sign;
use crate::summary::summary;
use crate::text::{ActionLine, actions, meaning};
use crate::words;

const SCRIPT: &str = include_str!("page.js");
const PAGE_STYLE: &str = include_str!("page.css");
const STAGE: &str = "the picture: drag or arrow keys move it, wheel or + and - zoom, 0 shows the whole, n and p go through the networks";

/// Draws the page of a picture, with the plan beside it if there is one.
pub fn html(picture: &Picture, plan: Option<(&Plan, &Topology)>) -> String {
    let page = html! {
        (DOCTYPE) "\n"
        html lang="en" {
            (head(picture)) "\n"
            body {
                "\n" (header(picture)) "\n"
                main {
                    "\n" div id="stage" tabindex="0" aria-label=(STAGE) { "\n" (svg_without_style(picture)) "\n" }
                    "\n" aside {
                        "\n" section aria-live="polite" {
                            h2 { "Details" } div id="details" { "Point at something, or search." }
                        }
                        @for panel in &picture.panels { "\n" (regions(panel)) }
                        @if let Some((plan, desired)) = plan { "\n" (beside(plan, desired)) }
                    }
                }
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
            "\n" span class="source" { (picture.source) }
            "\n" label {
                "Search "
                input id="search" type="search" autocomplete="off" placeholder="name, id, region, account" aria-describedby="found";
            }
            "\n" output id="found" aria-live="polite" {}
            "\n" span class="buttons" {
                button id="closer" title="zoom in (+)" { "+" }
                button id="farther" title="zoom out (-)" { "−" }
                button id="whole" title="the whole picture (0)" { "whole" }
            }
            "\n"
        }
    }
}

/// Returns the hash by which the policy allows a text.
fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

/// Lists the regions of a panel, each leading to its place: a large picture is too small to read when all of it is seen.
fn regions(panel: &Panel) -> Markup {
    let cen = panel.cen.as_ref().map(|cen| &cen.name);
    let title = cen.map_or_else(|| "On no CEN".to_owned(), |cen| format!("CEN {cen}"));
    html! {
        section {
            h2 { (title) }
            div class="regions" {
                "\n"
                @for (_, regions) in &panel.areas {
                    @for each in regions { (region(cen, each)) "\n" }
                }
            }
        }
    }
}

fn region(cen: Option<&CenName>, region: &DrawnRegion) -> Markup {
    let key = anchors::region(cen, &region.region);
    html! {
        button data-leads-to=(key) { (region.region) " " small { (region.networks.len()) } }
    }
}

/// Shows the plan, each line leading to what it is about.
fn beside(plan: &Plan, desired: &Topology) -> Markup {
    html! {
        section {
            h2 { "Plan" }
            p { (summary(plan)) }
            pre { @for line in meaning(plan) { (line) "\n" } }
            ol id="plan" {
                "\n"
                @for line in actions(plan, desired) { (action(&line)) "\n" }
                @for hold in &plan.holds {
                    (item(&hold.address, Sign::Held, hold.address.to_string(), words::hold(hold).into())) "\n"
                }
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
