//! Messages for programs: a person's own, and the receipts of the gateway.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use kernel::actor::Permission;
use kernel::{Id, Place, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;
use web::server::Visit;
use web::server::error::ProblemDocument;

use crate::service::{Cursor, Message, Messages};
use crate::state::SmsState;

/// Lets the SMS gateway report what became of a text.
pub const RECEIPT: Permission = "messages.receipt";

/// How far the text to the phone has come.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sms {
    /// The message stands in the portal only.
    None,
    /// It waits to be sent.
    Waiting,
    /// It could not be sent.
    Failed,
    /// The gateway took it.
    Accepted,
    /// It reached the phone.
    Delivered,
    /// It came back.
    Bounced,
}

impl From<SmsState> for Sms {
    fn from(state: SmsState) -> Self {
        match state {
            SmsState::None => Self::None,
            SmsState::Waiting => Self::Waiting,
            SmsState::Failed => Self::Failed,
            SmsState::Accepted => Self::Accepted,
            SmsState::Delivered => Self::Delivered,
            SmsState::Bounced => Self::Bounced,
        }
    }
}

/// One message to the person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageDocument {
    /// Its id.
    id: Uuid,
    /// The heading.
    title: String,
    /// The text.
    text: String,
    /// The page where the person goes on, as a path.
    link: String,
    /// The case that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Uuid>,
    /// When it was written.
    at: DateTime<Utc>,
    /// When the person opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<DateTime<Utc>>,
    /// How far the text to the phone has come.
    sms: Sms,
}

impl From<Message> for MessageDocument {
    fn from(message: Message) -> Self {
        Self {
            id: message.id.uuid(),
            title: message.title,
            text: message.text,
            link: message.link,
            about: message.about.map(Id::uuid),
            at: message.at,
            read_at: message.read_at,
            sms: message.sms.into(),
        }
    }
}

/// A page of the person's messages, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageList {
    /// The messages.
    messages: Vec<MessageDocument>,
    /// How many of all are unread.
    unread: u64,
    /// The value of `older` for the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    older: Option<Uuid>,
}

/// The messages of the signed-in person, 20 on a page.
#[utoipa::path(
    get,
    path = "/api/v1/messages",
    tag = "messages",
    params(("older" = Option<String>, Query, description = "Cursor: only messages older than the one with this id.")),
    responses(
        (status = 200, body = MessageList),
        (status = 400, description = "The cursor cannot be read.", body = ProblemDocument),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument),
        (status = 403, description = "forbidden", body = ProblemDocument),
    )
)]
pub(crate) async fn list(
    State(messages): State<Arc<Messages>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Json<MessageList>, Problem> {
    let person = visit.citizen()?.person;
    let sent = web::server::Sent::parse(query.unwrap_or_default().as_bytes())?;
    let cursor = match sent.get("older") {
        "" => Cursor::Newest,
        id => Cursor::OlderThan(id.parse().map_err(|_| Problem::bad_request("older不是消息的编号"))?),
    };
    let page = messages.of(person, cursor).await?;
    let older = match page.older {
        Some(Cursor::OlderThan(id)) => Some(id.uuid()),
        _ => None,
    };
    let unread = messages.unread(person).await?;
    Ok(Json(MessageList {
        messages: page.messages.into_iter().map(Into::into).collect(),
        unread,
        older,
    }))
}

/// Marks a message of the signed-in person as read.
#[utoipa::path(
    post,
    path = "/api/v1/messages/{id}/read",
    tag = "messages",
    params(("id" = Uuid, Path, description = "The message.")),
    responses(
        (status = 204, description = "It is read."),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument),
        (status = 403, description = "forbidden", body = ProblemDocument),
        (status = 404, description = "The person has no such message.", body = ProblemDocument),
    )
)]
pub(crate) async fn read(
    State(messages): State<Arc<Messages>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    messages.opened(visit.citizen()?.person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of a text.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It reached the phone.
    Delivered,
    /// It came back, even if it was reported as delivered before.
    Bounced,
}

/// A receipt.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Receipt {
    /// The id under which the text was sent.
    id: Uuid,
    /// What became of it.
    outcome: Outcome,
}

/// Takes in a receipt of the SMS gateway. The same receipt may come again, and receipts in any order: a bounce
/// overrules a delivery. Needs the permission `messages.receipt` in the region of the message.
#[utoipa::path(
    post,
    path = "/api/v1/messages/receipts",
    tag = "messages",
    request_body = Receipt,
    responses(
        (status = 204, description = "The receipt is taken in."),
        (status = 400, description = "The receipt cannot be read.", body = ProblemDocument),
        (status = 401, description = "No valid credential.", body = ProblemDocument),
        (status = 403, description = "The credential does not hold `messages.receipt`.", body = ProblemDocument),
        (status = 404, description = "No such text in the reach of the credential.", body = ProblemDocument),
    )
)]
pub(crate) async fn receipt(
    State(messages): State<Arc<Messages>>,
    visit: Visit,
    body: Result<Json<Receipt>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    // A signed-in person passes the gate of the API for their own things; receipts are nobody's own.
    if !visit.actor.holds(RECEIPT) {
        return Err(Problem::forbidden());
    }
    let Json(receipt) = body.map_err(|e| Problem::bad_request("回执读不懂").detail(e.body_text()))?;
    let id = Id::from(receipt.id);
    let place = Place::at(id.region().code(), "");
    visit.actor.require(RECEIPT, RECEIPT, &place)?;
    let outcome = match receipt.outcome {
        Outcome::Delivered => SmsState::Delivered,
        Outcome::Bounced => SmsState::Bounced,
    };
    messages.receipt(id, outcome).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(OpenApi)]
#[openapi(paths(list, read, receipt))]
struct Document;

/// The part of the API's description that belongs to this room.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
