//! Rules of the inbox: guests ask, equal questions fold, the chair answers once, whoever works on the fix sees nothing.

use crate::world::*;
use warroom_incident::event::{Ending, Event};
use warroom_incident::inbox::{QuestionFate, listed, open};
use warroom_incident::rejection::{Place, Target};
use warroom_incident::{Actor, Command, CommandKind, Incident, Reach, Rejection, Seat, Seq, bounds};

const QUESTION: Seq = FIRST;

fn ask(text: &str) -> Command {
    Command::AskQuestion { text: text.into() }
}

fn answer(question: Seq, text: &str) -> Command {
    Command::AnswerQuestion { question, text: text.into() }
}

fn decline(question: Seq, reason: &str) -> Command {
    Command::DeclineQuestion { question, reason: reason.into() }
}

fn fold(question: Seq, into: Seq) -> Command {
    Command::FoldQuestion { question, into }
}

/// dee has asked, and a second guest is there.
fn asked() -> Room {
    given([("dee", ask("Is the data safe?"))]).after(Actor::Bearer(GUEST_INVITE), Command::Join { name: "eve".into() })
}

fn askers(state: &Incident, question: Seq) -> Vec<String> {
    state.questions[&question].askers().iter().map(ToString::to_string).collect()
}

fn sees(state: &Incident, name: &str) -> bool {
    state.people[&person(name)].reaches().contains(Reach::Inbox)
}

rules! {
    fn a_guest_asks_and_the_chair_answers_within_the_reach_of_the_inbox() {
        let room = given([]).when("dee", ask("  Is the\tdata safe? "))
            .then([Event::QuestionAsked { same_as: None }])
            .saying([Some("Is the data safe?")]);
        assert!(room.decided().iter().all(|it| it.fact.reach == Reach::Inbox));
        let room = room.when("ana", answer(QUESTION, "Yes.\nAll of it."))
            .then([Event::QuestionAnswered { question: QUESTION }])
            .saying([Some("Yes.\nAll of it.")])
            .so("it is answered", |it| matches!(it.questions[&QUESTION].fate, QuestionFate::Answered(_)));
        assert!(room.decided().iter().all(|it| it.fact.reach == Reach::Inbox));
        room.when("ana", answer(QUESTION, "No."))
            .refused(Rejection::QuestionOver { question: QUESTION, is: "answered".into() });
    }

    fn equal_questions_fold_and_say_who_asked() {
        let room = asked().later(minutes(1)).when("eve", ask("is the data  SAFE"))
            .then([Event::QuestionAsked { same_as: Some(QUESTION) }])
            .so("one question of two", |it| it.questions.len() == 1 && askers(it, QUESTION) == ["dee", "eve"]);
        room.when("dee", ask("Is the data safe??"))
            .refused(Rejection::Already { is: format!("asked by you, as question {QUESTION}; it waits for the chair") });
    }

    fn what_was_answered_is_asked_anew_since_the_answer_may_not_hold() {
        asked().after("ana", answer(QUESTION, "Yes."))
            .when("dee", ask("Is the data safe?"))
            .then([Event::QuestionAsked { same_as: None }]);
    }

    fn the_chair_folds_two_by_hand_into_an_answered_one_too() {
        let other = QUESTION + 2;
        let room = asked().after("eve", ask("Did we lose data?")).when("ana", fold(other, QUESTION))
            .then([Event::QuestionFolded { question: other, into: QUESTION }])
            .so("both asked it", |it| askers(it, QUESTION) == ["dee", "eve"] && open(it).count() == 1)
            .so("one is listed", |it| listed(it).len() == 1);
        room.clone().when("ana", fold(other, QUESTION))
            .refused(Rejection::QuestionOver { question: other, is: "folded".into() });
        room.when("ana", fold(QUESTION, QUESTION)).refused(Rejection::Already { is: "this question".into() });
        asked().after("ana", answer(QUESTION, "Yes.")).after("eve", ask("Did we lose data?"))
            .after("ana", fold(QUESTION + 3, QUESTION))
            .so("eve reads that answer", |it| askers(it, QUESTION).contains(&"eve".to_owned()));
        let room = asked().after("eve", ask("A?")).after("eve", ask("B?")).after("ana", fold(other, QUESTION));
        room.when("ana", fold(other + 1, other))
            .refused(Rejection::QuestionOver { question: other, is: "folded".into() });
    }

    fn a_question_is_declined_with_a_reason() {
        asked().when("ana", decline(QUESTION, " ")).refused(Rejection::Empty { place: Place::Reason });
        asked().when("ana", decline(QUESTION, "we tell figures after it is over"))
            .then([Event::QuestionDeclined { question: QUESTION }])
            .so("none waits", |it| open(it).count() == 0)
            .when("ana", answer(QUESTION, "Yes."))
            .refused(Rejection::QuestionOver { question: QUESTION, is: "declined".into() });
    }

    fn only_guests_and_the_chair_ask_and_only_the_chair_answers() {
        for (who, seat) in [("bo", Seat::Responder), ("cy", Seat::Observer)] {
            asked().when(who, ask("When?"))
                .refused(Rejection::NotPermitted { command: CommandKind::AskQuestion, seats: vec![seat] });
        }
        for command in [answer(QUESTION, "Yes."), decline(QUESTION, "no"), fold(QUESTION, QUESTION)] {
            let refused = Rejection::NotPermitted { command: command.kind(), seats: vec![Seat::Guest] };
            asked().when("dee", command).refused(refused);
        }
        // One who called by phone.
        asked().when("ana", ask("The bank asks: since when?")).then([Event::QuestionAsked { same_as: None }]);
    }

    fn the_responder_never_sees_the_inbox_and_the_chair_always_does() {
        let room = asked();
        for (name, may) in [("ana", true), ("bo", false), ("cy", false), ("dee", true), ("eve", true)] {
            assert_eq!(sees(&room.state, name), may, "{name}");
        }
        let handed = room.after("ana", Command::OfferChair { to: person("bo"), note: "yours".into() })
            .after("bo", Command::AcceptChair {});
        assert!(sees(&handed.state, "bo"), "who takes the chair reads what waits for it");
        assert!(!sees(&handed.state, "ana"), "and who gave it reads no more");
        handed.when("bo", answer(QUESTION, "Yes.")).then([Event::QuestionAnswered { question: QUESTION }]);
    }

    fn who_asked_reads_the_answer_from_an_observers_seat_but_not_from_a_responders() {
        let grant = |seat| Command::GrantSeat { person: person("dee"), seat };
        let room = asked().after("ana", grant(Seat::Observer)).so("dee still reads", |it| sees(it, "dee"));
        room.after("ana", grant(Seat::Responder)).so("not while they work on the fix", |it| !sees(it, "dee"));
        let room = given([("ana", Command::GrantSeat { person: person("bo"), seat: Seat::Guest })]);
        // A second seat as a guest opens nothing to somebody who works on the fix.
        let seats = room.state.seats(&person("bo"));
        room.when("bo", ask("When?")).refused(Rejection::NotPermitted { command: CommandKind::AskQuestion, seats });
    }

    fn nobody_floods_the_inbox() {
        let mut room = given([]);
        for number in 0..bounds::QUESTIONS_EACH {
            room = room.after("dee", ask(&format!("Question {number}?")));
        }
        let again_at = start() + minutes(bounds::QUESTION_MINUTES);
        let refused =
            Rejection::AskedTooOften { most: bounds::QUESTIONS_EACH, minutes: bounds::QUESTION_MINUTES, again_at };
        room.clone().when("dee", ask("One more?")).refused(refused);
        room.clone().after("ana", ask("The chair writes down what others call in?"));
        room.later(minutes(bounds::QUESTION_MINUTES)).after("dee", ask("One more?"));
        let long = "x".repeat(bounds::QUESTION_BYTES + 1);
        let (bytes, most) = (long.len(), bounds::QUESTION_BYTES);
        given([]).when("dee", ask(&long)).refused(Rejection::TooLong { place: Place::Text, bytes, most });
        given([]).when("dee", ask("\u{202e}hidden")).saying([Some("<U+202E>hidden")]);
    }

    fn a_question_that_is_not_there_is_not_answered() {
        given([]).when("ana", answer(3, "Yes."))
            .refused(Rejection::Unknown { target: Target::Question, number: 3 });
    }

    fn a_closed_incident_takes_answers_and_no_questions() {
        let close = Command::Close { ending: Ending::FalseAlarm, reason: "a test".into() };
        let room = asked().after("ana", close);
        room.clone().when("dee", ask("When?")).refused(Rejection::IncidentClosed);
        room.after("ana", answer(QUESTION, "It was a test."));
    }

    fn who_does_not_see_the_inbox_learns_nothing_of_it_by_redacting() {
        let redact = || Command::Redact { event: QUESTION, reason: "a name".into() };
        asked().when("bo", redact()).refused(Rejection::NothingToRedact { event: QUESTION });
        let room = asked().when("ana", redact()).then([Event::Redacted { event: QUESTION, wipes: vec![QUESTION] }]);
        assert!(room.decided().iter().all(|it| it.fact.reach == Reach::Inbox), "the reason names what was in it");
        room.so("it is compared no more", |it| it.questions[&QUESTION].same.is_empty())
            .when("eve", ask("Is the data safe?")).then([Event::QuestionAsked { same_as: None }]);
    }
}
