//! Rules of where an update goes and what the policy makes of it there: as it was read and approved, or not at all.

use super::drafts::open;
use crate::samples::facts;
use crate::world::*;
use warroom_incident::draft::{CannotGoOut, Change, Draft, Part, Rendering};
use warroom_incident::event::DeliveryFate::{Confirmed, GivenUp, Sent};
use warroom_incident::policy::{Channel, Policy, Slot, Template};
use warroom_incident::{Actor, Author, Command, Rejection, Seq};

/// A policy with a page and a mailing list.
fn agreed(change: impl FnOnce(&mut Policy)) -> Command {
    policy(|it| {
        let page = Channel { name: "page".into(), kind: "statuspage".into(), ..it.channels[0].clone() };
        let page = Channel { to: "abc123".into(), secret_env: "PAGE_KEY".into(), ..page };
        let mail = Channel { name: "mail".into(), kind: "email".into(), to: "all@acme.example".into(), ..page.clone() };
        it.channels = vec![page, Channel { from: "status@acme.example".into(), ..mail }];
        change(it);
    })
}

/// A draft for both.
fn drafted() -> (Room, Seq, Seq) {
    let room = given([]).after(Actor::Server, agreed(|_| ())).after("bo", open("We are looking into it."));
    let draft = last(&room);
    let (seq, revision) = (draft.seq, draft.revision);
    (room, seq, revision)
}

fn last(room: &Room) -> &Draft {
    room.state.drafts.values().next_back().expect("a draft")
}

fn approve(draft: Seq, revision: Seq, publish: bool) -> Command {
    Command::ApproveDraft { draft, revision, facts: facts(), publish }
}

fn publish(draft: Seq, revision: Seq) -> Command {
    Command::PublishDraft { draft, revision, facts: facts() }
}

/// The room after it was published, and its deliveries: to the page and to the list.
fn published() -> (Room, [Seq; 2]) {
    let (room, draft, revision) = drafted();
    let room = room.after("ana", approve(draft, revision, true));
    let all: Vec<_> = room.state.deliveries.keys().copied().collect();
    (room, [all[0], all[1]])
}

fn why(room: &Room, delivery: Seq) -> Option<CannotGoOut> {
    room.state.cannot_go_out(&room.state.deliveries[&delivery])
}

fn shown(room: &Room, delivery: Seq) -> Rendering {
    room.state.outgoing(delivery).and_then(|it| it.rendering()).expect("it can go").shown().clone()
}

type Edit = fn(&mut Policy);

/// All by which a channel can come to lead elsewhere.
const LEADS: [Edit; 4] = [
    |it| it.channels[0].to = "otherpage9".into(),
    |it| it.channels[0].kind = "webhook".into(),
    |it| it.channels[0].api = "https://proxy.example/v1".into(),
    |it| it.channels[1].from = "oncall@acme.example".into(),
];

/// All by which it can come to show something else.
const SHOWS: [Edit; 5] = [
    |it| it.channels[0].components = vec!["comp1".into()],
    |it| it.updates.title = "{service} is on fire".into(),
    |it| it.updates.service = "Payments".into(),
    |it| it.updates.impacts[1].impact = "critical".into(),
    // The severity may move there and back before somebody says yes.
    |it| it.updates.impacts[0].impact = "minor".into(),
];

/// What has nothing to do with where a draft goes.
const OTHERS: [Edit; 6] = [
    |it| it.channels[0].secret_env = "NEW_KEY".into(),
    |it| {
        it.channels[0].secret_env = String::new();
        it.channels[0].secret_file = "/run/page.key".into();
    },
    |it| it.channels.push(Channel { name: "second".into(), ..it.channels[0].clone() }),
    |it| it.templates.push(Template { phase: "resolved".into(), audience: String::new(), text: "Over.".into() }),
    |it| it.holding_statements[0].slots = vec![Slot { name: "region".into(), values: vec!["EU".into()] }],
    |it| it.limits.people = 40,
];

rules! {
    fn a_policy_that_leads_a_channel_elsewhere_or_shows_it_otherwise_voids_the_approval() {
        let gone: [Edit; 2] = [|it| it.channels.truncate(1), |it| it.channels[1].name = "list".into()];
        for change in LEADS.into_iter().chain(SHOWS).chain(gone) {
            let (room, draft, seen) = drafted();
            let unread = room.clone().after(Actor::Server, agreed(change));
            let room = room.after("ana", approve(draft, seen, false)).after(Actor::Server, agreed(change));
            let revision = room.state.seq;
            let at = &room.state.drafts[&draft];
            assert_eq!((at.revision, at.voided, at.approval()), (revision, Some(revision), None));
            let by_policy = |revision| Rejection::DraftChanged {
                draft, seen, revision, changes: vec![Change { part: Part::Channels, at: revision, by: Author::Server }],
            };
            assert!(by_policy(revision).to_string().contains("the channels by the policy"), "{}", by_policy(revision));
            room.clone().when("ana", publish(draft, seen)).refused(by_policy(revision));
            room.when("ana", approve(draft, seen, true)).refused(by_policy(revision));
            let now = unread.state.seq;
            unread.when("ana", approve(draft, seen, true)).refused(by_policy(now));
        }
    }

    fn a_policy_that_changes_something_else_voids_nothing() {
        for change in OTHERS {
            let (room, draft, revision) = drafted();
            let room = room.after("ana", approve(draft, revision, false)).after(Actor::Server, agreed(change));
            assert_eq!((last(&room).revision, last(&room).voided), (revision, None));
            room.after("ana", publish(draft, revision));
        }
    }

    fn what_was_published_goes_where_it_was_approved_to_go_or_nowhere() {
        for (nth, change) in LEADS.into_iter().enumerate() {
            let (room, [page, mail]) = published();
            let (moved, stays) = if nth == 3 { (mail, page) } else { (page, mail) };
            let elsewhere = room.clone().after(Actor::Server, agreed(change));
            assert!(elsewhere.state.outgoing(moved).is_none());
            assert_eq!(why(&elsewhere, moved), Some(CannotGoOut::LeadsElsewhere));
            assert_eq!((why(&elsewhere, stays), shown(&elsewhere, stays)), (None, shown(&room, stays)));
            let back = elsewhere.after(Actor::Server, agreed(|_| ()));
            assert_eq!((why(&back, moved), shown(&back, moved)), (None, shown(&room, moved)));
        }
    }

    fn what_was_published_shows_what_was_approved_whatever_the_policy_says_now() {
        for change in SHOWS {
            let (room, deliveries) = published();
            let now = room.clone().after(Actor::Server, agreed(change));
            for delivery in deliveries {
                assert_eq!(shown(&now, delivery), shown(&room, delivery));
                let channel = |room: &Room| room.state.outgoing(delivery).map(|it| it.channel().clone());
                assert_eq!(channel(&now), channel(&room));
            }
        }
    }

    fn a_secret_that_was_put_right_is_used_for_what_waits() {
        let (room, [page, _]) = published();
        let room = room.after(Actor::Server, agreed(|it| it.channels[0].secret_env = "NEW_KEY".into()));
        let outgoing = room.state.outgoing(page).expect("it can go");
        assert_eq!((outgoing.channel().secret_env.as_str(), outgoing.channel().to.as_str()), ("NEW_KEY", "abc123"));
    }

    fn what_one_page_calls_an_incident_is_not_asked_of_another() {
        let (room, [page, mail]) = published();
        let report = |delivery, fate| Command::ReportDelivery {
            delivery, fate, attempts: 1, reference: Some("m4d9".into()), again: None, note: String::new(),
        };
        let room = room.after(Actor::Server, report(page, Confirmed)).after(Actor::Server, report(mail, Sent));
        let next = |room: Room| {
            let room = room.after("bo", open("More is known."));
            let (draft, revision) = (last(&room).seq, last(&room).revision);
            room.after("ana", approve(draft, revision, true))
        };
        let known = |room: &Room| {
            let delivery = room.state.open_deliveries().find(|it| it.channel == "page").expect("one");
            let outgoing = room.state.outgoing(delivery.seq).expect("it can go");
            (outgoing.known_as().join(","), outgoing.tried_before())
        };
        assert_eq!(known(&next(room.clone())), ("m4d9".into(), true));
        let room = next(room.after(Actor::Server, agreed(LEADS[0])));
        assert_eq!(known(&room), (String::new(), false));
        assert!(room.state.deliveries.values().all(|it| it.fate != GivenUp));
    }
}
