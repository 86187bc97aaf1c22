//! What rings for whom: questions and their answers.

use super::*;
use crate::app::calls::Call;

impl Desk {
    /// Somebody does something, and this screen hears of it; whether it rang.
    fn rings(&mut self, who: &str, command: Command) -> Option<Call> {
        self.model.called = None;
        let before = self.model.replica.record().seq();
        let person = person(who);
        let now = self.now;
        self.room.order(&warroom_incident::Actor::Person(person.clone()), &command, now).expect("the rules agree");
        let me = self.model.me().clone();
        // As the server sends it: what is out of reach comes without words.
        for message in self.room.catch_up(&me, before) {
            if let ToClient::Events(_) = message {
                self.hears(message);
                assert_eq!(self.effects.contains(&Effect::Bell), self.model.called.is_some());
            }
        }
        self.model.called
    }

    fn last(&self) -> u64 {
        *self.room.state.questions.keys().next_back().expect("a question")
    }
}

fn ask(text: &str) -> Command {
    Command::AskQuestion { text: text.into() }
}

#[test]
fn the_chair_hears_of_each_question_once_and_nobody_else_does() {
    let mut priya = Desk::of("priya");
    assert_eq!(priya.rings("lou", ask("are cards refused?")), Some(Call::Asked));
    let question = priya.last();
    assert_eq!(priya.rings("priya", ask("Are cards refused?")), None, "hers");
    priya.room.join("max", Seat::Guest, at(4, 0));
    assert_eq!(priya.rings("max", ask("are cards  refused?")), None, "it rang already");
    assert_eq!(priya.room.state.questions[&question].askers().len(), 3, "they ask the same");
    assert_eq!(priya.rings("max", ask("and transfers?")), Some(Call::Asked), "another one");
    for other in ["ana", "lou"] {
        let mut desk = Desk::of(other);
        desk.room.join("max", Seat::Guest, at(4, 0));
        assert_eq!(desk.rings("max", ask("are cards refused?")), None, "{other}");
    }
    // Replayed it is nothing new.
    let mut again = Desk::in_room(priya.room, "priya");
    assert_eq!(again.model.called, None);
    assert_eq!(again.types("j").model.called, None);
}

#[test]
fn whoever_asked_hears_of_the_answer_and_nobody_else_does() {
    let mut lou = Desk::of("lou");
    lou.room.join("max", Seat::Guest, at(4, 0));
    assert_eq!(lou.rings("max", ask("are cards refused?")), None);
    let theirs = lou.last();
    assert_eq!(lou.rings("lou", ask("are transfers late?")), None);
    let mine = lou.last();
    assert_eq!(lou.rings("lou", ask("since when?")), None);
    let declined = lou.last();
    assert_eq!(lou.rings("lou", ask("cards, too?")), None);
    let folded = lou.last();
    let answer = |question| Command::AnswerQuestion { question, text: "yes".into() };
    assert_eq!(lou.rings("priya", answer(theirs)), None, "not hers");
    assert_eq!(lou.rings("priya", answer(mine)), Some(Call::Answered));
    let decline = Command::DeclineQuestion { question: declined, reason: "not known yet".into() };
    assert_eq!(lou.rings("priya", decline), Some(Call::Declined));
    let fold = Command::FoldQuestion { question: folded, into: theirs };
    assert_eq!(lou.rings("priya", fold), Some(Call::Answered), "the answer stands there already");
}

#[test]
fn calling_business_continuity_says_what_it_does_and_whoever_is_not_paged_has_to_be_phoned() {
    let mut desk = Desk::in_room(Room::declared("x", Some("sev2"), false, &[("priya", Seat::Coordinator)]), "priya");
    let form = crate::app::forms::escalation(&desk.model);
    let continuity = form.choices.iter().find(|it| it.question.contains("banner")).map(|it| it.question.clone());
    let question = continuity.unwrap_or_default();
    assert!(question.contains("on every screen and adds "), "{question}: {:?}", form.choices);
    let level = desk.model.replica.state().policy.escalation[1].clone();
    crate::app::escalation::accepted(
        &mut desk.model,
        &Command::Escalate { level: Some(level.name.clone()), reason: "x".into() },
    );
    let said = desk.model.said.as_ref().map(|(said, _)| said.clone());
    assert_eq!(said, Some(format!("on the record; now phone them: {}", level.who)));
}
