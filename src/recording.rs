//! A recorded session as a file: JSON Lines, first what a screen started with, then every input in its order.
//!
//! It holds what was typed and seen. It holds no secret: neither credential nor invite nor the operator's token, also
//! where somebody pasted or typed one. Nothing here opens a file.

mod player;
mod read;
mod scrub;

use serde::{Deserialize, Serialize};

use crate::app::{Input, Opening};

pub use player::Player;
pub use read::{Part, Recording, read};
pub use scrub::Scrubber;

/// The version of the format. Lines of a known shape may gain fields; anything else is a new version.
pub const FORMAT: u32 = 1;

/// The first line, and one more for every further room of a session that went through the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format; the name tells what kind of file this is.
    pub warroom_recording: u32,
    /// The version of the program.
    pub program: String,
    /// What the screen started with.
    pub opening: Opening,
}

impl Header {
    /// Of a screen that this program opens.
    #[must_use]
    pub fn of(opening: &Opening) -> Header {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Header { warroom_recording: FORMAT, program, opening: opening.clone() }
    }

    /// Its line, without secrets.
    #[must_use]
    pub fn line(&self) -> String {
        line(self)
    }
}

/// The line of an input, without secrets.
#[must_use]
pub fn input_line(scrubber: &mut Scrubber, input: &Input) -> String {
    line(&scrubber.input(input))
}

fn line(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("a header and a message have a JSON text");
    // The second wall: no secret has a character that JSON escapes, so none is hidden from it.
    let mut line = crate::client::secrets::masked(&json).into_owned();
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::app::{LinkNews, Message};
    use crate::replica::Replica;
    use warroom_incident::chain::Salt;
    use warroom_incident::event::EntryKind;
    use warroom_incident::wire::{InviteMade, ToClient};
    use warroom_incident::{Actor, Command, CommandId, Line, Person, Policy, Sealed, Seat};

    fn ana() -> Person {
        Person::new("ana").expect("a plain name")
    }

    fn opening() -> Opening {
        Opening {
            incident: "INC-1".into(),
            server: "ws://127.0.0.1:1".into(),
            composer: "kept wrc_Planted".into(),
            banner: Some(vec!["warroom join wr1_Planted --as bo".into()]),
            zone_minutes: 60,
            ..Opening::fresh(ana(), (80, 24), chrono::DateTime::UNIX_EPOCH)
        }
    }

    fn recorded(message: ToClient) -> Input {
        let message = Message::Link(LinkNews::Server(Box::new(message)));
        let line =
            input_line(&mut Scrubber::default(), &Input { at: chrono::DateTime::UNIX_EPOCH, random: [7; 16], message });
        assert!(!line.contains("Planted"), "{line}");
        serde_json::from_str(&line).expect("an input")
    }

    #[test]
    fn the_lines_of_a_demo_and_a_kept_text_lose_their_secrets_in_the_header() {
        let line = Header::of(&opening()).line();
        assert!(line.contains("warroom join wr1_******* --as bo") && !line.contains("Planted"), "{line}");
        let header: Header = serde_json::from_str(&line).expect("a header");
        assert_eq!((header.opening.size, header.opening.zone_minutes), ((80, 24), 60));
    }

    #[test]
    fn the_invite_that_was_made_is_recorded_as_stars() {
        let expires_at = chrono::DateTime::UNIX_EPOCH;
        let made = InviteMade { invite: "wr1_PlantedInvite".into(), seat: Seat::Guest, expires_at };
        let input = recorded(ToClient::Accepted { id: CommandId([1; 16]), seq: 3, count: 1, invite: Some(made) });
        let text = serde_json::to_string(&input).expect("JSON");
        assert!(text.contains("wr1_*************\""), "as long as it was: {text}");
    }

    #[test]
    fn an_event_with_a_secret_loses_its_words_and_the_chain_still_holds() {
        let (mut state, mut lines) = (warroom_incident::Incident::default(), Vec::new());
        let declare = Command::Declare {
            title: "fire".into(),
            severity: None,
            reporter: "sam".into(),
            drill: false,
            policy: Box::new(Policy::default()),
        };
        let mut orders = |actor: Actor, command: Command| {
            let decided = warroom_incident::decide(&state, &command, &actor, chrono::DateTime::UNIX_EPOCH);
            let first = lines.len() as u64 + 1;
            for it in decided.expect("allowed") {
                let (seq, salt) = (lines.len() as u64 + 1, Salt([lines.len() as u8; 16]));
                let sealed = Sealed::new(seq, it.fact, salt, it.content.map(|content| (content, salt)));
                lines.push(Line::Open(Box::new(sealed)));
                warroom_incident::apply(&mut state, lines.last().expect("just pushed"));
            }
            first
        };
        orders(Actor::Operator, declare);
        let invite = orders(Actor::Operator, Command::Invite { seat: Seat::Responder, loss: false });
        orders(Actor::Bearer(invite), Command::Join { name: "ana".into() });
        for words in ["it is wrc_Planted, and more", "nothing secret"] {
            orders(Actor::Person(ana()), Command::post(EntryKind::Note, words));
        }
        let mut whole = Replica::new(ana(), Vec::new());
        whole.receive(&ToClient::Events(lines.clone()));
        let Message::Link(LinkNews::Server(message)) = recorded(ToClient::Events(lines)).message else {
            panic!("it is still a message of the server")
        };
        let mut played = Replica::new(ana(), Vec::new());
        played.receive(&message);
        assert_eq!(played.record().head(), whole.record().head());
        assert!(serde_json::to_string(&message).expect("JSON").contains("nothing secret"));
    }
}
