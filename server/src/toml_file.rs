//! Reads TOML that people wrote and says everything that is wrong with it: where, what stands there, what is expected,
//! what may have been meant. Which keys there are is a table of whoever reads.

use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use warroom_incident::text::visible;

/// One thing that is wrong with a file; shown as one sentence.
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

/// The text of a file of at most so many bytes.
///
/// # Errors
/// That it cannot be read, is too long, or is no text.
pub fn read(path: &Path, most_bytes: u64) -> Result<String, Vec<Problem>> {
    let file = path.display().to_string();
    let unreadable = |found: String, expected: String| {
        let (file, key) = (file.clone(), String::new());
        vec![Problem { file, line: 0, column: 0, key, expected, found, suggestion: None }]
    };
    let wanted = || String::from("a readable TOML file, or none for the defaults");
    let size = fs::metadata(path).map_err(|error| unreadable(format!("cannot be read: {error}"), wanted()))?.len();
    if size > most_bytes {
        return Err(unreadable(format!("has {size} bytes"), format!("at most {most_bytes}")));
    }
    fs::read_to_string(path).map_err(|error| unreadable(format!("cannot be read: {error}"), wanted()))
}

/// What a key may hold.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// A day, as a text.
    Day,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A whole number.
    Number,
    /// True or false.
    Flag,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table whose keys the reader judges.
    Open,
    /// A list.
    List(&'static Shape),
}

impl Shape {
    fn expected(self) -> String {
        match self {
            Shape::Text => "a text in quotes".into(),
            Shape::Day => "a day in quotes, like \"2026-02-03\"".into(),
            Shape::Word(words) => format!("one of {}", quoted(words)),
            Shape::Number => "a whole number from 0 to 4294967295".into(),
            Shape::Flag => "true or false".into(),
            Shape::Table(_) | Shape::Open => "a table".into(),
            Shape::List(Shape::Table(_)) => "a list of tables".into(),
            Shape::List(_) => "a list".into(),
        }
    }
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    need: Need,
}

impl Key {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The keys of the table that it holds.
    #[must_use]
    pub fn keys(&self) -> &'static [Key] {
        match self.shape {
            Shape::Table(keys) => keys,
            Shape::Text | Shape::Day | Shape::Word(_) | Shape::Number | Shape::Flag | Shape::Open | Shape::List(_) => {
                &[]
            }
        }
    }
}

/// Whether a table is whole without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Must,
    May,
}

/// A key that has to be there.
#[must_use]
pub const fn must(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, need: Need::Must }
}

/// A key that may be left out.
#[must_use]
pub const fn may(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, need: Need::May }
}

/// A text under examination.
#[derive(Debug)]
pub struct Check<'a> {
    text: &'a str,
    file: &'a str,
    keys: &'static [Key],
    problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    /// A text that is examined against the keys there are; `file_name` is what problems call it.
    #[must_use]
    pub fn of(text: &'a str, file_name: &'a str, keys: &'static [Key]) -> (Spanned<DeTable<'a>>, Check<'a>) {
        let mut check = Check { text, file: file_name, keys, problems: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            check.syntax(&error);
        }
        // What a parser recovers from a broken text is not worth judging.
        if check.problems.is_empty() {
            check.table(table.get_ref(), &table.span(), keys, "");
        }
        (table, check)
    }

    /// Whether nothing wrong was found so far.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.problems.is_empty()
    }

    /// All problems, in the order of their lines.
    #[must_use]
    pub fn end(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }

    /// Adds a problem.
    pub fn report(&mut self, at: &Range<usize>, key: &str, found: String, expected: &str, suggestion: Option<String>) {
        let before = self.text.get(..at.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let (file, key, expected) = (self.file.to_owned(), visible(key), expected.to_owned());
        self.problems.push(Problem { file, line, column, key, expected, found, suggestion });
    }

    /// Adds what the parser says.
    pub fn syntax(&mut self, error: &toml::de::Error) {
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
                    let suggestion =
                        similar(name.get_ref(), &names).or_else(|| elsewhere(name.get_ref(), self.keys, ""));
                    self.report(&name.span(), &path, "is not a key".into(), &expected, suggestion);
                }
            }
        }
        for key in keys.iter().filter(|key| key.need == Need::Must && !table.contains_key(key.name)) {
            self.report(span, &joined(path, key.name), "is missing".into(), &key.shape.expected(), None);
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, shape: Shape, path: &str) {
        match (shape, value.get_ref()) {
            (Shape::Text, DeValue::String(_)) | (Shape::Flag, DeValue::Boolean(_)) => {}
            (Shape::Open, DeValue::Table(_)) => {}
            (Shape::Day, DeValue::String(day)) if is_day(day) => {}
            (Shape::Word(words), DeValue::String(word)) if words.contains(&&**word) => {}
            (Shape::Number, DeValue::Integer(number))
                if u32::from_str_radix(number.as_str(), number.radix()).is_ok() => {}
            (Shape::Table(keys), DeValue::Table(table)) => self.table(table, &value.span(), keys, path),
            (Shape::List(shape), DeValue::Array(values)) => {
                for (i, value) in values.iter().enumerate() {
                    self.value(value, *shape, &format!("{path}[{i}]"));
                }
            }
            (_, other) => {
                let suggestion = meant(shape, other);
                let found = self.found(&value.span());
                self.report(&value.span(), path, found, &shape.expected(), suggestion);
            }
        }
    }

    /// What stands at a place, short enough for a sentence.
    #[must_use]
    pub fn found(&self, at: &Range<usize>) -> String {
        let line = self.text.get(at.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        let short: String = line.chars().take(60).collect();
        let more = if short.len() < line.len() { "…" } else { "" };
        format!("is {}{more}", visible(&short))
    }
}

pub(crate) fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// What was probably meant: a number or flag without its quotes, a known word for a similar one.
fn meant(shape: Shape, value: &DeValue<'_>) -> Option<String> {
    if let (Shape::Day, DeValue::Datetime(moment)) = (shape, value) {
        // TOML has days of its own; they stand without quotes.
        return moment.date.map(|day| format!("\"{day}\""));
    }
    let text = value.as_str()?.trim();
    if let Shape::Word(words) = shape {
        return similar(text, words).map(|word| format!("\"{word}\""));
    }
    let fits = match shape {
        Shape::Number => text.parse::<u32>().is_ok(),
        Shape::Flag => text.parse::<bool>().is_ok(),
        Shape::Text | Shape::Day | Shape::Word(_) | Shape::Table(_) | Shape::Open | Shape::List(_) => false,
    };
    fits.then(|| text.to_owned())
}

/// Whether a text is a day as it is written everywhere here.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok()
}

/// The name that was probably meant.
#[must_use]
pub fn similar(name: &str, names: &[&str]) -> Option<String> {
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
            Shape::Text | Shape::Day | Shape::Word(_) | Shape::Number | Shape::Flag | Shape::Open | Shape::List(_) => {
                None
            }
        }
    })
}

/// Where a key like `checklists[0].tasks[2].text` stands, and whether all of it does; else the nearest that does.
pub(crate) fn place(table: &DeTable<'_>, key: &str) -> (Range<usize>, bool) {
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
