//! What a draft claims beside what is believed and was told.

use warroom_incident::event::Phase;
use warroom_incident::{Command, Policy, Seq};

use super::{Desk, Dialog, at, reading};
use crate::app::review::lines;

impl Desk {
    /// The page of the draft that is read, as one text.
    pub(super) fn page(&self) -> String {
        let Some(Dialog::Draft(review)) = &self.model.dialog else { panic!("no draft is read") };
        let lines = lines(&self.model, review, 200).into_iter();
        let lines = lines.map(|line| line.into_iter().map(|(text, _)| text).collect::<String>());
        lines.collect::<Vec<_>>().join("\n")
    }

    fn sets(&mut self, draft: Seq, phase: Phase) -> &mut Desk {
        let promise = Some(at(90, 0));
        let set = Command::SetDraft {
            draft,
            audience: None,
            phase: Some(phase),
            channels: None,
            notice: None,
            promise,
            no_promise: false,
        };
        self.meanwhile("kim", &set)
    }
}

#[test]
fn a_phase_that_is_not_the_rooms_is_said_before_it_leaves_and_never_was_so_after() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    assert!(!desk.page().contains("the room is at"), "declared is told as investigating:\n{}", desk.page());
    desk.sets(draft, Phase::Identified).types("G");
    assert!(desk.page().contains("look    it tells IDENTIFIED, the room is at DECLARED"), "{}", desk.page());
    desk.types("Pq").types("Ppublish\n");
    desk.taken("priya");
    let page = desk.page();
    assert!(page.contains("NOT SO: told identified") && !page.contains("any more"), "{page}");
}

#[test]
fn what_goes_back_behind_what_they_were_told_is_said() {
    let (mut desk, draft) = reading("priya", Policy::default(), "Some payments fail.");
    desk.sets(draft, Phase::Monitoring).types("Pq").types("Ppublish\n");
    desk.taken("priya");
    let open = Command::OpenDraft {
        audience: "customers".into(),
        phase: Phase::Identified,
        text: Some("Again. Next update by 03:59 UTC.".into()),
        channels: Vec::new(),
        notice: warroom_incident::event::Notice::Notify,
        promise: Some(at(45, 0)),
    };
    desk.meanwhile("kim", &open);
    let newest = desk.room.state.drafts.keys().copied().max().expect("it was opened");
    crate::app::review::open(&mut desk.model, newest);
    let page = desk.page();
    assert!(page.contains("look    it goes back: customers were told MONITORING before, and now IDENTIFIED"), "{page}");
    let promised = at(45, 0).format("%H:%M");
    let words = format!("look    its words name 03:59 for the next update, and {promised}Z is promised");
    assert!(page.contains(&words), "{page}");
}
