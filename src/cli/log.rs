//! Prints the record, one event a line, and stays for what comes where that is wanted.

use super::acting::{self, Member, Operator};
use super::args::Common;
use super::{describe, output, record};
use crate::client::exit::{Exit, Failure};
use crate::client::membership::Memberships;
use crate::client::reading::{From, Reading, Step};
use std::time::Duration;
use warroom_incident::{Line, Seq};

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// `log`
pub(super) async fn log(common: &Common, follow: bool, after: Seq) -> Result<(), Failure> {
    match (acting::member(common), Operator::named(common)) {
        (Ok(member), _) if follow => stay(common, &member, after).await,
        (Ok(member), _) => {
            let mut reached = start(after);
            read(common, &member, &mut reached, false).await
        }
        (Err(_), Some(_)) if follow => {
            Err(Failure::usage("--follow needs a seat; make an invite and join, or read without --follow"))
        }
        (Err(_), Some(operator)) => {
            let checked = record::of_operator(&operator, &operator.incident(common).await?).await?;
            let lines = checked.record.lines().iter().filter(|line| line.seq() > after);
            lines.into_iter().try_for_each(|line| print(common, line))
        }
        (Err(failure), None) => Err(failure),
    }
}

fn start(after: Seq) -> From {
    if after == 0 { From::START } else { From { after, head: None } }
}

/// Reads again after every loss of the connection, from where it was.
async fn stay(common: &Common, member: &Member, after: Seq) -> Result<(), Failure> {
    let mut reached = start(after);
    let mut pause = FIRST_PAUSE;
    loop {
        let before = reached.after;
        let Err(failure) = read(common, member, &mut reached, true).await else { return Ok(()) };
        if failure.exit != Exit::NotSaved {
            return Err(failure);
        }
        if reached.after > before {
            pause = FIRST_PAUSE;
        }
        output::notice(&format!("{}; trying again", failure.sentence));
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn read(common: &Common, member: &Member, reached: &mut From, follow: bool) -> Result<(), Failure> {
    let membership = &member.known.membership;
    let mut reading = Reading::start(&member.address, &membership.credential, *reached).await?;
    loop {
        match reading.next().await? {
            Step::Lines(lines) => {
                lines.iter().try_for_each(|line| print(common, line))?;
                *reached = reading.reached();
            }
            Step::Live => {
                *reached = reading.reached();
                if let Some(head) = reached.head {
                    Memberships::load()?.remember_head(membership, reached.after, head)?;
                }
                if !follow {
                    reading.close().await;
                    return Ok(());
                }
            }
        }
    }
}

fn print(common: &Common, line: &Line) -> Result<(), Failure> {
    if common.json { output::json(&describe::json(line)) } else { output::line(&describe::plain(line)) }
}
