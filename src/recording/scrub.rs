//! Takes secrets out of messages in a way that the rest still plays: words become stars of the same width, and an
//! event that holds one loses its words as by a redaction, so that the chain over the events still holds.

use std::borrow::Cow;

use warroom_incident::Line;
use warroom_incident::wire::ToClient;

use crate::app::{Code, Input, LinkNews, Message, Press};
use crate::client::secrets;

/// The longest run of letters and digits that is remembered: several times the longest secret.
const MOST_RUN: usize = 1_024;

/// Goes through a session's messages, the one after the other.
#[derive(Debug, Default)]
pub struct Scrubber {
    /// The word that is being typed: keys come one by one, and a secret can be typed too.
    run: String,
}

impl Scrubber {
    /// The input without secrets.
    pub fn input(&mut self, input: &Input) -> Input {
        let message = match &input.message {
            Message::Press(press) => Message::Press(self.press(*press)),
            Message::Paste(text) => Message::Paste(self.typed(text)),
            Message::Line(text) => {
                let text = self.typed(text);
                self.run.clear();
                Message::Line(text)
            }
            Message::Link(LinkNews::Server(message)) => Message::Link(LinkNews::Server(Box::new(server(message)))),
            // Texts that stand in one piece: the wall behind this one masks what is in them.
            other @ (Message::Resize { .. }
            | Message::Mouse(_)
            | Message::Tick
            | Message::GoOn
            | Message::Link(_)
            | Message::NotKept { .. }
            | Message::WritingsNotKept { .. }
            | Message::Say(_)
            | Message::Edited { .. }
            | Message::Copied { .. }
            | Message::NotCopied { .. }) => other.clone(),
        };
        Input { at: input.at, random: input.random, message }
    }

    fn press(&mut self, press: Press) -> Press {
        match (press.written(), press.code) {
            (Some(c), _) => {
                let hidden = self.typed(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c);
                Press { code: Code::Char(hidden), ..press }
            }
            (None, Code::Backspace) => {
                self.run.pop();
                press
            }
            (None, _) => {
                self.run.clear();
                press
            }
        }
    }

    /// A further piece of what is being typed.
    fn typed(&mut self, text: &str) -> String {
        let before = self.run.len();
        self.run.push_str(text);
        let hidden = match secrets::masked(&self.run) {
            Cow::Borrowed(_) => text.to_owned(),
            Cow::Owned(masked) => masked.get(before..).unwrap_or_default().to_owned(),
        };
        let word = self.run.rfind(|c| !secrets::is_part(c)).map_or(0, |at| self.run.ceil_char_boundary(at + 1));
        self.run.drain(..word);
        if self.run.len() > MOST_RUN {
            // It stays a secret if it was one.
            let keep = if secrets::is_in(&self.run) { secrets::PREFIXES[0].to_owned() + "x" } else { String::new() };
            self.run = keep;
        }
        hidden
    }
}

fn server(message: &ToClient) -> ToClient {
    let ToClient::Events(lines) = message else { return message.clone() };
    ToClient::Events(lines.iter().map(without_words).collect())
}

fn without_words(line: &Line) -> Line {
    let Line::Open(sealed) = line else { return line.clone() };
    let words = serde_json::to_string(&sealed.content).expect("words have a JSON text");
    let mut sealed = sealed.clone();
    if secrets::is_in(&words) {
        sealed.wipe();
    }
    Line::Open(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::input_line;

    fn input(message: Message) -> Input {
        Input { at: chrono::DateTime::UNIX_EPOCH, random: [1; 16], message }
    }

    fn written(messages: impl IntoIterator<Item = Message>) -> String {
        let mut scrubber = Scrubber::default();
        messages.into_iter().map(|message| input_line(&mut scrubber, &input(message))).collect()
    }

    fn keys(text: &str) -> Vec<Message> {
        text.chars().map(|c| Message::Press(Press::plain(Code::Char(c)))).collect()
    }

    fn typed(lines: &str) -> String {
        let of = |line: &str| {
            let message = serde_json::from_str::<Input>(line).expect("an input").message;
            if let Message::Press(press) = message {
                press.written().map(String::from)
            } else if let Message::Paste(text) | Message::Line(text) = message {
                Some(text)
            } else {
                None
            }
        };
        lines.lines().filter_map(of).collect()
    }

    #[test]
    fn a_secret_that_is_pasted_or_typed_key_by_key_becomes_stars() {
        assert_eq!(typed(&written(keys("ask wr1_Ab9-_ now"))), "ask wr1_***** now");
        assert_eq!(typed(&written([Message::Paste("wrc_Ab9\nwro_x".into())])), "wrc_***\nwro_*");
        assert_eq!(typed(&written([Message::Line("wri_Ab9".into())])), "wri_***");
        let mixed = [keys("wr"), vec![Message::Paste("c_Ab".into())], keys("9ä ok")].concat();
        assert_eq!(typed(&written(mixed)), "wrc_***ä ok");
        assert_eq!(typed(&written(keys("ünder wr1_"))), "ünder wr1_");
    }

    #[test]
    fn a_secret_stays_one_however_long_it_is() {
        let all = typed(&written(keys(&format!("wrc_{}", "a".repeat(3 * MOST_RUN)))));
        assert!(!all.contains('a'), "{}", all.len());
    }
}
