//! Random interleavings of four people around drafts: whatever happens in whatever order, every byte that was
//! published was approved by whoever had the chair at that moment, no word of the notes is in it, and it goes where and
//! looks as it was seen to when it was approved, whatever the policy has become since.

use crate::world::{FIRST, Room, given, note, person, policy};
use proptest::collection::vec;
use proptest::prelude::*;
use warroom_incident::chain::Hash;
use warroom_incident::draft::{Draft, Edit, FactsSeen, Rendering, Stage, digest};
use warroom_incident::event::{ApprovedHow, DeliveryFate as F, Event, Notice, Phase, SignOff};
use warroom_incident::leak::Kind;
use warroom_incident::policy::{Approving, Channel, Policy};
use warroom_incident::{Actor, Author, Command, Incident, Line, Reach, Reaches, Seq, Time};

/// What belongs inside, as somebody writes it into a draft.
const TICKET: &str = " PLAT-1234";

/// A word that only notes hold.
const CANARY: &str = "zebra-quartz-lagoon";

const PEOPLE: [&str; 4] = ["ana", "bo", "cy", "eve"];

/// What somebody does, by what they saw: their copy may lag behind.
#[derive(Clone, Copy, Debug)]
enum Act {
    Opens,
    OpensHolding,
    Edits {
        at: usize,
    },
    Sets {
        phase: usize,
    },
    Submits,
    SignsOff,
    AsksForChanges,
    Approves {
        publish: bool,
    },
    BreaksGlass,
    Publishes,
    Withdraws,
    Redacts {
        nth: usize,
    },
    Notes,
    Worsens {
        level: usize,
    },
    OffersChair {
        to: usize,
    },
    AcceptsChair,
    /// Writes what belongs inside into a draft.
    Leaks,
    Waives,
    /// Rewords an entry into a draft.
    Uses,
    /// The server says what became of a delivery, by what it sees: everything.
    Reports {
        fate: usize,
    },
    Retries,
    GivesUp,
    /// The server reads another policy.
    Adopts {
        which: usize,
    },
    /// Takes in everything that has happened.
    CatchesUp,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        1 => Just(Act::Opens),
        1 => Just(Act::OpensHolding),
        5 => (0..40_usize).prop_map(|at| Act::Edits { at }),
        1 => (0..4_usize).prop_map(|phase| Act::Sets { phase }),
        1 => Just(Act::Submits),
        2 => Just(Act::SignsOff),
        1 => Just(Act::AsksForChanges),
        10 => any::<bool>().prop_map(|publish| Act::Approves { publish }),
        4 => Just(Act::BreaksGlass),
        6 => Just(Act::Publishes),
        1 => Just(Act::Withdraws),
        1 => (0..9_usize).prop_map(|nth| Act::Redacts { nth }),
        1 => Just(Act::Notes),
        3 => (0..4_usize).prop_map(|level| Act::Worsens { level }),
        2 => (0..4_usize).prop_map(|to| Act::OffersChair { to }),
        3 => Just(Act::AcceptsChair),
        1 => Just(Act::Leaks),
        2 => Just(Act::Waives),
        1 => Just(Act::Uses),
        3 => (0..5_usize).prop_map(|fate| Act::Reports { fate }),
        1 => Just(Act::Retries),
        1 => Just(Act::GivesUp),
        3 => (0..11_usize).prop_map(|which| Act::Adopts { which }),
        14 => Just(Act::CatchesUp),
    ]
}

/// The order that somebody gives, made of what they have seen.
fn order(seen: &Incident, act: Act, pick: usize) -> Option<Command> {
    let draft = seen.drafts.values().nth(pick % seen.drafts.len().max(1));
    let facts = FactsSeen::of(seen);
    Some(match act {
        Act::Opens => Command::OpenDraft {
            audience: "customers".into(),
            phase: Phase::Investigating,
            text: Some("we look".into()),
            channels: Vec::new(),
            notice: Notice::Notify,
            promise: None,
        },
        Act::OpensHolding => Command::OpenHolding {
            holding: "looking".into(),
            audience: "customers".into(),
            slots: Default::default(),
            channels: Vec::new(),
            notice: Notice::Notify,
        },
        Act::Edits { at } => {
            let draft = draft?;
            let at = at % (draft.text().chars() + 1);
            Command::EditDraft { draft: draft.seq, base: seen.seq, edit: Edit::replace(at..at, "é") }
        }
        Act::Sets { phase } => Command::SetDraft {
            draft: draft?.seq,
            audience: None,
            phase: Some(Phase::WORKING[phase]),
            channels: None,
            notice: None,
            promise: None,
            no_promise: false,
        },
        Act::Submits => Command::SubmitDraft { draft: draft?.seq, text: CANARY.into() },
        Act::SignsOff => {
            let (draft, sign_off) = (draft?, if pick.is_multiple_of(2) { SignOff::Facts } else { SignOff::SecondPair });
            Command::SignOffDraft { draft: draft.seq, revision: draft.revision, facts, sign_off, text: CANARY.into() }
        }
        Act::AsksForChanges => Command::RequestChanges { draft: draft?.seq, reason: CANARY.into() },
        Act::Approves { publish } => {
            let draft = draft?;
            Command::ApproveDraft { draft: draft.seq, revision: draft.revision, facts, publish }
        }
        Act::BreaksGlass => {
            let (draft, publish) = (draft?, pick.is_multiple_of(2));
            let (draft, revision) = (draft.seq, draft.revision);
            Command::BreakGlass { draft, revision, facts, publish, reason: CANARY.into() }
        }
        Act::Publishes => {
            let draft = draft?;
            Command::PublishDraft { draft: draft.seq, revision: draft.revision, facts }
        }
        Act::Withdraws => Command::WithdrawDraft { draft: draft?.seq, reason: CANARY.into() },
        Act::Redacts { nth } => {
            let draft = draft?;
            let event = draft.manuscript().sources().get(nth).copied().unwrap_or(draft.seq);
            Command::Redact { event, reason: CANARY.into() }
        }
        Act::Notes => note(CANARY),
        Act::Worsens { level } => Command::SetSeverity { severity: format!("sev{}", level + 1), reason: CANARY.into() },
        Act::OffersChair { to } => Command::OfferChair { to: person(PEOPLE[to]), note: CANARY.into() },
        Act::AcceptsChair => Command::AcceptChair {},
        Act::Leaks => {
            let draft = draft?;
            let at = draft.text().chars();
            Command::EditDraft { draft: draft.seq, base: seen.seq, edit: Edit::replace(at..at, TICKET) }
        }
        Act::Waives => {
            let found = String::from(TICKET.trim());
            Command::WaiveFinding { draft: draft?.seq, leak: Kind::TicketId, found, reason: CANARY.into() }
        }
        Act::Uses => {
            let (draft, entry) = (draft?, seen.entries.get(pick % seen.entries.len().max(1))?.seq);
            let edit = Edit::replace(0..0, "again ");
            Command::UseInDraft { draft: draft.seq, base: seen.seq, edit, entry }
        }
        Act::Reports { fate } => {
            let delivery = seen.deliveries.values().nth(pick % seen.deliveries.len().max(1))?;
            let (attempts, reference) = (delivery.attempts + 1, Some("page-7".to_owned()));
            let fate = [F::Waiting, F::Sent, F::Confirmed, F::Failed, F::GivenUp][fate];
            let (again, note) = (None, CANARY.into());
            Command::ReportDelivery { delivery: delivery.seq, fate, attempts, reference, again, note }
        }
        Act::Retries => Command::RetryDelivery { delivery: *seen.deliveries.keys().nth_back(0)? },
        Act::GivesUp => Command::GiveUpDelivery { delivery: *seen.deliveries.keys().next()?, reason: CANARY.into() },
        Act::Adopts { which } => policy(|it| {
            agreed(it, seen.policy.approval.clone());
            match which {
                0 => it.leaks.terms = vec!["we look".into()],
                1 => it.holding_statements[0].text = "We know of it.".into(),
                2 => it.channels[0].most_chars = 12,
                3 => it.channels[1].to = "otherpage9".into(),
                4 => it.channels[1].components = vec!["comp1".into()],
                5 => it.channels[1].api = "https://proxy.example/v1".into(),
                6 => it.updates.title = "{service} is on fire".into(),
                7 => it.updates.impacts.iter_mut().for_each(|it| it.impact = "critical".into()),
                8 => it.channels[1].secret_env = "NEW_KEY".into(),
                9 => it.channels[1].kind = "webhook".into(),
                _ => it.leaks.allowed.words = vec![TICKET.trim().into()],
            }
        }),
        Act::CatchesUp => return None,
    })
}

/// Who gives an order: most of it people, some of it the server, which sees everything.
fn giver(who: usize, act: Act) -> Option<Actor> {
    matches!(act, Act::Reports { .. } | Act::Adopts { .. })
        .then_some(Actor::Server)
        .or_else(|| Some(Actor::Person(person(PEOPLE.get(who)?))))
}

/// Who mostly does such a thing, every other time: the chair decides, and who was offered the chair takes it. Else the
/// few hand-overs with an approval in between would be too few to find anything.
fn likely(state: &Incident, act: Act, pick: usize) -> Option<usize> {
    let chairs = matches!(
        act,
        Act::Approves { .. } | Act::Publishes | Act::BreaksGlass | Act::OffersChair { .. } | Act::Worsens { .. }
    );
    let whose = if matches!(act, Act::AcceptsChair) {
        state.offer.as_ref().map(|offer| &offer.to)
    } else {
        state.chair.holder().filter(|_| chairs)
    };
    PEOPLE.iter().position(|name| pick.is_multiple_of(2) && whose.is_some_and(|whose| whose.as_str() == *name))
}

/// The policy that everybody begins with: a file and a page.
fn agreed(policy: &mut Policy, asks: Approving) {
    policy.approval = asks;
    policy.updates.service = "Checkout".into();
    let page = Channel { name: "page".into(), kind: "statuspage".into(), ..policy.channels[0].clone() };
    policy.channels.push(Channel { to: "abc123".into(), secret_env: "PAGE_KEY".into(), ..page });
}

/// Where a draft would go, and as what, by what somebody sees: all but where the secret is.
fn ways(seen: &Incident, draft: &Draft) -> Vec<Way> {
    let channels = draft.channels.iter().filter_map(|name| seen.policy.channel(name));
    channels.map(|it| (place(it), draft.preview(&seen.policy, it, seen.severity.as_deref()))).collect()
}

/// Where a channel leads, and what it shows.
type Way = ((String, [String; 4], Vec<String>), Option<Rendering>);

fn place(channel: &Channel) -> (String, [String; 4], Vec<String>) {
    let Channel { name, kind, to, api, from, components, .. } = channel.clone();
    (name, [kind, to, api, from], components)
}

/// What the chair said yes to: by whom, which text, with which hash, and as which update it left.
struct Yes {
    draft: Seq,
    by: Author,
    text: String,
    terms: Terms,
    digest: Hash,
    facts: FactsSeen,
    ways: Vec<Way>,
    update: Option<Seq>,
}

/// Everything else that an approval covers.
type Terms = (String, Phase, Vec<String>, Notice, Option<Time>);

/// Plays it and checks each step from outside, with a book of approvals of its own.
fn play(asks: Approving, acts: &[(usize, usize, Act)]) -> Room {
    let mut room = given([("ana", Command::Invite { seat: warroom_incident::Seat::Observer, loss: false })])
        .after(Actor::Bearer(FIRST), Command::Join { name: "eve".into() })
        .after(Actor::Server, policy(|it| agreed(it, asks)));
    let mut seen: Vec<Incident> = vec![room.state.clone(); PEOPLE.len()];
    let mut yes: Vec<Yes> = Vec::new();
    for &(who, pick, act) in acts {
        let who = likely(&room.state, act, pick).unwrap_or(who);
        let actor = giver(who, act).expect("one of the four");
        let sees = if actor == Actor::Server { &room.state } else { &seen[who] };
        let Some(command) = order(sees, act, pick) else {
            if matches!(act, Act::CatchesUp) {
                seen[who] = room.state.clone();
            }
            continue;
        };
        let before = room.state.clone();
        room = room.when(actor.clone(), command);
        let Ok(decided) = room.answer().clone() else { continue };
        for (nth, one) in decided.iter().enumerate() {
            if let Event::DraftApproved { draft, .. } = &one.fact.event {
                let sees = if actor == Actor::Server { &before } else { &seen[who] };
                let (read, stood) = (ways(sees, &sees.drafts[draft]), ways(&before, &before.drafts[draft]));
                assert_eq!(read, stood, "where it goes, and as what, is what was read");
            }
            check(&before, &room, one, before.seq + 1 + nth as Seq, &mut yes);
        }
        sent(&room.state, &yes);
    }
    room
}

/// Whatever a channel would be given at this moment is to the letter what the chair of its moment approved.
fn sent(state: &Incident, yes: &[Yes]) {
    for outgoing in state.deliveries.keys().filter_map(|delivery| state.outgoing(*delivery)) {
        let update = outgoing.delivery().update;
        let approved = yes.iter().find(|yes| yes.update == Some(update)).expect("it was approved and published");
        let given = outgoing.approved();
        assert_eq!(given.text().as_str(), approved.text, "the bytes that are sent are the bytes approved");
        let channels = given.channels().to_vec();
        let terms = (given.audience().to_owned(), given.phase(), channels, given.notice(), given.promise());
        assert_eq!(terms, approved.terms, "and so is everything else");
        assert!(!given.text().as_str().contains(CANARY));
        let way = (place(outgoing.channel()), outgoing.rendering().map(|it| it.shown().clone()));
        assert!(approved.ways.contains(&way), "where it goes, and as what, was approved: {way:?}");
        let now = state.policy.channel(&outgoing.delivery().channel).expect("it is still there");
        let leads = |it: &Channel| place(it).1;
        assert_eq!(leads(now), leads(outgoing.channel()), "nothing goes where the policy does not lead any more");
        assert_eq!(outgoing.channel().secret_env, now.secret_env, "the secret is that of now");
    }
}

fn check(before: &Incident, room: &Room, one: &warroom_incident::Decided, seq: Seq, yes: &mut Vec<Yes>) {
    let chair = before.chair.holder().cloned().map(Author::Person);
    if let Event::DraftApproved { draft, revision, facts, how, .. } = &one.fact.event {
        assert_eq!(Some(&one.fact.author), chair.as_ref(), "only the chair of that moment approves");
        let stood = &before.drafts[draft];
        assert_eq!(*revision, stood.revision, "it is of what stood there");
        assert_eq!(*facts, FactsSeen::of(before), "the facts are those of that moment");
        assert_eq!(*how == ApprovedHow::Holding, stood.holding.is_some() && *how == ApprovedHow::Holding);
        let (by, text) = (one.fact.author.clone(), stood.text().as_str().to_owned());
        let channels = stood.channels.clone();
        let terms = (stood.audience.clone(), stood.phase, channels, stood.notice, stood.promise);
        // Somebody may have typed into it: then it is another word.
        let ticket = text.split_whitespace().any(|word| word == TICKET.trim());
        let allowed = before.policy.leaks.allowed.words.iter().any(|word| word == TICKET.trim());
        let waived = stood.waived.iter().any(|it| it.is_for(Kind::TicketId, TICKET.trim()));
        assert!(!ticket || allowed || waived, "what belongs inside leaves by somebody's word only");
        let ways = ways(before, stood);
        yes.push(Yes {
            draft: *draft,
            by,
            text,
            terms,
            digest: digest(stood),
            facts: facts.clone(),
            ways,
            update: None,
        });
    }
    if let Event::DraftPublished { draft, update } = &one.fact.event {
        let last = yes.iter_mut().rev().find(|yes| yes.draft == *draft);
        let last = last.expect("nothing is published without an approval");
        assert_eq!(last.update.replace(*update), None, "nothing is published twice");
        assert_eq!(Some(&last.by), chair.as_ref(), "approved by whoever has the chair at this moment");
        assert_eq!(Some(&one.fact.author), chair.as_ref());
        let published = &before.drafts[draft];
        assert_eq!(last.digest, digest(published), "to the letter what was approved");
        let approval = room.state.drafts[draft].approval();
        assert_eq!(Some(last.digest), approval.map(|approval| approval.digest));
        assert_eq!(
            last.ways,
            ways(before, &before.drafts[draft]),
            "nothing leaves otherwise than the policy has it now"
        );
        assert_eq!(last.facts, FactsSeen::of(before), "the facts have not moved since");
        let sent = room.record.text(*update).unwrap_or_default();
        assert_eq!(sent, last.text, "the bytes that leave are the bytes approved");
    }
    if let Event::UpdatePublished { .. } = &one.fact.event {
        assert_eq!(one.fact.reach, Reach::Published);
        assert!(matches!(
            room.record.line(seq - 1).and_then(Line::open).map(|it| &it.fact.event),
            Some(Event::DraftPublished { .. })
        ));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_byte_that_left_was_approved_by_the_chair_of_that_moment(
        four_eyes: bool,
        facts_confirmed: bool,
        acts in vec((0..4_usize, 0..6_usize, act()), 0..80),
    ) {
        let room = play(Approving { four_eyes, facts_confirmed, review_needs_both: facts_confirmed }, &acts);
        // Nothing of the room is in what a reader of published updates gets, nor in what a channel is given.
        let published = Reaches::NONE.with(Reach::Published);
        for line in room.record.lines() {
            let open = line.open().is_some_and(|sealed| published.contains(sealed.fact.reach));
            let sent = serde_json::to_string(&if open { line.clone() } else { line.withheld() }).unwrap();
            prop_assert!(!sent.contains(CANARY) && PEOPLE.iter().all(|name| !sent.contains(&format!("\"{name}\""))), "{}", sent);
        }
        for delivery in room.state.open_deliveries() {
            if let Some(outgoing) = room.state.outgoing(delivery.seq) {
                let given = format!("{:?}", outgoing.approved());
                prop_assert!(!given.contains(CANARY), "a channel is given {}", given);
                let update = room.state.updates.iter().find(|update| update.seq == delivery.update).unwrap();
                prop_assert_eq!(Some(outgoing.approved().text()), update.text.as_ref());
            }
        }
        for draft in room.state.drafts.values() {
            if let Stage::Published { update, .. } = &draft.stage {
                prop_assert!(room.state.updates.iter().any(|it| it.seq == *update));
            }
        }
    }
}

#[test]
fn the_interleavings_do_publish_and_do_refuse() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let (mut published, mut broken, mut void, mut waived, mut moved) = (0, 0, 0, 0, 0);
    for _ in 0..200 {
        let acts = vec((0..4_usize, 0..6_usize, act()), 80).new_tree(&mut runner).unwrap().current();
        let room = play(Approving { four_eyes: true, ..Approving::default() }, &acts);
        published += room.state.updates.len();
        broken += room
            .state
            .drafts
            .values()
            .filter(|it| it.approval().is_some_and(|it| it.how == ApprovedHow::BreakGlass))
            .count();
        waived += room.state.drafts.values().filter(|it| !it.waived.is_empty()).count();
        moved += room.state.deliveries.values().filter(|it| it.attempts > 0).count();
        void += room.state.drafts.values().filter(|it| it.voided.is_some()).count();
    }
    assert!(published > 50 && broken > 2 && void > 5, "{published} published, {broken} broken, {void} void");
    assert!(waived > 5 && moved > 20, "{waived} waived, {moved} moved");
}
