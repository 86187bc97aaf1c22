//! Twelve hours of an incident as data: who does what when, when the server is down, what its clock shows, and the exact
//! list of what has to stand on the record as missed.

use crate::world::World;

/// `at who does what`; `server stops`, `server starts`, and `server shows +24:00` more than the time that it is.
const TWELVE_HOURS: &str = "\
0:03 bo acknowledges
0:07 ana tells investigating
0:10 bo writes
0:12 bo rolls back
0:20 ana estimates
0:24 server stops
0:40 server starts
0:41 ana sets identified
0:42 ana tells identified
1:00 dee asks is the data safe
1:05 cy writes
1:12 ana snoozes question
1:20 ana answers
1:21 ana tells identified
1:30 cy writes
1:45 server shows +24:00
1:45 ana tells identified
1:46 server shows +0:00
1:50 cy writes
2:10 ana sets monitoring
2:50 ana tells monitoring
3:00 cy writes
3:30 bo leaves
3:45 ana seats dee
3:49 ana tells monitoring
3:55 cy writes
4:40 ana sets investigating
4:44 ana tells investigating
5:00 server stops
8:00 server starts
8:01 ana writes
8:02 ana tells investigating
8:20 cy drafts investigating
8:30 cy writes
8:35 ana publishes
8:40 server shows -2:00
8:45 server shows +0:00
8:55 cy writes
9:10 ana sets resolved
9:12 ana tells resolved
10:00 ana sets investigating
10:07 ana tells investigating
10:10 cy writes
10:20 cy writes
10:25 ana sets resolved
10:26 ana tells resolved
11:00 ana closes
";

/// When it was recorded by the server's clock, and what.
const MISSED: &str = "\
0:05 first update for customers due 0:05
0:05 estimate of the impact due 0:05
0:40 update for customers due 0:27
0:40 word in the room due 0:35
25:45 word in the room due 2:00
25:45 update for customers due 2:01
25:45 end of the shift of ana due 4:00
25:45 end of the shift of bo due 4:00
25:45 end of the shift of cy due 4:00
2:50 update for customers due 2:50
3:40 a responder for the team due 3:40
4:00 end of the shift of dee due 4:00
8:00 word in the room due 5:10
8:00 update for customers due 5:24
8:30 decision on draft DRAFT due 8:30
10:05 update for customers due 10:05
";

fn minutes(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text.trim_start_matches('+')), |rest| (-1, rest));
    let (hours, rest) = text.split_once(':').unwrap();
    sign * (hours.parse::<i64>().unwrap() * 60 + rest.parse::<i64>().unwrap())
}

/// Plays a story with a tick each minute, and says what was recorded as missed; with its disturbances or without.
fn play(story: &str, disturbed: bool) -> Vec<(String, String)> {
    let mut world = World::new();
    world.start();
    let incident = world.declare();
    let mut steps = story.lines().map(|line| line.splitn(3, ' ').collect::<Vec<_>>()).peekable();
    let mut ahead = 0;
    for minute in 0..=12 * 60 {
        world.set((minute + ahead) * 60);
        if world.is_running() {
            world.tick();
        }
        while let Some(step) = steps.next_if(|step| minutes(step[0]) == minute) {
            match (step[1], step[2]) {
                ("server", _) if !disturbed => {}
                ("server", "stops") => world.stop(),
                ("server", "starts") => {
                    world.start();
                    world.tick();
                }
                ("server", shows) => {
                    ahead = minutes(shows.strip_prefix("shows ").unwrap());
                    world.set((minute + ahead) * 60);
                    world.tick();
                }
                (who, what) => world.act(incident, who, what),
            }
        }
    }
    assert_eq!(steps.next(), None, "the story is told to its end");
    world.missed(incident)
}

/// The number of a draft is nobody's business here.
fn plain((at, what): &(String, String)) -> String {
    let words: Vec<_> = what.split(' ').map(|word| if word.parse::<u64>().is_ok() { "DRAFT" } else { word }).collect();
    format!("{at} {}", words.join(" "))
}

#[test]
fn twelve_hours_with_restarts_and_jumps_of_the_clock_lose_nothing_and_double_nothing() {
    let missed: Vec<_> = play(TWELVE_HOURS, true).iter().map(plain).collect();
    let expected: Vec<_> = MISSED.lines().map(str::to_owned).collect();
    assert_eq!(missed, expected, "\n{}", missed.join("\n"));
}

#[test]
fn restarts_change_nothing_but_when_it_is_recorded() {
    let restarts: String =
        TWELVE_HOURS.lines().filter(|it| !it.contains(" shows ")).map(|it| format!("{it}\n")).collect();
    let what = |missed: Vec<(String, String)>| {
        let mut what: Vec<_> = missed.into_iter().map(|(_, what)| what).collect();
        what.sort();
        let count = what.len();
        what.dedup();
        assert_eq!(what.len(), count, "nothing is recorded twice");
        // Numbers of events differ.
        what.into_iter().map(|what| plain(&(String::new(), what))).collect::<Vec<_>>()
    };
    assert_eq!(what(play(&restarts, true)), what(play(&restarts, false)));
}
