//! Somebody is called from outside: the webhook, the server killed in between, no answer in time, the next level, the
//! answer; a vendor's case; business continuity.

use super::channels::{Receiver, Request};
use super::people::Person;
use super::terminal::Terminal;
use super::world::{World, eventually};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Levels as a team may have them: the first is told by webhook and has a minute to answer.
fn policy(hook: SocketAddr) -> impl FnOnce(&std::path::Path) -> String {
    move |home| {
        let key = home.join("pager.key");
        std::fs::write(&key, format!("whsec_{KEY}\n")).expect("written");
        let level = |name: &str, who: &str, kind: &str, more: &str| {
            format!("[[escalation]]\nname = \"{name}\"\nwho = \"{who}\"\nkind = \"{kind}\"\n{more}\n")
        };
        let told = format!("answer_minutes = 1\nto = \"http://{hook}/page\"\nsecret_file = {key:?}\n");
        [
            level("second", "the second on-call", "on_call", &told),
            level("boss", "Max on the phone", "manager", ""),
            level("cloud", "the cloud's support", "vendor", "case_url = \"https://cloud.example/cases/{case}\"\n"),
            level("continuity", "the continuity lead", "continuity", ""),
            "[continuity]\nwords = \"tills work by hand\"\nchecklist = [{ text = \"Hand out the paper forms\" }]\n"
                .into(),
        ]
        .concat()
    }
}

/// As a receiver checks a message.
fn is_signed(request: &Request) -> bool {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&STANDARD.decode(KEY).expect("base64")).expect("a key");
    mac.update(format!("{}.{}.", request.header("webhook-id"), request.header("webhook-timestamp")).as_bytes());
    mac.update(&request.body);
    request.header("webhook-signature") == format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

fn called(who: &Person) -> Value {
    who.run(&["escalation", "list", "--json"]).done().json()
}

#[test]
fn a_page_arrives_signed_and_once_and_without_an_answer_the_next_level_is_one_key_away() {
    let pager = Receiver::on(TcpListener::bind("127.0.0.1:0").expect("a port"), true);
    let mut world = World::with_policy(policy(pager.address));
    let declared = world.declare("Kestrel Bank cannot pay");
    let ana = world.joined("ana", &declared.invite("responder"));
    let priya = world.joined("priya", &declared.invite("coordinator"));
    ana.run(&["acknowledge"]).done();
    ana.run(&["note", "db-prod-03 is dark"]).done();
    ana.run(&["escalate", "help"]).ends(3).says("ask: coordinator");
    let page = priya.run(&["escalate", "nobody here knows the pool", "--json"]).done().json();
    assert_eq!((&page["level"], &page["who"]), (&json!("second"), &json!("the second on-call")));
    let request = eventually("the page arrives", || pager.requests().first().cloned());
    assert!(is_signed(&request), "{}", request.head);
    let sent = request.json();
    assert_eq!(sent["data"]["reason"], "nobody here knows the pool");
    assert!(!sent.to_string().contains("Kestrel") && !sent.to_string().contains("db-prod"), "{sent}");
    eventually("it stands on the record", || (called(&ana)["escalations"][0]["page"]["state"] == "sent").then_some(()));
    world.kill();
    world.restart();
    priya.run(&["escalate", "again", "--level", "second"]).ends(3).says("waited for");

    // A minute passes in which nobody answers.
    let mut priyas = Terminal::open(&priya, &["join"]);
    priyas.sees("LIVE").types("1").sees("1 Timeline —");
    let since = Instant::now();
    while called(&ana)["escalations"][0]["late"] != json!(true) {
        assert!(since.elapsed() < Duration::from_secs(90), "the minute is over: {}", called(&ana));
        std::thread::park_timeout(Duration::from_millis(200));
    }
    assert_eq!(called(&ana)["next"], "boss");
    ana.run(&["brief"]).done().prints("NO ANSWER from the second on-call");
    priyas.sees("call Max on the phone: the second on-call is").types("M").sees("> 2  Call Max on the phone");
    priyas.types("\r").types("\r").sees("Call Max on the phone?").types("y").sees("ESCALATED to Max on the phone");
    let all = called(&ana);
    assert_eq!(all["escalations"][0]["state"], "no answer, passed on");
    assert_eq!(all["escalations"][1]["reason"], "No answer from the second on-call. nobody here knows the pool");
    let number = all["escalations"][1]["escalation"].to_string();
    ana.run(&["escalation", "answer", &number, "Max: fail over, I pay for it"]).done();
    priyas.sees("ANSWERED by Max on the phone");
    let answered = &called(&priya)["escalations"][1];
    assert_eq!((&answered["state"], &answered["answered"]["by"]), (&json!("answered"), &json!("ana")));
    ana.run(&["escalation", "end", &number, "done"]).ends(3).says("ask: coordinator");
    priya.run(&["escalation", "end", &number, "the fail-over holds"]).done();
    assert_eq!(pager.requests().len(), 1, "nobody was paged twice");
    ana.run(&["verify"]).done().prints("VERIFIED");
}

#[test]
fn a_vendor_has_a_case_and_business_continuity_a_banner_a_list_and_shifts() {
    let pager = Receiver::on(TcpListener::bind("127.0.0.1:0").expect("a port"), true);
    let world = World::with_policy(policy(pager.address));
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("responder"));
    let priya = world.joined("priya", &declared.invite("coordinator"));
    let said = priya.run(&["escalate", "your pool leaks", "--level", "cloud", "--case", "RL 55/1"]).done();
    said.prints("call them yourself").prints("case linked as");
    ana.run(&["brief"]).done().prints("https://cloud.example/cases/RL%2055%2F1");
    ana.run(&["vendor", "case", "77", "https://other.example/77", "--level", "boss"]).done();
    assert!(ana.texts("link").iter().any(|text| text == "https://other.example/77 case 77, Max on the phone"));
    ana.run(&["vendor", "waiting", "the cloud looks at RL 55/1"]).done();
    ana.run(&["vendor", "back", "they found it"]).done();
    assert_eq!(ana.texts("waiting"), ["the cloud looks at RL 55/1", "they found it"]);

    let mut anas = Terminal::open(&ana, &["join"]);
    anas.sees("LIVE").sees_no("CONTINUITY");
    priya.run(&["escalate", "the hall is dark", "--level", "continuity"]).done();
    anas.sees("BUSINESS CONTINUITY since").sees("tills work by hand").types("T").sees("Hand out the paper forms");
    let shifts = ana.run(&["shifts", "--json"]).done().json();
    let names: Vec<_> = shifts.as_array().expect("a list").iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names, ["ana", "priya"]);
    let length = |name: &str| -> chrono::DateTime<chrono::Utc> {
        shifts[0][name].as_str().expect("a time").parse().expect("a time")
    };
    assert_eq!(length("hand_over_by") - length("since"), chrono::TimeDelta::minutes(240));
    ana.run(&["shifts"]).done().prints("to go");
    let number = called(&priya)["continuity"]["escalation"].to_string();
    priya.run(&["escalation", "end", &number, "the lights are on"]).done();
    anas.sees_no("CONTINUITY since");
    assert!(pager.requests().is_empty());
}
