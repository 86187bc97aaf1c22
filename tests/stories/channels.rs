//! Updates to systems outside: one that is down and comes back, one that the server was killed over, and what a person
//! sees of both.

use super::people::Person;
use super::world::{World, clean, eventually};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// What it got.
#[derive(Clone)]
pub(super) struct Request {
    /// The headers as they came.
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> &str {
        let named = |line: &&str| line.to_lowercase().starts_with(&format!("{name}:"));
        self.head.lines().find(named).and_then(|line| line.split_once(": ")).expect("the header").1
    }
}

/// A receiver that keeps what it gets, and answers only when it is told to.
pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    answers: Arc<AtomicBool>,
}

impl Receiver {
    pub(super) fn on(listener: TcpListener, answers: bool) -> Receiver {
        let address = listener.local_addr().expect("an address");
        let receiver = Receiver { address, requests: Arc::default(), answers: Arc::new(AtomicBool::new(answers)) };
        let (requests, answers) = (Arc::clone(&receiver.requests), Arc::clone(&receiver.answers));
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            while let Ok((stream, _)) = listener.accept() {
                requests.lock().expect("nothing panics with it").push(request(&stream));
                if answers.load(Ordering::SeqCst) {
                    // Whoever asked may be gone.
                    let _ = (&stream).write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                } else {
                    silent.push(stream);
                }
            }
        });
        receiver
    }

    pub(super) fn texts(&self) -> Vec<String> {
        let text = |request: &Request| {
            let json = request.json();
            let text = if json["text"].is_null() { &json["data"]["text"] } else { &json["text"] };
            text.as_str().expect("a text").to_owned()
        };
        self.requests().iter().map(text).collect()
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("nothing panics with it").clone()
    }
}

fn request(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let (mut length, mut head) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
        head.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body");
    Request { head, body }
}

pub(super) fn policy(chat: SocketAddr, hook: SocketAddr) -> impl FnOnce(&std::path::Path) -> String {
    move |home| {
        let (url, key) = (home.join("chat.url"), home.join("hook.key"));
        std::fs::write(&url, format!("http://{chat}/services/T0000/hunter2hunter2")).expect("written");
        std::fs::write(&key, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").expect("written");
        format!(
            "[[channels]]\nname = \"chat\"\nkind = \"slack\"\nsecret_file = {url:?}\n\n\
             [[channels]]\nname = \"hook\"\nkind = \"webhook\"\nto = \"http://{hook}/updates\"\nsecret_file = {key:?}\n"
        )
    }
}

fn published(ana: &Person, text: &str) -> Value {
    let new = ["draft", "new", "--audience", "customers", "--phase", "investigating", "--text", text, "--json"];
    let opened = ana.run(&new).done().json();
    let (draft, revision) = (opened["draft"].to_string(), opened["revision"].to_string());
    ana.run(&["draft", "approve", &draft, "--revision", &revision, "--publish", "--json"]).done().json()
}

fn delivery(ana: &Person, draft: &Value, channel: &str) -> Value {
    let shown = ana.run(&["draft", "show", &draft["draft"].to_string(), "--json"]).done().json();
    let all = shown["deliveries"].as_array().expect("a list").clone();
    all.into_iter().find(|it| it["channel"] == channel).expect("it is on its way")
}

#[test]
fn a_channel_that_was_down_gets_the_update_and_one_that_may_have_it_gets_it_only_from_a_person() {
    let chat = Receiver::on(TcpListener::bind("127.0.0.1:0").expect("a port"), false);
    let down = TcpListener::bind("127.0.0.1:0").expect("a port");
    let hook = down.local_addr().expect("an address");
    drop(down);
    let mut world = World::with_policy(policy(chat.address, hook));
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let draft = published(&ana, "Some payments fail.");
    eventually("it is sent to the chat", || (chat.texts().len() == 1).then_some(()));
    let failed = eventually("the hook fails", || {
        Some(delivery(&ana, &draft, "hook")).filter(|it| it["state"] == "failed" && !it["again"].is_null())
    });
    assert_eq!(failed["note"], "no connection");
    assert_eq!(delivery(&ana, &draft, "chat")["state"], "sending");
    world.kill();
    world.restart();

    let unsure = eventually("the chat is for a person", || {
        Some(delivery(&ana, &draft, "chat")).filter(|it| it["state"] == "failed")
    });
    assert!(unsure["again"].is_null(), "{unsure}");
    let number = draft["draft"].to_string();
    ana.run(&["draft", "show", &number]).done().prints("it may have arrived: look there, then retry or give up");
    // The hook comes back; nobody has to do anything.
    let hook = Receiver::on(TcpListener::bind(hook).expect("the same port"), true);
    eventually("the hook has it", || (delivery(&ana, &draft, "hook")["state"] == "sent").then_some(()));
    assert_eq!(hook.texts(), ["Some payments fail."]);
    assert_eq!(chat.texts(), ["Some payments fail."], "nothing was sent twice");

    chat.answers.store(true, Ordering::SeqCst);
    let delivered = unsure["delivery"].to_string();
    ana.run(&["draft", "retry", &delivered]).done();
    eventually("the chat has it", || (delivery(&ana, &draft, "chat")["state"] == "sent").then_some(()));
    ana.run(&["draft", "retry", &delivered]).ends(3).says("sent");
    assert_eq!(chat.texts().len(), 2);
    let record = ana.run(&["export"]).done().out;
    assert!(!record.contains("hunter2hunter2") && !record.contains("whsec_"), "a secret is in the record");
    world.stop();
}

#[test]
fn a_server_whose_channel_lacks_its_secret_says_where_and_does_not_start() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("policy.toml");
    let text = "[[channels]]\nname = \"page\"\nkind = \"statuspage\"\nto = \"abc\"\nsecret_env = \"PAGE_KEY\"\n";
    std::fs::write(&path, text).expect("written");
    for more in [&["--check"][..], &["--listen", "127.0.0.1:0"]] {
        let mut command = clean(home.path());
        let said = command.arg("serve").args(more).arg("--policy").arg(&path).output().expect("it runs");
        let errors = String::from_utf8(said.stderr).expect("text");
        assert_eq!(said.status.code(), Some(2), "{errors}");
        let sentence = "policy.toml:5:14: channels[0].secret_env is \"PAGE_KEY\"; expected a channel that this server can use, \
                        but its secret is missing: the environment variable PAGE_KEY is not set for this server";
        assert!(errors.contains(sentence), "{errors}");
    }
    let mut command = clean(home.path());
    command.env("PAGE_KEY", "key-hunter2hunter2").args(["serve", "--check", "--policy"]).arg(&path);
    let said = command.output().expect("it runs");
    assert!(said.status.success() && !String::from_utf8_lossy(&said.stdout).contains("hunter2"), "{said:?}");
}
