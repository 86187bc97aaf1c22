//! What belongs together in the help.

use super::keymap::Action;

/// A part of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Within a pane.
    Moving,
    /// From pane to pane.
    Panes,
    /// What is written and marked.
    Writing,
    /// What the incident is.
    Incident,
    /// Who sits where.
    Seats,
    /// What is to be done.
    Tasks,
    /// What leaves the room.
    Drafts,
    /// How it looks.
    Looks,
    /// The program itself.
    Program,
}

impl Group {
    /// All groups in their order.
    pub const ALL: [Group; 9] = [
        Group::Writing,
        Group::Moving,
        Group::Panes,
        Group::Incident,
        Group::Seats,
        Group::Tasks,
        Group::Drafts,
        Group::Looks,
        Group::Program,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Group::Moving => "Moving and reading",
            Group::Panes => "Panes",
            Group::Writing => "Writing",
            Group::Incident => "The incident",
            Group::Seats => "Seats",
            Group::Tasks => "Tasks",
            Group::Drafts => "External updates",
            Group::Looks => "Looks",
            Group::Program => "The program",
        }
    }
}

/// The group of an action.
#[must_use]
pub fn group(action: Action) -> Group {
    use Action as A;
    match action {
        A::Write | A::Editor | A::Now | A::Key | A::Fact | A::Correct | A::Redact | A::Judge => Group::Writing,
        A::Link | A::Outbox | A::EditDraft | A::UseInDraft => Group::Writing,
        A::Down | A::Up | A::PageDown | A::PageUp | A::Top | A::Bottom | A::Unread | A::AllRead | A::Open => {
            Group::Moving
        }
        A::Search | A::NextMatch | A::PreviousMatch | A::NextEntry | A::PreviousEntry => Group::Moving,
        A::Filter | A::Freeze | A::Copy | A::CopyBrief | A::Text | A::Links => Group::Moving,
        A::Brief | A::Timeline | A::Notes | A::Drafts | A::Impact | A::People | A::Tasks | A::Needs => Group::Panes,
        A::Questions | A::Told | A::Contacts | A::Runbooks | A::Due => Group::Panes,
        A::Ask | A::Answer | A::Same | A::DeclineQuestion => Group::Incident,
        A::NextPane | A::PreviousPane | A::Zoom | A::Back => Group::Panes,
        A::Panes | A::PaneLeft | A::PaneRight | A::HidePane => Group::Panes,
        A::Acknowledge | A::Severity | A::Phase | A::Hold | A::Close => Group::Incident,
        A::Estimate | A::AcceptProposal | A::DeclineProposal | A::SeverityFollows | A::VoidCost => Group::Incident,
        A::Escalate => Group::Incident,
        A::Shifts => Group::Seats,
        A::Bridge | A::Snooze | A::Vendor => Group::Incident,
        A::HandOver | A::Scribe | A::Invite | A::Seat => Group::Seats,
        A::Claim | A::Finish | A::TaskUp | A::TaskDown | A::TaskSaves | A::TaskDue => Group::Tasks,
        A::NewDraft | A::Holding | A::PublishDraft | A::ApproveDraft | A::BreakGlass | A::SubmitDraft => Group::Drafts,
        A::SignOff | A::RequestChanges | A::Waive | A::Terms | A::WithdrawDraft => Group::Drafts,
        A::Deliveries | A::RedactDraft | A::Kit => Group::Drafts,
        A::Clock | A::TimesUtc | A::TimesLocal | A::TimesElapsed => Group::Looks,
        A::ThemeTerminal | A::ThemeMono | A::ThemeHighContrast => Group::Looks,
        A::ThemeOkabeIto | A::ThemeDark | A::ThemeLight => Group::Looks,
        A::Help | A::Palette | A::Cancel | A::Suspend | A::Redraw | A::Retry | A::Join => Group::Program,
    }
}
