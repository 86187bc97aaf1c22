//! What may be wrong with what a policy says about external updates.

use super::updates::Channel;
use super::updates::Slot;
use super::{Flaws, Impact, Policy, is_line};
use crate::bounds;
use crate::draft::{KNOWN_SLOTS, blanks};
use crate::event::{ChannelKind, Level, Phase};
use crate::prelude::*;

impl Policy {
    pub(super) fn update_flaws(&self, flaws: &mut Flaws) {
        if !self.updates.service.is_empty() {
            flaws.line("updates.service", &self.updates.service, 100);
        }
        self.public_flaws(flaws);
        self.audience_flaws(flaws);
        self.channel_flaws(flaws);
        self.template_flaws(flaws);
        self.holding_flaws(flaws);
        self.stakeholder_flaws(flaws);
    }

    /// What the outside sees of an incident beside the texts.
    fn public_flaws(&self, flaws: &mut Flaws) {
        let title = &self.updates.title;
        flaws.line("updates.title", title, 150);
        if let Some(strange) = blanks(title).find(|name| *name != "service") {
            let expected = format!("no slot {{{strange}}}, since there is only {{service}}");
            flaws.expect(
                false,
                "updates.title",
                &expected,
                Some(&title.replace(&format!("{{{strange}}}"), "{service}")),
            );
        }
        for (i, impact) in self.updates.impacts.iter().enumerate() {
            let key = |field: &str| format!("updates.impacts[{i}].{field}");
            let known = self.severity_names().any(|name| name == impact.severity);
            let first = self.updates.impacts.iter().position(|it| it.severity == impact.severity) == Some(i);
            let expected = "the name of a severity of this policy, each once";
            // The default list is for the default severities; a policy that has others need not give its own.
            let default = Impact::defaults().contains(impact);
            flaws.expect(first && (known || default), &key("severity"), expected, self.severity_names().next());
            let words =
                [("impact", &impact.impact, Impact::IMPACTS), ("components", &impact.components, Impact::COMPONENTS)];
            for (field, word, known) in words {
                let expected = format!("one of {}", known.join(", "));
                flaws.expect(known.contains(&word.as_str()), &key(field), &expected, None);
            }
        }
    }

    fn audience_flaws(&self, flaws: &mut Flaws) {
        flaws.expect((1..=20).contains(&self.audiences.len()), "audiences", "one to twenty audiences", None);
        for (i, audience) in self.audiences.iter().enumerate() {
            let key = format!("audiences[{i}].name");
            flaws.name(
                &key,
                &audience.name,
                self.audiences.iter().map(|it| &it.name).position(|it| *it == audience.name) == Some(i),
            );
            if !audience.meaning.is_empty() {
                flaws.line(&format!("audiences[{i}].meaning"), &audience.meaning, 200);
            }
        }
    }

    fn known_audience(&self, flaws: &mut Flaws, key: &str, name: &str) {
        let known = self.audiences.iter().any(|audience| audience.name == name);
        let first = self.audiences.first().map(|audience| audience.name.as_str());
        flaws.expect(known, key, "the name of an audience of this policy", first);
    }

    fn channel_flaws(&self, flaws: &mut Flaws) {
        flaws.expect((1..=20).contains(&self.channels.len()), "channels", "one to twenty channels", None);
        for (i, channel) in self.channels.iter().enumerate() {
            let key = |field: &str| format!("channels[{i}].{field}");
            let first = self.channels.iter().position(|it| it.name == channel.name) == Some(i);
            flaws.name(&key("name"), &channel.name, first);
            for (j, name) in channel.audiences.iter().enumerate() {
                self.known_audience(flaws, &format!("channels[{i}].audiences[{j}]"), name);
            }
            if !channel.to.is_empty() {
                flaws.line(&key("to"), &channel.to, 500);
            }
            let most = bounds::DRAFT_BYTES as u64;
            flaws.within(u64::from(channel.most_chars), 0..=most, &key("most_chars"), "characters", "0");
            let kinds = ChannelKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
            let Some(kind) = channel.kind().filter(|kind| kind.as_str() == channel.kind) else {
                flaws.expect(false, &key("kind"), &format!("one of {kinds}"), None);
                continue;
            };
            let (env, file) = (&channel.secret_env, &channel.secret_file);
            flaws.secret_place((env, file), &key);
            let one = kind.needs_secret() != (env.is_empty() && file.is_empty()) && (env.is_empty() || file.is_empty());
            let expected = if kind.needs_secret() {
                format!("where the secret of a {kind} channel is: secret_env or secret_file, one of them")
            } else {
                "no secret: a file needs none".to_owned()
            };
            flaws.expect(one, &format!("channels[{i}]"), &expected, None);
            channel.own_flaws(kind, flaws, &key);
            match kind {
                ChannelKind::File => {
                    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
                    let name = !channel.to.is_empty() && !channel.to.starts_with('.') && channel.to.chars().all(plain);
                    let expected = "a file's name in the data directory: letters, digits, . - and _";
                    flaws.expect(name, &key("to"), expected, Some("updates.jsonl"));
                }
                ChannelKind::Webhook => {
                    flaws.expect(is_address(&channel.to), &key("to"), "an https address", None);
                }
                ChannelKind::Statuspage => {
                    let id = !channel.to.is_empty() && channel.to.bytes().all(|b| b.is_ascii_alphanumeric());
                    flaws.expect(id, &key("to"), "where it leads: a page's id, letters and digits", None);
                }
                ChannelKind::Email => {
                    let mails = channel.to.split(',').all(|mail| is_mail(mail.trim()));
                    flaws.expect(mails, &key("to"), "where it leads: addresses, with commas between them", None);
                }
                ChannelKind::Jira => {
                    let expected = "where it leads: an issue, as in https://jira.example/browse/OPS-1";
                    flaws.expect(is_address(&channel.to) && channel.issue().is_some(), &key("to"), expected, None);
                }
                ChannelKind::Slack => {}
            }
        }
    }

    fn template_flaws(&self, flaws: &mut Flaws) {
        flaws.few(self.templates.len(), "templates");
        for (i, template) in self.templates.iter().enumerate() {
            flaws.told_phase(&format!("templates[{i}].phase"), &template.phase);
            if !template.audience.is_empty() {
                self.known_audience(flaws, &format!("templates[{i}].audience"), &template.audience);
            }
            flaws.slotted(&format!("templates[{i}].text"), &template.text, &[]);
        }
    }

    fn holding_flaws(&self, flaws: &mut Flaws) {
        flaws.few(self.holding_statements.len(), "holding_statements");
        for (i, holding) in self.holding_statements.iter().enumerate() {
            let key = |field: &str| format!("holding_statements[{i}].{field}");
            let first = self.holding_statements.iter().position(|it| it.name == holding.name) == Some(i);
            flaws.name(&key("name"), &holding.name, first);
            flaws.told_phase(&key("phase"), &holding.phase);
            if !holding.audience.is_empty() {
                self.known_audience(flaws, &key("audience"), &holding.audience);
            }
            let minutes = u64::from(holding.next_update_minutes);
            flaws.within(minutes, 0..=10_080, &key("next_update_minutes"), "minutes", "30");
            flaws.slotted(&key("text"), &holding.text, &holding.slots);
            let promises = !blanks(&holding.text).any(|name| name == "next_update") || holding.next_update_minutes > 0;
            let expected = "minutes, since the text speaks of {next_update}";
            flaws.expect(promises, &key("next_update_minutes"), expected, Some("30"));
            flaws.few(holding.slots.len(), &key("slots"));
            for (j, slot) in holding.slots.iter().enumerate() {
                let name = format!("holding_statements[{i}].slots[{j}].name");
                let plain = !slot.name.is_empty() && slot.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                let own = !KNOWN_SLOTS.contains(&slot.name.as_str());
                flaws.expect(plain && own, &name, "lower-case letters and _, and not one of the known slots", None);
                let values = format!("holding_statements[{i}].slots[{j}].values");
                flaws.expect((1..=50).contains(&slot.values.len()), &values, "one to fifty values", None);
                for (k, value) in slot.values.iter().enumerate() {
                    flaws.line(&format!("{values}[{k}]"), value, 200);
                }
            }
        }
    }

    fn stakeholder_flaws(&self, flaws: &mut Flaws) {
        flaws.few(self.stakeholders.len(), "stakeholders");
        for (i, group) in self.stakeholders.iter().enumerate() {
            flaws.line(&format!("stakeholders[{i}].name"), &group.name, 200);
            for (field, level) in [("power", &group.power), ("interest", &group.interest)] {
                let key = format!("stakeholders[{i}].{field}");
                let known = Level::ALL.iter().any(|it| it.as_str() == level);
                flaws.expect(known, &key, "high or low", Some("high"));
            }
            self.known_audience(flaws, &format!("stakeholders[{i}].audience"), &group.audience);
            for (k, name) in group.channels.iter().enumerate() {
                let key = format!("stakeholders[{i}].channels[{k}]");
                let serving = || self.channels.iter().filter(|channel| channel.serves(&group.audience));
                let names = serving().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ");
                let expected = format!("a channel that {:?} reads, of {names}", group.audience);
                flaws.expect(serving().any(|channel| channel.name == *name), &key, &expected, None);
            }
            let key = format!("stakeholders[{i}].cadence_minutes");
            flaws.within(u64::from(group.cadence_minutes), 0..=10_080, &key, "minutes", "30");
        }
    }
}

impl Channel {
    /// What belongs to one kind of channel alone.
    fn own_flaws(&self, kind: ChannelKind, flaws: &mut Flaws, key: &dyn Fn(&str) -> String) {
        let has_api = matches!(kind, ChannelKind::Statuspage | ChannelKind::Jira);
        let expected = if has_api { "an https address" } else { "nothing: only statuspage and jira have one" };
        flaws.expect(self.api.is_empty() || (has_api && is_address(&self.api)), &key("api"), expected, None);
        if has_api && !self.api.is_empty() && kind == ChannelKind::Jira {
            let version = [2, 3].iter().any(|it| self.api.trim_end_matches('/').ends_with(&format!("/rest/api/{it}")));
            flaws.expect(version, &key("api"), "an address that ends in /rest/api/2 or /rest/api/3", None);
        }
        let address = self.from.rsplit_once('<').map_or(Some(self.from.trim()), |(_, mail)| mail.strip_suffix('>'));
        if kind == ChannelKind::Email {
            let mail = is_line(&self.from, 200) && address.is_some_and(is_mail);
            flaws.expect(mail, &key("from"), "the sender: Acme status <status@acme.example>", None);
        } else {
            flaws.expect(self.from.is_empty(), &key("from"), "nothing: only mails have a sender", None);
        }
        if kind == ChannelKind::Statuspage {
            flaws.few(self.components.len(), &key("components"));
            for (i, id) in self.components.iter().enumerate() {
                let plain = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric());
                let key = format!("{}[{i}]", key("components"));
                flaws.expect(plain, &key, "a component's id: letters and digits", None);
            }
        } else {
            flaws.expect(
                self.components.is_empty(),
                &key("components"),
                "nothing: only statuspage has components",
                None,
            );
        }
    }
}

/// Whether a text is an address of the web. One without TLS is only used for a host that the server was told to allow.
pub(super) fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = |rest: &str| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['@', ' ', '#']);
    rest.is_some_and(fits) && is_line(text, 500)
}

fn is_mail(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '@' | '(' | ')');
    let parts = text.split_once('@');
    parts.is_some_and(|(who, host)| [who, host].iter().all(|it| !it.is_empty() && it.chars().all(plain)))
}

impl Flaws {
    /// Where the server finds a secret.
    pub(super) fn secret_place(&mut self, (env, file): (&str, &str), key: &dyn Fn(&str) -> String) {
        let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let is_name = env.is_empty() || (env.len() <= 100 && env.chars().all(plain));
        let expected = "the name of an environment variable, not the secret itself";
        self.expect(is_name, &key("secret_env"), expected, None);
        if !file.is_empty() {
            self.line(&key("secret_file"), file, 500);
        }
    }

    pub(super) fn name(&mut self, key: &str, name: &str, first: bool) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let fits = !name.is_empty() && name.len() <= 32 && name.bytes().all(plain);
        let lower: String = name.to_lowercase().chars().map(|c| if c == ' ' || c == '-' { '_' } else { c }).collect();
        let better: String = lower.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(32).collect();
        let better = (!better.is_empty()).then_some(better.as_str());
        self.expect(fits, key, "1 to 32 lower-case letters, digits or _", better);
        self.expect(first, key, "a name that is not taken", None);
    }

    fn told_phase(&mut self, key: &str, phase: &str) {
        let known = Phase::WORKING.iter().any(|it| it.as_str() == phase);
        self.expect(known, key, "investigating, identified, monitoring or resolved", Some("investigating"));
    }

    /// A text with slots: every one is known, or one of its own.
    fn slotted(&mut self, key: &str, words: &str, own: &[Slot]) {
        let lines = !words.trim().is_empty()
            && words.len() <= 4_000
            && words.lines().all(|line| line.is_empty() || is_line(line, 4_000));
        self.expect(lines, key, "a text of 1 to 4000 bytes without hidden characters", None);
        let names: Vec<_> = KNOWN_SLOTS.into_iter().chain(own.iter().map(|slot| slot.name.as_str())).collect();
        for strange in blanks(words).filter(|name| !names.contains(name)) {
            let known = names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
            let expected = format!("no slot {{{strange}}}, since there are only {known}");
            self.expect(false, key, &expected, None);
        }
    }
}
