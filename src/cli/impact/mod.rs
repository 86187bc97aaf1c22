//! The estimate of the impact: set, proposed, decided on, shown.

pub mod args;
mod history;
mod show;
mod stated;

use super::args::Common;
use super::debts::{self, Room};
use super::{acting, input, output, posting};
use crate::client::exit::Failure;
use crate::client::order::{Acknowledged, NotDone};
use args::{ImpactSub, Statement};
use serde_json::json;
use warroom_incident::event::Proposal;
use warroom_incident::{Command, Rejection, Seq};

pub(super) use show::{head, json as as_json, lines as as_lines};

/// `impact`
pub(super) async fn impact(common: &Common, sub: ImpactSub) -> Result<(), Failure> {
    match sub {
        ImpactSub::Set(statement) => give(common, &stated(common, *statement, Wanted::Set).await?).await,
        ImpactSub::Propose(statement) => give(common, &stated(common, *statement, Wanted::Proposed).await?).await,
        ImpactSub::Accept { proposal } => {
            let proposal = match proposal {
                Some(proposal) => proposal,
                None => the_only(&debts::room(common).await?)?,
            };
            give(common, &Command::AcceptProposal { proposal }).await
        }
        ImpactSub::Decline { proposal, reason } => {
            let reason = input::reason(&reason.text)?;
            posting::post(common, Command::DeclineProposal { proposal, reason }.into()).await
        }
        ImpactSub::Show => show::show(common).await,
        ImpactSub::History => history::history(common).await,
    }
}

#[derive(Clone, Copy)]
enum Wanted {
    Set,
    Proposed,
}

async fn stated(common: &Common, statement: Statement, wanted: Wanted) -> Result<Command, Failure> {
    // Amounts can only be read in a currency; where none is named, the room knows it.
    let currency = match &statement.currency {
        Some(currency) => Some(currency.trim().to_uppercase()),
        None if statement.has_amounts() => Some(stated::in_force(&debts::room(common).await?.state)),
        None => None,
    };
    let (stated, source, reason) = statement.read(currency)?;
    let stated = Box::new(stated);
    Ok(match wanted {
        Wanted::Set => Command::SetEstimate { stated, source, reason },
        Wanted::Proposed => Command::ProposeEstimate { stated, source, reason },
    })
}

/// The estimate that waits for the chair, where it is only one.
fn the_only(room: &Room) -> Result<Seq, Failure> {
    let waiting = room.state.proposals.iter().filter(|(_, open)| matches!(open.proposal, Proposal::Estimate(_)));
    let numbers: Vec<_> = waiting.map(|(seq, _)| *seq).collect();
    match numbers.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::refused("no estimate waits to be accepted; see: warroom impact show")),
        several => {
            let several = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(Failure::refused(format!("several estimates wait ({several}); name one: warroom impact accept NUMBER")))
        }
    }
}

async fn give(common: &Common, command: &Command) -> Result<(), Failure> {
    let member = acting::member(common)?;
    let done = posting::give(&member, command).await.map_err(|why| refused(command, why))?;
    say(common, &member, &done, command)
}

/// A refusal names the option that it speaks of, and what somebody may do instead.
fn refused(command: &Command, why: NotDone) -> Failure {
    let set = matches!(command, Command::SetEstimate { .. });
    let stated = if let Command::SetEstimate { stated, .. } | Command::ProposeEstimate { stated, .. } = command {
        stated.clone()
    } else {
        Box::default()
    };
    let sentence = match &why {
        NotDone::Refused { rejection, sentence } if set && matches!(**rejection, Rejection::NotPermitted { .. }) => {
            Some(format!("{sentence}; propose it: warroom impact propose, with the same options"))
        }
        NotDone::Refused { rejection, sentence } => {
            stated::option(&stated, rejection).map(|option| format!("{option}: {sentence}"))
        }
        NotDone::TurnedAway(_) | NotDone::NotSaved(_) => None,
    };
    sentence.map_or_else(|| why.into(), Failure::refused)
}

fn say(common: &Common, member: &acting::Member, done: &Acknowledged, said: &Command) -> Result<(), Failure> {
    let proposed = matches!(said, Command::ProposeEstimate { .. });
    let membership = &member.known.membership;
    let (incident, number) = (&membership.incident, done.seq);
    if common.json {
        let mut value = json!({ "seq": number, "count": done.count, "incident": incident });
        value[if proposed { "proposal" } else { "revision" }] = json!(number);
        if proposed {
            value["proposed"] = json!(true);
        }
        return output::json(&value);
    }
    let what = if proposed {
        format!("proposed to the chair as {number}: warroom impact accept {number}")
    } else {
        format!("recorded as {number}; see: warroom impact show")
    };
    output::line(&format!("{incident}: {what}, as {}", membership.name))
}
