//! What was found: what needs attention first, then hints, then facts, then the end of the log.

use std::path::PathBuf;

use serde::{Serialize, Serializer};
use warroom_incident::text;

use crate::client::secrets;

/// Characters of one value; a report is read by people.
const MOST_CHARS: usize = 500;

/// Something to do something about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What is wrong.
    pub(super) what: String,
    /// What to do.
    pub(super) then: String,
}

/// What was found. Everything in it is fit to be shown to anybody.
#[derive(Debug, Default)]
pub(super) struct Report {
    home: Option<PathBuf>,
    attention: Vec<Finding>,
    hints: Vec<Finding>,
    facts: Vec<(&'static str, String, String)>,
    log: Vec<String>,
}

impl Report {
    pub(super) fn of_this_machine() -> Report {
        Report { home: directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()), ..Report::default() }
    }

    /// Something that needs attention.
    pub(super) fn attention(&mut self, what: impl AsRef<str>, then: impl AsRef<str>) {
        let finding = Finding { what: self.fit(what.as_ref()), then: self.fit(then.as_ref()) };
        self.attention.push(finding);
    }

    /// Something that could be better.
    pub(super) fn hint(&mut self, what: impl AsRef<str>, then: impl AsRef<str>) {
        let finding = Finding { what: self.fit(what.as_ref()), then: self.fit(then.as_ref()) };
        self.hints.push(finding);
    }

    pub(super) fn fact(&mut self, part: &'static str, name: impl AsRef<str>, value: impl AsRef<str>) {
        let fact = (part, self.fit(name.as_ref()), self.fit(value.as_ref()));
        self.facts.push(fact);
    }

    pub(super) fn log_line(&mut self, line: &str) {
        let line = self.fit(line);
        self.log.push(line);
    }

    pub(super) fn is_fine(&self) -> bool {
        self.attention.is_empty()
    }

    /// The one place that everything goes through: no secret, nothing hidden, no name of a home directory.
    fn fit(&self, words: &str) -> String {
        let words = text::visible(words).replace(['\n', '\t'], " ");
        let home = self.home.as_ref().and_then(|home| home.to_str()).filter(|home| home.len() > 1);
        let words = home.map_or_else(|| words.clone(), |home| words.replace(home, "~"));
        let words = secrets::masked(&words);
        let mut cut: String = words.chars().take(MOST_CHARS).collect();
        if cut.len() < words.len() {
            cut.push('…');
        }
        cut
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.attention.is_empty() {
            lines.push("Nothing needs attention.".to_owned());
        } else {
            lines.push("NEEDS ATTENTION".to_owned());
            self.attention.iter().for_each(|it| push(&mut lines, '!', it));
        }
        if !self.hints.is_empty() {
            lines.extend([String::new(), "could be better".to_owned()]);
            self.hints.iter().for_each(|it| push(&mut lines, '-', it));
        }
        let mut part = "";
        for (of, name, value) in &self.facts {
            if *of != part {
                part = of;
                lines.extend([String::new(), part.to_owned()]);
            }
            lines.push(format!("  {name:<20} {value}"));
        }
        if !self.log.is_empty() {
            lines.extend([String::new(), "end of the log".to_owned()]);
            lines.extend(self.log.iter().map(|line| format!("  {line}")));
        }
        lines
    }
}

fn push(lines: &mut Vec<String>, mark: char, finding: &Finding) {
    lines.push(format!("  {mark} {}", finding.what));
    lines.push(format!("    -> {}", finding.then));
}

#[derive(Serialize)]
struct Fact<'a> {
    part: &'a str,
    name: &'a str,
    value: &'a str,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let facts: Vec<_> = self.facts.iter().map(|(part, name, value)| Fact { part, name, value }).collect();
        let mut report = to.serialize_struct("Report", 4)?;
        report.serialize_field("needs_attention", &self.attention)?;
        report.serialize_field("could_be_better", &self.hints)?;
        report.serialize_field("facts", &facts)?;
        report.serialize_field("log", &self.log)?;
        report.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_goes_in_comes_out_with_secrets_hidden_characters_or_the_home_directory() {
        let mut report = Report { home: Some("/home/ana".into()), ..Report::default() };
        report.fact("files", "data", "/home/ana/.local wrc_planted \u{1b}]0;x\u{7}");
        report.attention("wr1_planted", "/home/ana");
        report.log_line("wro_planted");
        let text = report.lines().join("\n");
        assert!(text.contains("~/.local wrc_******* <U+001B>]0;x<U+0007>"), "{text}");
        let json = serde_json::to_string(&report).expect("JSON");
        for words in [text, json] {
            assert!(!words.contains("planted") && !words.contains("/home/ana"), "{words}");
        }
        assert!(!report.is_fine());
    }
}
