//! Everything the screen knows. The same model always draws the same screen.

use serde::{Deserialize, Serialize};
use warroom_incident::wire::{Presence, Present};
use warroom_incident::{CommandId, Person, Seat, Seq, Time};

use super::arrangement::Arrangements;
use super::composer::Composer;
use super::connection::Link;
use super::forms::Form;
use super::keymap::Action;
use super::list::Cursor;
use super::palette::Palette;
use super::rows::{Clock, Rows};
use crate::replica::{Pending, Replica};
use crate::settings::Settings;

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pane {
    /// Where things stand.
    Brief,
    /// What happened.
    Timeline,
    /// The internal stream.
    Notes,
    /// What customers will read.
    Drafts,
    /// What it costs.
    Impact,
    /// Who is here.
    People,
    /// What is to be done.
    Tasks,
    /// What waits for the chair.
    Needs,
}

impl Pane {
    /// All panes, in the order of the list that shows and hides them.
    pub const ALL: [Pane; 8] =
        [Pane::Brief, Pane::Timeline, Pane::Notes, Pane::Drafts, Pane::Impact, Pane::Needs, Pane::Tasks, Pane::People];

    /// What leads there.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Pane::Brief => Action::Brief,
            Pane::Timeline => Action::Timeline,
            Pane::Notes => Action::Notes,
            Pane::Drafts => Action::Drafts,
            Pane::Impact => Action::Impact,
            Pane::People => Action::People,
            Pane::Tasks => Action::Tasks,
            Pane::Needs => Action::Needs,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Pane::Brief => "Brief",
            Pane::Timeline => "Timeline",
            Pane::Notes => "Notes",
            Pane::Drafts => "Drafts",
            Pane::Impact => "Impact",
            Pane::People => "People",
            Pane::Tasks => "Tasks",
            Pane::Needs => "Needs you",
        }
    }
}

/// What lies over the panes.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// All keys.
    Help {
        /// The first line in sight.
        top: usize,
    },
    /// All actions, filtered by typing.
    Palette(Palette),
    /// A choice, words, and a question.
    Form(Box<Form>),
    /// Which panes are shown, and where.
    Panes {
        /// The selected line.
        cursor: usize,
    },
    /// Whole lines to be copied with the mouse.
    Lines {
        /// What they are.
        title: String,
        /// The lines.
        lines: Vec<String>,
    },
}

/// How loud a sentence at the bottom is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loud {
    /// It tells.
    No,
    /// Something did not work.
    Yes,
}

/// What was different after the connection had been away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// When it was lost.
    pub lost_at: Time,
    /// When it was back.
    pub back_at: Time,
    /// The last event before.
    pub after: Seq,
    /// Entries of mine that waited.
    pub mine: usize,
}

impl Back {
    /// Whether it is worth a line: a blink without anything new is not.
    #[must_use]
    pub fn matters(&self, seq: Seq) -> bool {
        seq > self.after || self.back_at - self.lost_at >= chrono::TimeDelta::seconds(5)
    }
}

/// How the terminal wants to be drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Without colours.
    pub mono: bool,
    /// Without anything beyond ASCII.
    pub ascii: bool,
}

/// What a screen starts with.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Who.
    pub me: Person,
    /// Which incident.
    pub incident: String,
    /// The server's address.
    pub server: String,
    /// What an earlier run left unanswered.
    pub outbox: Vec<Pending>,
    /// What an earlier run left unsent in the composer.
    pub composer: String,
    /// Lines to be shown before everything else.
    pub banner: Option<Vec<String>>,
    /// How to draw.
    pub look: Look,
    /// What the person has chosen.
    pub settings: Settings,
    /// This machine's zone, minutes east.
    pub zone_minutes: i32,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The moment.
    pub now: Time,
}

/// The screen as data.
#[derive(Clone, Debug)]
pub struct Model {
    /// The copy of the incident.
    pub replica: Replica,
    /// Its id.
    pub incident: String,
    /// The server's address.
    pub server: String,
    /// The connection.
    pub link: Link,
    /// Who is here.
    pub present: Vec<Present>,
    /// This machine's clock at the last message.
    pub now: Time,
    /// How far the server's clock is ahead, in milliseconds.
    pub server_ahead_ms: i64,
    /// Columns and rows.
    pub size: (u16, u16),
    /// How to draw.
    pub look: Look,
    /// What the person has chosen, the keys among it.
    pub settings: Settings,
    /// The pane that keys go to.
    pub focus: Pane,
    /// Which panes stand where, as far as somebody chose.
    pub arrangements: Arrangements,
    /// Whether it is the whole screen.
    pub zoomed: bool,
    /// Whether the brief is the whole screen: on joining, and when it is asked for.
    pub whole_brief: bool,
    /// Where the reader is in the timeline.
    pub timeline: Cursor,
    /// Where the reader is in the notes.
    pub notes: Cursor,
    /// The last event that was read on the timeline.
    pub read: Seq,
    /// The last note that was read.
    pub read_notes: Seq,
    /// The selected line of each short list.
    pub selected: Selected,
    /// What lies over the panes.
    pub dialog: Option<Dialog>,
    /// What is being written.
    pub composer: Composer,
    /// How moments are shown.
    pub clock: ClockStyle,
    /// This machine's zone, minutes east.
    pub zone_minutes: i32,
    /// A sentence at the bottom until the next key.
    pub said: Option<(String, Loud)>,
    /// The form whose order is on its way; comes back when the order is refused.
    pub asked: Option<Box<Form>>,
    /// What changed while the connection was away.
    pub back: Option<Back>,
    /// The lines that the demo shows.
    pub banner: Option<Vec<String>>,
    /// The first key of two, as the first `g` of `gg`.
    pub half: Option<String>,
    /// When Ctrl-C was pressed last.
    pub cancelled_at: Option<Time>,
    /// The name of the window that was given last.
    pub title: String,
    /// Whether the server takes what is written.
    pub store: Store,
    /// The composer's text that was handed out to be kept.
    pub kept_text: String,
    /// The last command that was sent: taken back when it could not be kept.
    pub last_sent: Option<CommandId>,
    /// Whether the program is about to end.
    pub leaving: bool,
}

/// Whether the server can save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// It can, as far as is known.
    Works,
    /// It could not.
    Fails(String),
}

/// Which way of showing moments is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockStyle {
    /// UTC.
    #[default]
    Utc,
    /// This machine's zone.
    Local,
    /// Since the incident began.
    Elapsed,
}

/// The selected line of each short list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// In the brief.
    pub brief: usize,
    /// Among the people.
    pub people: usize,
    /// The number of the selected task; lists reorder, tasks do not change their numbers.
    pub task: Seq,
    /// Among what waits for the chair.
    pub needs: usize,
}

impl Model {
    /// A fresh screen.
    #[must_use]
    pub fn new(opening: Opening) -> Model {
        let dialog = opening.banner.clone().map(join_lines);
        Model {
            replica: Replica::new(opening.me, opening.outbox),
            incident: opening.incident,
            server: opening.server,
            link: Link::starting(opening.now),
            present: Vec::new(),
            now: opening.now,
            server_ahead_ms: 0,
            size: opening.size,
            look: opening.look,
            clock: opening.settings.screen.times,
            settings: opening.settings,
            focus: Pane::Brief,
            arrangements: Arrangements::default(),
            zoomed: false,
            whole_brief: true,
            timeline: Cursor::End,
            notes: Cursor::End,
            read: 0,
            read_notes: 0,
            selected: Selected::default(),
            dialog,
            kept_text: opening.composer.clone(),
            composer: Composer::new(opening.composer),
            zone_minutes: opening.zone_minutes,
            said: None,
            asked: None,
            back: None,
            banner: opening.banner,
            half: None,
            cancelled_at: None,
            title: String::new(),
            store: Store::Works,
            last_sent: None,
            leaving: false,
        }
    }

    /// Whose screen it is.
    #[must_use]
    pub fn me(&self) -> &Person {
        self.replica.me()
    }

    /// My seats, the one with most rights first.
    #[must_use]
    pub fn seats(&self) -> Vec<Seat> {
        self.replica.state().seats(self.me())
    }

    /// The seat whose layout is shown.
    #[must_use]
    pub fn seat(&self) -> Seat {
        self.seats().into_iter().next().unwrap_or(Seat::Guest)
    }

    /// Whether I have the chair.
    #[must_use]
    pub fn is_chair(&self) -> bool {
        self.replica.state().chair.holder() == Some(self.me())
    }

    /// The server's clock, as far as it is known.
    #[must_use]
    pub fn server_now(&self) -> Time {
        self.now + chrono::TimeDelta::milliseconds(self.server_ahead_ms)
    }

    /// How moments are shown.
    #[must_use]
    pub fn clock(&self) -> Clock {
        match (self.clock, self.replica.state().since) {
            (ClockStyle::Local, _) => Clock::Local { minutes: self.zone_minutes },
            (ClockStyle::Elapsed, Some(since)) => Clock::Elapsed { since },
            (ClockStyle::Utc | ClockStyle::Elapsed, _) => Clock::Utc,
        }
    }

    /// The timeline's rows at a width.
    #[must_use]
    pub fn fact_rows(&self, width: u16) -> Rows<'_> {
        let unread = (self.timeline != Cursor::End || self.back.is_some()).then_some(self.read);
        Rows::facts(&self.replica, self.clock(), width, unread, self.server_now())
    }

    /// The notes' rows at a width.
    #[must_use]
    pub fn note_rows(&self, width: u16) -> Rows<'_> {
        let unread = (self.notes != Cursor::End || self.back.is_some()).then_some(self.read_notes);
        Rows::notes(&self.replica, self.clock(), width, unread, self.server_now())
    }

    /// Where I am, for the others.
    #[must_use]
    pub fn presence(&self) -> Presence {
        Presence { pane: self.focus.name().to_lowercase(), typing: self.composer.is_open(), caret: None }
    }

    /// How an action is reached, for a sentence: by its key, or by its name.
    #[must_use]
    pub fn key(&self, action: Action) -> String {
        self.settings.keymap.reach(action)
    }

    /// Says something at the bottom.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.said = Some((sentence.into(), Loud::No));
    }

    /// Says at the bottom that something did not work.
    pub fn complain(&mut self, sentence: impl Into<String>) {
        self.said = Some((sentence.into(), Loud::Yes));
    }
}

/// The dialog with the lines of the demo.
#[must_use]
pub fn join_lines(lines: Vec<String>) -> Dialog {
    Dialog::Lines { title: "Paste these lines into other terminals".into(), lines }
}
