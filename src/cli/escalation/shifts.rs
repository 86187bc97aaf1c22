//! The shift table.

use crate::brief::lasted;
use crate::cli::args::Common;
use crate::cli::debts;
use crate::cli::describe::stamp;
use crate::cli::output;
use crate::client::exit::Failure;
use serde_json::json;
use warroom_incident::Reaches;
use warroom_incident::shifts::shifts as all;

/// `shifts`
pub(super) async fn shifts(common: &Common) -> Result<(), Failure> {
    let room = debts::room(common).await?;
    if room.reaches == Reaches::PUBLISHED {
        return Err(Failure::refused("you read what is published; who sits where does not come to readers"));
    }
    let now = chrono::Utc::now();
    let shifts = all(&room.state);
    if common.json {
        let rows = shifts.iter().map(|shift| {
            json!({
                "name": shift.person,
                "seats": shift.seats,
                "since": shift.since,
                "chair_since": shift.chair_since,
                "hand_over_by": shift.hand_over_by,
                "too_long": shift.is_too_long(now),
            })
        });
        return output::json(&rows.collect::<Vec<_>>());
    }
    if shifts.is_empty() {
        output::notice("nobody works in the room");
    }
    shifts.iter().try_for_each(|shift| {
        let seats: Vec<_> = shift.seats.iter().map(|seat| seat.as_str()).collect();
        let left = if shift.is_too_long(now) {
            format!("TOO LONG by {}", lasted(shift.hand_over_by, now))
        } else {
            format!("{} to go", lasted(now, shift.hand_over_by))
        };
        let (name, seats) = (output::one_line(shift.person.as_str()), seats.join(", "));
        let (since, until) = (stamp(shift.since), stamp(shift.hand_over_by));
        output::line(&format!("{name:<16} {seats:<24} since {since}  until {until}  {left}"))
    })
}
