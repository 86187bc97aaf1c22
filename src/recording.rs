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
