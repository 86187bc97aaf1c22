//! A client that does as little as it can, the same for the floor and for warroom, so that servers are measured.

use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Whom a client speaks with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// The bare floor.
    Floor,
    /// A warroom server.
    Warroom,
}

/// A socket and what was read of it.
pub(crate) struct Client {
    stream: TcpStream,
    dialect: Dialect,
    buffer: Vec<u8>,
    start: usize,
}

/// A note of about 250 bytes that can be told from all others.
pub(crate) fn note(number: u32) -> String {
    format!("#{number:07}# {}", "restarting the checkout pods of the second zone in batches, errors go down ".repeat(3))
}

/// The numbers of the notes in a message.
pub(crate) fn numbers(message: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at + 9 <= message.len() {
            let place = at;
            at += 1;
            if message[place] == b'#' && message[place + 8] == b'#' {
                at = place + 9;
                let digits = std::str::from_utf8(&message[place + 1..place + 8]).ok();
                if let Some(number) = digits.and_then(|digits| digits.parse().ok()) {
                    return Some(number);
                }
            }
        }
        None
    })
}

impl Client {
    pub(crate) async fn connect(dialect: Dialect, port: u16, credential: &str) -> Client {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        if dialect == Dialect::Warroom {
            let request = format!(
                "GET /v1/ws HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                 sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                 authorization: Bearer {credential}\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).await.expect("the server reads");
        }
        let mut client = Client { stream, dialect, buffer: Vec::new(), start: 0 };
        if dialect == Dialect::Warroom {
            while !client.unread().windows(4).any(|end| end == b"\r\n\r\n") {
                client.fill().await;
            }
            let head = client.unread().windows(4).position(|end| end == b"\r\n\r\n").expect("just seen") + 4;
            assert!(client.unread().starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(client.unread()));
            client.start += head;
        }
        client
    }

    fn unread(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    async fn fill(&mut self) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let read = self.stream.read_buf(&mut self.buffer).await.expect("the server answers");
        assert!(read > 0, "the server hung up: {}", String::from_utf8_lossy(&self.buffer));
    }

    /// Sends one message.
    pub(crate) async fn send(&mut self, message: &[u8]) {
        let length = message.len();
        let mut frame = Vec::with_capacity(length + 12);
        match self.dialect {
            Dialect::Floor => frame.extend(u32::try_from(length).expect("a short message").to_be_bytes()),
            Dialect::Warroom => {
                frame.push(0x81);
                // Masked with zeros: a client has to mask, and this one has nothing to hide.
                if length < 126 {
                    frame.push(0x80 | u8::try_from(length).expect("short"));
                } else {
                    frame.push(0x80 | 126);
                    frame.extend(u16::try_from(length).expect("a short message").to_be_bytes());
                }
                frame.extend([0; 4]);
            }
        }
        frame.extend(message);
        self.stream.write_all(&frame).await.expect("the server reads");
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Vec<u8> {
        loop {
            if let Some((head, length)) = self.framed()
                && self.unread().len() >= head + length
            {
                let message = self.unread()[head..head + length].to_vec();
                self.start += head + length;
                return message;
            }
            self.fill().await;
        }
    }

    fn framed(&self) -> Option<(usize, usize)> {
        let bytes = self.unread();
        match self.dialect {
            Dialect::Floor => Some((4, u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize)),
            Dialect::Warroom => match *bytes.get(1)? {
                126 => Some((4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)))),
                127 => Some((10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?)),
                short => Some((2, usize::from(short))),
            },
        }
    }

    /// Begins to receive, and returns when the flow is live.
    pub(crate) async fn receive(&mut self, after: u64) {
        match self.dialect {
            Dialect::Floor => self.send(b"r").await,
            Dialect::Warroom => {
                self.send(format!("{{\"attach\":{{\"after\":{after}}}}}").as_bytes()).await;
                while !self.next().await.starts_with(b"{\"live\"") {}
            }
        }
    }

    /// Reads a whole record and returns how long it took, from asking to the last byte.
    pub(crate) async fn join(&mut self, bytes: u64) -> Duration {
        let began = Instant::now();
        match self.dialect {
            Dialect::Floor => {
                self.send(b"j").await;
                let mut read = 0;
                let mut buffer = vec![0; 256 * 1_024];
                while read < bytes {
                    read += self.stream.read(&mut buffer).await.expect("the server sends") as u64;
                }
            }
            Dialect::Warroom => {
                self.send(b"{\"attach\":{\"after\":0}}").await;
                while !self.passed_over().await {}
            }
        }
        began.elapsed()
    }

    /// Reads over one message without keeping it; says whether it was the one that ends catching up.
    async fn passed_over(&mut self) -> bool {
        let (head, length) = loop {
            match self.framed() {
                Some(framed) if self.unread().len() >= framed.0 + framed.1.min(8) => break framed,
                _ => self.fill().await,
            }
        };
        let live = self.unread()[head..].starts_with(b"{\"live\"");
        let mut left = (head + length).saturating_sub(self.unread().len());
        self.start = (self.start + head + length).min(self.buffer.len());
        let mut buffer = vec![0; 256 * 1_024];
        while left > 0 {
            let most = left.min(buffer.len());
            let read = self.stream.read(&mut buffer[..most]).await.expect("the server sends");
            assert!(read > 0, "the server hung up");
            left -= read;
        }
        live
    }

    /// Writes a note; the answer comes as a message that [`Client::is_answer`] knows.
    pub(crate) async fn write(&mut self, number: u32, salt: u64) {
        let text = note(number);
        match self.dialect {
            Dialect::Floor => self.send(text.as_bytes()).await,
            Dialect::Warroom => {
                let message = format!(
                    "{{\"command\":{{\"id\":\"{salt:016x}{number:016x}\",\"command\":{{\"do\":\"post\",\"entry\":\"note\",\"text\":\"{text}\"}}}}}}"
                );
                self.send(message.as_bytes()).await;
            }
        }
    }

    /// The number of the note that a message acknowledges.
    pub(crate) fn answered(&self, message: &[u8]) -> Option<u32> {
        match self.dialect {
            Dialect::Floor => message.strip_prefix(b"+").and_then(|rest| numbers(rest).next()),
            Dialect::Warroom => {
                let rest = message.strip_prefix(b"{\"accepted\":{\"id\":\"")?;
                let digits = std::str::from_utf8(rest.get(16..32)?).ok()?;
                u32::from_str_radix(digits, 16).ok()
            }
        }
    }
}
