//! The plan as a comment on a pull request.

use cen_plan::plan;
use cen_render::{self as render, Class, Examined, Finding};
use cen_topology::InstanceId;

use crate::example::{bare, built, desired};

#[test]
fn a_comment_says_what_matters_first_and_folds_the_rest() {
    let mut less = desired();
    less.cens.get_mut("backbone").unwrap().attach.remove("idc");
    less.cens
        .get_mut("backbone")
        .unwrap()
        .bandwidth
        .values_mut()
        .for_each(|group| {
            group
                .limits
                .retain(|pair, _| !pair.to_string().contains("beijing"))
        });
    insta::assert_snapshot!(render::markdown(
        &plan(&less, &built(12, 8)).unwrap(),
        &less
    ));
    insta::assert_snapshot!(render::markdown(
        &plan(&desired(), &bare()).unwrap(),
        &desired()
    ));
    let nothing = plan(&desired(), &built(12, 8)).unwrap();
    assert!(
        render::markdown(&nothing, &desired())
            .starts_with("<!-- cen:plan:test -->\n### `test`: nothing to do\n")
    );
}

#[test]
fn nothing_that_the_cloud_says_leaves_its_block() {
    let evil = "vpc-x\n~~~\n</details><script>alert(1)</script>\u{1b}[2J";
    let mut extra = built(12, 8);
    let inside = extra
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let seen = inside.attachments["vpc-idc"].clone();
    inside.attachments.insert(InstanceId::new(evil), seen);
    let text = render::markdown(&plan(&desired(), &extra).unwrap(), &desired());
    assert!(
        text.contains("<script>"),
        "it is shown, in a code block: {text}"
    );
    assert_eq!(text.matches("\n~~~").count() % 2, 0);
    for (index, part) in text.split("\n~~~").enumerate() {
        assert!(
            index % 2 == 1 || !part.contains("<script>"),
            "outside of a block: {part}"
        );
    }
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn a_comment_of_a_large_plan_fits_and_says_how_much_does_not() {
    let mut large = desired();
    let cen = large.cens.get_mut("backbone").unwrap();
    let mut observed = bare();
    for number in 0..2000 {
        let (name, id) = (format!("network-{number:04}"), format!("vpc-{number:024}"));
        let network = large.networks["hub"].clone();
        large.networks.insert(
            name.as_str().into(),
            cen_topology::Network {
                selector: cen_topology::Selector::Id(id.as_str().into()),
                ..network
            },
        );
        observed
            .networks
            .insert(id.as_str().into(), observed.networks["vpc-hub"].clone());
        cen.attach.insert(name.as_str().into());
    }
    let planned = plan(&large, &observed).unwrap();
    let text = render::markdown(&planned, &large);
    assert!(
        text.chars().count() <= 65_536 && text.chars().count() > 60_000,
        "{}",
        text.chars().count()
    );
    let shown = text
        .lines()
        .filter(|line| line.starts_with("+ ") || line.starts_with("~ "))
        .filter(|line| line.contains("attach/"))
        .count();
    let told: usize = text
        .split("**")
        .find(|part| part.contains("no room"))
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let all = planned
        .steps
        .iter()
        .filter(|step| step.action.id.as_str().starts_with("attach/"))
        .count();
    assert!(
        shown < all && told >= all - shown,
        "{shown} of {all} shown, {told} left out"
    );
    assert!(text.ends_with("shows all of them.\n"));
}

#[test]
fn a_plan_that_cannot_be_made_takes_the_place_of_the_last_one() {
    let mut missing = bare();
    missing.networks.remove("vpc-hub");
    let findings = plan(&desired(), &missing)
        .unwrap_err()
        .iter()
        .map(Finding::of_problem)
        .collect();
    let hostile = Finding::plain(Class::Error, "</details>\n~~~\n<script>", "");
    let files = [
        Examined {
            file: "old.yaml".to_owned(),
            topology: Some("test".into()),
            findings: vec![hostile],
        },
        Examined {
            file: "new.yaml".to_owned(),
            topology: Some("test".into()),
            findings,
        },
    ];
    insta::assert_snapshot!(render::markdown_without_plan(&files));
    let nameless = Examined {
        file: "new.yaml".to_owned(),
        topology: None,
        findings: Vec::new(),
    };
    assert!(
        render::markdown_without_plan(&[nameless])
            .starts_with("<!-- cen:plan: -->\n### no plan can be made\n")
    );
}
