//! Where an approved update goes and what the policy makes of it there: as it stood when the chair said yes.
//!
//! A policy may be read anew at any time. What it then says of a channel is for what is approved from then on; of what
//! was approved before, only the secret is looked up anew.

use super::Draft;
use super::rendering::Look;
use crate::policy::{Channel, Policy};
use crate::prelude::*;

/// A channel as an approval covers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    channel: Channel,
    pub(super) look: Look,
}

impl Route {
    /// As the policy has it now, for that severity; nothing where it has no such channel.
    pub(super) fn of(policy: &Policy, name: &str, severity: Option<&str>) -> Option<Route> {
        let channel = policy.channel(name)?.clone();
        let channel = Channel { secret_env: String::new(), secret_file: String::new(), ..channel };
        Some(Route { channel, look: Look::of(policy, severity) })
    }

    /// The channel as it was approved, without where its secret is.
    #[must_use]
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// Whether the channel of that name still leads where it was approved to lead.
    #[must_use]
    pub fn leads_to(&self, now: &Channel) -> bool {
        self.same_place(now) && self.channel.from == now.from
    }

    /// Whether both lead to the same readers, whoever writes to them.
    pub(super) fn same_place(&self, other: &Channel) -> bool {
        let place = |it: &Channel| (it.kind.clone(), it.to.clone(), it.api.clone());
        place(&self.channel) == place(other)
    }

    /// What is sent to: the channel as it was approved, with the secret as the policy has it now.
    pub(super) fn with_secret_of(&self, now: &Channel) -> Channel {
        let (secret_env, secret_file) = (now.secret_env.clone(), now.secret_file.clone());
        Channel { secret_env, secret_file, ..self.channel.clone() }
    }
}

impl Draft {
    /// Whether another policy sends it elsewhere or makes something else of it: then it is not what was read.
    ///
    /// Whatever the severity is to become: it may move and move back before somebody says yes.
    pub(crate) fn is_rerouted(&self, old: &Policy, new: &Policy) -> bool {
        let of = |policy: &'_ Policy| -> Vec<String> {
            let listed = policy.updates.impacts.iter().map(|it| it.severity.clone());
            policy.severity_names().map(str::to_owned).chain(listed).collect()
        };
        let mut severities: BTreeSet<_> = of(old).into_iter().chain(of(new)).map(Some).collect();
        severities.insert(None);
        self.channels.iter().any(|name| match (old.channel(name), new.channel(name)) {
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
            (Some(was), Some(is)) => {
                let leads = |it: &Channel| (it.kind.clone(), it.to.clone(), it.api.clone(), it.from.clone());
                let shown = |policy, it, severity: &Option<String>| self.beside_words(policy, it, severity.as_deref());
                leads(was) != leads(is)
                    || was.components != is.components
                    || severities.iter().any(|severity| shown(old, was, severity) != shown(new, is, severity))
            }
        })
    }
}
