//! Tests the page of `cen graph` in a real browser: it can be searched, clicked, moved and zoomed,
//! logs no error, uses no network, and no label covers another.

use crate::support::Machine;
use crate::support::chromium::{Page, chromium};
use crate::support::estate::{changed, estate};

/// Opens the page of a plan that creates, changes and removes objects.
fn page_of_a_plan(machine: &Machine) {
    let (before, after) = changed();
    machine.write("before.yaml", before);
    machine.write("after.yaml", after);
    let apply = machine.cen(&[
        "apply",
        "before.yaml",
        "--simulate",
        "--yes",
        "--allow-purchase",
    ]);
    assert_eq!(apply.code, Some(0), "{}", apply.stderr);
    let graph = machine.cen(&["graph", "after.yaml", "--simulate", "--out", "plan.html"]);
    assert_eq!((graph.code, graph.stderr.as_str()), (Some(0), ""));
}

/// Returns the width of the visible part of the picture.
fn seen(page: &mut Page) -> f64 {
    page.value("document.querySelector('#stage svg').viewBox.baseVal.width")
        .as_f64()
        .unwrap()
}

#[test]
fn the_page_is_searched_clicked_moved_and_zoomed_without_a_complaint() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    page_of_a_plan(&machine);
    let page = &mut Page::open(&chromium, &machine.path("plan.html"));
    let whole = seen(page);

    page.press("/");
    "frankfurt retail"
        .chars()
        .for_each(|letter| page.press(&letter.to_string()));
    assert_eq!(page.text("#found"), "1 found");
    page.press("Enter");
    assert!(
        page.text("#details")
            .starts_with("shop-frankfurt\nVPC vpc-gw8shop"),
        "{}",
        page.text("#details")
    );
    assert!(seen(page) < whole, "what is found is shown near");
    page.press("Escape");
    assert_eq!(
        (page.text("#found"), page.text("#details")),
        (String::new(), "Point at something, or search.".to_owned())
    );
    page.press("0");
    assert_eq!(seen(page), whole);

    page.click("[data-name=\"hub-hangzhou\"]");
    assert!(
        page.text("#details")
            .contains("region: cn-hangzhou\naccount: network 1250000000000001"),
        "{}",
        page.text("#details")
    );
    page.click("[data-leads-to=\"link:backbone:cn-hangzhou/eu-west-1\"]");
    assert!(
        page.text("#details").contains("− to be removed"),
        "{}",
        page.text("#details")
    );
    page.click("#whole");

    let middle = page.middle("#stage");
    page.wheel(middle, -300.0);
    // The browser confirms the wheel event a moment before the page has handled it.
    while seen(page) == whole {}
    assert!(seen(page) < whole);
    page.click("#farther");
    page.press("0");
    assert_eq!(seen(page), whole);
    let left = |page: &mut Page| {
        page.value("document.querySelector('#stage svg').viewBox.baseVal.x")
            .as_f64()
            .unwrap()
    };
    page.drag(middle, [middle[0] - 100.0, middle[1]]);
    assert!(left(page) > 50.0, "the picture follows the pointer");
    page.press("n");
    assert!(
        page.text("#details").contains("account: "),
        "{}",
        page.text("#details")
    );
    assert_eq!(page.complaints, Vec::<String>::new());

    page.value("document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.stranger = true' })), 0");
    assert_eq!(
        page.value("globalThis.stranger ?? false"),
        false,
        "no script but the page's own may run"
    );
}

/// Lists every text that leaves its frame, and every label that covers another.
const CROWDED: &str = "(() => {
    const box = (part) => part.getBBox();
    const inside = (text, frame) => text.x >= frame.x - 0.5 && text.x + text.width <= frame.x + frame.width + 0.5;
    const spills = (part, text, frame) => {
        const [one, other] = [part.querySelector(text), part.querySelector(frame)];
        return one && other && !inside(box(one), box(other));
    };
    const all = (selector) => [...document.querySelectorAll('#stage ' + selector)];
    const spilt = [...all('.network').filter((part) => spills(part, '.name', '.chip')), ...all('.link').filter((part) => spills(part, '.amount', '.pill')),
        ...all('.region').filter((part) => spills(part, '.strong', '.card'))].map((part) => part.dataset.name);
    const labels = all(':is(.pill, .chip, .usage)').map(box);
    const meet = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
    let covered = 0;
    labels.forEach((one, index) => labels.slice(index + 1).forEach((other) => { if (meet(one, other)) covered += 1; }));
    return { labels: labels.length, spilt, covered };
})()";

#[test]
fn no_label_covers_another_however_many_networks_there_are() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    for networks in [6, 60, 600] {
        machine.write("estate.yaml", estate(networks));
        let graph = machine.cen(&["graph", "estate.yaml", "--out", "estate.html"]);
        assert_eq!((graph.code, graph.stderr.as_str()), (Some(0), ""));
        let mut page = Page::open(&chromium, &machine.path("estate.html"));
        let crowded = page.value(CROWDED);
        assert!(
            crowded["labels"].as_u64().unwrap() as usize > networks,
            "{crowded}"
        );
        assert_eq!(
            (&crowded["spilt"], &crowded["covered"]),
            (&serde_json::json!([]), &0.into()),
            "{networks} networks"
        );
        assert_eq!(page.complaints, Vec::<String>::new());
    }
}
