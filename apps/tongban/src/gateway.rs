//! Messages go out through the SMS gateway of the counterparts.

use std::sync::Arc;

use async_trait::async_trait;
use identity::Identity;
use messages::{Gateway, Sent};

/// The gateway behind identity's client.
#[derive(Debug)]
pub struct SmsGateway(pub Arc<Identity>);

#[async_trait]
impl Gateway for SmsGateway {
    async fn send(&self, id: &str, phone: &str, text: &str) -> Sent {
        match self.0.counterparts().send_sms(phone, text, id).await {
            Ok(()) => Sent::Accepted,
            Err(problem) if problem.status < 500 => Sent::Refused(problem.title),
            Err(problem) => Sent::TryLater(problem.title),
        }
    }
}
