//! The compiler behind the papers.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Datelike as _, FixedOffset, Timelike as _};
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Label, Smart};
use typst::introspection::Introspector as _;
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, PicoStr};
use typst::{Library, LibraryExt as _, World, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::text::Cleaner;
use super::{Paper, Template, TypesetError, fonts, qr, templates};

/// How many papers a memoised piece of work survives without being used again. It keeps the templates warm and the
/// memory of a long-running process bounded: what only one paper needed is gone after that many others.
const MEMORY: usize = 6;

/// Turns data into papers. Build one per process and share it; it is immutable.
pub struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    standards: PdfStandards,
}

/// A finished paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Pdf {
    /// The file (PDF 1.7, PDF/A-2).
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters that no font has and that print as 〓; empty for a paper that says exactly what its data says.
    pub missing: Vec<char>,
    /// Where the seal goes; `None` for papers that bear none.
    pub seal: Option<SealPlace>,
}

/// The centre of the seal: over the body's name and the date (GB/T 9704-2012, 7.3.5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SealPlace {
    /// Page, from 1.
    pub page: usize,
    /// Millimetres from the left edge of the page.
    pub x: f64,
    /// Millimetres from the top edge of the page.
    pub y: f64,
}

impl Typesetter {
    /// The most text a paper may hold, in bytes of UTF-8. It bounds what one call can cost.
    pub const MAX_TEXT: usize = 512 * 1024;

    /// A typesetter with the embedded fonts.
    pub fn new() -> Self {
        Self::with_fonts([])
    }

    /// A typesetter that looks for characters in further fonts (TrueType, OpenType or collections) after the embedded
    /// ones, for names in scripts or with characters that those lack. Data that is no font is passed over.
    pub fn with_fonts(further: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut fonts = fonts::embedded();
        fonts.extend(further.into_iter().flat_map(|data| Font::iter(Bytes::new(data))));
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            standards: PdfStandards::new(&[PdfStandard::A_2a]).unwrap_or_default(),
        }
    }

    /// Typesets a paper; characters that no font has print as 〓 and are reported. `at` is the creation time written
    /// into the file.
    pub fn typeset<P: Paper>(&self, paper: &P, at: DateTime<FixedOffset>) -> Result<Pdf, TypesetError> {
        let mut data = serde_json::to_value(paper).map_err(|error| TypesetError::Data(error.to_string()))?;
        if let Value::Object(fields) = &mut data {
            fields.insert("title".into(), paper.title().into());
        }
        self.typeset_value(P::TEMPLATE, data, at)
    }

    /// Typesets a paper that must say exactly what its data says: the first character without a glyph is an error.
    pub fn typeset_exact<P: Paper>(&self, paper: &P, at: DateTime<FixedOffset>) -> Result<Pdf, TypesetError> {
        let pdf = self.typeset(paper, at)?;
        match pdf.missing.first() {
            Some(character) => Err(TypesetError::MissingGlyph(*character)),
            None => Ok(pdf),
        }
    }

    /// Typesets stored data: what a [`Paper`] serialises to, with its `title` beside the fields. A `link` among the
    /// fields becomes a QR code.
    pub fn typeset_value(
        &self,
        template: Template,
        mut data: Value,
        at: DateTime<FixedOffset>,
    ) -> Result<Pdf, TypesetError> {
        let Value::Object(fields) = &mut data else {
            return Err(TypesetError::Data(format!(
                "the data of {} is no object",
                template.name()
            )));
        };
        let code = match fields.get("link").and_then(Value::as_str) {
            Some(link) => qr::encode(link).ok_or(TypesetError::Link(link.len()))?,
            None => Value::Null,
        };
        let missing = self.clean(&mut data)?;
        data["qr"] = code;
        self.run(template.name(), &data, missing, at)
    }

    /// Typesets the words that are laid over the picture of a page, turned, on a page of their own size: black on
    /// nothing, to be repeated over the picture. No paper, so it has no title and is never stored.
    pub fn typeset_stamp(&self, lines: &[String]) -> Result<Pdf, TypesetError> {
        let mut data = serde_json::json!({ "lines": lines });
        let missing = self.clean(&mut data)?;
        self.run("stamp", &data, missing, DateTime::UNIX_EPOCH.fixed_offset())
    }

    fn run(
        &self,
        template: &'static str,
        data: &Value,
        missing: BTreeSet<char>,
        at: DateTime<FixedOffset>,
    ) -> Result<Pdf, TypesetError> {
        let job = Job {
            typesetter: self,
            template,
            data: Bytes::from_string(data.to_string()),
        };
        let pdf = job.run(missing, at);
        typst::comemo::evict(MEMORY);
        pdf
    }

    fn clean(&self, data: &mut Value) -> Result<BTreeSet<char>, TypesetError> {
        let covers = |character| fonts::covers(&self.fonts, character);
        let mut cleaner = Cleaner::new(&covers);
        cleaner.value(data);
        if cleaner.bytes > Self::MAX_TEXT {
            return Err(TypesetError::TooLong(cleaner.bytes));
        }
        Ok(cleaner.missing)
    }
}

impl Default for Typesetter {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Typesetter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Typesetter")
            .field("fonts", &self.fonts.len())
            .finish_non_exhaustive()
    }
}

/// One paper in the making: the world as its template sees it.
struct Job<'a> {
    typesetter: &'a Typesetter,
    template: &'static str,
    data: Bytes,
}

impl Job<'_> {
    fn run(&self, missing: BTreeSet<char>, at: DateTime<FixedOffset>) -> Result<Pdf, TypesetError> {
        let Warned { output, .. } = typst::compile::<PagedDocument>(self);
        let document = output.map_err(|errors| self.fault(&errors))?;
        for page in document.pages() {
            if let Some(character) = tofu(&page.frame) {
                return Err(TypesetError::MissingGlyph(character));
            }
        }
        let options = PdfOptions {
            creator: Smart::Custom(Some("Tongban".into())),
            timestamp: timestamp(at),
            standards: self.typesetter.standards.clone(),
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| self.fault(&errors))?;
        Ok(Pdf {
            bytes,
            pages: document.pages().len(),
            missing: missing.into_iter().collect(),
            seal: seal_place(&document),
        })
    }

    fn fault(&self, errors: &[SourceDiagnostic]) -> TypesetError {
        let messages: Vec<String> = errors.iter().map(|error| self.describe(error)).collect();
        TypesetError::Template {
            template: self.template,
            message: messages.join("; "),
        }
    }

    fn describe(&self, error: &SourceDiagnostic) -> String {
        let place = error.span.id().and_then(|id| {
            let line = self
                .source(id)
                .ok()?
                .lines()
                .byte_to_line(self.range(error.span)?.start)?;
            Some(format!(" ({}:{})", id.get().vpath().get_without_slash(), line + 1))
        });
        format!("{}{}", error.message, place.unwrap_or_default())
    }
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.typesetter.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.typesetter.book
    }

    fn main(&self) -> FileId {
        templates::main(self.template)
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        templates::source(id).ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if templates::is_data(id) {
            Ok(self.data.clone())
        } else {
            Err(not_found(id))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.typesetter.fonts.get(index).cloned()
    }

    /// Papers carry the dates they are given.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

/// The first character that was laid out without a glyph.
fn tofu(frame: &Frame) -> Option<char> {
    frame.items().find_map(|(_, item)| match item {
        FrameItem::Group(group) => tofu(&group.frame),
        FrameItem::Text(text) => {
            let glyph = text.glyphs.iter().find(|glyph| glyph.id == 0)?;
            text.text[glyph.range()].chars().next()
        }
        _ => None,
    })
}

fn seal_place(document: &PagedDocument) -> Option<SealPlace> {
    let label = Label::new(PicoStr::intern("seal"))?;
    let introspector = document.introspector();
    let location = introspector.query_label(label).ok()?.location()?;
    let position = introspector.elements().position(location)?;
    Some(SealPlace {
        page: position.page.get(),
        x: position.point.x.to_mm(),
        y: position.point.y.to_mm(),
    })
}

fn timestamp(at: DateTime<FixedOffset>) -> Option<Timestamp> {
    let small = |number: u32| u8::try_from(number).ok();
    let time = Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )?;
    Timestamp::new_local(time, at.offset().local_minus_utc() / 60)
}
