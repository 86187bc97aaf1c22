//! Every bound of the server in one place, each with its reason.

use std::time::Duration;

/// Bytes of one WebSocket message from a client: a 16 KiB text whose every character is escaped in JSON, and room.
pub const MESSAGE_BYTES: usize = 128 * 1024;
/// Bytes that tungstenite reads at a time; its default of 128 KiB is kept per idle connection.
pub const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Bytes waiting for one client before it is taken off the live flow and catches up from the record instead.
pub const OUTLET_BYTES: usize = 256 * 1024;
/// Bytes waiting for one client beyond which answers and goodbyes are given up, too, and the connection closed.
pub const OUTLET_HARD_BYTES: usize = 1024 * 1024;
/// Bytes of a request's body, except for an import.
pub const BODY_BYTES: usize = 128 * 1024;
/// Bytes of an imported file.
pub const IMPORT_BYTES: usize = 128 * 1024 * 1024;
/// Orders waiting for the one that puts everything in order; senders wait beyond it.
pub const ORDERS_WAITING: usize = 4_096;
/// Commands that share one sync at most: keeps the first of them from waiting for the last.
pub const GROUP_COMMANDS: usize = 512;
/// Events of one frame while catching up: about 128 KiB, a few milliseconds of a slow line.
pub const CHUNK_EVENTS: u64 = 256;
/// Newest events kept encoded in memory per incident: what somebody misses while attaching.
pub const TAIL_EVENTS: usize = 512;
/// Bytes of encoded chunks kept for those who join: two hundred joiners share them, and a record of 100,000 events
/// fits. They are forgotten when nobody joins.
pub const CHUNK_CACHE_BYTES: usize = 96 * 1024 * 1024;
/// Events that a screen lacks from which on it gets the brief first: fewer are there at once.
pub const EARLY_BRIEF_EVENTS: u64 = 512;
/// Bytes of such a brief: one screen, several times over.
pub const EARLY_BRIEF_BYTES: usize = 16 * 1024;
/// Seconds for which one is given to others, too: its ages are right to that much.
pub const EARLY_BRIEF_SECONDS: i64 = 5;
/// Texts that are kept for the next one: several briefs' worth for each set of reaches.
pub const EARLY_TEXTS: usize = 512;
/// Read marks that are written at one tick: two milliseconds; the others wait for the next one.
pub const MARKS_A_TICK: usize = 512;
/// Seconds after which marks that the store did not take are tried again.
pub const MARKS_AGAIN_SECONDS: i64 = 10;
/// Seconds after which chunks that nobody asked for are forgotten.
pub const CHUNK_CACHE_IDLE: Duration = Duration::from_secs(20);
/// Time for a request's head and for a WebSocket upgrade.
pub const HANDSHAKE: Duration = Duration::from_secs(10);
/// Sockets that have not shown a credential yet; more are closed at once.
pub const UNAUTHENTICATED: usize = 4_096;
/// Sockets in all.
pub const CONNECTIONS: usize = 16_384;
/// Pause after a connection that could not be accepted.
pub const ACCEPT_AGAIN: Duration = Duration::from_millis(50);
/// Time between two pings of the server: below the minute after which proxies cut idle lines.
pub const PING_EVERY: Duration = Duration::from_secs(15);
/// Silence after which a connection is dead: two pings missed.
pub const DEAD_AFTER: Duration = Duration::from_secs(40);
/// Time that unacknowledged bytes may be under way before the kernel gives a connection up.
pub const TCP_USER_TIMEOUT: Duration = Duration::from_secs(20);
/// Time between two looks at the clock for empty chairs and old caches.
pub const TICK: Duration = Duration::from_secs(1);
/// Time that connections get to take their goodbye.
pub const FAREWELL: Duration = Duration::from_millis(500);
/// Time that updates which are being sent get to arrive when the server is told to stop: most take far less, and those
/// who stop it do not wait for long.
pub const OUTBOX_FINISH: Duration = Duration::from_secs(3);
/// Shortest time between two presence lists.
pub const PRESENCE_EVERY: Duration = Duration::from_millis(100);
/// Time a person who dropped off is still shown as lost.
pub const LOST_SHOWN: Duration = Duration::from_secs(60);
