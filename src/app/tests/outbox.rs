//! What waits to be sent: shown in order, asked about when it is old, taken back, dropped, and never sent twice.

use proptest::prelude::*;

use super::*;
use crate::app::layout;
use crate::replica::{Pending, Replica};

const AWAY: fn() -> LinkNews = || LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 };

impl Desk {
    fn sent_texts(&self) -> Vec<String> {
        texts(&self.sent())
    }

    fn comes_back(&mut self, name: &str) -> Vec<String> {
        self.link(LinkNews::Up);
        let mut sent = self.sent_texts();
        for message in self.room.catch_up(&person(name), self.model.replica.record().seq()) {
            self.hears(message);
            sent.extend(self.sent_texts());
        }
        sent
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only entries are asked for")]
fn texts(commands: &[Command]) -> Vec<String> {
    let text = |command: &Command| match command {
        Command::Post { text, .. } => Some(text.clone()),
        _ => None,
    };
    commands.iter().filter_map(text).collect()
}

#[test]
fn an_old_entry_is_asked_about_before_it_and_what_is_behind_it_are_sent() {
    let mut desk = Desk::of("ana");
    desk.link(AWAY());
    desk.types("astarting 5-8\n");
    desk.now = at(14, 0);
    desk.types("astill at it\n");
    desk.now = at(16, 0);
    assert!(desk.comes_back("ana").is_empty(), "the first is eleven minutes old");
    assert!(layout::summary(&desk.model).iter().any(|(head, line)| *head == "ASKS" && line.contains("1 waits behind")));
    desk.types("o");
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("it asks") };
    assert!(form.chosen().is_some_and(|it| it.question.contains("03:05Z “starting 5-8” — still true?")));
    desk.types("y");
    assert_eq!(desk.sent_texts(), ["starting 5-8", "still at it"], "in their order");
    let moments = desk.sent().into_iter().map(|it| {
        let Command::Post { happened_at, .. } = it else { panic!("only entries wait") };
        happened_at
    });
    assert_eq!(moments.collect::<Vec<_>>(), [Some(at(5, 0)), Some(at(14, 0))], "each with its own time");
}

#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "only entries are asked for")]
fn what_was_sent_into_a_dead_connection_keeps_its_moment_and_its_order() {
    let mut desk = Desk::of("ana");
    // Nobody knows yet that nothing gets through: it is sent as if it were new, and never arrives.
    desk.types("awritten at once\n");
    assert_eq!(desk.sent_texts(), ["written at once"]);
    desk.now = at(5, 20);
    desk.link(AWAY());
    desk.types("awritten offline\n");
    desk.now = at(6, 0);
    desk.link(LinkNews::Up);
    let mut sent = desk.sent();
    for message in desk.room.catch_up(&person("ana"), desk.model.replica.record().seq()) {
        desk.hears(message);
        sent.extend(desk.sent());
    }
    let moments = sent.into_iter().filter_map(|it| match it {
        Command::Post { happened_at, text, .. } => Some((text, happened_at)),
        _ => None,
    });
    let expected = [("written at once".to_owned(), Some(at(5, 0))), ("written offline".to_owned(), Some(at(5, 20)))];
    assert_eq!(moments.collect::<Vec<_>>(), expected);
}

#[test]
fn an_old_entry_that_no_longer_holds_is_taken_back_or_dropped() {
    for (key, text) in [("2", "@03:05:00Z /finding starting 5-8"), ("3y", "")] {
        let mut desk = Desk::of("ana");
        desk.link(AWAY());
        desk.types("a/finding starting 5-8\n");
        desk.now = at(14, 0);
        desk.types("astill at it\n");
        desk.now = at(16, 0);
        desk.comes_back("ana");
        desk.types("on").types(key);
        assert_eq!(desk.sent_texts(), ["still at it"], "what was behind it goes");
        assert_eq!(desk.model.composer.text(), text);
        let saved = desk.effects.iter().position(|it| matches!(it, Effect::SaveOutbox(waiting) if waiting.len() == 1));
        let composer = desk.effects.iter().position(|it| matches!(it, Effect::SaveComposerNow(_)));
        assert!(saved.is_some() && (composer < saved), "the text is on disk in its new place first");
    }
}

#[test]
fn what_is_posted_behind_an_unanswered_question_waits_and_asks_it() {
    let mut desk = Desk::of("ana");
    desk.link(AWAY());
    desk.types("astarting 5-8\n");
    desk.now = at(16, 0);
    desk.comes_back("ana");
    desk.types("apods are back\n");
    assert!(desk.sent().is_empty(), "order is kept");
    assert_eq!(desk.form_stage(), Some(Stage::Confirming), "and nobody waits without knowing it");
    assert_eq!(desk.types("y").sent_texts(), ["starting 5-8", "pods are back"]);
}

#[test]
fn an_old_entry_that_is_on_the_record_already_is_not_asked_about() {
    let mut desk = Desk::of("ana");
    desk.types("astarting 5-8\n");
    assert_eq!(desk.sent_texts(), ["starting 5-8"]);
    // It arrived, and its answer was lost with the connection.
    desk.link(AWAY());
    desk.room.says("ana", Command::post(EntryKind::Observation, "starting 5-8"), at(5, 1));
    desk.now = at(30, 0);
    assert_eq!(desk.comes_back("ana"), ["starting 5-8"], "sent again with its id, which takes effect once");
    assert!(desk.model.replica.doubted(at(30, 0)).is_none());
}

#[test]
fn the_outbox_shows_what_waits_and_a_refused_one_is_posted_again_taken_back_or_dropped() {
    let mut desk = Desk::of("ana");
    desk.types("o");
    assert!(desk.model.dialog.is_none());
    desk.link(AWAY());
    desk.types("aone\na").types("two\n");
    desk.types("oj\n");
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("its form") };
    assert!(form.about.iter().any(|line| line.contains("~ WAITING 2")), "{:?}", form.about);
    desk.types("2y");
    assert_eq!(desk.model.replica.unsent(), 1);
    let mut desk = Desk::of("ana");
    desk.types("a/decision we wait\n");
    let id = CommandId([desk.count; 16]);
    let rejection = warroom_incident::Rejection::IncidentClosed;
    desk.hears(ToClient::Refused { id, sentence: rejection.to_string(), rejection });
    desk.types("o\n2");
    assert_eq!(desk.sent_texts(), ["we wait"]);
    let new = desk.effects.iter().any(|it| matches!(it, Effect::Send(ToServer::Command { id: new, .. }) if *new != id));
    assert!(new, "an answered id is not used again");
    assert_eq!(desk.model.replica.waiting().count(), 1);
}

#[test]
fn what_is_on_its_way_can_neither_be_dropped_nor_taken_back() {
    let mut desk = Desk::of("ana");
    desk.types("aone\no\n");
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("its form") };
    assert!(form.choices.is_empty() && form.about.iter().any(|line| line.contains("on its way")));
}

#[test]
fn leaving_says_what_waits() {
    let mut desk = Desk::of("ana");
    desk.link(AWAY());
    desk.types("aone\nq");
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("it asks") };
    assert!(form.choices[0].question.contains("1 entry waits here"));
    desk.types("n").ctrl('c');
    assert!(desk.model.said.as_ref().is_some_and(|(said, _)| said.contains("1 waits here")));
}

/// What happens to a client that writes.
#[derive(Clone, Debug)]
enum Step {
    Write,
    Wait(i64),
    Lose,
    Connect,
    /// The person answers the question about the oldest: still true or not.
    Answer(bool),
    /// The program is killed and reads its outbox again.
    Crash,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Write),
        (0..20i64).prop_map(Step::Wait),
        Just(Step::Lose),
        Just(Step::Connect),
        any::<bool>().prop_map(Step::Answer),
        Just(Step::Crash),
    ];
    proptest::collection::vec(step, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn over_one_connection_nothing_leaves_twice_or_out_of_order_or_old_unasked(steps in steps()) {
        let mut replica = Replica::new(person("ana"), Vec::new());
        let (mut now, mut count, mut up) = (at(0, 0), 0u8, false);
        let (mut over_this, mut ever) = (Vec::new(), Vec::new());
        for step in steps {
            match step {
                Step::Write if count < 250 => {
                    count += 1;
                    let post = Command::post(EntryKind::Observation, format!("{count}"));
                    replica.submit(post, CommandId([count; 16]), now).expect("nothing forbids it");
                }
                Step::Write => {}
                Step::Wait(minutes) => now += chrono::TimeDelta::minutes(minutes),
                Step::Lose => {
                    replica.lose_connection();
                    up = false;
                }
                Step::Connect if !up => {
                    replica.connected();
                    over_this.clear();
                    up = true;
                }
                Step::Connect => {}
                Step::Answer(still_true) => {
                    if let Some(id) = replica.doubted(now).map(|it| it.pending.id) {
                        if still_true {
                            replica.confirm(id);
                        } else {
                            replica.take_back(id);
                        }
                    }
                }
                Step::Crash => {
                    let outbox: Vec<Pending> = replica.outbox();
                    replica = Replica::new(person("ana"), outbox);
                    up = false;
                }
            }
            if up {
                let doubted = replica.doubted(now).map(|it| it.pending.id);
                for sent in replica.send_due(now) {
                    let ToServer::Command { id, .. } = sent else { panic!("only commands wait") };
                    prop_assert!(!over_this.contains(&id), "twice over one connection");
                    prop_assert!(over_this.last().is_none_or(|last| *last < id), "out of order");
                    prop_assert!(doubted.is_none_or(|doubted| id < doubted), "past a question");
                    over_this.push(id);
                    ever.push(id);
                }
            }
        }
        // In the end everything that was not taken back is there to be sent.
        for waiting in replica.waiting().map(|it| it.pending.id).collect::<Vec<_>>() {
            replica.confirm(waiting);
        }
        replica.connected();
        let left: Vec<_> = replica.send_due(now);
        prop_assert_eq!(left.len(), replica.unsent());
    }
}
