//! The statutory papers (文书) of each event.

use bytes::Bytes;
use chrono::NaiveDate;
use documents::Label;
use documents::typeset::paper::{
    AcceptanceNotice, Addressee, ApplicationPrintout, CaseRef, Certificate, Contact, CorrectionNotice,
    DeemedAcceptanceNotice, DenialDecision, EndingKind, EndingNotice, ExtensionNotice, Field, FormSection,
    GenericDecision, GrantDecision, Issue, Limit, LimitUnit, NoticeHead, Orientation, Receipt, ReceivedMaterial,
    RefusalDecision, Remedies, RepeatedRows, SpecialProcedureNotice,
};
use identity::Body;
use items::{Handling, ItemType, MaterialKind};
use kernel::ledger::event::Model as LedgerEvent;
use kernel::{Problem, Tx, shanghai};
use serde_json::Value;

use crate::event::Happened;
use crate::model::{About, Case, CorrectionItem, Finding, Kind, Made, Source, State};
use crate::service::{Cases, Loaded};

/// Everything a paper is written from.
struct Desk<'a> {
    cases: &'a Cases,
    loaded: &'a Loaded,
    case: &'a Case,
    handling: &'a Handling,
    body: &'a Body,
    today: NaiveDate,
}

/// The correction notice as it would be printed today; its number is taken when it is sent.
pub async fn correction_preview(
    cases: &Cases,
    loaded: &Loaded,
    items: &[CorrectionItem],
    until: NaiveDate,
) -> Result<Bytes, Problem> {
    let body = cases.identity.body(loaded.case.filed.body).await?;
    let desk = Desk::of(cases, loaded, &body, cases.kernel.clock.today());
    cases.documents.preview(&desk.correction_notice(None, items, until))
}

/// Writes the papers of an event.
pub async fn write(
    cases: &Cases,
    tx: &Tx,
    event: &LedgerEvent,
    happened: &Happened,
    loaded: &Loaded,
) -> Result<(), Problem> {
    let body = cases.identity.body(loaded.case.filed.body).await?;
    let desk = Desk::of(cases, loaded, &body, shanghai(event.at).date_naive());
    match happened {
        Happened::Submitted { .. } => {
            desk.receipt(tx, event).await?;
            desk.application(tx, event).await
        }
        Happened::CorrectionAsked { items, until, .. } => desk.correction(tx, items, *until).await,
        Happened::Accepted { by_law, .. } => desk.acceptance(tx, *by_law).await,
        Happened::NotAccepted { reason, basis, .. } => desk.refusal(tx, reason, basis).await,
        Happened::SpecialBegun {
            procedure,
            name,
            expected,
            by,
            ..
        } => desk.special(tx, procedure, name, *expected, &by.name).await,
        Happened::Extended { by_units, reason, by } => desk.extension(tx, *by_units, reason, &by.name).await,
        Happened::Decided {
            granted,
            reason,
            basis,
            number,
            ..
        } => desk.decision(tx, *granted, reason, basis, number).await,
        Happened::Made { made } => desk.results(tx, made).await,
        Happened::Withdrawn { reason, .. } => desk.ending(tx, EndingKind::Withdrawn, reason).await,
        Happened::Terminated { reason, .. } => desk.ending(tx, EndingKind::Terminated, reason).await,
        _ => Ok(()),
    }
}

impl<'a> Desk<'a> {
    fn of(cases: &'a Cases, loaded: &'a Loaded, body: &'a Body, today: NaiveDate) -> Self {
        Self {
            cases,
            loaded,
            case: &loaded.case,
            handling: loaded.handled.local().definition(),
            body,
            today,
        }
    }
}

impl Desk<'_> {
    fn demo(&self) -> bool {
        self.cases.kernel.config.demo
    }

    fn licensing(&self) -> bool {
        self.loaded.handled.edition().implementation.plan().package().item.kind == ItemType::Permit
    }

    fn case_ref(&self) -> CaseRef {
        CaseRef {
            number: self.case.number.clone(),
            item: self.case.filed.title.clone(),
            item_code: self.case.filed.handling_code.clone(),
            submitted: shanghai(self.case.submitted_at).date_naive(),
        }
    }

    fn contact(&self) -> Contact {
        let local = self.loaded.handled.local();
        let window = local.windows().first();
        let hours = |w: &items::Window| {
            w.hours
                .iter()
                .map(|[a, b]| format!("{a}–{b}"))
                .collect::<Vec<_>>()
                .join("，")
        };
        Contact {
            office: window.map_or_else(|| self.body.name.clone(), |w| w.name.clone()),
            phone: local
                .local()
                .consult_phone
                .clone()
                .unwrap_or_else(|| self.body.phone.clone()),
            address: window.map_or_else(|| self.body.address.clone(), |w| w.address.clone()),
            hours: window.map(hours).unwrap_or_default(),
        }
    }

    async fn number(&self, tx: &Tx, kind: &str) -> Result<Option<String>, Problem> {
        let region = self.case.id.region();
        self.cases
            .documents
            .number(tx, region, self.body.id, &self.body.document_prefix, kind)
            .await
            .map(Some)
    }

    fn head(&self, number: Option<String>) -> NoticeHead {
        NoticeHead {
            body: self.body.name.clone(),
            number,
            addressee: Addressee {
                name: self.case.filed.applicant_name.clone(),
                person: self.case.filed.applicant_kind == Kind::Natural,
            },
            case: self.case_ref(),
            contact: self.contact(),
            date: self.today,
            demo: self.demo(),
        }
    }

    fn remedies(&self) -> Remedies {
        Remedies::general(&self.body.reconsideration, &self.body.court)
    }

    fn basis_of_item(&self) -> String {
        let item = &self.loaded.handled.edition().implementation.plan().package().item;
        item.legal_basis
            .first()
            .map(|b| format!("{}{}", b.law, b.article))
            .unwrap_or_default()
    }

    async fn issue<P: documents::typeset::Paper + Sync>(
        &self,
        tx: &Tx,
        kind: &'static str,
        number: Option<String>,
        paper: &P,
    ) -> Result<(), Problem> {
        let label = Label {
            case: self.case.id,
            kind,
            number,
            for_applicant: true,
        };
        self.cases.documents.issue(tx, label, paper).await?;
        Ok(())
    }

    fn materials(&self) -> Vec<ReceivedMaterial> {
        let form = |kind: MaterialKind| match kind {
            MaterialKind::Original => "原件",
            MaterialKind::Copy => "复印件",
            MaterialKind::OriginalAndCopy => "原件和复印件",
            MaterialKind::Electronic => "电子件",
            MaterialKind::Form => "表格",
        };
        let there = self
            .case
            .materials
            .iter()
            .filter(|h| !matches!(h.source, Source::Owed { .. }));
        there
            .filter_map(|h| {
                self.handling
                    .materials
                    .iter()
                    .find(|m| m.id == h.material)
                    .map(|m| (h, m))
            })
            .map(|(h, m)| {
                let form = match &h.source {
                    Source::Register { .. } => "系统调取",
                    Source::ByBody => "由机关核查",
                    Source::Uploaded { .. } => "电子件",
                    _ => form(m.kind),
                };
                ReceivedMaterial {
                    name: m.name.clone(),
                    form: form.into(),
                    copies: m.copies.unwrap_or(1),
                }
            })
            .collect()
    }

    async fn receipt(&self, tx: &Tx, event: &LedgerEvent) -> Result<(), Problem> {
        let paper = Receipt {
            body: self.body.name.clone(),
            applicant: self.case.filed.applicant_name.clone(),
            case: self.case_ref(),
            query_code: Some(self.cases.query_code(self.case.id)?),
            link: format!(
                "{}/track?number={}",
                self.cases.kernel.config.public_url, self.case.number
            ),
            received: shanghai(event.at),
            channel: self.case.filed.channel.words().into(),
            materials: self.materials(),
            acceptance_until: self.loaded.due_on,
            next: vec![
                "我们先看材料齐不齐。有缺的，会一次告诉您全部要补的内容。".into(),
                "受理以后开始计算办理时限，每一步都会发短信告诉您。".into(),
            ],
            contact: self.contact(),
            demo: self.demo(),
        };
        self.issue(tx, "receipt", None, &paper).await
    }

    async fn application(&self, tx: &Tx, event: &LedgerEvent) -> Result<(), Problem> {
        let paper = ApplicationPrintout {
            title: format!("{}申请表", self.case.filed.title),
            body: self.body.name.clone(),
            applicant: self.case.filed.applicant_name.clone(),
            case: self.case_ref(),
            submitted_at: shanghai(event.at),
            sections: self.sections(),
            materials: self.materials(),
            declarations: vec![
                "我填写的内容和提交的材料真实、合法、有效，愿意承担不实的法律责任（《行政许可法》第三十一条）。".into(),
            ],
            signed_by: self.case.filed.applicant_name.clone(),
            demo: self.demo(),
        };
        self.issue(tx, "application", None, &paper).await
    }

    fn sections(&self) -> Vec<FormSection> {
        let shown = self.loaded.outcome.sections.iter();
        shown
            .filter_map(|outcome| {
                self.handling
                    .form
                    .iter()
                    .find(|s| s.id == *outcome.id)
                    .map(|s| (outcome, s))
            })
            .map(|(outcome, section)| {
                let label = |id: &str| section.fields.iter().find(|f| f.id == id);
                let written = |f: &items::FieldOutcome| {
                    let field = label(&f.id);
                    let value = f.value.as_ref().map(|v| value_words(field, v)).unwrap_or_default();
                    (field.map(|f| f.label.clone()).unwrap_or_default(), value)
                };
                if outcome.repeated {
                    let columns = section.fields.iter().map(|f| f.label.clone()).collect();
                    let rows = outcome
                        .rows
                        .iter()
                        .map(|row| row.iter().map(|f| written(f).1).collect())
                        .collect();
                    let table = RepeatedRows {
                        title: section.title.clone(),
                        columns,
                        rows,
                    };
                    FormSection {
                        title: section.title.clone(),
                        fields: Vec::new(),
                        tables: vec![table],
                    }
                } else {
                    let fields = outcome.rows.iter().flatten().filter(|f| f.shown).map(|f| {
                        let (label, value) = written(f);
                        Field::new(label, value)
                    });
                    FormSection {
                        title: section.title.clone(),
                        fields: fields.collect(),
                        tables: Vec::new(),
                    }
                }
            })
            .collect()
    }

    fn about_name(&self, about: &About) -> String {
        match about {
            About::Material(id) => self
                .handling
                .materials
                .iter()
                .find(|m| m.id == *id)
                .map(|m| m.name.clone()),
            About::Field(id) => {
                let fields = self.handling.form.iter().flat_map(|s| &s.fields);
                fields
                    .into_iter()
                    .find(|f| f.id == *id)
                    .map(|f| f.label.clone())
                    .or_else(|| self.handling.form.iter().find(|s| s.id == *id).map(|s| s.title.clone()))
            }
        }
        .unwrap_or_default()
    }

    async fn correction(&self, tx: &Tx, items: &[CorrectionItem], until: NaiveDate) -> Result<(), Problem> {
        let number = self.number(tx, "补正").await?;
        let paper = self.correction_notice(number.clone(), items, until);
        self.issue(tx, "correction", number, &paper).await
    }

    fn correction_notice(
        &self,
        number: Option<String>,
        items: &[CorrectionItem],
        until: NaiveDate,
    ) -> CorrectionNotice {
        let issues = items.iter().map(|item| Issue {
            subject: self.about_name(&item.about),
            problem: item.problem.clone(),
            remedy: item.remedy.clone(),
            basis: match &item.about {
                About::Material(id) => {
                    let material = self.handling.materials.iter().find(|m| m.id == *id);
                    material
                        .and_then(|m| m.basis.as_ref())
                        .map(|b| format!("{}{}", b.law, b.article))
                        .unwrap_or_default()
                }
                About::Field(_) => String::new(),
            },
        });
        CorrectionNotice {
            head: self.head(number),
            basis: "《中华人民共和国行政许可法》第三十二条第一款第四项".into(),
            issues: issues.collect(),
            until,
            how: "登录政务服务网，打开“我的办件”，按提示补齐后一次提交；也可以到窗口补。".into(),
            if_overdue: "过期没有补齐的，我们可以终止办理，您可以重新申请。".into(),
        }
    }

    fn limit(&self) -> Limit {
        let promised = self.loaded.rules.promised;
        let statutory = self.loaded.rules.decision;
        let shown = promised.or(statutory).unwrap_or(workcal::Limit::working_days(20));
        Limit {
            amount: shown.amount,
            unit: match shown.unit {
                workcal::Unit::WorkingDay => LimitUnit::WorkingDay,
                workcal::Unit::WorkingHour | workcal::Unit::ClockHour => LimitUnit::Hour,
                workcal::Unit::NaturalDay | workcal::Unit::Month => LimitUnit::Day,
            },
            statutory: statutory.map_or(shown.amount, |l| l.amount),
            due: self.loaded.due_on,
        }
    }

    async fn acceptance(&self, tx: &Tx, by_law: bool) -> Result<(), Problem> {
        let number = self.number(tx, "受理").await?;
        let head = self.head(number.clone());
        let accepted = self
            .case
            .accepted
            .map_or(self.today, |(at, _)| shanghai(at).date_naive());
        if by_law {
            let paper = DeemedAcceptanceNotice {
                head,
                basis: "《中华人民共和国行政许可法》第三十二条第一款第四项".into(),
                received: accepted,
                told_until: self.today,
                limit: self.limit(),
            };
            return self.issue(tx, "deemed_acceptance", number, &paper).await;
        }
        let procedures = self.loaded.outcome.special.iter();
        let procedures = procedures.filter_map(|id| self.handling.special_procedures.iter().find(|p| p.id == **id));
        let paper = AcceptanceNotice {
            head,
            basis: "《中华人民共和国行政许可法》第三十二条第一款第五项".into(),
            accepted,
            limit: self.limit(),
            special_procedures: procedures.map(|p| p.name.clone()).collect(),
            result_delivery: self.case.filed.delivery.words().into(),
        };
        self.issue(tx, "acceptance", number, &paper).await
    }

    async fn refusal(&self, tx: &Tx, reason: &str, basis: &str) -> Result<(), Problem> {
        let number = self.number(tx, "不受").await?;
        let basis = if basis.is_empty() {
            "《中华人民共和国行政许可法》第三十二条".to_owned()
        } else {
            basis.to_owned()
        };
        let paper = RefusalDecision {
            head: self.head(number.clone()),
            reason: reason.to_owned(),
            basis,
            competent_body: None,
            remedies: self.remedies(),
        };
        self.issue(tx, "refusal", number, &paper).await
    }

    async fn special(
        &self,
        tx: &Tx,
        procedure: &str,
        name: &str,
        expected: NaiveDate,
        by: &str,
    ) -> Result<(), Problem> {
        let number = self.number(tx, "特程").await?;
        let definition = self.handling.special_procedures.iter().find(|p| p.id == procedure);
        let paper = SpecialProcedureNotice {
            head: self.head(number.clone()),
            procedure: name.to_owned(),
            reason: format!("办理这件事依法需要{name}。"),
            basis: definition.and_then(|p| p.basis.as_ref()).map_or_else(
                || "《中华人民共和国行政许可法》第四十五条".to_owned(),
                |b| format!("{}{}", b.law, b.article),
            ),
            from: self.today,
            until: expected,
            duration: definition
                .map(|p| crate::clocks::limit(p.limit).words())
                .unwrap_or_default(),
            carried_out_by: by.to_owned(),
            to_do: "需要您配合的，我们会提前联系您。".into(),
            due_after: expected,
        };
        self.issue(tx, "special_procedure", number, &paper).await
    }

    async fn extension(&self, tx: &Tx, by_units: u32, reason: &str, approved_by: &str) -> Result<(), Problem> {
        let number = self.number(tx, "延期").await?;
        let now = shanghai(self.cases.kernel.clock.now());
        let due = |events: &[workcal::Event]| {
            workcal::CaseClocks::replay(&self.cases.days, &self.loaded.rules, events, now)
                .ok()
                .and_then(|c| c.decision.and_then(|d| d.due))
                .unwrap_or(self.today)
        };
        let before: Vec<_> = self
            .case
            .clock
            .iter()
            .filter(|e| !matches!(e.kind, workcal::EventKind::Extended { .. }))
            .cloned()
            .collect();
        let paper = ExtensionNotice {
            head: self.head(number.clone()),
            accepted: self
                .case
                .accepted
                .map_or(self.today, |(at, _)| shanghai(at).date_naive()),
            reason: reason.to_owned(),
            basis: "《中华人民共和国行政许可法》第四十二条第一款".into(),
            approved_by: approved_by.to_owned(),
            extension: format!("{by_units}个工作日"),
            due_before: due(&before),
            due_after: due(&self.case.clock),
        };
        self.issue(tx, "extension", number, &paper).await
    }

    async fn decision(&self, tx: &Tx, granted: bool, reason: &str, basis: &str, number: &str) -> Result<(), Problem> {
        let number = Some(number.to_owned()).filter(|n| !n.is_empty());
        let head = self.head(number.clone());
        let basis = if basis.is_empty() {
            self.basis_of_item()
        } else {
            basis.to_owned()
        };
        let content = || {
            let printed = self.loaded.outcome.results.iter().flat_map(|r| &r.fields);
            printed
                .map(|f| Field::new(f.label.as_ref(), plain(&f.value)))
                .filter(|f| !f.value.is_empty())
                .collect::<Vec<_>>()
        };
        match (granted, self.licensing()) {
            (true, true) => {
                let result = self.loaded.outcome.results.first();
                let result = result.and_then(|o| self.handling.results.iter().find(|r| r.id == *o.id));
                let duties = self.loaded.outcome.duties.iter();
                let duties = duties.filter_map(|id| self.handling.duties.iter().find(|d| d.id == **id));
                let paper = GrantDecision {
                    head,
                    basis,
                    content: content(),
                    licence: result.map(|r| r.name.clone()).unwrap_or_default(),
                    delivery: self.case.filed.delivery.words().into(),
                    obligations: duties.map(|d| d.text.clone()).collect(),
                    remedies: None,
                };
                self.issue(tx, "decision", number, &paper).await
            }
            (false, true) => {
                let not_met = self
                    .case
                    .done
                    .iter()
                    .flat_map(|d| &d.verdicts)
                    .filter(|(_, v)| v.finding == Finding::NotMet);
                let mut reasons: Vec<String> = not_met
                    .filter_map(|(id, v)| {
                        let point = self.handling.review_points.iter().find(|p| p.id == *id)?;
                        Some(if v.note.is_empty() {
                            point.text.clone()
                        } else {
                            format!("{}：{}", point.text, v.note)
                        })
                    })
                    .collect();
                reasons.dedup();
                if !reasons.iter().any(|r| r == reason) {
                    reasons.insert(0, reason.to_owned());
                }
                let paper = DenialDecision {
                    head,
                    facts: format!(
                        "经审查，你（单位）申请的{}不符合法定条件、标准。",
                        self.case.filed.title
                    ),
                    reasons,
                    basis,
                    advice: "条件具备以后，你（单位）可以重新申请。".into(),
                    remedies: self.remedies(),
                };
                self.issue(tx, "decision", number, &paper).await
            }
            (granted, false) => {
                let title = format!(
                    "{}{}决定书",
                    self.case.filed.title,
                    if granted { "" } else { "不予办理" }
                );
                let says = if granted {
                    format!("经审查，符合规定，决定同意办理{}。", self.case.filed.title)
                } else {
                    format!("经审查，决定不予办理{}。理由：{reason}", self.case.filed.title)
                };
                let paper = GenericDecision {
                    head,
                    title,
                    paragraphs: vec![format!("依据{basis}，"), says],
                    content: if granted { content() } else { Vec::new() },
                    remedies: Some(self.remedies()),
                };
                self.issue(tx, "decision", number, &paper).await
            }
        }
    }

    async fn results(&self, tx: &Tx, made: &[Made]) -> Result<(), Problem> {
        for one in made {
            let paper = Certificate {
                name: one.name.clone(),
                copy: String::new(),
                number: one.number.clone(),
                holder_label: if self.case.filed.applicant_kind == Kind::Legal {
                    "单位名称"
                } else {
                    "姓名"
                }
                .into(),
                holder: self.case.filed.applicant_name.clone(),
                fields: one
                    .fields
                    .iter()
                    .map(|(_, label, value)| Field::new(label, plain(value)))
                    .filter(|f| !f.value.is_empty())
                    .collect(),
                valid_from: one.valid_from,
                valid_until: one.valid_to,
                body: self.body.name.clone(),
                issued: one.valid_from,
                identifier: None,
                link: Some(format!(
                    "{}/track?number={}",
                    self.cases.kernel.config.public_url, self.case.number
                )),
                orientation: Orientation::Portrait,
                demo: self.demo(),
            };
            self.issue(tx, "result", Some(one.number.clone()), &paper).await?;
        }
        Ok(())
    }

    async fn ending(&self, tx: &Tx, kind: EndingKind, reason: &str) -> Result<(), Problem> {
        let number = self.number(tx, "终止").await?;
        let reason = match (reason.is_empty(), self.case.state) {
            (true, State::Withdrawn) => "申请人自愿撤回申请。",
            _ => reason,
        };
        let paper = EndingNotice {
            head: self.head(number.clone()),
            kind,
            ended: self.today,
            reason: reason.to_owned(),
            basis: String::new(),
            materials: "网上提交的材料由我们按档案规定保存；交了纸质材料的，请到窗口取回。".into(),
            again: "需要时可以重新申请。".into(),
            remedies: matches!(kind, EndingKind::Terminated).then(|| self.remedies()),
        };
        self.issue(tx, "ending", number, &paper).await
    }
}

/// A value as it is printed.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.into(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

/// A form's value as it is read: options by their labels, money in yuan.
pub fn value_words(field: Option<&items::Field>, value: &Value) -> String {
    let Some(field) = field else { return plain(value) };
    let label = |id: &str| {
        field
            .options
            .iter()
            .find(|o| o.id == id)
            .map_or_else(|| id.to_owned(), |o| o.label.clone())
    };
    let unit = field.unit.as_deref().unwrap_or_default();
    match (field.kind, value) {
        (items::FieldType::Money, Value::Number(n)) => n.as_i64().map_or_else(|| n.to_string(), web::ui::fmt::money),
        (items::FieldType::One, Value::String(id)) => label(id),
        (items::FieldType::Many, Value::Array(ids)) => ids
            .iter()
            .filter_map(Value::as_str)
            .map(label)
            .collect::<Vec<_>>()
            .join("、"),
        (items::FieldType::Date, Value::String(day)) => day
            .parse::<NaiveDate>()
            .map_or_else(|_| day.clone(), |d| d.format("%Y年%-m月%-d日").to_string()),
        (_, Value::Number(number)) => format!("{number}{unit}"),
        (_, other) => plain(other),
    }
}
