//! A program in a pseudo-terminal, and the moment at which each piece of its output arrived.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use vt100::Parser;

/// Lines and columns.
const SIZE: (NonZeroU16, NonZeroU16) =
    (NonZeroU16::new(40).expect("not zero"), NonZeroU16::new(120).expect("not zero"));

/// Beyond this something is broken, not slow.
const DEADLINE: Duration = Duration::from_secs(20);

/// The end of a frame.
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

/// What came, and when.
struct Piece {
    at: Instant,
    bytes: Vec<u8>,
}

/// A terminal with a program in it.
pub(crate) struct Terminal {
    pieces: Receiver<Piece>,
    screen: Parser,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// When the program was started.
    pub(crate) started: Instant,
    // Closing it ends the program.
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    pub(crate) fn open(program: &Path, args: &[&str], home: &Path) -> Terminal {
        let size = PtySize { rows: SIZE.0.get(), cols: SIZE.1.get(), pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.args(args);
        command.cwd(home);
        for (name, value) in
            [("HOME", home.to_str().expect("a plain path")), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")]
        {
            command.env(name, value);
        }
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().expect("its output");
        let (sender, pieces) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                let piece = Piece { at: Instant::now(), bytes: bytes[..count].to_vec() };
                if sender.send(piece).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().expect("its input");
        let screen = Parser::new(SIZE.0, SIZE.1, 0);
        Terminal { pieces, screen, keys, child, started, _master: pair.master }
    }

    pub(crate) fn types(&mut self, keys: &str) -> Instant {
        let at = Instant::now();
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("typed");
        at
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    fn next(&mut self, wait: Duration) -> Option<Piece> {
        match self.pieces.recv_timeout(wait) {
            Ok(piece) => {
                self.screen.process(&piece.bytes);
                Some(piece)
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("the program ended:\n{}", self.shows()),
        }
    }

    /// Takes what comes until nothing has come for so long; how many bytes it was.
    pub(crate) fn settles(&mut self, quiet: Duration) -> usize {
        let mut count = 0;
        while let Some(piece) = self.next(quiet) {
            count += piece.bytes.len();
        }
        count
    }

    /// Takes what comes within a time; how many bytes it was.
    pub(crate) fn listens(&mut self, time: Duration) -> usize {
        let until = Instant::now() + time;
        let mut count = 0;
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            count += self.next(left).map_or(0, |piece| piece.bytes.len());
        }
        count
    }

    /// When the next paint of at least so many bytes was whole.
    pub(crate) fn paints(&mut self, least: usize) -> Instant {
        let mut bytes = Vec::new();
        let until = Instant::now() + DEADLINE;
        while Instant::now() < until {
            let Some(piece) = self.next(DEADLINE) else { break };
            bytes.extend_from_slice(&piece.bytes);
            if bytes.len() >= least && (bytes.ends_with(FRAME_ENDS) || least == 1) {
                return piece.at;
            }
        }
        panic!("nothing was painted:\n{}", self.shows());
    }

    /// When the words could be read for the first time.
    pub(crate) fn sees(&mut self, words: &str) -> Instant {
        let until = Instant::now() + DEADLINE;
        while Instant::now() < until {
            let Some(piece) = self.next(DEADLINE) else { break };
            if self.shows().contains(words) {
                return piece.at;
            }
        }
        panic!("no {words:?} on\n{}", self.shows());
    }

    pub(crate) fn shows(&self) -> String {
        self.screen.screen().contents()
    }

    /// Processor time that the program has used, in ticks of 10 ms.
    pub(crate) fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).expect("a running process");
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks =
            |at: usize| after_name.split_whitespace().nth(at).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
        Duration::from_millis(10 * (ticks(11) + ticks(12)))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
