//! What would follow if the form were sent now.

use warroom_incident::impact::{Range, Stated, disagreement, foreseen, loss_so_far, rule_in_force, ten_minutes};

use super::stating::Read;
use super::{Filling, Waits};
use crate::app::impact::{in_force, page, sees_loss};
use crate::app::model::Model;
use crate::app::tone::Tone;
use crate::timeline::clean;

/// The lines under the fields.
#[must_use]
pub fn preview(model: &Model, filling: &Filling, read: &Read) -> Vec<(String, Tone)> {
    let mut lines = Vec::new();
    if let Some(estimate) = in_force(model).filter(|it| filling.stands_on != Some(it.seq)) {
        let says = "revised the estimate meanwhile: only what you changed (*) is sent, Ctrl-R takes the new numbers";
        lines.push((clean(&format!("{} {says}", estimate.by)), Tone::Alarm));
    }
    // What is wrong where the cursor stands comes first, and nothing is foreseen of what is wrong.
    let here = read.said.get(filling.cursor).and_then(|said| said.as_ref().err());
    let wrong = here.cloned().or_else(|| filling.problem.clone()).or_else(|| Some(read.problem()?.1));
    match wrong {
        Some(wrong) => lines.push((clean(&wrong), Tone::Alarm)),
        None if read.stated.is_empty() => {
            let says = "Say only what is known. What you change is marked with * and nothing else is sent.";
            lines.push((says.into(), Tone::Faint));
        }
        None => lines.extend(follows(model, &read.stated)),
    }
    if filling.waits == Waits::Sent {
        lines.push(("on its way: the server answers in a moment".into(), Tone::Strong));
    }
    lines
}

/// What would follow if this were set now.
#[must_use]
pub fn follows(model: &Model, stated: &Stated) -> Vec<(String, Tone)> {
    let mut lines = Vec::new();
    let (state, now) = (model.replica.state(), model.server_now());
    let Ok(then) = foreseen(state, stated, now) else { return lines };
    let Some(estimate) = then.estimates.last() else { return lines };
    let rule = rule_in_force(&then).unwrap_or("a rule about figures that you do not see");
    let (priority, tone) = page::follows(&estimate.follows, rule);
    let severity = match (disagreement(&then), estimate.follows.severity.as_deref()) {
        (Some(differs), _) => format!("; {}", differs.sentence()),
        (None, Some(name)) => format!("; {}, as chosen", name.to_uppercase()),
        (None, None) => String::new(),
    };
    lines.push((clean(&format!("then: {priority}{severity}")), tone));
    if let Some(lost) = loss_so_far(&then, now).filter(|_| sees_loss(model)) {
        let ten = ten_minutes(&then, now).filter(|cost| cost.range != Range::default());
        let ten = ten.map_or("nothing more is lost".into(), |cost| format!("10 more minutes {}", cost.long()));
        lines.push((clean(&format!("lost so far {}; {ten}", lost.long())), Tone::Strong));
    }
    lines
}
