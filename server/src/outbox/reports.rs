//! The way back to the order. It keeps the order alive no more than a letter keeps its reader: an order that nobody
//! else can reach any more ends, and with it the outbox, to which it alone gives work.

use crate::order::{Order, Orders};
use tokio::sync::mpsc::WeakSender;

/// Where the outbox reports.
#[derive(Clone, Debug)]
pub struct Reports(WeakSender<Order>);

impl Reports {
    /// To the order behind this.
    #[must_use]
    pub fn to(orders: &Orders) -> Reports {
        Reports(orders.downgrade())
    }

    /// Reports; an order that has ended hears nothing, and what was to be said is found in the record after a start.
    pub(super) async fn send(&self, order: Order) {
        if let Some(orders) = self.0.upgrade() {
            let _: Result<(), _> = orders.send(order).await;
        }
    }

    /// The same on a thread of its own.
    pub(super) fn blocking_send(&self, order: Order) {
        if let Some(orders) = self.0.upgrade() {
            let _: Result<(), _> = orders.blocking_send(order);
        }
    }
}
