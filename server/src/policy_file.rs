//! Reads the policy from its file.
use std::path::Path;
use warroom_incident::Policy;
/// A problem.
#[derive(Debug)]
pub struct Problem(String);
impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
/// Reads.
/// # Errors
/// Problems.
pub fn load(path: &Path) -> Result<Policy, Vec<Problem>> {
    let text = std::fs::read_to_string(path).map_err(|e| vec![Problem(e.to_string())])?;
    toml::from_str(&text).map_err(|e| vec![Problem(e.to_string())])
}
