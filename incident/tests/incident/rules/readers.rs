//! Rules of readers of published text only, and of groups with a stake: what they are told, and when.

use super::drafts::{DRAFT, WORDS, drafted};
use crate::samples::facts;
use crate::world::*;
use warroom_incident::draft::{Promise, groups};
use warroom_incident::event::{Ending, Event, Phase};
use warroom_incident::policy::Stakeholder;
use warroom_incident::{
    Actor, Author, Command, CommandKind, Incident, Reach, Reaches, Rejection, Seat, apply, permission,
};

fn invite() -> Command {
    Command::Invite { seat: Seat::Reader, loss: true }
}

fn standing(phase: Phase, severity: &str) -> Event {
    Event::Standing { phase, severity: Some(severity.into()), drill: false }
}

/// rex reads what is published.
fn with_reader() -> Room {
    given([("ana", invite())]).after(Actor::Bearer(FIRST), Command::Join { name: "rex".into() })
}

fn set(phase: Phase) -> Command {
    Command::SetPhase { phase, reason: "we know".into() }
}

fn group(cadence_minutes: u32, channels: &[&str]) -> Stakeholder {
    let channels = channels.iter().map(|&it| it.to_owned()).collect();
    let (power, interest) = ("high".into(), "low".into());
    Stakeholder { name: "Board".into(), power, interest, audience: "customers".into(), channels, cadence_minutes }
}

rules! {
    fn an_invite_to_read_tells_where_the_incident_stands_and_no_loss_figures() {
        let room = given([]).when("cy", invite());
        let events: Vec<_> = room.decided().iter().map(|it| (&it.fact.event, it.fact.reach)).collect();
        assert!(matches!(events[0], (Event::Invited { seat: Seat::Reader, loss: false, .. }, Reach::Room)));
        assert_eq!(events[1], (&standing(Phase::Declared, "sev2"), Reach::Published));
        assert_eq!(room.decided()[1].fact.author, Author::Server, "nobody's name goes with it");
        room.when("ana", invite()).so("a second one tells nothing new", |it| it.invites.len() == 6)
            .answer().as_ref().is_ok_and(|it| it.len() == 1).then_some(()).expect("only the invite");
    }

    fn readers_are_told_of_every_change_of_phase_and_severity_and_of_nothing_else() {
        let severity = Command::SetSeverity { severity: "sev1".into(), reason: "all of the EU".into() };
        let room = with_reader().after("ana", severity);
        assert_eq!(room.decided().last().map(|it| &it.fact.event), Some(&standing(Phase::Declared, "sev1")));
        let room = room.after("bo", Command::Acknowledge { text: String::new() });
        assert_eq!(room.decided().last().map(|it| &it.fact.event), Some(&standing(Phase::Acknowledged, "sev1")));
        let room = room.after("ana", set(Phase::Identified));
        assert_eq!(room.decided().last().map(|it| &it.fact.event), Some(&standing(Phase::Identified, "sev1")));
        let room = room.after("bo", note("the pool is exhausted"));
        assert_eq!(room.decided().len(), 1, "a note is nothing for readers");
        let close = Command::Close { ending: Ending::FalseAlarm, reason: "a test".into() };
        let room = room.after("ana", close);
        assert_eq!(room.decided().last().map(|it| &it.fact.event), Some(&standing(Phase::Closed, "sev1")));
        let room = room.after("ana", Command::Reopen { reason: "not a test".into() });
        assert_eq!(room.decided().last().map(|it| &it.fact.event), Some(&standing(Phase::Investigating, "sev1")));
        // Who only has what is published knows the same of it as the room.
        let mut reader = Incident::default();
        for line in room.record.lines() {
            let published = line.open().is_some_and(|it| it.fact.reach == Reach::Published);
            apply(&mut reader, &if published { line.clone() } else { line.withheld() });
        }
        assert_eq!((reader.phase, &reader.severity), (room.state.phase, &room.state.severity));
        assert!(reader.title.is_none() && reader.people.is_empty() && reader.entries.is_empty());
    }

    fn without_readers_nothing_is_told_to_them() {
        given([]).when("ana", set(Phase::Identified)).then([Event::PhaseSet { phase: Phase::Identified, proposal: None }]);
    }

    fn a_reader_sees_what_is_published_and_may_do_nothing_at_all() {
        let room = with_reader();
        assert_eq!(room.state.people[&person("rex")].reaches(), Reaches::PUBLISHED);
        for &command in CommandKind::ALL {
            assert!(!permission::permits(permission::Role::Seat(Seat::Reader), command), "{command:?}");
        }
        room.when("rex", note("hello"))
            .refused(Rejection::NotPermitted { command: CommandKind::Post, seats: vec![Seat::Reader] });
    }

    fn the_readers_seat_is_outside_the_room() {
        let grant = Command::GrantSeat { person: person("cy"), seat: Seat::Reader };
        given([]).when("ana", grant).refused(Rejection::ReaderSeat);
        let request = Command::RequestSeat { seat: Seat::Reader, reason: String::new() };
        given([]).when("dee", request).refused(Rejection::ReaderSeat);
        given([("ana", invite())]).when(Actor::Bearer(FIRST), Command::TakeSeat { person: person("cy") })
            .refused(Rejection::ReaderSeat);
        // Whoever is let in afterwards sits in the room like everybody else.
        with_reader().after(Actor::Bearer(GUEST_INVITE), Command::TakeSeat { person: person("rex") })
            .so("a guest now", |it| it.seats(&person("rex")) == [Seat::Guest]);
    }

    fn whoever_comes_to_read_learns_nobodys_name() {
        given([("ana", invite())]).when(Actor::Bearer(FIRST), Command::Join { name: "ANA".into() })
            .refused(Rejection::NameTaken { name: "ANA".into(), like: "ANA".into() });
    }

    fn a_group_hears_by_its_cadence_or_the_promise_whichever_is_sooner() {
        let groups_of = |room: &Room| groups(&room.state, room.now).into_iter().map(|it| it.next).collect::<Vec<_>>();
        let stakes = || policy(|it| it.stakeholders = vec![group(30, &[]), group(0, &[])]);
        let room = drafted("Some payments fail.").after(Actor::Server, stakes());
        assert_eq!(groups_of(&room), [Promise::Due { at: start() + minutes(30) }, Promise::None]);
        let late = room.clone().later(minutes(31));
        assert_eq!(groups_of(&late), [Promise::RanOut { at: start() + minutes(30) }, Promise::None]);
        let promise = Command::SetDraft {
            draft: DRAFT, audience: None, phase: None, channels: None, notice: None,
            promise: Some(start() + minutes(40)), no_promise: false,
        };
        let publish = |revision| Command::ApproveDraft { draft: DRAFT, revision, facts: facts(), publish: true };
        let told = late.after("ana", promise);
        let revision = told.state.drafts[&DRAFT].revision;
        let told = told.after("ana", publish(revision));
        // 31 + 30 by cadence, 40 by the promise.
        assert_eq!(groups_of(&told), [Promise::Due { at: start() + minutes(40) }; 2]);
        assert!(groups(&told.state, told.now).iter().all(|it| it.last.is_some() && it.channels == ["file"]));
        assert_ne!(revision, WORDS);
    }

    fn a_group_that_reads_another_channel_was_not_told() {
        let publish = Command::ApproveDraft { draft: DRAFT, revision: WORDS, facts: facts(), publish: true };
        let room = drafted("Some payments fail.").after("ana", publish)
            .after(Actor::Server, policy(|it| it.stakeholders = vec![group(30, &["file"]), group(30, &["pager"])]));
        let told: Vec<_> = groups(&room.state, room.now).into_iter().map(|it| it.last.is_some()).collect();
        assert_eq!(told, [true, false]);
    }
}
