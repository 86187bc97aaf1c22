//! As whom a command acts: as a member, or as the operator through the running server.

use super::args::Common;
use super::output;
use super::words::shortened;
use crate::client::address::Address;
use crate::client::exit::Failure;
use crate::client::http::Trouble;
use crate::client::membership::{Memberships, Remembered};
use crate::client::{order, places};
use std::path::{Path, PathBuf};
use warroom_incident::Summary;
use warroom_server::operator;

/// A member of an incident.
#[derive(Clone, Debug)]
pub struct Member {
    /// The membership and what is remembered about it.
    pub known: Remembered,
    /// Where its server is.
    pub address: Address,
}

/// The membership that the options choose; the current one where they choose none.
///
/// # Errors
/// When there is none.
pub(super) fn member(common: &Common) -> Result<Member, Failure> {
    let memberships = Memberships::load()?;
    let in_incident = |it: &&Remembered| {
        common.incident.as_ref().is_none_or(|incident| it.membership.incident.eq_ignore_ascii_case(incident))
    };
    let candidates: Vec<_> = memberships.all().iter().filter(in_incident).collect();
    let Some(&last) = candidates.last() else { return Err(no_membership(common, &memberships)) };
    let Some(server) = &common.server else {
        let address = Address::parse(&last.membership.server).map_err(|error| Failure::failed(error.to_string()))?;
        return Ok(Member { known: last.clone(), address });
    };
    let address = Address::parse(server).map_err(|error| Failure::usage(error.to_string()))?;
    let there = candidates.iter().rfind(|it| it.membership.server == address.to_string());
    if there.is_none() {
        let Remembered { membership, .. } = last;
        // A server may have moved; whoever names another address means it.
        output::notice(&format!("{} was joined at {}; asking {address}", membership.incident, membership.server));
    }
    Ok(Member { known: there.copied().unwrap_or(last).clone(), address })
}

fn no_membership(common: &Common, memberships: &Memberships) -> Failure {
    let joined: Vec<_> = memberships.all().iter().map(|it| it.membership.incident.as_str()).collect();
    match &common.incident {
        Some(incident) if !joined.is_empty() => Failure::failed(format!(
            "you are no member of {:?}; you have joined {}; ask for an invite and run: warroom join INVITE --as NAME",
            shortened(incident),
            joined.join(", ")
        )),
        _ => Failure::failed("you have joined no incident; ask for an invite and run: warroom join INVITE --as NAME"),
    }
}

/// The owner of a running server's data directory.
#[derive(Clone, Debug)]
pub struct Operator {
    dir: PathBuf,
}

impl Operator {
    /// The operator, if the options name a data directory.
    #[must_use]
    pub(super) fn named(common: &Common) -> Option<Operator> {
        common.data.clone().map(|dir| Operator { dir })
    }

    /// The operator of the named data directory, or of the default one.
    ///
    /// # Errors
    /// When the platform knows no home directory.
    pub(super) fn of(common: &Common) -> Result<Operator, Failure> {
        let dir = common.data.clone().map_or_else(places::server_data, Ok)?;
        Ok(Operator { dir })
    }

    /// The operator of this directory.
    #[must_use]
    pub fn at(dir: &Path) -> Operator {
        Operator { dir: dir.to_owned() }
    }

    /// The running server's address and the operator's token.
    ///
    /// # Errors
    /// When no server runs on the directory, or it belongs to somebody else.
    pub fn access(&self) -> Result<(Address, String), Trouble> {
        let file = operator::read(&self.dir).map_err(|error| Trouble::NoServer(error.to_string()))?;
        let address = Address::parse(&file.server).map_err(|error| Trouble::Strange(error.to_string()))?;
        Ok((address, file.token))
    }

    /// All incidents.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn incidents(&self) -> Result<Vec<Summary>, Failure> {
        let (address, token) = self.access()?;
        let ask = crate::client::http::Ask::get("/v1/incidents", &token);
        Ok(crate::client::http::ask(&address, ask, order::PATIENCE).await?)
    }

    /// The incident that the options name, or the only one there is.
    ///
    /// # Errors
    /// When there is none, or several and none was named.
    pub(super) async fn incident(&self, common: &Common) -> Result<String, Failure> {
        if let Some(incident) = &common.incident {
            return Ok(plain_id(incident)?.to_uppercase());
        }
        let all = self.incidents().await?;
        match all.as_slice() {
            [only] => Ok(only.incident.clone()),
            [] => Err(Failure::failed("the server has no incident yet; declare one with: warroom declare TITLE")),
            several => {
                let ids = several.iter().map(|it| it.incident.as_str()).collect::<Vec<_>>().join(", ");
                Err(Failure::usage(format!("there are several incidents; choose one with --incident ({ids})")))
            }
        }
    }
}

/// An incident's id, as it may stand in an address.
fn plain_id(incident: &str) -> Result<&str, Failure> {
    let plain = !incident.is_empty() && incident.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain {
        Ok(incident)
    } else {
        Err(Failure::usage(format!("{:?} is no incident's id like INC-1", shortened(incident))))
    }
}
