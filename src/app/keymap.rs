//! The one table of keys: key → action → what it is called. Help, hints and palette are made from it.

use warroom_incident::CommandKind;

/// Something that a key or the palette starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    Unread,
    /// The focused pane as the whole screen.
    Zoom,
    /// UTC, local, elapsed.
    Clock,
    /// Opens what is selected.
    Open,
    /// Writes an entry or a note, or adds a task.
    Write,
    /// Marks as key.
    Key,
    /// A note becomes a fact.
    Fact,
    /// Severity.
    Severity,
    /// Phase.
    Phase,
    /// Acknowledges.
    Acknowledge,
    /// The chair.
    HandOver,
    /// HOLD.
    Hold,
    /// The now line.
    Now,
    /// The scribe mark.
    Scribe,
    /// A new invite.
    Invite,
    /// Asks for a seat.
    Seat,
    /// Takes a task.
    Claim,
    /// A task is done.
    Finish,
    /// Closes or opens the incident.
    Close,
    /// Tries the connection now.
    Retry,
    /// Shows how to reach the others without the server.
    Bridge,
    /// Shows the demo's lines.
    Join,
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
    /// While not connected.
    Offline,
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

/// The table.
pub const TABLE: &[Binding] = &[
    at(Where::Tasks, order(Action::Claim, &["x"], "take task", "takes the selected task", CommandKind::ClaimTask)),
    order(
        Action::Write,
        &["a", "i"],
        "write",
        "writes an entry; in Notes a note, in Tasks a new task",
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
        Where::Rows,
        order(Action::Key, &["*"], "key", "marks the entry as key, or takes the mark away", CommandKind::MarkKey),
    ),
    at(
        Where::Notes,
        order(Action::Fact, &["m"], "is a fact", "makes a fact of the selected note", CommandKind::MarkFact),
    ),
    at(Where::Offline, bind(Action::Retry, &["R"], "retry now", "tries the connection now")),
    bind(Action::Bridge, &["B"], "bridge", "shows the call or chat in which the others are, without this server"),
    bind(Action::Open, &["enter"], "open", "shows the selected line in full, with what can be done"),
    bind(Action::Needs, &["n"], "needs you", "goes to what waits for the chair"),
    bind(Action::Brief, &["0", "c"], "brief", "where things stand, on one screen"),
    bind(Action::Timeline, &["1"], "timeline", "goes to the timeline"),
    bind(Action::Notes, &["2"], "notes", "goes to the notes"),
    bind(Action::Drafts, &["3"], "drafts", "goes to what customers will read"),
    bind(Action::Impact, &["4"], "impact", "goes to what it costs"),
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
    bind(Action::Zoom, &["z"], "zoom", "the pane as the whole screen, and back"),
    bind(Action::Clock, &["t"], "UTC/local", "shows times as UTC, local, or since the beginning"),
    bind(Action::Join, &["J"], "join lines", "shows the lines to paste into other terminals"),
    bind(Action::Help, &["?", "f1"], "help", "shows all keys"),
    bind(Action::Palette, &[":"], "commands", "finds any action by its name"),
    bind(Action::Redraw, &["ctrl-l"], "redraw", "draws the screen anew"),
    bind(Action::Suspend, &["ctrl-z"], "suspend", "back to the shell; fg comes back"),
    bind(Action::Cancel, &["ctrl-c"], "cancel", "cancels; twice within two seconds leaves"),
    bind(Action::Back, &["q", "esc"], "back", "back or close; at the top q asks whether to leave"),
];

/// The line of an action.
///
/// # Panics
/// Never: a test holds that every action has one.
#[must_use]
pub fn binding(action: Action) -> &'static Binding {
    TABLE.iter().find(|binding| binding.action == action).expect("every action stands in the table")
}
