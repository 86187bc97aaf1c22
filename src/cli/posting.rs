//! Gives an order to the room and says what came of it. Returns only when the server has acknowledged.

use super::acting::{self, Member};
use super::args::Common;
use super::orders::Order;
use super::output;
use crate::client::exit::Failure;
use crate::client::membership::Memberships;
use crate::client::order::{self, Acknowledged, NotDone};
use serde_json::json;
use warroom_incident::{Command, Rejection};

/// Gives an order as a member.
///
/// # Errors
/// Refused, or not acknowledged in time.
pub(super) async fn post(common: &Common, Order { command, otherwise }: Order) -> Result<(), Failure> {
    let member = acting::member(common)?;
    let first = give(&member, &command).await;
    let (done, said) = match (first, otherwise) {
        // The table is the server's; asking it first keeps this line free of rules.
        (Err(NotDone::Refused { rejection, .. }), Some(proposal))
            if matches!(*rejection, Rejection::NotPermitted { .. }) =>
        {
            (give(&member, &proposal).await?, proposal)
        }
        (first, _) => (first?, command),
    };
    if matches!(said, Command::Leave { seat: None }) {
        Memberships::load()?.forget(&member.known.membership)?;
    }
    say(common, &member, &done, &said)
}

pub(super) async fn give(member: &Member, command: &Command) -> Result<Acknowledged, NotDone> {
    let id = order::new_id().map_err(|failure| NotDone::NotSaved(failure.sentence))?;
    order::give(&member.address, &member.known.membership.credential, id, command).await
}

fn say(common: &Common, member: &Member, done: &Acknowledged, said: &Command) -> Result<(), Failure> {
    let proposed = matches!(said, Command::ProposePhase { .. } | Command::ProposeSeverity { .. });
    let incident = &member.known.membership.incident;
    if common.json {
        let mut value = json!({ "seq": done.seq, "count": done.count, "incident": incident });
        if proposed {
            value["proposed"] = json!(true);
        }
        return output::json(&value);
    }
    let number = done.seq;
    let what = if proposed {
        format!("proposed to the chair as {number}: warroom accept {number}")
    } else if done.count > 1 {
        format!("recorded as {number} to {}", number + done.count - 1)
    } else {
        format!("recorded as {number}")
    };
    // Several persons may have joined from one machine: it is said who spoke.
    output::line(&format!("{incident}: {what}, as {}", member.known.membership.name))
}
