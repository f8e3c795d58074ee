//! The item package as it is written: types in the key order of `data/schema/item.schema.json`.
//!
//! Reading and writing lose nothing: an absent list and an empty one stay different, numbers keep their digits, and what
//! is written is read back equal and written again to the same bytes.

mod expressions;
mod form;
mod handling;
mod item;
mod list;
mod materials;
mod place;
mod process;
mod read;
mod results;
mod scenario;

pub use form::{
    Field, FieldType, FormCheck, Parameter, ParameterType, Question, QuestionKind, QuestionOption, Repeat, Required,
    Section,
};
pub use handling::{
    Assurance, Condition, Continues, CrossRegion, Delivery, Effect, Ending, Handling, HandlingKind, Initiator, Limit,
    LimitRule, LimitUnit, WindowUnit,
};
pub use item::{Basis, BodyNature, Item, ItemType, Level, Package, PowerSource, ServiceObject, Themes};
pub use list::List;
pub use materials::{Fee, FeeDue, FileKind, Material, MaterialKind, MaterialSource, Need};
pub use place::Place;
pub use process::{ReviewFailure, ReviewPoint, SpecialKind, SpecialProcedure, Step, StepKind, StepMode};
pub use read::{ReadFault, parse_json, to_pretty};
pub use results::{Duty, Faq, ItemResult, PrintedField, Refusal, RefusalStage, ResultKind, Validity, ValidityUnit};
pub use scenario::{Expect, Scenario};

/// Keeps `null` apart from "not there" for the few keys where the format gives both a meaning.
mod nullable {
    use serde::{Deserialize, Deserializer};

    pub(super) fn deserialize<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de>,
    {
        Option::<T>::deserialize(from).map(Some)
    }
}
