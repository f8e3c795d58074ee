//! The way out to the SMS gateway, as this room needs it.

use async_trait::async_trait;

/// What the gateway answered to one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It took the text; a receipt may follow.
    Accepted,
    /// It will never take it, for this reason: a number that does not exist, words that are not allowed.
    Refused(String),
    /// It could not take it now, for this reason: no answer, too busy, the phone's memory is full.
    TryLater(String),
}

/// Hands texts to the SMS gateway.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// Sends `text` to `phone`. The same `id` may come again after an answer that was lost; the gateway then sends
    /// nothing twice. An answer must come within a minute, else the caller may try again.
    async fn send(&self, id: &str, phone: &str, text: &str) -> Sent;
}
