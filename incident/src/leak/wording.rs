//! Words that blame, and promises of when it will be over. Blame is a suggestion; what a promise is, the policy says.

use super::scan::Scan;
use super::{Found, Kind, Settings, Weight};
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
    "let us down",
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
    "fix",
    "repair",
    "online",
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

/// People and firms on whom a mishap is put.
const AGENTS: &[&str] = &[
    "engineer",
    "engineers",
    "developer",
    "developers",
    "employee",
    "employees",
    "colleague",
    "contractor",
    "contractors",
    "technician",
    "administrator",
    "admin",
    "operator",
    "intern",
    "trainee",
    "staff",
    "somebody",
    "someone",
    "vendor",
    "supplier",
    "mitarbeiter",
    "mitarbeiterin",
    "entwickler",
    "techniker",
    "dienstleister",
    "ingénieur",
    "employé",
    "prestataire",
    "ingeniero",
    "empleado",
    "proveedor",
];

/// Words that make what they did a mishap.
const MISHAPS: &[&str] = &[
    "mistakenly",
    "accidentally",
    "inadvertently",
    "erroneously",
    "wrongly",
    "by mistake",
    "by accident",
    "in error",
    "without permission",
    "without approval",
    "without review",
    "without testing",
    "did not follow",
    "didn't follow",
    "ignored",
    "failed to",
    "let us down",
    "versehentlich",
    "irrtümlich",
    "aus versehen",
    "par erreur",
    "por error",
];

/// A mishap follows whoever had it within so many bytes, or stands that far before.
const APART: usize = 80;

pub(super) fn find(scan: &Scan<'_>, settings: &Settings, found: &mut Found) {
    for words in BLAME.iter().chain(BLAME_ELSEWHERE) {
        let whole = scan.begins(words).filter(|at| scan.closes(at + words.len()));
        whole.for_each(|at| found.add(Kind::Blame, at..at + words.len()));
    }
    let weight = match settings.may_promise_recovery {
        Some(true) => None,
        Some(false) => Some(Weight::NeedsWaiver),
        None => Some(Weight::Suggestion),
    };
    for sentence in sentences(scan) {
        mishap(scan, sentence.clone(), found);
        if let Some(weight) = weight {
            promise(scan, sentence, weight, found);
        }
    }
}

fn sentences<'s>(scan: &'s Scan<'_>) -> impl Iterator<Item = Range<usize>> + 's {
    let mut start = 0;
    let ends = |c: char| matches!(c, '!' | '?' | '\n' | ';' | '。');
    scan.lower.split_inclusive(ends).flat_map(|part| part.split_inclusive(". ")).map(move |part| {
        let range = start..start + part.len();
        start = range.end;
        range
    })
}

/// `an engineer mistakenly deleted it`: from one to the other.
fn mishap(scan: &Scan<'_>, sentence: Range<usize>, found: &mut Found) {
    let words = places(scan.low(sentence.clone())).take(400);
    let Some((agent, name)) = words.into_iter().find(|(_, word)| AGENTS.contains(word)) else { return };
    let agent = sentence.start + agent..sentence.start + agent + name.len();
    for words in MISHAPS {
        let whole = |at: &usize| sentence.contains(at) && scan.closes(at + words.len());
        let Some(at) = scan.begins(words).find(whole) else { continue };
        let mishap = at..at + words.len();
        let range = agent.start.min(mishap.start)..agent.end.max(mishap.end);
        if range.len() <= APART {
            found.add(Kind::Blame, range);
            return;
        }
    }
}

/// A sentence that says that it will be over, and from there the limit and the time.
fn promise(scan: &Scan<'_>, sentence: Range<usize>, weight: Weight, found: &mut Found) {
    let all: Vec<(usize, &str)> = places(scan.low(sentence.clone())).take(400).collect();
    if all.iter().any(|(_, word)| ELSE.contains(word)) {
        return;
    }
    // What is said about the next update is no promise; what stands before it in the sentence may be one.
    let words = match all.iter().position(|(_, word)| word.starts_with("update") || *word == "aktualisierung") {
        Some(at) if at <= 6 => &all[..0],
        Some(at) => &all[..at - 1],
        None => &all[..],
    };
    let is_ahead = |word: &str| AHEAD.contains(&word) || word.ends_with("'ll");
    let ahead = words.iter().position(|(_, word)| is_ahead(word));
    let over = (0..words.len()).find(|at| is_over(words, *at));
    // "Back within two hours." leaves out that it will be.
    let brief = over.filter(|at| *at <= 3 && ahead.is_none() && !words.iter().any(|(_, word)| PAST.contains(word)));
    let from = match (ahead, over, brief) {
        (Some(ahead), Some(over), _) => ahead.min(over),
        (Some(ahead), None, _) if ["eta", "voraussichtlich"].contains(&words[ahead].1) => ahead,
        (None, Some(_), Some(brief)) => brief,
        _ => return,
    };
    let expected = words[from..].iter().any(|(_, word)| EXPECTED.contains(word));
    let limits = |at: &usize| LIMITS.contains(&words[*at].1) && is_time(&words[at + 1..]);
    // `Fixed at 14:05` is over; `fixed by 14:05` is not.
    let sure = |at: &usize| !matches!(words[*at].1, "at" | "around" | "gegen");
    let limit = (from..words.len()).filter(limits).find(|at| ahead.is_some() || sure(at));
    // `In the next 30 minutes we will have restored it`: the time may come first.
    let told = |at: &usize| words[*at..from].iter().any(|(_, word)| PAST.contains(word));
    let limit = limit.or_else(|| (0..from).filter(limits).find(|at| sure(at) && !told(at)));
    let limit = limit.or_else(|| (from..words.len()).find(|at| expected && is_time_word(words[*at].1)));
    if let Some(limit) = limit {
        let last = words[limit..].iter().take(5).rfind(|(_, word)| is_time_word(word)).unwrap_or(&words[limit]);
        let start = sentence.start + words[from.min(limit)].0;
        let end = (sentence.start + last.0 + last.1.len()).max(start);
        found.weigh(Kind::Promise, start..end, weight, Kind::Promise.explanation().to_owned());
    }
}

/// Things that may be over at a time without the incident being so.
const ELSE: &[&str] = &[
    "refund",
    "refunds",
    "refunded",
    "credit",
    "credits",
    "invoice",
    "invoices",
    "review",
    "report",
    "reports",
    "maintenance",
    "wartung",
    "money",
    "blog",
    "booked",
    "version",
    "newsletter",
    "cannot",
    "can't",
];

/// Words of what is over already.
const PAST: &[&str] =
    &["was", "were", "is", "are", "has", "have", "had", "been", "war", "wurde", "wurden", "ist", "sind", "hat"];

/// Words behind which a time alone is the limit.
const EXPECTED: &[&str] =
    &["eta", "expected", "estimated", "expect", "anticipated", "voraussichtlich", "prévu", "prevista"];

/// Whether a word says that it is over: `working`, but not in `three working days`.
fn is_over(words: &[(usize, &str)], at: usize) -> bool {
    let next = words.get(at + 1).map_or("", |(_, word)| *word);
    match words[at].1 {
        "working" => !matches!(next, "days" | "day" | "hours" | "on" | "to" | "with"),
        "up" => !matches!(next, "to"),
        word => OVER.contains(&word),
    }
}

fn places(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = sentence.as_ptr() as usize;
    let words =
        sentence.split(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '\''))).filter(|word| !word.is_empty());
    words.map(move |word| (word.as_ptr() as usize - base, word.trim_end_matches([':', '\''])))
}

fn is_time(words: &[(usize, &str)]) -> bool {
    words.iter().take(4).any(|(_, word)| is_time_word(word))
}

/// `14:00`, `2pm`, `16h30`, `hours`
fn is_time_word(word: &str) -> bool {
    let small = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let clock = word
        .split_once([':', 'h'])
        .is_some_and(|(hours, minutes)| small(hours) && (minutes.is_empty() || small(minutes)));
    let half = word.strip_suffix("pm").or_else(|| word.strip_suffix("am")).is_some_and(small);
    clock || half || TIMES.contains(&word)
}

#[cfg(test)]
mod tests {
    use crate::leak::{Kind, Settings, Weight, check};
    use crate::prelude::*;

    fn said(text: &str, may_promise: bool) -> Vec<String> {
        let settings = Settings { may_promise_recovery: Some(may_promise), ..Settings::default() };
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
            "Back within two hours.",
            "Fixed by 14:00.",
            "In the next 30 minutes we will have restored sign-in.",
            "We'll be back online in 20 minutes.",
            "ETA for the fix: 16:30 UTC.",
            "Full recovery is expected at 4pm.",
            "Service will be restored by 14:00, next update at 13:30.",
            "A fix will be out within the hour.",
        ] {
            assert_eq!(said(text, true), [""; 0], "{text}");
            assert_eq!(said(text, false).len(), 1, "{text}");
        }
    }

    #[test]
    fn where_the_policy_says_nothing_a_promise_is_only_suggested() {
        let text = "This will be fixed by 14:00 UTC.";
        let weight = |may_promise_recovery| {
            let settings = Settings { may_promise_recovery, ..Settings::default() };
            check(text, &settings, &BTreeSet::new()).first().map(|it| it.weight)
        };
        assert_eq!(weight(None), Some(Weight::Suggestion));
        assert_eq!(weight(Some(false)), Some(Weight::NeedsWaiver));
        assert_eq!(weight(Some(true)), None);
    }

    #[test]
    fn a_promise_of_the_next_update_is_none() {
        for text in [
            "Next update by 14:00 UTC.",
            "We will post the next update by 10:30.",
            "It was resolved at 14:05 UTC.",
            "We are back to normal.",
            "The fix will take time.",
            "We cannot say when it will be fixed; we look again at 14:00.",
            "The money will show within three working days.",
            "Refunds will be complete within 5 days.",
            "The review will be available by Friday.",
            "Maintenance starts on Sunday at 03:00 UTC and will take up to 90 minutes.",
            "It was fixed within two hours.",
            "Fixed at 14:05 UTC.",
            "Sign-in is working since 14:05 UTC.",
            "We will post an update within 30 minutes.",
            "An update follows by 14:00.",
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
        assert_eq!(said("An engineer mistakenly removed a rule.", true), ["engineer mistakenly"]);
        assert_eq!(said("It broke because our vendor X messed up.", true), ["messed up"]);
        assert_eq!(said("Our engineers restored it. Some pages accidentally showed old prices.", true), [""; 0]);
    }
}
