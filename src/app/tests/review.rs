//! The screen of one draft: what is approved is what was read, and nothing but a word typed by hand approves it.

mod around;
mod claims;
mod landing;
mod noted;
mod unseen;

use warroom_incident::draft::{Edit, FactsSeen};
use warroom_incident::event::{DeliveryFate, Notice, Phase, SignOff};
use warroom_incident::policy::{Channel, Holding, Slot};
use warroom_incident::wire::ToClient;
use warroom_incident::{Actor, Command, CommandId, Policy, Seat, Seq};

use super::Desk;
use super::common::{Room, at, person};
use crate::app::forms::Stage;
use crate::app::model::{Dialog, Pane};
use crate::app::{Effect, LinkNews, Message};

const MEMBERS: [(&str, Seat); 4] =
    [("ana", Seat::Responder), ("kim", Seat::Observer), ("priya", Seat::Coordinator), ("lou", Seat::Guest)];

fn room(policy: Policy) -> Room {
    let mut room = Room::default();
    let declare = Command::Declare {
        title: "Checkout errors".into(),
        severity: Some("sev2".into()),
        reporter: "sam".into(),
        drill: false,
        policy: Box::new(policy),
    };
    room.order(&Actor::Operator, &declare, at(0, 0)).expect("it is declared");
    for (nth, (name, seat)) in MEMBERS.iter().enumerate() {
        room.join(name, *seat, at(0, 10 + u32::try_from(nth).expect("few")));
    }
    room
}

fn opened(room: &mut Room, who: &str, text: &str) -> Seq {
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Investigating,
        text: Some(text.into()),
        channels: Vec::new(),
        notice: Notice::Notify,
        promise: Some(at(45, 0)),
    };
    room.says(who, open, at(2, 0))
}

/// A desk before which a draft lies open for review.
fn reading(name: &str, policy: Policy, text: &str) -> (Desk, Seq) {
    let mut room = room(policy);
    let draft = opened(&mut room, "kim", text);
    room.says("kim", Command::SubmitDraft { draft, text: String::new() }, at(3, 0));
    let mut desk = Desk::in_room(room, name);
    desk.types("3\n");
    assert!(matches!(&desk.model.dialog, Some(Dialog::Draft(it)) if it.seq == draft));
    (desk, draft)
}

impl Desk {
    /// Somebody else does something; this screen hears of it.
    fn meanwhile(&mut self, who: &str, command: &Command) -> &mut Desk {
        let now = self.now;
        let lines = self.room.order(&Actor::Person(person(who)), command, now).expect("the rules let it through");
        self.hears(ToClient::Events(lines))
    }

    fn edits(&mut self, who: &str, draft: Seq, words: &str) -> &mut Desk {
        let base = self.room.state.seq;
        self.meanwhile(who, &Command::EditDraft { draft, base, edit: Edit::replace(0..0, words) })
    }

    /// The server takes what was sent last.
    fn taken(&mut self, name: &str) -> Seq {
        let sent = self.sent();
        let [command] = sent.as_slice() else { panic!("one command was sent, not {sent:?}") };
        let id = CommandId([self.count; 16]);
        let lines = self.room.order(&Actor::Person(person(name)), command, self.now).expect("the rules agree");
        let (seq, count) = (lines[0].seq(), lines.len() as u64);
        self.hears(ToClient::Events(lines));
        self.hears(ToClient::Accepted { id, seq, count, invite: None });
        seq
    }

    fn void(&self) -> Option<&str> {
        match &self.model.dialog {
            Some(Dialog::Form(form)) => form.held.as_ref()?.void.as_deref(),
            _ => None,
        }
    }

    /// Why something was not done: on the page, or where the question would be.
    fn note(&self) -> Option<&str> {
        match &self.model.dialog {
            Some(Dialog::Draft(review)) => review.note.as_deref(),
            Some(Dialog::Form(form)) if form.choices.is_empty() => form.held.as_ref()?.void.as_deref(),
            _ => None,
        }
    }
}

#[test]
fn a_word_typed_by_hand_approves_and_publishes_what_was_read() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    let (revision, facts) = (desk.room.state.drafts[&draft].revision, FactsSeen::of(&desk.room.state));
    desk.types("P");
    assert_eq!(desk.form_stage(), Some(Stage::Typing("publish")));
    desk.types("publish");
    assert!(desk.sent().is_empty(), "the word alone does nothing");
    assert_eq!(desk.types("\n").sent(), [Command::ApproveDraft { draft, revision, facts, publish: true }]);
    desk.taken("priya");
    assert!(!desk.room.state.updates.is_empty());
    assert!(matches!(&desk.model.dialog, Some(Dialog::Draft(it)) if it.seq == draft), "and the draft is shown again");
    assert!(desk.model.said.as_ref().is_some_and(|(said, _)| said == "published"));
}

#[test]
fn approving_alone_has_a_word_of_its_own_and_what_is_approved_is_published_as_it_is() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Apublish\n");
    assert!(desk.sent().is_empty(), "the other word is the wrong one");
    desk.types("\u{1b}Aapprove\n");
    assert!(matches!(&desk.sent()[..], [Command::ApproveDraft { publish: false, .. }]));
    desk.taken("priya");
    assert!(desk.room.state.updates.is_empty());
    desk.types("Ppublish\n");
    assert!(matches!(&desk.sent()[..], [Command::PublishDraft { draft: it, .. }] if *it == draft));
}

#[test]
fn no_single_key_and_no_paste_publishes() {
    let (mut desk, _) = reading("priya", Policy::default(), "Some payments fail.");
    // F would make the screen stand still, in which nothing can be ordered anyhow.
    for key in (' '..='~').filter(|key| !['q', 'F'].contains(key)) {
        desk.types(&key.to_string());
        assert!(desk.sent().is_empty(), "{key}");
        desk.model.dialog = None;
        desk.model.focus = Pane::Drafts;
        desk.types("\n");
    }
    // A flood of keys comes as one line with its Enter, a paste as a paste; neither counts, and neither do both.
    for flood in [Message::Line("publish".into()), Message::Paste("publish\r".into()), Message::Paste("publish".into())]
    {
        desk.types("P").gets(flood);
        assert!(desk.sent().is_empty());
        assert_eq!(desk.form_stage(), Some(Stage::Typing("publish")));
        desk.types("\n");
        assert!(desk.sent().is_empty(), "nothing of it was taken for typing");
        desk.types("\u{1b}").gets(Message::Line("Ppublish".into()));
        assert!(desk.sent().is_empty() && matches!(desk.model.dialog, Some(Dialog::Draft(_))));
    }
}

#[test]
fn an_edit_that_slips_in_voids_the_open_question_at_once() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Ppubl").edits("ana", draft, "Sorry: ");
    assert!(
        desk.void().is_some_and(|why| why.contains("the text by ana") && why.contains("Read it again")),
        "{:?}",
        desk.void()
    );
    // The fingers go on.
    desk.types("ish\n");
    assert!(desk.sent().is_empty() && desk.void().is_some());
    desk.types("q");
    assert!(matches!(desk.model.dialog, Some(Dialog::Draft(_))));
    assert!(desk.note().is_some_and(|note| note.contains("the text by ana")), "{:?}", desk.note());
    desk.types("Ppublish\n");
    let revision = desk.room.state.drafts[&draft].revision;
    assert!(matches!(&desk.sent()[..], [Command::ApproveDraft { revision: it, .. }] if *it == revision));
}

#[test]
fn an_edit_before_the_question_has_to_be_read_first() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    for word in ["Ppublish\n", "Aapprove\n"] {
        desk.edits("ana", draft, "Sorry: ").types(word);
        assert!(desk.sent().is_empty());
        let note = desk.note().expect("the letters of the word are no keys of the draft").to_owned();
        assert!(note.contains("It changed while you read: the text by ana"), "{note}");
        desk.types("q");
    }
    desk.types("Ppublish\n");
    assert_eq!(desk.sent().len(), 1, "read again, it is asked as ever");
}

#[test]
fn facts_that_move_void_the_open_question() {
    let (mut desk, _) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Aappro");
    let up = Command::SetSeverity { severity: "sev1".into(), reason: "all of the EU".into() };
    desk.meanwhile("priya", &up);
    assert!(desk.void().is_some_and(|why| why.contains("severity was SEV2, is SEV1")), "{:?}", desk.void());
    assert!(desk.types("ve\n").sent().is_empty());
}

#[test]
fn a_draft_that_is_sent_back_meanwhile_voids_the_open_question() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("P").meanwhile("ana", &Command::RequestChanges { draft, reason: "not in the US".into() });
    assert!(desk.void().is_some_and(|why| why.contains("changes requested")), "{:?}", desk.void());
}

#[test]
fn nothing_is_published_offline_and_nothing_waits_to_be() {
    let (mut desk, _) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Ppubli").link(LinkNews::Lost { why: "reset".into(), retry_ms: 1_000 });
    assert!(desk.void().is_some_and(|why| why.contains("The connection is gone")));
    assert!(desk.types("sh\n").sent().is_empty());
    desk.types("qP");
    assert!(desk.note().is_some_and(|note| note.contains("not connected")), "{:?}", desk.note());
    desk.types("q");
    for key in ["A", "!", "S", "+", "r", "x", "m"] {
        desk.types(key);
        assert!(
            desk.note().is_some_and(|note| note.contains("not connected")),
            "{key} says nothing: {:?}",
            desk.note()
        );
        if desk.form_stage().is_some() {
            desk.types("q");
        }
    }
    assert_eq!(desk.model.replica.unsent(), 0);
    assert!(desk.link(LinkNews::Up).sent().is_empty(), "and nothing is sent on return");
}

#[test]
fn the_server_refuses_a_stale_revision_and_the_page_says_what_changed() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Ppublish\n");
    let sent = desk.sent();
    let id = CommandId([desk.count; 16]);
    // The edit reached the server first.
    let base = desk.room.state.seq;
    let edit = Command::EditDraft { draft, base, edit: Edit::replace(0..0, "Sorry: ") };
    let lines = desk.room.order(&Actor::Person(person("ana")), &edit, desk.now).expect("an edit");
    let refusal = desk.room.order(&Actor::Person(person("priya")), &sent[0], desk.now).expect_err("it is stale");
    desk.hears(ToClient::Refused { id, sentence: refusal.to_string(), rejection: refusal });
    desk.hears(ToClient::Events(lines));
    assert!(
        desk.note().is_some_and(|note| note.contains("nothing was done") && note.contains("the text by ana")),
        "{:?}",
        desk.note()
    );
    assert!(desk.room.state.updates.is_empty());
}

#[test]
fn who_may_not_is_told_so_by_the_rules_and_is_offered_nothing() {
    let (mut desk, _) = reading("ana", Policy::default(), "Some payments fail.");
    desk.types("P");
    assert!(desk.note().is_some_and(|note| note.contains("ask: coordinator")), "{:?}", desk.note());
    let (mut desk, _) = reading("lou", Policy::default(), "Some payments fail.");
    let offers = crate::app::review::offers::offers(&desk.model);
    assert!(offers.is_empty(), "{offers:?}");
    for key in ["P", "A", "!", "S", "+", "r", "x", "m", "X", "v", "b"] {
        desk.types(key);
        assert!(desk.note().is_some() && desk.sent().is_empty(), "{key}");
        if desk.form_stage().is_some() {
            desk.types("q");
        }
    }
}

#[test]
fn a_reason_goes_with_what_is_sent_back_and_comes_again_when_it_is_refused() {
    let (mut desk, draft) = reading("ana", Policy::default(), "Some payments fail.");
    desk.types("r\n");
    assert!(desk.sent().is_empty(), "a reason is needed");
    desk.types("only in the EU\n");
    assert_eq!(desk.sent(), [Command::RequestChanges { draft, reason: "only in the EU".into() }]);
    let id = CommandId([desk.count; 16]);
    let rejection = warroom_incident::Rejection::IncidentClosed;
    desk.hears(ToClient::Refused { id, sentence: rejection.to_string(), rejection });
    let Some(Dialog::Form(form)) = &desk.model.dialog else { panic!("it comes back") };
    assert_eq!(form.words, "only in the EU");
}

#[test]
fn sign_offs_are_for_what_was_read_and_missing_ones_lead_to_the_glass_only_on_purpose() {
    let mut policy = Policy::default();
    policy.approval.facts_confirmed = true;
    let (mut desk, draft) = reading("priya", policy.clone(), "Some payments fail.");
    desk.types("P");
    assert!(desk.note().is_some_and(|note| note.contains("lacks a responder's confirmation")), "{:?}", desk.note());
    desk.types("q!1");
    desk.types("\n");
    assert!(desk.sent().is_empty(), "a reason is needed");
    desk.types("nobody else is awake\n");
    assert_eq!(desk.form_stage(), Some(Stage::Typing("break glass")));
    desk.types("publish\n");
    assert!(desk.sent().is_empty());
    desk.ctrl('u').types("break glass\n");
    assert!(
        matches!(&desk.sent()[..], [Command::BreakGlass { publish: true, reason, .. }] if reason == "nobody else is awake")
    );

    let (mut desk, _) = reading("ana", policy, "Some payments fail.");
    desk.types("+1checked\n");
    assert_eq!(desk.form_stage(), Some(Stage::Confirming));
    desk.edits("kim", draft, "Sorry: ");
    assert!(desk.void().is_some(), "what is confirmed is what was read");
    desk.types("yq+");
    assert!(desk.sent().is_empty());
    desk.types("+1checked\ny");
    assert!(
        matches!(&desk.sent()[..], [Command::SignOffDraft { sign_off: SignOff::Facts, text, .. }] if text == "checked")
    );
}

#[test]
fn a_finding_is_waived_by_choosing_it_with_a_reason() {
    let (mut desk, draft) = reading_draft("ana", "It is redis-eu-3.internal, see PLAT-5521.");
    desk.types("S");
    assert!(desk.note().is_some_and(|note| note.contains("cannot leave like this")), "{:?}", desk.note());
    desk.types("v2theirs\n");
    assert!(
        matches!(&desk.sent()[..], [Command::WaiveFinding { draft: it, reason, .. }] if *it == draft && reason == "theirs")
    );
    desk.taken("ana");
    assert_eq!(desk.model.replica.state().drafts[&draft].waived.len(), 1);
}

/// The same, not yet sent for review.
fn reading_draft(name: &str, text: &str) -> (Desk, Seq) {
    let mut room = room(Policy::default());
    let draft = opened(&mut room, "kim", text);
    let mut desk = Desk::in_room(room, name);
    desk.types("3\n");
    (desk, draft)
}

#[test]
fn only_what_is_different_is_changed() {
    let (mut desk, draft) = reading_draft("ana", "Some payments fail.");
    desk.types("m\n");
    let Some(Dialog::Fields(fields)) = &desk.model.dialog else { panic!("the fields are open") };
    assert!(fields.problem.as_ref().is_some_and(|why| why.contains("nothing is different")));
    desk.types("jl\n");
    let sent = desk.sent();
    assert_eq!(
        sent,
        [Command::SetDraft {
            draft,
            audience: None,
            phase: Some(Phase::Identified),
            channels: None,
            notice: None,
            promise: None,
            no_promise: false
        }]
    );
    desk.taken("ana");
    assert!(matches!(desk.model.dialog, Some(Dialog::Draft(_))), "and the draft is shown again");
    desk.types("mjj04:30\n");
    assert!(
        matches!(&desk.sent()[..], [Command::SetDraft { promise: Some(it), no_promise: false, .. }] if *it == at(90, 0))
    );
    desk.taken("ana");
    desk.types("mjjl\n");
    assert!(matches!(&desk.sent()[..], [Command::SetDraft { promise: None, no_promise: true, .. }]));
}

#[test]
fn in_the_drafts_a_new_draft_is_opened_and_never_an_entry() {
    let mut desk = Desk::in_room(room(Policy::default()), "ana");
    desk.types("3a");
    assert!(!desk.model.composer.is_open(), "what is for the outside is no entry");
    desk.types("\n");
    let sent = desk.sent();
    assert!(
        matches!(&sent[..], [Command::OpenDraft { audience, phase: Phase::Investigating, text: None, promise: Some(_), .. }] if audience == "customers"),
        "{sent:?}"
    );
    let draft = desk.taken("ana");
    assert!(matches!(&desk.model.dialog, Some(Dialog::Draft(it)) if it.seq == draft));
    // A paste into the pane writes nothing and opens nothing.
    desk.types("q").gets(Message::Paste("password hunter2\n".into()));
    assert!(desk.model.dialog.is_none() && !desk.model.composer.is_open());
}

/// A policy with a holding statement of one slot.
fn with_slot() -> Policy {
    let slot = Slot { name: "area".into(), values: vec!["payments".into(), "log-in".into()] };
    let holding = Holding {
        name: "looking".into(),
        phase: "investigating".into(),
        audience: String::new(),
        next_update_minutes: 30,
        text: "We know of a problem with {area}. Next update by {next_update}.".into(),
        slots: vec![slot],
    };
    Policy { holding_statements: vec![holding], ..Policy::default() }
}

#[test]
fn a_holding_statement_is_out_within_few_keys() {
    let mut desk = Desk::in_room(room(with_slot()), "priya");
    desk.types("Ojl\n");
    assert!(matches!(&desk.sent()[..], [Command::OpenHolding { slots, .. }] if slots["area"] == "log-in"));
    // Whoever types ahead of the answer starts nothing else.
    let before = (desk.sent(), desk.count);
    desk.types("pub");
    assert!(matches!(desk.model.dialog, Some(Dialog::Fields(_))));
    desk.effects = vec![];
    let id = CommandId([before.1; 16]);
    let lines = desk.room.order(&Actor::Person(person("priya")), &before.0[0], desk.now).expect("it is opened");
    let (draft, count) = (lines[0].seq(), lines.len() as u64);
    desk.hears(ToClient::Accepted { id, seq: draft, count, invite: None });
    assert!(matches!(desk.model.dialog, Some(Dialog::Fields(_))), "its words are not here yet");
    desk.hears(ToClient::Events(lines));
    assert_eq!(desk.form_stage(), Some(Stage::Typing("publish")), "it asks at once");
    desk.types("publish\n");
    assert!(matches!(&desk.sent()[..], [Command::PublishDraft { draft: it, .. }] if *it == draft));
    desk.taken("priya");
    let told = desk.room.state.updates.last().and_then(|update| update.text.as_ref()).map(ToString::to_string);
    assert!(told.is_some_and(|told| told.starts_with("We know of a problem with log-in.")));
}

#[test]
fn a_delivery_that_failed_rings_once_for_the_chair_and_is_tried_again_or_given_up() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Ppublish\n");
    desk.taken("priya");
    let delivery = *desk.room.state.deliveries.keys().next().expect("one is on its way");
    let report = |attempts| Command::ReportDelivery {
        delivery,
        fate: DeliveryFate::Failed,
        attempts,
        reference: None,
        again: None,
        note: "503 from the page".into(),
    };
    let hears = |desk: &mut Desk, attempts| {
        let lines = desk.room.order(&Actor::Server, &report(attempts), desk.now).expect("a report");
        desk.hears(ToClient::Events(lines));
        desk.effects.contains(&Effect::Bell)
    };
    assert!(hears(&mut desk, 1), "the chair hears of it");
    assert!(!hears(&mut desk, 2), "once");
    desk.types("q");
    assert!(crate::app::next_step::due(&desk.model, usize::MAX).is_some_and(|(text, _)| text == "1 delivery FAILED"));
    let next = crate::app::next_step::next_step(&desk.model).expect("a step");
    assert!(next.why.contains("NOT reach file"), "{next:?}");
    desk.types("3\nb");
    assert!(matches!(&desk.types("1y").sent()[..], [Command::RetryDelivery { .. }]));
    desk.types("b2the page is gone\n");
    assert!(matches!(&desk.sent()[..], [Command::GiveUpDelivery { reason, .. }] if reason == "the page is gone"));
    assert!(desk.model.replica.state().drafts.contains_key(&draft));
}

#[test]
fn the_kit_copies_each_text_by_itself_and_needs_an_approval() {
    let slack = Channel {
        name: "status_chat".into(),
        kind: "slack".into(),
        secret_env: "SLACK_URL".into(),
        ..Policy::default().channels.remove(0)
    };
    let mut policy = Policy::default();
    policy.channels.push(slack);
    let (mut desk, _) = reading("priya", policy, "Some payments <fail>.");
    desk.types("K");
    assert!(desk.note().is_some_and(|note| note.contains("approve it first")), "{:?}", desk.note());
    desk.types("Aapprove\n");
    desk.taken("priya");
    desk.types("Ky");
    assert!(
        matches!(&desk.effects[..], [Effect::Copy { text, .. }] if text == "Some payments <fail>."),
        "{:?}",
        desk.effects
    );
    desk.types("jjy");
    let Some(Effect::Copy { text, .. }) = desk.effects.first() else { panic!("a line for a shell") };
    assert!(text.contains("curl") && text.contains("${SLACK_URL}") && text.contains("&lt;fail&gt;"), "{text}");
    desk.types("q");
    assert!(matches!(desk.model.dialog, Some(Dialog::Draft(_))));
}

#[test]
fn words_are_removed_for_good_by_a_typed_word() {
    let (mut desk, draft) = reading_draft("priya", "The password is hunter2.");
    desk.types("X1names a password\nredact\n");
    assert!(matches!(&desk.sent()[..], [Command::Redact { event, .. }] if *event > draft), "{:?}", desk.sent());
    desk.taken("priya");
    assert_eq!(desk.model.replica.state().drafts[&draft].text().as_str(), "");
}

#[test]
fn each_seat_hears_what_a_draft_asks_of_it() {
    let mut policy = Policy::default();
    policy.approval.facts_confirmed = true;
    policy.approval.four_eyes = true;
    let mut room = room(policy);
    room.says("ana", Command::Acknowledge { text: String::new() }, at(1, 0));
    let next = |room: &Room, name: &str| {
        let desk = Desk::in_room(room.clone(), name);
        crate::app::next_step::next_step(&desk.model).map(|step| step.why).unwrap_or_default()
    };
    assert!(next(&room, "priya").contains("tell customers: holding statement"), "{}", next(&room, "priya"));
    let draft = opened(&mut room, "priya", "Some payments fail.");
    room.says("priya", Command::SubmitDraft { draft, text: String::new() }, at(3, 0));
    assert!(next(&room, "ana").contains("are its facts right"), "{}", next(&room, "ana"));
    assert!(next(&room, "kim").contains("second pair of eyes"), "{}", next(&room, "kim"));
    assert!(next(&room, "priya").contains("for your approval: it lacks"), "{}", next(&room, "priya"));
    assert_eq!(next(&room, "lou"), "");
    for (who, sign_off) in [("ana", SignOff::Facts), ("kim", SignOff::SecondPair)] {
        let (revision, facts) = (room.state.drafts[&draft].revision, FactsSeen::of(&room.state));
        room.says(who, Command::SignOffDraft { draft, revision, facts, sign_off, text: String::new() }, at(3, 30));
    }
    assert!(!next(&room, "kim").contains("second pair"));
    let (revision, facts) = (room.state.drafts[&draft].revision, FactsSeen::of(&room.state));
    room.says("priya", Command::ApproveDraft { draft, revision, facts, publish: false }, at(4, 0));
    assert!(next(&room, "priya").contains("and not published"), "{}", next(&room, "priya"));
}

#[test]
fn a_policy_that_leads_a_channel_elsewhere_voids_the_question_that_stands_open() {
    let mut policy = Policy::default();
    let (mut desk, _) = reading("priya", policy.clone(), "Some payments fail.");
    desk.types("Aappro");
    policy.channels[0].to = "elsewhere.jsonl".into();
    let (adopt, now) = (Command::AdoptPolicy { policy: Box::new(policy) }, desk.now);
    let lines = desk.room.order(&Actor::Server, &adopt, now).expect("the server may");
    desk.hears(ToClient::Events(lines));
    assert!(desk.void().is_some_and(|why| why.contains("the channels by the policy")), "{:?}", desk.void());
    desk.types("ve\n");
    assert!(desk.sent().is_empty() && desk.void().is_some());
}

#[test]
fn the_kit_of_an_approval_that_does_not_stand_any_more_is_not_given() {
    let (mut desk, _) = reading("priya", Policy::default(), "Some payments fail.");
    desk.types("Aapprove\n");
    desk.taken("priya");
    desk.meanwhile("priya", &Command::SetSeverity { severity: "sev1".into(), reason: "all regions".into() });
    desk.types("K");
    assert!(!matches!(desk.model.dialog, Some(Dialog::Kit(_))));
    assert!(desk.note().is_some_and(|note| note.contains("facts moved")), "{:?}", desk.note());
    desk.meanwhile("priya", &Command::SetSeverity { severity: "sev2".into(), reason: "not all".into() });
    desk.types("K");
    assert!(matches!(desk.model.dialog, Some(Dialog::Kit(_))), "{:?}", desk.note());
}

#[test]
fn the_page_of_a_published_draft_shows_what_was_approved_whatever_came_after() {
    let mut policy = Policy::default();
    policy.channels[0].kind = "statuspage".into();
    let (mut desk, draft) = reading("priya", policy.clone(), "Some payments fail.");
    desk.types("Ppublish\n");
    desk.taken("priya");
    let page = |desk: &Desk| {
        let Some(review) = crate::app::review::of(&desk.model, draft) else { panic!("the draft is there") };
        let lines = crate::app::review::lines(&desk.model, &review, 200);
        let text = |line: &Vec<crate::app::tone::Piece>| line.iter().map(|(text, _)| text.as_str()).collect::<String>();
        lines.iter().map(text).find(|line| line.contains("impact:")).expect("what the page shows")
    };
    let then = page(&desk);
    assert!(then.contains("Problem with our service") && then.contains("impact: major"), "{then}");
    desk.meanwhile("priya", &Command::SetSeverity { severity: "sev1".into(), reason: "all regions".into() });
    policy.updates.title = "Payments are on fire".into();
    policy.channels[0].components = vec!["comp1".into()];
    let (adopt, now) = (Command::AdoptPolicy { policy: Box::new(policy) }, desk.now);
    let lines = desk.room.order(&Actor::Server, &adopt, now).expect("the server may");
    desk.hears(ToClient::Events(lines));
    assert_eq!(page(&desk), then);
}
