//! The proxy between this machine and a server, so that an error can name it.
//!
//! The HTTP client reads the same variables by itself. Only a host and a port are shown of a proxy, never its user and password.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;

use super::server::Server;

/// The proxies that the environment names, for plain HTTP and for HTTPS.
#[derive(Default)]
pub(super) struct Proxies {
    http: Option<ProxyVariable>,
    https: Option<ProxyVariable>,
    /// The hosts that no proxy is asked for, as the environment writes them.
    not_for: String,
}

/// A variable and its value, which may hold a password.
#[derive(Clone)]
struct ProxyVariable {
    variable: &'static str,
    value: String,
}

/// A proxy that a request goes through.
pub(super) struct Proxy {
    server: Server,
    variable: &'static str,
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "through the proxy {} of `{}`",
            self.server, self.variable
        )
    }
}

impl Proxies {
    /// Reads the variables that name proxies. As for the HTTP client, the first of two spellings counts, even if it is empty.
    pub(super) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: [&'static str; 2]| {
            names.into_iter().find_map(|name| {
                let value = variable(name)?;
                Some(ProxyVariable {
                    variable: name,
                    value,
                })
            })
        };
        let set = |names| first(names).filter(|named| !named.value.is_empty());
        let all = set(["ALL_PROXY", "all_proxy"]);
        Self {
            http: set(["HTTP_PROXY", "http_proxy"]).or_else(|| all.clone()),
            https: set(["HTTPS_PROXY", "https_proxy"]).or(all),
            not_for: first(["NO_PROXY", "no_proxy"]).map_or_else(String::new, |named| named.value),
        }
    }

    /// Returns the proxy that a request to this URL goes through; none if it goes there by itself.
    ///
    /// # Errors
    /// If a proxy is named, but not by a URL: the request would go past it.
    pub(super) fn on_the_way_to(&self, uri: &http::Uri) -> Result<Option<Proxy>, String> {
        let is_http = uri.scheme() == Some(&http::uri::Scheme::HTTP);
        let Some(named) = (if is_http { &self.http } else { &self.https }) else {
            return Ok(None);
        };
        let matcher = |proxy: &str| {
            let matcher = Matcher::builder().all(proxy).no(self.not_for.as_str());
            matcher.build().intercept(uri)
        };
        let is_excepted = matcher("http://any").is_none();
        match matcher(&named.value) {
            Some(proxy) => Ok(Some(Proxy {
                server: Server::of(proxy.uri()),
                variable: named.variable,
            })),
            None if is_excepted => Ok(None),
            None => Err(format!(
                "`{}` holds no URL of a proxy: write it as `http://HOST:PORT`, or unset it",
                named.variable
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Describes the way to this URL under these variables.
    fn way(url: &str, variables: &[(&str, &str)]) -> String {
        let proxies = Proxies::from_environment(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name)?;
            Some(found.1.to_owned())
        });
        match proxies.on_the_way_to(&url.parse().unwrap()) {
            Ok(proxy) => proxy.map_or_else(|| "straight".to_owned(), |proxy| proxy.to_string()),
            Err(reason) => reason,
        }
    }

    const CLOUD: &str = "https://cbn.aliyuncs.com/";

    #[test]
    fn a_proxy_is_named_by_host_port_and_variable() {
        for value in [
            "http://bob:canary@proxy.corp:3128",
            "bob:canary@proxy.corp:3128",
            "http://bob:can@ry@proxy.corp:3128",
        ] {
            assert_eq!(
                way(CLOUD, &[("HTTPS_PROXY", value)]),
                "through the proxy proxy.corp:3128 of `HTTPS_PROXY`",
            );
        }
        let all = [("all_proxy", "http://a:1"), ("HTTP_PROXY", "http://h:2")];
        assert_eq!(way(CLOUD, &all), "through the proxy a:1 of `all_proxy`");
        assert_eq!(
            way("http://gateway/", &all),
            "through the proxy h:2 of `HTTP_PROXY`"
        );
    }

    #[test]
    fn a_host_that_is_excepted_is_reached_straight() {
        let proxy = ("https_proxy", "http://p:1");
        assert_eq!(way(CLOUD, &[]), "straight");
        assert_eq!(way(CLOUD, &[("HTTP_PROXY", "http://p:1")]), "straight");
        assert_eq!(
            way(CLOUD, &[proxy, ("NO_PROXY", "aliyuncs.com")]),
            "straight"
        );
        assert_eq!(way(CLOUD, &[proxy, ("HTTPS_PROXY", "")]), "straight");
        let wrong = ("HTTPS_PROXY", "htp://x");
        assert_eq!(way(CLOUD, &[wrong, ("no_proxy", "*")]), "straight");
    }

    #[test]
    fn a_variable_that_holds_no_proxy_is_refused_without_its_value() {
        for value in ["htp://bob:canary@x", "canary\u{7}", "http://"] {
            let said = way(CLOUD, &[("HTTPS_PROXY", value)]);
            assert!(said.starts_with("`HTTPS_PROXY` holds no URL"), "{said}");
            assert!(!said.contains("canary"), "{said}");
        }
    }
}
