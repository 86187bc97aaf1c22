//! Dialogs that end in an order: choose, write why, confirm. What is chosen from is fixed when the dialog opens, so
//! that nothing moves under the finger when events come in.

mod clock;
mod entries;
mod escalation;
mod impact;
mod life;
mod pending;
mod questions;
mod seats;
mod steps;
mod tasks;

use warroom_incident::event::LinkKind;
use warroom_incident::{Command, CommandId, Seq};

use super::composer::Target;
use super::parse;
use crate::timeline::clean;

pub use clock::{rarely, snooze, vendor};
pub use entries::{about_event, judge, link, mark_fact, redact};
pub use escalation::escalation;
pub use impact::{decline_proposal, severity_follows, void_cost};
pub use life::{acknowledge, close, leave, phase, proposal, proposed, severity};
pub use pending::{doubted, pending};
pub use questions::{answer, ask, decline_question, question, same};
pub use seats::{ask_for_seat, hand_over, hold, invite, scribe, seat_request, seat_words};
pub use steps::{choice_rows, steps};
pub use tasks::{due_by, finish_task, saves, task, task_menu};

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
    /// Says what this task saves, as the words say.
    Saves(Seq),
    /// Says that this task is due in so many minutes.
    DueIn(Seq, i64),
    /// Says that this task is due at the time of day that the words say.
    DueAt(Seq),
    /// Takes a waiting or refused entry's text back into the composer.
    TakeBack(CommandId),
    /// Drops a waiting or refused entry with its words.
    Drop(CommandId),
    /// Posts a refused entry once more.
    PostAgain(CommandId),
    /// Sends an entry that was asked about for its age.
    StillTrue(CommandId),
    /// Adds a link of this kind as the words say: its address, and what it is.
    Link(LinkKind),
    /// Is what stands already: in the list so that each choice keeps its digit, and refused.
    Stands,
    /// Decides about words that a draft did not take.
    Stuck(u64, super::editor::stuck::Fate),
    /// Puts this entry into words for the outside.
    UseInDraft(Seq),
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
    /// This word has to be typed: for what cannot be taken back, where one key or a paste must not be enough.
    Typing(&'static str),
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
    /// What was typed of the word that has to be typed.
    pub typed: String,
    /// What the words are called.
    pub asks: &'static str,
    /// Why the last try was refused.
    pub problem: Option<String>,
    /// The event that was shown in full before, to go back to.
    pub behind: Option<Seq>,
    /// The draft that it is about, as it was read.
    pub held: Option<Box<super::review::Held>>,
}

impl Form {
    /// A form that begins with its choices.
    pub fn new(title: impl Into<String>, asks: &'static str, choices: Vec<Choice>) -> Form {
        let cursor = choices.iter().position(|it| it.order != Order::Stands).unwrap_or_default();
        let mut form = Form {
            title: title.into(),
            about: Vec::new(),
            choices,
            cursor,
            stage: Stage::Choosing,
            words: String::new(),
            typed: String::new(),
            asks,
            problem: None,
            behind: None,
            held: None,
        };
        form.restart();
        form
    }

    pub(super) fn about(mut self, lines: impl IntoIterator<Item = String>) -> Form {
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
            Stage::Choosing if choice.order == Order::Stands => {
                self.problem = Some("it is that already: choose another, or q closes".into());
            }
            Stage::Choosing => match after_choice(&choice) {
                Stage::Choosing => return Some(choice.order),
                next => {
                    self.problem = None;
                    self.stage = next;
                }
            },
            Stage::Writing if choice.words == Words::Must && self.words.trim().is_empty() => {
                self.problem = Some(format!("{}: write something", self.prompt()));
            }
            Stage::Writing if typed_word(&choice.order).is_some() => {
                self.problem = None;
                self.typed.clear();
                self.stage = typed_word(&choice.order).map_or(Stage::Confirming, Stage::Typing);
            }
            Stage::Typing(word) if self.typed.trim() != word => {
                self.problem = Some(format!("type the word {word}, then Enter; Esc goes back"));
            }
            Stage::Writing if choice.question.is_empty() => match self.order(&choice) {
                Ok(order) => return Some(order),
                Err(why) => self.problem = Some(why),
            },
            Stage::Writing => {
                self.problem = None;
                self.stage = Stage::Confirming;
            }
            Stage::Confirming | Stage::Typing(_) => match self.order(&choice) {
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
            (Stage::Confirming | Stage::Typing(_), Some(Words::May | Words::Must)) => Stage::Writing,
            (Stage::Confirming | Stage::Typing(_) | Stage::Writing, _) if several => Stage::Choosing,
            _ => return false,
        };
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn order(&self, choice: &Choice) -> Result<Order, String> {
        Ok(match &choice.order {
            Order::Command(Command::AddCase { level, .. }) => {
                Order::Command(escalation::case(level.clone(), &self.words))
            }
            Order::Command(command) => Order::Command(with_words(command.clone(), self.words.trim())),
            Order::Plan(task) => Order::Command(parse::plan(*task, &self.words)?),
            Order::Link(kind) => Order::Command(parse::link(*kind, &self.words)?),
            Order::Saves(task) => Order::Command(parse::saves(*task, &self.words)?),
            other => other.clone(),
        })
    }

    /// What the words of the selected choice are called.
    #[must_use]
    pub fn prompt(&self) -> &'static str {
        match self.chosen().map(|choice| &choice.order) {
            Some(Order::Plan(_)) => "Owner, day (2026-12-01) and link, or some of them",
            Some(Order::Link(_)) => "Address, then what it is",
            Some(Order::Saves(_)) => "How much of the cost, in percent: 0 to 100",
            Some(Order::DueAt(_)) => "The time of day, like 04:30",
            Some(Order::Command(Command::Escalate { reason, .. })) if !reason.is_empty() => {
                "Why (empty: that nobody answered, and the reason before)"
            }
            Some(Order::Command(Command::Escalate { .. })) => "Why you need them; they read it",
            Some(Order::Command(Command::AnswerEscalation { .. })) => "Who answered, and what they say",
            Some(Order::Command(Command::AddCase { .. })) => "Its number, and its address",
            Some(Order::Command(Command::AnswerQuestion { .. })) => "The answer, for all who asked",
            Some(Order::Command(Command::DeclineQuestion { .. })) => "Why there is no answer; who asked reads it",
            _ => self.asks,
        }
    }
}

/// The word that has to be typed before this is done, if one has to be.
#[expect(clippy::wildcard_enum_match_arm, reason = "everything else can be taken back, or harms nobody outside")]
fn typed_word(order: &Order) -> Option<&'static str> {
    let Order::Command(command) = order else { return None };
    match command {
        Command::Redact { .. } => Some("redact"),
        Command::ApproveDraft { publish: false, .. } => Some("approve"),
        Command::ApproveDraft { publish: true, .. } | Command::PublishDraft { .. } => Some("publish"),
        Command::BreakGlass { .. } => Some("break glass"),
        _ => None,
    }
}

fn after_choice(choice: &Choice) -> Stage {
    match (choice.words, choice.question.is_empty()) {
        (Words::May | Words::Must, _) => Stage::Writing,
        (Words::No, false) => Stage::Confirming,
        (Words::No, true) => typed_word(&choice.order).map_or(Stage::Choosing, Stage::Typing),
    }
}

/// Puts the words where the command has its prose.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
pub(super) fn with_words(mut command: Command, words: &str) -> Command {
    use Command as C;
    match &mut command {
        C::Acknowledge { text }
        | C::MoveAction { text, .. }
        | C::FinishTask { text, .. }
        | C::AddTask { text, .. }
        | C::SetWaiting { text, .. }
        | C::SubmitDraft { text, .. }
        | C::SignOffDraft { text, .. }
        | C::AskQuestion { text }
        | C::AnswerQuestion { text, .. }
        | C::AnswerEscalation { text, .. }
        | C::SetNow { text } => words.clone_into(text),
        C::ProposePhase { reason, .. }
        | C::SetPhase { reason, .. }
        | C::ProposeSeverity { reason, .. }
        | C::SetSeverity { reason, .. }
        | C::DeclineProposal { reason, .. }
        | C::SetEstimate { reason, .. }
        | C::ProposeEstimate { reason, .. }
        | C::Close { reason, .. }
        | C::Reopen { reason }
        | C::JudgeHypothesis { reason, .. }
        | C::Redact { reason, .. }
        | C::DropTask { reason, .. }
        | C::RequestSeat { reason, .. }
        | C::DeclineSeat { reason, .. }
        | C::Remove { reason, .. }
        | C::DeclineChair { reason }
        | C::DeclineQuestion { reason, .. }
        | C::RaiseHold { reason }
        | C::WaiveFinding { reason, .. }
        | C::RequestChanges { reason, .. }
        | C::BreakGlass { reason, .. }
        | C::WithdrawDraft { reason, .. }
        | C::GiveUpDelivery { reason, .. }
        | C::EndEscalation { reason, .. }
        | C::SnoozeNudge { reason, .. }
        | C::LowerHold { reason } => words.clone_into(reason),
        // It may have come with a reason.
        C::Escalate { reason, .. } if !words.is_empty() => words.clone_into(reason),
        C::OfferChair { note, .. } => words.clone_into(note),
        // These have no prose, or it is written elsewhere.
        _ => {}
    }
    command
}

pub(super) fn choice(label: impl Into<String>, command: Command, words: Words) -> Choice {
    Choice { label: clean(&label.into()), order: Order::Command(command), words, question: String::new() }
}

impl Choice {
    /// The command that it orders.
    #[must_use]
    pub fn command(&self) -> Option<&Command> {
        if let Order::Command(command) = &self.order { Some(command) } else { None }
    }

    pub(super) fn ask(mut self, question: impl Into<String>) -> Choice {
        self.question = clean(&question.into());
        self
    }
}
