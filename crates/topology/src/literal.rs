//! What single texts of the file mean.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use jiff::civil::Date;

/// A day as the language writes it, `YYYY-MM-DD` and nothing else.
pub(crate) fn date(text: &str) -> Option<Date> {
    text.parse::<Date>()
        .ok()
        .filter(|date| date.to_string() == text)
}

/// The range that an address or a range stands for.
pub(crate) fn service_range(host: &str) -> Option<Ipv4Net> {
    host.parse::<Ipv4Addr>()
        .map(Ipv4Net::from)
        .or_else(|_| host.parse())
        .ok()
}
