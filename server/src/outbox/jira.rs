//! A comment on an issue of Jira. The comment has a property with the delivery's key, so that before a repetition and
//! after every attempt it can be read back.

use super::Job;
use super::outcome::{Looked, Outcome};
use super::secret::ChannelSecret;
use super::web::{Answer, Question, Web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde_json::{Value, json};

/// The name of the property.
const PROPERTY: &str = "warroom";
/// The newest comments that are looked through.
const NEWEST: &str = "50";
/// Comments with the same text whose property is asked for.
const ALIKE: usize = 5;

/// An issue with what is needed to speak to it.
pub(super) struct Issue<'a> {
    pub(super) web: &'a Web,
    pub(super) secret: &'a ChannelSecret,
    pub(super) job: &'a Job,
}

impl Issue<'_> {
    /// Whether the comment stands there already.
    pub(super) async fn look(&self, posted: &Value) -> Looked {
        match self.found(posted).await {
            Err(outcome) => Looked::Failed(outcome.asked()),
            Ok(None) => Looked::NotThere { known: None },
            Ok(found) => Looked::There { reference: found },
        }
    }

    async fn found(&self, posted: &Value) -> Result<Option<String>, Outcome> {
        let mut url = self.comments()?;
        url.query_pairs_mut().append_pair("orderBy", "-created").append_pair("maxResults", NEWEST);
        let all = self.read(self.ask(Method::GET, url, None).await?)?;
        let alike = all["comments"].as_array().into_iter().flatten();
        let alike = alike.filter(|it| words(&it["body"]) == words(&posted["body"])).filter_map(id).take(ALIKE);
        for id in alike {
            let answer = self.ask(Method::GET, self.property(&id)?, None).await?;
            // One that somebody else wrote in the same words has no such property.
            if answer.status != 404 && self.read(answer)?["value"]["delivery"] == self.job.key().as_str() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Writes the comment and reads it back.
    pub(super) async fn send(&self, posted: Value) -> Outcome {
        let mut body = posted;
        body["properties"] = json!([{ "key": PROPERTY, "value": { "delivery": self.job.key() } }]);
        let url = match self.comments() {
            Ok(url) => url,
            Err(outcome) => return outcome,
        };
        let answer = match self.ask(Method::POST, url.clone(), Some(&body)).await {
            Ok(answer) if answer.is_yes() => answer,
            Ok(answer) => return answer.no(self.secret),
            Err(outcome) => return outcome,
        };
        let Some(id) = answer.json().as_ref().and_then(id) else {
            return Outcome::unknown(format!("answered {} without a comment", answer.status));
        };
        let mut url = url;
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(&id);
        }
        let read = self.ask(Method::GET, url, None).await.ok().filter(Answer::is_yes).and_then(|answer| answer.json());
        let reference = Some(id);
        match read {
            Some(comment) if words(&comment["body"]) == words(&body["body"]) => Outcome::Confirmed { reference },
            Some(_) => {
                Outcome::Taken { reference, note: "taken, but the issue shows something else: look there".into() }
            }
            None => Outcome::Taken { reference, note: "taken; it could not be read back".into() },
        }
    }

    fn comments(&self) -> Result<Url, Outcome> {
        let issue = self.job.channel.issue().and_then(|issue| Url::parse(&issue.comments).ok());
        issue.ok_or_else(|| Outcome::Refused("it leads to no issue: look at the channel in the policy".into()))
    }

    /// `…/rest/api/3/comment/ID/properties/warroom`.
    fn property(&self, id: &str) -> Result<Url, Outcome> {
        let mut url = self.comments()?;
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop().pop().pop().extend(["comment", id, "properties", PROPERTY]);
        }
        Ok(url)
    }

    fn read(&self, answer: Answer) -> Result<Value, Outcome> {
        if !answer.is_yes() {
            return Err(answer.no(self.secret));
        }
        let strange = || Outcome::unknown(format!("answered {} with something that is no comment", answer.status));
        answer.json().ok_or_else(strange)
    }

    async fn ask(&self, method: Method, url: Url, body: Option<&Value>) -> Result<Answer, Outcome> {
        let secret = self.secret.reveal();
        // The cloud takes user and token, a data center a token alone.
        let who = if secret.contains(':') {
            format!("Basic {}", STANDARD.encode(secret))
        } else {
            format!("Bearer {secret}")
        };
        let who = HeaderValue::try_from(who).map_err(|_| Outcome::Refused("its secret is none".into()));
        let mut who = who?;
        who.set_sensitive(true);
        let mut headers = HeaderMap::from_iter([(AUTHORIZATION, who)]);
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let body = body.map(|body| body.to_string().into_bytes());
        self.web.ask(Question { method, url, headers, body }).await
    }
}

fn id(comment: &Value) -> Option<String> {
    let plain = |id: &&str| !id.is_empty() && id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_digit());
    comment["id"].as_str().filter(plain).map(str::to_owned)
}

/// All words of a comment, whether it is plain or a document.
fn words(body: &Value) -> String {
    fn collect(value: &Value, into: &mut String) {
        match value {
            Value::String(text) => into.push_str(text),
            Value::Array(all) => all.iter().for_each(|it| collect(it, into)),
            Value::Object(node) => {
                into.push(' ');
                node.get("text").into_iter().chain(node.get("content")).for_each(|it| collect(it, into));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut all = String::new();
    collect(body, &mut all);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}
