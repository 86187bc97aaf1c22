//! External updates on the command line: written, read, approved and published. On the command line the revision that
//! somebody names is the deliberate act.

pub mod args;
mod findings;
mod merge;
mod show;

use super::acting::{self, Member};
use super::args::Common;
use super::{input, output, posting};
use crate::client::exit::Failure;
use crate::client::reading::{self, Room};
use crate::client::seen::{self, Seen as SeenBefore};
use crate::client::when;
use args::{DraftSub, Edit, New, Seen, Set};
use serde_json::json;
use std::collections::BTreeMap;
use warroom_incident::draft::{self, Draft, FactsSeen, Stage};
use warroom_incident::event::{Notice, Phase, SignOff};
use warroom_incident::rejection::{Rejection, Target};
use warroom_incident::{Command, Reaches, Seat, Seq, Time, bounds, text};

/// `draft`
pub(super) async fn draft(common: &Common, sub: DraftSub) -> Result<(), Failure> {
    let here = Here { common, member: acting::member(common)? };
    match sub {
        DraftSub::New(new) => here.new_draft(new).await,
        DraftSub::List => here.list().await,
        DraftSub::Show { draft } => here.show(draft).await,
        DraftSub::Edit(edit) => here.edit(edit).await,
        DraftSub::Use { draft, entry, text } => here.use_entry(draft, entry, &input::words(&text.text)?).await,
        DraftSub::Set(set) => here.set(set).await,
        DraftSub::Submit { draft, text } => {
            here.give(draft, Command::SubmitDraft { draft, text: input::optional(&text.text)? }).await
        }
        DraftSub::SignOff { draft, revision, second_pair } => here.sign_off(draft, revision, second_pair).await,
        DraftSub::Waive { draft, finding, reason } => here.waive(draft, &finding, &input::reason(&reason.text)?).await,
        DraftSub::RequestChanges { draft, reason } => {
            here.give(draft, Command::RequestChanges { draft, reason: input::reason(&reason.text)? }).await
        }
        DraftSub::Approve { seen: Seen { draft, revision }, publish } => {
            let facts = FactsSeen::of(&here.room().await?.state);
            here.give(draft, Command::ApproveDraft { draft, revision, facts, publish }).await
        }
        DraftSub::BreakGlass { seen: Seen { draft, revision }, publish, reason } => {
            let reason = input::reason(&reason.text)?;
            let facts = FactsSeen::of(&here.room().await?.state);
            here.give(draft, Command::BreakGlass { draft, revision, facts, publish, reason }).await
        }
        DraftSub::Publish(seen) => here.publish(seen).await,
        DraftSub::Withdraw { draft, reason } => {
            here.give(draft, Command::WithdrawDraft { draft, reason: input::optional(&reason.text)? }).await
        }
        DraftSub::Kit { draft } => here.kit(draft).await,
        DraftSub::Retry { delivery } => here.about_delivery(delivery, Command::RetryDelivery { delivery }).await,
        DraftSub::GiveUp { delivery, reason } => {
            let reason = input::reason(&reason.text)?;
            here.about_delivery(delivery, Command::GiveUpDelivery { delivery, reason }).await
        }
    }
}

/// Who acts, and how they want it printed.
struct Here<'a> {
    common: &'a Common,
    member: Member,
}

/// The draft of that number; the rules' own words where there is none.
fn known(room: &Room, number: Seq) -> Result<&Draft, Failure> {
    let unknown = || Failure::refused(Rejection::Unknown { target: Target::Draft, number }.to_string());
    room.state.drafts.get(&number).ok_or_else(unknown)
}

impl Here<'_> {
    async fn room(&self) -> Result<Room, Failure> {
        reading::whole(&self.member.address, &self.member.known.membership).await
    }

    /// Remembers what was shown of a draft, and the words that they gave themselves.
    fn saw(&self, draft: Seq, at: Seq, gave: Option<String>) -> Result<(), Failure> {
        seen::remember(&self.member.known.membership, draft, SeenBefore { at, gave })
    }

    async fn new_draft(&self, new: New) -> Result<(), Failure> {
        let text = match &new.text {
            Some(text) => Some(input::words(std::slice::from_ref(text))?),
            None => None,
        };
        let (notice, channels) = (if new.silent { Notice::Silent } else { Notice::Notify }, new.channels);
        let (audience, phase) = match (new.audience, new.phase, &new.holding) {
            (Some(audience), Some(phase), _) => (audience, phase),
            (Some(audience), None, Some(_)) => (audience, Phase::Investigating),
            (audience, phase, _) => {
                let state = self.room().await?.state;
                let first = state.policy.audiences.first().map(|audience| audience.name.clone());
                let now = state.phase.filter(|phase| Phase::WORKING.contains(phase)).unwrap_or(Phase::Investigating);
                (audience.or(first).unwrap_or_default(), phase.unwrap_or(now))
            }
        };
        let command = match new.holding {
            Some(holding) => Command::OpenHolding { holding, audience, slots: slots(&new.slots)?, channels, notice },
            None => {
                let promise = promise(new.next.as_deref())?;
                Command::OpenDraft { audience, phase, text, channels, notice, promise }
            }
        };
        let done = posting::give(&self.member, &command).await?;
        // The draft's own number, and that of its first words.
        let (draft, revision) = (done.seq, done.seq + done.count - 1);
        self.saw(draft, revision, None)?;
        if self.common.json {
            let incident = &self.member.known.membership.incident;
            let value =
                json!({ "draft": draft, "revision": revision, "state": Stage::Draft.as_str(), "incident": incident });
            return output::json(&value);
        }
        output::line(&format!("draft {draft}, revision {revision}: warroom draft show {draft}"))
    }

    async fn list(&self) -> Result<(), Failure> {
        let room = self.room().await?;
        if self.common.json {
            return output::json(&room.state.drafts.values().map(|draft| show::json(&room, draft)).collect::<Vec<_>>());
        }
        if room.reaches == Reaches::PUBLISHED {
            output::notice("you read what is published: warroom told; drafts do not come to readers");
        } else if room.state.drafts.is_empty() {
            output::notice("no draft yet; open one with: warroom draft new");
        }
        room.state.drafts.values().try_for_each(|draft| output::line(&show::one_line(draft)))
    }

    async fn show(&self, number: Seq) -> Result<(), Failure> {
        let room = self.room().await?;
        let draft = known(&room, number)?;
        self.saw(number, room.state.seq, None)?;
        if self.common.json {
            return output::json(&show::json(&room, draft));
        }
        show::lines(&room, draft).iter().try_for_each(|line| output::line(line))
    }

    /// Makes an edit of what the person saw and what they want, and carries it to the text of now.
    async fn edit(&self, Edit { draft, text, revision }: Edit) -> Result<(), Failure> {
        let wanted = wanted(&input::words(&text.text)?)?;
        if wanted.trim().is_empty() && matches!(text.text.as_slice(), [only] if only == "-") {
            // What was to write the words failed, more likely than not.
            return Err(Failure::refused(format!(
                "nothing came on stdin, so draft {draft} stays as it is; to take it back: warroom draft withdraw {draft}"
            )));
        }
        let room = self.room().await?;
        known(&room, draft)?;
        let membership = &self.member.known.membership;
        let from = match revision {
            Some(at) => merge::From::Named(at),
            None => seen::last(membership, draft)?.map_or(merge::From::Unknown, merge::From::Saw),
        };
        let made = merge::edit(&room, draft, &membership.name, &from, &wanted).map_err(Failure::refused)?;
        if made.edit.is_empty() {
            output::notice("nothing to change: the draft says that already");
            self.saw(draft, room.state.seq, Some(wanted))?;
            return self.say(draft, &room, None);
        }
        let order = Command::EditDraft { draft, base: room.state.seq, edit: made.edit };
        let done = posting::give(&self.member, &order).await?;
        let room = self.room().await?;
        if let Some(merged) = merge::merged(&room, draft, &membership.name, (made.base, done.seq), &wanted) {
            output::notice(&merged);
        }
        // The words that they have are theirs; those of the others came to them only now, if they look.
        self.saw(draft, done.seq, Some(wanted))?;
        self.say(draft, &room, Some(done.seq))
    }

    async fn use_entry(&self, draft: Seq, entry: Seq, words: &str) -> Result<(), Failure> {
        let wanted = wanted(words)?;
        let room = self.room().await?;
        let text = known(&room, draft)?.text();
        let gap = if text.as_str().is_empty() || text.as_str().ends_with(['\n', ' ']) { "" } else { "\n" };
        let end = text.chars();
        let edit = draft::Edit::replace(end..end, &format!("{gap}{wanted}"));
        self.give(draft, Command::UseInDraft { draft, base: room.state.seq, edit, entry }).await
    }

    async fn set(&self, set: Set) -> Result<(), Failure> {
        let notice = match (set.notify, set.silent) {
            (true, _) => Some(Notice::Notify),
            (_, true) => Some(Notice::Silent),
            (false, false) => None,
        };
        let command = Command::SetDraft {
            draft: set.draft,
            audience: set.audience,
            phase: set.phase,
            channels: (!set.channels.is_empty()).then_some(set.channels),
            notice,
            promise: promise(set.next.as_deref())?,
            no_promise: set.no_next,
        };
        self.give(set.draft, command).await
    }

    async fn sign_off(&self, draft: Seq, revision: Option<Seq>, second_pair: bool) -> Result<(), Failure> {
        let room = self.room().await?;
        let revision = revision.map_or_else(|| known(&room, draft).map(|draft| draft.revision), Ok)?;
        let state = room.state;
        let responds = state.seats(&self.member.known.membership.name).contains(&Seat::Responder);
        let sign_off = if responds && !second_pair { SignOff::Facts } else { SignOff::SecondPair };
        let facts = FactsSeen::of(&state);
        self.give(draft, Command::SignOffDraft { draft, revision, facts, sign_off, text: String::new() }).await
    }

    /// Publishes with the facts of the approval: where they have moved since, it has to be approved again.
    async fn publish(&self, Seen { draft, revision }: Seen) -> Result<(), Failure> {
        let room = self.room().await?;
        let approved = known(&room, draft)?.approval().map(|approval| approval.facts.clone());
        let facts = approved.unwrap_or_else(|| FactsSeen::of(&room.state));
        self.give(draft, Command::PublishDraft { draft, revision, facts }).await
    }

    async fn kit(&self, number: Seq) -> Result<(), Failure> {
        let room = self.room().await?;
        let draft = known(&room, number)?;
        let approval = room.state.sent_by_hand(draft).map_err(|rejection| Failure::refused(rejection.to_string()))?;
        if show::words_gone(&room, draft) {
            return Err(Failure::refused(format!(
                "the words of draft {number} were redacted; there is nothing to send"
            )));
        }
        let kit = crate::kit::of(&room.state, approval.update());
        if self.common.json {
            let mut value = crate::kit::json(&kit);
            value["draft"] = json!(number);
            value["revision"] = json!(approval.revision);
            value["digest"] = json!(approval.digest);
            return output::json(&value);
        }
        crate::kit::lines(&kit).iter().try_for_each(|line| output::line(line))
    }

    /// Gives an order and says what the draft came to.
    async fn give(&self, draft: Seq, command: Command) -> Result<(), Failure> {
        let done = posting::give(&self.member, &command).await?;
        let room = self.room().await?;
        self.say(draft, &room, Some(done.seq))
    }

    /// Waives one finding or all of a kind: of what they were shown, and of nothing that came in since.
    async fn waive(&self, draft: Seq, finding: &str, reason: &str) -> Result<(), Failure> {
        let room = self.room().await?;
        let saw = seen::last(&self.member.known.membership, draft)?.map(|seen| seen.at);
        let waivers = findings::waivers(&room, known(&room, draft)?, finding, saw)?;
        let mut seq = None;
        for (leak, found) in waivers {
            let reason = reason.to_owned();
            let done = posting::give(&self.member, &Command::WaiveFinding { draft, leak, found, reason }).await?;
            seq = Some(done.seq);
        }
        self.say(draft, &self.room().await?, seq)
    }

    async fn about_delivery(&self, delivery: Seq, command: Command) -> Result<(), Failure> {
        let done = posting::give(&self.member, &command).await?;
        let room = self.room().await?;
        let draft = room.state.deliveries.get(&delivery).map_or(0, |delivery| delivery.draft);
        self.say(draft, &room, Some(done.seq))
    }

    fn say(&self, number: Seq, room: &Room, seq: Option<Seq>) -> Result<(), Failure> {
        let draft = known(room, number)?;
        if self.common.json {
            let mut value = show::json(room, draft);
            value["seq"] = json!(seq);
            value["incident"] = json!(self.member.known.membership.incident);
            return output::json(&value);
        }
        output::line(&show::one_line(draft))?;
        show::way(room, draft).iter().try_for_each(|line| output::line(line))
    }
}

/// The words that somebody wants, as they may stand in a draft.
fn wanted(raw: &str) -> Result<String, Failure> {
    let wanted = draft::entering(raw).map_err(|rejection| Failure::refused(rejection.to_string()))?;
    // A file and `echo` end with a line end that nobody means.
    Ok(wanted.strip_suffix('\n').unwrap_or(&wanted).to_owned())
}

fn promise(word: Option<&str>) -> Result<Option<Time>, Failure> {
    let now = chrono::Local::now();
    word.map(|word| when::ahead(word, &now)).transpose().map_err(|why| Failure::usage(format!("--next: {why}")))
}

fn slots(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let one = |word: &String| {
        let (slot, value) = word.split_once('=')?;
        Some((slot.trim().to_owned(), value.trim().to_owned()))
    };
    let wrong = |word: &String| {
        let word: String = text::visible(word).chars().take(bounds::NAME_CHARS).collect();
        Failure::usage(format!("--slot: {word:?} is not like part=Checkout"))
    };
    given.iter().map(|word| one(word).ok_or_else(|| wrong(word))).collect()
}
