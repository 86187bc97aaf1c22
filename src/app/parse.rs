//! What somebody wrote, as a command: `/finding …`, `/action rollback …`, `@9:10 …`, `@-15m …`; a task's plan.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use warroom_incident::event::{ActionKind, ActionPosted, EntryKind, LinkKind, Progress};
use warroom_incident::{Command, Seq, Time};

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

/// The command as somebody would type it for this target, with the moment when it happened where now is given.
#[must_use]
pub fn as_typed(command: &Command, target: Target, keep_moment: Option<Time>) -> String {
    let Command::Post { entry, text, happened_at, action, temporary } = command else { return String::new() };
    let plain = if target == Target::Note { EntryKind::Note } else { EntryKind::Observation };
    let mut words = Vec::new();
    if let (Some(now), Some(at)) = (keep_moment, happened_at) {
        words.push(moment_as_typed(*at, now));
    }
    if *temporary {
        words.push("/temporary".into());
    }
    match action {
        _ if *entry == plain => {}
        // Named in any case: the text may begin with a word that is a kind of action as well.
        Some(action) => words.push(format!("/action {}", action.kind)),
        None => words.push(format!("/{entry}")),
    }
    // A text that begins with a slash is escaped as it was when it was typed.
    words.push(if text.starts_with('/') { format!("/{text}") } else { text.clone() });
    words.join(" ")
}

/// The shortest word that names the moment, to the second; always in UTC.
fn moment_as_typed(at: Time, now: Time) -> String {
    let seconds = (now - at).num_seconds();
    match seconds {
        0..82_800 => format!("@{}", at.format("%H:%M:%SZ")),
        _ => format!("@{}", at.format("%Y-%m-%dT%H:%M:%SZ")),
    }
}

/// Says when something happened: the time of day, its day where that is another one, and how long ago.
#[must_use]
pub fn happened(at: Time, now: Time, zone_minutes: i32) -> String {
    let local = at + TimeDelta::minutes(zone_minutes.into());
    let mark = if zone_minutes == 0 { "Z" } else { "" };
    earlier_day(at, now, zone_minutes)
        .unwrap_or_else(|| format!("happened {}{mark}, {} ago", local.format("%H:%M"), crate::brief::age(at, now)))
}

/// The moment that a word names: `9:10`, `-15m`, `2026-11-20T23:50Z`.
#[must_use]
pub fn named_moment(word: &str, now: Time, zone_minutes: i32) -> Option<Time> {
    moment(word, now, zone_minutes)
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

/// `9:10`, `09:10:30`, `03:10Z`, `-15m`, `-2h`, `-30s`, `2026-11-20T23:50Z`; a time of day that lies ahead was
/// yesterday.
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
    if let Ok(whole) = NaiveDateTime::parse_from_str(word, "%Y-%m-%dT%H:%M:%SZ")
        .or_else(|_| NaiveDateTime::parse_from_str(word, "%Y-%m-%dT%H:%MZ"))
    {
        return Some(whole.and_utc());
    }
    let time = time_of_day(word)?;
    // Whoever writes the Z means UTC, whatever the screen shows.
    let zone_minutes = if word.ends_with(['Z', 'z']) { 0 } else { zone_minutes };
    let zone = TimeDelta::minutes(zone_minutes.into());
    let today = (now + zone).date_naive().and_time(time).and_utc() - zone;
    Some(if today > now + TimeDelta::minutes(2) { today - TimeDelta::days(1) } else { today })
}

fn time_of_day(word: &str) -> Option<NaiveTime> {
    let word = word.trim_end_matches(['Z', 'z', ',']);
    NaiveTime::parse_from_str(word, "%H:%M").or_else(|_| NaiveTime::parse_from_str(word, "%H:%M:%S")).ok()
}

/// Reads another text or time for an entry: `@9:10 …`; the time alone keeps the text. A time of day is meant on the day
/// that brings it nearest to the time the entry has, since it is that one that was wrong.
#[must_use]
pub fn correction(words: &str, old: &str, had: Time, now: Time, zone_minutes: i32) -> (Option<String>, Option<Time>) {
    let words = words.trim();
    if words == old.trim() {
        return (None, None);
    }
    let (word, after) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let at = word.strip_prefix('@').and_then(|at| match time_of_day(at) {
        Some(time) => Some(nearest(time, had, now, zone_minutes)),
        None => moment(at, now, zone_minutes),
    });
    let text = if at.is_some() { after.trim() } else { words };
    let changed = text != old.trim() && !(text.is_empty() && at.is_some());
    (changed.then(|| text.to_owned()), at)
}

fn nearest(time: NaiveTime, had: Time, now: Time, zone_minutes: i32) -> Time {
    let zone = TimeDelta::minutes(zone_minutes.into());
    let same_day = (had + zone).date_naive().and_time(time).and_utc() - zone;
    let days = [-1, 0, 1].map(|days| same_day + TimeDelta::days(days));
    let past = days.into_iter().filter(|at| *at <= now + TimeDelta::minutes(2));
    past.min_by_key(|at| (*at - had).abs()).unwrap_or(same_day)
}

/// Reads a plan in any order: `dev-team 2026-12-01 https://tracker.example/OPS-1`. What is left out stays as it is.
///
/// # Errors
/// A sentence about what looks like a day and is none, or stands there twice.
pub fn plan(task: Seq, words: &str) -> Result<Command, String> {
    let (mut owner, mut due, mut link) = (Vec::new(), None, None);
    for word in words.split_whitespace() {
        let twice = if word.starts_with("http://") || word.starts_with("https://") {
            link.replace(word.to_owned()).is_some()
        } else if word.contains(|c: char| c.is_ascii_digit()) && word.chars().all(is_of_a_day) {
            let day = NaiveDate::parse_from_str(word, "%Y-%m-%d");
            due.replace(day.map_err(|_| format!("{word} is no day; write it like 2026-12-01"))?).is_some()
        } else {
            owner.push(word);
            false
        };
        if twice {
            return Err(format!("{word}: one day and one link are enough"));
        }
    }
    let owner = (!owner.is_empty()).then(|| owner.join(" "));
    Ok(Command::PlanTask { task, owner, due, by: None, link })
}

/// Reads what a task saves: `80`, `80 %`.
///
/// # Errors
/// A sentence where it is no share.
pub fn saves(task: Seq, words: &str) -> Result<Command, String> {
    let number = words.trim().trim_end_matches('%').trim_end();
    let percent = number.parse().ok().filter(|percent: &u8| *percent <= 100);
    let percent = percent.ok_or_else(|| "a share is a whole number from 0 to 100".to_owned())?;
    Ok(Command::RankTask { task, rank: None, saves_percent: Some(percent), no_rank: false })
}

/// The next time of day that is this one: `04:30`, `04:30Z`; tomorrow's where today's is over.
#[must_use]
pub fn ahead(word: &str, now: Time, zone_minutes: i32) -> Option<Time> {
    let at = word.contains(':').then(|| moment(word.trim(), now, zone_minutes)).flatten()?;
    Some(if at <= now && !word.contains('T') { at + TimeDelta::days(1) } else { at })
}

/// Reads a link: its address, and what it is.
///
/// # Errors
/// A sentence where there is no address, or more than one.
pub fn link(link: LinkKind, words: &str) -> Result<Command, String> {
    let is_address = |word: &&str| word.starts_with("http://") || word.starts_with("https://");
    let mut addresses = words.split_whitespace().filter(is_address);
    let Some(url) = addresses.next() else {
        return Err("an address begins with https:// or http://".into());
    };
    if addresses.next().is_some() {
        return Err("one address at a time".into());
    }
    let label: Vec<_> = words.split_whitespace().filter(|word| !is_address(word)).collect();
    Ok(Command::AddLink { link, url: url.to_owned(), label: label.join(" ") })
}

fn is_of_a_day(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '.' | '/')
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
    fn what_is_given_back_is_read_as_what_it_was() {
        let posts = [
            ("pods are back", EntryKind::Observation, None, None, false),
            ("/var is full", EntryKind::Finding, None, None, false),
            ("//two", EntryKind::Note, Some(now() - TimeDelta::minutes(40)), None, false),
            ("scale it up", EntryKind::Action, Some(now() - TimeDelta::days(3)), Some(ActionKind::Other), true),
            ("one\ntwo", EntryKind::Action, None, Some(ActionKind::FailOver), false),
        ];
        for (text, entry_kind, happened_at, kind, temporary) in posts {
            let action = kind.map(|kind| ActionPosted { kind, progress: Progress::UnderWay });
            let command = Command::Post { entry: entry_kind, text: text.into(), happened_at, action, temporary };
            for (target, zone) in [(Target::Fact, 0), (Target::Note, 0), (Target::Fact, 330)] {
                let typed = as_typed(&command, target, Some(now()));
                assert_eq!(entry(&typed, target, now(), zone).as_ref(), Ok(&command), "{typed}");
            }
        }
    }

    #[test]
    fn a_link_is_an_address_and_what_it_is() {
        let (url, label) = ("https://t.example/1".to_owned(), "vendor case".to_owned());
        let whole = Command::AddLink { link: LinkKind::VendorCase, url, label };
        assert_eq!(link(LinkKind::VendorCase, "vendor https://t.example/1 case"), Ok(whole));
        assert!(link(LinkKind::Other, "t.example").is_err() && link(LinkKind::Other, "http://a http://b").is_err());
    }

    #[test]
    fn a_plan_is_read_in_any_order_and_what_is_no_day_is_said() {
        let due = NaiveDate::from_ymd_opt(2026, 12, 1);
        let link = Some("https://t.example/OPS-1".to_owned());
        let whole = Command::PlanTask { task: 7, owner: Some("dev team".into()), due, by: None, link };
        assert_eq!(plan(7, "dev 2026-12-01 https://t.example/OPS-1 team"), Ok(whole));
        let only = Command::PlanTask { task: 7, owner: Some("team-2".into()), due: None, by: None, link: None };
        assert_eq!(plan(7, "team-2"), Ok(only));
        for wrong in ["2026-02-30", "1.12.2026", "12/01", "2026-12-01 2026-12-02"] {
            assert!(plan(7, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_begins_like_a_time_and_is_none_is_refused() {
        for text in ["@25:99 foo", "@-15x foo", "/finding @9:1x foo", "@9"] {
            assert!(entry(text, Target::Fact, now(), 0).is_err_and(|why| why.contains("@9:10")), "{text}");
        }
    }

    #[test]
    fn a_correction_changes_the_text_the_time_or_both() {
        let had = now() - TimeDelta::days(1);
        let read = |words| correction(words, "queue full", had, now(), 0);
        let at = Some(had - TimeDelta::minutes(10));
        assert_eq!(read("@9:10 queue full"), (None, at));
        assert_eq!(read("@9:10"), (None, at));
        assert_eq!(read("@9:10 pool full"), (Some("pool full".into()), at));
        assert_eq!(read("pool full"), (Some("pool full".into()), None));
        assert_eq!(read(" queue full"), (None, None));
        assert_eq!(read("@ana saw it"), (Some("@ana saw it".into()), None));
    }

    #[test]
    fn a_corrected_time_of_day_stays_near_the_old_one_and_never_ahead() {
        let read = |words, had| correction(words, "x", had, now(), 0).1;
        let evening = now() - TimeDelta::minutes(9 * 60 + 30);
        assert_eq!(read("@0:10", evening), Some(now() - TimeDelta::minutes(9 * 60 + 10)));
        assert_eq!(read("@9:40", now()), Some(now() + TimeDelta::minutes(20) - TimeDelta::days(1)));
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
