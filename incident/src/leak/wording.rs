//! Words that blame, and promises of when it will be over. Both are suggestions.

use super::scan::Scan;
use super::{Found, Kind, Settings};
use crate::prelude::*;
use core::ops::Range;

/// Words that put it on a person or a team.
const BLAME: &[&str] = &[
    "human error",
    "operator error",
    "user error",
    "careless",
    "carelessly",
    "carelessness",
    "negligent",
    "negligence",
    "incompetent",
    "incompetence",
    "sloppy",
    "stupid",
    "stupidly",
    "idiot",
    "screwed up",
    "messed up",
    "botched",
    "fat-fingered",
    "forgot to",
    "neglected to",
    "failed to follow",
    "to blame",
    "is to be blamed",
    "is at fault",
    "whose fault",
    "his fault",
    "her fault",
    "their fault",
    "junior engineer",
    "should have known",
];

/// Words that blame in other languages.
const BLAME_ELSEWHERE: &[&str] = &[
    "menschliches versagen",
    "bedienfehler",
    "fahrlässig",
    "schuld an",
    "erreur humaine",
    "par négligence",
    "error humano",
    "por descuido",
];

/// Words for its being over.
const OVER: &[&str] = &[
    "fixed",
    "resolved",
    "restored",
    "back",
    "recover",
    "recovered",
    "recovery",
    "repaired",
    "normal",
    "solved",
    "complete",
    "completed",
    "available",
    "operational",
    "working",
    "up",
    "behoben",
    "wiederhergestellt",
    "gelöst",
    "verfügbar",
    "rétabli",
    "resuelto",
];

/// Words that speak of the time to come.
const AHEAD: &[&str] = &[
    "will",
    "expect",
    "expected",
    "expects",
    "should",
    "eta",
    "estimate",
    "estimated",
    "anticipate",
    "anticipated",
    "aim",
    "hope",
    "going",
    "plan",
    "promise",
    "wird",
    "werden",
    "erwarten",
    "voraussichtlich",
    "sera",
    "estará",
    "shall",
];

/// Words before a time that make it a limit.
const LIMITS: &[&str] = &[
    "by",
    "within",
    "in",
    "before",
    "until",
    "at",
    "around",
    "no later than",
    "bis",
    "innerhalb",
    "gegen",
    "d'ici",
    "dans",
    "antes",
];

/// Words that name a time.
const TIMES: &[&str] = &[
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "tonight",
    "tomorrow",
    "today",
    "noon",
    "midnight",
    "morning",
    "afternoon",
    "evening",
    "end of",
    "eod",
    "utc",
    "am",
    "pm",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "minuten",
    "stunden",
    "stunde",
    "uhr",
    "morgen",
    "heute",
    "heures",
    "horas",
    "weekend",
];

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    for words in BLAME.iter().chain(BLAME_ELSEWHERE) {
        let whole = scan.begins(words).filter(|at| scan.closes(at + words.len()));
        whole.for_each(|at| found.add(Kind::Blame, at..at + words.len()));
    }
    if settings.may_promise_recovery {
        return;
    }
    for sentence in sentences(scan) {
        promise(scan, sentence, found);
    }
}

fn sentences<'s>(scan: &'s Scan<'_>) -> impl Iterator<Item = Range<usize>> + 's {
    let mut start = 0;
    scan.lower.split_inclusive(['.', '!', '?', '\n', ';']).map(move |part| {
        let range = start..start + part.len();
        start = range.end;
        range
    })
}

/// A sentence that says that it will be over, and from there the limit and the time.
fn promise(scan: &Scan<'_>, sentence: Range<usize>, found: &mut Found) {
    let words: Vec<(usize, &str)> = places(scan.low(sentence.clone())).take(400).collect();
    let has = |list: &[&str]| words.iter().position(|(_, word)| list.contains(word));
    let about_updates = words.windows(2).any(|pair| pair[0].1 == "next" && pair[1].1 == "update");
    let (Some(ahead), Some(over)) = (has(AHEAD), has(OVER)) else { return };
    let from = ahead.min(over);
    let limit = (from..words.len()).find(|at| LIMITS.contains(&words[*at].1) && is_time(&words[at + 1..]));
    if let Some(limit) = limit.filter(|_| !about_updates) {
        let last = words[limit..].iter().take(4).rfind(|(_, word)| is_time_word(word)).unwrap_or(&words[limit]);
        let start = sentence.start + words[from].0;
        found.add(Kind::Promise, start..sentence.start + last.0 + last.1.len());
    }
}

fn places(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = sentence.as_ptr() as usize;
    let words =
        sentence.split(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '\''))).filter(|word| !word.is_empty());
    words.map(move |word| (word.as_ptr() as usize - base, word))
}

fn is_time(words: &[(usize, &str)]) -> bool {
    words.iter().take(4).any(|(_, word)| is_time_word(word))
}

fn is_time_word(word: &str) -> bool {
    let clock = word.split_once(':').is_some_and(|(hours, minutes)| {
        hours.len() <= 2 && minutes.len() == 2 && hours.parse::<u8>().is_ok() && minutes.parse::<u8>().is_ok()
    });
    clock || TIMES.contains(&word)
}

#[cfg(test)]
mod tests {
    use crate::leak::{Kind, Settings, check};
    use crate::prelude::*;

    fn said(text: &str, may_promise_recovery: bool) -> Vec<String> {
        let settings = Settings { may_promise_recovery, ..Settings::default() };
        let all = check(text, &settings, &BTreeSet::new());
        all.iter()
            .filter(|it| matches!(it.kind, Kind::Promise | Kind::Blame))
            .map(|it| it.of(text).to_owned())
            .collect()
    }

    #[test]
    fn a_promise_is_one_only_where_the_policy_says_so() {
        for text in [
            "This will be fixed by 14:00 UTC.",
            "We expect to be back within two hours.",
            "Service should be restored by tomorrow.",
            "Die Störung wird bis 15:00 Uhr behoben.",
        ] {
            assert_eq!(said(text, true), [""; 0], "{text}");
            assert_eq!(said(text, false).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_promise_of_the_next_update_is_none() {
        for text in [
            "Next update by 14:00 UTC.",
            "We will post the next update by 10:30.",
            "It was resolved at 14:05 UTC.",
            "We are back to normal.",
            "The fix will take time.",
        ] {
            assert_eq!(said(text, false), [""; 0], "{text}");
        }
    }

    #[test]
    fn blame_is_named() {
        assert_eq!(
            said("It was human error, a JUNIOR ENGINEER forgot to test.", true),
            ["human error", "JUNIOR ENGINEER", "forgot to"]
        );
        assert_eq!(said("We made a mistake and are sorry.", true), [""; 0]);
    }
}
