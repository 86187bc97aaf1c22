//! A page of Atlassian Statuspage. The first update of an incident makes an incident there, later ones change it. What
//! was sent is noted in its metadata, so that before a repetition and after every attempt it can be read back.

use super::Job;
use super::outcome::{Looked, Outcome};
use super::secret::ChannelSecret;
use super::web::{Answer, Question, Web};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use warroom_incident::draft::PageUpdate;

/// Incidents that are looked through for one that an attempt of unknown end may have made.
const NEWEST: &str = "20";

/// When each key may be used next: the limit of one request a second counts for all incidents and pages together that
/// use it. A key is known by its digest.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace(Arc<Mutex<HashMap<[u8; 32], Instant>>>);

impl Pace {
    async fn wait(&self, secret: &ChannelSecret, every: Duration) {
        let at = {
            let mut next = self.0.lock().expect("nothing panics while it holds the pace");
            let free = next.entry(Sha256::digest(secret.reveal()).into()).or_insert_with(Instant::now);
            let at = (*free).max(Instant::now());
            *free = at + every;
            at
        };
        tokio::time::sleep_until(at).await;
    }
}

/// A page with what is needed to speak to it.
pub(super) struct Page<'a> {
    pub(super) web: &'a Web,
    pub(super) secret: &'a ChannelSecret,
    pub(super) job: &'a Job,
    pub(super) pace: &'a Pace,
    pub(super) every: Duration,
}

impl Page<'_> {
    /// Whether the update stands there already.
    pub(super) async fn look(&self) -> Looked {
        match self.found().await {
            Err(outcome) => Looked::Failed(outcome.asked()),
            Ok(None) => Looked::NotThere { known: None },
            Ok(Some(incident)) if self.has(&incident) => Looked::There { reference: id(&incident) },
            Ok(Some(incident)) => Looked::NotThere { known: id(&incident) },
        }
    }

    /// Makes the incident or changes the known one, and reads it back.
    pub(super) async fn send(&self, update: &PageUpdate, posted: Value, known: Option<&str>) -> Outcome {
        let mut body = posted;
        body["incident"]["metadata"] =
            json!({ "warroom": { "incident": self.job.incident_key, "delivery": self.job.key() } });
        let answer = match known {
            // Its name stays as it is: somebody may have given it a better one.
            Some(id) => {
                if let Some(incident) = body["incident"].as_object_mut() {
                    incident.remove("name");
                }
                self.ask(Method::PATCH, &["incidents", id], Some(body)).await
            }
            None => self.ask(Method::POST, &["incidents"], Some(body)).await,
        };
        let answer = match answer {
            Ok(answer) if answer.is_yes() => answer,
            // Somebody deleted it there: the next attempt looks for another, or makes one.
            Ok(answer) if answer.status == 404 && known.is_some() => {
                let note = format!("{}; the page has the incident no more", answer.note(self.secret));
                return Outcome::NotYet { note, after: None };
            }
            Ok(answer) => return answer.no(self.secret),
            Err(outcome) => return outcome,
        };
        let Some(id) = known.map(str::to_owned).or_else(|| answer.json().as_ref().and_then(id)) else {
            return Outcome::unknown(format!("answered {} without an incident", answer.status));
        };
        self.read_back(update, id).await
    }

    async fn read_back(&self, update: &PageUpdate, id: String) -> Outcome {
        let read = self.ask(Method::GET, &["incidents", &id], None).await;
        let incident = read.ok().filter(Answer::is_yes).and_then(|answer| answer.json());
        let newest = incident.as_ref().and_then(|it| it["incident_updates"].get(0));
        let shown = newest.is_some_and(|it| it["body"] == update.body.as_str() && it["status"] == update.status);
        let reference = Some(id);
        match incident {
            Some(incident) if shown && self.has(&incident) => Outcome::Confirmed { reference },
            Some(_) => {
                Outcome::Taken { reference, note: "taken, but the page shows something else: look there".into() }
            }
            None => Outcome::Taken { reference, note: "taken; it could not be read back".into() },
        }
    }

    /// The page's incident, if an update of this one may have reached it.
    async fn found(&self) -> Result<Option<Value>, Outcome> {
        if let Some(id) = self.job.known_as.first() {
            let answer = self.ask(Method::GET, &["incidents", id], None).await?;
            // One that somebody deleted there is none.
            if answer.status != 404 {
                return self.read(&answer).map(Some);
            }
        }
        let answer = self.ask(Method::GET, &["incidents"], None).await?;
        let all = self.read(&answer)?;
        let ours = |it: &&Value| it["metadata"]["warroom"]["incident"] == self.job.incident_key.as_str();
        Ok(all.as_array().into_iter().flatten().find(ours).cloned())
    }

    fn read(&self, answer: &Answer) -> Result<Value, Outcome> {
        if !answer.is_yes() {
            return Err(answer.no(self.secret));
        }
        let strange = || Outcome::unknown(format!("answered {} with something that is no incident", answer.status));
        answer.json().ok_or_else(strange)
    }

    /// Whether this update is the last that an incident of the page got from here.
    fn has(&self, incident: &Value) -> bool {
        incident["metadata"]["warroom"]["delivery"] == self.job.key().as_str()
    }

    async fn ask(&self, method: Method, path: &[&str], body: Option<Value>) -> Result<Answer, Outcome> {
        let wrong = |what: &str| Outcome::Refused(format!("{what}: look at the channel in the policy"));
        let mut url = Url::parse(self.job.channel.page_api()).map_err(|_| wrong("its api is no address"))?;
        url.path_segments_mut()
            .map_err(|()| wrong("its api is no address"))?
            .extend(["pages", &self.job.channel.to])
            .extend(path);
        if body.is_none() && path.len() == 1 {
            url.query_pairs_mut().append_pair("limit", NEWEST);
        }
        let key = HeaderValue::try_from(format!("OAuth {}", self.secret.reveal()));
        let mut key = key.map_err(|_| wrong("its secret is no key"))?;
        key.set_sensitive(true);
        let mut headers = HeaderMap::from_iter([(AUTHORIZATION, key)]);
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            if let Ok(key) = HeaderValue::try_from(self.job.key()) {
                headers.insert("idempotency-key", key);
            }
        }
        self.pace.wait(self.secret, self.every).await;
        let body = body.map(|body| body.to_string().into_bytes());
        self.web.ask(Question { method, url, headers, body }).await
    }
}

fn id(incident: &Value) -> Option<String> {
    let plain = |id: &&str| !id.is_empty() && id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    incident["id"].as_str().filter(plain).map(str::to_owned)
}
