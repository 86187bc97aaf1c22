//! The section `[impact]` of a policy file: every mistake with its line, its key and what is expected; and what a team
//! with severities of its own gets.

use warroom_incident::Policy;
use warroom_server::policy_file::parse;

fn problems(text: &str) -> Vec<String> {
    let found = parse(text, "policy.toml").expect_err("the text has problems");
    found.into_iter().map(|problem| problem.to_string()).collect()
}

/// The one rule of a policy, with a line of its own in place of the one that begins alike.
fn with(line: &str) -> String {
    let usual =
        ["words = \"a journey is blocked\"", "journey = \"blocked\"", "priority = \"high\"", "severity = \"sev1\""];
    let key = |line: &str| line.split(' ').next().map(ToOwned::to_owned);
    let mut lines: Vec<_> = usual.iter().filter(|it| key(it) != key(line)).copied().collect();
    lines.push(line);
    format!("[[impact.rules]]\n{}\n", lines.join("\n"))
}

#[test]
fn every_mistake_is_named_with_its_line_its_key_and_what_is_expected() {
    let responses = |lines: &str| format!("[impact]\nresponses = [{lines}]\n");
    let high = "{ priority = \"high\", words = \"now\" }";
    let rest = "{ priority = \"medium\", words = \"soon\" }, { priority = \"low\", words = \"later\" }";
    for (text, place, expected) in [
        // The currency.
        (
            "[impact]\ncurrency = \"euro\"".into(),
            "2:12: impact.currency is \"euro\"",
            "the three letters of a currency",
        ),
        ("[impact]\ncurrency = \"usd\"".into(), "2:12: impact.currency is \"usd\"", "did you mean USD?"),
        ("[impact]\ncurrency = \"DAI\"".into(), "2:12: impact.currency is \"DAI\"", "ISO 4217"),
        ("[impact]\ncurrency = 978".into(), "2:12: impact.currency is 978", "a text in quotes"),
        ("[impact]\ncurency = \"EUR\"".into(), "2:1: impact.curency is not a key", "did you mean currency?"),
        ("impact = \"EUR\"".into(), "1:10: impact is \"EUR\"", "a table"),
        // The journeys.
        (
            "[impact]\njourneys = [\"a\", \"sign in!\"]".into(),
            "2:18: impact.journeys[1]",
            "letters, digits, spaces or - _ . /",
        ),
        ("[impact]\njourneys = [\" pay\"]".into(), "2:13: impact.journeys[0]", "1 to 32 letters"),
        (format!("[impact]\njourneys = [\"{}\"]", "x".repeat(33)), "2:13: impact.journeys[0]", "1 to 32 letters"),
        ("[impact]\njourneys = [\"pay\", \"pay\"]".into(), "2:20: impact.journeys[1]", "no other journey has"),
        (
            format!("[impact]\njourneys = [{}]", (0..21).map(|nth| format!("\"j{nth}\", ")).collect::<String>()),
            "2:12: impact.journeys",
            "at most 20 of them",
        ),
        // The rules.
        (with("words = \"\""), "5:9: impact.rules[0].words", "one line of 1 to 100 bytes"),
        (with("kind = \"secrity\""), "6:8: impact.rules[0].kind", "availability, security, performance, deployment"),
        (with("journey = \"down\""), "5:11: impact.rules[0].journey", "blocked, degraded, working"),
        (with("users_percent = 101"), "6:17: impact.rules[0].users_percent is 101", "0 to 100 percent"),
        (with("users_percent = \"50\""), "6:17: impact.rules[0].users_percent is \"50\"", "did you mean 50?"),
        (with("loss_per_hour = 99999999999999"), "6:17: impact.rules[0].loss_per_hour", "0 to 4294967295"),
        (with("loss_per_hour = -1"), "6:17: impact.rules[0].loss_per_hour is -1", "a whole number"),
        (with("priority = \"urgent\""), "5:12: impact.rules[0].priority is \"urgent\"", "high, medium, low"),
        (
            with("severity = \"sev9\""),
            "5:12: impact.rules[0].severity is \"sev9\"",
            "the name of a severity of this policy",
        ),
        (
            with("users = 50"),
            "6:1: impact.rules[0].users is not a key",
            "expected one of words, kind, journey, users_percent",
        ),
        (
            "[[impact.rules]]\nwords = \"x\"\npriority = \"high\"".into(),
            "1:1: impact.rules[0].severity is missing",
            "a text",
        ),
        (
            "[[impact.rules]]\nwords = \"x\"\npriority = \"high\"\nseverity = \"sev1\"".into(),
            "1:1: impact.rules[0]",
            "without one it always fits",
        ),
        // The responses.
        (responses(&format!("{high}, {high}, {rest}")), "2:65: impact.responses[1].priority", "no other response"),
        (
            responses(&format!("{{ priority = \"high\", words = \"\" }}, {rest}")),
            "2:43: impact.responses[0].words",
            "one line",
        ),
        (responses(high), "2:13: impact.responses", "a response to the priority medium, which a rule gives"),
        (
            responses(&format!("{{ priority = \"top\", words = \"x\" }}, {high}, {rest}")),
            "2:27: impact.responses[0].priority is \"top\"",
            "high, medium, low",
        ),
    ] {
        let found = problems(&text);
        let wanted = found.iter().find(|it| it.starts_with(&format!("policy.toml:{place}")));
        let wanted = wanted.unwrap_or_else(|| panic!("{text}\nhas no {place:?}: {found:#?}"));
        assert!(wanted.contains(expected), "{text}\n{wanted:?} does not say {expected:?}");
    }
}

#[test]
fn every_mistake_of_a_file_is_said_at_once() {
    let text = "[impact]\ncurrency = \"eu\"\njourneys = [\"\"]\n[[impact.rules]]\nwords = \"x\"\njourney = \"gone\"\n\
                priority = \"high\"\nseverity = \"sev0\"\n";
    let found = problems(text);
    let places: Vec<_> = found.iter().map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        places,
        [
            "policy.toml:2:12: impact.currency",
            "policy.toml:3:13: impact.journeys[0]",
            "policy.toml:6:11: impact.rules[0].journey",
            "policy.toml:8:12: impact.rules[0].severity",
        ]
    );
}

const OWN_SEVERITIES: &str = "\
[[severities]]
name = \"critical\"
meaning = \"down\"
acknowledge_minutes = 5
[[severities]]
name = \"minor\"
meaning = \"the rest\"
acknowledge_minutes = 30
[status_page]
impacts = []
";

fn severities(policy: &Policy) -> Vec<&str> {
    policy.impact.rules.iter().map(|rule| rule.severity.as_str()).collect()
}

#[test]
fn the_usual_rules_speak_of_a_teams_own_severities_from_the_worst() {
    let own = OWN_SEVERITIES.split("[status_page]").next().expect("the severities");
    let policy = parse(own, "policy.toml").expect("severities of one's own need no rules of one's own");
    // Usually: sev1, sev1, sev1, sev2, sev3, sev3, sev4. There are only two; what would be milder is the mildest.
    let renamed = ["critical", "critical", "critical", "minor", "minor", "minor", "minor"];
    assert_eq!(severities(&policy), renamed);
    let words = |policy: &Policy| policy.impact.rules.iter().map(|rule| rule.words.clone()).collect::<Vec<_>>();
    assert_eq!(words(&policy), words(&Policy::default()), "and are the usual ones in all else");
    let with_currency = parse(&format!("{own}[impact]\ncurrency = \"JPY\"\n"), "policy.toml").expect("no problem");
    assert_eq!(severities(&with_currency), renamed, "also beside a currency of one's own");
}

#[test]
fn rules_of_ones_own_are_taken_by_the_letter() {
    let own = OWN_SEVERITIES.split("[status_page]").next().expect("the severities");
    let rule = |severity: &str| with(&format!("severity = \"{severity}\""));
    let policy = parse(&format!("{own}{}", rule("minor")), "policy.toml").expect("no problem");
    assert_eq!(severities(&policy), ["minor"]);
    let [problem] = &problems(&format!("{own}{}", rule("sev1")))[..] else { panic!("one problem") };
    assert!(problem.contains("impact.rules[0].severity is \"sev1\""), "{problem}");
}
