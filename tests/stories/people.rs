//! Somebody at a shell, and what a command of theirs came to.

use super::world::clean;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Somebody with directories of their own.
#[derive(Clone)]
pub(crate) struct Person {
    home: PathBuf,
    /// Their name.
    pub(crate) name: String,
}

impl Person {
    pub(crate) fn new(home: PathBuf, name: &str) -> Person {
        std::fs::create_dir_all(&home).expect("a directory");
        Person { home, name: name.to_owned() }
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// Their file in the program's data directory.
    pub(crate) fn data(&self, file: &str) -> PathBuf {
        self.home.join("data/warroom").join(file)
    }

    /// What separates persons on one machine.
    pub(crate) fn environment(&self) -> [(&'static str, PathBuf); 4] {
        [
            ("XDG_CONFIG_HOME", self.home.join("config")),
            ("XDG_DATA_HOME", self.home.join("data")),
            ("XDG_STATE_HOME", self.home.join("state")),
            ("USER", PathBuf::from(&self.name)),
        ]
    }

    /// They have read what comes before the first room.
    pub(crate) fn was_here(&self) {
        let state = self.home.join("state/warroom");
        std::fs::create_dir_all(&state).expect("a directory");
        std::fs::write(state.join("first-run"), "").expect("written");
    }

    /// Their settings.
    pub(crate) fn has_settings(&self, text: &str) {
        let config = self.home.join("config/warroom");
        std::fs::create_dir_all(&config).expect("a directory");
        std::fs::write(config.join("config.toml"), text).expect("written");
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = clean(&self.home);
        command.envs(self.environment()).args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        Outcome::of(args, self.command(args).output().expect("the program runs"))
    }

    /// Runs with a text on stdin.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &[u8]) -> Outcome {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut pipe = child.stdin.take().expect("its stdin");
        // A program that refuses early does not read to the end.
        let _ = pipe.write_all(stdin);
        drop(pipe);
        Outcome::of(args, child.wait_with_output().expect("the program ends"))
    }

    /// Posts and returns the number.
    pub(crate) fn posts(&self, args: &[&str]) -> u64 {
        let all: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        self.run(&all).done().json()["seq"].as_u64().expect("a number")
    }

    /// The record as they may see it.
    pub(crate) fn log(&self) -> Vec<Value> {
        self.run(&["log", "--json"]).done().lines()
    }

    /// Texts of all entries of a kind.
    pub(crate) fn texts(&self, kind: &str) -> Vec<String> {
        let log = self.log();
        let of_kind = log.iter().filter(|event| event["kind"] == kind);
        of_kind.map(|event| event["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// What a command came to.
pub(crate) struct Outcome {
    what: String,
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn of(args: &[&str], output: Output) -> Outcome {
        Outcome {
            what: args.join(" "),
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }

    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Outcome {
        let Outcome { what, code: found, out, err } = &self;
        assert_eq!(*found, code, "warroom {what}\nstdout: {out}\nstderr: {err}");
        self
    }

    #[track_caller]
    pub(crate) fn done(self) -> Outcome {
        self.ends(0)
    }

    /// It failed with a sentence that holds these words.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Outcome {
        let Outcome { what, err, .. } = &self;
        assert!(err.contains(words), "warroom {what}\nstderr: {err}\nlacks: {words}");
        self
    }

    #[track_caller]
    pub(crate) fn prints(self, words: &str) -> Outcome {
        let Outcome { what, out, .. } = &self;
        assert!(out.contains(words), "warroom {what}\nstdout: {out}\nlacks: {words}");
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.out.trim()).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<Value> {
        let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.out.lines().map(read).collect()
    }
}
