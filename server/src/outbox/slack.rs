//! An incoming webhook of Slack. Its address is the secret; what it took cannot be read back, changed or recognised
//! when it comes twice, so an attempt of unknown end is for a person to look at.

use super::outcome::Outcome;
use super::secret::ChannelSecret;
use super::web::{Question, Web};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::Value;

pub(super) async fn send(web: &Web, secret: &ChannelSecret, message: &Value) -> Outcome {
    let Some(url) = secret.address() else { return Outcome::Refused("its secret is not an address".into()) };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let body = Some(message.to_string().into_bytes());
    let answer = match web.ask(Question { method: Method::POST, url, headers, body }).await {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.body.as_deref().map(<[u8]>::trim_ascii) {
        _ if !answer.is_yes() => answer.no(secret),
        Some(b"ok") => Outcome::Taken { reference: None, note: String::new() },
        // Something that is not Slack said yes.
        Some(_) | None => Outcome::unknown(format!("answered {} but not ok", answer.status)),
    }
}
