//! The leak check measured on labelled sentences: one set that was given, one of our own. Half of our own was looked at
//! while the rules were made, the other half was not.

use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use warroom_incident::leak::{Finding, Kind, Settings, Weight, check, is_clean};

/// A sentence and what in it should not leave.
#[derive(Deserialize)]
struct Sentence {
    text: String,
    leaks: Vec<Leak>,
}

#[derive(Deserialize)]
struct Leak {
    kind: Kind,
    #[serde(rename = "match")]
    text: String,
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/leaks").join(file);
    fs::read_to_string(path).expect("the labelled sentences stand beside the tests")
}

fn sentences(file: &str) -> Vec<Sentence> {
    read(file).lines().map(|line| serde_json::from_str(line).expect("a labelled sentence")).collect()
}

fn settings() -> Settings {
    serde_json::from_str(&read("settings.json")).expect("the settings that the sentences assume")
}

fn found(text: &str) -> Vec<Finding> {
    let mut all = check(text, &settings(), &BTreeSet::new());
    all.retain(|finding| finding.weight != Weight::Suggestion);
    all
}

/// What came of a set.
#[derive(Default)]
struct Figures {
    leaks: usize,
    found: usize,
    exact: usize,
    clean: usize,
    flagged: usize,
    strays: usize,
    remarks: Vec<String>,
}

impl Figures {
    fn of<'a>(set: impl IntoIterator<Item = &'a Sentence>) -> Figures {
        let mut figures = Figures::default();
        set.into_iter().for_each(|sentence| figures.count(sentence));
        figures
    }

    fn count(&mut self, sentence: &Sentence) {
        let Sentence { text, leaks } = sentence;
        let all = found(text);
        let places: Vec<_> = leaks.iter().map(|leak| (leak.kind, place(text, &leak.text))).collect();
        for (kind, range) in &places {
            let covers = |it: &Finding| it.start <= range.start && it.end >= range.end;
            let same = |it: &Finding| it.kind == *kind && it.start < range.end && it.end > range.start;
            self.leaks += 1;
            self.found += usize::from(all.iter().any(|it| covers(it) || same(it)));
            let exact = all.iter().any(|it| it.kind == *kind && it.range() == *range);
            self.exact += usize::from(exact);
            if !exact {
                self.remarks.push(format!("{kind} {:?} found as {:?}", &text[range.clone()], shown(&all, text)));
            }
        }
        let inside = |it: &Finding| places.iter().any(|(_, range)| it.start < range.end && it.end > range.start);
        let strays: Vec<Finding> = all.iter().filter(|it| !inside(it)).cloned().collect();
        if !strays.is_empty() {
            self.remarks.push(format!("false: {:?} in {text:?}", shown(&strays, text)));
        }
        self.strays += strays.len();
        self.clean += usize::from(leaks.is_empty());
        self.flagged += usize::from(leaks.is_empty() && !strays.is_empty());
    }

    /// Prints the figures and holds them against what is asked.
    fn hold(&self, name: &str) {
        println!(
            "{name}: {} of {} leaks found ({} to the letter), {} of {} clean sentences flagged, {} false in all",
            self.found, self.leaks, self.exact, self.flagged, self.clean, self.strays
        );
        self.remarks.iter().for_each(|remark| println!("  {remark}"));
        assert!(self.found * 100 >= self.leaks * 95, "{name}: {} of {} leaks found", self.found, self.leaks);
        assert!(self.flagged * 100 <= self.clean * 2, "{name}: {} of {} clean ones flagged", self.flagged, self.clean);
    }
}

fn place(text: &str, part: &str) -> std::ops::Range<usize> {
    let start = text.find(part).unwrap_or_else(|| panic!("{part:?} is not in {text:?}"));
    start..start + part.len()
}

fn shown<'a>(all: &[Finding], text: &'a str) -> Vec<(Kind, &'a str)> {
    all.iter().map(|it| (it.kind, it.of(text))).collect()
}

#[test]
fn the_given_sentences_are_judged_as_labelled() {
    Figures::of(&sentences("sentences.jsonl")).hold("given");
}

#[test]
fn our_own_sentences_are_judged_as_labelled() {
    let all = sentences("own.jsonl");
    assert!(all.len() >= 250);
    Figures::of(all.iter().step_by(2)).hold("own, looked at");
    Figures::of(all.iter().skip(1).step_by(2)).hold("own, not looked at");
}
