//! A draft's text in somebody's own editor, and what they changed back into it. What others wrote meanwhile stays.

use similar::{ChangeTag, TextDiff};
use warroom_incident::draft::{Edit, Step, Steps, Unit};

use super::{Editor, Lent, characters, keys, may_write, text};
use crate::app::message::Effect;
use crate::app::model::{Dialog, Model};

/// Hands the text to the person's editor.
pub(super) fn lend(model: &mut Model, editor: &mut Editor) -> Option<Effect> {
    if let Err(why) = may_write(model, editor.draft) {
        model.complain(why);
        return None;
    }
    let text = text(model, editor).to_owned();
    editor.lent = Some(Lent { text: text.clone(), meanwhile: Vec::new() });
    Some(Effect::Edit(text))
}

/// The editor was left: what was changed there is carried over what others wrote meanwhile.
///
/// Says whether it was a draft's text that was in the editor.
pub fn edited(model: &mut Model, changed: Option<&str>, trouble: Option<&str>) -> bool {
    let is_lent = |it: &mut Dialog| matches!(it, Dialog::Editor(editor) if editor.lent.is_some());
    let Some(Dialog::Editor(mut editor)) = model.dialog.take_if(is_lent) else { return false };
    if let (Some(lent), Some(changed)) = (editor.lent.take(), changed) {
        let edit = lent
            .meanwhile
            .iter()
            .fold(difference(&lent.text, changed), |edit, (theirs, left)| edit.carried(theirs, *left));
        if edit.is_empty() {
            model.say("back from the editor; nothing was changed there");
        } else if keys::put(model, &mut editor, &edit, Unit::New) {
            let count = edit.inserted() + edit.deleted();
            model.say(format!("back from the editor: {} changed; Alt-Z takes it back", characters(count)));
        }
    }
    if let Some(trouble) = trouble {
        model.complain(trouble);
    }
    model.dialog = Some(Dialog::Editor(editor));
    true
}

/// What somebody changed, word by word: whole words are replaced, so that two changes do not make a third word.
fn difference(from: &str, to: &str) -> Edit {
    // An editor ends a file with a line end that nobody typed.
    let to = if from.ends_with('\n') && !to.ends_with('\n') { format!("{to}\n") } else { to.to_owned() };
    let changes = TextDiff::from_words(from, to.as_str());
    let steps = changes.iter_all_changes().map(|change| match change.tag() {
        ChangeTag::Equal => Step::Retain(change.value().chars().count()),
        ChangeTag::Delete => Step::Delete(change.value().chars().count()),
        ChangeTag::Insert => Step::Insert(change.value().to_owned()),
    });
    Steps::normal(steps.collect::<Vec<_>>())
}
