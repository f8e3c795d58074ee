//! One person of a body: posts, roles, what they mean, and the safety of the sign-in.

use kernel::{Id, Problem};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::desk::pairs;
use web::ui::{Button, Choice, Field, FormError, Kind, Tag, Tone, buttons, fmt};

use crate::Identity;
use crate::forms::moment;
use crate::model::Body;
use crate::roles::{self, CASES_SEE, PERMISSIONS, ROLES, Reach};
use crate::staff::{StaffAccount, reaches};

pub(super) async fn panel(
    identity: &Identity,
    visit: &Visit,
    body: &Body,
    person: &StaffAccount,
    errors: &[FormError],
) -> Result<Markup, Problem> {
    let held: Vec<(String, Reach)> = person
        .roles
        .iter()
        .filter(|(at, ..)| *at == body.id)
        .map(|(_, name, reach)| (name.clone(), *reach))
        .collect();
    Ok(html! {
        section class="sheet" {
            header {
                h2 { (person.name) }
                span class="muted number" { (person.number) }
                span class="end" {
                    @if person.active { (Tag::new(Tone::Good, "在岗")) } @else { (Tag::new(Tone::Plain, "已停用")) }
                }
            }
            div class="sheet-body stack" {
                p class="muted" { (person.title) }
                (posts(identity, body, person, errors).await?)
                (role_table(visit, body, person.id, &held))
                (meaning(body, person, &held))
                (safety(identity, body, person).await?)
            }
        }
    })
}

/// The hidden fields that bring a form back to this page.
fn back(body: &Body) -> Markup {
    html! { input type="hidden" name="body" value=(body.id); }
}

async fn posts(
    identity: &Identity,
    body: &Body,
    person: &StaffAccount,
    errors: &[FormError],
) -> Result<Markup, Problem> {
    let bodies = identity.bodies().await?;
    let today = identity.kernel.clock.today();
    let here: Vec<_> = person.posts.iter().filter(|(p, _)| p.body == body.id).collect();
    let elsewhere = person
        .posts
        .iter()
        .filter(|(p, _)| p.body != body.id)
        .filter_map(|(p, _)| bodies.get(p.body).map(|b| format!("{}{}", b.short_name, p.name)));
    let elsewhere = elsewhere.collect::<Vec<_>>().join("、");
    let free: Vec<Choice> = bodies
        .posts_of(body.id)
        .into_iter()
        .filter(|p| !here.iter().any(|(held, _)| held.id == p.id))
        .map(|p| Choice {
            group: Some(kind_words(&p.kind).into()),
            ..Choice::new(p.id.to_string(), &p.name)
        })
        .collect();
    let action = format!("/desk/organisation/{}/posts", person.id);
    Ok(html! {
        div {
            h3 { "岗位" }
            @if here.is_empty() { p class="muted" { "在这里没有岗位。" } } @else {
                table class="table worktable slim" { tbody { @for (post, until) in &here { tr {
                    th scope="row" { (post.name) small { (kind_words(&post.kind)) } }
                    td class="fit" { @match until {
                        Some(day) => { "到" (fmt::date(*day, today)) }
                        None => "长期",
                    } }
                    td class="fit" {
                        form method="post" action={ (action) "/remove" } {
                            (back(body))
                            (Button::submit("撤下").secondary().compact().named("post", post.id.to_string()).unseen(&post.name))
                        }
                    }
                } } } }
            }
            @if !elsewhere.is_empty() { p class="hint" { "在别的机构还有：" (elsewhere) } }
            @if !free.is_empty() {
                details class="more" open[errors.iter().any(|e| e.field_id == "post" || e.field_id == "until")] {
                    summary { "加岗位" }
                    form method="post" action=(action) {
                        (back(body))
                        (Field::new("post", "岗位", Kind::One(free)).errors(errors))
                        (Field::new("until", "到哪一天", Kind::Date).hint("代班的填，长期的不填").optional().errors(errors))
                        (buttons(&[Button::submit("加上这个岗位").compact()]))
                    }
                }
            }
        }
    })
}

fn kind_words(kind: &str) -> &'static str {
    match kind {
        "step" => "办理环节",
        "window" => "窗口",
        _ => "管理",
    }
}

fn role_table(visit: &Visit, body: &Body, person: Id, held: &[(String, Reach)]) -> Markup {
    let action = format!("/desk/organisation/{person}/roles");
    let free = ROLES
        .iter()
        .filter(|r| !held.iter().any(|(name, _)| name == r.name))
        .map(|r| Choice::new(r.name, r.words).hint(permission_words(r.permissions)))
        .collect::<Vec<_>>();
    let reach = Reach::ALL
        .into_iter()
        .filter(|r| reaches(&visit.actor, body, *r))
        .map(|r| Choice::new(r.as_str(), r.words()))
        .collect::<Vec<_>>();
    html! {
        div {
            h3 { "角色和数据范围" }
            @if held.is_empty() { p class="muted" { "在这里没有角色。" } } @else {
                table class="table worktable slim" { tbody { @for (name, reach) in held { tr {
                    th scope="row" { (roles::role(name).map_or(name.as_str(), |r| r.words)) }
                    td class="fit" { (reach.words()) }
                    td class="fit" {
                        form method="post" action={ (action) "/remove" } {
                            (back(body))
                            (Button::submit("收回").secondary().compact().named("role", name).unseen(roles::role(name).map_or("", |r| r.words)))
                        }
                    }
                } } } }
            }
            @if !free.is_empty() {
                details class="more" {
                    summary { "加角色" }
                    form method="post" action=(action) {
                        (back(body))
                        (Field::new("role", "角色", Kind::One(free)))
                        (Field::new("reach", "数据范围", Kind::One(reach)).value("organisation"))
                        (buttons(&[Button::submit("加上这个角色").compact()]))
                    }
                }
            }
        }
    }
}

fn permission_words(permissions: &[&str]) -> String {
    let words = |p: &&str| {
        PERMISSIONS
            .iter()
            .find(|(name, _)| name == p)
            .map_or("", |(_, words)| words)
    };
    permissions.iter().map(words).collect::<Vec<_>>().join("、")
}

/// What the roles let the person do, as sentences from the same rights that the gates read.
fn meaning(body: &Body, person: &StaffAccount, held: &[(String, Reach)]) -> Markup {
    let grants = roles::grants(held, body, person.id, &[]);
    let has = |p: &str| grants.iter().any(|g| g.permission == p);
    let widest = held
        .iter()
        .filter(|(name, _)| roles::role(name).is_some_and(|r| r.permissions.contains(&CASES_SEE)))
        .map(|(_, reach)| *reach)
        .max_by_key(|r| Reach::ALL.iter().position(|x| x == r));
    let sees = match widest {
        None => "看不到办件".to_owned(),
        Some(Reach::Own) => format!("能看自己在{}经办的、等自己岗位办的办件", body.name),
        Some(Reach::Organisation) => format!("能看{}的办件", body.name),
        Some(Reach::Subtree) => format!("能看{}和下级机构的办件", body.name),
        Some(Reach::Region) => "能看本区域所有机构的办件".to_owned(),
    };
    let list = |wanted: bool| {
        let some = PERMISSIONS.iter().filter(|(p, _)| *p != CASES_SEE && has(p) == wanted);
        some.map(|(_, words)| *words).collect::<Vec<_>>().join("、")
    };
    let steps = person
        .posts
        .iter()
        .filter(|(p, _)| p.body == body.id && p.kind == "step");
    let steps = steps.map(|(p, _)| p.name.as_str()).collect::<Vec<_>>().join("、");
    html! {
        div class="notice" {
            p { b { "这意味着" } }
            ul class="list" {
                li { (sees) }
                @if !steps.is_empty() { li { "能接这些岗位的环节：" (steps) } }
                @if !list(true).is_empty() { li { "能" (list(true)) } }
                @if !list(false).is_empty() { li { "不能" (list(false)) } }
                li { "证件号、手机号默认遮盖，查看会记下来，本人看得到" }
            }
        }
    }
}

async fn safety(identity: &Identity, body: &Body, person: &StaffAccount) -> Result<Markup, Problem> {
    let sessions = identity.sessions.of(person.id).await?.len();
    let action = format!("/desk/organisation/{}", person.id);
    let factor = person.totp_at.map(|at| moment(&identity.kernel, at));
    let activity = if person.active { "0" } else { "1" };
    Ok(html! {
        div {
            h3 { "登录安全" }
            (pairs(&[
                ("手机号", html! { (person.phone.to_string()) }),
                ("第二因子", html! { @match &factor { Some(at) => { "动态口令，" (at) "绑定" } None => "未设" } }),
                ("会话", html! { (sessions) "个" }),
                ("上次改密", html! { (moment(&identity.kernel, person.password_at)) }),
            ]))
            form method="post" class="top-3" {
                (back(body))
                div class="buttons" {
                    (Button::submit("重置密码").secondary().to(format!("{action}/password")))
                    @if factor.is_some() {
                        (Button::submit("解除动态口令").secondary().to(format!("{action}/totp")))
                    }
                    @if person.active {
                        (Button::submit("停用").secondary().danger().named("active", activity).to(format!("{action}/active")))
                    } @else {
                        (Button::submit("重新启用").secondary().named("active", activity).to(format!("{action}/active")))
                    }
                }
            }
        }
    })
}
