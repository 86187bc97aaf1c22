//! Redeems an invite and opens the screen.

use super::acting;
use super::args::{Common, Join, Record};
use super::input;
use super::{arriving, output, screen};
use crate::client::address::Address;
use crate::client::exit::Failure;
use crate::client::http::{Ask, Trouble};
use crate::client::membership::{self, Membership, Memberships};
use crate::client::order::{self, Telling};
use serde_json::json;
use warroom_incident::wire::{Redeem, Redeemed};
use warroom_incident::{CommandId, Person, Rejection, Seat};
use warroom_server::invite::{self, Invite};

/// `join`
pub(super) async fn join(common: &Common, join: Join) -> Result<(), Failure> {
    let screen_wanted = !(join.no_screen || common.json);
    if !screen_wanted && join.record.record.is_some() {
        return Err(Failure::usage("--record records the screen; without one there is nothing to record"));
    }
    let Some(word) = join.invite else {
        return reopen(common, join.name.as_deref(), screen_wanted, &join.record).await;
    };
    let words = input::words(&[word])?;
    let mut invite = invite::decode(&words).map_err(|malformed| Failure::usage(malformed.to_string()))?;
    if let Some(moved) = &common.server {
        // A server that moved has its invites still; they name where it was.
        let address = Address::parse(moved).map_err(|error| Failure::usage(format!("--server: {error}")))?;
        invite.server = address.to_string();
    }
    // Before redeeming: an invite can be used once only.
    let outfit = if screen_wanted { Some(screen::outfit(common, "add --no-screen to join without it")?) } else { None };
    let recorder = screen::recorder(&join.record)?;
    if let Some(outfit) = outfit {
        return arriving::arrive(outfit, invite, join.name, recorder).await;
    }
    let mut memberships = Memberships::load()?;
    let redeemed = redeem(&invite, join.name.as_deref(), &memberships, Telling::Stderr).await?;
    let membership = remember(&invite, &redeemed, &mut memberships)?;
    let Redeemed { incident, title, name, seat, seq, .. } = redeemed;
    if common.json {
        let server = membership.server;
        return output::json(
            &json!({ "incident": incident, "title": title, "name": name, "seat": seat, "server": server, "seq": seq }),
        );
    }
    let untitled = if seat == Seat::Reader { "you read what is published" } else { "(title redacted)" };
    let title = output::one_line(title.as_deref().unwrap_or(untitled));
    output::line(&format!("joined {incident} as {name}, {seat}: {title}"))?;
    output::line("open the room with: warroom join")
}

async fn reopen(common: &Common, name: Option<&str>, screen_wanted: bool, record: &Record) -> Result<(), Failure> {
    if name.is_some() {
        return Err(Failure::usage(
            "--as goes with an invite; to open the incident you have joined, run: warroom join",
        ));
    }
    let outfit =
        if screen_wanted { Some(screen::outfit(common, "use warroom status, log or note instead")?) } else { None };
    let member = acting::member(common)?;
    let membership = Membership { server: member.address.to_string(), ..member.known.membership };
    match outfit {
        Some(outfit) => screen::open(outfit, membership, None, screen::recorder(record)?).await,
        None => super::listing::status(common).await,
    }
}

/// Redeems an invite: as the member one already is where that fits, else as somebody new.
///
/// # Errors
/// Refused, or not acknowledged in time.
pub(crate) async fn redeem(
    invite: &Invite,
    name: Option<&str>,
    memberships: &Memberships,
    telling: Telling,
) -> Result<Redeemed, Failure> {
    let address = Address::parse(&invite.server).map_err(|error| Failure::usage(error.to_string()))?;
    let own_name = name.map(Person::new).transpose().map_err(|rejection| Failure::refused(rejection.to_string()))?;
    let here =
        |it: &&Membership| it.server == address.to_string() && own_name.as_ref().is_none_or(|name| *name == it.name);
    // Which incident an invite is for, only the server knows: it refuses a membership of another one.
    for known in memberships.all().iter().map(|it| &it.membership).filter(here).rev() {
        match send(&address, invite, known.name.as_str(), Some(known), order::new_id()?, telling).await {
            Err(Trouble::Unauthorized(_)) => {}
            Err(Trouble::Refused { rejection: Some(rejection), .. }) if *rejection == Rejection::NotAMember => {}
            done => return Ok(done?),
        }
    }
    let name = name.map(ToOwned::to_owned).or_else(input::login_name);
    let name = name.ok_or_else(|| Failure::usage("nobody knows your name here: say it with --as NAME"))?;
    let id = membership::redeem_id(&invite.secret, &name)?;
    Ok(send(&address, invite, &name, None, id, telling).await?)
}

async fn send(
    address: &Address,
    invite: &Invite,
    name: &str,
    member: Option<&Membership>,
    id: CommandId,
    telling: Telling,
) -> Result<Redeemed, Trouble> {
    let body = serde_json::to_vec(&Redeem { id, name: name.to_owned() });
    let body = body.map_err(|error| Trouble::Strange(error.to_string()))?;
    let ask = || {
        let mut ask = Ask::post("/v1/redeem", &invite.secret, body.clone());
        ask.member = member.map(|member| member.credential.clone());
        Ok((address.clone(), ask))
    };
    order::ask_telling(telling, ask).await
}

/// Keeps what redeeming gave.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn remember(
    invite: &Invite,
    redeemed: &Redeemed,
    memberships: &mut Memberships,
) -> Result<Membership, Failure> {
    let address = Address::parse(&invite.server).map_err(|error| Failure::usage(error.to_string()))?;
    let Redeemed { incident, name, credential, title, .. } = redeemed.clone();
    let membership = Membership { server: address.to_string(), incident, name, credential };
    memberships.remember(membership.clone(), title)?;
    Ok(membership)
}
