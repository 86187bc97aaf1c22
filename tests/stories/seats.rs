//! Seats that change while a screen is open.

use super::terminal::Terminal;
use super::world::World;

#[test]
fn who_takes_the_chair_at_an_open_screen_reads_the_questions_that_come_then() {
    let world = World::new();
    let declared = world.declare("Checkout is down");
    let ana = world.joined("ana", &declared.invite("coordinator"));
    let kim = world.joined("kim", &declared.invite("observer"));
    let dee = world.joined("dee", &declared.invite("guest"));
    let mut screen = Terminal::open(&kim, &["join"]);
    screen.sees("LIVE");
    ana.run(&["chair", "offer", "kim", "you have it"]).done();
    kim.run(&["chair", "accept"]).done();
    dee.run(&["ask", "Is the data safe?"]).done();
    screen.types("5").sees("1 open of 1").sees("Is the data safe?");
    screen.leaves();
}
