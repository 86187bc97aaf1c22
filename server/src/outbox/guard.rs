//! To whom the server may speak: the public internet, over TLS, and the hosts that it was told to allow when it was
//! started. Addresses are looked at after a name is resolved, and exactly those are connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

/// A host of the own network that channels may lead to, also in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    host: String,
    port: Option<u16>,
}

impl FromStr for Allowed {
    type Err = String;

    fn from_str(text: &str) -> Result<Allowed, String> {
        let expected = || "expected a host, or a host and its port: jira.acme.internal:8443".to_owned();
        let bare = |host: &str| host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let (host, port) = match text.rsplit_once(':') {
            _ if text.parse::<Ipv6Addr>().is_ok() => (text, None),
            Some((host, port)) => (host, Some(port.parse().map_err(|_| expected())?)),
            None => (text, None),
        };
        let host = bare(host);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if host.is_empty() || !host.chars().all(plain) {
            return Err(expected());
        }
        Ok(Allowed { host, port })
    }
}

/// What keeps channels out of the own network.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    allowed: Arc<[Allowed]>,
}

/// A place that nothing is sent to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Forbidden {
    /// It lies in the own network.
    #[error("{host} is not on the public internet; if it is meant, start the server with --allow-private {host}")]
    Private {
        /// Which.
        host: String,
    },
    /// It speaks without TLS.
    #[error("{host} would be spoken to without TLS; if it is meant, start the server with --allow-private {host}")]
    Plain {
        /// Which.
        host: String,
    },
}

impl Guard {
    pub(super) fn new(allowed: &[Allowed]) -> Guard {
        Guard { allowed: allowed.into() }
    }

    /// Whether the server was told to allow this host.
    pub(super) fn allows(&self, host: &str, port: u16) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let fits = |it: &Allowed| it.host.eq_ignore_ascii_case(host) && it.port.is_none_or(|its| its == port);
        self.allowed.iter().any(fits)
    }

    /// The addresses of a host, all of them public unless it is allowed.
    pub(super) async fn resolve(&self, host: &str, port: u16) -> std::io::Result<Result<Vec<SocketAddr>, Forbidden>> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let addresses: Vec<_> = tokio::net::lookup_host((bare, port)).await?.collect();
        let public = addresses.iter().all(|address| is_public(address.ip()));
        if public || self.allows(host, port) {
            return Ok(Ok(addresses));
        }
        Ok(Err(Forbidden::Private { host: host.to_owned() }))
    }
}

/// Whether an address is one of the public internet. One that only carries another is judged by that one, or refused.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    let benchmarks = a == 198 && (b == 18 || b == 19);
    !(a == 0
        || a >= 240
        || shared
        || protocols
        || relay
        || benchmarks
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let [a, b, c, d, e, f, g, h] = address.segments();
    if [a, b, c, d, e, f] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [high, low] = [g.to_be_bytes(), h.to_be_bytes()];
        return is_public_v4(Ipv4Addr::new(high[0], high[1], low[0], low[1]));
    }
    // Only 2000::/3 is given out; of it not what is for protocols (Teredo), documentation, and 6to4.
    let global = (0x2000..0x4000).contains(&a);
    let protocols = a == 0x2001 && b < 0x200;
    let documentation = (a == 0x2001 && b == 0xdb8) || (a == 0x3fff && b < 0x1000);
    global && !protocols && !documentation && a != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_spoken_to() {
        let public = [
            "8.8.8.8",
            "1.1.1.1",
            "104.16.0.1",
            "100.63.0.1",
            "172.32.0.1",
            "2606:4700::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ];
        for address in public {
            assert!(is_public(address.parse().expect("an address")), "{address}");
        }
        let own = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in own {
            assert!(!is_public(address.parse().expect("an address")), "{address}");
        }
    }

    #[test]
    fn a_host_is_allowed_by_its_name_and_if_said_its_port() {
        let allowed = |text: &str| text.parse::<Allowed>();
        let guard = Guard::new(&[
            allowed("Jira.acme.internal").expect("a host"),
            allowed("127.0.0.1:8025").expect("a host and port"),
            allowed("[::1]:25").expect("an address and port"),
            allowed("fd00::7").expect("an address"),
        ]);
        assert!(guard.allows("jira.ACME.internal", 443) && guard.allows("jira.acme.internal", 80));
        assert!(guard.allows("127.0.0.1", 8025) && !guard.allows("127.0.0.1", 22));
        assert!(guard.allows("[::1]", 25) && guard.allows("::1", 25) && guard.allows("[fd00::7]", 1));
        assert!(!guard.allows("evil.jira.acme.internal", 443) && !guard.allows("localhost", 8025));
        for wrong in ["", "a b", "https://jira.acme.internal", "jira:port", "*"] {
            assert!(allowed(wrong).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_and_one_that_is_allowed_is_not() {
        let refused = Guard::default().resolve("localhost", 443).await.expect("it resolves");
        assert_eq!(refused, Err(Forbidden::Private { host: "localhost".into() }));
        let guard = Guard::new(&["localhost".parse().expect("a host")]);
        assert!(guard.resolve("localhost", 443).await.expect("it resolves").is_ok());
    }
}
