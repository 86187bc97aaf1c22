//! The manual kit: what was approved, ready to be sent by hand when no route works: to the letter what the channel
//! would have been sent. No secret is in it.

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;
use warroom_incident::draft::{ApprovedRendering, ApprovedUpdate, Rendering, Route};
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
    /// What it shows, as the sender would send it; nothing where the policy had no such channel.
    rendering: Option<ApprovedRendering>,
    curl: Option<String>,
}

/// The kit of what was approved.
#[must_use]
pub fn of(state: &Incident, approved: &ApprovedUpdate) -> Kit {
    let words = approved.text().as_str();
    let channels = approved.channels().iter().map(|name| {
        let (route, channel) = (approved.route(name), state.policy.channel(name));
        let (rendering, known) = (approved.rendering(name), route.and_then(|route| state.known_there(route)));
        let kind = match (channel, route) {
            (None, _) => "gone from the policy".to_owned(),
            (Some(now), Some(route)) if route.leads_to(now) => now.kind.clone(),
            (Some(now), _) => format!("{}; it leads elsewhere since it was approved", now.kind),
        };
        // The secret of another place is not sent to the one that was approved.
        let channel = channel.filter(|now| route.is_some_and(|route: &Route| route.leads_to(now)));
        let curl = channel.zip(rendering.as_ref()).and_then(|(channel, it)| curl(channel, it.shown(), known));
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

/// A line for a shell; the secret is named by where it is, never written. The shell itself hands it to curl's input:
/// what stands in arguments is seen by everybody on that machine.
fn curl(channel: &Channel, shown: &Rendering, known: Option<&str>) -> Option<String> {
    let secret = if channel.secret_env.is_empty() {
        format!("$(cat {})", quoted(&channel.secret_file))
    } else {
        format!("${{{}}}", channel.secret_env)
    };
    let mut body = shown.posted()?;
    let curl = |method: &str, body: &Value| {
        let body = quoted(&body.to_string());
        format!("curl --fail-with-body -X {method} -H 'Content-Type: application/json' -d {body}")
    };
    match shown {
        Rendering::Statuspage(_) => {
            let mut url = format!("{}/pages/{}/incidents", channel.page_api(), channel.to);
            let mut method = "POST";
            // What the page has of this incident already is changed; its name stays as it is there.
            if let Some(id) = known {
                (url, method) = (format!("{url}/{id}"), "PATCH");
                if let Some(incident) = body["incident"].as_object_mut() {
                    incident.remove("name");
                }
            }
            let (head, curl, url) = (header("OAuth", &secret), curl(method, &body), quoted(&url));
            Some(format!("{head} | {curl} -H @- {url}"))
        }
        Rendering::Slack { .. } => {
            Some(format!("printf 'url = \"%s\"\\n' \"{secret}\" | {} --config -", curl("POST", &body)))
        }
        Rendering::Jira { format, .. } => {
            let head = match format {
                IssueFormat::Document => header("Basic", &format!("$(printf %s \"{secret}\" | base64 | tr -d '\\n')")),
                IssueFormat::Plain => header("Bearer", &secret),
            };
            let (curl, url) = (curl("POST", &body), quoted(&channel.issue()?.comments));
            Some(format!("{head} | {curl} -H @- {url}"))
        }
        // A signature cannot be made by hand, a mail is written in a mail program, a file is on the server.
        Rendering::Webhook(_) | Rendering::Email { .. } | Rendering::File(_) => None,
    }
}

/// The header with a secret, for the input of what comes next: `printf` is a part of the shell.
fn header(scheme: &str, secret: &str) -> String {
    format!("printf 'Authorization: {scheme} %s\\n' \"{secret}\"")
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
    use warroom_incident::draft::PageUpdate;

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

    /// What a line for a shell gives to `curl`: its arguments and its input.
    fn given(line: &str, secret: &str) -> (String, String) {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("a directory");
        let curl = dir.path().join("curl");
        let script = "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$OUT/args\"\ncat > \"$OUT/input\"\n";
        std::fs::write(&curl, script).expect("written");
        std::fs::set_permissions(&curl, std::fs::Permissions::from_mode(0o755)).expect("it may run");
        let path = format!("{}:{}", dir.path().display(), std::env::var("PATH").expect("a path"));
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", line]).env("PATH", path).env("OUT", dir.path()).env("KEY", secret);
        assert!(shell.status().expect("a shell").success(), "{line}");
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("curl was called");
        (read("args"), read("input"))
    }

    fn channel(kind: &str, to: &str) -> Channel {
        let channel = warroom_incident::Policy::default().channels.remove(0);
        Channel { kind: kind.into(), to: to.into(), secret_env: "KEY".into(), ..channel }
    }

    #[test]
    fn a_line_for_a_shell_gives_the_secret_to_curls_input_and_to_no_argument() {
        let page = Rendering::Statuspage(PageUpdate {
            name: "Problem with Checkout".into(),
            status: "identified",
            body: "It's 5 % of payments.".into(),
            impact: None,
            components: Vec::new(),
            notify: true,
        });
        let slack = Rendering::Slack { text: "Down.".into() };
        let jira = |format| Rendering::Jira { body: "Down.".into(), format };
        let cloud = channel("jira", "https://acme.atlassian.net/browse/OPS-1");
        let own = channel("jira", "https://jira.acme.example/browse/OPS-1");
        let url = "https://hooks.example/services/T0/hunter2";
        let mut cases = vec![
            (channel("statuspage", "abc123"), page.clone(), "hunter2", "Authorization: OAuth hunter2\n".to_owned()),
            (channel("slack", ""), slack, url, format!("url = \"{url}\"\n")),
            (cloud, jira(IssueFormat::Document), "a@b.example:hunter2", {
                "Authorization: Basic YUBiLmV4YW1wbGU6aHVudGVyMg==\n".to_owned()
            }),
            (own, jira(IssueFormat::Plain), "hunter2", "Authorization: Bearer hunter2\n".to_owned()),
        ];
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "hunter2\n").expect("written");
        let kept = file.path().display().to_string();
        let from_file = Channel { secret_env: String::new(), secret_file: kept, ..channel("statuspage", "abc123") };
        cases.push((from_file, page.clone(), "", "Authorization: OAuth hunter2\n".to_owned()));
        for (channel, shown, secret, expected) in cases {
            let line = curl(&channel, &shown, None).expect("a line");
            let (args, input) = given(&line, secret);
            assert_eq!(input, expected, "{line}");
            assert!(!args.contains("hunter2") && !args.contains("aHVudGVyMg"), "{args}");
            let body = shown.posted().expect("JSON").to_string();
            assert!(args.contains(&body) && args.contains("-X\nPOST\n"), "{args}");
        }
    }

    #[test]
    fn what_a_page_has_already_is_changed_there() {
        let update = PageUpdate {
            name: "Problem with Checkout".into(),
            status: "identified",
            body: "Down.".into(),
            impact: None,
            components: Vec::new(),
            notify: true,
        };
        let page = channel("statuspage", "abc123");
        let line = |known| curl(&page, &Rendering::Statuspage(update.clone()), known).expect("a line");
        let (first, _) = given(&line(None), "hunter2");
        assert!(first.contains("-X\nPOST\n") && first.contains("Problem with Checkout"), "{first}");
        assert!(first.ends_with("/v1/pages/abc123/incidents\n"), "{first}");
        let (later, _) = given(&line(Some("m4d9")), "hunter2");
        assert!(later.contains("-X\nPATCH\n") && !later.contains("Problem with Checkout"), "{later}");
        assert!(later.ends_with("/v1/pages/abc123/incidents/m4d9\n"), "{later}");
    }
}
