//! Mail over a real SMTP conversation: what a relay says, and what it means when it says nothing.

use crate::world::{World, channel, quick};
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use warroom_incident::Command;
use warroom_incident::event::DeliveryFate::Sent;
use warroom_server::outbox::Timing;

const TEXT: &str = "Einige Zahlungen schlagen fehl: wir prüfen das.\n.\nNext update by 10:00 UTC.";

/// What a relay was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mail {
    from: String,
    to: Vec<String>,
    text: String,
}

/// Where in a conversation a relay misbehaves, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Answers a command so.
    Says(&'static str, &'static str),
    /// Ends the conversation at a command.
    EndsAt(&'static str),
    /// Answers a command, or greets, with a line that never ends.
    NeverEnds(&'static str),
    /// Takes the mail and never answers.
    SilentAfterText,
    /// Takes the mail and ends the conversation.
    EndsAfterText,
}

pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    pub(crate) mails: Arc<Mutex<Vec<Mail>>>,
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
    fault: Arc<Mutex<Fault>>,
    held: Arc<Mutex<Vec<TcpStream>>>,
}

impl Relay {
    pub(crate) fn start(fault: Fault) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let fault = Arc::new(Mutex::new(fault));
        let relay = Relay { address, mails: Arc::default(), heard: Arc::default(), fault, held: Arc::default() };
        let parts = (relay.mails.clone(), relay.heard.clone(), relay.fault.clone(), relay.held.clone());
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let (mails, heard, fault, held) = parts.clone();
                // A conversation that breaks is part of some tests.
                std::thread::spawn(move || converse(&stream, &mails, &heard, &fault, &held).unwrap_or(()));
            }
        });
        relay
    }

    fn secret(&self) -> String {
        format!("smtp://me%40acme:hunter2hunter2@{}", self.address)
    }
}

fn converse(
    stream: &TcpStream,
    mails: &Mutex<Vec<Mail>>,
    heard: &Mutex<Vec<String>>,
    fault: &Mutex<Fault>,
    held: &Mutex<Vec<TcpStream>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    if *fault.lock().unwrap() == Fault::NeverEnds("GREETING") {
        return never_ends(writer);
    }
    writer.write_all(b"220 relay.example ESMTP\r\n")?;
    let mut mail = Mail::default();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_owned();
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        heard.lock().unwrap().push(line.clone());
        let now = fault.lock().unwrap().clone();
        match &now {
            Fault::EndsAt(at) if *at == word => {
                *fault.lock().unwrap() = Fault::None;
                return Ok(());
            }
            Fault::Says(at, said) if *at == word => {
                *fault.lock().unwrap() = Fault::None;
                writer.write_all(format!("{said}\r\n").as_bytes())?;
                continue;
            }
            Fault::NeverEnds(at) if *at == word => return never_ends(writer),
            Fault::None | Fault::Says(..) | Fault::EndsAt(_) | Fault::NeverEnds(_) => {}
            Fault::SilentAfterText | Fault::EndsAfterText => {}
        }
        match word.as_str() {
            "EHLO" => writer.write_all(b"250-relay.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n")?,
            "AUTH" => writer.write_all(b"235 2.7.0 welcome\r\n")?,
            "MAIL" => {
                mail.from = line;
                writer.write_all(b"250 ok\r\n")?;
            }
            "RCPT" => {
                mail.to.push(line);
                writer.write_all(b"250 ok\r\n")?;
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n")?;
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line)? == 0 {
                        return Ok(());
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    mail.text.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let after = std::mem::replace(&mut *fault.lock().unwrap(), Fault::None);
                if let Fault::Says("TEXT", said) = after {
                    writer.write_all(format!("{said}\r\n").as_bytes())?;
                    continue;
                }
                mails.lock().unwrap().push(std::mem::take(&mut mail));
                match after {
                    Fault::SilentAfterText => {
                        held.lock().unwrap().push(stream.try_clone()?);
                        return Ok(());
                    }
                    Fault::EndsAfterText => return Ok(()),
                    Fault::None | Fault::Says(..) | Fault::EndsAt(_) | Fault::NeverEnds(_) => {
                        writer.write_all(b"250 2.0.0 queued\r\n")?
                    }
                }
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => writer.write_all(b"502 what\r\n")?,
        }
    }
}

/// Says a line without an end, as long as somebody listens.
fn never_ends(mut writer: &TcpStream) -> std::io::Result<()> {
    writer.write_all(b"250-")?;
    loop {
        writer.write_all(&[b'x'; 4_096])?;
    }
}

fn world(relay: &Relay, to: &str) -> World {
    let more = json!({ "to": to, "from": "Acme status <status@acme.example>" });
    World::start(|dir| vec![channel(dir, "email", &relay.secret(), more)], quick())
}

/// The text of a mail as a reader sees it.
fn body(mail: &Mail) -> String {
    let (head, body) = mail.text.split_once("\r\n\r\n").unwrap();
    let encoding = head.lines().find_map(|line| line.strip_prefix("Content-Transfer-Encoding: ")).unwrap();
    let bytes = match encoding.trim() {
        "base64" => {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap()
        }
        "quoted-printable" => quoted_printable(body),
        _ => body.into(),
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n").trim_end().to_owned()
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    bytes
}

#[test]
fn a_mail_says_what_was_approved_to_everybody_and_to_nobody_who_else_gets_it() {
    let relay = Relay::start(Fault::None);
    let world = world(&relay, "list@acme.example, other@kestrel.example");
    let delivery = world.publish(TEXT)[0];
    let sent = world.becomes(delivery, Sent);
    let mails = relay.mails.lock().unwrap().clone();
    let [mail] = &mails[..] else { panic!("one mail: {mails:?}") };
    assert_eq!(mail.from, "MAIL FROM:<status@acme.example>");
    assert_eq!(mail.to, ["RCPT TO:<list@acme.example>", "RCPT TO:<other@kestrel.example>"]);
    assert_eq!(body(mail), TEXT);
    let head = mail.text.split("\r\n\r\n").next().unwrap();
    assert!(head.contains("Subject: Problem with Checkout: identified\r\n"), "{head}");
    assert!(head.contains("From: \"Acme status\" <status@acme.example>\r\n"), "{head}");
    assert!(!head.contains("list@acme.example") && !head.contains("kestrel"), "{head}");
    assert!(head.contains(&format!("Message-ID: <{}@acme.example>\r\n", sent.reference.unwrap())), "{head}");
    // me@acme, percent-decoded.
    assert!(relay.heard.lock().unwrap().iter().any(|it| it == "AUTH PLAIN AG1lQGFjbWUAaHVudGVyMmh1bnRlcjI="));
}

#[test]
fn a_relay_that_says_later_or_breaks_off_before_the_text_is_asked_again() {
    for fault in [
        Fault::Says("MAIL", "451 4.7.1 greylisted, come back"),
        Fault::Says("RCPT", "452 too many"),
        Fault::Says("TEXT", "451 try again"),
        Fault::EndsAt("EHLO"),
        Fault::EndsAt("RCPT"),
        Fault::EndsAt("DATA"),
    ] {
        let relay = Relay::start(fault.clone());
        let world = world(&relay, "list@acme.example");
        let delivery = world.publish(TEXT)[0];
        assert_eq!(world.becomes(delivery, Sent).attempts, 2, "{fault:?}");
        assert_eq!(relay.mails.lock().unwrap().len(), 1, "{fault:?}");
    }
}

#[test]
fn a_relay_that_says_no_is_for_a_person() {
    for (fault, note) in [
        (
            Fault::Says("RCPT", "550 5.1.1 no such mailbox"),
            "the relay said 550: 5.1.1 no such mailbox; retry or give up by hand",
        ),
        (Fault::Says("AUTH", "535 5.7.8 hunter2hunter2 is wrong"), "the relay said 535; retry or give up by hand"),
        (
            Fault::Says("AUTH", "535 5.7.8 AG1lQGFjbWUAaHVudGVyMmh1bnRlcjI= is wrong"),
            "the relay said 535; retry or give up by hand",
        ),
        (Fault::Says("AUTH", "535 5.7.8 as you said"), "the relay said 535; retry or give up by hand"),
        (
            Fault::Says("MAIL", "550 5.7.8 AG1lQGFjbWUAaHVudGVyMmh1bnRlcjI= is wrong"),
            "the relay said 550; retry or give up by hand",
        ),
        (Fault::Says("TEXT", "554 5.7.1 spam"), "the relay said 554: 5.7.1 spam; retry or give up by hand"),
    ] {
        let relay = Relay::start(fault);
        let world = world(&relay, "list@acme.example, gone@acme.example");
        let delivery = world.publish(TEXT)[0];
        assert_eq!(world.is_for_a_person(delivery), note);
        assert!(relay.mails.lock().unwrap().is_empty());
        world.ana(Command::RetryDelivery { delivery }).unwrap();
        world.becomes(delivery, Sent);
        assert_eq!(relay.mails.lock().unwrap().len(), 1);
    }
}

#[test]
fn a_relay_that_says_nothing_after_the_text_is_for_a_person_and_gets_nothing_twice() {
    for fault in [Fault::SilentAfterText, Fault::EndsAfterText] {
        let relay = Relay::start(fault);
        let world = world(&relay, "list@acme.example");
        let delivery = world.publish(TEXT)[0];
        let note = world.is_for_a_person(delivery);
        assert!(note.ends_with("it may have arrived: look there, then retry or give up"), "{note}");
        assert_eq!(relay.mails.lock().unwrap().len(), 1);
    }
}

#[test]
fn a_relay_whose_line_never_ends_is_no_longer_listened_to() {
    for at in ["GREETING", "EHLO", "AUTH", "DATA"] {
        let relay = Relay::start(Fault::NeverEnds(at));
        let more = json!({ "to": "list@acme.example", "from": "Acme <status@acme.example>" });
        // It would go on for an hour.
        let long = Duration::from_secs(3_600);
        let timing = Timing { attempts: 1, request: long, attempt: long, ..quick() };
        let world = World::start(|dir| vec![channel(dir, "email", &relay.secret(), more)], timing);
        let delivery = world.publish(TEXT)[0];
        let note = world.is_for_a_person(delivery);
        assert!(note.starts_with("the relay says more than a relay should"), "{at}: {note}");
    }
}
