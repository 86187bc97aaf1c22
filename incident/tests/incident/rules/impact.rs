//! Rules of the estimate of the impact, and what follows from it, held against calculations by hand.

use crate::world::*;
use chrono::TimeDelta;
use warroom_incident::event::{EntryKind, Event, ImpactKind, JourneyState, Phase, Priority, Proposal, Reach};
use warroom_incident::impact::{
    Amount, Clear, Disagreement, Follows, Journey, OneOff, Range, Stated, StatedCost, Users, chart, could_be_stated,
    disagreement, foreseen, loss_so_far, rate, rule_in_force, source, ten_minutes,
};
use warroom_incident::rejection::{Figure, Place, Target};
use warroom_incident::{Actor, Command, CommandKind, Rejection, Seat, Seq, Time, bounds};

/// Euros in cents.
const EUR: u64 = 100;

fn set(stated: Stated) -> Command {
    Command::SetEstimate { stated: Box::new(stated), source: String::new(), reason: String::new() }
}

fn propose(stated: Stated) -> Command {
    Command::ProposeEstimate { stated: Box::new(stated), source: "the dashboard".into(), reason: "errors rise".into() }
}

fn euros(low: u64, likely: u64, high: u64) -> Range {
    Range { low: low * EUR, likely: likely * EUR, high: high * EUR }
}

/// What is lost in an hour, and nothing else.
fn lost(per_hour: Range) -> Stated {
    Stated { loss_per_hour: Some(per_hour), ..Stated::default() }
}

fn since(at: Time) -> Stated {
    Stated { since: Some(at), ..Stated::default() }
}

fn until(at: Time) -> Stated {
    Stated { until: Some(at), ..Stated::default() }
}

fn journey(name: &str, state: JourneyState) -> Stated {
    Stated { journeys: vec![Journey { name: name.into(), state }], ..Stated::default() }
}

fn share(percent: u64) -> Stated {
    Stated { users: Some(Users::Share(Range::exactly(percent * 100))), ..Stated::default() }
}

fn once(amount: Range, at: Option<Time>) -> Stated {
    Stated { one_off: Some(StatedCost { amount, at }), ..Stated::default() }
}

fn at(minute: i64) -> Time {
    start() + minutes(minute)
}

impl Room {
    // The chair sets an estimate so many minutes after the start.
    fn estimated(mut self, minute: i64, stated: Stated) -> Room {
        self.now = at(minute);
        self.after("ana", set(stated))
    }

    // Checks the loss so far in whole euros, so many minutes after the start.
    #[track_caller]
    fn has_lost(self, minute: i64, low: u64, likely: u64, high: u64) -> Room {
        let expected = Amount { range: euros(low, likely, high), currency: "EUR".into() };
        assert_eq!(loss_so_far(&self.state, at(minute)), Some(expected), "after {minute} minutes");
        self
    }

    fn follows(&self) -> Follows {
        self.state.estimates.last().expect("an estimate").follows.clone()
    }

    fn revision(&self, nth: usize) -> Seq {
        self.state.estimates.get(nth).expect("a revision").seq
    }
}

rules! {
    // Loss so far. The room began at minute 0; figures are euros in an hour.

    fn nobody_estimated_nothing_is_lost() {
        let room = given([]);
        assert_eq!(loss_so_far(&room.state, at(60)), None);
        assert_eq!((rate(&room.state, at(60)), ten_minutes(&room.state, at(60))), (None, None));
        let known = room.estimated(5, journey("checkout", JourneyState::Blocked));
        assert_eq!(loss_so_far(&known.state, at(60)), None, "no money was stated");
    }

    // 600 to 3,000 in an hour: 10 to 50 in a minute, from the start of the incident.
    fn the_first_revision_counts_from_the_start() {
        given([]).estimated(5, lost(euros(600, 1_200, 3_000)))
            .has_lost(0, 0, 0, 0)
            .has_lost(5, 50, 100, 250)
            .has_lost(60, 600, 1_200, 3_000)
            .has_lost(90, 900, 1_800, 4_500);
    }

    // The alert of half an hour before the declaration: nobody has to type the start.
    fn without_a_start_the_first_alert_is_it() {
        let happened_at = Some(at(-30));
        let (entry, text) = (EntryKind::Alert, "5xx rise".into());
        let alert = Command::Post { entry, text, happened_at, action: None, temporary: false };
        given([("cy", alert)]).estimated(5, lost(euros(600, 600, 600))).has_lost(-30, 0, 0, 0).has_lost(30, 600, 600, 600);
    }

    // 30 minutes at 600, then 60 at 1,200, then 30 at 60.
    fn each_revision_counts_from_its_own_moment_to_the_next() {
        given([]).estimated(5, lost(euros(600, 600, 600)))
            .estimated(30, lost(euros(1_200, 1_200, 1_200)))
            .estimated(90, lost(euros(60, 60, 60)))
            .has_lost(30, 300, 300, 300)
            .has_lost(60, 900, 900, 900)
            .has_lost(120, 300 + 1_200 + 30, 300 + 1_200 + 30, 300 + 1_200 + 30);
    }

    // It began an hour before anybody saw it.
    fn a_start_before_the_declaration_counts() {
        let stated = Stated { since: Some(at(-60)), ..lost(euros(600, 600, 600)) };
        given([]).estimated(5, stated).has_lost(-60, 0, 0, 0).has_lost(0, 600, 600, 600).has_lost(60, 1_200, 1_200, 1_200);
    }

    // Two revisions of 600 and 1,200; then it turns out to have begun 30 minutes earlier, or 10 minutes later.
    fn another_start_moves_the_start_of_what_was_counted() {
        let room = given([]).estimated(0, lost(euros(600, 600, 600))).estimated(60, lost(euros(1_200, 1_200, 1_200)));
        room.clone().estimated(70, since(at(-30))).has_lost(120, 300 + 600 + 1_200, 2_100, 2_100);
        room.estimated(70, since(at(10))).has_lost(120, 500 + 1_200, 1_700, 1_700);
    }

    // Over at minute 60, said at minute 75: what was counted since is taken back, and nothing more is lost.
    fn an_end_is_honoured_also_when_it_is_said_later() {
        given([]).estimated(0, lost(euros(600, 600, 600))).has_lost(75, 750, 750, 750)
            .estimated(75, until(at(60)))
            .has_lost(75, 600, 600, 600).has_lost(600, 600, 600, 600)
            .so("nothing is lost any more", |it| rate(it, at(80)).is_some_and(|rate| rate.range == Range::default()))
            .so("ten minutes cost nothing", |it| ten_minutes(it, at(80)).is_some_and(|it| it.range == Range::default()));
    }

    // Over at minute 60, again from minute 120, said at 125 with twice the loss.
    fn harm_that_comes_again_is_counted_beside_the_first() {
        let again = Stated { since: Some(at(120)), clear: vec![Clear::Until], ..lost(euros(1_200, 1_200, 1_200)) };
        given([]).estimated(0, lost(euros(600, 600, 600))).estimated(60, until(at(60)))
            .estimated(125, again)
            .has_lost(119, 600, 600, 600).has_lost(180, 600 + 1_200, 1_800, 1_800);
    }

    // Resolved at minute 60 and nobody said an end: nothing more is lost. Reopened at 120, closed and opened between:
    // it is lost again from there. An end that was stated counts, whatever the phase.
    fn nothing_is_lost_while_it_is_resolved_or_closed() {
        let phase = |phase| Command::SetPhase { phase, reason: String::new() };
        let mut room = given([]).estimated(0, lost(euros(600, 600, 600)));
        room.now = at(60);
        let room = room.after("ana", phase(Phase::Resolved)).has_lost(60, 600, 600, 600).has_lost(110, 600, 600, 600);
        assert_eq!(rate(&room.state, at(61)).map(|it| it.range), Some(Range::default()));
        let mut stated = room.clone().estimated(70, until(at(66))).has_lost(110, 660, 660, 660);
        stated.now = at(71);
        let close = Command::Close { ending: warroom_incident::event::Ending::Resolved, reason: String::new() };
        stated.after("ana", close.clone()).has_lost(110, 660, 660, 660);
        let mut room = room.later(minutes(10)).after("ana", close);
        room.now = at(120);
        let room = room.after("ana", Command::Reopen { reason: "again".into() });
        room.has_lost(120, 600, 600, 600).has_lost(180, 1_200, 1_200, 1_200)
            .so("it is lost again", |it| rate(it, at(121)).is_some_and(|rate| rate.range == euros(600, 600, 600)));
    }

    // Said to be over at minute 60, and at minute 90 that it never was: 600 in an hour all the way.
    fn an_end_that_was_none_is_taken_back() {
        given([]).estimated(0, lost(euros(600, 600, 600))).estimated(61, until(at(60)))
            .estimated(90, Stated { clear: vec![Clear::Until], ..Stated::default() })
            .has_lost(120, 1_200, 1_200, 1_200);
    }

    // 100 in an hour beside a loss of 600, and 5,000 once at minute 30.
    fn costs_count_and_one_off_costs_at_their_moment() {
        let stated = Stated { cost_per_hour: Some(euros(100, 100, 100)), ..lost(euros(600, 600, 600)) };
        let room = given([]).estimated(0, stated).estimated(40, once(euros(4_000, 5_000, 6_000), Some(at(30))));
        let room = room.has_lost(24, 280, 280, 280).has_lost(60, 4_700, 5_700, 6_700).has_lost(120, 5_400, 6_400, 7_400);
        room.estimated(50, share(20)).has_lost(120, 5_400, 6_400, 7_400);
    }

    fn a_one_off_cost_without_a_moment_is_of_now() {
        let room = given([]).estimated(40, once(euros(1, 1, 1), None));
        let figures = room.state.estimates[0].figures.clone().expect("figures");
        assert_eq!(figures.one_off, Some(OneOff { amount: euros(1, 1, 1), at: at(40) }));
        room.has_lost(39, 0, 0, 0).has_lost(40, 1, 1, 1);
    }

    fn a_wrong_one_off_cost_is_taken_back_once() {
        let room = given([]).estimated(0, once(euros(5_000_000, 5_000_000, 5_000_000), None));
        let void = |revision| Stated { void: vec![revision], ..Stated::default() };
        let (wrong, other) = (room.revision(0), 3);
        let room = room.has_lost(10, 5_000_000, 5_000_000, 5_000_000).estimated(10, void(wrong));
        assert_eq!(loss_so_far(&room.state, at(10)), None, "nothing is known any more");
        room.clone().when("ana", set(void(wrong))).refused(Rejection::NoSuchCost { revision: wrong });
        room.when("ana", set(void(other))).refused(Rejection::NoSuchCost { revision: other });
    }

    // A million by a slip at minute 30, taken back at 35: the 600 before it go on all the way. Or 1,200 from 40 on:
    // 40 minutes of 600 and 20 of 1,200.
    fn wrong_figures_of_an_hour_are_taken_back() {
        let million = euros(1_000_000, 1_000_000, 1_000_000);
        let room = given([]).estimated(0, lost(euros(600, 600, 600))).estimated(30, lost(million));
        let wrong = room.revision(1);
        let fixed = room.clone().estimated(35, Stated { void: vec![wrong], ..Stated::default() });
        fixed.has_lost(60, 600, 600, 600)
            .so("the rate before is in force", |it| rate(it, at(36)).is_some_and(|rate| rate.range == euros(600, 600, 600)));
        let stated = Stated { void: vec![wrong], ..lost(euros(1_200, 1_200, 1_200)) };
        room.estimated(40, stated).has_lost(60, 800, 800, 800);
    }

    // What is stated later stands on what was stated before: only the share of users is new.
    fn what_is_not_stated_stays() {
        let first = Stated { impact: Some(ImpactKind::Performance), ..lost(euros(600, 600, 600)) };
        let room = given([]).estimated(5, first).estimated(10, share(20)).estimated(20, journey("search", JourneyState::Degraded));
        let scope = &room.state.estimates[2].scope;
        assert_eq!(scope.impact, Some(ImpactKind::Performance));
        assert_eq!(scope.users, Some(Users::Share(Range::exactly(2_000))));
        assert_eq!(scope.since, start());
        room.has_lost(60, 600, 600, 600);
    }

    fn what_is_known_no_more_is_cleared() {
        let all = Stated { impact: Some(ImpactKind::Performance), users: Some(Users::Count(Range::exactly(7))), ..lost(euros(600, 600, 600)) };
        let clear = Stated { clear: vec![Clear::Impact, Clear::Users, Clear::LossPerHour], forget: vec!["a".into()], ..journey("b", JourneyState::Working) };
        let room = given([]).estimated(0, all).estimated(1, journey("a", JourneyState::Blocked)).estimated(60, clear);
        let scope = &room.state.estimates[2].scope;
        assert_eq!((scope.impact, scope.users), (None, None));
        assert_eq!(scope.journeys, [Journey { name: "b".into(), state: JourneyState::Working }]);
        room.has_lost(120, 600, 600, 600);
    }

    // Euros by mistake: the dollars count from the start, what was counted in euros does not count any more.
    fn another_currency_counts_from_the_start() {
        let dollars = Stated { currency: Some("USD".into()), ..lost(euros(60, 60, 60)) };
        let room = given([]).estimated(0, Stated { ..once(euros(9, 9, 9), None) }).estimated(1, lost(euros(600, 600, 600))).estimated(30, dollars);
        let expected = Amount { range: euros(60, 60, 60), currency: "USD".into() };
        assert_eq!(loss_so_far(&room.state, at(60)), Some(expected));
    }

    // The server's clock shows two hours too much for a minute: the revision of then counts until the one after it, and
    // no hour counts twice.
    fn a_clock_that_was_put_back_counts_no_moment_twice() {
        let six = || lost(euros(600, 600, 600));
        let room = given([]).estimated(0, six()).estimated(120, six()).estimated(2, six());
        room.has_lost(3, 30, 30, 30).has_lost(60, 600, 600, 600).has_lost(180, 1_800, 1_800, 1_800);
    }

    // Yen have no smaller unit: 6,000 in an hour are 100 in a minute.
    fn yen_are_counted_whole() {
        let yen = Stated { currency: Some("JPY".into()), ..lost(Range::exactly(6_000)) };
        let room = given([]).estimated(0, yen);
        assert_eq!(loss_so_far(&room.state, at(1)), Some(Amount { range: Range::exactly(100), currency: "JPY".into() }));
    }

    // 1 cent in an hour: a third of it after 20 minutes is not shown, and three thirds are one cent, not none.
    fn nothing_is_lost_to_rounding() {
        let cent = Range::exactly(1);
        let room = given([]).estimated(0, lost(cent)).estimated(20, lost(cent)).estimated(40, lost(cent));
        let after = |minute| loss_so_far(&room.state, at(minute)).expect("figures").range;
        assert_eq!([after(20), after(59), after(60)], [Range::exactly(0), Range::exactly(0), cent]);
    }

    // 24 hours over a day boundary and over the night in which Europe's clocks went forward on 2026-03-29: 24 × 600,
    // whatever clocks on walls show.
    fn days_and_summer_time_change_nothing() {
        let evening: Time = "2026-03-28T20:00:00Z".parse().expect("a time");
        let mut room = given([]);
        room.now = evening;
        let room = room.after("ana", set(Stated { since: Some(evening), ..lost(euros(600, 600, 600)) }));
        let next = evening + TimeDelta::hours(24);
        assert_eq!(loss_so_far(&room.state, next).expect("figures").range, euros(14_400, 14_400, 14_400));
        let local: Time = "2026-03-29T22:00:00+02:00".parse().expect("a time");
        assert_eq!(loss_so_far(&room.state, local), loss_so_far(&room.state, next));
    }

    fn a_start_that_was_stated_as_local_time_is_the_same_moment() {
        let berlin: Time = "2026-03-01T09:30:00+01:00".parse().expect("a time");
        given([]).estimated(5, Stated { since: Some(berlin), ..lost(euros(600, 600, 600)) }).has_lost(0, 300, 300, 300);
    }

    // 6,000 likely in an hour are 1,000 in ten minutes.
    fn ten_more_minutes_cost_a_sixth_of_an_hour() {
        let stated = Stated { cost_per_hour: Some(euros(0, 600, 600)), ..lost(euros(600, 5_400, 12_000)) };
        let room = given([]).estimated(5, stated);
        let expected = Amount { range: euros(100, 1_000, 2_100), currency: "EUR".into() };
        assert_eq!(ten_minutes(&room.state, at(6)), Some(expected));
        assert_eq!(rate(&room.state, at(6)).map(|it| it.range), Some(euros(600, 6_000, 12_600)));
    }

    fn the_chart_rises_to_the_loss_of_now() {
        let room = given([]).estimated(0, lost(euros(600, 600, 600)));
        let room = room.after("ana", Command::SetSeverity { severity: "sev1".into(), reason: "worse".into() });
        let samples = chart(&room.state, at(60), 5);
        let lost: Vec<_> = samples.iter().filter_map(|sample| Some(sample.loss?.likely / EUR)).collect();
        assert_eq!(lost, [0, 150, 300, 450, 600]);
        assert_eq!(samples.last().map(|sample| (sample.at, sample.severity.clone())), Some((at(60), Some("sev1".into()))));
        assert_eq!(chart(&given([]).state, at(60), 0), []);
    }

    // What follows.

    fn a_blocked_journey_is_of_high_priority() {
        let room = given([]).estimated(5, journey("checkout", JourneyState::Blocked));
        let follows = room.follows();
        assert_eq!(follows.priority, Some(Priority::High));
        assert_eq!(follows.rule.as_deref(), Some("a journey is blocked"));
        assert_eq!(follows.response.as_deref(), Some("restore now"));
        assert_eq!(follows.severity.as_deref(), Some("sev2"));
        assert_eq!(follows.policy, 2, "the version of the policy that said so");
        assert_eq!(disagreement(&room.state), None, "the room is sev2");
    }

    fn the_first_rule_that_fits_decides() {
        let priority = |stated: Stated| {
            let follows = given([]).estimated(5, stated).follows();
            (follows.priority, follows.severity, follows.rule)
        };
        let of = |priority, severity: &str, rule: &str| (Some(priority), Some(severity.to_owned()), Some(rule.to_owned()));
        let degraded = journey("search", JourneyState::Degraded);
        assert_eq!(priority(degraded.clone()), of(Priority::Medium, "sev3", "a journey is degraded"));
        let security = Stated { impact: Some(ImpactKind::Security), ..degraded };
        assert_eq!(priority(security), of(Priority::High, "sev1", "it is a security incident"));
        assert_eq!(priority(journey("a", JourneyState::Working)), of(Priority::Low, "sev4", "every journey works"));
        let most = Stated { users: Some(Users::Share(Range::exactly(5_000))), ..journey("a", JourneyState::Blocked) };
        assert_eq!(priority(most), of(Priority::High, "sev1", "a journey is blocked for half of the users or more"));
        assert_eq!(priority(share(20)), (None, None, None), "nothing says how bad it is for them");
    }

    // Those who may not see money see the priority that follows from it, and not by which figure.
    fn a_rule_about_money_is_named_to_nobody_else() {
        let room = given([]).estimated(5, lost(euros(5_000, 10_000, 20_000)));
        let follows = room.follows();
        assert_eq!((follows.priority, follows.severity.as_deref()), (Some(Priority::High), Some("sev1")));
        assert_eq!(follows.rule, None);
        assert_eq!(rule_in_force(&room.state), Some("10,000 or more are lost in an hour"));
        let mut other = room.state.clone();
        other.estimates[0].figures = None;
        assert_eq!(rule_in_force(&other), None);
        let below = given([]).estimated(5, lost(euros(9_998, 9_999, 100_000)));
        assert_eq!(below.follows().priority, Some(Priority::Medium));
    }

    fn a_threshold_is_not_held_against_another_currency() {
        let yen = Stated { currency: Some("JPY".into()), ..lost(Range::exactly(9_000_000)) };
        assert_eq!(given([]).estimated(5, yen).follows().priority, None);
    }

    fn a_chosen_severity_that_differs_is_said() {
        let room = given([]).estimated(5, journey("search", JourneyState::Degraded));
        let differs = disagreement(&room.state).expect("sev2 is not sev3");
        assert_eq!(differs, Disagreement { chosen: Some("sev2".into()), derived: "sev3".into() });
        assert_eq!(differs.sentence(), "chosen SEV2, the estimate says SEV3");
        let agreed = room.after("ana", Command::SetSeverity { severity: "sev3".into(), reason: "so it is".into() });
        assert_eq!(disagreement(&agreed.state), None);
    }

    fn another_policy_judges_the_estimate_anew() {
        let room = given([]).estimated(5, journey("search", JourneyState::Degraded));
        let estimate = room.revision(0);
        let stricter = policy(|policy| policy.impact.rules[5].severity = "sev1".into());
        let version = room.state.seq + 1;
        let before = room.follows();
        let room = room.after(Actor::Server, stricter);
        assert_eq!(room.decided().len(), 2, "the policy and what it makes of the estimate");
        let expected = Follows { severity: Some("sev1".into()), policy: version, ..before };
        assert_eq!(room.decided()[1].fact.event, Event::ImpactFollows { estimate, follows: expected });
        let room = room.after(Actor::Server, policy(|policy| { policy.impact.rules[5].severity = "sev1".into(); policy.seats.shift_limit_minutes = 60; }));
        assert_eq!(room.decided().len(), 1, "nothing else follows from it");
    }

    // Nobody knows what an hour costs: that is not nothing.
    fn what_is_not_known_is_not_nothing() {
        let room = given([]).estimated(0, Stated { clear: vec![Clear::LossPerHour], ..share(20) });
        assert_eq!((loss_so_far(&room.state, at(60)), ten_minutes(&room.state, at(60))), (None, None));
        let room = room.estimated(1, once(euros(5, 5, 5), None)).has_lost(60, 5, 5, 5);
        assert_eq!(rate(&room.state, at(60)), None, "what an hour costs is still not known");
    }

    // Who, and what is recorded.

    fn the_chair_sets_and_everybody_who_works_proposes() {
        let blocked = || journey("checkout", JourneyState::Blocked);
        let denied = |seats: &[Seat], command| Rejection::NotPermitted { command, seats: seats.to_vec() };
        given([]).when("bo", set(blocked())).refused(denied(&[Seat::Responder], CommandKind::SetEstimate));
        given([]).when("dee", propose(blocked())).refused(denied(&[Seat::Guest], CommandKind::ProposeEstimate));
        let room = given([]).when("bo", propose(blocked()))
            .then([Event::Proposed { proposal: Proposal::Estimate(Box::new(blocked())) }])
            .saying([Some("errors rise")]);
        assert_eq!(source(room.decided()[0].content.as_ref().unwrap()).as_deref(), Some("the dashboard"));
        let room = room.after("ana", Command::AcceptProposal { proposal: FIRST });
        assert!(room.state.proposals.is_empty());
        assert_eq!(room.state.estimates[0].proposal, Some(FIRST));
        assert_eq!(room.state.estimates[0].words_at, FIRST, "the words are those of whoever proposed it");
        assert_eq!(room.state.estimates[0].by, warroom_incident::Author::Person(person("ana")));
    }

    fn what_was_proposed_stands_on_what_is_in_force_when_it_is_accepted() {
        given([("bo", propose(share(20)))]).estimated(5, lost(euros(600, 600, 600)))
            .after("ana", Command::AcceptProposal { proposal: FIRST })
            .has_lost(60, 600, 600, 600)
            .so("the share is there", |it| it.estimates[1].scope.users.is_some());
    }

    fn a_proposal_is_declined_with_a_reason_and_not_made_twice() {
        given([("bo", propose(share(20)))])
            .when("cy", propose(share(20))).refused(Rejection::Already { is: "proposed; the chair decides".into() })
            .when("ana", Command::DeclineProposal { proposal: FIRST, reason: String::new() })
            .refused(Rejection::Empty { place: Place::Reason })
            .after("ana", Command::DeclineProposal { proposal: FIRST, reason: "too high".into() })
            .when("ana", Command::AcceptProposal { proposal: FIRST })
            .refused(Rejection::Unknown { target: Target::Proposal, number: FIRST });
    }

    // The event that everybody sees holds no money and none of the words that came with it.
    fn money_and_its_words_have_their_own_reach() {
        let stated = Stated { journeys: journey("checkout", JourneyState::Blocked).journeys, ..lost(euros(600, 600, 600)) };
        let command = |stated| Command::SetEstimate { stated: Box::new(stated), source: "finance".into(), reason: "600 an hour".into() };
        let room = given([]).after("ana", command(stated.clone()));
        let reaches: Vec<_> = room.decided().iter().map(|it| it.fact.reach).collect();
        assert_eq!(reaches, [Reach::Room, Reach::Loss, Reach::Room]);
        let room = room.saying([None, Some("600 an hour"), None]);
        let seen = serde_json::to_string(&room.decided()[0].fact).unwrap() + &serde_json::to_string(&room.decided()[2].fact).unwrap();
        assert!(!seen.contains("60000") && !seen.contains("EUR"), "{seen}");
        let proposed = given([]).after("bo", propose(stated));
        assert_eq!(proposed.decided()[0].fact.reach, Reach::Loss);
        let open = given([]).after("ana", command(share(20))).saying([Some("600 an hour"), None]);
        assert_eq!(open.state.estimates[0].words_at, FIRST);
    }

    // Why the chair declines may repeat the figure, and so may why somebody's words were removed.
    fn what_is_said_about_money_goes_no_further_than_the_money() {
        let reaches = |room: &Room| room.decided().iter().map(|it| it.fact.reach).collect::<Vec<_>>();
        let because = |number| Command::Redact { event: number, reason: "600 an hour is not for everybody".into() };
        let decline = Command::DeclineProposal { proposal: FIRST, reason: "600 an hour is too high".into() };
        let declined = given([("bo", propose(lost(euros(600, 600, 600))))]).after("ana", decline.clone());
        assert_eq!(reaches(&declined), [Reach::Loss]);
        assert_eq!(reaches(&declined.clone().after("ana", because(FIRST))), [Reach::Loss], "a proposal");
        assert_eq!(reaches(&declined.after("ana", because(FIRST + 1))), [Reach::Loss], "why it was declined");
        let set = Command::SetEstimate { stated: Box::new(lost(euros(600, 600, 600))), source: "finance".into(), reason: String::new() };
        let room = given([]).after("ana", set);
        assert_eq!(reaches(&room.after("ana", because(FIRST + 1))), [Reach::Loss], "a revision");
        let open = given([("bo", propose(share(20)))]).after("ana", decline);
        assert_eq!(reaches(&open), [Reach::Room]);
        assert_eq!(reaches(&open.after("ana", because(FIRST))), [Reach::Room]);
    }

    fn an_estimate_can_still_be_set_when_it_is_over() {
        let close = Command::Close { ending: warroom_incident::event::Ending::FalseAlarm, reason: "a test".into() };
        given([("ana", close)]).estimated(60, Stated { until: Some(at(60)), ..lost(euros(600, 600, 600)) }).has_lost(60, 600, 600, 600);
    }

    // Approved updates are held against what is broken for whom, not against money.
    fn only_another_scope_is_another_revision_to_an_approval() {
        let room = given([]).estimated(5, share(20));
        let first = room.revision(0);
        let room = room.estimated(6, lost(euros(600, 600, 600)));
        assert_eq!(room.state.impact_revision(), Some(first));
        let room = room.estimated(7, share(30));
        assert_eq!(room.state.impact_revision(), Some(room.revision(2)));
    }

    // What is refused.

    fn a_range_that_does_not_rise_is_refused() {
        given([]).when("ana", set(lost(euros(10, 5, 20)))).refused(Rejection::NotRising {
            figure: Figure::LossPerHour,
            low: "10".into(),
            likely: "5".into(),
            high: "20".into(),
        });
        let users = Stated { users: Some(Users::Share(Range { low: 50, likely: 100, high: 75 })), ..Stated::default() };
        given([]).when("ana", set(users)).refused(Rejection::NotRising {
            figure: Figure::UsersShare,
            low: "0.5 %".into(),
            likely: "1 %".into(),
            high: "0.75 %".into(),
        });
    }

    fn a_figure_beyond_all_bounds_is_refused() {
        let command = set(lost(Range::exactly(bounds::FIGURE + 1)));
        given([]).when("ana", command).refused(Rejection::FigureTooHigh {
            figure: Figure::LossPerHour,
            high: "10000000000000.01".into(),
            most: "10000000000000".into(),
        });
        given([]).when("ana", set(share(101))).refused(Rejection::ShareBeyondAll { percent: "101".into() });
        given([]).estimated(1, share(100));
    }

    fn a_currency_that_is_none_is_refused() {
        let command = set(Stated { currency: Some("EURO".into()), ..lost(euros(1, 1, 1)) });
        given([]).when("ana", command).refused(Rejection::UnknownCurrency { currency: "EURO".into() });
    }

    // Nothing that was counted is taken back by three letters alone.
    fn another_currency_comes_with_amounts() {
        let dollars = || Stated { currency: Some("USD".into()), ..share(20) };
        given([]).estimated(0, dollars());
        let room = given([]).estimated(0, lost(euros(600, 600, 600)));
        let alone = Rejection::CurrencyAlone { currency: "USD".into(), before: "EUR".into() };
        room.clone().when("ana", set(dollars())).refused(alone.clone());
        room.when("ana", propose(dollars())).refused(alone);
    }

    fn a_journey_has_a_short_name() {
        for (name, shown) in [("", ""), ("checkout!", "checkout!"), ("two\nlines", "two\nlines")] {
            given([]).when("ana", set(journey(name, JourneyState::Blocked))).refused(Rejection::NotAJourney { name: shown.into() });
        }
        let many = (0..=bounds::JOURNEYS).map(|nth| Journey { name: format!("j{nth}"), state: JourneyState::Working });
        let command = set(Stated { journeys: many.collect(), ..Stated::default() });
        given([]).when("ana", command).refused(Rejection::TooMany { what: "journeys".into(), most: bounds::JOURNEYS });
    }

    fn harm_does_not_begin_in_the_future_nor_end_before_it_began() {
        let ahead = at(60);
        given([]).when("ana", set(since(ahead))).refused(Rejection::InTheFuture { happened_at: ahead, now: start() });
        let before = at(-60);
        given([]).when("ana", set(until(before))).refused(Rejection::EndsBeforeStart { since: start(), until: before });
        let far = start() + TimeDelta::days(bounds::UNTIL_DAYS + 1);
        given([]).when("ana", set(until(far))).refused(Rejection::EndsTooFarAhead { until: far, days: bounds::UNTIL_DAYS });
        let long_ago = start() - TimeDelta::days(bounds::BACKDATE_DAYS + 1);
        given([]).when("ana", set(until(long_ago)))
            .refused(Rejection::TooLongAgo { happened_at: long_ago, days: bounds::BACKDATE_DAYS });
        given([]).estimated(0, until(at(30)));
    }

    // A preview is what comes to be when it is set at that moment, and says no where setting it would.
    fn what_is_foreseen_is_what_comes_to_be() {
        let room = given([]).estimated(5, lost(euros(600, 1_200, 3_000)));
        let stated = Stated { journeys: journey("checkout", JourneyState::Blocked).journeys, ..lost(euros(60, 60, 60)) };
        let then = foreseen(&room.state, &stated, at(30)).expect("it could be set");
        let set = room.clone().estimated(30, stated);
        assert_eq!(loss_so_far(&then, at(90)), loss_so_far(&set.state, at(90)));
        assert_eq!(ten_minutes(&then, at(90)), ten_minutes(&set.state, at(90)));
        assert_eq!(then.estimates.last().map(|it| &it.follows), set.state.estimates.last().map(|it| &it.follows));
        assert_eq!(disagreement(&then), disagreement(&set.state));
        let wrong = share(101);
        let refused = Rejection::ShareBeyondAll { percent: "101".into() };
        assert_eq!(could_be_stated(&room.state, &wrong, at(30)), Err(refused.clone()));
        assert_eq!(foreseen(&room.state, &wrong, at(30)).err(), Some(refused));
        assert_eq!(could_be_stated(&room.state, &share(100), at(30)), Ok(()));
    }

    fn an_estimate_states_something() {
        given([]).when("ana", set(Stated::default())).refused(Rejection::NothingEstimated);
        given([]).when("bo", propose(Stated::default())).refused(Rejection::NothingEstimated);
    }
}
