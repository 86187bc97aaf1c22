//! Rules of texts and times, the same wherever they are given.

use crate::world::*;
use warroom_incident::event::EntryKind;
use warroom_incident::rejection::Place;
use warroom_incident::{Actor, Command, Rejection, Time, bounds};

fn post_at(happened_at: Time) -> Command {
    let text = "the alert rang".into();
    Command::Post { entry: EntryKind::Alert, text, happened_at: Some(happened_at), action: None, temporary: false }
}

rules! {
    fn an_empty_text_is_refused() {
        for text in ["", "  \n\t "] {
            given([]).when("bo", note(text)).refused(Rejection::Empty { place: Place::Text });
        }
    }

    fn a_text_may_have_sixteen_kibibytes() {
        given([]).after("bo", note(&"é".repeat(bounds::TEXT_BYTES / 2)))
            .when("bo", note(&"x".repeat(bounds::TEXT_BYTES + 1)))
            .refused(Rejection::TooLong {
                place: Place::Text, bytes: bounds::TEXT_BYTES + 1, most: bounds::TEXT_BYTES,
            });
    }

    fn what_a_terminal_would_obey_is_recorded_visibly() {
        given([]).when("bo", note("red\u{1b}[31m and \u{202e}back")).saying([Some("red<U+001B>[31m and <U+202E>back")]);
    }

    fn escapes_do_not_grow_a_text_beyond_its_bound() {
        let text = "\u{1b}".repeat(bounds::TEXT_BYTES / 2);
        let bytes = bounds::TEXT_BYTES / 2 * "<U+001B>".len();
        given([]).when("bo", note(&text))
            .refused(Rejection::TooLong { place: Place::Text, bytes, most: bounds::TEXT_BYTES });
    }

    fn backdating_is_normal() {
        let ten_past = start() + minutes(10);
        let room = given([]).later(minutes(20)).when("cy", post_at(ten_past));
        assert_eq!(room.decided()[0].fact.happened(), ten_past);
        assert_eq!(room.decided()[0].fact.at, start() + minutes(20));
    }

    fn a_clock_that_is_a_little_ahead_means_now() {
        let room = given([]).when("cy", post_at(start() + minutes(1)));
        assert_eq!(room.decided()[0].fact.happened_at, None);
    }

    fn nothing_has_happened_in_the_future() {
        let happened_at = start() + minutes(3);
        given([]).when("cy", post_at(happened_at)).refused(Rejection::InTheFuture { happened_at, now: start() });
    }

    fn nothing_has_happened_too_long_ago() {
        let happened_at = "1999-12-31T23:59:59Z".parse().unwrap();
        given([]).when("cy", post_at(happened_at))
            .refused(Rejection::TooLongAgo { happened_at, days: bounds::BACKDATE_DAYS });
    }

    fn a_title_is_one_line_of_two_hundred_bytes() {
        let declare = |title: &str| Command::Declare {
            title: title.into(), severity: None, reporter: "rita".into(), drill: false, policy: Box::default(),
        };
        nothing().when(Actor::Operator, declare("two\nlines")).so("joined", |it| it.title.as_deref() == Some("two lines"));
        nothing().when(Actor::Operator, declare("")).refused(Rejection::Empty { place: Place::Title });
        nothing().when(Actor::Operator, declare(&"x".repeat(201)))
            .refused(Rejection::TooLong { place: Place::Title, bytes: 201, most: 200 });
    }

    fn members_are_mentioned_by_name_whatever_stands_around_it() {
        let mentions = |text: &str| given([]).when("ana", note(text)).state.entries[0].mentions.clone();
        assert_eq!(mentions("ask @bo, (@CY) and @bo's friend"), [person("bo"), person("cy")]);
        assert_eq!(mentions("mail bo@example.org, not @boris or @nobody"), []);
    }
}
