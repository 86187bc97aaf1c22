//! Loss and severity over time, in blocks that need neither colour nor braille: full ones up to the likely loss, light
//! ones from there to the most it may be.

use warroom_incident::impact::{self, Range, Sample};

use super::{page, sees_loss};
use crate::app::model::Model;
use crate::app::tone::{Piece, Tone, piece};
use crate::brief::moment;
use crate::timeline::clean;

/// Rows of a chart that still shows something: two of loss, severity and times.
pub const LEAST_ROWS: usize = 4;

/// Rows beyond which it shows no more.
pub const MOST_ROWS: usize = 10;

/// Columns of what stands before it.
const HEAD: usize = 10;

/// Columns beyond which it is no clearer.
const MOST_COLUMNS: usize = 120;

/// Parts of a cell, from an eighth on.
const PARTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The chart in so many rows; without loss only the severity over time.
#[must_use]
pub fn lines(model: &Model, width: usize, rows: usize) -> Vec<Vec<Piece>> {
    let (state, now) = (model.replica.state(), model.shown_at());
    let columns = width.saturating_sub(HEAD + 1).min(MOST_COLUMNS);
    let samples = impact::chart(state, now, columns);
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return Vec::new() };
    let most = samples.iter().filter_map(|it| Some(it.loss?.high)).max().filter(|_| sees_loss(model)).unwrap_or(0);
    let mut lines = Vec::new();
    if most > 0 {
        let currency = impact::loss_so_far(state, now).map(|amount| amount.currency).unwrap_or_default();
        let rows = rows.saturating_sub(2).max(1);
        for row in 0..rows {
            let head = match row {
                0 => page::short(most, &currency),
                _ if row + 1 == rows => "0".into(),
                _ => String::new(),
            };
            let cells: String = samples.iter().map(|sample| cell(sample, most, rows - row, rows)).collect();
            lines.push(vec![piece(format!("{head:>HEAD$}│", HEAD = HEAD - 1), Tone::Faint), piece(cells, Tone::Plain)]);
        }
    }
    lines.push(vec![piece(format!("{:<HEAD$}", "severity"), Tone::Faint), piece(severities(&samples), Tone::Strong)]);
    let (from, to) = (moment(first.at, now), format!("now {}", moment(last.at, now)));
    let mut legend = if most > 0 { "█ lost, likely  ░ at most" } else { "" };
    let room = columns.saturating_sub(from.chars().count() + to.chars().count());
    if legend.chars().count() + 2 > room {
        legend = "";
    }
    let axis = format!("{:HEAD$}{from}{legend:^room$}{to}", "");
    lines.push(vec![piece(axis, Tone::Faint)]);
    lines
}

/// One cell: `level` counts from the bottom, 1 is the lowest.
fn cell(sample: &Sample, most: u64, level: usize, rows: usize) -> &'static str {
    let Range { likely, high, .. } = sample.loss.unwrap_or_default();
    let eighths = |amount: u64| {
        let all = u128::from(amount) * 8 * (rows as u128);
        // Something that is lost is seen, however little.
        let some = u128::from(amount > 0);
        usize::try_from((all / u128::from(most.max(1))).max(some)).unwrap_or(usize::MAX)
    };
    let below = (level - 1) * 8;
    match (eighths(likely).saturating_sub(below), eighths(high).saturating_sub(below)) {
        (0, 0..4) => " ",
        (0, _) => "░",
        (part, _) => PARTS.get(part.min(8) - 1).copied().unwrap_or(" "),
    }
}

/// Before anybody said how bad it is.
const UNKNOWN: &str = "not said yet";

/// How bad it was held to be: each name where it began, and a line as long as it stood.
fn severities(samples: &[Sample]) -> String {
    let mut out = String::new();
    let mut from = 0;
    while let Some(sample) = samples.get(from) {
        let same = samples.iter().skip(from).take_while(|it| it.severity == sample.severity).count();
        let name = sample.severity.as_deref().map_or(UNKNOWN.into(), |name| clean(&name.to_uppercase()));
        let long = name.chars().count();
        // The one in force is named whole: it takes its room from the line before.
        let is_last = from + same == samples.len();
        let before = out.chars().rev().take_while(|it| *it == '─').count();
        if is_last && sample.severity.is_some() && long > same && before > long - same {
            let keep = out.len() - (long - same) * '─'.len_utf8();
            out.truncate(keep);
            out.push_str(&name);
            break;
        }
        let name = match long {
            long if long < same => name,
            _ if sample.severity.is_none() => "?".into(),
            // Too short for its name: the number at its end, else its first letter.
            _ => name.chars().last().filter(char::is_ascii_digit).or(name.chars().next()).into_iter().collect(),
        };
        let rest = same.saturating_sub(name.chars().count());
        out.push_str(&name);
        out.push_str(&"─".repeat(rest));
        from += same.max(1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_incident::Time;

    fn sample(likely: u64, high: u64, severity: Option<&str>) -> Sample {
        let loss = Some(Range { low: 0, likely, high });
        Sample { at: Time::default(), loss, severity: severity.map(str::to_owned) }
    }

    #[test]
    fn a_cell_is_as_full_as_the_likely_loss_and_light_up_to_the_most() {
        let half = sample(50, 100, None);
        assert_eq!((cell(&half, 100, 1, 2), cell(&half, 100, 2, 2)), ("█", "░"));
        assert_eq!(cell(&sample(1, 1, None), 100, 1, 2), "▁", "a little is not nothing");
        assert_eq!(cell(&sample(0, 0, None), 100, 1, 2), " ");
        assert_eq!(cell(&sample(u64::MAX, u64::MAX, None), u64::MAX, 2, 2), "█");
    }

    #[test]
    fn each_severity_is_named_where_it_began() {
        let of = |names: &[Option<&str>]| names.iter().map(|name| sample(0, 0, *name)).collect::<Vec<_>>();
        let (two, one) = (Some("sev2"), Some("sev1"));
        assert_eq!(severities(&of(&[two, two, two, two, two, two, one, one, two, two])), "SEV2──1─2─");
        assert_eq!(severities(&of(&[None, Some("bad")])), "?B");
        let unsaid = [None; 15];
        assert_eq!(severities(&of(&[&unsaid[..], &[one]].concat())), "not said yet───1");
        assert_eq!(severities(&of(&[&unsaid[..], &[None, one]].concat())), "not said yet─SEV1");
    }
}
