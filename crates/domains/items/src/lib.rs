//! Service items as executable definitions (清单即流程): the format of item packages, their expressions, the plan that a
//! package compiles to, and the one pure function that says what applies to a case.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = include_str!("../../../../data/items/000131010000-food-business-licence.json");
//! let plan = items::Plan::compile(items::Package::read(text)?)?;
//! let new = plan.handling("new").ok_or("no such handling item")?;
//! let outcome = new.evaluate(&items::Given::default())?;
//! assert!(!outcome.errors.is_empty(), "nothing is answered yet");
//! # Ok(())
//! # }
//! ```

mod answers;
mod api;
mod catalogue;
mod check;
mod codes;
mod command;
mod desk;
mod difference;
mod edition;
mod evaluate;
pub mod expr;
mod fault;
mod format;
mod given;
mod implementation;
mod import;
mod index;
mod messages;
pub mod migrations;
mod module;
mod outcome;
mod overlay;
mod pattern;
mod plan;
mod portal;
mod portal_words;
mod publish;
mod record;
mod rule;
mod say;
mod shelf;
mod statistics;
pub mod store;
mod words;

pub use answers::Situation;
pub use api::openapi;
pub use catalogue::Catalogue;
pub use check::{Report, check_command, check_overlay, check_overlay_command, check_package};
pub use codes::{handling_code, implementation_code};
pub use command::eval_command;
pub use difference::{Difference, differences};
pub use edition::{Body, Edition, Handled, Standing};
pub use fault::{Fault, Faults, Severity};
pub use format::*;
pub use given::{Applicant, ApplicantKind, CaseFacts, Given};
pub use implementation::{Implementation, LocalPlan};
pub use import::{Imported, import_demo};
pub use module::module;
pub use outcome::{
    Answered, ErrorKind, ExprError, FeeOutcome, FieldOutcome, Id, InputError, Outcome, Printed, ResultOutcome,
    SectionOutcome,
};
pub use overlay::{LocalHandling, Overlay, Window};
pub use plan::{HandlingPlan, Plan};
pub use portal_words::{
    Common, Hall, Heading, Home, Phrase, PortalTexts, PortalWords, RegionName, Regions, Together, WordsFault, bodies_of,
};
pub use publish::{PUBLISH, Published, READ, Refusal as PublishRefusal};
pub use record::Recorded;
pub use say::sentence;
pub use shelf::{HandlingFacts, Listing, PackageFacts, Shelf};
pub use statistics::Statistics;
pub use words::{Sense, in_words};
