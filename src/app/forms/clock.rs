//! What is due: snoozing it once, and waiting for a vendor.

use warroom_incident::Command;
use warroom_incident::clock::Due;
use warroom_incident::event::Mark;

use super::{Form, Words, choice};
use crate::app::model::Model;
use crate::brief::age;
use crate::timeline::first_line;

/// Why something is not spoken of for a while.
#[must_use]
pub fn snooze(model: &Model, due: &Due) -> Form {
    let minutes = model.replica.state().policy.clock.snooze_minutes;
    let command = Command::SnoozeNudge { nudge: due.nudge.clone(), reason: String::new() };
    let snooze = choice(format!("Snooze for {minutes} min"), command, Words::Must);
    Form::new("Snooze", "Why it has to wait, in one line", vec![snooze]).about([
        due.line(model.server_now()),
        format!("It is quiet for {minutes} min, once. The reason stands on the timeline."),
    ])
}

/// How often updates are due while a vendor is waited for.
#[must_use]
pub fn rarely(model: &Model) -> String {
    match model.replica.state().policy.clock.slower_factor {
        0 | 1 => "as often as before".into(),
        2 => "half as often".into(),
        factor => format!("{factor} times less often"),
    }
}

/// That a vendor is waited for, or no longer.
#[must_use]
pub fn vendor(model: &Model) -> Form {
    let state = model.replica.state();
    match &state.clock.waiting {
        None => {
            let wait = choice(
                "We wait for a vendor",
                Command::SetWaiting { mark: Mark::On, text: String::new() },
                Words::Must,
            );
            Form::new("Wait for a vendor", "Which vendor, and the number of their case", vec![wait])
                .about([format!("Until they are back, updates are due {}.", rarely(model))])
        }
        Some(waiting) => {
            let words = first_line(model.replica.record().text(waiting.seq).unwrap_or("[words removed]"), 200);
            let since = age(waiting.at, model.server_now());
            let back =
                choice("They are back", Command::SetWaiting { mark: Mark::Off, text: String::new() }, Words::May);
            Form::new("The vendor is back", "What they say, if it is worth a line", vec![back]).about([
                format!("for {since}, says {}: {words}", waiting.by),
                "Updates are due as often as before again.".into(),
            ])
        }
    }
}
