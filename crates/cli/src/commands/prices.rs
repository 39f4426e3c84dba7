//! `cen diff --prices`: what the vendor says of the prices of new packages, and of a new package in place of one that gets another size. It
//! only reads. Whatever goes wrong is the reason why a price is
//! not known, and never fails the plan.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cen_cloud::{Charge, Error, PackageInquiry, PackagePrice};
use cen_plan::Plan;
use cen_reconciler::Clients;
use cen_render::{Amount, Item, Price, Prices, Unpriced, quantities};
use cen_topology::{AccountName, Area, AreaPair, Mbps, Topology};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::write_file::{self, Readers};

/// How long an answer is used again.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// The answers of the vendor in a file beside the topology file.
pub(crate) struct Cache {
    path: PathBuf,
    target: String,
}

/// The answers by target, account and request.
#[derive(Default, Deserialize, Serialize)]
struct KnownPrices(BTreeMap<String, KnownPrice>);

#[derive(Clone, Deserialize, Serialize)]
struct KnownPrice {
    asked: Timestamp,
    /// None if the vendor has no price.
    amount: Option<Amount>,
}

impl Cache {
    /// Returns the cache beside a topology file.
    pub(crate) fn beside(file: &Path, target: &str) -> Self {
        let folder = file.parent().unwrap_or(Path::new(""));
        Self {
            path: folder.join(".cen/prices.json"),
            target: target.to_owned(),
        }
    }

    /// Reads what is younger than a day. A file that cannot be read is an empty one.
    fn read(&self, now: Timestamp) -> KnownPrices {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        let mut answers: KnownPrices = serde_json::from_str(&text).unwrap_or_default();
        answers
            .0
            .retain(|_, answer| now.duration_since(answer.asked).abs() < FRESH);
        answers
    }

    /// Writes the answers. They are only asked for again if that fails.
    fn write(&self, answers: &KnownPrices) {
        let text = serde_json::to_string_pretty(answers).unwrap_or_default();
        let written = self
            .path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .map_err(|error| error.to_string())
            .and_then(|()| {
                write_file::whole(&self.path, &text, Readers::Owner)
                    .map_err(|error| error.to_string())
            });
        if let Err(error) = written {
            tracing::warn!(%error, "the prices could not be kept");
        }
    }
}

/// A package as the vendor sells it.
struct Offer {
    areas: AreaPair,
    mbps: Mbps,
    charge: cen_topology::Charge,
    /// True if the plan buys the package; false if it changes a package to this size.
    is_bought: bool,
}

/// Asks for the price of each package that a plan buys, and of a new package of the size that a plan changes one to.
pub(crate) async fn ask(
    clients: &Clients,
    plan: &Plan,
    topology: &Topology,
    cache: &Cache,
) -> Prices {
    let now = Timestamp::now();
    let mut answers = cache.read(now);
    let (mut prices, mut is_new) = (Prices::default(), false);
    for quantity in quantities(plan, topology) {
        let Some(offer) = offer(&quantity.item) else {
            continue;
        };
        let account = &topology.account(&quantity.account).id;
        let key = format!("{} {account} {}", cache.target, request(&offer));
        let known = answers.0.get(&key).cloned();
        let price = match known {
            Some(answer) => price(answer, now),
            None => match asked(clients, &quantity.account, &offer).await {
                Ok(found) => {
                    let amount = found.map(|found| amount(found, now));
                    let answer = KnownPrice { asked: now, amount };
                    answers.0.insert(key, answer.clone());
                    is_new = true;
                    price(answer, now)
                }
                Err(error) => Price::NotKnown {
                    reason: Unpriced::Failed {
                        error: error.to_string(),
                    },
                },
            },
        };
        prices.of.insert(quantity.action, of_offer(&offer, price));
    }
    if is_new {
        cache.write(&answers);
    }
    prices
}

/// Writes a time to the minute, in UTC.
pub(crate) fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

/// Returns what the vendor sells of what a plan changes in a bill; none if that is no package, or its term is not in the file.
fn offer(item: &Item) -> Option<Offer> {
    match item {
        Item::Package {
            areas: Some(areas),
            mbps: [before, Some(mbps)],
            term: Some(charge),
        } if mbps.0 > 0 => Some(Offer {
            areas: *areas,
            mbps: *mbps,
            charge: *charge,
            is_bought: *before == Some(Mbps(0)),
        }),
        Item::Package { .. } | Item::Attachment { .. } | Item::Traffic { .. } => None,
    }
}

/// Returns what the price of an offer says of an action: of a package that gets another size, nobody tells what the change costs.
fn of_offer(offer: &Offer, price: Price) -> Price {
    match price {
        Price::Known(amount) if !offer.is_bought => Price::NotKnown {
            reason: Unpriced::Resize {
                as_new: Some(amount),
            },
        },
        price => price,
    }
}

/// Names what a price is of, for the cache.
fn request(offer: &Offer) -> String {
    let charge = match offer.charge {
        cen_topology::Charge::Postpaid => "postpaid".to_owned(),
        cen_topology::Charge::Prepaid { months, .. } => format!("{months} months"),
    };
    format!("{} {} {charge}", offer.areas, offer.mbps.0)
}

async fn asked(
    clients: &Clients,
    account: &AccountName,
    offer: &Offer,
) -> Result<Option<PackagePrice>, Error> {
    let [one, other] = [offer.areas.first(), offer.areas.second()].map(api_name);
    let inquiry = PackageInquiry {
        bandwidth: offer.mbps.0,
        geographic_region_a_id: &one,
        geographic_region_b_id: &other,
        charge: match offer.charge {
            cen_topology::Charge::Postpaid => Charge::Postpaid,
            cen_topology::Charge::Prepaid { months, auto_renew } => {
                Charge::Prepaid { months, auto_renew }
            }
        },
    };
    clients.of(account).estimate_package_cost(inquiry).await
}

/// Returns the word of requests for an area, such as `Asia-Pacific`.
fn api_name(area: Area) -> String {
    let capitalised = |word: &str| {
        let (first, rest) = word.split_at(1.min(word.len()));
        format!("{}{rest}", first.to_uppercase())
    };
    let words: Vec<_> = area.as_str().split('-').map(capitalised).collect();
    words.join("-")
}

/// Returns the amounts of an answer. An own price that cannot be right is left out.
fn amount(found: PackagePrice, now: Timestamp) -> Amount {
    let list = found.original_amount.as_f64().unwrap_or_default();
    let own = found
        .trade_amount
        .filter(|own| own.as_f64().is_some_and(|own| own > 0.0 && own <= list));
    let period = match found.period.as_str() {
        "" => "a period that the vendor does not tell".to_owned(),
        period => period.to_lowercase(),
    };
    Amount {
        currency: found.currency,
        list: found.original_amount.to_string(),
        own: own.map(|own| own.to_string()),
        period,
        asked: minute(now),
        age: None,
    }
}

fn price(answer: KnownPrice, now: Timestamp) -> Price {
    let minutes = now.duration_since(answer.asked).as_mins().max(0);
    let age = match (minutes / 60, minutes) {
        (_, 0) => None,
        (0, minutes) => Some(format!("{minutes} min ago")),
        (hours, _) => Some(format!("{hours} h ago")),
    };
    match answer.amount {
        Some(amount) => Price::Known(Amount { age, ..amount }),
        None => Price::NotKnown {
            reason: Unpriced::NoPrice,
        },
    }
}
