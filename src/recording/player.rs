//! Plays a recorded session: the same update, the same view, and nothing of what the app wants done.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;
use warroom_incident::{Time, text};

use super::{Part, Recording};
use crate::app::{Message, Model, update};
use crate::view;

/// A session that is being played.
pub struct Player {
    parts: Vec<Part>,
    at: usize,
    model: Option<Model>,
    paper: Terminal<TestBackend>,
}

impl Player {
    /// Before the first input, with the first screen drawn.
    #[must_use]
    pub fn new(recording: Recording) -> Player {
        let Ok(paper) = Terminal::new(TestBackend::new(0, 0));
        let mut player = Player { parts: recording.parts, at: 0, model: None, paper };
        player.step();
        player
    }

    /// How many parts were played.
    #[must_use]
    pub fn played(&self) -> usize {
        self.at
    }

    /// How many there are.
    #[must_use]
    pub fn all(&self) -> usize {
        self.parts.len()
    }

    /// The moment that is shown.
    #[must_use]
    pub fn now(&self) -> Option<Time> {
        self.model.as_ref().map(|model| model.now)
    }

    /// The moment of the next part.
    #[must_use]
    pub fn next_at(&self) -> Option<Time> {
        self.parts.get(self.at).map(|part| match part {
            Part::Opening(opening) => opening.now,
            Part::Input(input) => input.at,
        })
    }

    /// Plays the next part; false at the end.
    pub fn step(&mut self) -> bool {
        let Some(part) = self.parts.get(self.at) else { return false };
        self.at += 1;
        match (part, &mut self.model) {
            (Part::Opening(opening), model) => {
                *model = Some(Model::new((**opening).clone()));
                self.draw();
            }
            (Part::Input(input), Some(model)) => {
                let is_key = !matches!(input.message, Message::Tick | Message::Link(_));
                // Nothing is sent, kept or rung.
                drop(update(model, (**input).clone()));
                // Drawn as it was then: where a text is scrolled to depends on the frames in between.
                if is_key {
                    self.draw();
                }
            }
            (Part::Input(_), None) => unreachable!("a recording begins with an opening"),
        }
        true
    }

    /// Plays up to this many parts.
    pub fn play_to(&mut self, many: usize) {
        while self.at < many && self.step() {}
    }

    fn draw(&mut self) {
        let Some(model) = &self.model else { return };
        let (width, height) = model.size;
        self.paper.backend_mut().resize(width, height);
        let Ok(_) = self.paper.draw(|frame| view::draw(frame, model));
    }

    /// The screen as it was.
    pub fn screen(&mut self) -> &Buffer {
        self.draw();
        self.paper.backend().buffer()
    }

    /// The screen as lines, without the blanks at their ends.
    pub fn text(&mut self) -> Vec<String> {
        let buffer = self.screen();
        let line = |y| {
            let (mut line, mut x) = (String::new(), 0);
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(symbol.width()).unwrap_or(1).max(1);
            }
            // The file may come from anybody.
            text::visible(line.trim_end())
        };
        (0..buffer.area.height).map(line).collect()
    }
}
