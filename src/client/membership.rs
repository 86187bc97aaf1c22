//! Stand-in.

use super::exit::Failure;
use warroom_incident::chain::Hash;
use warroom_incident::{Person, Seq};

/// A seat in an incident.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The server's address.
    pub server: String,
    /// The incident.
    pub incident: String,
    /// Who.
    pub name: Person,
    /// The credential.
    pub credential: String,
}

/// All of them.
#[derive(Debug)]
pub struct Memberships;

impl Memberships {
    /// Reads them.
    ///
    /// # Errors
    /// None.
    pub fn load() -> Result<Memberships, Failure> {
        Ok(Memberships)
    }

    /// Keeps the head.
    ///
    /// # Errors
    /// None.
    pub fn remember_head(&mut self, _membership: &Membership, _seq: Seq, _head: Hash) -> Result<(), Failure> {
        Ok(())
    }
}
