//! Every bound of the rules in one place, each with its reason. The policy may lower some, never raise them.

/// Bytes of one entry, task, reason or *now* line. A stack trace fits, a log file does not.
pub const TEXT_BYTES: usize = 16 * 1024;
/// Bytes of an incident's title: it has to fit in one line of every list.
pub const TITLE_BYTES: usize = 200;
/// Characters of a person's name: longer ones cannot be told apart in a column.
pub const NAME_CHARS: usize = 32;
/// Lines of the *now* line: more is not read at three in the morning.
pub const NOW_LINES: usize = 3;
/// Bytes of the *now* line: three lines of a wide terminal.
pub const NOW_BYTES: usize = 600;
/// Bytes of the `data` that an imported line carries along.
pub const DATA_BYTES: usize = 64 * 1024;
/// People in one incident, those who left included.
pub const PEOPLE: usize = 2_000;
/// Invites of one incident, used ones included.
pub const INVITES: usize = 10_000;
/// Tasks of one incident.
pub const TASKS: usize = 10_000;
/// Days by which a task of now may be due ahead: what is further away is an action item's day.
pub const TASK_DAYS: i64 = 7;
/// Ticked steps of runbooks: every step of fifty runbooks of fifty steps, twice over.
pub const TICKS: usize = 5_000;
/// Bytes of a name, a service or an address of the policy: it has to fit in one line of a list.
pub const REFERENCE_BYTES: usize = 200;
/// Bytes of a step of a runbook: two lines of eighty columns, with room for a long command.
pub const STEP_BYTES: usize = 300;
/// Owners of services in a policy: all services of a large team; the policy travels in an event.
pub const OWNERS: usize = 200;
/// Links of one incident.
pub const LINKS: usize = 10_000;
/// Open proposals at a time: a chair cannot weigh more.
pub const PROPOSALS: usize = 50;
/// Corrections of one entry.
pub const CORRECTIONS: usize = 100;
/// Bytes of a draft's text: what the longest channel shows, and few read.
pub const DRAFT_BYTES: usize = 16 * 1024;
/// Steps of one edit: a whole text that was changed word by word.
pub const EDIT_STEPS: usize = 4_000;
/// Drafts of one incident.
pub const DRAFTS: usize = 1_000;
/// Drafts that are written at a time: a chair cannot read more.
pub const OPEN_DRAFTS: usize = 50;
/// Edits of one draft, since its history was last redacted: two people who type for an hour make fewer.
pub const DRAFT_EDITS: usize = 30_000;
/// Edits of a draft that are kept so that one made before them can be carried over them: minutes of busy typing. A
/// client that comes back after a longer time has taken all edits in before it sends its own.
pub const DRAFT_RECENT_EDITS: usize = 1_000;
/// Steps of those edits together: what carrying one edit may cost.
pub const DRAFT_RECENT_STEPS: usize = 40_000;
/// Sign-offs of one draft.
pub const SIGN_OFFS: usize = 200;
/// Waivers of one draft: whoever waives more has not read it.
pub const WAIVERS: usize = 100;
/// Entries reworded into one draft.
pub const REWORDED: usize = 1_000;
/// Days by which a promised next update may lie ahead.
pub const PROMISE_DAYS: i64 = 90;
/// Events of one incident. Ten times the busiest record anyone has shown us.
pub const EVENTS: u64 = 10_000_000;
/// Lines of one imported file.
pub const IMPORT_LINES: usize = 100_000;
/// Days between a moment that is written down later and now.
pub const BACKDATE_DAYS: i64 = 3_650;
/// Seconds by which *when it happened* may lie ahead of the server's clock: clocks differ that much.
pub const AHEAD_SECONDS: i64 = 120;
/// Words of each list of the leak check in a policy: all customers of a small company; the policy travels in an event.
pub const LEAK_LIST: usize = 500;
/// Bytes of one of them: a name, not a sentence.
pub const LEAK_WORD_BYTES: usize = 100;
/// Words of the internal notes that a text is held against: more than an incident's notes have names for.
pub const LEAK_WORDS: usize = 2_000;
/// Entries of late whose words a text is held against: more than anybody has in mind, and a few MiB of words.
pub const LEAK_TEXTS: usize = 4_096;
/// Words that are kept of one of them: a note has fewer, a pasted log more.
pub const LEAK_TEXT_WORDS: usize = 64;
/// Bytes of a question to the chair: a few lines of a form, read in one glance.
pub const QUESTION_BYTES: usize = 600;
/// Bytes of an answer to it: a paragraph, not a report.
pub const ANSWER_BYTES: usize = 2_000;
/// Questions that one person asks within [`QUESTION_MINUTES`]: more is a conversation, and nobody has the time.
pub const QUESTIONS_EACH: usize = 5;
/// Minutes over which they are counted.
pub const QUESTION_MINUTES: i64 = 10;
/// Questions that wait at a time: a chair cannot read more.
pub const OPEN_QUESTIONS: usize = 200;
/// Cadences of a policy: nine severities, each for as many audiences as anybody writes to.
pub const CADENCES: usize = 200;
/// Questions of one incident, repeated ones included.
pub const QUESTIONS: usize = 5_000;
/// The highest figure of an estimate, in minor units or users: no sum over years and thousands of revisions overflows.
pub const FIGURE: u64 = 1_000_000_000_000_000;
/// Revisions of the estimate: one every minute for a week.
pub const ESTIMATES: usize = 10_000;
/// Journeys of an estimate: a pane shows no more.
pub const JOURNEYS: usize = 20;
/// Characters of a journey's name: a column.
pub const JOURNEY_CHARS: usize = 32;
/// Days by which the end of the harm may lie ahead.
pub const UNTIL_DAYS: i64 = 90;
/// Escalations of one incident: the chair has called everybody ten times over.
pub const ESCALATIONS: usize = 100;
/// Bytes of the reason of one: what somebody who is woken reads on a telephone.
pub const ESCALATION_BYTES: usize = 1_000;
/// Bytes of the number of a vendor's case.
pub const CASE_BYTES: usize = 100;
