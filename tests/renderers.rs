//! Draws the output of `cen graph` with Graphviz and Mermaid: every region, network and link must
//! be in the drawing.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::chromium::{Page, chromium};
use crate::support::estate::{changed, estate};
use crate::support::{Machine, named};

const DOT: &str =
    "install Debian's package `graphviz`, and run: CEN_DOT=\"$(command -v dot)\" cargo test";
const MERMAID: &str = "run: CEN_MERMAID=\"$(.ci/mermaid)\" cargo test";

/// Returns pictures in this format: a network that changes, one of medium size and a large one.
fn pictures(form: &str) -> [String; 3] {
    let machine = Machine::new();
    let (before, after) = changed();
    machine.write("before.yaml", before);
    machine.write("after.yaml", after);
    machine.write("moderate.yaml", estate(60));
    machine.write("large.yaml", estate(600));
    assert_eq!(
        machine
            .cen(&[
                "apply",
                "before.yaml",
                "--simulate",
                "--yes",
                "--allow-purchase"
            ])
            .code,
        Some(0)
    );
    let graph = |arguments: &[&str]| {
        machine
            .cen(&[&["graph", "--format", form], arguments].concat())
            .stdout
    };
    [
        graph(&["after.yaml", "--simulate"]),
        graph(&["moderate.yaml"]),
        graph(&["large.yaml"]),
    ]
}

#[test]
fn graphviz_draws_every_region_and_every_link() {
    let Some(dot) = named("CEN_DOT", DOT) else {
        return;
    };
    for (at, text) in pictures("dot").into_iter().enumerate() {
        let mut graphviz = Command::new(&dot)
            .arg("-Tsvg")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        graphviz
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = graphviz.wait_with_output().unwrap();
        let (svg, complaints) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        assert_eq!(
            (output.status.success(), complaints.as_str()),
            (true, ""),
            "{text}"
        );
        let drawn = |class: &str| svg.matches(&format!("class=\"{class}\"")).count();
        let links = text.matches(" -- ").count();
        let regions = text.matches("\" [label=").count() - links;
        assert_eq!(
            (drawn("node"), drawn("edge"), links >= 4 && regions >= 6),
            (regions, links, true),
            "{svg}"
        );
        if at == 0 {
            for label in [
                ">hub&#45;hangzhou (network)<",
                ">~ 12 → 10 Mbps · 33 %<",
                ">~ CEN backbone<",
            ] {
                assert!(svg.contains(label), "{label} in {svg}");
            }
        }
    }
}

/// Draws a text, and returns what can be read in the drawing.
const DRAW: &str = "(async (text) => {
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
    document.body.innerHTML = (await mermaid.render('picture', text)).svg;
    const texts = (selector) => [...document.querySelectorAll(selector)].map((part) => part.textContent.trim());
    return { nodes: texts('.node'), labels: [...new Set(texts('.edgeLabel'))], clusters: texts('.cluster'),
        links: document.querySelectorAll('.edgePaths path').length };
})";

#[test]
fn mermaid_draws_every_region_and_every_link_as_strictly_as_a_code_host() {
    let (Some(chromium), Some(mermaid)) = (chromium(), named("CEN_MERMAID", MERMAID)) else {
        return;
    };
    let machine = Machine::new();
    machine.write("mermaid.js", std::fs::read(mermaid).unwrap());
    machine.write(
        "page.html",
        "<!doctype html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"><script src=\"mermaid.js\"></script><body>",
    );
    let page = &mut Page::open(&chromium, &machine.path("page.html"));
    for (at, text) in pictures("mermaid").into_iter().enumerate() {
        let (links, regions) = (
            text.matches("---|").count(),
            text.matches("      region").count(),
        );
        // The limits of a code host.
        assert!(text.chars().count() <= 50_000 && links <= 500);
        let drawn = page.value(&format!("{DRAW}({})", json!(text)));
        assert_eq!(
            (drawn["nodes"].as_array().unwrap().len(), &drawn["links"]),
            (regions, &json!(links)),
            "{drawn:#}"
        );
        assert!(links >= 4 && regions >= 6, "{text}");
        if at == 0 {
            let holds = |part: &str, text: &str| {
                drawn[part]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|label| label == text)
            };
            assert!(
                holds("nodes", "cn-hangzhoutransit routerhub-hangzhou · network")
                    && holds("labels", "~ 12 → 10 Mbps · 33 %"),
                "{drawn:#}"
            );
            assert!(
                drawn["clusters"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|label| label.as_str().unwrap().starts_with("~ CEN backbone")),
                "{drawn:#}"
            );
        }
    }
    assert_eq!(page.complaints, Vec::<String>::new());
}
