//! Tasks of one incident, and the debts of temporary actions over all of them, the oldest first.

use super::acting::{self, Member, Operator};
use super::args::Common;
use super::describe::stamp;
use super::{output, record};
use crate::client::address::Address;
use crate::client::exit::Failure;
use crate::client::membership::Memberships;
use crate::client::reading;
use serde_json::{Value, json};
use warroom_incident::state::{Task, TaskState};
use warroom_incident::waiting::cost_of_waiting;
use warroom_incident::{Incident, Reaches, Record, apply};

/// An incident that was read.
pub(super) struct Room {
    pub(super) incident: String,
    pub(super) record: Record,
    pub(super) state: Incident,
    pub(super) reaches: Reaches,
}

impl Room {
    fn text(&self, task: &Task) -> &str {
        self.record.text(task.seq).unwrap_or("[redacted]")
    }

    fn link(&self, task: &Task) -> Option<&str> {
        task.link_at.and_then(|at| self.record.text(at))
    }

    pub(super) fn json(&self, task: &Task) -> Value {
        let (state, by) = match &task.state {
            TaskState::Open => ("open", None),
            TaskState::Claimed(by) => ("claimed", Some(by)),
            TaskState::Done => ("done", None),
            TaskState::Dropped => ("dropped", None),
        };
        json!({
            "incident": self.incident,
            "task": task.seq,
            "text": self.text(task),
            "at": task.at,
            "author": task.author,
            "when": task.when,
            "mitigation": task.mitigation,
            "class": task.class,
            "debt_of": task.debt_of,
            "state": state,
            "by": by,
            "owner": task.owner,
            "due": task.due,
            "due_by": task.by,
            "overdue": task.is_overdue(chrono::Utc::now()),
            "rank": task.place,
            "saves_percent": task.saves(),
            "cost_of_waiting": cost_of_waiting(&self.state, task, chrono::Utc::now()),
            "link": self.link(task),
            "lacks": task.lacks(),
        })
    }

    pub(super) fn plain(&self, task: &Task) -> String {
        let state = match &task.state {
            TaskState::Open => "open".to_owned(),
            TaskState::Claimed(by) => format!("taken by {by}"),
            TaskState::Done => "done".to_owned(),
            TaskState::Dropped => "dropped".to_owned(),
        };
        let first = if task.mitigation { "MITIGATION " } else { "" };
        let place = task.place.map(|place| format!("{place}. ")).unwrap_or_default();
        let mut line = format!("{:>6}  {}  {place}[{state}] {first}{}", task.seq, task.when, self.text(task));
        if let Some(percent) = task.saves_percent {
            line.push_str(&format!("  saves {percent} %"));
        }
        if let Some(cost) = cost_of_waiting(&self.state, task, chrono::Utc::now()) {
            line.push_str(&format!("  ten more minutes cost {}", cost.long()));
        }
        if let Some(by) = task.by.filter(|_| task.is_open()) {
            let late = if task.is_overdue(chrono::Utc::now()) { "OVERDUE, was due" } else { "due" };
            line.push_str(&format!("  {late} {}", stamp(by)));
        }
        if let Some(owner) = &task.owner {
            line.push_str(&format!("  owner {owner}"));
        }
        if let Some(due) = &task.due {
            line.push_str(&format!("  due {due}"));
        }
        if let Some(link) = self.link(task) {
            line.push_str(&format!("  {link}"));
        }
        output::one_line(&line)
    }
}

async fn of_member(member: &Member) -> Result<Room, Failure> {
    let read = reading::whole(&member.address, &member.known.membership).await?;
    let reading::Room { record, state, snapshot, reaches } = read;
    Ok(Room { incident: snapshot.incident, record, state, reaches })
}

async fn of_operator(operator: &Operator, incident: &str) -> Result<Room, Failure> {
    let record = record::of_operator(operator, incident).await?.record;
    let mut state = Incident::default();
    for line in record.lines() {
        apply(&mut state, line);
    }
    Ok(Room { incident: incident.to_owned(), record, state, reaches: Reaches::ALL })
}

/// Reads the incident that the options choose, as a member, else as the operator.
pub(super) async fn room(common: &Common) -> Result<Room, Failure> {
    match (acting::member(common), Operator::named(common)) {
        (Ok(member), _) => of_member(&member).await,
        (Err(_), Some(operator)) => of_operator(&operator, &operator.incident(common).await?).await,
        (Err(failure), None) => Err(failure),
    }
}

/// `task list`
pub(super) async fn tasks(common: &Common) -> Result<(), Failure> {
    let room = room(common).await?;
    let mut tasks: Vec<_> = room.state.tasks.iter().collect();
    tasks.sort_by_key(|task| task.rank());
    if common.json {
        return output::json(&tasks.into_iter().map(|task| room.json(task)).collect::<Vec<_>>());
    }
    tasks.into_iter().try_for_each(|task| output::line(&room.plain(task)))
}

/// `debts`
pub(super) async fn debts(common: &Common) -> Result<(), Failure> {
    let (rooms, missed) = match Operator::named(common) {
        Some(operator) => (all_of_operator(common, &operator).await?, None),
        None => all_of_member(common).await?,
    };
    let now = chrono::Utc::now();
    let read_only = |room: &&Room| room.reaches == Reaches::PUBLISHED;
    for room in rooms.iter().filter(read_only) {
        let incident = output::one_line(&room.incident);
        output::notice(&format!("{incident}: you read what is published; debts of the room do not come to readers"));
    }
    let mut debts: Vec<_> = rooms.iter().flat_map(|room| room.state.debts().map(move |task| (room, task))).collect();
    debts.sort_by_key(|(_, task)| task.at);
    if common.json {
        let all = debts.iter().map(|(room, task)| {
            let mut value = room.json(task);
            value["title"] = json!(room.state.title);
            value["age_seconds"] = json!((now - task.at).num_seconds());
            value
        });
        output::json(&all.collect::<Vec<_>>())?;
    } else {
        for (room, task) in &debts {
            let age = age((now - task.at).num_minutes());
            let lacks = task.lacks().join(", ");
            let text = output::one_line(room.text(task));
            output::line(&format!("{age:>4}  {} task {}: {text}  (missing: {lacks})", room.incident, task.seq))?;
        }
        let knows = rooms.is_empty() || !rooms.iter().all(|room| read_only(&room));
        if debts.is_empty() && missed.is_none() && knows {
            output::line("no open debts")?;
        }
    }
    missed.map_or(Ok(()), Err)
}

fn age(minutes: i64) -> String {
    match minutes {
        ..60 => format!("{}m", minutes.max(0)),
        60..1_440 => format!("{}h", minutes / 60),
        _ => format!("{}d", minutes / 1_440),
    }
}

async fn all_of_operator(common: &Common, operator: &Operator) -> Result<Vec<Room>, Failure> {
    let mut rooms = Vec::new();
    for summary in operator.incidents().await? {
        let wanted = common.incident.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(&summary.incident));
        if wanted && summary.debts > 0 {
            rooms.push(of_operator(operator, &summary.incident).await?);
        }
    }
    Ok(rooms)
}

/// All incidents that can be read, and why the last of the others cannot.
async fn all_of_member(common: &Common) -> Result<(Vec<Room>, Option<Failure>), Failure> {
    let memberships = Memberships::load()?;
    let (mut rooms, mut missed): (Vec<Room>, _) = (Vec::new(), None);
    for known in memberships.all() {
        let incident = &known.membership.incident;
        if common.incident.as_ref().is_some_and(|it| !it.eq_ignore_ascii_case(incident)) {
            continue;
        }
        let address = Address::parse(&known.membership.server).map_err(|error| Failure::failed(error.to_string()))?;
        let member = Member { known: known.clone(), address };
        match of_member(&member).await {
            // One person with two names in one incident has its debts once.
            Ok(room) if rooms.iter().any(|it| it.record.head() == room.record.head()) => {}
            Ok(room) => rooms.push(room),
            Err(failure) => {
                let sentence = format!("{incident} is missing from this list: {}", failure.sentence);
                output::notice(&sentence);
                missed = Some(Failure { sentence: "not all incidents could be read".into(), ..failure });
            }
        }
    }
    Ok((rooms, missed))
}
