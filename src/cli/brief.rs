//! The brief on stdout: the same lines as on the screen, all of them.

use super::args::Common;
use super::debts::{self, Room};
use super::output;
use crate::brief::{self, BriefLine, Reader};
use crate::client::exit::Failure;
use crate::client::membership::Memberships;
use crate::client::when;
use crate::timeline::Timeline;
use serde_json::{Value, json};
use warroom_incident::{Incident, Line, Person, Reaches, Seq, Time, apply};

/// `brief`
pub(super) async fn brief(common: &Common, since: Option<&str>) -> Result<(), Failure> {
    // What is wrong with the command line is said before anything is read.
    let since = since.map(parse).transpose()?;
    let room = debts::room(common).await?;
    let now = chrono::Utc::now();
    if room.reaches == Reaches::PUBLISHED {
        return super::inbox::of_reader(common, &room, now);
    }
    let mut lines = Vec::new();
    let after = since.map(|since| since.seq(&room));
    if let Some(after) = after {
        lines = changes(common, &room, after, since.and_then(Since::at), now)?;
    }
    lines.extend(brief::brief(&room.state, &room.record, now));
    if common.json {
        return output::json(&as_json(&room, &lines, after, now));
    }
    let headline = brief::headline(&room.incident, &room.state, now);
    output::line(brief::brief_text(&headline, &lines, now).trim_end())
}

/// From where on something counts as changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Number(Seq),
    Moment(Time),
}

impl Since {
    fn at(self) -> Option<Time> {
        match self {
            Since::Number(_) => None,
            Since::Moment(at) => Some(at),
        }
    }

    /// The last event before it, by the order in which the record was written.
    fn seq(self, room: &Room) -> Seq {
        match self {
            Since::Number(seq) => seq,
            Since::Moment(at) => {
                let open = room.record.lines().iter().filter_map(Line::open);
                open.filter(|sealed| sealed.fact.at <= at).map(|sealed| sealed.seq).max().unwrap_or(0)
            }
        }
    }
}

fn parse(word: &str) -> Result<Since, Failure> {
    if let Ok(seq) = word.parse() {
        return Ok(Since::Number(seq));
    }
    let moment = when::parse(word, &chrono::Local::now()).map(Since::Moment);
    moment.map_err(|why| Failure::usage(format!("--since: {why}, or the number of an event")))
}

fn changes(
    common: &Common,
    room: &Room,
    after: Seq,
    left_at: Option<Time>,
    now: Time,
) -> Result<Vec<BriefLine>, Failure> {
    let memberships = Memberships::load()?;
    // The operator has no seat: nothing waits for nobody.
    let nobody = Person::new("reader").map_err(|why| Failure::failed(why.to_string()))?;
    let known = memberships.find(&room.incident).filter(|_| common.data.is_none());
    let me = known.map_or(&nobody, |known| &known.membership.name);
    let newer = rows_after(room, after);
    Ok(brief::changes(&room.state, &room.record, now, Reader { me, after, left_at, newer }))
}

/// How many lines of the timeline are newer.
fn rows_after(room: &Room, after: Seq) -> usize {
    let (mut state, mut timeline) = (Incident::default(), Timeline::default());
    for line in room.record.lines() {
        apply(&mut state, line);
        timeline.take(&state, line);
    }
    timeline.facts().newer(after)
}

/// Sections in the order of reading, each with its lines.
fn as_json(room: &Room, lines: &[BriefLine], since: Option<Seq>, now: Time) -> Value {
    let mut sections: Vec<Value> = Vec::new();
    for part in lines.chunk_by(|one, next| one.section == next.section) {
        let said: Vec<Value> = part
            .iter()
            .map(|it| json!({ "text": it.text, "at": it.at, "seq": it.seq, "place": it.place, "alarm": it.alarm }))
            .collect();
        sections.push(json!({ "section": part.first().map(|it| it.section), "lines": said }));
    }
    let state = &room.state;
    json!({
        "incident": room.incident,
        "title": state.title,
        "drill": state.drill,
        "severity": state.severity,
        "phase": state.phase,
        "started": state.since,
        "at": now,
        "seq": room.record.seq(),
        "since": since,
        "sections": sections,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_number_or_a_moment() {
        assert_eq!(parse("412").ok(), Some(Since::Number(412)));
        assert!(matches!(parse("-15m"), Ok(Since::Moment(_))));
        assert!(matches!(parse("3:12"), Ok(Since::Moment(_))));
        let wrong = parse("noon").expect_err("no time").sentence;
        assert!(wrong.contains("--since") && wrong.contains("3:12") || wrong.contains("9:10"), "{wrong}");
    }
}
