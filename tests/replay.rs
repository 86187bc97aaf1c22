//! A session that was recorded in a terminal, played again: the coordinator decides, raises the severity and makes an
//! invite, the window grows, the server dies, an entry waits and is sent, and a note is half written.
//!
//! When this differs, either the screens changed, which the new snapshots show, or an old recording no longer plays.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use warroom::app::{Model, update};
use warroom::recording::{self, Part, Player, Recording};

fn recorded() -> Recording {
    let recording = recording::read(&include_bytes!("data/session-checkout-down.jsonl")[..]).expect("a recording");
    assert!(recording.notes.is_empty(), "{:?}", recording.notes);
    recording
}

fn player() -> Player {
    Player::new(recorded())
}

/// Plays on until the screen shows these words.
fn until(player: &mut Player, words: &str) -> String {
    loop {
        let text = player.text().join("\n");
        if text.contains(words) {
            return text;
        }
        assert!(player.step(), "{words:?} never came\n{text}");
    }
}

#[test]
fn a_recorded_session_plays_on_todays_screens() {
    let mut player = player();
    // The invite that was made stands there as stars.
    insta::assert_snapshot!("replay_invite", until(&mut player, "warroom join wr1_***"));
    insta::assert_snapshot!("replay_offline", until(&mut player, "NOT CONNECTED"));
    until(&mut player, "WAITING");
    player.play_to(player.all());
    insta::assert_snapshot!("replay_end", player.text().join("\n"));
}

#[test]
fn playing_is_the_same_every_time_and_however_it_is_stepped() {
    let (mut one, mut two) = (player(), player());
    one.play_to(one.all());
    while two.step() {
        two.text();
    }
    assert_eq!(one.text(), two.text());
    assert!(!one.text().join("\n").contains("REFUSED"), "the proof over the events holds");
}

#[test]
fn a_frame_of_another_size_than_the_model_knows_breaks_nothing() {
    // The window changes before the message about it has been taken.
    let mut model: Option<Model> = None;
    for part in recorded().parts {
        match (part, &mut model) {
            (Part::Opening(opening), model) => *model = Some(Model::new(*opening)),
            (Part::Input(input), Some(model)) => drop(update(model, *input)),
            (Part::Input(_), None) => panic!("a recording begins with an opening"),
        }
        let model = model.as_mut().expect("opened");
        let known = model.size;
        for size in [known, (500, 200), (20, 5), (1, 1)] {
            model.size = size;
            for (width, height) in [(1, 1), (3, 2), (20, 5), (79, 23), (300, 100)] {
                let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
                terminal.draw(|frame| warroom::view::draw(frame, model)).expect("drawn");
            }
        }
        model.size = known;
    }
}
