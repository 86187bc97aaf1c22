//! Plays a script into a drill: step by step at a readable pace, whatever the people in the room do meanwhile.

use super::script::{Script, Step};
use crate::cli::acting::Operator;
use crate::client::exit::Failure;
use crate::client::http::{Ask, Trouble};
use crate::client::order;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;
use warroom_incident::policy::Drill;
use warroom_incident::{Command, CommandId, Rejection, Seat, Seq};

#[derive(Serialize)]
struct Order<'a> {
    id: CommandId,
    #[serde(skip_serializing_if = "Option::is_none")]
    seat: Option<Seat>,
    command: &'a Command,
}

#[derive(Deserialize)]
struct Played {
    /// Number of the first event that it made.
    seq: Seq,
}

/// Plays until the script or the room is over.
pub(super) async fn play(operator: Operator, incident: String, script: Script, drill: Drill, speed: f64) {
    let mut offered = None;
    for step in &script.steps {
        sleep(step.pause(&drill, speed)).await;
        if matches!(step.command, Command::OpenDraft { .. })
            && let Some(draft) = offered.take()
        {
            // Refused where somebody has published it: that is as well.
            let reason = "overtaken by the next update".to_owned();
            let _: Result<_, _> =
                give(&operator, &incident, step.seat, &Command::WithdrawDraft { draft, reason }).await;
        }
        match perform(&operator, &incident, step).await {
            Ok(draft) => offered = draft.or(offered),
            Err(Trouble::Refused { rejection: Some(rejection), .. }) if *rejection == Rejection::IncidentClosed => {
                return;
            }
            // One line that cannot be played is no reason to stop the show.
            Err(trouble) => tracing::warn!(trouble = %Failure::from(trouble), "a line was not played"),
        }
    }
}

/// Performs a step; gives the number of the draft that it opened.
async fn perform(operator: &Operator, incident: &str, step: &Step) -> Result<Option<Seq>, Trouble> {
    let first = give(operator, incident, step.seat, &step.command).await;
    match (first, &step.otherwise) {
        (Err(Trouble::Refused { rejection, .. }), Some(told))
            if rejection.as_deref() != Some(&Rejection::IncidentClosed) =>
        {
            give(operator, incident, step.seat, told).await.map(|_| None)
        }
        (Ok(draft), _) if matches!(step.command, Command::OpenDraft { .. }) => {
            // Where the leak check finds something it stays a draft: somebody has to change it.
            let submit = Command::SubmitDraft { draft, text: String::new() };
            let _: Result<_, _> = give(operator, incident, step.seat, &submit).await;
            Ok(Some(draft))
        }
        (first, _) => first.map(|_| None),
    }
}

/// Gives an order; answers with the number of the first event that it made.
async fn give(operator: &Operator, incident: &str, seat: Option<Seat>, command: &Command) -> Result<Seq, Trouble> {
    let id = order::new_id().map_err(|failure| Trouble::Strange(failure.sentence))?;
    let body = serde_json::to_vec(&Order { id, seat, command });
    let body = body.map_err(|error| Trouble::Strange(error.to_string()))?;
    let path = format!("/v1/incidents/{incident}/playback");
    let ask = || operator.access().map(|(address, token)| (address, Ask::post(&path, &token, body.clone())));
    order::ask::<Played>(ask).await.map(|played| played.seq)
}
