//! Mail over SMTP. Until the text itself is handed over nothing can have arrived; from then on only the relay's answer
//! says so, and without it a person has to look: mail cannot be read back.

use super::Job;
use super::bounded::{Bounded, TooMuch, Wrapped};
use super::causes::{NO_TLS, UNTRUSTED, causes, is_untrusted};
use super::guard::Guard;
use super::outcome::Outcome;
use super::secret::{ChannelSecret, percent_decoded};
use super::timing::Timing;
use lettre::address::Envelope;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use reqwest::Url;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A relay, from the secret: `smtps://user:password@host:port`.
struct Relay {
    host: String,
    port: u16,
    /// TLS from the first byte; else it is asked for.
    wrapped: bool,
    credentials: Option<Credentials>,
}

impl Relay {
    fn of(url: &Url) -> Option<Relay> {
        let wrapped = url.scheme() == "smtps";
        let decoded = |text: &str| Some(percent_decoded(text)).filter(|it| !it.is_empty());
        let credentials = decoded(url.username()).zip(url.password().and_then(decoded));
        Some(Relay {
            host: url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: url.port().unwrap_or(if wrapped { 465 } else { 587 }),
            wrapped,
            credentials: credentials.map(|(user, password)| Credentials::new(user, password)),
        })
    }
}

/// Sends one mail.
pub(super) async fn send(
    guard: &Guard,
    timing: &Timing,
    secret: &ChannelSecret,
    job: &Job,
    (subject, body): (&str, &str),
) -> Outcome {
    let Some(relay) = secret.address().as_ref().and_then(Relay::of) else {
        return Outcome::Refused("its secret is no relay".into());
    };
    let Some((envelope, mail)) = written(job, subject, body) else {
        return Outcome::Refused("its addresses are none: look at the channel in the policy".into());
    };
    let near = async { handed_over(guard, timing, &relay, &envelope, secret).await };
    let mut connection = match tokio::time::timeout(timing.request, near).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(outcome)) => return outcome,
        Err(_) => return Outcome::NotYet { note: "no answer in time".into(), after: None },
    };
    let outcome = match tokio::time::timeout(timing.request, connection.message(&mail)).await {
        Ok(Ok(_)) => Outcome::Taken { reference: Some(job.key()), note: String::new() },
        Ok(Err(error)) if error.status().is_some() => said(&error, secret),
        Ok(Err(_)) => Outcome::unknown("the connection broke before an answer"),
        Err(_) => return Outcome::unknown("no answer in time"),
    };
    // The mail is on its way whether or not the relay says goodbye.
    let _ = tokio::time::timeout(timing.connect, connection.quit()).await;
    outcome
}

/// The envelope and the bytes of a mail. Who else gets it is nobody's business: with several receivers none is named.
fn written(job: &Job, subject: &str, body: &str) -> Option<(Envelope, Vec<u8>)> {
    let from: Mailbox = job.channel.from.parse().ok()?;
    let to: Option<Vec<Address>> = job.channel.to.split(',').map(|it| it.trim().parse().ok()).collect();
    let to = to.filter(|to| !to.is_empty())?;
    let shown = if let [one] = &to[..] { Mailbox::new(None, one.clone()) } else { from.clone() };
    let envelope = Envelope::new(Some(from.email.clone()), to).ok()?;
    let message = Message::builder()
        .message_id(Some(format!("<{}@{}>", job.key(), from.email.domain())))
        .from(from)
        .to(shown)
        .subject(subject)
        .header(ContentType::TEXT_PLAIN)
        .body(body.to_owned())
        .ok()?;
    Some((envelope, message.formatted()))
}

/// Connects and says for whom it is, up to the place where the text comes.
async fn handed_over(
    guard: &Guard,
    timing: &Timing,
    relay: &Relay,
    envelope: &Envelope,
    secret: &ChannelSecret,
) -> Result<AsyncSmtpConnection, Outcome> {
    let not_yet = |note: &str| Outcome::NotYet { note: note.to_owned(), after: None };
    let resolved = guard.resolve(&relay.host, relay.port).await.map_err(|_| not_yet("its name leads nowhere"))?;
    let addresses: Vec<SocketAddr> = resolved.map_err(|forbidden| Outcome::Refused(forbidden.to_string()))?;
    let own = envelope.from().map_or("localhost", |from| from.domain()).to_owned();
    let hello = ClientId::Domain(own);
    let tls = || TlsParameters::new(relay.host.clone()).map_err(|_| not_yet(NO_TLS));
    let heard = |error: Error| said(&error, secret);
    let stream = Bounded::new(connected(&addresses, timing).await.map_err(not_yet)?);
    let mut connection = if relay.wrapped {
        let stream = Wrapped::on(stream, tls()?).await.map_err(heard)?;
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await.map_err(heard)?
    } else {
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await.map_err(heard)?
    };
    if !relay.wrapped && connection.can_starttls() {
        connection.starttls(tls()?, &hello).await.map_err(heard)?;
    }
    if !relay.wrapped && !connection.is_encrypted() && !guard.allows(&relay.host, relay.port) {
        let host = &relay.host;
        let plain = super::guard::Forbidden::Plain { host: host.clone() };
        return Err(Outcome::Refused(plain.to_string()));
    }
    if let Some(credentials) = &relay.credentials {
        // What is said to a login is not repeated: it may be the login.
        let heard = |error: Error| refused(&error, "");
        connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await.map_err(heard)?;
    }
    connection.command(Mail::new(envelope.from().cloned(), Vec::new())).await.map_err(heard)?;
    for address in envelope.to() {
        // One that the relay does not take keeps the mail from all: none gets it twice when it is tried again.
        connection.command(Rcpt::new(address.clone(), Vec::new())).await.map_err(heard)?;
    }
    connection.command(Data).await.map_err(heard)?;
    Ok(connection)
}

/// Connects to the first of the addresses that answers.
async fn connected(addresses: &[SocketAddr], timing: &Timing) -> Result<TcpStream, &'static str> {
    let mut why = "no connection";
    for address in addresses {
        match tokio::time::timeout(timing.connect, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(_)) => why = "no connection",
            Err(_) => why = "no connection in time",
        }
    }
    Err(why)
}

/// What a no of the relay means, with its words where they hold nothing of the secret.
fn said(error: &Error, secret: &ChannelSecret) -> Outcome {
    let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if secret.is_in(&text) || secret.is_in(&line) {
        return refused(error, "");
    }
    let line: String = warroom_incident::text::visible(&line).chars().take(200).collect();
    refused(error, &line)
}

/// What a no of the relay means, or that it said nothing; before the text nothing can have arrived.
fn refused(error: &Error, line: &str) -> Outcome {
    let after = None;
    let Some(code) = error.status() else {
        let note = if is_untrusted(error) {
            UNTRUSTED
        } else if causes(error).any(|cause| cause.is::<TooMuch>()) {
            "the relay says more than a relay should"
        } else if error.is_tls() {
            "TLS cannot be spoken with it"
        } else if error.is_timeout() {
            "no answer in time"
        } else if error.is_client() {
            return Outcome::Refused("the relay cannot do what is needed: authentication or TLS".into());
        } else {
            "no connection"
        };
        return Outcome::NotYet { note: note.into(), after };
    };
    let note =
        if line.is_empty() { format!("the relay said {code}") } else { format!("the relay said {code}: {line}") };
    if error.is_permanent() { Outcome::Refused(note) } else { Outcome::NotYet { note, after } }
}
