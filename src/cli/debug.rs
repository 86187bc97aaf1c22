//! `debug`: what helps with a bug report. Plays a recorded session; no server is asked, nobody's file is touched.

use super::args::{Common, Replay};
use super::{output, screen};
use crate::client::exit::Failure;
use crate::client::places;
use crate::recording::{self, Player};
use crate::runtime::{self, Desk};
use std::fs::File;
use std::io::BufReader;
use std::num::NonZeroUsize;
use warroom_incident::text;

/// `debug replay`
pub(super) async fn replay(common: &Common, replay: Replay) -> Result<(), Failure> {
    let path = &replay.file;
    let file = File::open(path).map_err(|error| places::trouble("open", path, &error))?;
    let recording = recording::read(BufReader::new(file))
        .map_err(|why| Failure::failed(format!("{} cannot be played: {}", path.display(), text::visible(&why))))?;
    // Said at the end too: the screen hides what was said before it.
    let notes: Vec<_> = recording.notes.iter().map(|note| text::visible(note)).collect();
    let outfit =
        if replay.text { None } else { Some(screen::outfit(common, "add --text to print the screen instead")?) };
    let mut player = Player::new(recording);
    let Some(outfit) = outfit else {
        print(&mut player, &replay)?;
        return tell(notes);
    };
    // The part that is asked for is counted without the opening, as the bar counts.
    player.play_to(replay.to.unwrap_or(0));
    let stands = replay.step || replay.to.is_some();
    let mut desk = Desk::take(outfit, None).map_err(screen::trouble)?;
    runtime::play(&mut desk, player, replay.speed, stands).await.map_err(screen::trouble)?;
    drop(desk);
    tell(notes)
}

fn tell(notes: Vec<String>) -> Result<(), Failure> {
    for note in notes {
        output::notice(&note);
    }
    Ok(())
}

/// The last screen, or every so many.
fn print(player: &mut Player, replay: &Replay) -> Result<(), Failure> {
    let to = replay.to.unwrap_or_else(|| player.all()).min(player.all());
    if let Some(every) = replay.every.map(NonZeroUsize::get) {
        while player.played() + every < to {
            player.play_to(player.played() + every);
            heading(player)?;
            player.text().iter().try_for_each(|line| output::line(line))?;
        }
        player.play_to(to);
        heading(player)?;
    }
    player.play_to(to);
    player.text().iter().try_for_each(|line| output::line(line))
}

fn heading(player: &Player) -> Result<(), Failure> {
    let at = player.now().map(|now| now.format(" %H:%M:%S%.3fZ").to_string()).unwrap_or_default();
    output::line(&format!("--- {}/{}{at} ---", player.played(), player.all()))
}
