//! What a team agrees on about external updates: who is told, where, in which words, and who has to agree before.
//!
//! Kinds, phases and levels are words here, not types: a policy also stands in events, and a client must be able to
//! read that of a newer server. Nothing secret is in a policy, only where the server finds it.

use super::{Impact, Policy};
use crate::bounds;
use crate::event::{ChannelKind, Phase};
use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// What all updates share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Updates {
    /// What the outside calls what you run: the slot `{service}`.
    pub service: String,
    /// What the outside calls an incident: its name on a status page, the subject of a mail.
    pub title: String,
    /// How each severity looks on a status page.
    pub impacts: Vec<Impact>,
}

/// Whom updates are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Its name, lower case: `customers`.
    pub name: String,
    /// Who that is, in one line.
    #[serde(default)]
    pub meaning: String,
}

/// Where updates go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its name, lower case: `status_page`.
    pub name: String,
    /// What it is: `file`, `statuspage`, `slack`, `webhook`, `email` or `jira`.
    pub kind: String,
    /// The audiences that read it; all when empty.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// Where it leads, as far as that is no secret: a file's name, a page's id, addresses, an issue.
    #[serde(default)]
    pub to: String,
    /// The interface's address, where it is not the usual one.
    #[serde(default)]
    pub api: String,
    /// The sender of mails: `Acme status <status@acme.example>`.
    #[serde(default)]
    pub from: String,
    /// The components of a status page that are affected, by their ids.
    #[serde(default)]
    pub components: Vec<String>,
    /// The environment variable of the server that holds the secret.
    #[serde(default)]
    pub secret_env: String,
    /// The file on the server that holds the secret.
    #[serde(default)]
    pub secret_file: String,
    /// Characters of a text, at most; what the kind takes when 0.
    #[serde(default)]
    pub most_chars: u32,
}

/// Words to start a draft with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The phase that it tells.
    pub phase: String,
    /// For whom; for all when empty.
    #[serde(default)]
    pub audience: String,
    /// The words, with slots like `{since}`.
    pub text: String,
}

/// Words that were approved beforehand: the chair publishes them as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Its name, lower case: `looking`.
    pub name: String,
    /// The phase that it tells.
    pub phase: String,
    /// For whom; for any when empty.
    #[serde(default)]
    pub audience: String,
    /// Minutes until the next update that it promises; none when 0.
    #[serde(default)]
    pub next_update_minutes: u32,
    /// The words, with slots.
    pub text: String,
    /// Its own slots: nothing else of it may vary.
    #[serde(default)]
    pub slots: Vec<Slot>,
}

/// A slot of a holding statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The word in braces.
    pub name: String,
    /// What may stand there.
    pub values: Vec<String>,
}

/// What has to be there before the chair may approve.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Approving {
    /// Whoever had a hand in a draft (wrote, took away, set) approves it only after somebody else has looked at it.
    pub four_eyes: bool,
    /// A responder has to have confirmed the facts.
    pub facts_confirmed: bool,
    /// What an audience is told after it was told that it is over, the review, is confirmed by a responder and read by
    /// somebody who is none.
    pub review_needs_both: bool,
}

/// A group with a stake in the incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stakeholder {
    /// Who.
    pub name: String,
    /// How much they can do: `high` or `low`.
    pub power: String,
    /// How much it matters to them: `high` or `low`.
    pub interest: String,
    /// The audience whose updates they read.
    pub audience: String,
    /// The channels on which they read them; all of the audience where none are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Minutes between two updates for them, at most; on change only when 0.
    #[serde(default)]
    pub cadence_minutes: u32,
}

impl Stakeholder {
    /// How they are treated: the four squares of power and interest.
    #[must_use]
    pub fn treatment(&self) -> &'static str {
        match (self.power.as_str(), self.interest.as_str()) {
            ("high", "high") => "manage closely",
            ("high", _) => "keep satisfied",
            (_, "high") => "keep informed",
            _ => "monitor",
        }
    }
}

impl Channel {
    /// What it is, if this version knows it.
    #[must_use]
    pub fn kind(&self) -> Option<ChannelKind> {
        ChannelKind::parse(&self.kind)
    }

    /// Characters that it takes.
    #[must_use]
    pub fn most_chars(&self) -> usize {
        match (self.most_chars, self.kind()) {
            (0, Some(kind)) => kind.most_chars(),
            (0, None) => bounds::DRAFT_BYTES,
            (most, _) => most as usize,
        }
    }

    /// Whether this audience reads it.
    #[must_use]
    pub fn serves(&self, audience: &str) -> bool {
        self.audiences.is_empty() || self.audiences.iter().any(|name| name == audience)
    }
}

impl ChannelKind {
    /// Characters that such a channel shows in one message.
    #[must_use]
    pub fn most_chars(self) -> usize {
        match self {
            ChannelKind::File | ChannelKind::Webhook | ChannelKind::Email => bounds::DRAFT_BYTES,
            // Slack cuts a message's text after 4,000 characters.
            ChannelKind::Slack => 4_000,
            ChannelKind::Statuspage => 10_000,
            ChannelKind::Jira => 16_000,
        }
    }

    /// Whether it needs a secret to be used.
    #[must_use]
    pub fn needs_secret(self) -> bool {
        match self {
            ChannelKind::File => false,
            ChannelKind::Statuspage | ChannelKind::Slack | ChannelKind::Webhook => true,
            ChannelKind::Email | ChannelKind::Jira => true,
        }
    }
}

impl Default for Updates {
    fn default() -> Self {
        Self { service: "our service".into(), title: "Problem with {service}".into(), impacts: Impact::defaults() }
    }
}

pub(super) fn audiences() -> Vec<Audience> {
    vec![Audience { name: "customers".into(), meaning: "everyone who uses what we run".into() }]
}

pub(super) fn channels() -> Vec<Channel> {
    vec![Channel {
        name: "file".into(),
        kind: "file".into(),
        audiences: Vec::new(),
        to: "updates.jsonl".into(),
        api: String::new(),
        from: String::new(),
        components: Vec::new(),
        secret_env: String::new(),
        secret_file: String::new(),
        most_chars: 0,
    }]
}

pub(super) fn templates() -> Vec<Template> {
    let template = |phase: Phase, text: &str| Template {
        phase: phase.as_str().into(),
        audience: String::new(),
        text: text.into(),
    };
    vec![
        template(
            Phase::Investigating,
            "We are investigating a problem with {service} that began at {since}. Next update by {next_update}.",
        ),
        template(
            Phase::Identified,
            "We know what causes the problem with {service} that began at {since}, and are working on it. \
             Next update by {next_update}.",
        ),
        template(
            Phase::Monitoring,
            "A repair for the problem with {service} is in place and we are watching it. Next update by {next_update}.",
        ),
        template(
            Phase::Resolved,
            "The problem with {service} that began at {since} is resolved. We are sorry for the trouble it caused.",
        ),
    ]
}

pub(super) fn holding_statements() -> Vec<Holding> {
    vec![Holding {
        name: "looking".into(),
        phase: Phase::Investigating.as_str().into(),
        audience: String::new(),
        next_update_minutes: 30,
        text:
            "We know of a problem with {service} since {since} and are looking into it. Next update by {next_update}."
                .into(),
        slots: Vec::new(),
    }]
}

impl Policy {
    /// What of the policy is made for the outside: its words are no secret of the notes.
    pub(crate) fn outside_texts(&self) -> impl Iterator<Item = &str> {
        let audiences = self.audiences.iter().map(|audience| audience.name.as_str());
        let templates = self.templates.iter().map(|template| template.text.as_str());
        let holding = self.holding_statements.iter().map(|holding| holding.text.as_str());
        let slots = self.holding_statements.iter().flat_map(|holding| &holding.slots);
        let values = slots.flat_map(|slot| &slot.values).map(String::as_str);
        let allowed = self.leaks.allowed.words.iter().map(String::as_str);
        let service = core::iter::once(self.updates.service.as_str());
        service.chain(audiences).chain(templates).chain(holding).chain(values).chain(allowed)
    }

    /// The audience of that name.
    #[must_use]
    pub fn audience(&self, name: &str) -> Option<&Audience> {
        self.audiences.iter().find(|audience| audience.name.eq_ignore_ascii_case(name))
    }

    /// The channel of that name.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.name.eq_ignore_ascii_case(name))
    }

    /// The holding statement of that name.
    #[must_use]
    pub fn holding(&self, name: &str) -> Option<&Holding> {
        self.holding_statements.iter().find(|holding| holding.name.eq_ignore_ascii_case(name))
    }

    /// The template for a phase and audience; one for that audience goes before one for all.
    #[must_use]
    pub fn template(&self, phase: Phase, audience: &str) -> Option<&Template> {
        let fits = |template: &&Template| template.phase == phase.as_str();
        let own = self.templates.iter().filter(fits).find(|template| template.audience == audience);
        own.or_else(|| self.templates.iter().filter(fits).find(|template| template.audience.is_empty()))
    }
}
