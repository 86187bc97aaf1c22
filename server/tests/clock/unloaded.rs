//! Incidents that nobody has asked for since the start, and a disk that is full.

use crate::world::{World, person};
use warroom_incident::event::Ending;
use warroom_incident::{Actor, Command};
use warroom_server::memory::Fault;

#[test]
fn an_open_incident_is_watched_after_a_start_although_nobody_has_asked_for_it() {
    let mut world = World::new();
    world.start();
    let [open, closed, again] = [world.declare(), world.declare(), world.declare()];
    let close = || Command::Close { ending: Ending::FalseAlarm, reason: "a test".into() };
    for incident in [closed, again] {
        world.tell(incident, Actor::Person(person("ana")), close());
    }
    world.tell(again, Actor::Person(person("ana")), Command::Reopen { reason: "it was none".into() });
    world.stop();
    world.set(30 * 60);
    world.start();
    world.tick();
    let words = |world: &mut World, incident| -> Vec<String> {
        world.missed(incident).into_iter().map(|(at, what)| format!("{at} {what}")).collect()
    };
    let all = [
        "0:30 acknowledgement due 0:05",
        "0:30 first update for customers due 0:05",
        "0:30 estimate of the impact due 0:05",
        "0:30 word in the room due 0:15",
        "0:30 first mitigation while the cause is hunted due 0:15",
    ];
    // Nobody hunts a cause before it is accepted.
    assert_eq!(words(&mut world, open), all[..4]);
    assert_eq!(words(&mut world, again), all);
    assert_eq!(words(&mut world, closed), [""; 0]);
    world.tick();
    assert_eq!(words(&mut world, open).len(), 4, "once");
}

#[test]
fn what_a_full_disk_did_not_take_is_recorded_as_soon_as_it_does() {
    let mut world = World::new();
    world.start();
    let incident = world.declare();
    world.set(6 * 60);
    world.journal.inject(Fault::Refuse);
    world.tick();
    assert_eq!(world.missed(incident), [], "the planted fault was not planted");
    world.set(8 * 60);
    world.tick();
    let at: Vec<_> = world.missed(incident).into_iter().map(|(at, _)| at).collect();
    assert_eq!(at, ["0:08", "0:08", "0:08"]);
}

#[test]
fn what_is_done_late_was_missed_although_no_tick_came_between() {
    let mut world = World::new();
    world.start();
    let incident = world.declare();
    world.act(incident, "bo", "acknowledges");
    world.stop();
    world.set(6 * 60);
    world.start();
    world.act(incident, "ana", "tells investigating");
    let missed: Vec<_> = world.missed(incident).into_iter().map(|(_, what)| what).collect();
    assert_eq!(missed, ["first update for customers due 0:05", "estimate of the impact due 0:05"]);
}

#[test]
fn another_policy_judges_only_from_when_it_is_in_force() {
    let mut world = World::new();
    world.start();
    let incident = world.declare();
    world.act(incident, "bo", "acknowledges");
    world.stop();
    world.set(16 * 60);
    world.policy.clock.estimate_minutes = 0;
    world.policy.cadences.iter_mut().for_each(|it| it.minutes = 5);
    world.start();
    world.tick();
    let missed: Vec<_> = world.missed(incident).into_iter().map(|(_, what)| what).collect();
    assert_eq!(
        missed,
        [
            "first update for customers due 0:05",
            "estimate of the impact due 0:05",
            "word in the room due 0:15",
            "first mitigation while the cause is hunted due 0:15"
        ]
    );
}
