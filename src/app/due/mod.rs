//! What is due, as this screen knows it: asked of the rules once a second and when something happens, and kept, so that
//! no key and no frame has to wait for it. What is kept stands still; how much time is left is counted by whoever shows
//! it.

mod going;
mod line;
mod ringing;

use std::collections::BTreeMap;

use warroom_incident::clock::{self, Due, Nudge, Standing};
use warroom_incident::people::Seat;
use warroom_incident::{Command, Seq, Time};

use super::connection::LinkState;
use super::filter;
use super::message::Effect;
use super::model::Model;
use super::next_step::NextStep;
use crate::dues;
use crate::timeline::{clean, first_line};
use ringing::{Flash, Told};

pub use going::{action, go};
pub use line::{Urgency, moment, others_are_late, stands, top, whom};
pub use ringing::flashing;

/// What is kept of it.
#[derive(Clone, Debug, Default)]
pub struct Dues {
    all: Vec<Due>,
    /// The last event and the second for which it was asked.
    asked: Option<(Seq, i64)>,
    /// Whether the connection was live by then: what comes with a replay is nothing new.
    was_live: bool,
    /// What this person was told already.
    told: BTreeMap<Nudge, Told>,
    flash: Option<Flash>,
    /// The one that the reader went to since the pane was opened: lists reorder, what is selected does not. Until they
    /// go anywhere, the most urgent is.
    pub selected: Option<Nudge>,
}

impl Dues {
    /// Everything that a deadline runs for, the most urgent first.
    #[must_use]
    pub fn all(&self) -> &[Due] {
        &self.all
    }

    /// A key was pressed: whoever did that has seen it.
    pub(super) fn seen(&mut self) {
        self.flash = None;
    }
}

/// Whether time went on with a message, or only a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// When anything changed, the second included.
    Always,
    /// Only when something happened in the room.
    OnEvents,
}

/// After every message: asks again where the answer may be another one, and rings for what is new.
pub(super) fn keep_up(model: &mut Model, asks: Asks) -> Vec<Effect> {
    let now = model.server_now();
    let second = now.timestamp();
    let coming = model.link.state == LinkState::CatchingUp;
    let (seq, live) = (model.replica.record().seq(), !coming && model.link.away_since().is_none());
    // While a long record comes, once a second is enough.
    let (before, then) = model.dues.asked.unwrap_or_default();
    let happened = if coming { model.dues.was_live } else { before != seq || (live && !model.dues.was_live) };
    let asked = model.dues.asked.is_some();
    if asked && !happened && (then == second || asks == Asks::OnEvents) {
        return Vec::new();
    }
    model.dues.asked = Some((seq, second));
    let state = model.replica.state();
    let all = if state.is_declared() && !model.is_reader() { clock::due(state, now) } else { Vec::new() };
    model.dues.all = all;
    ringing::ring(model, live)
}

/// What the pane shows as it is filtered.
#[must_use]
pub fn shown(model: &Model) -> Vec<&Due> {
    model.dues.all.iter().filter(|it| filter::shows_due(model, it)).collect()
}

/// The selected one.
#[must_use]
pub fn selected(model: &Model) -> Option<&Due> {
    shown(model).get(place(model)).copied()
}

/// Its place in the pane.
#[must_use]
pub fn place(model: &Model) -> usize {
    let shown = shown(model);
    let chosen = model.dues.selected.as_ref().and_then(|nudge| shown.iter().position(|it| it.nudge == *nudge));
    // The one of which the top line speaks.
    let mine = || shown.iter().position(|it| rings(it) && is_mine(model, it));
    chosen.or_else(mine).unwrap_or(0)
}

/// Whether the most urgent one is selected, whichever that is by then: nobody went to another, or that one is over.
#[must_use]
pub fn follows(model: &Model) -> bool {
    let chosen = model.dues.selected.as_ref();
    chosen.is_none_or(|nudge| shown(model).iter().all(|it| it.nudge != *nudge))
}

/// Selects by the place in the pane.
pub(super) fn select(model: &mut Model, place: usize) {
    if let Some(nudge) = shown(model).get(place).map(|it| it.nudge.clone()) {
        model.dues.selected = Some(nudge);
    }
}

/// Whether it is for whoever sits before this screen.
#[must_use]
pub fn is_mine(model: &Model, due: &Due) -> bool {
    due.is_for(model.replica.state(), model.me())
}

/// The most urgent of what is theirs.
#[must_use]
pub fn mine(model: &Model) -> Option<&Due> {
    model.dues.all.iter().find(|it| rings(it) && is_mine(model, it))
}

fn rings(due: &Due) -> bool {
    !matches!(due.standing, Standing::Snoozed { .. })
}

/// All that is searched of it.
#[must_use]
pub fn searched(model: &Model, due: &Due) -> String {
    let now = model.shown_at();
    clean(&format!("{}; {}, for {}: {}", what(model, due), due.line(now), whom(model, due), todo(model, due)))
}

/// By whom it was snoozed, until when, and why.
#[must_use]
pub fn snoozed(model: &Model, due: &Due) -> Option<(String, Time, String)> {
    let snoozed = model.replica.state().clock.snoozed.get(&due.nudge)?;
    let why = first_line(model.replica.record().text(snoozed.seq).unwrap_or("[words removed]"), 200);
    Some((clean(snoozed.by.as_str()), snoozed.until, why))
}

/// What waits for the chair because time runs: not what stands among their needs by itself.
#[must_use]
pub fn needs(model: &Model) -> Vec<&Due> {
    let said = |nudge: &Nudge| match nudge {
        Nudge::Acknowledge | Nudge::DraftWaiting { .. } | Nudge::Question { .. } | Nudge::Unanswered { .. } => true,
        Nudge::FirstUpdate { .. }
        | Nudge::NextUpdate { .. }
        | Nudge::GroupUpdate { .. }
        | Nudge::InternalSilence { .. }
        | Nudge::NoEstimate
        | Nudge::EmptySeat { .. }
        | Nudge::ShiftTooLong { .. }
        | Nudge::TaskOverdue { .. }
        | Nudge::NoMitigation => false,
    };
    let presses = |it: &&Due| matches!(it.standing, Standing::Overdue | Standing::Soon) && !said(&it.nudge);
    model.dues.all.iter().filter(presses).filter(|it| is_for_chair(model, it)).collect()
}

/// What waits, and what to do about it, on one line.
#[must_use]
pub fn need(model: &Model, due: &Due, now: Time) -> String {
    format!("{}: {}", said(model, due, now), todo(model, due))
}

fn is_for_chair(model: &Model, due: &Due) -> bool {
    use warroom_incident::clock::Addressee;
    match &due.to {
        Addressee::Seats(seats) => seats.contains(&Seat::Coordinator),
        Addressee::Person(person) => model.replica.state().chair.holder() == Some(person),
    }
}

/// What of the clock this person does next: what is overdue, and theirs to do.
#[must_use]
pub fn step(model: &Model) -> Option<NextStep> {
    let now = model.server_now();
    let late = |it: &&Due| it.standing == Standing::Overdue && is_mine(model, it);
    let due = model.dues.all.iter().find(late)?;
    let why = clean(&need(model, due, now));
    Some(NextStep { action: action(model, due), why })
}

/// What is due for this person, for a screen whose connection is gone: as of when that was so.
#[must_use]
pub fn as_of(model: &Model) -> Option<String> {
    let now = model.server_now();
    let presses = |it: &&Due| matches!(it.standing, Standing::Overdue | Standing::Soon) && is_mine(model, it);
    let due = model.dues.all.iter().find(presses)?;
    let heard = model.link.heard_at.map(|at| model.on_server(at).format("%H:%MZ").to_string())?;
    let about = dues::about(model.replica.state(), model.replica.record(), &due.nudge)
        .map_or(String::new(), |words| format!(": {words}"));
    // The time goes on by this clock; whether somebody has done it since, is not known here.
    let by_now = if due.at > now || due.nudge == Nudge::NoMitigation { "" } else { " by now" };
    Some(clean(&format!("{}{by_now}, as known at {heard}{about}", due.line(now))))
}

/// Why what is selected cannot be snoozed, as the rules say.
#[must_use]
pub fn why_not(model: &Model) -> Option<String> {
    let Some(due) = selected(model) else { return Some("nothing is selected that is due".into()) };
    let tried = Command::SnoozeNudge { nudge: due.nudge.clone(), reason: "x".into() };
    model.replica.predict(&tried, model.server_now()).err().map(|why| why.to_string())
}

/// What has to be done, with the first words of what it is about.
#[must_use]
pub fn what(model: &Model, due: &Due) -> String {
    let what = clock::what(&due.nudge);
    clean(&match dues::about(model.replica.state(), model.replica.record(), &due.nudge) {
        Some(words) => format!("{what}: {words}"),
        None => what,
    })
}

/// How it stands, with the first words of what it is about: `task 5 3 min overdue: restart the pods`.
#[must_use]
pub fn said(model: &Model, due: &Due, now: Time) -> String {
    let about = dues::about(model.replica.state(), model.replica.record(), &due.nudge)
        .map_or(String::new(), |words| format!(": {words}"));
    clean(&format!("{}{about}", due.line(now)))
}

/// What to do about it, for whoever sits before this screen.
#[must_use]
pub fn todo(model: &Model, due: &Due) -> String {
    clean(&dues::todo(model.replica.state(), Some(model.me()), due))
}
