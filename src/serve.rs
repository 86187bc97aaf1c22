//! Runs the server: options to configuration, signals to orders, failures to sentences. What a server is, the server
//! library knows.

use crate::cli::{Serve, print_line};
use crate::client::exit::{Exit, Failure};
use crate::client::places;
use std::path::{Path, PathBuf};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tracing::Level;
use tracing_subscriber::EnvFilter;
use warroom_incident::Policy;
use warroom_server::{Config, Server, outbox, policy_file};

/// `serve`
///
/// # Errors
/// When the policy is wrong, or the server cannot start or go on.
pub async fn run(serve: Serve, data: Option<PathBuf>) -> Result<(), Failure> {
    let data = data.map_or_else(places::server_data, Ok)?;
    let in_data = data.join("policy.toml");
    let policy = serve.policy.or_else(|| in_data.exists().then_some(in_data));
    if serve.check {
        return check(policy.as_deref());
    }
    if let Some(policy) = &policy {
        policy_holds(policy)?;
    }
    log_to_stderr();
    places::make_private_dir(&data).map_err(|error| places::trouble("make", &data, &error))?;
    let config = Config {
        data: data.clone(),
        listen: serve.listen,
        allow_plain_text: serve.allow_plain_text,
        policy,
        origins: serve.origins,
        public_url: serve.public_url,
        outbox: outbox::Options { allowed: serve.allow_private, ..outbox::Options::default() },
    };
    let server = Server::start(config).await.map_err(|error| Failure::failed(error.to_string()))?;
    // Signals are caught before anybody is told that the server serves.
    let stop = stopped()?;
    let reload = reloads()?;
    print_line(&format!("warroom serves at ws://{} (data in {})", server.address(), data.display()))?;
    server.run(stop, reload).await.map_err(|error| Failure::failed(error.to_string()))
}

/// `--check`: the policy and nothing else.
fn check(policy: Option<&Path>) -> Result<(), Failure> {
    let Some(policy) = policy else {
        return print_line("no policy file: the defaults are in force; name one with --policy FILE");
    };
    policy_holds(policy)?;
    print_line(&format!("{} is a valid policy", policy.display()))
}

fn policy_holds(policy: &Path) -> Result<(), Failure> {
    read_policy(policy).map(|_| ())
}

/// Reads a policy; what is wrong with it goes to stderr, a sentence each.
pub(crate) fn read_policy(policy: &Path) -> Result<Policy, Failure> {
    let problems = match policy_file::load(policy) {
        Ok(policy) => return Ok(policy),
        Err(problems) => problems,
    };
    for problem in &problems {
        eprintln!("{problem}");
    }
    let count = problems.len();
    let things = if count == 1 { "problem" } else { "problems" };
    let sentence = format!("{} has {count} {things}; the sentences above say what is expected", policy.display());
    Err(Failure { exit: Exit::Usage, sentence })
}

/// Logs go to stderr; `WARROOM_LOG` says how much: error, warn, info, debug or trace.
pub(crate) fn log_to_stderr() {
    let level = std::env::var("WARROOM_LOG").ok().and_then(|word| word.parse::<Level>().ok()).unwrap_or(Level::INFO);
    // Only the own packages: those below them log whole frames, with people's words in them.
    let filter = EnvFilter::new(format!("warroom={level},warroom_server={level},warroom_incident={level}"));
    let plain = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // A second call, as in tests, leaves the first one in force.
    let _ = plain.try_init();
}

/// Ends when the program is told to stop.
///
/// # Errors
/// When signals cannot be caught.
pub(crate) fn stopped() -> Result<impl Future<Output = ()>, Failure> {
    let cannot = |error: std::io::Error| Failure::failed(format!("cannot catch signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(cannot)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(cannot)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn reloads() -> Result<mpsc::Receiver<()>, Failure> {
    let hangup = signal(SignalKind::hangup());
    let mut hangup = hangup.map_err(|error| Failure::failed(format!("cannot catch signals: {error}")))?;
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            // A reload that waits already reads the newest file.
            if let Err(mpsc::error::TrySendError::Closed(())) = sender.try_send(()) {
                return;
            }
        }
    });
    Ok(receiver)
}
