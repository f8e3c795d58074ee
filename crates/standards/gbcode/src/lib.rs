//! The codes of government services: what they are made of, and whether one is right.
//!
//! Every code is a type of its own. Its `parse` is strict (no trimming, upper case only) and names the first rule that
//! fails; a form calls [`normalise`] before. An error has a stable [`reason`](Refusal::reason) for programs and a
//! [`sentence`](Refusal::sentence) in plain Chinese for the person who typed.
//!
//! Some rules only raise a doubt outside of strict checks: `well_formed` accepts what has the right letters and check
//! character (what `docs/items-format.md` asks of an answer), and `doubts` lists what `parse` would refuse besides. Codes
//! read back from storage through serde are `well_formed`; which provinces exist depends on where the software runs.
//!
//! ```
//! use gbcode::{CreditCode, Provinces, Refusal, normalise};
//!
//! let typed = normalise(" 9144030071526726xg ");
//! let code = CreditCode::parse(&typed, &Provinces::REAL)?;
//! assert_eq!(code.organisation_code(), "71526726-X");
//!
//! let refused = CreditCode::parse("9144030O71526726XG", &Provinces::REAL).unwrap_err();
//! assert_eq!(refused.reason(), "alphabet");
//! assert!(refused.sentence().contains("没有字母I、O、S、V、Z"));
//! # Ok::<(), gbcode::CreditCodeError>(())
//! ```

mod case_number;
mod credit_code;
mod document_number;
pub mod iso7064;
mod item_code;
mod licence;
mod paper;
mod permanent_residence;
mod phone;
mod post;
mod query_code;
mod region;
mod resident_id;
mod text;

pub use case_number::{CaseNumber, CaseNumberError, SERIAL_WIDTH};
pub use credit_code::{CreditCode, CreditCodeError, DEPARTMENTS, Department, ServiceObject, organisation_check};
pub use document_number::{DocumentNumber, DocumentNumberError, DocumentNumberPattern, PatternError};
pub use item_code::{BasicCode, ExercisedLevel, HandlingCode, ImplementationCode, ItemCodeError, ItemType};
pub use licence::{Issuer, LicenceIdentifier, LicenceIdentifierError, TypeCode};
pub use paper::{Paper, PaperError, PaperKind};
pub use permanent_residence::{PermanentResidence, PermanentResidenceEdition, PermanentResidenceError};
pub use phone::{Mobile, MobileError};
pub use post::{MailNumber, MailNumberError, PostCode, PostCodeError};
pub use query_code::{QueryCode, QueryCodeError};
pub use region::{Provinces, RegionCode, RegionError, RegionLevel};
pub use resident_id::{ResidentId, ResidentIdError, Sex};
pub use text::{mask, normalise};

/// An error that a form can show.
pub trait Refusal: std::error::Error {
    /// The rule that failed, stable over versions, as in the test vectors: `length`, `check_digit`, …
    fn reason(&self) -> &'static str;

    /// What is wrong and what to do, in plain Chinese, for the field of a form.
    fn sentence(&self) -> String;
}
