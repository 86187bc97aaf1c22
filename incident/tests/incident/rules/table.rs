//! The whole permission table: as a golden file, and against what `decide` says in every state of life.

use crate::samples;
use crate::world::*;
use std::fmt::Write;
use warroom_incident::permission::{Role, permits, permits_when_closed};
use warroom_incident::rejection::Rejection;
use warroom_incident::{Actor, Command, CommandKind, Seat, decide, event::Ending};

fn title(role: Role) -> &'static str {
    match role {
        Role::Seat(seat) => seat.as_str(),
        Role::Operator => "operator",
        Role::Server => "server",
        Role::Playback => "playback",
        Role::Bearer => "bearer",
    }
}

/// A change of a right is a visible difference of this file.
#[test]
fn the_permission_table_is_this() {
    let mut table = format!("{:<18}", "");
    for role in Role::ALL {
        write!(table, "{:<13}", title(role)).expect("a string takes everything");
    }
    table.push_str("closed\n");
    for &command in CommandKind::ALL {
        write!(table, "{:<18}", format!("{command:?}")).expect("a string takes everything");
        for role in Role::ALL {
            let may = if permits(role, command) { "yes" } else { "-" };
            write!(table, "{may:<13}").expect("a string takes everything");
        }
        table.push_str(if permits_when_closed(command) { "yes\n" } else { "-\n" });
    }
    insta::assert_snapshot!("permissions", table);
}

/// Somebody in that role, with only that one seat.
fn actor(role: Role) -> Actor {
    match role {
        Role::Seat(Seat::Coordinator) => Who::from("ana").0,
        Role::Seat(Seat::Responder) => Who::from("bo").0,
        Role::Seat(Seat::Observer) => Who::from("cy").0,
        Role::Seat(Seat::Guest) => Who::from("dee").0,
        // Nobody in the room is one, and to the table that is the same.
        Role::Seat(Seat::Reader) => Who::from("rex").0,
        Role::Operator => Actor::Operator,
        Role::Server => Actor::Server,
        Role::Playback => Actor::Playback(None),
        Role::Bearer => Actor::Bearer(GUEST_INVITE),
    }
}

fn ask(room: &Room, role: Role, command: CommandKind) -> Option<Rejection> {
    decide(&room.state, &samples::command(command), &actor(role), room.now).err()
}

/// The table's columns and rows in full, each with what a room says.
fn every_cell(room: &Room, check: impl Fn(Role, CommandKind, Option<Rejection>)) {
    for role in Role::ALL {
        for &command in CommandKind::ALL {
            check(role, command, ask(room, role, command));
        }
    }
}

fn is_access(rejection: &Option<Rejection>) -> bool {
    matches!(rejection, Some(Rejection::NotPermitted { .. } | Rejection::NotAMember | Rejection::PlaybackOutsideDrill))
}

fn is_life(rejection: &Option<Rejection>) -> bool {
    use Rejection as R;
    matches!(rejection, Some(R::NotDeclared | R::AlreadyDeclared | R::IncidentClosed | R::RecordFull { .. }))
}

fn makes(command: CommandKind) -> bool {
    matches!(command, CommandKind::Declare | CommandKind::Import)
}

#[test]
fn an_open_incident_lets_exactly_those_in_whom_the_table_names() {
    // In a drill, so that playback's column is asked too.
    every_cell(&drill(), |role, command, answer| {
        let cell = format!("{role:?} {command:?}: {answer:?}");
        assert_eq!(is_access(&answer), !permits(role, command), "{cell}");
        assert_eq!(is_life(&answer), permits(role, command) && makes(command), "{cell}");
    });
}

#[test]
fn outside_a_drill_playback_does_nothing() {
    let room = given([]);
    for &command in CommandKind::ALL {
        assert_eq!(ask(&room, Role::Playback, command), Some(Rejection::PlaybackOutsideDrill));
    }
}

#[test]
fn before_the_declaration_only_making_an_incident_gets_through() {
    every_cell(&nothing(), |role, command, answer| {
        let cell = format!("{role:?} {command:?}: {answer:?}");
        // Nobody has a seat yet.
        let permitted = permits(role, command) && !matches!(role, Role::Seat(_));
        assert_eq!(is_access(&answer), !permitted, "{cell}");
        assert_eq!(answer.is_none(), permitted && makes(command), "{cell}");
    });
}

#[test]
fn a_closed_incident_takes_only_what_belongs_to_afterwards() {
    let close = Command::Close { ending: Ending::FalseAlarm, reason: "a test alert".into() };
    every_cell(&drill().after("ana", close), |role, command, answer| {
        let cell = format!("{role:?} {command:?}: {answer:?}");
        assert_eq!(is_access(&answer), !permits(role, command), "{cell}");
        let closed = makes(command) || !permits_when_closed(command);
        assert_eq!(is_life(&answer), permits(role, command) && closed, "{cell}");
    });
}
