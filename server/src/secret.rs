//! Secrets: credentials, invites, the operator's token. 256 random bits behind a prefix that scanners recognise;
//! only their SHA-256 is stored, and they never stand in a log, an address or an argument.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;

/// A secret as it is handed out.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// What is stored of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(pub [u8; 32]);

/// What a secret is for; its prefix says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A member's credential.
    Credential,
    /// An invite.
    Invite,
    /// The operator's token.
    Operator,
}

impl Kind {
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Kind::Credential => "wrc_",
            Kind::Invite => "wri_",
            Kind::Operator => "wro_",
        }
    }
}

/// Fills bytes from the system's generator.
///
/// # Panics
/// When the system has no randomness to give: nothing may go on then.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system's random generator answers");
    bytes
}

impl Secret {
    /// Makes a new one.
    #[must_use]
    pub fn new(kind: Kind) -> Secret {
        Secret(format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(random::<32>())))
    }

    /// Takes a word somebody showed; whether it is right, its hash tells.
    #[must_use]
    pub fn shown(word: &str) -> Secret {
        Secret(word.to_owned())
    }

    /// The word, for the one answer that hands it out.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0.as_bytes()).into())
    }

    /// Compares without telling by its duration where the difference is.
    #[must_use]
    pub fn matches(&self, hash: &SecretHash) -> bool {
        self.hash().0.ct_eq(&hash.0).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_recognisable_hidden_in_logs_and_found_by_its_hash() {
        let secret = Secret::new(Kind::Credential);
        assert!(secret.reveal().starts_with("wrc_") && secret.reveal().len() == 47);
        assert_eq!(format!("{secret:?}"), "Secret(hidden)");
        assert!(Secret::shown(secret.reveal()).matches(&secret.hash()));
        assert!(!Secret::new(Kind::Credential).matches(&secret.hash()));
    }
}
