//! Pages to those who are called from outside: signed, on the record before they are sent, one id for ever, whatever the
//! other side does, and with nothing of the room but what the chair wrote for them.

use crate::endpoint::{Asked, Endpoint, Reply};
use crate::webhook::verifies;
use crate::world::{World, channel, quick};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::net::TcpListener;
use std::time::{Duration, Instant};
use warroom_incident::escalation::{Escalation, Page};
use warroom_incident::event::DeliveryFate::{self, Failed, GivenUp, Nowhere, Sending, Sent, Waiting};
use warroom_incident::event::{EntryKind, LinkKind, TaskTime};
use warroom_incident::{Command, Rejection, Seq};
use warroom_server::order::Declined;
use warroom_server::outbox::{Options, Timing, lacking};

const KEY: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const REASON: &str = "We need somebody who can decide about the fail-over.";

fn file() -> Value {
    json!({ "name": "file", "kind": "file", "to": "updates.jsonl" })
}

/// A room whose first level is told at this address.
fn room(url: &str, options: Options) -> World {
    let mut world = World::with(|_| vec![file()], options);
    tells(&mut world, url);
    world
}

fn tells(world: &mut World, url: &str) {
    let secret = world.data().join("pager.secret");
    std::fs::write(&secret, KEY).unwrap();
    world.takes(|policy| {
        policy.escalation[0].to = url.into();
        policy.escalation[0].secret_file = secret.display().to_string();
        assert_eq!(policy.flaws(), []);
    });
}

fn paging(endpoint: &Endpoint, timing: Timing) -> World {
    room(&endpoint.url("/hook"), allowed(timing))
}

fn allowed(timing: Timing) -> Options {
    Options { allowed: vec!["127.0.0.1".parse().unwrap()], timing }
}

/// Calls the first level and returns the number of its page.
fn call(world: &World) -> Seq {
    let escalate = Command::Escalate { level: Some("second_on_call".into()), reason: REASON.into() };
    let accepted = world.ana(escalate).unwrap();
    world.state().escalation(accepted.seq).unwrap().page.as_ref().unwrap().seq
}

fn page(world: &World, page: Seq) -> (Escalation, Page) {
    let state = world.state();
    let (escalation, page) = state.page(page).unwrap();
    (escalation.clone(), page.clone())
}

fn becomes(world: &World, number: Seq, fate: DeliveryFate) -> Page {
    world.until(&format!("{fate}"), |state| state.page(number).unwrap().1.fate == fate);
    page(world, number).1
}

fn is_for_a_person(world: &World, number: Seq) -> String {
    world.until("a failure for a person", |state| state.page(number).unwrap().0.page_failed());
    world.note(number)
}

fn ids(all: &[Asked]) -> HashSet<String> {
    all.iter().map(|it| it.headers["webhook-id"].clone()).collect()
}

#[test]
fn whoever_is_called_gets_one_signed_message_of_a_known_shape() {
    let endpoint = Endpoint::start(|_| Reply::says(204, ""));
    let world = paging(&endpoint, quick());
    let number = call(&world);
    assert_eq!(becomes(&world, number, Sent).attempts, 1);
    let [asked] = &endpoint.asked()[..] else { panic!("one message") };
    assert!(verifies(asked, KEY));
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/hook"));
    let sent = asked.json();
    let at = page(&world, number).0.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let incident = sent["data"]["incident"].clone();
    assert!(asked.headers["webhook-id"] == format!("{}-{number}", incident.as_str().unwrap()));
    let expected = json!({
        "type": "incident.escalated",
        "timestamp": at,
        "data": {
            "incident": incident,
            "level": "second_on_call",
            "level_kind": "on_call",
            "who": "the second on-call",
            "reason": REASON,
            "severity": "sev2",
            "phase": "declared",
            "drill": false,
        },
    });
    assert_eq!(sent, expected);
}

#[test]
fn no_other_word_of_the_room_is_in_what_leaves() {
    const CANARY: &str = "narwhal";
    let endpoint = Endpoint::start(|_| Reply::says(204, ""));
    let mut world = World::with(|_| vec![file()], allowed(quick()));
    world.incident = world.declared("narwhal-title cannot pay", false);
    tells(&mut world, &endpoint.url("/hook"));
    for entry in EntryKind::ALL {
        world.ana(Command::post(entry, format!("narwhal-entry {entry} 12000 EUR an hour"))).unwrap();
    }
    let (text, label) = (String::from("narwhal-task"), String::from("narwhal-label"));
    world.ana(Command::AddTask { text, when: TaskTime::Now, mitigation: true, class: None }).unwrap();
    let url = "https://narwhal-link.example/1".to_owned();
    world.ana(Command::AddLink { link: LinkKind::Ticket, url, label }).unwrap();
    world.ana(Command::SetNow { text: "narwhal-now".into() }).unwrap();
    world.ana(Command::SetSeverity { severity: "sev1".into(), reason: "narwhal-severity".into() }).unwrap();
    world.ana(Command::AskQuestion { text: "narwhal-question".into() }).unwrap();
    world.publish("narwhal-update");
    assert!(world.lines().matches(CANARY).count() > 14, "the room is full of it");
    let number = call(&world);
    becomes(&world, number, Sent);
    let asked = &endpoint.asked()[0];
    let headers: String = asked.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let all = format!("{} {}\n{headers}\n{}", asked.method, asked.path, String::from_utf8(asked.body.clone()).unwrap());
    for word in [CANARY, "ana", "rita", "12000", "INC-"] {
        assert!(!all.to_lowercase().contains(&word.to_lowercase()), "{word} left the room: {all}");
    }
    let keys: Vec<_> = asked.json()["data"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["drill", "incident", "level", "level_kind", "phase", "reason", "severity", "who"]);
}

#[test]
fn an_attempt_stands_in_the_record_before_it_is_made() {
    let endpoint = Endpoint::start(|_| Reply::Hangs);
    let long = Duration::from_secs(60);
    let world = paging(&endpoint, Timing { request: long, attempt: long, ..quick() });
    let number = call(&world);
    world.until("a request", |_| endpoint.asked().len() == 1);
    assert_eq!((page(&world, number).1.fate, page(&world, number).1.attempts), (Sending, 1));
}

#[test]
fn a_receiver_that_is_down_gets_it_when_it_is_back() {
    let place = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = place.local_addr().unwrap();
    drop(place);
    let world = room(&format!("http://{address}/hook"), allowed(Timing { attempts: 1_000, ..quick() }));
    let number = call(&world);
    world.until("two failures", |it| {
        let page = it.page(number).unwrap().1;
        page.attempts >= 2 && page.fate == Failed && page.again.is_some()
    });
    assert_eq!(world.note(number), "no connection");
    let endpoint = Endpoint::start_on(TcpListener::bind(address).unwrap(), |_| Reply::says(200, ""));
    becomes(&world, number, Sent);
    assert_eq!(endpoint.asked().len(), 1);
}

#[test]
fn errors_are_tried_again_with_the_same_id_and_words_until_a_person_has_to_call() {
    let mut answers = vec![Reply::says(200, ""), Reply::says(502, ""), Reply::says(500, "no"), Reply::says(503, "")];
    let endpoint = Endpoint::start(move |_| answers.pop().unwrap());
    let world = paging(&endpoint, quick());
    let number = call(&world);
    world.ana(Command::SetSeverity { severity: "sev1".into(), reason: "worse".into() }).unwrap();
    assert_eq!(becomes(&world, number, Sent).attempts, 4);
    let asked = endpoint.asked();
    assert_eq!((asked.len(), ids(&asked).len()), (4, 1));
    assert!(asked.iter().all(|it| it.body == asked[0].body && verifies(it, KEY)));

    let endpoint = Endpoint::start(|_| Reply::says(500, "no"));
    let world = paging(&endpoint, quick());
    let number = call(&world);
    assert_eq!(is_for_a_person(&world, number), "answered 500: no; tried 6 times, retry or give up by hand");
    assert_eq!(endpoint.asked().len(), 6);
    endpoint.now(|_| Reply::says(200, ""));
    world.ana(Command::RetryDelivery { delivery: number }).unwrap();
    becomes(&world, number, Sent);
    let asked = endpoint.asked();
    assert_eq!((asked.len(), ids(&asked).len()), (7, 1));
}

#[test]
fn a_receiver_that_asks_for_time_is_left_alone_for_so_long() {
    let mut first = true;
    let endpoint = Endpoint::start(move |_| {
        let slow = Reply::says(429, "").with("Retry-After", "1");
        if std::mem::take(&mut first) { slow } else { Reply::says(200, "") }
    });
    let world = paging(&endpoint, quick());
    let number = call(&world);
    let failed = becomes(&world, number, Failed);
    let since = Instant::now();
    assert!(failed.again.unwrap() - failed.at >= chrono::TimeDelta::milliseconds(900), "{failed:?}");
    becomes(&world, number, Sent);
    assert!(since.elapsed() >= Duration::from_millis(800));
    assert_eq!(endpoint.asked().len(), 2);
}

#[test]
fn where_nobody_knows_whether_it_arrived_it_is_not_sent_again_by_itself() {
    for (reply, note) in
        [(Reply::Hangs, "no answer in time"), (Reply::HangsUp, "the connection broke before an answer")]
    {
        let endpoint = Endpoint::start(move |_| reply.clone());
        let world = paging(&endpoint, quick());
        let number = call(&world);
        let expected = format!("{note}; it may have arrived: look there, then retry or give up");
        assert_eq!(is_for_a_person(&world, number), expected);
        assert_eq!(endpoint.asked().len(), 1);
        world.ana(Command::GiveUpDelivery { delivery: number, reason: "they are here".into() }).unwrap();
        assert_eq!(page(&world, number).1.fate, GivenUp);
    }
}

#[test]
fn a_server_killed_between_sending_and_recording_does_not_page_twice() {
    let endpoint = Endpoint::start(|_| Reply::Hangs);
    let long = Duration::from_secs(60);
    let world = paging(&endpoint, Timing { request: long, attempt: long, ..quick() });
    let number = call(&world);
    world.until("a request", |_| endpoint.asked().len() == 1);
    assert_eq!(page(&world, number).1.fate, Sending);
    let world = world.killed();
    endpoint.now(|_| Reply::says(200, ""));
    let note = is_for_a_person(&world, number);
    assert_eq!(note, "the server stopped while it was sent; it may have arrived: look there, then retry or give up");
    assert_eq!(endpoint.asked().len(), 1);
    world.ana(Command::RetryDelivery { delivery: number }).unwrap();
    becomes(&world, number, Sent);
    let asked = endpoint.asked();
    assert_eq!((asked.len(), ids(&asked).len()), (2, 1), "and then under the same id");
}

#[test]
fn what_waited_goes_on_after_a_restart_although_nothing_was_ever_published() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let world = paging(&endpoint, Timing { attempts: 10_000, ..quick() });
    let number = call(&world);
    becomes(&world, number, Failed);
    let world = world.killed();
    endpoint.now(|_| Reply::says(200, ""));
    becomes(&world, number, Sent);
    assert_eq!(ids(&endpoint.asked()).len(), 1);
}

#[test]
fn who_has_answered_by_other_ways_is_not_paged_any_more() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let world = paging(&endpoint, Timing { attempts: 10_000, ..quick() });
    let number = call(&world);
    becomes(&world, number, Failed);
    let escalation = page(&world, number).0.seq;
    world.ana(Command::AnswerEscalation { escalation, text: "Max, by telephone".into() }).unwrap();
    becomes(&world, number, GivenUp);
    assert_eq!(world.note(number), "nobody is needed there any more");
    endpoint.now(|_| Reply::says(200, ""));
    let refused = world.ana(Command::RetryDelivery { delivery: number }).unwrap_err();
    assert!(matches!(refused, Declined::Refused(Rejection::Already { .. })), "{refused:?}");
}

#[test]
fn a_reason_that_was_redacted_is_not_sent_again() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let world = paging(&endpoint, Timing { attempts: 10_000, ..quick() });
    let number = call(&world);
    becomes(&world, number, Failed);
    let event = page(&world, number).0.seq;
    world.ana(Command::Redact { event, reason: "a person's name".into() }).unwrap();
    becomes(&world, number, GivenUp);
    assert_eq!(world.note(number), "its reason was redacted");
}

#[test]
fn a_level_without_its_webhook_is_for_a_person_until_it_is_back() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let mut world = paging(&endpoint, Timing { attempts: 10_000, ..quick() });
    let number = call(&world);
    becomes(&world, number, Failed);
    world.takes(|policy| (policy.escalation[0].to, policy.escalation[0].secret_file) = Default::default());
    assert!(is_for_a_person(&world, number).starts_with("the policy has no webhook for this level any more"));
    endpoint.now(|_| Reply::says(200, ""));
    tells(&mut world, &endpoint.url("/hook"));
    world.until("the policy", |it| it.policy.escalation[0].has_webhook());
    world.ana(Command::RetryDelivery { delivery: number }).unwrap();
    becomes(&world, number, Sent);
}

#[test]
fn nobody_is_paged_in_a_drill() {
    let endpoint = Endpoint::start(|_| Reply::says(200, ""));
    let mut world = paging(&endpoint, quick());
    let real = world.incident;
    world.incident = world.declared("A practice", true);
    let number = call(&world);
    assert_eq!(page(&world, number).1.fate, Nowhere);
    // What is sent after it has arrived, and it has not.
    world.incident = real;
    let other = call(&world);
    becomes(&world, other, Sent);
    assert_eq!(endpoint.asked().len(), 1);
}

#[test]
fn nobody_in_the_own_network_is_paged_unless_the_host_was_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let endpoint = Endpoint::start_on(listener, |_| Reply::says(200, ""));
    for host in ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"] {
        for scheme in ["https", "http"] {
            let options = Options { allowed: vec!["jira.acme.internal".parse().unwrap()], timing: quick() };
            let world = room(&format!("{scheme}://{host}:{port}/hook"), options);
            let number = call(&world);
            let note = is_for_a_person(&world, number);
            let reason = if scheme == "http" { "without TLS" } else { "is not on the public internet" };
            assert!(note.contains(reason) && note.contains("--allow-private"), "{host}: {note}");
        }
    }
    assert!(endpoint.asked().is_empty());
}

#[test]
fn a_page_waits_neither_for_an_update_nor_for_another_page() {
    let hangs = Endpoint::start(|_| Reply::Hangs);
    let endpoint = Endpoint::start(|_| Reply::says(200, ""));
    let long = Duration::from_secs(3_600);
    let timing = Timing { request: long, attempt: long, ..quick() };
    // The channel has the level's name, too.
    let mut chat = json!({ "name": "second_on_call" });
    let mut world = World::with(
        |dir| {
            let mut other = channel(dir, "slack", &hangs.url("/services/T0000/B0000/hunter2hunter2"), json!({}));
            other["name"] = chat["name"].take();
            vec![other]
        },
        allowed(timing),
    );
    tells(&mut world, &endpoint.url("/hook"));
    world.publish("Some payments fail.");
    world.until("an update that hangs", |_| hangs.asked().len() == 1);
    let number = call(&world);
    becomes(&world, number, Sent);
    tells(&mut world, &hangs.url("/hook"));
    world.until("the policy", |it| it.policy.escalation[0].to.contains(&hangs.url("")));
    let escalation = page(&world, number).0.seq;
    world.ana(Command::AnswerEscalation { escalation, text: "Max".into() }).unwrap();
    let second = call(&world);
    world.until("a page that hangs", |_| hangs.asked().len() == 2);
    assert_eq!(page(&world, second).1.fate, Sending);
    let escalation = page(&world, second).0.seq;
    world.ana(Command::EndEscalation { escalation, reason: "wrong level".into() }).unwrap();
    tells(&mut world, &endpoint.url("/hook"));
    world.until("the policy", |it| it.policy.escalation[0].to.contains(&endpoint.url("")));
    let third = call(&world);
    becomes(&world, third, Sent);
}

#[test]
fn without_an_outbox_a_person_is_told_at_once() {
    let mut world = World::without_outbox(|_| vec![file()]);
    tells(&mut world, "https://pager.example/hook");
    let number = call(&world);
    let note = is_for_a_person(&world, number);
    assert_eq!(note, "this server sends nothing until it starts again; then retry");
}

#[test]
fn a_record_of_another_server_pages_nobody_from_here() {
    let endpoint = Endpoint::start(|_| Reply::says(503, ""));
    let mut there = paging(&endpoint, Timing { attempts: 10_000, ..quick() });
    there.incident = there.declared("Another", false);
    let number = call(&there);
    becomes(&there, number, Failed);
    let mut here = paging(&endpoint, quick());
    here.adopts(&there);
    here.incident = there.incident;
    let adopted = page(&here, number).1;
    assert_eq!((adopted.fate, adopted.again), (GivenUp, None));
    assert_ne!(adopted.fate, Waiting);
    assert!(here.note(number).starts_with("brought in from another server"));
}

#[test]
fn a_level_without_its_secret_or_without_tls_is_found_beforehand() {
    let mut policy = warroom_incident::Policy::default();
    policy.escalation[0].to = "https://pager.example/hook".into();
    policy.escalation[0].secret_env = "WARROOM_TEST_NOT_SET".into();
    policy.escalation[2].to = "http://vendor.internal/hook".into();
    policy.escalation[2].secret_file = "/nowhere/at/all".into();
    let found = lacking(&policy, &[]);
    let keys: Vec<_> = found.iter().map(|it| (it.list, it.index, it.key)).collect();
    let expected = [("escalation", 0, "secret_env"), ("escalation", 2, "secret_file"), ("escalation", 2, "to")];
    assert_eq!(keys, expected, "{found:#?}");
    let variable = "the environment variable WARROOM_TEST_NOT_SET is not set for this server";
    let sentence = format!("the webhook of level second_on_call cannot be used: its secret is missing: {variable}");
    assert_eq!(found[0].to_string(), sentence);
    assert_eq!(lacking(&policy, &["vendor.internal".parse().unwrap()]).len(), 2);
}
