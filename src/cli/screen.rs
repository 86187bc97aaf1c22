//! The ways from the command line into the full-screen client: into one room, or into the list of all.

use super::args::{Common, Record};
use super::arriving;
use crate::client::exit::Failure;
use crate::client::kept;
use crate::client::membership::{Membership, Memberships};
use crate::client::outbox::Outbox;
use crate::client::places;
use crate::runtime::{self, Arrival, Chosen, Desk, Ending, Entered, Outfit, Recorder, Redeem, ScreenError, Start};
use crate::settings::{self, Settings};
use std::fs::OpenOptions;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use warroom_server::toml_file::Problem;

/// Checks that there is a terminal that can be drawn on and typed into, and reads what is chosen for it: all of it
/// before a server is asked for anything.
///
/// # Errors
/// When there is none, or one that cannot move its cursor; when something is wrong with the settings.
pub(crate) fn outfit(common: &Common, instead: &str) -> Result<Outfit, Failure> {
    needs_terminal(instead)?;
    let settings = settings()?;
    let look = settings::look(&settings.screen, &common.wishes(), |name| std::env::var(name).ok());
    Ok(Outfit { settings, look })
}

/// What the person's file says; the defaults where there is none.
fn settings() -> Result<Settings, Failure> {
    let path = settings_file()?;
    chosen(&path).map_err(|problems| {
        for problem in &problems {
            eprintln!("{problem}");
        }
        let count = problems.len();
        let things = if count == 1 { "problem" } else { "problems" };
        let sentence = "nothing was started; the sentences above say what is expected";
        Failure::usage(format!("{} has {count} {things}: {sentence}", path.display()))
    })
}

/// What the person's file says, or all that is wrong with it; the defaults where there is none.
///
/// # Errors
/// As [`settings::load`].
pub(crate) fn chosen(path: &Path) -> Result<Settings, Vec<Problem>> {
    // A file that was named has to be there.
    if named_settings().is_none() && !path.exists() {
        return Ok(Settings::default());
    }
    settings::load(path)
}

fn named_settings() -> Option<PathBuf> {
    std::env::var_os("WARROOM_CONFIG").filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// The file with the settings, which need not be there.
///
/// # Errors
/// When the platform knows no home directory.
pub(crate) fn settings_file() -> Result<PathBuf, Failure> {
    named_settings().map_or_else(places::settings, Ok)
}

fn needs_terminal(instead: &str) -> Result<(), Failure> {
    let types = || std::io::stdin().is_terminal() || OpenOptions::new().read(true).open("/dev/tty").is_ok();
    if !(std::io::stdout().is_terminal() && types()) {
        return Err(Failure::usage(format!("this is no terminal, so there is no screen to open; {instead}")));
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        let sentence = "this terminal cannot draw a screen (TERM=dumb); work from the command line";
        return Err(Failure::usage(format!("{sentence}: {instead}")));
    }
    Ok(())
}

/// Opens a room and returns when it is left.
///
/// # Errors
/// When the terminal or the person's files fail.
pub(crate) async fn open(
    outfit: Outfit,
    membership: Membership,
    banner: Option<Vec<String>>,
    recorder: Option<Recorder>,
) -> Result<(), Failure> {
    let start = start(membership, banner)?;
    let mut desk = Desk::take(outfit, recorder).map_err(trouble)?;
    match runtime::room(&mut desk, start).await {
        Ok(Ending::Left | Ending::Ended) => Ok(()),
        Err(error) => Err(trouble(error)),
    }
}

/// Shows what comes before the first room, and then the room.
///
/// # Errors
/// As [`open`]; and what the server said last, where somebody leaves after it said no.
pub(super) async fn arrive(
    outfit: Outfit,
    arrival: Arrival,
    redeem: Redeem,
    recorder: Option<Recorder>,
) -> Result<(), Failure> {
    let mut desk = Desk::take(outfit, recorder).map_err(trouble)?;
    match runtime::first(&mut desk, arrival, redeem).await.map_err(trouble)? {
        Entered::Room(membership) => {
            arriving::remember();
            let start = start(membership, None)?;
            match runtime::room(&mut desk, start).await {
                Ok(Ending::Left | Ending::Ended) => Ok(()),
                Err(error) => Err(trouble(error)),
            }
        }
        Entered::Left(None) => Ok(()),
        Entered::Left(Some(failure)) => Err(failure),
    }
}

/// The file to record to, where one is wanted; made before anything else is done.
///
/// # Errors
/// When there is such a file, or it cannot be made.
pub(crate) fn recorder(record: &Record) -> Result<Option<Recorder>, Failure> {
    record.record.as_deref().map(Recorder::create).transpose()
}

/// `lobby`: the list of all incidents, into each room and back, until the list is left. The rooms are what is recorded.
pub(super) async fn lobby(common: &Common, record: &Record) -> Result<(), Failure> {
    let outfit = outfit(common, "use warroom list to see your incidents, or warroom --help")?;
    let recorder = recorder(record)?;
    let mut memberships = Memberships::load()?;
    let mut desk = Desk::take(outfit, recorder).map_err(trouble)?;
    let mut said = None;
    loop {
        let newest_first: Vec<_> = memberships.all().iter().rev().cloned().collect();
        match runtime::lobby(&mut desk, &newest_first, said.take()).await.map_err(trouble)? {
            Chosen::Nothing => return Ok(()),
            Chosen::Room(membership) => match visit(&mut desk, membership).await {
                Ok(Ending::Left) => {}
                Ok(Ending::Ended) => return Ok(()),
                Err(failure) => said = Some(failure.sentence),
            },
        }
        memberships = Memberships::load()?;
    }
}

/// Opens a room of the list; it is the current one from then on.
async fn visit(desk: &mut Desk, membership: Membership) -> Result<Ending, Failure> {
    Memberships::load()?.remember(membership.clone(), None)?;
    let start = start(membership, None)?;
    runtime::room(desk, start).await.map_err(trouble)
}

pub(super) fn trouble(error: ScreenError) -> Failure {
    Failure::failed(error.to_string())
}

/// What a room starts with: what an earlier run left.
fn start(membership: Membership, banner: Option<Vec<String>>) -> Result<Start, Failure> {
    let outbox = Outbox::of(&membership)?.load()?;
    let composer = kept::load_text(&membership)
        .map_err(|error| Failure::failed(format!("what was being written cannot be read: {error}")))?;
    Ok(Start { membership, outbox, composer, banner })
}
