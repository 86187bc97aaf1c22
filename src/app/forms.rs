//! Dialogs that end in an order: choose, write why, confirm. What is chosen from is fixed when the dialog opens, so
//! that nothing moves under the finger when events come in.

use warroom_incident::event::{Ending, EntryKind, Mark, Phase, Progress, Proposal, TaskTime, Verdict};
use warroom_incident::state::{Chair, Course, Task, TaskState};
use warroom_incident::{Command, CommandId, CommandKind, Person, Seat, Seq};

use super::composer::Target;
use super::model::Model;
use super::parse;
use crate::timeline::{self, clean, first_line, plain};

/// Whether a choice takes words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// None.
    No,
    /// If one likes.
    May,
    /// It needs some.
    Must,
}

/// What a choice does.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Orders this; words that are written go into it.
    Command(Command),
    /// Opens the composer.
    Write(Target, String),
    /// Plans this task as the words say: owner, day and link.
    Plan(Seq),
    /// Takes a refused entry's text back into the composer.
    TakeBack(CommandId),
    /// Leaves the program.
    Leave,
}

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it is called.
    pub label: String,
    /// What it does.
    pub order: Order,
    /// Whether it takes words.
    pub words: Words,
    /// The question before it is done; none for what is harmless.
    pub question: String,
}

/// How far the dialog is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A choice is to be made.
    Choosing,
    /// Words are being written.
    Writing,
    /// The question stands.
    Confirming,
}

/// A dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Its title.
    pub title: String,
    /// What has to be known to choose.
    pub about: Vec<String>,
    /// The choices.
    pub choices: Vec<Choice>,
    /// The selected one.
    pub cursor: usize,
    /// How far it is.
    pub stage: Stage,
    /// The words.
    pub words: String,
    /// What the words are called.
    pub asks: &'static str,
    /// Why the last try was refused.
    pub problem: Option<String>,
}

impl Form {
    fn new(title: impl Into<String>, asks: &'static str, choices: Vec<Choice>) -> Form {
        let mut form = Form {
            title: title.into(),
            about: Vec::new(),
            choices,
            cursor: 0,
            stage: Stage::Choosing,
            words: String::new(),
            asks,
            problem: None,
        };
        form.restart();
        form
    }

    fn about(mut self, lines: impl IntoIterator<Item = String>) -> Form {
        self.about.extend(lines.into_iter().map(|line| clean(&line)));
        self
    }

    /// Goes back to the first step; one choice alone is made already.
    pub fn restart(&mut self) {
        self.stage = Stage::Choosing;
        if let [only] = self.choices.as_slice() {
            self.stage = after_choice(only);
        }
    }

    /// The selected choice.
    #[must_use]
    pub fn chosen(&self) -> Option<&Choice> {
        self.choices.get(self.cursor)
    }

    /// Goes on by one step; the order once all steps are done.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    pub fn forward(&mut self) -> Option<Order> {
        let choice = self.choices.get(self.cursor)?.clone();
        match self.stage {
            Stage::Choosing => match after_choice(&choice) {
                Stage::Choosing => return Some(choice.order),
                next => self.stage = next,
            },
            Stage::Writing if choice.words == Words::Must && self.words.trim().is_empty() => {
                self.problem = Some(format!("{}: write something", self.prompt()));
            }
            Stage::Writing if choice.question.is_empty() => match self.order(&choice) {
                Ok(order) => return Some(order),
                Err(why) => self.problem = Some(why),
            },
            Stage::Writing => {
                self.problem = None;
                self.stage = Stage::Confirming;
            }
            Stage::Confirming => match self.order(&choice) {
                Ok(order) => return Some(order),
                Err(why) => {
                    self.problem = Some(why);
                    self.stage = Stage::Writing;
                }
            },
        }
        None
    }

    /// Goes back by one step; says whether there was one.
    pub fn back(&mut self) -> bool {
        let several = self.choices.len() > 1;
        self.stage = match (self.stage, self.chosen().map(|choice| choice.words)) {
            (Stage::Confirming, Some(Words::May | Words::Must)) => Stage::Writing,
            (Stage::Confirming | Stage::Writing, _) if several => Stage::Choosing,
            _ => return false,
        };
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn order(&self, choice: &Choice) -> Result<Order, String> {
        Ok(match &choice.order {
            Order::Command(command) => Order::Command(with_words(command.clone(), self.words.trim())),
            Order::Plan(task) => Order::Command(parse::plan(*task, &self.words)?),
            other => other.clone(),
        })
    }

    /// What the words of the selected choice are called.
    #[must_use]
    pub fn prompt(&self) -> &'static str {
        match self.chosen().map(|choice| &choice.order) {
            Some(Order::Plan(_)) => "Owner, day (2026-12-01) and link, or some of them",
            _ => self.asks,
        }
    }
}

fn after_choice(choice: &Choice) -> Stage {
    match (choice.words, choice.question.is_empty()) {
        (Words::May | Words::Must, _) => Stage::Writing,
        (Words::No, false) => Stage::Confirming,
        (Words::No, true) => Stage::Choosing,
    }
}

/// Puts the words where the command has its prose.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
fn with_words(mut command: Command, words: &str) -> Command {
    use Command as C;
    match &mut command {
        C::Acknowledge { text }
        | C::MoveAction { text, .. }
        | C::FinishTask { text, .. }
        | C::AddTask { text, .. }
        | C::SetNow { text } => words.clone_into(text),
        C::ProposePhase { reason, .. }
        | C::SetPhase { reason, .. }
        | C::ProposeSeverity { reason, .. }
        | C::SetSeverity { reason, .. }
        | C::DeclineProposal { reason, .. }
        | C::Close { reason, .. }
        | C::Reopen { reason }
        | C::JudgeHypothesis { reason, .. }
        | C::Redact { reason, .. }
        | C::DropTask { reason, .. }
        | C::RequestSeat { reason, .. }
        | C::DeclineSeat { reason, .. }
        | C::Remove { reason, .. }
        | C::DeclineChair { reason }
        | C::RaiseHold { reason }
        | C::LowerHold { reason } => words.clone_into(reason),
        C::OfferChair { note, .. } => words.clone_into(note),
        // These have no prose, or it is written elsewhere.
        _ => {}
    }
    command
}

fn choice(label: impl Into<String>, command: Command, words: Words) -> Choice {
    Choice { label: clean(&label.into()), order: Order::Command(command), words, question: String::new() }
}

impl Choice {
    fn ask(mut self, question: impl Into<String>) -> Choice {
        self.question = clean(&question.into());
        self
    }
}

/// The severity: set by the chair, proposed by others.
#[must_use]
pub fn severity(model: &Model) -> Form {
    let state = model.replica.state();
    let sets = state.seat_for(model.me(), CommandKind::SetSeverity).is_some();
    let old = state.severity.as_deref().map_or("unknown".into(), str::to_uppercase);
    let choices = state.policy.severities.iter().filter(|it| Some(&it.name) != state.severity.as_ref()).map(|level| {
        let (name, upper) = (level.name.clone(), level.name.to_uppercase());
        let reason = String::new();
        let label = format!("{upper}  {}", level.meaning);
        let command = if sets {
            Command::SetSeverity { severity: name, reason }
        } else {
            Command::ProposeSeverity { severity: name, reason }
        };
        let verb = if sets { "Set" } else { "Propose to the chair" };
        choice(label, command, Words::Must).ask(format!("{verb} severity {old} → {upper}?"))
    });
    let title = if sets { "Severity" } else { "Propose a severity to the chair" };
    Form::new(title, "Why", choices.collect())
        .about([format!("It is {old} now. If unsure, take the higher one; a change needs a reason.")])
}

/// The phase: set by the chair, proposed by others.
#[must_use]
pub fn phase(model: &Model) -> Form {
    let state = model.replica.state();
    let sets = state.seat_for(model.me(), CommandKind::SetPhase).is_some();
    let old = state.phase.map_or("unknown".into(), |phase| phase.as_str().to_uppercase());
    let choices = Phase::WORKING.into_iter().filter(|&phase| Some(phase) != state.phase).map(|phase| {
        let upper = phase.as_str().to_uppercase();
        let reason = String::new();
        let label = format!("{upper:<14}{}", phase_means(phase));
        let command = if sets { Command::SetPhase { phase, reason } } else { Command::ProposePhase { phase, reason } };
        let verb = if sets { "Set" } else { "Propose to the chair" };
        choice(label, command, Words::May).ask(format!("{verb} phase {old} → {upper}?"))
    });
    let title = if sets { "Phase" } else { "Propose a phase to the chair" };
    Form::new(title, "Why (may stay empty)", choices.collect()).about([format!("It is {old} now.")])
}

fn phase_means(phase: Phase) -> &'static str {
    match phase {
        Phase::Investigating => "the cause is looked for",
        Phase::Identified => "the cause or a way out is known",
        Phase::Monitoring => "a repair is in; watching",
        Phase::Resolved => "over for those affected",
        Phase::Declared | Phase::Acknowledged | Phase::Closed => "",
    }
}

/// Accepting the incident.
#[must_use]
pub fn acknowledge(model: &Model) -> Form {
    let id = &model.incident;
    let question = format!("Acknowledge {id}? Everyone sees that you have it.");
    let ack = choice("Acknowledge", Command::Acknowledge { text: String::new() }, Words::No).ask(question);
    Form::new("Acknowledge", "", vec![ack])
}

/// The chair: offered, accepted, declined, claimed or taken back, as it stands.
///
/// # Errors
/// A sentence where nothing of this is mine to do.
pub fn hand_over(model: &Model) -> Result<Form, String> {
    let state = model.replica.state();
    if let Some(offer) = &state.offer {
        if offer.to == *model.me() {
            let note = model.replica.record().text(offer.seq).unwrap_or("[words removed]");
            let take = "Take the chair? You speak for the incident and decide from then on.";
            let accept = choice("Accept the chair", Command::AcceptChair {}, Words::No).ask(take);
            let decline = choice("Decline", Command::DeclineChair { reason: String::new() }, Words::May);
            let from = state.chair.holder().map_or("nobody", Person::as_str);
            let about = [format!("{from} offers you the chair and keeps the duty until you accept."), note.to_owned()];
            let form = Form::new("You are offered the chair", "Why not (may stay empty)", vec![accept, decline]);
            return Ok(form.about(about.iter().flat_map(|text| text.lines()).map(str::to_owned)));
        }
        if model.is_chair() {
            let withdraw = choice("Take the offer back", Command::WithdrawChair {}, Words::No);
            let question = format!("Take back the offer to {}?", offer.to);
            return Ok(Form::new("The chair is offered", "", vec![withdraw.ask(question)]));
        }
    }
    if let Chair::Empty { last, .. } = &state.chair {
        let last = last.as_ref().map_or("Nobody had it before.".into(), |last| format!("{last} had it last."));
        let claim = choice("Claim the chair", Command::ClaimChair {}, Words::No)
            .ask("Claim the empty chair? You speak for the incident and decide from then on.");
        return Ok(Form::new("NO CHAIR", "", vec![claim]).about([last]));
    }
    if !model.is_chair() {
        let holder = state.chair.holder().map_or("nobody", Person::as_str);
        return Err(format!("{holder} has the chair; only they can offer it"));
    }
    let choices: Vec<_> = members_with(model, &[Seat::Responder, Seat::Observer])
        .map(|person| {
            let label = format!("{person}  {}", seat_words(model, &person));
            let question = format!(
                "Offer the chair to {person}? You keep the duty until they accept; after that you keep an observer's seat."
            );
            choice(label, Command::OfferChair { to: person, note: String::new() }, Words::Must).ask(question)
        })
        .collect();
    if choices.is_empty() {
        return Err("there is no responder or observer to hand over to; invite one with I".into());
    }
    let after = "You keep the duty until they accept; after that you keep an observer's seat.".to_owned();
    Ok(Form::new("Hand over the chair to", "What they need to know", choices).about([after]))
}

fn members_with<'a>(model: &'a Model, seats: &'a [Seat]) -> impl Iterator<Item = Person> + 'a {
    let members = model.replica.state().members();
    let fits = move |(person, member): &(&Person, &warroom_incident::state::Member)| {
        *person != model.me() && seats.iter().any(|seat| member.seats.contains(seat))
    };
    members.filter(fits).map(|(person, _)| person.clone())
}

/// Somebody's seats as words.
#[must_use]
pub fn seat_words(model: &Model, person: &Person) -> String {
    model.replica.state().seats(person).iter().map(|seat| seat.as_str()).collect::<Vec<_>>().join(", ")
}

/// HOLD, up or down.
#[must_use]
pub fn hold(model: &Model) -> Form {
    match &model.replica.state().hold {
        Some(hold) => {
            let why = model.replica.record().text(hold.seq).unwrap_or("[words removed]").to_owned();
            let lower = choice("Lower HOLD", Command::LowerHold { reason: String::new() }, Words::May);
            Form::new(format!("HOLD, raised by {}", hold.by), "Why (may stay empty)", vec![lower]).about([why])
        }
        None => {
            let raise = choice("Raise HOLD", Command::RaiseHold { reason: String::new() }, Words::Must);
            Form::new("HOLD: stop before the next step", "Why", vec![raise])
        }
    }
}

/// A proposal, for the chair.
#[must_use]
pub fn proposal(model: &Model, seq: Seq) -> Option<Form> {
    let open = model.replica.state().proposals.get(&seq)?;
    let what = proposed(&open.proposal);
    let why = model.replica.record().text(seq).unwrap_or("no reason given").to_owned();
    if !model.is_chair() {
        let waits = waits_for_chair(model);
        return Some(Form::new(format!("{} proposes {what}", open.by), "", Vec::new()).about([why, waits]));
    }
    let accept = choice(format!("Accept: set {what}"), Command::AcceptProposal { proposal: seq }, Words::No);
    let decline = Command::DeclineProposal { proposal: seq, reason: String::new() };
    let choices = vec![accept.ask(format!("Set {what}?")), choice("Decline", decline, Words::Must)];
    Some(Form::new(format!("{} proposes {what}", open.by), "Why not", choices).about([why]))
}

fn waits_for_chair(model: &Model) -> String {
    match model.replica.state().chair.holder() {
        Some(holder) => format!("It waits for the chair ({holder})."),
        None => "It waits for a chair; there is none now.".into(),
    }
}

/// A proposal as words.
#[must_use]
pub fn proposed(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Phase(phase) => format!("phase {}", phase.as_str().to_uppercase()),
        Proposal::Severity(severity) => format!("severity {}", severity.to_uppercase()),
    }
}

/// A request for a seat, for the chair.
#[must_use]
pub fn seat_request(model: &Model, person: &Person, seat: Seat) -> Form {
    if !model.is_chair() {
        let title = format!("{person} asks for the seat of {seat}");
        return Form::new(title, "", Vec::new()).about([waits_for_chair(model)]);
    }
    let grant = Command::GrantSeat { person: person.clone(), seat };
    let decline = Command::DeclineSeat { person: person.clone(), reason: String::new() };
    let choices = vec![
        choice(format!("Make {person} {seat}, too"), grant, Words::No).ask(format!("{person} becomes {seat}?")),
        choice("Decline", decline, Words::May),
    ];
    Form::new(format!("{person} asks for the seat of {seat}"), "Why not (may stay empty)", choices)
}

/// Asking for another seat.
#[must_use]
pub fn ask_for_seat(model: &Model) -> Form {
    let mine = model.seats();
    let choices = [Seat::Responder, Seat::Observer]
        .into_iter()
        .filter(|seat| !mine.contains(seat))
        .map(|seat| choice(seat.as_str(), Command::RequestSeat { seat, reason: String::new() }, Words::May));
    Form::new("Ask the chair for another seat", "Why (may stay empty)", choices.collect())
}

/// Who keeps the record.
#[must_use]
pub fn scribe(model: &Model) -> Form {
    let state = model.replica.state();
    let may_move = model.is_chair();
    let mut choices: Vec<_> = state
        .members()
        .filter(|(_, member)| [Seat::Responder, Seat::Observer].iter().any(|seat| member.seats.contains(seat)))
        .filter(|(person, _)| (may_move || *person == model.me()) && state.scribe.as_ref() != Some(person))
        .map(|(person, _)| choice(person.as_str(), Command::SetScribe { person: Some(person.clone()) }, Words::No))
        .collect();
    if state.scribe.is_some() {
        choices.push(choice("nobody", Command::SetScribe { person: None }, Words::No));
    }
    if let [only] = choices.as_mut_slice() {
        only.question = format!("The scribe becomes: {}?", only.label);
    }
    let now = state.scribe.as_ref().map_or("nobody", Person::as_str);
    Form::new("Scribe", "", choices)
        .about([format!("It is {now} now. The scribe keeps the now line and may correct entries.")])
}

/// A new invite.
#[must_use]
pub fn invite(model: &Model) -> Form {
    let highest = model.seat();
    // The least right first: Enter twice must not hand out more than was meant.
    let choices = Seat::BY_RIGHT
        .into_iter()
        .rev()
        .filter(|&seat| seat <= highest)
        .map(|seat| choice(seat.as_str(), Command::Invite { seat, loss: false }, Words::No));
    Form::new("Invite somebody as", "", choices.collect())
}

/// A new task.
#[must_use]
pub fn task() -> Form {
    let add = |label: &str, when, mitigation| {
        choice(label, Command::AddTask { text: String::new(), when, mitigation, class: None }, Words::Must)
    };
    let choices = vec![
        add("to do now", TaskTime::Now, false),
        add("to do now, ends the harm (mitigation)", TaskTime::Now, true),
        add("afterwards (action item)", TaskTime::Afterwards, false),
    ];
    Form::new("New task", "What is to be done", choices)
}

/// Saying that a task is done: a list may have moved under the finger, so its words are asked back.
#[must_use]
pub fn finish_task(model: &Model, task: &Task) -> Form {
    let words = first_line(model.replica.record().text(task.seq).unwrap_or("[words removed]"), 200);
    let done = choice("Done", Command::FinishTask { task: task.seq, text: String::new() }, Words::No);
    Form::new("Task done", "", vec![done.ask(format!("Done: {words}?"))])
}

/// What can be done with a task.
#[must_use]
pub fn task_menu(model: &Model, task: &Task) -> Form {
    let words = model.replica.record().text(task.seq).unwrap_or("[words removed]").to_owned();
    let mut choices = Vec::new();
    if task.is_open() {
        if !matches!(&task.state, TaskState::Claimed(by) if by.person() == Some(model.me())) {
            choices.push(choice("Take it", Command::ClaimTask { task: task.seq }, Words::No));
        }
        choices.push(Choice {
            label: "Plan it: owner, day, link".into(),
            order: Order::Plan(task.seq),
            words: Words::Must,
            question: String::new(),
        });
        choices.push(choice("Done", Command::FinishTask { task: task.seq, text: String::new() }, Words::May));
        choices.push(choice(
            "Will not be done",
            Command::DropTask { task: task.seq, reason: String::new() },
            Words::Must,
        ));
    }
    let lacks = task.lacks();
    let lacks = (!lacks.is_empty()).then(|| format!("A debt: it still lacks {}.", lacks.join(", ")));
    let mut form = Form::new(format!("Task {}", task.seq), "What came of it, or why", choices);
    form.stage = Stage::Choosing;
    form.about(words.lines().map(str::to_owned).chain(planned(model, task)).chain(lacks))
}

/// What is planned of a task already.
fn planned(model: &Model, task: &Task) -> Option<String> {
    let owner = task.owner.as_ref().map(|owner| format!("owner {owner}"));
    let due = task.due.map(|due| format!("due {due}"));
    let link = task.link_at.map(|seq| model.replica.record().text(seq).unwrap_or("[words removed]").to_owned());
    let parts: Vec<_> = [owner, due, link].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("Planned: {}", parts.join(" · ")))
}

/// How the room is closed.
#[must_use]
pub fn close(model: &Model) -> Form {
    if model.replica.state().is_closed() {
        let reopen = choice("Open it again", Command::Reopen { reason: String::new() }, Words::Must);
        return Form::new("Open the incident again", "Why", vec![reopen.ask("Open the incident again?")]);
    }
    let end = |ending| Command::Close { ending, reason: String::new() };
    let choices = vec![
        choice("Resolved", end(Ending::Resolved), Words::May).ask("Close the incident as resolved?"),
        choice("False alarm", end(Ending::FalseAlarm), Words::Must).ask("Close the incident as a false alarm?"),
    ];
    Form::new("Close the incident", "Why or what", choices).about(["Nobody can write entries after that.".to_owned()])
}

/// Which kind of fact a note is.
#[must_use]
pub fn mark_fact(seq: Seq, words: &str) -> Form {
    let kinds = EntryKind::ALL.into_iter().filter(|kind| *kind != EntryKind::Note);
    let choices = kinds.map(|fact| choice(fact.as_str(), Command::MarkFact { entry: seq, fact }, Words::No));
    Form::new("This note is a fact", "", choices.collect()).about([first_line(words, 300)])
}

/// An entry that was refused.
#[must_use]
pub fn refused(id: CommandId, words: &str, why: &str) -> Form {
    let back = Choice {
        label: "Take the text back into the composer".into(),
        order: Order::TakeBack(id),
        words: Words::No,
        question: String::new(),
    };
    let mut form = Form::new("Not on the record", "", vec![back]);
    form.stage = Stage::Choosing;
    form.about([format!("Why: {why}")].into_iter().chain(words.lines().map(str::to_owned)))
}

/// Leaving the program.
#[must_use]
pub fn leave(model: &Model) -> Form {
    let unsent = model.replica.unsent();
    let kept = match unsent {
        0 => String::new(),
        1 => "1 entry waits here and is sent when you come back. ".into(),
        _ => format!("{unsent} entries wait here and are sent when you come back. "),
    };
    let room = match &model.banner {
        Some(_) => "The demo's server stops for everyone; the record is kept.",
        None => "The room keeps everything.",
    };
    let leave = Choice {
        label: "Leave".into(),
        order: Order::Leave,
        words: Words::No,
        question: format!("Leave? {kept}{room}"),
    };
    Form::new("Leave", "", vec![leave])
}

/// An event in full, with what can be done about it.
#[must_use]
pub fn detail(model: &Model, seq: Seq) -> Option<Form> {
    let (state, record) = (model.replica.state(), model.replica.record());
    let sealed = record.line(seq)?.open()?;
    let row = timeline::row(state, record, seq)?;
    let at = |time: warroom_incident::Time| time.format("%a %d %b %Y %H:%M:%SZ").to_string();
    let word = if row.word.is_empty() { String::new() } else { format!("{}: ", row.word) };
    let mut about: Vec<String> = format!("{word}{}", row.text).lines().map(str::to_owned).collect();
    about.push(String::new());
    let seat = sealed.fact.seat.map_or(String::new(), |seat| format!(" as {seat}"));
    about.push(format!("by {}{seat}, recorded {} as number {seq}", sealed.fact.author, at(sealed.fact.at)));
    if row.happened != sealed.fact.at {
        about.push(format!("happened {}", at(row.happened)));
    }
    let mut choices = Vec::new();
    if let Some(entry) = state.entry(seq) {
        for correction in &entry.corrections {
            if let Some(line) = record.line(*correction).and_then(warroom_incident::Line::open) {
                about.push(format!("corrected {} by {}", at(line.fact.at), line.fact.author));
            }
        }
        if entry.text_at != seq {
            about.push(format!("first it said: {}", record.text(seq).unwrap_or("[words removed]")));
        }
        choices = entry_choices(entry.kind, entry.course, seq);
        let (label, mark) = if entry.key { ("Take the key mark away", Mark::Off) } else { ("Mark as key", Mark::On) };
        choices.push(choice(label, Command::MarkKey { entry: seq, mark }, Words::No));
        let text = record.text(entry.text_at).unwrap_or_default().to_owned();
        choices.push(Choice {
            label: "Correct the text or its time".into(),
            order: Order::Write(Target::Correct(seq), text),
            words: Words::No,
            question: String::new(),
        });
    }
    let redact = Command::Redact { event: seq, reason: String::new() };
    let question = "Remove the words for good, from every store and screen?";
    choices.push(choice("Remove the words for good (a password, a name)", redact, Words::Must).ask(question));
    let allowed = |choice: &Choice| match &choice.order {
        Order::Command(command) => {
            // Words come later: a missing one is no reason to hide the choice.
            let tried = with_words(command.clone(), "x");
            model.replica.predict(&tried, model.server_now()).is_ok()
        }
        Order::Write(Target::Correct(entry), _) => {
            let tried = Command::Correct { entry: *entry, text: Some("x".into()), happened_at: None };
            model.replica.predict(&tried, model.server_now()).is_ok()
        }
        Order::Write(..) | Order::Plan(_) | Order::TakeBack(_) | Order::Leave => true,
    };
    choices.retain(allowed);
    let mut form = Form::new(format!("Event {seq}"), "Why, or what came of it", choices).about(about);
    form.stage = Stage::Choosing;
    Some(form)
}

fn entry_choices(kind: EntryKind, course: Course, seq: Seq) -> Vec<Choice> {
    let mut choices = Vec::new();
    match course {
        Course::Hypothesis(now) => {
            for (verdict, label) in [
                (Verdict::Confirmed, "Confirmed: it was that"),
                (Verdict::RuledOut, "Ruled out: it was not that"),
                (Verdict::Open, "Open again"),
            ] {
                if verdict != now {
                    let command = Command::JudgeHypothesis { entry: seq, verdict, reason: String::new() };
                    choices.push(choice(label, command, Words::May));
                }
            }
        }
        Course::Action { progress: now, temporary, .. } => {
            for progress in [Progress::Done, Progress::Failed, Progress::UnderWay] {
                if progress != now {
                    let label = format!("The action is {}", plain(progress.as_str()));
                    let command = Command::MoveAction { entry: seq, progress, text: String::new() };
                    choices.push(choice(label, command, Words::May));
                }
            }
            if !temporary {
                let command = Command::MarkTemporary { entry: seq };
                choices.push(choice("It is temporary: opens a debt", command, Words::No));
            }
        }
        Course::Plain => {}
    }
    if kind == EntryKind::Note {
        let command = Command::MarkFact { entry: seq, fact: EntryKind::Finding };
        choices.push(choice("It is a finding (m offers the other kinds)", command, Words::No));
    }
    choices
}
