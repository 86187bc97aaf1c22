//! A server in its own directory, as a process that can be stopped, killed and started again.

use super::people::{Outcome, Person};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_warroom");
/// How long anything may take on a busy machine before a story fails.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// A server and everybody's directories.
pub(crate) struct World {
    home: TempDir,
    server: Option<Child>,
    disk: Disk,
    /// `ws://127.0.0.1:PORT`
    pub(crate) address: String,
}

/// What the server's disk may do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Disk {
    /// Nothing odd.
    Large,
    /// It may be made full and have room again, see [`World::fills_disk`].
    MayBeFull,
}

/// A declared incident.
pub(crate) struct Declared {
    pub(crate) incident: String,
    pub(crate) invites: Value,
}

impl Declared {
    pub(crate) fn invite(&self, seat: &str) -> String {
        self.invites[seat].as_str().expect("an invite for the seat").to_owned()
    }
}

impl World {
    /// A fresh server on a free port.
    pub(crate) fn new() -> World {
        let home = tempfile::tempdir().expect("a directory");
        World::of(home, Disk::Large)
    }

    /// A fresh server whose disk may be made full.
    pub(crate) fn whose_disk_may_be_full() -> World {
        World::of(tempfile::tempdir().expect("a directory"), Disk::MayBeFull)
    }

    /// A fresh server with a policy, whose channels may lead to this machine. The policy is told where its secrets may be.
    pub(crate) fn with_policy(policy: impl FnOnce(&Path) -> String) -> World {
        let home = tempfile::tempdir().expect("a directory");
        let data = home.path().join("server");
        std::fs::create_dir(&data).expect("a directory");
        std::fs::write(data.join("policy.toml"), policy(home.path())).expect("written");
        World::of(home, Disk::Large)
    }

    fn of(home: TempDir, disk: Disk) -> World {
        let mut world = World { home, server: None, disk, address: String::new() };
        world.start("127.0.0.1:0");
        world
    }

    /// No file of the server may grow any more, as on a full disk; or it may again.
    pub(crate) fn fills_disk(&self, full: bool) {
        let server = self.server.as_ref().expect("it runs");
        let limit = if full { "--fsize=1:" } else { "--fsize=unlimited:" };
        let status = Command::new("prlimit").args(["--pid", &server.id().to_string(), limit]).status();
        assert!(status.expect("prlimit is part of every Linux").success());
    }

    pub(crate) fn path(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("server")
    }

    /// `HOST:PORT`
    pub(crate) fn authority(&self) -> &str {
        self.address.strip_prefix("ws://").expect("an address")
    }

    fn start(&mut self, listen: &str) {
        let mut command = clean(&self.home.path().join("server-home"));
        if self.disk == Disk::MayBeFull {
            // A file that may not grow is signalled as well, which a full disk is not.
            command = in_shell(command, "trap '' XFSZ; exec \"$0\" \"$@\"");
        }
        let mut child = command
            .args(["serve", "--listen", listen, "--allow-private", "127.0.0.1", "--data"])
            .arg(self.data())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its stdout");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let address = line.split_whitespace().find(|word| word.starts_with("ws://"));
        let Some(address) = address else {
            let mut errors = String::new();
            child.stderr.take().expect("its stderr").read_to_string(&mut errors).expect("text");
            panic!("no address in {line:?}; {errors}");
        };
        // Nobody reads the log further; a full pipe must not stop the server.
        let mut log = child.stderr.take().expect("its stderr");
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        self.address = address.to_owned();
        self.server = Some(child);
    }

    /// `kill -9`, and nothing else.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().expect("it runs");
        server.kill().expect("it can be killed");
        let status = server.wait().expect("it ends");
        assert_eq!(status.signal(), Some(9));
    }

    /// Asks it to stop.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        let server = self.server.take().expect("it runs");
        terminate(&server);
        ended(server)
    }

    /// Starts it again on the same port and data.
    pub(crate) fn restart(&mut self) {
        let listen = self.authority().to_owned();
        self.start(&listen);
        assert_eq!(self.authority(), listen);
    }

    /// Stops it from doing anything, without ending it, or lets it go on.
    pub(crate) fn freeze(&self, frozen: bool) {
        let server = self.server.as_ref().expect("it runs");
        let signal = if frozen { nix::sys::signal::Signal::SIGSTOP } else { nix::sys::signal::Signal::SIGCONT };
        nix::sys::signal::kill(pid(server), signal).expect("it can be signalled");
    }

    pub(crate) fn signal(&self, signal: nix::sys::signal::Signal) {
        nix::sys::signal::kill(pid(self.server.as_ref().expect("it runs")), signal).expect("it can be signalled");
    }

    /// Somebody with directories of their own.
    pub(crate) fn person(&self, name: &str) -> Person {
        Person::new(self.home.path().join(name), name)
    }

    /// The operator runs a command.
    pub(crate) fn operator(&self, args: &[&str]) -> Outcome {
        let data = self.data();
        let data = data.to_str().expect("a plain path");
        let all: Vec<&str> = args.iter().copied().chain(["--data", data]).collect();
        self.person("operator").run(&all)
    }

    /// The operator declares an incident.
    pub(crate) fn declare(&self, title: &str) -> Declared {
        let declared = self.operator(&["declare", title, "--severity", "sev2", "--as", "rita", "--json"]).done().json();
        let incident = declared["incident"].as_str().expect("its id").to_owned();
        Declared { incident, invites: declared["invites"].clone() }
    }

    /// Somebody joins without a screen.
    pub(crate) fn joined(&self, name: &str, invite: &str) -> Person {
        let person = self.person(name);
        person.run(&["join", invite, "--as", name, "--no-screen"]).done();
        person
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // It may have ended by itself; then there is nothing left to do.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// The program with an environment of its own and nobody's settings.
pub(crate) fn clean(home: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null());
    command
}

/// The same program, started by a line of shell that ends in `exec "$0" "$@"`.
fn in_shell(command: Command, line: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.env_clear().args(["-c", line]).arg(command.get_program()).stdin(Stdio::null());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

pub(crate) fn pid(child: &Child) -> nix::unistd::Pid {
    nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a process id"))
}

pub(crate) fn terminate(child: &Child) {
    nix::sys::signal::kill(pid(child), nix::sys::signal::Signal::SIGTERM).expect("it can be signalled");
}

/// Waits for the end of a process.
pub(crate) fn ended(mut child: Child) -> ExitStatus {
    eventually("the process ends", || child.try_wait().expect("it can be waited for"))
}

/// Waits for a condition of the world outside this process, which can only be asked again.
pub(crate) fn eventually<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + DEADLINE;
    loop {
        if let Some(it) = condition() {
            return it;
        }
        assert!(Instant::now() < deadline, "not within {DEADLINE:?}: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
