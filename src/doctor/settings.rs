//! What the person has chosen for the screen. A mistake in it keeps every room shut, so each of them is named.

use std::path::Path;

use warroom_server::toml_file::Problem;

use super::report::Report;
use crate::app::bindings::Change;
use crate::app::model::ClockStyle;
use crate::cli::{chosen_settings, settings_file};
use crate::settings::Settings;

/// Problems that are told: more than one mends before looking again.
const MOST_PROBLEMS: usize = 10;

/// Tells what the file says; the defaults where it cannot be used, as far as the rest of the report asks.
pub(super) fn look(report: &mut Report) -> Settings {
    let path = match settings_file() {
        Ok(path) => path,
        Err(failure) => {
            report.attention(failure.sentence, "set HOME");
            return Settings::default();
        }
    };
    judge(report, &path, chosen_settings(&path))
}

fn judge(report: &mut Report, path: &Path, read: Result<Settings, Vec<Problem>>) -> Settings {
    let shown = path.display();
    match read {
        Ok(settings) => {
            let state = if path.exists() { "read" } else { "not there: everything is as it comes" };
            report.fact("settings", "file", format!("{shown} ({state})"));
            tell(report, &settings);
            settings
        }
        Err(problems) => {
            let count = problems.len();
            let things = if count == 1 { "problem" } else { "problems" };
            report.fact("settings", "file", format!("{shown} ({count} {things}: NO SCREEN OPENS)"));
            for problem in problems.iter().take(MOST_PROBLEMS) {
                report.attention(problem.to_string(), "mend it: until then no screen opens");
            }
            if let Some(more @ 1..) = count.checked_sub(MOST_PROBLEMS) {
                report.attention(format!("{shown} has {more} more problems"), "mend those above, then look again");
            }
            Settings::default()
        }
    }
}

fn tell(report: &mut Report, settings: &Settings) {
    let on = |is_so: bool| if is_so { "on" } else { "off" };
    let Settings { screen, notify, keymap } = settings;
    let times = match screen.times {
        ClockStyle::Utc => "UTC",
        ClockStyle::Local => "local",
        ClockStyle::Elapsed => "elapsed",
    };
    let (mouse, whole) = (on(screen.mouse), on(screen.sync_output));
    report.fact("settings", "screen", format!("mouse {mouse}, times {times}, frames marked {whole}"));
    report.fact("settings", "called by", format!("bell {}, desktop {}", on(notify.bell), on(notify.desktop)));
    let changes: Vec<Change> = keymap.clone().into();
    let ids: Vec<String> = changes.iter().map(|change| change.action.id()).collect();
    let keys = if ids.is_empty() { "as they come".into() } else { format!("others for {}", ids.join(", ")) };
    report.fact("settings", "keys", keys);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::parse;

    fn told(text: &str) -> (String, bool) {
        let mut report = Report::default();
        judge(&mut report, Path::new("/nowhere/config.toml"), parse(text, "config.toml"));
        (report.lines().join("\n"), report.is_fine())
    }

    #[test]
    fn what_is_chosen_is_told_without_being_a_problem() {
        let (plain, is_fine) = told("");
        assert!(is_fine && plain.contains("bell on, desktop off") && plain.contains("as they come"), "{plain}");
        let (told, is_fine) = told("[screen]\nmouse = true\ntimes = \"local\"\n[keys]\nzoom = [\"f5\"]\n");
        assert!(is_fine && told.contains("mouse on, times local") && told.contains("others for zoom"), "{told}");
    }

    #[test]
    fn every_mistake_needs_attention_and_there_is_a_bound() {
        let (one, is_fine) = told("[screen]\nthme = \"dark\"\n");
        assert!(!is_fine && one.contains("config.toml:2:1: screen.thme is not a key"), "{one}");
        assert!(one.contains("(1 problem: NO SCREEN OPENS)") && !one.contains("more problems"), "{one}");
        let many: String = (0..MOST_PROBLEMS + 3).map(|nth| format!("k{nth} = 1\n")).collect();
        let (many, _) = told(&many);
        assert_eq!(many.matches("no screen opens").count(), MOST_PROBLEMS, "{many}");
        assert!(many.contains("has 3 more problems"), "{many}");
    }
}
