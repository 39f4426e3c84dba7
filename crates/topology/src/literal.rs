//! Reads single texts of the file: addresses, ranges and days.
//!
//! Each value has one spelling. A number with leading zeros is refused, because other programs read
//! it as octal.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use jiff::civil::Date;

/// Reads an address.
pub(crate) fn address(text: &str) -> Option<Ipv4Addr> {
    text.parse::<Ipv4Addr>()
        .ok()
        .filter(|address| address.to_string() == text)
}

/// Reads an address with a prefix; the address may have bits beyond the prefix.
pub(crate) fn range(text: &str) -> Option<Ipv4Net> {
    text.parse::<Ipv4Net>()
        .ok()
        .filter(|range| range.to_string() == text)
}

/// Reads the range of a cloud service, which may be written as a single address.
pub(crate) fn service_range(host: &str) -> Option<Ipv4Net> {
    address(host).map(Ipv4Net::from).or_else(|| range(host))
}

/// Reads a day, `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Option<Date> {
    text.parse::<Date>()
        .ok()
        .filter(|date| date.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_a_leading_zero_is_no_number() {
        for text in [
            "010.0.0.0/8",
            "10.010.0.0/16",
            "10.0.0.0/08",
            "10.00.0.0/8",
            "10.0.0/8",
        ] {
            assert_eq!(range(text), None, "{text}");
        }
        for text in ["10.0.0.02", "010.0.0.2", "10.0.2", "0x0a.0.0.2"] {
            assert_eq!((address(text), service_range(text)), (None, None), "{text}");
        }
        assert!(range("10.0.0.0/8").is_some() && service_range("100.118.28.52").is_some());
    }
}
