//! A signed webhook after Standard Webhooks 1.0.0. The id stays the same for ever, so a receiver knows a repetition;
//! every attempt is signed anew, with each of the keys while one takes the place of another.

use super::Job;
use super::outcome::Outcome;
use super::secret::ChannelSecret;
use super::web::{Question, Web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{SecondsFormat, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use sha2::Sha256;
use warroom_incident::escalation::OutgoingPage;

/// What is posted: the approved update in the envelope that the standard proposes.
pub(super) fn message(job: &Job, update: Value) -> Vec<u8> {
    let mut data = update;
    data["incident"] = json!(job.incident_key);
    let timestamp = job.told_at.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({ "type": "update.published", "timestamp": timestamp, "data": data }).to_string().into_bytes()
}

/// What is posted to a level that was called: of the room nothing but what the page says.
pub(super) fn page(job: &Job, page: &OutgoingPage) -> Vec<u8> {
    let mut data = page.said();
    data["incident"] = json!(job.incident_key);
    let timestamp = page.called_at().to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({ "type": "incident.escalated", "timestamp": timestamp, "data": data }).to_string().into_bytes()
}

pub(super) async fn send(web: &Web, secret: &ChannelSecret, job: &Job, body: Vec<u8>) -> Outcome {
    let (Ok(url), Some(keys)) = (Url::parse(&job.channel.to), secret.signing_keys()) else {
        return Outcome::Refused("its address or its secret is none".into());
    };
    let id = job.key();
    let timestamp = Utc::now().timestamp().to_string();
    let signatures = signatures(&keys, &id, &timestamp, &body);
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let own = [
        ("webhook-id", &id),
        ("webhook-timestamp", &timestamp),
        ("webhook-signature", &signatures),
        ("idempotency-key", &id),
    ];
    for (name, value) in own {
        let value = HeaderValue::try_from(value.as_str());
        headers.extend(value.ok().map(|value| (HeaderName::from_static(name), value)));
    }
    let answer = match web.ask(Question { method: Method::POST, url, headers, body: Some(body) }).await {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.status {
        200..=299 => Outcome::Taken { reference: Some(id), note: String::new() },
        // The standard has these tried again: a receiver knows the id if the first one came through.
        502 | 504 => match answer.no(secret) {
            Outcome::Unknown { note, after } => Outcome::NotYet { note, after },
            other @ (Outcome::Confirmed { .. } | Outcome::Taken { .. }) => other,
            other @ (Outcome::Refused(_) | Outcome::NotYet { .. }) => other,
        },
        _ => answer.no(secret),
    }
}

/// One signature for each key, over `id.timestamp.body`.
fn signatures(keys: &[Vec<u8>], id: &str, timestamp: &str, body: &[u8]) -> String {
    let signed = keys.iter().filter_map(|key| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    });
    signed.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_standard_has_it() {
        let sample: Value =
            serde_json::from_str(include_str!("../../tests/webhooks/standard-webhooks-signed.json")).expect("JSON");
        let header = |name: &str| sample["headers"][name].as_str().expect("a header").to_owned();
        let body = sample["body"].as_str().expect("a body");
        let key = |name: &Value| {
            let word = name.as_str().and_then(|it| it.strip_prefix("whsec_")).expect("a secret");
            STANDARD.decode(word).expect("base64")
        };
        let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
        let keys = [key(&sample["secret"]), key(&sample["rotation"]["old_secret"])];
        assert_eq!(signatures(&keys[..1], &id, &timestamp, body.as_bytes()), header("webhook-signature"));
        let both = sample["rotation"]["webhook-signature"].as_str().expect("two signatures");
        assert_eq!(signatures(&keys, &id, &timestamp, body.as_bytes()), both);
    }
}
