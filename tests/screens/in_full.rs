//! A text in full: broken between words, and true about what is not shown.

use super::screen::Screen;
use super::tall::estimated;

#[test]
fn a_guest_reads_that_reason_and_source_are_not_shown_and_not_that_there_are_none() {
    let drawn = Screen::of(&estimated(), "lou", (80, 24)).keys("4\n").drawn();
    assert!(!drawn.contains("none given") && !drawn.contains("no reason given"), "{drawn}");
    assert_eq!(drawn.matches("not shown to you, if any was given").count(), 2, "{drawn}");
    let drawn = Screen::of(&estimated(), "kim", (80, 24)).keys("4\n").drawn();
    assert!(drawn.contains("payments dashboard") && drawn.contains("a third of all"), "{drawn}");
}

#[test]
fn no_word_is_cut_at_the_end_of_a_line() {
    let words = |drawn: &str| {
        let lines: Vec<_> = drawn.lines().map(|line| line.trim_matches('"').trim()).collect();
        lines.join(" ").split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let wide = words(&Screen::of(&estimated(), "kim", (200, 60)).keys("4\n").drawn());
    for width in [44, 57, 63, 80] {
        let screen = words(&Screen::of(&estimated(), "kim", (width, 40)).keys("4\n").drawn());
        let of_text = |word: &&String| word.chars().any(char::is_alphanumeric);
        let (from, to) =
            (wide.iter().position(|it| it == "harm").expect("harm"), wide.iter().position(|it| it == "then"));
        for word in wide[from..to.expect("then")].iter().filter(of_text) {
            assert!(screen.contains(word), "{width}: {word} was cut: {screen:?}");
        }
    }
    insta::assert_snapshot!("in_full_estimate_57x24", Screen::of(&estimated(), "kim", (57, 24)).keys("4\n").drawn());
}
