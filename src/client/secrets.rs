//! Finds secrets in text by their prefixes and makes them useless: the wall before recordings, logs and reports.
//!
//! Nothing should carry a secret there in the first place; this is for what somebody pasted, and for the next mistake.

use std::borrow::Cow;

/// How every secret of warroom begins: invites, what is inside them, credentials, the operator's token.
pub const PREFIXES: [&str; 4] = ["wr1_", "wri_", "wrc_", "wro_"];

/// Whether a character can be part of a secret: base64url.
#[must_use]
pub fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// Whether the text holds a secret.
#[must_use]
pub fn is_in(text: &str) -> bool {
    matches!(masked(text), Cow::Owned(_))
}

/// The text with every character of a secret after its prefix as `*`; as long as before, so that nothing moves.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let Some(first) = next(text, 0) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let (mut at, mut found) = (0, Some(first));
    while let Some(start) = found {
        let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
        out.push_str(&text[at..start]);
        out.extend(std::iter::repeat_n('*', length));
        at = start + length;
        found = next(text, at);
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Where the next secret begins behind its prefix. A prefix alone, as in help texts, is none.
fn next(text: &str, from: usize) -> Option<usize> {
    let begin = |prefix: &str| {
        let mut found = text[from..].match_indices(prefix).map(|(at, _)| from + at + prefix.len());
        found.find(|&start| text[start..].starts_with(is_part))
    };
    PREFIXES.into_iter().filter_map(begin).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_become_stars_and_everything_else_stays() {
        assert_eq!(masked("join wr1_Ab-9_x --as bo"), "join wr1_****** --as bo");
        assert_eq!(masked("wrc_1\"wri_2 wro_3ä"), "wrc_*\"wri_* wro_*ä");
        assert_eq!(masked("warroom join wr1_… --as ana, wr_x"), "warroom join wr1_… --as ana, wr_x");
        assert_eq!(masked("wr1_ wr1_a wr1_"), "wr1_ wr1_* wr1_");
        assert!(is_in("xxwrc_abc") && !is_in("wrc_ abc"));
    }
}
