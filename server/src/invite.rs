//! An invite as one shell word that carries the server's address and a secret: what one pastes into a terminal.
//!
//! It is short, so that a line with it fits a terminal: `wr1_` and, in base64url without padding, the 32 bytes of the
//! secret, one byte that says how the address is written, the address, and a check byte, so that a word that was cut off
//! is known for it.

use crate::secret::Kind;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};

const PREFIX: &str = "wr1_";
const SECRET_BYTES: usize = 32;
/// The address is four bytes and a port of two, big-endian: `ws://A.B.C.D:PORT`.
const PLAIN_V4: u8 = 4;
/// The address is text.
const TEXT: u8 = b't';

/// An invite that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The server's address: `ws://HOST:PORT`.
    pub server: String,
    /// The secret that is exchanged for a credential.
    pub secret: String,
}

/// A word that is no invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an invite: one word that starts with wr1_; copy it again, whole")]
pub struct Malformed;

/// Writes an invite.
///
/// # Panics
/// When the secret is not one of ours.
#[must_use]
pub fn encode(server: &str, secret: &str) -> String {
    let coded = secret.strip_prefix(Kind::Invite.prefix()).expect("an invite's secret");
    let mut bytes = URL_SAFE_NO_PAD.decode(coded).expect("secrets are base64url");
    match server.strip_prefix("ws://").and_then(|address| address.parse::<SocketAddrV4>().ok()) {
        Some(address) => {
            bytes.push(PLAIN_V4);
            bytes.extend(address.ip().octets());
            bytes.extend(address.port().to_be_bytes());
        }
        None => {
            bytes.push(TEXT);
            bytes.extend(server.as_bytes());
        }
    }
    bytes.push(check(&bytes));
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The first byte of the hash.
fn check(bytes: &[u8]) -> u8 {
    Sha256::digest(bytes)[0]
}

/// Reads an invite.
///
/// # Errors
/// [`Malformed`] for anything else, however it is wrong.
pub fn decode(word: &str) -> Result<Invite, Malformed> {
    let coded = word.trim().strip_prefix(PREFIX).ok_or(Malformed)?;
    let bytes = URL_SAFE_NO_PAD.decode(coded).map_err(|_| Malformed)?;
    let (last, bytes) = bytes.split_last().ok_or(Malformed)?;
    if *last != check(bytes) {
        return Err(Malformed);
    }
    let (secret, rest) = bytes.split_at_checked(SECRET_BYTES).ok_or(Malformed)?;
    let server = match rest {
        [PLAIN_V4, a, b, c, d, high, low] => {
            let port = u16::from_be_bytes([*high, *low]);
            format!("ws://{}", SocketAddr::from((Ipv4Addr::new(*a, *b, *c, *d), port)))
        }
        [TEXT, text @ ..] => String::from_utf8(text.to_vec()).map_err(|_| Malformed)?,
        _ => return Err(Malformed),
    };
    if !(server.starts_with("ws://") || server.starts_with("wss://")) {
        return Err(Malformed);
    }
    Ok(Invite { server, secret: format!("{}{}", Kind::Invite.prefix(), URL_SAFE_NO_PAD.encode(secret)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn an_invite_is_one_short_shell_word_and_comes_back() {
        for server in ["ws://127.0.0.1:4810", "ws://[::1]:4810", "wss://war.example"] {
            let secret = Secret::new(Kind::Invite);
            let word = encode(server, secret.reveal());
            assert!(word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'));
            let invite = decode(&format!(" {word}\n"));
            assert_eq!(invite, Ok(Invite { server: server.into(), secret: secret.reveal().into() }));
            for bad in ["", "wr1_", "wr1_!!", "hello", &word.replace("wr1_", "wr2_")] {
                assert_eq!(decode(bad), Err(Malformed), "{bad}");
            }
        }
        let line =
            format!("warroom join {} --as ana", encode("ws://127.0.0.1:4810", Secret::new(Kind::Invite).reveal()));
        assert!(line.len() <= 80, "it does not fit a terminal: {line}");
    }
}
