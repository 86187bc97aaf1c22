//! Reads `config.toml`. A mistake in it is told with its place, and nothing starts with half of it.

use super::{Notify, Screen, Settings};
use crate::app::bindings::{Change, Flaw, Keymap};
use crate::app::keymap::{Action, TABLE};
use crate::app::look::ThemeName;
use crate::app::model::ClockStyle;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use warroom_server::toml_file::{self, Check, Key, Problem, Shape, may, similar};

/// Bytes of a settings file: far more than all keys with comments take.
const FILE_BYTES: u64 = 256 * 1024;

/// All keys there are; those of `[keys]` are the ids of the actions.
const SETTINGS: &[Key] = &[
    may(
        "screen",
        Shape::Table(&[
            may("theme", Shape::Word(&THEMES)),
            may("ascii", Shape::Flag),
            may("mouse", Shape::Flag),
            may("sync_output", Shape::Flag),
            may("times", Shape::Word(&["utc", "local", "elapsed"])),
        ]),
    ),
    may("notify", Shape::Table(&[may("bell", Shape::Flag), may("desktop", Shape::Flag)])),
    may("keys", Shape::Open),
];

const THEMES: [&str; ThemeName::ALL.len()] = {
    let mut names = [""; ThemeName::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = ThemeName::ALL[at].as_str();
        at += 1;
    }
    names
};

/// Reads the settings from a file.
///
/// # Errors
/// Every problem of the file, in the order of its lines; or that it could not be read.
pub fn load(path: &Path) -> Result<Settings, Vec<Problem>> {
    parse(&toml_file::read(path, FILE_BYTES)?, &path.display().to_string())
}

/// Reads the settings from a text; `file_name` is what problems call it.
///
/// # Errors
/// Every problem of the text, in the order of its lines.
pub fn parse(text: &str, file_name: &str) -> Result<Settings, Vec<Problem>> {
    let (table, mut check) = Check::of(text, file_name, SETTINGS);
    let table = table.get_ref();
    let keymap = keymap(&mut check, part(table, "keys"));
    let problems = check.end();
    match keymap {
        Some(keymap) if problems.is_empty() => {
            let screen = part(table, "screen").map(screen).unwrap_or_default();
            let notify = part(table, "notify").map(notify).unwrap_or_default();
            Ok(Settings { screen, notify, keymap })
        }
        _ => Err(problems),
    }
}

fn part<'a, 'b>(table: &'a DeTable<'b>, name: &str) -> Option<&'a DeTable<'b>> {
    table.get(name)?.get_ref().as_table()
}

fn screen(table: &DeTable<'_>) -> Screen {
    let default = Screen::default();
    Screen {
        theme: word(table, "theme").and_then(ThemeName::named),
        ascii: flag(table, "ascii"),
        mouse: flag(table, "mouse").unwrap_or(default.mouse),
        sync_output: flag(table, "sync_output").unwrap_or(default.sync_output),
        times: match word(table, "times") {
            Some("local") => ClockStyle::Local,
            Some("elapsed") => ClockStyle::Elapsed,
            _ => default.times,
        },
    }
}

fn notify(table: &DeTable<'_>) -> Notify {
    let default = Notify::default();
    Notify {
        bell: flag(table, "bell").unwrap_or(default.bell),
        desktop: flag(table, "desktop").unwrap_or(default.desktop),
    }
}

fn word<'a>(table: &'a DeTable<'_>, name: &str) -> Option<&'a str> {
    table.get(name)?.get_ref().as_str()
}

fn flag(table: &DeTable<'_>, name: &str) -> Option<bool> {
    table.get(name)?.get_ref().as_bool()
}

/// The keys of an action with the places at which they stand.
struct Wanted {
    change: Change,
    at: Range<usize>,
    keys: Vec<Range<usize>>,
}

fn keymap(check: &mut Check<'_>, table: Option<&DeTable<'_>>) -> Option<Keymap> {
    let mut all = Vec::new();
    let mut is_whole = true;
    for (name, value) in table.into_iter().flatten() {
        let path = format!("keys.{}", name.get_ref());
        match Action::of_id(name.get_ref()) {
            Some(action) => match wanted(check, action, value, &path) {
                Some(wanted) => all.push(wanted),
                None => is_whole = false,
            },
            None => {
                is_whole = false;
                let ids: Vec<String> = TABLE.iter().map(|binding| binding.action.id()).collect();
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                let suggestion = similar(name.get_ref(), &ids);
                let expected = format!("one of {}", ids.join(", "));
                check.report(&name.span(), &path, "is not an action".into(), &expected, suggestion);
            }
        }
    }
    // Keys that are not read are missing in what follows, which would be told as other faults.
    if !is_whole {
        return None;
    }
    let changes: Vec<Change> = all.iter().map(|wanted| wanted.change.clone()).collect();
    match Keymap::with(&changes) {
        Ok(keymap) => Some(keymap),
        Err(flaws) => {
            for Flaw { change, key, found, expected, suggestion } in flaws {
                let Some(wanted) = all.get(change) else { continue };
                let at = key.and_then(|key| wanted.keys.get(key)).unwrap_or(&wanted.at);
                let nth = key.map(|key| format!("[{key}]")).unwrap_or_default();
                let suggestion = suggestion.map(|it| if key.is_some() { format!("{it:?}") } else { it });
                check.report(at, &format!("keys.{}{nth}", wanted.change.action.id()), found, &expected, suggestion);
            }
            None
        }
    }
}

fn wanted(check: &mut Check<'_>, action: Action, value: &Spanned<DeValue<'_>>, path: &str) -> Option<Wanted> {
    const EXPECTED: &str = "a list of keys in quotes, an empty one for none";
    let found = check.found(&value.span());
    let Some(list) = value.get_ref().as_array() else {
        let suggestion = value.get_ref().as_str().map(|key| format!("[{key:?}]"));
        check.report(&value.span(), path, found, EXPECTED, suggestion);
        return None;
    };
    let mut is_whole = true;
    let mut wanted = Wanted { change: Change { action, keys: Vec::new() }, at: value.span(), keys: Vec::new() };
    for (nth, key) in list.iter().enumerate() {
        match key.get_ref().as_str() {
            Some(word) => {
                wanted.change.keys.push(word.to_owned());
                wanted.keys.push(key.span());
            }
            None => {
                let found = check.found(&key.span());
                check.report(&key.span(), &format!("{path}[{nth}]"), found, "a key in quotes", None);
                is_whole = false;
            }
        }
    }
    is_whole.then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let found = parse(text, "config.toml").expect_err("the text has problems");
        found.into_iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        let settings = parse("", "config.toml").expect("nothing is wrong with it");
        assert_eq!((settings.screen, settings.notify), (Screen::default(), Notify::default()));
    }

    #[test]
    fn every_setting_is_read() {
        let text = "[screen]\ntheme = \"okabe-ito\"\nascii = true\nmouse = true\nsync_output = false\n\
                    times = \"local\"\n[notify]\nbell = false\ndesktop = true\n[keys]\nzoom = [\"f5\", \"Z\"]\n";
        let settings = parse(text, "config.toml").expect("nothing is wrong with it");
        let screen = Screen {
            theme: Some(ThemeName::OkabeIto),
            ascii: Some(true),
            mouse: true,
            sync_output: false,
            times: ClockStyle::Local,
        };
        assert_eq!(settings.screen, screen);
        assert_eq!(settings.notify, Notify { bell: false, desktop: true });
        assert_eq!(settings.keymap.line(Action::Zoom).keys, ["f5", "Z"]);
    }

    #[test]
    fn the_settings_in_the_readme_are_right_and_name_every_key() {
        let readme = include_str!("../../README.md");
        let mut blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
        let text = blocks.find(|block| block.contains("[screen]")).expect("the README shows the settings");
        parse(text, "README.md").expect("nothing is wrong with them");
        for table in SETTINGS {
            assert!(text.contains(&format!("[{}]", table.name())));
            for key in table.keys() {
                assert!(text.contains(&format!("\n{} = ", key.name())), "{}", key.name());
            }
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_the_one_that_was_meant() {
        assert_eq!(
            problems("# mine\n[screen]\n  thme = \"dark\"\n"),
            [
                "config.toml:3:3: screen.thme is not a key; expected one of theme, ascii, mouse, sync_output, times; did \
              you mean theme?"
            ]
        );
        let [problem] = &problems("bell = false")[..] else { panic!("one problem") };
        assert!(problem.ends_with("did you mean notify.bell?"), "{problem}");
    }

    #[test]
    fn a_wrong_value_is_named_with_what_is_expected() {
        let found = problems("[screen]\ntheme = \"hi-contrast\"\nmouse = \"true\"\n[notify]\nbell = 1\n");
        assert!(
            found[0].starts_with("config.toml:2:9: screen.theme is \"hi-contrast\"; expected one of \"terminal\""),
            "{found:?}"
        );
        assert!(found[0].ends_with("did you mean \"high-contrast\"?"), "{found:?}");
        assert!(found[1].ends_with("expected true or false; did you mean true?"), "{found:?}");
        assert_eq!(found[2], "config.toml:5:8: notify.bell is 1; expected true or false");
    }

    #[test]
    fn keys_are_refused_with_their_place() {
        let found = problems("[keys]\nzom = [\"f5\"]\nzoom = \"f5\"\nscribe = [1]\n");
        assert!(found[0].starts_with("config.toml:2:1: keys.zom is not an action; expected one of"), "{found:?}");
        assert!(found[0].ends_with("did you mean zoom?"), "{found:?}");
        assert!(found[1].starts_with("config.toml:3:8: keys.zoom is \"f5\"; expected a list"), "{found:?}");
        assert!(found[1].ends_with("did you mean [\"f5\"]?"), "{found:?}");
        assert!(found[2].starts_with("config.toml:4:11: keys.scribe[0] is 1;"), "{found:?}");
        let found = problems("[keys]\nzoom = [\"f5\", \"ctrl-b\"]\nscribe = [\"pagedwn\"]");
        assert!(found[0].starts_with("config.toml:2:15: keys.zoom[1] is \"ctrl-b\", which tmux"), "{found:?}");
        assert!(found[1].ends_with("did you mean \"pgdn\"?"), "{found:?}");
    }

    #[test]
    fn two_actions_on_one_key_and_no_way_out_are_refused_with_their_place() {
        let found = problems("[keys]\nzoom = [\"s\"]\nback = [\"esc\"]\n");
        assert!(
            found[0].starts_with("config.toml:2:9: keys.zoom[0] is \"s\", which severity has already"),
            "{found:?}"
        );
        assert_eq!(
            found[1],
            "config.toml:3:8: keys.back is [\"esc\"]; expected a key besides esc, so that there is a way back and \
             out; did you mean [\"q\"]?"
        );
    }

    #[test]
    fn a_text_that_is_no_toml_is_told_with_its_line() {
        let found = problems("[screen]\nmouse yes\n");
        assert!(found[0].starts_with("config.toml:2:"), "{found:?}");
    }
}
