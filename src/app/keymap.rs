//! The one table of keys: key → action → what it is called. Help, hints and palette are made from it, through the
//! keys in force (`bindings`), in which a person's settings may have changed the keys.

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};
use warroom_incident::CommandKind;

use super::model::Pane;

/// Something that a key or the palette starts. Its id in the settings is its name in snake_case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// All keys.
    Help,
    /// All actions by name.
    Palette,
    /// Back, close, or leave at the top.
    Back,
    /// Cancels; twice leaves.
    Cancel,
    /// Stops until the shell wakes the program.
    Suspend,
    /// Draws everything anew.
    Redraw,
    /// To a pane.
    Brief,
    /// To a pane.
    Timeline,
    /// To a pane.
    Notes,
    /// To a pane.
    Drafts,
    /// To a pane.
    Impact,
    /// To a pane.
    People,
    /// To a pane.
    Tasks,
    /// To what waits for the chair.
    #[serde(rename = "needs_you")]
    Needs,
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PreviousPane,
    /// One line down.
    Down,
    /// One line up.
    Up,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// To the first line.
    Top,
    /// To the last line, which is followed.
    Bottom,
    /// To the first that is unread.
    #[serde(rename = "first_unread")]
    Unread,
    /// Everything counts as read.
    AllRead,
    /// The focused pane as the whole screen.
    Zoom,
    /// Which panes are shown, and where.
    Panes,
    /// The focused pane goes one column to the left.
    PaneLeft,
    /// The focused pane goes one column to the right.
    PaneRight,
    /// The focused pane is hidden.
    HidePane,
    /// UTC, local, elapsed.
    #[serde(rename = "times")]
    Clock,
    /// Opens what is selected.
    Open,
    /// Writes an entry or a note, or adds a task.
    Write,
    /// Writes an entry in the person's own editor.
    Editor,
    /// What waits to be sent.
    Outbox,
    /// Corrects an entry.
    Correct,
    /// Removes words for good.
    Redact,
    /// Says what came of a hypothesis or an action.
    Judge,
    /// Adds a link.
    Link,
    /// Marks as key.
    #[serde(rename = "mark_key")]
    Key,
    /// A note becomes a fact.
    #[serde(rename = "mark_fact")]
    Fact,
    /// Severity.
    Severity,
    /// Phase.
    Phase,
    /// Acknowledges.
    Acknowledge,
    /// The chair.
    #[serde(rename = "chair")]
    HandOver,
    /// HOLD.
    Hold,
    /// Somebody from outside: calls them, writes down who answered.
    Escalate,
    /// Who is here since when, and who is to be relieved.
    Shifts,
    /// The now line.
    #[serde(rename = "now_line")]
    Now,
    /// The scribe mark.
    Scribe,
    /// A new invite.
    Invite,
    /// Asks for a seat.
    #[serde(rename = "ask_for_seat")]
    Seat,
    /// Takes a task.
    #[serde(rename = "take_task")]
    Claim,
    /// A task is done.
    #[serde(rename = "finish_task")]
    Finish,
    /// A task comes earlier.
    TaskUp,
    /// A task comes later.
    TaskDown,
    /// What a task saves.
    TaskSaves,
    /// By when a task is due.
    TaskDue,
    /// Closes or opens the incident.
    Close,
    /// Tries the connection now.
    Retry,
    /// To what is due, and when.
    Due,
    /// Snoozes what is due, once.
    Snooze,
    /// A vendor is waited for, or is back.
    #[serde(rename = "wait_for_vendor")]
    Vendor,
    /// To whom to call, who owns what, and runbooks.
    Contacts,
    /// To the runbooks.
    Runbooks,
    /// Shows times as UTC.
    TimesUtc,
    /// Shows local times.
    TimesLocal,
    /// Shows times since the beginning.
    TimesElapsed,
    /// A theme.
    ThemeTerminal,
    /// A theme.
    ThemeMono,
    /// A theme.
    ThemeHighContrast,
    /// A theme.
    ThemeOkabeIto,
    /// A theme.
    ThemeDark,
    /// A theme.
    ThemeLight,
    /// Shows how to reach the others without the server.
    Bridge,
    /// Shows the demo's lines.
    #[serde(rename = "join_lines")]
    Join,
    /// Searches.
    Search,
    /// To the next match.
    NextMatch,
    /// To the match before.
    PreviousMatch,
    /// Lets only some rows through, or all again.
    Filter,
    /// Stands still, or goes on.
    Freeze,
    /// Copies what is selected.
    Copy,
    /// Copies the brief.
    CopyBrief,
    /// Shows what is selected over the full width.
    Text,
    /// Lists all links.
    Links,
    /// Writes in the selected draft.
    EditDraft,
    /// Puts an entry into words for the outside.
    UseInDraft,
    /// To the questions to the chair.
    Questions,
    /// To what was told to whom.
    Told,
    /// Asks the chair something.
    #[serde(rename = "ask")]
    Ask,
    /// Answers a question.
    Answer,
    /// Says that two questions ask the same.
    #[serde(rename = "same_question")]
    Same,
    /// Does not answer a question.
    #[serde(rename = "decline_question")]
    DeclineQuestion,
    /// In full: the next entry.
    NextEntry,
    /// In full: the entry before.
    PreviousEntry,
    /// A new draft.
    NewDraft,
    /// A holding statement.
    Holding,
    /// Publishes the draft, approving it with it.
    PublishDraft,
    /// Approves the draft, to be published later.
    ApproveDraft,
    /// Approves without sign-offs.
    BreakGlass,
    /// Sends the draft for approval.
    SubmitDraft,
    /// Says yes before the chair.
    SignOff,
    /// Sends the draft back.
    RequestChanges,
    /// Lets a finding of the leak check leave.
    Waive,
    /// For whom the draft is, what it tells, where it goes.
    #[serde(rename = "draft_terms")]
    Terms,
    /// Withdraws the draft.
    WithdrawDraft,
    /// Tries a delivery again, or gives it up.
    Deliveries,
    /// Removes words of the draft for good.
    RedactDraft,
    /// The manual kit.
    Kit,
    /// Estimates what it does and costs.
    Estimate,
    /// Takes up what is proposed.
    AcceptProposal,
    /// Does not.
    DeclineProposal,
    /// The severity that the estimate says.
    SeverityFollows,
    /// Takes the figures of a revision back.
    VoidCost,
}

impl Action {
    /// Its id in the settings.
    ///
    /// # Panics
    /// Never: a plain variant is written as its name, which a test holds for all of them.
    #[must_use]
    pub fn id(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.as_ref().and_then(|name| name.as_str()).expect("an action is written as its id").to_owned()
    }

    /// The action with an id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Action> {
        let id: StrDeserializer<'_, Error> = id.into_deserializer();
        Action::deserialize(id).ok()
    }
}

/// Where a key applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Everywhere.
    Anywhere,
    /// In the timeline and the notes.
    Rows,
    /// In the notes.
    Notes,
    /// In the tasks.
    Tasks,
    /// In the drafts, and where one is shown in full.
    Drafts,
    /// In the questions.
    Questions,
    /// In the impact.
    Impact,
    /// Where proposals wait: in the impact and in what waits for the chair.
    Proposals,
    /// In what is due.
    Due,
    /// While not connected.
    Offline,
    /// While a search is on.
    Searching,
    /// Where an entry is shown in full.
    Detail,
}

impl Where {
    /// The panes that it is limited to; nothing where it does not depend on the pane.
    #[must_use]
    pub fn panes(self) -> Option<&'static [Pane]> {
        match self {
            Where::Anywhere | Where::Offline | Where::Searching | Where::Detail => None,
            Where::Rows => Some(&[Pane::Timeline, Pane::Notes]),
            Where::Notes => Some(&[Pane::Notes]),
            Where::Tasks => Some(&[Pane::Tasks]),
            Where::Drafts => Some(&[Pane::Drafts]),
            Where::Questions => Some(&[Pane::Questions]),
            Where::Impact => Some(&[Pane::Impact]),
            Where::Proposals => Some(&[Pane::Impact, Pane::Needs]),
            Where::Due => Some(&[Pane::Due]),
        }
    }

    /// Which of two actions on one key is meant where both apply: the one that holds for a moment before the one of a
    /// pane, and that before the one of everywhere.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Where::Searching | Where::Detail => 0,
            Where::Rows | Where::Notes | Where::Tasks | Where::Drafts | Where::Questions => 1,
            Where::Impact | Where::Proposals | Where::Due => 1,
            Where::Anywhere | Where::Offline => 2,
        }
    }

    /// Whether there is a place in which both apply.
    #[must_use]
    pub fn overlaps(self, other: Where) -> bool {
        match (self.panes(), other.panes()) {
            (Some(mine), Some(theirs)) => mine.iter().any(|pane| theirs.contains(pane)),
            (None, _) | (_, None) => true,
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The action.
    pub action: Action,
    /// Its keys, the first one is shown.
    pub keys: &'static [&'static str],
    /// What it is called in a hint.
    pub label: &'static str,
    /// What it does, in one sentence.
    pub does: &'static str,
    /// Where it applies.
    pub applies: Where,
    /// The command whose right it needs.
    pub needs: Option<CommandKind>,
}

const fn bind(action: Action, keys: &'static [&'static str], label: &'static str, does: &'static str) -> Binding {
    Binding { action, keys, label, does, applies: Where::Anywhere, needs: None }
}

const fn order(
    action: Action,
    keys: &'static [&'static str],
    label: &'static str,
    does: &'static str,
    needs: CommandKind,
) -> Binding {
    Binding { action, keys, label, does, applies: Where::Anywhere, needs: Some(needs) }
}

const fn at(applies: Where, binding: Binding) -> Binding {
    Binding { applies, ..binding }
}

const fn on_draft(
    action: Action,
    keys: &'static [&'static str],
    label: &'static str,
    does: &'static str,
    needs: CommandKind,
) -> Binding {
    at(Where::Drafts, order(action, keys, label, does, needs))
}

/// The table.
pub const TABLE: &[Binding] = &[
    at(Where::Tasks, order(Action::Claim, &["x"], "take task", "takes the selected task", CommandKind::ClaimTask)),
    order(
        Action::Write,
        &["a", "i"],
        "write",
        "writes an entry; in Notes a note, in Tasks a new task, in Drafts a new draft",
        CommandKind::Post,
    ),
    order(Action::Acknowledge, &["A"], "acknowledge", "accepts the incident", CommandKind::Acknowledge),
    order(
        Action::Severity,
        &["s"],
        "severity",
        "sets the severity, or proposes it to the chair",
        CommandKind::ProposeSeverity,
    ),
    order(Action::Phase, &["p"], "phase", "sets the phase, or proposes it to the chair", CommandKind::ProposePhase),
    bind(Action::HandOver, &["h"], "chair", "offers, accepts or claims the chair"),
    order(Action::Hold, &["H"], "HOLD", "raises or lowers HOLD: stop before the next step", CommandKind::RaiseHold),
    order(
        Action::Escalate,
        &["M"],
        "escalate",
        "calls somebody from outside, by the policy's levels; writes down who answered",
        CommandKind::AnswerEscalation,
    ),
    bind(Action::Shifts, &[], "shifts", "who sits where since when, and who has to be relieved"),
    order(Action::Now, &["N"], "now line", "writes the now line (chair or scribe)", CommandKind::SetNow),
    order(Action::Scribe, &["S"], "scribe", "moves the scribe mark", CommandKind::SetScribe),
    order(Action::Invite, &["I"], "invite", "makes an invite", CommandKind::Invite),
    order(Action::Seat, &["W"], "ask for a seat", "asks the chair for another seat", CommandKind::RequestSeat),
    order(Action::Close, &["C"], "close", "closes the incident, or opens it again", CommandKind::Close),
    at(
        Where::Tasks,
        order(Action::Finish, &["d"], "task done", "says that the selected task is done", CommandKind::FinishTask),
    ),
    at(
        Where::Tasks,
        order(Action::TaskUp, &["+"], "task up", "the selected task is to be done earlier", CommandKind::RankTask),
    ),
    at(
        Where::Tasks,
        order(Action::TaskDown, &["-"], "task down", "the selected task is to be done later", CommandKind::RankTask),
    ),
    at(
        Where::Tasks,
        order(
            Action::TaskSaves,
            &["%"],
            "what it saves",
            "says how much of the incident's cost the selected task saves",
            CommandKind::RankTask,
        ),
    ),
    at(
        Where::Tasks,
        order(Action::TaskDue, &["b"], "due by", "says by when the selected task is due", CommandKind::PlanTask),
    ),
    at(
        Where::Rows,
        order(Action::Key, &["*"], "key", "marks the entry as key, or takes the mark away", CommandKind::MarkKey),
    ),
    at(
        Where::Notes,
        order(Action::Fact, &["m"], "is a fact", "makes a fact of the selected note", CommandKind::MarkFact),
    ),
    at(
        Where::Drafts,
        order(
            Action::EditDraft,
            &["e"],
            "edit draft",
            "writes in the selected draft, together with others",
            CommandKind::EditDraft,
        ),
    ),
    at(
        Where::Rows,
        order(
            Action::UseInDraft,
            &["d"],
            "use in a draft",
            "puts the entry into words for the outside; that it was used is recorded",
            CommandKind::UseInDraft,
        ),
    ),
    order(
        Action::NewDraft,
        &["D"],
        "new draft",
        "opens a draft of an external update, from the policy's template",
        CommandKind::OpenDraft,
    ),
    order(
        Action::Holding,
        &["O"],
        "holding statement",
        "opens words that were agreed on beforehand; the chair publishes them at once",
        CommandKind::OpenHolding,
    ),
    on_draft(
        Action::PublishDraft,
        &["P"],
        "publish",
        "publishes the draft, approving what is not approved; a word has to be typed",
        CommandKind::PublishDraft,
    ),
    on_draft(
        Action::ApproveDraft,
        &["A"],
        "approve only",
        "approves the draft, to be published later; a word has to be typed",
        CommandKind::ApproveDraft,
    ),
    on_draft(
        Action::SubmitDraft,
        &["S"],
        "send for review",
        "sends the draft to the chair for approval",
        CommandKind::SubmitDraft,
    ),
    on_draft(
        Action::SignOff,
        &["+"],
        "sign off",
        "says yes before the chair: the facts are right, or a second pair of eyes has read it",
        CommandKind::SignOffDraft,
    ),
    on_draft(
        Action::RequestChanges,
        &["r"],
        "send back",
        "wants the draft changed, with the reason",
        CommandKind::RequestChanges,
    ),
    on_draft(
        Action::Waive,
        &["v"],
        "waive finding",
        "lets something leave that the leak check found, with the reason",
        CommandKind::WaiveFinding,
    ),
    on_draft(
        Action::Terms,
        &["m"],
        "audience, channels",
        "changes for whom the draft is, what it tells, where it goes, and the promised next update",
        CommandKind::SetDraft,
    ),
    on_draft(
        Action::BreakGlass,
        &["!"],
        "break the glass",
        "approves without the sign-offs that are missing, with the reason, loudly",
        CommandKind::BreakGlass,
    ),
    on_draft(
        Action::WithdrawDraft,
        &["x"],
        "withdraw draft",
        "says that the draft will not be published",
        CommandKind::WithdrawDraft,
    ),
    on_draft(
        Action::Deliveries,
        &["b"],
        "deliveries",
        "has a delivery that failed tried again, or gives it up",
        CommandKind::RetryDelivery,
    ),
    on_draft(
        Action::RedactDraft,
        &["X"],
        "remove its words",
        "removes words of the draft for good; a word has to be typed",
        CommandKind::Redact,
    ),
    at(
        Where::Drafts,
        bind(
            Action::Kit,
            &["K"],
            "manual kit",
            "shows what was approved, ready to be sent by hand where no route works",
        ),
    ),
    at(Where::Offline, bind(Action::Retry, &["R"], "retry now", "tries the connection now")),
    bind(
        Action::Bridge,
        &["B"],
        "bridge",
        "shows the phone bridge: the call or chat in which the others are, without this server",
    ),
    bind(Action::Open, &["enter"], "open", "shows the selected line in full, with what can be done"),
    at(Where::Detail, bind(Action::NextEntry, &["]"], "next entry", "shows the next entry of the list in full")),
    at(Where::Detail, bind(Action::PreviousEntry, &["["], "entry before", "shows the entry before it in full")),
    bind(Action::Needs, &["n"], "needs you", "goes to what waits for the chair"),
    bind(Action::Brief, &["0", "c"], "brief", "where things stand, on one screen"),
    bind(Action::Timeline, &["1"], "timeline", "goes to the timeline"),
    bind(Action::Notes, &["2"], "notes", "goes to the notes"),
    bind(Action::Drafts, &["3"], "drafts", "goes to what customers will read"),
    bind(Action::Impact, &["4"], "impact", "goes to what it costs"),
    order(
        Action::Estimate,
        &["e"],
        "estimate",
        "says what is broken for whom and what it costs, or proposes it to the chair",
        CommandKind::ProposeEstimate,
    ),
    at(
        Where::Proposals,
        order(
            Action::AcceptProposal,
            &["+"],
            "accept",
            "takes up the selected proposal; it is in force at once",
            CommandKind::AcceptProposal,
        ),
    ),
    at(
        Where::Proposals,
        order(
            Action::DeclineProposal,
            &["x"],
            "decline",
            "does not take up the selected proposal, and says why",
            CommandKind::DeclineProposal,
        ),
    ),
    at(
        Where::Impact,
        order(
            Action::SeverityFollows,
            &["S"],
            "severity as estimated",
            "sets the severity that the estimate says, or proposes it to the chair",
            CommandKind::ProposeSeverity,
        ),
    ),
    at(
        Where::Impact,
        order(
            Action::VoidCost,
            &["v"],
            "take back",
            "says that the figures of the selected revision were wrong",
            CommandKind::ProposeEstimate,
        ),
    ),
    bind(Action::Questions, &["5"], "questions", "goes to what guests asked the chair"),
    bind(Action::Told, &["6"], "told", "goes to what was told to whom, and when they hear next"),
    bind(Action::Contacts, &["7"], "contacts", "goes to whom to call, who answers for what, and runbooks"),
    bind(Action::Due, &["8"], "due", "goes to what is due: when, for whom, and what to do about it"),
    at(
        Where::Due,
        order(
            Action::Snooze,
            &["x"],
            "snooze",
            "is quiet about what is due for a while, once, and says why",
            CommandKind::SnoozeNudge,
        ),
    ),
    order(
        Action::Vendor,
        &[],
        "wait for a vendor",
        "says that a vendor is waited for, or is back: meanwhile updates are due more rarely",
        CommandKind::SetWaiting,
    ),
    bind(Action::Runbooks, &[], "runbooks", "goes to the runbooks, whose steps are ticked off"),
    order(
        Action::Ask,
        &["K"],
        "ask",
        "asks the chair; whoever works on the fix never sees it",
        CommandKind::AskQuestion,
    ),
    at(
        Where::Questions,
        order(
            Action::Answer,
            &["r"],
            "answer",
            "answers the question for all who asked it",
            CommandKind::AnswerQuestion,
        ),
    ),
    at(
        Where::Questions,
        order(
            Action::Same,
            &["m"],
            "same as",
            "says that the question asks the same as another one",
            CommandKind::FoldQuestion,
        ),
    ),
    at(
        Where::Questions,
        order(
            Action::DeclineQuestion,
            &["x"],
            "do not answer",
            "does not answer the question, and says why",
            CommandKind::DeclineQuestion,
        ),
    ),
    bind(Action::People, &["w"], "who", "who is here, in which seat"),
    bind(Action::Tasks, &["T"], "tasks", "what is to be done"),
    bind(Action::NextPane, &["tab"], "next pane", "goes to the next pane"),
    bind(Action::PreviousPane, &["shift-tab"], "pane before", "goes to the pane before"),
    bind(Action::Down, &["j", "down"], "down", "one line down"),
    bind(Action::Up, &["k", "up"], "up", "one line up"),
    bind(Action::PageDown, &["pgdn", "ctrl-d", "space"], "page down", "a page down"),
    bind(Action::PageUp, &["pgup", "ctrl-u"], "page up", "a page up"),
    bind(Action::Top, &["gg", "home"], "top", "to the first line"),
    bind(Action::Bottom, &["G", "end"], "bottom", "to the last line, and follows from there"),
    bind(Action::Unread, &["u"], "first unread", "to the first line that is new since you looked"),
    bind(Action::AllRead, &["U"], "all read", "counts everything as read, on all your machines"),
    bind(Action::Search, &["/"], "search", "searches this list; a capital makes case count, Esc ends it"),
    at(Where::Searching, bind(Action::NextMatch, &["n"], "next match", "to the next match, round the end")),
    at(Where::Searching, bind(Action::PreviousMatch, &["N"], "match before", "to the match before, round the top")),
    bind(Action::Filter, &["f"], "filter", "shows only some rows of this pane, or all again"),
    bind(Action::Freeze, &["F"], "freeze", "everything stands still; F goes on"),
    bind(Action::Copy, &["y"], "copy", "copies what is selected, with time, author and number"),
    bind(Action::CopyBrief, &["Y"], "copy brief", "copies the whole brief as plain text"),
    bind(Action::Text, &["V"], "as text", "shows it over the full width, to be marked with the mouse"),
    bind(Action::Links, &["L"], "links", "lists all links of the incident"),
    bind(Action::Zoom, &["z"], "zoom", "the pane as the whole screen, and back"),
    bind(Action::Panes, &["|"], "panes", "shows, hides and moves panes; the choice is kept for the seat"),
    bind(Action::PaneLeft, &["<"], "pane left", "moves the pane one column to the left"),
    bind(Action::PaneRight, &[">"], "pane right", "moves the pane one column to the right"),
    bind(Action::HidePane, &[], "hide pane", "hides the pane; the list of panes shows it again"),
    bind(Action::Clock, &["t"], "UTC/local", "shows times as UTC, local, or since the beginning"),
    at(
        Where::Rows,
        order(Action::Correct, &["e"], "correct", "corrects the entry's text or time", CommandKind::Correct),
    ),
    at(
        Where::Rows,
        order(
            Action::Judge,
            &["v"],
            "verdict",
            "says what came of a hypothesis or an action",
            CommandKind::JudgeHypothesis,
        ),
    ),
    at(
        Where::Rows,
        order(
            Action::Redact,
            &["X"],
            "remove words",
            "removes the words of a line for good; a word has to be typed",
            CommandKind::Redact,
        ),
    ),
    order(Action::Link, &["l"], "link", "adds a link: a ticket, a dashboard, a call", CommandKind::AddLink),
    order(Action::Editor, &["E"], "editor", "writes an entry in $VISUAL or $EDITOR", CommandKind::Post),
    bind(Action::Outbox, &["o"], "outbox", "what waits to be sent, or was refused"),
    bind(Action::TimesUtc, &[], "times: UTC", "shows times as UTC, with a Z"),
    bind(Action::TimesLocal, &[], "times: local", "shows times as this machine's clock does"),
    bind(Action::TimesElapsed, &[], "times: elapsed", "shows times since the incident began"),
    bind(Action::ThemeTerminal, &[], "theme: terminal", "the terminal's own colours, for as long as this runs"),
    bind(Action::ThemeMono, &[], "theme: mono", "no colours at all, for as long as this runs"),
    bind(Action::ThemeHighContrast, &[], "theme: high-contrast", "bright on black, nothing dimmed"),
    bind(Action::ThemeOkabeIto, &[], "theme: okabe-ito", "colours that all kinds of colour vision tell apart"),
    bind(Action::ThemeDark, &[], "theme: dark", "soft colours on a dark ground"),
    bind(Action::ThemeLight, &[], "theme: light", "strong colours on a light ground"),
    bind(Action::Join, &["J"], "join lines", "shows the lines to paste into other terminals"),
    bind(Action::Help, &["?", "f1"], "help", "shows all keys"),
    bind(Action::Palette, &[":"], "commands", "finds any action by its name"),
    bind(Action::Redraw, &["ctrl-l"], "redraw", "draws the screen anew"),
    bind(Action::Suspend, &["ctrl-z"], "suspend", "back to the shell; fg comes back"),
    bind(Action::Cancel, &["ctrl-c"], "cancel", "cancels; twice within two seconds leaves"),
    bind(Action::Back, &["q", "esc"], "back", "back or close; at the top asks whether to leave"),
];

/// The line of an action, with the keys that it has by default.
///
/// # Panics
/// Never: a test holds that every action has one.
#[must_use]
pub fn binding(action: Action) -> &'static Binding {
    TABLE.iter().find(|binding| binding.action == action).expect("every action stands in the table")
}
