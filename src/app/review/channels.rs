//! What each channel would show of a draft.

use warroom_incident::draft::{ApprovedUpdate, Draft, Rendering, Route, Stage};
use warroom_incident::policy::{Channel, Policy};

use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::clean;

/// Where it goes: `file, status_page (2 channels)`.
pub(super) fn named(draft: &Draft) -> String {
    match draft.channels.as_slice() {
        [] => "no channel".into(),
        [one] => format!("{one} (1 channel)"),
        several => format!("{} ({} channels)", several.join(", "), several.len()),
    }
}

/// The channel that takes the shortest text, and how much.
pub(super) fn tightest<'a>(draft: &Draft, policy: &'a Policy) -> Option<(&'a str, usize)> {
    let channels = draft.channels.iter().filter_map(|name| policy.channel(name));
    channels.map(|channel| (channel.name.as_str(), channel.most_chars())).min_by_key(|(_, most)| *most)
}

/// What was approved of a published draft: nothing that the policy or the severity has become since is part of it.
fn published(draft: &Draft) -> Option<&ApprovedUpdate> {
    match &draft.stage {
        Stage::Published { approval, .. } => Some(approval.update()),
        Stage::Draft | Stage::InReview { .. } | Stage::ChangesRequested { .. } => None,
        Stage::Approved(_) | Stage::Withdrawn { .. } => None,
    }
}

/// A channel and what it shows: as it was approved where it was published, else as it would be now.
fn shown<'a>(
    draft: &'a Draft,
    name: &str,
    policy: &'a Policy,
    severity: Option<&str>,
) -> Option<(&'a Channel, Option<Rendering>)> {
    if let Some(update) = published(draft) {
        let channel = update.route(name).map(Route::channel)?;
        return Some((channel, update.rendering(name).map(|it| it.shown().clone())));
    }
    let channel = policy.channel(name)?;
    Some((channel, draft.preview(policy, channel, severity)))
}

/// Each channel with exactly what it shows: what stands beside the text, and the text.
pub(super) fn lines(draft: &Draft, policy: &Policy, severity: Option<&str>, width: usize) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    for name in &draft.channels {
        let Some((channel, rendering)) = shown(draft, name, policy, severity) else {
            let gone = format!("{}: gone from the policy; it cannot be sent there", clean(name));
            lines.push(vec![piece(gone, Tone::Alarm)]);
            continue;
        };
        let most = channel.most_chars();
        let head = format!("WHAT {} SHOWS ({})", clean(&channel.name), clean(&channel.kind));
        let room = format!("  {} of {most} characters", draft.text().chars());
        let tone = if draft.text().chars() > most { Tone::Alarm } else { Tone::Faint };
        lines.push(vec![piece(head, Tone::Strong), piece(room, tone)]);
        let Some(rendering) = rendering else {
            lines.push(vec![piece("  this version does not know such a channel", Tone::Alarm)]);
            continue;
        };
        let beside: Vec<_> = rendering.beside().iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let beside = wrap(&clean(&beside.join(" · ")), width.saturating_sub(2).max(1));
        lines.extend(beside.into_iter().map(|text| vec![piece(format!("│ {text}"), Tone::Plain)]));
        let shown = wrap(&clean(rendering.text()), width.saturating_sub(2).max(1));
        lines.extend(shown.into_iter().map(|text| vec![piece(format!("│ {text}"), Tone::External)]));
    }
    lines
}
