//! 我的办件: what is due, by deadline (DESK 3, 6).

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Days, NaiveDate};
use kernel::{Id, Problem, Scope, Staff};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{Band, Batch, Filters, Worktable, desk_head, desk_page, desk_tabs, key_hints, worklist_form};
use web::ui::{Button, Empty, Link, Notice, Pagination, Tab, Tone, context::encode, fmt};

use super::time::Urgency;
use super::views::{OPEN, VIEWS, View};
use super::{Desk, row, words};
use crate::commands::desk::posts;
use crate::model::State as Stand;
use crate::permissions;
use crate::store::file::{self, Cursor, Filter, Standing};

/// Cases on a page.
const PAGE: usize = 50;

/// What the list shows.
struct Asked {
    view: View,
    text: String,
    after: Option<Cursor>,
}

impl Asked {
    fn href(view: View, text: &str) -> String {
        let text = if text.is_empty() {
            String::new()
        } else {
            format!("&q={}", encode(text))
        };
        format!("/desk?tab={}{text}", view.id())
    }
}

/// GET /desk.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let sent = Sent::parse(query.unwrap_or_default().as_bytes())?;
    let staff = visit.staff()?.clone();
    let list = List::new(&desk, &visit, &staff);
    let standings = list.standings().await?;
    let counts = list.counts(&standings).await?;
    let mut view = View::named(sent.get("tab")).unwrap_or(View::Mine);
    if !sent.has("tab") && sent.get("q").is_empty() && counts[0] == 0 && counts[1] > 0 {
        view = View::Free;
    }
    let asked = Asked {
        view,
        text: sent.get("q").to_owned(),
        after: cursor(sent.get("after")),
    };
    let content = list.content(&asked, &standings, &counts, words::said(&sent)).await?;
    Ok(desk_page(&words::frame(&visit, &asked.text), "我的办件", false, content).into_response())
}

/// GET /desk/search: a number leads to its case, anything else to the list of what contains it.
pub(super) async fn search(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Redirect, Problem> {
    let sent = Sent::parse(query.unwrap_or_default().as_bytes())?;
    let text = sent.get("q");
    let number: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_uppercase();
    let found = file::find_by_number(desk.cases.kernel.db.read(), &number).await?;
    if found.is_some_and(|row| visit.actor.may(permissions::SEE, &file::place(&row))) {
        return Ok(Redirect::to(&format!("/desk/cases/{number}")));
    }
    Ok(Redirect::to(&format!("/desk?tab=all&q={}", encode(text))))
}

fn cursor(text: &str) -> Option<Cursor> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse::<NaiveDate>().ok()?, id.parse::<Id>().ok()?))
}

struct List<'a> {
    desk: &'a Desk,
    staff: &'a Staff,
    posts: Vec<String>,
    scopes: Vec<Scope>,
    today: NaiveDate,
    /// Whether cases may be begun ex officio.
    opens: bool,
}

impl<'a> List<'a> {
    fn new(desk: &'a Desk, visit: &Visit, staff: &'a Staff) -> Self {
        let seen = visit.actor.grants().iter().filter(|g| g.permission == permissions::SEE);
        Self {
            desk,
            staff,
            posts: posts(&visit.actor, staff),
            scopes: seen.map(|g| g.scope.clone()).collect(),
            today: desk.cases.kernel.clock.today(),
            opens: visit.actor.holds(permissions::OPEN),
        }
    }

    /// The filter of a view; who holds no post has no work of a post.
    fn filter(&self, view: View) -> Option<Filter> {
        let filter = view.filter(self.staff, &self.posts);
        (!view.by_post() || !self.posts.is_empty()).then_some(filter)
    }

    async fn count(&self, filter: &Filter) -> Result<u64, Problem> {
        file::count(self.desk.cases.kernel.db.read(), &self.scopes, filter).await
    }

    /// How the cases at the posts stand: read once, counted for every view.
    async fn standings(&self) -> Result<Vec<Standing>, Problem> {
        if self.posts.is_empty() {
            return Ok(Vec::new());
        }
        file::standings(self.desk.cases.kernel.db.read(), &self.scopes, &self.posts).await
    }

    async fn counts(&self, standings: &[Standing]) -> Result<[u64; 8], Problem> {
        let mut counts = [0; 8];
        for (count, (view, ..)) in counts.iter_mut().zip(VIEWS) {
            *count = match self.filter(view) {
                Some(filter) if view.by_post() => counted(standings, &filter),
                Some(filter) => self.count(&filter).await?,
                None => 0,
            };
        }
        Ok(counts)
    }

    /// 11 件待办，其中 1 件已超期，3 件今天到期.
    fn sentence(&self, standings: &[Standing]) -> Markup {
        if self.posts.is_empty() {
            return html! { "您现在的岗位不办件，可以查看“全部”" };
        }
        let all = Filter {
            states: OPEN.to_vec(),
            posts: self.posts.clone(),
            ..Filter::default()
        };
        let running = Filter {
            states: vec![Stand::Received, Stand::InReview, Stand::Granted],
            suspended: Some(false),
            ..all.clone()
        };
        let until = |day: Option<NaiveDate>| Filter {
            due_until: day,
            ..running.clone()
        };
        let todo = counted(standings, &all);
        let over = counted(standings, &until(self.today.checked_sub_days(Days::new(1))));
        let today = counted(standings, &until(Some(self.today))).saturating_sub(over);
        html! {
            "本岗 " (fmt::count(todo)) " 件待办"
            @if over > 0 { "，其中 " b { (fmt::count(over)) " 件已超期" } }
            @if today > 0 { "，" (fmt::count(today)) " 件今天到期" }
        }
    }

    async fn content(
        &self,
        asked: &Asked,
        standings: &[Standing],
        counts: &[u64; 8],
        said: Option<Notice>,
    ) -> Result<Markup, Problem> {
        let tabs: Vec<Tab> = VIEWS
            .iter()
            .zip(counts)
            .map(|((view, _, words), count)| Tab {
                text: (*words).into(),
                href: Asked::href(*view, ""),
                count: Some(fmt::count(*count)),
                current: *view == asked.view,
                ..Tab::default()
            })
            .collect();
        let filters = Filters {
            action: "/desk".into(),
            text: Some(("q".into(), "编号、申请人或事项".into(), asked.text.clone())),
            lists: vec![words::hidden_list("tab", asked.view.id(), asked.view.words())],
            on: if asked.text.is_empty() {
                Vec::new()
            } else {
                vec![Link::new(asked.text.clone(), Asked::href(asked.view, ""))]
            },
            ..Filters::default()
        };
        let open = Button::link("依职权开始…", "/desk/open").secondary().compact();
        let actions = if self.opens { vec![open] } else { Vec::new() };
        Ok(html! {
            (desk_head("我的办件", &self.sentence(standings), &actions))
            @if let Some(notice) = said { (notice) }
            (desk_tabs("已存筛选", &tabs))
            (filters)
            (self.table(asked, counts).await?)
        })
    }

    async fn table(&self, asked: &Asked, counts: &[u64; 8]) -> Result<Markup, Problem> {
        let db = self.desk.cases.kernel.db.read();
        let mut rows = match self.filter(asked.view) {
            Some(filter) => {
                let filter = Filter {
                    text: asked.text.clone(),
                    ..filter
                };
                file::list(db, &self.scopes, &filter, asked.after, PAGE as u64 + 1).await?
            }
            None => Vec::new(),
        };
        if rows.is_empty() {
            return Ok(html! { div class="sheet" { div class="sheet-body" { (Self::empty(asked, counts)) } } });
        }
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|r| format!("{}&after={}.{}", Asked::href(asked.view, &asked.text), r.due_on, r.id));
        let whole = asked.after.is_none() && !more;
        let table = Worktable {
            caption: format!("{}，按到期时间排列", asked.view.words()),
            bands: self.bands(rows, asked.view, whole).await?,
        };
        let batch = Batch {
            selected: 0,
            common: "只领取本岗的、还没有人领的".into(),
            actions: vec![
                Button::submit("领取所选").secondary(),
                Button::submit("放回所选")
                    .secondary()
                    .to(format!("/desk/release?tab={}", asked.view.id())),
            ],
            clear: Asked::href(asked.view, &asked.text),
        };
        Ok(html! {
            (worklist_form(&format!("/desk/claim?tab={}", asked.view.id()), "", &table, &batch))
            div class="table-foot" {
                (key_hints(&[(&["J", "K"], "上下"), (&["Enter"], "打开"), (&["X"], "选择"), (&["C"], "领取"),
                    (&["G", "1"], "第 1 个筛选"), (&["?"], "全部快捷键")]))
                @if whole { p class="sub" { "已全部列出" } } @else {
                    (Pagination {
                        label: "翻页".into(),
                        previous: asked.after.map(|_| Asked::href(asked.view, &asked.text)),
                        range: String::new(),
                        next,
                    })
                }
            }
        })
    }

    async fn bands(&self, rows: Vec<file::row::Model>, view: View, whole: bool) -> Result<Vec<Band>, Problem> {
        let mut bands: Vec<(Urgency, Band)> = row::BANDS
            .iter()
            .map(|(urgency, title, note, class)| {
                let band = Band {
                    title: (*title).into(),
                    note: (*note).into(),
                    class,
                    rows: Vec::new(),
                };
                (*urgency, band)
            })
            .collect();
        for one in rows {
            let (urgency, shown) = row::row(&self.desk.cases, self.staff, &self.posts, view.id(), one).await?;
            if let Some((_, band)) = bands.iter_mut().find(|(u, _)| *u == urgency) {
                band.rows.push(shown);
            }
        }
        Ok(bands
            .into_iter()
            .map(|(_, mut band)| {
                if whole {
                    band.title = format!("{} {} 件", band.title, band.rows.len());
                }
                band
            })
            .collect())
    }

    /// Why there is nothing, and what to do instead.
    fn empty(asked: &Asked, counts: &[u64; 8]) -> Empty {
        if !asked.text.is_empty() {
            return Empty {
                title: format!("“{}”里没有含“{}”的办件", asked.view.words(), asked.text),
                text: "可以只写编号的后几位，或者申请人名字里的几个字。".into(),
                action: Some(Link::new("去掉这个条件", Asked::href(asked.view, ""))),
            };
        }
        let (title, text) = match asked.view {
            View::Mine => ("您手上没有办件".to_owned(), "领取以后，办件会列在这里。"),
            View::Free => ("本岗没有等人领的办件".to_owned(), "新来的会自动出现在这里。"),
            _ => (format!("没有{}的办件", asked.view.words()), "有了会自动出现在这里。"),
        };
        let action = (asked.view != View::Free && counts[1] > 0).then(|| {
            Link::new(
                format!("去领取本岗的 {} 件", fmt::count(counts[1])),
                Asked::href(View::Free, ""),
            )
        });
        Empty {
            title,
            text: text.into(),
            action,
        }
    }
}

fn counted(standings: &[Standing], filter: &Filter) -> u64 {
    standings.iter().filter(|one| filter.admits(one)).count() as u64
}

/// The notice of a worklist's form.
pub(super) fn back(tab: &str, said: &str) -> String {
    let view = View::named(tab).unwrap_or(View::Mine);
    format!("/desk?tab={}&said={}", view.id(), encode(said))
}

/// A notice that something could not be done for all.
pub(super) fn partly(done: usize, failed: &[String]) -> Notice {
    let title = format!("{done} 件办好了，{} 件没有", failed.len());
    Notice::new(Tone::Warn, title).text(failed.join("；"))
}
