//! Keys from the terminal, on a thread of its own: reading blocks, and spins when a terminal dies.
//!
//! The thread and the loop take turns: after each message the thread stands still until the loop comes back for the
//! next one. So when a key hands the terminal to another program, nothing reads from it any more, not even by chance.

use std::io::stdout;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind, poll, read};
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::app::keys::Move;
use crate::app::mouse::Gesture;
use crate::app::{Code, Message, Press};

/// Keys closer together than this come from a paste, not from fingers.
const BURST: Duration = Duration::from_millis(8);

/// Long enough to be told what has come already; with no time at all the reader does not look into what it has read.
const A_LOOK: Duration = Duration::from_micros(50);

/// More text keys than this in one burst are a paste.
const FINGERS: usize = 3;

/// Reports that may wait: one message, and the word of each thread that the terminal is gone.
const QUEUE: usize = 4;

/// How often the terminal is looked after.
const LOOK_AFTER: Duration = Duration::from_millis(200);

/// Once the terminal is gone, the program has this long to save and end.
const LAST_MOMENTS: Duration = Duration::from_millis(700);

/// What the threads report.
#[derive(Debug)]
pub(super) enum Heard {
    /// A message for the app.
    Message(Message),
    /// Something was done with the mouse; only who draws knows over what.
    Mouse {
        /// What.
        gesture: Gesture,
        /// Column, from 0.
        column: u16,
        /// Row, from 0.
        row: u16,
    },
    /// The terminal is gone.
    Gone,
}

/// What the threads report, one by one.
pub(super) struct Keys {
    heard: Receiver<Heard>,
    turns: std::sync::mpsc::Sender<()>,
    /// A message was handed out, and the thread waits until it has been dealt with.
    owes_a_turn: bool,
}

impl Keys {
    /// The next message. Asking for it says that the one before has been dealt with.
    pub(super) async fn recv(&mut self) -> Option<Heard> {
        if std::mem::take(&mut self.owes_a_turn) {
            // The thread ends with the terminal; then there is nobody to wait for a turn.
            let _ = self.turns.send(());
        }
        let heard = self.heard.recv().await;
        // After its word that the terminal is gone, nobody reads and nobody waits.
        self.owes_a_turn = matches!(heard, Some(Heard::Message(_) | Heard::Mouse { .. }));
        heard
    }

    /// Waits until the terminal is gone, without letting anybody read from it.
    pub(super) async fn gone(&mut self) {
        while !matches!(self.heard.recv().await, Some(Heard::Gone) | None) {}
    }
}

/// Starts to listen, and to look after the terminal.
pub(super) fn watch() -> Keys {
    let (to, heard) = mpsc::channel(QUEUE);
    let (turns, my_turn) = std::sync::mpsc::channel();
    let listener = to.clone();
    thread::spawn(move || listen(&listener, &my_turn));
    thread::spawn(move || look_after(&to));
    Keys { heard, turns, owes_a_turn: false }
}

/// A dead terminal is not always reported, and reading from it never returns: so it is asked, and the end forced.
fn look_after(to: &Sender<Heard>) {
    while nix::sys::termios::tcgetattr(stdout()).is_ok() {
        thread::sleep(LOOK_AFTER);
        if to.is_closed() {
            return;
        }
    }
    thread::spawn(|| {
        thread::sleep(LAST_MOMENTS);
        std::process::exit(129);
    });
    // The loop takes it within its next turn, or the thread above ends everything.
    let _ = to.blocking_send(Heard::Gone);
}

fn listen(to: &Sender<Heard>, my_turn: &std::sync::mpsc::Receiver<()>) {
    let mut run = Run::default();
    while !to.is_closed() {
        let heard = match gather(&mut run) {
            Ok(messages) => messages,
            Err(_) => {
                let _ = to.blocking_send(Heard::Gone);
                return;
            }
        };
        for heard in heard {
            if to.blocking_send(heard).is_err() || my_turn.recv().is_err() {
                return;
            }
        }
    }
}

/// Text keys that were handed on and may turn out to be the beginning of a paste.
#[derive(Default)]
struct Run {
    last: Option<Instant>,
    keys: usize,
}

impl Run {
    /// Whether what comes now is so close behind that it belongs to it.
    fn goes_on(&self) -> bool {
        self.last.is_some_and(|last| last.elapsed() < BURST)
    }

    /// Keeps count of the text keys that are handed on.
    fn hand_on(&mut self, keys: usize) {
        if keys > 0 {
            self.last = Some(Instant::now());
        }
        self.keys += keys;
    }
}

/// Reads what comes together. A key that comes alone, after silence, is not waited with: a paste comes in one piece,
/// so more of it is there already. Where it trickles in, its first key is taken for a key, and everything
/// after it waits for its end and is counted with it: whatever that one key opened, the rest does not answer.
fn gather(run: &mut Run) -> std::io::Result<Vec<Heard>> {
    let mut events = Vec::new();
    let mut patience = Duration::from_millis(250);
    while events.len() < 4_096 && poll(patience)? {
        let event = read()?;
        let text = is_text_key(&event);
        if events.is_empty() && !run.goes_on() {
            run.keys = 0;
        }
        events.push(event);
        // Only what may be part of a paste is waited for.
        if !text {
            break;
        }
        patience = if events.len() == 1 && run.keys == 0 { A_LOOK } else { BURST };
    }
    let moved = events.iter().filter_map(gesture).collect::<Vec<_>>();
    let messages = messages(&events, run.keys);
    run.hand_on(events.iter().filter(|event| is_text_key(event)).count());
    Ok(messages.into_iter().map(Heard::Message).chain(moved).collect())
}

fn is_text_key(event: &Event) -> bool {
    matches!(event, Event::Key(key) if press(*key).is_some_and(is_text))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn gesture(event: &Event) -> Option<Heard> {
    let Event::Mouse(mouse) = event else { return None };
    let gesture = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Gesture::Click,
        MouseEventKind::ScrollUp => Gesture::WheelUp,
        MouseEventKind::ScrollDown => Gesture::WheelDown,
        _ => return None,
    };
    Some(Heard::Mouse { gesture, column: mouse.column, row: mouse.row })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn messages(events: &[Event], before: usize) -> Vec<Message> {
    let begins: String = events
        .iter()
        .map_while(|event| match event {
            Event::Key(key) => press(*key).and_then(Press::written),
            _ => None,
        })
        .collect();
    let reply = reply_chars(&begins);
    if reply > 0 {
        return messages(&events[reply..], before);
    }
    let presses: Vec<Press> = events
        .iter()
        .filter_map(|event| match event {
            Event::Key(key) => press(*key),
            _ => None,
        })
        .collect();
    let text: Vec<Press> = presses.iter().copied().filter(|press| is_text(*press)).collect();
    // A key that is held down repeats; that is no paste.
    let repeats = text.windows(2).all(|pair| pair[0] == pair[1]);
    if text.len() + before > FINGERS && !repeats {
        // One line and an Enter, then silence: somebody typed fast, or a script types for them. Line breaks inside
        // a burst are a paste's, and then its last one is, too.
        let breaks = text.iter().filter(|press| press.code == Code::Enter).count();
        let closes = breaks == 1 && presses.last().is_some_and(|press| press.code == Code::Enter);
        let text = if closes { &text[..text.len() - 1] } else { &text[..] };
        let pasted = text.iter().map(|press| match press.code {
            Code::Char(c) => c,
            Code::Tab => '\t',
            _ => '\n',
        });
        let pasted = pasted.collect();
        let mut messages = vec![if closes { Message::Line(pasted) } else { Message::Paste(pasted) }];
        messages.extend(events.iter().filter_map(|event| other(event, |press| !is_text(press))));
        return messages;
    }
    events.iter().filter_map(|event| other(event, |_| true)).collect()
}

/// How many characters at the start are the rest of a terminal's late reply to a question that some program asked:
/// attributes, a place, a colour, its name. They are nobody's words, and nobody's keys.
fn reply_chars(text: &str) -> usize {
    let rest = text.trim_start_matches(['[', ']']);
    if text.len() - rest.len() > 1 {
        return 0;
    }
    let lead = text.len() - rest.len();
    if let Some(name) = rest.strip_prefix(">|") {
        return lead + 2 + name.chars().count();
    }
    let numbers = rest.trim_start_matches(['?', '>', '=']);
    let after = numbers.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
    let digits = &numbers[..numbers.len() - after.len()];
    let marks = rest.len() - numbers.len();
    if let Some(colour) = after.strip_prefix("rgb:").filter(|_| digits.ends_with(';')) {
        let end = colour.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == '/');
        return text.len() - end.len();
    }
    // Numbers alone could be somebody's: a reply has several, and a letter that ends it.
    let whole = digits.contains(';') && marks <= 1 && after.starts_with(['c', 'R', 'n', 't', 'u', 'y']);
    if whole { text.len() - after.len() + 1 } else { 0 }
}

fn other(event: &Event, wanted: impl Fn(Press) -> bool) -> Option<Message> {
    match event {
        Event::Key(key) => press(*key).filter(|press| wanted(*press)).map(Message::Press),
        Event::Paste(text) => Some(Message::Paste(text.clone())),
        Event::Resize(width, height) => Some(Message::Resize { width: *width, height: *height }),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

fn is_text(press: Press) -> bool {
    !press.ctrl && !press.alt && matches!(press.code, Code::Char(_) | Code::Enter | Code::Tab)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn press(key: KeyEvent) -> Option<Press> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let shifted = Move::of(code).filter(|_| key.modifiers.contains(KeyModifiers::SHIFT));
    let code = shifted.map_or(code, Code::Shifted);
    Some(Press { code, ctrl, alt })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<Event> {
        let code = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        text.chars().map(|c| Event::Key(KeyEvent::new(code(c), KeyModifiers::NONE))).collect()
    }

    #[test]
    fn a_burst_of_keys_is_text() {
        assert_eq!(messages(&typed("s1\ny"), 0), [Message::Paste("s1\ny".into())]);
        assert_eq!(messages(&typed("one\ntwo\n"), 0), [Message::Paste("one\ntwo\n".into())]);
    }

    #[test]
    fn the_enter_that_closes_a_fast_line_is_an_enter() {
        assert_eq!(messages(&typed("pods are back\n"), 0), [Message::Line("pods are back".into())]);
    }

    #[test]
    fn what_trickles_in_behind_its_first_key_is_text_as_well() {
        // The `s` was handed on alone and has opened a list; what follows at once must not choose from it.
        assert_eq!(messages(&typed("1\ny"), 1), [Message::Paste("1\ny".into())]);
        assert_eq!(messages(&typed("1\n"), 1).len(), 2, "three keys may be fingers");
    }

    #[test]
    fn what_is_left_of_a_terminals_late_reply_is_nothing() {
        for reply in ["[?1;2c", "?62;1;6c", "0;276;0c", "[>0;276;0c", "]11;rgb:1e1e/1e1e/2e2e", "24;80R", ">|tmux 3.3a"]
        {
            assert_eq!(messages(&typed(reply), 0), [], "{reply}");
            assert_eq!(reply_chars(reply), reply.chars().count(), "{reply}");
        }
        let tail = messages(&typed("[?1;2ct"), 0);
        assert_eq!(tail, [Message::Press(Press::plain(Code::Char('t')))], "a key behind it is a key");
        for words in ["12c", "s1\ny", "[x] done", ">2;3", "10;20 of them", "漢字c"] {
            assert_eq!(reply_chars(words), 0, "{words}");
        }
    }

    #[test]
    fn fingers_and_held_keys_are_keys() {
        assert_eq!(messages(&typed("gg"), 0).len(), 2);
        assert_eq!(messages(&typed("jjjjjjjj"), 0).len(), 8);
    }
}
