//! A long incident, made without asking the rules for each entry: a hundred thousand take a moment.

use warroom_incident::chain::Salt;
use warroom_incident::event::EntryKind;
use warroom_incident::{Author, Content, Event, Fact, Line, Reach, Sealed, Seat, Time};

use crate::common::{Room, person};

impl Room {
    /// Adds so many observations, notes and the like, without asking the rules for each: what a long incident leaves.
    pub(crate) fn fill(&mut self, count: usize, from: Time) {
        let names = ["ana", "kim", "priya"].map(person);
        for nth in 0..count {
            let seq = self.record.seq() + 1;
            let entry = match nth % 20 {
                0 => EntryKind::Finding,
                1 => EntryKind::Hypothesis,
                2 => EntryKind::Decision,
                3..=6 => EntryKind::Note,
                _ => EntryKind::Observation,
            };
            let author = Author::Person(names[nth % 3].clone());
            let event = Event::Posted { entry, action: None, mentions: Vec::new() };
            let fact = Fact {
                at: from + chrono::TimeDelta::milliseconds(i64::try_from(nth).expect("few") * 100),
                author,
                seat: Some(Seat::Responder),
                reach: Reach::Room,
                happened_at: None,
                event,
            };
            let text = format!("entry {nth}: checkout-api answers {} % of requests with 5xx in eu-west-1", nth % 37);
            let content = Content { text, data: None };
            let line = Line::Open(Box::new(Sealed::new(seq, fact, Salt([1; 16]), Some((content, Salt([2; 16]))))));
            warroom_incident::apply(&mut self.state, &line);
            self.record.push(line).expect("the next number");
        }
    }
}
