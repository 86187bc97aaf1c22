//! What any client can rely on, and what none gets away with.

use super::wire::{Raw, credential, http, id, note};
use super::world::World;
use serde_json::json;

#[tokio::test]
async fn the_door_opens_only_with_a_credential_and_only_to_known_pages() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let good = format!("Bearer {}", credential(&bo));
    assert_eq!(Raw::open(&world, &[]).await.err(), Some(401));
    assert_eq!(Raw::open(&world, &[("authorization", "Bearer wrc_wrong")]).await.err(), Some(401));
    assert_eq!(Raw::open(&world, &[("authorization", "Basic eDp5")]).await.err(), Some(401));
    let invite = format!("Bearer {}", declared.invite("observer"));
    assert_eq!(Raw::open(&world, &[("authorization", &invite)]).await.err(), Some(401));
    let page = [("authorization", good.as_str()), ("origin", "https://evil.example")];
    assert_eq!(Raw::open(&world, &page).await.err(), Some(403));
    let rebound = [("authorization", good.as_str()), ("host", "evil.example")];
    assert_eq!(Raw::open(&world, &rebound).await.err(), Some(403));
    assert!(Raw::open(&world, &[("authorization", &good)]).await.is_ok());
    assert_eq!(http(&world, "GET", "/healthz", &[], "").0, 200);
    assert_eq!(http(&world, "GET", "/readyz", &[], "").0, 200);
    for path in ["/v1/incidents", "/v1/incidents/INC-1/record"] {
        assert_eq!(http(&world, "GET", path, &[], "").0, 401, "{path}");
    }
    // A member is no operator.
    assert_eq!(http(&world, "GET", "/v1/incidents", &[("authorization", &good)], "").0, 401);
    let declare = r#"{"id":"00000000000000000000000000000001","title":"x","reporter":"x"}"#;
    assert_eq!(http(&world, "POST", "/v1/incidents", &[("authorization", &good)], declare).0, 401);
}

#[tokio::test]
async fn a_command_sent_twice_takes_effect_once_also_after_a_restart() {
    let mut world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut raw = Raw::of(&world, &bo).await;
    let (first, answer) = raw.command(&id(7), note("once")).await.expect("an answer");
    assert_eq!(first, "accepted");
    let (again, repeated) = raw.command(&id(7), note("once")).await.expect("an answer");
    assert_eq!((again.as_str(), &repeated["seq"]), ("accepted", &answer["seq"]));
    let (other, refused) = raw.command(&id(7), note("something else")).await.expect("an answer");
    assert_eq!((other.as_str(), &refused["rejection"]["why"]), ("refused", &json!("id_reused")));
    world.kill();
    world.restart();
    let mut raw = Raw::of(&world, &bo).await;
    let (again, repeated) = raw.command(&id(7), note("once")).await.expect("an answer");
    assert_eq!((again.as_str(), &repeated["seq"]), ("accepted", &answer["seq"]));
    let (other, _) = raw.command(&id(7), note("something else")).await.expect("an answer");
    assert_eq!(other, "refused");
    assert_eq!(bo.texts("note"), ["once"]);
}

#[tokio::test]
async fn whoever_attaches_gets_the_snapshot_the_past_and_what_comes() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let seq = bo.posts(&["note", "before"]);
    let mut raw = Raw::of(&world, &bo).await;
    assert_eq!(raw.hear("welcome").await["you"], "bo");
    raw.send(json!({ "attach": { "after": seq - 1 } })).await;
    assert_eq!(raw.hear("attached").await["snapshot"]["seq"].as_u64(), Some(seq));
    let events = raw.hear("events").await;
    assert_eq!(events[0]["content"]["text"], "before");
    assert_eq!(raw.hear("live").await["seq"].as_u64(), Some(seq));
    bo.posts(&["note", "after"]);
    assert_eq!(raw.hear("events").await[0]["content"]["text"], "after");
}

#[tokio::test]
async fn a_client_that_remembers_another_past_is_told_so() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    for attach in [json!({ "after": 3, "head": "ab".repeat(32) }), json!({ "after": 4_000_000_000_u64 })] {
        let mut raw = Raw::of(&world, &bo).await;
        raw.send(json!({ "attach": attach })).await;
        assert_eq!(raw.hear("goodbye").await["why"], "other_record");
    }
}

#[tokio::test]
async fn what_is_no_message_ends_one_connection_and_no_other() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let bo = world.joined("bo", &declared.invite("responder"));
    let mut calm = Raw::of(&world, &bo).await;
    for wrong in ["", "{}", "[]", "null", "{\"attach\":{\"after\":-1}}", "{\"command\":{\"id\":\"x\"}}", "\u{0}"] {
        let mut raw = Raw::of(&world, &bo).await;
        raw.say(wrong).await;
        if let Some(goodbye) = raw.next("goodbye").await {
            assert_eq!(goodbye["why"], "bad_message", "{wrong:?}");
        }
    }
    let mut raw = Raw::of(&world, &bo).await;
    raw.say(&format!("{{\"command\":\"{}\"}}", "x".repeat(2 * 1024 * 1024))).await;
    assert!(raw.next("accepted").await.is_none());
    assert!(calm.command(&id(1), note("still here")).await.is_some_and(|(name, _)| name == "accepted"));
}

#[test]
fn bodies_that_are_wrong_or_too_large_are_answered() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let invite = warroom_server::invite::decode(&declared.invite("responder")).expect("an invite");
    let bearer = format!("Bearer {}", invite.secret);
    let redeem = |body: &str| http(&world, "POST", "/v1/redeem", &[("authorization", &bearer)], body);
    assert_eq!(redeem("").0, 400);
    assert_eq!(redeem("{\"id\":\"x\",\"name\":\"bo\"}").0, 400);
    let unknown = http(&world, "POST", "/v1/redeem", &[("authorization", "Bearer wri_x")], "{}");
    assert!([400, 401, 409].contains(&unknown.0), "{unknown:?}");
    // Still good after all that.
    world.joined("bo", &declared.invite("responder"));
}
