//! What the order keeps of each incident beside its room.

use super::*;

/// A room and what the order keeps beside it.
pub(super) struct Slot {
    pub(super) room: Room,
    /// The newest events, encoded: what somebody misses while attaching.
    pub(super) tail: VecDeque<Row>,
    /// Bytes of their lines.
    pub(super) tail_bytes: usize,
    /// Which reaches occur in the record.
    pub(super) used: Reaches,
    /// Connections that are live, by person.
    pub(super) here: HashMap<ConnectionId, Person>,
    /// The ids of all commands that were answered here, folded: what is not among them was never sent before, and
    /// the journal need not be asked.
    pub(super) ids: HashSet<u64>,
    /// The policy that was last put to it.
    pub(super) policy: Option<Arc<Policy>>,
    /// What is known of its deadlines; nothing until they were looked at.
    pub(super) looked: Option<nudges::Looked>,
    /// How far the members have read.
    pub(super) marks: BTreeMap<Person, ReadMarks>,
    /// What was made for those who join.
    pub(super) early: early::Made,
    /// When somebody who is not here was last heard of.
    pub(super) heard: BTreeMap<Person, Time>,
}

/// Who is live by connection, and when the others were last heard of.
pub(super) type Whereabouts = (HashMap<ConnectionId, Person>, BTreeMap<Person, Time>);

/// Salts, many at a time: one question to the system for 64 of them.
#[derive(Default)]
pub(super) struct Salts(Vec<[u8; 16]>);

impl Salts {
    pub(super) fn next(&mut self) -> Salt {
        if self.0.is_empty() {
            let bytes: [u8; 1_024] = random();
            self.0.extend(bytes.as_chunks().0);
        }
        Salt(self.0.pop().unwrap_or_else(random))
    }
}

impl Slot {
    pub(super) fn new(incident: IncidentId) -> Slot {
        Slot {
            room: Room::new(incident),
            tail: VecDeque::new(),
            tail_bytes: 0,
            used: Reaches::NONE,
            here: HashMap::new(),
            ids: HashSet::new(),
            policy: None,
            looked: None,
            marks: BTreeMap::new(),
            early: early::Made::default(),
            heard: BTreeMap::new(),
        }
    }

    pub(super) fn keep(&mut self, row: Row) {
        self.used = self.used.with(row.reach);
        self.tail_bytes += row.line.len();
        self.tail.push_back(row);
        // What is more than going live hands over at once is of no use here.
        while self.tail.len() > bounds::TAIL_EVENTS || self.tail_bytes > bounds::OUTLET_BYTES {
            let Some(oldest) = self.tail.pop_front() else { break };
            self.tail_bytes -= oldest.line.len();
        }
    }

    pub(super) fn seats(&self) -> Seats {
        let state = &self.room.state;
        state.members().map(|(person, member)| (person.clone(), (state.seats(person), member.reaches()))).collect()
    }
}
