//! Reads the moments that people give: `9:10`, `-15m`, or a whole date. The clock comes in as an argument.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use warroom_incident::{Time, text};

/// Reads when something happened.
///
/// `9:10` is today by the person's clock, or yesterday where that lies ahead; `-15m` counts back from now (`s`, `m`,
/// `h`, `d`, also `-1h30m`); everything else has to be RFC 3339.
///
/// # Errors
/// A sentence that says what is expected.
pub fn parse<Zone: TimeZone>(word: &str, now: &DateTime<Zone>) -> Result<Time, String> {
    let word = word.trim();
    if let Some(back) = word.strip_prefix('-') {
        return ago(back, now).ok_or_else(|| unclear(word));
    }
    if let Some(time) = time_of_day(word) {
        return today_or_yesterday(time, now).ok_or_else(|| unclear(word));
    }
    DateTime::parse_from_rfc3339(word).map(|at| at.with_timezone(&Utc)).map_err(|_| unclear(word))
}

/// Reads a moment that lies ahead: `30m` or `1h30m` from now, `14:30` today or tomorrow, else RFC 3339.
///
/// # Errors
/// A sentence that says what is expected.
pub fn ahead<Zone: TimeZone>(word: &str, now: &DateTime<Zone>) -> Result<Time, String> {
    let word = word.trim();
    let unclear = || {
        let word: String = text::visible(word).chars().take(60).collect();
        format!("{word:?} is not a time ahead; write 30m (from now), 14:30 or 2026-11-21T14:30:00Z")
    };
    if let Some(time) = time_of_day(word) {
        let zone = now.timezone();
        let at = |day: chrono::NaiveDate| {
            zone.from_local_datetime(&day.and_time(time)).earliest().map(|at| at.with_timezone(&Utc))
        };
        let today = now.date_naive();
        let later = at(today).filter(|at| *at > now.with_timezone(&Utc));
        return later.or_else(|| at(today.checked_add_days(Days::new(1))?)).ok_or_else(unclear);
    }
    let span = word.strip_prefix('+').unwrap_or(word);
    if let Some(past) = ago(span, now) {
        let whole = now.with_timezone(&Utc).with_nanosecond(0).ok_or_else(unclear)?;
        return whole.checked_add_signed(whole - past).ok_or_else(unclear);
    }
    DateTime::parse_from_rfc3339(word).map(|at| at.with_timezone(&Utc)).map_err(|_| unclear())
}

fn unclear(word: &str) -> String {
    let word: String = text::visible(word).chars().take(60).collect();
    format!("{word:?} is not a time; write 9:10 (today), -15m (15 minutes ago) or 2026-11-21T09:10:00Z")
}

fn time_of_day(word: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(word, "%H:%M").or_else(|_| NaiveTime::parse_from_str(word, "%H:%M:%S")).ok()
}

fn today_or_yesterday<Zone: TimeZone>(time: NaiveTime, now: &DateTime<Zone>) -> Option<Time> {
    let zone = now.timezone();
    let at = |day: chrono::NaiveDate| {
        // An hour that the clock skips or repeats: the earliest reading that exists.
        zone.from_local_datetime(&day.and_time(time)).earliest().map(|at| at.with_timezone(&Utc))
    };
    let today = now.date_naive();
    at(today).filter(|at| *at <= now.with_timezone(&Utc)).or_else(|| at(today.checked_sub_days(Days::new(1))?))
}

fn ago<Zone: TimeZone>(span: &str, now: &DateTime<Zone>) -> Option<Time> {
    let mut rest = span;
    let mut seconds: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: i64 = rest.get(..digits)?.parse().ok()?;
        let unit = match rest.as_bytes().get(digits)? {
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            _ => return None,
        };
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
        rest = rest.get(digits + 1..)?;
    }
    let back = TimeDelta::try_seconds(seconds).filter(|_| !span.is_empty())?;
    // Nobody means a fraction of a second.
    now.with_timezone(&Utc).checked_sub_signed(back)?.with_nanosecond(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    fn now() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-21T10:00:00+02:00").expect("a time")
    }

    fn read(word: &str) -> Result<String, String> {
        parse(word, &now()).map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    }

    #[test]
    fn a_time_of_day_is_local_and_never_ahead() {
        assert_eq!(read("9:10"), Ok("2026-11-21T07:10:00Z".into()));
        assert_eq!(read("09:10:30"), Ok("2026-11-21T07:10:30Z".into()));
        assert_eq!(read("10:00"), Ok("2026-11-21T08:00:00Z".into()));
        assert_eq!(read("23:59"), Ok("2026-11-20T21:59:00Z".into()));
    }

    #[test]
    fn a_span_counts_back_from_now() {
        assert_eq!(read("-15m"), Ok("2026-11-21T07:45:00Z".into()));
        assert_eq!(read("-1h30m"), Ok("2026-11-21T06:30:00Z".into()));
        assert_eq!(read("-90s"), Ok("2026-11-21T07:58:30Z".into()));
        assert_eq!(read("-1d"), Ok("2026-11-20T08:00:00Z".into()));
    }

    #[test]
    fn a_whole_date_is_taken_as_it_is() {
        assert_eq!(read("2026-11-21T09:10:00+01:00"), Ok("2026-11-21T08:10:00Z".into()));
    }

    #[test]
    fn a_promise_lies_ahead() {
        let read = |word| ahead(word, &now()).map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        assert_eq!(read("30m"), Ok("2026-11-21T08:30:00Z".into()));
        assert_eq!(read("+1h30m"), Ok("2026-11-21T09:30:00Z".into()));
        assert_eq!(read("10:30"), Ok("2026-11-21T08:30:00Z".into()));
        assert_eq!(read("9:10"), Ok("2026-11-22T07:10:00Z".into()));
        assert_eq!(read("2026-11-21T12:00:00Z"), Ok("2026-11-21T12:00:00Z".into()));
        assert!(read("soon").is_err_and(|why| why.contains("30m")));
    }

    #[test]
    fn anything_else_is_refused_with_examples() {
        let far = "-99999999999999999999d";
        for word in ["", "-", "-m", "-5", "-5y", "15m", "25:00", "9:60", "9", "noon", "2026-11-21", far, "-٣m"] {
            assert!(read(word).is_err_and(|why| why.contains("9:10")), "{word}");
        }
    }
}
