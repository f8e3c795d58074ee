//! What the API answers. Names are those of the glossary; times carry an offset; money is in fen.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use items::StepKind;
use kernel::shanghai;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::commands::Begun;
use crate::model::{Case, Channel, CorrectionItem, FileRef, Kind, Source, State, Way};
use crate::service::{Cases, Loaded};
use crate::store::{file, upload};

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDocument {
    /// 办件编号, 21 characters.
    number: String,
    /// How many events it has; also the `ETag`.
    version: i32,
    /// Where it stands.
    state: State,
    /// The same in words for the applicant.
    state_words: &'static str,
    /// 业务办理项编码, 33 characters.
    handling_code: String,
    /// The handling item's name.
    title: String,
    /// The version of the implementation list that counts for it.
    implementation: String,
    /// How it came in.
    channel: Channel,
    /// Natural or legal.
    applicant_kind: Kind,
    /// The applicant's name.
    applicant_name: String,
    /// Whether somebody acts for the applicant.
    agent: bool,
    /// How the result is handed over.
    delivery: Way,
    /// When it came in.
    submitted_at: DateTime<FixedOffset>,
    /// When it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<DateTime<FixedOffset>>,
    /// Whether the law accepted it because the body kept silent.
    accepted_by_law: bool,
    /// The day on which the turn of whoever must act ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<NaiveDate>,
    /// The statutory limit, where the law fixes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    statutory_limit: Option<LimitDocument>,
    /// The promised limit.
    promised_limit: LimitDocument,
    /// The materials that apply, in the order of the list.
    materials: Vec<MaterialDocument>,
    /// What was asked to be put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<CorrectionDocument>,
    /// The steps that are due, in order.
    steps: Vec<StepDocument>,
    /// The step at which it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_step: Option<String>,
    /// Special procedures.
    special_procedures: Vec<SpecialDocument>,
    /// Fees that are due.
    fees: Vec<FeeDocument>,
    /// The decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionDocument>,
    /// What was made on approval.
    results: Vec<ResultDocument>,
    /// When the result was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_at: Option<DateTime<FixedOffset>>,
    /// Why it was not accepted, withdrawn or terminated.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_because: Option<String>,
    /// When it came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<FixedOffset>>,
    /// The applicant's rating, 5 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<u8>,
}

/// An amount of time.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitDocument {
    /// How much.
    amount: u32,
    /// `working_day`, `day`, `month` or `hour`.
    #[schema(value_type = String)]
    unit: items::LimitUnit,
}

impl From<items::Limit> for LimitDocument {
    fn from(limit: items::Limit) -> Self {
        Self {
            amount: limit.amount,
            unit: limit.unit,
        }
    }
}

/// A material of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaterialDocument {
    /// Its id in the item package.
    id: String,
    /// Its name.
    name: String,
    /// How it came, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    /// A as issued by a body, C uploaded, D made by the applicant with a commitment.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<char>,
}

/// The one correction of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectionDocument {
    /// Everything, once.
    items: Vec<CorrectionItem>,
    /// When it was asked.
    asked_at: DateTime<FixedOffset>,
    /// The last day to answer.
    until: NaiveDate,
    /// When everything was supplied.
    #[serde(skip_serializing_if = "Option::is_none")]
    supplied_at: Option<DateTime<FixedOffset>>,
}

/// A step.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepDocument {
    /// Its id in the item package.
    id: String,
    /// Its name.
    name: String,
    /// `review`, `decide` or `make`.
    #[schema(value_type = String)]
    kind: StepKind,
    /// The post that works at it.
    post: String,
    /// Whether it is done.
    done: bool,
    /// What was done at it, by each person.
    work: Vec<WorkDone>,
}

/// One person's work at a step.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkDone {
    /// Who, with their post.
    by: String,
    /// When.
    at: DateTime<FixedOffset>,
    /// What they think; for staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    opinion: Option<String>,
}

/// A special procedure of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpecialDocument {
    /// Its id in the item package.
    id: String,
    /// Its name.
    name: String,
    /// Whether the clock stands still.
    stops_clock: bool,
    /// When it began.
    begun_at: DateTime<FixedOffset>,
    /// When it is expected to end.
    expected: NaiveDate,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<FixedOffset>>,
    /// With what result.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
}

/// A fee.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeeDocument {
    /// Its id in the item package.
    id: String,
    /// Its name.
    name: String,
    /// How much, in fen.
    fen: i64,
    /// `before_acceptance`, `after_acceptance` or `before_result`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    due: Option<items::FeeDue>,
    /// The number of the receipt, once it is recorded as paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
}

/// The decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionDocument {
    /// 准予 or 不予.
    granted: bool,
    /// When.
    at: DateTime<FixedOffset>,
    /// Who, with their post.
    by: String,
    /// The reasons of a refusal.
    reason: String,
    /// The articles.
    basis: String,
    /// The number of the written decision.
    number: String,
}

/// A result that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultDocument {
    /// Its id in the item package.
    id: String,
    /// Its name.
    name: String,
    /// Its number.
    number: String,
    /// First day.
    valid_from: NaiveDate,
    /// Last day; missing for ever (长期).
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<NaiveDate>,
    /// What is printed: field → value.
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLine {
    /// 办件编号.
    number: String,
    /// Where it stands.
    state: State,
    /// The handling item's name.
    title: String,
    /// The applicant's name.
    applicant_name: String,
    /// When it came in.
    submitted_at: DateTime<FixedOffset>,
    /// The day on which the turn of whoever must act ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<NaiveDate>,
    /// The post that must act.
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<String>,
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePage {
    /// The cases.
    pub(super) cases: Vec<CaseLine>,
    /// The value of `cursor` for the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
}

/// A draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftDocument {
    /// Its id; that of the case later.
    id: String,
    /// Raised with each saving; also the `ETag`.
    version: i32,
    /// 业务办理项编码.
    handling_code: String,
    /// The item's name.
    title: String,
    /// Whether its item was published anew since it was last opened.
    renewed: bool,
    /// Natural or legal.
    applicant_kind: Kind,
    /// Whether somebody acts for the applicant.
    agent: bool,
    /// How the result is to be handed over.
    delivery: Way,
    /// When it was last saved.
    saved_at: DateTime<FixedOffset>,
    /// Answers to the guiding questions.
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// The form.
    #[schema(value_type = Object)]
    form: Map<String, Value>,
    /// Where prefilled values came from: field → source in Chinese.
    #[schema(value_type = Object)]
    sources: Map<String, Value>,
    /// The files.
    files: Vec<FileDocument>,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileDocument {
    /// Its id.
    id: String,
    /// The material it is for; empty until a filing says so.
    material: String,
    /// Its name.
    name: String,
    /// SM3 of the content.
    digest: String,
    /// Bytes.
    size: i64,
    /// Media type by content.
    media_type: String,
}

impl From<upload::row::Model> for FileDocument {
    fn from(row: upload::row::Model) -> Self {
        let material = row.material.clone();
        let file = FileRef::from(row);
        Self {
            id: file.id.to_string(),
            material,
            name: file.name,
            digest: file.digest,
            size: file.size,
            media_type: file.media_type,
        }
    }
}

/// What anybody with number and query code may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackDocument {
    /// 办件编号.
    number: String,
    /// The handling item's name.
    title: String,
    /// Where it stands.
    state: State,
    /// The same in words.
    state_words: &'static str,
    /// When it came in.
    submitted_at: DateTime<FixedOffset>,
    /// The day on which the turn of whoever must act ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<NaiveDate>,
    /// When it came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<FixedOffset>>,
}

/// A paper of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperDocument {
    /// Its id.
    id: String,
    /// `receipt`, `acceptance`, `correction` …
    kind: String,
    /// Its title.
    title: String,
    /// 文号, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// Pages.
    pages: i32,
    /// Bytes.
    size: i64,
    /// SM3 of the PDF.
    digest: String,
    /// When it was issued.
    at: DateTime<FixedOffset>,
}

impl From<documents::Document> for PaperDocument {
    fn from(paper: documents::Document) -> Self {
        Self {
            id: paper.id.to_string(),
            kind: paper.kind,
            title: paper.title,
            number: paper.number,
            pages: paper.pages,
            size: paper.size,
            digest: paper.digest,
            at: shanghai(paper.at),
        }
    }
}

fn day(date: NaiveDate) -> Option<NaiveDate> {
    (date < file::no_limit()).then_some(date)
}

fn at(instant: Option<DateTime<Utc>>) -> Option<DateTime<FixedOffset>> {
    instant.map(shanghai)
}

fn who(who: &crate::model::Who) -> String {
    format!("{} {}", who.post, who.name).trim().to_owned()
}

/// The document of a case.
pub(super) fn case(cases: &Cases, loaded: &Loaded, for_staff: bool) -> CaseDocument {
    let (case, outcome) = (&loaded.case, &loaded.outcome);
    let filed = &case.filed;
    let local = loaded.handled.local();
    let materials = outcome.materials.iter().filter_map(|id| {
        let found = local.definition().materials.iter().find(|m| m.id == **id)?;
        let handed = case.handed(id);
        Some(MaterialDocument {
            id: found.id.clone(),
            name: found.name.clone(),
            trust: handed.and_then(|h| h.source.trust()),
            source: handed.map(|h| h.source.clone()),
        })
    });
    CaseDocument {
        number: case.number.clone(),
        version: case.seq,
        state: case.state,
        state_words: case.state.citizen_words(),
        handling_code: filed.handling_code.clone(),
        title: filed.title.clone(),
        implementation: filed.implementation.to_string(),
        channel: filed.channel,
        applicant_kind: filed.applicant_kind,
        applicant_name: filed.applicant_name.clone(),
        agent: filed.agent,
        delivery: filed.delivery,
        submitted_at: shanghai(case.submitted_at),
        accepted_at: at(case.accepted.map(|(at, _)| at)),
        accepted_by_law: case.accepted.is_some_and(|(_, by_law)| by_law),
        due_on: day(loaded.due_on),
        statutory_limit: outcome.statutory_limit.map(Into::into),
        promised_limit: outcome.promised_limit.into(),
        materials: materials.collect(),
        correction: case.correction.as_ref().map(|c| CorrectionDocument {
            items: c.items.clone(),
            asked_at: shanghai(c.asked_at),
            until: c.until,
            supplied_at: at(c.supplied_at),
        }),
        steps: steps(loaded, for_staff),
        current_step: cases.current_step(loaded).map(|s| s.id),
        special_procedures: specials(loaded),
        fees: fees(loaded),
        decision: case.decision.as_ref().map(|d| DecisionDocument {
            granted: d.granted,
            at: shanghai(d.at),
            by: who(&d.by),
            reason: d.reason.clone(),
            basis: d.basis.clone(),
            number: d.number.clone(),
        }),
        results: results(case),
        delivered_at: at(case.delivered.as_ref().map(|(_, at, _)| *at)),
        ended_because: case.ended_because.clone(),
        ended_at: at(case.ended_at),
        rating: case.rating.as_ref().map(|r| r.level),
    }
}

fn steps(loaded: &Loaded, for_staff: bool) -> Vec<StepDocument> {
    let local = loaded.handled.local();
    let definitions = &local.definition().steps;
    let due = loaded.outcome.steps.iter();
    due.filter_map(|id| definitions.iter().find(|s| s.id == **id))
        .map(|step| {
            let work = loaded.case.workers(&step.id).map(|done| WorkDone {
                by: who(&done.by),
                at: shanghai(done.at),
                opinion: for_staff.then(|| done.opinion.clone()),
            });
            StepDocument {
                id: step.id.clone(),
                name: step.name.clone(),
                kind: step.kind,
                post: step.post.clone(),
                done: loaded.case.step_done(&step.id),
                work: work.collect(),
            }
        })
        .collect()
}

fn specials(loaded: &Loaded) -> Vec<SpecialDocument> {
    let local = loaded.handled.local();
    let name = |id: &str| {
        let known = local.definition().special_procedures.iter().find(|p| p.id == id);
        known.map_or_else(|| id.to_owned(), |p| p.name.clone())
    };
    let begun = loaded.case.specials.iter().map(|s| SpecialDocument {
        id: s.procedure.clone(),
        name: name(&s.procedure),
        stops_clock: s.stops_clock,
        begun_at: shanghai(s.begun_at),
        expected: s.expected,
        ended_at: at(s.ended.as_ref().map(|(at, _)| *at)),
        result: s.ended.as_ref().map(|(_, result)| result.clone()),
    });
    begun.collect()
}

/// The fees that are due with what was paid.
pub(super) fn fees(loaded: &Loaded) -> Vec<FeeDocument> {
    let local = loaded.handled.local();
    let due = loaded.outcome.fees.iter().filter(|f| f.fen > 0);
    due.map(|fee| {
        let definition = local.definition().fees.iter().find(|f| f.id == *fee.id);
        let paid = loaded.case.paid.iter().find(|p| p.fee == *fee.id);
        FeeDocument {
            id: fee.id.to_string(),
            name: definition.map_or_else(|| fee.id.to_string(), |f| f.name.clone()),
            fen: fee.fen,
            due: definition.map(|f| f.due),
            receipt: paid.map(|p| p.receipt.clone()),
        }
    })
    .collect()
}

fn results(case: &Case) -> Vec<ResultDocument> {
    let made = case.made.iter().map(|m| ResultDocument {
        id: m.result.clone(),
        name: m.name.clone(),
        number: m.number.clone(),
        valid_from: m.valid_from,
        valid_to: m.valid_to,
        fields: m
            .fields
            .iter()
            .map(|(id, _, value)| (id.clone(), value.clone()))
            .collect(),
    });
    made.collect()
}

/// The line of a row.
pub(super) fn line(row: &file::row::Model) -> CaseLine {
    CaseLine {
        number: row.number.clone(),
        state: State::named(&row.state).unwrap_or(State::Closed),
        title: row.title.clone(),
        applicant_name: row.applicant.clone(),
        submitted_at: shanghai(row.submitted_at),
        due_on: day(row.due_on),
        post: (!row.post.is_empty()).then(|| row.post.clone()),
    }
}

/// What a visitor with the query code sees of a row.
pub(super) fn track(row: &file::row::Model) -> TrackDocument {
    let state = State::named(&row.state).unwrap_or(State::Closed);
    TrackDocument {
        number: row.number.clone(),
        title: row.title.clone(),
        state,
        state_words: state.citizen_words(),
        submitted_at: shanghai(row.submitted_at),
        due_on: day(row.due_on),
        ended_at: at(row.ended_at),
    }
}

/// The document of a draft with its files.
pub(super) fn draft(begun: Begun, files: Vec<upload::row::Model>) -> DraftDocument {
    let sources = begun.doc.sources.into_iter().map(|(k, v)| (k, Value::String(v)));
    DraftDocument {
        id: begun.row.id.to_string(),
        version: begun.row.version,
        handling_code: begun.row.handling_code,
        title: begun.row.title,
        renewed: begun.renewed,
        applicant_kind: begun.doc.kind,
        agent: begun.doc.agent,
        delivery: begun.doc.delivery,
        saved_at: shanghai(begun.row.saved_at),
        answers: begun.doc.content.answers,
        form: begun.doc.content.form,
        sources: sources.collect(),
        files: files.into_iter().map(FileDocument::from).collect(),
    }
}
