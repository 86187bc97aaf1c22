//! Messages to clients as WebSocket frames, encoded once and shared by all who get the same bytes.

use crate::journal::Row;
use bytes::{BufMut as _, Bytes, BytesMut};
use warroom_incident::Reaches;
use warroom_incident::reader::ToReader;
use warroom_incident::wire::ToClient;

/// A whole message as one unmasked text frame, as servers send them (RFC 6455, section 5.2).
#[must_use]
pub fn text(payload: &[u8]) -> Bytes {
    const FINAL_TEXT: u8 = 0x81;
    let mut frame = BytesMut::with_capacity(payload.len() + 10);
    frame.put_u8(FINAL_TEXT);
    match payload.len() {
        short @ 0..=125 => frame.put_u8(short as u8),
        medium @ 126..=0xFFFF => {
            frame.put_u8(126);
            frame.put_u16(medium as u16);
        }
        long => {
            frame.put_u8(127);
            frame.put_u64(long as u64);
        }
    }
    frame.put_slice(payload);
    frame.freeze()
}

/// A close frame with its code.
#[must_use]
pub fn close(code: u16) -> Bytes {
    const FINAL_CLOSE: u8 = 0x88;
    let mut frame = BytesMut::with_capacity(4);
    frame.put_u8(FINAL_CLOSE);
    frame.put_u8(2);
    frame.put_u16(code);
    frame.freeze()
}

/// A frame for members of the room. Only [`Client`] opens it, and never for a reader of published text only.
///
/// [`Client`]: crate::deliver::Client
#[derive(Clone, Debug)]
pub struct ForMembers(Bytes);

impl ForMembers {
    /// The bytes, for whoever is known to be no reader.
    #[must_use]
    pub(crate) fn open(self) -> Bytes {
        self.0
    }
}

/// A message to a member as a frame.
///
/// # Panics
/// Never: wire types always have a JSON text.
#[must_use]
pub fn message(message: &ToClient) -> ForMembers {
    ForMembers(text(&serde_json::to_vec(message).expect("a message has a JSON text")))
}

/// A message to a reader as a frame: of a type that has no place for anything internal.
///
/// # Panics
/// Never: wire types always have a JSON text.
#[must_use]
pub fn to_reader(message: &ToReader) -> Bytes {
    text(&serde_json::to_vec(message).expect("a message has a JSON text"))
}

/// Events as one message for whoever has these reaches: stored lines as they are, the others by their commitment.
#[must_use]
pub fn events<'a>(rows: impl Iterator<Item = &'a Row> + Clone, reaches: Reaches) -> Bytes {
    const OPENING: &str = "{\"events\":[";
    let size: usize = rows.clone().map(|row| row.line.len() + 1).sum();
    let mut payload = String::with_capacity(size + OPENING.len() + 2);
    payload.push_str(OPENING);
    for (at, row) in rows.enumerate() {
        if at > 0 {
            payload.push(',');
        }
        line(&mut payload, row, reaches);
    }
    payload.push_str("]}");
    text(payload.as_bytes())
}

/// One line as somebody with these reaches sees it.
pub fn line(to: &mut String, row: &Row, reaches: Reaches) {
    use std::fmt::Write as _;
    if reaches.contains(row.reach) {
        to.push_str(&row.line);
    } else {
        let written = write!(to, "{{\"seq\":{},\"withheld\":\"{}\"}}", row.seq, row.commitment);
        debug_assert!(written.is_ok(), "a string takes what is written");
    }
}
