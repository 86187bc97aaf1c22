//! The program in a pseudo-terminal: what is typed into it, and what can be seen on it.

use super::people::Person;
use super::world::{DEADLINE, PROGRAM};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use vt100::Parser;

/// Lines and columns of every terminal.
const SIZE: (NonZeroU16, NonZeroU16) =
    (NonZeroU16::new(40).expect("not zero"), NonZeroU16::new(120).expect("not zero"));

/// A terminal with the program in it.
pub(crate) struct Terminal {
    name: String,
    shown: Arc<Shown>,
    keys: Box<dyn Write + Send>,
    master: Option<Box<dyn MasterPty + Send>>,
    child: Box<dyn Child + Send + Sync>,
}

struct Shown {
    parser: Mutex<Parser>,
    changed: Condvar,
    cut: AtomicBool,
    /// Everything that was ever sent to it.
    raw: Mutex<Vec<u8>>,
}

impl Terminal {
    /// Opens a terminal of 120×40 and runs the program in it.
    pub(crate) fn open(person: &Person, args: &[&str]) -> Terminal {
        Terminal::open_with(person, args, &[])
    }

    pub(crate) fn open_with(person: &Person, args: &[&str], environment: &[(&str, &str)]) -> Terminal {
        let size = PtySize { rows: SIZE.0.get(), cols: SIZE.1.get(), pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(PROGRAM);
        command.env_clear();
        command.args(args);
        command.cwd(person.home());
        command.env("HOME", person.home());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in person.environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let shown = Arc::new(Shown {
            parser: Mutex::new(Parser::new(SIZE.0, SIZE.1, 0)),
            changed: Condvar::new(),
            cut: AtomicBool::new(false),
            raw: Mutex::default(),
        });
        let mut output = pair.master.try_clone_reader().expect("its output");
        let showing = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            // Ends when the program has closed its side.
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                showing.raw.lock().expect("nobody panics").extend_from_slice(&bytes[..count]);
                showing.parser.lock().expect("nobody panics").process(&bytes[..count]);
                showing.changed.notify_all();
                if showing.cut.load(Ordering::Acquire) {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().expect("its input");
        Terminal { name: person.name.clone(), shown, keys, master: Some(pair.master), child }
    }

    pub(crate) fn types(&mut self, keys: &str) -> &mut Terminal {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("typed");
        self
    }

    /// Writes an entry: `/finding …` for a fact.
    pub(crate) fn writes(&mut self, entry: &str) -> &mut Terminal {
        self.types("a").sees("WRITING").types(entry).sees(entry).types("\r").sees_no("WRITING")
    }

    #[track_caller]
    pub(crate) fn sees(&mut self, words: &str) -> &mut Terminal {
        self.wait(&format!("{words:?}"), |screen| screen.contains(words))
    }

    #[track_caller]
    pub(crate) fn sees_no(&mut self, words: &str) -> &mut Terminal {
        self.wait(&format!("no {words:?}"), |screen| !screen.contains(words))
    }

    #[track_caller]
    fn wait(&mut self, what: &str, is_so: impl Fn(&str) -> bool) -> &mut Terminal {
        let deadline = Instant::now() + DEADLINE;
        let mut parser = self.shown.parser.lock().expect("nobody panics");
        loop {
            let screen = parser.screen().contents();
            if is_so(&screen) {
                break;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{} waited for {what} on\n{screen}", self.name);
            parser = self.shown.changed.wait_timeout(parser, left).expect("nobody panics").0;
        }
        drop(parser);
        self
    }

    /// What can be seen now.
    pub(crate) fn screen(&self) -> String {
        self.shown.parser.lock().expect("nobody panics").screen().contents()
    }

    /// Everything that was ever sent to the terminal.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.shown.raw.lock().expect("nobody panics").clone()
    }

    /// How often it rang. The same byte ends a title, which does not ring.
    pub(crate) fn bells(&self) -> usize {
        let (mut bells, mut in_string, mut before) = (0, false, 0);
        for byte in self.raw() {
            match byte {
                b']' if before == 0x1b => in_string = true,
                0x07 if in_string => in_string = false,
                b'\\' if before == 0x1b => in_string = false,
                0x07 => bells += 1,
                _ => {}
            }
            before = byte;
        }
        bells
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: nix::sys::signal::Signal) {
        let id = self.child.process_id().and_then(|id| i32::try_from(id).ok()).expect("it runs");
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), signal).expect("it can be signalled");
    }

    /// Whether the full screen is up, which hides the shell.
    pub(crate) fn is_full_screen(&self) -> bool {
        self.shown.parser.lock().expect("nobody panics").screen().alternate_screen()
    }

    /// Leaves as people do; returns the exit code.
    pub(crate) fn leaves(mut self) -> u32 {
        self.types("1").sees("1 Timeline —").types("q").sees("Leave?").types("y");
        let code = self.ends_within(DEADLINE);
        self.wait_for_shell();
        code
    }

    fn wait_for_shell(&mut self) {
        let deadline = Instant::now() + DEADLINE;
        let mut parser = self.shown.parser.lock().expect("nobody panics");
        while parser.screen().alternate_screen() {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the terminal was not given back");
            parser = self.shown.changed.wait_timeout(parser, left).expect("nobody panics").0;
        }
    }

    pub(crate) fn ends_within(&mut self, time: Duration) -> u32 {
        let deadline = Instant::now() + time;
        loop {
            if let Some(status) = self.child.try_wait().expect("a process") {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "{} is still running after {time:?}\n{}", self.name, self.screen());
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// The window is closed, as with a lost ssh connection.
    pub(crate) fn is_cut_off(&mut self) {
        // The reader holds the terminal open until the clock on the screen is drawn again.
        self.shown.cut.store(true, Ordering::Release);
        self.keys = Box::new(std::io::sink());
        self.master = None;
    }

    /// `kill -9` of the program.
    pub(crate) fn dies(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
