//! Addresses with a scheme: connection strings, passwords in addresses, hosts and chats of the inside.

use super::scan::{MARKS, Scan};
use super::{Found, Kind, Settings, hosts};
use core::ops::Range;

/// Schemes of data stores, queues and directories: such an address never helps a reader.
const STORES: &[&str] = &[
    "postgres",
    "postgresql",
    "mysql",
    "mysqlx",
    "mariadb",
    "mongodb",
    "mongodb+srv",
    "redis",
    "rediss",
    "amqp",
    "amqps",
    "kafka",
    "mssql",
    "sqlserver",
    "oracle",
    "cassandra",
    "clickhouse",
    "cockroachdb",
    "couchbase",
    "couchdb",
    "memcached",
    "nats",
    "neo4j",
    "bolt",
    "ldap",
    "ldaps",
    "mqtt",
    "mqtts",
    "etcd",
    "zookeeper",
    "zk",
    "snowflake",
    "redshift",
    "elasticsearch",
    "sb",
    "tns",
];

/// An address in a text.
pub(super) struct Url<'s> {
    /// All of it, without the sentence's punctuation.
    pub(super) range: Range<usize>,
    /// What stands before `://`, in lower case.
    pub(super) scheme: &'s str,
    /// Name and password, if there are any.
    pub(super) user: Option<&'s str>,
    /// The host, in lower case.
    pub(super) host: &'s str,
    /// Where the host begins.
    host_at: usize,
    /// The place behind host and port.
    pub(super) path: usize,
}

/// All addresses of a text.
pub(super) fn all<'s>(scan: &'s Scan<'_>) -> impl Iterator<Item = Url<'s>> + 's {
    let mut behind = 0;
    scan.places("://").filter_map(move |at| {
        let url = (at >= behind).then(|| url(scan, at)).flatten()?;
        behind = url.range.end;
        Some(url)
    })
}

fn url<'s>(scan: &'s Scan<'_>, colon: usize) -> Option<Url<'s>> {
    let of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b':');
    let near = scan.near_before(colon).as_bytes();
    let start = colon - near.iter().rev().take_while(|byte| of_scheme(byte)).count();
    // `jdbc:postgresql://`: the last part is what it speaks.
    let scheme = scan.low(start..colon).rsplit(':').next().unwrap_or_default();
    let whole =
        start..scan.run(colon, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'<' | b'>' | b'`'));
    let end = scan.trimmed(whole.clone(), MARKS);
    let end = if wants_bracket(scan, start..end, whole.end) { end + 1 } else { end };
    let authority = colon + 3;
    let path = scan.run(authority, |byte| !matches!(byte, b'/' | b'?' | b'#')).min(end).max(authority.min(end));
    let part = scan.low(authority.min(path)..path);
    let (user, from) = match part.rfind('@') {
        Some(at) => (Some(scan.text.get(authority..authority + at)?), authority + at + 1),
        None => (None, authority.min(path)),
    };
    let host = scan.low(from..path).split([':', ',', ';']).next().unwrap_or_default();
    (end > authority).then_some(Url { range: start..end, scheme, user, host, host_at: from, path })
}

/// Whether a bracket that was taken for the sentence's belongs to the address: `http://[fd00::1]`.
fn wants_bracket(scan: &Scan<'_>, part: Range<usize>, whole: usize) -> bool {
    part.end < whole && scan.byte(part.end) == b']' && scan.low(part).contains("[")
}

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    for url in all(scan) {
        let jdbc = scan.low(url.range.clone()).starts_with("jdbc:");
        let password = url.user.is_some_and(|user| user.contains(':'));
        let known = matches!(url.scheme, "http" | "https" | "ftp" | "ftps" | "sftp" | "ssh" | "git" | "ws" | "wss");
        if jdbc || STORES.contains(&url.scheme) || (password && !known) {
            found.add(Kind::ConnectionString, url.range.clone());
        } else if password {
            found.add(Kind::Credential, url.range.clone());
        } else if settings.is_allowed_host(url.host) {
            continue;
        } else {
            single_label(scan, &url, found);
            chat(scan, &url, found);
        }
    }
}

/// `http://grafana/d/7`: only a resolver of the inside knows such a name.
fn single_label(scan: &Scan<'_>, url: &Url<'_>, found: &mut Found) {
    let web = matches!(url.scheme, "http" | "https" | "ws" | "wss" | "grpc" | "tcp" | "udp" | "ssh" | "ftp" | "sftp");
    let plain = !url.host.is_empty()
        && url.host.bytes().all(hosts::is_label)
        && url.host.bytes().any(|b| b.is_ascii_alphabetic());
    if web && plain {
        found.add(
            Kind::InternalHost,
            url.host_at..scan.run(url.host_at + url.host.len(), |b| b == b':' || b.is_ascii_digit()).min(url.path),
        );
    }
}

/// Links into the chat or the conference of a company.
fn chat(scan: &Scan<'_>, url: &Url<'_>, found: &mut Found) {
    let path = scan.low(url.path..url.range.end);
    let slack = url.host.ends_with(".slack.com")
        && ["/archives/", "/client/", "/messages/"].iter().any(|it| path.starts_with(it));
    let others = [("teams.microsoft.com", "/l/"), ("discord.com", "/channels/"), ("chat.google.com", "/room/")];
    if slack || others.iter().any(|(host, start)| url.host == *host && path.starts_with(start)) {
        found.add(Kind::SlackChannel, url.range.clone());
    }
}
