//! Ends the outbox in an orderly way: nothing new begins, and what is under way is waited for, so that a restart leaves no
//! attempt whose end nobody knows.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How many attempts are under way, and whether new ones may begin. Both ends share it.
#[derive(Clone, Debug)]
pub struct Drain {
    open: Arc<watch::Sender<bool>>,
    under_way: Arc<watch::Sender<usize>>,
}

/// One attempt under way, until it is dropped.
pub(super) struct UnderWay(Arc<watch::Sender<usize>>);

impl Default for Drain {
    fn default() -> Self {
        Drain { open: Arc::new(watch::Sender::new(true)), under_way: Arc::new(watch::Sender::new(0)) }
    }
}

impl Drain {
    /// Begins an attempt, unless none may begin any more.
    pub(super) fn begin(&self) -> Option<UnderWay> {
        // Counted before it is asked: whoever closes meanwhile sees it.
        self.under_way.send_modify(|count| *count += 1);
        let begun = UnderWay(Arc::clone(&self.under_way));
        self.open.borrow().then_some(begun)
    }

    /// Lets nothing new begin and waits for what is under way, so long at most.
    pub(crate) async fn finish(&self, most: Duration) {
        self.open.send_replace(false);
        let mut under_way = self.under_way.subscribe();
        let finished = tokio::time::timeout(most, under_way.wait_for(|count| *count == 0)).await.is_ok();
        if !finished {
            tracing::warn!(
                "an update was being sent when the server had to stop; after the next start it is looked for"
            );
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_under_way_is_waited_for_and_nothing_new_begins() {
        let drain = Drain::default();
        let first = drain.begin().expect("it is open");
        let waiting = tokio::spawn({
            let drain = drain.clone();
            async move { drain.finish(Duration::from_secs(60)).await }
        });
        let mut open = drain.open.subscribe();
        open.wait_for(|open| !open).await.expect("it closes");
        assert!(drain.begin().is_none() && !waiting.is_finished());
        drop(first);
        waiting.await.expect("it is over");
        let hangs = Drain::default();
        let _held = hangs.begin();
        hangs.finish(Duration::from_millis(1)).await;
    }
}
