//! The way in: for whom, whether it can be done here and now, with which licence; then a draft.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use identity::{Membership, RegisterLicence};
use items::{Handled, ServiceObject, sentence};
use kernel::{Citizen, Problem};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::context::encode;
use web::ui::{Button, Choice, Field, Kind, Link, Notice, Tone, buttons, fmt};

use super::{Service, again, id, page as frame, query, to};
use crate::commands::window_fault;
use crate::form::read_answers;
use crate::model::{Content, Kind as Applicant};
use crate::service::{Cases, evaluate_draft};

pub(super) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(code): Path<String>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let asked = query(asked.as_deref())?;
    let (handled, _) = cases.catalogue.current(&code).await?.ok_or_else(Problem::not_found)?;
    let door = Door {
        cases: &cases,
        visit: &visit,
        citizen,
        handled: &handled,
        code: &code,
        asked: &asked,
    };
    door.enter().await
}

/// Everything that is looked at before a draft begins.
struct Door<'a> {
    cases: &'a Arc<Cases>,
    visit: &'a Visit,
    citizen: &'a Citizen,
    handled: &'a Handled,
    code: &'a str,
    asked: &'a Sent,
}

/// For whom an item can be applied for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Oneself,
    Organisation,
    Either,
}

fn for_whom(handled: &Handled) -> For {
    let objects = &handled.edition().implementation.plan().package().item.service_objects;
    let natural = objects.contains(&ServiceObject::Natural);
    let legal = objects.iter().any(|object| *object != ServiceObject::Natural);
    match (natural, legal) {
        (true, false) => For::Oneself,
        (false, true) => For::Organisation,
        _ => For::Either,
    }
}

impl Door<'_> {
    async fn enter(&self) -> Result<Response, Problem> {
        if let Some(response) = self.whose().await? {
            return Ok(response);
        }
        let answers = self.answers();
        let drafts = self.cases.drafts(self.citizen).await?;
        if !drafts.iter().any(|draft| draft.handling_code == self.code) {
            if let Some(response) = self.ended(&answers)? {
                return Ok(response);
            }
            if let Some(response) = self.licence().await? {
                return Ok(response);
            }
        }
        let licence = Some(self.asked.get("licence")).filter(|number| !number.is_empty() && *number != "none");
        match self.cases.begin_draft(self.citizen, self.code, answers, licence).await {
            Ok(begun) => Ok(to(&format!("/my/drafts/{}", begun.row.id))),
            Err(problem) if matches!(problem.status, 403 | 409) && problem.code != "draft_changed" => {
                Ok(self.sorry(&problem))
            }
            Err(problem) => Err(problem),
        }
    }

    fn title(&self) -> String {
        sentence(&self.handled.local().definition().name)
    }

    fn say(&self, title: &str, content: &Markup) -> Response {
        let content = html! {
            div class="page" { div class="measure" {
                h1 { (title) }
                p class="muted top-2 end-5" { (self.title()) }
                (content)
            } }
        };
        let crumbs = [Link::new("办事指南", format!("/guide/{}", self.code))];
        frame(
            self.visit,
            "/browse",
            &format!("{title}：{}", self.title()),
            &crumbs,
            content,
        )
    }

    /// The answers that were given on the guide: `q.ID=…`.
    fn answers(&self) -> serde_json::Map<String, serde_json::Value> {
        let renamed = |(name, value): &(String, String)| {
            let name = name.strip_prefix("q.")?;
            Some((format!("answers.{name}"), value.clone()))
        };
        let sent = Sent(self.asked.0.iter().filter_map(renamed).collect());
        let mut answers = read_answers(self.handled.local().definition(), &sent);
        answers.retain(|_, value| !value.is_null());
        answers
    }

    /// The address of this page with one more pair, and without an older one of that name.
    fn address(&self, name: &str, value: &str) -> String {
        let kept = self.asked.0.iter().filter(|(n, _)| n != name);
        let pair = (name.to_owned(), value.to_owned());
        let pairs = kept.chain([&pair]).map(|(n, v)| format!("{}={}", encode(n), encode(v)));
        format!("/apply/{}?{}", self.code, pairs.collect::<Vec<_>>().join("&"))
    }

    /// The question for whom, unless the item or an earlier answer decides it.
    async fn whose(&self) -> Result<Option<Response>, Problem> {
        let members = self.cases.identity.organisations_of(self.citizen.person).await?;
        let acting = self.citizen.organisation.is_some();
        Ok(match for_whom(self.handled) {
            For::Oneself if acting => Some(self.ask_whom(&members, "这件事只能以个人名义办")),
            For::Organisation if !acting && members.is_empty() => Some(self.no_organisation()),
            For::Organisation if !acting => Some(self.ask_whom(&members, "这件事由单位来办")),
            For::Either if !members.is_empty() && !self.asked.has("as") => Some(self.ask_whom(&members, "替谁办？")),
            _ => None,
        })
    }

    fn ask_whom(&self, members: &[Membership], title: &str) -> Response {
        let whom = for_whom(self.handled);
        let mut choices = Vec::new();
        if whom != For::Organisation {
            choices.push(Choice::new("", format!("{}（我自己）", self.citizen.name)));
        }
        if whom != For::Oneself {
            choices.extend(members.iter().map(|member| {
                let hint = if member.represents {
                    "您是法定代表人"
                } else {
                    "您是经办人"
                };
                Choice::new(member.subject.id.to_string(), &member.subject.name).hint(hint)
            }));
        }
        let now = self
            .citizen
            .organisation
            .as_ref()
            .map(|(id, _)| id.to_string())
            .unwrap_or_default();
        let value = if choices.iter().any(|c| c.value == now) {
            now
        } else {
            choices[0].value.clone()
        };
        let content = html! {
            form method="post" action={ "/apply/" (self.code) } {
                @for (name, value) in &self.asked.0 { input type="hidden" name=(name) value=(value); }
                (Field::new("organisation", "替谁办", Kind::One(choices)).value(value)
                    .hint("填的内容和办好的结果归选的那一位"))
                div class="form-actions" { (Button::submit("接着办").big()) }
            }
        };
        self.say(title, &content)
    }

    fn no_organisation(&self) -> Response {
        let content = html! {
            p class="prose" {
                "您的账号还没有和哪家单位连上。法定代表人登录后自动连上；别人替单位办，要先由法定代表人在“授权”里授权。"
            }
            (buttons(&[
                Button::link("看我的授权", "/my/agents"),
                Button::link("看办事指南", format!("/guide/{}", self.code)).quiet(),
            ]))
        };
        again(self.say("这件事由单位来办", &content), StatusCode::FORBIDDEN)
    }

    /// Answers with which another item is the right one.
    fn ended(&self, answers: &serde_json::Map<String, serde_json::Value>) -> Result<Option<Response>, Problem> {
        let kind = if self.citizen.organisation.is_some() {
            Applicant::Legal
        } else {
            Applicant::Natural
        };
        let content = Content {
            answers: answers.clone(),
            ..Content::default()
        };
        let outcome = evaluate_draft(self.handled, kind, false, &content, self.cases.kernel.clock.today())?;
        let local = self.handled.local();
        let ends: Vec<_> = outcome
            .ends
            .iter()
            .filter_map(|id| local.definition().endings.iter().find(|e| e.id == **id))
            .collect();
        if ends.is_empty() {
            return Ok(None);
        }
        let content = html! {
            @for end in ends { (super::draft::ending(end, self.code)) }
            (buttons(&[Button::link("回办事指南改回答", format!("/guide/{}", self.code)).secondary()]))
        };
        Ok(Some(self.say("不用办这一件", &content)))
    }

    /// For items that continue a licence: which one, and whether it is the time for it.
    async fn licence(&self) -> Result<Option<Response>, Problem> {
        let local = self.handled.local();
        let Some(rule) = &local.definition().continues else {
            return Ok(None);
        };
        let chosen = self.asked.get("licence");
        if chosen == "none" {
            return Ok(None);
        }
        let identity = &self.cases.identity;
        let number = match &self.citizen.organisation {
            Some((organisation, _)) => identity.subject(*organisation).await?.credit_code,
            None => identity.person(self.citizen.person).await?.number.expose().to_owned(),
        };
        // A register that is away keeps nobody from applying; the body looks the licence up itself.
        let Ok(found) = identity.counterparts().licences(&number, &rule.licence_type).await else {
            return Ok(None);
        };
        let valid: Vec<_> = found.into_iter().filter(|licence| licence.status == "valid").collect();
        let one = match (&valid[..], chosen) {
            ([], _) => return Ok(Some(self.no_licence(&rule.licence_type))),
            ([only], _) => only,
            (many, chosen) => match many.iter().find(|licence| licence.number == chosen) {
                Some(one) => one,
                None => return Ok(Some(self.which_licence(many))),
            },
        };
        let end = one.valid_to.as_deref().and_then(|day| day.parse().ok());
        let fault = window_fault(rule, end, self.cases.kernel.clock.today(), &self.cases.days);
        Ok(fault.map(|fault| self.not_the_time(&fault)))
    }

    fn no_licence(&self, kind: &str) -> Response {
        let content = html! {
            (Notice::new(Tone::Warn, format!("登记系统里没有查到您名下有效的{kind}"))
                .text("办这件事要先有这张证。如果您手里有还没进系统的纸质证，可以接着办，工作人员会核对。"))
            (buttons(&[
                Button::link("我有纸质证，接着办", self.address("licence", "none")),
                Button::link("看办事指南", format!("/guide/{}", self.code)).quiet(),
            ]))
        };
        self.say(&format!("要先有{kind}"), &content)
    }

    fn which_licence(&self, many: &[RegisterLicence]) -> Response {
        let today = self.cases.kernel.clock.today();
        let until = |licence: &RegisterLicence| match licence.valid_to.as_deref().map(str::parse) {
            Some(Ok(day)) => format!("{}签发，{}到期", licence.issuer, fmt::date(day, today)),
            _ => format!("{}签发，长期有效", licence.issuer),
        };
        let choices = many
            .iter()
            .map(|l| Choice::new(l.number.clone(), l.number.clone()).hint(until(l)));
        let content = html! {
            form action={ "/apply/" (self.code) } {
                @for (name, value) in self.asked.0.iter().filter(|(name, _)| name != "licence") {
                    input type="hidden" name=(name) value=(value);
                }
                (Field::new("licence", "办哪一张", Kind::One(choices.collect())))
                div class="form-actions" { (Button::submit("接着办").big()) }
            }
        };
        self.say("办哪一张证？", &content)
    }

    fn not_the_time(&self, fault: &str) -> Response {
        let content = html! {
            (Notice::new(Tone::Warn, fault.to_owned()))
            (buttons(&[Button::link("看办事指南", format!("/guide/{}", self.code)).secondary()]))
        };
        again(self.say("现在还不能办", &content), StatusCode::CONFLICT)
    }

    /// Suspended, too little assurance, not on application: what it is, and what one can do.
    fn sorry(&self, problem: &Problem) -> Response {
        let mut notice = Notice::new(Tone::Warn, problem.title.clone());
        if let Some(detail) = &problem.detail {
            notice = notice.text(format!("{detail}。"));
        }
        let content = html! {
            (notice)
            (buttons(&[Button::link("看办事指南", format!("/guide/{}", self.code)).secondary()]))
            p class="small muted top-4" { "说不清的，打" (self.visit.house.site.hotline) "问。" }
        };
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
        again(self.say("现在还不能办", &content), status)
    }
}

/// The answer to 替谁办: the session acts for them from now on.
pub(super) async fn choose(
    State(cases): Service,
    visit: Visit,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let chosen = sent.get("organisation");
    let context = if chosen.is_empty() {
        None
    } else {
        let organisation = id(chosen)?;
        let members = cases.identity.organisations_of(citizen.person).await?;
        let known = members.iter().any(|member| member.subject.id == organisation);
        Some(known.then_some(chosen.to_owned()).ok_or_else(Problem::not_found)?)
    };
    if let Some(session) = &visit.session {
        visit.house.sessions.set_context(session.token.clone(), context).await?;
    }
    let kept = sent
        .0
        .iter()
        .filter(|(name, _)| name.starts_with("q.") || name == "licence");
    let pairs = kept.map(|(n, v)| format!("&{}={}", encode(n), encode(v)));
    Ok(to(&format!("/apply/{code}?as=1{}", pairs.collect::<String>())))
}
