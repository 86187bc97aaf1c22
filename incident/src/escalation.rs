//! Who was called from outside, whether they answered, and the page that told them.

use crate::clock::{self, Nudge};
use crate::event::{Author, DeliveryFate, LevelKind, Phase, SeverityName};
use crate::policy::EscalationLevel;
use crate::prelude::*;
use crate::state::Incident;
use crate::{Seq, Time};

/// One call for somebody from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Its number.
    pub seq: Seq,
    /// The level of the policy.
    pub level: String,
    /// Who that was to be when they were called.
    pub who: String,
    /// What kind of level.
    pub kind: LevelKind,
    /// Who called.
    pub by: Author,
    /// When.
    pub at: Time,
    /// Why; absent when it was redacted.
    pub reason: Option<String>,
    /// Until when an answer is awaited; absent where none is.
    pub answer_by: Option<Time>,
    /// Who wrote down that they answered, and when; the words are the content of that event.
    pub answered: Option<Mention>,
    /// That nobody is needed from there any more.
    pub ended: Option<Mention>,
    /// The escalation by which the chair went on after no answer came in time.
    pub passed_on: Option<Seq>,
    /// The page on its way there, where the policy has a webhook.
    pub page: Option<Page>,
}

/// An event that changed an escalation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its number.
    pub seq: Seq,
    /// Who.
    pub by: Author,
    /// When.
    pub at: Time,
}

/// The message to one level, on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its number: also the key by which the receiver can tell a repetition.
    pub seq: Seq,
    /// How bad it was held to be when it was ordered: a repetition says the same.
    pub severity: Option<SeverityName>,
    /// Where the incident stood then.
    pub phase: Option<Phase>,
    /// What became of it.
    pub fate: DeliveryFate,
    /// How often it was tried.
    pub attempts: u32,
    /// When its fate last changed.
    pub at: Time,
    /// The event whose content says what was answered.
    pub note_at: Option<Seq>,
    /// When a failed one is tried again; absent where that is for a person to decide.
    pub again: Option<Time>,
}

/// Where an escalation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// An answer is awaited.
    Waiting,
    /// None came in time.
    Late,
    /// None came in time, and somebody else was called then.
    PassedOn,
    /// They were called, and no answer is awaited.
    Called,
    /// They answered.
    Answered,
    /// Nobody is needed from there any more.
    Ended,
}

impl Standing {
    /// The standing in a word or two.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Waiting => "waiting for an answer",
            Standing::Late => "NO ANSWER",
            Standing::PassedOn => "no answer, passed on",
            Standing::Called => "called",
            Standing::Answered => "answered",
            Standing::Ended => "ended",
        }
    }
}

/// Why a page cannot go out as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotPage {
    /// Its reason was redacted.
    Redacted,
    /// Somebody answered, nobody is needed any more, or the incident is closed.
    NotNeeded,
    /// The policy has no such level any more, or no webhook for it.
    NoSuchLevel,
}

/// What a level is told: the level, the reason that was written for it, how bad it is, and nothing else of the room.
/// Made only here.
#[derive(Clone, Debug)]
pub struct OutgoingPage {
    level: EscalationLevel,
    reason: String,
    severity: Option<SeverityName>,
    phase: Option<Phase>,
    drill: bool,
    called_at: Time,
}

impl OutgoingPage {
    /// Where it goes, as the policy has it now.
    #[must_use]
    pub fn level(&self) -> &EscalationLevel {
        &self.level
    }

    /// When the chair called.
    #[must_use]
    pub fn called_at(&self) -> Time {
        self.called_at
    }

    /// What is said, without the incident's key, which the server has.
    #[must_use]
    pub fn said(&self) -> serde_json::Value {
        serde_json::json!({
            "level": self.level.name,
            "level_kind": self.level.kind,
            "who": self.level.who,
            "reason": self.reason,
            "severity": self.severity,
            "phase": self.phase,
            "drill": self.drill,
        })
    }
}

impl Escalation {
    /// Whether an answer is still waited for, in time or not.
    #[must_use]
    pub fn is_waited_for(&self) -> bool {
        self.answer_by.is_some() && self.answered.is_none() && self.ended.is_none() && self.passed_on.is_none()
    }

    /// Whether no answer came in time, and nobody did anything about it yet.
    #[must_use]
    pub fn is_late(&self, now: Time) -> bool {
        self.is_waited_for() && self.answer_by.is_some_and(|by| by <= now)
    }

    /// Whether it still matters: not ended.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.ended.is_none()
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self, now: Time) -> Standing {
        if self.ended.is_some() {
            Standing::Ended
        } else if self.answered.is_some() {
            Standing::Answered
        } else if self.passed_on.is_some() {
            Standing::PassedOn
        } else if self.is_late(now) {
            Standing::Late
        } else if self.answer_by.is_some() {
            Standing::Waiting
        } else {
            Standing::Called
        }
    }

    /// Whether its page failed and only a person can go on: they have to be called by other means.
    #[must_use]
    pub fn page_failed(&self) -> bool {
        let failed = |page: &Page| page.fate == DeliveryFate::Failed && page.again.is_none();
        self.is_on() && self.answered.is_none() && self.page.as_ref().is_some_and(failed)
    }
}

/// The level that comes after all that were called, else the first that was not; nothing where none is left. One that
/// was called and is not needed any more counts as not called.
#[must_use]
pub fn next_level(state: &Incident) -> Option<&EscalationLevel> {
    let levels = &state.policy.escalation;
    let called = |level: &&EscalationLevel| state.escalations.iter().any(|it| it.is_on() && it.level == level.name);
    let last = levels.iter().rposition(|level| called(&level));
    let after = levels.get(last.map_or(0, |last| last + 1));
    after.or_else(|| levels.iter().find(|level| !called(level)))
}

/// Those of whom no answer came in time, while the incident runs: for each the next level is proposed.
pub fn late(state: &Incident, now: Time) -> impl Iterator<Item = &Escalation> {
    // One place says when: the clock, which also knows that somebody who was called later still has time.
    let late = move |it: &&Escalation| {
        let nudge = Nudge::Unanswered { escalation: it.seq };
        it.is_waited_for() && clock::moment(state, &nudge, now).is_some_and(|at| at <= now)
    };
    state.escalations.iter().filter(late)
}

/// The call by which business continuity is on; nothing when it is not.
#[must_use]
pub fn continuity(state: &Incident) -> Option<&Escalation> {
    let on = |it: &&Escalation| it.kind == LevelKind::Continuity && it.is_on();
    state.escalations.iter().rev().find(on).filter(|_| !state.is_closed())
}

/// Since when it is on: a second call to somebody who did not answer does not begin it anew.
#[must_use]
pub fn continuity_since(state: &Incident) -> Option<Time> {
    let mut first = continuity(state)?;
    let replaced = |by: Seq| state.escalations.iter().find(|it| it.ended.as_ref().is_some_and(|end| end.seq == by));
    while let Some(earlier) = replaced(first.seq).filter(|it| it.kind == LevelKind::Continuity) {
        first = earlier;
    }
    Some(first.at)
}

/// The level whose vendor was called last, else the first vendor of the policy.
#[must_use]
pub fn vendor(state: &Incident) -> Option<&EscalationLevel> {
    let called = state.escalations.iter().rev().find(|it| it.kind == LevelKind::Vendor);
    let first = || state.policy.escalation.iter().find(|level| level.kind() == Some(LevelKind::Vendor));
    called.and_then(|it| state.policy.level(&it.level)).or_else(first)
}

impl Incident {
    /// The escalation of this number.
    #[must_use]
    pub fn escalation(&self, seq: Seq) -> Option<&Escalation> {
        self.escalations.iter().find(|it| it.seq == seq)
    }

    pub(crate) fn escalation_mut(&mut self, seq: Seq) -> Option<&mut Escalation> {
        self.escalations.iter_mut().find(|it| it.seq == seq)
    }

    /// The page of this number, and what it belongs to.
    #[must_use]
    pub fn page(&self, seq: Seq) -> Option<(&Escalation, &Page)> {
        self.pages().find(|(_, page)| page.seq == seq)
    }

    fn pages(&self) -> impl Iterator<Item = (&Escalation, &Page)> {
        self.escalations.iter().filter_map(|it| Some((it, it.page.as_ref()?)))
    }

    /// Pages of which something is still to be done, oldest first. They do not wait for each other.
    pub fn open_pages(&self) -> impl Iterator<Item = (&Escalation, &Page)> {
        self.pages().filter(|(_, page)| page.fate.is_open())
    }

    /// What to send for a page, or why nothing can be sent.
    ///
    /// # Errors
    /// [`CannotPage`] with the reason.
    pub fn outgoing_page(&self, escalation: &Escalation, page: &Page) -> Result<OutgoingPage, CannotPage> {
        let reason = escalation.reason.clone().ok_or(CannotPage::Redacted)?;
        if escalation.answered.is_some() || !escalation.is_on() || self.is_closed() {
            return Err(CannotPage::NotNeeded);
        }
        let level = self.policy.level(&escalation.level).filter(|level| level.has_webhook());
        let level = level.ok_or(CannotPage::NoSuchLevel)?.clone();
        let (severity, phase) = (page.severity.clone(), page.phase);
        Ok(OutgoingPage { level, reason, severity, phase, drill: self.drill, called_at: escalation.at })
    }
}
