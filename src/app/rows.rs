//! Rows of the timeline and the notes as wrapped lines: marks, columns, the date when it changes, what is unread.

use textwrap::Options;
use unicode_width::UnicodeWidthStr;
use warroom_incident::event::EntryKind;
use warroom_incident::{Command, Seq, Time};

use super::list::Tall;
use super::tone::{Piece, Tone, piece};
use crate::places::{Place, Places};
use crate::replica::{Fate, Replica, Waiting};
use crate::timeline::{self, RowMark, Weight, clean};

/// Columns of an author's name.
pub const AUTHOR: usize = 8;

/// Lines that one entry takes at most; Enter shows the rest.
const MOST_LINES: usize = 12;

/// How moments are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// UTC.
    Utc,
    /// This machine's zone, so many minutes east.
    Local {
        /// Minutes east of Greenwich.
        minutes: i32,
    },
    /// Since the incident began.
    Elapsed {
        /// When it began.
        since: Time,
    },
}

impl Clock {
    /// A moment in six or seven columns.
    #[must_use]
    pub fn short(self, at: Time) -> String {
        match self {
            Clock::Utc => at.format("%H:%MZ").to_string(),
            Clock::Local { minutes } => (at + chrono::TimeDelta::minutes(minutes.into())).format("%H:%M ").to_string(),
            Clock::Elapsed { since } => {
                let minutes = (at - since).num_minutes();
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.abs();
                if minutes < 6000 {
                    format!("{:>6}", format!("{sign}{}:{:02}", minutes / 60, minutes % 60))
                } else {
                    format!("{:>6}", format!("{sign}{}d", minutes / 1440))
                }
            }
        }
    }

    fn day(self, at: Time) -> chrono::NaiveDate {
        match self {
            Clock::Local { minutes } => (at + chrono::TimeDelta::minutes(minutes.into())).date_naive(),
            Clock::Utc | Clock::Elapsed { .. } => at.date_naive(),
        }
    }
}

/// Which of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The timeline.
    Facts,
    /// The internal stream.
    Notes,
}

/// One list, ready to be asked for its lines.
pub struct Rows<'a> {
    replica: &'a Replica,
    places: &'a Places,
    waiting: Vec<&'a Waiting>,
    clock: Clock,
    width: usize,
    unread_after: Option<Seq>,
    joined: Option<(Seq, Time)>,
    now: Time,
}

/// Who came this long after the beginning sees where that was.
const LATE_COMER: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// My own coming in, where it was not at the beginning.
fn joined(replica: &Replica) -> Option<(Seq, Time)> {
    let member = replica.state().member(replica.me())?;
    let declared = replica.state().declared_at?;
    (member.joined_at - declared >= LATE_COMER).then_some((member.joined, member.joined_at))
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Stands<'a> {
    /// An event of the record.
    Event(Seq),
    /// Something that is not in the record yet.
    Waiting(&'a Waiting),
}

impl<'a> Rows<'a> {
    /// These rows of a list, and what waits to be in it.
    #[must_use]
    pub fn of(
        replica: &'a Replica,
        kept: Kept,
        places: &'a Places,
        clock: Clock,
        width: u16,
        unread_after: Option<Seq>,
        now: Time,
    ) -> Rows<'a> {
        let waiting = replica.waiting().filter(|it| is_note(it) == (kept == Kept::Notes)).collect();
        Rows { replica, places, waiting, clock, width: width.into(), unread_after, joined: joined(replica), now }
    }

    /// What the row stands for.
    #[must_use]
    pub fn stands(&self, index: usize) -> Option<Stands<'a>> {
        match self.places.all().get(index) {
            Some((_, seq)) => Some(Stands::Event(*seq)),
            None => self.waiting.get(index - self.places.len()).map(|waiting| Stands::Waiting(waiting)),
        }
    }

    /// How many rows are newer than this event.
    #[must_use]
    pub fn newer(&self, seq: Seq) -> usize {
        self.places.newer(seq)
    }

    /// The first row newer than this event.
    #[must_use]
    pub fn first_newer(&self, seq: Seq) -> Option<usize> {
        self.places.first_newer(seq)
    }

    /// The lines of a row, separators before it included.
    #[must_use]
    pub fn lines(&self, index: usize) -> Vec<Vec<Piece>> {
        match self.stands(index) {
            Some(Stands::Event(seq)) => self.event(index, seq),
            Some(Stands::Waiting(waiting)) => self.waiting(index - self.places.len(), waiting),
            None => Vec::new(),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn event(&self, index: usize, seq: Seq) -> Vec<Vec<Piece>> {
        let mut lines = self.separators(index);
        let Some(row) = timeline::row(self.replica.state(), self.replica.record(), self.replica.index(), seq) else {
            return lines;
        };
        let (mark, mark_tone) = match row.mark {
            RowMark::Key => ("*", Tone::Strong),
            _ if self.mentions_me(seq) => ("@", Tone::Strong),
            RowMark::System => ("s", Tone::Faint),
            RowMark::None => (" ", Tone::Plain),
        };
        let tone = match row.weight {
            Weight::Plain => Tone::Plain,
            Weight::Strong => Tone::Strong,
            Weight::Alarm => Tone::Alarm,
            Weight::Faint => Tone::Faint,
        };
        let body = match tone {
            Tone::Faint => Tone::Faint,
            // Without a word of its own the sentence carries the weight.
            tone if row.word.is_empty() => tone,
            _ => Tone::Plain,
        };
        let aside = if row.aside.is_empty() { String::new() } else { format!(" ({})", row.aside) };
        let lead = self.lead(self.clock.short(row.happened), mark, mark_tone, &row.author);
        lines.extend(self.wrapped(lead, (&row.word, tone), (&row.text, body), &aside));
        lines
    }

    /// Whether somebody else called the reader by name there.
    fn mentions_me(&self, seq: Seq) -> bool {
        let me = self.replica.me();
        let entry = self.replica.state().entry(seq);
        entry.is_some_and(|entry| entry.mentions.contains(me) && entry.author.person() != Some(me))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn waiting(&self, nth: usize, waiting: &Waiting) -> Vec<Vec<Piece>> {
        let Command::Post { entry, text, happened_at, .. } = &waiting.pending.command else { return Vec::new() };
        let (mark, aside, tone) = match &waiting.fate {
            Fate::Refused(why) => ("!", format!(" REFUSED: {why} (Enter: what can be done)"), Tone::Alarm),
            Fate::NotSaved(why) => ("!", format!(" NOT SAVED: {why}"), Tone::Alarm),
            Fate::Doubtful(why) => ("~", format!(" WAITING {} · will be refused: {why}", nth + 1), Tone::Faint),
            Fate::Accepted(_) => ("~", " SAVED".to_owned(), Tone::Faint),
            Fate::Unanswered | Fate::Seen(_) => ("~", format!(" WAITING {}", nth + 1), Tone::Faint),
        };
        let word = match entry {
            EntryKind::Note | EntryKind::Observation => String::new(),
            kind => kind.as_str().to_uppercase(),
        };
        let at = self.clock.short(happened_at.unwrap_or(waiting.pending.at));
        let lead = self.lead(at, mark, tone, self.replica.me().as_str());
        self.wrapped(lead, (&word, Tone::Strong), (&clean(text), tone), &aside)
    }

    fn lead(&self, at: String, mark: &str, mark_tone: Tone, author: &str) -> Vec<Piece> {
        if self.width < 45 {
            let author = fit(author, AUTHOR - 2);
            return vec![
                piece(at.chars().take(5).collect::<String>(), Tone::Moment),
                piece(mark, mark_tone),
                piece(author, Tone::Name),
                space(),
            ];
        }
        let author = fit(author, AUTHOR);
        vec![piece(at, Tone::Moment), space(), piece(mark, mark_tone), space(), piece(author, Tone::Name), space()]
    }

    /// Wraps a text under its own column.
    fn wrapped(&self, lead: Vec<Piece>, word: (&str, Tone), text: (&str, Tone), aside: &str) -> Vec<Vec<Piece>> {
        let indent: usize = lead.iter().map(|(text, _)| text.width()).sum();
        let width = self.width.saturating_sub(indent).max(8);
        // Several words need a colon to be told from the text where nothing is bold.
        let word_and_space = match word.0 {
            "" => String::new(),
            word if word.contains(' ') => format!("{word}: "),
            word => format!("{word} "),
        };
        let whole = format!("{word_and_space}{}{aside}", text.0);
        let mut wrapped = wrap(&whole, width);
        if wrapped.len() > MOST_LINES {
            let more = wrapped.len() + 1 - MOST_LINES;
            wrapped.truncate(MOST_LINES - 1);
            wrapped.push(format!("… {more} more lines (Enter)"));
        }
        let mut lines = Vec::new();
        let mut rest_of_word = word_and_space.as_str();
        for (number, line) in wrapped.into_iter().enumerate() {
            let mut pieces = if number == 0 { lead.clone() } else { vec![piece(" ".repeat(indent), Tone::Plain)] };
            let of_word = common(rest_of_word, &line);
            let (head, tail) = line.split_at(of_word);
            rest_of_word = rest_of_word[of_word..].trim_start();
            if !head.is_empty() {
                pieces.push(piece(head, word.1));
            }
            pieces.push(piece(tail, text.1));
            lines.push(pieces);
        }
        lines
    }

    /// How many new rows stand together from here; late ones stand further up, under a rule of their own.
    fn run_of_newer(&self, index: usize, read: Seq) -> usize {
        let from_here = self.places.all().get(index..).unwrap_or_default();
        from_here.iter().take(self.newer(read)).take_while(|(_, seq)| *seq > read).count()
    }

    fn separators(&self, index: usize) -> Vec<Vec<Piece>> {
        let mut lines = Vec::new();
        let (at, seq) = self.places.all()[index];
        let before = index.checked_sub(1).map(|before| self.places.all()[before]);
        let day = self.clock.day(at);
        let changes = match before {
            Some((before, _)) => self.clock.day(before) != day,
            None => {
                self.clock.day(self.now) != day
                    || self.places.all().last().is_some_and(|it| self.clock.day(it.0) != day)
            }
        };
        if changes {
            lines.push(rule(&day.format("%a %d %b %Y").to_string(), self.width));
        }
        if let (Some((_, before)), Some((joined, at))) = (before, self.joined)
            && before == joined
        {
            lines.push(rule(&format!("you joined here, {}", self.clock.short(at).trim()), self.width));
        }
        if let Some(read) = self.unread_after
            && seq > read
            && before.is_some_and(|(_, before)| before <= read)
        {
            let (run, all) = (self.run_of_newer(index, read), self.newer(read));
            let of = if run == all { format!("{all}") } else { format!("{run} of {all}") };
            lines.push(rule(&format!("new since you looked ({of})"), self.width));
        }
        lines
    }
}

impl Tall for Rows<'_> {
    fn len(&self) -> usize {
        self.places.len() + self.waiting.len()
    }

    fn place(&self, index: usize) -> Place {
        match self.places.all().get(index) {
            Some(place) => *place,
            None => (Time::MAX_UTC, (index - self.places.len()) as Seq),
        }
    }

    fn find(&self, place: Place) -> usize {
        if place.0 == Time::MAX_UTC {
            return self.places.len() + usize::try_from(place.1).unwrap_or(usize::MAX).min(self.waiting.len());
        }
        let all = self.places.all();
        all.binary_search(&place).unwrap_or_else(|at| {
            // An entry whose time was corrected is still the same entry: what is selected must not become another.
            let moved = self.replica.state().entry(place.1).map(|entry| (entry.happened_at, entry.seq));
            moved.and_then(|place| all.binary_search(&place).ok()).unwrap_or(at)
        })
    }

    fn known(&self) -> Seq {
        self.replica.record().seq()
    }

    fn newer_below(&self, known: Seq, place: Place) -> usize {
        self.places.newer_below(known, place)
    }

    fn height(&self, index: usize) -> u16 {
        u16::try_from(self.lines(index).len()).unwrap_or(u16::MAX)
    }
}

fn is_note(waiting: &Waiting) -> bool {
    matches!(waiting.pending.command, Command::Post { entry: EntryKind::Note, .. })
}

fn space() -> Piece {
    piece(" ", Tone::Plain)
}

fn rule(text: &str, width: usize) -> Vec<Piece> {
    let rest = width.saturating_sub(text.width() + 7);
    vec![piece(format!("──── {text} {}", "─".repeat(rest.min(12))), Tone::Faint)]
}

/// Bytes at the start of `line` that belong to `word`.
fn common(word: &str, line: &str) -> usize {
    let bytes = word.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
    if bytes == word.len() || bytes == line.len() { bytes } else { 0 }
}

/// Wraps a text of several lines to a width in columns; words that are too long are broken.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width.max(1)).break_words(true);
    text.lines().flat_map(|line| textwrap::wrap(line, &options)).map(std::borrow::Cow::into_owned).collect()
}

/// Makes a text exactly so many columns wide.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let width = text.width();
    if width <= columns {
        return format!("{text}{}", " ".repeat(columns - width));
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars() {
        let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        out.push(c);
    }
    out.push_str(&" ".repeat(columns.saturating_sub(used + 1)));
    if columns > 0 {
        out.insert(out.trim_end().len(), '…');
    }
    out
}
