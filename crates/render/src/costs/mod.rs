//! What a plan costs: quantities always, prices as far as the vendor tells them. Nothing is free here, and no sum is shown of prices of
//! which one is missing.

mod price;
mod quantity;

use std::collections::BTreeMap;

use cen_plan::Plan;
use cen_topology::{AccountName, Charge, Mbps, Topology};
use serde::Serialize;

pub use price::{Amount, Price, Prices, Unpriced};
pub(crate) use quantity::limits;
pub use quantity::{Item, Quantity, quantities};

use crate::document::{Document, Label, Line, widest};
use crate::words::count::counted;

/// A quantity with its price, as JSON has it.
#[derive(Serialize)]
pub(crate) struct Cost {
    #[serde(flatten)]
    quantity: Quantity,
    #[serde(flatten)]
    price: Price,
}

/// Lists what a plan changes in a bill, with prices.
pub(crate) fn costs(plan: &Plan, desired: &Topology, prices: &Prices) -> Vec<Cost> {
    let cost = |quantity: Quantity| Cost {
        price: prices.price(&quantity.action, &quantity.item),
        quantity,
    };
    quantities(plan, desired).into_iter().map(cost).collect()
}

/// Says what a plan costs, a line for each package, and one for what is billed by use of each account.
pub(crate) fn lines(plan: &Plan, desired: &Topology, prices: &Prices) -> Document {
    let mut out = Document::default();
    let quantities = quantities(plan, desired);
    let packages = quantities
        .iter()
        .filter_map(|quantity| package(quantity, prices));
    let packages: Vec<_> = packages.collect();
    let used = by_use(&quantities);
    if packages.is_empty() && used.is_empty() {
        return out;
    }
    out.push(Line::of(Label::Heading, "costs"));
    let width = widest(packages.iter().map(|(name, _)| name.as_str()));
    for (name, text) in packages {
        let line = Line::from("  ").column(Label::Plain, name, width);
        out.push(line.text("  ").with(Label::Cost, text));
    }
    out.extend(
        used.into_iter()
            .map(|text| Line::from("  ").with(Label::Cost, text)),
    );
    out.extend(sum(&quantities).map(|text| Line::from(format!("  {text}"))));
    out.blank();
    out
}

/// Returns the sum of the sizes of all packages that a plan buys, changes or deletes; none for fewer than two, or if a size is unknown.
fn sum(quantities: &[Quantity]) -> Option<String> {
    let [before, after] = packages_in_all(quantities)?;
    let is_package = |quantity: &&Quantity| matches!(quantity.item, Item::Package { .. });
    let count = quantities.iter().filter(is_package).count();
    (count > 1).then(|| format!("packages in all: {} → {after}", before.0))
}

/// Returns the sizes of the packages of a plan in all, before and after; none if there is no package, or a size is unknown.
pub(crate) fn packages_in_all(quantities: &[Quantity]) -> Option<[Mbps; 2]> {
    let mut sums = None;
    for quantity in quantities {
        let Item::Package { mbps, .. } = &quantity.item else {
            continue;
        };
        let [before, after] = [mbps[0]?, mbps[1]?];
        let [from, to] = sums.unwrap_or([Mbps(0), Mbps(0)]);
        sums = Some([Mbps(from.0 + before.0), Mbps(to.0 + after.0)]);
    }
    sums
}

/// Names a package, and says its sizes, its term, who pays, and its price.
fn package(quantity: &Quantity, prices: &Prices) -> Option<(String, String)> {
    let Item::Package { mbps, term, .. } = &quantity.item else {
        return None;
    };
    let sizes = match mbps {
        [Some(before), Some(after)] => format!("{} → {after}", before.0),
        [None, Some(after)] => format!("size not known → {after}"),
        [_, None] => "size not known".to_owned(),
    };
    let term = term.map_or_else(String::new, |term| format!(", {}", term_text(term)));
    let account = &quantity.account;
    let who = match mbps[1] {
        Some(Mbps(0)) => format!("account {account} no longer pays"),
        Some(_) | None => {
            let price = price_text(&prices.price(&quantity.action, &quantity.item));
            format!("account {account} pays; {price}")
        }
    };
    Some((quantity.action.to_string(), format!("{sizes}{term}, {who}")))
}

fn term_text(term: Charge) -> String {
    match term {
        Charge::Postpaid => "by the day until it is deleted".to_owned(),
        Charge::Prepaid { months, auto_renew } => {
            let term = counted(months as usize, "month", "months");
            let renewal = if auto_renew { ", renewed" } else { "" };
            format!("{term} in advance{renewal}")
        }
    }
}

/// What one account is billed for by use.
#[derive(Default)]
struct Used {
    attachments: [u32; 2],
    hours: [u32; 2],
    /// The links that are billed no more, and those that are billed from now on.
    links: [usize; 2],
    most: u32,
}

/// Says what is billed by use, for each account that pays for it.
pub(crate) fn by_use(quantities: &[Quantity]) -> Vec<String> {
    let mut sums: BTreeMap<&AccountName, Used> = BTreeMap::new();
    for quantity in quantities {
        match &quantity.item {
            Item::Package { .. } => {}
            Item::Attachment { hours_a_month } => {
                let sum = sums.entry(&quantity.account).or_default();
                for at in [0, 1] {
                    sum.attachments[at] += u32::from(hours_a_month[at] > 0);
                    sum.hours[at] += hours_a_month[at];
                }
            }
            Item::Traffic { most, .. } => {
                let sum = sums.entry(&quantity.account).or_default();
                sum.links[usize::from(most[1].is_some())] += 1;
                sum.most = sum.most.saturating_add(most[1].map_or(0, |mbps| mbps.0));
            }
        }
    }
    sums.into_iter()
        .map(|(account, sum)| format!("billed by use, to account {account}: {}", used_text(&sum)))
        .collect()
}

fn used_text(used: &Used) -> String {
    let attachments = |at: usize, word: &str| {
        let count = counted(used.attachments[at] as usize, "attachment", "attachments");
        let hours = used.hours[at];
        (used.attachments[at] > 0)
            .then(|| format!("{count} {word}{hours} hours a month and each GB that they send"))
    };
    let count = |at: usize| counted(used.links[at], "link", "links");
    let links = (used.links[1] > 0).then(|| {
        let (count, most) = (count(1), Mbps(used.most));
        format!("{count}, each GB that it carries, at most {most}")
    });
    let fewer = (used.links[0] > 0).then(|| format!("{} less, each GB that it carried", count(0)));
    let parts = [
        attachments(1, "more, "),
        attachments(0, "less, "),
        links,
        fewer,
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    format!("{}; {}", parts.join("; "), reason_text(&Unpriced::Metered))
}

/// Says a price, or why it is not known.
pub(crate) fn price_text(price: &Price) -> String {
    match price {
        Price::Known(amount) => amount_text(amount),
        Price::NotKnown { reason } => reason_text(reason),
    }
}

fn amount_text(amount: &Amount) -> String {
    let (currency, list) = (&amount.currency, &amount.list);
    let (period, asked) = (&amount.period, &amount.asked);
    let age = amount.age.as_ref();
    let age = age.map_or_else(String::new, |age| format!(", {age}"));
    let own = amount.own.as_ref().map_or_else(
        || "own price not known".to_owned(),
        |own| format!("own price {own} {currency}"),
    );
    format!("list price {list} {currency} for {period}, {own}, asked {asked}{age}")
}

fn reason_text(reason: &Unpriced) -> String {
    match reason {
        Unpriced::NotAsked => "price not asked (`--prices`)".to_owned(),
        Unpriced::Resize { as_new } => {
            let new = as_new.as_ref().map_or_else(String::new, |amount| {
                format!("; a new package of that size: {}", amount_text(amount))
            });
            format!(
                "price not known: the vendor documents no way to ask for that of another size{new}"
            )
        }
        Unpriced::Metered => "prices are not known: the vendor documents no way to ask".to_owned(),
        Unpriced::NothingBought => "nothing is bought".to_owned(),
        Unpriced::NoPrice => "price not known: the vendor has none for it".to_owned(),
        Unpriced::Failed { error } => format!("price not known: {error}"),
    }
}
