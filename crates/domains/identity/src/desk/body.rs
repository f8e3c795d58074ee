//! One body: what is said of it, its windows, its posts; making one below another.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{FieldProblem, Id, Problem};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{desk_head, desk_page, pairs, sheet};
use web::ui::{self, Button, Choice, Field, FormError, Kind, Width, buttons};

use super::organisation::{View, address, show as show_organisation};
use crate::Identity;
use crate::forms::{again, asked, done, errors_of};
use crate::model::{Body, Window};
use crate::organise::{BODY_KINDS, BodyFacts, POST_KINDS};
use crate::staff::manage;

type Service = State<Arc<Identity>>;

const LABELS: [(&str, &str); 11] = [
    ("name", "全称"),
    ("short_name", "简称"),
    ("document_prefix", "机关代字"),
    ("kind", "机构性质"),
    ("credit_code", "统一社会信用代码"),
    ("region", "区划代码"),
    ("address", "地址"),
    ("phone", "办公电话"),
    ("reconsideration", "复议机关"),
    ("court", "管辖法院"),
    ("post_name", "岗位名称"),
];
const WINDOW_LABELS: [(&str, &str); 4] = [
    ("name", "窗口名称"),
    ("address", "窗口地址"),
    ("hours", "开放时间"),
    ("weekdays", "星期几开放"),
];
const WEEK: [(&str, &str); 7] = [
    ("1", "周一"),
    ("2", "周二"),
    ("3", "周三"),
    ("4", "周四"),
    ("5", "周五"),
    ("6", "周六"),
    ("7", "周日"),
];
/// The first weeks of a hall.
const USUAL_HOURS: &str = "09:00-12:00 13:30-17:00";
/// Windows that one form can hold.
const MOST_WINDOWS: usize = 30;

fn id(text: &str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The errors of a form, with the names of their fields; fields of windows have their number in front.
fn named(fields: &[FieldProblem]) -> Vec<FormError> {
    let mut errors = errors_of(fields, &LABELS);
    for error in &mut errors {
        if let Some((number, part)) = error.field_id.strip_prefix('w').and_then(|rest| rest.split_once('-'))
            && let (Ok(number), Some((_, label))) = (
                number.parse::<usize>(),
                WINDOW_LABELS.iter().find(|(name, _)| *name == part),
            )
        {
            error.label = format!("第{}个窗口的{label}", number + 1);
        }
    }
    errors
}

/// What the form says. A window without a name is left out; its number stays, so that errors find their fields.
fn facts_of(sent: &Sent) -> BodyFacts {
    let get = |name: &str| sent.get(name).to_owned();
    BodyFacts {
        slug: String::new(),
        name: get("name"),
        short_name: get("short_name"),
        document_prefix: get("document_prefix"),
        kind: get("kind"),
        credit_code: gbcode::normalise(sent.get("credit_code")),
        region: get("region"),
        address: get("address"),
        phone: get("phone"),
        reconsideration: get("reconsideration"),
        court: get("court"),
        windows: windows_of(sent),
    }
}

fn windows_of(sent: &Sent) -> Vec<Window> {
    (0..MOST_WINDOWS)
        .map(|n| (n, format!("w{n}-name")))
        .filter(|(_, name)| !sent.get(name).is_empty())
        .map(|(n, name)| {
            let get = |part: &str| sent.get(&format!("w{n}-{part}")).to_owned();
            let days = format!("w{n}-weekdays");
            let stable = get("id");
            Window {
                id: if stable.is_empty() {
                    format!("w{}", n + 1)
                } else {
                    stable
                },
                name: sent.get(&name).to_owned(),
                kind: "hall".into(),
                address: get("address"),
                hours: hours_of(&get("hours")),
                weekdays: sent.all(&days).filter_map(|d| d.parse().ok()).collect(),
                phone: get("phone"),
            }
        })
        .collect()
}

/// 09:00-12:00 13:30-17:00, with the dashes and colons that people type.
fn hours_of(text: &str) -> Vec<[String; 2]> {
    let plain = text
        .replace(['–', '—', '－', '~', '～', '至', '到'], "-")
        .replace('：', ":");
    let parts = plain.split([' ', '，', ',', '、', ';', '；']).filter(|p| !p.is_empty());
    parts
        .map(|part| {
            let (from, to) = part.split_once('-').unwrap_or((part, ""));
            [two_digits(from), two_digits(to)]
        })
        .collect()
}

fn two_digits(time: &str) -> String {
    let time = time.trim();
    if time.find(':') == Some(1) {
        format!("0{time}")
    } else {
        time.to_owned()
    }
}

fn hours_text(window: &Window) -> String {
    let spans = window.hours.iter().map(|[from, to]| format!("{from}-{to}"));
    spans.collect::<Vec<_>>().join(" ")
}

pub(super) async fn new_page(State(identity): Service, visit: Visit) -> Result<Response, Problem> {
    let above = identity.body(id(&asked(&visit, "above"))?).await?;
    manage(&visit.actor, &above)?;
    let facts = BodyFacts {
        kind: "organ".into(),
        region: above.region.clone(),
        address: String::new(),
        reconsideration: above.name.clone(),
        court: above.court.clone(),
        ..BodyFacts::default()
    };
    Ok(form(&visit, Aim::Below(&above), &facts, &[]).into_response())
}

pub(super) async fn create(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let above = identity.body(id(sent.get("above"))?).await?;
    let facts = facts_of(&sent);
    match identity.create_body(&visit.actor, Some(above.id), &facts).await {
        Ok(made) => Ok(done(&format!("{}&done=1", address(made, None)))),
        Err(problem) if problem.status == 422 => {
            Ok(again(form(&visit, Aim::Below(&above), &facts, &named(&problem.fields))))
        }
        Err(problem) => Err(problem),
    }
}

pub(super) async fn page(
    State(identity): Service,
    visit: Visit,
    Path(body): Path<String>,
) -> Result<Response, Problem> {
    let body = identity.body(id(&body)?).await?;
    manage(&visit.actor, &body)?;
    Ok(form(&visit, Aim::Change(&body), &BodyFacts::from(&*body), &[]).into_response())
}

pub(super) async fn change(
    State(identity): Service,
    visit: Visit,
    Path(body): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let body = identity.body(id(&body)?).await?;
    let facts = BodyFacts {
        credit_code: body.credit_code.clone(),
        region: body.region.clone(),
        ..facts_of(&sent)
    };
    match identity.change_body(&visit.actor, body.id, &facts).await {
        Ok(()) => Ok(done(&format!("{}&done=1", address(body.id, None)))),
        Err(problem) if problem.status == 422 => {
            Ok(again(form(&visit, Aim::Change(&body), &facts, &named(&problem.fields))))
        }
        Err(problem) => Err(problem),
    }
}

pub(super) async fn create_post(
    State(identity): Service,
    visit: Visit,
    Path(body): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let body = identity.body(id(&body)?).await?;
    let made = identity
        .create_post(&visit.actor, body.id, sent.get("post_name"), sent.get("post_kind"))
        .await;
    match made {
        Ok(_) => Ok(done(&format!("{}&done=1", address(body.id, None)))),
        Err(problem) if problem.status == 422 => {
            let view = View {
                body,
                person: None,
                errors: named(&problem.fields),
                notice: None,
            };
            Ok(again(show_organisation(&identity, &visit, &view).await?))
        }
        Err(problem) => Err(problem),
    }
}

/// What the form is for.
enum Aim<'a> {
    Below(&'a Body),
    Change(&'a Body),
}

fn form(visit: &Visit, aim: Aim<'_>, facts: &BodyFacts, errors: &[FormError]) -> Markup {
    let (title, action, back) = match &aim {
        Aim::Below(above) => (
            format!("在{}下面增设机构", above.name),
            "/desk/organisation/bodies/new".to_owned(),
            address(above.id, None),
        ),
        Aim::Change(body) => (
            format!("修改{}的资料", body.name),
            format!("/desk/organisation/bodies/{}", body.id),
            address(body.id, None),
        ),
    };
    let content = html! {
        (ui::error_summary(errors))
        (desk_head(&title, &html! { "指南、受理通知书和决定书上写的就是这里的内容，保存后马上生效" }, &[]))
        form method="post" action=(action) class="stack" {
            @if let Aim::Below(above) = &aim { input type="hidden" name="above" value=(above.id); }
            (sheet("机构", &html! {}, &html! { div class="sheet-body" { (identity_fields(&aim, facts, errors)) } }))
            (sheet("地址和救济途径", &html! {}, &html! { div class="sheet-body" { (public_fields(facts, errors)) } }))
            (sheet("办事窗口", &html! { (facts.windows.len()) "个" },
                &html! { div class="sheet-body stack" { (window_fields(facts, errors)) } }))
            (buttons(&[Button::submit("保存"), Button::link("不保存，返回", back).quiet()]))
        }
    };
    desk_page(
        &visit.desk("/desk/organisation"),
        &ui::error_title(errors, &title),
        false,
        content,
    )
}

fn text(name: &'static str, width: Width, value: &str, errors: &[FormError]) -> Field {
    let label = LABELS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, label)| label);
    Field::new(name, label, Kind::Text(width)).value(value).errors(errors)
}

fn identity_fields(aim: &Aim<'_>, facts: &BodyFacts, errors: &[FormError]) -> Markup {
    let kinds = BODY_KINDS.map(|(kind, words)| Choice::new(kind, words)).to_vec();
    let fixed = matches!(aim, Aim::Change(_));
    let lock = |field: Field| if fixed { field.readonly() } else { field };
    html! {
        (text("name", Width::Full, &facts.name, errors).hint("公章上的名称"))
        (text("short_name", Width::Medium, &facts.short_name, errors).hint("列表里显示的，不填就用全称").optional())
        (lock(text("credit_code", Width::Large, &facts.credit_code, errors).hint("18位，定了以后不能改")))
        (lock(text("region", Width::Large, &facts.region, errors).hint("12位，县区的后6位都是0")))
        (Field::new("kind", "机构性质", Kind::One(kinds)).value(&facts.kind).errors(errors))
        (text("document_prefix", Width::Small, &facts.document_prefix, errors).hint("文号最前面的几个字，比如临市监"))
    }
}

fn public_fields(facts: &BodyFacts, errors: &[FormError]) -> Markup {
    html! {
        (text("address", Width::Full, &facts.address, errors))
        (text("phone", Width::Medium, &facts.phone, errors))
        (text("reconsideration", Width::Full, &facts.reconsideration, errors)
            .hint("不服它的决定，向哪个机关申请行政复议（《行政复议法》第二十四条），一般是本级人民政府"))
        (text("court", Width::Full, &facts.court, errors).hint("不服它的决定，向哪个法院起诉"))
    }
}

fn window_fields(facts: &BodyFacts, errors: &[FormError]) -> Markup {
    let blank = Window {
        id: String::new(),
        name: String::new(),
        kind: String::new(),
        address: String::new(),
        hours: Vec::new(),
        weekdays: vec![1, 2, 3, 4, 5],
        phone: String::new(),
    };
    let days = || WEEK.map(|(value, label)| Choice::new(value, label)).to_vec();
    html! {
        @for (n, window) in facts.windows.iter().chain([&blank]).enumerate() {
            @let field = |part: &str, label: &str, kind: Kind| Field::new(format!("w{n}-{part}"), label, kind).errors(errors);
            @let is_new = window.name.is_empty() && n == facts.windows.len();
            fieldset class="group" {
                legend { @if is_new { "再加一个窗口" } @else { "第" (n + 1) "个窗口" } }
                input type="hidden" name={ "w" (n) "-id" } value=(window.id);
                (field("name", "窗口名称", Kind::Text(Width::Full)).value(&window.name)
                    .hint(if is_new { "不加就空着" } else { "清空就是撤掉" }))
                (field("address", "窗口地址", Kind::Text(Width::Full)).value(&window.address))
                (field("hours", "开放时间", Kind::Text(Width::Large))
                    .value(if is_new { USUAL_HOURS.to_owned() } else { hours_text(window) }))
                (field("weekdays", "星期几开放", Kind::Many(days()))
                    .values(window.weekdays.iter().map(u8::to_string)))
                (field("phone", "窗口电话", Kind::Text(Width::Medium)).value(&window.phone).optional())
            }
        }
    }
}

/// What is said of a body and its posts, beside its people.
pub(super) async fn panel(identity: &Identity, body: &Body, errors: &[FormError]) -> Result<Markup, Problem> {
    let bodies = identity.bodies().await?;
    let posts = bodies.posts_of(body.id);
    let kinds = POST_KINDS.map(|(kind, words)| Choice::new(kind, words)).to_vec();
    let kind = BODY_KINDS
        .iter()
        .find(|(k, _)| *k == body.kind)
        .map_or("", |(_, words)| words);
    let failed = errors.iter().any(|e| e.field_id.starts_with("post_"));
    Ok(html! {
        section class="sheet" {
            header { h2 { (body.short_name) } span class="muted" { (kind) } }
            div class="sheet-body stack" {
                (pairs(&[
                    ("信用代码", html! { span class="number" { (body.credit_code) } }),
                    ("机关代字", html! { (body.document_prefix) }),
                    ("地址", html! { (body.address) }),
                    ("电话", html! { (body.phone) }),
                    ("复议机关", html! { (body.reconsideration) }),
                    ("管辖法院", html! { (body.court) }),
                    ("办事窗口", html! { @if body.windows.is_empty() { "没有" } @else { (body.windows.len()) "个" } }),
                ]))
                div {
                    h3 { "岗位" }
                    @if posts.is_empty() { p class="muted" { "还没有岗位。没有岗位的人登录不了。" } } @else {
                        ul class="list" { @for post in &posts {
                            li { (post.name) " " small class="muted" {
                                (POST_KINDS.iter().find(|(k, _)| *k == post.kind).map_or("", |(_, words)| words))
                            } }
                        } }
                    }
                    details class="more" open[failed] {
                        summary { "增设岗位" }
                        form method="post" action={ "/desk/organisation/bodies/" (body.id) "/posts" } {
                            (text("post_name", Width::Full, "", errors).hint("办理环节的岗位名称要和事项清单里写的一样"))
                            (Field::new("post_kind", "种类", Kind::One(kinds)).value("step").errors(errors))
                            (buttons(&[Button::submit("增设这个岗位").compact()]))
                        }
                    }
                }
                p class="muted" { "点一个人的名字，看他的岗位、权限和登录安全。" }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let read = |text: &str| hours_of(text);
        let pair = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
        assert_eq!(
            read("9:00—12:00，13：30－17:00"),
            vec![pair("09:00", "12:00"), pair("13:30", "17:00")]
        );
        assert_eq!(read("09:00至17:00"), vec![pair("09:00", "17:00")]);
        assert_eq!(read("上午"), vec![pair("上午", "")]);
    }
}
