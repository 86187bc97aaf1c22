//! The floor: programs that do nothing but paint one cell for a key, or for what another one sends.

use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use std::io::{Read, Write, stdin, stdout};
use std::net::{TcpListener, TcpStream};

const PAINT: &[u8] = b"\x1b[?2026h\x1b[10;10Hx\x1b[?2026l";

/// Paints for each key.
pub(crate) fn keys() {
    raw();
    paint();
    each_key(paint);
}

/// Sends each key to another one.
pub(crate) fn sends(to: &str) {
    raw();
    let mut other = TcpStream::connect(to).expect("the other one listens");
    other.set_nodelay(true).expect("a socket");
    paint();
    each_key(|| other.write_all(b"x").expect("sent"));
}

/// Paints for each byte that another one sends; says where it listens.
pub(crate) fn receives() {
    raw();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    stdout().flush().expect("a terminal");
    let (mut other, _) = listener.accept().expect("the other one");
    let mut byte = [0; 1];
    while let Ok(1) = other.read(&mut byte) {
        paint();
    }
}

fn each_key(mut then: impl FnMut()) {
    let mut byte = [0; 1];
    while let Ok(1) = stdin().read(&mut byte) {
        then();
    }
}

fn paint() {
    let mut out = stdout();
    out.write_all(PAINT).and_then(|()| out.flush()).expect("a terminal");
}

fn raw() {
    let mut modes = tcgetattr(stdin()).expect("a terminal");
    cfmakeraw(&mut modes);
    tcsetattr(stdin(), SetArg::TCSANOW, &modes).expect("a terminal");
}
