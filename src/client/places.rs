//! Where the platform keeps this person's files, and how files with credentials are written: 0600, whole or not at all.

use super::exit::Failure;
use directories::ProjectDirs;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The directory for what must be kept: memberships, unsent entries, the server's store by default.
///
/// # Errors
/// When the platform knows no home directory.
pub fn data() -> Result<PathBuf, Failure> {
    Ok(directories()?.data_dir().to_owned())
}

/// The directory for settings.
///
/// # Errors
/// As [`data`].
pub fn config() -> Result<PathBuf, Failure> {
    // `directories` knows this variable on some systems only.
    let named = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    match named {
        Some(dir) => Ok(dir.join("warroom")),
        None => Ok(directories()?.config_dir().to_owned()),
    }
}

/// The file with a person's settings; it need not be there unless `WARROOM_CONFIG` names it.
///
/// # Errors
/// As [`data`].
pub fn settings() -> Result<PathBuf, Failure> {
    Ok(config()?.join("config.toml"))
}

/// The directory for what may be lost: the log, and what was shown already. Platforms without one of their own keep it
/// with the data.
///
/// # Errors
/// As [`data`].
pub fn state() -> Result<PathBuf, Failure> {
    let directories = directories()?;
    Ok(directories.state_dir().unwrap_or(directories.data_dir()).to_owned())
}

fn directories() -> Result<ProjectDirs, Failure> {
    let directories = ProjectDirs::from("", "", "warroom");
    directories.ok_or_else(|| Failure::failed("no home directory is known; set HOME or XDG_DATA_HOME"))
}

/// The server's data directory where none is named.
///
/// # Errors
/// As [`data`].
pub fn server_data() -> Result<PathBuf, Failure> {
    Ok(data()?.join("server"))
}

/// Makes a directory that only its owner can enter.
///
/// # Errors
/// What the file system says.
pub fn make_private_dir(dir: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let mode = fs::metadata(dir)?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Replaces a file as a whole, on disk before it returns, readable by its owner only.
///
/// # Errors
/// What the file system says; the old file is untouched then.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    make_private_dir(dir)?;
    // A temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(dir)?.sync_all()
}

/// Keeps other processes of this person out until it is dropped.
///
/// # Errors
/// What the file system says.
pub fn lock(path: &Path) -> io::Result<File> {
    if let Some(dir) = path.parent() {
        make_private_dir(dir)?;
    }
    let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    file.lock()?;
    Ok(file)
}

/// A file that need not be there.
///
/// # Errors
/// What the file system says, except that the file is missing.
pub fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A failure of a file as a sentence.
#[must_use]
pub fn trouble(doing: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format!("cannot {doing} {}: {error}", path.display()))
}
