//! Writes a session down while it happens, on a thread of its own: a key never waits for a disk.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::app::{Input, Opening};
use crate::client::exit::Failure;
use crate::client::places;
use crate::recording::{Header, Scrubber, input_line};

/// Lines that may wait for the disk: more than a catch-up in chunks and a long burst of keys.
const MOST_LINES: usize = 8_192;

/// Bytes that may wait for the disk: the record of a large incident, joined late.
const MOST_WAITING: usize = 64 * 1024 * 1024;

/// Bytes of a file: days of a busy room. Past it the recording is of no use to anybody and the disk is.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// How long the end of the program waits for the last lines; a signal leaves it a second altogether.
const LAST_LINES: Duration = Duration::from_millis(300);

/// A session that is being written down.
#[derive(Debug)]
pub struct Recorder {
    lines: Option<SyncSender<String>>,
    shared: Arc<Shared>,
    over: Receiver<()>,
    scrubber: Scrubber,
    /// The file as long as nothing stands in it: a screen that never opened leaves none behind.
    empty: Option<PathBuf>,
}

#[derive(Debug, Default)]
struct Shared {
    waiting: AtomicUsize,
    trouble: Mutex<Option<String>>,
}

impl Recorder {
    /// Begins a new file, for its owner alone.
    ///
    /// # Errors
    /// When there is such a file, or it cannot be made.
    pub fn create(path: &Path) -> Result<Recorder, Failure> {
        let file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
        let file = file.map_err(|error| {
            if error.kind() == ErrorKind::AlreadyExists {
                return Failure::usage(format!("{} is there already; name another file to record to", path.display()));
            }
            places::trouble("record to", path, &error)
        })?;
        let mut recorder = Recorder::over(file);
        recorder.empty = Some(path.to_owned());
        Ok(recorder)
    }

    fn over(file: impl Write + Send + 'static) -> Recorder {
        let (lines, waiting) = sync_channel(MOST_LINES);
        let (done, over) = sync_channel(1);
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        thread::spawn(move || {
            if let Err(error) = write(file, &waiting, &theirs) {
                theirs.stop(error.to_string());
            }
            // The one who would wait may be gone already.
            let _ = done.try_send(());
        });
        Recorder { lines: Some(lines), shared, over, scrubber: Scrubber::default(), empty: None }
    }

    /// A screen starts.
    pub(super) fn opens(&mut self, opening: &Opening) {
        self.add(|_| Header::of(opening).line());
    }

    /// Something comes in.
    pub(super) fn takes(&mut self, input: &Input) {
        self.add(|scrubber| input_line(scrubber, input));
    }

    fn add(&mut self, line: impl FnOnce(&mut Scrubber) -> String) {
        let Some(lines) = &self.lines else { return };
        self.empty = None;
        let line = line(&mut self.scrubber);
        let waiting = self.shared.waiting.fetch_add(line.len(), Ordering::Relaxed);
        let sent = if waiting > MOST_WAITING { Err(TrySendError::Full(line)) } else { lines.try_send(line) };
        match sent {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                self.shared.stop("the disk does not keep up".into());
                self.lines = None;
            }
            // The thread has said why.
            Err(TrySendError::Disconnected(_)) => self.lines = None,
        }
    }

    /// Why nothing is recorded any more; said once.
    pub(super) fn trouble(&mut self) -> Option<String> {
        let why = self.shared.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        self.lines = None;
        tracing::warn!(why, "the recording stopped");
        Some(format!("nothing is recorded any more: {why}. What was recorded plays up to there; the room goes on"))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.lines = None;
        // A disk that hangs does not hold the program; its file plays as far as it goes.
        let _ = self.over.recv_timeout(LAST_LINES);
        if let Some(empty) = &self.empty
            && let Err(error) = std::fs::remove_file(empty)
        {
            tracing::warn!(%error, "an empty recording was left behind");
        }
    }
}

impl Shared {
    fn stop(&self, why: String) {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
    }
}

fn write(file: impl Write, lines: &Receiver<String>, shared: &Shared) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    let mut bytes = 0;
    loop {
        let line = match lines.try_recv() {
            Ok(line) => line,
            Err(TryRecvError::Empty) => {
                // With nothing left to do the file is whole, so a kill costs a line or two.
                file.flush()?;
                let Ok(line) = lines.recv() else { return Ok(()) };
                line
            }
            Err(TryRecvError::Disconnected) => return file.flush(),
        };
        shared.waiting.fetch_sub(line.len(), Ordering::Relaxed);
        bytes += line.len();
        if bytes > MOST_BYTES {
            file.flush()?;
            return Err(io::Error::other(format!("it is as long as one may be, {} MiB", MOST_BYTES >> 20)));
        }
        file.write_all(line.as_bytes())?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Message;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::mpsc::Sender;
    use std::time::Instant;

    fn tick() -> Input {
        Input { at: chrono::DateTime::UNIX_EPOCH, random: [1; 16], message: Message::Tick }
    }

    #[test]
    fn a_recording_is_for_its_owner_and_replaces_nothing() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("night.jsonl");
        let mut recorder = Recorder::create(&path).expect("made");
        recorder.takes(&tick());
        drop(recorder);
        assert_eq!(std::fs::read_to_string(&path).expect("text").lines().count(), 1);
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        let failure = Recorder::create(&path).expect_err("it is there");
        assert!(failure.sentence.contains("is there already"), "{failure}");
        assert_eq!(std::fs::read_to_string(&path).expect("text").lines().count(), 1);
        // A screen that never opened leaves nothing that would have to be removed before the next try.
        let never = dir.path().join("never.jsonl");
        drop(Recorder::create(&never).expect("made"));
        assert!(!never.exists());
    }

    #[test]
    fn a_full_disk_is_said_once_and_ends_the_recording_alone() {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let mut recorder = Recorder::over(full);
        recorder.takes(&tick());
        // The thread is done once it has failed.
        recorder.over.recv_timeout(Duration::from_secs(20)).expect("it fails");
        assert!(recorder.trouble().is_some_and(|why| why.contains("No space left")));
        recorder.takes(&tick());
        assert_eq!(recorder.trouble(), None);
    }

    /// A disk that takes nothing until the test is over.
    struct Stuck(Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // The sender is dropped at the end.
            let _ = self.0.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_disk_that_hangs_holds_nobody_up() {
        let (end, stuck): (Sender<()>, _) = std::sync::mpsc::channel();
        let mut recorder = Recorder::over(Stuck(stuck));
        let input = Input { message: Message::Paste("x".repeat(64 * 1024)), ..tick() };
        let began = Instant::now();
        let said = (0..2 * MOST_LINES).find_map(|_| {
            recorder.takes(&input);
            recorder.trouble()
        });
        assert!(said.is_some_and(|why| why.contains("does not keep up")));
        assert!(recorder.shared.waiting.load(Ordering::Relaxed) < 2 * MOST_WAITING, "bounded");
        drop(recorder);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        drop(end);
    }
}
