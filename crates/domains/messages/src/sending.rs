//! The job that hands waiting texts to the gateway. It may run twice at the same moment, and may die at any: a text
//! is taken in the database before it is sent, and the gateway knows its id.

use chrono::TimeDelta;
use futures::future::try_join_all;
use kernel::{Id, Problem};
use web::ui::fmt::masked_phone;

use crate::gateway::Sent;
use crate::quiet;
use crate::service::Messages;
use crate::state::{News, SmsState, pause};
use crate::store::{self, row};

/// One run sends at most so many, so that other jobs have their turn.
const BATCH: u64 = 200;

/// So many wait for the gateway's answer at the same time.
const AT_ONCE: usize = 10;

/// How long a text that was taken belongs to one try; the gateway answers or times out well before.
const TRY: TimeDelta = TimeDelta::minutes(3);

/// Longer reasons are cut.
const MOST_REASON: usize = 200;

/// What became of one try.
#[derive(PartialEq, Eq)]
enum Try {
    /// Another process had taken it.
    NotOurs,
    /// The gateway decided.
    Answered,
    /// The gateway did not decide.
    Undecided,
}

impl Messages {
    /// Sends what is due; answers how many texts were tried. By night nothing is.
    pub async fn send_due(&self) -> Result<usize, Problem> {
        let now = self.kernel.clock.now();
        if quiet::waits_until(now) > now {
            return Ok(0);
        }
        let due = store::due(self.kernel.db.read(), now, BATCH).await?;
        let mut tried = 0;
        for group in due.chunks(AT_ONCE) {
            let tries = try_join_all(group.iter().map(|row| self.try_one(row))).await?;
            tried += tries.iter().filter(|t| **t != Try::NotOurs).count();
            if tries.iter().all(|t| *t == Try::Undecided) {
                // The gateway seems to be away: the rest keeps its tries for the next run.
                break;
            }
        }
        Ok(tried)
    }

    async fn try_one(&self, row: &row::Model) -> Result<Try, Problem> {
        let (id, seen, until) = (row.id, row.due_at, self.kernel.clock.now() + TRY);
        let take = self
            .kernel
            .db
            .write(move |tx| Box::pin(async move { store::take(tx, id, seen, until).await }));
        if !take.await? {
            return Ok(Try::NotOurs);
        }
        let sent = match self.words(row) {
            Ok((phone, text)) => without(self.gateway.send(&id.to_string(), &phone, &text).await, &phone),
            // With the right key it will be sent; without it, it is given up and shown like any other.
            Err(problem) => Sent::TryLater(problem.to_string()),
        };
        self.learned(id, row.attempts + 1, sent).await
    }

    fn words(&self, row: &row::Model) -> Result<(String, String), Problem> {
        let phone = row
            .phone
            .as_deref()
            .ok_or_else(|| Problem::internal("a waiting text without a phone"))?;
        Ok((
            self.unseal(row.id, "phone", phone)?,
            self.unseal(row.id, "text", &row.text)?,
        ))
    }

    async fn learned(&self, id: Id, attempts: i32, sent: Sent) -> Result<Try, Problem> {
        let news = News::of(&sent, attempts);
        let undecided = matches!(sent, Sent::TryLater(_));
        let reason = match sent {
            Sent::Accepted => None,
            Sent::Refused(reason) | Sent::TryLater(reason) => {
                Some(reason.chars().take(MOST_REASON).collect::<String>())
            }
        };
        let again = quiet::waits_until(self.kernel.clock.now() + pause(attempts));
        if news == News::Failed {
            tracing::warn!(%id, attempts, reason, "a text is given up");
        }
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    match SmsState::Waiting.after(news) {
                        SmsState::Waiting => store::postpone(tx, id, again, reason.unwrap_or_default()).await,
                        next => store::lift(tx, id, next, reason).await,
                    }
                })
            })
            .await?;
        Ok(if undecided { Try::Undecided } else { Try::Answered })
    }
}

/// The answer with the phone masked where the gateway repeats it: reasons are stored and logged in the clear.
fn without(sent: Sent, phone: &str) -> Sent {
    let hide = |reason: String| reason.replace(phone, &masked_phone(phone));
    match sent {
        Sent::Accepted => Sent::Accepted,
        Sent::Refused(reason) => Sent::Refused(hide(reason)),
        Sent::TryLater(reason) => Sent::TryLater(hide(reason)),
    }
}
