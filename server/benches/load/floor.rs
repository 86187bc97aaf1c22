//! The bare floor: one thread, a file, sockets. Not a server anyone should run.
//!
//! Frames are a length of 4 bytes, big-endian, and that many bytes. A client's first frame says what it is: `w`
//! writes, `r` receives, `j` gets the file `record` in that directory and is told goodbye.

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd as _;
use std::path::Path;

struct Peer {
    stream: TcpStream,
    inbox: Vec<u8>,
    receives: bool,
    /// What the socket did not take yet.
    outbox: Vec<u8>,
}

/// Serves for ever; prints its port.
pub(crate) fn serve(data: &Path) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    println!("{}", listener.local_addr().expect("an address").port());
    let mut log = OpenOptions::new().create(true).append(true).open(data.join("log")).expect("a log");
    let epoll = Epoll::new(EpollCreateFlags::empty()).expect("epoll");
    epoll.add(&listener, EpollEvent::new(EpollFlags::EPOLLIN, 0)).expect("epoll");
    let mut peers: HashMap<u64, Peer> = HashMap::new();
    let mut events = vec![EpollEvent::empty(); 1_024];
    loop {
        let count = epoll.wait(&mut events, EpollTimeout::NONE).expect("epoll");
        let mut notes: Vec<(u64, Vec<u8>)> = Vec::new();
        for event in &events[..count] {
            if event.data() == 0 {
                while let Ok((stream, _)) = listener.accept() {
                    stream.set_nonblocking(true).and_then(|()| stream.set_nodelay(true)).expect("a socket");
                    let id = u64::try_from(stream.as_raw_fd()).expect("a descriptor");
                    epoll.add(&stream, EpollEvent::new(EpollFlags::EPOLLIN, id)).expect("epoll");
                    peers.insert(id, Peer { stream, inbox: Vec::new(), receives: false, outbox: Vec::new() });
                }
            } else if !hear(event.data(), &mut peers, data, &mut notes) {
                peers.remove(&event.data());
            }
        }
        if notes.is_empty() {
            continue;
        }
        let mut all = Vec::new();
        for (_, note) in &notes {
            frame(&mut all, note);
        }
        log.write_all(&all).and_then(|()| log.sync_data()).expect("a disk");
        for (writer, note) in &notes {
            if let Some(peer) = peers.get_mut(writer) {
                let mut answer = Vec::new();
                frame(&mut answer, &[b"+", &note[..note.len().min(9)]].concat());
                send(peer, &answer);
            }
        }
        for peer in peers.values_mut().filter(|peer| peer.receives) {
            send(peer, &all);
        }
    }
}

fn frame(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend(u32::try_from(bytes.len()).expect("a short note").to_be_bytes());
    to.extend(bytes);
}

fn send(peer: &mut Peer, bytes: &[u8]) {
    peer.outbox.extend(bytes);
    loop {
        match peer.stream.write(&peer.outbox) {
            Ok(written) => {
                peer.outbox.drain(..written);
                if peer.outbox.is_empty() {
                    return;
                }
            }
            // Its client reads on; the rest goes with the next note.
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(_) => return,
        }
    }
}

/// Reads what a peer sent; `false` when it is gone.
fn hear(id: u64, peers: &mut HashMap<u64, Peer>, data: &Path, notes: &mut Vec<(u64, Vec<u8>)>) -> bool {
    let Some(peer) = peers.get_mut(&id) else { return true };
    let mut buffer = [0; 64 * 1_024];
    loop {
        match peer.stream.read(&mut buffer) {
            Ok(0) => return false,
            Ok(read) => peer.inbox.extend(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(_) => return false,
        }
    }
    while peer.inbox.len() >= 4 {
        let length = u32::from_be_bytes(peer.inbox[..4].try_into().expect("four bytes")) as usize;
        if peer.inbox.len() < 4 + length {
            break;
        }
        let bytes = peer.inbox[4..4 + length].to_vec();
        peer.inbox.drain(..4 + length);
        match bytes.as_slice() {
            b"r" => peer.receives = true,
            b"w" => {}
            b"j" => send_file(&peer.stream, &data.join("record")),
            _ => notes.push((id, bytes)),
        }
    }
    true
}

/// Sends the whole record as the kernel does it best; waits for a socket that is full.
fn send_file(stream: &TcpStream, record: &Path) {
    let mut file = File::open(record).expect("a record");
    let length = file.seek(std::io::SeekFrom::End(0)).expect("a length");
    let mut sent: i64 = 0;
    stream.set_nonblocking(false).expect("a socket");
    while (sent as u64) < length {
        let rest = usize::try_from(length - sent as u64).expect("a file that fits");
        if nix::sys::sendfile::sendfile64(stream, &file, Some(&mut sent), rest).is_err() {
            break;
        }
    }
    stream.set_nonblocking(true).expect("a socket");
}
