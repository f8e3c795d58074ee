//! 核对并提交: everything that was said, what is still missing, and one box to tick.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use items::{Delivery, ItemType, Outcome, sentence};
use kernel::{Citizen, FieldProblem, Problem, shanghai};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::{self, Button, Choice, Field, FormError, Kind, Notice, Tone, fmt};

use super::{Folder, Step};
use crate::commands::Patch;
use crate::form::{Part, faults, section_of};
use crate::model::{Channel, Handed, Way};
use crate::portal::{Service, again, id, page as frame, to};
use crate::service::Cases;

mod said;

pub(in crate::portal) use said::source_words;

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    match Folder::open(&cases, citizen, id(&draft)?).await? {
        Ok(folder) => Ok(Sheet::of(&cases, citizen, folder).await?.render(&visit, &[])),
        Err(number) => Ok(to(&format!("/my/cases/{number}/receipt"))),
    }
}

/// The page with what it says.
struct Sheet {
    cases: Arc<Cases>,
    folder: Folder,
    /// As it would be sent: without the empty rows that are shown to be filled in.
    outcome: Outcome,
    handed: Vec<Handed>,
    obstacles: Vec<FieldProblem>,
}

impl Sheet {
    async fn of(cases: &Arc<Cases>, citizen: &Citizen, folder: Folder) -> Result<Self, Problem> {
        let (outcome, handed, obstacles) = cases.obstacles(citizen, &folder.begun).await?;
        Ok(Self {
            cases: cases.clone(),
            folder,
            outcome,
            handed,
            obstacles,
        })
    }

    fn render(&self, visit: &Visit, errors: &[FormError]) -> Response {
        let folder = &self.folder;
        let regions = &self.cases.catalogue.words().regions;
        let content = html! {
            p class="muted top-2" { "提交以后，作出决定以前都可以撤回。" }
            (self.missing())
            (said::content(folder, regions))
            (said::materials(folder, &self.handed))
            (self.confirm(errors))
        };
        let step = Step::Check;
        frame(
            visit,
            "/browse",
            &folder.page_title(&step, errors),
            &[],
            folder.sheet(&step, errors, &content),
        )
    }

    /// What keeps the draft from being sent, each with the page where it is put right.
    fn missing(&self) -> Markup {
        if self.obstacles.is_empty() {
            return html! {};
        }
        html! {
            div class="error-summary top-4" id="missing" aria-labelledby="missing-t" {
                h2 id="missing-t" { "还差" (self.obstacles.len()) "处，补上就能提交" }
                ul { @for one in &self.obstacles { li { a href=(self.place(one)) { (self.words(one)) } } } }
            }
        }
    }

    fn words(&self, one: &FieldProblem) -> String {
        let all = faults(self.folder.handling(), &self.outcome, Part::Whole);
        let label = all
            .into_iter()
            .find(|fault| fault.field_id == one.field)
            .map(|fault| fault.label);
        match label.filter(|label| !label.is_empty()) {
            Some(label) => format!("{label}：{}", sentence(&one.message)),
            None => sentence(&one.message),
        }
    }

    fn place(&self, one: &FieldProblem) -> String {
        let folder = &self.folder;
        let anchor = &one.field;
        if anchor.starts_with("answers.") || anchor.starts_with("ending.") {
            return format!("{}#{anchor}", folder.href(&Step::Questions));
        }
        if let Some(material) = anchor.strip_prefix("material.") {
            return format!("{}#m-{material}", folder.href(&Step::Materials));
        }
        let error = self
            .outcome
            .errors
            .iter()
            .find(|e| crate::commands::error_field(e) == *anchor);
        match error.and_then(|e| section_of(folder.handling(), e)) {
            Some(section) => format!("{}#{anchor}", folder.href(&Step::Section(section.to_owned()))),
            None => format!("/my/drafts/{}", folder.id()),
        }
    }

    fn ways(&self) -> Vec<Way> {
        let offered = self.folder.begun.handled.local().delivery();
        let electronic = offered.contains(&Delivery::Electronic).then_some(Way::Electronic);
        let window = offered.contains(&Delivery::Window).then_some(Way::Window);
        electronic.into_iter().chain(window).collect()
    }

    fn delivery(&self) -> Markup {
        let ways = self.ways();
        let words = |way: Way| match way {
            Way::Electronic => ("electronic", "电子件", "办好当天放进“我的办件”，可以下载"),
            Way::Window => ("window", "到窗口领", "办好了发短信告诉您，带身份证来领"),
        };
        html! {
            section class="form-block" {
                h2 { "结果怎么给您" }
                @if let [only] = ways[..] {
                    p { (words(only).1) "，" (words(only).2) "。" }
                } @else {
                    @let choices = ways.iter().map(|w| { let (id, label, hint) = words(*w); Choice::new(id, label).hint(hint) });
                    (Field::new("delivery", "选一种", Kind::One(choices.collect())).value(words(self.folder.begun.doc.delivery).0))
                }
            }
        }
    }

    fn fees(&self) -> Markup {
        let outcome = &self.folder.outcome;
        let due = outcome.fees.iter().filter(|fee| fee.fen > 0);
        let lines: Vec<_> = due
            .filter_map(|fee| {
                self.folder
                    .handling()
                    .fees
                    .iter()
                    .find(|f| f.id == *fee.id)
                    .map(|f| (f, fee.fen))
            })
            .map(|(fee, fen)| ui::Summary::new(sentence(&fee.name), fmt::money(fen)))
            .collect();
        html! {
            section class="form-block" {
                h2 { "费用" }
                @if lines.is_empty() { p { "不收费。" } } @else {
                    (ui::summary_list(&lines))
                    p class="small muted" { "在窗口缴，缴费以前会告诉您。" }
                }
            }
        }
    }

    fn confirm(&self, errors: &[FormError]) -> Markup {
        let permit = self
            .folder
            .begun
            .handled
            .edition()
            .implementation
            .plan()
            .package()
            .item
            .kind
            == ItemType::Permit;
        let hint = if permit {
            "如果不真实，不予许可，1年内不能再申请（《行政许可法》第七十八条）"
        } else {
            "如果不真实，办下来的结果会撤销，还要承担法律责任"
        };
        let choice = Choice::new("yes", "我填的内容和交的材料都是真的").hint(hint);
        let button = Button::submit("确认并提交").big();
        let button = if self.obstacles.is_empty() {
            button
        } else {
            button.blocked_by("missing-t")
        };
        html! {
            form method="post" action=(self.folder.href(&Step::Check)) novalidate {
                input type="hidden" name="version" value=(self.folder.begun.row.version);
                (self.delivery())
                (self.fees())
                section class="form-block" {
                    h2 { "确认" }
                    (Field::new("ok", "确认", Kind::Consent(choice)).errors(errors))
                    (self.promise())
                }
                div class="form-actions" { (button) }
            }
        }
    }

    fn promise(&self) -> Markup {
        let rules = crate::clocks::rules(&self.folder.outcome);
        let now = shanghai(self.cases.kernel.clock.now());
        let answer = self.cases.days.deadline(now, rules.acceptance).ok();
        let limit = crate::portal::case::limit_words(self.folder.outcome.promised_limit);
        let text = match answer {
            Some(due) => format!(
                "今天提交，最晚{}告诉您是否受理。受理后最长{limit}出结果。少了什么，会一次说全。",
                fmt::date_weekday(due.date, self.folder.today)
            ),
            None => format!("受理后最长{limit}出结果。少了什么，会一次说全。"),
        };
        html! { (Notice::new(Tone::Info, "提交后会怎样").text(text)) }
    }
}

pub(in crate::portal) async fn submit(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let draft = id(&draft)?;
    let folder = match Folder::open(&cases, citizen, draft).await? {
        Ok(folder) => folder,
        // Pressed twice: the second press sees what the first one did.
        Err(number) => return Ok(to(&format!("/my/cases/{number}/receipt"))),
    };
    let version: i32 = sent.get("version").parse().unwrap_or_default();
    let sheet = Sheet::of(&cases, citizen, folder).await?;
    if sent.get("ok") != "yes" {
        let error = FormError::new("ok", "确认", "请先确认填的内容和交的材料都是真的");
        return Ok(again(sheet.render(&visit, &[error]), StatusCode::UNPROCESSABLE_ENTITY));
    }
    if version != sheet.folder.begun.row.version {
        let error = FormError::new("ok", "", "这份草稿刚在另一台设备上改过，请再核对一遍");
        return Ok(again(sheet.render(&visit, &[error]), StatusCode::CONFLICT));
    }
    if !sheet.obstacles.is_empty() {
        return Ok(again(sheet.render(&visit, &[]), StatusCode::UNPROCESSABLE_ENTITY));
    }
    let way = match sent.get("delivery") {
        "window" => Some(Way::Window),
        "electronic" => Some(Way::Electronic),
        _ => None,
    };
    if way.is_some_and(|way| way != sheet.folder.begun.doc.delivery && sheet.ways().contains(&way)) {
        let patch = Patch {
            delivery: way,
            ..Patch::default()
        };
        cases.save_draft(citizen, draft, version, patch).await?;
    }
    match cases.submit(citizen, draft, Channel::Portal).await {
        Ok(receipt) => Ok(to(&format!("/my/cases/{}/receipt", receipt.number))),
        // Something has changed since the page was made: it is shown as it is now.
        Err(problem) if problem.status == 422 => {
            let sheet = Sheet::of(&cases, citizen, sheet.folder).await?;
            Ok(again(sheet.render(&visit, &[]), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(problem) => Err(problem),
    }
}
