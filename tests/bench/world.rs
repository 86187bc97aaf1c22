//! A server with an incident, people with directories of their own, and a writer without a screen.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use warroom::client::address::Address;
use warroom::client::membership::Memberships;
use warroom::client::socket::{Incoming, Socket};
use warroom_incident::event::EntryKind;
use warroom_incident::wire::{ToClient, ToServer};
use warroom_incident::{self as incident, CommandId};

/// The program that is measured.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_warroom");

/// Commands on their way at a time while a record is filled.
const UNDER_WAY: usize = 200;

/// The server and everybody's directories.
pub(crate) struct World {
    home: TempDir,
    server: Child,
}

impl World {
    pub(crate) fn new() -> World {
        let home = tempfile::tempdir().expect("a directory");
        let mut server = program(&home.path().join("server-home"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(home.path().join("server"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(server.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
        World { home, server }
    }

    /// Declares an incident; ana and bo are in it. Returns their homes.
    pub(crate) fn incident(&self, title: &str) -> [PathBuf; 2] {
        let data = self.home.path().join("server");
        let operator = self.home.path().join("operator");
        let args = ["declare", title, "--severity", "sev2", "--as", "rita", "--json", "--data"];
        let declared = done(program(&operator).args(args).arg(data));
        let declared: Value = serde_json::from_slice(&declared).expect("JSON");
        let id = declared["incident"].as_str().expect("an id");
        [("ana", "responder"), ("bo", "observer")].map(|(name, seat)| {
            let home = self.home.path().join(format!("{id}-{name}"));
            let invite = declared["invites"][seat].as_str().expect("an invite");
            done(program(&home).args(["join", invite, "--as", name, "--no-screen"]));
            home
        })
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn program(home: &Path) -> Command {
    std::fs::create_dir_all(home).expect("a directory");
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("HOME", home).stdin(Stdio::null());
    command
}

fn done(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

static WRITERS: AtomicU64 = AtomicU64::new(1);

/// No two lines of a list may be alike: what did not change is not painted.
const WORDS: [&str; 16] = [
    "pods",
    "restart",
    "checkout",
    "of",
    "the",
    "primary",
    "is",
    "stuck",
    "latency",
    "24 %",
    "eu-west-1",
    "rolled back",
    "pool",
    "and",
    "customers",
    "again",
];

/// Somebody who writes without a screen.
pub(crate) struct Writer {
    socket: Socket,
    /// Tells the ids of several writers apart.
    first: u64,
    sent: u64,
}

impl Writer {
    pub(crate) async fn of(home: &Path) -> Writer {
        let all = Memberships::load_from(&home.join(".local/share/warroom")).expect("memberships");
        let membership = &all.current().expect("a membership").membership;
        let address = Address::parse(&membership.server).expect("an address");
        let socket = Socket::open(&address, &membership.credential).await.expect("a connection");
        let first = WRITERS.fetch_add(1, Ordering::Relaxed);
        Writer { socket, first, sent: 0 }
    }

    async fn send(&mut self, bytes: usize) {
        self.sent += 1;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.sent.to_be_bytes());
        id[8..].copy_from_slice(&self.first.to_be_bytes());
        let text: String = std::iter::successors(Some(self.sent * 7_919), |n| Some((n * 31 + 17) & 0xffff_ffff))
            .flat_map(|n| [WORDS[usize::try_from(n % WORDS.len() as u64).unwrap_or(0)], " "])
            .flat_map(str::chars)
            .take(bytes)
            .collect();
        let command = Box::new(incident::Command::post(EntryKind::Observation, text));
        self.socket.send(&ToServer::Command { id: CommandId(id), command }).await.expect("sent");
    }

    async fn answered(&mut self) {
        loop {
            match self.socket.next().await {
                Incoming::Message(message) if matches!(*message, ToClient::Accepted { .. }) => return,
                Incoming::Message(message) if matches!(*message, ToClient::Refused { .. }) => panic!("{message:?}"),
                Incoming::Message(_) | Incoming::Pong(_) => {}
                Incoming::Closed(why) | Incoming::NotUnderstood(why) => panic!("{why}"),
            }
        }
    }

    /// Writes so many entries as fast as the server takes them.
    pub(crate) async fn fills(&mut self, entries: usize, bytes: usize) {
        for nth in 0..entries + UNDER_WAY {
            if nth < entries {
                self.send(bytes).await;
            }
            if (UNDER_WAY..entries + UNDER_WAY).contains(&nth) {
                self.answered().await;
            }
        }
    }

    /// Writes so many entries at an even pace.
    pub(crate) async fn writes(&mut self, entries: usize, bytes: usize, pause: Duration) {
        for _ in 0..entries {
            self.send(bytes).await;
            self.answered().await;
            tokio::time::sleep(pause).await;
        }
    }
}
