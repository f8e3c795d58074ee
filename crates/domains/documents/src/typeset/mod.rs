//! Typesetting: data in, PDF out.
//!
//! [`Typesetter`] holds the fonts and the templates and is built once per process. It reads nothing from disk or
//! network: fonts and templates are compiled in, data comes with the call. The same data and instant give the same
//! bytes.
//!
//! User text is data. It reaches the template as strings, which Typst never parses, so `#`, `$`, `@` or HTML in a name
//! print as they stand. Characters no font has are the one thing that cannot print as it stands:
//! [`Typesetter::typeset`] puts 〓 in their place (the printer's mark for a missing sort) and lists them in
//! [`Pdf::missing`], so that hostile or rare text never blocks a case; [`Typesetter::typeset_exact`] refuses and names
//! the character, for papers that must be exact, such as licences.

mod engine;
mod fonts;
pub mod paper;
mod qr;
mod templates;
mod text;

pub use engine::{Pdf, SealPlace, Typesetter};
pub use paper::{Paper, Template};

/// Why a paper could not be typeset.
#[derive(Debug, thiserror::Error)]
pub enum TypesetError {
    /// No font has this character.
    #[error("no font has the character {0} (U+{code:04X})", code = u32::from(*.0))]
    MissingGlyph(char),
    /// The data is larger than any paper: its texts together exceed [`Typesetter::MAX_TEXT`] bytes.
    #[error("the data has {0} bytes of text, more than a paper can hold")]
    TooLong(usize),
    /// The link does not fit into a QR code.
    #[error("the link of {0} bytes does not fit into a QR code")]
    Link(usize),
    /// The data cannot be represented as JSON, or is no object.
    #[error("the data is not a JSON object: {0}")]
    Data(String),
    /// The template does not fit the data: a fault of the program, not of the user.
    #[error("template {template}: {message}")]
    Template {
        /// [`Template::name`].
        template: &'static str,
        /// What Typst says, with the place in the template.
        message: String,
    },
}
