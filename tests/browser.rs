//! Tests the page of `cen graph` in a real browser: it begins with an overview, opens, answers who
//! reaches whom, filters, searches, can be read, logs no error and uses no network.

use serde_json::{Value, json};

use crate::support::Machine;
use crate::support::chromium::{Page, WINDOW, Window, chromium};
use crate::support::estate::{changed, estate, estate_of_cens};

const WALL: Window = Window {
    size: [1600, 1000],
    ..WINDOW
};
const PHONE: Window = Window {
    size: [390, 844],
    is_phone: true,
    is_dark: true,
};

/// Draws the page of a topology file.
fn page_of(machine: &Machine, topology: &str) {
    machine.write("estate.yaml", topology);
    let graph = machine.cen(&["graph", "estate.yaml", "--out", "estate.html"]);
    assert_eq!(graph.code, Some(0), "{}", graph.stderr);
}

/// Draws the page of a plan that creates, changes and removes objects.
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
    number(
        page,
        "document.querySelector('#stage svg').viewBox.baseVal.width",
    )
}

fn number(page: &mut Page, expression: &str) -> f64 {
    page.value(expression).as_f64().unwrap()
}

/// Returns how many elements of the page this selector has.
fn count(page: &mut Page, selector: &str) -> u64 {
    let expression = format!("document.querySelectorAll({}).length", json!(selector));
    page.value(&expression).as_u64().unwrap()
}

fn type_text(page: &mut Page, text: &str) {
    text.chars()
        .for_each(|letter| page.press(&letter.to_string()));
}

#[test]
fn the_page_is_searched_clicked_moved_and_zoomed_without_a_complaint() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    page_of_a_plan(&machine);
    let page = &mut Page::open(&chromium, &machine.path("plan.html"));
    let whole = seen(page);

    page.press("/");
    type_text(page, "frankfurt retail");
    assert_eq!(page.text("#found"), "1 found");
    page.press("Enter");
    assert!(
        page.text("#details")
            .starts_with("shop-frankfurt\nVPC vpc-gw8shop"),
        "{}",
        page.text("#details")
    );
    assert!(seen(page) <= whole, "what is found is shown near");
    page.press("Escape");
    assert_eq!(page.text("#found"), "");
    assert!(page.text("#details").starts_with("Click a region"));
    page.press("0");
    assert_eq!(seen(page), whole);

    page.click("[data-name=\"hub-hangzhou\"]");
    assert!(
        page.text("#details")
            .contains("region: cn-hangzhou\naccount: network 1250000000000001"),
        "{}",
        page.text("#details")
    );
    page.press("Escape");
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
    let left = "document.querySelector('#stage svg').viewBox.baseVal.x";
    let before = number(page, left);
    page.drag(middle, [middle[0] - 100.0, middle[1]]);
    assert!(
        number(page, left) > before,
        "the picture follows the pointer"
    );
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

#[test]
fn six_hundred_networks_begin_with_a_tile_for_each_region_and_a_click_opens_one() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    page_of(&machine, &estate(600));
    let page = &mut Page::open_at(&chromium, &machine.path("estate.html"), "", WALL);
    assert_eq!(
        [
            count(page, ".region.tile"),
            count(page, ".region.tile.open"),
            count(page, ".network"),
        ],
        [12, 0, 600]
    );
    let counted = number(
        page,
        "[...document.querySelectorAll('.region .face .count')].reduce((sum, face) => sum + parseInt(face.textContent), 0)",
    );
    assert_eq!(counted as u32, 600, "the tiles count every network");
    page.click(".region[data-name=\"cn-beijing\"]");
    assert_eq!(
        count(page, ".region.tile.open[data-name=\"cn-beijing\"]"),
        1
    );
    let size = number(
        page,
        "document.querySelector('.region.open .network .name').getBoundingClientRect().height",
    );
    assert!(
        size >= 8.0,
        "names of an open region can be read: {size} px"
    );
    page.press("0");
    assert_eq!(count(page, ".region.tile.open"), 0);
    let name = "billing-and-invoices-of-all-598";
    page.press("/");
    type_text(page, name);
    let size = number(
        page,
        &format!(
            "document.querySelector('.network[data-name=\"{name}\"] .name').getBoundingClientRect().height"
        ),
    );
    assert!(
        size >= 10.0,
        "a search zooms until it can be read: {size} px"
    );
    let shown = "new Set([...document.querySelectorAll('.network .name')].map((name) => name.textContent)).size";
    assert_eq!(
        number(page, shown) as u32,
        600,
        "names that are cut still differ"
    );
    assert_eq!(page.complaints, Vec::<String>::new());
}

#[test]
fn a_click_shows_what_a_network_reaches_and_a_second_click_the_path_or_what_blocks_it() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    page_of(&machine, &estate_of_cens(60, 3, 6));
    let page = &mut Page::open_at(&chromium, &machine.path("estate.html"), "", WALL);
    assert_eq!(count(page, ".panel"), 3);
    let pick = |page: &mut Page, name: &str| {
        page.value(&format!(
            "choose(parts.find((part) => part.network?.name === '{name}')), 0"
        ));
    };
    // On cen-0 in cn-hangzhou there are shop-0, -18, -36 and -54, and in eu-central-1 shop-3, -21 and -39 and -57.
    pick(page, "shop-0");
    let details = page.text("#details");
    for part in [
        "reaches 7 of 59 other networks (as the file says)",
        "cn-hangzhou: 3, not limited",
        "eu-central-1: 4, 40 Mbps of a package of 90 Mbps between china and europe",
        "they are on two CENs",
    ] {
        assert!(details.contains(part), "{part}: {details}");
    }
    assert_eq!(
        [
            count(page, ".network.reached"),
            count(page, ".network.faded"),
            count(page, ".network.chosen"),
            count(page, ".way"),
        ],
        [7, 52, 1, 1]
    );
    for (other, exit) in [("shop-3", 0), ("shop-6", 2), ("shop-1", 2)] {
        pick(page, "shop-0");
        if count(page, ".network.chosen") == 0 {
            pick(page, "shop-0");
        }
        pick(page, other);
        let details = page.text("#details");
        let reach = machine.cen(&["reach", "estate.yaml", "shop-0", other]);
        assert_eq!(reach.code, Some(exit), "{}", reach.stderr);
        let can = if exit == 0 {
            "can talk, with 40 Mbps"
        } else {
            "cannot talk"
        };
        assert!(
            reach.stdout.contains(can) && details.contains(can),
            "{details}"
        );
        for line in reach.stdout.lines().filter(|line| line.contains("! ")) {
            assert!(details.contains(line.trim()), "{line}: {details}");
        }
        assert_eq!(count(page, ".way.path.blocked"), u64::from(exit == 2));
        // What cannot talk has no frame in the colour of what can.
        assert_eq!(count(page, ".cen-picture.cut"), u64::from(exit == 2));
        assert_eq!(
            page.value("location.hash"),
            format!("#network=shop-0&to={other}")
        );
    }
    assert_eq!(page.complaints, Vec::<String>::new());
}

#[test]
fn filters_keys_and_deep_links_say_what_is_seen() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    page_of_a_plan(&machine);
    let file = machine.path("plan.html");
    let link = "#network=shop-frankfurt&to=lab-singapore";
    let page = &mut Page::open_at(&chromium, &file, link, WALL);
    let details = page.text("#details");
    assert!(
        details.contains("cannot talk (now)! lab-singapore is not made yet"),
        "{details}"
    );
    let obstacle = "no bandwidth between ap-southeast-1 and eu-central-1";
    assert!(details.contains(obstacle), "{details}");
    drop(details);

    let page = &mut Page::open_at(&chromium, &file, "#account=retail&state=added", WALL);
    assert_eq!(
        page.value("[...document.querySelectorAll('.network:not(.faded)')].map((each) => each.dataset.name)"),
        json!(["lab-singapore"])
    );
    page.press("?");
    assert_eq!(page.value("document.getElementById('help').open"), true);
    assert!(page.text("#help").contains("what it reaches"));
    page.press("Escape");
    page.press("Escape");
    assert_eq!(count(page, ".network.faded"), 0);
    assert_eq!(page.value("location.hash"), "");
    for name in ["no\"such]network", "__proto__", "constructor"] {
        let link = format!(
            "location.hash = '#network=' + encodeURIComponent({})",
            json!(name)
        );
        page.value(&link);
        assert_eq!(count(page, ".network.chosen"), 0);
    }
    assert_eq!(page.complaints, Vec::<String>::new());
}

/// Lists every text that leaves its frame, every tile or network that covers another, and texts that are too small: names of regions
/// under 12 pixels, and any other text under 8. The height of a text on the screen is 1.16 of its size.
const CROWDED: &str = "(() => {
    const box = (part) => part.getBoundingClientRect();
    const isSeen = (part) => box(part).width > 0;
    const all = (selector) => [...document.querySelectorAll('#stage ' + selector)].filter(isSeen);
    const inside = (text, frame) => text.left >= frame.left - 1 && text.right <= frame.right + 1;
    const frameOf = (text) => text.closest('[data-key]').querySelector(':scope > :is(.card, .chip, .pill, .hit-area)');
    const spilt = all('[data-key] text').filter((text) => !inside(box(text), box(frameOf(text)))).map((text) => text.textContent);
    const meet = (one, other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
    let covered = 0;
    for (const selector of ['.tile', '.network', '.link', '.panel > .frame']) {
        const boxes = all(selector).map(box);
        boxes.forEach((one, index) => boxes.slice(index + 1).forEach((other) => { if (meet(one, other)) covered += 1; }));
    }
    const isName = (text) => text.closest('.region .face') && text.classList.contains('strong');
    const small = all('text').filter((text) => box(text).height < (isName(text) ? 12 : 8)).map((text) => `${text.textContent} ${box(text).height}`);
    return { tiles: all('.tile').length, spilt, covered, small };
})";

#[test]
fn every_size_can_be_read_on_a_wall_and_on_a_phone() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    let worlds = [
        (estate(6), 3),
        (estate(60), 12),
        (estate(600), 12),
        (estate_of_cens(600, 8, 6), 48),
        (estate_of_cens(600, 8, 12), 96),
    ];
    for (topology, tiles) in worlds {
        page_of(&machine, &topology);
        for window in [WALL, PHONE] {
            let page = &mut Page::open_at(&chromium, &machine.path("estate.html"), "", window);
            let crowded: Value = page.value(&format!("{CROWDED}()"));
            assert!(crowded["tiles"].as_u64().unwrap() >= tiles, "{crowded}");
            assert_eq!(
                (&crowded["spilt"], &crowded["covered"], &crowded["small"]),
                (&json!([]), &0.into(), &json!([])),
                "{tiles} regions in {:?}",
                window.size
            );
            assert_eq!(
                page.value("document.documentElement.scrollWidth <= innerWidth"),
                true
            );
            assert_eq!(page.complaints, Vec::<String>::new());
        }
    }
}

#[test]
fn names_from_the_cloud_stay_text() {
    let Some(chromium) = chromium() else { return };
    let machine = Machine::new();
    let hostile =
        "Net</script><script>globalThis.stranger = 1</script><img src=x onerror=alert(1)>&lt;";
    let topology = estate(6).replace(
        "  backbone:\n    account: network\n",
        &format!("  backbone:\n    account: network\n    name: '{hostile}'\n"),
    );
    page_of(&machine, &topology);
    let page = &mut Page::open_at(
        &chromium,
        &machine.path("estate.html"),
        "#part=cen%3Abackbone",
        WALL,
    );
    assert!(
        page.text("#details").contains(hostile),
        "{}",
        page.text("#details")
    );
    assert_eq!(page.value("globalThis.stranger ?? 0"), 0);
    assert_eq!(count(page, "img"), 0);
    assert_eq!(page.complaints, Vec::<String>::new());
}
