//! Documents: what the state puts on paper. Papers are typeset from data, numbered per body and year without gaps, and
//! kept as they were issued.
//!
//! Tables: `document`. Events: none; callers issue documents inside the transaction that tells of them. Permissions:
//! none of its own; who may see a case may read its documents.

mod migrations;
mod store;
pub mod typeset;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use gbcode::DocumentNumberPattern;
use kernel::{Id, Kernel, Module, Problem, Region, Tx, shanghai};

use crate::typeset::paper::{Addressee, CaseRef, Contact, NoticeHead};
use crate::typeset::{Paper, Typesetter};
pub use store::row::Model as Document;

/// The room's service.
#[derive(Debug)]
pub struct Documents {
    kernel: Arc<Kernel>,
    typesetter: Typesetter,
}

/// Under which name a document is kept.
#[derive(Debug, Clone)]
pub struct Label {
    /// The case it belongs to.
    pub case: Id,
    /// Its kind: `receipt`, `correction`, `acceptance` …
    pub kind: &'static str,
    /// 文号, where it has one.
    pub number: Option<String>,
    /// Whether the applicant may read it.
    pub for_applicant: bool,
}

impl Documents {
    /// The service on a kernel; parses the fonts once.
    pub fn new(kernel: Arc<Kernel>) -> Arc<Self> {
        Arc::new(Self {
            kernel,
            typesetter: Typesetter::new(),
        })
    }

    /// The next number of a body's series in the present year: `临市监许准〔2026〕15号`. A change that is refused
    /// afterwards gives it back.
    pub async fn number(&self, tx: &Tx, region: Region, body: Id, prefix: &str, kind: &str) -> Result<String, Problem> {
        let year = chrono::Datelike::year(&shanghai(self.kernel.clock.now()));
        let series = format!("document/{body}/{kind}");
        let serial = kernel::serial::next(tx, region, &series, &year.to_string()).await?;
        let pattern = DocumentNumberPattern::parse("{body}{kind}〔{year}〕{serial}号").map_err(Problem::internal)?;
        Ok(pattern.write(prefix, kind, year as u16, serial as u32))
    }

    /// Typesets a paper and keeps it, in the caller's transaction.
    pub async fn issue<P: Paper + Sync>(&self, tx: &Tx, label: Label, paper: &P) -> Result<Id, Problem> {
        let at = self.kernel.clock.now();
        let pdf = self
            .typesetter
            .typeset(paper, shanghai(at))
            .map_err(Problem::internal)?;
        if !pdf.missing.is_empty() {
            tracing::warn!(case = %label.case, characters = ?pdf.missing, "a document has characters without a glyph");
        }
        let region = label.case.region();
        let stored = self
            .kernel
            .blobs
            .put(region, "application/pdf", Bytes::from(pdf.bytes))
            .await?;
        kernel::blobs::record(&self.kernel, tx, &stored).await?;
        let id = self.kernel.new_id(region);
        store::insert(
            tx,
            id,
            &label,
            paper.title(),
            &stored.digest,
            stored.size,
            pdf.pages as i32,
            at,
        )
        .await?;
        Ok(id)
    }

    /// Typesets a paper without keeping it: a preview, a list to take along.
    pub fn preview<P: Paper>(&self, paper: &P) -> Result<Bytes, Problem> {
        let pdf = self
            .typesetter
            .typeset(paper, shanghai(self.kernel.clock.now()))
            .map_err(Problem::internal)?;
        Ok(Bytes::from(pdf.bytes))
    }

    /// The words that are laid over the picture of a page, as a PDF of one page of their own size.
    pub fn stamp(&self, lines: &[String]) -> Result<Bytes, Problem> {
        let pdf = self.typesetter.typeset_stamp(lines).map_err(Problem::internal)?;
        Ok(Bytes::from(pdf.bytes))
    }

    /// A head for papers that belong to no case: samples.
    pub fn sample_head(&self, body: &str) -> NoticeHead {
        let today = shanghai(self.kernel.clock.now()).date_naive();
        let none = String::new;
        NoticeHead {
            body: body.to_owned(),
            number: None,
            addressee: Addressee {
                name: "演示".into(),
                person: false,
            },
            case: CaseRef {
                number: none(),
                item: none(),
                item_code: none(),
                submitted: today,
            },
            contact: Contact {
                office: none(),
                phone: none(),
                address: none(),
                hours: none(),
            },
            date: today,
            demo: true,
        }
    }

    /// The documents of a case, oldest first.
    pub async fn of_case(&self, case: Id) -> Result<Vec<Document>, Problem> {
        store::of_case(self.kernel.db.read(), case).await
    }

    /// One document of a case.
    pub async fn find(&self, case: Id, id: Id) -> Result<Document, Problem> {
        let found = store::find(self.kernel.db.read(), id).await?;
        found.filter(|d| d.case_id == case).ok_or_else(Problem::not_found)
    }

    /// Compares the numbers of each series (文号) with 1, 2, 3 … Papers that still wait to be written would look like gaps,
    /// so this is asked when nothing waits.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn verify_numbers(&self, report: &mut kernel::verify::Report) -> Result<(), Problem> {
        let mut series: BTreeMap<String, BTreeSet<(u64, String)>> = BTreeMap::new();
        let mut doubled = None;
        store::numbers(self.kernel.db.read(), |name, serial, part| {
            report.count("文号");
            let fresh = series
                .entry(name.to_owned())
                .or_default()
                .insert((serial, part.to_owned()));
            if !fresh && doubled.is_none() {
                doubled = Some(format!("{name}〕{serial}号{part}"));
            }
        })
        .await?;
        if let Some(place) = doubled {
            report.fault("文号", place, "用了两次");
        }
        let taken = kernel::serial::taken(self.kernel.db.read(), "document/").await?;
        let mut there = 0;
        for (name, numbers) in series {
            let serials: BTreeSet<u64> = numbers.into_iter().map(|(serial, _)| serial).collect();
            there += serials.len() as i64;
            if let Some(gap) = (1..).zip(&serials).find(|(wanted, there)| wanted != *there) {
                report.fault("文号", format!("{name}〕"), format!("没有{}号", gap.0));
            }
        }
        if taken != there {
            report.fault("文号", "合计", format!("发出了{taken}个号，文书只有{there}个号"));
        }
        Ok(())
    }

    /// The bytes of a document, as they were issued.
    pub async fn content(&self, document: &Document) -> Result<Bytes, Problem> {
        self.kernel.blobs.get(document.region, &document.digest).await
    }
}

/// What the room brings to the house.
pub fn module() -> Module {
    Module {
        name: "documents",
        migrations: vec![Box::new(migrations::Begin)],
        ..Module::default()
    }
}
