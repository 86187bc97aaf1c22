//! Rules of drafts: opened, written by several hands, submitted, signed off, withdrawn, redacted.

use crate::world::*;
use warroom_incident::draft::{Edit, Stage};
use warroom_incident::event::{EntryKind, Event, Notice, Phase, SignOff};
use warroom_incident::policy::{Holding, Slot, Template};
use warroom_incident::rejection::{Place, Target};
use warroom_incident::{Actor, Command, Incident, Reach, Rejection, Seq, bounds};

/// The number of the draft that a setting opens, and that of its first words.
pub(super) const DRAFT: Seq = FIRST;
pub(super) const WORDS: Seq = FIRST + 1;

pub(super) fn open(text: &str) -> Command {
    Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: None,
    }
}

/// An incident with one draft, opened by bo.
pub(super) fn drafted(text: &str) -> Room {
    given([("bo", open(text))])
}

pub(super) fn edit(base: Seq, edit: Edit) -> Command {
    Command::EditDraft { draft: DRAFT, base, edit }
}

pub(super) fn text_of(state: &Incident) -> &str {
    state.drafts[&DRAFT].text().as_str()
}

fn from_template(phase: Phase, minutes_ahead: Option<i64>) -> Command {
    Command::OpenDraft {
        audience: "Customers".into(),
        phase,
        text: None,
        channels: Vec::new(),
        notice: Notice::Silent,
        promise: minutes_ahead.map(|ahead| start() + minutes(ahead)),
    }
}

fn holding(name: &str) -> Command {
    Command::OpenHolding {
        holding: name.into(),
        audience: "customers".into(),
        slots: Default::default(),
        channels: Vec::new(),
        notice: Notice::Notify,
    }
}

fn set(phase: Option<Phase>, channels: Option<&str>) -> Command {
    Command::SetDraft {
        draft: DRAFT,
        audience: None,
        phase,
        channels: channels.map(|name| vec![name.into()]),
        notice: None,
        promise: None,
        no_promise: false,
    }
}

fn submit() -> Command {
    Command::SubmitDraft { draft: DRAFT, text: String::new() }
}

fn withdraw() -> Command {
    Command::WithdrawDraft { draft: DRAFT, reason: "too early".into() }
}

fn redact(event: Seq) -> Command {
    Command::Redact { event, reason: "a password".into() }
}

/// The text that a redacted record gives, read from its beginning.
fn replayed(room: &Room) -> Incident {
    let mut state = Incident::default();
    room.record.lines().iter().for_each(|line| warroom_incident::apply(&mut state, line));
    state
}

rules! {
    fn a_draft_is_opened_with_its_words_and_goes_to_all_channels_of_its_audience() {
        drafted("We are looking into it.").then([
            Event::DraftOpened {
                audience: "customers".into(), phase: Phase::Investigating, channels: vec!["file".into()],
                notice: Notice::Notify, promise: None, holding: None,
            },
            Event::DraftEdited { draft: DRAFT, edit: Edit::replace(0..0, &"x".repeat(23)).parts().0, entry: None },
        ]).saying([None, Some("We are looking into it.")])
            .so("its revision is that of its words", |it| it.drafts[&DRAFT].revision == WORDS)
            .so("it is a draft", |it| it.drafts[&DRAFT].stage == Stage::Draft);
    }

    fn a_draft_without_words_has_those_of_the_policy_filled_with_what_is_known() {
        given([]).when("bo", from_template(Phase::Investigating, Some(30)))
            .so("filled", |it| text_of(it) == "We are investigating a problem with our service that began at 09:00 UTC. Next update by 09:30 UTC.")
            .so("the words are the policy's, not bo's", |it| it.drafts[&DRAFT].manuscript().authors() == [warroom_incident::Author::Server]);
        let own = policy(|it| it.templates.push(Template {
            phase: "investigating".into(), audience: "customers".into(), text: "{severity} {phase} {now}".into(),
        }));
        given([]).after(Actor::Server, own).later(minutes(60 * 24)).when("bo", from_template(Phase::Investigating, None))
            .saying([None, Some("SEV2 investigating 09:00 UTC")]);
    }

    fn a_slot_without_a_value_stays_and_nothing_leaves_while_it_does() {
        given([("bo", from_template(Phase::Identified, None))]).when("bo", submit())
            .refused(Rejection::SlotLeft { slot: "next_update".into() });
    }

    fn audiences_channels_and_phases_are_those_of_the_policy() {
        let ask = |audience: &str, phase, channel: &str| Command::OpenDraft {
            audience: audience.into(), phase, text: None, channels: vec![channel.into()],
            notice: Notice::Notify, promise: None,
        };
        let room = given([]);
        room.clone().when("bo", ask("press", Phase::Resolved, "file"))
            .refused(Rejection::UnknownAudience { audience: "press".into(), known: vec!["customers".into()] });
        room.clone().when("bo", ask("customers", Phase::Resolved, "page")).refused(Rejection::UnknownChannel {
            channel: "page".into(), audience: "customers".into(), known: vec!["file".into()],
        });
        room.when("bo", ask("customers", Phase::Acknowledged, "file"))
            .refused(Rejection::PhaseNotTold { phase: Phase::Acknowledged });
    }

    fn a_promise_lies_ahead() {
        for ahead in [0, -5, 60 * 24 * 91] {
            given([]).when("bo", from_template(Phase::Resolved, Some(ahead))).refused(Rejection::PromiseNotAhead {
                promise: start() + minutes(ahead), now: start(), days: bounds::PROMISE_DAYS,
            });
        }
    }

    fn hidden_characters_and_too_much_text_do_not_come_in() {
        given([]).when("bo", open("a\u{202e}b")).refused(Rejection::HiddenCharacter { code: 0x202e });
        drafted("ab").when("cy", edit(WORDS, Edit::replace(1..1, "\u{200b}")))
            .refused(Rejection::HiddenCharacter { code: 0x200b });
        let most = bounds::DRAFT_BYTES;
        given([]).when("bo", open(&"x".repeat(most + 1)))
            .refused(Rejection::TooLong { place: Place::Draft, bytes: most + 1, most });
        drafted(&"x".repeat(most)).when("cy", edit(WORDS, Edit::replace(1..1, "y")))
            .refused(Rejection::TooLong { place: Place::Draft, bytes: most + 1, most })
            .after("cy", edit(WORDS, Edit::replace(1..2, "y")));
        given([]).when("bo", open("one\r\ntwo ☎\u{fe0f}")).saying([None, Some("one\ntwo ☎")]);
    }

    fn an_edit_is_carried_over_what_came_between() {
        drafted("Checkout is slow.")
            .after("bo", edit(WORDS, Edit::replace(0..8, "The log-in")))
            .when("cy", edit(WORDS, Edit::replace(12..16, "down")))
            .saying([Some("down")])
            .so("both are in it", |it| text_of(it) == "The log-in is down.")
            .so("who wrote what", |it| {
                let draft = &it.drafts[&DRAFT];
                let spans: Vec<_> = draft.manuscript().written().map(|(by, span)| (by.as_str().to_owned(), span.chars)).collect();
                spans == [("bo".to_owned(), 10), ("bo".into(), 4), ("cy".into(), 4), ("bo".into(), 1)]
            });
    }

    fn an_edit_that_does_nothing_any_more_is_said_so() {
        drafted("abc").after("bo", edit(WORDS, Edit::replace(1..2, "")))
            .when("cy", edit(WORDS, Edit::replace(1..2, "")))
            .refused(Rejection::Already { is: "the text is as this edit would leave it".into() });
    }

    fn an_edit_of_what_is_not_there_is_refused() {
        let room = drafted("abc");
        room.clone().when("cy", edit(WORDS, Edit::replace(2..5, ""))).refused(Rejection::EditBeyondText { walked: 5, chars: 3 });
        room.clone().when("cy", edit(99, Edit::replace(0..1, ""))).refused(Rejection::Unknown { target: Target::Event, number: 99 });
        room.clone().when("cy", edit(DRAFT - 1, Edit::replace(0..0, "x")))
            .refused(Rejection::EditTooOld { draft: DRAFT, base: DRAFT - 1, oldest: DRAFT });
        room.when("cy", Command::EditDraft { draft: 3, base: WORDS, edit: Edit::replace(0..0, "x") })
            .refused(Rejection::Unknown { target: Target::Draft, number: 3 });
    }

    fn only_so_many_edits_are_kept_to_carry_one_over_them() {
        let mut room = drafted("a");
        for _ in 0..=bounds::DRAFT_RECENT_EDITS {
            let base = room.state.seq;
            room = room.after("bo", edit(base, Edit::replace(1..1, "b")));
        }
        room.when("cy", edit(WORDS, Edit::replace(0..0, "c")))
            .refused(Rejection::EditTooOld { draft: DRAFT, base: WORDS, oldest: WORDS + 1 });
    }

    fn a_reworded_entry_is_put_in_on_the_record() {
        let used = |entry| Command::UseInDraft { draft: DRAFT, base: WORDS, edit: Edit::replace(0..0, "Some "), entry };
        let room = drafted("people wait.").after("bo", Command::post(EntryKind::Finding, "db1 is out of connections"));
        let entry = WORDS + 1;
        room.clone().when("cy", used(entry))
            .then([Event::DraftEdited { draft: DRAFT, edit: Edit::replace(0..0, "xxxxx").parts().0, entry: Some(entry) }])
            .so("remembered", |it| it.drafts[&DRAFT].reworded == [entry])
            .when("cy", used(3)).refused(Rejection::Unknown { target: Target::Entry, number: 3 });
        let mut secret = room;
        secret.state.entries[0].reach = Reach::Loss;
        secret.when("cy", used(entry)).refused(Rejection::NotForOutside { entry });
    }

    fn what_else_is_told_is_changed_by_itself() {
        drafted("x").when("cy", set(Some(Phase::Monitoring), None))
            .so("a new revision", |it| it.drafts[&DRAFT].revision == WORDS + 1 && it.drafts[&DRAFT].phase == Phase::Monitoring)
            .when("cy", set(Some(Phase::Monitoring), Some("file"))).refused(Rejection::Already { is: "as the draft has it".into() });
    }

    fn a_draft_is_submitted_once_and_with_words_in_it() {
        drafted("x").when("bo", submit()).then([Event::DraftSubmitted { draft: DRAFT, suggested: Vec::new() }])
            .when("bo", submit()).refused(Rejection::Already { is: "in review".into() });
        drafted("  \n").when("bo", submit()).refused(Rejection::Empty { place: Place::Draft });
    }

    fn changes_are_asked_for_with_a_reason_and_it_is_submitted_again() {
        let ask = |reason: &str| Command::RequestChanges { draft: DRAFT, reason: reason.into() };
        drafted("x").after("bo", submit()).when("ana", ask("")).refused(Rejection::Empty { place: Place::Reason })
            .when("ana", ask("say since when")).saying([Some("say since when")])
            .so("it waits for its writers", |it| matches!(it.drafts[&DRAFT].stage, Stage::ChangesRequested { .. }))
            .after("bo", submit());
    }

    fn whoever_opened_a_draft_or_the_chair_withdraws_it_and_then_it_is_over() {
        drafted("x").when("cy", withdraw()).refused(Rejection::NotYoursToWithdraw { draft: DRAFT, by: "bo".into() });
        let over = || Rejection::DraftOver { draft: DRAFT, stage: "withdrawn".into() };
        drafted("x").after("ana", withdraw()).when("bo", edit(WORDS, Edit::replace(0..0, "y"))).refused(over())
            .when("bo", submit()).refused(over()).when("bo", set(None, Some("file"))).refused(over());
        drafted("x").after("bo", withdraw());
    }

    fn a_responder_confirms_the_facts_as_they_stand() {
        let sign = |revision, sign_off| Command::SignOffDraft {
            draft: DRAFT, revision, sign_off, facts: crate::samples::facts(), text: String::new(),
        };
        let room = drafted("x");
        room.clone().when("cy", sign(WORDS, SignOff::Facts)).refused(Rejection::NotAResponder);
        room.when("bo", sign(WORDS, SignOff::Facts))
            .then([Event::DraftSignedOff { draft: DRAFT, revision: WORDS, sign_off: SignOff::Facts, facts: crate::samples::facts() }])
            .when("bo", sign(WORDS, SignOff::Facts)).refused(Rejection::Already { is: "signed off by you".into() })
            .after("cy", sign(WORDS, SignOff::SecondPair));
    }

    fn a_holding_statement_varies_only_in_what_its_policy_lists() {
        given([]).when("bo", holding("Looking"))
            .saying([None, Some("We know of a problem with our service since 09:00 UTC and are looking into it. Next update by 09:30 UTC.")])
            .so("it is one", |it| it.drafts[&DRAFT].holding.as_deref() == Some("looking"));
        // The alert rang before anybody declared anything.
        let alert = Command::Post {
            entry: EntryKind::Alert, text: "5xx at 12 %".into(), happened_at: Some(start() - minutes(46)), action: None,
            temporary: false,
        };
        given([("bo", alert)]).when("bo", holding("Looking"))
            .saying([None, Some("We know of a problem with our service since 08:14 UTC and are looking into it. Next update by 09:30 UTC.")]);
        given([]).when("bo", holding("gone"))
            .refused(Rejection::UnknownHolding { holding: "gone".into(), known: vec!["looking".into()] });
        let own = policy(|it| it.holding_statements.push(Holding {
            name: "part".into(), phase: "investigating".into(), audience: "customers".into(), next_update_minutes: 0,
            text: "{part} does not work.".into(),
            slots: vec![Slot { name: "part".into(), values: vec!["Checkout".into(), "Search".into()] }],
        }));
        let choose = |slot: &str, value: &str| Command::OpenHolding {
            holding: "part".into(), audience: "customers".into(), slots: [(slot.into(), value.into())].into(),
            channels: Vec::new(), notice: Notice::Notify,
        };
        let room = given([]).after(Actor::Server, own);
        room.clone().when("ana", choose("part", "Search")).saying([None, Some("Search does not work.")]);
        room.clone().when("ana", choose("part", "db1")).refused(Rejection::NotASlotValue {
            slot: "part".into(), values: vec!["Checkout".into(), "Search".into()],
        });
        room.when("ana", choose("who", "us")).refused(Rejection::NotASlotValue { slot: "who".into(), values: Vec::new() });
    }

    fn a_holding_statement_whose_slot_has_no_value_is_refused() {
        let own = policy(|it| { it.updates.service = String::new(); });
        given([]).after(Actor::Server, own).when("ana", holding("looking"))
            .refused(Rejection::SlotLeft { slot: "service".into() });
    }

    fn a_holding_statement_with_other_words_is_a_draft_like_any_other() {
        given([("ana", holding("looking"))]).after("bo", edit(WORDS, Edit::replace(0..2, "They")))
            .so("it is none any more", |it| it.drafts[&DRAFT].holding.is_none());
        given([("ana", holding("looking"))]).after("bo", set(Some(Phase::Resolved), None))
            .so("nor with another phase", |it| it.drafts[&DRAFT].holding.is_none());
        let other = policy(|it| it.holding_statements[0].text = "We know.".into());
        given([("ana", holding("looking"))]).after(Actor::Server, other)
            .so("nor when the policy has other words", |it| it.drafts[&DRAFT].holding.is_none());
        let same = policy(|it| it.approval.four_eyes = true);
        given([("ana", holding("looking"))]).after(Actor::Server, same)
            .so("another policy with the same words leaves it", |it| it.drafts[&DRAFT].holding.is_some());
    }

    fn redacting_an_edit_takes_its_words_out_and_replaces_the_history_by_a_snapshot() {
        let room = drafted("Log in with .").after("cy", edit(WORDS, Edit::replace(12..12, "hunter2")))
            .after("bo", edit(WORDS + 1, Edit::replace(15..15, "-")))
            .when("cy", redact(WORDS + 1));
        let event = room.decided()[0].fact.event.clone();
        assert_eq!(event, Event::Redacted { event: WORDS + 1, wipes: vec![WORDS, WORDS + 1, WORDS + 2] });
        assert_eq!(text_of(&room.state), "Log in with -.");
        assert!((WORDS..=WORDS + 2).all(|seq| room.record.text(seq).is_none()), "the history is gone");
        assert_eq!(room.record.check_redactions(), Ok(()));
        assert_eq!(replayed(&room), room.state, "the redacted record gives the same text");
        let written: Vec<_> = room.state.drafts[&DRAFT].manuscript().written().map(|(by, span)| (by.to_string(), span.chars)).collect();
        assert_eq!(written, [("bo".to_owned(), 14)], "who wrote what is still known");
        // What was made on the history cannot be carried any more; what is made on the snapshot can.
        room.when("cy", edit(WORDS + 2, Edit::replace(0..0, "x")))
            .refused(Rejection::EditTooOld { draft: DRAFT, base: WORDS + 2, oldest: WORDS + 4 })
            .after("cy", edit(WORDS + 4, Edit::replace(0..0, "x")));
    }

    fn redacting_a_draft_takes_its_history_and_leaves_what_stands_there() {
        let room = drafted("pw hunter2").after("bo", edit(WORDS, Edit::replace(3..10, "reset")));
        let revision = room.state.drafts[&DRAFT].revision;
        room.clone().when("cy", redact(DRAFT)).refused(Rejection::NotYoursToRedact { event: DRAFT, author: "bo".into() });
        let room = room.after("bo", redact(DRAFT));
        assert_eq!((text_of(&room.state), room.state.drafts[&DRAFT].revision), ("pw reset", revision));
        assert!(!serde_json::to_string(room.record.lines()).unwrap().contains("hunter2"));
        assert_eq!(replayed(&room), room.state);
        room.after("ana", redact(DRAFT + 4));
        given([("bo", open(""))]).when("bo", redact(DRAFT)).refused(Rejection::NothingToRedact { event: DRAFT });
    }

    fn drafts_edits_and_sign_offs_have_their_bounds() {
        let mut many = drafted("x");
        let one = many.state.drafts[&DRAFT].clone();
        many.state.drafts = (0..bounds::OPEN_DRAFTS as Seq).map(|seq| (seq, one.clone())).collect();
        many.clone().when("bo", open("y"))
            .refused(Rejection::TooMany { what: "open drafts".into(), most: bounds::OPEN_DRAFTS });
        let over = Stage::Withdrawn { at: 1, by: warroom_incident::Author::Server };
        many.state.drafts = (0..bounds::DRAFTS as Seq).map(|seq| {
            let mut draft = one.clone();
            draft.stage = over.clone();
            (seq, draft)
        }).collect();
        many.when("bo", open("y")).refused(Rejection::TooMany { what: "drafts".into(), most: bounds::DRAFTS });
        let steps = (0..bounds::EDIT_STEPS).flat_map(|_| [
            warroom_incident::draft::Step::Insert("a".to_owned()), warroom_incident::draft::Step::Retain(1),
        ]);
        let long = Edit::normal(steps.collect::<Vec<_>>());
        drafted(&"x".repeat(5_000)).when("bo", edit(WORDS, long))
            .refused(Rejection::TooMany { what: "steps in this edit".into(), most: bounds::EDIT_STEPS });
    }
}
