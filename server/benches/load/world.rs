//! The servers that are measured: each in a process of its own, with the people that a measurement needs.

use crate::client::{Dialect, note};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use warroom_server::{Config, Server, invite, operator};

/// A running server and what one needs to use it.
pub(crate) struct World {
    child: Child,
    directory: tempfile::TempDir,
    pub(crate) port: u16,
    pub(crate) writers: Vec<String>,
    pub(crate) receivers: Vec<String>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).expect("the server was running");
    }
}

/// Sockets by the thousand need more files than a shell allows.
pub(crate) fn raise_file_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("a limit");
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).expect("the own limit may be raised");
}

/// Runs a warroom server for ever; prints its port.
pub(crate) fn serve(data: &Path) {
    let policy = data.join("policy.toml");
    std::fs::write(&policy, "[invites]\nguest_uses = 1000\n").expect("a disk");
    let config = Config {
        data: data.to_owned(),
        listen: "127.0.0.1:0".parse().expect("an address"),
        allow_plain_text: false,
        policy: Some(policy),
        origins: Vec::new(),
        public_url: None,
        outbox: warroom_server::outbox::Options::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let server = Server::start(config).await.expect("the server starts");
        println!("{}", server.address().port());
        let (_reload, reloads) = tokio::sync::mpsc::channel(1);
        server.run(std::future::pending(), reloads).await.expect("the server runs");
    });
}

impl World {
    /// Starts a server with people; `history` is how many notes its record holds already.
    pub(crate) fn start(dialect: Dialect, writers: usize, receivers: usize, history: u64) -> World {
        let directory = tempfile::tempdir().expect("a disk");
        if dialect == Dialect::Floor && history > 0 {
            let mut record = Vec::new();
            for number in 0..history {
                let text = note(u32::try_from(number).expect("few"));
                record.extend(u32::try_from(text.len()).expect("short").to_be_bytes());
                record.extend(text.as_bytes());
            }
            std::fs::write(directory.path().join("record"), record).expect("a disk");
        }
        let program = std::env::current_exe().expect("this program");
        let word = if dialect == Dialect::Floor { "floor" } else { "server" };
        let mut child = Command::new(program)
            .args([word.as_ref(), directory.path().as_os_str()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a port");
        let port = line.trim().parse().expect("a port");
        let mut world = World { child, directory, port, writers: Vec::new(), receivers: Vec::new() };
        if dialect == Dialect::Warroom {
            world.people(writers, receivers, history);
        } else {
            world.writers = vec![String::new(); writers];
            world.receivers = vec![String::new(); receivers];
        }
        world
    }

    /// How many bytes the floor sends to whoever joins.
    pub(crate) fn record_bytes(&self) -> u64 {
        std::fs::metadata(self.directory.path().join("record")).map_or(0, |file| file.len())
    }

    fn people(&mut self, writers: usize, receivers: usize, history: u64) {
        let token = operator::read(self.directory.path()).expect("the server runs").token;
        let mut ids = 0_u64;
        let mut id = || {
            ids += 1;
            format!("{:032x}", u128::from(ids) | (1 << 120))
        };
        let incident = if history > 0 {
            let mut file = "{\"incident\":{\"title\":\"A long one\"}}\n".to_owned();
            for number in 0..history {
                let text = note(u32::try_from(number).expect("few"));
                file.push_str(&format!(
                    "{{\"at\":\"2026-11-20T03:00:00Z\",\"kind\":\"note\",\"role\":\"observer\",\"text\":\"{text}\"}}\n"
                ));
            }
            self.post("/v1/import", &token, &file)
        } else {
            let declare = json!({ "id": id(), "title": "Load", "reporter": "load" });
            self.post("/v1/incidents", &token, &declare.to_string())
        };
        let incident = incident["incident"].as_str().expect("an incident").to_owned();
        let invites = format!("/v1/incidents/{incident}/invites");
        for number in 0..writers {
            let made = self.post(&invites, &token, &json!({ "id": id(), "seat": "responder" }).to_string());
            let credential = self.redeem(&made, &id(), &format!("writer-{number}"));
            self.writers.push(credential);
        }
        let mut made = Value::Null;
        for number in 0..receivers {
            if number % 1_000 == 0 {
                made = self.post(&invites, &token, &json!({ "id": id(), "seat": "guest" }).to_string());
            }
            let credential = self.redeem(&made, &id(), &format!("receiver-{number}"));
            self.receivers.push(credential);
        }
    }

    fn redeem(&self, made: &Value, id: &str, name: &str) -> String {
        let invite = invite::decode(made["invite"].as_str().expect("an invite")).expect("an invite");
        let redeemed = self.post("/v1/redeem", &invite.secret, &json!({ "id": id, "name": name }).to_string());
        redeemed["credential"].as_str().expect("a credential").to_owned()
    }

    fn post(&self, path: &str, secret: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\nauthorization: Bearer {secret}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(body).expect("JSON")
    }

    /// Seconds of processor time so far.
    pub(crate) fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("a process");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
        let ticks: f64 = fields[11..13].iter().map(|field| field.parse::<f64>().expect("ticks")).sum();
        // USER_HZ is 100 on every Linux that one meets.
        ticks / 100.0
    }

    /// Bytes of memory now.
    pub(crate) fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
        line.split_whitespace().nth(1).expect("a figure").parse::<f64>().expect("a figure") * 1_024.0
    }
}
