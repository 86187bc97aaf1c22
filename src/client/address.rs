//! A server's address as people write it: `ws://HOST:PORT`. HTTP goes to the same port.

use std::fmt;

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    host: String,
    port: u16,
}

/// A word that is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// It has another shape.
    #[error("{0:?} is not a server's address; write it like ws://127.0.0.1:7878")]
    Shape(String),
    /// This program speaks plain WebSockets only.
    #[error("{0:?} needs TLS, which this version does not speak; use ws:// through an ssh tunnel or a local proxy")]
    Tls(String),
}

impl Address {
    /// Reads `ws://HOST:PORT`; a bare `HOST:PORT` is understood too.
    ///
    /// # Errors
    /// [`NotAnAddress`], with what was given made visible.
    pub fn parse(word: &str) -> Result<Address, NotAnAddress> {
        let shown = || warroom_incident::text::visible(word).chars().take(80).collect::<String>();
        let lower = word.trim().to_ascii_lowercase();
        if lower.starts_with("wss://") || lower.starts_with("https://") {
            return Err(NotAnAddress::Tls(shown()));
        }
        let bare = lower.strip_prefix("ws://").or(lower.strip_prefix("http://")).unwrap_or(&lower);
        let bare = bare.trim_end_matches('/');
        let (host, port) = bare.rsplit_once(':').ok_or_else(|| NotAnAddress::Shape(shown()))?;
        let port = port.parse().map_err(|_| NotAnAddress::Shape(shown()))?;
        let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let well_formed = match inner {
            Some(v6) => v6.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && host.chars().all(plain),
        };
        if !well_formed || port == 0 {
            return Err(NotAnAddress::Shape(shown()));
        }
        Ok(Address { host: inner.unwrap_or(host).to_owned(), port })
    }

    /// What to connect to.
    #[must_use]
    pub fn target(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// Host and port as the `Host` header has them.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ws://{}", self.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back_as_it_was_written() {
        for word in ["ws://127.0.0.1:7878", "ws://[::1]:1", "ws://war.example:80"] {
            assert_eq!(Address::parse(word).map(|it| it.to_string()), Ok(word.to_owned()));
        }
        assert_eq!(Address::parse("localhost:7878/").map(|it| it.to_string()), Ok("ws://localhost:7878".to_owned()));
    }

    #[test]
    fn what_is_no_address_is_said_to_be_none() {
        for word in
            ["", "ws://", "ws://host", "ws://host:0", "ws://host:99999", "ws://a b:1", "ws://u:p@h:1", "ws://h:1/x"]
        {
            assert!(matches!(Address::parse(word), Err(NotAnAddress::Shape(_))), "{word}");
        }
        assert!(matches!(Address::parse("wss://h:1"), Err(NotAnAddress::Tls(_))));
    }
}
