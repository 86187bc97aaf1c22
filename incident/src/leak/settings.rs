//! What a team says about its own words: the section `[leaks]` of the policy.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// The settings of the leak check. Letters' case never matters in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What is never said outside: customers, code names.
    pub terms: Vec<String>,
    /// Domains of the staff's e-mail, without `@`.
    pub staff_domains: Vec<String>,
    /// People of the staff, as they could be named in a text.
    pub staff_names: Vec<String>,
    /// Software whose version tells attackers what to try.
    pub server_software: Vec<String>,
    /// Ends of the names of hosts that only the inside can reach, like `.internal`.
    pub internal_suffixes: Vec<String>,
    /// What stands before the hyphen in the numbers of tickets; others are found by their form.
    pub ticket_prefixes: Vec<String>,
    /// What is never flagged.
    pub allowed: Allowed,
    /// Whether an update may say by when it will be over: where nothing is said such words are worth a look, and
    /// where it is refused they need a waiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_promise_recovery: Option<bool>,
}

/// What is never flagged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Allowed {
    /// E-mail addresses that are meant for everybody.
    pub emails: Vec<String>,
    /// Hosts that everybody can reach, and the addresses on them.
    pub hosts: Vec<String>,
    /// Names in social networks, with `@`.
    pub handles: Vec<String>,
    /// Anything else: a product that looks like a ticket, a public address.
    pub words: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            terms: Vec::new(),
            staff_domains: Vec::new(),
            staff_names: Vec::new(),
            server_software: list(&[
                "apache",
                "cassandra",
                "consul",
                "elasticsearch",
                "envoy",
                "etcd",
                "haproxy",
                "kafka",
                "kubernetes",
                "mariadb",
                "memcached",
                "mongodb",
                "mysql",
                "nginx",
                "openssh",
                "openssl",
                "postgres",
                "rabbitmq",
                "redis",
                "tomcat",
                "varnish",
            ]),
            internal_suffixes: list(&[".internal", ".corp", ".lan", ".local", ".intranet", ".home.arpa"]),
            ticket_prefixes: Vec::new(),
            allowed: Allowed::default(),
            may_promise_recovery: None,
        }
    }
}

/// One list of the settings and what its words have to be.
pub(crate) struct List<'a> {
    /// Its key below `leaks`.
    pub(crate) key: &'static str,
    /// Its words.
    pub(crate) words: &'a [String],
    /// Whether a word can be one of them.
    pub(crate) fits: fn(&str) -> bool,
    /// What is expected of a word.
    pub(crate) expected: &'static str,
}

impl Settings {
    /// All lists, for whoever judges a policy.
    pub(crate) fn lists(&self) -> Vec<List<'_>> {
        let list = |key, words, fits, expected| List { key, words, fits, expected };
        let Allowed { emails, hosts, handles, words } = &self.allowed;
        let long = "two letters or digits at least; less would be found everywhere";
        let host = "a host without https:// and path, like status.acme.example";
        vec![
            list("terms", &self.terms, is_findable, long),
            list("staff_domains", &self.staff_domains, is_host, "a domain without @, like acme.example"),
            list("staff_names", &self.staff_names, is_findable, long),
            list("server_software", &self.server_software, is_plain, "the name of a program, like nginx"),
            list("internal_suffixes", &self.internal_suffixes, is_suffix, "the end of a host's name, like .internal"),
            list("ticket_prefixes", &self.ticket_prefixes, is_plain, "what stands before the hyphen, like PLAT"),
            list("allowed.emails", emails, is_email, "an e-mail address"),
            list("allowed.hosts", hosts, is_host, host),
            list("allowed.handles", handles, is_handle, "a name with @ in front, like @acmestatus"),
            list("allowed.words", words, is_findable, long),
        ]
    }

    /// Whether a host is of the staff's domains: one of them, or below one.
    pub(super) fn is_staff_domain(&self, host: &str) -> bool {
        self.staff_domains.iter().any(|domain| ends_with_label(host, domain.trim_start_matches(['@', '.'])))
    }

    /// Whether a host ends as internal ones do.
    pub(super) fn is_internal(&self, host: &str) -> bool {
        let known = ALWAYS_INTERNAL.iter().copied();
        self.internal_suffixes.iter().map(String::as_str).chain(known).any(|suffix| {
            let suffix = suffix.trim_start_matches(['*', '.']);
            host.len() > suffix.len() && ends_with_label(host, suffix)
        })
    }

    /// Whether everybody may know of a host.
    pub(super) fn is_allowed_host(&self, host: &str) -> bool {
        self.allowed.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }
}

fn is_findable(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

fn is_plain(word: &str) -> bool {
    is_findable(word) && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+'))
}

fn is_host(word: &str) -> bool {
    is_plain(word) && !word.contains('+') && !word.starts_with('.') && !word.contains("..")
}

fn is_suffix(word: &str) -> bool {
    word.strip_prefix('.').is_some_and(is_host)
}

fn is_handle(word: &str) -> bool {
    word.strip_prefix('@').is_some_and(is_plain)
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !name.contains(' ') && is_host(host))
}

/// Suffixes that no public host has, whatever the policy says.
const ALWAYS_INTERNAL: &[&str] =
    &["local", "localdomain", "internal", "intranet", "home.arpa", "svc.cluster.local", "consul"];

fn ends_with_label(host: &str, suffix: &str) -> bool {
    let Some(start) = host.len().checked_sub(suffix.len()) else { return false };
    let Some(end) = host.get(start..) else { return false };
    !suffix.is_empty()
        && end.eq_ignore_ascii_case(suffix)
        && (start == 0 || host.as_bytes().get(start - 1) == Some(&b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_end_at_a_dot() {
        let settings = Settings { staff_domains: vec!["acme.example".into()], ..Settings::default() };
        assert!(settings.is_staff_domain("mail.ACME.example"));
        assert!(!settings.is_staff_domain("notacme.example"));
        assert!(settings.is_internal("db.internal"));
        assert!(!settings.is_internal("internal"));
        assert!(!settings.is_internal("éinternal"));
    }
}
