//! A picture as one page that needs nothing else: no network, no library, a policy that lets only its own script run.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cen_plan::Plan;
use cen_topology::{CenName, Topology};
use sha2::{Digest as _, Sha256};

use crate::diagram::anchors;
use crate::diagram::escape::escape;
use crate::diagram::svg::{STYLE, svg_without_style};
use crate::diagram::{DrawnRegion, Panel, Picture};
use crate::text;

const SCRIPT: &str = include_str!("page.js");
const PAGE_STYLE: &str = include_str!("page.css");

/// The page of a picture, with the plan beside it if there is one.
pub fn html(picture: &Picture, plan: Option<(&Plan, &Topology)>) -> String {
    let style = format!("\n{STYLE}{PAGE_STYLE}");
    let script = format!("\n{SCRIPT}");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script)
    );
    let (title, source, drawing) = (
        escape(&picture.title),
        escape(&picture.source),
        svg_without_style(picture),
    );
    let regions = regions(picture);
    let beside = plan.map_or_else(String::new, |(plan, desired)| beside(plan, desired));
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title} – cen</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<span class="source">{source}</span>
<label>Search <input id="search" type="search" autocomplete="off" placeholder="name, id, region, account" aria-describedby="found"></label>
<output id="found" aria-live="polite"></output>
<span class="buttons"><button id="closer" title="zoom in (+)">+</button><button id="farther" title="zoom out (-)">−</button><button id="whole" title="the whole picture (0)">whole</button></span>
</header>
<main>
<div id="stage" tabindex="0" aria-label="the picture: drag or arrow keys move it, wheel or + and - zoom, 0 shows the whole, n and p go through the networks">
{drawing}</div>
<aside>
<section aria-live="polite"><h2>Details</h2><div id="details">Point at something, or search.</div></section>
{regions}{beside}</aside>
</main>
<script>{script}</script>
</body>
</html>
"#
    )
}

/// What a policy knows a text by.
fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

/// The regions, each leading to its place: what a large picture is too small for when all of it is seen.
fn regions(picture: &Picture) -> String {
    let line = |cen: Option<&CenName>, region: &DrawnRegion| {
        let (key, name) = (
            escape(&anchors::region(cen, &region.region)),
            escape(region.region.as_str()),
        );
        format!(
            "<button data-leads-to=\"{key}\">{name} <small>{}</small></button>\n",
            region.networks.len()
        )
    };
    let panel = |panel: &Panel| {
        let cen = panel.cen.as_ref().map(|cen| &cen.name);
        let title = cen.map_or_else(
            || "On no CEN".to_owned(),
            |cen| format!("CEN {}", escape(cen.as_str())),
        );
        let lines: String = panel
            .areas
            .iter()
            .flat_map(|(_, regions)| regions)
            .map(|region| line(cen, region))
            .collect();
        format!("<section><h2>{title}</h2><div class=\"regions\">\n{lines}</div></section>\n")
    };
    picture.panels.iter().map(panel).collect()
}

/// The plan, each line leading to what it is about.
fn beside(plan: &Plan, desired: &Topology) -> String {
    let line = |(action, sign, text): (&cen_plan::Action, char, String)| {
        let key = anchors::of_address(&action.address).map_or_else(String::new, |key| {
            format!(" data-leads-to=\"{}\"", escape(&key))
        });
        let money = if action.is_purchase() {
            " <em>costs money</em>"
        } else {
            ""
        };
        let id = escape(action.id.as_str());
        format!(
            "<li><button{key}><b>{sign}</b> {id}<br><span>{}{money}</span></button></li>\n",
            escape(&text)
        )
    };
    let steps: String = text::actions(plan, desired).into_iter().map(line).collect();
    let hold = |hold: &cen_plan::Hold| {
        let key = anchors::of_address(&hold.address).map_or_else(String::new, |key| {
            format!(" data-leads-to=\"{}\"", escape(&key))
        });
        let text = escape(&format!(
            "{}; {} [{}]",
            hold.difference,
            hold.reason.as_str(),
            hold.reason.code()
        ));
        format!(
            "<li><button{key}><b>!</b> {}<br><span>{text}</span></button></li>\n",
            escape(&hold.address.to_string())
        )
    };
    let holds: String = plan.holds.iter().map(hold).collect();
    let told = text::reachability_and_summary(plan);
    let (traffic, summary) = told
        .trim_end()
        .rsplit_once('\n')
        .unwrap_or(("", told.trim_end()));
    let (traffic, summary) = (escape(traffic), escape(summary));
    format!(
        "<section><h2>Plan</h2><p>{summary}</p><pre>{traffic}</pre><ol id=\"plan\">\n{steps}{holds}</ol></section>\n"
    )
}
