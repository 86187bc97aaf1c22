//! Does one job: looks whether it is done already, records that an attempt begins, makes it, and reports.

use super::Job;
use super::email;
use super::file;
use super::guard::Guard;
use super::jira::Issue;
use super::job::Cargo;
use super::outcome::{Looked, Outcome};
use super::reports::Reports;
use super::secret::{self, ChannelSecret};
use super::slack;
use super::statuspage::{Pace, Page};
use super::timing::Timing;
use super::web::Web;
use super::webhook;
use crate::order::{Declined, Order};
use crate::secret::random;
use chrono::{TimeDelta, Utc};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::oneshot;
use warroom_incident::draft::{CannotGoOut, Rendering};
use warroom_incident::escalation::{CannotPage, OutgoingPage};
use warroom_incident::event::{ChannelKind, DeliveryFate};
use warroom_incident::{Actor, Command, CommandId, Time};

/// What a person is told where nobody can know.
const MAY_HAVE_ARRIVED: &str = "may have arrived: look there, then retry or give up";

/// What became of an attempt that has a beginning in the record and no end.
const CUT_OFF: &str = "the server stopped while it was sent";

/// What sends.
pub(super) struct Sender {
    web: Web,
    guard: Guard,
    timing: Timing,
    data: PathBuf,
    orders: Reports,
    pace: Pace,
}

/// What is reported.
#[derive(Clone, Debug, Default)]
struct Report {
    fate: Option<DeliveryFate>,
    attempts: u32,
    reference: Option<String>,
    again: Option<Time>,
    note: String,
}

/// What is sent, as far as it can go out.
#[derive(Clone, Copy)]
enum Said<'a> {
    Update(&'a Rendering),
    Page(&'a OutgoingPage),
}

/// What there is to send of a job, or what to report instead.
fn said(job: &Job) -> Result<Said<'_>, Report> {
    match &job.cargo {
        Cargo::Update(Ok(rendering)) => Ok(Said::Update(rendering.shown())),
        Cargo::Update(Err(cannot)) => Err(cannot_go_out(*cannot, job.attempts)),
        Cargo::Page(Ok(page)) => Ok(Said::Page(page)),
        Cargo::Page(Err(cannot)) => Err(cannot_page(*cannot, job.attempts)),
    }
}

/// Whether a report stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reported {
    Saved,
    /// The rules say no: somebody gave up meanwhile, or it is done.
    Refused,
}

/// Whether the channel can be asked if something stands there.
fn can_look(job: &Job) -> bool {
    match job.channel.kind() {
        Some(ChannelKind::File | ChannelKind::Statuspage | ChannelKind::Jira) => true,
        Some(ChannelKind::Slack | ChannelKind::Webhook | ChannelKind::Email) | None => false,
    }
}

/// Whether the channel is asked first: for what an attempt of unknown end left there, and a page also for the incident
/// that an earlier update may have made.
fn looks(job: &Job) -> bool {
    let page = job.channel.kind() == Some(ChannelKind::Statuspage);
    can_look(job) && (job.attempts > 0 || page && job.tried_before && job.known_as.is_empty())
}

impl Sender {
    pub(super) fn new(guard: Guard, timing: Timing, data: PathBuf, orders: Reports) -> Sender {
        let web = Web::new(guard.clone(), &timing);
        Sender { web, guard, timing, data, orders, pace: Pace::default() }
    }

    /// Does a job from its beginning to its report.
    pub(super) async fn work(&self, job: &Job) {
        let attempts = job.attempts;
        let said = match said(job) {
            Ok(said) => said,
            Err(report) => {
                let cut_off = job.fate == DeliveryFate::Sending;
                self.report(job, if cut_off { after_cut_off(report) } else { report }).await;
                return;
            }
        };
        if job.fate == DeliveryFate::Sending && !can_look(job) {
            // The server ended between the beginning of an attempt and its report.
            let note = format!("{CUT_OFF}; it {MAY_HAVE_ARRIVED}");
            self.report(job, failed(attempts, None, note)).await;
            return;
        }
        let secret = match self.secret(job) {
            Ok(secret) => secret,
            Err(why) => {
                let note = format!("its secret is missing: {why}");
                self.report(job, failed(attempts + 1, None, note)).await;
                return;
            }
        };
        // Before the attempt begins: what is redacted while the channel is looked at is not sent.
        let mut known = job.known_as.first().cloned();
        if looks(job) {
            match self.within(self.look(job, said, secret.as_ref())).await {
                Some(Looked::NotThere { known: found }) => known = found,
                Some(Looked::There { reference }) => {
                    let (fate, note) = (Some(DeliveryFate::Confirmed), "it had arrived".into());
                    self.report(job, Report { fate, attempts, reference, again: None, note }).await;
                    return;
                }
                Some(Looked::Failed(outcome)) => {
                    self.report(job, self.judged(job, attempts + 1, outcome)).await;
                    return;
                }
                None => {
                    let outcome = Outcome::NotYet { note: "no answer in time".into(), after: None };
                    self.report(job, self.judged(job, attempts + 1, outcome)).await;
                    return;
                }
            }
        }
        let attempts = attempts + 1;
        let begins = Report { fate: Some(DeliveryFate::Sending), attempts, ..Report::default() };
        if self.report(job, begins).await != Some(Reported::Saved) {
            return;
        }
        let outcome = self.within(self.send(job, said, secret.as_ref(), known.as_deref())).await;
        let outcome = outcome.unwrap_or_else(|| Outcome::unknown("no answer in time"));
        self.report(job, self.judged(job, attempts, outcome)).await;
    }

    /// A whole attempt ends in time, whatever it consists of.
    async fn within<T>(&self, doing: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(self.timing.attempt, doing).await.ok()
    }

    fn secret(&self, job: &Job) -> Result<Option<ChannelSecret>, secret::NoSecret> {
        let needs = job.channel.kind().is_some_and(ChannelKind::needs_secret);
        needs.then(|| secret::read(&job.channel)).transpose()
    }

    async fn look(&self, job: &Job, said: Said<'_>, secret: Option<&ChannelSecret>) -> Looked {
        // A webhook cannot be asked.
        let Said::Update(rendering) = said else { return Looked::NotThere { known: None } };
        match (rendering, secret) {
            (Rendering::Statuspage(_), Some(secret)) => self.page(job, secret).look().await,
            (Rendering::Jira { .. }, Some(secret)) => {
                Issue { web: &self.web, secret, job }.look(&rendering.posted().unwrap_or_default()).await
            }
            // What is in the file already is not written again.
            (Rendering::File(_) | Rendering::Webhook(_), _) => Looked::NotThere { known: None },
            (Rendering::Slack { .. } | Rendering::Email { .. }, _) => Looked::NotThere { known: None },
            (Rendering::Statuspage(_) | Rendering::Jira { .. }, None) => Looked::NotThere { known: None },
        }
    }

    async fn send(&self, job: &Job, said: Said<'_>, secret: Option<&ChannelSecret>, known: Option<&str>) -> Outcome {
        let rendering = match (said, secret) {
            (Said::Update(rendering), _) => rendering,
            (Said::Page(page), Some(secret)) => {
                return webhook::send(&self.web, secret, job, webhook::page(job, page)).await;
            }
            (Said::Page(_), None) => return Outcome::Refused("its secret is missing".into()),
        };
        let posted = rendering.posted().unwrap_or_default();
        match (rendering, secret) {
            (Rendering::File(_), _) => {
                let (data, job) = (self.data.clone(), job.clone());
                let written = tokio::task::spawn_blocking(move || file::send(&data, &job, posted)).await;
                written.unwrap_or_else(|_| Outcome::unknown("writing ended by itself"))
            }
            (Rendering::Slack { .. }, Some(secret)) => slack::send(&self.web, secret, &posted).await,
            (Rendering::Webhook(_), Some(secret)) => {
                webhook::send(&self.web, secret, job, webhook::message(job, posted)).await
            }
            (Rendering::Statuspage(update), Some(secret)) => self.page(job, secret).send(update, posted, known).await,
            (Rendering::Jira { .. }, Some(secret)) => Issue { web: &self.web, secret, job }.send(posted).await,
            (Rendering::Email { subject, body }, Some(secret)) => {
                email::send(&self.guard, &self.timing, secret, job, (subject, body)).await
            }
            (_, None) => Outcome::Refused("its secret is missing".into()),
        }
    }

    fn page<'a>(&'a self, job: &'a Job, secret: &'a ChannelSecret) -> Page<'a> {
        Page { web: &self.web, secret, job, pace: &self.pace, every: self.timing.page_every }
    }

    /// What is reported of an outcome, and whether and when it is tried again.
    fn judged(&self, job: &Job, attempts: u32, outcome: Outcome) -> Report {
        let by_hand = "retry or give up by hand";
        match outcome {
            Outcome::Confirmed { reference } => {
                Report { fate: Some(DeliveryFate::Confirmed), attempts, reference, ..Report::default() }
            }
            Outcome::Taken { reference, note } => {
                Report { fate: Some(DeliveryFate::Sent), attempts, reference, again: None, note }
            }
            Outcome::Refused(note) => failed(attempts, None, format!("{note}; {by_hand}")),
            Outcome::Unknown { note, .. } if !can_look(job) => {
                failed(attempts, None, format!("{note}; it {MAY_HAVE_ARRIVED}"))
            }
            Outcome::Unknown { note, after } => {
                self.later(attempts, after, format!("{note}; it is looked for there before it is tried again"))
            }
            Outcome::NotYet { note, after } => self.later(attempts, after, note),
        }
    }

    fn later(&self, attempts: u32, after: Option<Duration>, note: String) -> Report {
        if !self.timing.goes_on(attempts) {
            return failed(attempts, None, format!("{note}; tried {attempts} times, retry or give up by hand"));
        }
        let pause = TimeDelta::from_std(self.timing.pause(attempts, after)).unwrap_or(TimeDelta::MAX);
        failed(attempts, Utc::now().checked_add_signed(pause), note)
    }

    /// Has it recorded, as often as it takes; nothing when the order has ended.
    async fn report(&self, job: &Job, report: Report) -> Option<Reported> {
        let Report { fate, attempts, reference, again, note } = report;
        let command = Command::ReportDelivery {
            delivery: job.delivery,
            fate: fate?,
            attempts,
            reference,
            again,
            note: note.clone(),
        };
        if fate == Some(DeliveryFate::Failed) {
            let (incident, delivery, channel) = (job.incident, job.delivery, &job.channel.name);
            let what = match job.cargo {
                Cargo::Update(_) => "an update was not delivered",
                Cargo::Page(_) => "a page was not delivered",
            };
            tracing::error!(%incident, delivery, channel, attempts, note, "{what}");
        }
        let id = CommandId(random());
        loop {
            let (answer, answered) = oneshot::channel();
            let order = Order::Command {
                incident: job.incident,
                actor: Actor::Server,
                id,
                command: Box::new(command.clone()),
                reply: Box::new(move |outcome| {
                    // Nobody waits any more only when the outbox has ended.
                    let _ = answer.send(outcome.map(|_| ()));
                }),
            };
            self.orders.send(order).await;
            // Nobody answers what did not arrive.
            match answered.await.ok()? {
                Ok(()) => return Some(Reported::Saved),
                Err(Declined::NotSaved(why)) => {
                    tracing::warn!(why, "a delivery's report was not saved and is sent again");
                    tokio::time::sleep(self.timing.report_again).await;
                }
                Err(Declined::Refused(_) | Declined::Damaged(_) | Declined::NoSuchIncident) => {
                    return Some(Reported::Refused);
                }
            }
        }
    }
}

fn failed(attempts: u32, again: Option<Time>, note: String) -> Report {
    Report { fate: Some(DeliveryFate::Failed), attempts, reference: None, again, note }
}

fn cannot_go_out(cannot: CannotGoOut, attempts: u32) -> Report {
    let note = match cannot {
        CannotGoOut::Redacted => {
            let (fate, note) = (Some(DeliveryFate::GivenUp), "its words were redacted".into());
            return Report { fate, attempts, note, ..Report::default() };
        }
        CannotGoOut::NoSuchChannel => "the policy has no such channel any more; put it back, then retry, or give up",
        CannotGoOut::UnknownKind => "this server does not know that kind of channel; retry or give up by hand",
        CannotGoOut::LeadsElsewhere => {
            "this channel leads elsewhere since it was approved: give up, then write and approve it anew"
        }
    };
    failed(attempts, None, note.into())
}

fn cannot_page(cannot: CannotPage, attempts: u32) -> Report {
    let given_up = |note: &str| {
        let fate = Some(DeliveryFate::GivenUp);
        Report { fate, attempts, note: note.into(), ..Report::default() }
    };
    match cannot {
        CannotPage::Redacted => given_up("its reason was redacted"),
        CannotPage::NotNeeded => given_up("nobody is needed there any more"),
        CannotPage::NoSuchLevel => {
            let note =
                "the policy has no webhook for this level any more: call them yourself, or put it back and retry";
            failed(attempts, None, note.into())
        }
    }
}

/// Of one that was being sent when the server ended, and that cannot go out any more: it may be outside.
fn after_cut_off(report: Report) -> Report {
    Report { note: format!("{CUT_OFF} and may have arrived: look there; {}", report.note), ..report }
}
