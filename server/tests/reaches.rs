//! Who is sent what, byte by byte: nothing of the inbox to whoever works on the fix, nothing of the room to a reader of
//! published text only.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod common;

use common::{Client, PATIENCE, World, seq, start};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

/// Stands in every text of the room, and may never be in what a reader is sent. Long enough that no credential, which is
/// drawn at random, has it by chance.
const CANARY: &str = "zqxvj";
/// Stands in every text of the inbox.
const ASKED: &str = "narwhal";

/// Everything that comes until the server says the number in a ping or an event, as it came.
async fn heard_until(client: &mut Client, until: u64) -> String {
    let mut all = String::new();
    let patience = tokio::time::Instant::now() + PATIENCE;
    loop {
        let message = tokio::time::timeout_at(patience, client.socket.next()).await;
        let message = message.unwrap_or_else(|_| panic!("{until} never came: {all}"));
        let Some(Ok(Message::Text(text))) = message else { panic!("the connection ended: {message:?}\n{all}") };
        all.push_str(&text);
        all.push('\n');
        let value: Value = serde_json::from_str(&text).unwrap();
        let events = value["events"].as_array().and_then(|events| events.last()).map_or(0, seq);
        if events >= until || value["live"]["seq"].as_u64().is_some_and(|seq| seq >= until) {
            return all;
        }
    }
}

async fn attach(client: &mut Client) {
    let presence = json!({ "pane": format!("{CANARY}pane"), "typing": true });
    client.send(&json!({ "attach": { "after": 0, "presence": presence } })).await;
}

/// A room whose every word has the canary in it, with a policy that has it, too.
async fn room(data: &std::path::Path) -> (World, String) {
    let policy = format!(
        "[[contacts]]\nname = \"{CANARY}contact\"\nreach = \"{CANARY}reach\"\n\n[leaks]\ncode_names = [\"{CANARY}term\"]\n"
    );
    std::fs::write(data.join("policy.toml"), policy).unwrap();
    let mut world = start(data).await;
    let body = json!({
        "id": world.id(), "title": format!("{CANARY}title"), "reporter": format!("{CANARY}rita"), "severity": "sev2",
    });
    let (status, declared) = world.post("/v1/incidents", &world.operator.clone(), &body).await;
    assert_eq!(status, 200, "{declared}");
    let incident = declared["incident"].as_str().unwrap().to_owned();
    (world, incident)
}

async fn last(client: &mut Client, id: &str, command: Value) -> u64 {
    let answer = client.command(id, command.clone()).await;
    let accepted = &answer["accepted"];
    let first = accepted["seq"].as_u64().unwrap_or_else(|| panic!("{command} was refused: {answer}"));
    first + accepted["count"].as_u64().unwrap() - 1
}

#[tokio::test]
async fn whoever_works_on_the_fix_is_sent_nothing_of_the_inbox_and_a_new_chair_all_of_it() {
    let data = tempfile::tempdir().unwrap();
    let (mut world, incident) = room(data.path()).await;
    let [mut priya, mut bo, mut cy, mut dee] = {
        let mut all = Vec::new();
        for (seat, name) in [("coordinator", "priya"), ("responder", "bo"), ("observer", "cy"), ("guest", "dee")] {
            let credential = world.member(&incident, seat, name).await;
            let mut client = world.connect(&credential).await;
            attach(&mut client).await;
            client.sees("live").await;
            all.push(client);
        }
        all.try_into().ok().unwrap()
    };
    let asked = last(&mut dee, &world.id(), json!({ "do": "ask_question", "text": format!("{ASKED} lost?") })).await;
    let answer = json!({ "do": "answer_question", "question": asked, "text": format!("no {ASKED}") });
    last(&mut priya, &world.id(), answer).await;
    last(&mut dee, &world.id(), json!({ "do": "ask_question", "text": format!("which {ASKED}?") })).await;
    let note = bo.note(&world.id(), "on it").await["accepted"]["seq"].as_u64().unwrap();
    let mut said = heard_until(&mut cy, note).await;
    assert!(!said.contains(ASKED) && said.contains("withheld"), "{said}");
    // A second connection reads all of it from the record, and asking about the number tells nothing.
    let refused = bo.command(&world.id(), json!({ "do": "redact", "event": asked, "reason": "x" })).await;
    assert!(refused.to_string().contains("nothing_to_redact") && !refused.to_string().contains("dee"), "{refused}");
    // The chair goes to bo: the inbox comes with it, and leaves whoever gave it.
    last(&mut priya, &world.id(), json!({ "do": "offer_chair", "to": "bo", "note": "yours" })).await;
    let accepted = last(&mut bo, &world.id(), json!({ "do": "accept_chair" })).await;
    for client in [&mut priya, &mut bo] {
        assert_eq!(client.sees("goodbye").await["why"], "reach_changed");
    }
    let credentials = [world.member(&incident, "responder", "eve").await];
    let mut eve = world.connect(&credentials[0]).await;
    attach(&mut eve).await;
    said = heard_until(&mut eve, accepted).await;
    assert!(!said.contains(ASKED), "{said}");
    world.stop().await;
}

#[tokio::test]
async fn a_chair_that_changed_hands_while_the_inbox_was_empty_leaves_no_stale_right_behind() {
    let data = tempfile::tempdir().unwrap();
    let mut world = start(data.path()).await;
    let incident = world.declare().await;
    let mut clients = Vec::new();
    for (seat, name) in [("coordinator", "priya"), ("responder", "bo"), ("guest", "dee")] {
        let credential = world.member(&incident, seat, name).await;
        let mut client = world.connect(&credential).await;
        client.attach(0).await;
        clients.push(client);
    }
    let [mut priya, mut bo, mut dee]: [Client; 3] = clients.try_into().ok().unwrap();
    last(&mut priya, &world.id(), json!({ "do": "offer_chair", "to": "bo", "note": "yours" })).await;
    last(&mut bo, &world.id(), json!({ "do": "accept_chair" })).await;
    let asked = last(&mut dee, &world.id(), json!({ "do": "ask_question", "text": format!("{ASKED}?") })).await;
    let said = heard_until(&mut bo, asked).await;
    assert!(said.contains(ASKED), "the new chair reads it: {said}");
    let said = heard_until(&mut priya, asked).await;
    assert!(!said.contains(ASKED), "the former one does not: {said}");
    world.stop().await;
}

/// One step of a history; which, the number says.
fn step(nth: u64, drafts: &[u64], questions: &[u64], severity: &str, phase: &str) -> (usize, Value) {
    let words = |what: &str| format!("{CANARY}{what}");
    let draft = drafts.last().copied().unwrap_or(1);
    let question = questions.last().copied().unwrap_or(1);
    let facts = json!({ "severity": severity, "phase": phase });
    let phases = ["investigating", "identified", "monitoring"];
    match nth % 12 {
        0 => (1, json!({ "do": "post", "entry": "hypothesis", "text": words("hypothesis") })),
        1 => (0, json!({ "do": "set_now", "text": words("now") })),
        2 => (2, json!({ "do": "ask_question", "text": format!("{} {nth}?", words("question")) })),
        3 => (0, json!({ "do": "answer_question", "question": question, "text": words("answer") })),
        4 => (1, json!({ "do": "add_task", "text": words("task"), "when": "now" })),
        5 => (
            0,
            json!({ "do": "set_severity", "severity": if nth.is_multiple_of(5) { "sev1" } else { "sev3" }, "reason": words("reason") }),
        ),
        6 => (0, json!({ "do": "set_phase", "phase": phases[nth as usize / 12 % 3], "reason": words("reason") })),
        7 => (
            1,
            json!({ "do": "open_draft", "audience": "customers", "phase": "identified", "text": "Some payments fail." }),
        ),
        8 => (
            1,
            json!({ "do": "edit_draft", "draft": draft, "base": draft + 1, "edit": [{ "insert": words("draft") }] }),
        ),
        9 => (0, json!({ "do": "request_changes", "draft": draft, "reason": words("changes") })),
        10 => (0, json!({ "do": "raise_hold", "reason": words("hold") })),
        _ => (
            0,
            json!({ "do": "approve_draft", "draft": draft, "revision": draft + 1, "facts": facts, "publish": true }),
        ),
    }
}

#[tokio::test]
async fn a_reader_is_sent_what_was_published_phase_and_severity_and_not_a_byte_of_the_room() {
    for seed in 1..6_u64 {
        let data = tempfile::tempdir().unwrap();
        let (mut world, incident) = room(data.path()).await;
        let mut clients = Vec::new();
        for (seat, name) in [("coordinator", "priya"), ("responder", "bo"), ("guest", "dee")] {
            let credential = world.member(&incident, seat, &format!("{CANARY}{name}")).await;
            let mut client = world.connect(&credential).await;
            attach(&mut client).await;
            client.sees("live").await;
            clients.push(client);
        }
        let invite = last(&mut clients[0], &world.id(), json!({ "do": "invite", "seat": "reader" })).await;
        assert!(invite > 0);
        let body = json!({ "id": world.id(), "seat": "reader" });
        let operator = world.operator.clone();
        let (_, made) = world.post(&format!("/v1/incidents/{incident}/invites"), &operator, &body).await;
        let secret = warroom_server::invite::decode(made["invite"].as_str().unwrap()).unwrap().secret;
        let mut sent = String::new();
        for name in [format!("{}PRIYA", CANARY.to_uppercase()), "rex".to_owned()] {
            let body = json!({ "id": world.id(), "name": name });
            let (_, redeemed) = world.post("/v1/redeem", &secret, &body).await;
            if name == "rex" {
                sent = redeemed["credential"].as_str().unwrap().to_owned();
                assert!(!redeemed.to_string().contains(CANARY), "{redeemed}");
            } else {
                assert!(!redeemed.to_string().contains(CANARY), "a name that is taken says whose: {redeemed}");
            }
        }
        let credential = sent;
        let mut reader = world.connect(&credential).await;
        attach(&mut reader).await;
        let (mut drafts, mut questions, mut end, mut published) = (Vec::new(), Vec::new(), 0, 0);
        let (mut severity, mut phase) = ("sev2".to_owned(), "declared".to_owned());
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for _ in 0..60 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (who, command) = step(random >> 33, &drafts, &questions, &severity, &phase);
            let answer = clients[who].command(&world.id(), command.clone()).await;
            let Some(seq) = answer["accepted"]["seq"].as_u64() else { continue };
            end = seq + answer["accepted"]["count"].as_u64().unwrap() - 1;
            match command["do"].as_str().unwrap() {
                "open_draft" => drafts.push(seq),
                "ask_question" => questions.push(seq),
                "approve_draft" => published += 1,
                "set_severity" => severity = command["severity"].as_str().unwrap().to_owned(),
                "set_phase" => phase = command["phase"].as_str().unwrap().to_owned(),
                _ => {}
            }
        }
        // What is certain to have happened once, whatever was drawn.
        let draft = json!({ "do": "open_draft", "audience": "customers", "phase": "identified", "text": "Some payments fail." });
        let made = clients[1].command(&world.id(), draft).await["accepted"]["seq"].as_u64().unwrap();
        let facts = json!({ "severity": severity, "phase": phase });
        let publish =
            json!({ "do": "approve_draft", "draft": made, "revision": made + 1, "facts": facts, "publish": true });
        end = end.max(last(&mut clients[0], &world.id(), publish).await);
        published += 1;
        let sets = json!({ "do": "set_severity", "severity": "sev4", "reason": format!("{CANARY}why") });
        end = end.max(last(&mut clients[0], &world.id(), sets).await);
        // A reader does nothing, and is told nothing by trying.
        for command in [
            json!({ "do": "post", "entry": "note", "text": "hello" }),
            json!({ "do": "ask_question", "text": "what happened?" }),
            json!({ "do": "redact", "event": 1, "reason": "x" }),
            json!({ "do": "leave" }),
        ] {
            reader.send(&json!({ "command": { "id": world.id(), "command": command } })).await;
        }
        reader.send(&json!({ "presence": { "pane": "x" } })).await;
        reader.send(&json!({ "read": { "timeline": 3, "notes": 3 } })).await;
        let mut all = heard_until(&mut reader, end).await;
        let patience = tokio::time::Instant::now() + PATIENCE;
        while all.matches("\"refused\":").count() < 4 {
            let next = tokio::time::timeout_at(patience, reader.next()).await;
            let next = next.unwrap_or_else(|_| panic!("four refusals, not this: {all}"));
            all.push_str(&next.expect("the connection stands").to_string());
        }
        // The same from the record alone, over HTTP and over a new connection.
        let path = format!("/v1/incidents/{incident}/record");
        let (status, record) =
            world.bytes("GET", &path, &[("authorization", &format!("Bearer {credential}"))], "").await;
        assert_eq!(status, 200);
        all.push_str(&String::from_utf8(record).unwrap());
        let mut again = world.connect(&credential).await;
        attach(&mut again).await;
        all.push_str(&heard_until(&mut again, end).await);
        let at = all.find(CANARY).map(|at| &all[at.saturating_sub(200)..(at + 40).min(all.len())]);
        assert_eq!(at, None, "seed {seed}: something of the room was sent");
        assert!(all.matches("Some payments fail.").count() >= 3 * published, "the updates came: {all}");
        assert!(all.contains("\"severity\":\"sev4\"") && all.contains("standing"), "{all}");
        assert!(!all.contains("\"presence\"") && !all.contains("\"attached\""), "{all}");
        world.stop().await;
    }
}
