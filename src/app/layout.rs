//! Which pane stands where, for each size and seat. Pure geometry; what is in a pane is drawn elsewhere.

use ratatui::layout::Rect;

use super::arrangement::Arrangement;
use super::composer::Target;
use super::keymap::Action;
use super::model::{Model, Pane};
use super::next_step::next_step;

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
    let notices = top.above(notice_rows(model));
    let mode = top.below(if height < 10 { 0 } else { 1 });
    let hints = top.below(1);
    let composer = model.composer.is_open().then(|| top.below(composer_rows(model, top.end - top.y)));
    let summary_lines = u16::try_from(summary(model).len()).unwrap_or(0);
    let summary = top.below(if height < 20 { 0 } else { summary_lines });
    let middle = Rect { x: 0, y: top.y, width, height: top.end.saturating_sub(top.y) };
    Areas { header, tabs, notices, panes: panes(model, middle, columns), summary, composer, hints, mode }
}

/// Lines of the loud lines: on a small screen only that the business goes on elsewhere, as long as a pane has room.
fn notice_rows(model: &Model) -> u16 {
    let count = u16::try_from(notices(model).len()).unwrap_or(0).min(3);
    if is_small(model.size) && model.size.1 < LEAST_WITH_BANNER { 0 } else { count }
}

/// Rows from which on a banner leaves a line of the pane.
const LEAST_WITH_BANNER: u16 = 7;

/// Columns of text in the composer: its border and a place for the cursor behind the last one go off.
#[must_use]
pub fn composer_columns(size: (u16, u16)) -> usize {
    usize::from(size.0.saturating_sub(3).max(1))
}

/// Rows of the composer: it grows with its text up to two fifths of the screen, and leaves five lines of the pane.
fn composer_rows(model: &Model, room: u16) -> u16 {
    let most = usize::from(model.size.1);
    let text = super::composer::wrapping::height(&model.composer.text(), composer_columns(model.size), most);
    let wanted = u16::try_from(text).unwrap_or(u16::MAX).saturating_add(2);
    if is_small(model.size) {
        return wanted.clamp(3, room.saturating_sub(3).min(model.size.1 * 2 / 5).max(3));
    }
    // Five lines of the pane, its border, and the lines of what stands now.
    let leaves = 7 + u16::try_from(summary(model).len()).unwrap_or(0);
    let most = (model.size.1 * 2 / 5).min(room.saturating_sub(leaves));
    wanted.clamp(6.min(most.max(3)), most.max(3))
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
    if model.zoomed || model.whole_brief { 1 } else { columns_of(model.size) }
}

/// How many columns a terminal of this size has room for.
fn columns_of(size: (u16, u16)) -> u16 {
    match size {
        (..100, _) | (_, ..20) => 1,
        (100..160, _) => 2,
        (160..260, _) => 3,
        _ => 4,
    }
}

/// The panes of this seat on this screen, as they were given or chosen.
#[must_use]
pub fn arrangement(model: &Model) -> Arrangement {
    model.arrangements.get(model.seat(), columns_of(model.size))
}

/// Keeps another choice for this seat and size.
pub fn arrange(model: &mut Model, panes: Arrangement) {
    let (seat, columns) = (model.seat(), columns_of(model.size));
    model.arrangements.set(seat, columns, panes);
}

/// Goes back to what this seat begins with.
pub fn arrange_anew(model: &mut Model) {
    let (seat, columns) = (model.seat(), columns_of(model.size));
    model.arrangements.forget(seat, columns);
}

/// How much of a column's height a pane takes.
#[derive(Clone, Copy)]
enum Share {
    /// A part of the height in percent, within bounds. It does not depend on what the pane holds: a new task must not
    /// push down what somebody is reading below it.
    Fixed { percent: u16, least: u16, most: u16 },
    /// A part of what is left.
    Grows { weight: u16 },
}

/// Rows that a pane needs to say anything, its border included.
const LEAST_ROWS: u16 = 4;

/// Whether anything is written for the outside: the first draft makes its pane larger, once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outside {
    /// Something is.
    Written,
    /// Nothing yet.
    Nothing,
}

/// Whether anybody has estimated what it costs: the first estimate makes its pane larger, once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Estimated {
    /// Somebody has.
    Yes,
    /// Nobody has.
    No,
}

fn share(pane: Pane, outside: Outside, estimate: Estimated) -> Share {
    match pane {
        Pane::Needs => Share::Fixed { percent: 20, least: 5, most: 12 },
        Pane::Impact if estimate == Estimated::Yes => Share::Fixed { percent: 38, least: 5, most: 20 },
        Pane::Impact => Share::Fixed { percent: 18, least: 4, most: 6 },
        Pane::Drafts if outside == Outside::Written => Share::Fixed { percent: 45, least: 6, most: 20 },
        Pane::Drafts => Share::Fixed { percent: 15, least: 6, most: 8 },
        Pane::Tasks => Share::Fixed { percent: 30, least: 5, most: 24 },
        Pane::People => Share::Fixed { percent: 16, least: 5, most: 14 },
        Pane::Questions => Share::Fixed { percent: 25, least: 5, most: 16 },
        Pane::Told => Share::Fixed { percent: 25, least: 5, most: 16 },
        Pane::Contacts => Share::Fixed { percent: 30, least: 5, most: 24 },
        Pane::Due => Share::Fixed { percent: 30, least: 5, most: 24 },
        Pane::Timeline | Pane::Brief => Share::Grows { weight: 3 },
        Pane::Notes => Share::Grows { weight: 2 },
    }
}

/// Panes that give way first when a column is too short, the least needed first.
const SPARED: [Pane; 11] = [
    Pane::Contacts,
    Pane::Due,
    Pane::Tasks,
    Pane::People,
    Pane::Told,
    Pane::Notes,
    Pane::Drafts,
    Pane::Impact,
    Pane::Brief,
    Pane::Questions,
    Pane::Needs,
];

fn least(pane: Pane, outside: Outside) -> u16 {
    // What gives way to others does not ask for more room for what it holds.
    match share(pane, outside, Estimated::No) {
        Share::Fixed { least, .. } => least,
        Share::Grows { .. } => LEAST_ROWS,
    }
}

/// The panes of a column with their heights, from top to bottom.
fn heights(column: &[Pane], height: u16, focus: Pane, outside: Outside, estimate: Estimated) -> Vec<(Pane, u16)> {
    let mut column = column.to_vec();
    for spare in SPARED {
        let needed: u16 = column.iter().map(|pane| least(*pane, outside)).sum();
        if needed <= height || column.len() == 1 {
            break;
        }
        column.retain(|pane| *pane != spare || spare == focus);
    }
    let fixed = |pane: Pane| match share(pane, outside, estimate) {
        Share::Fixed { percent, least, most } => Some((height * percent / 100).clamp(least, most)),
        Share::Grows { .. } => None,
    };
    let weight = |pane: Pane| match share(pane, outside, estimate) {
        Share::Grows { weight } => weight,
        Share::Fixed { .. } => 0,
    };
    let taken: u16 = column.iter().filter_map(|pane| fixed(*pane)).sum();
    let weights: u16 = column.iter().map(|pane| weight(*pane)).sum();
    let left = height.saturating_sub(taken);
    let mut used = 0;
    let last = column.len().saturating_sub(1);
    let mut placed = Vec::new();
    for (at, pane) in column.into_iter().enumerate() {
        let wanted = fixed(pane).unwrap_or_else(|| left * weight(pane) / weights.max(1));
        // The last one takes what the others leave, so that no row stays empty.
        let rows = if at == last { height - used } else { wanted.min(height - used) };
        used += rows;
        placed.push((pane, rows));
    }
    placed
}

fn widths(columns: usize, width: u16) -> Vec<u16> {
    let percent: &[u16] = match columns {
        0 | 1 => &[100],
        2 => &[60, 40],
        3 => &[42, 29, 29],
        _ => &[34, 22, 22, 22],
    };
    let mut widths: Vec<u16> =
        percent.iter().map(|part| u16::try_from(u32::from(width) * u32::from(*part) / 100).unwrap_or(width)).collect();
    let used: u16 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width.saturating_sub(used);
    }
    widths
}

fn panes(model: &Model, area: Rect, columns: u16) -> Vec<(Pane, Rect)> {
    if columns == 1 {
        return vec![(model.focus, area)];
    }
    let mut plan = arrangement(model).columns().to_vec();
    if !plan.iter().flatten().any(|pane| *pane == model.focus)
        && let Some(last) = plan.last_mut()
    {
        // A pane on demand takes the last column, as long as one is there.
        *last = vec![model.focus];
    }
    // A column that was emptied leaves its width to the others.
    plan.retain(|column| !column.is_empty());
    let widths = widths(plan.len(), area.width);
    let state = model.replica.state();
    let nothing = state.drafts.is_empty() && state.updates.is_empty();
    let outside = if nothing { Outside::Nothing } else { Outside::Written };
    let estimate = if state.estimates.is_empty() { Estimated::No } else { Estimated::Yes };
    let mut placed = Vec::new();
    let mut x = area.x;
    for (column, width) in plan.into_iter().zip(widths) {
        let mut y = area.y;
        for (pane, height) in heights(&column, area.height, model.focus, outside, estimate) {
            placed.push((pane, Rect { x, y, width, height }));
            y += height;
        }
        x += width;
    }
    placed
}

/// Whether a pane stands beside others on the screen now.
#[must_use]
pub fn is_beside(model: &Model, pane: Pane) -> bool {
    columns(model) > 1 && arrangement(model).column(pane).is_some()
}

/// The order in which Tab goes through the panes.
#[must_use]
pub fn tab_order(model: &Model) -> Vec<Pane> {
    let tabs = columns_of(model.size) == 1;
    // Zoomed or not: Tab goes the same way round.
    let mut order: Vec<Pane> = arrangement(model).panes().collect();
    if tabs && !model.is_chair() {
        order.retain(|pane| *pane != Pane::Needs || model.focus == Pane::Needs);
    }
    // On demand, and as long as there is something to read.
    if super::questions::has_any(model) && !order.contains(&Pane::Questions) {
        order.push(Pane::Questions);
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
    inside_of(model, model.focus)
}

/// The inside of a pane that is in sight.
#[must_use]
pub fn inside_of(model: &Model, pane: Pane) -> Rect {
    let areas = areas(model);
    areas.panes.iter().find(|(it, _)| *it == pane).map(|(_, area)| inside(*area)).unwrap_or_default()
}

/// Loud lines under the header.
#[must_use]
pub fn notices(model: &Model) -> Vec<String> {
    let state = model.replica.state();
    let text = |seq| model.replica.record().text(seq).unwrap_or("[words removed]");
    let mut lines: Vec<_> = super::escalation::banner(model).into_iter().collect();
    if is_small(model.size) {
        return lines;
    }
    if let Some(hold) = &state.hold {
        lines.push(format!("HOLD by {}: {}", hold.by, crate::timeline::first_line(text(hold.seq), 160)));
    }
    if let Some(offer) = state.offer.as_ref().filter(|offer| offer.to == *model.me()) {
        let from = state.chair.holder().map_or("nobody", |holder| holder.as_str());
        let note = crate::timeline::first_line(text(offer.seq), 120);
        let key = model.key(Action::HandOver);
        lines.push(format!("{from} OFFERS YOU THE CHAIR ({key} answers): {note}"));
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
    if !model.link.is_up()
        && let Some(due) = super::due::as_of(model)
    {
        lines.push(("DUE", due));
    }
    if !state.is_declared() || no_more || model.is_reader() {
        return lines;
    }
    let left: Vec<_> = model.composer.left().collect();
    if let (Some((target, text)), false) = (left.first(), model.composer.is_open()) {
        let what = match target {
            Target::Fact | Target::Note => "unsent text".to_owned(),
            Target::Now => "unsent now line".into(),
            Target::Correct(seq) => format!("unsent correction of {seq}"),
        };
        let more = if left.len() > 1 { format!(" (+{} more)", left.len() - 1) } else { String::new() };
        let text = crate::timeline::first_line(text.trim(), 120);
        lines.push(("KEPT", format!("{what}{more}: {text}    {}", super::writing::goes_on(model, *target))));
    }
    if !model.composer.estimate().is_empty() && !matches!(model.dialog, Some(super::model::Dialog::Estimate(_))) {
        let fields = model.composer.estimate().len();
        let fields = if fields == 1 { "1 field".to_owned() } else { format!("{fields} fields") };
        let (there, key) = (model.key(Action::Impact), model.key(Action::Estimate));
        lines.push(("KEPT", format!("unsent estimate, {fields}    {there} and {key} go on with it")));
    }
    if let Some(stuck) = model.papers.stuck().last() {
        let text = match stuck.is_emptied() {
            true => super::editor::stuck::EMPTIED.to_owned(),
            false => crate::timeline::first_line(stuck.text.trim(), 60),
        };
        let (drafts, edit) = (model.key(Action::Drafts), model.key(Action::EditDraft));
        lines.push(("KEPT", format!("not saved in draft {}, {drafts} and {edit} on it show it: {text}", stuck.draft)));
    } else if let Some((draft, chars)) = model.papers.unshared().next().filter(|_| !model.link.is_up()) {
        let chars = super::editor::characters(chars);
        lines.push(("KEPT", format!("{chars} of yours in draft {draft}, shared once you are connected")));
    }
    if let Some(doubted) = model.replica.doubted(model.server_now()).filter(|_| model.link.is_up()) {
        let age = crate::brief::age(doubted.pending.at, model.server_now());
        let behind = match model.replica.unsent().saturating_sub(1) {
            0 => String::new(),
            behind => format!(" · {} behind it", super::outbox::wait(behind)),
        };
        let text = crate::timeline::first_line(super::outbox::words(doubted), 60);
        lines.push(("ASKS", format!("o answers: still true, {age} later?{behind} · \u{201c}{text}\u{201d}")));
    }
    if let Some(next) = next_step(model) {
        let key = model.key(next.action);
        lines.push(("NEXT", format!("{key}  {}", next.why)));
    }
    if columns(model) == 1
        && model.focus != Pane::Impact
        && let Some(impact) = super::impact::summary(model)
    {
        lines.push(("IMPACT", impact));
    }
    let brief_in_sight = model.focus == Pane::Brief || is_beside(model, Pane::Brief);
    if !brief_in_sight {
        let now = match &state.now {
            Some(now) => {
                let text = now.text.as_deref().unwrap_or("[words removed]").lines().collect::<Vec<_>>().join(" · ");
                // Before the text: of a long line the end is cut, and an old one must be seen to be old.
                format!("{} ago, {}: {text}", crate::brief::age(now.at, model.server_now()), now.by)
            }
            None => "nobody has written a now line yet".into(),
        };
        lines.push(("NOW", now));
    }
    lines.iter_mut().for_each(|(_, text)| *text = crate::timeline::clean(text));
    lines
}
