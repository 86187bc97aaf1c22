//! What a form shows under its choices: words, the word that has to be typed, the question, and what was in the way.

use super::{Form, Stage};
use crate::app::rows::wrap;
use crate::app::tone::{Piece, Tone, piece};
use crate::timeline::clean;

/// Lines that the choices take: none where the only one is made already.
#[must_use]
pub fn choice_rows(form: &Form) -> usize {
    if form.choices.len() < 2 && form.stage != Stage::Choosing { 0 } else { form.choices.len() }
}

/// The lines of the step that the form is at.
#[must_use]
pub fn steps(form: &Form, width: usize) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    let said = |text: &str, tone| wrap(text, width).into_iter().map(move |text| vec![piece(text, tone)]);
    if !form.words.is_empty() || form.stage == Stage::Writing {
        lines.push(Vec::new());
        let cursor = if form.stage == Stage::Writing { "_" } else { "" };
        lines.extend(said(&format!("{}: {}{cursor}", form.prompt(), clean(&form.words)), Tone::Strong));
    }
    if let Stage::Typing(word) = form.stage {
        lines.push(Vec::new());
        lines.extend(said(&format!("Type  {word}  and press Enter. Esc goes back."), Tone::Uneasy));
        lines.push(vec![piece(format!("> {}_", clean(&form.typed)), Tone::Strong)]);
    }
    if let Some(problem) = &form.problem {
        lines.extend(said(&clean(problem), Tone::Alarm));
    }
    if form.stage == Stage::Confirming {
        lines.push(Vec::new());
        let question = form.chosen().map_or("", |choice| choice.question.as_str());
        lines.extend(said(&format!("{question}  (y/n)"), Tone::Uneasy));
    }
    lines
}
