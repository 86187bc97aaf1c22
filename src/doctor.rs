//! `doctor`: how this terminal, these files and the server are, as text that can go into a bug report as it stands.
//!
//! It changes nothing, asks nobody but the server of the current incident, and everything it says goes through one
//! place that takes out secrets, hidden characters and the name of the home directory ([`report`]).

mod files;
mod multiplexer;
mod report;
mod server;
mod settings;
mod terminal;
mod trial;

use crate::cli::args::{Common, Doctor};
use crate::cli::{print_json, print_line};
use crate::client::exit::{Exit, Failure};
use report::Report;

/// An environment variable that is set to something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// `doctor`
///
/// # Errors
/// Without a sentence and with code 1, when something needs attention: the report has said it.
pub async fn run(common: &Common, doctor: &Doctor) -> Result<(), Failure> {
    let mut report = Report::of_this_machine();
    versions(&mut report);
    let settings = settings::look(&mut report);
    terminal::look(&mut report, &settings.screen, &common.wishes(), variable);
    multiplexer::look(&mut report, variable).await;
    files::look(&mut report);
    server::look(&mut report, common).await;
    if doctor.try_out {
        trial::copy_and_ring(&mut report, variable).await;
    }
    if common.json {
        print_json(&report)?;
    } else {
        report.lines().iter().try_for_each(|line| print_line(line))?;
    }
    if report.is_fine() { Ok(()) } else { Err(Failure { exit: Exit::Failed, sentence: String::new() }) }
}

fn versions(report: &mut Report) {
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    report.fact("program", "warroom", format!("{} ({build})", env!("CARGO_PKG_VERSION")));
    report.fact("program", "machine", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    if let Some(name) = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")) {
        report.fact("program", "system", name.trim_matches('"'));
    }
    report.fact("program", "protocol", warroom_incident::wire::PROTOCOL.to_string());
}
