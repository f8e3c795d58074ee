//! Files, and places to add them.

use maud::{Markup, Render, html};

/// How far a file has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileState {
    /// It is here.
    #[default]
    Stored,
    /// So many per cent are here.
    Uploading(u8),
    /// It was not taken.
    Refused,
}

/// A file with its state.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Its name.
    pub name: String,
    /// PDF, 图片, 证照 …
    pub thumb: String,
    /// Whether its picture carries the watermark.
    pub watermark: bool,
    /// Size in words.
    pub size: String,
    /// Where it comes from, what became of it.
    pub note: String,
    /// How far it has come.
    pub state: FileState,
    /// Where to look at it.
    pub view: Option<String>,
    /// Name and value of the submit button that takes it away.
    pub remove: Option<(String, String)>,
}

impl Render for File {
    fn render(&self) -> Markup {
        let refused = self.state == FileState::Refused;
        html! {
            div class={ "file" @if refused { " wrong" } } {
                span class={ "file-thumb" @if self.watermark { " watermark" } } aria-hidden="true" { (self.thumb) }
                div {
                    p {
                        @match (&self.view, &self.remove) {
                            (Some(href), Some(_)) => a class="strong" href=(href) { (self.name) },
                            _ => span class="strong" { (self.name) },
                        }
                        @if !self.size.is_empty() { " " span class="small muted" { (self.size) } }
                    }
                    @if let FileState::Uploading(percent) = self.state {
                        progress max="100" value=(percent) aria-label={ (self.name) "上传进度" } {}
                    }
                    @if !self.note.is_empty() { p class="small muted" { (self.note) } }
                }
                @if let Some((name, value)) = &self.remove {
                    button class="link-button touch" type="submit" name=(name) value=(value) formnovalidate {
                        "移除" span class="visually-hidden" { (self.name) }
                    }
                } @else if let Some(href) = &self.view {
                    a class="touch" href=(href) { "查看" span class="visually-hidden" { (self.name) } }
                }
            }
        }
    }
}

/// A place to add a file.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// Id of the control.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What to add.
    pub label: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// Which types and how large, in words.
    pub hint: String,
    /// The `accept` attribute, such as `.pdf,image/*`.
    pub accept: String,
    /// Several files at once.
    pub multiple: bool,
    /// Id of the error that stands before it.
    pub error_id: Option<String>,
}

impl Render for Upload {
    fn render(&self) -> Markup {
        let described = self
            .error_id
            .iter()
            .cloned()
            .chain([format!("{}-h", self.id)])
            .collect::<Vec<_>>()
            .join(" ");
        html! {
            div class="upload" {
                label class="label" for=(self.id) {
                    (self.label) @if self.optional { " " span class="optional" { "（选填）" } }
                }
                input type="file" id=(self.id) name=(self.name) accept=(self.accept) multiple[self.multiple]
                    aria-invalid=[self.error_id.as_ref().map(|_| "true")] aria-describedby=(described);
                p class="hint" id={ (self.id) "-h" } { (self.hint) }
            }
        }
    }
}
