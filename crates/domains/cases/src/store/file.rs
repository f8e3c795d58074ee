//! The row of a case: columns to find it by, and the whole of it, sealed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::actor::{Hands, region_prefix};
use kernel::keys::Keys;
use kernel::{Id, Place, Problem, Random, Region, Scope, Tx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{Condition, FromQueryResult, QueryOrder, QuerySelect};

use crate::model::{Case, State};

/// The table `case_file`.
pub mod row {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    /// One case.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_file")]
    pub struct Model {
        /// The county of the body that handles it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// How many events it has.
        pub seq: i32,
        /// Where it stands.
        pub state: String,
        /// 办件编号.
        pub number: String,
        /// The hash of the query code.
        pub query_hash: Vec<u8>,
        /// The body's id, its path among the organisations, its 12-digit region.
        pub body: Id,
        /// See `body`.
        pub body_path: String,
        /// See `body`.
        pub body_region: String,
        /// 业务办理项编码.
        pub handling_code: String,
        /// The handling item's name.
        pub title: String,
        /// The applicant's name.
        pub applicant: String,
        /// The step at which it stands; empty outside steps.
        pub step: String,
        /// What is done in that step: `review`, `decide`, `make`; empty outside steps.
        pub step_kind: String,
        /// The post that works at it; empty when nobody must.
        pub post: String,
        /// Whether a special procedure stops the clock.
        pub suspended: bool,
        /// Whose turn ends when; the end of time when nobody's does.
        pub due_on: Date,
        /// Who has taken it.
        pub claimed_by: Option<Id>,
        /// Their name.
        pub claimed_name: Option<String>,
        /// Since when.
        pub claimed_at: Option<DateTimeUtc>,
        /// When it came in.
        pub submitted_at: DateTimeUtc,
        /// When it came to its end.
        pub ended_at: Option<DateTimeUtc>,
        /// The case, sealed.
        pub doc: Vec<u8>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Later than every limit: for what has none at present.
pub fn no_limit() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// What the columns say besides the case itself.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The body's path and region.
    pub body_path: String,
    /// See `body_path`.
    pub body_region: String,
    /// The step at which it stands.
    pub step: String,
    /// What is done in it.
    pub step_kind: &'static str,
    /// The post that works at it.
    pub post: String,
    /// Whose turn ends when.
    pub due_on: NaiveDate,
}

fn aad(id: Id) -> String {
    format!("case_file.doc:{id}")
}

/// The case of a row.
pub fn open(keys: &Keys, row: &row::Model) -> Result<Case, Problem> {
    let plain = keys.open(&aad(row.id), &row.doc).map_err(Problem::internal)?;
    Ok(serde_json::from_slice(&plain)?)
}

/// The row of a case.
pub async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<row::Model>, Problem> {
    Ok(row::Entity::find_by_id((id.region(), id)).one(db).await?)
}

/// The rows of these cases that are there, in the order of the ids.
pub async fn find_all(db: &impl ConnectionTrait, ids: &[Id]) -> Result<Vec<row::Model>, Problem> {
    let regions: BTreeSet<Region> = ids.iter().map(|id| id.region()).collect();
    let found = row::Entity::find()
        .filter(row::Column::Region.is_in(regions))
        .filter(row::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut rows: BTreeMap<Id, row::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// The row of a case number: the number tells its region.
pub async fn find_by_number(db: &impl ConnectionTrait, number: &str) -> Result<Option<row::Model>, Problem> {
    let Some(region) = Region::of_code(number) else {
        return Ok(None);
    };
    let query = row::Entity::find()
        .filter(row::Column::Region.eq(region))
        .filter(row::Column::Number.eq(number));
    Ok(query.one(db).await?)
}

/// Writes a new case.
pub async fn insert(
    tx: &Tx,
    keys: &Keys,
    random: &dyn Random,
    case: &Case,
    columns: Columns,
    query_hash: Vec<u8>,
) -> Result<(), Problem> {
    let doc = keys.seal(&aad(case.id), &serde_json::to_vec(case)?, random);
    row::Entity::insert(row::ActiveModel {
        region: Set(case.id.region()),
        id: Set(case.id),
        seq: Set(case.seq),
        state: Set(case.state.name().into()),
        number: Set(case.number.clone()),
        query_hash: Set(query_hash),
        body: Set(case.filed.body),
        body_path: Set(columns.body_path),
        body_region: Set(columns.body_region),
        handling_code: Set(case.filed.handling_code.clone()),
        title: Set(case.filed.title.clone()),
        applicant: Set(case.filed.applicant_name.clone()),
        step: Set(columns.step),
        step_kind: Set(columns.step_kind.into()),
        post: Set(columns.post),
        suspended: Set(false),
        due_on: Set(columns.due_on),
        claimed_by: Set(None),
        claimed_name: Set(None),
        claimed_at: Set(None),
        submitted_at: Set(case.submitted_at),
        ended_at: Set(None),
        doc: Set(doc),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Writes a case that has moved on from `before` events; another who was first makes this a conflict.
pub async fn update(
    tx: &Tx,
    keys: &Keys,
    random: &dyn Random,
    case: &Case,
    before: i32,
    columns: Columns,
    moved: bool,
) -> Result<(), Problem> {
    let doc = keys.seal(&aad(case.id), &serde_json::to_vec(case)?, random);
    let mut update = row::Entity::update_many()
        .col_expr(row::Column::Seq, Expr::value(case.seq))
        .col_expr(row::Column::State, Expr::value(case.state.name()))
        .col_expr(row::Column::Step, Expr::value(columns.step))
        .col_expr(row::Column::StepKind, Expr::value(columns.step_kind))
        .col_expr(row::Column::Post, Expr::value(columns.post))
        .col_expr(row::Column::Suspended, Expr::value(case.suspended_by().is_some()))
        .col_expr(row::Column::DueOn, Expr::value(columns.due_on))
        .col_expr(row::Column::EndedAt, Expr::value(case.ended_at))
        .col_expr(row::Column::Doc, Expr::value(doc));
    if moved {
        // Another post works now: who had taken it has done their part.
        update = update
            .col_expr(row::Column::ClaimedBy, Expr::value(None::<uuid::Uuid>))
            .col_expr(row::Column::ClaimedName, Expr::value(None::<String>))
            .col_expr(row::Column::ClaimedAt, Expr::value(None::<DateTimeUtc>));
    }
    let changed = update
        .filter(row::Column::Region.eq(case.id.region()))
        .filter(row::Column::Id.eq(case.id))
        .filter(row::Column::Seq.eq(before))
        .exec(tx)
        .await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(Problem::conflict("刚才有人先办了这件，请刷新后再看"))
    }
}

/// Which cases a worklist shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In these states; empty for all.
    pub states: Vec<State>,
    /// For these posts; empty for all.
    pub posts: Vec<String>,
    /// Taken by this officer.
    pub claimed_by: Option<Id>,
    /// Not taken by anybody.
    pub unclaimed: bool,
    /// Due on or before.
    pub due_until: Option<NaiveDate>,
    /// At a step of this kind: `review`, `decide`, `make`.
    pub step_kind: Option<&'static str>,
    /// Only suspended ones, or only those that are not.
    pub suspended: Option<bool>,
    /// Number, applicant or item contains.
    pub text: String,
    /// Of this handling item.
    pub handling_code: Option<String>,
}

/// Where the next page begins: after this due day and id.
pub type Cursor = (NaiveDate, Id);

/// The cases within the scopes that the filter asks for, by due day. One query for each scope and post, so that each reads
/// an index in the order of the list and stops at the limit, however many cases are open.
pub async fn list(
    db: &impl ConnectionTrait,
    scopes: &[Scope],
    filter: &Filter,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<row::Model>, Problem> {
    let posts = if filter.posts.is_empty() {
        vec![None]
    } else {
        filter.posts.iter().map(Some).collect()
    };
    let mut found: BTreeMap<Cursor, row::Model> = BTreeMap::new();
    for scope in scopes {
        for post in &posts {
            let one = Filter {
                posts: post.iter().map(|post| (*post).clone()).collect(),
                ..filter.clone()
            };
            let rows = part(db, scope, &one, after, limit).await?;
            found.extend(rows.into_iter().map(|row| ((row.due_on, row.id), row)));
        }
    }
    Ok(found.into_values().take(limit as usize).collect())
}

async fn part(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<row::Model>, Problem> {
    let mut query = row::Entity::find().filter(condition(std::slice::from_ref(scope), filter));
    if let Some((due, id)) = after {
        let later = Condition::all()
            .add(row::Column::DueOn.eq(due))
            .add(row::Column::Id.gt(id));
        query = query
            .filter(row::Column::DueOn.gte(due))
            .filter(Condition::any().add(row::Column::DueOn.gt(due)).add(later));
    }
    Ok(query
        .order_by_asc(row::Column::DueOn)
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// How a case stands, for counting.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Standing {
    /// Its state, as it is stored.
    pub state: String,
    /// The kind of its step.
    pub step_kind: String,
    /// Who has taken it.
    pub claimed_by: Option<Id>,
    /// Whether its clock stands still.
    pub suspended: bool,
    /// When it is due.
    pub due_on: NaiveDate,
}

/// How the cases of some posts stand; of more than a thousand, a thousand and one of them (DESK 6 counts no further).
pub async fn standings(
    db: &impl ConnectionTrait,
    scopes: &[Scope],
    posts: &[String],
) -> Result<Vec<Standing>, Problem> {
    let of_posts = Filter {
        posts: posts.to_vec(),
        ..Filter::default()
    };
    let columns = [
        row::Column::State,
        row::Column::StepKind,
        row::Column::ClaimedBy,
        row::Column::Suspended,
        row::Column::DueOn,
    ];
    let query = row::Entity::find().select_only().columns(columns);
    let query = query.filter(condition(scopes, &of_posts)).limit(1001);
    Ok(query.into_model().all(db).await?)
}

impl Filter {
    /// Whether a case of these posts that stands so is asked for; its text and item are not looked at.
    pub fn admits(&self, one: &Standing) -> bool {
        (self.states.is_empty() || self.states.iter().any(|s| s.name() == one.state))
            && self.claimed_by.is_none_or(|officer| one.claimed_by == Some(officer))
            && (!self.unclaimed || one.claimed_by.is_none())
            && self.due_until.is_none_or(|day| one.due_on <= day)
            && self.step_kind.is_none_or(|kind| one.step_kind == kind)
            && self.suspended.is_none_or(|suspended| one.suspended == suspended)
    }
}

/// Where a case belongs, as its row tells: who has taken it, or the post at which it waits.
pub fn place(row: &row::Model) -> Place {
    Place {
        region: row.body_region.clone(),
        organisation: row.body_path.clone(),
        hands: Hands {
            people: row.claimed_by.into_iter().collect(),
            post: Some(row.post.clone()).filter(|post| row.claimed_by.is_none() && !post.is_empty()),
        },
    }
}

/// How many there are, counted to 1 000 only (DESK 6).
pub async fn count(db: &impl ConnectionTrait, scopes: &[Scope], filter: &Filter) -> Result<u64, Problem> {
    let some = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(condition(scopes, filter))
        .limit(1001);
    Ok(some.count(db).await?)
}

/// In the region whose codes begin so: by the county, which the indexes begin with, and below it by the code.
fn in_region(prefix: &str) -> Condition {
    let within = Condition::all().add(row::Column::BodyRegion.starts_with(prefix));
    let county = &prefix[..prefix.len().min(6)];
    let edge = |digit: &str| format!("{county}{}", digit.repeat(6 - county.len()));
    let bounds = (edge("0").parse().map(Region), edge("9").parse().map(Region));
    match bounds {
        (Ok(first), Ok(last)) if first == last => within.add(row::Column::Region.eq(first)),
        (Ok(first), Ok(last)) => within.add(row::Column::Region.between(first, last)),
        _ => within,
    }
}

fn condition(scopes: &[Scope], filter: &Filter) -> Condition {
    let mut within = Condition::any();
    for scope in scopes {
        within = match scope {
            Scope::Own(own) => {
                let waits = Condition::all()
                    .add(row::Column::ClaimedBy.is_null())
                    .add(row::Column::Post.is_in(own.posts.clone()));
                let taken = Condition::any().add(row::Column::ClaimedBy.eq(own.staff)).add(waits);
                let here = row::Column::BodyPath.eq(own.organisation.clone());
                within.add(Condition::all().add(here).add(taken))
            }
            // As an expression, so that the person's index is taken and not the body's, which is far longer.
            Scope::Organisation(path) if filter.claimed_by.is_some() => {
                let body = ExprTrait::cast_as(Expr::col(row::Column::BodyPath), "text");
                within.add(ExprTrait::eq(body, path.clone()))
            }
            Scope::Organisation(path) => within.add(row::Column::BodyPath.eq(path.clone())),
            Scope::Subtree(path) => within.add(row::Column::BodyPath.starts_with(path)),
            Scope::Region(code) => match region_prefix(code) {
                // What somebody has taken is found by them, not by the region.
                Some(prefix) if filter.claimed_by.is_some() => within.add(row::Column::BodyRegion.starts_with(prefix)),
                Some(prefix) => within.add(in_region(prefix)),
                None => within,
            },
        };
    }
    // Without any scope nothing is shown, rather than everything.
    let mut all = Condition::all().add(if within.is_empty() {
        Condition::all().add(Expr::value(false))
    } else {
        within
    });
    if !filter.states.is_empty() {
        all = all.add(row::Column::State.is_in(filter.states.iter().map(|s| s.name())));
    }
    if !filter.posts.is_empty() {
        all = all.add(row::Column::Post.is_in(filter.posts.clone()));
    }
    if let Some(officer) = filter.claimed_by {
        all = all.add(row::Column::ClaimedBy.eq(officer));
    }
    if filter.unclaimed {
        all = all.add(row::Column::ClaimedBy.is_null());
    }
    if let Some(day) = filter.due_until {
        all = all.add(row::Column::DueOn.lte(day));
    }
    if let Some(kind) = filter.step_kind {
        all = all.add(row::Column::StepKind.eq(kind));
    }
    if let Some(suspended) = filter.suspended {
        all = all.add(row::Column::Suspended.eq(suspended));
    }
    if let Some(code) = &filter.handling_code {
        all = all.add(row::Column::HandlingCode.eq(code.clone()));
    }
    let text: String = filter
        .text
        .chars()
        .filter(|c| !matches!(c, '%' | '_' | '\\'))
        .take(60)
        .collect();
    if !text.trim().is_empty() {
        let compact = text.replace(' ', "");
        all = all.add(
            Condition::any()
                .add(row::Column::Number.contains(&compact))
                .add(row::Column::Applicant.contains(text.trim()))
                .add(row::Column::Title.contains(text.trim())),
        );
    }
    all
}

/// The cases on which the law acts today: received, and the limit of the answer has passed.
pub async fn silent(db: &impl ConnectionTrait, today: NaiveDate, limit: u64) -> Result<Vec<Id>, Problem> {
    let rows = row::Entity::find()
        .filter(row::Column::State.eq(State::Received.name()))
        .filter(row::Column::DueOn.lt(today))
        .order_by_asc(row::Column::DueOn)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|r| r.id).collect())
}

/// Takes a case for an officer, or lets go of it. Taking what somebody else holds is refused.
pub async fn claim(tx: &Tx, id: Id, officer: Option<(Id, String)>, by: Id, now: DateTimeUtc) -> Result<bool, Problem> {
    let free = Condition::any()
        .add(row::Column::ClaimedBy.is_null())
        .add(row::Column::ClaimedBy.eq(by));
    let (who, name) = officer.map_or((None, None), |(id, name)| (Some(id.uuid()), Some(name)));
    let changed = row::Entity::update_many()
        .col_expr(row::Column::ClaimedAt, Expr::value(who.map(|_| now)))
        .col_expr(row::Column::ClaimedBy, Expr::value(who))
        .col_expr(row::Column::ClaimedName, Expr::value(name))
        .filter(row::Column::Region.eq(id.region()))
        .filter(row::Column::Id.eq(id))
        .filter(free)
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}
