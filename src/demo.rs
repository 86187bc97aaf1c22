//! Shows warroom with nothing configured: a server in this process, a past incident playing live as a drill, this
//! terminal in one seat, and the two lines that let two other terminals in.

mod play;
mod script;

use crate::cli::acting::Operator;
use crate::cli::{self, Common, Demo};
use crate::client::exit::Failure;
use crate::client::membership::{Membership, Memberships};
use crate::client::order::Telling;
use crate::client::places;
use crate::runtime::{Outfit, Recorder};
use crate::serve;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use warroom_incident::{Policy, Seat};
use warroom_server::{Config, ServeError, Server, invite, outbox};

/// `demo`
///
/// # Errors
/// When the incident is not known, the terminal is none, or the server cannot start.
pub(crate) async fn run(demo: Demo, common: &Common) -> Result<(), Failure> {
    // An id of a real incident in the environment is not meant for the demo.
    let wanted = common.incident.as_deref().filter(|word| !word.to_uppercase().starts_with("INC-"));
    let script = script::find(wanted)?;
    if demo.seat == Seat::Guest {
        return Err(Failure::usage("a guest cannot act; choose --seat coordinator, responder or observer"));
    }
    let outfit = if demo.no_screen { None } else { Some(cli::outfit(common, "use --no-screen to play without one")?) };
    let recorder = cli::recorder(&demo.record)?;
    let dir = new_directory()?;
    let stage = Stage::open(&dir).await?;
    let operator = Operator::at(&dir);
    let reporter = cli::user_name();
    let declared = cli::declare_with(&operator, &script.title, None, &reporter, true).await?;
    let own = declared.invites.get(&demo.seat).cloned().unwrap_or_default();
    let lines: Vec<_> = others(demo.seat).map(|(seat, name)| join_line(&declared, seat, name)).collect();
    let banner: Vec<_> = others(demo.seat)
        .zip(["in a second terminal", "in a third"])
        .zip(&lines)
        .flat_map(|(((seat, _), place), line)| [format!("The {seat}, {place}:"), line.clone()])
        .collect();
    let player = tokio::spawn(play::play(operator, declared.incident, script, Policy::default().drill, demo.speed));
    let shown = match outfit {
        None => show_lines(&lines).await,
        Some(outfit) => show_screen(outfit, &dir, &own, &reporter, banner, recorder).await,
    };
    player.abort();
    stage.close().await?;
    shown?;
    let dir = dir.display();
    cli::print_line(&format!("The demo's record is in {dir}; open it again with: warroom serve --data {dir}"))
}

/// The demo's server, running in this process.
struct Stage {
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), ServeError>>,
    /// Held, because a server reloads whenever somebody says so.
    _reload: mpsc::Sender<()>,
}

impl Stage {
    async fn open(dir: &Path) -> Result<Stage, Failure> {
        let config = Config {
            data: dir.to_owned(),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            allow_plain_text: false,
            policy: None,
            origins: Vec::new(),
            public_url: None,
            outbox: outbox::Options::default(),
        };
        let server = Server::start(config).await.map_err(|error| Failure::failed(error.to_string()))?;
        let (stop, stopped) = oneshot::channel::<()>();
        let (reload, reloads) = mpsc::channel(1);
        let until = async move {
            // A dropped sender means the same: the demo is over.
            let _ = stopped.await;
        };
        let running = tokio::spawn(server.run(until, reloads));
        Ok(Stage { stop, running, _reload: reload })
    }

    async fn close(self) -> Result<(), Failure> {
        // The receiver is gone only when the server has ended by itself, which the next line tells.
        let _ = self.stop.send(());
        match self.running.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Failure::failed(error.to_string())),
            Err(error) => Err(Failure::failed(format!("the demo's server broke: {error}"))),
        }
    }
}

fn new_directory() -> Result<PathBuf, Failure> {
    let stamp = chrono::Local::now().format("%Y-%m-%d-%H%M%S");
    let all = places::data()?.join("demo");
    for attempt in 1.. {
        let dir = if attempt == 1 { all.join(stamp.to_string()) } else { all.join(format!("{stamp}-{attempt}")) };
        if !dir.exists() {
            places::make_private_dir(&dir).map_err(|error| places::trouble("make", &dir, &error))?;
            return Ok(dir);
        }
    }
    unreachable!("the count has no end")
}

/// The two seats for other terminals, and names for who sits there.
fn others(own: Seat) -> impl Iterator<Item = (Seat, &'static str)> {
    let all = [(Seat::Coordinator, "cy"), (Seat::Responder, "ana"), (Seat::Observer, "bo")];
    all.into_iter().filter(move |(seat, _)| *seat != own)
}

fn join_line(declared: &cli::Declared, seat: Seat, name: &str) -> String {
    let invite = declared.invites.get(&seat).map(String::as_str).unwrap_or_default();
    format!("{} join {invite} --as {name}", program())
}

/// How this program is called from another terminal.
fn program() -> String {
    let on_path = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join("warroom").is_file()));
    if on_path {
        return "warroom".into();
    }
    let quoted = |path: PathBuf| {
        let path = path.display().to_string();
        let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+".contains(c));
        if plain { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
    };
    std::env::current_exe().map_or_else(|_| "warroom".into(), quoted)
}

async fn show_lines(lines: &[String]) -> Result<(), Failure> {
    let stop = serve::stopped()?;
    cli::print_line("Paste each of these lines into another terminal:")?;
    lines.iter().try_for_each(|line| cli::print_line(line))?;
    cli::print_line("Playing; stop with Ctrl-C.")?;
    stop.await;
    Ok(())
}

async fn show_screen(
    outfit: Outfit,
    dir: &Path,
    own: &str,
    reporter: &str,
    banner: Vec<String>,
    recorder: Option<Recorder>,
) -> Result<(), Failure> {
    let membership = take_seat(dir, own, reporter).await?;
    cli::open_screen(outfit, membership, Some(banner), recorder).await
}

/// Redeems the own invite; the membership is the demo's and ends with it.
async fn take_seat(dir: &Path, own: &str, name: &str) -> Result<Membership, Failure> {
    let invite = invite::decode(own).map_err(|malformed| Failure::failed(malformed.to_string()))?;
    let mut memberships = Memberships::load_from(dir)?;
    let redeemed = cli::redeem(&invite, Some(name), &memberships, Telling::Stderr).await?;
    cli::remember(&invite, &redeemed, &mut memberships)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_other_seats_get_a_line_each() {
        assert_eq!(others(Seat::Coordinator).collect::<Vec<_>>(), [(Seat::Responder, "ana"), (Seat::Observer, "bo")]);
        assert_eq!(
            others(Seat::Observer).map(|(seat, _)| seat).collect::<Vec<_>>(),
            [Seat::Coordinator, Seat::Responder]
        );
    }
}
