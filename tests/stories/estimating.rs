//! What it costs, on three terminals with the real program: one proposes by the form, the chair accepts with one key,
//! and everybody sees the same loss.

use super::terminal::Terminal;
use super::world::World;

/// The arrow up, at once as a terminal sends it.
const UP: &str = "\u{1b}[A";

#[test]
fn a_responder_proposes_by_the_form_the_chair_accepts_with_one_key_and_all_see_the_same_loss() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let bo = world.joined("bo", &declared.invite("responder"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let dee = world.joined("dee", &declared.invite("guest"));
    let [mut chair, mut responder, mut observer, mut guest] =
        [&ana, &bo, &kim, &dee].map(|person| Terminal::open(person, &["join"]));
    for terminal in [&mut chair, &mut responder, &mut observer, &mut guest] {
        terminal.sees("LIVE").types("4").sees("No estimate yet").types("z").sees("q back");
    }
    // An hour of it, two hours ago, so that every screen shows one number for as long as the story takes.
    responder.types("e").sees("Propose an estimate to the chair");
    responder.spells("checkout=blocked").sees("checkout BLOCKED").types("\t");
    responder.spells("20..40%").sees("20–40 % of users, likely 30 %").types("\t");
    responder.spells("50k..10k").sees("does not rise").types("\u{15}").sees_no("does not rise");
    responder.spells("10k..50k").sees("10,000–50,000 EUR, likely 30,000");
    responder.types("\u{1b}").sees("unsent estimate, 3 fields");
    responder.types("e").sees("10k..50k");
    // Up from the first field, round the end: reason, source, currency, until, since.
    responder.types(UP).types(UP).spells("dashboard").sees("dashboard_").types(UP).types(UP);
    responder.spells("-1h").sees("cannot have ended").types(UP).spells("-2h").sees("2h ago").sees_no("cannot have");
    responder
        .sees("then: HIGH: 10,000 or more are lost in an hour")
        .sees("likely 30,000; nothing more is lost")
        .types("\r");
    responder.sees("proposed: it waits for the chair").sees_no("Propose an estimate");
    observer.sees("waits for the chair").types("+").sees("ask: coordinator");
    guest.sees("No estimate yet");
    chair.sees("+ accepts, x declines").types("+").sees("10,000–50,000 EUR, likely 30,000 in all");
    for terminal in [&mut chair, &mut responder, &mut observer] {
        terminal.sees("EUR 30k (10k–50k)").sees("checkout BLOCKED").sees("as bo proposed").sees("OVER since");
    }
    guest.sees("checkout BLOCKED").sees("loss figures: not shown to you").sees_no("EUR");
    // The chair finds that it was a cost of its own, too, and takes it back.
    chair.types("e").sees("checkout ");
    // Behind the journey that is known now: others, users, lost, costs, once.
    for _ in 0..5 {
        chair.types("\t");
    }
    chair.spells("5k").sees("5,000 EUR").types("\r");
    chair.sees("EUR 35k (15k–55k)");
    responder.sees("EUR 35k (15k–55k)");
    chair.types("j").sees("v take back").types("v").sees("were wrong").spells("twice").types("\r");
    for terminal in [&mut chair, &mut responder, &mut observer] {
        terminal.sees("EUR 30k (10k–50k)");
    }
    bo.run(&["verify"]).done().prints("VERIFIED");
    for mut terminal in [chair, responder, observer, guest] {
        terminal.types("z").sees("q leave");
        assert_eq!(terminal.leaves(), 0);
    }
}
