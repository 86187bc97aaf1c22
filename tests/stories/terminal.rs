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
    typed_at: Option<Instant>,
}

/// Fingers are slower than this; what follows the last key faster is taken for the rest of a paste.
const FINGERS: Duration = Duration::from_millis(12);

struct Shown {
    parser: Mutex<Parser>,
    /// Everything that came, for what an emulator does not keep: titles, bells, modes.
    raw: Mutex<Vec<u8>>,
    changed: Condvar,
    cut: AtomicBool,
}

impl Terminal {
    /// Opens a terminal of 120×40 and runs the program in it.
    pub(crate) fn open(person: &Person, args: &[&str]) -> Terminal {
        Terminal::open_with(person, args, &[])
    }

    pub(crate) fn open_with(person: &Person, args: &[&str], environment: &[(&str, &str)]) -> Terminal {
        person.was_here();
        Terminal::open_for_the_first_time(person, args, environment)
    }

    /// As somebody who has never been in a room on this machine.
    pub(crate) fn open_for_the_first_time(person: &Person, args: &[&str], environment: &[(&str, &str)]) -> Terminal {
        Terminal::run(person, &[&[PROGRAM], args].concat(), environment)
    }

    /// Runs another program around this one: a shell, a tracer.
    pub(crate) fn run(person: &Person, words: &[&str], environment: &[(&str, &str)]) -> Terminal {
        let size = PtySize { rows: SIZE.0.get(), cols: SIZE.1.get(), pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(words[0]);
        command.env_clear();
        command.args(&words[1..]);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
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
            raw: Mutex::default(),
            changed: Condvar::new(),
            cut: AtomicBool::new(false),
        });
        let mut output = pair.master.try_clone_reader().expect("its output");
        let showing = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            // Ends when the program has closed its side.
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                showing.raw.lock().expect("nobody panics").extend(&bytes[..count]);
                showing.parser.lock().expect("nobody panics").process(&bytes[..count]);
                showing.changed.notify_all();
                if showing.cut.load(Ordering::Acquire) {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().expect("its input");
        Terminal { name: person.name.clone(), shown, keys, master: Some(pair.master), child, typed_at: None }
    }

    /// Types as a person does, who needs a moment from one key to the next.
    pub(crate) fn types(&mut self, keys: &str) -> &mut Terminal {
        if let Some(typed_at) = self.typed_at {
            std::thread::sleep(FINGERS.saturating_sub(typed_at.elapsed()));
        }
        self.typed_at = Some(Instant::now());
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("typed");
        self
    }

    /// Types letter after letter, as fingers do.
    pub(crate) fn spells(&mut self, words: &str) -> &mut Terminal {
        for letter in words.chars() {
            self.types(&letter.to_string());
        }
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

    /// Whether these bytes were ever sent to the terminal.
    pub(crate) fn was_sent(&self, bytes: &[u8]) -> bool {
        self.shown.raw.lock().expect("nobody panics").windows(bytes.len()).any(|window| window == bytes)
    }

    /// The window gets another size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Terminal {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let (height, width) = (NonZeroU16::new(rows), NonZeroU16::new(columns));
        let (height, width) = (height.expect("not zero"), width.expect("not zero"));
        // The program hears of it after the emulator: what it drew for the old size meanwhile, it draws again.
        self.shown.parser.lock().expect("nobody panics").screen_mut().set_size(height, width);
        self.master.as_ref().expect("it is open").resize(size).expect("it is resized");
        self
    }

    /// Everything that the program ever sent to the terminal.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.shown.raw.lock().expect("nobody panics").clone()
    }

    /// What the emulator knows: cells with their looks, modes, the cursor.
    pub(crate) fn emulator<T>(&self, ask: impl FnOnce(&vt100::Screen) -> T) -> T {
        ask(self.shown.parser.lock().expect("nobody panics").screen())
    }

    /// Waits for something about the screen that is more than words.
    #[track_caller]
    pub(crate) fn waits(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) -> &mut Terminal {
        let deadline = Instant::now() + DEADLINE;
        let mut parser = self.shown.parser.lock().expect("nobody panics");
        while !is_so(parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            let screen = parser.screen().contents();
            assert!(!left.is_zero(), "{} waited for {what} on\n{screen}", self.name);
            parser = self.shown.changed.wait_timeout(parser, left).expect("nobody panics").0;
        }
        drop(parser);
        self
    }

    /// The program's process.
    pub(crate) fn pid(&self) -> nix::unistd::Pid {
        let id = self.child.process_id().expect("it runs");
        nix::unistd::Pid::from_raw(i32::try_from(id).expect("a process id"))
    }

    pub(crate) fn signal(&self, signal: nix::sys::signal::Signal) {
        nix::sys::signal::kill(self.pid(), signal).expect("it can be signalled");
    }

    /// The line discipline of the terminal: input, output and local flags.
    pub(crate) fn discipline(&self) -> [u32; 3] {
        let modes = self.master.as_ref().and_then(|master| master.get_termios()).expect("it is open");
        [modes.input_flags.bits(), modes.output_flags.bits(), modes.local_flags.bits()]
    }

    /// What can be seen now.
    pub(crate) fn screen(&self) -> String {
        self.shown.parser.lock().expect("nobody panics").screen().contents()
    }

    /// Whether the program ever wrote these words in one go.
    pub(crate) fn wrote(&self, words: &str) -> bool {
        let wrote = self.shown.raw.lock().expect("nobody panics");
        String::from_utf8_lossy(&wrote).contains(words)
    }

    /// Waits until something about the terminal is so.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, is_so: impl Fn(&Terminal) -> bool) -> &mut Terminal {
        let deadline = Instant::now() + DEADLINE;
        while !is_so(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{} waited for {what} on\n{}", self.name, self.screen());
            let parser = self.shown.parser.lock().expect("nobody panics");
            drop(self.shown.changed.wait_timeout(parser, left.min(Duration::from_millis(50))).expect("nobody panics"));
        }
        self
    }

    /// The program is told to end.
    pub(crate) fn is_terminated(&self) {
        let id = self.child.process_id().and_then(|id| i32::try_from(id).ok()).expect("a process");
        let pid = nix::unistd::Pid::from_raw(id);
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).expect("it can be signalled");
    }

    /// Whether a line that holds these words is drawn in reverse.
    pub(crate) fn is_reversed(&self, words: &str) -> bool {
        let parser = self.shown.parser.lock().expect("nobody panics");
        let screen = parser.screen();
        (0..SIZE.0.get()).any(|row| {
            let line = screen.contents_between(row, 0, row, SIZE.1.get());
            let is_drawn = |column| screen.cell(row, column).is_some_and(|cell| cell.inverse() && cell.has_contents());
            line.contains(words) && (0..SIZE.1.get()).any(is_drawn)
        })
    }

    /// Whether any cell has a colour.
    pub(crate) fn has_colours(&self) -> bool {
        let parser = self.shown.parser.lock().expect("nobody panics");
        let cells = (0..SIZE.0.get()).flat_map(|row| (0..SIZE.1.get()).map(move |column| (row, column)));
        let mut cells = cells.filter_map(|(row, column)| parser.screen().cell(row, column));
        cells.any(|cell| cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default)
    }

    /// Whether clicks are reported.
    pub(crate) fn hears_the_mouse(&self) -> bool {
        let parser = self.shown.parser.lock().expect("nobody panics");
        parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
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

    /// `kill -TERM` of the program.
    pub(crate) fn is_told_to_end(&self) {
        let pid = self.child.process_id().and_then(|pid| i32::try_from(pid).ok()).expect("it runs");
        let pid = nix::unistd::Pid::from_raw(pid);
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).expect("it can be signalled");
    }

    /// `kill -9` of the program.
    pub(crate) fn dies(mut self) {
        // The child's own `kill` asks with SIGHUP first, and then the program saves what it has.
        self.signal(nix::sys::signal::Signal::SIGKILL);
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
