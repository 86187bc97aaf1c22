//! What somebody wrote, as a command: `/finding …`, `/action rollback …`, `@9:10 …`, `@-15m …`.

use chrono::{NaiveTime, TimeDelta};
use warroom_incident::event::{ActionKind, ActionPosted, EntryKind, Progress};
use warroom_incident::{Command, Time};

use super::composer::Target;

/// Reads a text.
///
/// # Errors
/// A sentence that says what is expected.
pub fn entry(text: &str, target: Target, now: Time, zone_minutes: i32) -> Result<Command, String> {
    let mut rest = text.trim();
    let mut kind = if target == Target::Note { EntryKind::Note } else { EntryKind::Observation };
    let (mut happened_at, mut action, mut temporary) = (None, None, false);
    loop {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if let Some(escaped) = word.strip_prefix("//") {
            let _ = escaped;
            rest = &rest[1..];
            break;
        }
        let slash = word.strip_prefix('/').filter(|name| !name.is_empty() && name.chars().all(char::is_alphabetic));
        if let Some(name) = slash {
            if name.eq_ignore_ascii_case("temporary") {
                (kind, temporary) = (EntryKind::Action, true);
            } else {
                kind = EntryKind::parse(name).ok_or_else(|| unknown(name))?;
            }
            rest = after.trim_start();
            if kind == EntryKind::Action {
                (action, rest) = action_kind(rest, action);
            }
        } else if let Some(at) =
            word.strip_prefix('@').filter(|at| at.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
        {
            happened_at = Some(moment(at, now, zone_minutes).ok_or_else(|| no_time(word))?);
            rest = after.trim_start();
        } else {
            break;
        }
    }
    Ok(Command::Post { entry: kind, text: rest.to_owned(), happened_at, action, temporary })
}

fn unknown(name: &str) -> String {
    let kinds: Vec<_> = EntryKind::ALL.iter().map(|kind| format!("/{kind}")).collect();
    format!(
        "there is no kind /{name}; there are {} and /temporary. For a text that begins with /, write //",
        kinds.join(" ")
    )
}

fn no_time(word: &str) -> String {
    let word = crate::timeline::clean(&crate::timeline::first_line(word, 20));
    format!("{word} is no time: @9:10 or @-15m (s m h) says when it happened. As text, put a word before it")
}

/// What to say of a moment that lies on an earlier day: it may not be the one that was meant.
#[must_use]
pub fn earlier_day(at: Time, now: Time, zone_minutes: i32) -> Option<String> {
    let zone = TimeDelta::minutes(zone_minutes.into());
    let (at, now) = (at + zone, now + zone);
    let days = (now.date_naive() - at.date_naive()).num_days();
    let yesterday = if days == 1 { "yesterday, " } else { "" };
    let mark = if zone_minutes == 0 { "Z" } else { "" };
    (days > 0).then(|| format!("happened {yesterday}{}{mark}", at.format("%a %d %b %H:%M")))
}

fn action_kind(rest: &str, before: Option<ActionPosted>) -> (Option<ActionPosted>, &str) {
    let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    match ActionKind::parse(&word.replace('-', "_")) {
        Some(kind) if !after.trim().is_empty() => {
            (Some(ActionPosted { kind, progress: Progress::UnderWay }), after.trim_start())
        }
        _ => (before, rest),
    }
}

/// `9:10`, `09:10:30`, `-15m`, `-2h`, `-30s`; a time of day that lies ahead was yesterday.
fn moment(word: &str, now: Time, zone_minutes: i32) -> Option<Time> {
    if let Some(ago) = word.strip_prefix('-') {
        let unit = ago.chars().last()?;
        let number: i64 = ago.strip_suffix(unit)?.parse().ok().filter(|number| (0..100_000).contains(number))?;
        return match unit {
            's' => Some(now - TimeDelta::seconds(number)),
            'm' => Some(now - TimeDelta::minutes(number)),
            'h' => Some(now - TimeDelta::hours(number)),
            _ => None,
        };
    }
    let word = word.trim_end_matches(['Z', 'z', ',']);
    let time =
        NaiveTime::parse_from_str(word, "%H:%M").or_else(|_| NaiveTime::parse_from_str(word, "%H:%M:%S")).ok()?;
    let zone = TimeDelta::minutes(zone_minutes.into());
    let today = (now + zone).date_naive().and_time(time).and_utc() - zone;
    Some(if today > now + TimeDelta::minutes(2) { today - TimeDelta::days(1) } else { today })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn now() -> Time {
        chrono::Utc.with_ymd_and_hms(2026, 11, 21, 9, 20, 0).single().expect("a valid moment")
    }

    fn read(text: &str) -> Command {
        entry(text, Target::Fact, now(), 0).expect("it reads")
    }

    #[test]
    fn a_plain_text_is_an_observation_and_in_notes_a_note() {
        assert_eq!(read("5xx falls"), Command::post(EntryKind::Observation, "5xx falls"));
        let note = entry("ask ana", Target::Note, now(), 0);
        assert_eq!(note, Ok(Command::post(EntryKind::Note, "ask ana")));
    }

    #[test]
    fn kinds_times_and_actions_are_read_in_any_order() {
        let Command::Post { entry, text, happened_at, action, .. } = read("@9:10 /action fail-over to west") else {
            panic!("a post")
        };
        assert_eq!((entry, text.as_str()), (EntryKind::Action, "to west"));
        assert_eq!(happened_at, Some(now() - TimeDelta::minutes(10)));
        assert_eq!(action.map(|action| action.kind), Some(ActionKind::FailOver));
        let Command::Post { happened_at, .. } = read("/finding @-15m queue full") else { panic!("a post") };
        assert_eq!(happened_at, Some(now() - TimeDelta::minutes(15)));
        let Command::Post { happened_at, .. } = read("@23:50 it began") else { panic!("a post") };
        assert_eq!(happened_at, Some(now() - TimeDelta::minutes(9 * 60 + 30)));
    }

    #[test]
    fn what_begins_like_a_time_and_is_none_is_refused() {
        for text in ["@25:99 foo", "@-15x foo", "/finding @9:1x foo", "@9"] {
            assert!(entry(text, Target::Fact, now(), 0).is_err_and(|why| why.contains("@9:10")), "{text}");
        }
    }

    #[test]
    fn an_earlier_day_is_named() {
        let day = |text: &str, zone| match entry(text, Target::Fact, now(), zone) {
            Ok(Command::Post { happened_at: Some(at), .. }) => earlier_day(at, now(), zone),
            _ => panic!("a post with a time"),
        };
        assert_eq!(day("@9:10 x", 0), None);
        assert_eq!(day("@23:10 x", 0).as_deref(), Some("happened yesterday, Fri 20 Nov 23:10Z"));
        assert_eq!(day("@23:10 x", 120).as_deref(), Some("happened yesterday, Fri 20 Nov 23:10"));
        assert_eq!(day("@-48h x", 0).as_deref(), Some("happened Thu 19 Nov 09:20Z"));
    }

    #[test]
    fn names_paths_and_escapes_stay_text() {
        assert_eq!(read("@ana please look"), Command::post(EntryKind::Observation, "@ana please look"));
        assert_eq!(read("/etc/hosts is wrong"), Command::post(EntryKind::Observation, "/etc/hosts is wrong"));
        assert_eq!(read("//finding"), Command::post(EntryKind::Observation, "/finding"));
        assert_eq!(read("mail @25:99 foo"), Command::post(EntryKind::Observation, "mail @25:99 foo"));
        assert!(entry("/fnding x", Target::Fact, now(), 0).is_err_and(|why| why.contains("/finding")));
    }
}
