//! Decides commands and stages what they yield; nothing here is answered or delivered.

use super::*;

impl Ordering {
    /// Loads an incident, once: exactly what is on disk, and nothing is staged for it.
    pub(super) fn load(&mut self, incident: IncidentId) -> Result<(), Declined> {
        if self.slots.contains_key(&incident) {
            return Ok(());
        }
        if let Some(why) = self.damaged.get(&incident).and_then(|summary| summary.damaged.clone()) {
            return Err(Declined::Damaged(why));
        }
        let mut slot = Slot::new(incident);
        loop {
            let rows = self.journal.read(incident, slot.room.state.seq, 4_096).map_err(not_read)?;
            let Some(last) = rows.last().map(|row| row.seq) else { break };
            for row in rows {
                if let Err(error) = slot.room.replay(&row) {
                    tracing::error!(%error, "damaged; it is not served until the server starts again");
                    let mut summary = Summary::of(&incident.to_string(), &slot.room.state, slot.room.head);
                    summary.damaged = Some(error.to_string());
                    self.damaged.insert(incident, summary);
                    return Err(Declined::Damaged(error.to_string()));
                }
                slot.keep(row);
            }
            tracing::debug!(%incident, last, "loaded");
        }
        if !slot.room.state.is_declared() {
            return Err(Declined::NoSuchIncident);
        }
        slot.ids = self.journal.answered_ids(incident).map_err(not_read)?.into_iter().map(folded).collect();
        self.heads.set(incident, slot.room.state.seq, slot.room.head);
        self.deliver(Delivery::Seats { incident, seats: slot.seats(), used: slot.used });
        slot.marks = self.journal.marks(incident).map_err(not_read)?.into_iter().collect();
        self.overlay_marks(incident, &mut slot.marks);
        if let Some(parked) = self.parked.remove(&incident) {
            (slot.here, slot.heard) = parked;
        }
        self.slots.insert(incident, slot);
        Ok(())
    }

    /// Decides one command and stages what it yields.
    pub(super) fn command(
        &mut self,
        incident: IncidentId,
        actor: &Actor,
        id: CommandId,
        command: &Command,
        reply: Reply,
    ) -> Result<(), Stopped> {
        if matches!(command, Command::Redact { .. }) {
            // A redaction rewrites what is on disk; everything before it has to be there.
            self.commit()?;
        }
        let staged = catch_unwind(AssertUnwindSafe(|| self.stage(incident, actor, id, command)));
        match staged {
            Ok(Ok(answer)) => {
                self.waiting.push(Waiting { reply, answer });
                if matches!(command, Command::Redact { .. }) {
                    self.commit()?;
                }
            }
            Ok(Err(declined)) => self.refusals.push((reply, declined)),
            Err(_) => {
                // A bug ends one room, not the server: what was staged before it is stored, then it is read again.
                tracing::error!(%incident, command = ?command.kind(), "a rule panicked; the room is read again");
                self.commit()?;
                self.forget(incident);
                let why = "a fault inside the server; nothing was done, and it is logged".to_owned();
                reply(Err(Declined::NotSaved(why)));
            }
        }
        Ok(())
    }

    pub(super) fn stage(
        &mut self,
        scope: IncidentId,
        actor: &Actor,
        id: CommandId,
        command: &Command,
    ) -> Result<Accepted, Declined> {
        let author = author_key(actor);
        let body = body_hash(id, command);
        let key = (scope, author, id);
        let makes = scope == IncidentId::NONE;
        if !makes {
            self.load(scope)?;
            self.record_missed(scope);
            self.put_policy_in_force(scope);
        }
        let may_be_known = self.slots.get(&scope).is_none_or(|slot| slot.ids.contains(&folded(id)));
        let before = match self.answered.get(&key) {
            Some(answered) => Some(*answered),
            None if may_be_known => self.journal.answered(scope, &key.1, id).map_err(not_read)?,
            None => None,
        };
        if let Some(before) = before {
            return self.repeat(scope, actor, command, before, body);
        }
        let incident = if makes { IncidentId(self.next_incident) } else { scope };
        if makes {
            self.slots.insert(incident, Slot::new(incident));
        }
        let staged = self.decide(incident, actor, command);
        if staged.is_err() && makes {
            self.slots.remove(&incident);
        }
        let (mut batch, mut answer) = staged?;
        if makes {
            self.next_incident += 1;
        }
        let first = if makes { u64::from(incident.0) } else { answer.seq };
        let answered = Answered { body: Some(body), first, count: answer.count };
        batch.command = Some((scope, key.1.clone(), id, answered));
        self.secrets_for(actor, command, &mut batch, &mut answer);
        if let Some(slot) = self.slots.get_mut(&scope) {
            slot.ids.insert(folded(id));
        }
        self.answered.insert(key, answered);
        self.put_in_group(batch);
        Ok(answer)
    }

    /// Lets the rules decide, seals the events, and applies them.
    pub(super) fn decide(
        &mut self,
        incident: IncidentId,
        actor: &Actor,
        command: &Command,
    ) -> Result<(Batch, Accepted), Declined> {
        let at = (self.clock)();
        let slot = self.slots.get_mut(&incident).ok_or(Declined::NoSuchIncident)?;
        let decided = slot.room.decide(command, actor, at).map_err(Declined::Refused)?;
        let mut batch = Batch::new(incident, slot.room.state.seq);
        for seq in wipes(&decided) {
            let rows = self.journal.read(incident, seq - 1, 1).map_err(not_read)?;
            let row = rows.first().ok_or_else(|| Declined::NotSaved(format!("event {seq} cannot be read")))?;
            batch.wiped.push(wiped(incident, row).map_err(damaged)?);
        }
        self.touched.insert(incident);
        let mut reseats = false;
        for one in &decided {
            reseats |= changes_seats(&one.fact.event);
        }
        let goers = goers(&decided);
        let seq = slot.room.state.seq + 1;
        batch.rows = slot.room.seal(decided, || self.salts.next());
        // Whoever has no seat left has no credential either.
        batch.revoked = goers.into_iter().filter(|person| slot.room.state.member(person).is_none()).collect();
        if !batch.wiped.is_empty() {
            slot.tail.clear();
            slot.tail_bytes = 0;
            slot.early = early::Made::default();
        }
        for person in &batch.revoked {
            slot.marks.remove(person);
            self.unkept.remove(&(incident, person.clone()));
        }
        for row in &batch.rows {
            slot.keep(row.clone());
        }
        if let Actor::Person(person) = actor {
            slot.heard.insert(person.clone(), at);
        }
        let count = batch.rows.len() as u64;
        self.seats_after = reseats.then(|| (slot.seats(), slot.used));
        Ok((batch, Accepted { incident, seq, count, invites: Vec::new(), joined: None }))
    }

    /// Answers a command that was answered before.
    pub(super) fn repeat(
        &mut self,
        scope: IncidentId,
        actor: &Actor,
        command: &Command,
        before: Answered,
        body: [u8; 32],
    ) -> Result<Accepted, Declined> {
        if before.body.is_some_and(|known| known != body) {
            return Err(Declined::Refused(Rejection::IdReused));
        }
        let makes = scope == IncidentId::NONE;
        let incident = if makes { IncidentId(u32::try_from(before.first).unwrap_or(0)) } else { scope };
        self.load(incident)?;
        let seq = if makes { 1 } else { before.first };
        let mut answer = Accepted { incident, seq, count: before.count, invites: Vec::new(), joined: None };
        // Secrets are stored hashed; whoever lost the answer gets fresh ones for the same invite or membership.
        let mut batch = Batch::new(incident, 0);
        self.check_still_in(incident, command, before.first)?;
        self.secrets_for(actor, command, &mut batch, &mut answer);
        if !batch.secrets.is_empty() {
            self.put_in_group(batch);
        }
        Ok(answer)
    }

    /// Whoever was removed, or left and came back by another invite, gets nothing for the invite of then.
    pub(super) fn check_still_in(&self, incident: IncidentId, command: &Command, first: Seq) -> Result<(), Declined> {
        let Some(person) = joiner(command) else { return Ok(()) };
        let member = self.slots.get(&incident).and_then(|slot| slot.room.state.member(&person));
        if member.is_some_and(|member| member.joined <= first) {
            return Ok(());
        }
        Err(Declined::Refused(Rejection::InviteNotUsable))
    }

    /// Makes the secrets that go with a command's events.
    pub(super) fn secrets_for(&self, actor: &Actor, command: &Command, batch: &mut Batch, answer: &mut Accepted) {
        let Some(slot) = self.slots.get(&answer.incident) else { return };
        let state = &slot.room.state;
        let made = answer.seq..answer.seq + answer.count;
        let server = self.url.lock().expect("nothing panics while it holds the address").clone();
        for (&seq, open) in state.invites.range(made.clone()) {
            let secret = Secret::new(Kind::Invite);
            batch.secrets.push((secret.hash(), Holder::Invite(answer.incident, seq)));
            let invite = invite::encode(&server, secret.reveal());
            answer.invites.push(InviteMade { invite, seat: open.seat, expires_at: open.expires_at });
        }
        if let Some(person) = joiner(command) {
            let credential = Secret::new(Kind::Credential);
            batch.secrets.push((credential.hash(), Holder::Member(answer.incident, person.clone())));
            let invite = if let Actor::Bearer(seq) = actor { state.invites.get(seq) } else { None };
            let seat = invite.map_or(Seat::Guest, |invite| invite.seat);
            let title = if seat == Seat::Reader { None } else { state.title.clone() };
            answer.joined = Some(Joined { person, seat, title, credential });
        }
    }

    pub(super) fn put_in_group(&mut self, batch: Batch) {
        self.group.push(batch);
        self.group_seats.push(self.seats_after.take());
    }
}

/// The author's key under which command ids are unique.
fn author_key(actor: &Actor) -> String {
    match actor {
        Actor::Person(person) => person.as_str().to_owned(),
        Actor::Operator => "operator".into(),
        Actor::Server => "server".into(),
        Actor::Playback(_) => "playback".into(),
        Actor::Bearer(invite) => format!("invite {invite}"),
    }
}

/// Enough of a random id to tell whether it is new; the journal has the last word.
fn folded(id: CommandId) -> u64 {
    let id = u128::from_be_bytes(id.0);
    (id >> 64) as u64 ^ id as u64
}

/// What identifies a command's body; salted by its random id. The policy that the server adds is no part of it.
fn body_hash(id: CommandId, command: &Command) -> [u8; 32] {
    let body = if let Command::Declare { title, severity, reporter, drill, .. } = command {
        serde_json::to_vec(&(title, severity, reporter, drill))
    } else if let Command::Import { incident, .. } = command {
        serde_json::to_vec(incident)
    } else {
        serde_json::to_vec(command)
    };
    let body = body.expect("a command has a JSON text");
    Sha256::new().chain_update(id.0).chain_update(body).finalize().into()
}

/// Who comes to sit somewhere by this command.
fn joiner(command: &Command) -> Option<Person> {
    if let Command::Join { name } = command {
        Person::new(name).ok()
    } else if let Command::TakeSeat { person } = command {
        Some(person.clone())
    } else {
        None
    }
}

/// Who gives up a seat or is removed by these events.
fn goers(decided: &[Decided]) -> Vec<Person> {
    let mut goers = Vec::new();
    for one in decided {
        if let Event::Removed { person } = &one.fact.event {
            goers.push(person.clone());
        } else if let Event::Left { .. } = &one.fact.event {
            goers.extend(one.fact.author.person().cloned());
        }
    }
    goers
}

/// Whether an event changes who sits where, and with it what somebody may see.
fn changes_seats(event: &Event) -> bool {
    use Event as E;
    matches!(
        event,
        E::Joined { .. }
            | E::SeatGranted { .. }
            | E::Left { .. }
            | E::Removed { .. }
            | E::ChairAccepted { .. }
            | E::ChairEmptied { .. }
            | E::ChairClaimed {}
    )
}
