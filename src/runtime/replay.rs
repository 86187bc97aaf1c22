//! Plays a recorded session in the terminal, with its pauses. It draws and does nothing else.

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Clear, Paragraph};
use tokio::time::{Instant, sleep_until};

use super::desk::Desk;
use super::input::Heard;
use super::{Ending, ScreenError};
use crate::app::Message;
use crate::recording::Player;

/// The longest pause that is waited through: the nights in between are not what one wants to see.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Whether it runs by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    Runs,
    Stands,
}

/// Plays until the person leaves; standing still at first where `stands`.
///
/// # Errors
/// [`ScreenError`] when the terminal fails.
pub async fn play(desk: &mut Desk, mut player: Player, speed: f64, stands: bool) -> Result<Ending, ScreenError> {
    let Desk { canvas, signals, presses, .. } = desk;
    let mut pace = if stands { Pace::Stands } else { Pace::Runs };
    let mut bar = true;
    let mut size = crossterm::terminal::size()?;
    loop {
        canvas.draw(|frame| show(frame, &mut player, bar.then_some((pace, speed))))?;
        let next = Instant::now() + pause(&player, speed);
        let heard = tokio::select! {
            biased;
            () = signals.any() => return Ok(Ending::Ended),
            heard = presses.recv() => heard,
            () = sleep_until(next), if pace == Pace::Runs => {
                if !player.step() {
                    pace = Pace::Stands;
                }
                continue;
            }
        };
        let press = match heard {
            Some(Heard::Message(Message::Press(press))) => press,
            Some(Heard::Message(Message::Resize { width, height })) => {
                if (width, height) != size {
                    size = (width, height);
                    canvas.clear();
                }
                continue;
            }
            Some(Heard::Message(_) | Heard::Mouse { .. }) => continue,
            Some(Heard::Gone) | None => return Ok(Ending::Ended),
        };
        match press.name().as_str() {
            "q" | "ctrl-c" => return Ok(Ending::Left),
            "space" => pace = if pace == Pace::Runs { Pace::Stands } else { Pace::Runs },
            "." | "right" => {
                pace = Pace::Stands;
                player.step();
            }
            "G" | "end" => {
                pace = Pace::Stands;
                player.play_to(player.all());
            }
            "h" => bar = !bar,
            "ctrl-l" => canvas.clear(),
            _ => {}
        }
    }
}

fn pause(player: &Player, speed: f64) -> Duration {
    let (Some(now), Some(next)) = (player.now(), player.next_at()) else { return Duration::ZERO };
    // A clock that was set back makes no pause.
    let gap = (next - now).to_std().unwrap_or_default();
    gap.div_f64(speed).min(LONGEST_PAUSE)
}

/// The recorded screen, cut to this terminal, and over its last line where one is.
fn show(frame: &mut Frame<'_>, player: &mut Player, bar: Option<(Pace, f64)>) {
    let area = frame.area();
    copy(player.screen(), frame.buffer_mut());
    let Some((pace, speed)) = bar else { return };
    let theirs = player.screen().area;
    let row = Rect { y: theirs.height.min(area.height.saturating_sub(1)), height: area.height.min(1), ..area };
    frame.render_widget(Clear, row);
    let line = Paragraph::new(words(player, pace, speed, area)).style(Style::new().add_modifier(Modifier::REVERSED));
    frame.render_widget(line, row);
}

fn words(player: &mut Player, pace: Pace, speed: f64, area: Rect) -> String {
    let theirs = player.screen().area;
    let at = player.now().map(|now| now.format(" %H:%M:%S%.3fZ").to_string()).unwrap_or_default();
    let (played, all) = (player.played(), player.all());
    let state = match pace {
        _ if played == all => "END",
        Pace::Runs => "PLAYING",
        Pace::Stands => "STOPPED",
    };
    let cut = if theirs.width > area.width || theirs.height > area.height {
        format!(" · cut, it was {}x{}", theirs.width, theirs.height)
    } else {
        String::new()
    };
    let keys = "space stops · . steps · G end · h hides this · q leaves";
    format!(" {state} {played}/{all}{at} ×{speed}{cut} · {keys}")
}

fn copy(from: &Buffer, to: &mut Buffer) {
    let (width, height) = (from.area.width.min(to.area.width), from.area.height.min(to.area.height));
    for y in 0..height {
        for x in 0..width {
            to[(x, y)] = from[(x, y)].clone();
        }
    }
}
