//! What the word under the cursor may become: kinds, kinds of action, people, times; each with what it means.

use warroom_incident::event::{ActionKind, EntryKind};

use super::{Target, meaning};
use crate::app::model::Model;

/// The words that fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// The first byte of the word that is typed.
    pub from: usize,
    /// What it may become; never empty.
    pub offers: Vec<Offer>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The word.
    pub word: String,
    /// What it means.
    pub means: String,
}

fn offer(word: impl Into<String>, means: impl Into<String>) -> Offer {
    Offer { word: word.into(), means: means.into() }
}

/// What fits the word before the cursor; nothing where no word ends there.
#[must_use]
pub fn offers(model: &Model) -> Option<Offers> {
    let target = model.composer.target()?;
    let (text, at) = (model.composer.text(), model.composer.at());
    if text[at..].chars().next().is_some_and(|next| !next.is_whitespace()) {
        return None;
    }
    let from = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
    let (before, word) = (&text[..from], &text[from..at]);
    let lead = lead(before);
    let found = match (word.chars().next(), lead) {
        (Some('/'), Lead::Kinds | Lead::ActionKinds) if target.is_entry() => kinds(&word[1..]),
        // A now line rings for nobody.
        (Some('@'), lead) if target != Target::Now => {
            let mut found = people(model, &word[1..]);
            if lead != Lead::Over {
                found.extend(times(model, &word[1..]));
            }
            found
        }
        (_, Lead::ActionKinds) if target.is_entry() => actions(word),
        _ => Vec::new(),
    };
    (!found.is_empty()).then_some(Offers { from, offers: found })
}

/// What the words before one leave open for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// Kinds and times.
    Kinds,
    /// The kind of action as well.
    ActionKinds,
    /// The text has begun.
    Over,
}

fn lead(before: &str) -> Lead {
    let mut lead = Lead::Kinds;
    for word in before.split_whitespace() {
        let time = word.strip_prefix('@').is_some_and(|at| at.starts_with(|c: char| c.is_ascii_digit() || c == '-'));
        lead = match word.strip_prefix('/') {
            Some(name) if name == EntryKind::Action.as_str() || name == "temporary" => Lead::ActionKinds,
            Some(name) if EntryKind::parse(name).is_some() => Lead::Kinds,
            None if time && lead == Lead::ActionKinds => Lead::Kinds,
            None if time => lead,
            None if lead == Lead::ActionKinds && action_kind(word).is_some() => Lead::Kinds,
            _ => return Lead::Over,
        };
    }
    lead
}

fn action_kind(word: &str) -> Option<ActionKind> {
    ActionKind::parse(&word.replace('-', "_"))
}

fn kinds(typed: &str) -> Vec<Offer> {
    let all = EntryKind::ALL.into_iter().map(|kind| offer(format!("/{kind}"), kind_means(kind)));
    let temporary = offer("/temporary", "an action that has to be made good later: opens a debt");
    all.chain([temporary]).filter(|offer| begins(&offer.word[1..], typed)).collect()
}

fn kind_means(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => "for this room only; not on the timeline",
        EntryKind::Observation => "something was seen; what a text is without a kind",
        EntryKind::Hypothesis => "something is believed: open until confirmed or ruled out",
        EntryKind::Finding => "something is known",
        EntryKind::Decision => "something was decided",
        EntryKind::Action => "something is done about it; its kind may follow",
        EntryKind::Command => "a command was run",
        EntryKind::Alert => "something rang",
    }
}

fn actions(typed: &str) -> Vec<Offer> {
    let fits = |kind: &&ActionKind| begins(kind.as_str(), &typed.replace('-', "_"));
    ActionKind::ALL.iter().filter(fits).map(|kind| offer(kind.as_str(), action_means(*kind))).collect()
}

fn action_means(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Rollback => "put back what was there before (ends the harm)",
        ActionKind::FailOver => "move to a standby (ends the harm)",
        ActionKind::Reroute => "lead traffic around the fault (ends the harm)",
        ActionKind::SwitchOff => "switch a feature or a part off (ends the harm)",
        ActionKind::Scale => "add capacity (ends the harm)",
        ActionKind::HotFix => "change the code",
        ActionKind::Configuration => "change a setting",
        ActionKind::Other => "anything else",
    }
}

/// Members whose name begins like this, who is here first.
fn people(model: &Model, typed: &str) -> Vec<Offer> {
    let state = model.replica.state();
    let here = |person: &warroom_incident::Person| {
        model.present.iter().any(|present| present.name == *person && present.lost_at.is_none())
    };
    let mut found: Vec<_> = state
        .members()
        .map(|(person, _)| person)
        // What has a space in it cannot be called by one word.
        .filter(|person| *person != model.me() && begins(person.as_str(), typed) && !person.as_str().contains(' '))
        .map(|person| (!here(person), person))
        .collect();
    found.sort();
    let seats = |person| crate::app::forms::seat_words(model, person);
    found
        .into_iter()
        .map(|(away, person)| {
            let place = if away { "not here now" } else { "here" };
            offer(format!("@{person}"), format!("rings for them · {}, {place}", seats(person)))
        })
        .collect()
}

fn times(model: &Model, typed: &str) -> Vec<Offer> {
    let tried: Vec<String> = match typed.chars().next() {
        None => vec!["-5m".into(), "-15m".into(), "-1h".into()],
        Some('-') if typed.len() == 1 => vec!["-5m".into(), "-15m".into(), "-1h".into()],
        Some('-') if typed.ends_with(|c: char| c.is_ascii_digit()) => {
            ["m", "h", "s"].iter().map(|unit| format!("{typed}{unit}")).collect()
        }
        Some('-') => vec![typed.to_owned()],
        Some(c) if c.is_ascii_digit() => {
            let longer = ["", ":00", "00"].iter().map(|rest| format!("{typed}{rest}"));
            longer.filter(|word| meaning::moment(model, word).is_some()).take(1).collect()
        }
        Some(_) => Vec::new(),
    };
    let offers = tried.into_iter().filter_map(|word| {
        let (_, means) = meaning::moment(model, &word)?;
        Some(offer(format!("@{word}"), means))
    });
    offers.collect()
}

fn begins(word: &str, typed: &str) -> bool {
    let mut letters = word.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|letter| letters.next() == Some(letter))
}
