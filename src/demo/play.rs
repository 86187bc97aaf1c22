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
    #[expect(dead_code, reason = "named so that an answer without it is not taken for success")]
    seq: Seq,
}

/// Plays until the script or the room is over.
pub(super) async fn play(operator: Operator, incident: String, script: Script, drill: Drill, speed: f64) {
    for step in &script.steps {
        sleep(step.pause(&drill, speed)).await;
        match perform(&operator, &incident, step).await {
            Ok(()) => {}
            Err(Trouble::Refused { rejection: Some(rejection), .. }) if *rejection == Rejection::IncidentClosed => {
                return;
            }
            // One line that cannot be played is no reason to stop the show.
            Err(trouble) => tracing::warn!(trouble = %Failure::from(trouble), "a line was not played"),
        }
    }
}

async fn perform(operator: &Operator, incident: &str, step: &Step) -> Result<(), Trouble> {
    let first = give(operator, incident, step.seat, &step.command).await;
    match (first, &step.otherwise) {
        (Err(Trouble::Refused { rejection, .. }), Some(told))
            if rejection.as_deref() != Some(&Rejection::IncidentClosed) =>
        {
            give(operator, incident, step.seat, told).await
        }
        (first, _) => first,
    }
}

async fn give(operator: &Operator, incident: &str, seat: Option<Seat>, command: &Command) -> Result<(), Trouble> {
    let id = order::new_id().map_err(|failure| Trouble::Strange(failure.sentence))?;
    let body = serde_json::to_vec(&Order { id, seat, command });
    let body = body.map_err(|error| Trouble::Strange(error.to_string()))?;
    let path = format!("/v1/incidents/{incident}/playback");
    let ask = || operator.access().map(|(address, token)| (address, Ask::post(&path, &token, body.clone())));
    order::ask::<Played>(ask).await.map(|_| ())
}
