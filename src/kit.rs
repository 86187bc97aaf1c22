//! The manual kit: what was approved, ready to be sent by hand when no route works. No secret is in it.

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;
use warroom_incident::draft::ApprovedUpdate;
use warroom_incident::event::ChannelKind;
use warroom_incident::policy::Channel;
use warroom_incident::{Incident, text};

/// What to send where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kit {
    /// Whether it is a practice: then nothing of it is sent.
    pub drill: bool,
    text: String,
    channels: Vec<(String, String, Option<String>)>,
    short: [(usize, String); 2],
}

/// One text of it, to be copied by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub title: String,
    /// The text.
    pub text: String,
}

impl Kit {
    /// All texts of it: for each channel its text and its line for a shell, then the short forms.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for (name, kind, curl) in &self.channels {
            items.push(Item { title: format!("{name} ({kind}): the text"), text: self.text.clone() });
            if let Some(curl) = curl {
                let title = format!("{name}: a line for a shell; the secret stays where it is");
                items.push(Item { title, text: curl.clone() });
            }
        }
        if self.channels.is_empty() {
            items.push(Item { title: "the text".into(), text: self.text.clone() });
        }
        for (most, words) in &self.short {
            items.push(Item { title: format!("short form, {most} characters"), text: words.clone() });
        }
        items
    }
}

/// The kit of what was approved.
#[must_use]
pub fn of(state: &Incident, approved: &ApprovedUpdate) -> Kit {
    let words = approved.text().as_str();
    let channels = approved.channels().iter().map(|name| {
        let channel = state.policy.channel(name);
        let kind = channel.map_or("gone from the policy", |channel| channel.kind.as_str()).to_owned();
        (name.clone(), kind, channel.and_then(|channel| curl(channel, approved)))
    });
    let channels = channels.collect();
    Kit {
        drill: state.drill,
        text: words.to_owned(),
        channels,
        short: [160, 280].map(|most| (most, short(words, most))),
    }
}

/// The text on one line, cut at a word where it is too long: for SMS and the telephone.
fn short(words: &str, most: usize) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut kept = String::new();
    for word in line.split_word_bounds() {
        if kept.chars().count() + word.chars().count() > most - 1 {
            break;
        }
        kept.push_str(word);
    }
    if kept.trim().is_empty() {
        kept = line.chars().take(most - 1).collect();
    }
    format!("{}…", kept.trim_end())
}

/// A line for a shell; the secret is named by where it is, never written.
fn curl(channel: &Channel, approved: &ApprovedUpdate) -> Option<String> {
    let words = approved.text().as_str();
    let secret = if channel.secret_env.is_empty() {
        format!("$(cat {})", quoted(&channel.secret_file))
    } else {
        format!("${{{}}}", channel.secret_env)
    };
    let json = |value: Value| quoted(&value.to_string());
    let post = "curl --fail-with-body -X POST -H 'Content-Type: application/json'";
    match channel.kind()? {
        ChannelKind::Statuspage => {
            let body = json!({ "incident": { "name": approved.phase(), "status": approved.phase(), "body": words } });
            let url = quoted(&format!("https://api.statuspage.io/v1/pages/{}/incidents", channel.to));
            Some(format!("{post} -H \"Authorization: OAuth {secret}\" -d {} {url}", json(body)))
        }
        ChannelKind::Slack => {
            let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            Some(format!("{post} -d {} \"{secret}\"", json(json!({ "text": escaped }))))
        }
        ChannelKind::Jira => {
            let (site, issue) = channel.to.split_once("/browse/")?;
            let url = quoted(&format!("{site}/rest/api/2/issue/{issue}/comment"));
            Some(format!("{post} -u \"{secret}\" -d {} {url}", json(json!({ "body": words }))))
        }
        // A signature cannot be made by hand, a mail is written in a mail program, a file is on the server.
        ChannelKind::Webhook | ChannelKind::Email | ChannelKind::File => None,
    }
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The kit for scripts.
#[must_use]
pub fn json(kit: &Kit) -> Value {
    let channels = kit
        .channels
        .iter()
        .map(|(name, kind, curl)| json!({ "channel": name, "kind": kind, "text": kit.text, "curl": curl }));
    json!({
        "drill": kit.drill,
        "text": kit.text,
        "channels": channels.collect::<Vec<_>>(),
        "short": { "160": kit.short[0].1, "280": kit.short[1].1 },
    })
}

/// The kit for people; the texts stand alone on their lines, to be copied.
#[must_use]
pub fn lines(kit: &Kit) -> Vec<String> {
    let mut lines = Vec::new();
    if kit.drill {
        lines.push("DRILL: do not send any of this".to_owned());
    }
    for (name, kind, curl) in &kit.channels {
        lines.push(format!("--- {name} ({}) ---", text::visible(kind)));
        lines.extend(kit.text.lines().map(text::visible));
        if let Some(curl) = curl {
            lines.push(String::new());
            lines.push(text::visible(curl));
        }
        lines.push(String::new());
    }
    if kit.channels.is_empty() {
        lines.push("--- text ---".into());
        lines.extend(kit.text.lines().map(text::visible));
        lines.push(String::new());
    }
    for (most, words) in &kit.short {
        lines.push(format!("--- short, {most} characters ---"));
        lines.push(text::visible(words));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_form_ends_at_a_word_and_within_its_bound() {
        let words = "We know of a problem with the log-in. ".repeat(10);
        for most in [160, 280] {
            let short = short(&words, most);
            assert!(short.chars().count() <= most && short.ends_with('…'), "{short}");
            assert!(words.contains(short.trim_end_matches('…')), "{short}");
        }
        assert_eq!(short("Down.\nWe look.", 160), "Down. We look.");
        assert_eq!(short(&"é".repeat(300), 160).chars().count(), 160);
    }

    #[test]
    fn a_word_for_a_shell_stays_one() {
        assert_eq!(quoted("it's $HOME"), "'it'\\''s $HOME'");
    }
}
