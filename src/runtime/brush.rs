//! Writes the cells that changed, in few bytes: a screen over a thin line paints as fast as its bytes arrive.
//!
//! The library's own way jumps to an absolute place after every cell that stayed as it was and names both colours each
//! time; a scrolled list is then twice as long as its text.

use std::io::{self, Write};

use crossterm::cursor::MoveTo;
use crossterm::queue;
use crossterm::style::{Attribute, Color as Paint, SetAttribute, SetBackgroundColor, SetForegroundColor};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, IntoCrossterm, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// Blanks in a row from which on erasing them is shorter than printing them: what erases and steps over takes up to
/// eleven bytes.
const WORTH_ERASING: u16 = 12;

/// A way onto the terminal.
pub(super) struct Brush<W: Write> {
    inner: CrosstermBackend<W>,
    cursor: Option<Shown>,
}

/// Whether the cursor is in sight.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Yes,
    No,
}

/// How the next cell will look, unless it is changed, and where it will stand.
struct Stroke {
    at: Option<Position>,
    /// Only plain letters were printed since the last absolute place: terminals agree on how wide those are.
    is_sure: bool,
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl<W: Write> Brush<W> {
    pub(super) fn new(writer: W) -> Brush<W> {
        Brush { inner: CrosstermBackend::new(writer), cursor: None }
    }

    fn go(&mut self, stroke: &mut Stroke, x: u16, y: u16) -> io::Result<()> {
        match stroke.at {
            Some(at) if at == (Position { x, y }) => return Ok(()),
            Some(at) if stroke.is_sure && at.y == y && at.x < x => match x - at.x {
                1 => write!(self.inner, "\x1b[C")?,
                gap => write!(self.inner, "\x1b[{gap}C")?,
            },
            Some(_) | None => {
                queue!(self.inner, MoveTo(x, y))?;
                stroke.is_sure = true;
            }
        }
        stroke.at = Some(Position { x, y });
        Ok(())
    }

    fn dip(&mut self, stroke: &mut Stroke, cell: &Cell) -> io::Result<()> {
        if stroke.modifier != cell.modifier {
            // Bold and dim end together.
            let weight = Modifier::BOLD | Modifier::DIM;
            let mut gone = stroke.modifier - cell.modifier;
            let mut new = cell.modifier - stroke.modifier;
            if gone.intersects(weight) {
                gone |= stroke.modifier & weight;
                new |= cell.modifier & weight;
            }
            for (modifier, _, off) in ATTRIBUTES.iter().filter(|(modifier, ..)| gone.contains(*modifier)) {
                // The one for bold has ended the other, too.
                if !(*modifier == Modifier::DIM && gone.contains(Modifier::BOLD)) {
                    queue!(self.inner, SetAttribute(*off))?;
                }
            }
            for (_, on, _) in ATTRIBUTES.iter().filter(|(modifier, ..)| new.contains(*modifier)) {
                queue!(self.inner, SetAttribute(*on))?;
            }
            stroke.modifier = cell.modifier;
        }
        if stroke.fg != cell.fg {
            queue!(self.inner, SetForegroundColor(paint(cell.fg)))?;
            stroke.fg = cell.fg;
        }
        if stroke.bg != cell.bg {
            queue!(self.inner, SetBackgroundColor(paint(cell.bg)))?;
            stroke.bg = cell.bg;
        }
        Ok(())
    }

    /// Erases blanks instead of printing them. The cursor stays before them.
    fn erase(&mut self, stroke: &mut Stroke, blank: &Cell, x: u16, y: u16, count: u16) -> io::Result<()> {
        self.go(stroke, x, y)?;
        self.dip(stroke, blank)?;
        write!(self.inner, "\x1b[{count}X")
    }

    fn print(&mut self, stroke: &mut Stroke, cell: &Cell, x: u16, y: u16) -> io::Result<()> {
        self.go(stroke, x, y)?;
        self.dip(stroke, cell)?;
        self.inner.write_all(cell.symbol().as_bytes())?;
        stroke.is_sure &= cell.symbol().len() == 1;
        stroke.at = Some(Position { x: x + 1, y });
        Ok(())
    }
}

const ATTRIBUTES: [(Modifier, Attribute, Attribute); 9] = [
    (Modifier::BOLD, Attribute::Bold, Attribute::NormalIntensity),
    (Modifier::DIM, Attribute::Dim, Attribute::NormalIntensity),
    (Modifier::ITALIC, Attribute::Italic, Attribute::NoItalic),
    (Modifier::UNDERLINED, Attribute::Underlined, Attribute::NoUnderline),
    (Modifier::SLOW_BLINK, Attribute::SlowBlink, Attribute::NoBlink),
    (Modifier::RAPID_BLINK, Attribute::RapidBlink, Attribute::NoBlink),
    (Modifier::REVERSED, Attribute::Reverse, Attribute::NoReverse),
    (Modifier::HIDDEN, Attribute::Hidden, Attribute::NoHidden),
    (Modifier::CROSSED_OUT, Attribute::CrossedOut, Attribute::NotCrossedOut),
];

fn paint(color: Color) -> Paint {
    color.into_crossterm()
}

/// Whether it is nothing but an empty place in the terminal's own colours, which is what erasing leaves.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.fg == Color::Reset && cell.bg == Color::Reset && cell.modifier.is_empty()
}

impl<W: Write> Backend for Brush<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let (fg, bg, modifier) = (Color::Reset, Color::Reset, Modifier::empty());
        let mut stroke = Stroke { at: None, is_sure: false, fg, bg, modifier };
        let mut cells = content.peekable();
        let mut blanks: Vec<(u16, u16, &Cell)> = Vec::new();
        while let Some((x, y, cell)) = cells.next() {
            if is_blank(cell) {
                blanks.push((x, y, cell));
                if cells.peek().is_some_and(|next| next.0 == x + 1 && next.1 == y && is_blank(next.2)) {
                    continue;
                }
                let count = u16::try_from(blanks.len()).unwrap_or(0);
                if count >= WORTH_ERASING {
                    let (x, y, blank) = blanks[0];
                    self.erase(&mut stroke, blank, x, y, count)?;
                    blanks.clear();
                }
                for (x, y, cell) in blanks.drain(..) {
                    self.print(&mut stroke, cell, x, y)?;
                }
            } else {
                self.print(&mut stroke, cell, x, y)?;
            }
        }
        if (stroke.fg, stroke.bg, stroke.modifier) != (fg, bg, modifier) {
            queue!(self.inner, SetAttribute(Attribute::Reset))?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        match self.cursor.replace(Shown::No) {
            Some(Shown::No) => Ok(()),
            Some(Shown::Yes) | None => self.inner.hide_cursor(),
        }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        match self.cursor.replace(Shown::Yes) {
            Some(Shown::Yes) => Ok(()),
            Some(Shown::No) | None => self.inner.show_cursor(),
        }
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        // Somebody else may have had the terminal.
        self.cursor = None;
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use std::cell::RefCell;
    use std::num::NonZeroU16;
    use std::rc::Rc;

    /// A writer whose bytes can be looked at.
    #[derive(Clone, Default)]
    struct Shared(Rc<RefCell<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a terminal shows after a first screen and then the difference to a second one, and the bytes of that.
    fn shown<B: Backend<Error = io::Error>>(
        way: impl Fn(Shared) -> B,
        first: &Buffer,
        second: &Buffer,
    ) -> (vt100::Parser, usize) {
        let one = |n: u16| NonZeroU16::new(n).expect("not zero");
        let mut terminal = vt100::Parser::new(one(first.area.height), one(first.area.width), 0);
        let empty = Buffer::empty(first.area);
        let mut count = 0;
        for (from, to) in [(&empty, first), (first, second)] {
            let written = Shared::default();
            way(written.clone()).draw(from.diff(to).into_iter()).expect("drawn");
            count = written.0.borrow().len();
            terminal.process(&written.0.borrow());
        }
        (terminal, count)
    }

    /// Screens of odd pieces, the same for the same number.
    fn odd(seed: u32) -> Buffer {
        let area = Rect::new(0, 0, 60, 8);
        let mut buffer = Buffer::empty(area);
        let mut state = seed;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below
        };
        let texts = ["a", "checkout is down", "   ", "日本", "é", "┃", "→ 24 %"];
        let colours = [Color::Reset, Color::Red, Color::Cyan, Color::Indexed(208)];
        // The emulator knows bold and dim only one at a time.
        let modifiers = [
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::DIM,
            Modifier::BOLD | Modifier::REVERSED,
            Modifier::DIM | Modifier::UNDERLINED,
        ];
        // None lies over another: half of a wide letter is nobody's to draw.
        for place in 0..24 {
            let (x, y) = (place % 3 * 20 + next(4) as u16, place / 3);
            let style = Style::reset().fg(colours[next(4) as usize]).add_modifier(modifiers[next(5) as usize]);
            buffer.set_string(x, y, texts[next(7) as usize], style);
        }
        buffer
    }

    #[test]
    fn a_terminal_shows_the_same_as_by_the_librarys_own_way() {
        for seed in 0..300 {
            let (first, second) = (odd(seed), odd(seed + 1_000));
            let (ours, _) = shown(Brush::new, &first, &second);
            let (theirs, _) = shown(CrosstermBackend::new, &first, &second);
            for y in 0..second.area.height {
                for x in 0..second.area.width {
                    let [ours, theirs] = [&ours, &theirs].map(|it| it.screen().cell(y, x).expect("a cell"));
                    let text =
                        |cell: &vt100::Cell| if cell.has_contents() { cell.contents().to_owned() } else { " ".into() };
                    let looks = |cell: &vt100::Cell| (cell.bold(), cell.dim(), cell.inverse(), cell.underline());
                    assert_eq!((text(ours), looks(ours)), (text(theirs), looks(theirs)), "{x},{y} of {seed}");
                    assert_eq!(ours.fgcolor(), theirs.fgcolor(), "{x},{y} of {seed}");
                }
            }
        }
    }

    #[test]
    fn a_list_that_moved_by_a_line_costs_less() {
        let area = Rect::new(0, 0, 70, 30);
        let list = |from: usize| {
            let mut buffer = Buffer::empty(area);
            for y in 0..30 {
                let nth = from + y;
                let text = format!("03:{:02}Z ana  {}", nth, "finding in the pool of eu ".repeat(nth * 7_919 % 3));
                let texts = Style::default().fg(if nth.is_multiple_of(3) { Color::Cyan } else { Color::Reset });
                buffer.set_string(1, u16::try_from(y).expect("few"), text, texts);
            }
            buffer
        };
        let (_, ours) = shown(Brush::new, &list(0), &list(1));
        let (_, theirs) = shown(CrosstermBackend::new, &list(0), &list(1));
        assert!(ours * 10 < theirs * 7, "{ours} bytes, {theirs} by the library's own way");
    }
}
