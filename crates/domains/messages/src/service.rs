//! What other rooms ask of this one.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Id, Kernel, Problem, Region, Tx, shanghai};
use sea_orm::ActiveValue::Set;
use web::server::assemble::local;
use web::ui::fmt;

use crate::gateway::Gateway;
use crate::quiet;
use crate::state::SmsState;
use crate::store::{self, row};

/// A message to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The region whose body writes.
    pub region: Region,
    /// To whom.
    pub person: Id,
    /// The phone that also gets the text; `None`: portal only.
    pub phone: Option<String>,
    /// The heading, one short line.
    pub title: String,
    /// The whole text: what happened and what to do. It goes to the phone as it stands.
    pub text: String,
    /// The page where the person goes on, as a path of the portal.
    pub link: String,
    /// The case that it is about.
    pub about: Option<Id>,
}

/// A message as it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: Id,
    /// To whom.
    pub person: Id,
    /// The case that it is about.
    pub about: Option<Id>,
    /// The heading.
    pub title: String,
    /// The text.
    pub text: String,
    /// The page where the person goes on, as a path.
    pub link: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When the person opened it.
    pub read_at: Option<DateTime<Utc>>,
    /// How far the text has come.
    pub sms: SmsState,
    /// How often the gateway was asked to take it.
    pub attempts: i32,
    /// What went wrong last, for staff.
    pub last_error: Option<String>,
}

impl Message {
    /// When it was written and what became of the text: 10月9日 15:02，短信已送达.
    pub fn note(&self, now: DateTime<Utc>) -> String {
        let at = shanghai(self.at).naive_local();
        let day = fmt::date(at.date(), shanghai(now).date_naive());
        let time = fmt::time(at.time());
        match self.sms.words() {
            "" => format!("{day} {time}"),
            words => format!("{day} {time}，{words}"),
        }
    }
}

/// Where a page of messages begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// At the newest.
    Newest,
    /// After this one, going back in time.
    OlderThan(Id),
    /// Before this one, coming towards the present.
    NewerThan(Id),
}

/// One page of messages, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The messages.
    pub messages: Vec<Message>,
    /// The cursor of the page before, if there is one.
    pub newer: Option<Cursor>,
    /// The cursor of the page after, if there is one.
    pub older: Option<Cursor>,
}

/// How many messages stand on one page.
pub const PAGE: usize = 20;

/// A case or a list for staff shows at most so many.
const MOST: u64 = 200;

/// The room's service.
pub struct Messages {
    pub(crate) kernel: Arc<Kernel>,
    pub(crate) gateway: Arc<dyn Gateway>,
}

impl std::fmt::Debug for Messages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Messages")
    }
}

impl Messages {
    /// A service that sends its texts through `gateway`.
    pub fn new(kernel: Arc<Kernel>, gateway: Arc<dyn Gateway>) -> Arc<Self> {
        Arc::new(Self { kernel, gateway })
    }

    /// Writes a message inside the caller's transaction: it stands in the portal with the commit, and its text goes
    /// out soon after, or at 7:00 when it is night.
    ///
    /// # Errors
    /// An internal problem when the link is no path of this site.
    pub async fn queue(&self, tx: &Tx, draft: Draft) -> Result<Id, Problem> {
        if local(Some(&draft.link)) != draft.link {
            return Err(Problem::internal(format!("not a path of this site: {}", draft.link)));
        }
        let now = self.kernel.clock.now();
        let id = Id::new(draft.region, now, &*self.kernel.random);
        let phone = draft.phone.as_deref().map(str::trim).filter(|p| !p.is_empty());
        let row = row::ActiveModel {
            region: Set(draft.region),
            id: Set(id),
            person: Set(draft.person),
            about: Set(draft.about),
            title: Set(self.seal(id, "title", &draft.title)),
            text: Set(self.seal(id, "text", &draft.text)),
            phone: Set(phone.map(|p| self.seal(id, "phone", p))),
            link: Set(draft.link),
            at: Set(now),
            read_at: Set(None),
            sms_state: Set(if phone.is_some() {
                SmsState::Waiting
            } else {
                SmsState::None
            }),
            attempts: Set(0),
            due_at: Set(quiet::waits_until(now)),
            last_error: Set(None),
        };
        store::insert(tx, row).await?;
        Ok(id)
    }

    /// How many messages the person has not opened.
    pub async fn unread(&self, person: Id) -> Result<u64, Problem> {
        store::unread(self.kernel.db.read(), person).await
    }

    /// One page of a person's messages.
    pub async fn of(&self, person: Id, cursor: Cursor) -> Result<Page, Problem> {
        let mut cursor = cursor;
        let mut rows = store::of(self.kernel.db.read(), person, cursor, PAGE as u64 + 1).await?;
        if matches!(cursor, Cursor::NewerThan(_)) && rows.len() <= PAGE {
            // The first page is always full: no page of three because of where one came from.
            cursor = Cursor::Newest;
            rows = store::of(self.kernel.db.read(), person, cursor, PAGE as u64 + 1).await?;
        }
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let (newer, older) = match cursor {
            Cursor::Newest => (false, more),
            Cursor::OlderThan(_) => (true, more),
            Cursor::NewerThan(_) => {
                rows.reverse();
                (more, true)
            }
        };
        let messages = self.open_all(rows)?;
        Ok(Page {
            newer: messages.first().filter(|_| newer).map(|m| Cursor::NewerThan(m.id)),
            older: messages.last().filter(|_| older).map(|m| Cursor::OlderThan(m.id)),
            messages,
        })
    }

    /// The messages about a case, newest first. The caller has asked whether the reader may see the case.
    pub async fn about(&self, case: Id) -> Result<Vec<Message>, Problem> {
        self.open_all(store::about(self.kernel.db.read(), case, MOST).await?)
    }

    /// The texts of a region that never reached their phones, newest first, for those who call people instead.
    pub async fn lost(&self, region: Region) -> Result<Vec<Message>, Problem> {
        self.open_all(store::lost(self.kernel.db.read(), region, MOST).await?)
    }

    /// A person's message, which is marked as read by this. The answer says how it was before.
    ///
    /// # Errors
    /// Not found, also when it is somebody else's.
    pub async fn opened(&self, person: Id, id: Id) -> Result<Message, Problem> {
        let row = store::find(self.kernel.db.read(), id)
            .await?
            .filter(|row| row.person == person)
            .ok_or_else(Problem::not_found)?;
        if row.read_at.is_none() {
            let now = self.kernel.clock.now();
            self.kernel
                .db
                .write(move |tx| Box::pin(async move { store::mark_read(tx, person, id, now).await }))
                .await?;
        }
        self.open(row)
    }

    /// How many texts were given up.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn failed(&self) -> Result<u64, Problem> {
        Ok(store::failed(self.kernel.db.read()).await?)
    }

    /// Takes in a receipt of the gateway. It may come twice, and in any order.
    ///
    /// # Errors
    /// Not found when there is no such text.
    pub async fn receipt(&self, id: Id, outcome: SmsState) -> Result<(), Problem> {
        store::find(self.kernel.db.read(), id)
            .await?
            .filter(|row| row.sms_state != SmsState::None)
            .ok_or_else(Problem::not_found)?;
        let error = outcome
            .is_lost()
            .then(|| "the receipt says that it came back".to_owned());
        self.kernel
            .db
            .write(move |tx| Box::pin(async move { store::lift(tx, id, outcome, error).await }))
            .await
    }

    fn open_all(&self, rows: Vec<row::Model>) -> Result<Vec<Message>, Problem> {
        rows.into_iter().map(|row| self.open(row)).collect()
    }

    fn open(&self, row: row::Model) -> Result<Message, Problem> {
        Ok(Message {
            id: row.id,
            person: row.person,
            about: row.about,
            title: self.unseal(row.id, "title", &row.title)?,
            text: self.unseal(row.id, "text", &row.text)?,
            link: row.link,
            at: row.at,
            read_at: row.read_at,
            sms: row.sms_state,
            attempts: row.attempts,
            last_error: row.last_error,
        })
    }

    fn seal(&self, id: Id, column: &str, text: &str) -> Vec<u8> {
        let place = format!("message.{column}:{id}");
        self.kernel.keys.seal(&place, text.as_bytes(), &*self.kernel.random)
    }

    pub(crate) fn unseal(&self, id: Id, column: &str, sealed: &[u8]) -> Result<String, Problem> {
        let place = format!("message.{column}:{id}");
        let plain = self.kernel.keys.open(&place, sealed).map_err(Problem::internal)?;
        String::from_utf8(plain).map_err(Problem::internal)
    }
}
