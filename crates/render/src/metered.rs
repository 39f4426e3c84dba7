//! What is billed by use from now on, without being bought: in numbers, because nobody tells the
//! prices (source: the vendor's page on billing).

use std::collections::BTreeMap;

use cen_action::{
    Action, Call,
    call::{Metered, RouterCall},
};
use cen_plan::Plan;
use cen_topology::{AccountName, Mbps};

use crate::document::{Document, Label, Line};
use crate::words::count::counted;

/// The hours of a month, as the vendor's estimates count them.
const HOURS_OF_A_MONTH: usize = 730;

/// What one account is billed for.
#[derive(Default)]
struct Sum {
    attachments: usize,
    links: usize,
    most: u32,
}

/// Says what is billed by use, for each account that pays for it.
pub(crate) fn lines(plan: &Plan) -> Document {
    let mut sums: BTreeMap<&AccountName, Sum> = BTreeMap::new();
    for step in &plan.steps {
        let action = &step.action;
        let Some(metered) = action.call.traits().metered else {
            continue;
        };
        let sum = sums.entry(&action.account).or_default();
        match metered {
            Metered::ByTheHour => sum.attachments += 1,
            Metered::ByTheGb => {
                sum.links += 1;
                sum.most = sum.most.saturating_add(most(action).0);
            }
        }
    }
    let mut out = Document::default();
    for (account, sum) in sums {
        let text = format!("billed by use, to account {account}: {}", words(&sum));
        out.push(Line::of(Label::Cost, text));
    }
    if !out.is_empty() {
        out.blank();
    }
    out
}

fn words(sum: &Sum) -> String {
    let hours = sum.attachments * HOURS_OF_A_MONTH;
    let attachments = (sum.attachments > 0).then(|| {
        let count = counted(sum.attachments, "attachment", "attachments");
        format!("{count}, {hours} hours a month and each GB that they send")
    });
    let links = (sum.links > 0).then(|| {
        let count = counted(sum.links, "link", "links");
        let most = Mbps(sum.most);
        format!("{count}, each GB that it carries, at most {most}")
    });
    let parts: Vec<_> = attachments.into_iter().chain(links).collect();
    format!("{}; prices are not known here", parts.join("; "))
}

fn most(action: &Action) -> Mbps {
    match &action.call {
        Call::Router(RouterCall::CreateLink(create)) => create.state.mbps,
        Call::Router(RouterCall::ModifyLink(modify)) => modify.to.mbps,
        _ => Mbps(0),
    }
}
