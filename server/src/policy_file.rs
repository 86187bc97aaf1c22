//! Reads `policy.toml` and says everything that is wrong with it: where, what stands there, what is expected.
//!
//! What a policy means is not decided here: its values are judged by [`Policy::flaws`], this file only finds their
//! place. Unlike a policy in an event, one in a file has no unknown keys: a misspelt key would silently do nothing.

use crate::outbox::{self, Allowed};
use crate::toml_file::{self, Check, Key, Shape, may, must, place};
use std::path::Path;
use toml::de::DeTable;
use warroom_incident::Policy;
use warroom_incident::policy::Cadence;

pub use crate::toml_file::Problem;

/// Bytes of a policy file: it enters an event that everyone gets.
const FILE_BYTES: u64 = 256 * 1024;

/// Reads a policy from a file.
///
/// # Errors
/// Every problem of the file, in the order of its lines; or that it could not be read.
pub fn load(path: &Path) -> Result<Policy, Vec<Problem>> {
    let name = path.display().to_string();
    parse(&toml_file::read(path, FILE_BYTES)?, &name)
}

/// Reads a policy from a file and looks whether this server can use its channels: each with its secret, and without
/// TLS only to hosts that are allowed.
///
/// # Errors
/// Every problem of the file, in the order of its lines; or that it could not be read.
pub fn load_to_serve(path: &Path, allowed: &[Allowed]) -> Result<Policy, Vec<Problem>> {
    let name = path.display().to_string();
    let text = toml_file::read(path, FILE_BYTES)?;
    let policy = parse(&text, &name)?;
    let (table, mut check) = Check::of(&text, &name, POLICY);
    for lacking in outbox::lacking(&policy, allowed) {
        let key = format!("{}[{}].{}", lacking.list, lacking.index, lacking.key);
        let (at, whole) = place(table.get_ref(), &key);
        let found = if whole { check.found(&at) } else { "is what it is by default".into() };
        let expected = format!("{} that this server can use, but {}", lacking.kind(), lacking.why);
        check.report(&at, &key, found, &expected, None);
    }
    match check.end() {
        problems if problems.is_empty() => Ok(policy),
        problems => Err(problems),
    }
}

/// Reads a policy from a text; `file_name` is what problems call it.
///
/// # Errors
/// Every problem of the text, in the order of its lines.
pub fn parse(text: &str, file_name: &str) -> Result<Policy, Vec<Problem>> {
    let (table, mut check) = Check::of(text, file_name, POLICY);
    let policy = if check.is_right() { judged(&mut check, text, table.get_ref()) } else { None };
    match (policy, check.end()) {
        (Some(policy), problems) if problems.is_empty() => Ok(policy),
        (_, problems) => Err(problems),
    }
}

/// All keys there are. A test holds them against the policy itself.
const POLICY: &[Key] = &[
    may("severities", Shape::List(&Shape::Table(SEVERITY))),
    may(
        "seats",
        Shape::Table(&[
            may("chair_absent_seconds", Shape::Number),
            may("shift_limit_minutes", Shape::Number),
            may("team", Shape::Text),
        ]),
    ),
    may("limits", Shape::Table(&[may("entry_bytes", Shape::Number), may("people", Shape::Number)])),
    may("invites", Shape::Table(&[may("lifetime_minutes", Shape::Number), may("guest_uses", Shape::Number)])),
    may("impact", Shape::Table(ESTIMATING)),
    may("checklists", Shape::List(&Shape::Table(CHECKLIST))),
    may("contacts", Shape::List(&Shape::Table(CONTACT))),
    may("owners", Shape::List(&Shape::Table(OWNER))),
    may("runbooks", Shape::List(&Shape::Table(RUNBOOK))),
    may("reference", Shape::Table(&[may("stale_after_days", Shape::Number)])),
    may("bridge", Shape::Table(BRIDGE)),
    may("drill", Shape::Table(DRILL)),
    may("leaks", Shape::Table(LEAKS)),
    may("clock", Shape::Table(CLOCK)),
    may("cadences", Shape::List(&Shape::Table(CADENCE))),
    may("updates", Shape::Table(UPDATES)),
    may("audiences", Shape::List(&Shape::Table(&[must("name", Shape::Text), may("meaning", Shape::Text)]))),
    may("channels", Shape::List(&Shape::Table(CHANNEL))),
    may("templates", Shape::List(&Shape::Table(TEMPLATE))),
    may("holding_statements", Shape::List(&Shape::Table(HOLDING))),
    may("escalation", Shape::List(&Shape::Table(LEVEL))),
    may("continuity", Shape::Table(CONTINUITY)),
    may("approval", Shape::Table(APPROVAL)),
    may("stakeholders", Shape::List(&Shape::Table(STAKEHOLDER))),
];
const CLOCK: &[Key] = &[
    may("first_update_minutes", Shape::Number),
    may("estimate_minutes", Shape::Number),
    may("seats_minutes", Shape::Number),
    may("draft_minutes", Shape::Number),
    may("question_minutes", Shape::Number),
    may("mitigation_minutes", Shape::Number),
    may("snooze_minutes", Shape::Number),
    may("soon_minutes", Shape::Number),
    may("slower_factor", Shape::Number),
    may("slower_after_minutes", Shape::Number),
    may("monitoring_minutes", Shape::Number),
];
const CADENCE: &[Key] = &[
    must("audience", Shape::Text),
    must("severity", Shape::Text),
    may("phase", Shape::Text),
    must("minutes", Shape::Number),
];
const UPDATES: &[Key] =
    &[may("service", Shape::Text), may("title", Shape::Text), may("impacts", Shape::List(&Shape::Table(IMPACT)))];
const IMPACT: &[Key] = &[must("severity", Shape::Text), must("impact", Shape::Text), must("components", Shape::Text)];
const CHANNEL: &[Key] = &[
    must("name", Shape::Text),
    must("kind", Shape::Text),
    may("audiences", Shape::List(&Shape::Text)),
    may("to", Shape::Text),
    may("api", Shape::Text),
    may("from", Shape::Text),
    may("components", WORDS),
    may("secret_env", Shape::Text),
    may("secret_file", Shape::Text),
    may("most_chars", Shape::Number),
];
const TEMPLATE: &[Key] = &[must("phase", Shape::Text), may("audience", Shape::Text), must("text", Shape::Text)];
const HOLDING: &[Key] = &[
    must("name", Shape::Text),
    must("phase", Shape::Text),
    may("audience", Shape::Text),
    may("next_update_minutes", Shape::Number),
    must("text", Shape::Text),
    may("slots", Shape::List(&Shape::Table(&[must("name", Shape::Text), must("values", Shape::List(&Shape::Text))]))),
];
const LEVEL: &[Key] = &[
    must("name", Shape::Text),
    must("who", Shape::Text),
    must("kind", Shape::Text),
    may("answer_minutes", Shape::Number),
    may("to", Shape::Text),
    may("secret_env", Shape::Text),
    may("secret_file", Shape::Text),
    may("case_url", Shape::Text),
];
const CONTINUITY: &[Key] = &[may("words", Shape::Text), may("checklist", Shape::List(&Shape::Table(TASK)))];
const APPROVAL: &[Key] =
    &[may("four_eyes", Shape::Flag), may("facts_confirmed", Shape::Flag), may("review_needs_both", Shape::Flag)];
const STAKEHOLDER: &[Key] = &[
    must("name", Shape::Text),
    must("power", Shape::Text),
    must("interest", Shape::Text),
    must("audience", Shape::Text),
    may("channels", Shape::List(&Shape::Text)),
    may("cadence_minutes", Shape::Number),
];
const SEVERITY: &[Key] =
    &[must("name", Shape::Text), must("meaning", Shape::Text), must("acknowledge_minutes", Shape::Number)];
const ESTIMATING: &[Key] = &[
    may("currency", Shape::Text),
    may("journeys", WORDS),
    may("rules", Shape::List(&Shape::Table(PRIORITY_RULE))),
    may("responses", Shape::List(&Shape::Table(&[must("priority", Shape::Text), must("words", Shape::Text)]))),
];
const PRIORITY_RULE: &[Key] = &[
    must("words", Shape::Text),
    may("kind", Shape::Text),
    may("journey", Shape::Text),
    may("users_percent", Shape::Number),
    may("loss_per_hour", Shape::Number),
    must("priority", Shape::Text),
    must("severity", Shape::Text),
];
const CHECKLIST: &[Key] =
    &[may("severities", Shape::List(&Shape::Text)), must("tasks", Shape::List(&Shape::Table(TASK)))];
const TASK: &[Key] = &[must("text", Shape::Text), may("mitigation", Shape::Flag)];
const CONTACT: &[Key] =
    &[must("name", Shape::Text), may("role", Shape::Text), must("reach", Shape::Text), may("checked", Shape::Day)];
const OWNER: &[Key] =
    &[must("service", Shape::Text), must("who", Shape::Text), must("reach", Shape::Text), may("checked", Shape::Day)];
const RUNBOOK: &[Key] = &[
    must("title", Shape::Text),
    must("url", Shape::Text),
    may("owner", Shape::Text),
    may("checked", Shape::Day),
    may("steps", WORDS),
];
const BRIDGE: &[Key] = &[may("phone", Shape::Text), may("chat", Shape::Text)];
const WORDS: Shape = Shape::List(&Shape::Text);
const LEAKS: &[Key] = &[
    may("terms", WORDS),
    may("staff_domains", WORDS),
    may("staff_names", WORDS),
    may("server_software", WORDS),
    may("internal_suffixes", WORDS),
    may("ticket_prefixes", WORDS),
    may("allowed", Shape::Table(LEAKS_ALLOWED)),
    may("may_promise_recovery", Shape::Flag),
];
const LEAKS_ALLOWED: &[Key] = &[may("emails", WORDS), may("hosts", WORDS), may("handles", WORDS), may("words", WORDS)];
const DRILL: &[Key] = &[may("longest_pause_seconds", Shape::Number), may("shortest_pause_seconds", Shape::Number)];

/// The policy of a text of the right shape, judged.
fn judged(check: &mut Check<'_>, text: &str, table: &DeTable<'_>) -> Option<Policy> {
    let mut policy: Policy = match toml::from_str(text) {
        Ok(policy) => policy,
        Err(error) => {
            check.syntax(&error);
            return None;
        }
    };
    if !table.contains_key("checklists") {
        // The default checklists are for the default severities; a file that has others need not repeat them.
        let known: Vec<_> = policy.severity_names().map(ToOwned::to_owned).collect();
        policy.checklists.retain(|list| list.severities.iter().all(|name| known.contains(name)));
    }
    let own_rules =
        table.get("impact").and_then(|impact| impact.get_ref().as_table()).is_some_and(|it| it.contains_key("rules"));
    if table.contains_key("severities") && !own_rules {
        policy.impact.rename_usual(&policy.severities);
    }
    if !table.contains_key("cadences") {
        // By the place of a severity, whatever it is called, and for whom the team writes to first.
        policy.cadences = Cadence::defaults(&policy.severities, &policy.audiences);
    }
    for flaw in policy.flaws() {
        let (at, whole) = place(table, &flaw.key);
        let found = if whole { check.found(&at) } else { "is what it is by default".into() };
        check.report(&at, &flaw.key, found, &flaw.expected, flaw.suggestion);
    }
    Some(policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toml_file::joined;
    use serde_json::Value;
    use std::fs;

    const EXAMPLE: &str = include_str!("../policy.example.toml");

    fn problems(text: &str) -> Vec<String> {
        let found = parse(text, "policy.toml").expect_err("the text has problems");
        found.into_iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        assert_eq!(parse("", "policy.toml"), Ok(Policy::default()));
    }

    #[test]
    fn a_misspelt_key_is_named_with_the_one_that_was_meant() {
        assert_eq!(
            problems("# ours\n[seats]\n  chair_absent_second = 60\n"),
            ["policy.toml:3:3: seats.chair_absent_second is not a key; expected one of chair_absent_seconds, \
              shift_limit_minutes, team; did you mean chair_absent_seconds?"]
        );
    }

    #[test]
    fn a_key_in_the_wrong_table_is_sent_to_the_right_one() {
        let [problem] = &problems("people = 30")[..] else { panic!("one problem") };
        assert!(problem.ends_with("did you mean limits.people?"), "{problem}");
    }

    #[test]
    fn a_key_that_resembles_none_is_not_guessed_at() {
        let [problem] = &problems("moon = 30")[..] else { panic!("one problem") };
        assert!(problem.ends_with("approval, stakeholders"), "{problem}");
    }

    #[test]
    fn a_value_of_the_wrong_type_says_what_is_expected() {
        assert_eq!(
            problems("limits = { people = \"30\", entry_bytes = -1 }\nseats = []\n[[severities]]\nname = 1\n"),
            [
                "policy.toml:1:21: limits.people is \"30\"; expected a whole number from 0 to 4294967295; did you mean 30?",
                "policy.toml:1:41: limits.entry_bytes is -1; expected a whole number from 0 to 4294967295",
                "policy.toml:2:9: seats is []; expected a table",
                "policy.toml:3:1: severities[0].meaning is missing; expected a text in quotes",
                "policy.toml:3:1: severities[0].acknowledge_minutes is missing; expected a whole number from 0 to 4294967295",
                "policy.toml:4:8: severities[0].name is 1; expected a text in quotes",
            ]
        );
    }

    #[test]
    fn a_value_out_of_bounds_is_found_in_its_line() {
        let text = "[limits]\npeople = 1\n[[contacts]]\nname = \"Vendor\"\nreach = \"\"\n";
        assert_eq!(
            problems(text),
            [
                "policy.toml:2:10: limits.people is 1; expected 3 to 2000 people; did you mean 2000?",
                "policy.toml:5:9: contacts[0].reach is \"\"; expected one line of 1 to 200 bytes without hidden characters",
            ]
        );
    }

    #[test]
    fn a_day_is_a_text_in_quotes_and_the_one_that_was_meant_is_offered() {
        let of = |day: &str| {
            let text = format!("[[contacts]]\nname = \"Vendor\"\nreach = \"+44 1\"\nchecked = {day}\n");
            parse(&text, "policy.toml").map(|policy| policy.contacts[0].checked).map_err(|found| found[0].to_string())
        };
        assert_eq!(of("\"2026-02-03\""), Ok(chrono::NaiveDate::from_ymd_opt(2026, 2, 3)));
        assert_eq!(
            of("2026-02-03"),
            Err("policy.toml:4:11: contacts[0].checked is 2026-02-03; expected a day in quotes, like \"2026-02-03\"; \
                 did you mean \"2026-02-03\"?"
                .into())
        );
        for wrong in ["\"3.2.2026\"", "\"2026-2-3\"", "\"2026-02-30\"", "\"\"", "20260203"] {
            let expected = format!(
                "policy.toml:4:11: contacts[0].checked is {wrong}; expected a day in quotes, like \"2026-02-03\""
            );
            assert_eq!(of(wrong), Err(expected));
        }
        let far = of("\"2226-02-03\"").expect_err("nobody can have looked then");
        assert!(
            far.ends_with("contacts[0].checked is \"2226-02-03\"; expected a day from 2000-01-01 to 2099-12-31"),
            "{far}"
        );
    }

    #[test]
    fn what_is_wrong_with_owners_and_runbooks_is_found_in_its_line() {
        let text = "[[owners]]\nservice = \"pay\"\nwho = \"team\"\nreach = \"#pay\"\n\
                    [[owners]]\nservice = \"pay\"\nwho = \"team\"\nreach = \"\"\n\
                    [[runbooks]]\ntitle = \"Redis\"\nurl = \"https://r.example/1\"\nsteps = [\"one\", \"\"]\n\
                    [[runbooks]]\ntitle = \"REDIS\"\nurl = \"r.example/2\"\n\
                    [reference]\nstale_after_days = 0\n";
        let found = problems(text);
        let keys: Vec<_> = found.iter().map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            keys,
            [
                "policy.toml:7:7: owners[1].who",
                "policy.toml:8:9: owners[1].reach",
                "policy.toml:12:17: runbooks[0].steps[1]",
                "policy.toml:14:9: runbooks[1].title",
                "policy.toml:15:7: runbooks[1].url",
                "policy.toml:17:20: reference.stale_after_days",
            ]
        );
        let [problem] = &problems("[[runbooks]]\ntitle = \"x\"\nurl = \"https://r.example\"\nstep = []\n")[..] else {
            panic!("one problem")
        };
        assert!(problem.ends_with("did you mean steps?"), "{problem}");
    }

    #[test]
    fn words_of_the_leak_check_are_judged_one_by_one() {
        let text = "[leaks]\nterms = [\"x\", \"Kestrel Bank\"]\nstaff_domains = [\"@acme.example\"]\ninternal_suffixes = [\"corp\"]\n\
                    [leaks.allowed]\nhosts = [\"https://acme.example/\"]\nhandles = [\"acme\"]\nemails = [\"acme\"]\n";
        let keys: Vec<_> =
            problems(text).iter().map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            keys,
            [
                "policy.toml:2:10: leaks.terms[0]",
                "policy.toml:3:18: leaks.staff_domains[0]",
                "policy.toml:4:22: leaks.internal_suffixes[0]",
                "policy.toml:6:10: leaks.allowed.hosts[0]",
                "policy.toml:7:12: leaks.allowed.handles[0]",
                "policy.toml:8:11: leaks.allowed.emails[0]",
            ]
        );
        let many = format!("[leaks]\nterms = [{}]\n", "\"some term\", ".repeat(501));
        assert!(problems(&many)[0].contains("leaks.terms is"), "{:?}", problems(&many));
        assert!(problems("[leaks]\nterm = []\n")[0].ends_with("did you mean terms?"));
    }

    #[test]
    fn a_flaw_that_a_default_completes_points_at_what_is_there() {
        let [problem] = &problems("\n[drill]\nlongest_pause_seconds = 0")[..1] else { panic!("a problem") };
        assert!(
            problem.starts_with("policy.toml:2:1: drill.shortest_pause_seconds is what it is by default;"),
            "{problem}"
        );
    }

    #[test]
    fn severities_of_ones_own_need_no_checklists_of_ones_own() {
        let text = "[[severities]]\nname = \"major\"\nmeaning = \"down\"\nacknowledge_minutes = 5\n";
        let policy = parse(text, "policy.toml").expect("it is whole");
        assert_eq!(policy.checklists.len(), 1, "the one for all severities");
    }

    #[test]
    fn a_clock_or_a_cadence_that_is_wrong_is_named_with_its_line() {
        let text = "[seats]\nteam = \"four\"\n[clock]\nsnooze_minutes = 0\nslower_factor = 11\nfirst_update_minutes = 20000\n\
                    soon_minutes = 61\nquestion_minute = 5\n";
        let [problem] = &problems(text)[..] else { panic!("one problem") };
        assert!(problem.starts_with("policy.toml:8:1: clock.question_minute is not a key"), "{problem}");
        assert!(problem.ends_with("did you mean question_minutes?"), "{problem}");
        let text = text.replace("question_minute =", "question_minutes =");
        assert_eq!(
            problems(&text),
            [
                "policy.toml:2:8: seats.team is \"four\"; expected one of solo, two, three, major; did you mean three?",
                "policy.toml:4:18: clock.snooze_minutes is 0; expected 1 to 120 minutes; did you mean 10?",
                "policy.toml:5:17: clock.slower_factor is 11; expected 1 to 10 times; did you mean 2?",
                "policy.toml:6:24: clock.first_update_minutes is 20000; expected 0 to 10080 minutes (0 for never); did you mean 5?",
                "policy.toml:7:16: clock.soon_minutes is 61; expected 0 to 60 minutes; did you mean 5?",
            ]
        );
        let text = "[[cadences]]\naudience = \"press\"\nseverity = \"sev9\"\nminutes = 20000\n\
                    [[cadences]]\naudience = \"internal\"\nseverity = \"sev1\"\nminutes = 5\n\
                    [[cadences]]\naudience = \"internal\"\nseverity = \"sev1\"\nminutes = 6\n\
                    [[cadences]]\naudience = \"internal\"\nseverity = \"sev1\"\nphase = \"closed\"\nminutes = 6\n";
        assert_eq!(
            problems(text),
            [
                "policy.toml:2:12: cadences[0].audience is \"press\"; expected an audience of this policy, internal or executives; did you mean internal?",
                "policy.toml:3:12: cadences[0].severity is \"sev9\"; expected the name of a severity of this policy; did you mean sev1?",
                "policy.toml:4:11: cadences[0].minutes is 20000; expected 0 to 10080 minutes (0 for on change); did you mean 30?",
                "policy.toml:11:12: cadences[2].severity is \"sev1\"; expected one cadence for each audience, severity and phase",
                "policy.toml:16:9: cadences[3].phase is \"closed\"; expected one of investigating, identified, monitoring, resolved; did you mean monitoring?",
            ]
        );
    }

    #[test]
    fn severities_and_audiences_of_ones_own_have_the_cadences_of_their_places() {
        let text = "[[severities]]\nname = \"major\"\nmeaning = \"down\"\nacknowledge_minutes = 5\n\
                    [[audiences]]\nname = \"shops\"\n";
        let policy = parse(text, "policy.toml").expect("it is whole");
        let minutes = ["shops", "internal", "executives"].map(|audience| policy.cadence(audience, "major"));
        assert_eq!((minutes, policy.cadences.len()), ([Some(20), Some(15), Some(30)], 3));
    }

    #[test]
    fn a_slot_that_is_not_known_is_named_with_its_line() {
        let text = "[[templates]]\nphase = \"identified\"\ntext = \"Since {since} {customer} cannot pay.\"\n";
        assert_eq!(
            problems(text),
            [
                "policy.toml:3:8: templates[0].text is \"Since {since} {customer} cannot pay.\"; expected no slot {customer}, \
              since there are only {phase}, {severity}, {since}, {now}, {next_update}, {service}"
            ]
        );
    }

    #[test]
    fn what_is_approved_beforehand_and_leaks_is_named_with_its_line_its_slot_and_its_kind() {
        let text = "[leaks]\nterms = [\"Kestrel Bank\"]\nmay_promise_recovery = false\n\
                    [[holding_statements]]\nname = \"part\"\nphase = \"investigating\"\n\
                    text = \"{part} is slow, as PLAT-1234 says. It will be fixed by {now}.\"\n\
                    [[holding_statements.slots]]\nname = \"part\"\nvalues = [\"Checkout\",\n\"The shop of Kestrel Bank\"]\n";
        let found = problems(text);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[0].starts_with("policy.toml:7:8: holding_statements[0].text") && found[0].contains("ticket_id"));
        assert!(found[1].starts_with("policy.toml:7:8: holding_statements[0].text") && found[1].contains("promise"));
        assert!(found[2].starts_with("policy.toml:11:1: holding_statements[0].slots[0].values[1]"), "{found:#?}");
        assert!(found[2].contains("term \"Kestrel Bank\""), "{found:#?}");
    }

    #[test]
    fn a_channel_without_its_secret_or_with_an_unknown_kind_or_audience_is_named() {
        let text = "[[channels]]\nname = \"page\"\nkind = \"statuspage\"\nto = \"abc\"\n\n\
                    [[channels]]\nname = \"chat\"\nkind = \"slak\"\naudiences = [\"press\"]\n";
        let found = problems(text);
        assert!(
            found[0].starts_with("policy.toml:1:1: channels[0] is ") && found[0].contains("secret_env or secret_file"),
            "{found:?}"
        );
        assert!(
            found[1].starts_with("policy.toml:8:8: channels[1].kind is \"slak\"; expected one of file"),
            "{found:?}"
        );
        assert!(found[2].starts_with("policy.toml:9:14: channels[1].audiences[0] is \"press\""), "{found:?}");
    }

    #[test]
    fn what_belongs_to_another_kind_of_channel_or_leads_nowhere_is_named() {
        let text = "[updates]\ntitle = \"{severity} of {service}\"\n\n[[updates.impacts]]\nseverity = \"sev9\"\nimpact = \"huge\"\ncomponents = \"major_outage\"\n\n\
                    [[channels]]\nname = \"mail\"\nkind = \"email\"\nto = \"a@acme.example, b\"\nsecret_env = \"MAIL\"\n\n\
                    [[channels]]\nname = \"issue\"\nkind = \"jira\"\nto = \"https://jira.example/OPS-1\"\ncomponents = [\"x\"]\nsecret_env = \"J\"\n\n\
                    [[channels]]\nname = \"page\"\nkind = \"statuspage\"\nto = \"../pages\"\nfrom = \"me\"\napi = \"ftp://x\"\nsecret_env = \"P\"\n";
        let found = problems(text);
        let keys: Vec<_> = found.iter().map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            keys,
            [
                "policy.toml:2:9: updates.title",
                "policy.toml:5:12: updates.impacts[0].severity",
                "policy.toml:6:10: updates.impacts[0].impact",
                "policy.toml:9:1: channels[0].from",
                "policy.toml:12:6: channels[0].to",
                "policy.toml:18:6: channels[1].to",
                "policy.toml:19:14: channels[1].components",
                "policy.toml:25:6: channels[2].to",
                "policy.toml:26:8: channels[2].from",
                "policy.toml:27:7: channels[2].api",
            ],
            "{found:#?}"
        );
    }

    #[test]
    fn a_channel_without_its_secret_is_found_in_its_line_before_the_server_serves() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("policy.toml");
        let text = "[[channels]]\nname = \"page\"\nkind = \"statuspage\"\nto = \"abc\"\nsecret_env = \"WARROOM_NO_SUCH_KEY\"\n\n\
                    [[channels]]\nname = \"hook\"\nkind = \"webhook\"\nto = \"http://hooks.internal/x\"\nsecret_file = \"/nowhere/key\"\n";
        fs::write(&path, text).expect("written");
        assert!(load(&path).is_ok(), "the policy itself is right");
        let said = |allowed: &[Allowed]| {
            let problems = load_to_serve(&path, allowed).expect_err("it cannot be served");
            problems.iter().map(|it| it.to_string().rsplit_once('/').expect("a path").1.to_owned()).collect::<Vec<_>>()
        };
        let found = load_to_serve(&path, &[]).expect_err("it cannot be served");
        assert_eq!(
            found.iter().map(|it| (it.line, it.key.as_str())).collect::<Vec<_>>(),
            [(5, "channels[0].secret_env"), (10, "channels[1].to"), (11, "channels[1].secret_file")]
        );
        assert!(
            found[0].to_string().contains("the environment variable WARROOM_NO_SUCH_KEY is not set for this server")
        );
        assert!(found[1].to_string().contains("hooks.internal would be spoken to without TLS"));
        assert_eq!(said(&["hooks.internal".parse().expect("a host")]).len(), 2);
    }

    #[test]
    fn a_level_that_is_wrong_or_whose_webhook_cannot_be_used_is_found_in_its_line() {
        let text = "[[escalation]]\nname = \"boss\"\nwho = \"Max\"\nkind = \"chief\"\nto = \"ftp://pager\"\nsecret_env = \"P\"\n\
                    case_url = \"https://vendor.example/\"\n[continuity]\nwords = \"\"\nchecklist = [{ text = \"a\", mitigate = true }]\n";
        assert!(problems(text)[0].ends_with("did you mean mitigation?"), "{:?}", problems(text));
        let found = problems(&text.replace("mitigate", "mitigation"));
        let keys: Vec<_> = found.iter().map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        let expected = [
            "policy.toml:4:8: escalation[0].kind",
            "policy.toml:5:6: escalation[0].to",
            "policy.toml:7:12: escalation[0].case_url",
            "policy.toml:9:9: continuity.words",
        ];
        assert_eq!(keys, expected, "{found:#?}");
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("policy.toml");
        let text = "[[escalation]]\nname = \"boss\"\nwho = \"Max\"\nkind = \"manager\"\nto = \"http://pager.internal/x\"\n\
                    secret_env = \"WARROOM_NO_SUCH_KEY\"\n";
        fs::write(&path, text).expect("written");
        let found = load_to_serve(&path, &[]).expect_err("it cannot be served");
        let places: Vec<_> = found.iter().map(|it| (it.line, it.key.as_str())).collect();
        assert_eq!(places, [(5, "escalation[0].to"), (6, "escalation[0].secret_env")]);
        assert!(found[1].to_string().contains("a webhook that this server can use, but its secret is missing"));
    }

    #[test]
    fn what_is_not_toml_is_found_in_its_line_and_every_time() {
        let found = problems("[seats]\nchair_absent_seconds 60\nshift_limit_minutes = = 3\n");
        assert!(found[0].starts_with("policy.toml:2:"), "{found:?}");
        assert!(found.iter().any(|problem| problem.starts_with("policy.toml:3:")), "{found:?}");
    }

    #[test]
    fn a_key_twice_is_found() {
        let found = problems("[seats]\nshift_limit_minutes = 60\nshift_limit_minutes = 61\n");
        assert!(found[0].starts_with("policy.toml:3:1: the file is not TOML here: duplicate key"), "{found:?}");
    }

    #[test]
    fn a_file_that_is_missing_too_large_or_no_text_is_said_so() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("policy.toml");
        let said = || load(&path).expect_err("it cannot be loaded")[0].to_string();
        assert!(said().contains("the file cannot be read"), "{}", said());
        fs::write(&path, [0xff, 0xfe]).expect("written");
        assert!(said().contains("the file cannot be read"), "{}", said());
        fs::write(&path, vec![b'#'; FILE_BYTES as usize + 1]).expect("written");
        assert!(said().contains("expected at most 262144"), "{}", said());
        fs::write(&path, "[limits]\npeople = 30\n").expect("written");
        assert_eq!(load(&path).map(|policy| policy.limits.people), Ok(30));
    }

    /// All paths of a value, list positions left out.
    fn paths(value: &Value, path: &str, into: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    let path = joined(path, name);
                    into.insert(path.clone());
                    paths(value, &path, into);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| paths(value, path, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn key_paths(keys: &[Key], path: &str, into: &mut std::collections::BTreeSet<String>) {
        for key in keys {
            let path = joined(path, key.name);
            into.insert(path.clone());
            match key.shape {
                Shape::Table(keys) | Shape::List(&Shape::Table(keys)) => key_paths(keys, &path, into),
                Shape::Text
                | Shape::Day
                | Shape::Word(_)
                | Shape::Number
                | Shape::Flag
                | Shape::Open
                | Shape::List(_) => {}
            }
        }
    }

    #[test]
    fn the_example_is_right_and_has_every_key_that_there_is() {
        let policy = parse(EXAMPLE, "policy.example.toml").expect("the example has no problems");
        let [mut whole, mut known, mut written] = [const { std::collections::BTreeSet::new() }; 3];
        paths(&serde_json::to_value(&policy).expect("a policy has a JSON text"), "", &mut whole);
        key_paths(POLICY, "", &mut known);
        let example: Value = toml::from_str(EXAMPLE).expect("TOML");
        paths(&example, "", &mut written);
        assert_eq!(whole, known, "the keys of the loader are those of the policy");
        assert_eq!(written, known, "the example shows every key");
    }

    #[test]
    fn the_example_has_the_defaults() {
        let policy = parse(EXAMPLE, "policy.example.toml").expect("the example has no problems");
        let mut defaults = Policy {
            contacts: policy.contacts.clone(),
            owners: policy.owners.clone(),
            runbooks: policy.runbooks.clone(),
            bridge: policy.bridge.clone(),
            stakeholders: policy.stakeholders.clone(),
            ..Policy::default()
        };
        // A statement with slots of its own is shown beside the default one.
        assert_eq!(policy.holding_statements.len(), 2);
        defaults.holding_statements.push(policy.holding_statements[1].clone());
        // Left out, it is neither yes nor no.
        defaults.leaks.may_promise_recovery = Some(false);
        assert_eq!(policy, defaults);
    }
}
