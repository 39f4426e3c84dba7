//! The words for what needs a person.

use cen_plan::{Concern, Notice};

/// Returns what is the matter, the next step, and the code.
pub fn notice(notice: &Notice) -> String {
    let Notice { concern, .. } = notice;
    format!(
        "{}; {} [{}]",
        notice_without_code(concern),
        notice_help(concern),
        concern.code()
    )
}

/// Returns what is the matter.
pub(crate) fn notice_without_code(concern: &Concern) -> String {
    match concern {
        Concern::Locked { package, status } => {
            format!("{package} is {status} and carries no traffic")
        }
        Concern::Ended { package, at } => format!("the paid term of {package} ended at {at}"),
        Concern::Ends {
            package,
            at,
            renews: false,
        } => format!("the paid term of {package} ends at {at}"),
        Concern::Ends { package, at, .. } => format!(
            "the paid term of {package} ends at {at}, and the cloud does not tell whether it renews itself"
        ),
        Concern::Reserved { package, to, at } => {
            format!("an order is waiting that makes {package} {to} at {at}")
        }
        Concern::OutOfService { instance, status } => {
            format!("{instance} is {status} and carries no traffic")
        }
        Concern::LooksRenamed { was } => {
            format!("this looks like `{was}` under another key, which the plan removes")
        }
        Concern::LeftBehind { id, account, owner } => format!(
            "{id} was made here in account `{account}` ({owner}), which is not in the file; it stays, and may be billed"
        ),
        Concern::RenewalNotCompared { package } => format!(
            "the term and the renewal of {package} were set when it was bought: `months` and `auto-renew` change nothing now"
        ),
    }
}

/// Returns the next step.
pub(crate) fn notice_help(concern: &Concern) -> &'static str {
    match concern {
        Concern::Locked { .. } => "pay the bill, or ask the vendor why it is locked",
        Concern::Ended { .. } => "renew it in the console",
        Concern::Ends { renews: false, .. } => {
            "renew it in the console, or take it out of the file"
        }
        Concern::Ends { .. } => "check in the console that it does",
        Concern::Reserved { .. } => {
            "cancel the order in the console, or write that size into the file"
        }
        Concern::OutOfService { .. } => "restore it in the console, or take it out of the file",
        Concern::LeftBehind { .. } => {
            "put the account back into the file, without what is in it, apply it, and remove the account then"
        }
        Concern::RenewalNotCompared { .. } => "change them in the console",
        Concern::LooksRenamed { .. } => "write `was:` with that key here, and it is kept",
    }
}

/// Returns the title of a concern, without the details of one case.
pub(crate) fn notice_title(concern: &Concern) -> &'static str {
    match concern {
        Concern::Locked { .. } | Concern::OutOfService { .. } => "it exists and does not work",
        Concern::Ended { .. } | Concern::Ends { .. } | Concern::Reserved { .. } => {
            "a package ends or changes by itself"
        }
        Concern::LeftBehind { .. } => "what was made here is in an account that left the file",
        Concern::RenewalNotCompared { .. } => "the renewal of a package that exists is not changed",
        Concern::LooksRenamed { .. } => "something looks renamed",
    }
}
