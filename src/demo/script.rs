//! The past incidents that a demo can play: retellings of public post-mortems, with their sources in the header.

use crate::cli::words::{did_you_mean, shortened};
use crate::client::exit::Failure;
use std::time::Duration;
use warroom_incident::event::{ActionPosted, EntryKind, JourneyState, LinkKind, Notice, Phase, Progress, TaskTime};
use warroom_incident::impact::{Journey, Range, Stated, Users};
use warroom_incident::import::{self, ImportedLine};
use warroom_incident::policy::Drill;
use warroom_incident::{Command, Policy, Seat};

/// The one that is played where none is named: it has every kind of line.
const DEFAULT: &str = "github-2018-10-21";

const ALL: [(&str, &str); 7] = [
    ("aws-us-east-1-2025-10-20", include_str!("../incidents/aws-us-east-1-2025-10-20.jsonl")),
    ("github-2018-10-21", include_str!("../incidents/github-2018-10-21.jsonl")),
    ("moj-dockerhub-2023-01-11", include_str!("../incidents/moj-dockerhub-2023-01-11.jsonl")),
    ("polar-2026-06-12", include_str!("../incidents/polar-2026-06-12.jsonl")),
    ("pypi-org-teams-2025-04-14", include_str!("../incidents/pypi-org-teams-2025-04-14.jsonl")),
    ("pypi-phishing-2025-07-26", include_str!("../incidents/pypi-phishing-2025-07-26.jsonl")),
    ("yearn-ydai-2021-02-04", include_str!("../incidents/yearn-ydai-2021-02-04.jsonl")),
];

/// An incident to play.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// What it is declared as.
    pub(super) title: String,
    /// What happens, in its order.
    pub(super) steps: Vec<Step>,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Real time since the step before.
    pub(super) gap: Duration,
    /// The seat that speaks; none for systems.
    pub(super) seat: Option<Seat>,
    /// What is ordered.
    pub(super) command: Command,
    /// What is written instead where the room has moved on and refuses the order; entries have none.
    pub(super) otherwise: Option<Command>,
}

/// Finds a script by its name or the start of it.
///
/// # Errors
/// A sentence with all names, when none fits or several do.
pub(super) fn find(name: Option<&str>) -> Result<Script, Failure> {
    let name = name.unwrap_or(DEFAULT);
    let exact = ALL.iter().find(|(slug, _)| *slug == name);
    let mut starting = ALL.iter().filter(|(slug, _)| !name.is_empty() && slug.starts_with(name));
    let found = match (exact, starting.next(), starting.next()) {
        (Some(found), ..) | (None, Some(found), None) => found,
        (None, ..) => {
            let meant = did_you_mean(name, ALL.iter().map(|(slug, _)| *slug));
            let all = ALL.map(|(slug, _)| slug).join(", ");
            let name = shortened(name);
            return Err(Failure::usage(format!("no incident {name:?} to play{meant}; there are: {all}")));
        }
    };
    read(found.1)
}

fn read(file: &str) -> Result<Script, Failure> {
    let imported = import::parse(file).map_err(|rejection| Failure::failed(rejection.to_string()))?;
    let mut before: Option<warroom_incident::Time> = None;
    let steps = imported.lines.iter().map(|line| {
        let gap = before.map_or(Duration::ZERO, |before| (line.at - before).to_std().unwrap_or_default());
        before = Some(line.at);
        step(line, gap)
    });
    let mut steps: Vec<_> = steps.collect();
    let first_harm = imported.lines.iter().position(|line| line.kind == "impact").unwrap_or(steps.len().min(3));
    steps.insert(steps.len().min(first_harm + 1), estimate());
    Ok(Script { title: imported.title.text.clone(), steps })
}

/// What a past incident cost in an hour its retelling does not say. A demo without any figure would show nothing of
/// what follows from one: somebody proposes a made-up one, and says so.
fn estimate() -> Step {
    let range = |low, likely, high| Range { low, likely, high };
    let stated = Stated {
        journeys: vec![Journey { name: "the service".into(), state: JourneyState::Degraded }],
        users: Some(Users::Share(range(2_000, 3_000, 6_000))),
        loss_per_hour: Some(range(200_000, 500_000, 1_200_000)),
        ..Stated::default()
    };
    let source = "made up for this practice: what was published names no figures".into();
    let command = Command::ProposeEstimate { stated: Box::new(stated), source, reason: String::new() };
    Step { gap: Duration::ZERO, seat: Some(Seat::Observer), command, otherwise: None }
}

fn step(line: &ImportedLine, gap: Duration) -> Step {
    let words = line.content.text.clone();
    let told = Command::post(EntryKind::Observation, format!("{}: {words}", leading_word(&line.kind)));
    let (command, otherwise) = match modelled(line, words) {
        Some(post @ Command::Post { .. }) => (post, None),
        Some(command) => (command, Some(told)),
        None => (told, None),
    };
    Step { gap, seat: line.seat, command, otherwise }
}

/// What the rules can do with a line; nothing for kinds that have no rules yet.
fn modelled(line: &ImportedLine, text: String) -> Option<Command> {
    if let Some(entry) = EntryKind::parse(&line.kind) {
        let done = ActionPosted { progress: Progress::Done, ..ActionPosted::UNSAID };
        let action = (entry == EntryKind::Action).then_some(done);
        return Some(Command::Post { entry, text, happened_at: None, action, temporary: false });
    }
    match line.kind.as_str() {
        "acknowledged" => Some(Command::Acknowledge { text }),
        "phase" => Some(Command::SetPhase { phase: Phase::parse(&line.field("phase")?)?, reason: text }),
        "severity" => Some(Command::SetSeverity { severity: line.field("severity")?.to_lowercase(), reason: text }),
        "action_item" => Some(Command::AddTask { text, when: TaskTime::Afterwards, mitigation: false, class: None }),
        // What was told then is offered to the chair of now, who approves it or writes something better.
        "update_draft" | "update_published" => {
            let told = line.field("status").and_then(|word| Phase::parse(&word));
            Some(Command::OpenDraft {
                audience: Policy::default().audiences.first()?.name.clone(),
                phase: told.filter(|phase| Phase::WORKING.contains(phase)).unwrap_or(Phase::Investigating),
                text: Some(text),
                channels: Vec::new(),
                notice: Notice::Notify,
                promise: None,
            })
        }
        "link" => Some(Command::AddLink { link: LinkKind::Other, url: line.field("url")?, label: text }),
        _ => None,
    }
}

/// `update_published` as a person would begin the line.
fn leading_word(kind: &str) -> String {
    let plain = kind.replace(['_', '-'], " ");
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Step {
    /// How long to wait before it: a real minute is a second, within what the policy allows, divided by the speed.
    pub(super) fn pause(&self, drill: &Drill, speed: f64) -> Duration {
        let least = f64::from(drill.shortest_pause_seconds);
        let most = f64::from(drill.longest_pause_seconds).max(least);
        Duration::from_secs_f64((self.gap.as_secs_f64() / 60.0).clamp(least, most) / speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_incident_can_be_read_and_names_its_source() {
        for (slug, file) in ALL {
            let script = find(Some(slug)).expect("it reads");
            let made_up = |step: &&Step| matches!(step.command, Command::ProposeEstimate { .. });
            assert_eq!(script.steps.iter().filter(made_up).count(), 1, "{slug}");
            assert_eq!(script.steps.len() - 1, file.lines().count() - 1, "{slug}");
            assert!(file.lines().next().is_some_and(|header| header.contains("\"source\"")), "{slug}");
        }
    }

    #[test]
    fn the_start_of_a_name_is_enough_and_a_wrong_one_is_told_the_list() {
        assert!(find(Some("yearn")).is_ok_and(|script| script.title.starts_with("Flash attack")));
        let failure = find(Some("pypi")).expect_err("two begin so");
        assert!(failure.sentence.contains("pypi-org-teams") && failure.sentence.contains("pypi-phishing"));
        let failure = find(Some("githb-2018")).expect_err("no such incident");
        assert!(failure.sentence.contains("did you mean \"github-2018-10-21\""), "{failure}");
    }

    #[test]
    fn a_line_without_rules_is_told_with_its_word_in_front() {
        let script = find(Some("github")).expect("it reads");
        let impact = |step: &Step| matches!(&step.command, Command::Post { text, .. } if text.starts_with("Impact: "));
        assert!(script.steps.iter().any(impact));
        assert!(script.steps.iter().any(|step| matches!(step.command, Command::SetSeverity { .. })));
    }

    #[test]
    fn what_was_told_then_is_a_draft_now_and_where_it_cannot_be_one_it_is_told_as_an_entry() {
        let script = find(Some("github")).expect("it reads");
        let offered = |step: &&Step| matches!(step.command, Command::OpenDraft { .. });
        let step = script.steps.iter().find(offered).expect("the page was changed");
        let Command::OpenDraft { text, phase, .. } = &step.command else { panic!("it was looked for") };
        assert_eq!((text.as_deref(), *phase), (Some("Site status moved to yellow."), Phase::Investigating));
        let told = Command::post(EntryKind::Observation, "Update published: Site status moved to yellow.");
        assert_eq!(step.otherwise, Some(told));
    }

    #[test]
    fn pauses_stay_readable_and_follow_the_speed() {
        let drill = Drill { shortest_pause_seconds: 1, longest_pause_seconds: 8 };
        let step = |gap| Step {
            gap: Duration::from_secs(gap),
            seat: None,
            command: Command::post(EntryKind::Note, "x"),
            otherwise: None,
        };
        assert_eq!(step(0).pause(&drill, 1.0), Duration::from_secs(1));
        assert_eq!(step(300).pause(&drill, 1.0), Duration::from_secs(5));
        assert_eq!(step(86_400).pause(&drill, 2.0), Duration::from_secs(4));
    }
}
