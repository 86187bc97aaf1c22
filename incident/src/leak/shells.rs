//! How far a command reaches in a sentence: options and technical words belong to it, the words of the sentence do not.

use super::scan::Scan;
use core::ops::Range;

/// Options that are followed by a value.
const VALUED: &[&str] = &[
    "-n",
    "-U",
    "-F",
    "-b",
    "-f",
    "-l",
    "-o",
    "-c",
    "-u",
    "-h",
    "-p",
    "-d",
    "-s",
    "-i",
    "-X",
    "-H",
    "-e",
    "-m",
    "-t",
    "--namespace",
    "--context",
    "--replicas",
    "--selector",
    "--output",
    "--container",
    "--filename",
    "--kubeconfig",
    "--cluster",
    "--host",
    "--port",
    "--user",
    "--region",
    "--profile",
    "--project",
    "--zone",
    "--name",
    "--file",
    "--command",
    "--tail",
    "--since",
    "--timeout",
    "--set",
    "--values",
];

/// Words of a sentence that end a command, where a name could stand too.
const SENTENCE: &[&str] = &[
    "and",
    "to",
    "but",
    "then",
    "which",
    "while",
    "because",
    "so",
    "after",
    "before",
    "at",
    "on",
    "in",
    "for",
    "with",
    "until",
    "when",
    "by",
    "as",
    "is",
    "was",
    "has",
    "had",
    "brought",
    "fixed",
    "did",
    "does",
    "helped",
    "worked",
    "shows",
    "showed",
    "returned",
    "returns",
    "fails",
    "failed",
    "gave",
    "said",
    "solved",
    "made",
    "that",
    "this",
    "it",
    "we",
    "or",
    "again",
    "from",
    "against",
    "during",
    "twice",
    "now",
    "command",
    "commands",
    "requests",
    "operations",
    "are",
    "were",
    "may",
    "might",
    "will",
    "can",
    "should",
    "the",
];

/// Bytes of a command in a sentence.
const REACH: usize = 400;
/// Bytes of one argument in quotes.
const QUOTED: usize = 300;

/// What may follow the beginning of a command.
pub(super) struct Grammar<'g> {
    /// Plain words that belong to it, wherever they stand.
    pub(super) words: &'g [&'g str],
    /// Plain words after each of which a name may stand.
    pub(super) kinds: &'g [&'g str],
    /// Names that may stand right behind the beginning.
    pub(super) names: usize,
}

/// A command in a text.
pub(super) struct Reach {
    /// Where it ends.
    pub(super) end: usize,
    /// How many of its words nobody says in a sentence: options, paths, names with digits or signs.
    pub(super) technical: usize,
    /// How many other words belong to it.
    pub(super) plain: usize,
}

/// The words of a command, each without the quotes and the punctuation around it.
fn words<'s>(scan: &'s Scan<'_>, at: usize) -> impl Iterator<Item = Range<usize>> + 's {
    let mut from = at;
    core::iter::from_fn(move || {
        let start = scan.run(from, |byte| byte == b' ' || byte == b'\\' || byte == b'\t');
        from = word_end(scan, start);
        (start < from && start > at.saturating_sub(1)).then_some(start..from)
    })
}

/// The end of a word; in quotes it goes on over blanks.
fn word_end(scan: &Scan<'_>, start: usize) -> usize {
    let end = scan.run(start, |byte| !byte.is_ascii_whitespace());
    let word = scan.low(start..end);
    for quote in [b'"', b'\''] {
        let open = word.bytes().filter(|byte| *byte == quote).count() % 2 == 1;
        let close = if open { scan.run_within(end, QUOTED, |byte| byte != quote && byte != b'\n') } else { end };
        if open && scan.byte(close) == quote {
            return scan.run(close, |byte| !byte.is_ascii_whitespace());
        }
    }
    end
}

/// Follows a command from behind its beginning.
pub(super) fn reach(scan: &Scan<'_>, at: usize, grammar: &Grammar<'_>) -> Reach {
    let mut reach = Reach { end: at, technical: 0, plain: 0 };
    let (mut names, mut value) = (grammar.names, false);
    // No command in a sentence has more words.
    for word in words(scan, at).take(40).take_while(|word| word.start < at + REACH) {
        let end = scan.trimmed(word.clone(), ".,;:!?)`”’»");
        let part = scan.text.get(word.start..end).unwrap_or_default();
        let low = scan.low(word.start..end);
        let option = part.starts_with('-') && part.len() > 1;
        if part.is_empty() || scan.byte(word.start) == b'(' {
            break;
        }
        if option || value || is_technical(part) {
            reach.technical += 1;
            // What was named is named: a plain word behind it is the sentence's.
            names = match part {
                // What is run inside a container.
                "--" => 1,
                _ if value || VALUED.contains(&part) => names,
                _ => 0,
            };
            value = option && VALUED.contains(&part);
        } else if grammar.words.contains(&low) {
            reach.plain += 1;
        } else if grammar.kinds.contains(&low) {
            reach.plain += 1;
            names = 1;
        } else if names > 0 && !SENTENCE.contains(&low) {
            reach.plain += 1;
            names -= 1;
        } else {
            break;
        }
        reach.end = end;
        // Punctuation of the sentence, or the end of a quotation.
        if end < word.end {
            break;
        }
    }
    reach
}

/// What nobody says in a sentence.
pub(super) fn is_technical(part: &str) -> bool {
    let sign = part.bytes().any(|byte| b"/=_:@{}[]|<>$\"'*~".contains(&byte));
    let inner = part.trim_matches(['-', '.']);
    let digit = inner.bytes().any(|byte| byte.is_ascii_digit());
    let dashed = inner.contains(['-', '.']) && inner.bytes().all(|byte| byte.is_ascii());
    sign || digit || dashed
}

/// The end of a quotation in backquotes or quotes that begins right before a place.
pub(super) fn quoted(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let quote = match scan.before(at)? {
        '`' => b'`',
        '"' => b'"',
        _ => return None,
    };
    let end = scan.run_within(at, REACH, |byte| byte != quote && byte != b'\n');
    (scan.byte(end) == quote && end > at).then_some(end)
}
