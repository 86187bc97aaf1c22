//! Characters that deceive: those that nobody sees, those that turn a text around, and letters of one script that look
//! like another's. A reader would approve something else than what is sent.

use super::scan::Scan;
use super::{Found, Kind};
use crate::prelude::*;
use crate::text::is_hidden;

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    if scan.text.is_ascii() && !scan.text.bytes().any(|byte| byte.is_ascii_control()) {
        return;
    }
    hidden(scan, found);
    let latin = is_mostly_latin(scan.text);
    let mut start = 0;
    for word in scan.text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !bare.is_ascii() && deceives(bare, latin) {
            found.add(Kind::LookAlike, start..start + bare.len());
        }
        start += word.len();
    }
}

/// Runs of characters that nobody sees; a line's end and the joints of an emoji are none.
fn hidden(scan: &Scan<'_>, found: &mut Found) {
    let mut run: Option<core::ops::Range<usize>> = None;
    for (at, c) in scan.text.char_indices() {
        let end = at + c.len_utf8();
        let line_end = c == '\r' && scan.byte(end) == b'\n';
        if !is_hidden(c) || line_end || joins_pictures(scan, at, c) {
            continue;
        }
        match &mut run {
            Some(last) if last.end == at => last.end = end,
            _ => {
                name(scan, run.replace(at..end), found);
            }
        }
    }
    name(scan, run, found);
}

fn name(scan: &Scan<'_>, run: Option<core::ops::Range<usize>>, found: &mut Found) {
    let Some(run) = run else { return };
    let first = scan.after(run.start).map_or(0, u32::from);
    let kind = Kind::HiddenCharacter;
    found.say(kind, run, format!("{} (U+{first:04X})", kind.explanation()));
}

/// U+200D between two pictures: one emoji made of several.
fn joins_pictures(scan: &Scan<'_>, at: usize, c: char) -> bool {
    let is_picture = |c: char| matches!(u32::from(c), 0x2190..=0x2BFF | 0xFE0F | 0x1F000..=0x1FAFF);
    c == '\u{200d}' && scan.before(at).is_some_and(is_picture) && scan.after(at + 3).is_some_and(is_picture)
}

fn is_mostly_latin(text: &str) -> bool {
    let (mut latin, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if u32::from(c) < 0x250 { latin += 1 } else { other += 1 }
    }
    latin >= other
}

/// Whether a word passes for another: letters of two scripts, or of one that is not the text's but looks the same.
fn deceives(word: &str, text_is_latin: bool) -> bool {
    let ascii = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    let foreign = |c: char| !c.is_ascii() && looks_ascii(c);
    if word.chars().any(is_styled) {
        return true;
    }
    if !word.chars().any(foreign) {
        return false;
    }
    let whole = word.chars().all(|c| c.is_ascii() || foreign(c));
    ascii || (text_is_latin && whole && word.chars().count() >= 2)
}

/// A letter of another alphabet that cannot be told from an ASCII letter. Letters with accents are no such thing.
fn looks_ascii(c: char) -> bool {
    if !matches!(u32::from(c), 0x370..=0x58F | 0x10A0..=0x10FF | 0x13A0..=0x13FF | 0x2C80..=0x2CFF | 0xA4D0..=0xA4FF) {
        return false;
    }
    let mut buffer = [0; 4];
    let mut skeleton = unicode_security::skeleton(c.encode_utf8(&mut buffer));
    let first = skeleton.next();
    first.is_some_and(|first| first.is_ascii_alphabetic()) && skeleton.next().is_none()
}

/// A Latin letter or digit in a dress of its own: mathematical, enclosed, full width.
fn is_styled(c: char) -> bool {
    matches!(u32::from(c), 0xFF10..=0xFF19 | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A | 0x1D400..=0x1D7FF | 0x24B6..=0x24E9 | 0x1F130..=0x1F149)
}

#[cfg(test)]
mod tests {
    use crate::leak::testing::{found, kinds, settings};
    use crate::leak::{Kind, Weight, check};
    use crate::prelude::*;

    #[test]
    fn what_nobody_sees_blocks() {
        for c in
            ['\u{200b}', '\u{202e}', '\u{2066}', '\u{e0041}', '\u{feff}', '\u{ad}', '\u{1b}', '\u{3164}', '\u{200d}']
        {
            let text = format!("All is{c} well");
            let all = check(&text, &settings(), &BTreeSet::new());
            assert_eq!(all.len(), 1, "{text:?}");
            assert_eq!(
                (all[0].kind, all[0].weight, all[0].of(&text)),
                (Kind::HiddenCharacter, Weight::Blocks, &*c.to_string())
            );
        }
        assert_eq!(found(Kind::HiddenCharacter, "a\u{200b}\u{200b}b").len(), 1, "a run is one");
    }

    #[test]
    fn words_that_pass_for_others_block() {
        for text in ["раypal is back", "All раураl users", "ｐａｙ now", "𝐩𝐚𝐲 now", "Сheckout", "аpple", "Αpple"]
        {
            assert_eq!(kinds(text), [Kind::LookAlike], "{text}");
        }
    }

    #[test]
    fn languages_and_emoji_are_left_alone() {
        for text in [
            "Störung behoben, vielen Dank für Ihre Geduld",
            "Le système est rétabli à 14 h 05",
            "Все системы работают. Спасибо за терпение",
            "サービスは復旧しました",
            "服务已恢复",
            "👩‍💻 ✅ ☎️ all fine",
            "5 μs and 3 kΩ",
            "Ελληνικά: όλα λειτουργούν",
            "a\r\nb\tc",
            "naïve café, ¿qué?",
            "x² ≤ 10 €",
            "1 000 000",
            "Сервис API работает",
            "½ hour",
            "Ⅳ",
            "İstanbul",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn inside_another_finding_it_is_named_beside_it() {
        assert_eq!(kinds("for Kes\u{200b}trel Bank"), [Kind::Term, Kind::HiddenCharacter]);
    }
}
