//! The manual kit: what was approved, ready to be sent by hand when no route works: to the letter what the channel
//! would have been sent. No secret is in it.

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;
use warroom_incident::draft::{ApprovedRendering, ApprovedUpdate, Rendering};
use warroom_incident::policy::{Channel, IssueFormat};
use warroom_incident::{Incident, text};

/// What to send where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kit {
    /// Whether it is a practice: then nothing of it is sent.
    pub drill: bool,
    text: String,
    channels: Vec<ForChannel>,
    short: [(usize, String); 2],
}

/// One text of it, to be copied by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub title: String,
    /// What is shown beside the text, which is not copied with it.
    pub beside: Vec<(&'static str, String)>,
    /// The text.
    pub text: String,
}

impl Kit {
    /// All texts of it: for each channel its text and its line for a shell, then the short forms.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let plain = |title: String, text: &str| Item { title, beside: Vec::new(), text: text.to_owned() };
        let mut items = Vec::new();
        for it in &self.channels {
            let shown = it.rendering.as_ref().map(ApprovedRendering::shown);
            let text = shown.map_or(self.text.as_str(), Rendering::text);
            let beside = shown.map(Rendering::beside).unwrap_or_default();
            items.push(Item { beside, ..plain(format!("{} ({}): the text", it.name, it.kind), text) });
            if let Some(curl) = &it.curl {
                items.push(plain(format!("{}: a line for a shell; the secret stays where it is", it.name), curl));
            }
        }
        if self.channels.is_empty() {
            items.push(plain("the text".into(), &self.text));
        }
        for (most, words) in &self.short {
            items.push(plain(format!("short form, {most} characters"), words));
        }
        items
    }
}

/// What goes to one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ForChannel {
    name: String,
    kind: String,
    /// What it shows, as the sender would send it; nothing where the channel is not known any more.
    rendering: Option<ApprovedRendering>,
    curl: Option<String>,
}

/// The kit of what was approved.
#[must_use]
pub fn of(state: &Incident, approved: &ApprovedUpdate) -> Kit {
    let words = approved.text().as_str();
    let channels = approved.channels().iter().map(|name| {
        let channel = state.policy.channel(name);
        let kind = channel.map_or("gone from the policy", |channel| channel.kind.as_str()).to_owned();
        let rendering = approved.rendering(name);
        let curl = channel.zip(rendering.as_ref()).and_then(|(channel, it)| curl(channel, it.shown()));
        ForChannel { name: name.clone(), kind, rendering, curl }
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
fn curl(channel: &Channel, shown: &Rendering) -> Option<String> {
    let secret = if channel.secret_env.is_empty() {
        format!("$(cat {})", quoted(&channel.secret_file))
    } else {
        format!("${{{}}}", channel.secret_env)
    };
    let body = quoted(&shown.posted()?.to_string());
    let post = "curl --fail-with-body -X POST -H 'Content-Type: application/json'";
    match shown {
        // What the page has of this incident already is changed with PATCH at …/incidents/ID instead.
        Rendering::Statuspage(_) => {
            let url = quoted(&format!("{}/pages/{}/incidents", channel.page_api(), channel.to));
            Some(format!("{post} -H \"Authorization: OAuth {secret}\" -d {body} {url}"))
        }
        Rendering::Slack { .. } => Some(format!("{post} -d {body} \"{secret}\"")),
        Rendering::Jira { format, .. } => {
            let url = quoted(&channel.issue()?.comments);
            let document = matches!(format, IssueFormat::Document);
            let who =
                if document { format!("-u \"{secret}\"") } else { format!("-H \"Authorization: Bearer {secret}\"") };
            Some(format!("{post} {who} -d {body} {url}"))
        }
        // A signature cannot be made by hand, a mail is written in a mail program, a file is on the server.
        Rendering::Webhook(_) | Rendering::Email { .. } | Rendering::File(_) => None,
    }
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The kit for scripts.
#[must_use]
pub fn json(kit: &Kit) -> Value {
    let channels = kit.channels.iter().map(|it| {
        let shown = it.rendering.as_ref().map(ApprovedRendering::shown);
        let beside = shown.map(Rendering::beside).unwrap_or_default();
        let beside: serde_json::Map<_, _> =
            beside.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let text = shown.map_or(kit.text.as_str(), Rendering::text);
        json!({ "channel": it.name, "kind": it.kind, "text": text, "beside": beside, "curl": it.curl })
    });
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
    for channel in &kit.channels {
        lines.push(format!("--- {} ({}) ---", channel.name, text::visible(&channel.kind)));
        let shown = channel.rendering.as_ref().map(ApprovedRendering::shown);
        let beside = shown.map(Rendering::beside).unwrap_or_default();
        lines.extend(beside.iter().map(|(name, value)| text::visible(&format!("{name}: {value}"))));
        if !beside.is_empty() {
            lines.push(String::new());
        }
        lines.extend(shown.map_or(kit.text.as_str(), Rendering::text).lines().map(text::visible));
        if let Some(curl) = &channel.curl {
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
