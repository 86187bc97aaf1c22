//! Stand-in.

/// Why something failed, as a sentence.
#[derive(Debug)]
pub struct Failure {
    /// The sentence.
    pub sentence: String,
}
