//! What it costs.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::plain_lines;
use crate::app::model::Model;
use crate::app::tone::Tone;
use crate::timeline::clean;
use crate::view::theme::Theme;

pub(super) fn impact(model: &Model, theme: Theme, area: Rect) -> Vec<Line<'static>> {
    let state = model.replica.state();
    let level = state.severity.as_deref().map_or("Severity unknown".into(), str::to_uppercase);
    let since = state.severity_since.map_or(String::new(), |at| format!(" since {}", at.format("%H:%MZ")));
    let meaning = state.severity.as_deref().and_then(|name| state.policy.severity(name));
    let meaning = meaning.map_or(String::new(), |severity| format!(": {}", clean(&severity.meaning)));
    let first = format!("{level}{since}{meaning}");
    let text = [
        ("No estimate yet. Say in Notes who is affected and what it costs.", Tone::Strong),
        (first.as_str(), Tone::Plain),
    ];
    plain_lines(theme, &text, area)
}
