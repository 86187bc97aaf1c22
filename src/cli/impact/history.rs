//! Every revision of the estimate, the first one first.

use super::super::args::Common;
use super::super::describe::stamp;
use super::super::output;
use super::show;
use crate::client::exit::Failure;
use serde_json::{Value, json};
use warroom_incident::Seq;
use warroom_incident::impact::Figures;
use warroom_incident::{Reach, impact};

/// `impact history`
pub(super) async fn history(common: &Common) -> Result<(), Failure> {
    let room = show::room(common).await?;
    let all = &room.state.estimates;
    if common.json {
        let revisions = all.iter().zip(1..).map(|(estimate, ordinal)| {
            let mut revision = show::revision(&room, estimate);
            revision.insert("ordinal".into(), json!(ordinal));
            Value::Object(revision)
        });
        return output::json(&revisions.collect::<Vec<_>>());
    }
    if all.is_empty() {
        output::notice("nobody has estimated the impact yet; say what is known: warroom impact set");
    } else if !room.reaches.contains(Reach::Loss) {
        output::notice(show::no_money(&room));
    }
    for (estimate, ordinal) in all.iter().zip(1..) {
        let by = output::one_line(estimate.by.as_str());
        let proposed = show::proposed_by(&room, estimate);
        let proposed = proposed.map_or(String::new(), |it| format!(", proposed by {}", output::one_line(it.as_str())));
        let scope = output::one_line(&estimate.scope.words());
        let (seq, at) = (estimate.seq, stamp(estimate.at));
        output::line(&format!("{seq:>6}  {at}  {ordinal} of {}, {by}{proposed}: {scope}", all.len()))?;
        let mut more: Vec<String> = estimate.figures.as_ref().map(|it| money(it, seq, all)).into_iter().collect();
        more.push(estimate.follows.words());
        let (source, reason) = show::said(&room, estimate);
        more.extend(source.map(|source| format!("from {source}")));
        more.extend(reason.map(|reason| format!("why: {reason}")));
        more.iter().try_for_each(|line| output::line(&format!("        {}", output::one_line(line))))?;
    }
    Ok(())
}

/// The figures, and whether their one-off cost still counts.
fn money(figures: &Figures, seq: Seq, all: &[impact::Estimate]) -> String {
    let void = all.iter().filter_map(|it| it.figures.as_ref()).any(|it| it.void.contains(&seq));
    format!("{}{}", figures.words(), if void { " (taken back later)" } else { "" })
}
