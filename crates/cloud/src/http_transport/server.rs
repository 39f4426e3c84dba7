//! The server that a URL names.

use std::fmt;
use std::net::IpAddr;

/// A host and a port.
pub(super) struct Server {
    host: String,
    port: u16,
}

impl Server {
    /// Returns the server of a URL.
    pub(super) fn of(uri: &http::Uri) -> Self {
        let usual_port = if uri.scheme() == Some(&http::uri::Scheme::HTTP) {
            80
        } else {
            443
        };
        Self {
            host: uri.host().unwrap_or_default().to_owned(),
            port: uri.port_u16().unwrap_or(usual_port),
        }
    }

    /// Tells whether it is reached through the loopback interface, where no proxy can reach it.
    pub(super) fn is_this_machine(&self) -> bool {
        let address = self.host.trim_matches(['[', ']']).parse::<IpAddr>();
        address.map_or_else(
            |_| self.host.eq_ignore_ascii_case("localhost"),
            |address| address.is_loopback(),
        )
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_are_this_machine() {
        for (url, is_this_machine) in [
            ("http://127.8.0.1:8787/", true),
            ("http://[::1]/", true),
            ("http://LocalHost/", true),
            ("https://cbn.aliyuncs.com/", false),
            ("http://10.0.0.1/", false),
        ] {
            let server = Server::of(&url.parse().unwrap());
            assert_eq!(server.is_this_machine(), is_this_machine, "{url}");
        }
    }
}
