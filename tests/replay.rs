//! A session that was recorded in a terminal, played again: the coordinator decides, raises the severity and makes an
//! invite, the window grows, the server dies, an entry waits and is sent, and a note is half written.
//!
//! When this differs, either the screens changed, which the new snapshots show, or an old recording no longer plays.

use warroom::recording::{self, Player};

fn player() -> Player {
    let recording = recording::read(&include_bytes!("data/session-checkout-down.jsonl")[..]).expect("a recording");
    assert!(recording.notes.is_empty(), "{:?}", recording.notes);
    Player::new(recording)
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
