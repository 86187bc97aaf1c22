//! The client's log: one file in the state directory, and the few before it, so that it never grows without end.
//!
//! Every line is written as a whole and at once: there is nothing to lose at the end of the program, however it ends.
//! The file is made with the first line. No line holds a secret, nor anybody's prose: see [`harmless`].

use super::exit::Failure;
use super::{places, secrets};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Bytes of one file: some ten thousand lines, and still opened at once by any editor.
const MOST_BYTES: u64 = 1024 * 1024;

/// Files that are kept, the newest one included: the night before and the one before that.
const MOST_FILES: u32 = 3;

/// Bytes of one line; longer ones are cut.
const MOST_LINE: usize = 16 * 1024;

/// Where the log is.
///
/// # Errors
/// When the platform knows no home directory.
pub fn path() -> Result<PathBuf, Failure> {
    Ok(places::state()?.join("warroom.log"))
}

/// Sends what this program tells about itself to the file; `WARROOM_LOG` says how much: error, warn, info, debug or
/// trace.
///
/// # Errors
/// As [`path`].
pub fn start() -> Result<(), Failure> {
    let level = std::env::var("WARROOM_LOG").ok().and_then(|word| word.parse::<Level>().ok()).unwrap_or(Level::INFO);
    // Only the own packages: those below them log whole frames, with people's words in them.
    let filter = EnvFilter::new(format!("warroom={level},warroom_server={level},warroom_incident={level}"));
    let file = LogFile::new(path()?, MOST_BYTES);
    // A file that cannot be written is nothing to write onto the screen for; `warroom doctor` says it.
    let plain = tracing_subscriber::fmt().with_env_filter(filter).with_writer(file).with_ansi(false);
    let plain = plain.log_internal_errors(false);
    // A second call, as in tests, leaves the first one in force.
    let _ = plain.try_init();
    Ok(())
}

/// A reason of the machinery's without what it may quote: somebody's words between quotation marks or backticks.
#[must_use]
pub fn harmless(reason: &str) -> String {
    let mut out = String::new();
    let mut inside: Option<char> = None;
    for c in warroom_incident::text::visible(reason).chars().take(400) {
        match (inside, c) {
            (Some(mark), _) if c == mark => inside = None,
            (Some(_), _) => continue,
            (None, '"' | '`') => {
                inside = Some(c);
                out.push(c);
                out.push('…');
            }
            (None, _) => {}
        }
        if inside.is_none() {
            out.push(if c == '\n' { ' ' } else { c });
        }
    }
    secrets::masked(&out).into_owned()
}

/// A file that makes way for a new one when it is full.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    most: u64,
    file: Mutex<Option<File>>,
}

impl LogFile {
    fn new(path: PathBuf, most: u64) -> LogFile {
        LogFile { path, most, file: Mutex::new(None) }
    }

    fn add(&self, line: &[u8]) -> io::Result<()> {
        let text = String::from_utf8_lossy(&line[..line.len().min(MOST_LINE)]);
        let mut text = secrets::masked(&text).into_owned();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        // A thread that panicked while it wrote has left nothing half done but a line.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let full = file.as_ref().is_some_and(|file| file.metadata().is_ok_and(|it| it.len() >= self.most));
        if full {
            self.turn_over()?;
        }
        if full || !file.as_ref().is_some_and(|file| is_still(file, &self.path)) {
            *file = Some(self.open()?);
        }
        file.as_mut().map_or(Ok(()), |file| file.write_all(text.as_bytes()))
    }

    fn open(&self) -> io::Result<File> {
        if let Some(dir) = self.path.parent() {
            places::make_private_dir(dir)?;
        }
        OpenOptions::new().create(true).append(true).mode(0o600).open(&self.path)
    }

    /// Moves every file one place on, the oldest one away. Another process may have done so just before.
    fn turn_over(&self) -> io::Result<()> {
        let _lock = places::lock(&self.path.with_extension("lock"))?;
        if fs::metadata(&self.path).is_ok_and(|it| it.len() < self.most) {
            return Ok(());
        }
        for nth in (1..MOST_FILES).rev() {
            let from = if nth == 1 { self.path.clone() } else { older(&self.path, nth - 1) };
            match fs::rename(&from, older(&self.path, nth)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether the file that is open is the one that has the name: another process may have turned it over.
fn is_still(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// `warroom.log.1` is the one before the present one.
fn older(path: &Path, nth: u32) -> PathBuf {
    path.with_extension(format!("log.{nth}"))
}

/// One line on its way to the file.
#[derive(Debug)]
pub struct Line<'a>(&'a LogFile);

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.add(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn lines(path: &Path) -> usize {
        fs::read_to_string(path).map_or(0, |text| text.lines().count())
    }

    #[test]
    fn a_full_file_makes_way_and_the_oldest_goes() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("state").join("warroom.log");
        let log = LogFile::new(path.clone(), 1_000);
        assert!(!path.exists(), "made with the first line");
        let line = format!("{}\n", "x".repeat(99));
        for _ in 0..45 {
            log.make_writer().write_all(line.as_bytes()).expect("written");
        }
        assert_eq!((lines(&path), lines(&older(&path, 1)), lines(&older(&path, 2))), (5, 10, 10));
        let logs = fs::read_dir(path.parent().expect("it has one")).expect("a directory").flatten();
        let logs = logs.filter(|it| it.file_name().to_string_lossy().starts_with("warroom.log"));
        assert_eq!(logs.count(), 3, "so many files and no more");
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn two_programs_share_the_log_and_lose_no_line_of_the_newest_files() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("warroom.log");
        let (one, two) = (LogFile::new(path.clone(), 1_000), LogFile::new(path.clone(), 1_000));
        for _ in 0..13 {
            for log in [&one, &two] {
                log.make_writer().write_all(format!("{}\n", "x".repeat(99)).as_bytes()).expect("written");
            }
        }
        assert_eq!((lines(&path), lines(&older(&path, 1)), lines(&older(&path, 2))), (6, 10, 10));
    }

    #[test]
    fn no_secret_gets_in_and_reasons_lose_what_they_quote() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("warroom.log");
        LogFile::new(path.clone(), 1_000).add(b"why=\"wrc_planted\" wr1_planted").expect("written");
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.contains("wrc_*******") && !text.contains("planted"), "{text}");
        let reason = "unknown variant `the CEO knows`, expected \"ok\" at\nline 1";
        assert_eq!(harmless(reason), "unknown variant `…`, expected \"…\" at line 1");
        assert_eq!(harmless("never \"closed"), "never \"…");
    }
}
