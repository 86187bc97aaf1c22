//! What a team agrees on about time: how long things may take, how often whom is told, which seats have to be filled.

use super::{Audience, Flaws, Policy, Severity};
use crate::bounds;
use crate::event::{Phase, SeverityName};
use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// How long things may take, in minutes; 0 stands for never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Clock {
    /// From the declaration to the first update of an audience that has a cadence.
    pub first_update_minutes: u32,
    /// From the declaration to the first estimate of the impact.
    pub estimate_minutes: u32,
    /// During which a seat that the team needs may be empty.
    pub seats_minutes: u32,
    /// During which a draft may wait for the chair.
    pub draft_minutes: u32,
    /// During which a question may wait for the chair.
    pub question_minutes: u32,
    /// During which a cause may be hunted without that a mitigation was tried.
    pub mitigation_minutes: u32,
    /// For which something is snoozed, once.
    pub snooze_minutes: u32,
    /// By which something is said before it is due.
    pub soon_minutes: u32,
    /// How many times slower cadences are in `identified`, after a while, and while a vendor is waited for.
    pub slower_factor: u32,
    /// After how long they are slower.
    pub slower_after_minutes: u32,
    /// Every cadence in `monitoring`, unless it is slower anyway.
    pub monitoring_minutes: u32,
}

/// How often somebody hears of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cadence {
    /// Who: an audience of the policy, `internal` for the room itself, or `executives`.
    pub audience: String,
    /// Of which severity.
    pub severity: SeverityName,
    /// In which phase; in every one that has none of its own when empty. What is said of a phase is meant as it
    /// stands: nothing makes it slower.
    #[serde(default)]
    pub phase: String,
    /// Minutes between two updates at most; on change only when 0.
    pub minutes: u32,
}

/// The audience that is the room itself.
pub const INTERNAL: &str = "internal";
/// An audience that has a cadence by default, and may be left out of the policy.
pub const EXECUTIVES: &str = "executives";

/// How many people a team has for an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Team {
    /// One, in all seats.
    Solo,
    /// One who decides and one who works on it.
    Two,
    /// And one who watches and writes down.
    Three,
    /// A large incident: two who work on it, two who watch and write down.
    Major,
}

impl Team {
    /// The words for it in a policy.
    pub const WORDS: [&str; 4] = ["solo", "two", "three", "major"];

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Team> {
        let all = [Team::Solo, Team::Two, Team::Three, Team::Major];
        Team::WORDS.iter().position(|it| *it == word).and_then(|at| all.get(at).copied())
    }

    /// How many responders and observers it needs beside the chair.
    #[must_use]
    pub fn needs(self) -> (usize, usize) {
        match self {
            Team::Solo | Team::Two => (1, 0),
            Team::Three => (1, 1),
            Team::Major => (2, 2),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            first_update_minutes: 5,
            estimate_minutes: 5,
            seats_minutes: 10,
            draft_minutes: 10,
            question_minutes: 15,
            mitigation_minutes: 15,
            snooze_minutes: 10,
            soon_minutes: 5,
            slower_factor: 2,
            slower_after_minutes: 120,
            monitoring_minutes: 60,
        }
    }
}

/// Customers, the room and executives, for the severities from the worst on; a milder one has none.
const DEFAULTS: [[u32; 3]; 3] = [[20, 15, 30], [30, 20, 30], [60, 60, 0]];

impl Cadence {
    /// The cadences of a team that says nothing about them: by the place of a severity, and for its first audience.
    #[must_use]
    pub fn defaults(severities: &[Severity], audiences: &[Audience]) -> Vec<Cadence> {
        let outside = audiences.iter().map(|audience| audience.name.as_str());
        let outside = outside.filter(|name| ![INTERNAL, EXECUTIVES].contains(name)).take(1);
        let whom: Vec<_> = outside.map(|name| (name, 0)).chain([(INTERNAL, 1), (EXECUTIVES, 2)]).collect();
        let of = |(severity, minutes): (&Severity, [u32; 3])| {
            let one = |&(audience, column): &(&str, usize)| Cadence {
                audience: audience.to_owned(),
                severity: severity.name.clone(),
                phase: String::new(),
                minutes: minutes.get(column).copied().unwrap_or(0),
            };
            whom.iter().map(one).collect::<Vec<_>>()
        };
        severities.iter().zip(DEFAULTS).flat_map(of).collect()
    }
}

impl Policy {
    /// Minutes between two updates for an audience at a severity; on change only where there is none.
    #[must_use]
    pub fn cadence(&self, audience: &str, severity: &str) -> Option<u32> {
        self.cadence_in("", audience, severity).filter(|minutes| *minutes > 0)
    }

    /// Minutes between two updates for an audience at a severity in a phase that has a cadence of its own; 0 is on
    /// change only.
    #[must_use]
    pub fn cadence_in(&self, phase: &str, audience: &str, severity: &str) -> Option<u32> {
        let fits = |it: &&Cadence| it.audience == audience && it.severity == severity && it.phase == phase;
        self.cadences.iter().find(fits).map(|it| it.minutes)
    }

    /// How many people the team has; three where a newer policy says what this version does not know.
    #[must_use]
    pub fn team(&self) -> Team {
        Team::parse(&self.seats.team).unwrap_or(Team::Three)
    }

    pub(super) fn clock_flaws(&self, flaws: &mut Flaws) {
        let it = &self.clock;
        let minutes = [
            (it.first_update_minutes, "clock.first_update_minutes", "5"),
            (it.estimate_minutes, "clock.estimate_minutes", "5"),
            (it.seats_minutes, "clock.seats_minutes", "10"),
            (it.draft_minutes, "clock.draft_minutes", "10"),
            (it.question_minutes, "clock.question_minutes", "15"),
            (it.mitigation_minutes, "clock.mitigation_minutes", "15"),
            (it.slower_after_minutes, "clock.slower_after_minutes", "120"),
            (it.monitoring_minutes, "clock.monitoring_minutes", "60"),
        ];
        for (value, key, suggestion) in minutes {
            flaws.within(value.into(), 0..=10_080, key, "minutes (0 for never)", suggestion);
        }
        // What is snoozed longer is forgotten.
        flaws.within(it.snooze_minutes.into(), 1..=120, "clock.snooze_minutes", "minutes", "10");
        flaws.within(it.soon_minutes.into(), 0..=60, "clock.soon_minutes", "minutes", "5");
        flaws.within(it.slower_factor.into(), 1..=10, "clock.slower_factor", "times", "2");
        let teams = Team::parse(&self.seats.team).is_some();
        flaws.expect(teams, "seats.team", &format!("one of {}", Team::WORDS.join(", ")), Some("three"));
        self.cadence_flaws(flaws);
    }

    fn cadence_flaws(&self, flaws: &mut Flaws) {
        let expected = format!("at most {} of them", bounds::CADENCES);
        flaws.expect(self.cadences.len() <= bounds::CADENCES, "cadences", &expected, None);
        let usual = Policy::default().cadences;
        for (i, it) in self.cadences.iter().enumerate() {
            let key = |name: &str| format!("cadences[{i}].{name}");
            let known = [INTERNAL, EXECUTIVES].contains(&it.audience.as_str())
                || self.audiences.iter().any(|audience| audience.name == it.audience);
            let severity = self.severity_names().any(|name| name == it.severity);
            // The defaults are for the default severities and audiences; a policy that has others need not repeat them.
            let usual = usual.contains(it);
            let audiences = "an audience of this policy, internal or executives";
            flaws.expect(known || usual, &key("audience"), audiences, Some(INTERNAL));
            let first = self.severity_names().next();
            flaws.expect(severity || usual, &key("severity"), "the name of a severity of this policy", first);
            flaws.within(it.minutes.into(), 0..=10_080, &key("minutes"), "minutes (0 for on change)", "30");
            let phases = Phase::WORKING.map(Phase::as_str);
            let phase = it.phase.is_empty() || phases.contains(&it.phase.as_str());
            flaws.expect(phase, &key("phase"), &format!("one of {}", phases.join(", ")), Some("monitoring"));
            let of = |it: &Cadence| (it.audience.clone(), it.severity.clone(), it.phase.clone());
            let same = |other: &Cadence| of(other) == of(it);
            let one = self.cadences.iter().position(same) == Some(i);
            flaws.expect(one, &key("severity"), "one cadence for each audience, severity and phase", None);
        }
    }
}
