//! The way out to one client: whole frames into its socket at once where it takes them, else into a bounded queue.
//!
//! Senders never wait here. What a client does not take in time is not kept for it: it is taken off the live flow
//! and reads on from the record.

use crate::bounds;
use bytes::{Buf as _, Bytes};
use std::collections::VecDeque;
use std::io::{ErrorKind, IoSlice};
use std::sync::{Mutex, MutexGuard};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is in the socket or waits in the queue.
    Taken,
    /// The queue is full; the frame was not taken.
    Full,
    /// The connection is gone.
    Closed,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Bytes>,
    bytes: usize,
    closed: bool,
}

/// The way out.
#[derive(Debug)]
pub struct Outlet {
    stream: TcpStream,
    queue: Mutex<Queue>,
    /// Wakes the connection's loop: something waits in the queue, or it was closed.
    wake: Notify,
    /// Wakes whoever waits for an empty queue.
    drained: Notify,
}

impl Outlet {
    /// Takes over the writing half of a socket.
    #[must_use]
    pub fn new(stream: TcpStream) -> Outlet {
        Outlet { stream, queue: Mutex::default(), wake: Notify::new(), drained: Notify::new() }
    }

    /// The socket, for its reading half.
    #[must_use]
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().expect("nothing panics while it holds the queue")
    }

    /// Sends a frame of the live flow; refused when the client is behind.
    pub fn push(&self, frame: Bytes) -> Pushed {
        self.push_below(frame, bounds::OUTLET_BYTES)
    }

    /// Sends an answer or a goodbye, which may use the last of the room.
    pub fn push_answer(&self, frame: Bytes) -> Pushed {
        self.push_below(frame, bounds::OUTLET_HARD_BYTES)
    }

    fn push_below(&self, mut frame: Bytes, most: usize) -> Pushed {
        let mut queue = self.queue();
        if queue.closed {
            return Pushed::Closed;
        }
        if queue.frames.is_empty() {
            match self.stream.try_write(&frame) {
                Ok(written) => frame.advance(written),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => {
                    queue.closed = true;
                    self.wake.notify_one();
                    return Pushed::Closed;
                }
            }
            if frame.is_empty() {
                return Pushed::Taken;
            }
        } else if queue.bytes + frame.len() > most {
            return Pushed::Full;
        }
        // The rest of a frame that has begun is always kept: the stream must not break inside it.
        queue.bytes += frame.len();
        queue.frames.push_back(frame);
        self.wake.notify_one();
        Pushed::Taken
    }

    /// Waits until nothing waits here, or the connection is closed. The socket's own buffer is full even then.
    pub async fn emptied(&self) {
        loop {
            let drained = self.drained.notified();
            {
                let queue = self.queue();
                if queue.closed || queue.frames.is_empty() {
                    return;
                }
            }
            drained.await;
        }
    }

    /// Writes what waits as it comes, until the connection is closed. Run by the connection's loop.
    pub async fn flush(&self) {
        loop {
            let waiting = {
                let queue = self.queue();
                if queue.closed {
                    return;
                }
                !queue.frames.is_empty()
            };
            if !waiting {
                self.wake.notified().await;
            } else if self.stream.writable().await.is_err() || !self.write_some() {
                self.abort();
            }
        }
    }

    /// Writes what still waits after the connection was closed.
    pub async fn drain(&self) {
        while !self.queue().frames.is_empty() {
            if self.stream.writable().await.is_err() || !self.write_some() {
                self.abort();
            }
        }
    }

    /// Writes as much as the socket takes now; `false` when it is broken.
    fn write_some(&self) -> bool {
        const AT_ONCE: usize = 64;
        let mut queue = self.queue();
        while !queue.frames.is_empty() {
            let slices: Vec<IoSlice<'_>> = queue.frames.iter().take(AT_ONCE).map(|frame| IoSlice::new(frame)).collect();
            let mut written = match self.stream.try_write_vectored(&slices) {
                Ok(0) => return false,
                Ok(written) => written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => return false,
            };
            queue.bytes -= written;
            while let Some(first) = queue.frames.front_mut().filter(|_| written > 0) {
                let taken = written.min(first.len());
                first.advance(taken);
                written -= taken;
                if first.is_empty() {
                    queue.frames.pop_front();
                }
            }
        }
        if queue.frames.is_empty() {
            self.drained.notify_waiters();
        }
        true
    }

    /// Takes no more frames; what waits is still written.
    pub fn close(&self) {
        self.queue().closed = true;
        self.wake.notify_one();
        self.drained.notify_waiters();
    }

    /// Takes no more frames and forgets what waits.
    pub fn abort(&self) {
        let mut queue = self.queue();
        queue.closed = true;
        queue.frames.clear();
        queue.bytes = 0;
        drop(queue);
        self.wake.notify_one();
        self.drained.notify_waiters();
    }

    /// Whether the connection is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.queue().closed
    }
}
