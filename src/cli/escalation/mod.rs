//! Who is called from outside, a vendor's case, and who sits where since when, for scripts and for people.

pub mod args;
mod shifts;

use super::acting::{self, Member};
use super::args::Common;
use super::debts::{self, Room};
use super::describe::stamp;
use super::{input, output, posting};
use crate::client::exit::Failure;
use crate::client::reading;
use args::{Called, Escalate, EscalationSub, Vendor};
use serde_json::{Value, json};
use warroom_incident::escalation::{Escalation, continuity, continuity_since, next_level};
use warroom_incident::event::Mark;
use warroom_incident::rejection::{Place, Target};
use warroom_incident::{Command, Incident, Reaches, Rejection, Seq, Time, bounds};

/// `escalate`, `escalation`, `vendor` and `shifts`
pub(super) async fn escalation(common: &Common, sub: EscalationSub) -> Result<(), Failure> {
    let command = match sub {
        EscalationSub::Escalate(escalate) => return call(common, escalate).await,
        EscalationSub::Shifts => return shifts::shifts(common).await,
        EscalationSub::Escalation(Called::List) => return list(common).await,
        EscalationSub::Escalation(Called::Answer { escalation, text }) => {
            Command::AnswerEscalation { escalation, text: input::entry(&text.text)? }
        }
        EscalationSub::Escalation(Called::End { escalation, reason }) => {
            Command::EndEscalation { escalation, reason: input::reason(&reason.text)? }
        }
        EscalationSub::Escalation(Called::Retry { escalation }) => {
            Command::RetryDelivery { delivery: page(common, escalation).await? }
        }
        EscalationSub::Escalation(Called::GiveUp { escalation, reason }) => {
            let reason = input::reason(&reason.text)?;
            Command::GiveUpDelivery { delivery: page(common, escalation).await?, reason }
        }
        EscalationSub::Vendor(Vendor::Case { number, url, level }) => Command::AddCase { level, case: number, url },
        EscalationSub::Vendor(Vendor::Waiting(text)) => {
            Command::SetWaiting { mark: Mark::On, text: input::entry(&text.text)? }
        }
        EscalationSub::Vendor(Vendor::Back(reason)) => {
            Command::SetWaiting { mark: Mark::Off, text: input::optional(&reason.text)? }
        }
    };
    posting::post(common, command.into()).await
}

/// Calls, and says how they are told: where no webhook does it, a person has to.
async fn call(common: &Common, escalate: Escalate) -> Result<(), Failure> {
    let member = acting::member(common)?;
    let most = bounds::ESCALATION_BYTES;
    let reason = input::checked(&escalate.reason, Place::Reason, most)?;
    let done = posting::give(&member, &Command::Escalate { level: escalate.level.clone(), reason }).await?;
    let state = state(&member).await?;
    let called = state.escalation(done.seq).ok_or_else(|| Failure::failed("the record came without the call"))?;
    let case = match escalate.case {
        None => None,
        Some(number) => {
            let level = Some(called.level.clone());
            let link = Command::AddCase { level, case: number, url: escalate.case_url };
            let linked = posting::give(&member, &link).await.map_err(|why| {
                let Failure { exit, sentence } = why.into();
                let told =
                    format!("{} was called as {}, but the case was not linked: {sentence}", called.who, done.seq);
                Failure { exit, sentence: told }
            })?;
            Some(linked.seq)
        }
    };
    if common.json {
        let mut value = as_json(&state, called, chrono::Utc::now());
        value["seq"] = json!(done.seq);
        value["incident"] = json!(member.known.membership.incident);
        value["case_link"] = json!(case);
        return output::json(&value);
    }
    let who = output::one_line(&called.who);
    let told = match &called.page {
        Some(_) if state.drill => "a practice: nobody is paged".to_owned(),
        Some(_) => "told by webhook".into(),
        None => "the policy has no webhook for this level: call them yourself".into(),
    };
    let by = called.answer_by.map_or(String::new(), |by| format!("; to answer by {}", stamp(by)));
    output::line(&format!("escalated to {who} as {}: {told}{by}", done.seq))?;
    if called.answer_by.is_some() {
        output::line(&format!("when they answer: warroom escalation answer {} WHO", done.seq))?;
    }
    case.map_or(Ok(()), |link| output::line(&format!("case linked as {link}")))
}

async fn state(member: &Member) -> Result<Incident, Failure> {
    Ok(reading::whole(&member.address, &member.known.membership).await?.state)
}

/// The number of the page of an escalation.
async fn page(common: &Common, escalation: Seq) -> Result<Seq, Failure> {
    let state = state(&acting::member(common)?).await?;
    let unknown = Rejection::Unknown { target: Target::Escalation, number: escalation };
    let called = state.escalation(escalation).ok_or_else(|| Failure::refused(unknown.to_string()))?;
    let none = || Failure::refused(format!("{} was not paged: the policy has no webhook for it", called.who));
    Ok(called.page.as_ref().ok_or_else(none)?.seq)
}

async fn list(common: &Common) -> Result<(), Failure> {
    let room = debts::room(common).await?;
    if room.reaches == Reaches::PUBLISHED {
        return Err(Failure::refused("you read what is published; who was called does not come to readers"));
    }
    let (state, now) = (&room.state, chrono::Utc::now());
    let next = next_level(state);
    if common.json {
        let levels = state.policy.escalation.iter().map(|level| {
            json!({
                "level": level.name,
                "level_kind": level.kind,
                "who": level.who,
                "answer_minutes": level.answer_minutes,
                "webhook": level.has_webhook(),
                "next": Some(level) == next,
            })
        });
        return output::json(&json!({
            "escalations": state.escalations.iter().map(|it| with_answer(&room, it, now)).collect::<Vec<_>>(),
            "levels": levels.collect::<Vec<_>>(),
            "next": next.map(|level| &level.name),
            "continuity": continuity(state).map(|it| json!({ "escalation": it.seq, "since": continuity_since(state) })),
        }));
    }
    if state.escalations.is_empty() {
        output::notice("nobody was called from outside; the chair does with: warroom escalate REASON");
    }
    state.escalations.iter().try_for_each(|it| plain(&room, it, now))?;
    match next {
        Some(level) => {
            let (who, name) = (output::one_line(&level.who), output::one_line(&level.name));
            output::line(&format!("  next  {who} ({name})"))
        }
        None => output::line("  next  no level is left: --level names one"),
    }
}

fn as_json(state: &Incident, it: &Escalation, now: Time) -> Value {
    json!({
        "escalation": it.seq,
        "level": it.level,
        "level_kind": it.kind,
        "who": it.who,
        "by": it.by,
        "at": it.at,
        "reason": it.reason,
        "answer_by": it.answer_by,
        "state": it.standing(now).as_str().to_lowercase(),
        "late": it.is_late(now),
        "passed_on": it.passed_on,
        "answered": it.answered.as_ref().map(|it| json!({ "at": it.at, "by": it.by })),
        "ended": it.ended.as_ref().map(|it| json!({ "at": it.at, "by": it.by })),
        "page": it.page.as_ref().map(|page| json!({
            "page": page.seq,
            "state": page.fate,
            "attempts": page.attempts,
            "again": page.again,
        })),
        "next": next_level(state).map(|level| &level.name),
    })
}

/// The same with the words that were written down.
pub(super) fn with_answer(room: &Room, it: &Escalation, now: Time) -> Value {
    let mut value = as_json(&room.state, it, now);
    for (name, mention) in [("answered", &it.answered), ("ended", &it.ended)] {
        if let Some(mention) = mention {
            value[name]["text"] = json!(room.record.text(mention.seq));
        }
    }
    if let Some(page) = it.page.as_ref() {
        value["page"]["note"] = json!(page.note_at.and_then(|at| room.record.text(at)));
    }
    value
}

fn plain(room: &Room, it: &Escalation, now: Time) -> Result<(), Failure> {
    let words = |seq| output::one_line(room.record.text(seq).unwrap_or("[redacted]"));
    let reason = it.reason.as_deref().map_or("[redacted]".into(), output::one_line);
    let (who, standing) = (output::one_line(&it.who), it.standing(now).as_str());
    let by = it.answer_by.filter(|_| it.is_waited_for());
    let by = by.map_or(String::new(), |by| format!(", answer by {}", stamp(by)));
    output::line(&format!("{:>6}  {}  [{standing}{by}] {who}: {reason}", it.seq, stamp(it.at)))?;
    if let Some(page) = &it.page {
        let note = page.note_at.map_or(String::new(), |at| format!(": {}", words(at)));
        let fate = page.fate.as_str().replace('_', " ");
        output::line(&format!("        {}  page {fate}{note}", stamp(page.at)))?;
    }
    for (mention, what) in [(&it.answered, "answered"), (&it.ended, "ended")] {
        if let Some(mention) = mention {
            let by = output::one_line(mention.by.as_str());
            let said = words(mention.seq);
            output::line(&format!("        {}  {what}, says {by}: {said}", stamp(mention.at)))?;
        }
    }
    Ok(())
}
