//! An invite as one shell word that carries the server's address and a secret: what one pastes into a terminal.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

const PREFIX: &str = "wr1_";

/// An invite that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The server's address: `ws://HOST:PORT`.
    #[serde(rename = "s")]
    pub server: String,
    /// The secret that is exchanged for a credential.
    #[serde(rename = "t")]
    pub secret: String,
}

/// A word that is no invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an invite: one word that starts with wr1_; copy it again, whole")]
pub struct Malformed;

/// Writes an invite.
///
/// # Panics
/// Never: two strings always have a JSON text.
#[must_use]
pub fn encode(server: &str, secret: &str) -> String {
    let invite = Invite { server: server.to_owned(), secret: secret.to_owned() };
    let json = serde_json::to_vec(&invite).expect("two strings have a JSON text");
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(json))
}

/// Reads an invite.
///
/// # Errors
/// [`Malformed`] for anything else, however it is wrong.
pub fn decode(word: &str) -> Result<Invite, Malformed> {
    let coded = word.trim().strip_prefix(PREFIX).ok_or(Malformed)?;
    let json = URL_SAFE_NO_PAD.decode(coded).map_err(|_| Malformed)?;
    let invite: Invite = serde_json::from_slice(&json).map_err(|_| Malformed)?;
    if invite.server.starts_with("ws://") || invite.server.starts_with("wss://") { Ok(invite) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invite_is_one_shell_word_and_comes_back() {
        let word = encode("ws://127.0.0.1:4810", "wri_x");
        assert!(word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        assert_eq!(decode(&format!(" {word}\n")).map(|it| it.server), Ok("ws://127.0.0.1:4810".into()));
        for bad in ["", "wr1_", "wr1_!!", "hello", &word[..word.len() - 3], &word.replace("wr1_", "wr2_")] {
            assert_eq!(decode(bad), Err(Malformed), "{bad}");
        }
    }
}
