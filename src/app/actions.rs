//! What each action does to the model, and why it may be off.

use warroom_incident::event::{EntryKind, Mark};
use warroom_incident::{Command, CommandId, CommandKind, Rejection};

use super::composer::Target;
use super::forms::{self, Form, Order};
use super::keymap::{Action, Binding, Where, binding};
use super::list::{Cursor, Tall};
use super::message::Effect;
use super::model::{ClockStyle, Dialog, Model, Pane, join_lines};
use super::rows::Stands;
use super::{layout, parse};
use crate::brief::{BriefLine, brief};
use crate::replica::Fate;

/// Why an action is off for me now; nothing when it is on.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub fn why_not(model: &Model, action: Action) -> Option<String> {
    if action == Action::Join && model.banner.is_none() {
        return Some("only the demo has such lines".into());
    }
    let needs = binding(action).needs?;
    let state = model.replica.state();
    if !state.is_declared() {
        return Some("the record has not arrived yet".into());
    }
    if state.seat_for(model.me(), needs).is_none() {
        let denied = Rejection::NotPermitted { command: needs, seats: model.seats() };
        return Some(denied.to_string());
    }
    if needs != CommandKind::Post && !model.link.is_up() {
        return Some("needs the server; not connected".into());
    }
    match action {
        Action::Acknowledge if state.acknowledged.is_some() => Some("it was acknowledged already".into()),
        Action::Now if !model.is_chair() && state.scribe.as_ref() != Some(model.me()) => Some(match &state.scribe {
            Some(scribe) => format!("the chair and the scribe write it, and {scribe} holds the scribe mark"),
            None if state.seat_for(model.me(), CommandKind::SetScribe).is_some() => {
                "the chair and the scribe write it; S takes the free scribe mark".into()
            }
            None => "the chair and the scribe write it; nobody holds the scribe mark".into(),
        }),
        Action::Write | Action::Severity | Action::Phase | Action::Hold if state.is_closed() => {
            Some(Rejection::IncidentClosed.to_string())
        }
        _ => None,
    }
}

/// Whether a line of the table applies where the reader is.
#[must_use]
pub fn applies(model: &Model, binding: &Binding) -> bool {
    match binding.applies {
        Where::Anywhere => true,
        Where::Rows => matches!(model.focus, Pane::Timeline | Pane::Notes),
        Where::Notes => model.focus == Pane::Notes,
        Where::Tasks => model.focus == Pane::Tasks,
        Where::Offline => !model.link.is_up(),
    }
}

/// Runs an action.
pub fn run(model: &mut Model, action: Action, random: [u8; 16]) -> Vec<Effect> {
    if let Some(why) = why_not(model, action) {
        model.complain(why);
        return Vec::new();
    }
    match action {
        Action::Help => model.dialog = Some(Dialog::Help { top: 0 }),
        Action::Palette => model.dialog = Some(Dialog::Palette(super::palette::Palette::default())),
        Action::Back => return back(model),
        Action::Cancel => return cancel(model),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::Brief => {
            let effects = focus(model, Pane::Brief);
            model.whole_brief = true;
            return effects;
        }
        Action::Timeline => return focus(model, Pane::Timeline),
        Action::Notes => return focus(model, Pane::Notes),
        Action::Drafts => return focus(model, Pane::Drafts),
        Action::Impact => return focus(model, Pane::Impact),
        Action::People => return focus(model, Pane::People),
        Action::Tasks => return focus(model, Pane::Tasks),
        Action::Needs => return focus(model, Pane::Needs),
        Action::NextPane => return next_pane(model, 1),
        Action::PreviousPane => return next_pane(model, -1),
        Action::Down => scroll(model, Scroll::By(1)),
        Action::Up => scroll(model, Scroll::By(-1)),
        Action::PageDown => scroll(model, Scroll::Page { down: true }),
        Action::PageUp => scroll(model, Scroll::Page { down: false }),
        Action::Top => scroll(model, Scroll::Top),
        Action::Bottom => scroll(model, Scroll::Bottom),
        Action::Unread => scroll(model, Scroll::Unread),
        Action::Zoom => model.zoomed = !model.zoomed,
        Action::Clock => turn_clock(model),
        Action::Open => open(model),
        Action::Write => return write(model),
        Action::Key => return mark_key(model, random),
        Action::Fact => mark_fact(model),
        Action::Severity => show(model, forms::severity(model)),
        Action::Phase => show(model, forms::phase(model)),
        Action::Acknowledge => show(model, forms::acknowledge(model)),
        Action::HandOver => hand_over(model),
        Action::Hold => show(model, forms::hold(model)),
        Action::Now => return write_now(model),
        Action::Scribe => show(model, forms::scribe(model)),
        Action::Invite => show(model, forms::invite(model)),
        Action::Seat => show(model, forms::ask_for_seat(model)),
        Action::Claim => return task(model, |task| Command::ClaimTask { task }, random),
        Action::Finish => finish_task(model),
        Action::Close => show(model, forms::close(model)),
        Action::Retry => return vec![Effect::RetryNow],
        Action::Join => model.dialog = model.banner.clone().map(join_lines),
    }
    Vec::new()
}

fn show(model: &mut Model, form: Form) {
    if form.choices.is_empty() {
        model.say(format!("{}: there is nothing to choose", form.title));
    } else {
        model.dialog = Some(Dialog::Form(Box::new(form)));
    }
}

/// Whether going back from here would leave.
#[must_use]
pub fn is_at_top(model: &Model) -> bool {
    !(model.whole_brief || model.focus == Pane::Brief || model.zoomed)
}

fn back(model: &mut Model) -> Vec<Effect> {
    if model.whole_brief || model.focus == Pane::Brief {
        return focus(model, layout::ROOM);
    }
    if model.zoomed {
        model.zoomed = false;
    } else {
        // The word about having been away goes with any key; it is nothing to go back from.
        model.back = None;
        show(model, forms::leave(model));
    }
    Vec::new()
}

fn cancel(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let twice = model.cancelled_at.is_some_and(|at| now - at < chrono::TimeDelta::seconds(2));
    model.cancelled_at = Some(now);
    if twice {
        return leave(model);
    }
    model.say("Ctrl-C again leaves; the room keeps everything");
    Vec::new()
}

/// Ends the program with everything kept.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    model.leaving = true;
    let (seq, head) = (model.replica.record().seq(), model.replica.record().head());
    vec![
        Effect::SaveOutbox(model.replica.outbox()),
        Effect::SaveComposer(model.composer.entry_text()),
        Effect::RememberHead { seq, head },
        Effect::Quit,
    ]
}

fn focus(model: &mut Model, pane: Pane) -> Vec<Effect> {
    model.focus = pane;
    model.whole_brief = false;
    model.back = None;
    presence(model)
}

/// Tells the others where I am.
pub fn presence(model: &Model) -> Vec<Effect> {
    if !model.link.is_up() {
        return Vec::new();
    }
    vec![Effect::Send(warroom_incident::wire::ToServer::Presence(model.presence()))]
}

fn next_pane(model: &mut Model, by: isize) -> Vec<Effect> {
    let order = layout::tab_order(model);
    let at = order.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    let count = isize::try_from(order.len()).unwrap_or(1);
    let next = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(count);
    let pane = order.get(usize::try_from(next).unwrap_or(0)).copied().unwrap_or(Pane::Timeline);
    focus(model, pane)
}

fn turn_clock(model: &mut Model) {
    let (style, word) = match model.clock {
        ClockStyle::Utc => (ClockStyle::Local, "local time"),
        ClockStyle::Local => (ClockStyle::Elapsed, "since the incident began"),
        ClockStyle::Elapsed => (ClockStyle::Utc, "UTC"),
    };
    model.clock = style;
    model.say(format!("times: {word}"));
}

#[derive(Clone, Copy)]
enum Scroll {
    By(isize),
    Page { down: bool },
    Top,
    Bottom,
    Unread,
}

fn scroll(model: &mut Model, how: Scroll) {
    let area = layout::focused(model);
    match model.focus {
        Pane::Timeline => {
            let rows = model.fact_rows(area.width.saturating_sub(1));
            model.timeline = moved(model.timeline, &rows, area.height, how, rows.first_newer(model.read));
            if model.timeline == Cursor::End {
                model.read = model.replica.record().seq();
            }
        }
        Pane::Notes => {
            let rows = model.note_rows(area.width.saturating_sub(1));
            model.notes = moved(model.notes, &rows, area.height, how, rows.first_newer(model.read_notes));
            if model.notes == Cursor::End {
                model.read_notes = model.replica.record().seq();
            }
        }
        Pane::Brief => model.selected.brief = step(model.selected.brief, brief_lines(model).len(), how),
        Pane::People => model.selected.people = step(model.selected.people, people(model).len(), how),
        Pane::Needs => model.selected.needs = step(model.selected.needs, needs(model).len(), how),
        Pane::Tasks => {
            let tasks = task_order(model);
            let at = tasks.iter().position(|seq| *seq == model.selected.task).unwrap_or(0);
            model.selected.task = tasks.get(step(at, tasks.len(), how)).copied().unwrap_or(0);
        }
        Pane::Drafts | Pane::Impact => {}
    }
}

fn moved(cursor: Cursor, rows: &impl Tall, height: u16, how: Scroll, unread: Option<usize>) -> Cursor {
    match how {
        Scroll::By(by) => cursor.moved(rows, height, by),
        Scroll::Page { down } => cursor.paged(rows, height, down),
        Scroll::Top => cursor.to(rows, 0, 0),
        Scroll::Bottom => Cursor::End,
        Scroll::Unread => unread.map_or(Cursor::End, |index| cursor.to(rows, index, height / 3)),
    }
}

fn step(at: usize, count: usize, how: Scroll) -> usize {
    let to = match how {
        Scroll::By(by) => at.saturating_add_signed(by),
        Scroll::Page { down: true } => at + 10,
        Scroll::Page { down: false } => at.saturating_sub(10),
        Scroll::Top => 0,
        Scroll::Bottom | Scroll::Unread => count,
    };
    to.min(count.saturating_sub(1))
}

/// The brief as it is shown.
#[must_use]
pub fn brief_lines(model: &Model) -> Vec<BriefLine> {
    brief(model.replica.state(), model.replica.record(), model.server_now())
}

/// Tasks in the order of their list.
#[must_use]
pub fn task_order(model: &Model) -> Vec<u64> {
    let mut tasks: Vec<_> = model.replica.state().tasks.iter().collect();
    tasks.sort_by_key(|task| task.rank());
    tasks.into_iter().map(|task| task.seq).collect()
}

/// Everyone in the room in the order of their list.
#[must_use]
pub fn people(model: &Model) -> Vec<warroom_incident::Person> {
    let mut people: Vec<_> = model.replica.state().members().map(|(person, _)| person.clone()).collect();
    people.sort_by_key(|person| std::cmp::Reverse(model.replica.state().seats(person).into_iter().next()));
    people
}

/// Something that waits for the chair.
#[derive(Clone, Debug)]
pub struct Need {
    /// Its word.
    pub word: &'static str,
    /// What it is.
    pub text: String,
    /// What is opened by it.
    pub leads: Leads,
}

/// Where a need leads.
#[derive(Clone, Debug)]
pub enum Leads {
    /// To a proposal.
    Proposal(u64),
    /// To a request for a seat.
    Seat(warroom_incident::Person, warroom_incident::Seat),
    /// To an action.
    Action(Action),
}

/// What waits for the chair, the most pressing first.
#[must_use]
pub fn needs(model: &Model) -> Vec<Need> {
    let state = model.replica.state();
    let now = model.server_now();
    let mut needs = Vec::new();
    let mut need = |word, text: String, leads| needs.push(Need { word, text: crate::timeline::clean(&text), leads });
    if !state.is_declared() {
        return needs;
    }
    if crate::brief::is_unaccepted(state) {
        need("ACCEPT", "no responder has acknowledged it yet".into(), Leads::Action(Action::Acknowledge));
    }
    if let Some(offer) = &state.offer {
        let age = crate::brief::age(offer.at, now);
        need("OFFER", format!("the chair is offered to {}, {age} ago", offer.to), Leads::Action(Action::HandOver));
    }
    for (seq, open) in &state.proposals {
        let text = format!("{} {}, {} ago", open.by, forms::proposed(&open.proposal), crate::brief::age(open.at, now));
        need("DECIDE", text, Leads::Proposal(*seq));
    }
    for (person, seat) in &state.seat_requests {
        need("SEAT", format!("{person} wants to be {seat}"), Leads::Seat(person.clone(), *seat));
    }
    let may_set = state.seat_for(model.me(), CommandKind::SetScribe).is_some();
    if state.scribe.is_none() && !state.is_closed() && may_set && !forms::scribe(model).choices.is_empty() {
        need("SCRIBE", "nobody holds the scribe mark".into(), Leads::Action(Action::Scribe));
    }
    let unclaimed = state.tasks.iter().filter(|task| task.state == warroom_incident::state::TaskState::Open).count();
    if unclaimed > 0 {
        need("TASKS", format!("{unclaimed} that nobody has taken"), Leads::Action(Action::Tasks));
    }
    needs
}

/// Opens what is selected.
fn open(model: &mut Model) {
    match model.focus {
        Pane::Timeline | Pane::Notes => open_row(model),
        Pane::Brief => {
            let lines = brief_lines(model);
            if let Some(seq) = lines.get(model.selected.brief).and_then(|line| line.seq) {
                lead_to(model, seq);
            }
        }
        Pane::Tasks => {
            if let Some(task) = selected_task(model).and_then(|seq| model.replica.state().task(seq)) {
                let form = forms::task_menu(model, task);
                model.dialog = Some(Dialog::Form(Box::new(form)));
            }
        }
        Pane::Needs => open_need(model),
        Pane::People | Pane::Drafts | Pane::Impact => {}
    }
}

fn open_need(model: &mut Model) {
    let Some(need) = needs(model).into_iter().nth(model.selected.needs) else { return };
    match need.leads {
        Leads::Proposal(seq) => {
            if let Some(form) = forms::proposal(model, seq) {
                model.dialog = Some(Dialog::Form(Box::new(form)));
            }
        }
        Leads::Seat(person, seat) => {
            model.dialog = Some(Dialog::Form(Box::new(forms::seat_request(model, &person, seat))));
        }
        Leads::Action(action) => drop(run(model, action, [0; 16])),
    }
}

/// To the place of an event on the timeline; what does not stand there is shown in full.
fn lead_to(model: &mut Model, seq: u64) {
    let at = model.replica.timeline().facts().iter().position(|(_, at)| *at == seq);
    match at {
        Some(index) => {
            model.focus = Pane::Timeline;
            model.whole_brief = false;
            let area = layout::focused(model);
            let rows = model.fact_rows(area.width.saturating_sub(1));
            model.timeline = model.timeline.to(&rows, index, area.height / 3);
        }
        None => detail(model, seq),
    }
}

fn detail(model: &mut Model, seq: u64) {
    if let Some(form) = forms::detail(model, seq) {
        model.dialog = Some(Dialog::Form(Box::new(form)));
    }
}

enum Picked {
    Event(u64),
    Waiting(CommandId, String, Fate),
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn picked(model: &Model) -> Option<Picked> {
    let rows = match model.focus {
        Pane::Timeline => model.fact_rows(80),
        Pane::Notes => model.note_rows(80),
        _ => return None,
    };
    let cursor = if model.focus == Pane::Timeline { model.timeline } else { model.notes };
    match rows.stands(cursor.selected(&rows)?)? {
        Stands::Event(seq) => Some(Picked::Event(seq)),
        Stands::Waiting(waiting) => {
            let Command::Post { text, .. } = &waiting.pending.command else { return None };
            Some(Picked::Waiting(waiting.pending.id, text.clone(), waiting.fate.clone()))
        }
    }
}

fn open_row(model: &mut Model) {
    match picked(model) {
        Some(Picked::Event(seq)) => detail(model, seq),
        Some(Picked::Waiting(id, text, Fate::Refused(why))) => {
            model.dialog = Some(Dialog::Form(Box::new(forms::refused(id, &text, &why))));
        }
        Some(Picked::Waiting(..)) => model.say("it waits here and is sent once the server can be reached"),
        None => {}
    }
}

fn selected_entry(model: &Model) -> Option<u64> {
    match picked(model)? {
        Picked::Event(seq) => model.replica.state().entry(seq).map(|entry| entry.seq),
        Picked::Waiting(..) => None,
    }
}

fn mark_key(model: &mut Model, random: [u8; 16]) -> Vec<Effect> {
    let entry = selected_entry(model).and_then(|seq| model.replica.state().entry(seq));
    let Some((seq, key)) = entry.map(|entry| (entry.seq, entry.key)) else {
        model.complain("only what somebody wrote can be marked as key");
        return Vec::new();
    };
    order(model, Command::MarkKey { entry: seq, mark: if key { Mark::Off } else { Mark::On } }, random)
}

fn mark_fact(model: &mut Model) {
    let entry = selected_entry(model).and_then(|seq| model.replica.state().entry(seq));
    match entry.filter(|entry| entry.kind == EntryKind::Note) {
        Some(entry) => {
            let words = model.replica.record().text(entry.text_at).unwrap_or("[words removed]");
            let form = forms::mark_fact(entry.seq, words);
            show(model, form);
        }
        None => model.complain("only a note can become a fact"),
    }
}

fn selected_task(model: &Model) -> Option<u64> {
    let tasks = task_order(model);
    tasks.iter().copied().find(|seq| *seq == model.selected.task).or(tasks.first().copied())
}

fn task(model: &mut Model, command: impl Fn(u64) -> Command, random: [u8; 16]) -> Vec<Effect> {
    match selected_task(model) {
        Some(seq) => order(model, command(seq), random),
        None => Vec::new(),
    }
}

fn finish_task(model: &mut Model) {
    let task = selected_task(model).and_then(|seq| model.replica.state().task(seq));
    match task.map(|task| (task.is_open(), forms::finish_task(model, task))) {
        Some((true, form)) => show(model, form),
        Some((false, _)) => model.complain("this task is over already"),
        None => {}
    }
}

fn hand_over(model: &mut Model) {
    if !model.link.is_up() {
        model.complain("needs the server; not connected");
        return;
    }
    match forms::hand_over(model) {
        Ok(form) => show(model, form),
        Err(why) => model.complain(why),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn write(model: &mut Model) -> Vec<Effect> {
    let target = match model.focus {
        Pane::Tasks => {
            show(model, forms::task());
            return Vec::new();
        }
        Pane::Notes => Target::Note,
        _ => Target::Fact,
    };
    model.composer.open(target, "");
    presence(model)
}

fn write_now(model: &mut Model) -> Vec<Effect> {
    let old = model.replica.state().now.as_ref().and_then(|now| now.text.clone()).unwrap_or_default();
    model.composer.open(Target::Now, &old);
    presence(model)
}

/// Does what a form ended in.
pub fn carry_out(model: &mut Model, form: Form, what: Order, random: [u8; 16]) -> Vec<Effect> {
    match what {
        Order::Command(command) => {
            let again = Box::new(form);
            let effects = order(model, command, random);
            if effects.is_empty() {
                let problem = model.said.take().map(|(sentence, _)| sentence);
                let mut form = again;
                form.problem = problem;
                form.restart();
                model.dialog = Some(Dialog::Form(form));
            } else {
                model.asked = Some(again);
            }
            effects
        }
        // The form makes a command of it.
        Order::Plan(_) => Vec::new(),
        Order::Write(target, text) => {
            model.composer.open(target, &text);
            presence(model)
        }
        Order::TakeBack(id) => {
            if let Some(pending) = model.replica.take_back(id)
                && let Command::Post { text, .. } = &pending.command
            {
                model.composer.give_back(text);
                model.composer.open(if model.focus == Pane::Notes { Target::Note } else { Target::Fact }, "");
            }
            vec![Effect::SaveComposer(model.composer.entry_text()), Effect::SaveOutbox(model.replica.outbox())]
        }
        Order::Leave => leave(model),
    }
}

/// Orders something that needs the server's word.
fn order(model: &mut Model, command: Command, random: [u8; 16]) -> Vec<Effect> {
    if !model.link.is_up() {
        model.complain("needs the server; not connected. Nothing was done");
        return Vec::new();
    }
    let now = model.server_now();
    match model.replica.submit(command, CommandId(random), now) {
        Ok(request) => vec![Effect::Send(request)],
        Err(why) => {
            model.complain(why.to_string());
            Vec::new()
        }
    }
}

/// The text is part of it where it changed, the time where one stands before the text.
fn correction(model: &Model, seq: u64, words: &str, zone_minutes: i32) -> Command {
    let Some(entry) = model.replica.state().entry(seq) else {
        return Command::Correct { entry: seq, text: Some(words.to_owned()), happened_at: None };
    };
    let old = model.replica.record().text(entry.text_at).unwrap_or_default();
    let (text, happened_at) = parse::correction(words, old, entry.happened_at, model.server_now(), zone_minutes);
    Command::Correct { entry: seq, text, happened_at }
}

/// Sends what was written. An entry is on disk here before it is sent or shown as kept.
pub fn post(model: &mut Model, random: [u8; 16]) -> Vec<Effect> {
    let Some(target) = model.composer.target() else { return Vec::new() };
    let text = model.composer.text();
    if text.trim().is_empty() {
        model.composer.sent();
        return presence(model);
    }
    let zone = if model.clock == ClockStyle::Local { model.zone_minutes } else { 0 };
    let mut command = match target {
        Target::Fact | Target::Note => match parse::entry(&text, target, model.server_now(), zone) {
            Ok(command) => command,
            Err(why) => {
                model.complain(why);
                return Vec::new();
            }
        },
        Target::Now => Command::SetNow { text },
        Target::Correct(entry) => correction(model, entry, &text, zone),
    };
    if !command.can_wait() {
        let effects = order(model, command, random);
        if !effects.is_empty() {
            model.composer.sent();
        }
        return effects;
    }
    let now = model.server_now();
    let mut earlier = None;
    if let Command::Post { happened_at, .. } = &mut command {
        earlier = happened_at.and_then(|at| parse::earlier_day(at, now, zone));
        if !model.link.is_up() {
            // Fixed here: what is sent hours later must not look as if it was seen then.
            *happened_at = happened_at.or(Some(now));
        }
    }
    match model.replica.submit(command, CommandId(random), now) {
        Ok(request) => {
            model.last_sent = Some(CommandId(random));
            model.composer.sent();
            let follows = if target == Target::Note { &mut model.notes } else { &mut model.timeline };
            if !matches!(follows, Cursor::End) {
                model.said = Some(("posted; G shows it".into(), super::model::Loud::No));
            }
            if let Some(earlier) = earlier {
                model.say(format!("posted; it {earlier}"));
            }
            let mut effects = vec![Effect::SaveOutbox(model.replica.outbox())];
            if model.link.is_up() {
                effects.push(Effect::Send(request));
            }
            effects.extend(presence(model));
            effects
        }
        Err(why) => {
            model.complain(why.to_string());
            Vec::new()
        }
    }
}
