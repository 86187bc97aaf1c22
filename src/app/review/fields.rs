//! A short list of fields with their values: a new draft, a holding statement, and what else of a draft can change. It
//! shows the words that come of it before anything is done.

mod preview;
mod values;

use warroom_incident::event::Notice;
use warroom_incident::{Command, Seq};

use super::Review;
use crate::app::actions;
use crate::app::keymap::Action;
use crate::app::keys::{Code, Press};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};

pub use preview::{preview, shown};
pub use values::{Gets, Promised, Value};

/// What the fields are for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A new draft, from the policy's template.
    New,
    /// A holding statement of the policy.
    Holding,
    /// What else of a draft an approval covers.
    Change(Box<Review>),
}

/// What a field is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Which holding statement.
    Statement,
    /// For whom.
    Audience,
    /// Which phase it tells.
    Phase,
    /// A slot of the holding statement.
    Slot(String),
    /// Whether this channel gets it.
    Channel(String),
    /// Whether its readers are notified.
    Notice,
    /// When the next update is promised.
    Promise,
}

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// What it is about.
    pub what: What,
    /// What it can be.
    pub values: Vec<Value>,
    /// Which of them it is.
    pub at: usize,
}

impl Field {
    /// Its value.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.values.get(self.at)
    }
}

/// Whether an answer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// It is being filled in.
    No,
    /// It was sent.
    Sent,
    /// The server took it: the draft and the last event that comes of it.
    Taken {
        /// The draft.
        draft: Seq,
        /// The last event.
        last: Seq,
    },
}

/// The dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    /// What it is for.
    pub purpose: Purpose,
    /// The fields.
    pub fields: Vec<Field>,
    /// The selected one.
    pub cursor: usize,
    /// What was typed of a moment.
    pub typed: String,
    /// Why the last try was refused.
    pub problem: Option<String>,
    /// Whether an answer is waited for.
    pub waits: Waits,
}

impl Fields {
    /// The value of a field.
    #[must_use]
    pub fn get(&self, what: &What) -> Option<&Value> {
        self.fields.iter().find(|field| field.what == *what).and_then(Field::value)
    }

    /// The name that is chosen for a field.
    #[must_use]
    pub fn name(&self, what: &What) -> Option<&str> {
        match self.get(what) {
            Some(Value::Name(name)) => Some(name),
            Some(Value::Phase(_) | Value::Gets(_) | Value::Notice(_) | Value::Promised(_)) | None => None,
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.purpose {
            Purpose::New => "New draft of an external update".into(),
            Purpose::Holding => "Holding statement: its words are agreed on in the policy".into(),
            Purpose::Change(review) => format!("Draft {}: for whom, what it tells, where it goes", review.seq),
        }
    }

    fn set(&mut self, what: &What, wanted: &Value) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.what == *what) {
            field.at = field.values.iter().position(|value| value == wanted).unwrap_or(field.at);
        }
    }
}

/// A new draft.
#[must_use]
pub fn new_draft(model: &Model) -> Fields {
    let mut fields = empty(Purpose::New);
    fields.fields = values::of_new(model);
    values::refit(model, &mut fields);
    fields
}

/// A holding statement; nothing where the policy has none.
#[must_use]
pub fn holding(model: &Model) -> Option<Fields> {
    let mut fields = empty(Purpose::Holding);
    fields.fields = values::of_holding(model)?;
    values::refit(model, &mut fields);
    Some(fields)
}

/// What else of a draft can change, as it is now.
#[must_use]
pub fn of_draft(model: &Model, review: Review) -> Option<Fields> {
    let draft = model.replica.state().drafts.get(&review.seq)?;
    let mut fields = empty(Purpose::Change(Box::new(review)));
    fields.fields = values::of_draft(model, draft);
    Some(fields)
}

fn empty(purpose: Purpose) -> Fields {
    Fields { purpose, fields: Vec::new(), cursor: 0, typed: String::new(), problem: None, waits: Waits::No }
}

/// A key.
pub fn pressed(model: &mut Model, mut fields: Fields, press: Press, random: [u8; 16]) -> Vec<Effect> {
    let waiting = fields.waits != Waits::No;
    let on_promise = fields.fields.get(fields.cursor).is_some_and(|field| field.what == What::Promise);
    match press.code {
        Code::Esc | Code::Char('q') => {
            close(model, &fields);
            return Vec::new();
        }
        // Until the answer is there, keys that were meant for what comes next do nothing.
        _ if waiting => {}
        Code::Enter => return send(model, fields, random),
        Code::Down | Code::Tab | Code::Char('j') => {
            fields.cursor = (fields.cursor + 1).min(fields.fields.len().saturating_sub(1));
            fields.typed.clear();
        }
        Code::Up | Code::BackTab | Code::Char('k') => {
            fields.cursor = fields.cursor.saturating_sub(1);
            fields.typed.clear();
        }
        Code::Right | Code::Char('l' | ' ') => turn(model, &mut fields, 1),
        Code::Left | Code::Char('h') => turn(model, &mut fields, -1),
        Code::Backspace if on_promise => {
            fields.typed.pop();
            values::typed(model, &mut fields);
        }
        Code::Char(c @ ('0'..='9' | ':')) if on_promise && !press.ctrl && fields.typed.len() < 5 => {
            fields.typed.push(c);
            values::typed(model, &mut fields);
        }
        Code::Char(_) => {
            let keys = "j k choose a line, h l another value, Enter does it, q closes";
            model.say(if on_promise {
                "h l another value, or type a time like 04:30 (UTC); Enter does it"
            } else {
                keys
            });
        }
        Code::Backspace | Code::Delete | Code::PageUp | Code::PageDown | Code::Home | Code::End => {}
        Code::F(_) | Code::Shifted(_) => {}
    }
    model.dialog = Some(Dialog::Fields(Box::new(fields)));
    Vec::new()
}

fn turn(model: &Model, fields: &mut Fields, by: isize) {
    fields.problem = None;
    fields.typed.clear();
    let Some(field) = fields.fields.get_mut(fields.cursor) else { return };
    let count = isize::try_from(field.values.len()).unwrap_or(1).max(1);
    let next = (isize::try_from(field.at).unwrap_or(0) + by).rem_euclid(count);
    field.at = usize::try_from(next).unwrap_or(0);
    values::refit(model, fields);
}

fn close(model: &mut Model, fields: &Fields) {
    model.dialog = None;
    if let Purpose::Change(review) = &fields.purpose {
        model.dialog = Some(Dialog::Draft(review.clone()));
    }
}

/// Orders what the fields say; the dialog stays until the answer is there.
fn send(model: &mut Model, mut fields: Fields, random: [u8; 16]) -> Vec<Effect> {
    let command = match command(model, &fields) {
        Ok(command) => command,
        Err(why) => {
            fields.problem = Some(why);
            model.dialog = Some(Dialog::Fields(Box::new(fields)));
            return Vec::new();
        }
    };
    let effects = actions::order(model, command, random);
    if effects.is_empty() {
        fields.problem = model.said.take().map(|(sentence, _)| sentence);
    } else {
        fields.problem = None;
        fields.waits = Waits::Sent;
    }
    model.dialog = Some(Dialog::Fields(Box::new(fields)));
    effects
}

/// What the fields order.
///
/// # Errors
/// Why they order nothing yet.
pub fn command(model: &Model, fields: &Fields) -> Result<Command, String> {
    let audience = fields.name(&What::Audience).unwrap_or_default().to_owned();
    let channels = channels(fields)?;
    let notice = match fields.get(&What::Notice) {
        Some(Value::Notice(notice)) => *notice,
        Some(Value::Name(_) | Value::Phase(_) | Value::Gets(_) | Value::Promised(_)) | None => Notice::Notify,
    };
    let promise = values::promise(model, fields)?;
    match &fields.purpose {
        Purpose::New => {
            let phase = values::phase(fields).ok_or("choose the phase that it tells")?;
            Ok(Command::OpenDraft { audience, phase, text: None, channels, notice, promise })
        }
        Purpose::Holding => {
            let holding = fields.name(&What::Statement).unwrap_or_default().to_owned();
            Ok(Command::OpenHolding { holding, audience, slots: values::slots(fields), channels, notice })
        }
        Purpose::Change(review) => {
            let gone = || "the draft is not here any more".to_owned();
            let draft = model.replica.state().drafts.get(&review.seq).ok_or_else(gone)?;
            let differs = |is: bool| is.then_some(());
            let phase = values::phase(fields).filter(|phase| *phase != draft.phase);
            let same_place = channels.is_empty() || channels == draft.channels;
            let other_audience = audience != draft.audience;
            let all = values::every_channel(fields);
            let other_channels = if other_audience { !all } else { !same_place };
            let promise_now =
                matches!(fields.get(&What::Promise), Some(Value::Promised(it)) if *it != Promised::AsItIs);
            let command = Command::SetDraft {
                draft: draft.seq,
                audience: differs(other_audience).map(|()| audience),
                phase,
                channels: differs(other_channels).map(|()| channels),
                notice: Some(notice).filter(|notice| *notice != draft.notice),
                promise: promise.filter(|_| promise_now).filter(|at| Some(*at) != draft.promise),
                no_promise: promise_now && promise.is_none() && draft.promise.is_some(),
            };
            let Command::SetDraft {
                audience: None,
                phase: None,
                channels: None,
                notice: None,
                promise: None,
                no_promise: false,
                ..
            } = command
            else {
                return Ok(command);
            };
            Err("nothing is different: h l change a value, q closes".into())
        }
    }
}

/// The channels that get it; an empty list means all of the audience's, so it is never sent for none.
fn channels(fields: &Fields) -> Result<Vec<String>, String> {
    let mut offered = 0;
    let mut chosen = Vec::new();
    for field in &fields.fields {
        if let (What::Channel(name), Some(Value::Gets(gets))) = (&field.what, field.value()) {
            offered += 1;
            if *gets == Gets::Yes {
                chosen.push(name.clone());
            }
        }
    }
    if offered > 0 && chosen.is_empty() {
        return Err("choose one channel at least; who wants to send nothing withdraws the draft".into());
    }
    Ok(chosen)
}

/// The server took a command that came from here.
pub(super) fn accepted(model: &mut Model, command: &Command, last: Seq, draft: Seq) {
    let Some(Dialog::Fields(fields)) = &mut model.dialog else { return };
    if fields.waits != Waits::Sent {
        return;
    }
    match (command, &fields.purpose) {
        (Command::OpenDraft { .. } | Command::OpenHolding { .. }, Purpose::New | Purpose::Holding) => {
            fields.waits = Waits::Taken { draft, last };
        }
        (Command::SetDraft { .. }, Purpose::Change(review)) => {
            model.dialog = Some(Dialog::Draft(review.clone()));
        }
        _ => {}
    }
}

/// The server refused it, or nobody knows.
pub(in crate::app) fn refused(model: &mut Model, sentence: &str) {
    if let Some(Dialog::Fields(fields)) = &mut model.dialog
        && fields.waits == Waits::Sent
    {
        fields.waits = Waits::No;
        fields.problem = Some(sentence.to_owned());
    }
}

/// Shows a draft that was opened here once all of it is there; a holding statement with the question whether to publish.
pub(super) fn arrived(model: &mut Model) {
    let Some(Dialog::Fields(fields)) = &model.dialog else { return };
    let Waits::Taken { draft, last } = fields.waits else { return };
    if model.replica.record().seq() < last {
        return;
    }
    let holding = fields.purpose == Purpose::Holding;
    super::open(model, draft);
    if holding {
        // Whoever may not publish sees why; everybody else types the word.
        super::start(model, Action::PublishDraft);
    }
}
