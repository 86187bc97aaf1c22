//! Reads `policy.toml` and says everything that is wrong with it: where, what stands there, what is expected.
//!
//! What a policy means is not decided here: its values are judged by [`Policy::flaws`], this file only finds their
//! place. Unlike a policy in an event, one in a file has no unknown keys: a misspelt key would silently do nothing.

use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use warroom_incident::Policy;
use warroom_incident::text::visible;

/// Bytes of a policy file: it enters an event that everyone gets.
const FILE_BYTES: u64 = 256 * 1024;

/// One thing that is wrong with a policy file; shown as one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was named.
    pub file: String,
    /// Its line, from 1; 0 when the file could not be read at all.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The key: `severities[1].name`; empty when the problem is the file's.
    pub key: String,
    /// What is expected there.
    pub expected: String,
    /// What stands there: `is "many"`, `is not a key`, `is missing`.
    pub found: String,
    /// What would be right, where it can be said.
    pub suggestion: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        if self.line > 0 {
            write!(f, "{}:{}:", self.line, self.column)?;
        }
        let subject = if self.key.is_empty() { "the file" } else { &self.key };
        write!(f, " {subject} {}; expected {}", self.found, self.expected)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean {suggestion}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// Reads a policy from a file.
///
/// # Errors
/// Every problem of the file, in the order of its lines; or that it could not be read.
pub fn load(path: &Path) -> Result<Policy, Vec<Problem>> {
    let name = path.display().to_string();
    let unreadable = |found: String, expected: String| {
        let (file, key) = (name.clone(), String::new());
        vec![Problem { file, line: 0, column: 0, key, expected, found, suggestion: None }]
    };
    let wanted = || String::from("a readable TOML file, or none for the defaults");
    let size = fs::metadata(path).map_err(|error| unreadable(format!("cannot be read: {error}"), wanted()))?.len();
    if size > FILE_BYTES {
        return Err(unreadable(format!("has {size} bytes"), format!("at most {FILE_BYTES}")));
    }
    let text = fs::read_to_string(path).map_err(|error| unreadable(format!("cannot be read: {error}"), wanted()))?;
    parse(&text, &name)
}

/// Reads a policy from a text; `file_name` is what problems call it.
///
/// # Errors
/// Every problem of the text, in the order of its lines.
pub fn parse(text: &str, file_name: &str) -> Result<Policy, Vec<Problem>> {
    let mut check = Check { text, file: file_name, problems: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        check.syntax(&error);
    }
    // What a parser recovers from a broken text is not worth judging.
    if check.problems.is_empty() {
        check.table(table.get_ref(), &table.span(), POLICY, "");
    }
    let policy = if check.problems.is_empty() { check.policy(table.get_ref()) } else { None };
    check.problems.sort_by_key(|problem| (problem.line, problem.column));
    policy.filter(|_| check.problems.is_empty()).ok_or(check.problems)
}

/// What a key may hold.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Text,
    Number,
    Flag,
    Table(&'static [Key]),
    List(&'static Shape),
}

impl Shape {
    fn expected(self) -> &'static str {
        match self {
            Shape::Text => "a text in quotes",
            Shape::Number => "a whole number from 0 to 4294967295",
            Shape::Flag => "true or false",
            Shape::Table(_) => "a table",
            Shape::List(Shape::Table(_)) => "a list of tables",
            Shape::List(_) => "a list",
        }
    }
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
struct Key {
    name: &'static str,
    shape: Shape,
    need: Need,
}

/// Whether a table is whole without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Must,
    May,
}

const fn must(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, need: Need::Must }
}

const fn may(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, need: Need::May }
}

/// All keys there are. A test holds them against the policy itself.
const POLICY: &[Key] = &[
    may("severities", Shape::List(&Shape::Table(SEVERITY))),
    may(
        "seats",
        Shape::Table(&[may("chair_absent_seconds", Shape::Number), may("shift_limit_minutes", Shape::Number)]),
    ),
    may("limits", Shape::Table(&[may("entry_bytes", Shape::Number), may("people", Shape::Number)])),
    may("invites", Shape::Table(&[may("lifetime_minutes", Shape::Number), may("guest_uses", Shape::Number)])),
    may("checklists", Shape::List(&Shape::Table(CHECKLIST))),
    may("contacts", Shape::List(&Shape::Table(CONTACT))),
    may("runbooks", Shape::List(&Shape::Table(RUNBOOK))),
    may("drill", Shape::Table(DRILL)),
    may("updates", Shape::Table(&[may("service", Shape::Text)])),
    may("audiences", Shape::List(&Shape::Table(&[must("name", Shape::Text), may("meaning", Shape::Text)]))),
    may("channels", Shape::List(&Shape::Table(CHANNEL))),
    may("templates", Shape::List(&Shape::Table(TEMPLATE))),
    may("holding_statements", Shape::List(&Shape::Table(HOLDING))),
    may("approval", Shape::Table(APPROVAL)),
    may("stakeholders", Shape::List(&Shape::Table(STAKEHOLDER))),
];
const CHANNEL: &[Key] = &[
    must("name", Shape::Text),
    must("kind", Shape::Text),
    may("audiences", Shape::List(&Shape::Text)),
    may("to", Shape::Text),
    may("secret_env", Shape::Text),
    may("secret_file", Shape::Text),
    may("most_chars", Shape::Number),
];
const TEMPLATE: &[Key] = &[must("phase", Shape::Text), may("audience", Shape::Text), must("text", Shape::Text)];
const HOLDING: &[Key] = &[
    must("name", Shape::Text),
    must("phase", Shape::Text),
    may("audience", Shape::Text),
    may("next_update_minutes", Shape::Number),
    must("text", Shape::Text),
    may("slots", Shape::List(&Shape::Table(&[must("name", Shape::Text), must("values", Shape::List(&Shape::Text))]))),
];
const APPROVAL: &[Key] =
    &[may("four_eyes", Shape::Flag), may("facts_confirmed", Shape::Flag), may("promise_recovery", Shape::Flag)];
const STAKEHOLDER: &[Key] = &[
    must("name", Shape::Text),
    must("power", Shape::Text),
    must("interest", Shape::Text),
    must("audience", Shape::Text),
    may("cadence_minutes", Shape::Number),
];
const SEVERITY: &[Key] =
    &[must("name", Shape::Text), must("meaning", Shape::Text), must("acknowledge_minutes", Shape::Number)];
const CHECKLIST: &[Key] =
    &[may("severities", Shape::List(&Shape::Text)), must("tasks", Shape::List(&Shape::Table(TASK)))];
const TASK: &[Key] = &[must("text", Shape::Text), may("mitigation", Shape::Flag)];
const CONTACT: &[Key] = &[must("name", Shape::Text), may("role", Shape::Text), must("reach", Shape::Text)];
const RUNBOOK: &[Key] = &[must("title", Shape::Text), must("url", Shape::Text)];
const DRILL: &[Key] = &[may("longest_pause_seconds", Shape::Number), may("shortest_pause_seconds", Shape::Number)];

/// A text under examination.
struct Check<'a> {
    text: &'a str,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn report(&mut self, at: &Range<usize>, key: &str, found: String, expected: &str, suggestion: Option<String>) {
        let before = self.text.get(..at.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let (file, key, expected) = (self.file.to_owned(), visible(key), expected.to_owned());
        self.problems.push(Problem { file, line, column, key, expected, found, suggestion });
    }

    fn syntax(&mut self, error: &toml::de::Error) {
        let what = error.message().lines().collect::<Vec<_>>().join(", ");
        let found = format!("is not TOML here: {}", visible(&what));
        self.report(&error.span().unwrap_or(0..0), "", found, "key = value, or [table]", None);
    }

    fn table(&mut self, table: &DeTable<'_>, span: &Range<usize>, keys: &[Key], path: &str) {
        for (name, value) in table {
            let path = joined(path, name.get_ref());
            match keys.iter().find(|key| key.name == name.get_ref()) {
                Some(key) => self.value(value, key.shape, &path),
                None => {
                    let names: Vec<_> = keys.iter().map(|key| key.name).collect();
                    let expected = format!("one of {}", names.join(", "));
                    let suggestion = similar(name.get_ref(), &names).or_else(|| elsewhere(name.get_ref(), POLICY, ""));
                    self.report(&name.span(), &path, "is not a key".into(), &expected, suggestion);
                }
            }
        }
        for key in keys.iter().filter(|key| key.need == Need::Must && !table.contains_key(key.name)) {
            self.report(span, &joined(path, key.name), "is missing".into(), key.shape.expected(), None);
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, shape: Shape, path: &str) {
        match (shape, value.get_ref()) {
            (Shape::Text, DeValue::String(_)) | (Shape::Flag, DeValue::Boolean(_)) => {}
            (Shape::Number, DeValue::Integer(number))
                if u32::from_str_radix(number.as_str(), number.radix()).is_ok() => {}
            (Shape::Table(keys), DeValue::Table(table)) => self.table(table, &value.span(), keys, path),
            (Shape::List(shape), DeValue::Array(values)) => {
                for (i, value) in values.iter().enumerate() {
                    self.value(value, *shape, &format!("{path}[{i}]"));
                }
            }
            (_, other) => {
                let suggestion = unquoted(shape, other);
                let found = self.found(&value.span());
                self.report(&value.span(), path, found, shape.expected(), suggestion);
            }
        }
    }

    /// What stands at a place, short enough for a sentence.
    fn found(&self, at: &Range<usize>) -> String {
        let line = self.text.get(at.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        let short: String = line.chars().take(60).collect();
        let more = if short.len() < line.len() { "…" } else { "" };
        format!("is {}{more}", visible(&short))
    }

    /// The policy of a text of the right shape, judged.
    fn policy(&mut self, table: &DeTable<'_>) -> Option<Policy> {
        let mut policy: Policy = match toml::from_str(self.text) {
            Ok(policy) => policy,
            Err(error) => {
                self.syntax(&error);
                return None;
            }
        };
        if !table.contains_key("checklists") {
            // The default checklists are for the default severities; a file that has others need not repeat them.
            let known: Vec<_> = policy.severity_names().map(ToOwned::to_owned).collect();
            policy.checklists.retain(|list| list.severities.iter().all(|name| known.contains(name)));
        }
        for flaw in policy.flaws() {
            let (at, whole) = place(table, &flaw.key);
            let found = if whole { self.found(&at) } else { "is what it is by default".into() };
            self.report(&at, &flaw.key, found, &flaw.expected, flaw.suggestion);
        }
        Some(policy)
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A number or flag that was written in quotes.
fn unquoted(shape: Shape, value: &DeValue<'_>) -> Option<String> {
    let text = value.as_str()?.trim();
    let fits = match shape {
        Shape::Number => text.parse::<u32>().is_ok(),
        Shape::Flag => text.parse::<bool>().is_ok(),
        Shape::Text | Shape::Table(_) | Shape::List(_) => false,
    };
    fits.then(|| text.to_owned())
}

/// The name that was probably meant.
fn similar(name: &str, names: &[&str]) -> Option<String> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(&name.to_lowercase(), known);
    let best = names.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= 0.6).then(|| (*best).to_owned())
}

/// The path of a key that exists, but in another table.
fn elsewhere(name: &str, keys: &[Key], path: &str) -> Option<String> {
    keys.iter().find_map(|key| {
        let path = joined(path, key.name);
        match key.shape {
            _ if key.name == name => Some(path),
            Shape::Table(keys) => elsewhere(name, keys, &path),
            Shape::Text | Shape::Number | Shape::Flag | Shape::List(_) => None,
        }
    })
}

/// Where a key like `checklists[0].tasks[2].text` stands, and whether all of it does; else the nearest that does.
fn place(table: &DeTable<'_>, key: &str) -> (Range<usize>, bool) {
    let mut at = 0..0;
    let mut steps = key.split(['.', '[']).map(|step| step.trim_end_matches(']'));
    let Some(mut value) = steps.next().and_then(|step| table.get(step)) else { return (at, false) };
    at = value.span();
    for step in steps {
        let next = match value.get_ref() {
            DeValue::Table(table) => table.get(step),
            DeValue::Array(values) => step.parse().ok().and_then(|i: usize| values.get(i)),
            DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_) => None,
            DeValue::Boolean(_) | DeValue::Datetime(_) => None,
        };
        let Some(next) = next else { return (at, false) };
        value = next;
        at = value.span();
    }
    (at, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const EXAMPLE: &str = include_str!("../policy.example.toml");

    fn problems(text: &str) -> Vec<String> {
        let found = parse(text, "policy.toml").expect_err("the text has problems");
        found.into_iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        assert_eq!(parse("", "policy.toml"), Ok(Policy::default()));
    }

    #[test]
    fn a_misspelt_key_is_named_with_the_one_that_was_meant() {
        assert_eq!(
            problems("# ours\n[seats]\n  chair_absent_second = 60\n"),
            ["policy.toml:3:3: seats.chair_absent_second is not a key; expected one of chair_absent_seconds, \
              shift_limit_minutes; did you mean chair_absent_seconds?"]
        );
    }

    #[test]
    fn a_key_in_the_wrong_table_is_sent_to_the_right_one() {
        let [problem] = &problems("people = 30")[..] else { panic!("one problem") };
        assert!(problem.ends_with("did you mean limits.people?"), "{problem}");
    }

    #[test]
    fn a_key_that_resembles_none_is_not_guessed_at() {
        let [problem] = &problems("moon = 30")[..] else { panic!("one problem") };
        assert!(problem.ends_with("approval, stakeholders"), "{problem}");
    }

    #[test]
    fn a_value_of_the_wrong_type_says_what_is_expected() {
        assert_eq!(
            problems("limits = { people = \"30\", entry_bytes = -1 }\nseats = []\n[[severities]]\nname = 1\n"),
            [
                "policy.toml:1:21: limits.people is \"30\"; expected a whole number from 0 to 4294967295; did you mean 30?",
                "policy.toml:1:41: limits.entry_bytes is -1; expected a whole number from 0 to 4294967295",
                "policy.toml:2:9: seats is []; expected a table",
                "policy.toml:3:1: severities[0].meaning is missing; expected a text in quotes",
                "policy.toml:3:1: severities[0].acknowledge_minutes is missing; expected a whole number from 0 to 4294967295",
                "policy.toml:4:8: severities[0].name is 1; expected a text in quotes",
            ]
        );
    }

    #[test]
    fn a_value_out_of_bounds_is_found_in_its_line() {
        let text = "[limits]\npeople = 1\n[[contacts]]\nname = \"Vendor\"\nreach = \"\"\n";
        assert_eq!(
            problems(text),
            [
                "policy.toml:2:10: limits.people is 1; expected 3 to 2000 people; did you mean 2000?",
                "policy.toml:5:9: contacts[0].reach is \"\"; expected one line of 1 to 200 bytes without hidden characters",
            ]
        );
    }

    #[test]
    fn a_flaw_that_a_default_completes_points_at_what_is_there() {
        let [problem] = &problems("\n[drill]\nlongest_pause_seconds = 0")[..1] else { panic!("a problem") };
        assert!(
            problem.starts_with("policy.toml:2:1: drill.shortest_pause_seconds is what it is by default;"),
            "{problem}"
        );
    }

    #[test]
    fn severities_of_ones_own_need_no_checklists_of_ones_own() {
        let text = "[[severities]]\nname = \"major\"\nmeaning = \"down\"\nacknowledge_minutes = 5\n";
        let policy = parse(text, "policy.toml").expect("it is whole");
        assert_eq!(policy.checklists.len(), 1, "the one for all severities");
    }

    #[test]
    fn a_slot_that_is_not_known_is_named_with_its_line() {
        let text = "[[templates]]\nphase = \"identified\"\ntext = \"Since {since} {customer} cannot pay.\"\n";
        assert_eq!(
            problems(text),
            [
                "policy.toml:3:8: templates[0].text is \"Since {since} {customer} cannot pay.\"; expected no slot {customer}, \
              since there are only {phase}, {severity}, {since}, {now}, {next_update}, {service}"
            ]
        );
    }

    #[test]
    fn a_channel_without_its_secret_or_with_an_unknown_kind_or_audience_is_named() {
        let text = "[[channels]]\nname = \"page\"\nkind = \"statuspage\"\nto = \"abc\"\n\n\
                    [[channels]]\nname = \"chat\"\nkind = \"slak\"\naudiences = [\"press\"]\n";
        let found = problems(text);
        assert!(
            found[0].starts_with("policy.toml:1:1: channels[0] is ") && found[0].contains("secret_env or secret_file"),
            "{found:?}"
        );
        assert!(
            found[1].starts_with("policy.toml:8:8: channels[1].kind is \"slak\"; expected one of file"),
            "{found:?}"
        );
        assert!(found[2].starts_with("policy.toml:9:14: channels[1].audiences[0] is \"press\""), "{found:?}");
    }

    #[test]
    fn what_is_not_toml_is_found_in_its_line_and_every_time() {
        let found = problems("[seats]\nchair_absent_seconds 60\nshift_limit_minutes = = 3\n");
        assert!(found[0].starts_with("policy.toml:2:"), "{found:?}");
        assert!(found.iter().any(|problem| problem.starts_with("policy.toml:3:")), "{found:?}");
    }

    #[test]
    fn a_key_twice_is_found() {
        let found = problems("[seats]\nshift_limit_minutes = 60\nshift_limit_minutes = 61\n");
        assert!(found[0].starts_with("policy.toml:3:1: the file is not TOML here: duplicate key"), "{found:?}");
    }

    #[test]
    fn a_file_that_is_missing_too_large_or_no_text_is_said_so() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("policy.toml");
        let said = || load(&path).expect_err("it cannot be loaded")[0].to_string();
        assert!(said().contains("the file cannot be read"), "{}", said());
        fs::write(&path, [0xff, 0xfe]).expect("written");
        assert!(said().contains("the file cannot be read"), "{}", said());
        fs::write(&path, vec![b'#'; FILE_BYTES as usize + 1]).expect("written");
        assert!(said().contains("expected at most 262144"), "{}", said());
        fs::write(&path, "[limits]\npeople = 30\n").expect("written");
        assert_eq!(load(&path).map(|policy| policy.limits.people), Ok(30));
    }

    /// All paths of a value, list positions left out.
    fn paths(value: &Value, path: &str, into: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    let path = joined(path, name);
                    into.insert(path.clone());
                    paths(value, &path, into);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| paths(value, path, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn key_paths(keys: &[Key], path: &str, into: &mut std::collections::BTreeSet<String>) {
        for key in keys {
            let path = joined(path, key.name);
            into.insert(path.clone());
            match key.shape {
                Shape::Table(keys) | Shape::List(&Shape::Table(keys)) => key_paths(keys, &path, into),
                Shape::Text | Shape::Number | Shape::Flag | Shape::List(_) => {}
            }
        }
    }

    #[test]
    fn the_example_is_right_and_has_every_key_that_there_is() {
        let policy = parse(EXAMPLE, "policy.example.toml").expect("the example has no problems");
        let [mut whole, mut known, mut written] = [const { std::collections::BTreeSet::new() }; 3];
        paths(&serde_json::to_value(&policy).expect("a policy has a JSON text"), "", &mut whole);
        key_paths(POLICY, "", &mut known);
        let example: Value = toml::from_str(EXAMPLE).expect("TOML");
        paths(&example, "", &mut written);
        assert_eq!(whole, known, "the keys of the loader are those of the policy");
        assert_eq!(written, known, "the example shows every key");
    }

    #[test]
    fn the_example_has_the_defaults() {
        let policy = parse(EXAMPLE, "policy.example.toml").expect("the example has no problems");
        let (contacts, runbooks) = (policy.contacts.clone(), policy.runbooks.clone());
        let mut defaults =
            Policy { contacts, runbooks, stakeholders: policy.stakeholders.clone(), ..Policy::default() };
        // A statement with slots of its own is shown beside the default one.
        assert_eq!(policy.holding_statements.len(), 2);
        defaults.holding_statements.push(policy.holding_statements[1].clone());
        assert_eq!(policy, defaults);
    }
}
