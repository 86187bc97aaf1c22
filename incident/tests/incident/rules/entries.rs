//! Rules of entries, links and the *now* line.

use crate::world::*;
use warroom_incident::command::CommandKind;
use warroom_incident::event::{
    ActionKind, ActionPosted, EntryKind, Event, LinkKind, Mark, Progress, TaskTime, Verdict,
};
use warroom_incident::rejection::{Place, Target};
use warroom_incident::state::Course;
use warroom_incident::{Command, Rejection, Seat, Seq, bounds};

fn hypothesis() -> (&'static str, Command) {
    ("bo", Command::post(EntryKind::Hypothesis, "DNS"))
}

fn action(temporary: bool) -> Command {
    let (entry, text) = (EntryKind::Action, "restart the workers\nevery hour".into());
    Command::Post { entry, text, happened_at: None, action: None, temporary }
}

fn judge(verdict: Verdict) -> Command {
    Command::JudgeHypothesis { entry: FIRST, verdict, reason: "resolves fine".into() }
}

fn correct(text: &str) -> Command {
    Command::Correct { entry: FIRST, text: Some(text.into()), happened_at: None }
}

fn redact(event: Seq) -> Command {
    Command::Redact { event, reason: "a password".into() }
}

fn now_line(text: &str) -> Command {
    Command::SetNow { text: text.into() }
}

fn no_entry(number: Seq) -> Rejection {
    Rejection::Unknown { target: Target::Entry, number }
}

rules! {
    fn everyone_with_a_working_seat_posts() {
        for who in ["ana", "bo", "cy"] {
            let room = given([]).when(who, note("hello")).then([posted(EntryKind::Note)]).saying([Some("hello")]);
            assert_eq!(room.decided()[0].fact.seat, room.state.seats(&person(who)).first().copied());
        }
    }

    fn a_guest_posts_nothing() {
        given([]).when("dee", note("hello"))
            .refused(Rejection::NotPermitted { command: CommandKind::Post, seats: vec![Seat::Guest] });
    }

    fn a_stranger_posts_nothing() {
        given([]).when("eve", note("hello")).refused(Rejection::NotAMember);
    }

    fn an_action_about_which_nothing_was_said_is_under_way() {
        let posted = Event::Posted { entry: EntryKind::Action, action: Some(ActionPosted::UNSAID), mentions: vec![] };
        given([]).when("bo", action(false)).then([posted]);
    }

    fn only_actions_have_a_kind_and_progress() {
        let post = |action, temporary| Command::Post {
            entry: EntryKind::Finding, text: "x".into(), happened_at: None, action, temporary,
        };
        given([]).when("bo", post(Some(ActionPosted::UNSAID), false))
            .refused(Rejection::OnlyActions { entry: EntryKind::Finding })
            .when("bo", post(None, true))
            .refused(Rejection::OnlyActions { entry: EntryKind::Finding });
    }

    fn a_note_is_marked_as_a_fact_later() {
        let mark = |fact| Command::MarkFact { entry: FIRST, fact };
        given([("bo", note("disk is full"))])
            .when("cy", mark(EntryKind::Note)).refused(Rejection::Already { is: "a note".into() })
            .when("cy", mark(EntryKind::Hypothesis))
            .then([Event::MarkedFact { entry: FIRST, fact: EntryKind::Hypothesis }])
            .so("it can be judged", |it| it.entries[0].course == Course::Hypothesis(Verdict::Open))
            .when("cy", mark(EntryKind::Finding))
            .refused(Rejection::WrongKind { entry: FIRST, is: EntryKind::Hypothesis, expected: EntryKind::Note })
            .when("cy", Command::MarkFact { entry: 1, fact: EntryKind::Finding }).refused(no_entry(1));
    }

    fn a_key_mark_is_set_and_taken_away() {
        let mark = |mark| Command::MarkKey { entry: FIRST, mark };
        given([("bo", note("it is the cache"))])
            .when("cy", mark(Mark::Off)).refused(Rejection::Already { is: "key mark off".into() })
            .when("cy", mark(Mark::On)).then([Event::MarkedKey { entry: FIRST, mark: Mark::On }])
            .so("key", |it| it.entries[0].key)
            .when("ana", mark(Mark::Off)).so("not key", |it| !it.entries[0].key);
    }

    fn a_hypothesis_is_confirmed_or_ruled_out_and_opened_again() {
        given([hypothesis()]).when("cy", judge(Verdict::RuledOut))
            .then([Event::HypothesisJudged { entry: FIRST, verdict: Verdict::RuledOut }])
            .saying([Some("resolves fine")])
            .when("cy", judge(Verdict::RuledOut)).refused(Rejection::Already { is: "ruled_out".into() })
            .when("bo", judge(Verdict::Open))
            .so("stays in sight", |it| it.entries[0].course == Course::Hypothesis(Verdict::Open));
        given([("bo", note("DNS"))]).when("cy", judge(Verdict::Confirmed))
            .refused(Rejection::WrongKind { entry: FIRST, is: EntryKind::Note, expected: EntryKind::Hypothesis });
    }

    fn an_action_moves_on() {
        let go = |progress| Command::MoveAction { entry: FIRST, progress, text: String::new() };
        let course = |progress| Course::Action { kind: ActionKind::Other, progress, temporary: false };
        given([("bo", action(false))])
            .when("bo", go(Progress::UnderWay)).refused(Rejection::Already { is: "under_way".into() })
            .when("cy", go(Progress::Failed))
            .then([Event::ActionMoved { entry: FIRST, progress: Progress::Failed }])
            .so("failed", |it| it.entries[0].course == course(Progress::Failed));
    }

    fn a_temporary_action_opens_a_debt() {
        let room = given([]).when("bo", action(true)).so("one debt", |it| it.debts().count() == 1)
            .saying([Some("restart the workers\nevery hour"), None, Some("Make good: restart the workers")]);
        assert_eq!(room.state.tasks.last().unwrap().debt_of, Some(FIRST));
        assert_eq!(room.state.tasks.last().unwrap().when, TaskTime::Afterwards);
    }

    fn an_action_is_called_temporary_later_and_once() {
        let temporary = Command::MarkTemporary { entry: FIRST };
        given([("bo", action(false))]).when("cy", temporary.clone())
            .so("one debt", |it| it.debts().count() == 1)
            .when("cy", temporary).refused(Rejection::Already { is: "temporary".into() });
    }

    fn the_author_the_scribe_and_the_chair_correct_an_entry() {
        let scribe = Command::SetScribe { person: Some(person("cy")) };
        let stranger = Rejection::NotYoursToCorrect { entry: FIRST, author: "bo".into() };
        given([("bo", note("4.2"))])
            .after("bo", correct("4.1")).after("ana", correct("4.0"))
            .when("cy", correct("3.9")).refused(stranger)
            .after("cy", scribe).after("cy", correct("3.9"))
            .so("the old ones stay reachable", |it| {
                it.entries[0].corrections == [FIRST + 1, FIRST + 2, FIRST + 4] && it.entries[0].text_at == FIRST + 4
            });
    }

    fn a_correction_of_the_time_keeps_the_text() {
        let at = start() - minutes(10);
        given([("bo", note("it began"))])
            .when("bo", Command::Correct { entry: FIRST, text: None, happened_at: Some(at) })
            .saying([None])
            .so("moved", |it| it.entries[0].happened_at == at && it.entries[0].text_at == FIRST)
            .when("bo", Command::Correct { entry: FIRST, text: None, happened_at: None })
            .refused(Rejection::NothingToCorrect);
    }

    fn an_entry_is_corrected_only_so_often() {
        let mut room = given([("bo", note("x"))]);
        room.state.entries[0].corrections = (0..bounds::CORRECTIONS as Seq).collect();
        let what = "corrections of this entry".into();
        room.when("bo", correct("y")).refused(Rejection::TooMany { what, most: bounds::CORRECTIONS });
    }

    fn redaction_removes_an_entry_with_its_corrections_and_its_debt() {
        let room = given([("bo", action(true)), ("bo", correct("restart with hunter2"))]);
        let debt = FIRST + 2;
        let room = room.when("bo", redact(FIRST))
            .then([Event::Redacted { event: FIRST, wipes: vec![FIRST, debt, FIRST + 3] }])
            .saying([Some("a password")]);
        assert!((FIRST..=FIRST + 3).all(|seq| room.record.text(seq).is_none()), "all words are gone");
        assert_eq!(room.record.check_redactions(), Ok(()));
        room.when("bo", correct("again")).refused(Rejection::AlreadyRedacted { event: FIRST })
            .when("ana", redact(FIRST)).refused(Rejection::AlreadyRedacted { event: FIRST });
    }

    fn a_corrected_text_is_redacted_by_itself_and_corrected_again() {
        given([("bo", note("see the host")), ("bo", correct("see db1:hunter2"))])
            .when("bo", redact(FIRST + 1)).then([Event::Redacted { event: FIRST + 1, wipes: vec![FIRST + 1] }])
            .after("bo", correct("see db1"))
            .so("the new text counts", |it| it.entries[0].text_at == FIRST + 3);
    }

    fn the_author_and_the_chair_redact() {
        let room = given([("bo", note("hunter2"))]);
        room.clone().when("cy", redact(FIRST))
            .refused(Rejection::NotYoursToRedact { event: FIRST, author: "bo".into() });
        room.when("ana", Command::Redact { event: FIRST, reason: String::new() })
            .refused(Rejection::Empty { place: Place::Reason })
            .after("ana", redact(FIRST));
    }

    fn title_now_line_links_and_reasons_are_redacted_too() {
        let link = Command::AddLink {
            link: LinkKind::Ticket, url: "https://user:secret@tracker.example/1".into(), label: String::new(),
        };
        let room = given([("ana", now_line("key is hunter2")), ("bo", link)])
            .after("cy", Command::RaiseHold { reason: "hunter2".into() })
            .after("ana", redact(1)).after("ana", redact(FIRST)).after("bo", redact(FIRST + 1))
            .after("cy", redact(FIRST + 2)).after("cy", redact(FIRST + 6))
            .so("state holds no words", |it| it.title.is_none() && it.now.as_ref().unwrap().text.is_none());
        assert!([1, FIRST, FIRST + 1, FIRST + 2, FIRST + 6].iter().all(|&seq| room.record.text(seq).is_none()));
    }

    fn there_is_nothing_to_redact_where_nobody_wrote() {
        given([]).when("ana", redact(2)).refused(Rejection::NothingToRedact { event: 2 });
        for event in [0, 99] {
            given([]).when("ana", redact(event)).refused(Rejection::Unknown { target: Target::Event, number: event });
        }
    }

    fn a_link_is_a_web_address() {
        let link = |url: &str| Command::AddLink { link: LinkKind::Call, url: url.into(), label: "bridge".into() };
        given([]).when("bo", link("https://call.example/1")).then([Event::LinkAdded { link: LinkKind::Call }])
            .saying([Some("https://call.example/1 bridge")]);
        for url in ["call.example", "javascript:alert(1)", "https://a b", "http://"] {
            given([]).when("bo", link(url)).refused(Rejection::NotALink { url: url.into() });
        }
        let mut full = given([("bo", link("https://call.example/1"))]);
        full.state.links = vec![full.state.links[0].clone(); bounds::LINKS];
        full.when("bo", link("https://call.example/2"))
            .refused(Rejection::TooMany { what: "links".into(), most: bounds::LINKS });
    }

    fn the_now_line_is_kept_by_the_chair_and_the_scribe() {
        given([]).when("ana", now_line("Rolling back.")).then([Event::NowSet {}])
            .when("cy", now_line("x")).refused(Rejection::NotTheScribe { scribe: None })
            .after("cy", Command::SetScribe { person: Some(person("cy")) })
            .after("cy", now_line("Rolled back."))
            .so("kept", |it| it.now.as_ref().unwrap().text.as_deref() == Some("Rolled back."))
            .when("bo", now_line("x")).refused(Rejection::NotTheScribe { scribe: Some(person("cy")) });
    }

    fn the_now_line_has_three_lines() {
        given([]).after("ana", now_line("1\n2\n3")).when("ana", now_line("1\n2\n3\n4"))
            .refused(Rejection::TooManyLines { lines: 4, most: 3 });
    }
}
