//! A comment on an issue of Jira: as a document in the cloud, as plain text elsewhere, read back, never twice.

use crate::endpoint::{Asked, Endpoint, Reply};
use crate::world::{World, channel, quick};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use warroom_incident::event::DeliveryFate::Confirmed;

const TEXT: &str = "Some payments fail.\n\nWe look into it.\nMore soon.";

/// An issue that answers in the documented shapes.
#[derive(Default)]
struct Shown {
    comments: Vec<Value>,
    instead: Vec<Reply>,
}

impl Shown {
    fn answer(&mut self, asked: &Asked) -> Reply {
        let path = asked.path.split('?').next().unwrap().to_owned();
        let (_, rest) = path.split_once("/rest/api/").unwrap();
        let rest = rest.split_once('/').unwrap().1.to_owned();
        let parts: Vec<_> = rest.split('/').collect();
        match (asked.method.as_str(), &parts[..]) {
            ("GET", ["issue", "OPS-1", "comment"]) => {
                Reply::json(200, &json!({ "comments": self.without_properties() }))
            }
            ("POST", ["issue", "OPS-1", "comment"]) => {
                let mut comment = asked.json();
                comment["id"] = json!(format!("{}", 10_000 + self.comments.len()));
                self.comments.insert(0, comment);
                let shown = self.without_properties().remove(0);
                self.instead.pop().unwrap_or_else(|| Reply::json(201, &shown))
            }
            ("GET", ["issue", "OPS-1", "comment", id]) => {
                self.without_properties().iter().find(|it| it["id"] == *id).map_or(missing(), |it| Reply::json(200, it))
            }
            ("GET", ["comment", id, "properties", "warroom"]) => {
                let comment = self.comments.iter().find(|it| it["id"] == *id);
                comment.map_or(missing(), |it| match it["properties"].get(0) {
                    Some(property) => Reply::json(200, property),
                    None => missing(),
                })
            }
            _ => missing(),
        }
    }

    fn without_properties(&self) -> Vec<Value> {
        let without = |it: &Value| json!({ "id": it["id"], "body": it["body"], "author": { "displayName": "bot" } });
        self.comments.iter().map(without).collect()
    }
}

fn missing() -> Reply {
    Reply::json(404, &json!({ "errorMessages": ["Issue does not exist or you do not have permission to see it."] }))
}

fn issue() -> (Endpoint, Arc<Mutex<Shown>>) {
    let shown = Arc::new(Mutex::new(Shown::default()));
    let answering = Arc::clone(&shown);
    (Endpoint::start(move |asked| answering.lock().unwrap().answer(asked)), shown)
}

fn world(endpoint: &Endpoint, secret: &str, more: Value) -> World {
    let mut more = more;
    more["to"] = json!(endpoint.url("/browse/OPS-1"));
    World::start(|dir| vec![channel(dir, "jira", secret, more)], quick())
}

#[test]
fn a_data_center_gets_plain_text_with_a_token_and_the_cloud_a_document_with_a_user() {
    let (endpoint, _) = issue();
    let world = world(&endpoint, "pat-hunter2hunter2", json!({}));
    let delivery = world.publish(TEXT)[0];
    assert_eq!(world.becomes(delivery, Confirmed).reference.as_deref(), Some("10000"));
    let posted = &endpoint.of("POST")[0];
    assert_eq!(posted.path, "/rest/api/2/issue/OPS-1/comment");
    assert_eq!(posted.headers["authorization"], "Bearer pat-hunter2hunter2");
    assert_eq!(posted.json()["body"], TEXT);

    let (endpoint, _) = issue();
    let world = self::world(&endpoint, "me@acme.example:hunter2", json!({ "api": endpoint.url("/rest/api/3") }));
    let delivery = world.publish(TEXT)[0];
    world.becomes(delivery, Confirmed);
    let posted = &endpoint.of("POST")[0];
    assert_eq!(posted.path, "/rest/api/3/issue/OPS-1/comment");
    assert_eq!(posted.headers["authorization"], "Basic bWVAYWNtZS5leGFtcGxlOmh1bnRlcjI=");
    let text = |words: &str| json!({ "type": "text", "text": words });
    let expected = json!({ "type": "doc", "version": 1, "content": [
        { "type": "paragraph", "content": [text("Some payments fail.")] },
        { "type": "paragraph", "content": [text("We look into it."), { "type": "hardBreak" }, text("More soon.")] },
    ]});
    assert_eq!(posted.json()["body"], expected);
}

#[test]
fn a_comment_that_had_arrived_is_found_and_one_of_another_in_the_same_words_is_not_taken_for_it() {
    for lost in [Reply::Hangs, Reply::HangsUp, Reply::says(500, "")] {
        let (endpoint, shown) = issue();
        shown.lock().unwrap().comments = vec![json!({ "id": "77", "body": TEXT })];
        shown.lock().unwrap().instead = vec![lost];
        let world = world(&endpoint, "pat-hunter2hunter2", json!({}));
        let delivery = world.publish(TEXT)[0];
        let found = world.becomes(delivery, Confirmed);
        assert_eq!(found.reference.as_deref(), Some("10001"));
        assert_eq!(endpoint.of("POST").len(), 1);
        // The same words once more are another update.
        let again = world.publish(TEXT)[0];
        world.becomes(again, Confirmed);
        assert_eq!(endpoint.of("POST").len(), 2);
    }
}

#[test]
fn a_comment_that_had_not_arrived_is_repeated_and_a_missing_issue_is_for_a_person() {
    let (endpoint, shown) = issue();
    shown.lock().unwrap().comments = vec![json!({ "id": "77", "body": TEXT })];
    let mut lost = true;
    let answering = Arc::clone(&shown);
    endpoint.now(move |asked| {
        let lose = asked.method == "POST" && std::mem::take(&mut lost);
        if lose { Reply::HangsUp } else { answering.lock().unwrap().answer(asked) }
    });
    let world = world(&endpoint, "pat-hunter2hunter2", json!({}));
    let delivery = world.publish(TEXT)[0];
    assert_eq!(world.becomes(delivery, Confirmed).attempts, 2);
    assert_eq!(shown.lock().unwrap().comments.len(), 2);
    endpoint.now(|_| missing());
    let delivery = world.publish(TEXT)[0];
    let note = world.is_for_a_person(delivery);
    assert!(note.starts_with("answered 404: [\"Issue does not exist"), "{note}");
}
