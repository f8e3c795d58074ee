//! The item package as it is written: types in the key order of `data/schema/item.schema.json`.
//!
//! Reading and writing lose nothing: an absent list and an empty one stay different, numbers keep their digits, and what
//! is written is read back equal and written again to the same bytes.

mod expressions;
mod form;
mod handling;
mod item;
mod list;
mod place;
mod read;
mod scenario;

pub use form::{
    Field, FieldType, FormCheck, Parameter, ParameterType, Question, QuestionKind, QuestionOption, Repeat, Required,
    Section,
};
pub use handling::{
    Assurance, Condition, Continues, CrossRegion, Delivery, Duty, Effect, Ending, Faq, Fee, FeeDue, FileKind, Handling,
    HandlingKind, Initiator, ItemResult, Limit, LimitRule, LimitUnit, Material, MaterialKind, MaterialSource, Need,
    PrintedField, Refusal, RefusalStage, ResultKind, ReviewFailure, ReviewPoint, SpecialKind, SpecialProcedure, Step,
    StepKind, StepMode, Validity, ValidityUnit, WindowUnit,
};
pub use item::{Basis, BodyNature, Item, ItemType, Level, Package, PowerSource, ServiceObject, Themes};
pub use list::List;
pub use place::Place;
pub use read::{ReadFault, parse_json, to_pretty};
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
