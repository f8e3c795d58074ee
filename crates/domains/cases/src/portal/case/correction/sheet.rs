//! The page of a correction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::response::Response;
use items::{Material, Outcome, sentence};
use kernel::Problem;
use maud::{Markup, html};
use serde_json::{Map, Value};
use web::server::Visit;
use web::ui::{self, Button, FormError, Status, fmt};

use super::super::receipt::who;
use super::super::{crumbs, head};
use super::{Thing, things};
use crate::form::{Paper, SectionForm, with_rows};
use crate::model::{About, Content, State};
use crate::portal::multipart::{Refused, control, place, refused, shown};
use crate::portal::page as frame;
use crate::service::{Cases, Loaded, evaluate_draft};
use crate::store::upload;

/// The page with what was typed so far.
pub(super) struct Sheet<'a> {
    cases: &'a Arc<Cases>,
    loaded: &'a Loaded,
    content: Content,
    pub(super) outcome: Outcome,
    files: Vec<upload::row::Model>,
    body: Arc<identity::Body>,
    pub(super) refused: Vec<Refused>,
    pub(super) errors: Vec<FormError>,
}

/// The case's content with changed fields.
pub(super) fn merged(loaded: &Loaded, fields: &Map<String, Value>) -> Content {
    let mut content = loaded.case.content.clone();
    content.form.extend(fields.clone());
    content
}

impl<'a> Sheet<'a> {
    pub(super) async fn of(
        cases: &'a Arc<Cases>,
        loaded: &'a Loaded,
        fields: &Map<String, Value>,
    ) -> Result<Self, Problem> {
        let case = &loaded.case;
        let content = with_rows(loaded.handled.local().definition(), &merged(loaded, fields));
        let today = crate::portal::day(case.submitted_at);
        let outcome = evaluate_draft(
            &loaded.handled,
            case.filed.applicant_kind,
            case.filed.agent,
            &content,
            today,
        )?;
        Ok(Self {
            cases,
            loaded,
            content,
            outcome,
            files: cases.files_of(case.id).await?,
            body: cases.identity.body(case.filed.body).await?,
            refused: Vec::new(),
            errors: Vec::new(),
        })
    }

    pub(super) fn render(&self, visit: &Visit) -> Response {
        let case = &self.loaded.case;
        let correcting = case.state == State::Correcting;
        let address = format!("/my/cases/{}", case.number);
        let action = format!("{address}/correction");
        let title = if correcting { "补正" } else { "补交材料" };
        let content = html! {
            div class="page" {
                (ui::error_summary(&self.errors))
                (head(case))
                div class="split" {
                    div {
                        (self.status())
                        section class="section top-6" aria-labelledby="todo" {
                            h2 id="todo" { "要补的内容" }
                            form method="post" action=(action) enctype="multipart/form-data" data-upload=(action)
                                novalidate {
                                (ui::form::first_submit())
                                div id="things" tabindex="-1" { (self.things()) }
                                div class="form-actions" {
                                    (Button::submit(if correcting { "提交补正" } else { "提交材料" }).big().named("send", "1"))
                                    (Button::link("以后再交", address).quiet())
                                }
                            }
                        }
                    }
                    aside class="stack" {
                        (who(&self.body))
                        @if correcting {
                            section class="card" {
                                h2 class="size-1" { "到期没补会怎样" }
                                p class="small muted" { "过了期限，这次申请可能会终止。不影响您准备好以后再申请。" }
                            }
                        }
                    }
                }
            }
        };
        frame(
            visit,
            "/my",
            &ui::error_title(&self.errors, title),
            &crumbs(Some(case)),
            content,
        )
    }

    fn status(&self) -> Markup {
        let today = self.cases.kernel.clock.today();
        let status = match &self.loaded.case.correction {
            Some(correction) if self.loaded.case.state == State::Correcting => Status {
                state: "等您补正".into(),
                headline: vec![
                    format!("还差{}处，", correction.items.len()),
                    format!("{}前补上就行", fmt::date_weekday(correction.until, today)),
                ],
                text: "这是一次说全的，补齐以后不会再要别的。补正的这几天不算在办理时限里。".into(),
                wait: true,
            },
            _ => Status {
                state: "已经受理".into(),
                headline: vec!["还有材料要补".into()],
                text: "补上以后，其他的不用您做什么。".into(),
                wait: true,
            },
        };
        html! { (status) }
    }

    fn things(&self) -> Markup {
        let provinces = self.cases.identity.provinces();
        let local = self.loaded.handled.local();
        let none = BTreeMap::new();
        let paper = Paper {
            handling: local.definition(),
            outcome: &self.outcome,
            content: &self.content,
            sources: &none,
            errors: &self.errors,
            look: self.cases.look(&provinces),
        };
        // What several things ask for stands on the page once.
        let mut names = BTreeSet::new();
        let parts: Vec<Markup> = things(self.loaded)
            .iter()
            .map(|thing| match &thing.about {
                About::Material(id) => self.material(thing, id),
                About::Field(id) => Self::field(thing, id, &paper, &mut names),
            })
            .collect();
        let extra = self.extra(&paper, &names);
        html! { @for part in &parts { (part) } (extra) }
    }

    fn material(&self, thing: &Thing, id: &str) -> Markup {
        let local = self.loaded.handled.local();
        let Some(material) = local.definition().materials.iter().find(|m| m.id == id) else {
            return html! {};
        };
        let before: BTreeSet<_> = self.loaded.case.files().map(|file| file.id).collect();
        let files: Vec<_> = self.files.iter().filter(|file| file.material == id).collect();
        html! {
            (words(thing, &sentence(&material.name), Some(&sentence(&material.standard)), html! {
                @for file in files {
                    @let old = before.contains(&file.id);
                    @let line = shown(file, true);
                    (web::ui::File { note: if old { "您上次交的".into() } else { "刚传的，提交以后生效".into() }, ..line })
                }
                (self.place(material))
            }))
        }
    }

    fn place(&self, material: &Material) -> Markup {
        let wrong: Vec<_> = self.refused.iter().filter(|one| one.material == material.id).collect();
        let error = (!wrong.is_empty()).then(|| format!("{}-e", control(&material.id)));
        html! {
            @if let Some(id) = &error {
                p class="error" id=(id) {
                    span class="visually-hidden" { "错误：" }
                    @for one in &wrong { (one.message) "。" }
                }
                @for one in &wrong { (refused(one)) }
            }
            (place(material, "选择文件，或者直接拍照", error.clone(), self.cases.kernel.config.max_upload_mb))
        }
    }

    fn field(thing: &Thing, id: &str, paper: &Paper<'_>, names: &mut BTreeSet<String>) -> Markup {
        let form = &paper.handling.form;
        let Some(section) = form.iter().find(|s| s.id == id || s.fields.iter().any(|f| f.id == id)) else {
            return html! {};
        };
        let field = section.fields.iter().find(|f| f.id == id);
        let title = field.map_or(&section.title, |f| &f.label);
        let controls = paper.section(&section.id).map(|whole| match whole {
            SectionForm::Flat(fields) if section.id != id => {
                let name = format!("form.{id}");
                SectionForm::Flat(fields.into_iter().filter(|f| f.name == name).collect())
            }
            whole => whole,
        });
        let fresh = controls.filter(|c| !c.names().iter().any(|name| names.contains(*name)));
        if let Some(fresh) = &fresh {
            names.extend(fresh.names().into_iter().map(str::to_owned));
        }
        words(
            thing,
            &sentence(title),
            None,
            html! { @if let Some(fresh) = &fresh { (fresh) } },
        )
    }

    /// What the changes made necessary and nobody asked for: it has to be filled in, too.
    fn extra(&self, paper: &Paper<'_>, names: &BTreeSet<String>) -> Markup {
        let open = self.errors.iter().filter(|error| !names.contains(&error.field_id));
        let sections: BTreeSet<&str> = open
            .filter_map(|error| {
                let found = self
                    .outcome
                    .errors
                    .iter()
                    .find(|e| crate::commands::error_field(e) == error.field_id)?;
                crate::form::section_of(paper.handling, found)
            })
            .collect();
        let forms = sections
            .into_iter()
            .filter_map(|id| paper.section(id))
            .filter_map(|form| match form {
                SectionForm::Flat(fields) => {
                    let fields: Vec<_> = fields.into_iter().filter(|f| !names.contains(&f.name)).collect();
                    (!fields.is_empty()).then_some(SectionForm::Flat(fields))
                }
                rows @ SectionForm::Rows(..) => Some(rows),
            });
        let forms: Vec<_> = forms.collect();
        html! {
            @if !forms.is_empty() {
                div class="fix" { h3 { "改了以后，还要填这些" } @for form in &forms { (form) } }
            }
        }
    }
}

fn words(thing: &Thing, title: &str, why: Option<&str>, controls: Markup) -> Markup {
    html! {
        div class="fix" {
            h3 { (title) }
            p { strong { "缺什么：" } (thing.problem) }
            @if !thing.remedy.is_empty() { p { strong { "怎么补：" } (thing.remedy) } }
            @if let Some(why) = why { p { strong { "要求：" } (why) } }
            (controls)
        }
    }
}
