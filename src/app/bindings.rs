//! The keys in force: those of the table, changed by what a person's settings say.

use serde::{Deserialize, Serialize};

use super::keymap::{Action, Binding, TABLE};
use super::keys::{Code, NAMED, Press};

/// Keys that a default tmux, screen or zellij takes for itself: what is bound to them does not arrive.
pub const TAKEN: [&str; 23] = [
    "ctrl-a", "ctrl-b", "ctrl-g", "ctrl-p", "ctrl-t", "ctrl-n", "ctrl-h", "ctrl-s", "ctrl-o", "ctrl-q", "alt-f",
    "alt-n", "alt-i", "alt-o", "alt-h", "alt-j", "alt-k", "alt-l", "alt-=", "alt--", "alt-[", "alt-]", "alt-p",
];

/// Keys that a terminal sends as others.
const SENT_AS: [(&str, &str); 3] = [("ctrl-i", "tab"), ("ctrl-m", "enter"), ("ctrl-[", "esc")];

/// A line of the table with the keys that it has now.
#[derive(Clone, Debug)]
pub struct Line {
    /// The action with what it is called and where it applies.
    pub binding: &'static Binding,
    /// Its keys, the first one is shown; none where it is only in the palette.
    pub keys: Vec<String>,
}

/// All lines, in the order of the table. Written down as what differs from it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<Change>", into = "Vec<Change>")]
pub struct Keymap {
    lines: Vec<Line>,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let keys = |binding: &Binding| binding.keys.iter().map(|key| (*key).to_owned()).collect();
        Keymap { lines: TABLE.iter().map(|binding| Line { binding, keys: keys(binding) }).collect() }
    }
}

/// The keys that somebody wants an action to have, as they wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The action.
    pub action: Action,
    /// Its keys; none takes all of them away.
    pub keys: Vec<String>,
}

/// What is wrong with a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Which change.
    pub change: usize,
    /// Which of its keys; nothing where all of them are meant.
    pub key: Option<usize>,
    /// What stands there, to be read after the key's name in the settings.
    pub found: String,
    /// What is expected.
    pub expected: String,
    /// What would be right, where it can be said.
    pub suggestion: Option<String>,
}

impl From<Vec<Change>> for Keymap {
    /// What another version wrote down may not fit this one's table; then the table itself is meant.
    fn from(changes: Vec<Change>) -> Keymap {
        Keymap::with(&changes).unwrap_or_default()
    }
}

impl From<Keymap> for Vec<Change> {
    fn from(keymap: Keymap) -> Vec<Change> {
        let differs = |line: &Line| line.binding.keys != line.keys;
        keymap.lines.into_iter().filter(differs).map(|it| Change { action: it.binding.action, keys: it.keys }).collect()
    }
}

impl Keymap {
    /// The table with some changes.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn with(changes: &[Change]) -> Result<Keymap, Vec<Flaw>> {
        let mut keymap = Keymap::default();
        let mut flaws = Vec::new();
        for (nth, change) in changes.iter().enumerate() {
            let mut keys: Vec<String> = Vec::new();
            for (at, written) in change.keys.iter().enumerate() {
                match usable(written) {
                    Ok(key) if keys.contains(&key) => {}
                    Ok(key) => keys.push(key),
                    Err((found, expected, suggestion)) => {
                        flaws.push(Flaw { change: nth, key: Some(at), found, expected, suggestion });
                    }
                }
            }
            if let Some(line) = keymap.lines.iter_mut().find(|line| line.binding.action == change.action) {
                line.keys = keys;
            }
        }
        // A key that is not understood is missing in what follows, which would be told as another fault.
        if flaws.is_empty() {
            let each = changes.iter().enumerate();
            flaws = each.flat_map(|(nth, change)| keymap.clashes(nth, change)).collect();
            flaws.extend(keymap.no_way(changes));
        }
        if flaws.is_empty() { Ok(keymap) } else { Err(flaws) }
    }

    /// Keys of a change that another action has where both apply, unless the table means it so.
    fn clashes(&self, nth: usize, change: &Change) -> Vec<Flaw> {
        let mine = self.line(change.action);
        let flaws = change.keys.iter().enumerate().filter_map(|(at, written)| {
            let key = usable(written).ok()?;
            let other = self.lines.iter().find(|other| {
                let both = other.keys.iter().any(|it| begins(it, &key) || begins(&key, it));
                let meant = other.keys.contains(&key)
                    && mine.binding.keys.contains(&key.as_str())
                    && other.binding.keys.contains(&key.as_str());
                let overlaps = other.binding.applies.overlaps(mine.binding.applies);
                other.binding.action != change.action && overlaps && both && !meant
            })?;
            let id = other.binding.action.id();
            Some(Flaw {
                change: nth,
                key: Some(at),
                found: format!("is {written:?}, which {id} has already ({})", other.binding.label),
                expected: format!("a key that is free, or {id} with other keys"),
                suggestion: None,
            })
        });
        flaws.collect()
    }

    /// Without some keys nobody finds out of the program or to its commands.
    fn no_way(&self, changes: &[Change]) -> Vec<Flaw> {
        let flaws = changes.iter().enumerate().filter_map(|(nth, change)| {
            let keys = &self.line(change.action).keys;
            let has = |key: &str| keys.iter().any(|it| it == key);
            #[expect(clippy::wildcard_enum_match_arm, reason = "everything else can be found in the palette")]
            let (enough, expected) = match change.action {
                Action::Back => {
                    (keys.iter().any(|key| key != "esc"), "a key besides esc, so that there is a way back and out")
                }
                Action::Cancel => (has("ctrl-c"), "ctrl-c among them: it always cancels"),
                Action::Help => (!keys.is_empty(), "a key, so that there is a way to the help"),
                Action::Palette => (!keys.is_empty(), "a key, so that there is a way to all commands"),
                _ => return None,
            };
            let default = self.line(change.action).binding.keys.first().map(|key| format!("[{key:?}]"));
            let found = format!("is {keys:?}");
            let flaw = Flaw { change: nth, key: None, found, expected: expected.to_owned(), suggestion: default };
            (!enough).then_some(flaw)
        });
        flaws.collect()
    }

    /// All lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The line of an action.
    ///
    /// # Panics
    /// Never: a test holds that every action has one.
    #[must_use]
    pub fn line(&self, action: Action) -> &Line {
        self.lines.iter().find(|line| line.binding.action == action).expect("every action stands in the table")
    }

    /// The action of a key among those that apply; the particular before the general.
    #[must_use]
    pub fn bound(&self, key: &str, applies: impl Fn(&Binding) -> bool) -> Option<Action> {
        let here = self.lines.iter().filter(|line| line.keys.iter().any(|it| it == key) && applies(line.binding));
        here.min_by_key(|line| line.binding.applies.rank()).map(|line| line.binding.action)
    }

    /// Whether a key is the first half of another one, as `g` is of `gg`.
    #[must_use]
    pub fn is_half(&self, key: &str) -> bool {
        self.lines.iter().flat_map(|line| &line.keys).any(|it| begins(it, key) && it != key)
    }

    /// Whether a key is an action's also while somebody writes: a function key, or a key that the table gives it.
    /// Any other one may be needed for writing.
    #[must_use]
    pub fn is_everywhere(&self, press: Press, action: Action) -> bool {
        let (line, name) = (self.line(action), press.name());
        line.keys.contains(&name) && (matches!(press.code, Code::F(_)) || line.binding.keys.contains(&name.as_str()))
    }

    /// How an action is reached, for sentences: its first key, or its name in the palette.
    #[must_use]
    pub fn reach(&self, action: Action) -> String {
        let line = self.line(action);
        match line.keys.first() {
            Some(key) => shown(key),
            None => format!("{}{}", self.line(Action::Palette).keys.first().map_or("", |key| key), line.binding.label),
        }
    }
}

/// A key's name as it is shown.
#[must_use]
pub fn shown(key: &str) -> String {
    match key {
        "enter" => "Enter".into(),
        "esc" => "Esc".into(),
        "tab" => "Tab".into(),
        "shift-tab" => "Shift-Tab".into(),
        "space" => "Space".into(),
        "pgup" => "PgUp".into(),
        "pgdn" => "PgDn".into(),
        "home" => "Home".into(),
        "end" => "End".into(),
        "up" => "Up".into(),
        "down" => "Down".into(),
        other => match other.split_once('-') {
            Some(("ctrl", rest)) if !rest.is_empty() => format!("Ctrl-{rest}"),
            Some(("alt", rest)) if !rest.is_empty() => format!("Alt-{rest}"),
            _ => other.into(),
        },
    }
}

/// Two characters one after the other, as `gg`; a named key is none.
fn is_pair(key: &str) -> bool {
    key.chars().count() == 2 && Press::named(key).is_none()
}

/// Whether one is the other or the first half of it.
fn begins(whole: &str, half: &str) -> bool {
    whole == half || is_pair(whole) && half.chars().count() == 1 && whole.starts_with(half)
}

/// A key as the table names it; else what stands there, what is expected, and what may have been meant.
fn usable(written: &str) -> Result<String, (String, String, Option<String>)> {
    let found = |what: &str| format!("is {written:?}, {what}");
    if is_pair(written) && written.chars().all(|c| !c.is_control() && !c.is_whitespace()) {
        return Ok(written.to_owned());
    }
    let Some(press) = Press::named(written) else {
        let expected = "one letter, two letters one after the other (\"gg\"), ctrl- or alt- and a letter, f1 to f12, \
                        or one of "
            .to_owned();
        let names: Vec<String> = NAMED.iter().map(|code| Press::plain(*code).name()).collect();
        let similar = similar(written, &names);
        return Err((found("which is no key"), expected + &names.join(", "), similar));
    };
    let name = press.name();
    if let Some((_, as_other)) = SENT_AS.iter().find(|(sent, _)| *sent == name) {
        return Err((
            found(&format!("which terminals send as {as_other}")),
            "a key of its own".into(),
            Some((*as_other).into()),
        ));
    }
    if TAKEN.contains(&name.as_str()) {
        let plain = press.code != Code::Char('h');
        let suggestion = Press::plain(press.code).name();
        let expected = "a key that arrives inside of them".to_owned();
        return Err((found("which tmux, screen or zellij take"), expected, plain.then_some(suggestion)));
    }
    Ok(name)
}

fn similar(name: &str, names: &[String]) -> Option<String> {
    let likeness = |known: &String| strsim::normalized_damerau_levenshtein(&name.to_lowercase(), known);
    let best = names.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= 0.5).then(|| best.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keymap::Where;

    fn change(action: Action, keys: &[&str]) -> Change {
        Change { action, keys: keys.iter().map(|key| (*key).to_owned()).collect() }
    }

    fn flaws(changes: &[Change]) -> Vec<String> {
        let flaws = Keymap::with(changes).expect_err("it is refused");
        flaws.into_iter().map(|it| format!("{} {:?}", it.found, it.suggestion.unwrap_or_default())).collect()
    }

    #[test]
    fn no_key_of_the_table_is_one_that_does_not_arrive() {
        for binding in TABLE {
            for key in binding.keys {
                assert_eq!(usable(key), Ok((*key).to_owned()), "{}", binding.label);
            }
        }
        assert!(TAKEN.iter().all(|key| usable(key).is_err()), "all of them are refused in settings, too");
    }

    #[test]
    fn every_action_has_an_id_that_leads_back_to_it() {
        for binding in TABLE {
            let id = binding.action.id();
            assert_eq!(Action::of_id(&id), Some(binding.action));
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{id}");
        }
        assert_eq!(Action::of_id("fly"), None);
    }

    #[test]
    fn the_table_given_as_settings_is_the_table() {
        let all: Vec<_> = TABLE.iter().map(|binding| change(binding.action, binding.keys)).collect();
        let keymap = Keymap::with(&all).expect("the table has no flaws");
        let same = keymap.lines().iter().zip(Keymap::default().lines).all(|(a, b)| a.keys == b.keys);
        assert!(same);
    }

    #[test]
    fn an_action_takes_other_keys_or_none() {
        let changes = [change(Action::Zoom, &["Ctrl-X", "f5"]), change(Action::Scribe, &[])];
        let keymap = Keymap::with(&changes).expect("nothing is wrong");
        assert_eq!(keymap.line(Action::Zoom).keys, ["ctrl-x", "f5"]);
        assert_eq!(keymap.bound("f5", |_| true), Some(Action::Zoom));
        assert_eq!(keymap.bound("z", |_| true), None);
        assert_eq!(keymap.bound("S", |binding| binding.applies == Where::Anywhere), None);
        assert_eq!(keymap.reach(Action::Zoom), "Ctrl-x");
        assert_eq!(keymap.reach(Action::Scribe), ":scribe");
    }

    #[test]
    fn what_is_no_key_or_does_not_arrive_is_refused() {
        assert_eq!(flaws(&[change(Action::Zoom, &["pagedwn"])]), ["is \"pagedwn\", which is no key \"pgdn\""]);
        let found = flaws(&[change(Action::Zoom, &["ctrl-b", "ctrl-m"])]);
        assert!(found[0].contains("tmux") && found[1].contains("as enter"), "{found:?}");
    }

    #[test]
    fn two_actions_on_one_key_are_refused_where_both_apply() {
        let found = flaws(&[change(Action::Zoom, &["s"])]);
        assert!(found[0].contains("which severity has already"), "{found:?}");
        assert!(flaws(&[change(Action::Zoom, &["x"])])[0].contains("take_task"), "in the tasks both would apply");
        assert_eq!(flaws(&[change(Action::Zoom, &["g"])]).len(), 1, "g begins gg");
        assert_eq!(flaws(&[change(Action::Zoom, &["qq"])]).len(), 1, "q would have to wait");
        let swapped = [change(Action::Severity, &["z"]), change(Action::Zoom, &["s"])];
        assert!(Keymap::with(&swapped).is_ok());
        assert!(Keymap::with(&[change(Action::Fact, &["x"])]).is_ok(), "notes and tasks are never one place");
    }

    #[test]
    fn the_ways_out_to_the_help_and_to_the_commands_stay() {
        assert_eq!(flaws(&[change(Action::Back, &["esc"])]).len(), 1, "nothing hangs on Esc alone");
        for action in [Action::Back, Action::Cancel, Action::Help, Action::Palette] {
            assert_eq!(flaws(&[change(action, &[])]).len(), 1, "{action:?}");
        }
        assert!(Keymap::with(&[change(Action::Back, &["Q"])]).is_ok());
    }
}
