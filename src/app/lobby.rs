//! The list of the incidents that somebody is a member of, as data: what each server said, what is selected, and what
//! a key does. Nothing here asks a server, reads a file or draws.

use serde::{Deserialize, Serialize};
use warroom_incident::{Person, Seat, Summary, Time};

use super::keys::{Code, Press};
use super::model::{Look, Loud};
use super::search::Stage;
use super::sieve::Needle;

/// Servers that are asked at once: more answers than fit a screen help nobody.
pub const MOST_ASKED: usize = 20;

/// What is known without asking anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The incident's id.
    pub incident: String,
    /// The server's address.
    pub server: String,
    /// Who one is there.
    pub me: Person,
    /// The title when it was joined.
    pub title: Option<String>,
}

/// What came of asking a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Where the incident stands.
    Told(Box<Summary>),
    /// No answer in time, and why.
    Unreachable(String),
    /// The server does not let this person in, or is not to be trusted.
    Refused(String),
}

/// How far asking is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Not yet.
    No,
    /// Under way.
    Waiting,
    /// The server told where the incident stands.
    Told,
    /// It did not, and why.
    Silent(String),
}

/// One incident of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is known without asking.
    pub known: Known,
    /// How far asking is.
    pub asked: Asked,
    /// What the server said last, and when.
    pub heard: Option<(Box<Summary>, Time)>,
}

impl Row {
    /// The seats of this person, as the server said them.
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        let people = self.heard.as_ref().map_or(&[][..], |(summary, _)| &summary.people);
        people.iter().find(|person| person.name == self.known.me).map_or(&[], |person| &person.seats)
    }

    /// The title as the server said it, else as it was on joining.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        match &self.heard {
            Some((summary, _)) => summary.title.as_deref(),
            None => self.known.title.as_deref(),
        }
    }
}

/// What can come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// A key.
    Press(Press),
    /// Text that nobody typed key by key: never a command.
    Text,
    /// The terminal has this size now.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// Another second.
    Tick,
    /// What came of asking for a row.
    Answer {
        /// The row.
        row: usize,
        /// The answer.
        answer: Answer,
    },
    /// Something for the person, from the runtime.
    Say(String),
}

/// What the list wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the server of this row.
    Ask(usize),
    /// Open the room of this row.
    Open(usize),
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell wakes the program.
    Suspend,
    /// Leave.
    Quit,
}

/// The list.
#[derive(Clone, Debug)]
pub struct Lobby {
    /// The incidents, the one joined or opened last first.
    pub rows: Vec<Row>,
    /// The selected one.
    pub cursor: usize,
    /// Whether all keys are shown.
    pub help: bool,
    /// What is looked for, and whether it is still typed.
    pub search: Option<(String, Stage)>,
    /// A sentence at the bottom until the next key.
    pub said: Option<(String, Loud)>,
    /// This machine's clock at the last message.
    pub now: Time,
    /// Columns and rows.
    pub size: (u16, u16),
    /// How to draw.
    pub look: Look,
}

impl Lobby {
    /// A list that nobody was asked about yet.
    #[must_use]
    pub fn new(known: impl IntoIterator<Item = Known>, look: Look, size: (u16, u16), now: Time) -> Lobby {
        let rows = known.into_iter().map(|known| Row { known, asked: Asked::No, heard: None }).collect();
        Lobby { rows, cursor: 0, help: false, search: None, said: None, now, size, look }
    }

    /// Asks about those around the selected one; what is being asked already is not asked twice.
    #[must_use]
    pub fn ask(&mut self) -> Vec<Effect> {
        let first = self.cursor / MOST_ASKED * MOST_ASKED;
        let near = self.rows.iter_mut().enumerate().skip(first).take(MOST_ASKED);
        let free = near.filter(|(_, row)| row.asked != Asked::Waiting);
        let ask = free.map(|(index, row)| {
            row.asked = Asked::Waiting;
            Effect::Ask(index)
        });
        ask.collect()
    }
}

/// Takes a message.
pub fn update(lobby: &mut Lobby, at: Time, message: Message) -> Vec<Effect> {
    lobby.now = at;
    match message {
        Message::Press(press) => return pressed(lobby, press),
        Message::Text => lobby.said = Some(("pasted text does nothing here".into(), Loud::No)),
        Message::Resize { width, height } => lobby.size = (width, height),
        Message::Tick => {}
        Message::Answer { row, answer } => answered(lobby, row, answer),
        Message::Say(sentence) => lobby.said = Some((sentence, Loud::Yes)),
    }
    Vec::new()
}

fn answered(lobby: &mut Lobby, row: usize, answer: Answer) {
    let now = lobby.now;
    let Some(row) = lobby.rows.get_mut(row) else { return };
    row.asked = match answer {
        Answer::Told(summary) => {
            row.heard = Some((summary, now));
            Asked::Told
        }
        Answer::Unreachable(why) => Asked::Silent(format!("not reachable: {why}")),
        Answer::Refused(why) => Asked::Silent(format!("refused: {why}")),
    };
}

impl Row {
    fn has(&self, needle: &Needle) -> bool {
        let title = self.title().unwrap_or_default();
        needle.is_in(&self.known.incident) || needle.is_in(title) || needle.is_in(&self.known.server)
    }
}

impl Lobby {
    /// The rows in which what is looked for stands.
    #[must_use]
    pub fn found(&self) -> Vec<usize> {
        let Some((typed, _)) = self.search.as_ref().filter(|(typed, _)| !typed.is_empty()) else { return Vec::new() };
        let needle = Needle::new(typed);
        self.rows.iter().enumerate().filter(|(_, row)| row.has(&needle)).map(|(at, _)| at).collect()
    }

    /// To the next match or the one before, round the ends.
    fn go(&mut self, down: bool, from: usize) {
        let found = self.found();
        let next = if down { found.iter().find(|at| **at >= from) } else { found.iter().rfind(|at| **at < from) };
        let round = if down { found.first() } else { found.last() };
        match (next, round) {
            (Some(at), _) => self.cursor = *at,
            (None, Some(at)) => {
                self.cursor = *at;
                self.said = Some(("went round the end".into(), Loud::No));
            }
            (None, None) => self.said = Some(("it stands nowhere in this list".into(), Loud::Yes)),
        }
    }
}

/// A key at the prompt of a search.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn typing(lobby: &mut Lobby, mut typed: String, press: Press) {
    match press.code {
        Code::Esc => {}
        Code::Char('c') if press.ctrl => {}
        Code::Enter if typed.is_empty() => {}
        Code::Enter => lobby.search = Some((typed, Stage::Going)),
        _ => {
            super::finding::typed(&mut typed, press);
            lobby.search = Some((typed, Stage::Typing));
            if !lobby.found().is_empty() {
                lobby.go(true, lobby.cursor);
            }
        }
    }
}

fn pressed(lobby: &mut Lobby, press: Press) -> Vec<Effect> {
    lobby.said = None;
    if let Some((typed, _)) = lobby.search.take_if(|(_, stage)| *stage == Stage::Typing) {
        typing(lobby, typed, press);
        return Vec::new();
    }
    let last = lobby.rows.len().saturating_sub(1);
    match press.name().as_str() {
        "j" | "down" => lobby.cursor = (lobby.cursor + 1).min(last),
        "k" | "up" => lobby.cursor = lobby.cursor.saturating_sub(1),
        "home" => lobby.cursor = 0,
        "end" | "G" => lobby.cursor = last,
        "enter" if !lobby.rows.is_empty() => return vec![Effect::Open(lobby.cursor)],
        "r" => return lobby.ask(),
        "?" | "f1" => lobby.help = !lobby.help,
        "/" if !lobby.rows.is_empty() => lobby.search = Some((String::new(), Stage::Typing)),
        "n" if lobby.search.is_some() => lobby.go(true, lobby.cursor + 1),
        "N" if lobby.search.is_some() => lobby.go(false, lobby.cursor),
        "esc" => lobby.search = None,
        "q" | "ctrl-c" => return vec![Effect::Quit],
        "ctrl-l" => return vec![Effect::Redraw],
        "ctrl-z" => return vec![Effect::Suspend],
        _ => {}
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn now() -> Time {
        chrono::Utc.with_ymd_and_hms(2026, 11, 21, 3, 0, 0).single().expect("a valid moment")
    }

    fn of(count: usize) -> Lobby {
        let me = Person::new("ana").expect("a plain name");
        let known = (0..count).map(|nth| Known {
            incident: format!("INC-{nth}"),
            server: "ws://127.0.0.1:1".into(),
            me: me.clone(),
            title: None,
        });
        Lobby::new(known, Look::default(), (80, 24), now())
    }

    fn press(lobby: &mut Lobby, code: Code) -> Vec<Effect> {
        update(lobby, now(), Message::Press(Press::plain(code)))
    }

    #[test]
    fn keys_choose_open_ask_and_leave() {
        let mut lobby = of(3);
        for code in [Code::Char('j'), Code::Down, Code::Down, Code::Char('k')] {
            assert!(press(&mut lobby, code).is_empty());
        }
        assert_eq!(press(&mut lobby, Code::Enter), [Effect::Open(1)]);
        assert_eq!(press(&mut lobby, Code::Char('r')), [Effect::Ask(0), Effect::Ask(1), Effect::Ask(2)]);
        assert!(press(&mut lobby, Code::Char('r')).is_empty(), "they are being asked");
        update(&mut lobby, now(), Message::Answer { row: 1, answer: Answer::Unreachable("gone".into()) });
        assert_eq!(press(&mut lobby, Code::Char('r')), [Effect::Ask(1)]);
        assert!(update(&mut lobby, now(), Message::Text).is_empty(), "a paste commands nothing");
        assert_eq!(press(&mut lobby, Code::Char('q')), [Effect::Quit]);
        assert_eq!(update(&mut lobby, now(), Message::Press(Press::ctrl('c'))), [Effect::Quit]);
        assert!(press(&mut of(0), Code::Enter).is_empty());
    }

    #[test]
    fn a_search_goes_from_match_to_match_and_commands_nothing_while_it_is_typed() {
        let mut lobby = of(25);
        for c in "/inc-2".chars() {
            assert!(press(&mut lobby, Code::Char(c)).is_empty());
        }
        assert_eq!((lobby.cursor, lobby.found()), (2, vec![2, 20, 21, 22, 23, 24]));
        press(&mut lobby, Code::Char('q'));
        press(&mut lobby, Code::Backspace);
        press(&mut lobby, Code::Enter);
        press(&mut lobby, Code::Char('n'));
        assert_eq!(lobby.cursor, 20);
        press(&mut lobby, Code::Char('N'));
        press(&mut lobby, Code::Char('N'));
        assert_eq!(lobby.cursor, 24, "round the end");
        press(&mut lobby, Code::Esc);
        assert!(lobby.search.is_none() && press(&mut lobby, Code::Char('n')).is_empty());
    }

    #[test]
    fn at_most_so_many_servers_are_asked_at_once() {
        let mut lobby = of(MOST_ASKED + 3);
        assert_eq!(lobby.ask().len(), MOST_ASKED);
        press(&mut lobby, Code::End);
        assert_eq!(lobby.ask(), [20, 21, 22].map(Effect::Ask));
    }
}
