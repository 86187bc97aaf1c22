//! Looks whether every channel of a policy and every webhook of its levels has its secret, before anybody depends on
//! it.

use super::Allowed;
use super::guard::Guard;
use super::secret::{self, NoSecret};
use reqwest::Url;
use warroom_incident::Policy;
use warroom_incident::event::ChannelKind;
use warroom_incident::policy::Channel;

/// A channel or a level's webhook that cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// Which of the two, as a policy calls them: `channels` or `escalation`.
    pub list: &'static str,
    /// Its place there.
    pub index: usize,
    /// Its name.
    pub channel: String,
    /// The key of the policy that it is about.
    pub key: &'static str,
    /// What is wrong.
    pub why: String,
}

impl std::fmt::Display for Lacking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} cannot be used: {}", self.what(), self.channel, self.why)
    }
}

impl Lacking {
    /// The kind of thing, within a sentence.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.list == ESCALATION { "a webhook" } else { "a channel" }
    }

    /// What it is, within a sentence.
    #[must_use]
    pub fn what(&self) -> &'static str {
        if self.list == ESCALATION { "the webhook of level" } else { "the channel" }
    }
}

const CHANNELS: &str = "channels";
const ESCALATION: &str = "escalation";

/// The channels of a policy, and the webhooks of its levels, that this server cannot use: without their secret, or without TLS to a host that is not
/// allowed.
#[must_use]
pub fn lacking(policy: &Policy, allowed: &[Allowed]) -> Vec<Lacking> {
    let guard = Guard::new(allowed);
    let channels = policy.channels.iter().enumerate().map(|(index, it)| (CHANNELS, index, it.clone()));
    let levels = policy.escalation.iter().enumerate();
    let levels = levels.filter_map(|(index, level)| Some((ESCALATION, index, level.webhook()?)));
    let mut found = Vec::new();
    for (list, index, channel) in channels.chain(levels) {
        let lacks = |(key, why)| Lacking { list, index, channel: channel.name.clone(), key, why };
        found.extend(of(&channel, &guard).into_iter().map(lacks));
    }
    found
}

fn of(channel: &Channel, guard: &Guard) -> Vec<(&'static str, String)> {
    let Some(kind) = channel.kind() else { return Vec::new() };
    let mut found = Vec::new();
    let mut addresses = vec![("to", Url::parse(&channel.to).ok().filter(|_| kind == ChannelKind::Webhook))];
    addresses.push(("to", channel.issue().and_then(|issue| Url::parse(&issue.comments).ok())));
    addresses.push(("api", Url::parse(&channel.api).ok()));
    if kind.needs_secret() {
        let key = if channel.secret_env.is_empty() { "secret_file" } else { "secret_env" };
        match secret::read(channel) {
            Ok(secret) if kind == ChannelKind::Slack => addresses.push((key, secret.address())),
            Ok(_) => {}
            Err(why) => found.push((key, why_not(&why))),
        }
    }
    for (key, address) in addresses {
        let Some(address) = address.filter(|it| it.scheme() == "http") else { continue };
        let host = address.host_str().unwrap_or_default();
        if !guard.allows(host, address.port_or_known_default().unwrap_or(80)) {
            let plain = super::guard::Forbidden::Plain { host: host.to_owned() };
            found.push((key, plain.to_string()));
        }
    }
    found.dedup();
    found
}

fn why_not(why: &NoSecret) -> String {
    format!("its secret is missing: {why}")
}
