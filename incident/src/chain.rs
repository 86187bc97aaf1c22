//! Salted commitments and the hash chain over them, so that a record can be proved, also after redaction.
//!
//! ```text
//! content_hash = SHA-256("warroom content 1" ‖ content_salt ‖ len(text) ‖ text ‖ data)
//! commitment   = SHA-256("warroom event 1" ‖ salt ‖ fact ‖ content_hash)
//! head(n)      = SHA-256("warroom chain 1" ‖ head(n-1) ‖ n ‖ commitment)
//! ```
//!
//! `fact` is the JSON text exactly as it was written; lengths and numbers are 8 bytes, big-endian; head(0) is 32
//! zero bytes. An event without content has a content hash of 32 zero bytes. Deleting a content and its salt keeps
//! commitment and chain; who may not see an event needs only its commitment. What a chain cannot prove: that the
//! server's owner did not write another one from the start. Heads remembered by clients do that.

use crate::prelude::*;
use crate::{Content, Seq};
use core::fmt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256 value; 64 hexadecimal digits on the wire.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(pub [u8; 32]);

/// 128 random bits that keep a commitment from being guessed; 32 hexadecimal digits on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt(pub [u8; 16]);

macro_rules! as_hex {
    ($name:ident, $what:literal) => {
        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let mut bytes = [0; core::mem::size_of::<$name>()];
                hex::decode_to_slice(&text, &mut bytes).map_err(|_| $what)?;
                Ok(Self(bytes))
            }
        }

        impl From<$name> for String {
            fn from(it: $name) -> String {
                hex::encode(it.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&hex::encode(self.0))
            }
        }
    };
}

as_hex!(Hash, "a hash is 64 hexadecimal digits");
as_hex!(Salt, "a salt is 32 hexadecimal digits");

impl Hash {
    /// The head before the first event, and the content hash of an event without content.
    pub const ZERO: Hash = Hash([0; 32]);
}

/// Hashes a content with its salt.
#[must_use]
pub fn content_hash(salt: Salt, content: &Content) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"warroom content 1");
    hash.update(salt.0);
    hash.update((content.text.len() as u64).to_be_bytes());
    hash.update(content.text.as_bytes());
    hash.update(content.data_str().as_bytes());
    Hash(hash.finalize().into())
}

/// Commits to an event: its fact as it was written, and its content's hash.
#[must_use]
pub fn commitment(salt: Salt, fact: &str, content_hash: Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"warroom event 1");
    hash.update(salt.0);
    hash.update(fact.as_bytes());
    hash.update(content_hash.0);
    Hash(hash.finalize().into())
}

/// The head after one more event.
#[must_use]
pub fn next_head(head: Hash, seq: Seq, commitment: Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"warroom chain 1");
    hash.update(head.0);
    hash.update(seq.to_be_bytes());
    hash.update(commitment.0);
    Hash(hash.finalize().into())
}
