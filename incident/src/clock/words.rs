//! Words for what is due, in one place: read once by somebody who is tired.

use super::{Addressee, Due, Nudge, Standing};
use crate::Time;
use crate::people::Seat;
use crate::prelude::*;
use crate::text::visible;

/// What has to be done, within a sentence: `first update for customers`.
#[must_use]
pub fn what(nudge: &Nudge) -> String {
    match nudge {
        Nudge::Acknowledge => "acknowledgement".into(),
        Nudge::FirstUpdate { audience } => format!("first update for {}", visible(audience)),
        Nudge::NextUpdate { audience, .. } => format!("update for {}", visible(audience)),
        Nudge::GroupUpdate { group, .. } => format!("update for the group {}", visible(group)),
        Nudge::InternalSilence { .. } => "word in the room".into(),
        Nudge::NoEstimate => "estimate of the impact".into(),
        Nudge::DraftWaiting { draft, .. } => format!("decision on draft {draft}"),
        Nudge::EmptySeat { seat: Seat::Coordinator, .. } => "somebody in the chair".into(),
        Nudge::EmptySeat { seat, .. } => format!("{} for the team", article(*seat)),
        Nudge::ShiftTooLong { person, .. } => format!("end of the shift of {}", visible(person.as_str())),
        Nudge::TaskOverdue { task, .. } => format!("task {task}"),
        Nudge::Question { question } => format!("answer to question {question}"),
        Nudge::NoMitigation => "first mitigation while the cause is hunted".into(),
        Nudge::Unanswered { escalation } => format!("answer to escalation {escalation}"),
    }
}

/// What to do about it, as an order.
#[must_use]
pub fn todo(due: &Due) -> String {
    match &due.nudge {
        Nudge::Acknowledge => "accept the incident".into(),
        Nudge::FirstUpdate { audience } => {
            format!("tell {} that you know of it; a holding statement will do", visible(audience))
        }
        Nudge::NextUpdate { audience, .. } => {
            format!("tell {} where it stands, even if nothing is new", visible(audience))
        }
        Nudge::GroupUpdate { group, .. } => format!("tell {} where it stands, even if nothing is new", visible(group)),
        Nudge::InternalSilence { .. } => "write down what goes on, even if nothing does".into(),
        Nudge::NoEstimate => "say what it costs, as far as it is known".into(),
        Nudge::DraftWaiting { .. } => decide_on_draft(&due.to).into(),
        Nudge::EmptySeat { seat: Seat::Coordinator, .. } => "claim the chair, or invite somebody to it".into(),
        Nudge::EmptySeat { seat, .. } => format!("invite {}", article(*seat)),
        Nudge::ShiftTooLong { .. } => "hand over and rest".into(),
        Nudge::TaskOverdue { .. } => "finish it, drop it, or plan it anew".into(),
        Nudge::Question { .. } => "answer it, or decline it with a reason".into(),
        Nudge::NoMitigation => "roll back, fail over, reroute, switch off or scale; the cause can wait".into(),
        Nudge::Unanswered { .. } => "call the next level, or again where none is left".into(),
    }
}

fn decide_on_draft(to: &Addressee) -> &'static str {
    match to {
        Addressee::Seats(seats) if seats.contains(&Seat::Coordinator) => "approve it, or ask for changes",
        Addressee::Seats(seats) if seats.contains(&Seat::Responder) => "confirm its facts, or ask for changes",
        Addressee::Seats(_) | Addressee::Person(_) => "read it and sign it off, or ask for changes",
    }
}

/// Whom it is for: `the coordinator`, `ana`.
#[must_use]
pub fn whom(to: &Addressee) -> String {
    match to {
        Addressee::Person(person) => visible(person.as_str()),
        Addressee::Seats(seats) => {
            let seats: Vec<_> = seats.iter().map(|seat| format!("the {seat}")).collect();
            seats.join(" and ")
        }
    }
}

/// What was missed, as it stands on the record.
pub(crate) fn missed(nudge: &Nudge, due: Time) -> String {
    match nudge {
        Nudge::NoMitigation => "the cause is hunted and no mitigation was tried".into(),
        Nudge::ShiftTooLong { person, .. } => format!("the shift of {} is too long", visible(person.as_str())),
        Nudge::Acknowledge
        | Nudge::FirstUpdate { .. }
        | Nudge::NextUpdate { .. }
        | Nudge::GroupUpdate { .. }
        | Nudge::InternalSilence { .. }
        | Nudge::NoEstimate
        | Nudge::DraftWaiting { .. }
        | Nudge::EmptySeat { .. }
        | Nudge::TaskOverdue { .. }
        | Nudge::Question { .. }
        | Nudge::Unanswered { .. } => format!("{}, due {}", what(nudge), due.format("%H:%MZ")),
    }
}

/// A stretch of time in minutes, and in seconds where there are none: `40 s`, `4 min`, `1 h 20 min`, `2 d 3 h`.
#[must_use]
pub fn lasting(from: Time, to: Time) -> String {
    let seconds = (to - from).num_seconds().max(0);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{minutes} min"),
        3_600..172_800 if minutes == 0 => format!("{hours} h"),
        3_600..172_800 => format!("{hours} h {minutes} min"),
        _ => format!("{} d {} h", hours / 24, hours % 24),
    }
}

/// The same in five columns at most for hours: `1h20`, `3d04h`.
fn briefly(from: Time, to: Time) -> String {
    let minutes = (to - from).num_minutes().max(0);
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24);
    match minutes {
        0..60 => lasting(from, to),
        60..1_440 => format!("{hours}h{:02}", minutes % 60),
        1_440..144_000 => format!("{days}d{hours:02}h"),
        _ => format!("{}d", days.min(9_999)),
    }
}

impl Due {
    /// In one sentence without its end: `update for customers due in 4 min`, `acknowledgement 3 min overdue`.
    #[must_use]
    pub fn line(&self, now: Time) -> String {
        let what = what(&self.nudge);
        if let Standing::Snoozed { until } = self.standing {
            return format!("{what} snoozed for {}", lasting(now, until));
        }
        match &self.nudge {
            Nudge::NoMitigation => "a cause is hunted and no mitigation was tried".into(),
            Nudge::ShiftTooLong { person, .. } if self.at <= now => {
                format!("the shift of {} is {} too long", visible(person.as_str()), lasting(self.at, now))
            }
            Nudge::EmptySeat { seat, .. } if self.at <= now => {
                let who =
                    if *seat == Seat::Coordinator { "nobody in the chair".into() } else { format!("no {seat} here") };
                format!("{who}: {} overdue", lasting(self.at, now))
            }
            Nudge::Acknowledge
            | Nudge::FirstUpdate { .. }
            | Nudge::NextUpdate { .. }
            | Nudge::GroupUpdate { .. }
            | Nudge::InternalSilence { .. }
            | Nudge::NoEstimate
            | Nudge::DraftWaiting { .. }
            | Nudge::EmptySeat { .. }
            | Nudge::ShiftTooLong { .. }
            | Nudge::TaskOverdue { .. }
            | Nudge::Question { .. }
            | Nudge::Unanswered { .. } => match self.at <= now {
                true => format!("{what} {} overdue", lasting(self.at, now)),
                false => format!("{what} due in {}", lasting(now, self.at)),
            },
        }
    }

    /// In at most 28 columns, for a line that says other things too: `UPDATE DUE in 4 min`, `ACK 3 min OVERDUE`.
    #[must_use]
    pub fn short(&self, now: Time) -> String {
        let label = match &self.nudge {
            Nudge::Acknowledge => "ACK",
            Nudge::FirstUpdate { .. } => "FIRST UPDATE",
            Nudge::NextUpdate { .. } | Nudge::GroupUpdate { .. } => "UPDATE",
            Nudge::InternalSilence { .. } => "WORD INSIDE",
            Nudge::NoEstimate => "ESTIMATE",
            Nudge::DraftWaiting { .. } => "DRAFT",
            Nudge::EmptySeat { seat, .. } => match seat {
                Seat::Coordinator => "NO CHAIR",
                Seat::Responder => "NO RESPONDER",
                Seat::Observer => "NO OBSERVER",
                Seat::Guest | Seat::Reader => "SEAT",
            },
            Nudge::ShiftTooLong { .. } => "SHIFT",
            Nudge::TaskOverdue { .. } => "TASK",
            Nudge::Question { .. } => "QUESTION",
            Nudge::NoMitigation => return "NO MITIGATION TRIED".into(),
            Nudge::Unanswered { .. } => "ESCALATION",
        };
        match self.standing {
            Standing::Snoozed { until } => format!("{label} snoozed {}", briefly(now, until)),
            _ if self.at <= now => format!("{label} {} OVERDUE", briefly(self.at, now)),
            Standing::Overdue | Standing::Soon | Standing::Coming => {
                format!("{label} DUE in {}", briefly(now, self.at))
            }
        }
    }
}

fn article(seat: Seat) -> &'static str {
    match seat {
        Seat::Coordinator => "a coordinator",
        Seat::Responder => "a responder",
        Seat::Observer => "an observer",
        Seat::Guest => "a guest",
        Seat::Reader => "a reader",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Person;
    use chrono::TimeDelta;

    fn at(nudge: Nudge, standing: Standing, due: Time) -> Due {
        let to = Addressee::Seats(vec![Seat::Coordinator]);
        Due { nudge, at: due, to, standing, missed: None, snoozed: None }
    }

    fn samples(due: Time) -> Vec<Nudge> {
        let audience = || "customers".to_owned();
        let person = Person::new("ana").expect("a plain name");
        let mut all = vec![
            Nudge::Acknowledge,
            Nudge::FirstUpdate { audience: audience() },
            Nudge::NextUpdate { audience: audience(), after: 7 },
            Nudge::GroupUpdate { group: "Management".into(), after: None },
            Nudge::InternalSilence { after: 7 },
            Nudge::NoEstimate,
            Nudge::DraftWaiting { draft: 1_234_567, since: 1_234_568 },
            Nudge::ShiftTooLong { person, since: due },
            Nudge::TaskOverdue { task: 1_234_567, by: due },
            Nudge::Question { question: 1_234_567 },
            Nudge::NoMitigation,
            Nudge::Unanswered { escalation: 1_234_567 },
        ];
        all.extend(Seat::ALL.map(|seat| Nudge::EmptySeat { seat, since: due }));
        all
    }

    #[test]
    fn the_short_words_fit_into_twenty_eight_columns_at_any_time() {
        let due: Time = "2026-03-01T09:00:00Z".parse().expect("a time");
        for seconds in
            [-9_000_000_i64, -90_000, -86_399, -3_661, -601, -30, 0, 59, 600, 3_661, 86_399, 900_000, 900_000_000]
        {
            let now = due + TimeDelta::seconds(seconds);
            for nudge in samples(due) {
                for standing in [Standing::Overdue, Standing::Soon, Standing::Snoozed { until: due }] {
                    let short = at(nudge.clone(), standing, due).short(now);
                    assert!(short.chars().count() <= 28, "{short}: {}", short.chars().count());
                }
            }
        }
    }

    #[test]
    fn what_is_due_is_said_in_words_that_are_read_once() {
        let due: Time = "2026-03-01T09:00:00Z".parse().expect("a time");
        let update = |minutes| {
            let nudge = Nudge::NextUpdate { audience: "customers".into(), after: 7 };
            let it = at(nudge, Standing::Soon, due);
            let now = due + TimeDelta::seconds(minutes);
            (it.line(now), it.short(now))
        };
        assert_eq!(update(-250), ("update for customers due in 4 min".into(), "UPDATE DUE in 4 min".into()));
        assert_eq!(update(-40), ("update for customers due in 40 s".into(), "UPDATE DUE in 40 s".into()));
        assert_eq!(update(750), ("update for customers 12 min overdue".into(), "UPDATE 12 min OVERDUE".into()));
        assert_eq!(update(4_850), ("update for customers 1 h 20 min overdue".into(), "UPDATE 1h20 OVERDUE".into()));
        let empty = at(Nudge::EmptySeat { seat: Seat::Observer, since: due }, Standing::Overdue, due);
        assert_eq!(empty.line(due + TimeDelta::minutes(3)), "no observer here: 3 min overdue");
        assert_eq!(todo(&empty), "invite an observer");
    }
}
