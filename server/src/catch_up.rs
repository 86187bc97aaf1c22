//! Catching up from the record: chunks of encoded events, shared by all who join and have the same reaches.

use crate::journal::{IncidentId, ReadError, Reader};
use crate::{bounds, frame};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;
use tokio::sync::{OnceCell, Semaphore};
use warroom_incident::{Reaches, Seq};

/// A frame of events and the last number in it.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The frame.
    pub frame: Bytes,
    /// The last number in it.
    pub last: Seq,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    incident: IncidentId,
    /// Counts redactions: a chunk that was read before one is never found after it.
    generation: u64,
    chunk: u64,
    reaches: Reaches,
}

struct Slot {
    cell: Arc<OnceCell<Chunk>>,
    used: Instant,
}

#[derive(Default)]
struct Cache {
    slots: HashMap<Key, Slot>,
    generations: HashMap<IncidentId, u64>,
}

/// A reader that many tasks use in turn, where blocking is allowed.
#[derive(Clone)]
pub struct SharedReader {
    reader: Arc<Mutex<Box<dyn Reader>>>,
    /// Few wait on threads of their own; the rest wait here.
    turns: Arc<Semaphore>,
}

impl SharedReader {
    /// Shares a reader.
    #[must_use]
    pub fn new(reader: Box<dyn Reader>) -> SharedReader {
        SharedReader { reader: Arc::new(Mutex::new(reader)), turns: Arc::new(Semaphore::new(2)) }
    }

    /// Uses the reader.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer.
    ///
    /// # Panics
    /// When a read before it panicked: the reader cannot be trusted then.
    pub async fn read<T: Send + 'static>(
        &self,
        what: impl FnOnce(&mut dyn Reader) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let reader = Arc::clone(&self.reader);
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|closed| ReadError(Box::new(closed)))?;
        let read = tokio::task::spawn_blocking(move || {
            // Kept until the read is over, also when nobody waits for it any more.
            let _turn = turn;
            let mut reader = reader.lock().expect("no read panicked");
            what(reader.as_mut())
        });
        read.await.unwrap_or_else(|failed| Err(ReadError(Box::new(failed))))
    }
}

/// The chunks that are kept, and the reader behind them.
pub struct CatchUp {
    /// Reads the record.
    pub reader: SharedReader,
    cache: Mutex<Cache>,
}

impl CatchUp {
    /// Reads through this reader.
    #[must_use]
    pub fn new(reader: Box<dyn Reader>) -> CatchUp {
        CatchUp { reader: SharedReader::new(reader), cache: Mutex::default() }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().expect("nothing panics while it holds the cache")
    }

    /// The next frame after a number and not beyond `until`; whole chunks are shared.
    ///
    /// # Errors
    /// [`ReadError`] when the store does not answer, or holds less than `until`.
    pub async fn chunk(
        &self,
        incident: IncidentId,
        after: Seq,
        until: Seq,
        reaches: Reaches,
    ) -> Result<Chunk, ReadError> {
        let end = (after / bounds::CHUNK_EVENTS + 1) * bounds::CHUNK_EVENTS;
        let whole = after.is_multiple_of(bounds::CHUNK_EVENTS) && end <= until;
        if !whole {
            return self.fetch(incident, after, end.min(until), reaches).await;
        }
        let cell = {
            let mut cache = self.cache();
            let generation = cache.generations.get(&incident).copied().unwrap_or(0);
            let key = Key { incident, generation, chunk: after / bounds::CHUNK_EVENTS, reaches };
            let used = Instant::now();
            let slot = cache.slots.entry(key).or_insert_with(|| Slot { cell: Arc::default(), used });
            slot.used = used;
            Arc::clone(&slot.cell)
        };
        let fresh = !cell.initialized();
        let chunk = cell.get_or_try_init(|| self.fetch(incident, after, end, reaches)).await?.clone();
        if fresh {
            self.shrink();
        }
        Ok(chunk)
    }

    async fn fetch(&self, incident: IncidentId, after: Seq, last: Seq, reaches: Reaches) -> Result<Chunk, ReadError> {
        let rows = self.reader.read(move |reader| reader.read(incident, after, last - after)).await?;
        if rows.last().map(|row| row.seq) != Some(last) {
            return Err(ReadError("the record is shorter than its head".into()));
        }
        Ok(Chunk { frame: frame::events(rows.iter(), reaches), last })
    }

    /// Keeps to the bound, the longest unused first.
    fn shrink(&self) {
        let mut cache = self.cache();
        let size = |slot: &Slot| slot.cell.get().map_or(0, |chunk| chunk.frame.len());
        let mut total: usize = cache.slots.values().map(size).sum();
        while total > bounds::CHUNK_CACHE_BYTES {
            let Some(oldest) = cache.slots.iter().min_by_key(|(_, slot)| slot.used).map(|(key, _)| *key) else { break };
            total -= cache.slots.remove(&oldest).as_ref().map_or(0, size);
        }
    }

    /// Forgets what nobody asked for lately.
    pub fn tidy(&self) {
        let mut cache = self.cache();
        if !cache.slots.is_empty() {
            cache.slots.retain(|_, slot| slot.used.elapsed() < bounds::CHUNK_CACHE_IDLE);
            if cache.slots.is_empty() {
                cache.slots.shrink_to_fit();
            }
        }
    }

    /// Forgets an incident's chunks: words in them were redacted.
    pub fn forget(&self, incident: IncidentId) {
        let mut cache = self.cache();
        *cache.generations.entry(incident).or_default() += 1;
        cache.slots.retain(|key, _| key.incident != incident);
    }
}
