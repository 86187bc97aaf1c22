//! Questions to the chair, and what was told to whom: names, options and their help.

use crate::cli::args::Text;
use clap::Subcommand;
use warroom_incident::Seq;

/// Subcommands about questions and about what was told.
#[derive(Debug, Subcommand)]
pub enum InboxSub {
    /// Ask the chair something (guest); whoever works on the fix never sees it
    Ask(Text),
    /// List the questions to the chair with their answers (chair, guests)
    Questions,
    /// Answer a question for all who asked it (chair)
    Answer {
        /// Number of the question
        question: Seq,
        /// The answer, or with --decline why there is none; `-` reads it from stdin
        #[arg(required_unless_present = "same_as", value_name = "TEXT")]
        text: Vec<String>,
        /// Do not answer it; the text says why
        #[arg(long, conflicts_with = "same_as")]
        decline: bool,
        /// It asks the same as this question: whoever asked it reads that answer
        #[arg(long, value_name = "NUMBER", conflicts_with = "text")]
        same_as: Option<Seq>,
    },
    /// What each audience and each group with a stake was told, and when it hears next
    Told,
}
