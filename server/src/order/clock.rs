//! What the server does by itself: the policy in force, and chairs whose holders are gone.

use super::*;

impl Ordering {
    pub(super) fn put_policy_in_force_everywhere(&mut self) {
        let loaded: Vec<_> = self.slots.keys().copied().collect();
        for incident in loaded {
            self.put_policy_in_force(incident);
        }
    }

    /// Stages the policy in force for a room that has another. Each room is asked once for each policy.
    pub(super) fn put_policy_in_force(&mut self, incident: IncidentId) {
        let policy = Arc::clone(&self.policy);
        let Some(slot) = self.slots.get_mut(&incident) else { return };
        if slot.policy.as_ref().is_some_and(|asked| Arc::ptr_eq(asked, &policy)) {
            return;
        }
        slot.policy = Some(Arc::clone(&policy));
        if slot.room.lacks_policy(&policy) {
            // What was late by the old one was late.
            self.record_missed(incident);
            let command = Command::AdoptPolicy { policy: Box::new((*policy).clone()) };
            self.server_command(incident, &command);
        }
    }

    /// Records chairs whose holders are gone longer than their incident's policy allows.
    pub(super) fn empty_abandoned_chairs(&mut self) {
        let at = (self.clock)();
        let mut abandoned = Vec::new();
        for (&incident, slot) in &self.slots {
            let Some(holder) = slot.room.state.chair.holder() else { continue };
            if slot.room.state.is_closed() || slot.here.values().any(|person| person == holder) {
                continue;
            }
            let since = slot.heard.get(holder).copied().unwrap_or(self.started_at);
            let patience = i64::from(slot.room.state.policy.seats.chair_absent_seconds);
            if (at - since).num_seconds() >= patience {
                abandoned.push((incident, since));
            }
        }
        for (incident, absent_since) in abandoned {
            self.server_command(incident, &Command::EmptyChair { absent_since });
        }
    }

    /// Stages a command of the server itself; a refusal only means that it is not needed.
    pub(super) fn server_command(&mut self, incident: IncidentId, command: &Command) {
        match self.decide(incident, &Actor::Server, command) {
            Ok((batch, _)) => self.put_in_group(batch),
            Err(Declined::Refused(why)) => tracing::debug!(%incident, %why, "not needed"),
            Err(Declined::NotSaved(why) | Declined::Damaged(why)) => {
                tracing::warn!(%incident, why, "not saved; tried again later")
            }
            Err(Declined::NoSuchIncident) => {}
        }
    }
}
