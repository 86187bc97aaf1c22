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
            let mut folded = Folded::default();
            let mut lines = checked.record.lines().iter().filter(|line| line.seq() > after);
            lines.try_for_each(|line| folded.print(common, line))?;
            folded.flush()
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
    let mut folded = Folded::default();
    loop {
        match reading.next().await? {
            // Who stays for what comes sees each edit as it comes.
            Step::Lines(lines) => {
                let print = |line| if follow { print(common, line) } else { folded.print(common, line) };
                lines.iter().try_for_each(print)?;
                *reached = reading.reached();
            }
            Step::Live => {
                *reached = reading.reached();
                if let Some(head) = reached.head {
                    Memberships::load()?.remember_head(membership, reached.after, head)?;
                }
                if !follow {
                    reading.close().await;
                    return folded.flush();
                }
            }
        }
    }
}

fn print(common: &Common, line: &Line) -> Result<(), Failure> {
    if common.json { output::json(&describe::json(line)) } else { output::line(&describe::plain(line)) }
}

/// Edits of one draft by one person, one after the other: hundreds where somebody types, and one line for a reader.
#[derive(Default)]
struct Folded {
    /// The first of them.
    first: Option<Line>,
    last: Seq,
    count: usize,
}

impl Folded {
    fn print(&mut self, common: &Common, line: &Line) -> Result<(), Failure> {
        let edit = if common.json { None } else { describe::edited(line) };
        if edit.is_some() && self.first.as_ref().and_then(describe::edited) == edit {
            (self.last, self.count) = (line.seq(), self.count + 1);
            return Ok(());
        }
        self.flush()?;
        if edit.is_none() {
            return print(common, line);
        }
        *self = Folded { first: Some(line.clone()), last: line.seq(), count: 1 };
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let Some(first) = self.first.take() else { return Ok(()) };
        let more = if self.count > 1 { format!(", {} times until {}", self.count, self.last) } else { String::new() };
        output::line(&format!("{}{more}", describe::plain(&first)))
    }
}
