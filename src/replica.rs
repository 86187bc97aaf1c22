//! A client's copy of one incident: what the server confirmed, and what was written here and waits for its answer.
//!
//! Pure: no socket, no clock, no file. The app feeds it every message of the server and asks it what to send; a
//! simulation drives many of them against one room. It judges nothing by itself: `decide` predicts, `apply` changes.

use serde::{Deserialize, Serialize};
use warroom_incident::chain::Hash;
use warroom_incident::event::Reaches;
use warroom_incident::wire::{Farewell, InviteMade, Presence, ToClient, ToServer};
use warroom_incident::{Actor, Command, CommandId, Incident, Line, Person, Record, Rejection, Seq, Summary, Time};
use warroom_incident::{apply, decide, text};

use crate::index::Index;
use crate::timeline::Timeline;

/// Entries that may wait at a time: an hour of busy writing. More would not fit on the screen that shows them.
pub const MOST_WAITING: usize = 500;

/// What was written longer ago than this and never sent may not be true any more: it is asked about first.
const OLD_MINUTES: i64 = 10;

/// What is sent for the first time, or again, this long after it was written carries that moment.
const LATE: chrono::TimeDelta = chrono::TimeDelta::seconds(2);

/// A command that was written here and whose answer is not known yet. Kept on disk until it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its id: the server takes each only once.
    pub id: CommandId,
    /// When it was written, by this machine's clock.
    pub at: Time,
    /// What.
    pub command: Command,
}

/// One pending command and what is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The command.
    pub pending: Pending,
    /// What is known.
    pub fate: Fate,
    /// How far it has come on its way.
    pub way: Way,
    /// Somebody said that it is still true, however old.
    pub still_true: bool,
}

/// How far a pending command has come on its way to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It has not left.
    Here,
    /// It left over an earlier connection, or in an earlier run, and no answer came: it may have arrived.
    Unsure,
    /// It left over this connection, and the answer is on its way.
    Sent,
}

/// What is known about a pending command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing yet; by the rules it should pass.
    Unanswered,
    /// Nothing yet; by what is known here it will be refused.
    Doubtful(Rejection),
    /// An event of mine with its words is here, the answer is not: shown once, as the event.
    Seen(Seq),
    /// On the server's disk under this number; the event itself is on its way.
    Accepted(Seq),
    /// The server could not save it: stays here, sent again on the next connection.
    NotSaved(String),
    /// The rules said no; kept so that the text can be taken back.
    Refused(String),
}

impl Waiting {
    fn new(pending: Pending, way: Way) -> Waiting {
        Waiting { pending, fate: Fate::Unanswered, way, still_true: false }
    }

    /// Gives an entry the moment at which it was written, where it has none of its own.
    fn date(&mut self) {
        if let Command::Post { happened_at, .. } = &mut self.pending.command {
            *happened_at = happened_at.or(Some(self.pending.at));
        }
    }

    /// Whether it has to be asked about before it is sent: nobody knows whether it still holds.
    fn is_doubted(&self, now: Time) -> bool {
        let old = now - self.pending.at > chrono::TimeDelta::minutes(OLD_MINUTES);
        // What stands on the record already is past being doubted.
        old && !self.still_true && self.way != Way::Sent && !matches!(self.fate, Fate::Seen(_))
    }
}

impl Fate {
    /// Whether it still has to reach the server.
    fn is_unsettled(&self) -> bool {
        match self {
            Fate::Unanswered | Fate::Doubtful(_) | Fate::Seen(_) | Fate::NotSaved(_) => true,
            Fate::Accepted(_) | Fate::Refused(_) => false,
        }
    }
}

/// How an order that needs the server's authority ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is on disk; an invite comes with it when one was made.
    Accepted(Option<InviteMade>),
    /// The rules said no, or it could not be saved: a sentence for the person.
    Refused(String),
}

/// What a message of the server changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// How many events were new.
    pub new_events: usize,
    /// The record was forgotten, to be fetched anew.
    pub forgotten: bool,
    /// Events whose rows are new or read differently now.
    pub touched: Vec<Seq>,
    /// Events are missing or what was seen before no longer holds: connect and attach again.
    pub attach_again: bool,
    /// What has to be kept on disk differs now.
    pub outbox_changed: bool,
    /// An order was answered.
    pub answer: Option<(Command, Answer)>,
    /// The server's chain is not the one that was followed here.
    pub other_record: bool,
}

/// The copy.
#[derive(Clone, Debug)]
pub struct Replica {
    me: Person,
    record: Record,
    state: Incident,
    timeline: Timeline,
    index: Index,
    reaches: Option<Reaches>,
    live: bool,
    /// The last number that a ping counted.
    promised: Seq,
    snapshot: Option<Box<Summary>>,
    waiting: Vec<Waiting>,
    asked: Vec<Pending>,
}

impl Replica {
    /// An empty copy for this person, with what an earlier run left unanswered.
    #[must_use]
    pub fn new(me: Person, outbox: Vec<Pending>) -> Replica {
        let waiting = outbox.into_iter().map(|pending| Waiting::new(pending, Way::Unsure)).collect();
        Replica {
            me,
            record: Record::default(),
            state: Incident::default(),
            timeline: Timeline::default(),
            index: Index::default(),
            reaches: None,
            live: false,
            promised: 0,
            snapshot: None,
            waiting,
            asked: Vec::new(),
        }
    }

    /// Whose copy it is.
    #[must_use]
    pub fn me(&self) -> &Person {
        &self.me
    }

    /// The confirmed record.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The confirmed state.
    #[must_use]
    pub fn state(&self) -> &Incident {
        &self.state
    }

    /// The order of rows.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What is asked about the record again and again.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// What I may see: as the server said when the connection was made, and as my seats are since.
    #[must_use]
    pub fn reaches(&self) -> Option<Reaches> {
        self.reaches
    }

    /// What the incident was at the head when the connection was made.
    #[must_use]
    pub fn snapshot(&self) -> Option<&Summary> {
        self.snapshot.as_deref()
    }

    /// What waits, oldest first, without what already stands on the timeline.
    pub fn waiting(&self) -> impl DoubleEndedIterator<Item = &Waiting> {
        self.waiting.iter().filter(|waiting| !matches!(waiting.fate, Fate::Seen(_)))
    }

    /// How many entries wait for the server.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.waiting.iter().filter(|waiting| waiting.fate.is_unsettled()).count()
    }

    /// What has to be on disk: everything whose words would otherwise be lost with this program.
    #[must_use]
    pub fn outbox(&self) -> Vec<Pending> {
        let keeps = |waiting: &&Waiting| !matches!(waiting.fate, Fate::Accepted(_));
        self.waiting.iter().filter(keeps).map(|waiting| waiting.pending.clone()).collect()
    }

    /// Orders whose answer is awaited.
    #[must_use]
    pub fn asked(&self) -> &[Pending] {
        &self.asked
    }

    /// The request that starts or resumes the flow of events.
    #[must_use]
    pub fn attach(&self, presence: Presence) -> ToServer {
        let after = self.record.seq();
        ToServer::Attach { after, head: (after > 0).then(|| self.record.head()), presence }
    }

    /// What to send now, in order and with the ids it has: everything that has not left over this connection, up to
    /// the first that has to be asked about. What stands behind that one waits with it.
    pub fn send_due(&mut self, now: Time) -> Vec<ToServer> {
        let mut due = Vec::new();
        for waiting in self.waiting.iter_mut().filter(|it| it.fate.is_unsettled()) {
            if waiting.is_doubted(now) {
                break;
            }
            if waiting.way != Way::Sent {
                // What leaves late says when it was written; else the server would take it for new, and of two that
                // were written while nothing got through the earlier one would stand below the later.
                if now - waiting.pending.at > LATE {
                    waiting.date();
                }
                waiting.way = Way::Sent;
                due.push(order(&waiting.pending));
            }
        }
        due
    }

    /// The entry that has to be asked about before anything more is sent.
    #[must_use]
    pub fn doubted(&self, now: Time) -> Option<&Waiting> {
        self.waiting.iter().filter(|it| it.fate.is_unsettled()).find(|it| it.is_doubted(now))
    }

    /// Somebody says that an entry is still true. It keeps its id, and the time at which it was written.
    pub fn confirm(&mut self, id: CommandId) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.pending.id == id) {
            waiting.still_true = true;
            waiting.date();
        }
    }

    /// The entry that waits longest, as it is sent.
    #[must_use]
    pub fn oldest(&self) -> Option<ToServer> {
        self.waiting.iter().find(|it| it.fate.is_unsettled()).map(|it| order(&it.pending))
    }

    /// The ids of what still has to reach the server.
    #[must_use]
    pub fn unsettled(&self) -> Vec<CommandId> {
        self.waiting.iter().filter(|it| it.fate.is_unsettled()).map(|it| it.pending.id).collect()
    }

    /// What was sent and could not be saved is due once more; nobody has to be asked about it again.
    pub fn send_again(&mut self) {
        for waiting in self.waiting.iter_mut().filter(|it| it.fate.is_unsettled() && it.way == Way::Sent) {
            waiting.still_true = true;
            waiting.way = Way::Here;
        }
    }

    /// A connection stands that nothing was sent over yet.
    pub fn connected(&mut self) {
        for waiting in self.waiting.iter_mut().filter(|waiting| waiting.way == Way::Sent) {
            waiting.way = Way::Unsure;
        }
    }

    /// The record is here up to its head: what of mine is not on it has not arrived.
    fn know_what_arrived(&mut self) {
        for waiting in self.waiting.iter_mut().filter(|waiting| waiting.way == Way::Unsure) {
            waiting.way = Way::Here;
        }
    }

    /// For whom a command would ring, by the rules.
    #[must_use]
    pub fn rings_for(&self, command: &Command, now: Time) -> Vec<String> {
        let decided = decide(&self.state, command, &Actor::Person(self.me.clone()), now).unwrap_or_default();
        let mut names = Vec::new();
        for it in decided {
            if let warroom_incident::Event::Posted { mentions, .. }
            | warroom_incident::Event::Corrected { mentions, .. } = it.fact.event
            {
                names.extend(mentions.iter().map(|person| person.as_str().to_owned()));
            }
        }
        names
    }

    /// Decides a command as the server will, by what is known here.
    ///
    /// # Errors
    /// The [`Rejection`] to show.
    pub fn predict(&self, command: &Command, now: Time) -> Result<(), Rejection> {
        // Before the first events nothing is known that could refuse.
        if !self.state.is_declared() {
            return Ok(());
        }
        decide(&self.state, command, &Actor::Person(self.me.clone()), now).map(|_| ())
    }

    /// Takes a command: entries wait here until they are confirmed, everything else only for its answer.
    ///
    /// # Errors
    /// The [`Rejection`] to show; nothing is kept then.
    pub fn submit(&mut self, command: Command, id: CommandId, now: Time) -> Result<ToServer, Rejection> {
        self.predict(&command, now)?;
        let pending = Pending { id, at: now, command };
        let request = order(&pending);
        if pending.command.can_wait() {
            if self.waiting.len() >= MOST_WAITING {
                return Err(Rejection::TooMany { what: "entries that wait to be sent".into(), most: MOST_WAITING });
            }
            self.waiting.push(Waiting::new(pending, Way::Here));
        } else {
            self.asked.push(pending);
        }
        Ok(request)
    }

    /// One entry that waits.
    #[must_use]
    pub fn waits(&self, id: CommandId) -> Option<&Waiting> {
        self.waiting.iter().find(|waiting| waiting.pending.id == id)
    }

    /// Takes back what was written: a refused entry whose text goes on elsewhere, or one that could not be kept.
    pub fn take_back(&mut self, id: CommandId) -> Option<Pending> {
        let at = self.waiting.iter().position(|waiting| waiting.pending.id == id)?;
        Some(self.waiting.remove(at).pending)
    }

    /// The connection is gone: orders without an answer are given up, since they must not happen late.
    pub fn lose_connection(&mut self) -> Vec<Pending> {
        self.connected();
        std::mem::take(&mut self.asked)
    }

    /// Takes a message of the server.
    pub fn receive(&mut self, message: &ToClient) -> Received {
        let mut received = Received::default();
        match message {
            ToClient::Welcome { you, .. } => self.me = you.clone(),
            ToClient::Attached { snapshot, reaches, .. } => self.attached(snapshot, *reaches, &mut received),
            ToClient::Reading(snapshot) => {
                self.attached(&Summary::for_reader(snapshot), Reaches::PUBLISHED, &mut received);
            }
            ToClient::Events(lines) => self.take(lines, &mut received),
            ToClient::Live { seq, head } => {
                self.live = true;
                self.promised = 0;
                self.follow_my_seats();
                self.compare(*seq, *head, &mut received);
                if self.live {
                    self.know_what_arrived();
                }
            }
            ToClient::Ping { seq, head, .. } => {
                // The ping may overtake the events that it counts; those of the ping before it may not be missing.
                received.attach_again = self.promised > self.record.seq() && self.live;
                self.promised = *seq;
                received.other_record = *seq == self.record.seq() && *head != self.record.head();
            }
            ToClient::Accepted { id, seq, invite, .. } => self.accepted(*id, *seq, invite.as_ref(), &mut received),
            ToClient::Refused { id, sentence, .. } => self.refused(*id, sentence, &mut received),
            ToClient::NotSaved { id, sentence } => self.not_saved(*id, sentence, &mut received),
            ToClient::Goodbye { why: Farewell::ReachChanged, .. } => {
                self.forget();
                received.forgotten = true;
            }
            ToClient::Goodbye { why, .. } => received.other_record = *why == Farewell::OtherRecord,
            ToClient::Presence(_) => {}
        }
        received
    }

    /// More or less may be seen than before: what was withheld is fetched again, what is not mine any more goes.
    fn attached(&mut self, snapshot: &Summary, reaches: Reaches, received: &mut Received) {
        self.snapshot = Some(Box::new(snapshot.clone()));
        self.live = false;
        let changed = self.reaches.is_some_and(|before| before != reaches);
        self.reaches = Some(reaches);
        if changed && self.holds_other_than(reaches) {
            self.forget();
            received.forgotten = true;
            self.reaches = Some(reaches);
            received.attach_again = true;
        }
    }

    /// Whether the record holds what may not be seen any more, or lacks what may be seen now.
    fn holds_other_than(&self, reaches: Reaches) -> bool {
        self.record.lines().iter().any(|line| line.open().is_none_or(|sealed| !reaches.contains(sealed.fact.reach)))
    }

    /// A new seat widens or narrows what I may see. The server sends only those away of whom something was withheld, or
    /// who hold what is not theirs any more; for everybody else the connection goes on and nothing is said.
    fn follow_my_seats(&mut self) {
        // While the record is replayed the seats are those of then; a reader's record says nothing of seats.
        if !self.live || self.reaches == Some(Reaches::PUBLISHED) {
            return;
        }
        if let Some(member) = self.state.member(&self.me) {
            self.reaches = Some(member.reaches());
        }
    }

    fn forget(&mut self) {
        self.reaches = None;
        self.record = Record::default();
        self.state = Incident::default();
        self.timeline = Timeline::default();
        self.index = Index::default();
    }

    fn take(&mut self, lines: &[Line], received: &mut Received) {
        for line in lines {
            let next = self.record.seq() + 1;
            if line.seq() < next {
                continue;
            }
            if line.seq() > next {
                received.attach_again = true;
                break;
            }
            apply(&mut self.state, line);
            self.record.push(line.clone()).expect("the number was compared just before");
            self.timeline.take(&self.state, line);
            received.touched.extend(self.index.take(&self.state, line));
            self.recognise(line);
            received.new_events += 1;
        }
        if received.new_events > 0 {
            self.follow_my_seats();
            self.settle_arrived();
            self.decide_again();
        }
    }

    /// Finds the pending entry that an event of mine is, before or without its answer.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only the named ones matter here, all others are alike")]
    fn recognise(&mut self, line: &Line) {
        let Some(sealed) = line.open() else { return };
        let warroom_incident::Event::Posted { entry, .. } = &sealed.fact.event else { return };
        let Some(content) = &sealed.content else { return };
        if sealed.fact.author.person() != Some(&self.me) {
            return;
        }
        let known = self.waiting.iter().any(|waiting| waiting.fate == Fate::Accepted(sealed.seq));
        let same = |command: &Command| match command {
            Command::Post { entry: wanted, text: words, .. } => {
                let words = text::visible(words);
                wanted == entry && words.trim_matches(['\n', ' ', '\t']) == content.text
            }
            _ => false,
        };
        let open = |fate: &Fate| fate.is_unsettled() && !matches!(fate, Fate::Seen(_));
        if !known && let Some(mine) = self.waiting.iter_mut().find(|it| open(&it.fate) && same(&it.pending.command)) {
            mine.fate = Fate::Seen(sealed.seq);
        }
    }

    /// Accepted entries leave once their event is here.
    fn settle_arrived(&mut self) {
        let seq = self.record.seq();
        self.waiting.retain(|waiting| !matches!(waiting.fate, Fate::Accepted(at) if at <= seq));
    }

    /// The order may have turned out different from what was predicted.
    fn decide_again(&mut self) {
        let actor = Actor::Person(self.me.clone());
        for waiting in &mut self.waiting {
            if matches!(waiting.fate, Fate::Unanswered | Fate::Doubtful(_)) {
                let pending = &waiting.pending;
                waiting.fate = match decide(&self.state, &pending.command, &actor, pending.at) {
                    Ok(_) => Fate::Unanswered,
                    Err(why) => Fate::Doubtful(why),
                };
            }
        }
    }

    fn compare(&mut self, seq: Seq, head: Hash, received: &mut Received) {
        // Until the record has come whole, being behind is nothing strange.
        if seq > self.record.seq() && self.live {
            self.live = false;
            received.attach_again = true;
        }
        received.other_record = seq == self.record.seq() && head != self.record.head();
    }

    fn accepted(&mut self, id: CommandId, seq: Seq, invite: Option<&InviteMade>, received: &mut Received) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.pending.id == id) {
            waiting.fate = Fate::Accepted(seq);
            received.outbox_changed = true;
            self.settle_arrived();
        } else {
            self.answered(id, Answer::Accepted(invite.cloned()), received);
        }
    }

    fn refused(&mut self, id: CommandId, sentence: &str, received: &mut Received) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.pending.id == id) {
            waiting.fate = Fate::Refused(sentence.to_owned());
            received.outbox_changed = true;
        } else {
            self.answered(id, Answer::Refused(sentence.to_owned()), received);
        }
    }

    fn not_saved(&mut self, id: CommandId, sentence: &str, received: &mut Received) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.pending.id == id) {
            waiting.fate = Fate::NotSaved(sentence.to_owned());
        } else {
            self.answered(id, Answer::Refused(format!("not saved, nothing was done: {sentence}")), received);
        }
    }

    fn answered(&mut self, id: CommandId, answer: Answer, received: &mut Received) {
        if let Some(at) = self.asked.iter().position(|pending| pending.id == id) {
            received.answer = Some((self.asked.remove(at).command, answer));
        }
    }
}

fn order(pending: &Pending) -> ToServer {
    ToServer::Command { id: pending.id, command: Box::new(pending.command.clone()) }
}
