//! Asks systems of the web: no redirects, no proxies, bounded in time and size, and only where the guard lets it.

use super::causes::{NO_TLS, UNTRUSTED, causes, is_untrusted};
use super::guard::{Forbidden, Guard};
use super::outcome::Outcome;
use super::secret::ChannelSecret;
use super::timing::Timing;
use chrono::Utc;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, Url, redirect};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use warroom_incident::text;

/// Bytes of an answer that is read: a page's incident with its updates is far below.
pub(super) const ANSWER_BYTES: usize = 256 * 1024;
/// Characters of an answer that stand in a note.
const SAID_CHARS: usize = 200;

/// What asks.
#[derive(Clone, Debug)]
pub(super) struct Web {
    /// Made when they are needed: a system without certificates cannot make them, and may get some.
    clients: Arc<Mutex<Option<Clients>>>,
    timing: Timing,
    guard: Guard,
}

/// Who asks whom.
#[derive(Clone, Debug)]
struct Clients {
    /// Speaks TLS, and only with public addresses.
    strict: Client,
    /// For the hosts that the server was told to allow.
    open: Client,
}

impl Clients {
    fn new(timing: &Timing) -> reqwest::Result<Clients> {
        let builder = || {
            Client::builder()
                .redirect(redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .http1_only()
                .retry(reqwest::retry::never())
                // A connection that stayed open may die under a request, and then nobody knows whether it arrived.
                .pool_max_idle_per_host(0)
                .connect_timeout(timing.connect)
                .timeout(timing.request)
                .user_agent(concat!("warroom/", env!("CARGO_PKG_VERSION")))
        };
        let strict = builder().https_only(true).dns_resolver(PublicOnly).build()?;
        Ok(Clients { strict, open: builder().build()? })
    }
}

/// To whom a question goes.
enum Whom {
    /// A host that the server was told to allow.
    Allowed,
    /// One of the public internet, by TLS.
    Public,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    retry_after: Option<Duration>,
    /// Nothing when it was too long or broke off.
    pub(super) body: Option<Vec<u8>>,
}

/// A question.
pub(super) struct Question {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Vec<u8>>,
}

/// Resolves names to public addresses or not at all.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is put in by the caller.
            let addresses = Guard::default().resolve(name.as_str(), 0).await??;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl Web {
    pub(super) fn new(guard: Guard, timing: &Timing) -> Web {
        Web { clients: Arc::default(), timing: *timing, guard }
    }

    fn clients(&self) -> Result<Clients, Outcome> {
        let mut made = self.clients.lock().expect("nothing panics while it holds the clients");
        if let Some(clients) = &*made {
            return Ok(clients.clone());
        }
        let clients = Clients::new(&self.timing).map_err(|error| {
            let why: Vec<_> = causes(&error).map(ToString::to_string).collect();
            tracing::error!(why = why.join(": "), "TLS cannot be spoken: look at the system's certificates");
            Outcome::NotYet { note: NO_TLS.into(), after: None }
        })?;
        *made = Some(clients.clone());
        Ok(clients)
    }

    /// Asks once.
    ///
    /// # Errors
    /// What came of it, when nothing was answered.
    pub(super) async fn ask(&self, question: Question) -> Result<Answer, Outcome> {
        let whom = self.whom(&question.url).map_err(|error| Outcome::Refused(error.to_string()))?;
        let clients = self.clients()?;
        let client = match whom {
            Whom::Allowed => clients.open,
            Whom::Public => clients.strict,
        };
        let mut request = client.request(question.method, question.url).headers(question.headers);
        if let Some(body) = question.body {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(|error| silence(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| asked(value.to_str().ok()?));
        let mut body = Some(Vec::new());
        while let Some(read) = &mut body {
            match response.chunk().await {
                Ok(Some(chunk)) if read.len() + chunk.len() <= ANSWER_BYTES => read.extend_from_slice(&chunk),
                Ok(None) => break,
                Ok(Some(_)) | Err(_) => body = None,
            }
        }
        Ok(Answer { status, retry_after, body })
    }

    fn whom(&self, url: &Url) -> Result<Whom, Forbidden> {
        let host = url.host_str().unwrap_or_default();
        if self.guard.allows(host, url.port_or_known_default().unwrap_or(0)) {
            return Ok(Whom::Allowed);
        }
        if url.scheme() != "https" {
            return Err(Forbidden::Plain { host: host.to_owned() });
        }
        // A number is not looked up, so no resolver sees it.
        let number = host.trim_start_matches('[').trim_end_matches(']').parse();
        if number.is_ok_and(|address| !super::guard::is_public(address)) {
            return Err(Forbidden::Private { host: host.to_owned() });
        }
        Ok(Whom::Public)
    }
}

/// What it means that nothing was answered. The address stands in no note: it may be a secret.
fn silence(error: &reqwest::Error) -> Outcome {
    if let Some(forbidden) = causes(error).find_map(|cause| cause.downcast_ref::<Forbidden>()) {
        return Outcome::Refused(forbidden.to_string());
    }
    if is_untrusted(error) {
        return Outcome::NotYet { note: UNTRUSTED.into(), after: None };
    }
    if error.is_builder() {
        return Outcome::Refused("the request cannot be made: look at the channel in the policy".into());
    }
    if error.is_connect() {
        let note = if error.is_timeout() { "no connection in time" } else { "no connection" };
        return Outcome::NotYet { note: note.into(), after: None };
    }
    let note = if error.is_timeout() { "no answer in time" } else { "the connection broke before an answer" };
    Outcome::unknown(note)
}

/// How long an answer asks to be left alone: seconds, or a date.
fn asked(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value.trim()).ok()?;
    Some(until.duration_since(SystemTime::from(Utc::now())).unwrap_or_default())
}

impl Answer {
    /// Whether it says yes.
    pub(super) fn is_yes(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// As JSON, where it is.
    pub(super) fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(self.body.as_deref()?).ok()
    }

    /// What a no means.
    pub(super) fn no(&self, secret: &ChannelSecret) -> Outcome {
        let note = self.note(secret);
        match self.status {
            300..=399 => Outcome::Refused(format!("{note}; redirects are not followed")),
            // Whoever stands before the channel did not hear from it: it may have done what was asked.
            408 | 502 | 504 => Outcome::Unknown { note, after: self.retry_after },
            // 420 is what Statuspage says for 429.
            420 | 425 | 429 | 500..=599 => Outcome::NotYet { note, after: self.retry_after },
            _ => Outcome::Refused(note),
        }
    }

    /// The status, and what was said with it if that is a sentence without secrets.
    pub(super) fn note(&self, secret: &ChannelSecret) -> String {
        let said = self.said().filter(|said| !secret.is_in(said));
        let said = said.map(|said| text::visible(&said).chars().take(SAID_CHARS).collect::<String>());
        said.map_or_else(|| format!("answered {}", self.status), |said| format!("answered {}: {said}", self.status))
    }

    /// What was said, whole and on one line.
    fn said(&self) -> Option<String> {
        let said = match self.json() {
            Some(serde_json::Value::Object(object)) => {
                let known = ["error", "errors", "errorMessages", "message", "detail"];
                known
                    .into_iter()
                    .find_map(|name| object.get(name))
                    .map(|said| said.as_str().map_or_else(|| said.to_string(), str::to_owned))
            }
            Some(_) => None,
            None => std::str::from_utf8(self.body.as_deref()?).ok().filter(|it| !it.contains('<')).map(str::to_owned),
        }?;
        let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_by_a_date() {
        assert_eq!(asked(" 120 "), Some(Duration::from_secs(120)));
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(90));
        let pause = asked(&date).expect("a date").as_secs();
        assert!((85..=90).contains(&pause), "{pause}");
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(asked("soon"), None);
    }
}
