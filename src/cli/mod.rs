//! The command line: one file for each group of subcommands, nothing about drawing and no rules.

pub mod acting;
pub mod args;
mod arriving;
mod brief;
pub mod clock;
mod debts;
mod debug;
mod describe;
pub mod draft;
pub mod escalation;
pub mod impact;
pub mod inbox;
mod input;
mod join;
mod leaks;
mod listing;
mod log;
mod operator;
mod orders;
mod output;
mod posting;
mod record;
pub mod reference;
mod screen;
mod standing;
pub mod words;

use crate::client::exit::{Exit, Failure};
use crate::client::log_file;
use args::{Cli, Debug, Record, Sub, Task};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;
use tokio::runtime::{Builder, Runtime};

pub(crate) use args::Common;
pub use args::{Demo, Doctor, Serve};
pub(crate) use input::user_name;
pub(crate) use join::{redeem, remember};
pub(crate) use operator::{Declared, declare_with};
pub(crate) use output::{json as print_json, line as print_line};
pub(crate) use screen::{chosen as chosen_settings, open as open_screen, outfit, recorder, settings_file};

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let Cli { common, command } = Cli::parse();
    let command = command.unwrap_or_else(|| Sub::Lobby(Record::default()));
    let runtime = match runtime(&command) {
        Ok(runtime) => runtime,
        Err(error) => return end(Err(Failure::failed(format!("cannot start: {error}")))),
    };
    let ended = runtime.block_on(run(common, command));
    // A read of stdin that nobody waits for any more must not hold the program.
    runtime.shutdown_background();
    end(ended)
}

fn runtime(command: &Sub) -> std::io::Result<Runtime> {
    // A short command starts faster without a crew.
    let lives_long = matches!(command, Sub::Serve(_) | Sub::Demo(_) | Sub::Join(_) | Sub::Lobby(_));
    let mut builder = if lives_long { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    builder.enable_all().build()
}

fn end(ended: Result<(), Failure>) -> ExitCode {
    let Err(failure) = ended else { return Exit::Done.into() };
    if !failure.sentence.is_empty() {
        // A terminal that is gone takes no sentence; the code tells.
        let _ = writeln!(std::io::stderr(), "warroom: {}", failure.sentence);
    }
    failure.exit.into()
}

async fn run(common: Common, command: Sub) -> Result<(), Failure> {
    if matches!(command, Sub::Demo(_) | Sub::Join(_) | Sub::Lobby(_) | Sub::Debug(_)) {
        // Onto a screen nothing can be said beside it.
        log_file::start()?;
    }
    match command {
        Sub::Demo(demo) => crate::demo::run(demo, &common).await,
        Sub::Serve(serve) => crate::serve::run(serve, common.data).await,
        Sub::Declare(declare) => operator::declare(&common, declare).await,
        Sub::Import { file } => operator::import(&common, &file).await,
        Sub::Invite { seat, loss } => operator::invite(&common, seat, loss).await,
        Sub::Join(join) => join::join(&common, join).await,
        Sub::Lobby(record) => screen::lobby(&common, &record).await,
        Sub::Doctor(doctor) => crate::doctor::run(&common, &doctor).await,
        Sub::Debug(Debug::Replay(replay)) => debug::replay(&common, replay).await,
        Sub::List => listing::list(&common).await,
        Sub::Status => listing::status(&common).await,
        Sub::Brief { since } => brief::brief(&common, since.as_deref()).await,
        Sub::Log { follow, after } => log::log(&common, follow, after).await,
        Sub::Task(Task::List) => debts::tasks(&common).await,
        Sub::Draft(sub) => draft::draft(&common, sub).await,
        Sub::Impact(sub) => impact::impact(&common, sub).await,
        Sub::Inbox(sub) => inbox::inbox(&common, sub).await,
        Sub::Reference(sub) => reference::reference(&common, sub).await,
        Sub::Escalation(sub) => escalation::escalation(&common, sub).await,
        Sub::Debts => debts::debts(&common).await,
        Sub::Clock(sub) => clock::clock(&common, sub).await,
        Sub::Export { output } => record::export(&common, output.as_deref()).await,
        Sub::Verify { file } => record::verify(&common, file.as_deref()).await,
        Sub::Leaks(args::Leaks::Check { policy, text }) => leaks::check(&common, policy, &text.text),
        Sub::Task(Task::Order(order)) => posting::post(&common, orders::task_order(order)?).await,
        Sub::Order(order) => posting::post(&common, orders::order(order)?).await,
    }
}
