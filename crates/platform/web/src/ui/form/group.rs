//! Members of a repeated section. Adding and removing are submit buttons, so they work without scripts.

use maud::{Markup, Render, html};

use super::Field;

/// One member of a repeated section.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// 第1位.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether it may be removed.
    pub removable: bool,
}

/// A section that can be filled several times.
#[derive(Clone, Debug, Default)]
pub struct Repeated {
    /// Id, for errors about the section as a whole.
    pub id: String,
    /// 食品安全管理员.
    pub title: String,
    /// 至少1位，可以是您自己.
    pub hint: Option<String>,
    /// What is wrong with the section as a whole.
    pub error: Option<String>,
    /// Its members.
    pub groups: Vec<Group>,
    /// Name sent with the index of the member to remove, counted from 0.
    pub remove_name: String,
    /// Name sent with `1` to add one.
    pub add_name: String,
    /// 再加一位; empty when no more may be added.
    pub add: String,
}

impl Render for Repeated {
    fn render(&self) -> Markup {
        let invalid = self.error.is_some();
        html! {
            fieldset class={ "form-block" @if invalid { " invalid" } } id=(self.id) tabindex="-1"
                aria-describedby=[invalid.then(|| format!("{}-e", self.id))] {
                legend { h2 { (self.title) } }
                @if let Some(hint) = &self.hint { p class="hint end-3" { (hint) } }
                @if let Some(error) = &self.error {
                    p class="error" id={ (self.id) "-e" } { span class="visually-hidden" { "错误：" } (error) }
                }
                @for (at, group) in self.groups.iter().enumerate() { (self.member(at, group)) }
                @if !self.add.is_empty() {
                    p class="top-3" {
                        button class="button secondary" type="submit" name=(self.add_name) value="1" formnovalidate {
                            (self.add)
                        }
                    }
                }
            }
        }
    }
}

impl Repeated {
    fn member(&self, at: usize, group: &Group) -> Markup {
        html! {
            div class="group" role="group" aria-labelledby={ (self.id) "-g" (at) } {
                div class="section-head" {
                    h3 id={ (self.id) "-g" (at) } { (group.title) }
                    @if group.removable {
                        button class="link-button touch" type="submit" name=(self.remove_name) value=(at)
                            formnovalidate { "移除" span class="visually-hidden" { (group.title) } }
                    }
                }
                @for field in &group.fields { (field) }
            }
        }
    }
}
