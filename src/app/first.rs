//! Before the first room: where one goes in, as whom, and what is good to know, once for each machine. As data: nothing
//! here asks a server, reads a file or draws.

use serde::{Deserialize, Serialize};
use warroom_incident::{Seat, Summary, Time};

use super::bindings::Keymap;
use super::finding;
use super::keys::{Code, Press};
use super::look::Look;
use super::model::Loud;

/// Letters of a name that can be typed: the rules say how long it may be, this only bounds a paste.
const MOST_TYPED: usize = 64;

/// What the seat is, once the invite is redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The incident's id.
    pub incident: String,
    /// Its title; nothing where it was redacted.
    pub title: Option<String>,
    /// Who one is.
    pub name: String,
    /// The seat.
    pub seat: Seat,
}

/// How far one is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The name is being typed; the invite is not used yet.
    Naming,
    /// The server has been asked.
    Asking,
    /// One is in.
    In(Joined),
}

/// What is known about the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// The server has not answered yet.
    Waiting,
    /// Where it stands.
    Told(Box<Summary>),
    /// No answer, and why.
    Silent(String),
}

/// What is good to know before one goes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How copying works here.
    pub copy: String,
    /// How one is called.
    pub bell: String,
    /// Where the settings are, or would be.
    pub settings: String,
    /// Where unsent words and memberships are.
    pub data: String,
}

/// The screen.
#[derive(Clone, Debug)]
pub struct First {
    /// The server's address.
    pub server: String,
    /// How far one is in.
    pub step: Step,
    /// The name as it is typed.
    pub name: String,
    /// The name that is taken where none is typed.
    pub offered: String,
    /// What is known about the incident.
    pub known: Known,
    /// How far the server's clock is ahead, in seconds; nothing while it has not been heard.
    pub ahead: Option<i64>,
    /// Shown once for each machine.
    pub facts: Option<Facts>,
    /// The keys in force.
    pub keymap: Keymap,
    /// A sentence at the bottom until the next key.
    pub said: Option<(String, Loud)>,
    /// This machine's clock at the last message.
    pub now: Time,
    /// Columns and rows.
    pub size: (u16, u16),
    /// How to draw.
    pub look: Look,
}

/// What can come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// A key.
    Press(Press),
    /// Text that was pasted.
    Text(String),
    /// A line that was typed at once, with its Enter.
    Line(String),
    /// The terminal has this size now.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// Another second.
    Tick,
    /// The invite is redeemed.
    Joined(Joined),
    /// It is not, and why.
    Refused(String),
    /// Where the incident stands.
    Told(Box<Summary>),
    /// The server does not say where it stands.
    Silent(String),
    /// The server's clock is so many seconds ahead.
    Clock(i64),
    /// Something for the person, from the runtime.
    Say(String),
}

/// What the screen wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Redeem the invite under this name.
    Redeem(String),
    /// Go into the room.
    GoIn,
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell wakes the program.
    Suspend,
    /// Leave without going in.
    Leave,
}

/// Takes a message.
pub fn update(first: &mut First, at: Time, message: Message) -> Vec<Effect> {
    first.now = at;
    match message {
        Message::Press(press) => return pressed(first, press),
        Message::Text(text) => written(first, &text),
        Message::Line(text) if first.step == Step::Naming => {
            written(first, &text);
            return entered(first);
        }
        Message::Line(_) | Message::Tick => {}
        Message::Resize { width, height } => first.size = (width, height),
        Message::Joined(joined) => {
            first.step = Step::In(joined);
            // The name was the last thing that was asked.
            return vec![Effect::GoIn];
        }
        Message::Refused(why) => {
            first.step = Step::Naming;
            first.said = Some((why, Loud::Yes));
        }
        Message::Told(summary) => first.known = Known::Told(summary),
        Message::Silent(why) => first.known = Known::Silent(why),
        Message::Clock(ahead) => first.ahead = Some(ahead),
        Message::Say(sentence) => first.said = Some((sentence, Loud::Yes)),
    }
    Vec::new()
}

fn written(first: &mut First, text: &str) {
    if first.step == Step::Naming {
        let room = MOST_TYPED.saturating_sub(first.name.chars().count());
        first.name.extend(text.chars().filter(|c| !c.is_control()).take(room));
    }
}

fn pressed(first: &mut First, press: Press) -> Vec<Effect> {
    first.said = None;
    let is = |action| first.keymap.is_everywhere(press, action);
    if is(super::keymap::Action::Redraw) {
        return vec![Effect::Redraw];
    }
    if is(super::keymap::Action::Suspend) {
        return vec![Effect::Suspend];
    }
    if press == Press::ctrl('c') {
        return vec![Effect::Leave];
    }
    match (&first.step, press.code) {
        (_, Code::Enter) => return entered(first),
        (Step::In(_), Code::Char('q')) => return vec![Effect::Leave],
        (Step::Naming, _) if first.name.chars().count() < MOST_TYPED || press.written().is_none() => {
            finding::typed(&mut first.name, press);
        }
        (Step::Naming | Step::Asking | Step::In(_), _) => {}
    }
    Vec::new()
}

fn entered(first: &mut First) -> Vec<Effect> {
    match first.step {
        Step::In(_) => vec![Effect::GoIn],
        Step::Asking => Vec::new(),
        Step::Naming => {
            if first.name.trim().is_empty() {
                first.name.clone_from(&first.offered);
            }
            first.step = Step::Asking;
            vec![Effect::Redeem(first.name.trim().to_owned())]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn now() -> Time {
        chrono::Utc.with_ymd_and_hms(2026, 11, 21, 3, 47, 0).single().expect("a valid moment")
    }

    fn joined() -> Joined {
        Joined { incident: "INC-7".into(), title: None, name: "kim".into(), seat: Seat::Guest }
    }

    fn first(step: Step, name: &str) -> First {
        First {
            server: "ws://127.0.0.1:7410".into(),
            step,
            name: name.into(),
            offered: "root".into(),
            known: Known::Waiting,
            ahead: None,
            facts: None,
            keymap: Keymap::default(),
            said: None,
            now: now(),
            size: (80, 24),
            look: Look::default(),
        }
    }

    fn press(first: &mut First, code: Code) -> Vec<Effect> {
        update(first, now(), Message::Press(Press::plain(code)))
    }

    #[test]
    fn who_is_in_goes_in_with_one_key_also_while_the_server_is_silent() {
        let mut screen = first(Step::In(joined()), "kim");
        update(&mut screen, now(), Message::Silent("no answer".into()));
        assert_eq!(press(&mut screen, Code::Char('x')), []);
        assert_eq!(press(&mut screen, Code::Enter), [Effect::GoIn]);
        assert_eq!(press(&mut screen, Code::Char('q')), [Effect::Leave]);
    }

    #[test]
    fn a_name_is_typed_and_the_invite_is_used_once() {
        assert_eq!(press(&mut first(Step::Naming, ""), Code::Enter), [Effect::Redeem("root".into())]);
        let mut screen = first(Step::Naming, "");
        for c in "q-kim".chars() {
            assert_eq!(press(&mut screen, Code::Char(c)), []);
        }
        assert_eq!(press(&mut screen, Code::Enter), [Effect::Redeem("q-kim".into())]);
        assert_eq!(press(&mut screen, Code::Enter), [], "it is being asked");
        update(&mut screen, now(), Message::Refused("the name is taken".into()));
        assert_eq!((&screen.step, screen.name.as_str()), (&Step::Naming, "q-kim"), "nothing typed is lost");
        assert_eq!(press(&mut screen, Code::Enter), [Effect::Redeem("q-kim".into())]);
        assert_eq!(update(&mut screen, now(), Message::Joined(joined())), [Effect::GoIn]);
    }

    #[test]
    fn a_paste_is_a_name_and_never_an_enter() {
        let mut screen = first(Step::Naming, "");
        assert_eq!(update(&mut screen, now(), Message::Text("kim\nq\n".into())), []);
        assert_eq!(screen.name, "kimq");
        update(&mut screen, now(), Message::Text("x".repeat(10_000)));
        assert_eq!(screen.name.chars().count(), MOST_TYPED);
        assert_eq!(update(&mut screen, now(), Message::Press(Press::ctrl('c'))), [Effect::Leave]);
    }
}
