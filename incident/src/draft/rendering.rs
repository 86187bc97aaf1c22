//! What each channel shows of an update. It is made here alone: the approval screen, the kit and the senders show and
//! send the same characters.
//!
//! A [`Rendering`] is only to be looked at; a sender takes an [`ApprovedRendering`], and only an [`ApprovedUpdate`]
//! makes one.
//!
//! ```compile_fail
//! fn send(it: &warroom_incident::draft::ApprovedRendering) {}
//! let seen = warroom_incident::draft::Rendering::Slack { text: "hunter2".into() };
//! send(&seen);
//! ```
//! ```compile_fail
//! let seen = warroom_incident::draft::Rendering::Slack { text: "hunter2".into() };
//! let forged = warroom_incident::draft::ApprovedRendering(seen);
//! ```

use super::Draft;
use super::external::ApprovedUpdate;
use crate::Time;
use crate::event::{ChannelKind, Notice, Phase};
use crate::policy::{Channel, Impact, IssueFormat, Policy, page_status};
use crate::prelude::*;
use serde_json::{Value, json};

/// What a channel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendering {
    /// A line of a file.
    File(Plain),
    /// A status page.
    Statuspage(PageUpdate),
    /// A message of a chat.
    Slack {
        /// With `&`, `<` and `>` escaped, so that nothing in it is a link or calls anybody.
        text: String,
    },
    /// The message of a webhook.
    Webhook(Plain),
    /// A mail.
    Email {
        /// Its subject.
        subject: String,
        /// Its text.
        body: String,
    },
    /// A comment on an issue.
    Jira {
        /// Its text.
        body: String,
        /// How it is written down.
        format: IssueFormat,
    },
}

/// An update for programs: as it was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// For whom.
    pub audience: String,
    /// The phase that it tells.
    pub phase: Phase,
    /// Whether somebody is rung up.
    pub notice: Notice,
    /// When the next one is promised.
    pub next_update: Option<Time>,
    /// The text.
    pub text: String,
}

/// An update on a status page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageUpdate {
    /// The incident's name, when the page has none yet.
    pub name: String,
    /// The page's word for the phase.
    pub status: &'static str,
    /// The text.
    pub body: String,
    /// How bad the page shows it; the page's own reckoning where the severity is unknown.
    pub impact: Option<String>,
    /// The components, each with its status.
    pub components: Vec<(String, String)>,
    /// Whether subscribers are written to.
    pub notify: bool,
}

/// A rendering of what was approved: the only one that a sender takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedRendering(Rendering);

impl ApprovedRendering {
    /// What it shows.
    #[must_use]
    pub fn shown(&self) -> &Rendering {
        &self.0
    }
}

/// What the policy adds to an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// What the outside calls the incident.
    title: String,
    /// How the severity looks on a page; nothing while that is unknown.
    impact: Option<Impact>,
}

impl Look {
    pub(super) fn of(policy: &Policy, severity: Option<&str>) -> Look {
        let impact = severity.map(|severity| policy.impact(severity));
        Look { title: policy.updates.public_title(), impact }
    }
}

/// What goes into a rendering: from a draft to look at it, from an approval to send it.
struct Said<'a> {
    text: &'a str,
    audience: &'a str,
    phase: Phase,
    notice: Notice,
    promise: Option<Time>,
}

impl Draft {
    /// What a channel would show if the draft were approved as it stands, with the severity as it stands; nothing for
    /// a kind of channel that this version does not know.
    #[must_use]
    pub fn preview(&self, policy: &Policy, channel: &Channel, severity: Option<&str>) -> Option<Rendering> {
        self.said(self.text().as_str()).on(&Look::of(policy, severity), channel)
    }

    /// The same but for its words: all that the policy has a say in.
    pub(super) fn beside_words(&self, policy: &Policy, channel: &Channel, severity: Option<&str>) -> Option<Rendering> {
        self.said("").on(&Look::of(policy, severity), channel)
    }

    fn said<'a>(&'a self, text: &'a str) -> Said<'a> {
        let (phase, notice, promise) = (self.phase, self.notice, self.promise);
        Said { text, audience: &self.audience, phase, notice, promise }
    }
}

impl ApprovedUpdate {
    /// What the channel of that name shows of it, as that was when it was approved; nothing where the policy had no
    /// such channel, or one of a kind that this version does not know.
    #[must_use]
    pub fn rendering(&self, channel: &str) -> Option<ApprovedRendering> {
        let route = self.route(channel)?;
        let said = Said {
            text: self.text().as_str(),
            audience: self.audience(),
            phase: self.phase(),
            notice: self.notice(),
            promise: self.promise(),
        };
        said.on(&route.look, route.channel()).map(ApprovedRendering)
    }
}

impl Said<'_> {
    fn on(&self, look: &Look, channel: &Channel) -> Option<Rendering> {
        Some(match channel.kind()? {
            ChannelKind::File => Rendering::File(self.plain()),
            ChannelKind::Webhook => Rendering::Webhook(self.plain()),
            ChannelKind::Slack => Rendering::Slack { text: escaped(self.text) },
            ChannelKind::Email => {
                let subject = format!("{}: {}", look.title, page_status(self.phase));
                Rendering::Email { subject, body: self.text.to_owned() }
            }
            ChannelKind::Jira => {
                let format = channel.issue().map_or(IssueFormat::Plain, |issue| issue.format);
                Rendering::Jira { body: self.text.to_owned(), format }
            }
            ChannelKind::Statuspage => Rendering::Statuspage(self.page(look, channel)),
        })
    }

    fn plain(&self) -> Plain {
        Plain {
            audience: self.audience.to_owned(),
            phase: self.phase,
            notice: self.notice,
            next_update: self.promise,
            text: self.text.to_owned(),
        }
    }

    fn page(&self, look: &Look, channel: &Channel) -> PageUpdate {
        let status = page_status(self.phase);
        let component = match &look.impact {
            _ if status == "resolved" => "operational",
            Some(impact) => &impact.components,
            // Nobody has said how bad it is; that something is wrong is what the update says.
            None => "degraded_performance",
        };
        PageUpdate {
            name: look.title.clone(),
            status,
            body: self.text.to_owned(),
            components: channel.components.iter().map(|id| (id.clone(), component.to_owned())).collect(),
            impact: look.impact.as_ref().map(|impact| impact.impact.clone()),
            notify: self.notice == Notice::Notify,
        }
    }
}

/// What a chat would take for a link or a call, as letters.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Rendering {
    /// The text as it is sent.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Rendering::File(plain) | Rendering::Webhook(plain) => &plain.text,
            Rendering::Statuspage(update) => &update.body,
            Rendering::Slack { text } => text,
            Rendering::Email { body, .. } | Rendering::Jira { body, .. } => body,
        }
    }

    /// What is shown beside the text, each with what it is called: for a screen.
    #[must_use]
    pub fn beside(&self) -> Vec<(&'static str, String)> {
        match self {
            Rendering::File(plain) | Rendering::Webhook(plain) => {
                let next = plain.next_update.map(|at| ("next update", at.format("%Y-%m-%d %H:%M UTC").to_string()));
                let mut beside = vec![
                    ("audience", plain.audience.clone()),
                    ("phase", plain.phase.to_string()),
                    ("notice", plain.notice.to_string()),
                ];
                beside.extend(next);
                beside
            }
            Rendering::Statuspage(update) => {
                let components: Vec<_> =
                    update.components.iter().map(|(id, status)| format!("{id} {status}")).collect();
                let notify = if update.notify { "subscribers are written to" } else { "nobody is written to" };
                vec![
                    ("name", update.name.clone()),
                    ("status", update.status.to_owned()),
                    ("impact", update.impact.clone().unwrap_or_else(|| "as the page reckons".to_owned())),
                    ("components", if components.is_empty() { "none".to_owned() } else { components.join(", ") }),
                    ("notify", notify.to_owned()),
                ]
            }
            Rendering::Email { subject, .. } => vec![("subject", subject.clone())],
            Rendering::Slack { .. } | Rendering::Jira { .. } => Vec::new(),
        }
    }

    /// What is posted, without what only the sender knows; nothing where it is no JSON. A status page gets it whole
    /// when the incident is new there.
    #[must_use]
    pub fn posted(&self) -> Option<Value> {
        match self {
            Rendering::File(plain) | Rendering::Webhook(plain) => Some(plain.json()),
            Rendering::Statuspage(update) => Some(json!({ "incident": update.json() })),
            // Nothing in the text is markup, either: it is shown as it was approved.
            Rendering::Slack { text } => Some(json!({ "text": text, "mrkdwn": false })),
            Rendering::Jira { body, format: IssueFormat::Plain } => Some(json!({ "body": body })),
            Rendering::Jira { body, format: IssueFormat::Document } => Some(json!({ "body": document(body) })),
            Rendering::Email { .. } => None,
        }
    }
}

impl Plain {
    fn json(&self) -> Value {
        json!({
            "audience": self.audience,
            "phase": self.phase,
            "notice": self.notice,
            "next_update": self.next_update,
            "text": self.text,
        })
    }
}

impl PageUpdate {
    fn json(&self) -> Value {
        let mut value = json!({
            "name": self.name,
            "status": self.status,
            "body": self.body,
            "deliver_notifications": self.notify,
        });
        if let Some(impact) = &self.impact {
            value["impact_override"] = json!(impact);
        }
        if !self.components.is_empty() {
            value["component_ids"] = self.components.iter().map(|(id, _)| json!(id)).collect();
            value["components"] = self.components.iter().map(|(id, status)| (id.clone(), json!(status))).collect();
        }
        value
    }
}

/// A text as a document of Jira: an empty line begins a paragraph, any other line a line.
fn document(text: &str) -> Value {
    let mut paragraphs = Vec::new();
    let mut lines: Vec<Value> = Vec::new();
    for line in text.lines().chain([""]) {
        if line.trim().is_empty() {
            if !lines.is_empty() {
                paragraphs.push(json!({ "type": "paragraph", "content": core::mem::take(&mut lines) }));
            }
            continue;
        }
        if !lines.is_empty() {
            lines.push(json!({ "type": "hardBreak" }));
        }
        lines.push(json!({ "type": "text", "text": line }));
    }
    json!({ "type": "doc", "version": 1, "content": paragraphs })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(phase: Phase) -> Said<'static> {
        let text = "A & B <!channel> fail.\n\n{code} *all*\nof it";
        Said { text, audience: "customers", phase, notice: Notice::Notify, promise: None }
    }

    fn on(kind: &str, severity: Option<&str>, phase: Phase) -> Rendering {
        let mut policy = Policy::default();
        policy.updates.service = "Checkout".into();
        let mut channel = Channel { kind: kind.into(), ..policy.channels[0].clone() };
        channel.components = vec!["b8f3k0s7j2ly".into()];
        channel.to = "https://acme.atlassian.net/browse/OPS-1".into();
        said(phase).on(&Look::of(&policy, severity), &channel).expect("a known kind")
    }

    #[test]
    fn a_chat_gets_letters_where_it_would_see_a_call_or_a_link() {
        let slack = on("slack", None, Phase::Identified);
        assert_eq!(slack.text(), "A &amp; B &lt;!channel&gt; fail.\n\n{code} *all*\nof it");
        assert_eq!(slack.posted(), Some(json!({ "text": slack.text(), "mrkdwn": false })));
    }

    #[test]
    fn a_page_gets_the_public_name_and_the_severity_of_the_approval() {
        let page = on("statuspage", Some("sev2"), Phase::Identified);
        assert_eq!(
            page.posted(),
            Some(json!({ "incident": {
                "name": "Problem with Checkout",
                "status": "identified",
                "body": said(Phase::Identified).text,
                "deliver_notifications": true,
                "impact_override": "major",
                "component_ids": ["b8f3k0s7j2ly"],
                "components": { "b8f3k0s7j2ly": "partial_outage" },
            }}))
        );
        let component = |severity, phase| {
            let Rendering::Statuspage(update) = on("statuspage", severity, phase) else { panic!("a page") };
            (update.impact, update.components[0].1.clone())
        };
        assert_eq!(component(None, Phase::Investigating), (None, "degraded_performance".into()));
        assert_eq!(component(Some("sev1"), Phase::Resolved), (Some("critical".into()), "operational".into()));
        assert_eq!(component(Some("sev4"), Phase::Monitoring), (Some("none".into()), "operational".into()));
    }

    #[test]
    fn an_issue_gets_a_document_in_the_cloud_and_plain_text_elsewhere() {
        let comment = on("jira", None, Phase::Identified);
        let text = |words: &str| json!({ "type": "text", "text": words });
        assert_eq!(
            comment.posted(),
            Some(json!({ "body": { "type": "doc", "version": 1, "content": [
                { "type": "paragraph", "content": [text("A & B <!channel> fail.")] },
                { "type": "paragraph", "content": [text("{code} *all*"), { "type": "hardBreak" }, text("of it")] },
            ]}}))
        );
        let plain = Rendering::Jira { body: "a".into(), format: IssueFormat::Plain };
        assert_eq!(plain.posted(), Some(json!({ "body": "a" })));
    }

    #[test]
    fn a_mail_says_where_it_stands_in_its_subject() {
        let Rendering::Email { subject, body } = on("email", None, Phase::Resolved) else { panic!("a mail") };
        assert_eq!((subject.as_str(), body.as_str()), ("Problem with Checkout: resolved", said(Phase::Resolved).text));
    }
}
