//! Which pane stands where, for each size and seat. Pure geometry; what is in a pane is drawn elsewhere.

use ratatui::layout::Rect;
use warroom_incident::Seat;

use super::model::{Model, Pane};

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The two lines that are never given up.
    pub header: Rect,
    /// The names of the panes, where only one is in sight.
    pub tabs: Option<Rect>,
    /// Loud lines: an offer, HOLD, what is new since the connection came back.
    pub notices: Rect,
    /// The panes in sight.
    pub panes: Vec<(Pane, Rect)>,
    /// The now line and the like.
    pub summary: Rect,
    /// Where text is written.
    pub composer: Option<Rect>,
    /// Keys that apply here, or a sentence.
    pub hints: Rect,
    /// The mode's line.
    pub mode: Rect,
}

/// Whether the terminal is too small for more than a sentence.
#[must_use]
pub fn is_too_small(size: (u16, u16)) -> bool {
    size.0 < 20 || size.1 < 5
}

/// Whether there is no room for more than the pane and what is most pressing.
#[must_use]
pub fn is_small(size: (u16, u16)) -> bool {
    size.0 < 60 || size.1 < 14
}

/// Computes the areas.
#[must_use]
pub fn areas(model: &Model) -> Areas {
    let (width, height) = model.size;
    let small = is_small(model.size);
    let mut top = Cut { y: 0, end: height, width };
    let header = top.above(header_lines(model));
    let columns = columns(model);
    let tabs = (columns == 1 && !small).then(|| top.above(1));
    let notices = top.above(if small { 0 } else { u16::try_from(notices(model).len()).unwrap_or(0).min(3) });
    let mode = top.below(if height < 10 { 0 } else { 1 });
    let hints = top.below(1);
    let composer = model.composer.is_open().then(|| top.below(if small { 3 } else { 6 }));
    let summary_lines = u16::try_from(summary(model).len()).unwrap_or(0);
    let summary = top.below(if height < 20 { 0 } else { summary_lines });
    let middle = Rect { x: 0, y: top.y, width, height: top.end.saturating_sub(top.y) };
    Areas { header, tabs, notices, panes: panes(model, middle, columns), summary, composer, hints, mode }
}

/// Two lines, or as many as a refusal takes: it is the last word, and its remedy stands at its end.
fn header_lines(model: &Model) -> u16 {
    let (width, height) = model.size;
    match super::offline::refusal(model) {
        Some(sentence) => {
            let lines = super::rows::wrap(&sentence, usize::from(width).saturating_sub(2).max(1)).len();
            (1 + u16::try_from(lines).unwrap_or(1)).min(height.saturating_sub(3).max(1))
        }
        None if height < 8 => 1,
        None => 2,
    }
}

/// Takes rows from both ends.
struct Cut {
    y: u16,
    end: u16,
    width: u16,
}

impl Cut {
    fn above(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.end - self.y);
        self.y += rows;
        Rect { x: 0, y: self.y - rows, width: self.width, height: rows }
    }

    fn below(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.end - self.y);
        self.end -= rows;
        Rect { x: 0, y: self.end, width: self.width, height: rows }
    }
}

/// How many columns of panes fit.
#[must_use]
pub fn columns(model: &Model) -> u16 {
    match model.size {
        _ if model.zoomed || model.whole_brief => 1,
        (..100, _) | (_, ..20) => 1,
        (100..160, _) => 2,
        _ => 3,
    }
}

/// The panes of each column: name, and share of the height; a share of 0 takes what is left.
fn plan(seat: Seat, columns: u16) -> Vec<Vec<(Pane, u16)>> {
    use Pane as P;
    match (seat, columns) {
        (Seat::Coordinator, 2) => {
            vec![vec![(P::Needs, 8), (P::Impact, 4), (P::Timeline, 0)], vec![(P::Drafts, 7), (P::Notes, 0)]]
        }
        (Seat::Coordinator, _) => vec![
            vec![(P::Needs, 9), (P::Timeline, 0)],
            vec![(P::Impact, 5), (P::Tasks, 14), (P::Notes, 0)],
            vec![(P::Drafts, 7), (P::Brief, 0)],
        ],
        (Seat::Responder, 2) => vec![vec![(P::Timeline, 0)], vec![(P::Impact, 4), (P::Drafts, 6), (P::Notes, 0)]],
        (Seat::Responder, _) => vec![
            vec![(P::Timeline, 0)],
            vec![(P::Tasks, 16), (P::Notes, 0)],
            vec![(P::Impact, 5), (P::Drafts, 7), (P::Brief, 0)],
        ],
        (Seat::Observer, 2) => vec![vec![(P::Timeline, 0)], vec![(P::Brief, 18), (P::Notes, 0)]],
        (Seat::Observer, _) => vec![
            vec![(P::Timeline, 0)],
            vec![(P::Notes, 0), (P::Tasks, 14)],
            vec![(P::Brief, 0), (P::Impact, 5), (P::Drafts, 7)],
        ],
        (Seat::Guest, 2) => vec![vec![(P::Timeline, 0)], vec![(P::Brief, 0), (P::Drafts, 7)]],
        (Seat::Guest, _) => {
            vec![vec![(P::Timeline, 0)], vec![(P::Brief, 0)], vec![(P::Impact, 5), (P::Drafts, 7), (P::Notes, 0)]]
        }
    }
}

fn panes(model: &Model, area: Rect, columns: u16) -> Vec<(Pane, Rect)> {
    if columns == 1 {
        return vec![(model.focus, area)];
    }
    let mut plan = plan(model.seat(), columns);
    let shown = plan.iter().flatten().any(|(pane, _)| *pane == model.focus);
    if !shown && let Some(last) = plan.last_mut() {
        // A pane on demand takes the last column, as long as one is there.
        *last = vec![(model.focus, 0)];
    }
    let widths = match columns {
        2 => vec![area.width * 3 / 5, area.width - area.width * 3 / 5],
        _ => {
            let (first, second) = (area.width * 42 / 100, area.width * 29 / 100);
            vec![first, second, area.width - first - second]
        }
    };
    let mut placed = Vec::new();
    let mut x = area.x;
    for (column, width) in plan.into_iter().zip(widths) {
        let fixed: u16 = column.iter().map(|(_, share)| share).sum();
        let mut y = area.y;
        for (pane, share) in column {
            let height = if share == 0 { area.height.saturating_sub(fixed) } else { share };
            let height = height.min((area.y + area.height).saturating_sub(y));
            placed.push((pane, Rect { x, y, width, height }));
            y += height;
        }
        x += width;
    }
    placed
}

/// The order in which Tab goes through the panes.
#[must_use]
pub fn tab_order(model: &Model) -> Vec<Pane> {
    let columns = columns(model);
    let mut order: Vec<Pane> = if columns == 1 {
        vec![Pane::Brief, Pane::Timeline, Pane::Notes, Pane::Drafts, Pane::Impact, Pane::People, Pane::Tasks]
    } else {
        plan(model.seat(), columns).into_iter().flatten().map(|(pane, _)| pane).collect()
    };
    if columns == 1 && model.is_chair() {
        order.insert(0, Pane::Needs);
    }
    if !order.contains(&model.focus) {
        order.push(model.focus);
    }
    order
}

/// The pane that one comes to from the brief: what happens.
pub const ROOM: Pane = Pane::Timeline;

/// The inside of a pane.
#[must_use]
pub fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height.saturating_sub(2) }
}

/// The inside of the focused pane.
#[must_use]
pub fn focused(model: &Model) -> Rect {
    let areas = areas(model);
    areas.panes.iter().find(|(pane, _)| *pane == model.focus).map(|(_, area)| inside(*area)).unwrap_or_default()
}

/// Loud lines under the header.
#[must_use]
pub fn notices(model: &Model) -> Vec<String> {
    let state = model.replica.state();
    let text = |seq| model.replica.record().text(seq).unwrap_or("[words removed]");
    let mut lines = Vec::new();
    if let Some(hold) = &state.hold {
        lines.push(format!("HOLD by {}: {}", hold.by, crate::timeline::first_line(text(hold.seq), 160)));
    }
    if let Some(offer) = state.offer.as_ref().filter(|offer| offer.to == *model.me()) {
        let from = state.chair.holder().map_or("nobody", |holder| holder.as_str());
        let note = crate::timeline::first_line(text(offer.seq), 120);
        lines.push(format!("{from} OFFERS YOU THE CHAIR (h answers): {note}"));
    }
    if let super::model::Store::Fails { sentence, .. } = &model.store {
        let holds = model.replica.unsent();
        let why = if model.size.0 >= 120 { format!(" ({sentence})") } else { String::new() };
        lines.push(format!("server cannot save: nothing you write is kept by it. Outbox holds {holds}{why}"));
    }
    lines.iter().map(|line| crate::timeline::clean(line)).collect()
}

/// Lines above the hints: the now line, and what is missing.
#[must_use]
pub fn summary(model: &Model) -> Vec<(&'static str, String)> {
    let state = model.replica.state();
    let offline = super::offline::lines(model);
    let no_more = !offline.is_empty() && model.size.1 < 30;
    let mut lines: Vec<_> = offline.into_iter().map(|text| ("", text)).collect();
    if !state.is_declared() || no_more {
        return lines;
    }
    if !model.composer.entry_text().trim().is_empty() && !model.composer.is_open() {
        let text = crate::timeline::first_line(model.composer.entry_text().trim(), 120);
        lines.push(("KEPT", format!("unsent text: {text}    a goes on writing")));
    }
    if state.no_mitigation_tried() {
        lines.push(("RECOVER", "no mitigation yet: /action rollback|fail_over|reroute|switch_off|scale".into()));
    }
    let brief_in_sight = model.focus == Pane::Brief
        || columns(model) > 1
            && plan(model.seat(), columns(model)).iter().flatten().any(|(pane, _)| *pane == Pane::Brief);
    if !brief_in_sight {
        let now = match &state.now {
            Some(now) => {
                let text = now.text.as_deref().unwrap_or("[words removed]").lines().collect::<Vec<_>>().join(" · ");
                format!("{text} ({}, {} old)", now.by, crate::brief::age(now.at, model.server_now()))
            }
            None => "nobody has written a now line yet".into(),
        };
        lines.push(("NOW", now));
    }
    lines.iter_mut().for_each(|(_, text)| *text = crate::timeline::clean(text));
    lines
}
