//! Keys from the terminal, on a thread of its own: reading blocks, and spins when a terminal dies.

use std::io::stdout;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use tokio::sync::mpsc::Sender;

use crate::app::{Code, Message, Press};

/// Keys closer together than this come from a paste, not from fingers.
const BURST: Duration = Duration::from_millis(8);

/// More text keys than this in one burst are a paste.
const FINGERS: usize = 3;

/// How often the terminal is looked after.
const LOOK_AFTER: Duration = Duration::from_millis(200);

/// Once the terminal is gone, the program has this long to save and end.
const LAST_MOMENTS: Duration = Duration::from_millis(700);

/// What the threads report.
#[derive(Debug)]
pub(super) enum Heard {
    /// A message for the app.
    Message(Message),
    /// The terminal is gone.
    Gone,
}

/// Starts to listen, and to look after the terminal.
pub(super) fn watch(to: Sender<Heard>) {
    let listener = to.clone();
    thread::spawn(move || listen(&listener));
    thread::spawn(move || look_after(&to));
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

fn listen(to: &Sender<Heard>) {
    let mut run = Run::default();
    while !to.is_closed() {
        let heard = match gather(&mut run) {
            Ok(messages) => messages,
            Err(_) => {
                let _ = to.blocking_send(Heard::Gone);
                return;
            }
        };
        for message in heard {
            if to.blocking_send(Heard::Message(message)).is_err() {
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
fn gather(run: &mut Run) -> std::io::Result<Vec<Message>> {
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
        patience = if events.len() == 1 && run.keys == 0 { Duration::ZERO } else { BURST };
    }
    let messages = messages(&events, run.keys);
    run.hand_on(events.iter().filter(|event| is_text_key(event)).count());
    Ok(messages)
}

fn is_text_key(event: &Event) -> bool {
    matches!(event, Event::Key(key) if press(*key).is_some_and(is_text))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn messages(events: &[Event], before: usize) -> Vec<Message> {
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
    fn fingers_and_held_keys_are_keys() {
        assert_eq!(messages(&typed("gg"), 0).len(), 2);
        assert_eq!(messages(&typed("jjjjjjjj"), 0).len(), 8);
    }
}
