//! What a draft claims that does not fit what is believed or was told: nothing of it is refused, all of it is said
//! before it leaves.

use warroom_incident::draft::{Draft, outside};
use warroom_incident::event::Phase;
use warroom_incident::state::Incident;

/// Words before the time of a next update.
const NEXT: &str = "next update";

/// What does not fit, each as a sentence.
pub(super) fn doubtful(state: &Incident, draft: &Draft) -> Vec<String> {
    let mut all = Vec::new();
    let loud = |phase: Phase| phase.as_str().to_uppercase();
    if let Some(is) = state.phase.filter(|is| outside(*is) != outside(draft.phase)) {
        all.push(format!("it tells {}, the room is at {}", loud(draft.phase), loud(is)));
    }
    let last = state.updates.iter().rev().find(|it| it.audience == draft.audience);
    if let Some(last) = last.filter(|last| outside(draft.phase) < outside(last.phase)) {
        let (audience, then) = (&draft.audience, loud(last.phase));
        all.push(format!("it goes back: {audience} were told {then} before, and now {}", loud(draft.phase)));
    }
    let promised = draft.promise.map(|at| at.format("%H:%M").to_string());
    for named in named_times(draft.text().as_str()) {
        match &promised {
            Some(promised) if *promised == named => {}
            Some(promised) => {
                all.push(format!("its words name {named} for the next update, and {promised}Z is promised"));
            }
            None => all.push(format!("its words name {named} for the next update, and none is promised")),
        }
    }
    all
}

/// The times of day that stand behind "next update" in the same sentence, as `04:15`.
fn named_times(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut times: Vec<String> = Vec::new();
    for (_, after) in lower.match_indices(NEXT).map(|(at, _)| lower.split_at(at + NEXT.len())) {
        let end = after.find(". ").unwrap_or(after.len());
        let next = after[..end].find(NEXT).unwrap_or(end);
        let time = after[..next].split(|c: char| !c.is_ascii_digit() && c != ':').find_map(time_of_day);
        times.extend(time.filter(|time| !times.contains(time)));
    }
    times
}

/// `4:15` as `04:15`; nothing where it is none.
fn time_of_day(word: &str) -> Option<String> {
    let (hours, minutes) = word.trim_end_matches(':').split_once(':')?;
    let fits = hours.len() <= 2 && minutes.len() == 2;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (fits && hours < 24 && minutes < 60).then(|| format!("{hours:02}:{minutes:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_time_of_the_next_update_is_taken_for_it() {
        assert_eq!(named_times("Since 03:10 it fails. Next update by 04:15 UTC."), ["04:15"]);
        assert_eq!(named_times("The next\nupdate comes at 4:05 UTC, or at 05:00."), ["04:05"]);
        assert_eq!(named_times("NEXT UPDATE by 2026-11-22 00:30 UTC"), ["00:30"]);
        assert!(named_times("Next update soon. It began at 03:10.").is_empty());
        assert!(named_times("Next update when 99:99 or 3:1 or 10:42:17 is over").is_empty());
        assert!(named_times("We began at 03:10.").is_empty());
    }
}
