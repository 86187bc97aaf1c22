//! Words of the command line that have to be one of a few: read with `-` for `_`, and with "did you mean".

use crate::app::look::ThemeName;
use crate::settings::When;
use std::sync::Arc;
use warroom_incident::event::{ActionKind, EntryKind, ImpactKind, LinkKind, Phase, Progress, TaskClass, Verdict};
use warroom_incident::{Person, Seat, text};

/// A set of words.
pub trait Words: Copy + Send + Sync + 'static {
    /// What one of them is called in an error.
    const WHAT: &'static str;
    /// All of them.
    fn all() -> Vec<Self>;
    /// The word itself.
    fn word(self) -> &'static str;
}

macro_rules! words {
    ($($name:ident $what:literal $all:expr;)+) => {$(
        impl Words for $name {
            const WHAT: &'static str = $what;
            fn all() -> Vec<Self> {
                $all.to_vec()
            }
            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    )+};
}

words! {
    Seat "seat" Seat::BY_RIGHT;
    EntryKind "kind" EntryKind::ALL;
    ActionKind "kind of action" ActionKind::ALL;
    Progress "progress" Progress::ALL;
    Phase "phase" Phase::ALL;
    Verdict "verdict" Verdict::ALL;
    TaskClass "class" TaskClass::ALL;
    LinkKind "kind of link" LinkKind::ALL;
    ImpactKind "kind of harm" ImpactKind::ALL;
}

/// How far off a word may be to be taken for a slip.
const SLIP: f64 = 0.7;

/// A parser for clap.
pub fn parser<T: Words>() -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    let all = Arc::new(T::all());
    move |given| read(given, &all)
}

/// A seat that somebody is invited to: also that of a reader, outside the room.
pub fn invited(given: &str) -> Result<Seat, String> {
    read(given, &Seat::ALL)
}

fn read<T: Words>(given: &str, all: &[T]) -> Result<T, String> {
    let plain = given.trim().to_lowercase().replace('-', "_");
    if let Some(found) = all.iter().find(|it| it.word() == plain) {
        return Ok(*found);
    }
    let listed = all.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ");
    let meant = did_you_mean(&plain, all.iter().map(|it| it.word()));
    Err(format!("{:?} is no {}{meant}; one of: {listed}", shortened(given), T::WHAT))
}

/// `; did you mean "…"?` where one of the words is close.
pub fn did_you_mean<'a>(given: &str, all: impl Iterator<Item = &'a str>) -> String {
    let close = all.map(|word| (strsim::jaro_winkler(given, word), word)).filter(|(likeness, _)| *likeness >= SLIP);
    let best = close.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, word)| format!("; did you mean {word:?}?")).unwrap_or_default()
}

/// What somebody typed, safe to show and not longer than a line.
pub fn shortened(given: &str) -> String {
    text::visible(given).chars().take(60).collect()
}

/// A person's name, for clap.
pub fn person(given: &str) -> Result<Person, String> {
    Person::new(given.strip_prefix('@').unwrap_or(given)).map_err(|rejection| rejection.to_string())
}

/// A speed, for clap.
pub fn speed(given: &str) -> Result<f64, String> {
    let speed = given.parse::<f64>().ok().filter(|speed| (0.01..=1_000.0).contains(speed));
    speed.ok_or_else(|| format!("{:?} is not a speed: a number from 0.01 to 1000", shortened(given)))
}

/// A theme, for clap.
pub fn theme(given: &str) -> Result<ThemeName, String> {
    let plain = given.trim().to_lowercase().replace('_', "-");
    let names = || ThemeName::ALL.into_iter().map(ThemeName::as_str);
    ThemeName::named(&plain).ok_or_else(|| {
        let listed = names().collect::<Vec<_>>().join(", ");
        format!("{:?} is no theme{}; one of: {listed}", shortened(given), did_you_mean(&plain, names()))
    })
}

/// Whether colours are wanted, for clap.
pub fn when(given: &str) -> Result<When, String> {
    match given {
        "auto" => Ok(When::Auto),
        "always" => Ok(When::Always),
        "never" => Ok(When::Never),
        other => Err(format!("{:?} is none of auto, always, never", shortened(other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_said() {
        assert_eq!(read("ruled-out", Verdict::ALL), Ok(Verdict::RuledOut));
        assert_eq!(read("Observer", &Seat::BY_RIGHT), Ok(Seat::Observer));
        let why = read("findng", &EntryKind::ALL).expect_err("no such kind");
        assert!(why.contains("did you mean \"finding\"?"), "{why}");
        let why = read("\u{1b}[2J", &EntryKind::ALL).expect_err("no such kind");
        assert!(why.contains("<U+001B>") && !why.contains("did you mean"), "{why}");
    }
}
