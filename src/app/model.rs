//! Everything the screen knows. The same model always draws the same screen.

use serde::{Deserialize, Serialize};
use warroom_incident::wire::{Presence, Present};
use warroom_incident::{CommandId, Person, Seat, Seq, Time};

use super::arrangement::Arrangements;
use super::attend::Sight;
use super::bridge::Bridge;
use super::calls::{Call, Notify};
use super::catch_up::CatchUp;
use super::composer::Composer;
use super::connection::Link;
use super::detail::Detail;
use super::due::Dues;
use super::editor::reword::Reword;
use super::editor::{Editor, Papers};
use super::filter::Filters;
use super::forms::Form;
use super::freeze::Frozen;
use super::help::Help;
use super::keymap::Action;
use super::list::Cursor;
pub use super::look::Look;
use super::palette::Palette;
use super::rows::{Clock, Kept, Rows};
use super::search::Search;
use super::sheet::Sheet;
use crate::places::Places;
use crate::replica::{Pending, Replica};
use crate::settings::Settings;

pub use super::back::Back;
pub use super::store::Store;

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
    /// What guests asked the chair.
    Questions,
    /// What the outside and each group with a stake was told; to a reader, all there is.
    Told,
    /// Whom to call, who answers for what, what to do.
    Contacts,
    /// What is due when.
    Due,
}

impl Pane {
    /// All panes, in the order of the list that shows and hides them.
    pub const ALL: [Pane; 12] = [
        Pane::Brief,
        Pane::Timeline,
        Pane::Notes,
        Pane::Drafts,
        Pane::Impact,
        Pane::Questions,
        Pane::Told,
        Pane::Contacts,
        Pane::Due,
        Pane::Needs,
        Pane::Tasks,
        Pane::People,
    ];

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
            Pane::Questions => Action::Questions,
            Pane::Told => Action::Told,
            Pane::Contacts => Action::Contacts,
            Pane::Due => Action::Due,
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
            Pane::Questions => "Questions",
            Pane::Told => "Told",
            Pane::Contacts => "Contacts",
            Pane::Due => "Due",
        }
    }
}

/// What lies over the panes.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// All keys, filtered by typing.
    Help(Help),
    /// All actions, filtered by typing.
    Palette(Palette),
    /// What waits to be sent.
    Outbox(super::outbox::Outbox),
    /// A choice, words, and a question.
    Form(Box<Form>),
    /// Which panes are shown, and where.
    Panes {
        /// The selected line.
        cursor: usize,
    },
    /// One event in full, with what can be done about it.
    Detail(Box<Detail>),
    /// A text over the full width.
    Sheet(Sheet),
    /// A contact, an owner or a runbook in full.
    Reference(Box<super::reference::reading::Reading>),
    /// One draft in full, with what can be done about it.
    Draft(Box<super::review::Review>),
    /// A new draft, or what else of one can change.
    Fields(Box<super::review::fields::Fields>),
    /// An estimate that is filled in.
    Estimate(Box<super::estimate::Filling>),
    /// What was approved, to be sent by hand.
    Kit(Box<super::review::kit::Reading>),
    /// The text of a draft, written by several.
    Editor(Box<Editor>),
    /// An entry that is put into words for the outside.
    Reword(Box<Reword>),
    /// What the pane shall let through; words, once they are typed.
    Filter {
        /// The words.
        typed: Option<String>,
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

/// What a screen starts with; written down at the head of a recorded session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Opening {
    /// Who.
    pub me: Person,
    /// Which incident.
    pub incident: String,
    /// The server's address.
    pub server: String,
    /// What an earlier run left unanswered.
    pub outbox: Vec<Pending>,
    /// What an earlier run left unsent in the composer, as [`Composer::to_keep`] wrote it.
    pub composer: String,
    /// Lines to be shown before everything else.
    pub banner: Option<Vec<String>>,
    /// How to draw.
    pub look: Look,
    /// What the person has chosen.
    #[serde(default)]
    pub settings: Settings,
    /// This machine's zone, minutes east.
    pub zone_minutes: i32,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The moment.
    pub now: Time,
    /// Which panes stand where, as far as somebody chose.
    #[serde(default)]
    pub arrangements: Arrangements,
    /// How to call.
    #[serde(default)]
    pub notify: Notify,
    /// How the others were reached when this incident was left last.
    #[serde(default)]
    pub bridge: Option<Bridge>,
    /// What an earlier run wrote in drafts and did not share, as [`Papers::to_keep`] wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub writings: String,
}

impl Opening {
    /// With nothing left from an earlier run and nothing chosen.
    #[must_use]
    pub fn fresh(me: Person, size: (u16, u16), now: Time) -> Opening {
        Opening {
            me,
            incident: String::new(),
            server: String::new(),
            outbox: Vec::new(),
            composer: String::new(),
            banner: None,
            look: Look::default(),
            settings: Settings::default(),
            zone_minutes: 0,
            size,
            now,
            arrangements: Arrangements::default(),
            notify: Notify::default(),
            bridge: None,
            writings: String::new(),
        }
    }
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
    /// How the timeline and the notes were in sight at the last message.
    pub sight: [Sight; 2],
    /// What each pane lets through.
    pub filters: Filters,
    /// What is looked for.
    pub search: Option<Search>,
    /// Whether the screen stands still.
    pub frozen: Option<Box<Frozen>>,
    /// What is due.
    pub dues: Dues,
    /// What is known about coming in and coming back.
    pub catch_up: CatchUp,
    /// The selected line of each short list.
    pub selected: Selected,
    /// What lies over the panes.
    pub dialog: Option<Dialog>,
    /// The draft that the help or the palette lies over.
    pub under: Option<Box<super::review::Review>>,
    /// What is being written.
    pub composer: Composer,
    /// What I write in drafts.
    pub papers: Papers,
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
    /// How this person wants to be called.
    pub notify: Notify,
    /// What called them last; until a key is pressed.
    pub called: Option<Call>,
    /// What calls them at the end of a replay.
    pub owed: Option<Call>,
    /// The bridge that was known when this incident was left the last time.
    pub kept_bridge: Option<Bridge>,
    /// The lines that the demo shows.
    pub banner: Option<Vec<String>>,
    /// What was run by its name, the last first.
    pub recent: Vec<Action>,
    /// The first key of two, as the first `g` of `gg`.
    pub half: Option<String>,
    /// When Ctrl-C was pressed last.
    pub cancelled_at: Option<Time>,
    /// The name of the window that was given last.
    pub title: String,
    /// Whether the server takes what is written.
    pub store: Store,
    /// The composer's changes that were handed out to be kept.
    pub kept_changes: u64,
    /// When a text came back from an editor.
    pub edited_at: Option<Time>,
    /// The last command that was sent: taken back when it could not be kept.
    pub last_sent: Option<CommandId>,
    /// Whether the program is about to end.
    pub leaving: bool,
}

/// Which way of showing moments is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// The number of the selected draft.
    pub draft: Seq,
    /// Among what waits for the chair.
    pub needs: usize,
    /// The number of the selected question.
    pub question: Seq,
    /// The last event when the questions were in sight.
    pub questions_seen: Seq,
    /// Among what was told.
    pub told: usize,
    /// Among contacts, owners and runbooks.
    pub reference: usize,
    /// What of the impact; nothing while nobody chose.
    pub impact: Option<super::impact::Item>,
    /// Of an item of the impact that is taller than its pane, how many of its lines are above the edge.
    pub impact_passed: Option<(super::impact::Item, usize)>,
    /// The proposal on the selected line of what waits for the chair, when a key was pressed last.
    pub need: Option<Seq>,
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
            arrangements: opening.arrangements,
            zoomed: false,
            whole_brief: true,
            timeline: Cursor::End,
            notes: Cursor::End,
            read: 0,
            read_notes: 0,
            sight: [Sight::Away; 2],
            filters: Filters::default(),
            search: None,
            frozen: None,
            dues: Dues::default(),
            catch_up: CatchUp::default(),
            selected: Selected::default(),
            dialog,
            under: None,
            kept_changes: 0,
            edited_at: None,
            composer: Composer::new(&opening.composer),
            papers: Papers::read(&opening.writings),
            zone_minutes: opening.zone_minutes,
            said: None,
            asked: None,
            back: None,
            notify: opening.notify,
            called: None,
            owed: None,
            kept_bridge: opening.bridge,
            banner: opening.banner,
            recent: Vec::new(),
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
        let known = self.replica.state().seats(self.me());
        // Until the record is whole, the server knows better.
        let ahead = self.replica.snapshot().filter(|snapshot| snapshot.seq > self.replica.record().seq());
        let mine = ahead.and_then(|snapshot| snapshot.people.iter().find(|person| person.name == *self.me()));
        mine.map_or(known, |person| person.seats.clone())
    }

    /// Whether I see what was published and nothing else.
    #[must_use]
    pub fn is_reader(&self) -> bool {
        self.replica.reaches() == Some(warroom_incident::Reaches::PUBLISHED)
    }

    /// The seat whose layout is shown.
    #[must_use]
    pub fn seat(&self) -> Seat {
        if self.is_reader() {
            return Seat::Reader;
        }
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

    /// The moment that the panes show: a frozen screen does not grow older.
    #[must_use]
    pub fn shown_at(&self) -> Time {
        self.frozen.as_ref().map_or(self.server_now(), |frozen| frozen.at)
    }

    /// A moment of this machine's clock, by the server's.
    #[must_use]
    pub fn on_server(&self, at: Time) -> Time {
        at + chrono::TimeDelta::milliseconds(self.server_ahead_ms)
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
        self.rows(Pane::Timeline, width)
    }

    /// The notes' rows at a width.
    #[must_use]
    pub fn note_rows(&self, width: u16) -> Rows<'_> {
        self.rows(Pane::Notes, width)
    }

    /// The rows of the notes, else of the timeline, as far as they are let through.
    #[must_use]
    pub fn rows(&self, pane: Pane, width: u16) -> Rows<'_> {
        let (cursor, sight, read) = if pane == Pane::Notes {
            (self.notes, self.sight[1], self.read_notes)
        } else {
            (self.timeline, self.sight[0], self.read)
        };
        let rule = cursor != Cursor::End || self.back.is_some() || matches!(sight, Sight::Fresh(_));
        let kind = if pane == Pane::Notes { Kept::Notes } else { Kept::Facts };
        let places = self.places(pane);
        Rows::of(&self.replica, kind, places, self.clock(), width, rule.then_some(read), self.shown_at())
    }

    /// The places of the rows of the notes, else of the timeline, as far as they are let through.
    #[must_use]
    pub fn places(&self, pane: Pane) -> &Places {
        let (all, filter) = if pane == Pane::Notes {
            (self.replica.timeline().notes(), &self.filters.notes)
        } else {
            (self.replica.timeline().facts(), &self.filters.timeline)
        };
        filter.as_ref().map_or(all, |sieved| sieved.sieve.fits())
    }

    /// Where I am, for the others.
    #[must_use]
    pub fn presence(&self) -> Presence {
        if let Some(Dialog::Editor(editor)) = &self.dialog {
            return super::editor::presence(self, editor);
        }
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
